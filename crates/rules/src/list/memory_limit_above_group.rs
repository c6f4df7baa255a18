//! A GOMEMLIMIT that comes too late.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// `GOMEMLIMIT` is no less than what the control group may have.
    ///
    /// ## Why it breaks
    /// The kernel kills the program before the collector learns that memory is short. With 160 MiB
    /// for the group and 90 MiB in use, `GOMEMLIMIT=130MiB` ran to its end and `1GiB` was killed,
    /// as it was without.
    ///
    /// ## How to mend it
    /// Set it some 10 to 20 percent below the limit of the group.
    ///
    /// ```case
    /// target: laptop, surroundings.memory_limit_said 1GiB, limits.group_memory 536870912
    /// finds: GOMEMLIMIT=1GiB is no less than the 512 MiB of the control group
    /// ```
    /// ```case
    /// target: laptop, surroundings.memory_limit_said 400MiB, limits.group_memory 536870912
    /// ```
    /// ```case
    /// target: laptop, surroundings.memory_limit_said 1GiB, no limits.group_memory
    /// ```
    /// ```case
    /// target: laptop, surroundings.memory_limit_said 1GiB, limits.group_memory ?
    /// unsure: permission denied
    /// ```
    memory_limit_above_group: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(said) = machine.surroundings.memory_limit_said.look()? else {
        return Ok(Told::Nothing);
    };
    let Some(limit) = bytes(said.value()) else { return Ok(Told::Nothing) };
    let Some(group) = machine.limits.group_memory.look()? else { return Ok(Told::Nothing) };
    if limit < *group {
        return Ok(Told::Nothing);
    }
    let of_group = format!("{} MiB", *group >> 20);
    let says = format!("GOMEMLIMIT={} is no less than the {of_group} of the control group", *said);
    Ok(Told::Fault(
        Finding::new(says)
            .needs(said.value().clone(), said.origin)
            .has(of_group, group.origin)
            .mend("set it some 10 to 20 percent below the limit of the group"),
    ))
}

/// Written in `runtime/string.go` under `parseByteCount`.
fn bytes(said: &str) -> Option<u64> {
    const UNITS: [(&str, u32); 5] = [("KiB", 10), ("MiB", 20), ("GiB", 30), ("TiB", 40), ("B", 0)];
    let unit = UNITS.iter().find_map(|(unit, shift)| Some((said.strip_suffix(unit)?, *shift)));
    let (number, shift) = unit.unwrap_or((said, 0));
    number.parse::<u64>().ok()?.checked_mul(1 << shift)
}
