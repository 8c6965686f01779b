//! Whom a base map is by: what its file says, without the markup it is written in.

/// Most letters shown.
const LONGEST: usize = 160;

/// Marks a file may write by name.
const NAMED: [(&str, &str); 7] = [
    ("&copy;", "©"),
    ("&nbsp;", " "),
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", "\""),
    ("&#39;", "'"),
    ("&amp;", "&"),
];

/// The words of a piece of HTML on one line; `None` where it has none.
pub(super) fn plain(html: &str) -> Option<String> {
    let mut words = String::new();
    let mut in_tag = false;
    for letter in html.chars() {
        match letter {
            '<' => in_tag = true,
            '>' if in_tag => {
                in_tag = false;
                words.push(' ');
            }
            _ if in_tag => {}
            _ => words.push(letter),
        }
    }
    for (name, mark) in NAMED {
        words = words.replace(name, mark);
    }
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let shown: String = line.chars().take(LONGEST).collect();
    (!shown.is_empty()).then_some(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_become_their_words_and_nothing_becomes_nothing() {
        let html = "<a href=\"https://protomaps.com\" target=\"_blank\">Protomaps</a> &copy;  <a>OpenStreetMap</a>";
        assert_eq!(plain(html).as_deref(), Some("Protomaps © OpenStreetMap"));
        assert_eq!(plain("<br/>  "), None);
        assert_eq!(plain("a < b"), Some("a".into()));
        assert_eq!(
            plain(&"长".repeat(500)).map(|text| text.chars().count()),
            Some(160)
        );
    }
}
