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
    /// Opening a plan.
    OpenPlan,
    /// Finding out what a file or folder is.
    Look,
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
    /// How busy units are.
    Workload,
    /// Exits and who closes them.
    Exits,
    /// What happened in the place looked at.
    Here,
    /// Better points.
    Suggest,
    /// Which areas stand out.
    HotAreas,
    /// Reading plans to be compared.
    ReadCompared,
    /// Laying out what each of two plans covers.
    Compare,
    /// What changed in areas.
    ChangedAreas,
    /// What maps of hot spots are worth.
    Judge,
    /// What the scenes of a briefing tell.
    Scenes,
    /// Exports to files.
    Export,
    /// A briefing on its way into a file.
    Briefing,
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
            Self::OpenPlan => "session-job-open-plan",
            Self::Look => "session-job-look",
            Self::Preview => "session-job-preview",
            Self::Locate => "session-job-locate",
            Self::Select => "session-job-select",
            Self::Heat => "session-job-heat",
            Self::HeatIndex => "session-job-heat-index",
            Self::Coverage => "session-job-coverage",
            Self::Workload => "session-job-workload",
            Self::Exits => "session-job-exits",
            Self::Here => "session-job-here",
            Self::Suggest => "session-job-suggest",
            Self::HotAreas => "session-job-hot-areas",
            Self::ReadCompared => "session-job-read-compared",
            Self::Compare => "session-job-compare",
            Self::ChangedAreas => "session-job-changed-areas",
            Self::Judge => "session-job-judge",
            Self::Scenes => "session-job-scenes",
            Self::Export => "session-job-export",
            Self::Briefing => "session-job-briefing",
        }
    }
}

/// How a job ended.
#[derive(Debug)]
pub enum Ended<T> {
    /// With an answer.
    Done(T),
    /// The worker broke; its last words are for the log, never shown raw. Only words of ours: those made up while breaking
    /// may quote data and are left out.
    Broke(&'static str),
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
    /// Where large things go to be let go.
    sweeper: Option<Sender<Box<dyn Send>>>,
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
            sweeper: sweeper(),
        }
    }

    /// Lets go of something large on another thread: giving back the memory of millions of rows takes longer than a frame.
    pub fn sweep(&self, thing: impl Send + 'static) {
        if let Some(sweeper) = &self.sweeper {
            // A sweeper that is gone gives the thing back, and it is let go here.
            let _let_go = sweeper.send(Box::new(thing));
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
                    Err(panic) => Ended::Broke(last_words(panic)),
                };
                // The session may be gone when the window closes; then nobody wants the answer.
                let _nobody_listens = sender.send((kind, number, ended));
                wake();
            });
        self.running.insert(kind, Running { number, cancel });
        if let Err(error) = spawned {
            tracing::error!(?kind, %error, "a job could not be started");
            let ended = Ended::Broke("could not be started");
            // We hold the receiver ourselves.
            let _received = self.sender.send((kind, number, ended));
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
            } else {
                self.sweep(ended);
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

    /// Whether no job is under way.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.running.is_empty()
    }

    /// Whether a job of this kind is under way.
    #[must_use]
    pub fn is_running(&self, kind: JobKind) -> bool {
        self.running.contains_key(&kind)
    }
}

fn last_words(panic: Box<dyn std::any::Any + Send>) -> &'static str {
    panic.downcast::<&'static str>().map_or("", |words| *words)
}

fn sweeper() -> Option<Sender<Box<dyn Send>>> {
    let (sender, receiver) = channel::<Box<dyn Send>>();
    std::thread::Builder::new()
        .name("sweeper".into())
        .spawn(move || receiver.into_iter().for_each(drop))
        .ok()
        .map(|_| sender)
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

    #[test]
    fn words_made_up_while_breaking_stay_out_of_the_log() {
        let mut jobs: Jobs<u8> = Jobs::new(Arc::new(|| ()));
        let caller = String::from("13800138000");
        jobs.start(JobKind::Roads, move |_| {
            std::panic::panic_any(format!("byte 1 of {caller}"))
        });
        assert!(matches!(
            wait(&mut jobs).as_slice(),
            [(JobKind::Roads, Ended::Broke(""))]
        ));
    }

    /// Tells on which thread it is let go.
    struct Tells(Sender<String>);

    impl Drop for Tells {
        fn drop(&mut self) {
            let thread = std::thread::current();
            let name = thread.name().unwrap_or_default().to_owned();
            self.0.send(name).expect("the test listens");
        }
    }

    #[test]
    fn what_is_swept_and_what_nobody_wants_any_more_is_let_go_elsewhere() {
        let (told, hears) = channel();
        let mut jobs: Jobs<Tells> = Jobs::new(Arc::new(|| ()));
        jobs.sweep(Tells(told.clone()));
        assert_eq!(hears.recv().as_deref(), Ok("sweeper"));
        jobs.start(JobKind::Heat, move |_| Tells(told));
        jobs.cancel(JobKind::Heat);
        let patience = Duration::from_millis(5);
        let name = loop {
            assert!(jobs.finished().is_empty(), "it was cancelled");
            if let Ok(name) = hears.recv_timeout(patience) {
                break name;
            }
        };
        assert_eq!(name, "sweeper");
    }
}
