//! What the levels of an architecture need of a CPU.

use landfall_facts::{CpuLevel, Origin};

use crate::table::rows;

/// The flags of `/proc/cpuinfo` that a level needs, and the row that says so.
pub fn flags_of(level: &CpuLevel) -> Option<(Vec<&'static str>, Origin)> {
    // GOARM=7,hardfloat is written 7+hardfloat, for commas part fields.
    let name = level.level.replace(',', "+");
    let row = rows("go-cpu.csv")
        .find(|row| row.get("setting") == level.setting && row.get("level") == name)?;
    Some((row.words("needs").collect(), row.origin()))
}

/// The levels that a setting such as `GOAMD64` can have, the lowest first.
pub(crate) fn levels_of(setting: &str) -> impl Iterator<Item = &'static str> {
    rows("go-cpu.csv")
        .filter(move |row| row.get("setting") == setting)
        .map(|row| row.get("level"))
        .filter(|level| !level.contains('+'))
}
