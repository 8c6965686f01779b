//! The worker's side: one errand in, one answer out.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use super::errand::{Errand, carry_out};
use super::limits::{Bounds, bind, threads};
use super::tiles::TileProof;
use super::wire::{Frame, WireError, read, write};
use crate::base::cancel::Cancel;
use crate::io::base_map::{TileAt, TileFile};
use crate::io::layer_in_file::file_of;

/// How often the worker says how far it is.
const PACE: Duration = Duration::from_millis(80);

/// Reads the errand from standard input, bounds this process, reads the file, writes what it read to standard output. Of a
/// base map it goes on with the tiles asked for, as long as somebody asks; a tile goes out only where `is_sound` holds of it.
#[must_use]
pub fn serve(is_sound: TileProof) -> ExitCode {
    let Ok(errand) = read::<Errand>(&mut io::stdin().lock()) else {
        return ExitCode::from(2);
    };
    // The threads are there before the bounds: starting one later may need what is forbidden then.
    let _started = rayon::ThreadPoolBuilder::new()
        .num_threads(threads())
        .build_global();
    bind(Bounds::of(errand.path()), &folders(errand.path()));
    let done = answered(&errand).and_then(|()| match &errand {
        Errand::BaseMap(path) => tiles(path, is_sound),
        _ => Ok(()),
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        // The other side is gone: nobody wants the answer.
        Err(_) => ExitCode::FAILURE,
    }
}

/// Where a file may be read: its folder, and that of what it is a link to.
fn folders(path: &Path) -> Vec<PathBuf> {
    let path = file_of(path);
    let real = path.canonicalize().ok();
    let folder = |path: &Path| match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => PathBuf::from("."),
        Some(parent) => parent.to_owned(),
        None => path.to_owned(),
    };
    [Some(path), real.as_deref()]
        .into_iter()
        .flatten()
        .map(folder)
        .collect()
}

/// Answers with tiles until nobody asks any more.
fn tiles(path: &Path, is_sound: TileProof) -> io::Result<()> {
    let Ok(mut file) = TileFile::open(path) else {
        return Ok(());
    };
    let (mut stdin, mut stdout) = (io::stdin().lock(), io::stdout().lock());
    while let Ok(at) = read::<TileAt>(&mut stdin) {
        let tile = file.tile(at).filter(|bytes| is_sound(bytes, at.zoom));
        write(&mut stdout, &Frame::Tile(tile))?;
    }
    Ok(())
}

fn answered(errand: &Errand) -> io::Result<()> {
    let cancel = Cancel::new();
    // Each frame is written whole: standard output is locked for it.
    let say = |frame: &Frame| write(&mut io::stdout().lock(), frame);
    let (done, ended) = std::sync::mpsc::channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn({
            let (cancel, say) = (&cancel, &say);
            move || {
                let mut last = 0;
                while ended.recv_timeout(PACE) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
                    let now = (cancel.progress().0 * 1000.0) as u16;
                    if now != last && say(&Frame::Progress(now)).is_err() {
                        cancel.cancel();
                    }
                    last = now;
                }
            }
        });
        let answer = carry_out(errand, &cancel).map_err(WireError::from);
        drop(done);
        say(&Frame::Answer(Box::new(answer)))
    })?;
    io::stdout().flush()
}
