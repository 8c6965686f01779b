#![doc = include_str!("ARCHITECTURE.md")]

pub mod analysis;
pub mod base;
pub mod cli;
pub mod demo;
pub mod i18n;
pub mod io;
pub mod model;
pub mod report;
pub mod session;
#[cfg(feature = "gui")]
pub mod ui;
