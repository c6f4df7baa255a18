//! Any bytes as the data of a Go program, whatever its container: build information, version, functions, lines.
#![no_main]

use landfall_formats::layout::{Layout, Stretch};
use landfall_formats::pclntab::{self, Description, Filled, Functions, Lines};
use landfall_formats::{buildinfo, goversion};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let [how, bytes @ ..] = bytes else { return };
    let (bits, big_endian) = (if how & 1 == 0 { 64 } else { 32 }, how & 2 != 0);
    let bytes = bytes.to_vec();
    let stretch = |name: &str| Stretch {
        name: name.to_owned(),
        address: 0x40_0000,
        offset: 0,
        len: bytes.len() as u64,
        writable: true,
        executable: how & 4 != 0,
    };
    let names: &[&str] = if how & 8 == 0 { &[".gopclntab", ".data"] } else { &[".data", ".text"] };
    let named = || names.iter().map(|name| stretch(name));
    let layout = || Layout::new(&bytes, bits, big_endian, [stretch("")], named());
    let here = layout();
    let _ = (buildinfo::read(&here), goversion::read(&here));
    if let Ok(Some(table)) = pclntab::find(&here) {
        let _ = pclntab::names(&here, &table, |_| {});
        let wanted = [pclntab::Wanted { package: "main", name: "main.main" }];
        let _ = pclntab::any_of(&here, &table, &[&wanted]);
        let start = usize::try_from(table.offset).unwrap_or(usize::MAX);
        let numbers = here.numbers(bytes.get(start..).unwrap_or_default());
        let word = usize::from(bits / 8);
        let _ = Description::read(&table, numbers, |at| numbers.word(at * word, bits));
        if let Some(functions) = Functions::read(&table, numbers, 0x40_0000) {
            for function in functions.all.iter().take(64) {
                let _ = (functions.name(function), functions.taken(function, function.start, 1));
            }
        }
    }
    let chained_from = (how & 16 != 0).then_some(0x40_0000);
    let filled = Filled { words: vec![(0x40_0040, 0x40_0000)], chained_from };
    if let Ok(Some(lines)) = Lines::read(layout(), filled) {
        let _ = lines.named("main.main");
        for at in [0, 0x40_0000, 0x40_0010, 0x40_1000, u64::MAX] {
            let _ = (lines.at(at), lines.start_of(at));
        }
    }
});
