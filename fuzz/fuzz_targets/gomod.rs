//! Any bytes as a go.mod or go.work file.
#![no_main]

use landfall_formats::gomod;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = gomod::read(bytes);
});
