//! The sentences of one language, ready to be filled in.

use std::fmt;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use super::language::Language;
use super::message::{Arg, Message};
use super::number;

const CHINESE: &[&str] = &[
    include_str!("../../assets/i18n/zh-CN/common.ftl"),
    include_str!("../../assets/i18n/zh-CN/io.ftl"),
    include_str!("../../assets/i18n/zh-CN/cli.ftl"),
    include_str!("../../assets/i18n/zh-CN/session.ftl"),
    include_str!("../../assets/i18n/zh-CN/ui.ftl"),
    include_str!("../../assets/i18n/zh-CN/briefing.ftl"),
    include_str!("../../assets/i18n/zh-CN/map.ftl"),
    include_str!("../../assets/i18n/zh-CN/brief.ftl"),
    include_str!("../../assets/i18n/zh-CN/paper.ftl"),
];

const ENGLISH: &[&str] = &[
    include_str!("../../assets/i18n/en/common.ftl"),
    include_str!("../../assets/i18n/en/io.ftl"),
    include_str!("../../assets/i18n/en/cli.ftl"),
    include_str!("../../assets/i18n/en/session.ftl"),
    include_str!("../../assets/i18n/en/ui.ftl"),
    include_str!("../../assets/i18n/en/briefing.ftl"),
    include_str!("../../assets/i18n/en/map.ftl"),
    include_str!("../../assets/i18n/en/brief.ftl"),
    include_str!("../../assets/i18n/en/paper.ftl"),
];

/// The sentences of one language.
pub struct Words {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl fmt::Debug for Words {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Words")
            .field("language", &self.language)
            .finish_non_exhaustive()
    }
}

impl Words {
    /// The sentences of a language.
    #[must_use]
    pub fn new(language: Language) -> Self {
        let texts = match language {
            Language::Chinese => CHINESE,
            Language::English => ENGLISH,
        };
        let id: LanguageIdentifier = language.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        bundle.set_use_isolating(false);
        for text in texts {
            let resource = match FluentResource::try_new((*text).to_owned()) {
                Ok(resource) => resource,
                Err((resource, errors)) => {
                    tracing::error!(?errors, "a sentence file has errors");
                    resource
                }
            };
            bundle.add_resource_overriding(resource);
        }
        Self { language, bundle }
    }

    /// Which language.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }

    /// The sentence with this id and no arguments. An id nobody wrote stands as itself in ⟦⟧ (a test forbids it).
    #[must_use]
    pub fn text(&self, id: &str) -> String {
        self.format(id, &[])
    }

    /// A message in words.
    #[must_use]
    pub fn say(&self, message: &Message) -> String {
        self.format(message.id, &message.args)
    }

    /// Whether the sentence exists.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.bundle
            .get_message(id)
            .is_some_and(|message| message.value().is_some())
    }

    fn format(&self, id: &str, args: &[(&'static str, Arg)]) -> String {
        let Some(pattern) = self
            .bundle
            .get_message(id)
            .and_then(|message| message.value())
        else {
            return format!("⟦{id}⟧");
        };
        let mut values = FluentArgs::new();
        for (name, arg) in args {
            values.set(*name, self.value(arg));
        }
        let mut errors = Vec::new();
        let text = self
            .bundle
            .format_pattern(pattern, Some(&values), &mut errors)
            .into_owned();
        if !errors.is_empty() {
            tracing::error!(id, ?errors, "a sentence could not be filled in");
        }
        text
    }

    /// Below a thousand a count goes in as a number, so that a sentence may choose its plural by it; above, as grouped
    /// text, which every sentence treats as "other".
    fn value(&self, arg: &Arg) -> FluentValue<'static> {
        match arg {
            Arg::Text(text) => FluentValue::from(text.clone()),
            Arg::Count(value) if *value < 1000 => FluentValue::from(*value as f64),
            Arg::Count(value) => FluentValue::from(number::count(*value)),
            Arg::Decimal(value, decimals) => FluentValue::from(number::decimal(*value, *decimals)),
            Arg::Message(message) => FluentValue::from(self.say(message)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn ids(texts: &[&str]) -> BTreeSet<String> {
        texts
            .iter()
            .flat_map(|text| text.lines())
            .filter(|line| line.starts_with(|first: char| first.is_ascii_alphabetic()))
            .filter_map(|line| line.split_once('=').map(|(id, _)| id.trim().to_owned()))
            .collect()
    }

    #[test]
    fn both_languages_have_the_same_sentences() {
        let (chinese, english) = (ids(CHINESE), ids(ENGLISH));
        let missing: Vec<_> = chinese.symmetric_difference(&english).collect();
        assert!(missing.is_empty(), "in one language only: {missing:?}");
    }

    #[test]
    fn every_sentence_file_parses() {
        for text in CHINESE.iter().chain(ENGLISH) {
            assert!(
                FluentResource::try_new((*text).to_owned()).is_ok(),
                "{}",
                text.lines().next().unwrap_or_default()
            );
        }
    }

    #[test]
    fn no_sentence_id_stands_twice() {
        for texts in [CHINESE, ENGLISH] {
            let lines = texts.iter().flat_map(|text| text.lines());
            let all = lines
                .filter(|line| line.starts_with(|first: char| first.is_ascii_alphabetic()))
                .count();
            assert_eq!(all, ids(texts).len());
        }
    }

    #[test]
    fn a_thousand_is_grouped_and_one_may_be_singular() {
        let words = Words::new(Language::English);
        let said = |n: u64| words.say(&Message::new("common-incidents").with("n", n));
        assert_eq!(
            (said(1).as_str(), said(1_022_291).as_str()),
            ("1 incident", "1,022,291 incidents")
        );
    }
}
