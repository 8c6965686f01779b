//! Zip files: KMZ, Shapefiles, workbooks, and what is none of these.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| patrolgrid_fuzz::features(patrolgrid_fuzz::file("a.zip", bytes)));
