//! Columns and cells that look personal: they are refused at the door, named with the reason, and their values kept nowhere.

mod column_names;
mod numbers;
mod person_names;
mod values;

pub use column_names::kind_of_name;
pub use numbers::carries_number_of_person;
pub use person_names::{looks_like_name, names_persons};
pub use values::{hides_person, kind_of_values};

use crate::i18n::message::Message;

/// What makes a column personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PersonalKind {
    /// Numbers of identity cards, passports, licences, social security.
    Identity,
    /// Phone numbers.
    Phone,
    /// Number plates and other marks of a vehicle.
    Plate,
    /// Names of persons, officers among them.
    Name,
    /// Marks of a device (IMEI, IMSI, MAC).
    Device,
    /// E-mail addresses and chat accounts.
    Email,
    /// Bank cards and accounts.
    BankCard,
    /// Where somebody lives.
    Home,
    /// When somebody was born.
    Birth,
    /// Text with identity, phone or plate numbers in it.
    FreeText,
}

impl PersonalKind {
    /// The sentence why this column is not read.
    #[must_use]
    pub fn sentence(self, column: &str) -> Message {
        let id = match self {
            Self::Identity => "io-personal-identity",
            Self::Phone => "io-personal-phone",
            Self::Plate => "io-personal-plate",
            Self::Name => "io-personal-name",
            Self::Device => "io-personal-device",
            Self::Email => "io-personal-email",
            Self::BankCard => "io-personal-bank-card",
            Self::Home => "io-personal-home",
            Self::Birth => "io-personal-birth",
            Self::FreeText => "io-personal-free-text",
        };
        Message::new(id).with("column", column)
    }
}
