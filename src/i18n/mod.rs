//! Every sentence people read, in Chinese and English, and how numbers are written.
//!
//! Sentences live in `assets/i18n/<language>/<room>.ftl` (Fluent). Other rooms name a sentence by its id and hand over its
//! arguments as a [`message::Message`]; only here does it become words.

pub mod language;
pub mod message;
pub mod number;
pub mod words;
