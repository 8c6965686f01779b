//! Bundles from another network: what is taken out of one is what its digests say, or nothing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use patrolgrid::io::plan_bundle::{MARK, look_into, take_plan};

fuzz_target!(|bytes: &[u8]| {
    // Behind the mark, or nearly nothing is ever looked at.
    let whole = [&MARK[..], bytes].concat();
    let path = patrolgrid_fuzz::file("a.pgbundle", &whole);
    let to = path.with_extension("gpkg");
    let _gone = std::fs::remove_file(&to);
    let seen = look_into(&path);
    match take_plan(&path, &to) {
        Ok(taken) => {
            let length = std::fs::metadata(&to).expect("there").len();
            assert_eq!(length, taken.head.bytes);
            assert_eq!(taken, seen.expect("it was looked into"));
        }
        Err(_) => assert!(!to.exists(), "nothing is left of what is refused"),
    }
});
