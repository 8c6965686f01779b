//! Writing a file so that at every moment either the old or the new one is there, whole.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes a whole file: a temporary one beside it, flushed to disk, then renamed over it. Missing folders are made.
///
/// # Errors
/// What the system says; the old file is then still there.
pub fn write_whole(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = folder_of(path);
    std::fs::create_dir_all(folder)?;
    let mut name = path
        .file_name()
        .ok_or(io::ErrorKind::InvalidInput)?
        .to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let temporary = folder.join(name);
    let written =
        write_flushed(&temporary, content).and_then(|()| std::fs::rename(&temporary, path));
    if written.is_err() {
        // The half-written file helps nobody; that it cannot be taken away is told by the first error already.
        let _left_behind = std::fs::remove_file(&temporary);
    }
    written?;
    flush_folder_of(path)
}

/// Gives a file another name beside it (`plan-unreadable-1.json` with the mark `unreadable`), so that nothing writes over it.
/// The new path, or `None` where the system does not let us.
#[must_use]
pub fn set_aside(path: &Path, mark: &str) -> Option<PathBuf> {
    let (stem, ending) = (path.file_stem()?, path.extension()?);
    let named = |number: u32| {
        let mut name = stem.to_owned();
        name.push(format!("-{mark}-{number}."));
        name.push(ending);
        path.with_file_name(name)
    };
    let free = |path: &PathBuf| std::fs::symlink_metadata(path).is_err();
    let aside = (1..1000).map(named).find(free)?;
    std::fs::rename(path, &aside).ok().map(|()| aside)
}

fn write_flushed(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .open(path)?;
    file.write_all(content)?;
    file.sync_all()
}

fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// The name of a file reaches the disk with its folder; other systems than Unix do that on their own.
pub(crate) fn flush_folder_of(path: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder_of(path))?.sync_all()
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("deep/plan.json");
        write_whole(&path, b"one").expect("written");
        write_whole(&path, b"two").expect("written");
        assert_eq!(std::fs::read(&path).expect("read"), b"two");
        assert_eq!(
            std::fs::read_dir(path.parent().expect("a folder"))
                .expect("listed")
                .count(),
            1
        );
    }

    #[test]
    fn a_folder_in_the_way_leaves_everything_as_it_was() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("plan.json");
        std::fs::create_dir(&path).expect("made");
        assert!(write_whole(&path, b"one").is_err());
        assert_eq!(std::fs::read_dir(folder.path()).expect("listed").count(), 1);
    }
}
