//! How little a process may have so that Go still builds.

use landfall_facts::Origin;

use crate::table::{Row, rows};

/// The least of something with which Go was seen to build.
#[derive(Debug, Clone)]
pub struct Least {
    /// How much; below it a build was seen to fail.
    pub number: u64,
    /// What needs it: `go build`, or any program of Go.
    pub who: &'static str,
    /// Whether that is in bytes.
    pub is_in_bytes: bool,
    /// How one begins to tell of it.
    pub says: &'static str,
    /// What it is.
    pub of: &'static str,
    /// What a build says that has less.
    pub fails: &'static str,
    /// The row.
    pub origin: Origin,
}

/// The least of what a fact of a machine limits, by the fact's name, for what needs it: `go build`, `a
/// program of Go`, `gcc`. `None` where nothing was seen to fail.
pub fn least(fact: &str, who: &'static str) -> Option<Least> {
    let is_it = |row: &&Row| row.get("fact") == fact && row.get("who") == who;
    let row = rows("build-limits.csv").find(is_it)?;
    Some(Least {
        number: row.get("least").parse().ok()?,
        who,
        is_in_bytes: row.get("unit") == "MiB",
        says: row.get("says"),
        of: row.get("of"),
        fails: row.get("fails"),
        origin: row.origin(),
    })
}
