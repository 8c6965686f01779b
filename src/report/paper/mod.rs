//! Maps and sheets on paper and in pictures: drawn once as a list of marks, written as PDF or as pixels.

pub mod drawing;
pub mod pdf;
pub mod picture;
pub mod text;
pub mod typefaces;
