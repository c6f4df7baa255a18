//! A value in GOFLAGS that Go does not take.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};
use crate::settings::is_on;

rule! {
    /// `GOFLAGS` has a flag with a value that Go does not take.
    ///
    /// ## Why it breaks
    /// Every build stops: `go: invalid boolean value "maybe" for flag -v (from $GOFLAGS)`, `-p must
    /// be a positive integer: 0`, `-mod=nosuch not supported (can be '', 'mod', 'readonly', or
    /// 'vendor')`, `buildmode=nosuch not supported`.
    ///
    /// ## How to mend it
    /// Write a value that the flag has.
    ///
    /// ```case
    /// target: laptop, settings.goflags -v=maybe
    /// finds: GOFLAGS has -v=maybe, which Go does not take
    /// ```
    /// ```case
    /// target: laptop, settings.goflags -p=0
    /// finds: GOFLAGS has -p=0, which Go does not take
    /// ```
    /// ```case
    /// target: laptop, settings.goflags -mod=nosuch
    /// finds: GOFLAGS has -mod=nosuch, which Go does not take
    /// ```
    /// ```case
    /// target: laptop, settings.goflags -buildmode=pie -v=true -p=4 -tags
    /// ```
    /// ```case
    /// target: laptop, settings.goflags ?
    /// unsure: permission denied
    /// ```
    flag_value_not_understood: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(flags) = machine.settings.goflags.look()? else { return Ok(Told::Nothing) };
    let Some(wrong) = flags.iter().find(|flag| !is_taken(flag)) else { return Ok(Told::Nothing) };
    Ok(Told::Fault(
        Finding::new(format!("GOFLAGS has {wrong}, which Go does not take"))
            .has(wrong.clone(), flags.origin)
            .mend("write a value that the flag has"),
    ))
}

/// Flags whose values are few (`go help build`).
fn is_taken(flag: &str) -> bool {
    const SWITCHES: [&str; 10] = [
        "-a",
        "-n",
        "-v",
        "-x",
        "-race",
        "-msan",
        "-asan",
        "-trimpath",
        "-linkshared",
        "-modcacherw",
    ];
    const MODES: [&str; 8] =
        ["archive", "c-archive", "c-shared", "default", "shared", "exe", "pie", "plugin"];
    let Some((name, value)) = flag.split_once('=') else { return true };
    match name {
        "-mod" => matches!(value, "" | "mod" | "readonly" | "vendor"),
        "-buildmode" => MODES.contains(&value),
        "-p" => value.parse::<u32>().is_ok_and(|number| number > 0),
        name if SWITCHES.contains(&name) => {
            matches!(value, "0" | "f" | "F" | "false" | "FALSE" | "False") || is_on(value)
        }
        _ => true,
    }
}
