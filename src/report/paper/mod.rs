//! Maps and sheets on paper and in pictures: drawn once as a list of marks, written as PDF or as pixels.

pub mod atlas;
pub mod cartographer;
mod column;
pub mod drawing;
pub mod furniture;
pub mod hatching;
pub mod legend;
pub mod map_answers;
mod map_areas;
pub mod map_drawing;
pub mod map_frame;
pub mod map_ground;
mod map_heat;
mod map_labels;
pub mod map_legend;
mod map_points;
mod map_streets;
mod map_zones;
pub mod page;
pub mod pdf;
pub mod picture;
mod scene_sheet;
pub mod style;
mod table;
pub mod text;
pub mod typefaces;
pub mod wording;
