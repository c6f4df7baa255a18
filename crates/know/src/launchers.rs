//! The system calls that container runtimes make below the filter of the program that they start.

use std::collections::BTreeSet;

use crate::table::{Row, rows};

/// Whether set-user-ID files can give rights to what a container starts. Where they can, the filter is loaded
/// before the runtime drops its own rights, and more calls come between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gain {
    /// As containers are usually started.
    Possible,
    /// With `no-new-privileges`.
    Impossible,
}

/// The names of the calls, those of all architectures, that these launchers make: `runc`, `crun`, `bwrap`.
pub fn launcher_calls(launchers: &[&str], gain: Gain) -> BTreeSet<&'static str> {
    let counts = |row: &&Row| {
        launchers.contains(&row.get("launcher"))
            && (gain == Gain::Possible || row.get("when") == "always")
    };
    rows("launcher-calls.csv").filter(counts).flat_map(|row| row.words("calls")).collect()
}

#[cfg(test)]
mod tests {
    use landfall_facts::Arch;

    use super::*;
    use crate::syscall_number;

    #[test]
    fn a_launcher_that_cannot_gain_rights_needs_fewer_calls() {
        let of = |gain| launcher_calls(&["runc", "crun"], gain);
        let (more, fewer) = (of(Gain::Possible), of(Gain::Impossible));
        assert!(fewer.is_subset(&more) && fewer.len() < more.len());
        assert!(fewer.contains("execve") && !fewer.contains("capset"));
        assert!(more.contains("capset") && more.contains("setgroups"));
    }

    #[test]
    fn every_launcher_call_is_one_of_some_architecture() {
        for row in rows("launcher-calls.csv") {
            assert!(["always", "gain"].contains(&row.get("when")), "{row:?}");
            for name in row.words("calls") {
                let has = |arch: &Arch| syscall_number(*arch, name).is_some();
                assert!(Arch::ALL.iter().any(has), "{name}");
            }
        }
    }
}
