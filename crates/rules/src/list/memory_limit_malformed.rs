//! A GOMEMLIMIT that Go does not understand.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};
use crate::settings;

rule! {
    /// `GOMEMLIMIT` is set to something that is no amount, and no program of Go starts.
    ///
    /// ## Why it breaks
    /// The runtime reads it before `main`: `fatal error: malformed GOMEMLIMIT; see `go doc
    /// runtime/debug.SetMemoryLimit``, since Go 1.19. It takes whole bytes, or whole `B`, `KiB`,
    /// `MiB`, `GiB` and `TiB`; `512M` and `512MB`, as Kubernetes and Docker write them, are refused.
    ///
    /// ## How to mend it
    /// Write `512MiB`.
    ///
    /// ```case
    /// target: laptop, surroundings.memory_limit_said 512M
    /// finds: GOMEMLIMIT=512M ends every program of Go as it starts
    /// ```
    /// ```case
    /// target: laptop, surroundings.memory_limit_said 1.5GiB
    /// finds: GOMEMLIMIT=1.5GiB ends every program of Go as it starts
    /// ```
    /// ```case
    /// target: laptop, surroundings.memory_limit_said 512MiB
    /// fine: GOMEMLIMIT is 512MiB
    /// ```
    /// ```case
    /// target: laptop, surroundings.memory_limit_said off
    /// ```
    /// ```case
    /// target: laptop, no surroundings.memory_limit_said
    /// ```
    /// ```case
    /// target: laptop, surroundings.memory_limit_said ?
    /// unsure: permission denied
    /// ```
    memory_limit_malformed: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(said) = machine.surroundings.memory_limit_said.look()? else {
        return Ok(Told::Nothing);
    };
    if settings::memory_limit(said.value()).is_some() {
        return Ok(Told::Fine(format!("GOMEMLIMIT is {}", *said), said.origin.clone()));
    }
    Ok(Told::Fault(
        Finding::new(format!("GOMEMLIMIT={} ends every program of Go as it starts", *said))
            .has(format!("GOMEMLIMIT={}", *said), said.origin)
            .mend("write whole bytes, or a unit as in 512MiB"),
    ))
}
