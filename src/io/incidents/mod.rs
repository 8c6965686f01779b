//! What an incident export means: columns, places, times, persons to keep out. [`super::incident_table`] is its door.

pub mod column_list;
pub mod column_words;
pub mod crs_guess;
pub mod export;
pub mod findings;
pub mod mapping;
pub mod personal;
pub mod places;
pub mod reader;
pub mod rows;
pub mod sample;
pub mod times;
