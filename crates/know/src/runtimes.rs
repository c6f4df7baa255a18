//! What releases of libseccomp and of the container runtimes make of calls that a profile does not name or
//! that they do not know.

use landfall_facts::Origin;

use crate::table::{Row, rows};

/// The program that makes a filter of a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeccompRuntime {
    /// Whether it answers ENOSYS to calls that are newer than all that the profile names.
    pub answers_newer: bool,
    /// Whether it answers ENOSYS on s390x to call 0.
    pub answers_zero: bool,
    /// The release of libseccomp that it uses; without one, it knows every call.
    libseccomp: Option<Release>,
}

/// The numbers of a release: `1.0.0-rc93` has 93 behind them, and `1.0.0` more than any.
type Release = [u32; 4];

impl SeccompRuntime {
    /// The newest runc with a libseccomp that knows every call.
    pub fn newest() -> Self {
        Self { answers_newer: true, answers_zero: true, libseccomp: None }
    }

    /// A release of `runc` or `crun` with a release of libseccomp, where these are known. Nothing where the
    /// program is not known or a release is none.
    pub fn of(program: &str, version: Option<&str>, libseccomp: Option<&str>) -> Option<Self> {
        let of_program =
            || rows("seccomp-runtimes.csv").filter(|row| row.get("program") == program);
        of_program().find(|row| row.get("says") == "default")?;
        let meant = match version {
            Some(text) => release(text)?,
            None => [u32::MAX; 4],
        };
        let says = |word: &str| {
            let mut rows = of_program().filter(|row| row.get("says") == word);
            rows.any(|row| release(row.get("first")).is_some_and(|first| first <= meant))
        };
        let libseccomp = match libseccomp {
            Some(text) => Some(release(text)?),
            None => None,
        };
        Some(Self { answers_newer: says("stub"), answers_zero: says("s390-stub"), libseccomp })
    }

    /// Whether its libseccomp has a number for a call: it passes over the names of others.
    pub fn knows(&self, call: &str) -> bool {
        let Some(have) = self.libseccomp else { return true };
        let Some(row) = learnt(call) else { return true };
        release(row.get("first")).is_some_and(|first| first <= have)
    }
}

/// The release of libseccomp that knows a call first. Nothing for a call that all of them know since 2.1.
pub fn libseccomp_since(call: &str) -> Option<(&'static str, Origin)> {
    learnt(call).map(|row| (row.get("first"), row.origin()))
}

fn learnt(call: &str) -> Option<&'static Row> {
    let mut knows = rows("seccomp-runtimes.csv")
        .filter(|row| row.get("program") == "libseccomp" && row.get("says") == "knows");
    knows.find(|row| row.words("calls").any(|one| one == call))
}

fn release(text: &str) -> Option<Release> {
    let text = text.strip_prefix('v').unwrap_or(text);
    let (numbers, candidate) = text.split_once("-rc").unwrap_or((text, ""));
    let candidate = candidate.trim_start_matches('.');
    let mut release = [0, 0, 0, u32::MAX];
    let mut parts = numbers.split('.');
    for (number, part) in release[..3].iter_mut().zip(parts.by_ref()) {
        *number = part.parse().ok()?;
    }
    if !candidate.is_empty() {
        release[3] = candidate.parse().ok()?;
    }
    parts.next().is_none().then_some(release)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_answers_as_its_row_says() {
        let newer = |program, version| {
            SeccompRuntime::of(program, Some(version), None).unwrap().answers_newer
        };
        assert!(!newer("runc", "1.0.0-rc92"));
        assert!(newer("runc", "1.0.0-rc93"));
        assert!(newer("runc", "v1.0.0"));
        assert!(newer("runc", "1.2.0-rc.1"));
        assert!(!newer("crun", "1.28"));
        assert_eq!(SeccompRuntime::of("lxc", None, None), None);
        assert_eq!(SeccompRuntime::of("runc", Some("new"), None), None);
    }

    #[test]
    fn a_libseccomp_knows_what_it_learnt() {
        let knows =
            |version, call| SeccompRuntime::of("runc", None, Some(version)).unwrap().knows(call);
        assert!(!knows("2.5.1", "epoll_pwait2"));
        assert!(knows("2.5.2", "epoll_pwait2"));
        assert!(knows("2.4.2", "clone3"));
        assert!(!knows("2.4.1", "clone3"));
        assert!(knows("2.1.0", "read"));
        assert!(SeccompRuntime::newest().knows("epoll_pwait2"));
        assert_eq!(libseccomp_since("futex_waitv").unwrap().0, "2.5.4");
    }

    #[test]
    fn every_call_that_was_learnt_is_one() {
        let number = |call| crate::syscall_number(landfall_facts::Arch::Amd64, call);
        for row in rows("seccomp-runtimes.csv").filter(|row| row.get("says") == "knows") {
            assert!(row.words("calls").count() > 0, "{row:?}");
            assert!(row.words("calls").all(|call| number(call).is_some()), "{row:?}");
        }
        for row in rows("seccomp-runtimes.csv") {
            assert!(release(row.get("first")).is_some(), "{row:?}");
        }
    }
}
