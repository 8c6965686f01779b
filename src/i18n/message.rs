//! A sentence before it is worded: its id and its arguments.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

/// A sentence by its id in the `.ftl` files, with arguments. Made below, worded by [`super::words::Words`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Message {
    /// The id in the `.ftl` files.
    pub id: &'static str,
    /// Arguments by name.
    pub args: Vec<(&'static str, Arg)>,
}

/// One argument of a sentence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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

/// So many names are kept of sentences that came from another process; the program itself has fewer.
const MOST_NAMES: usize = 4_096;

/// The name of a sentence or an argument that came from another process: one of ours, kept for good once it was met.
fn lasting(name: &str) -> Option<&'static str> {
    static MET: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut met = MET.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = met.get(name) {
        return Some(known);
    }
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if name.len() > 80 || !name.bytes().all(plain) || met.len() >= MOST_NAMES {
        return None;
    }
    let kept: &'static str = Box::leak(name.into());
    met.insert(kept);
    Some(kept)
}

/// A sentence as another process wrote it.
#[derive(Deserialize)]
struct Written {
    id: String,
    args: Vec<(String, Arg)>,
}

impl<'de> Deserialize<'de> for Message {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let written = Written::deserialize(from)?;
        let name = |name: &str| {
            lasting(name).ok_or_else(|| D::Error::custom("no name of a sentence or an argument"))
        };
        let args = written.args.into_iter();
        let args = args.map(|(own, arg)| Ok((name(&own)?, arg)));
        Ok(Self {
            id: name(&written.id)?,
            args: args.collect::<Result<_, D::Error>>()?,
        })
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
