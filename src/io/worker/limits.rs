//! What a worker may do: read in one folder, use so much memory and so much time. Nothing is written, no socket opened, no
//! program started. Where the system lacks a bound, the others stand.

use std::path::{Path, PathBuf};

use crate::io::layer_in_file::file_of;

/// Memory a worker may map beside what its file is long: the code, the stacks of its threads, what a small file needs.
const MEMORY: u64 = 1 << 30;

/// How much larger than the file what is made of it may be: text, and what is packed.
const MADE_OF_TEXT: u64 = 24;
const MADE_OF_PACKED: u64 = 160;

/// Bounds of a worker, by the file it reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Bytes of address space.
    pub memory: u64,
    /// Seconds on the clock; of processor time so many for each thread.
    pub seconds: u64,
}

impl Bounds {
    /// The bounds for a file of this length.
    #[must_use]
    pub fn of(path: &Path) -> Self {
        let path = file_of(path);
        let length = std::fs::metadata(path).map_or(0, |about| about.len());
        let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
        let packed = ["gz", "bz2", "pbf", "zip", "xlsx", "xls", "kmz"]
            .iter()
            .any(|it| ending == *it);
        let factor = if packed { MADE_OF_PACKED } else { MADE_OF_TEXT };
        let pace = if packed { 100_000 } else { 1_000_000 };
        Self {
            memory: MEMORY.saturating_add(length.saturating_mul(factor)),
            seconds: 10 + length / pace,
        }
    }
}

/// Threads a worker reads with.
#[must_use]
pub fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, |all| all.get().min(4))
}

/// Bounds this process for good.
pub fn bind(bounds: Bounds, folders: &[PathBuf]) {
    #[cfg(unix)]
    bind_resources(bounds);
    #[cfg(target_os = "linux")]
    bind_rights(folders);
    #[cfg(not(unix))]
    let _no_bounds_here = bounds;
    #[cfg(not(target_os = "linux"))]
    let _no_rights_here = folders;
}

#[cfg(unix)]
fn bind_resources(bounds: Bounds) {
    use rlimit::Resource;
    let all = threads() as u64 + 1;
    let limits = [
        (Resource::AS, bounds.memory),
        (Resource::CPU, bounds.seconds.saturating_mul(all)),
        (Resource::FSIZE, 0),
        (Resource::CORE, 0),
        (Resource::NOFILE, 64),
    ];
    for (resource, most) in limits {
        // At its soft bound a process is told why it ends, at its hard one it is killed. One that the system does not have
        // bounds nothing.
        let hard = if resource == Resource::CPU {
            most + 1
        } else {
            most
        };
        let _not_here = resource.set(most, hard);
    }
}

#[cfg(target_os = "linux")]
fn bind_rights(folders: &[PathBuf]) {
    // A kernel without one or the other leaves the bounds above.
    if let Err(error) = only_read_in(folders) {
        tracing::debug!(%error, "no landlock");
    }
    if let Err(error) = without_calls() {
        tracing::debug!(%error, "no seccomp");
    }
}

/// Files are read in these folders and nowhere else; nothing is written anywhere.
#[cfg(target_os = "linux")]
fn only_read_in(folders: &[PathBuf]) -> Result<(), landlock::RulesetError> {
    use landlock::{
        ABI, Access, AccessFs, PathBeneath, PathFd, Ruleset, RulesetAttr, RulesetCreatedAttr,
    };
    let abi = ABI::V4;
    let mut rules = Ruleset::default()
        .handle_access(AccessFs::from_all(abi))?
        .handle_access(landlock::AccessNet::from_all(abi))?
        .create()?;
    // Times may ask for the names of time zones.
    let zones = PathBuf::from("/usr/share/zoneinfo");
    for folder in folders.iter().chain([&zones]) {
        if let Ok(folder) = PathFd::new(folder) {
            rules = rules.add_rule(PathBeneath::new(folder, AccessFs::from_read(abi)))?;
        }
    }
    rules.restrict_self()?;
    Ok(())
}

/// Calls a reader has no business with fail: those of the network, of other programs, of the system's own affairs.
#[cfg(target_os = "linux")]
fn without_calls() -> Result<(), seccompiler::Error> {
    use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, apply_filter_all_threads};
    let denied = calls().into_iter().map(|call| (call, Vec::new())).collect();
    let refused = SeccompAction::Errno(1);
    let filter = SeccompFilter::new(
        denied,
        SeccompAction::Allow,
        refused,
        std::env::consts::ARCH.try_into()?,
    )?;
    let program: BpfProgram = filter.try_into()?;
    apply_filter_all_threads(&program)
}

/// Numbers of the calls that fail, from the kernel's tables for this architecture.
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
fn calls() -> Vec<i64> {
    // socket connect accept sendto sendmsg bind listen socketpair; fork vfork execve kill; ptrace; pivot_root chroot mount
    // umount2 swapon swapoff reboot; init_module delete_module; unshare; perf_event_open accept4; process_vm_readv
    // process_vm_writev; finit_module; bpf execveat; userfaultfd; pidfd_send_signal; io_uring_setup; pidfd_open.
    vec![
        41, 42, 43, 44, 46, 49, 50, 53, 57, 58, 59, 62, 101, 155, 161, 165, 166, 167, 168, 169,
        175, 176, 272, 298, 288, 310, 311, 313, 321, 322, 323, 424, 425, 434,
    ]
}

#[cfg(all(target_os = "linux", target_arch = "aarch64"))]
fn calls() -> Vec<i64> {
    // socket socketpair bind listen accept connect sendto sendmsg; execve kill ptrace; pivot_root chroot mount umount2
    // swapon swapoff reboot; init_module delete_module unshare; perf_event_open accept4; process_vm_readv
    // process_vm_writev; finit_module; bpf execveat; userfaultfd; pidfd_send_signal; io_uring_setup; pidfd_open.
    vec![
        198, 199, 200, 201, 202, 203, 206, 211, 221, 129, 117, 41, 51, 40, 39, 224, 225, 142, 105,
        106, 97, 241, 242, 270, 271, 273, 280, 281, 282, 424, 425, 434,
    ]
}

#[cfg(all(
    target_os = "linux",
    not(any(target_arch = "x86_64", target_arch = "aarch64"))
))]
fn calls() -> Vec<i64> {
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_grow_with_the_file_and_a_small_one_gets_a_gibibyte_and_ten_seconds() {
        let folder = tempfile::tempdir().expect("a folder");
        let small = folder.path().join("a.csv");
        std::fs::write(&small, "x").expect("written");
        let bounds = Bounds::of(&small);
        assert_eq!((bounds.memory >> 20, bounds.seconds), (1024, 10));
        let large = folder.path().join("b.XLSX");
        std::fs::write(&large, vec![0; 1_000_000]).expect("written");
        let packed = Bounds::of(&large);
        assert!(packed.memory > bounds.memory && packed.seconds == 20);
        assert_eq!(Bounds::of(&folder.path().join("gone")).seconds, 10);
    }
}
