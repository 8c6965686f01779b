//! Maps and sheets on paper and in pictures: drawn once as a list of marks, written as PDF or as pixels.

pub mod drawing;
pub mod hatching;
pub mod map_answers;
mod map_areas;
pub mod map_drawing;
pub mod map_frame;
pub mod map_ground;
mod map_heat;
mod map_labels;
mod map_points;
mod map_streets;
mod map_zones;
pub mod pdf;
pub mod picture;
pub mod style;
pub mod text;
pub mod typefaces;
