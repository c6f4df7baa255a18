//! A flag in GOFLAGS that Go does not know.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// `GOFLAGS` has a flag that `go build` does not know.
    ///
    /// ## Why it breaks
    /// Every build stops with `go: parsing $GOFLAGS: unknown flag -nosuch`, also where `go vet`
    /// knows it (`-printf`); `-C`, which has to stand first on a command line, is refused there
    /// too.
    ///
    /// ## How to mend it
    /// Take it out of `GOFLAGS`.
    ///
    /// ```case
    /// target: laptop, settings.goflags -nosuch
    /// finds: GOFLAGS has -nosuch, which go build does not know
    /// ```
    /// ```case
    /// target: laptop, settings.goflags -C
    /// finds: GOFLAGS has -C, which go build does not know
    /// ```
    /// ```case
    /// target: laptop, settings.goflags -trimpath -count -ldflags
    /// ```
    /// ```case
    /// target: laptop, no settings.goflags
    /// ```
    /// ```case
    /// target: laptop, settings.goflags ?
    /// unsure: permission denied
    /// ```
    flag_not_known: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(flags) = machine.settings.goflags.look()? else { return Ok(Told::Nothing) };
    let name = |flag: &'_ String| flag.split('=').next().unwrap_or_default().to_owned();
    // What a recording leaves out may be anything, and a word that is no flag is told elsewhere.
    let is_known = |flag: &&String| {
        let name = name(flag);
        name == "elsewhere" || landfall_know::is_flag(name.trim_start_matches('-'))
    };
    let Some(wrong) = flags.iter().find(|flag| !is_known(flag)) else { return Ok(Told::Nothing) };
    let name = name(wrong);
    Ok(Told::Fault(
        Finding::new(format!("GOFLAGS has {name}, which go build does not know"))
            .has(name, flags.origin)
            .mend("take it out of GOFLAGS"),
    ))
}
