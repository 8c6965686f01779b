//! A Shapefile: shapes and table, behind one another, the length of the first in four bytes before them.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((length, rest)) = bytes.split_first_chunk::<4>() else {
        return;
    };
    let length = (u32::from_le_bytes(*length) as usize).min(rest.len());
    let (shapes, table) = rest.split_at(length);
    patrolgrid_fuzz::file("a.dbf", table);
    patrolgrid_fuzz::features(patrolgrid_fuzz::file("a.shp", shapes));
});
