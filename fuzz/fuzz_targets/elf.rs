//! Any bytes as an ELF file: all that is told of it, and its place in memory.
#![no_main]

use landfall_formats::elf::{Elf, Which};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let bytes = bytes.to_vec();
    let Ok(elf) = Elf::read(&bytes) else { return };
    let _ = (elf.check_whole(), elf.sections(), elf.interpreter(), elf.notes(), elf.symtab_names());
    let _ = (elf.unwound_functions(), elf.function_symbols(), elf.variable_symbols());
    let _ = (elf.offset_of(elf.entry), elf.at_address(elf.entry, 16));
    let Ok(Some(dynamic)) = elf.dynamic() else { return };
    let _ = (dynamic.own_addresses(&elf), dynamic.slots(&elf), dynamic.initialisers());
    let _ = dynamic.symbols_bound_at_start(&elf);
    let versions = dynamic.versions(&elf).unwrap_or_default();
    for which in [Which::Imports, Which::Exports] {
        let _ = dynamic.symbols(&elf, &versions, which);
    }
});
