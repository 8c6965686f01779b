//! What keeping a plan costs: an edit handed over by the screen's thread and then on disk (a transaction, fully flushed),
//! and a million incidents packed for the plan file and opened from it. Wall time: the disk's part is no CPU time.
#![allow(clippy::print_stdout, reason = "a measurement prints its figures")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput};
use geo::{LineString, Polygon};
use patrolgrid::base::coords::LonLat;
use patrolgrid::base::ids::{PointId, ZoneId};
use patrolgrid::io::plan_file::incident_blob::{decode, encode};
use patrolgrid::model::incident::{
    Discovery, IncidentRow, IncidentTable, IncidentTime, TimePrecision,
};
use patrolgrid::model::patrol_point::PatrolPoint;
use patrolgrid::model::plan_edit::PlanEdit;
use patrolgrid::model::source_note::SourceNote;
use patrolgrid::model::zone::Zone;
use patrolgrid::session::command::Command;
use patrolgrid::session::state::Session;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const EDITS: usize = 1_000;
const ROWS: usize = 1_000_000;

fn main() {
    let mut criterion = Criterion::default().configure_from_args().sample_size(10);
    // `cargo test` runs benches too: measuring is for `cargo bench`.
    if std::env::args().any(|argument| argument == "--bench") {
        say_edits();
    }
    let table = a_million();
    let block = encode(&table);
    println!("plan_file/1M incidents: {:.2} MB", block.len() as f64 / 1e6);
    let mut group = criterion.benchmark_group("plan_file");
    group.throughput(Throughput::Elements(ROWS as u64));
    group.bench_function("pack 1M incidents", |bencher| {
        bencher.iter(|| black_box(encode(&table)));
    });
    group.bench_function("open 1M incidents", |bencher| {
        bencher.iter(|| black_box(decode(&block).expect("sound")));
    });
    group.finish();
    criterion.final_summary();
}

/// Edits of a plan of 12 zones of a thousand corners each, one after another.
fn say_edits() {
    let home = std::env::temp_dir().join("patrolgrid_bench_plan");
    let _ = std::fs::remove_dir_all(&home);
    let mut session = Session::new(Some(home), Arc::new(|| ()));
    let zones = (1..=12).map(|id| PlanEdit::AddZone(a_zone(id)));
    session.apply(Command::Edit(PlanEdit::All(zones.collect())));
    let place = LonLat::new(113.9, 22.6);
    session.apply(Command::Edit(PlanEdit::AddPoint(PatrolPoint {
        id: PointId(1),
        name: String::from("北门"),
        position: place,
        locked: false,
        unit: String::new(),
    })));
    session.flush();
    let (mut handed, mut saved) = (Vec::new(), Vec::new());
    for step in 0..EDITS {
        let to = LonLat::new(place.lon + step as f64 / 1e5, place.lat);
        let start = Instant::now();
        session.apply(Command::Edit(PlanEdit::MovePoint(PointId(1), to)));
        handed.push(start.elapsed());
        session.flush();
        saved.push(start.elapsed());
    }
    say("handed over", handed);
    say("on disk", saved);
}

fn say(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let at = |share: usize| times[(times.len() * share / 1000).min(times.len() - 1)];
    println!(
        "plan_file/{EDITS} edits {what}: median {:.2?}, p95 {:.2?}, p99.5 {:.2?}, worst {:.2?}",
        at(500),
        at(950),
        at(995),
        at(1000)
    );
}

fn a_zone(id: u32) -> Zone {
    let corner = |at: u32| {
        let turn = f64::from(at) / 1000.0 * std::f64::consts::TAU;
        (113.9 + 0.01 * turn.cos(), 22.6 + 0.01 * turn.sin())
    };
    let ring = LineString::from((0..1000).map(corner).collect::<Vec<_>>());
    Zone {
        id: ZoneId(id),
        name: format!("巡区 {id}"),
        rank: id as u16,
        colour: 0,
        boundary: Polygon::new(ring, Vec::new()),
    }
}

/// A million incidents over Bao'an in the order of their times, to 6 decimals, as an export has them.
fn a_million() -> IncidentTable {
    let mut dice = ChaCha8Rng::seed_from_u64(7);
    let mut table = IncidentTable::with_capacity(ROWS);
    for row in 0..ROWS {
        let mut at = |from: f64, to: f64| (dice.random_range(from..to) * 1e6).round() / 1e6;
        let position = LonLat::new(at(113.75, 114.05), at(22.45, 22.85));
        let minutes = 28_000_000 + (row * 3) as i32 + dice.random_range(0..60);
        table.push(IncidentRow {
            position,
            time: IncidentTime::from_minutes(minutes, TimePrecision::Minute).expect("a time"),
            category: dice.random_range(0..12),
            discovery: if dice.random_bool(0.9) {
                Discovery::Caller
            } else {
                Discovery::Patrol
            },
        });
    }
    let names = (0..12).map(|number| format!("类别 {number}")).collect();
    table.finish(names, SourceNote::default())
}
