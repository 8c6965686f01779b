//! What the plan survives: a program killed in the middle of its work, single calls of the system that fail, power cuts,
//! full and read-only disks, two programs at once. What was said to be saved is there afterwards, and so is its undo.
//!
//! Each trial is counted; a test prints "N passed, N failed". `bash tests/faults.sh` runs them at full length
//! (`PATROLGRID_FAULTS=full`), as many times as the plan file's promise asks for.
#![cfg(unix)]

#[path = "../common/mod.rs"]
mod common;

mod calls;
mod child;
mod disks;
mod kills;
mod races;

use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use patrolgrid::base::coords::LonLat;
use patrolgrid::base::ids::PointId;
use patrolgrid::model::patrol_point::PatrolPoint;
use patrolgrid::model::plan_edit::PlanEdit;
use patrolgrid::session::command::Command;
use patrolgrid::session::state::Session;

/// How often something is tried: in every run of the tests, or at full length.
fn times(short: u32, full: u32) -> u32 {
    let at_length = std::env::var("PATROLGRID_FAULTS").is_ok_and(|how| how == "full");
    if at_length { full } else { short }
}

fn a_session(home: &Path) -> Session {
    Session::new(Some(home.to_owned()), Arc::new(|| ()))
}

fn settle(session: &mut Session) {
    common::settle_within(session, Duration::from_mins(1));
}

/// The session that takes up the plan of last time; `None` where none was ever kept.
fn resumed_if_any(home: &Path) -> Option<Session> {
    let mut session = a_session(home);
    let any = session.open_last_plan();
    settle(&mut session);
    any.then_some(session)
}

fn resumed(home: &Path) -> Session {
    resumed_if_any(home).expect("a plan is kept")
}

fn add(id: u32) -> Command {
    Command::Edit(PlanEdit::AddPoint(PatrolPoint {
        id: PointId(id),
        name: format!("布警点 {id}"),
        position: LonLat::new(113.9 + f64::from(id) / 1e5, 22.6),
        locked: false,
        unit: "x".repeat(200),
    }))
}

/// What came of trials.
#[derive(Debug)]
struct Tally {
    of: &'static str,
    passed: u32,
    failed: Vec<String>,
}

impl Tally {
    const fn of(of: &'static str) -> Self {
        Self {
            of,
            passed: 0,
            failed: Vec::new(),
        }
    }

    fn count(&mut self, trial: Result<(), String>) {
        match trial {
            Ok(()) => self.passed += 1,
            Err(why) => self.failed.push(why),
        }
    }

    /// Prints the figures; fails where a trial failed.
    fn close(self, beside: &str) {
        eprintln!(
            "{}: {} passed, {} failed{beside}",
            self.of,
            self.passed,
            self.failed.len()
        );
        assert!(self.failed.is_empty(), "{:#?}", self.failed);
        assert!(self.passed > 0, "nothing was tried");
    }
}

/// Holds what a program said to be saved against what is there: nothing less, at most one step more (it was on its way),
/// every step can be taken back, and nobody else is blamed. Between the two numbers lies what it said while its disk was
/// going.
fn holds(home: &Path, said: RangeInclusive<u32>) -> Result<u32, String> {
    let (said, last) = said.into_inner();
    let Some(mut session) = resumed_if_any(home) else {
        return match said {
            0 => Ok(0),
            said => Err(format!("{said} said, and no plan is there")),
        };
    };
    let found = session.plan().points.len() as u32;
    if found < said || found > last + 1 {
        return Err(format!("{said} said ({last} at the last), {found} found"));
    }
    if session.history().made() as u32 != found {
        return Err(format!(
            "{found} found, {} undone",
            session.history().made()
        ));
    }
    let notices = session.notices().all();
    if let Some(blamed) = notices
        .iter()
        .find(|notice| notice.message.id == "session-plan-changed-elsewhere")
    {
        return Err(format!("{blamed:?}"));
    }
    // A few steps back and on again; every step once a session is over ([`can_be_taken_back`]).
    let back = found.saturating_sub(3);
    session.apply(Command::GoToStep(back as usize));
    if session.plan().points.len() as u32 != back {
        return Err(format!("{found} found, and they cannot be taken back"));
    }
    session.apply(Command::GoToStep(found as usize));
    session.flush();
    Ok(found - said)
}

/// Whether every step of a session can be taken back.
fn can_be_taken_back(home: &Path) -> Result<(), String> {
    let Some(mut session) = resumed_if_any(home) else {
        return Ok(());
    };
    session.apply(Command::GoToStep(0));
    match session.plan().points.len() {
        0 => Ok(()),
        left => Err(format!("{left} points cannot be taken back")),
    }
}
