//! Any bytes as a Plan 9 program.
#![no_main]

use landfall_formats::plan9;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let bytes = bytes.to_vec();
    let Ok(file) = plan9::read(&bytes) else { return };
    let _ = (file.count_symbols(&bytes), file.address_to_offset(u64::MAX));
});
