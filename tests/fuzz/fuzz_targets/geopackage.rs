//! Databases of other programs.
#![no_main]

use libfuzzer_sys::fuzz_target;
use patrolgrid::io::worker::errand::Errand;

fuzz_target!(|bytes: &[u8]| {
    let path = patrolgrid_fuzz::file("a.gpkg", bytes);
    patrolgrid_fuzz::features(path.clone());
    patrolgrid_fuzz::read(&Errand::Zones(path.join("zones"), None));
});
