//! `programs::zip`, fed with whatever libFuzzer makes up.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| landfall_fuzz::programs::zip(bytes));
