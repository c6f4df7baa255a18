//! Any bytes as an entry of the build cache, or an index of a module.
#![no_main]

use landfall_formats::gocache;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = gocache::entry(bytes);
    let _ = gocache::index(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = gocache::action(text);
    }
});
