//! Work on other threads: one job of a kind at a time; starting it again cancels the last.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use crate::base::cancel::Cancel;
use crate::base::units::Share;

/// What a job works on; the status line names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JobKind {
    /// Reading boundaries.
    Boundaries,
    /// Reading incidents.
    Incidents,
    /// Reading roads.
    Roads,
    /// Reading points or zones.
    PlanLayers,
    /// A first look at an incident file.
    Preview,
    /// Putting incidents into local metres and grids.
    Locate,
    /// Filtering and counting.
    Select,
    /// The heat raster.
    Heat,
    /// The exact density index.
    HeatIndex,
    /// Laying out what coverage counts.
    Coverage,
    /// Exports to files.
    Export,
}

impl JobKind {
    /// The id of the sentence that names the job.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Boundaries => "session-job-boundaries",
            Self::Incidents => "session-job-incidents",
            Self::Roads => "session-job-roads",
            Self::PlanLayers => "session-job-plan-layers",
            Self::Preview => "session-job-preview",
            Self::Locate => "session-job-locate",
            Self::Select => "session-job-select",
            Self::Heat => "session-job-heat",
            Self::HeatIndex => "session-job-heat-index",
            Self::Coverage => "session-job-coverage",
            Self::Export => "session-job-export",
        }
    }
}

/// How a job ended.
#[derive(Debug)]
pub enum Ended<T> {
    /// With an answer.
    Done(T),
    /// The worker broke; its last words are for the log, never shown raw.
    Broke(String),
}

struct Running {
    number: u64,
    cancel: Cancel,
}

/// The jobs under way. `T` is what they bring home.
pub struct Jobs<T> {
    running: BTreeMap<JobKind, Running>,
    next_number: u64,
    sender: Sender<(JobKind, u64, Ended<T>)>,
    receiver: Receiver<(JobKind, u64, Ended<T>)>,
    wake: Arc<dyn Fn() + Send + Sync>,
}

impl<T> std::fmt::Debug for Jobs<T> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_list().entries(self.running.keys()).finish()
    }
}

impl<T: Send + 'static> Jobs<T> {
    /// No job yet; `wake` is called from the worker whenever one ends (the window asks for a frame).
    #[must_use]
    pub fn new(wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        let (sender, receiver) = channel();
        Self {
            running: BTreeMap::new(),
            next_number: 0,
            sender,
            receiver,
            wake,
        }
    }

    /// Starts a job on a named thread; one of the same kind that still runs is cancelled and its answer dropped.
    pub fn start(&mut self, kind: JobKind, work: impl FnOnce(&Cancel) -> T + Send + 'static) {
        self.cancel(kind);
        self.next_number += 1;
        let (number, cancel) = (self.next_number, Cancel::new());
        let (sender, wake, own_cancel) =
            (self.sender.clone(), Arc::clone(&self.wake), cancel.clone());
        let spawned = std::thread::Builder::new()
            .name(format!("{kind:?}"))
            .spawn(move || {
                let ended = match catch_unwind(AssertUnwindSafe(|| work(&own_cancel))) {
                    Ok(answer) => Ended::Done(answer),
                    Err(panic) => Ended::Broke(last_words(panic.as_ref())),
                };
                // The session may be gone when the window closes; then nobody wants the answer.
                let _nobody_listens = sender.send((kind, number, ended));
                wake();
            });
        match spawned {
            Ok(_) => {
                self.running.insert(kind, Running { number, cancel });
            }
            Err(error) => tracing::error!(?kind, %error, "a job could not be started"),
        }
    }

    /// Asks the job of a kind to stop; its answer will be dropped.
    pub fn cancel(&mut self, kind: JobKind) {
        if let Some(running) = self.running.remove(&kind) {
            running.cancel.cancel();
        }
    }

    /// The answers that came home since the last call, in order of arrival.
    pub fn finished(&mut self) -> Vec<(JobKind, Ended<T>)> {
        let arrived: Vec<_> = self.receiver.try_iter().collect();
        let mut wanted = Vec::with_capacity(arrived.len());
        for (kind, number, ended) in arrived {
            if self
                .running
                .get(&kind)
                .is_some_and(|running| running.number == number)
            {
                self.running.remove(&kind);
                wanted.push((kind, ended));
            }
        }
        wanted
    }

    /// The jobs under way and how far each is.
    #[must_use]
    pub fn running(&self) -> Vec<(JobKind, Share)> {
        self.running
            .iter()
            .map(|(kind, running)| (*kind, running.cancel.progress()))
            .collect()
    }

    /// Whether a job of this kind is under way.
    #[must_use]
    pub fn is_running(&self, kind: JobKind) -> bool {
        self.running.contains_key(&kind)
    }
}

fn last_words(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    fn wait<T: Send + 'static>(jobs: &mut Jobs<T>) -> Vec<(JobKind, Ended<T>)> {
        let start = Instant::now();
        loop {
            let finished = jobs.finished();
            if !finished.is_empty() || start.elapsed() > Duration::from_secs(20) {
                return finished;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    #[test]
    fn the_newest_job_of_a_kind_wins() {
        let mut jobs: Jobs<u8> = Jobs::new(Arc::new(|| ()));
        jobs.start(JobKind::Heat, |cancel| {
            while cancel.check().is_ok() {
                std::thread::sleep(Duration::from_millis(1));
            }
            1
        });
        jobs.start(JobKind::Heat, |_| 2);
        let finished = wait(&mut jobs);
        assert!(
            matches!(finished.as_slice(), [(JobKind::Heat, Ended::Done(2))]),
            "{finished:?}"
        );
        assert!(jobs.running().is_empty());
    }

    #[test]
    fn a_job_that_breaks_is_reported_and_forgotten() {
        let mut jobs: Jobs<u8> = Jobs::new(Arc::new(|| ()));
        jobs.start(JobKind::Roads, |_| unreachable!("on purpose"));
        assert!(matches!(
            wait(&mut jobs).as_slice(),
            [(JobKind::Roads, Ended::Broke(_))]
        ));
        assert!(!jobs.is_running(JobKind::Roads));
    }
}
