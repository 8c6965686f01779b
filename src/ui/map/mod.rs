//! The map: walkers below, our retained GPU layers in it, handles and labels on top.
//!
//! [`map_ui`] draws it; [`MapView`] is what it keeps from frame to frame. Layers that stay on the GPU are prepared off
//! the UI thread (`layers.rs`, `gpu/`); points, zones, tools, labels and legends are painted by egui each frame.

mod arc_key;
mod background;
mod base_map;
mod box_select;
mod bubble;
mod camera;
mod choropleth;
mod class_legend;
mod compare_layer;
mod context_menu;
mod exits;
mod figure_layers;
mod first_colours;
mod frame;
mod furniture;
mod furniture_layout;
mod gain_legend;
mod gestures;
mod gpu;
mod grid_fills;
mod grid_lines;
mod heat_mesh;
mod heat_scale;
mod highlight;
mod incident_dots;
mod keys;
mod label_room;
mod label_spots;
mod labels;
mod layers;
mod legend;
mod levels;
mod mercator;
mod note;
mod outline_rules;
mod pick;
mod point_drag;
mod points;
mod reach_areas;
mod rings;
mod road_lines;
mod scale_bar;
mod sight;
mod street_legend;
mod street_lines;
mod suggestion;
mod tools;
mod tooltip;
mod view;
pub(crate) mod worth;
mod zone_handles;
mod zone_keys;
mod zone_shapes;
mod zones;

pub use base_map::can_be_drawn as tile_can_be_drawn;
pub use class_legend::show_outside;
pub use furniture_layout::Piece;
pub use levels::coloured_level;
pub use view::{MapView, map_ui};
