//! What an incident export means: columns, places, times, persons to keep out. [`super::incident_table`] is its door.

mod category_book;
pub mod column_list;
pub mod column_words;
pub mod crs_guess;
mod discovery_words;
pub mod export;
pub mod findings;
pub mod mapping;
mod masking;
pub mod personal;
pub mod places;
pub mod reader;
mod row_source;
pub mod rows;
pub mod sample;
mod settle;
pub mod times;
