//! A sentence before it is worded: its id and its arguments.

use serde::Serialize;

/// A sentence by its id in the `.ftl` files, with arguments. Made below, worded by [`super::words::Words`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Message {
    /// The id in the `.ftl` files.
    pub id: &'static str,
    /// Arguments by name.
    pub args: Vec<(&'static str, Arg)>,
}

/// One argument of a sentence.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Arg {
    /// Text that stands as it is (a file name, a value found).
    Text(String),
    /// A whole number; written with thousands separators, and the sentence may choose its plural by it.
    Count(u64),
    /// A number with decimals, already rounded for people, and how many decimals to write.
    Decimal(f64, u8),
    /// Another sentence inside this one.
    Message(Box<Message>),
}

impl Message {
    /// A sentence without arguments.
    #[must_use]
    pub const fn new(id: &'static str) -> Self {
        Self {
            id,
            args: Vec::new(),
        }
    }

    /// The sentence with one argument more.
    #[must_use]
    pub fn with(mut self, name: &'static str, arg: impl Into<Arg>) -> Self {
        self.args.push((name, arg.into()));
        self
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<usize> for Arg {
    fn from(count: usize) -> Self {
        Self::Count(count as u64)
    }
}

impl From<u64> for Arg {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<Message> for Arg {
    fn from(message: Message) -> Self {
        Self::Message(Box::new(message))
    }
}
