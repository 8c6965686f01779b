//! Tables of incidents, points and zones: text in any encoding, plain or gzipped.
#![no_main]

use libfuzzer_sys::fuzz_target;
use patrolgrid::io::worker::errand::Errand;

fuzz_target!(|bytes: &[u8]| {
    let path = patrolgrid_fuzz::file("a.csv", bytes);
    patrolgrid_fuzz::table(path.clone());
    patrolgrid_fuzz::read(&Errand::Points(path.clone(), None));
    patrolgrid_fuzz::read(&Errand::Zones(path, None));
});
