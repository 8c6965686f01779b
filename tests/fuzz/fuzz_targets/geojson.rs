//! GeoJSON as boundaries, points, zones and roads.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| patrolgrid_fuzz::features(patrolgrid_fuzz::file("a.geojson", bytes)));
