//! The places of addresses in a program: reads addresses from standard input, one a line in hexadecimal, and
//! prints for each its places, innermost first, as `function file:line`, then an empty line.
//!
//! `cargo xtask truth symbols` asks it beside the Go runtime.

use std::io::{self, BufRead, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use landfall_probe::Real;
use landfall_probe::symbols::Symbols;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            let _ = writeln!(io::stderr(), "{why}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let file = std::env::args_os().nth(1).ok_or("could not start: name a program")?;
    let file = Real
        .open_path(Path::new(&file))
        .map_err(|blind| format!("could not read it: {blind:?}"))?;
    let symbols = Symbols::read(&*file).map_err(|e| format!("could not read the program: {e}"))?;
    let told = |e: io::Error| format!("could not pass on what was found: {e}");
    let mut out = BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let line = line.map_err(|e| format!("could not read the addresses: {e}"))?;
        let digits = line.trim().trim_start_matches("0x");
        let address = u64::from_str_radix(digits, 16)
            .map_err(|e| format!("could not read the address {line}: {e}"))?;
        for place in symbols.at(address).unwrap_or_default() {
            writeln!(out, "{} {}:{}", place.function, place.file, place.line).map_err(told)?;
        }
        writeln!(out).map_err(told)?;
    }
    out.flush().map_err(told)
}
