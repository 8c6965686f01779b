//! Why there is no suggestion, in words.

use crate::analysis::siting::problem::NoAnswer;
use crate::i18n::message::Message;

/// So many names are listed; of the rest the number is told.
const LISTED: usize = 5;

/// Which rules clash, with the names of sites and demands.
#[must_use]
pub fn no_answer(
    why: &NoAnswer,
    site: impl Fn(u32) -> String,
    demand: impl Fn(u32) -> String,
) -> Message {
    match why {
        NoAnswer::Cancelled(_) => Message::new("siting-none-in-time"),
        NoAnswer::NoNumber => Message::new("siting-no-number"),
        NoAnswer::NotThere => Message::new("siting-not-there"),
        NoAnswer::FixedAndForbidden(sites) => {
            Message::new("siting-fixed-and-forbidden").with("sites", listed(sites, site))
        }
        NoAnswer::TooManyFixed { fixed, p } => Message::new("siting-too-many-fixed")
            .with("fixed", *fixed)
            .with("p", *p),
        NoAnswer::OutOfReach(demands) => Message::new("siting-out-of-reach")
            .with("count", demands.len())
            .with("demands", listed(demands, demand)),
        NoAnswer::Group(number) => Message::new("siting-group").with("number", *number + 1),
        NoAnswer::GroupsWantMore { least, p } => Message::new("siting-groups-want-more")
            .with("least", *least)
            .with("p", *p),
        NoAnswer::Moves => Message::new("siting-moves"),
        NoAnswer::ShareOutOfReach { rule, most } => Message::new("siting-share-out-of-reach")
            .with("number", *rule + 1)
            .with(
                "most",
                crate::i18n::message::Arg::Decimal(most.percent(), 1),
            ),
        NoAnswer::TooFewPoints { p } => Message::new("siting-too-few-points").with("p", *p),
        NoAnswer::RulesExclude => Message::new("siting-rules-exclude"),
        NoAnswer::RuleNotKnown => Message::new("siting-rule-not-known"),
    }
}

/// The first few names.
fn listed(numbers: &[u32], name: impl Fn(u32) -> String) -> String {
    let names: Vec<String> = numbers
        .iter()
        .take(LISTED)
        .map(|number| name(*number))
        .collect();
    let more = if numbers.len() > LISTED { " …" } else { "" };
    names.join(", ") + more
}
