//! Who discovered an incident, from the words people write for it.

use crate::model::incident::Discovery;

/// Who discovered it, from the words of a cell.
#[must_use]
pub(super) fn discovery_of(text: &str) -> Discovery {
    const PATROL: &[&str] = &[
        "巡逻",
        "巡查",
        "巡防",
        "巡区",
        "主动发现",
        "盘查",
        "民警发现",
        "工作中发现",
        "patrol",
        "proactive",
        "officer",
        "on view",
        "on-view",
        "onview",
        "self-initiated",
        "self initiated",
    ];
    const CALLER: &[&str] = &[
        "110", "12345", "报警", "报案", "接警", "来电", "电话", "群众", "市民", "举报", "求助",
        "转警", "caller", "call", "citizen", "public", "phone", "dispatch", "911", "999",
    ];
    let text = text.trim().to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if has(PATROL) {
        Discovery::Patrol
    } else if has(CALLER) {
        Discovery::Caller
    } else {
        Discovery::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_tell_who_discovered_it() {
        for (text, expected) in [
            ("110接警", Discovery::Caller),
            ("巡逻发现", Discovery::Patrol),
            ("群众报警", Discovery::Caller),
            ("patrol-discovered", Discovery::Patrol),
            ("Caller", Discovery::Caller),
            ("其他", Discovery::Unknown),
            ("", Discovery::Unknown),
        ] {
            assert_eq!(discovery_of(text), expected, "{text}");
        }
    }
}
