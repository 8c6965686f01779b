//! Backtests as users rely on them: nothing of the future leaks, a map that knows wins, chance has 1.

use patrolgrid::analysis::backtest::{
    Backtest, BacktestPlan, Events, FlagBudget, Method, NIJ_CELL, NIJ_FLAGGED, NearRepeatRisk,
    Origin, Outside, Period, backtest, best_bandwidth, keeps_nij_rules, months,
};
use patrolgrid::analysis::density::{DensityRule, Kernel, WeightedPlaces};
use patrolgrid::analysis::hotspots::cells::StudyCells;
use patrolgrid::analysis::profile::days_of_month;
use patrolgrid::base::cancel::Cancel;
use patrolgrid::base::coords::{LocalBox, LocalXy};
use patrolgrid::base::projection::LocalProjection;
use patrolgrid::base::units::{Km2, Metres, Share};
use proptest::prelude::*;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// January 2023, counted from January of year 0.
const FIRST: i32 = 2023 * 12;

fn cells() -> StudyCells {
    let about = LocalBox {
        min: LocalXy::new(0.0, 0.0),
        max: LocalXy::new(3000.0, 3000.0),
    };
    StudyCells::squares_in_box(about, Metres(200.0), LocalProjection::plane()).expect("cells")
}

/// Incidents about two crowds and anywhere, over fourteen months.
fn incidents(seed: u64, count: usize) -> (Vec<LocalXy>, Vec<i32>) {
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    let (from, to) = (
        days_of_month(FIRST).expect("days").0,
        days_of_month(FIRST + 13).expect("days").1,
    );
    let mut one = || {
        let (x, y, spread) = match dice.random_range(0..3) {
            0 => (700.0, 800.0, 250.0),
            1 => (2200.0, 1900.0, 400.0),
            _ => (1500.0, 1500.0, 1500.0),
        };
        let mut off = || spread * (dice.random::<f64>() * 2.0 - 1.0);
        let at = LocalXy::new(x + off(), y + off());
        (at, dice.random_range(from..=to))
    };
    (0..count).map(|_| one()).unzip()
}

fn events(places: &[LocalXy], days: &[i32], cells: &StudyCells) -> Events {
    let places = WeightedPlaces {
        places: places.to_vec(),
        weights: None,
    };
    Events::new(&places, days, cells, &Cancel::new()).expect("not cancelled")
}

fn plan(periods: Vec<Period>, share: f64) -> BacktestPlan {
    BacktestPlan {
        periods,
        history: 12,
        budget: FlagBudget::Share(Share(share)),
        outside: Outside::Missed,
    }
}

fn judged(method: Method, events: &Events, cells: &StudyCells, plan: &BacktestPlan) -> Backtest {
    backtest(method, events, cells, plan, &Cancel::new()).expect("not cancelled")
}

fn methods() -> [Method; 4] {
    [
        Method::Heat(DensityRule {
            kernel: Kernel::Quartic,
            bandwidth: Metres(350.0),
        }),
        Method::LastPeriod,
        Method::GiStar,
        Method::NearRepeat(NearRepeatRisk::default()),
    ]
}

#[test]
fn whatever_the_future_holds_the_forecast_is_the_same() {
    let ground = cells();
    let (places, days) = incidents(1, 1500);
    let period = Period::Month(FIRST + 9);
    let origin = Origin::of(period, 12).expect("an origin").first_day;
    let plan = plan(vec![period], 0.1);
    let plain = events(&places, &days, &ground);
    let mut dice = ChaCha8Rng::seed_from_u64(2);
    let future: Vec<usize> = (0..days.len()).filter(|row| days[*row] >= origin).collect();
    for method in methods() {
        let known = judged(method, &plain, &ground, &plan);
        for round in 0..4 {
            // Places dealt anew among the future, days moved within it, rows put in or taken out.
            let (mut other, mut later) = (places.clone(), days.clone());
            let mut dealt = future.clone();
            dealt.shuffle(&mut dice);
            for (row, from) in future.iter().zip(&dealt) {
                other[*row] = places[*from];
                later[*row] = origin + dice.random_range(0..200);
            }
            if round == 3 {
                let keep: Vec<usize> = (0..days.len())
                    .filter(|row| days[*row] < origin || row % 2 == 0)
                    .collect();
                other = keep.iter().map(|row| other[*row]).collect();
                later = keep.iter().map(|row| later[*row]).collect();
            }
            let found = judged(method, &events(&other, &later, &ground), &ground, &plan);
            assert_eq!(
                found.periods[0].flagged,
                known.periods[0].flagged,
                "{}",
                method.name()
            );
        }
        // The past does have a say: the test above is worth something.
        let mut moved = places.clone();
        for (row, day) in days.iter().enumerate() {
            if *day < origin {
                moved[row] = LocalXy::new(2999.0 - places[row].x, places[row].y);
            }
        }
        let found = judged(method, &events(&moved, &days, &ground), &ground, &plan);
        assert_ne!(
            found.periods[0].flagged,
            known.periods[0].flagged,
            "{}",
            method.name()
        );
    }
}

#[test]
fn crowds_that_stay_are_forecast_and_incidents_anywhere_are_not() {
    let ground = cells();
    let plan = plan(months(FIRST + 8, FIRST + 13), 0.1);
    let (places, days) = incidents(3, 6000);
    let stay = events(&places, &days, &ground);
    let mut dice = ChaCha8Rng::seed_from_u64(4);
    let anywhere: Vec<LocalXy> = places
        .iter()
        .map(|_| LocalXy::new(dice.random::<f64>() * 3000.0, dice.random::<f64>() * 3000.0))
        .collect();
    let anywhere = events(&anywhere, &days, &ground);
    for method in methods() {
        let found = judged(method, &stay, &ground, &plan).pooled;
        assert!(
            found.pai().expect("a score") > 2.5,
            "{} {:?}",
            method.name(),
            found.pai()
        );
        let interval = found.pai_interval().expect("an interval");
        assert!(interval.low > 2.0 && interval.high < 8.0, "{interval:?}");
        let blind = judged(method, &anywhere, &ground, &plan).pooled;
        let interval = blind.pai_interval().expect("an interval");
        assert!(
            interval.low < 1.1 && interval.high > 0.9,
            "{} {interval:?}",
            method.name()
        );
        assert!(blind.pei_star() < found.pei_star());
    }
}

#[test]
fn a_year_of_months_sums_to_its_whole_and_each_flags_as_much() {
    let ground = cells();
    let (places, days) = incidents(5, 3000);
    let events = events(&places, &days, &ground);
    let found = judged(
        Method::LastPeriod,
        &events,
        &ground,
        &plan(months(FIRST + 2, FIRST + 13), 0.2),
    );
    assert_eq!(found.periods.len(), 12);
    let hits: f64 = found.periods.iter().map(|it| it.score.hits).sum();
    assert_eq!(found.pooled.hits, hits);
    for one in &found.periods {
        assert!(
            (one.score.flagged.0 - 45.0 * 0.04).abs() < 1e-9,
            "45 of 225 cells"
        );
        let (from, to) = one.period.days().expect("days");
        let came = days.iter().filter(|day| (from..=to).contains(day)).count();
        assert_eq!(one.score.incidents, came as f64);
    }
    // Last month's map is last month's fullest cells.
    let (before, _) = events.counts(days_of_month(FIRST + 12).expect("days"), ground.len());
    let least = found.periods[11]
        .flagged
        .iter()
        .map(|cell| before[*cell as usize])
        .fold(f64::MAX, f64::min);
    let beyond = (0..ground.len() as u32).filter(|cell| !found.periods[11].flagged.contains(cell));
    assert!(beyond.map(|cell| before[cell as usize]).fold(0.0, f64::max) <= least);
}

#[test]
fn incidents_outside_count_where_the_ground_was_only_guessed() {
    let ground = cells();
    let (mut places, mut days) = incidents(6, 500);
    let outside = days_of_month(FIRST + 13).expect("days").0;
    places.extend([LocalXy::new(-5000.0, 0.0); 100]);
    days.extend([outside; 100]);
    let events = events(&places, &days, &ground);
    let mut plan = plan(months(FIRST + 13, FIRST + 13), 0.1);
    let missed = judged(Method::GiStar, &events, &ground, &plan).pooled;
    plan.outside = Outside::LeftOut;
    let left_out = judged(Method::GiStar, &events, &ground, &plan).pooled;
    assert_eq!(missed.incidents, left_out.incidents + 100.0);
    assert_eq!(missed.hits, left_out.hits);
}

#[test]
fn the_best_bandwidth_is_the_one_with_most_hits() {
    let ground = cells();
    let (places, days) = incidents(7, 2500);
    let events = events(&places, &days, &ground);
    let plan = plan(months(FIRST + 9, FIRST + 13), 0.08);
    let tried = [30.0, 150.0, 400.0, 3000.0].map(Metres);
    let found = best_bandwidth(
        Kernel::Quartic,
        &tried,
        &events,
        &ground,
        &plan,
        &Cancel::new(),
    )
    .expect("not cancelled");
    let most = found
        .tried
        .iter()
        .map(|it| it.1.pooled.hits)
        .fold(0.0, f64::max);
    let best = found
        .tried
        .iter()
        .find(|it| Some(it.0) == found.best)
        .expect("one of them");
    assert_eq!(best.1.pooled.hits, most);
    assert!(
        found.best > Some(Metres(30.0)) && found.best < Some(Metres(3000.0)),
        "{:?}",
        found.best
    );
    assert!(found.reference.expect("a spread").0 > 50.0);
}

#[test]
fn the_preset_keeps_the_rules_of_the_challenge() {
    let cell = Km2::from_square_metres(NIJ_CELL.0 * NIJ_CELL.0);
    assert!(keeps_nij_rules(cell, NIJ_FLAGGED));
    // 62,500 to 360,000 square feet, 0.25 to 0.75 square miles.
    let side = |feet: f64| Km2::from_square_metres((feet * 0.3048).powi(2));
    let mile = 1.609_344 * 1.609_344;
    for (cell, flagged, keeps) in [
        (side(250.0), 0.25, true),
        (side(600.0), 0.75, true),
        (side(249.0), 0.5, false),
        (side(601.0), 0.5, false),
        (side(500.0), 0.24, false),
        (side(500.0), 0.76, false),
    ] {
        assert_eq!(
            keeps_nij_rules(cell, Km2(flagged * mile)),
            keeps,
            "{cell:?} {flagged}"
        );
    }
}

#[test]
fn runs_of_days_follow_one_another_and_stop_when_asked() {
    let week = Period::Days {
        first: 19_700,
        count: 7,
    };
    assert_eq!(
        (week.days(), week.before(2).days()),
        (Some((19_700, 19_706)), Some((19_686, 19_692)))
    );
    assert_eq!(Period::Month(FIRST + 1).name(), "2023-02");
    let ground = cells();
    let (places, days) = incidents(8, 300);
    let stopped = Cancel::new();
    stopped.cancel();
    let events = events(&places, &days, &ground);
    for method in methods() {
        assert!(
            backtest(
                method,
                &events,
                &ground,
                &plan(months(FIRST + 13, FIRST + 13), 0.1),
                &stopped
            )
            .is_err()
        );
    }
}

proptest! {
    /// Squares have the same borders whatever they are laid around, and hold what lies in them.
    #[test]
    fn a_place_lies_in_the_square_that_holds_it(
        places in prop::collection::vec((-5000.0f64..5000.0, -5000.0f64..5000.0), 1..40), side in 50.0f64..700.0
    ) {
        let places: Vec<LocalXy> = places.into_iter().map(|(x, y)| LocalXy::new(x, y)).collect();
        let squares = StudyCells::squares_around(&places, Metres(side), LocalProjection::plane()).expect("cells");
        let located = squares.locate_all(&places, &Cancel::new()).expect("not cancelled");
        let beside = squares.beside();
        for (at, cell) in places.iter().zip(&located) {
            let square = squares.square(*cell as usize).expect("a square");
            let slack = 1e-9 * at.x.abs().max(at.y.abs());
            prop_assert!(square.min.x - slack <= at.x && at.x <= square.max.x + slack);
            prop_assert!(square.min.y - slack <= at.y && at.y <= square.max.y + slack);
            prop_assert!(((square.min.x / side).round() * side - square.min.x).abs() < 1e-6);
            prop_assert_eq!(beside.of(*cell as usize).len(), 8, "those about it are counted in too");
        }
        prop_assert!((squares.total_area().0 - squares.len() as f64 * side * side / 1e6).abs() < 1e-9);
    }
}
