//! Disks that fill up, are read-only, or lose their power.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command as Process, Stdio};
use std::time::Duration;

use patrolgrid::session::command::Command;
use patrolgrid::session::keeper::SaveState;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::child::Running;
use crate::{Tally, a_session, add, holds, resumed_if_any, settle, times};

fn run(program: &str, args: &[&str]) -> bool {
    let status = Process::new(program)
        .args(args)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.is_ok_and(|status| status.success())
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}

/// A small disk of its own, where this may be had (root on Linux); said aloud where not.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn of(size: &str) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let size = format!("size={size}");
        if run(
            "mount",
            &["-t", "tmpfs", "-o", &size, "tmpfs", text(folder.path())],
        ) {
            return Some(Self(folder));
        }
        eprintln!("SKIPPED: no small disk can be mounted here (it needs root)");
        None
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn remount(&self, how: &str) {
        let how = format!("remount,{how}");
        assert!(run("mount", &["-o", &how, text(self.path())]), "{how}");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        run("umount", &["-l", text(self.path())]);
    }
}

/// Fills a disk but for so many bytes.
fn fill(disk: &Path, whole: usize, left: usize) -> PathBuf {
    let filler = disk.join("filler");
    let _some_fits = std::fs::write(&filler, vec![0; whole]);
    let file = std::fs::OpenOptions::new()
        .write(true)
        .open(&filler)
        .expect("the filler");
    let filled = file.metadata().expect("about it").len();
    file.set_len(filled.saturating_sub(left as u64))
        .expect("room again");
    filler
}

/// A program that works until its disk is full, says so, works on, and goes on elsewhere or once there is room.
fn filled_to(left: usize) -> Option<Result<(), String>> {
    let disk = SmallDisk::of("4m")?;
    let home = disk.path().join("home");
    std::fs::create_dir(&home).expect("a folder");
    let filler = fill(disk.path(), 4 << 20, left);
    let mut session = a_session(&home);
    let (mut saved, mut failed) = (0, false);
    for id in 1..400 {
        session.apply(add(id));
        session.flush();
        session.tick();
        match session.save_state() {
            SaveState::Saved => saved = id,
            SaveState::Failed(_) => {
                failed = true;
                break;
            }
            other => return Some(Err(format!("{left}: {other:?}"))),
        }
    }
    let made = session.plan().points.len() as u32;
    // The disk as it is now, seen by another program: what was said is there.
    drop(session);
    std::fs::remove_file(&filler).expect("room");
    // The writer had the last steps in hand until the end; with room again it may have written them, or not.
    let Some(mut session) = resumed_if_any(&home) else {
        return Some(if saved == 0 {
            Ok(())
        } else {
            Err(format!("{left}: {saved} said, no plan"))
        });
    };
    let found = session.plan().points.len() as u32;
    let sound = (saved..=made).contains(&found) && session.history().made() as u32 == found;
    session.apply(add(1_000));
    session.flush();
    session.tick();
    let goes_on = session.save_state() == SaveState::Saved;
    Some(if sound && goes_on && (failed || saved == 399) {
        Ok(())
    } else {
        Err(format!(
            "{left}: {saved} said of {made}, {found} found, {:?}",
            session.save_state()
        ))
    })
}

#[test]
fn a_disk_filled_to_any_level_is_said_to_be_full_and_what_was_saved_stays() {
    let mut tally = Tally::of("fill levels");
    let levels = times(8, 40);
    for level in 0..levels {
        // From nothing to some 900 kB: the file does not fit, the side file does not, some steps do.
        let left = (level * 900 / levels) as usize * 1024;
        match filled_to(left) {
            Some(trial) => tally.count(trial),
            None => return,
        }
    }
    tally.close("");
}

#[test]
fn a_plan_on_a_full_disk_goes_on_elsewhere_with_every_step() {
    let mut tally = Tally::of("rescues from full disks");
    for size in ["400k", "700k", "1m"] {
        let Some(disk) = SmallDisk::of(size) else {
            return;
        };
        let mut session = a_session(disk.path());
        session.apply(add(1));
        session.flush();
        std::fs::write(disk.path().join("filler"), vec![0; 64 << 20])
            .expect_err("filled to the brim");
        let mut next = 2;
        while !matches!(session.save_state(), SaveState::Failed(_)) && next < 200 {
            session.apply(add(next));
            session.flush();
            next += 1;
        }
        session.apply(add(next));
        session.flush();
        let said = matches!(session.save_state(), SaveState::Failed(_));
        let elsewhere = tempfile::tempdir().expect("a folder");
        let copy = elsewhere.path().join("救.gpkg");
        session.apply(Command::SavePlanAs(copy.clone()));
        settle(&mut session);
        session.flush();
        let rescued = session.save_state() == SaveState::Saved;
        drop(session);
        let mut again = a_session(elsewhere.path());
        again.apply(Command::OpenFile(copy));
        settle(&mut again);
        let found = again.plan().points.len() as u32;
        tally.count(if said && rescued && found == next {
            Ok(())
        } else {
            Err(format!(
                "{size}: said {said}, rescued {rescued}, {found} of {next}"
            ))
        });
    }
    tally.close("");
}

#[test]
fn in_a_folder_that_may_not_be_written_a_plan_is_looked_at_and_copied() {
    let Some(disk) = SmallDisk::of("8m") else {
        return;
    };
    let mut tally = Tally::of("read-only folders");
    let home = tempfile::tempdir().expect("a folder");
    let plan = disk.path().join("案.gpkg");
    let mut session = a_session(home.path());
    session.apply(add(1));
    session.apply(Command::SavePlanAs(plan.clone()));
    settle(&mut session);
    session.flush();
    drop(session);
    disk.remount("ro");
    let bytes = std::fs::read(&plan).expect("read");
    let other = tempfile::tempdir().expect("a folder");
    let mut session = a_session(other.path());
    session.apply(Command::OpenFile(plan.clone()));
    settle(&mut session);
    let state = session.save_state();
    session.apply(add(2));
    let refused = session.plan().points.len() == 1;
    let copy = other.path().join("副本.gpkg");
    session.apply(Command::SavePlanAs(copy));
    settle(&mut session);
    session.apply(add(2));
    session.flush();
    session.tick();
    let goes_on = session.save_state() == SaveState::Saved && session.plan().points.len() == 2;
    let untouched = std::fs::read(&plan).expect("read") == bytes;
    tally.count(
        if matches!(state, SaveState::ReadOnly(_)) && refused && goes_on && untouched {
            Ok(())
        } else {
            Err(format!("{state:?}, {refused}, {goes_on}, {untouched}"))
        },
    );
    disk.remount("rw");
    tally.close("");
}

/// A file system of its own in a file, whose power can be cut.
struct Ext4 {
    image: PathBuf,
    at: tempfile::TempDir,
}

impl Ext4 {
    fn new(folder: &Path) -> Option<Self> {
        let image = folder.join("disk.img");
        std::fs::File::create(&image)
            .and_then(|file| file.set_len(48 << 20))
            .expect("an image");
        let disk = Self {
            image,
            at: tempfile::tempdir().expect("a folder"),
        };
        let made = run("mkfs.ext4", &["-q", "-F", text(&disk.image)]) && disk.mount();
        if !made {
            eprintln!(
                "SKIPPED: no ext4 can be mounted here (it needs root and a loop device); no power was cut"
            );
        }
        made.then_some(disk)
    }

    fn mount(&self) -> bool {
        run(
            "mount",
            &["-o", "loop", text(&self.image), text(self.at.path())],
        )
    }

    /// A hand at the switch: at a word the power is cut, and nothing of what is not on the disk yet gets there any more.
    fn switch(&self) -> Child {
        // The number of the call and its "no flush of the journal" are those of the kernel's ext4.h. Python makes the
        // call, so that the tests need no unsafe code.
        let script = "import fcntl,os,struct,sys\n\
            disk = os.open(sys.argv[1], os.O_RDONLY)\n\
            print('ready', flush=True)\n\
            sys.stdin.readline()\n\
            fcntl.ioctl(disk, 0x8004587d, struct.pack('I', 2))";
        let mut hand = Process::new("python3")
            .args(["-c", script, text(self.at.path())])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("python3");
        let mut ready = String::new();
        let out = hand.stdout.as_mut().expect("piped");
        BufReader::new(out).read_line(&mut ready).expect("ready");
        hand
    }

    fn unmount(&self) {
        let away = (0..100).any(|_| {
            std::thread::sleep(Duration::from_millis(5));
            run("umount", &[text(self.at.path())])
        });
        assert!(away, "the disk is still in use");
    }
}

impl Drop for Ext4 {
    fn drop(&mut self) {
        run("umount", &["-l", text(self.at.path())]);
    }
}

#[test]
fn what_was_said_to_be_saved_survives_a_power_cut() {
    let folder = tempfile::tempdir().expect("a folder");
    let Some(disk) = Ext4::new(folder.path()) else {
        return;
    };
    let home = disk.at.path().join("home");
    let mut dice = ChaCha8Rng::seed_from_u64(23);
    let mut tally = Tally::of("power cuts");
    for trial in 0..times(10, 200) {
        if trial % 25 == 0 {
            let _fresh = std::fs::remove_dir_all(&home);
            std::fs::create_dir(&home).expect("a folder");
            // The folder itself is on the disk: it is no part of what is tried.
            let parent = std::fs::File::open(disk.at.path()).expect("the disk");
            parent.sync_all().expect("flushed");
        }
        let mut hand = disk.switch();
        let mut program = Running::start(&home, None, &[]);
        program.hear(dice.random_range(1..8));
        std::thread::sleep(Duration::from_micros(
            dice.random_range(0..4_000) * u64::from(trial % 2),
        ));
        // What is said once the power goes is said by nobody.
        let said = program.said_by_now();
        hand.stdin
            .take()
            .expect("piped")
            .write_all(b"cut\n")
            .expect("heard");
        let cut = hand.wait().expect("gone").success();
        program.kill_after(Duration::ZERO);
        if !cut {
            eprintln!("SKIPPED: the power of this ext4 cannot be cut");
            return;
        }
        disk.unmount();
        assert!(disk.mount(), "it comes back");
        tally.count(holds(&home, said..=program.said).map(|_| ()));
    }
    tally.close("");
}

/// The proof above is one only if it can fail: a program whose flushes do nothing, and say they did, must be found out.
#[test]
fn a_program_that_does_not_flush_is_found_out_by_a_power_cut() {
    let folder = tempfile::tempdir().expect("a folder");
    let traced = run("strace", &["-f", "-o", "/dev/null", "true"]);
    let Some(disk) = Ext4::new(folder.path()).filter(|_| traced) else {
        eprintln!("SKIPPED: no power cut or no strace here; nobody was found out");
        return;
    };
    let home = disk.at.path().join("home");
    let calls = "fsync,fdatasync,sync_file_range";
    let (trace, inject) = (format!("trace={calls}"), format!("inject={calls}:retval=0"));
    let under = [
        "strace",
        "-f",
        "-qq",
        "-o",
        "/dev/null",
        "-e",
        &trace,
        "-e",
        &inject,
    ];
    let mut lost = 0;
    for _ in 0..3 {
        let _fresh = std::fs::remove_dir_all(&home);
        std::fs::create_dir(&home).expect("a folder");
        std::fs::File::open(disk.at.path())
            .and_then(|parent| parent.sync_all())
            .expect("flushed");
        let mut hand = disk.switch();
        let mut program = Running::start(&home, Some(20), &under);
        assert!(program.hear(5), "it says that it saves");
        let said = program.said_by_now();
        hand.stdin
            .take()
            .expect("piped")
            .write_all(b"cut\n")
            .expect("heard");
        let cut = hand.wait().expect("gone").success();
        program.end();
        if !cut {
            eprintln!("SKIPPED: the power of this ext4 cannot be cut");
            return;
        }
        disk.unmount();
        assert!(disk.mount(), "it comes back");
        let kept = holds(&home, said..=program.said.max(said));
        lost += usize::from(kept.is_err());
    }
    assert!(lost > 0, "three cuts without a flush, and nothing was lost");
}
