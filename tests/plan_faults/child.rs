//! The program that is killed, cut off and starved: a test of this file, run in a process of its own.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command as Process, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use patrolgrid::session::command::Command;
use patrolgrid::session::keeper::SaveState;

use crate::{a_session, add, settle};

const HOME: &str = "PATROLGRID_TEST_KILLED_IN";
const EDITS: &str = "PATROLGRID_TEST_EDITS";

/// Not a test of its own: the program. It adds points (without end, or as many as it is told), every third taken back and
/// made again, and says after each how many steps are made and saved.
#[test]
fn the_program_that_is_killed() {
    let Some(home) = std::env::var_os(HOME).map(PathBuf::from) else {
        return;
    };
    let edits: Option<u32> = std::env::var(EDITS).ok().and_then(|n| n.parse().ok());
    let mut session = a_session(&home);
    if session.open_last_plan() {
        settle(&mut session);
    }
    let mut made = 0;
    while edits.is_none_or(|edits| made < edits) {
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
        made += 1;
    }
}

/// What the program is run under: nothing, or another program and its arguments.
pub(crate) type Under<'a> = &'a [&'a str];

/// The program at work, and what it says.
pub(crate) struct Running {
    child: Child,
    /// Steps said to be saved, as they are said; closed when it has said its last.
    steps: Receiver<u32>,
    /// What it said to be saved last; nothing as yet.
    pub(crate) said: u32,
}

impl Running {
    /// Starts the program over a folder.
    pub(crate) fn start(home: &Path, edits: Option<u32>, under: Under<'_>) -> Self {
        let program = std::env::current_exe().expect("this test");
        let mut process = match under {
            [] => Process::new(program),
            [first, rest @ ..] => {
                let mut process = Process::new(first);
                process.args(rest).arg(program);
                process
            }
        };
        process
            .args([
                "child::the_program_that_is_killed",
                "--exact",
                "--nocapture",
            ])
            .env(HOME, home)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        if let Some(edits) = edits {
            process.env(EDITS, edits.to_string());
        }
        let mut child = process.spawn().expect("started");
        let out = child.stdout.take().expect("piped");
        let (say, steps) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                let heard = number(&line).is_none_or(|step| say.send(step).is_ok());
                if !heard {
                    return;
                }
            }
        });
        Self {
            child,
            steps,
            said: 0,
        }
    }

    /// Listens until so many more steps are said to be saved, or it says nothing more. Whether they were.
    pub(crate) fn hear(&mut self, steps: u32) -> bool {
        for _ in 0..steps {
            match self.steps.recv() {
                Ok(step) => self.said = step,
                Err(_) => return false,
            }
        }
        true
    }

    /// What it has said to be saved up to now.
    pub(crate) fn said_by_now(&mut self) -> u32 {
        self.said = self.steps.try_iter().last().unwrap_or(self.said);
        self.said
    }

    /// Kills it after a moment; what it said until then counts.
    pub(crate) fn kill_after(&mut self, moment: Duration) {
        std::thread::sleep(moment);
        // One that has ended already cannot be killed.
        let _ended = self.child.kill();
        self.end();
    }

    /// Waits until it ends.
    pub(crate) fn end(&mut self) {
        self.said = self.steps.iter().last().unwrap_or(self.said);
        self.child.wait().expect("gone");
    }
}

fn number(line: &str) -> Option<u32> {
    line.split("saved ").nth(1)?.trim().parse().ok()
}
