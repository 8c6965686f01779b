//! A briefing: the plan's scenes, what each tells and what it shows.

pub mod answers;
pub mod content;
pub mod ground;
