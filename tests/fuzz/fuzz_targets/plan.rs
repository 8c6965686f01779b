//! Our own plans, damaged: whatever is wrong is told, and the file stays as it was.
#![no_main]

use libfuzzer_sys::fuzz_target;
use patrolgrid::io::plan_file::inside::{
    filter_inside, grids_inside, incidents_inside, log_inside, roads_inside,
};
use patrolgrid::model::grid::GridLevel;

fuzz_target!(|bytes: &[u8]| {
    let path = patrolgrid_fuzz::file("a.gpkg", bytes);
    let _told = log_inside(&path);
    let _told = filter_inside(&path);
    let _told = roads_inside(&path);
    let _told = grids_inside(&path, GridLevel::Community);
    if let Ok(Some(table)) = incidents_inside(&path) {
        assert!(table.positions().iter().all(|place| place.is_on_globe()));
    }
    assert_eq!(
        std::fs::read(&path).expect("there"),
        bytes,
        "a look is not a change"
    );
});
