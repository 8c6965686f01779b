//! The program's side: a worker is started, listened to, and stopped where it takes too long or is not wanted any more.

use std::io::{self, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use super::errand::{Answer, Errand};
use super::limits::{Bounds, threads};
use super::wire::{Frame, read, write};
use super::{ARGUMENT, of_system, other};
use crate::base::cancel::Cancel;
use crate::i18n::message::Message;
use crate::io::read_error::ReadError;

/// How often the wish to stop is asked for.
const PACE: Duration = Duration::from_millis(20);

/// A worker; gone with its owner.
#[derive(Debug)]
pub(super) struct Worker(Child);

impl Worker {
    /// What it is told by, and what it says.
    pub(super) fn mouth_and_ear(&mut self) -> (Option<ChildStdin>, Option<ChildStdout>) {
        (self.0.stdin.take(), self.0.stdout.take())
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // One that has ended already cannot be killed.
        let _ended = self.0.kill();
        let _gone = self.0.wait();
    }
}

/// Has a file read by a worker that runs this program.
///
/// # Errors
/// [`ReadError`]: what the worker says, or that the file broke it, took too long or too much memory.
pub fn ask(program: &Path, errand: &Errand, cancel: &Cancel) -> Result<Answer, ReadError> {
    cancel.check()?;
    let path = errand.path();
    let bounds = Bounds::of(path);
    let mut worker = start(program).map_err(|source| of_system(program, source))?;
    let frames = listen(&mut worker.0, errand);
    let until = Instant::now() + Duration::from_secs(bounds.seconds);
    loop {
        cancel.check()?;
        match frames.recv_timeout(PACE) {
            Ok(Frame::Progress(per_mille)) => cancel.report(u64::from(per_mille.min(1000)), 1000),
            Ok(Frame::Answer(answer)) => {
                let answer = (*answer).map_err(ReadError::from)?;
                cancel.report(1, 1);
                return if answer.is_sound() {
                    Ok(answer)
                } else {
                    Err(other(path))
                };
            }
            // Nobody asked for a tile.
            Ok(Frame::Tile(_)) => return Err(other(path)),
            Err(RecvTimeoutError::Timeout) if Instant::now() < until => {}
            Err(RecvTimeoutError::Timeout) => {
                return Err(refused(path, "io-worker-too-long", bounds.seconds));
            }
            Err(RecvTimeoutError::Disconnected) => return Err(broken(path, bounds, &mut worker.0)),
        }
    }
}

/// Starts a worker that waits for its errand.
pub(super) fn start(program: &Path) -> io::Result<Worker> {
    let mut command = Command::new(program);
    command
        .arg(ARGUMENT)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        // Nothing of what this program was told goes to it, but where it finds its libraries.
        .env_clear()
        .env("RAYON_NUM_THREADS", threads().to_string())
        // Each arena of the allocator maps memory ahead.
        .env("MALLOC_ARENA_MAX", "2");
    for name in ["LD_LIBRARY_PATH", "SYSTEMROOT", "PATH"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command.spawn().map(Worker)
}

/// Hands over the errand and listens, on a thread of its own: this one waits for a wish to stop meanwhile.
fn listen(child: &mut Child, errand: &Errand) -> Receiver<Frame> {
    let (say, hears) = sync_channel(4);
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let errand = errand.clone();
    std::thread::spawn(move || {
        if let Some(mut stdin) = stdin
            && write(&mut stdin, &errand).is_err()
        {
            return;
        }
        let Some(mut stdout) = stdout.map(|out| BufReader::with_capacity(1 << 20, out)) else {
            return;
        };
        while let Ok(frame) = read::<Frame>(&mut stdout) {
            let last = matches!(frame, Frame::Answer(_));
            if say.send(frame).is_err() || last {
                return;
            }
        }
    });
    hears
}

/// Why a worker ended without an answer.
fn broken(path: &Path, bounds: Bounds, child: &mut Child) -> ReadError {
    let status = child.wait().ok();
    tracing::warn!(?status, "a worker ended without an answer");
    if status.is_some_and(ran_out_of_time) {
        return refused(path, "io-worker-too-long", bounds.seconds);
    }
    refused(path, "io-worker-broke", bounds.memory >> 20)
}

#[cfg(unix)]
fn ran_out_of_time(status: ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt;
    // SIGXCPU: the bound on processor time.
    status.signal() == Some(24)
}

#[cfg(not(unix))]
const fn ran_out_of_time(_: ExitStatus) -> bool {
    false
}

fn refused(path: &Path, sentence: &'static str, n: u64) -> ReadError {
    ReadError::Content {
        path: path.into(),
        line: None,
        column: None,
        message: Message::new(sentence).with("n", n),
    }
}
