//! Any bytes as a Mach-O file, or several in one.
#![no_main]

use landfall_formats::{Part, code_signature, macho};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let bytes = bytes.to_vec();
    for slice in macho::slices(&bytes).unwrap_or_default() {
        if let Ok(part) = Part::new(&bytes, slice.offset, slice.size) {
            let _ = macho::read(&part);
        }
    }
    let _ = code_signature::read(&bytes);
    let Ok(file) = macho::read(&bytes) else { return };
    let mut names = 0;
    let _ = file.symbols(&bytes, |symbol| names += symbol.name.len());
    let _ = (file.signature(&bytes), file.addresses_from(&bytes), file.address_to_offset(0x1000));
});
