//! Any bytes as a log with crashes, in pieces of any length: what is read does not depend on these.
#![no_main]

use landfall_formats::crash::Reader;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let [length, log @ ..] = bytes else { return };
    let read = |length: usize| {
        let (mut reader, mut all) = (Reader::default(), Vec::new());
        for piece in log.chunks(length) {
            reader.push(piece, |crash| all.push(crash));
        }
        reader.finish(|crash| all.push(crash));
        all
    };
    assert_eq!(read(usize::from(*length) + 1), read(log.len().max(1)));
});
