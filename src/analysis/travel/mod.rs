//! Travel over roads: the network prepared for one kind of traffic, searches over it, places on it, and what is reached in time.

pub mod graph;
pub mod hierarchy;
pub mod isochrone;
pub mod pieces;
pub mod prepared;
pub mod search;
pub mod snap;
pub mod table;
