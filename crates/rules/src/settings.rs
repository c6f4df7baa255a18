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

/// The bytes of a `GOMEMLIMIT` that Go understands, written in `runtime/string.go` under
/// `parseByteCount`; the most there are for `off`.
pub(crate) fn memory_limit(said: &str) -> Option<u64> {
    const UNITS: [(&str, u64); 5] =
        [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1 << 40), ("B", 1)];
    if said == "off" {
        return Some(u64::MAX);
    }
    let unit = UNITS.iter().find_map(|(unit, size)| Some((said.strip_suffix(unit)?, *size)));
    let (number, size) = unit.unwrap_or((said, 1));
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let bytes = number.parse::<u64>().ok().and_then(|number| number.checked_mul(size));
    bytes.filter(|bytes| is_number && i64::try_from(*bytes).is_ok())
}

/// The bytes that compose reads: `512m`, `1gb`, `1.5g`; its units are powers of 1024.
pub(crate) fn container_bytes(said: &str) -> Option<u64> {
    let said = said.trim().to_ascii_lowercase();
    let digits = said.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(said.len());
    let number: f64 = said[..digits].parse().ok()?;
    let size = match said[digits..].trim().trim_end_matches('b').trim_end_matches('i') {
        "" => 1.0,
        "k" => 1024.0,
        "m" => 1_048_576.0,
        "g" => 1_073_741_824.0,
        _ => return None,
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an amount of memory"
    )]
    let bytes = (number * size) as u64;
    Some(bytes)
}
