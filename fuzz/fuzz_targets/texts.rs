//! Any bytes as the texts of a machine: a loader's cache, a loader, a recorded machine, an image's JSON.
#![no_main]

use landfall_formats::{ld_cache, loader, oci};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = ld_cache::read(bytes);
    let bytes = bytes.to_vec();
    let _ = loader::glibc_directories(&bytes);
    let _ = loader::glibc_version(&bytes);
    let _ = loader::musl_version(&bytes);
    let _ = oci::layout_version(&bytes);
    let _ = oci::config(&bytes);
    let _ = oci::document(&bytes);
    let _ = oci::saved(&bytes);
    if let Ok(text) = std::str::from_utf8(&bytes) {
        let _ = loader::musl_directories(text);
        let _ = landfall_probe::recorded::read(text, "fuzzed.toml");
    }
});
