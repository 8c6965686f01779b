//! Incidents: how many of what, when, and where.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use geo::Contains;
use jiff::civil::{Date, Weekday, date};
use patrolgrid::base::cancel::Cancel;
use patrolgrid::demo::{CATEGORIES, DemoError, District, Incident};
use patrolgrid::model::grid::GridLevel;
use patrolgrid::model::incident::Discovery;

use crate::{
    Corner, Spot, corner, distance_to_stretch, district, districts, lies_in, sides, spot, units,
};

fn made(district: &District, count: usize, months: u32) -> Vec<Incident> {
    let mut found = Vec::with_capacity(count);
    district
        .incidents
        .each::<DemoError>(count, months, &Cancel::new(), |incident| {
            found.push(*incident);
            Ok(())
        })
        .expect("nobody cancels");
    found
}

/// As many as are shipped.
fn shipped() -> &'static [Incident] {
    static MADE: OnceLock<Vec<Incident>> = OnceLock::new();
    MADE.get_or_init(|| made(district(), 200_000, 24))
}

fn place(incident: &Incident) -> Corner {
    corner(incident.position().into())
}

/// The share of those of a category that `when` holds for.
fn share(category: &str, all: &[Incident], when: impl Fn(&Incident) -> bool) -> f64 {
    let own: Vec<&Incident> = all
        .iter()
        .filter(|incident| CATEGORIES[usize::from(incident.category)] == category)
        .collect();
    assert!(own.len() > 100, "{category}");
    own.iter().filter(|incident| when(incident)).count() as f64 / own.len() as f64
}

fn hour(incident: &Incident) -> u16 {
    incident.minute / 60
}

fn is_free_day(incident: &Incident) -> bool {
    matches!(incident.day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

#[test]
fn incidents_come_in_the_order_of_time_inside_the_district() {
    for district in districts() {
        let all = made(district, 30_000, 24);
        assert_eq!(all.len(), 30_000);
        assert!(all.is_sorted_by_key(|incident| (incident.day, incident.minute)));
        assert!(all.iter().all(|incident| incident.minute < 1440));
        assert!(all[0].day < date(2024, 7, 3) && all[29_999].day > date(2026, 6, 28));
        let border = sides(&units(district, GridLevel::District)[0].boundary);
        assert!(
            all.iter()
                .step_by(10)
                .all(|incident| lies_in(&border, place(incident)))
        );
    }
}

#[test]
fn categories_and_sources_come_at_believable_shares() {
    for district in districts() {
        let all = made(district, 30_000, 24);
        let mut counts = vec![0_usize; CATEGORIES.len()];
        for incident in &all {
            counts[usize::from(incident.category)] += 1;
        }
        let of = |name: &str| {
            let index = CATEGORIES.iter().position(|category| *category == name);
            counts[index.expect("a category")] as f64 / 30_000.0
        };
        assert!(counts.iter().all(|count| *count > 300), "{counts:?}");
        assert!(of("抢劫") < 0.03 && of("火灾") < 0.05, "{counts:?}");
        assert!(
            of("盗窃") > 0.12 && of("诈骗") > 0.1 && of("纠纷") > 0.15,
            "{counts:?}"
        );
        let patrol = all
            .iter()
            .filter(|incident| incident.discovery == Discovery::Patrol)
            .count();
        let patrol = patrol as f64 / 30_000.0;
        assert!((0.03..0.1).contains(&patrol), "{patrol} found by patrols");
    }
}

#[test]
fn any_number_of_incidents_is_made_over_any_months() {
    for (count, months) in [(0, 24), (1, 1), (1_234, 12), (500, 120)] {
        let all = made(district(), count, months);
        assert_eq!(all.len(), count);
        let end = date(2024, 7, 1).checked_add(jiff::ToSpan::months(i64::from(months)));
        let end = end.expect("a date");
        assert!(
            all.iter()
                .all(|incident| (date(2024, 7, 1)..end).contains(&incident.day))
        );
    }
}

#[test]
fn every_category_has_its_hours() {
    for district in districts() {
        let all = made(district, 60_000, 24);
        let by_day = share("诈骗", &all, |incident| (9..18).contains(&hour(incident)));
        assert!(by_day > 0.5, "fraud by day: {by_day}");
        let by_night = share("抢劫", &all, |incident| {
            !(5..20).contains(&hour(incident))
        });
        assert!(by_night > 0.55, "robbery by night: {by_night}");
        let late = share("噪声扰民", &all, |incident| {
            !(3..20).contains(&hour(incident))
        });
        assert!(late > 0.6, "noise late: {late}");
        let rush = |incident: &Incident| matches!(hour(incident), 7..=9 | 17..=19);
        let (working, free): (Vec<Incident>, Vec<Incident>) =
            all.iter().partition(|incident| !is_free_day(incident));
        let (working, free) = (share("交通", &working, rush), share("交通", &free, rush));
        assert!(
            working > 0.4 && working > 1.25 * free,
            "rush hours: {working} and {free}"
        );
    }
}

#[test]
fn every_category_has_its_days_of_the_week() {
    for district in districts() {
        let all = made(district, 60_000, 24);
        let weekend = |category| share(category, &all, is_free_day) * 7.0 / 2.0;
        assert!(weekend("噪声扰民") > 1.12, "{}", weekend("噪声扰民"));
        assert!(weekend("诈骗") < 0.95, "{}", weekend("诈骗"));
        assert!(weekend("交通") < 0.95, "{}", weekend("交通"));
        let friday_night = share("抢劫", &all, |incident| {
            let late = hour(incident) >= 20;
            let early = hour(incident) < 4;
            match incident.day.weekday() {
                Weekday::Friday => late,
                Weekday::Saturday => late || early,
                Weekday::Sunday => early,
                _ => false,
            }
        });
        let night = share("抢劫", &all, |incident| {
            !(4..20).contains(&hour(incident))
        });
        assert!(
            friday_night > 1.15 * night * 2.0 / 7.0,
            "{friday_night} of {night}"
        );
    }
}

#[test]
fn the_city_empties_at_spring_festival_but_burns() {
    for district in districts() {
        let all = made(district, 100_000, 24);
        for feast in [date(2025, 1, 29), date(2026, 2, 17)] {
            let days = |from: i32, to: i32| {
                move |day: Date| {
                    let hours = feast.duration_until(day).as_hours() / 24;
                    (i64::from(from)..=i64::from(to)).contains(&hours)
                }
            };
            let daily = |fire: bool, when: &dyn Fn(Date) -> bool, days: f64| {
                let is_fire = |incident: &&Incident| {
                    (CATEGORIES[usize::from(incident.category)] == "火灾") == fire
                };
                let found = all
                    .iter()
                    .filter(is_fire)
                    .filter(|incident| when(incident.day))
                    .count();
                found as f64 / days
            };
            let usual = daily(false, &|_| true, 730.0);
            let week = daily(false, &days(-1, 5), 7.0);
            assert!(week < 0.6 * usual, "{week} a day beside {usual}");
            let fires = daily(true, &days(-1, 2), 4.0) / daily(true, &|_| true, 730.0);
            assert!(fires > 1.5, "{fires}");
        }
    }
}

#[test]
fn seasons_differ_by_category() {
    let all = shipped();
    let summer = |incident: &Incident| matches!(incident.day.month(), 6..=8);
    let (noise, fire) = (share("噪声扰民", all, summer), share("火灾", all, summer));
    assert!(
        noise > 0.28 && fire < 0.235,
        "summer: noise {noise}, fire {fire}"
    );
}

/// Stretches of road by cells of about 100 m.
fn roads_by_cell() -> BTreeMap<(i64, i64), Vec<(Spot, Spot)>> {
    let mut cells: BTreeMap<(i64, i64), Vec<(Spot, Spot)>> = BTreeMap::new();
    for link in &district().roads.links {
        let course: Vec<Spot> = link.course.0.iter().map(|at| spot(corner(*at))).collect();
        for pair in course.windows(2) {
            let range = |a: f64, b: f64| {
                ((a.min(b) - 30.0) / 100.0) as i64 - 1..=((a.max(b) + 30.0) / 100.0) as i64 + 1
            };
            for x in range(pair[0].0, pair[1].0) {
                for y in range(pair[0].1, pair[1].1) {
                    cells.entry((x, y)).or_default().push((pair[0], pair[1]));
                }
            }
        }
    }
    cells
}

#[test]
fn incidents_lie_beside_streets_and_crashes_on_them() {
    let roads = roads_by_cell();
    let far = |incident: &Incident| {
        let at = spot(place(incident));
        let cell = ((at.0 / 100.0) as i64, (at.1 / 100.0) as i64);
        let near = roads.get(&cell).into_iter().flatten();
        near.map(|(a, b)| distance_to_stretch(at, *a, *b))
            .fold(f64::MAX, f64::min)
    };
    let (mut crashes, mut others) = (Vec::new(), Vec::new());
    for incident in shipped().iter().step_by(20) {
        let list = if CATEGORIES[usize::from(incident.category)] == "交通" {
            &mut crashes
        } else {
            &mut others
        };
        list.push(far(incident));
    }
    assert!(
        crashes.iter().all(|metres| *metres < 11.0),
        "a crash off the road"
    );
    assert!(
        others.iter().all(|metres| *metres < 21.0),
        "an address off the street"
    );
    crashes.sort_by(f64::total_cmp);
    others.sort_by(f64::total_cmp);
    let (crash, other) = (crashes[crashes.len() / 2], others[others.len() / 2]);
    assert!(
        crash < 5.0 && (5.0..14.0).contains(&other),
        "{crash} m and {other} m"
    );
}

#[test]
fn calls_gather_at_few_addresses_and_in_few_places() {
    let all = shipped();
    let mut addresses: BTreeMap<Corner, usize> = BTreeMap::new();
    let mut cells: BTreeMap<(i64, i64), usize> = BTreeMap::new();
    for incident in all {
        let at = place(incident);
        *addresses.entry(at).or_default() += 1;
        let (x, y) = spot(at);
        *cells
            .entry(((x / 250.0).floor() as i64, (y / 250.0).floor() as i64))
            .or_default() += 1;
    }
    let total = all.len() as f64;
    let again: usize = addresses.values().filter(|count| **count > 1).sum();
    let again = again as f64 / total;
    assert!(
        (0.2..0.6).contains(&again),
        "{again} at an address that comes again"
    );
    let most = addresses.values().max().copied().unwrap_or(0);
    assert!((20..600).contains(&most), "{most} at one address");
    let mut counts: Vec<usize> = cells.into_values().collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    // 397 km² have 6,352 such cells; 318 are a twentieth.
    let twentieth: usize = counts.iter().take(318).sum();
    let share = twentieth as f64 / total;
    assert!(
        (0.2..0.6).contains(&share),
        "the busiest twentieth holds {share}"
    );
}

#[test]
fn the_zones_lie_on_busy_ground() {
    for district in districts() {
        let all = made(district, 20_000, 24);
        let mut within = vec![0_usize; district.zones.len()];
        for incident in &all {
            let at = geo::Point::from(geo::Coord::from(incident.position()));
            if let Some(zone) = district
                .zones
                .iter()
                .position(|zone| zone.boundary.contains(&at))
            {
                within[zone] += 1;
            }
        }
        let share = within.iter().sum::<usize>() as f64 / 20_000.0;
        // Twelve zones of about 1.3 km² are four hundredths of the ground.
        assert!((0.1..0.4).contains(&share), "{share}");
        assert!(within.iter().all(|count| *count > 40), "{within:?}");
    }
}
