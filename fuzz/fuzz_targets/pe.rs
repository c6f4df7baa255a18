//! Any bytes as a program or library of Windows.
#![no_main]

use landfall_formats::pe;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let bytes = bytes.to_vec();
    let Ok(file) = pe::read(&bytes) else { return };
    let _ = (file.imports(&bytes), file.exports(&bytes), file.security(), file.stamps_at());
    let _ = (file.address_to_offset(u64::MAX), file.relative_to_offset(u32::MAX));
});
