//! Tiles of a base map, read by a worker that stays: one that breaks over a tile is started anew, and the tile is none.

use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, ChildStdout};
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::{Duration, Instant};

use super::errand::{Answer, Errand};
use super::parent::{Worker, start};
use super::wire::{Frame, read, write};
use super::{PROGRAM, of_system, other};
use crate::io::base_map::{BaseMapAbout, TileAt, TileFile};
use crate::io::read_error::ReadError;

/// Whether the bytes of a tile at a zoom can be drawn, found out where a break costs only the worker.
pub type TileProof = fn(bytes: &[u8], zoom: u8) -> bool;

/// How long opening and one tile may take.
const OPENING: Duration = Duration::from_secs(20);
const ONE_TILE: Duration = Duration::from_secs(4);
/// Longest tile taken from a worker.
const LARGEST: usize = 64 << 20;
/// Workers that may break one after the other before the file is left alone.
const PATIENCE: u8 = 8;

/// The tiles of one file.
#[derive(Debug)]
pub struct TileReader(Reader);

#[derive(Debug)]
enum Reader {
    Here(TileFile, TileProof),
    Worker(Employer),
}

impl TileReader {
    /// Opens a file of tiles: by a worker where the program has them, else here.
    ///
    /// # Errors
    /// [`ReadError`]: it is no sound file of tiles, or broke its reader.
    pub fn open(path: &Path, is_sound: TileProof) -> Result<(Self, BaseMapAbout), ReadError> {
        if let Some(program) = PROGRAM.get() {
            return Self::by_worker(program, path);
        }
        let mut file = TileFile::open(path)?;
        let about = file.about();
        Ok((Self(Reader::Here(file, is_sound)), about))
    }

    /// Opens a file of tiles by workers that run this program.
    ///
    /// # Errors
    /// As [`TileReader::open`].
    pub fn by_worker(program: &Path, path: &Path) -> Result<(Self, BaseMapAbout), ReadError> {
        let (talk, about) = Talk::begun(program, path)?;
        let employer = Employer {
            program: program.into(),
            path: path.into(),
            talk: Some(talk),
            broke: 0,
        };
        Ok((Self(Reader::Worker(employer)), about))
    }

    /// The bytes of a tile; `None` where the file has none that can be drawn.
    pub fn tile(&mut self, at: TileAt) -> Option<Vec<u8>> {
        match &mut self.0 {
            Reader::Here(file, is_sound) => file.tile(at).filter(|bytes| is_sound(bytes, at.zoom)),
            Reader::Worker(employer) => employer.tile(at),
        }
    }
}

/// Keeps a worker at work.
#[derive(Debug)]
struct Employer {
    program: PathBuf,
    path: PathBuf,
    talk: Option<Talk>,
    /// Workers that broke one after the other without a tile between them.
    broke: u8,
}

impl Employer {
    fn tile(&mut self, at: TileAt) -> Option<Vec<u8>> {
        if !at.exists() {
            return None;
        }
        // A worker that served before may have come to the end of its time: the next one tries the same tile.
        while self.broke < PATIENCE {
            let mut talk = match self.talk.take() {
                Some(talk) => talk,
                None => match Talk::begun(&self.program, &self.path) {
                    Ok((talk, _)) => talk,
                    Err(error) => {
                        tracing::warn!(%error, "the base map cannot be opened again");
                        self.broke = PATIENCE;
                        return None;
                    }
                },
            };
            if let Ok(tile) = talk.tile(at) {
                self.broke = 0;
                self.talk = Some(talk);
                return tile;
            }
            tracing::warn!(?at, "a worker broke over a tile");
            self.broke += 1;
            if !talk.served {
                return None;
            }
        }
        None
    }
}

/// The worker is no good any more.
#[derive(Debug, Clone, Copy)]
struct NoGood;

/// A worker with the file open.
#[derive(Debug)]
struct Talk {
    mouth: ChildStdin,
    frames: Receiver<Frame>,
    /// Whether it gave a tile already.
    served: bool,
    _worker: Worker,
}

impl Talk {
    fn begun(program: &Path, path: &Path) -> Result<(Self, BaseMapAbout), ReadError> {
        let system = |source| of_system(program, source);
        let mut worker = start(program).map_err(system)?;
        let (Some(mut mouth), Some(ear)) = worker.mouth_and_ear() else {
            return Err(other(path));
        };
        write(&mut mouth, &Errand::BaseMap(path.into())).map_err(system)?;
        let talk = Self {
            mouth,
            frames: heard(ear),
            served: false,
            _worker: worker,
        };
        let until = Instant::now() + OPENING;
        loop {
            match talk.next(until) {
                Some(Frame::Progress(_)) => {}
                Some(Frame::Answer(answer)) => {
                    let answer = (*answer).map_err(ReadError::from)?;
                    return match answer {
                        Answer::BaseMap(about) if Answer::BaseMap(about.clone()).is_sound() => {
                            Ok((talk, about))
                        }
                        _ => Err(other(path)),
                    };
                }
                Some(Frame::Tile(_)) | None => return Err(other(path)),
            }
        }
    }

    /// A tile, or that the file has none.
    fn tile(&mut self, at: TileAt) -> Result<Option<Vec<u8>>, NoGood> {
        write(&mut self.mouth, &at).map_err(|_| NoGood)?;
        let Some(Frame::Tile(tile)) = self.next(Instant::now() + ONE_TILE) else {
            return Err(NoGood);
        };
        self.served = true;
        Ok(tile.filter(|bytes| bytes.len() <= LARGEST))
    }

    fn next(&self, until: Instant) -> Option<Frame> {
        let left = until.saturating_duration_since(Instant::now());
        self.frames.recv_timeout(left).ok()
    }
}

/// What a worker says, heard on a thread of its own: this one waits only so long.
fn heard(ear: ChildStdout) -> Receiver<Frame> {
    let (say, hears) = sync_channel(1);
    std::thread::spawn(move || {
        let mut ear = BufReader::with_capacity(1 << 16, ear);
        while let Ok(frame) = read::<Frame>(&mut ear) {
            if say.send(frame).is_err() {
                return;
            }
        }
    });
    hears
}
