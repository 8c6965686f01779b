//! `patrolgrid exits` over the shipped district and over exits given by hand.

use std::collections::BTreeSet;
use std::path::Path;

use clap::Parser;
use patrolgrid::base::cancel::Cancel;
use patrolgrid::cli::exits::{ExitsArgs, ExitsReport, run};

#[derive(Debug, Parser)]
struct Line {
    #[command(flatten)]
    args: ExitsArgs,
}

fn shipped(name: &str) -> String {
    let maps = Path::new(env!("CARGO_MANIFEST_DIR")).join("maps");
    maps.join(name).to_string_lossy().into_owned()
}

fn exits(options: &[&str]) -> ExitsReport {
    let (points, roads) = (
        shipped("patrol_points.geojson"),
        shipped("roads.geojson.gz"),
    );
    let always = ["exits", "--points", &points, "--roads", &roads];
    let line = Line::try_parse_from(always.iter().chain(options)).expect("sound options");
    run(&line.args, &Cancel::new()).expect("a report")
}

#[test]
fn every_exit_of_the_shipped_district_has_a_unit_of_its_own() {
    let district = shipped("district.geojson");
    let found = exits(&["--grids", &district, "--class", "arterial"]);
    assert!(
        (20..60).contains(&found.exits.len()),
        "{}",
        found.exits.len()
    );
    assert_eq!((found.open, found.units), (0, 60));
    let units: BTreeSet<&String> = found.exits.iter().flat_map(|exit| &exit.by).collect();
    assert_eq!(units.len(), found.exits.len(), "nobody is at two exits");
    let last = found.exits.iter().filter_map(|exit| exit.minutes);
    let last = last.fold(0.0, |last: f64, minutes| last.max(minutes.0));
    assert_eq!(found.last_minutes.map(|minutes| minutes.0), Some(last));
    // Smaller roads leave it too: more exits than units, so that some stay open.
    let all = exits(&["--grids", &district, "--class", "lane"]);
    assert!(all.exits.len() > found.exits.len());
    assert_eq!(all.open, all.exits.len().saturating_sub(60));
    // Slower units come later.
    let slow = exits(&[
        "--grids",
        &district,
        "--class",
        "arterial",
        "--speed-kmh",
        "10",
    ]);
    assert!(slow.last_minutes.expect("closed").0 > last);
}

#[test]
fn exits_given_by_hand_are_closed_as_given() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("exits.csv");
    let rows = "name,lon,lat\n南头,113.9200,22.5500\n松岗,113.8400,22.7700\n";
    std::fs::write(&file, rows).expect("written");
    let found = exits(&["--exits", &file.to_string_lossy()]);
    let names: Vec<&str> = found.exits.iter().map(|exit| exit.name.as_str()).collect();
    assert_eq!(names, ["南头", "松岗"]);
    assert!(
        found
            .exits
            .iter()
            .all(|exit| exit.by.is_some() && exit.class.is_none())
    );
}
