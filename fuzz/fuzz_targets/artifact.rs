//! Any bytes as an artifact, through every reader and every probe: no panic, no hang.
#![no_main]

use landfall_probe::{Depth, Lacks, builds};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let bytes = bytes.to_vec();
    let _ = builds(&bytes, "fuzzed", Depth::Verdict(Lacks::ANY));
    let _ = builds(&bytes, "fuzzed", Depth::Everything);
});
