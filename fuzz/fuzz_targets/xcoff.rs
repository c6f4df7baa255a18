//! Any bytes as a program or library of AIX.
#![no_main]

use landfall_formats::xcoff;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let bytes = bytes.to_vec();
    let Ok(file) = xcoff::read(&bytes) else { return };
    let _ = (file.loader(&bytes), file.address_to_offset(u64::MAX));
});
