//! Any bytes as a program that UPX has packed.
#![no_main]

use landfall_formats::{magic, upx};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = magic::kind(bytes);
    let _ = upx::packed(&bytes.to_vec());
});
