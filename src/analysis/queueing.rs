//! Units that may be busy when a call comes: who then goes, how busy each is, and how often a call waits.
//!
//! Calls come at random at a steady rate, each keeps one unit busy for a while (exponentially distributed), the nearest free unit
//! goes, and where none is free calls wait in a line. Larson (1974), "A hypercube queuing model for facility location and
//! redistricting in urban emergency services", exact for up to [`EXACT`] units; beyond, Larson (1975), "Approximating the
//! performance of urban emergency service systems". The line is Erlang's (M/M/N).

/// The most units whose hypercube is worked out exactly: the states are two to this power.
pub const EXACT: usize = 15;
/// How far the busy share of a unit by the approximation was off the exact one at most, over the random districts of the tests.
pub const APPROXIMATION_ERROR: f64 = 0.03;

/// Rounds after which an answer that still moves is taken as it is.
const ROUNDS: usize = 4000;
/// An answer that moves by less is settled.
const SETTLED: f64 = 1e-13;

/// The share of calls that wait where so many units serve an offered load (calls per time × time a call takes): Erlang's C.
/// `None` where the load is no number, or so high that the line grows without end.
#[must_use]
pub fn erlang_c(units: usize, load: f64) -> Option<f64> {
    let line = Line::of(units, load)?;
    Some(line.waits)
}

/// The chances of the numbers of busy units.
#[derive(Debug, Clone, PartialEq)]
struct Line {
    /// That so many are busy and nobody waits.
    busy: Vec<f64>,
    /// That all are busy, whoever waits.
    waits: f64,
}

impl Line {
    fn of(units: usize, load: f64) -> Option<Self> {
        let all = units as f64;
        if units == 0 || !(0.0..all).contains(&load) {
            return None;
        }
        let mut busy = vec![1.0];
        let mut sum = 1.0;
        let mut term = 1.0;
        for count in 1..=units {
            term *= load / count as f64;
            sum += term;
            busy.push(term);
            // Large loads: keep the numbers small.
            if sum > 1e200 {
                for chance in &mut busy {
                    *chance /= sum;
                }
                term /= sum;
                sum = 1.0;
            }
        }
        let full = term / (1.0 - load / all);
        let sum = sum - term + full;
        for chance in &mut busy {
            *chance /= sum;
        }
        Some(Self {
            busy,
            waits: full / sum,
        })
    }
}

/// A part of the district as dispatch sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Atom {
    /// Its calls; only their shares among all count.
    pub calls: f64,
    /// How long each unit takes to it, in any measure; the smallest goes first, of equal ones the one that stands first. Units
    /// that never arrive ([`f64::INFINITY`]) go last.
    pub costs: Vec<f64>,
}

/// How busy units are.
#[derive(Debug, Clone, PartialEq)]
pub struct Workload {
    /// The share of its time each unit is busy.
    pub busy: Vec<f64>,
    /// The share of calls that wait because no unit is free.
    pub waits: f64,
    /// The mean cost of those who go, over calls that are reached at all: at once the nearest free one, out of the line anyone.
    pub mean_cost: Option<f64>,
    /// The share of calls where the nearest unit goes itself.
    pub nearest_goes: f64,
    /// Whether it is exact.
    pub exact: bool,
}

/// How busy `units` units are with calls from these atoms, `load` of them at a time on average (calls per time × time a call
/// takes). `None` where there are no units or calls, or so many calls that the line grows without end.
#[must_use]
pub fn workload(units: usize, atoms: &[Atom], load: f64) -> Option<Workload> {
    let line = Line::of(units, load)?;
    let districts = Districts::of(units, atoms)?;
    Some(if units <= EXACT {
        exact(units, &districts, load, &line)
    } else {
        approximate(units, &districts, load, &line)
    })
}

/// Atoms whose units go in the same order, put together.
struct Districts {
    /// The share of calls, the units in their order, and the calls' mean cost of each of them where it arrives at all.
    all: Vec<(f64, Vec<usize>, Vec<f64>)>,
}

impl Districts {
    fn of(units: usize, atoms: &[Atom]) -> Option<Self> {
        let counts = |atom: &&Atom| atom.calls > 0.0 && atom.calls.is_finite();
        let total: f64 = atoms.iter().filter(counts).map(|atom| atom.calls).sum();
        let mut by_order = std::collections::BTreeMap::new();
        for atom in atoms.iter().filter(counts) {
            let cost = |unit: &usize| atom.costs.get(*unit).copied().unwrap_or(f64::INFINITY);
            let mut order: Vec<usize> = (0..units).collect();
            order.sort_by(|a, b| cost(a).total_cmp(&cost(b)));
            let share = atom.calls / total;
            let (calls, costs) = by_order
                .entry(order.clone())
                .or_insert_with(|| (0.0, vec![0.0; units]));
            *calls += share;
            for (sum, unit) in costs.iter_mut().zip(&order) {
                *sum += share * cost(unit);
            }
        }
        if by_order.is_empty() {
            return None;
        }
        let all = by_order.into_iter().map(|(order, (calls, mut costs))| {
            for sum in &mut costs {
                *sum /= calls;
            }
            (calls, order, costs)
        });
        Some(Self { all: all.collect() })
    }
}

/// What becomes of costs, gathered call by call.
#[derive(Default)]
struct Goes {
    reached: f64,
    cost: f64,
    nearest: f64,
}

impl Goes {
    /// So many of all calls are gone to at a cost, by the unit of that rank.
    fn count(&mut self, calls: f64, cost: f64, rank: usize) {
        if cost.is_finite() {
            self.reached += calls;
            self.cost += calls * cost;
        }
        if rank == 0 {
            self.nearest += calls;
        }
    }

    /// Calls that waited are gone to by whoever is free next: anyone.
    fn out_of_the_line(&mut self, districts: &Districts, units: usize, waits: f64) {
        for (calls, _, costs) in &districts.all {
            for (rank, cost) in costs.iter().enumerate() {
                self.count(calls * waits / units as f64, *cost, rank);
            }
        }
    }

    fn workload(self, busy: Vec<f64>, waits: f64, exact: bool) -> Workload {
        Workload {
            busy,
            waits,
            mean_cost: (self.reached > 0.0).then(|| self.cost / self.reached),
            nearest_goes: self.nearest,
            exact,
        }
    }
}

/// Every state of who is busy: its chance follows from those around it, round after round until they agree. The number of busy
/// units is that of the line, so each level of states is kept at its known sum.
fn exact(units: usize, districts: &Districts, load: f64, line: &Line) -> Workload {
    let states = 1usize << units;
    // How often each state sends each of its free units, in calls at a time.
    let mut sends = vec![0.0; states * units];
    for (calls, order, _) in &districts.all {
        for state in 0..states {
            if let Some(unit) = order.iter().find(|unit| state >> **unit & 1 == 0) {
                sends[state * units + unit] += load * calls;
            }
        }
    }
    let level_of = |state: usize| state.count_ones() as usize;
    let mut levels = vec![Vec::new(); units + 1];
    for state in 0..states {
        levels[level_of(state)].push(state);
    }
    let mut chance: Vec<f64> = (0..states)
        .map(|state| line.busy[level_of(state)] / levels[level_of(state)].len() as f64)
        .collect();
    for _ in 0..ROUNDS {
        let mut moved: f64 = 0.0;
        for (level, members) in levels.iter().enumerate().take(units) {
            let leaves = load + level as f64;
            if leaves <= 0.0 {
                continue;
            }
            let mut sum = 0.0;
            for state in members {
                let mut into = 0.0;
                for unit in 0..units {
                    let other = state ^ (1 << unit);
                    into += if state >> unit & 1 == 1 {
                        chance[other] * sends[other * units + unit]
                    } else {
                        chance[other]
                    };
                }
                let now = into / leaves;
                moved = moved.max((now - chance[*state]).abs());
                chance[*state] = now;
                sum += now;
            }
            let known = if sum > 0.0 {
                line.busy[level] / sum
            } else {
                1.0
            };
            for state in members {
                chance[*state] *= known;
            }
        }
        if moved < SETTLED {
            break;
        }
    }
    let full = line.waits - line.busy[units];
    let busy = (0..units)
        .map(|unit| {
            let held = (0..states).filter(|state| state >> unit & 1 == 1);
            held.map(|state| chance[state]).sum::<f64>() + full
        })
        .collect();
    let mut goes = Goes::default();
    for (calls, order, costs) in &districts.all {
        for (state, chance) in chance.iter().enumerate().take(states - 1) {
            let free = order.iter().position(|unit| state >> unit & 1 == 0);
            if let Some(rank) = free {
                goes.count(calls * chance, costs[rank], rank);
            }
        }
    }
    goes.out_of_the_line(districts, units, line.waits);
    goes.workload(busy, line.waits, true)
}

/// Units as if each were busy by itself, corrected for what busy units have in common.
fn approximate(units: usize, districts: &Districts, load: f64, line: &Line) -> Workload {
    let correction = corrections(units, load, line);
    let mean = load / units as f64;
    let mut busy = vec![mean; units];
    for _ in 0..ROUNDS {
        let mut sent = vec![0.0; units];
        for (calls, order, _) in &districts.all {
            let mut before = 1.0;
            for (unit, correction) in order.iter().zip(&correction) {
                sent[*unit] += load * calls * correction * before;
                before *= busy[*unit];
            }
        }
        let from_line = line.waits * mean;
        let next: Vec<f64> = sent
            .iter()
            .map(|sent| (sent + from_line) / (1.0 + sent))
            .collect();
        let sum: f64 = next.iter().sum();
        let scale = if sum > 0.0 { load / sum } else { 1.0 };
        let mut moved: f64 = 0.0;
        for (known, next) in busy.iter_mut().zip(next) {
            let next = (next * scale).min(1.0);
            moved = moved.max((next - *known).abs());
            *known = next;
        }
        if moved < SETTLED {
            break;
        }
    }
    let mut goes = Goes::default();
    for (calls, order, costs) in &districts.all {
        let mut before = 1.0;
        let mut chances: Vec<f64> = Vec::with_capacity(units);
        for (unit, correction) in order.iter().zip(&correction) {
            chances.push(correction * before * (1.0 - busy[*unit]));
            before *= busy[*unit];
        }
        // Whoever goes at once is somebody: the chances are made to say so.
        let sum: f64 = chances.iter().sum();
        let scale = if sum > 0.0 {
            (1.0 - line.waits) / sum
        } else {
            0.0
        };
        for (rank, (chance, cost)) in chances.iter().zip(costs).enumerate() {
            goes.count(calls * chance * scale, *cost, rank);
        }
    }
    goes.out_of_the_line(districts, units, line.waits);
    goes.workload(busy, line.waits, false)
}

/// How much likelier it is than for independent units that so many units picked at random are busy and the next is free.
fn corrections(units: usize, load: f64, line: &Line) -> Vec<f64> {
    let all = units as f64;
    let share = load / all;
    let mut found = Vec::with_capacity(units);
    // For each number of busy units: the chance that the units picked so far are all among them.
    let mut among = vec![1.0; units];
    let mut independent = 1.0 - share;
    for picked in 0..units {
        let together: f64 = (0..units)
            .map(|busy| {
                let free = (all - busy as f64) / (all - picked as f64);
                line.busy[busy] * among[busy] * free
            })
            .sum();
        found.push(if independent > 1e-250 {
            together / independent
        } else {
            0.0
        });
        independent *= share;
        for (busy, chance) in among.iter_mut().enumerate() {
            *chance *= ((busy as f64 - picked as f64) / (all - picked as f64)).max(0.0);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    #[test]
    fn erlang_s_formula_gives_the_published_values() {
        let close =
            |found: Option<f64>, wanted: f64| (found.expect("steady") - wanted).abs() < 5e-7;
        assert!(close(erlang_c(5, 4.0), 0.554_113));
        assert!(close(erlang_c(10, 8.0), 0.409_180));
        assert!(close(erlang_c(1, 0.3), 0.3));
        assert_eq!(erlang_c(5, 0.0), Some(0.0));
        assert_eq!(erlang_c(5, 5.0), None);
        assert_eq!(erlang_c(0, 0.0), None);
        assert_eq!(erlang_c(3, f64::NAN), None);
        let many = erlang_c(3000, 2900.0).expect("steady");
        assert!((0.0..0.2).contains(&many), "{many}");
    }

    fn atom(calls: f64, order: &[usize]) -> Atom {
        let mut costs = vec![0.0; order.len()];
        for (cost, unit) in order.iter().enumerate() {
            costs[*unit] = cost as f64 + 1.0;
        }
        Atom { calls, costs }
    }

    #[test]
    fn larson_s_district_of_four_has_the_published_workloads() {
        let atoms = [
            atom(0.50, &[0, 1, 2]),
            atom(0.25, &[0, 2, 1]),
            atom(0.35, &[1, 0, 2]),
            atom(0.40, &[2, 0, 1]),
        ];
        let found = workload(3, &atoms, 1.5).expect("steady");
        for (busy, wanted) in found.busy.iter().zip([0.5574, 0.4734, 0.4693]) {
            assert!((busy - wanted).abs() < 5e-5, "{:?}", found.busy);
        }
        assert!(found.exact);
        assert!((found.busy.iter().sum::<f64>() - 1.5).abs() < 1e-9);
        assert_eq!(Some(found.waits), erlang_c(3, 1.5));
    }

    /// A district thrown by dice: every atom has units at random distances.
    fn dice_thrown(dice: &mut ChaCha8Rng, units: usize) -> Vec<Atom> {
        let count = dice.random_range(3..40);
        let near: Vec<[f64; 2]> = (0..units).map(|_| dice.random()).collect();
        let atom = |_| {
            let at: [f64; 2] = dice.random();
            let cost = |unit: &[f64; 2]| (unit[0] - at[0]).hypot(unit[1] - at[1]);
            Atom {
                calls: dice.random_range(0.1..2.0),
                costs: near.iter().map(cost).collect(),
            }
        };
        (0..count).map(atom).collect()
    }

    /// Calls one after the other, as they would come.
    fn simulated(dice: &mut ChaCha8Rng, units: usize, atoms: &[Atom], load: f64) -> Vec<f64> {
        let total: f64 = atoms.iter().map(|atom| atom.calls).sum();
        let spell = |dice: &mut ChaCha8Rng, rate: f64| -(1.0 - dice.random::<f64>()).ln() / rate;
        let (mut now, mut free_at) = (0.0, vec![0.0f64; units]);
        let mut busy = vec![0.0; units];
        for _ in 0..400_000 {
            now += spell(dice, load);
            let mut pick = dice.random_range(0.0..total);
            let atom = atoms.iter().find(|atom| {
                pick -= atom.calls;
                pick <= 0.0
            });
            let atom = atom.unwrap_or(&atoms[0]);
            let free = (0..units).filter(|unit| free_at[*unit] <= now);
            let nearest = free.min_by(|a, b| atom.costs[*a].total_cmp(&atom.costs[*b]));
            // Nobody is free: the call waits for whoever is first.
            let (unit, begins) = nearest.map_or_else(
                || {
                    let next = (0..units).min_by(|a, b| free_at[*a].total_cmp(&free_at[*b]));
                    let next = next.expect("units");
                    (next, free_at[next])
                },
                |unit| (unit, now),
            );
            let takes = spell(dice, 1.0);
            busy[unit] += takes;
            free_at[unit] = begins + takes;
        }
        busy.iter().map(|time| time / now).collect()
    }

    #[test]
    fn what_is_worked_out_is_what_happens_call_by_call() {
        let mut dice = ChaCha8Rng::seed_from_u64(3);
        for units in [1, 2, 5, 8] {
            let atoms = dice_thrown(&mut dice, units);
            let load = units as f64 * dice.random_range(0.2..0.7);
            let found = workload(units, &atoms, load).expect("steady");
            let happens = simulated(&mut dice, units, &atoms, load);
            for (found, happens) in found.busy.iter().zip(&happens) {
                assert!((found - happens).abs() < 0.01, "{found} {happens}");
            }
        }
    }

    #[test]
    fn the_approximation_is_as_near_the_exact_answer_as_it_says() {
        let mut dice = ChaCha8Rng::seed_from_u64(4);
        let mut worst: f64 = 0.0;
        for _ in 0..120 {
            let units = dice.random_range(2..=9);
            let atoms = dice_thrown(&mut dice, units);
            let load = units as f64 * dice.random_range(0.05..0.9);
            let line = Line::of(units, load).expect("steady");
            let districts = Districts::of(units, &atoms).expect("calls");
            let (exact, near) = (
                exact(units, &districts, load, &line),
                approximate(units, &districts, load, &line),
            );
            for (exact, near) in exact.busy.iter().zip(&near.busy) {
                worst = worst.max((exact - near).abs());
            }
            let cost = |found: &Workload| found.mean_cost.expect("reached");
            assert!((cost(&exact) - cost(&near)).abs() < 0.05 * cost(&exact));
            assert!((exact.nearest_goes - near.nearest_goes).abs() < 0.05);
            let sum: f64 = near.busy.iter().sum();
            assert!((sum - load).abs() < 1e-6, "{sum} of {load}");
        }
        assert!(
            (APPROXIMATION_ERROR / 2.0..APPROXIMATION_ERROR).contains(&worst),
            "{worst}"
        );
    }

    #[test]
    fn no_calls_no_units_and_no_way_are_answers_too() {
        let atoms = [atom(1.0, &[0, 1])];
        assert_eq!(workload(0, &atoms, 0.0), None);
        assert_eq!(workload(2, &[], 0.5), None);
        assert_eq!(workload(2, &atoms, 2.0), None);
        let idle = workload(2, &atoms, 0.0).expect("steady");
        assert_eq!((idle.busy, idle.nearest_goes), (vec![0.0, 0.0], 1.0));
        let far = Atom {
            calls: 1.0,
            costs: vec![f64::INFINITY; 20],
        };
        let found = workload(20, &[far], 3.0).expect("steady");
        assert_eq!(found.mean_cost, None);
        assert!((found.busy.iter().sum::<f64>() - 3.0).abs() < 1e-6);
    }

    #[test]
    fn fifteen_units_are_exact_and_sixteen_are_not() {
        let mut dice = ChaCha8Rng::seed_from_u64(5);
        for units in [EXACT, EXACT + 1] {
            let atoms = dice_thrown(&mut dice, units);
            let found = workload(units, &atoms, 0.4 * units as f64).expect("steady");
            assert_eq!(found.exact, units == EXACT);
            let sum: f64 = found.busy.iter().sum();
            assert!((sum - 0.4 * units as f64).abs() < 1e-6, "{sum}");
        }
    }
}
