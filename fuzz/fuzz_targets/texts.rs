//! Any bytes as the texts of a machine or of a project: a loader's cache, a recorded machine, an
//! image's JSON, a unit, a workflow, a Makefile.
#![no_main]

use landfall_formats::{ld_cache, loader, makefile, oci, unit, yaml};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = ld_cache::read(bytes);
    let bytes = bytes.to_vec();
    let _ = loader::glibc_directories(&bytes);
    let _ = loader::glibc_version(&bytes);
    let _ = loader::musl_version(&bytes);
    let _ = oci::config(&bytes);
    let _ = oci::document(&bytes);
    let _ = oci::saved(&bytes);
    if let Ok(text) = std::str::from_utf8(&bytes) {
        let _ = landfall_probe::recorded::read(text, "fuzzed.toml");
        let _ = makefile::read(text);
        let _ = unit::read(text);
        let read = yaml::read(text);
        let _ = read.documents.first().and_then(|top| yaml::block_text(text, top.get("run")?));
    }
});
