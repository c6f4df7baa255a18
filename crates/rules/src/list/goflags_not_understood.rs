//! A word in GOFLAGS that is no flag.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// `GOFLAGS` holds a word that is no flag.
    ///
    /// ## Why it breaks
    /// Every command of Go stops with `go: parsing $GOFLAGS: non-flag "…"`. Each word has to begin
    /// with `-`, and a value follows by `=`: `-tags=a,b`, not `-tags a`.
    ///
    /// ## How to mend it
    /// Write every flag as `-name=value`.
    ///
    /// ```case
    /// target: laptop, toolchain.flags_said -tags netgo
    /// finds: GOFLAGS holds netgo, which is no flag
    /// ```
    /// ```case
    /// target: laptop, toolchain.flags_said -mod -trimpath
    /// fine: GOFLAGS holds flags: -mod -trimpath
    /// ```
    /// ```case
    /// target: laptop, no toolchain.flags_said
    /// ```
    /// ```case
    /// target: laptop, toolchain.flags_said ?
    /// unsure: permission denied
    /// ```
    goflags_not_understood: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(flags) = machine.toolchain.flags_said.look()? else { return Ok(Told::Nothing) };
    // Quotes may stand around a flag, and what a recording leaves out may be anything.
    let is_flag = |flag: &&String| {
        flag.trim_start_matches(['\'', '"']).starts_with('-') || *flag == "elsewhere"
    };
    let has_quotes = flags.iter().any(|flag| flag.contains(['\'', '"']));
    match flags.iter().find(|flag| !is_flag(flag)) {
        Some(word) if !has_quotes => Ok(Told::Fault(
            Finding::new(format!("GOFLAGS holds {word}, which is no flag"))
                .has("GOFLAGS is set", flags.origin)
                .mend("write every flag as -name=value, as in -tags=netgo"),
        )),
        _ => {
            let says = format!("GOFLAGS holds flags: {}", flags.join(" "));
            Ok(Told::Fine(says, flags.origin.clone()))
        }
    }
}
