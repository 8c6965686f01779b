//! What is told of roads when they are opened: how much there is, whether all of it can be reached, what was passed over.

use super::notice::NoticeLevel;
use super::state::Session;
use crate::analysis::road_facts::RoadFacts;
use crate::i18n::message::{Arg, Message};
use crate::model::road_network::{RoadNetwork, RoadRefusal};

const fn sentence(why: RoadRefusal) -> &'static str {
    match why {
        RoadRefusal::NotALine => "road-refused-not-a-line",
        RoadRefusal::NoPlace => "road-refused-no-place",
        RoadRefusal::MissingCorner => "road-refused-missing-corner",
        RoadRefusal::NoAccess => "road-refused-no-access",
        RoadRefusal::TurnRule => "road-refused-turn-rule",
        RoadRefusal::BadNumber => "road-refused-bad-number",
    }
}

impl Session {
    pub(super) fn tell_of_roads(&mut self, roads: &RoadNetwork, facts: &RoadFacts) {
        let told = Message::new("session-roads-opened")
            .with("n", roads.links.len())
            .with("km", facts.km.round() as u64)
            .with("ends", facts.dead_ends);
        self.notices.add(NoticeLevel::Info, told);
        if facts.components > 1 {
            let share = Arg::Decimal(100.0 * facts.largest_component_share, 1);
            let apart = Message::new("session-roads-apart")
                .with("n", facts.components)
                .with("share", share);
            self.notices.add(NoticeLevel::Info, apart);
        }
        for (why, count) in &roads.refused {
            let passed = Message::new(sentence(*why)).with("n", *count);
            self.notices.add(NoticeLevel::Warning, passed);
        }
    }
}
