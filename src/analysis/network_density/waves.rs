//! What goes out from incidents over the junctions of a network, all at once.
//!
//! Distances are whole steps, a fixed fraction of the kernel's reach. What leaves or arrives between two steps is shared between
//! them so that its distance is right on average; what that blurs is a step's width and stands for a few hundredths of a per cent.

use crate::base::cancel::{Cancel, Cancelled};

/// Steps from an incident to where its kernel ends.
pub(super) const STEPS: usize = 128;

/// A link as it is gone along: its end junctions and its length, metres.
#[derive(Debug, Clone, Copy)]
pub(super) struct Course {
    pub(super) ends: [u32; 2],
    pub(super) length: f64,
}

/// Weight that arrives at the end of a link: at its last corner (`forwards`) or its first, so many metres from its incident.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arrival {
    pub(super) link: u32,
    pub(super) forwards: bool,
    pub(super) metres: f64,
    pub(super) weight: f64,
}

/// What enters each link at either end, by the steps it has come.
#[derive(Debug)]
pub(super) struct Waves {
    /// For each link and way (forwards, then backwards) `STEPS` amounts.
    entering: Vec<f32>,
}

/// Where a way of a link stands among all.
const fn way(link: usize, forwards: bool) -> usize {
    2 * link + if forwards { 0 } else { 1 }
}

/// The ways that arrive at each junction: those that leave it are the same links turned round.
struct Junctions {
    starts: Vec<u32>,
    arriving: Vec<u32>,
}

impl Junctions {
    fn of(courses: &[Course], junctions: usize) -> Self {
        let mut pairs = Vec::with_capacity(2 * courses.len());
        for (link, course) in courses.iter().enumerate() {
            pairs.push((course.ends[1], way(link, true) as u32));
            pairs.push((course.ends[0], way(link, false) as u32));
        }
        pairs.sort_unstable();
        let start = |junction: usize| pairs.partition_point(|pair| (pair.0 as usize) < junction);
        Self {
            starts: (0..=junctions)
                .map(|junction| start(junction) as u32)
                .collect(),
            arriving: pairs.iter().map(|pair| pair.1).collect(),
        }
    }

    fn of_junction(&self, junction: usize) -> &[u32] {
        &self.arriving[self.starts[junction] as usize..self.starts[junction + 1] as usize]
    }
}

/// How late, in steps, what enters a link comes out of it: whole steps, and the part that is a step later.
#[derive(Clone, Copy)]
struct Delay {
    steps: usize,
    later: f32,
}

impl Delay {
    fn of(steps: f64) -> Self {
        // Nothing comes out in the step it enters: a link shorter than a step is as long as one.
        let steps = steps.clamp(1.0, 2.0 * STEPS as f64);
        Self {
            steps: steps as usize,
            later: steps.fract() as f32,
        }
    }
}

/// First arrivals in the order of their steps.
struct FirstArrivals {
    starts: Vec<u32>,
    of: Vec<(u32, f32)>,
}

impl FirstArrivals {
    fn of(arrivals: &[Arrival], step: f64) -> Self {
        let mut all: Vec<(u32, u32, f32)> = Vec::with_capacity(2 * arrivals.len());
        for arrival in arrivals {
            let steps = (arrival.metres / step).max(0.0);
            let (whole, later) = (steps.floor(), steps.fract());
            let to = way(arrival.link as usize, arrival.forwards) as u32;
            if whole < STEPS as f64 {
                all.push((whole as u32, to, (arrival.weight * (1.0 - later)) as f32));
                all.push((whole as u32 + 1, to, (arrival.weight * later) as f32));
            }
        }
        all.sort_unstable_by_key(|it| (it.0, it.1));
        let start = |step: usize| all.partition_point(|it| (it.0 as usize) < step) as u32;
        Self {
            starts: (0..=STEPS).map(start).collect(),
            of: all.iter().map(|it| (it.1, it.2)).collect(),
        }
    }

    fn at(&self, step: usize) -> &[(u32, f32)] {
        &self.of[self.starts[step] as usize..self.starts[step + 1] as usize]
    }
}

impl Waves {
    /// Lets arrivals go on over the junctions until the kernel's reach.
    pub(super) fn of(
        courses: &[Course],
        junctions: usize,
        arrivals: &[Arrival],
        reach: f64,
        cancel: &Cancel,
    ) -> Result<Self, Cancelled> {
        let step = reach / STEPS as f64;
        let meeting = Junctions::of(courses, junctions);
        let first = FirstArrivals::of(arrivals, step);
        let delays: Vec<Delay> = courses
            .iter()
            .map(|it| Delay::of(it.length / step))
            .collect();
        let mut waves = Self {
            entering: vec![0.0; 2 * courses.len() * STEPS],
        };
        let mut here = vec![0.0f32; 2 * courses.len()];
        for now in 0..STEPS {
            cancel.check()?;
            cancel.report(now as u64, STEPS as u64);
            for (way, here) in here.iter_mut().enumerate() {
                *here = waves.coming_out(way, delays[way / 2], now);
            }
            for (way, weight) in first.at(now) {
                here[*way as usize] += weight;
            }
            for junction in 0..junctions {
                waves.go_on(meeting.of_junction(junction), &here, now);
            }
        }
        Ok(waves)
    }

    /// What comes out of a way of a link at a step.
    fn coming_out(&self, way: usize, delay: Delay, now: usize) -> f32 {
        let entered = |ago: usize| {
            let then = now.checked_sub(ago);
            then.map_or(0.0, |then| self.entering[way * STEPS + then])
        };
        let (whole, later) = (entered(delay.steps), entered(delay.steps + 1));
        whole.mul_add(1.0 - delay.later, later * delay.later)
    }

    /// Lets what arrives at a junction go on: 2/n of all into every link, less what came out of it.
    fn go_on(&mut self, arriving: &[u32], here: &[f32], now: usize) {
        let sum: f32 = arriving.iter().map(|way| here[*way as usize]).sum();
        let is_quiet = arriving.iter().all(|way| here[*way as usize] == 0.0);
        if is_quiet {
            return;
        }
        let share = 2.0 * sum / arriving.len() as f32;
        for way in arriving {
            // The same link turned round.
            let leaving = (*way ^ 1) as usize;
            self.entering[leaving * STEPS + now] = share - here[*way as usize];
        }
    }

    /// What enters a link at its first corner (`forwards`) or at its last, by step.
    pub(super) fn entering(&self, link: usize, forwards: bool) -> &[f32] {
        let from = way(link, forwards) * STEPS;
        &self.entering[from..from + STEPS]
    }
}
