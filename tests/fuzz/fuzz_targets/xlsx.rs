//! Workbooks (`.xlsx`).
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| patrolgrid_fuzz::table(patrolgrid_fuzz::file("a.xlsx", bytes)));
