//! Any bytes as a Go file: no panic, no hang.
#![no_main]

use landfall_formats::gosrc::{header, read, references};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let file = read(bytes);
    for preamble in file.imports.iter().filter_map(|import| import.preamble.as_ref()) {
        let _ = preamble.text(bytes);
    }
    for directive in &file.directives {
        let _ = directive.embeds();
    }
    let _ = header::constraint(bytes);
    let _ = references(bytes);
});
