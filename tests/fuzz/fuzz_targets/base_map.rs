//! Files of tiles: a directory that points anywhere, a database of anything. A tile is bytes or none.
#![no_main]

use libfuzzer_sys::fuzz_target;
use patrolgrid::io::base_map::{FINEST, TileAt, TileFile};
use patrolgrid::io::worker::errand::Errand;

fuzz_target!(|bytes: &[u8]| {
    let path = patrolgrid_fuzz::file("a.pmtiles", bytes);
    patrolgrid_fuzz::read(&Errand::BaseMap(path.clone()));
    let Ok(mut file) = TileFile::open(&path) else {
        return;
    };
    let about = file.about();
    for zoom in [0, 1, about.coarsest, about.finest, FINEST] {
        let last = (1u32 << zoom.min(FINEST)) - 1;
        for (x, y) in [(0, 0), (last, 0), (last / 2, last), (u32::MAX, 0)] {
            let tile = file.tile(TileAt { zoom, x, y });
            assert!(tile.is_none_or(|bytes| bytes.len() <= 64 << 20));
        }
    }
});
