//! A district of two subdistricts and three work grids with a gap, and seven incidents in and outside them.

use std::fmt::Write as _;
use std::path::Path;

fn squares(folder: &Path, name: &str, columns: &[(f64, f64)]) {
    let square = |(at, (west, east)): (usize, &(f64, f64))| {
        format!(
            r#"{{"type":"Feature","properties":{{"code":"{name}{at}","name":"{name}{at}"}},
            "geometry":{{"type":"Polygon","coordinates":[[[{west},22.6],[{east},22.6],[{east},22.61],
            [{west},22.61],[{west},22.6]]]}}}}"#
        )
    };
    let all: Vec<String> = columns.iter().enumerate().map(square).collect();
    let text = format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        all.join(",")
    );
    std::fs::write(folder.join(format!("{name}.geojson")), text).expect("written");
}

/// Two subdistricts; the last of four work grids is missing. Seven incidents: four in work grids, one in the gap, two
/// outside everything.
pub(crate) fn district(folder: &Path) {
    squares(
        folder,
        "subdistricts",
        &[(113.90, 113.92), (113.92, 113.94)],
    );
    squares(
        folder,
        "work_grids",
        &[(113.90, 113.91), (113.91, 113.92), (113.92, 113.93)],
    );
    let mut csv = "案件编号,报案时间,案件类别,经度,纬度\n".to_owned();
    let places = [113.905, 113.906, 113.915, 113.925, 113.935, 113.95, 113.97];
    for (at, lon) in places.iter().enumerate() {
        let kind = if at < 6 { "盗窃" } else { "抢劫" };
        let _ = writeln!(csv, "A{at},2024-01-0{} 21:30,{kind},{lon},22.605", at + 1);
    }
    std::fs::write(folder.join("incidents.csv"), csv).expect("written");
}
