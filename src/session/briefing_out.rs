//! The briefing on its way into files, as a job.

use std::path::PathBuf;
use std::sync::Arc;

use super::files::FileOutcome;
use super::jobs::JobKind;
use super::notice::NoticeLevel;
use super::state::{Outcome, Session};
use crate::i18n::message::Message;
use crate::report::briefing::out::BriefingOut;
use crate::report::briefing::write::{
    BriefingError, BriefingWhat, BriefingWritten, write_briefing,
};

impl Session {
    /// Writes the briefing, or an atlas, as the plan is now.
    pub(super) fn export_briefing(&mut self, target: PathBuf, wish: BriefingOut) {
        let Some(ground) = self.briefing_ground() else {
            let message = Message::new("session-draft-needs-data");
            self.notices.add_once(NoticeLevel::Warning, message);
            return;
        };
        let (words, filter) = (Arc::clone(&self.words), Arc::clone(&self.filter));
        self.jobs.start(JobKind::Briefing, move |cancel| {
            let plan = Arc::clone(&ground.plan);
            let what = BriefingWhat {
                scenes: &plan.scenes,
                filter: &filter,
                today: jiff::Zoned::now().date(),
            };
            let written = write_briefing(&ground, what, wish, &words, &target, cancel);
            Outcome::File(FileOutcome::BriefingOut(target, written))
        });
    }

    /// Says what became of it.
    pub(super) fn take_briefing_out(
        &mut self,
        target: &std::path::Path,
        written: Result<BriefingWritten, BriefingError>,
    ) {
        match written {
            Ok(written) => {
                self.say(NoticeLevel::Info, "session-written", target);
                for warning in written.warnings {
                    let message = Message::new("session-briefing-warning").with("what", warning);
                    self.notices.add(NoticeLevel::Warning, message);
                }
            }
            Err(error) => {
                if let Some(message) = error.message() {
                    self.notices.add(NoticeLevel::Error, message);
                }
            }
        }
    }
}
