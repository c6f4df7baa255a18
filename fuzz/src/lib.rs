//! What is done with any bytes to find out whether a reader bears them: one function for each fuzz target.
//!
//! The targets and a plain test (`crates/probe/tests/fuzzed.rs`, which runs the corpora) call the same.

pub mod programs;
pub mod texts;

/// Takes any bytes; panics where a reader tells what cannot be.
pub type Reader = fn(&[u8]);

/// Each by the name of its target. A new reader needs a line here, one in `Cargo.toml` and a file of its own.
pub const READERS: &[(&str, Reader)] = &[
    ("anatomy", programs::anatomy),
    ("ar", programs::ar),
    ("artifact", programs::artifact),
    ("code", programs::code),
    ("crash", texts::crash),
    ("dockerfile", texts::dockerfile),
    ("elf", programs::elf),
    ("go", programs::go),
    ("gocache", texts::gocache),
    ("gomod", texts::gomod),
    ("gosrc", texts::gosrc),
    ("image", programs::image),
    ("log", texts::log),
    ("macho", programs::macho),
    ("makefile", texts::makefile),
    ("pe", programs::pe),
    ("plan9", programs::plan9),
    ("recipes", texts::recipes),
    ("shell", texts::shell),
    ("small", texts::small),
    ("symbols", programs::symbols),
    ("syscalls", programs::syscalls),
    ("texts", texts::machines),
    ("unit", texts::unit),
    ("upx", programs::upx),
    ("wasm", programs::wasm),
    ("xcoff", programs::xcoff),
    ("yaml", texts::yaml),
    ("zip", programs::zip),
];

/// The bytes up to the first that is no text.
fn text(bytes: &[u8]) -> &str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(),
    }
}
