//! Any bytes as a WebAssembly module, with what Go wrote into it.
#![no_main]

use landfall_formats::{buildinfo, wasm};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let bytes = bytes.to_vec();
    let _ = buildinfo::read_wasm(&bytes);
    let Ok(module) = wasm::read(&bytes) else { return };
    let _ = (module.producers(&bytes), module.host(), module.address_to_offset(u32::MAX));
});
