//! What is said where there is no Linux.

/// Stands for ptrace(2).
pub(crate) mod ptrace {
    use std::ffi::OsString;
    use std::time::Duration;

    use crate::trace::Seen;

    pub(crate) fn start(_: &[OsString]) -> Result<Seen, String> {
        Err(super::NEEDS_LINUX.to_owned())
    }

    pub(crate) fn follow(_: u32, _: Option<Duration>) -> Result<Seen, String> {
        Err(super::NEEDS_LINUX.to_owned())
    }
}

/// Stands for bpf(2).
pub(crate) mod bpf {
    use std::time::Duration;

    use crate::trace::{Seen, Subject};

    pub(crate) enum Counter {}

    impl Counter {
        pub(crate) fn new(_: &Subject) -> Result<Self, String> {
            Err(super::NEEDS_LINUX.to_owned())
        }

        pub(crate) fn count(self, _: &Subject, _: Option<Duration>) -> Result<Seen, String> {
            match self {}
        }
    }
}

const NEEDS_LINUX: &str =
    "could not trace: system calls are traced on Linux only; run landfall there";
