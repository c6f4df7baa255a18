//! What is said to Go, held against what Go takes.

use landfall_facts::{Fact, Finding, Machine, Origin, Unsure};

use crate::rule::{Look, Told};

/// Holds a setting, named as the environment names it, against the words that Go has for it; one that is
/// not set is nothing, and so is one that the Go there does not read yet. `says` tells what comes of
/// another word.
pub(crate) fn word(
    machine: &Machine,
    name: &str,
    said: &Fact<String>,
    says: &str,
    mend: &str,
) -> Look {
    let Some(said) = said.look()? else { return Ok(Told::Nothing) };
    // What a recording leaves out is none of the words of Go.
    let shown = match said.value().as_str() {
        "elsewhere" => name.to_owned(),
        value => format!("{name}={value}"),
    };
    let Some(taken) = landfall_know::taken(&name.to_ascii_lowercase(), said.value()) else {
        return Ok(Told::Nothing);
    };
    if machine.toolchain.version.known().is_some_and(|go| go.minor() < taken.since) {
        return Ok(Told::Nothing);
    }
    if taken.is_taken {
        return Ok(Told::Fine(format!("{name} is {}", *said), said.origin.clone()));
    }
    Ok(Told::Fault(
        Finding::new(format!("{shown} {says}"))
            .needs("a value that Go knows", &taken.origin)
            .has(shown, said.origin)
            .mend(mend),
    ))
}

/// The value of a flag of GOFLAGS, and where that is set; a flag without a value has none.
pub(crate) fn flag<'m>(
    machine: &'m Machine,
    name: &str,
) -> Result<Option<(&'m str, &'m Origin)>, Unsure> {
    let Some(flags) = machine.settings.goflags.look()? else { return Ok(None) };
    let value = |flag: &'m String| {
        let rest = flag.strip_prefix(name)?;
        match rest.strip_prefix('=') {
            Some(value) => Some(value),
            None => rest.is_empty().then_some(""),
        }
    };
    // The last one counts.
    let value = flags.value().iter().rev().find_map(value);
    Ok(value.map(|value| (value, flags.origin)))
}

/// A flag that is on.
pub(crate) fn is_on(value: &str) -> bool {
    matches!(value, "" | "1" | "t" | "T" | "true" | "TRUE" | "True")
}
