//! What the plan survives: a program killed in the middle of its work, writes cut short, a full disk. What was said to be
//! saved is there afterwards.

mod common;

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command as Process, Stdio};
use std::sync::Arc;
use std::time::Duration;

use patrolgrid::base::coords::LonLat;
use patrolgrid::base::ids::PointId;
use patrolgrid::model::patrol_point::PatrolPoint;
use patrolgrid::model::plan_edit::PlanEdit;
use patrolgrid::session::command::Command;
use patrolgrid::session::keeper::SaveState;
use patrolgrid::session::state::Session;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

fn a_session(home: &Path) -> Session {
    Session::new(Some(home.to_owned()), Arc::new(|| ()))
}

fn settle(session: &mut Session) {
    common::settle_within(session, Duration::from_mins(1));
}

fn resumed(home: &Path) -> Session {
    let mut session = a_session(home);
    assert!(session.open_last_plan(), "a plan is kept");
    settle(&mut session);
    session
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

/// How often each is tried.
const KILLS: u32 = 30;
const CUTS: usize = 60;
const RACES: usize = 20;

const CHILD: &str = "PATROLGRID_TEST_KILLED_IN";

/// Not a test of its own: the program that is killed. It adds points without end, every third taken back and made again,
/// and says after each how many steps are made and saved.
#[test]
fn the_program_that_is_killed() {
    let Some(home) = std::env::var_os(CHILD).map(PathBuf::from) else {
        return;
    };
    let mut session = a_session(&home);
    if session.open_last_plan() {
        settle(&mut session);
    }
    loop {
        let next = session.plan().points.len() as u32 + 1;
        session.apply(add(next));
        if next.is_multiple_of(3) {
            session.apply(Command::Undo);
            session.apply(Command::Redo);
        }
        session.flush();
        session.tick();
        if session.save_state() == SaveState::Saved {
            writeln!(std::io::stdout(), "saved {next}").expect("somebody listens");
        }
    }
}

fn child(home: &Path) -> Child {
    let program = std::env::current_exe().expect("this test");
    Process::new(program)
        .args(["the_program_that_is_killed", "--exact", "--nocapture"])
        .env(CHILD, home)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("started")
}

/// Kills the program after so many steps said to be saved and a moment more; what it had said last.
fn killed_after(home: &Path, steps: u32, moment: Duration) -> u32 {
    let mut child = child(home);
    let out = child.stdout.take().expect("piped");
    let (mut last, mut heard) = (0, 0);
    let mut lines = BufReader::new(out).lines();
    let number = |line: &str| line.split("saved ").nth(1)?.trim().parse::<u32>().ok();
    while let Some(Ok(line)) = lines.next() {
        if let Some(step) = number(&line) {
            (last, heard) = (step, heard + 1);
        }
        if heard == steps {
            std::thread::sleep(moment);
            child.kill().expect("killed");
            break;
        }
    }
    // What it said before it died counts too.
    for line in lines.map_while(Result::ok) {
        last = number(&line).unwrap_or(last);
    }
    child.wait().expect("gone");
    last
}

#[test]
fn a_killed_program_loses_nothing_it_said_was_saved_and_keeps_its_undo() {
    let home = tempfile::tempdir().expect("a folder");
    let mut dice = ChaCha8Rng::seed_from_u64(11);
    let (mut passed, mut most_in_flight) = (0, 0);
    for _ in 0..KILLS {
        let steps = dice.random_range(1..12);
        let moment = Duration::from_micros(dice.random_range(0..9000));
        let said = killed_after(home.path(), steps, moment);
        let session = resumed(home.path());
        let found = session.plan().points.len() as u32;
        assert!(
            found == said || found == said + 1,
            "{said} said, {found} found"
        );
        assert_eq!(session.history().made(), session.plan().points.len());
        assert!(
            session
                .notices()
                .all()
                .iter()
                .all(|notice| notice.message.id != "session-plan-changed-elsewhere")
        );
        most_in_flight = most_in_flight.max(found - said);
        drop(session);
        passed += 1;
    }
    let mut session = resumed(home.path());
    session.apply(Command::GoToStep(0));
    assert!(
        session.plan().points.is_empty(),
        "every step can be taken back"
    );
    eprintln!(
        "{KILLS} kills: {passed} passed, 0 failed; at most {most_in_flight} step beyond what was said"
    );
}

/// Writes that stop anywhere in the side file, as a power cut leaves them.
#[test]
fn a_write_cut_short_anywhere_leaves_a_plan_that_opens_at_a_step() {
    let home = tempfile::tempdir().expect("a folder");
    let said = killed_after(home.path(), 25, Duration::ZERO);
    let plan = home.path().join("untitled-1.gpkg");
    let side = home.path().join("untitled-1.gpkg-wal");
    let (whole, log) = (
        std::fs::read(&plan).expect("read"),
        std::fs::read(&side).expect("read"),
    );
    let mut dice = ChaCha8Rng::seed_from_u64(5);
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..CUTS {
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
        assert!(points <= said as usize + 1);
        assert_eq!(session.history().made(), points, "steps and plan agree");
        assert!(
            matches!(session.save_state(), SaveState::Saved),
            "{:?}",
            session.save_state()
        );
        seen.insert(points);
        drop(session);
    }
    eprintln!(
        "{CUTS} writes cut short: {CUTS} passed, 0 failed; plans of {} different lengths",
        seen.len()
    );
    assert!(seen.len() > 5, "{seen:?}");
}

/// A small disk of its own, where this may be had (root on Linux); said aloud where not.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn of(size: &str) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let mounted = Process::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
            .arg(folder.path())
            .stderr(Stdio::null())
            .status();
        if mounted.is_ok_and(|status| status.success()) {
            return Some(Self(folder));
        }
        eprintln!("SKIPPED: no small disk can be mounted here");
        None
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _stays = Process::new("umount").arg(self.0.path()).status();
    }
}

#[test]
fn a_full_disk_is_said_and_nothing_lost_once_there_is_room() {
    let mut outcomes = 0;
    for size in ["400k", "700k", "1m"] {
        let Some(disk) = SmallDisk::of(size) else {
            return;
        };
        let home = disk.0.path().to_owned();
        let filler = home.join("filler");
        let mut session = a_session(&home);
        session.apply(add(1));
        session.flush();
        if matches!(session.save_state(), SaveState::Failed(_)) {
            // No room even for the file itself: said, and mended by room elsewhere.
            outcomes += 1;
        }
        std::fs::write(&filler, vec![0; 64 << 20]).expect_err("filled to the brim");
        let mut failed = None;
        for id in 2..200 {
            session.apply(add(id));
            session.flush();
            if matches!(session.save_state(), SaveState::Failed(_)) {
                failed = Some(id);
                break;
            }
        }
        let failed = failed.expect("the disk is full");
        session.apply(add(failed + 1));
        session.flush();
        assert!(
            matches!(session.save_state(), SaveState::Failed(_)),
            "never said to be saved"
        );
        assert_eq!(
            session.plan().points.len() as u32,
            failed + 1,
            "work goes on"
        );
        std::fs::remove_file(&filler).expect("room");
        let elsewhere = tempfile::tempdir().expect("a folder");
        session.apply(Command::SavePlanAs(elsewhere.path().join("救.gpkg")));
        settle(&mut session);
        session.flush();
        assert_eq!(session.save_state(), SaveState::Saved);
        drop(session);
        let mut again = a_session(elsewhere.path());
        again.apply(Command::OpenFile(elsewhere.path().join("救.gpkg")));
        settle(&mut again);
        assert_eq!(again.plan().points.len() as u32, failed + 1);
        outcomes += 1;
    }
    eprintln!("full disks: {outcomes} outcomes as they should be");
}

#[test]
fn programs_that_race_for_one_plan_never_write_both() {
    let home = tempfile::tempdir().expect("a folder");
    let mut session = a_session(home.path());
    session.apply(add(1));
    session.flush();
    session.tick();
    let plan = session.plan_file().expect("kept").to_owned();
    drop(session);
    for race in 0..RACES {
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
        assert_eq!(writers, 1, "race {race}");
        drop((one, other));
        let mut session = a_session(home.path());
        session.apply(Command::OpenFile(plan.clone()));
        settle(&mut session);
        assert_eq!(session.plan().points.len(), before + 1, "race {race}");
    }
    eprintln!("{RACES} races: {RACES} passed, 0 failed");
}
