//! What the levels of an architecture need of a CPU.

use landfall_facts::{CpuLevel, Origin};

use crate::table::{rows, rows_of};

/// The flags of `/proc/cpuinfo` that a level needs, with its options, and the row of the level.
pub fn flags_of(level: &CpuLevel) -> Option<(Vec<&'static str>, Origin)> {
    let row = |name: &str| rows_of("go-cpu.csv", [level.setting.as_str(), name]).first().copied();
    // GOARM=7,hardfloat is written 7+hardfloat, for commas part fields.
    if let Some(row) = row(&level.level.replace(',', "+")) {
        return Some((row.words("needs").collect(), row.origin()));
    }
    let mut parts = level.level.split(',');
    let base = row(parts.next()?)?;
    let mut flags: Vec<_> = base.words("needs").collect();
    for option in parts {
        flags.extend(row(&format!("+{option}"))?.words("needs"));
    }
    Some((flags, base.origin()))
}

/// Whether no level of its setting needs more than this one.
pub fn is_highest(level: &CpuLevel) -> bool {
    let Some((all, _)) = flags_of(level) else { return false };
    levels_of(&level.setting).all(|other| {
        let other = flags_of(&CpuLevel::new(&level.setting, other));
        other.is_some_and(|(needs, _)| needs.iter().all(|flag| all.contains(flag)))
    })
}

/// The levels that a setting such as `GOAMD64` can have, the lowest first.
pub(crate) fn levels_of(setting: &str) -> impl Iterator<Item = &'static str> {
    rows("go-cpu.csv")
        .filter(move |row| row.get("setting") == setting)
        .map(|row| row.get("level"))
        .filter(|level| !level.contains('+'))
}
