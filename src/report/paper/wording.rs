//! The words of sheets: sentences of one language, and what levels, figures, kernels and rings are called.

use crate::i18n::language::Language;
use crate::i18n::message::{Arg, Message};
use crate::i18n::words::Words;
use crate::model::reach_rule::Reach;

/// Sentences of one language.
#[derive(Debug, Clone, Copy)]
pub struct Wording<'a>(pub &'a Words);

impl Wording<'_> {
    /// The language.
    #[must_use]
    pub const fn language(self) -> Language {
        self.0.language()
    }

    /// A sentence without arguments.
    #[must_use]
    pub fn text(self, id: &str) -> String {
        self.0.text(id)
    }

    /// A sentence.
    #[must_use]
    pub fn say(self, message: &Message) -> String {
        self.0.say(message)
    }

    /// How large a ring is, with its unit.
    #[must_use]
    pub fn ring(self, ring: Reach) -> String {
        let value = ring.value();
        let decimals = (0..2u8).find(|decimals| {
            let fine = value * 10f64.powi(i32::from(*decimals));
            (fine - fine.round()).abs() < 1e-6
        });
        let id = match ring {
            Reach::Distance(_) => "paper-ring-metres",
            Reach::Time(_) => "paper-ring-minutes",
        };
        let decimals = decimals.unwrap_or(2);
        self.say(&Message::new(id).with("n", Arg::Decimal(value, decimals)))
    }
}
