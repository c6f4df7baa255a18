//! Any bytes as a zip archive; what is packed lies in it.
#![no_main]

use landfall_formats::zip;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for member in zip::members(bytes).unwrap_or_default() {
        assert!(member.packed(bytes).is_none_or(|packed| packed.len() <= bytes.len()));
    }
});
