//! What container runtimes do to a program that they start: the system calls that they make below its filter,
//! and the capabilities that they leave it.

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

/// All capabilities of Linux.
pub fn capabilities() -> impl Iterator<Item = &'static str> {
    rows("capabilities.csv").map(|row| row.get("name"))
}

/// The capabilities of a container of `docker`, `podman` or `containerd` of which nobody said any.
pub fn capabilities_of(runtime: &str) -> BTreeSet<&'static str> {
    let has = |row: &&Row| row.words("of").any(|of| of == runtime);
    rows("capabilities.csv").filter(has).map(|row| row.get("name")).collect()
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
    fn a_container_has_few_capabilities_by_itself() {
        assert_eq!(capabilities_of("docker").len(), 14);
        assert!(capabilities_of("podman").is_subset(&capabilities_of("docker")));
        assert!(!capabilities_of("docker").contains("CAP_SYS_ADMIN"));
        assert_eq!(capabilities().count(), 41);
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
