//! Any text as a unit of systemd.
#![no_main]

use landfall_formats::unit;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let read = unit::read(text);
    for entry in read.sections.iter().flat_map(|section| &section.entries) {
        let _ = unit::words(&entry.value);
    }
    let _ = read.all("Service", "ExecStart").count();
});
