//! Road networks: OpenStreetMap in blocks and XML, graphs, tables of links.
#![no_main]

use libfuzzer_sys::fuzz_target;
use patrolgrid::io::worker::errand::Errand;

fuzz_target!(|bytes: &[u8]| {
    let path = patrolgrid_fuzz::file("a.osm", bytes);
    patrolgrid_fuzz::read(&Errand::Look(path.clone()));
    patrolgrid_fuzz::read(&Errand::Roads(path, None));
});
