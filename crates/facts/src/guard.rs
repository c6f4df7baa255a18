//! What becomes of system calls below a seccomp profile on one machine, and where that is said.

use std::collections::BTreeMap;

use crate::{Action, Arch, Origin, Why};

/// A profile with its conditions decided for one architecture, kernel and set of capabilities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guard {
    /// The profile, as people call it: `docker 29.4.3`, or its file.
    pub profile: String,
    /// For which architecture.
    pub arch: Arch,
    /// What becomes of a call that no rule names.
    pub default: Refusal,
    /// The calls that are refused otherwise than the rest, or not refused: nothing then.
    pub calls: BTreeMap<u32, Option<Refusal>>,
    /// Calls of which nobody knows what becomes of them.
    pub undecided: BTreeMap<u32, Why>,
}

/// How calls are refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What the kernel does; it may be that it lets them through.
    pub action: Action,
    /// Where that is said.
    pub at: Origin,
    /// Why the call has the answer of the rest, where it is because the container runtime does not know it.
    pub unknown_to: Option<(String, Origin)>,
}

impl Guard {
    /// How a call is refused; nothing if it is made, with some arguments at least.
    pub fn refusal(&self, number: u32) -> Option<&Refusal> {
        match self.calls.get(&number) {
            Some(said) => said.as_ref(),
            None => Some(&self.default).filter(|rest| !crate::is_let_through(rest.action)),
        }
    }
}
