//! Any bytes as a static archive; its members lie in it.
#![no_main]

use landfall_formats::{Source, ar};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let bytes = bytes.to_vec();
    for member in ar::read(&bytes).unwrap_or_default() {
        assert!(member.offset <= Source::len(&bytes), "{member:?}");
    }
});
