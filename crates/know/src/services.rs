//! What systemd reads, and what Go wants of the kernel where systemd or a profile refuses calls.

use landfall_facts::Origin;

use crate::named::nearest;
use crate::table::{Row, rows};

/// A system call without which no program of Go runs.
#[derive(Debug, Clone)]
pub struct GoCall {
    /// Its name.
    pub name: &'static str,
    /// The architecture that alone needs it; empty where all do.
    pub arch: &'static str,
    /// What a program says that is refused it; empty where it goes on without.
    pub fails: &'static str,
    groups: &'static str,
    /// The row.
    pub origin: Origin,
}

impl GoCall {
    /// Whether it is meant by a name in a filter of systemd: its own, or that of a group with it.
    pub fn is_in(&self, name: &str) -> bool {
        self.name == name || self.groups.split_whitespace().any(|group| group == name)
    }
}

/// The calls without which no program of Go runs.
pub fn go_calls() -> impl Iterator<Item = GoCall> {
    rows("go-calls.csv").map(|row| GoCall {
        name: row.get("call"),
        arch: row.get("arch"),
        fails: row.get("fails"),
        groups: row.get("groups"),
        origin: row.origin(),
    })
}

/// What systemd makes of a key in a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SystemdKey {
    /// It reads it.
    Read,
    /// It reads it in these sections only.
    ReadIn(Vec<&'static str>),
    /// It knows none, and this one is nearly the same.
    Meant(String),
    /// It may be of a newer systemd.
    Unknown,
}

/// What systemd makes of a key in a section.
pub fn systemd_key(section: &str, key: &str) -> SystemdKey {
    const TABLE: &str = "systemd-keys.csv";
    let in_section = |row: &&Row| row.words("sections").any(|one| one == section);
    if let Some(row) = rows(TABLE).find(|row| row.get("key") == key) {
        return match in_section(&row) {
            true => SystemdKey::Read,
            false => SystemdKey::ReadIn(row.words("sections").collect()),
        };
    }
    let same = rows(TABLE)
        .filter(in_section)
        .map(|row| row.get("key"))
        .find(|name| name.eq_ignore_ascii_case(key));
    if let Some(name) = same {
        return SystemdKey::Meant(name.to_owned());
    }
    let names = rows(TABLE).filter(in_section).map(|row| row.get("key").to_owned());
    match nearest(key, names.filter(|name| strsim::osa_distance(name, key) == 1)) {
        Some(name) if key.len() >= 5 => SystemdKey::Meant(name),
        _ => SystemdKey::Unknown,
    }
}

/// The words that systemd takes for a key, and what it says of another one; `None` for a key that has no
/// words of its own.
pub fn systemd_words(key: &str) -> Option<(Vec<&'static str>, &'static str, Origin)> {
    let row = rows("systemd-values.csv").find(|row| row.get("key") == key)?;
    Some((row.words("words").collect(), row.get("fails"), row.origin()))
}

/// Below what a directory lies that a key of systemd makes for a service of the system.
pub fn systemd_directories() -> impl Iterator<Item = (&'static str, &'static str)> {
    rows("systemd-directories.csv").map(|row| (row.get("key"), row.get("below")))
}

/// The system calls that Docker's own seccomp profile keeps from containers without more rights, with the
/// capability under which it allows each, and their rows.
pub fn kept_calls() -> impl Iterator<Item = (&'static str, Option<&'static str>, Origin)> {
    let rights = |row: &Row| Some(row.get("rights")).filter(|right| !right.is_empty());
    rows("kept-calls.csv").map(move |row| (row.get("call"), rights(row), row.origin()))
}

/// What the value of a program's flag says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlagSays {
    /// Where it listens.
    Address,
    /// What it writes and keeps.
    Data,
    /// A socket, or a file with its number.
    Runtime,
}

/// What the value of a flag says, named without its dashes, whatever the program is.
pub fn flag_says(flag: &str) -> Option<FlagSays> {
    match rows("program-flags.csv").find(|row| row.get("flag") == flag)?.get("says") {
        "address" => Some(FlagSays::Address),
        "data" => Some(FlagSays::Data),
        "runtime" => Some(FlagSays::Runtime),
        _ => None,
    }
}

/// Whether a program is known to be none of Go.
pub fn is_other_program(name: &str) -> bool {
    rows("other-programs.csv").any(|row| row.get("name") == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_or_meant_or_of_a_newer_systemd() {
        assert_eq!(systemd_key("Service", "LimitNOFILE"), SystemdKey::Read);
        let meant = |name: &str| SystemdKey::Meant(name.to_owned());
        assert_eq!(systemd_key("Service", "LimitNoFile"), meant("LimitNOFILE"));
        assert_eq!(systemd_key("Service", "RestartSecs"), meant("RestartSec"));
        assert_eq!(systemd_key("Service", "After"), SystemdKey::ReadIn(vec!["Unit"]));
        assert_eq!(systemd_key("Service", "QuiteNewThing"), SystemdKey::Unknown);
    }

    #[test]
    fn a_call_is_in_its_groups() {
        let clone = go_calls().find(|call| call.name == "clone").unwrap();
        assert!(clone.is_in("clone") && clone.is_in("@process") && clone.is_in("@system-service"));
        assert!(!clone.is_in("@resources"));
    }

    #[test]
    fn every_flag_of_a_program_says_something() {
        for row in rows("program-flags.csv") {
            assert!(flag_says(row.get("flag")).is_some(), "{}", row.get("flag"));
        }
        assert_eq!(flag_says("data-dir"), Some(FlagSays::Data));
        assert_eq!(flag_says("verbose"), None);
    }

    #[test]
    fn some_calls_are_kept_from_everybody() {
        let right = |call: &str| kept_calls().find(|(name, ..)| *name == call).unwrap().1;
        assert_eq!(right("mount"), Some("CAP_SYS_ADMIN"));
        assert_eq!(right("pivot_root"), None);
    }
}
