//! Two programs that reach for one plan at once.

use std::time::Duration;

use patrolgrid::session::command::Command;
use patrolgrid::session::keeper::SaveState;

use crate::{Tally, a_session, add, settle, times};

#[test]
fn programs_that_race_for_one_plan_never_write_both() {
    let home = tempfile::tempdir().expect("a folder");
    let mut session = a_session(home.path());
    session.apply(add(1));
    session.flush();
    session.tick();
    let plan = session.plan_file().expect("kept").to_owned();
    drop(session);
    let mut tally = Tally::of("races");
    for race in 0..times(20, 100) {
        let homes = [
            tempfile::tempdir().expect("a folder"),
            tempfile::tempdir().expect("a folder"),
        ];
        let before = race + 1;
        let racers = homes.each_ref().map(|home| {
            let (home, plan) = (home.path().to_owned(), plan.clone());
            std::thread::spawn(move || {
                let mut session = a_session(&home);
                session.apply(Command::OpenFile(plan));
                settle(&mut session);
                let next = session.plan().points.len() as u32 + 1;
                session.apply(add(next));
                session.flush();
                // Both hold what they got until both have tried.
                std::thread::sleep(Duration::from_millis(30));
                (session.save_state() == SaveState::Saved, session)
            })
        });
        let [one, other] = racers.map(|racer| racer.join().expect("ran"));
        let writers = [&one, &other].iter().filter(|(saved, _)| *saved).count();
        drop((one, other));
        let mut session = a_session(home.path());
        session.apply(Command::OpenFile(plan.clone()));
        settle(&mut session);
        let found = session.plan().points.len() as u32;
        tally.count(if writers == 1 && found == before + 1 {
            Ok(())
        } else {
            Err(format!("race {race}: {writers} writers, {found} points"))
        });
    }
    tally.close("");
}
