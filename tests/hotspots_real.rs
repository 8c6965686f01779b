//! Hot spots on real areas and incidents: who lies beside whom in London and Chicago, and what maps of Chicago are worth.

mod common;

use std::path::Path;

use patrolgrid::analysis::backtest::{
    BacktestPlan, Events, FlagBudget, Method, Outside, backtest, months,
};
use patrolgrid::analysis::density::{DensityRule, Kernel, WeightedPlaces};
use patrolgrid::analysis::hotspots::cells::StudyCells;
use patrolgrid::analysis::hotspots::gi_star::gi_star;
use patrolgrid::analysis::hotspots::near_repeat::{NearRepeatRule, near_repeat};
use patrolgrid::analysis::hotspots::neighbours::sharing_a_border;
use patrolgrid::base::cancel::Cancel;
use patrolgrid::base::projection::LocalProjection;
use patrolgrid::base::units::{Metres, Share};
use patrolgrid::io::boundaries::{BoundaryOptions, read_boundaries};
use patrolgrid::io::incident_table::{IncidentOptions, read_incidents};
use patrolgrid::model::grid::GridLayer;

fn layer(file: &Path) -> (GridLayer, LocalProjection) {
    let reading = read_boundaries(file, &BoundaryOptions::default(), &Cancel::new());
    let layer = reading.expect("the real file is sound").layer;
    let projection = LocalProjection::of_project(None, layer.extent()).expect("areas");
    (layer, projection)
}

#[test]
fn areas_of_london_and_chicago_lie_beside_those_that_another_program_finds() {
    let Some(data) = common::data_dir() else {
        return;
    };
    // Pairs whose boundaries come within a metre of one another, found with shapely 2 (GEOS) in metres.
    for (file, pairs) in [
        ("london/london_lsoa_4835.geojson", 14_339.0),
        ("chicago/police_beats.geojson", 792.0),
    ] {
        let (layer, projection) = layer(&data.join(file));
        let found = sharing_a_border(&layer, &projection);
        let sum: usize = (0..found.len()).map(|area| found.of(area).len()).sum();
        let ratio = sum as f64 / 2.0 / pairs;
        assert!((ratio - 1.0).abs() < 0.002, "{file}: {}", sum / 2);
        for area in 0..found.len() {
            for other in found.of(area) {
                assert!(found.of(*other as usize).contains(&(area as u32)));
            }
        }
    }
}

#[test]
fn a_year_of_chicago_is_forecast_far_better_than_by_chance() {
    let Some(data) = common::data_dir() else {
        return;
    };
    let read = read_incidents(
        &data.join("chicago/crimes_2018.csv.gz"),
        &IncidentOptions::default(),
        &Cancel::new(),
    );
    let table = read.expect("the real file is sound").table;
    let (beats, projection) = layer(&data.join("chicago/police_beats.geojson"));
    let cancel = Cancel::new();
    let robbery = table
        .category_names()
        .iter()
        .position(|name| name == "ROBBERY")
        .expect("robberies") as u16;
    let rows = table
        .positions()
        .iter()
        .zip(table.times())
        .zip(table.categories());
    let (places, days): (Vec<_>, Vec<_>) = rows
        .filter(|(_, category)| **category == robbery)
        .filter_map(|((at, time), _)| Some((projection.to_local(*at), time.day_number()?)))
        .unzip();
    let robberies = WeightedPlaces {
        places,
        weights: None,
    };
    let squares = StudyCells::squares_within(&beats, Metres(250.0), projection).expect("cells");
    // Chicago without its lake is about 600 km².
    assert!(
        (570.0..630.0).contains(&squares.total_area().0),
        "{:?}",
        squares.total_area()
    );
    let events = Events::new(&robberies, &days, &squares, &cancel).expect("not cancelled");
    let plan = BacktestPlan {
        periods: months(2018 * 12 + 6, 2018 * 12 + 11),
        history: 6,
        budget: FlagBudget::Share(Share(0.05)),
        outside: Outside::LeftOut,
    };
    let judge = |method| {
        backtest(method, &events, &squares, &plan, &cancel)
            .expect("not cancelled")
            .pooled
    };
    let heat = judge(Method::Heat(DensityRule {
        kernel: Kernel::Quartic,
        bandwidth: Metres(500.0),
    }));
    let last = judge(Method::LastPeriod);
    eprintln!(
        "robberies: heat {:?}, last month {:?}",
        heat.pai(),
        last.pai()
    );
    assert!(
        heat.pai() > last.pai() && last.pai() > Some(1.5),
        "heat over half a year knows more than one month"
    );
    assert!(heat.pai() > Some(3.0) && heat.pei_star() < Some(0.9));
    // In counts of beats hot spots are more than chance gives, and robberies follow robberies nearby.
    let of_beats = StudyCells::of_layer(&beats, projection);
    let located = of_beats
        .locate_all(&robberies.places, &cancel)
        .expect("not cancelled");
    let counts = patrolgrid::analysis::hotspots::cells::counts(of_beats.len(), &located, |_| 1.0);
    let found = gi_star(&counts, &of_beats.beside());
    let hot = found
        .q
        .iter()
        .zip(&found.z)
        .filter(|(q, z)| **q <= 0.05 && **z > 0.0)
        .count();
    assert!((10..120).contains(&hot), "{hot} of 277");
    let rule = NearRepeatRule {
        runs: 19,
        ..NearRepeatRule::default()
    };
    let table = near_repeat(&robberies.places, &days, &rule, &cancel).expect("few pairs");
    let soon = table.rows[1][1];
    assert!(soon.p <= 0.05 && soon.ratio() > Some(1.05), "{soon:?}");
}
