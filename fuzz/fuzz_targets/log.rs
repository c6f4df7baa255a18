//! Any bytes as the lines of a log.
#![no_main]

use landfall_formats::log::{Lines, message, plain};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut lines = Lines::default();
    let (first, second) = bytes.split_at(bytes.len() / 2);
    for piece in [first, second] {
        lines.push(piece, |line| assert!(message(line).len() <= line.len()));
    }
    lines.finish(|line| assert!(message(line).len() <= line.len()));
    let _ = plain(bytes);
});
