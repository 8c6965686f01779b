//! Killed at random moments; writes that stop anywhere.

use std::time::Duration;

use patrolgrid::session::keeper::SaveState;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::child::Running;
use crate::{Tally, can_be_taken_back, holds, resumed, times};

/// Steps of a session after which the next begins in a folder of its own.
const SESSION: u32 = 1_000;

#[test]
fn a_killed_program_loses_nothing_it_said_was_saved_and_keeps_its_undo() {
    let mut home = tempfile::tempdir().expect("a folder");
    let mut dice = ChaCha8Rng::seed_from_u64(11);
    let mut tally = Tally::of("kills");
    let mut most_in_flight = 0;
    for _ in 0..times(30, 500) {
        let mut program = Running::start(home.path(), None, &[]);
        program.hear(dice.random_range(1..12));
        program.kill_after(Duration::from_micros(dice.random_range(0..9_000)));
        let said = program.said;
        let found = holds(home.path(), said..=said);
        most_in_flight = most_in_flight.max(*found.as_ref().unwrap_or(&0));
        tally.count(found.map(|_| ()));
        if said >= SESSION {
            tally.count(can_be_taken_back(home.path()));
            home = tempfile::tempdir().expect("a folder");
        }
    }
    tally.count(can_be_taken_back(home.path()));
    tally.close(&format!(
        "; at most {most_in_flight} step beyond what was said"
    ));
}

/// Writes that stop anywhere in the side file, as a power cut leaves them.
#[test]
fn a_write_cut_short_anywhere_leaves_a_plan_that_opens_at_a_step() {
    let home = tempfile::tempdir().expect("a folder");
    let mut program = Running::start(home.path(), None, &[]);
    program.hear(25);
    program.kill_after(Duration::ZERO);
    let said = program.said;
    let plan = home.path().join("untitled-1.gpkg");
    let side = home.path().join("untitled-1.gpkg-wal");
    let (whole, log) = (
        std::fs::read(&plan).expect("read"),
        std::fs::read(&side).expect("read"),
    );
    let mut dice = ChaCha8Rng::seed_from_u64(5);
    let mut seen = std::collections::BTreeSet::new();
    let mut tally = Tally::of("writes cut short");
    for _ in 0..times(60, 400) {
        let _may_not_be_there = std::fs::remove_file(home.path().join("untitled-1.gpkg-shm"));
        std::fs::write(&plan, &whole).expect("as it was");
        let mut torn = log.clone();
        let at = dice.random_range(0..torn.len());
        if dice.random_bool(0.5) {
            torn.truncate(at);
        } else {
            // The pages after the cut are what lay on the disk before.
            dice.fill(&mut torn[at..]);
        }
        std::fs::write(&side, &torn).expect("torn");
        let session = resumed(home.path());
        let points = session.plan().points.len();
        let (made, state) = (session.history().made(), session.save_state());
        tally.count(
            if points <= said as usize + 1 && made == points && state == SaveState::Saved {
                Ok(())
            } else {
                Err(format!("{points} points, {made} steps, {state:?}"))
            },
        );
        seen.insert(points);
        drop(session);
    }
    assert!(seen.len() > 5, "{seen:?}");
    tally.close(&format!("; plans of {} different lengths", seen.len()));
}
