//! What a policy file and a profile say together, and which part of it the kernel decides.

use std::collections::BTreeMap;

use landfall_facts::{Action, Arch, Clause, Policy};
use landfall_know::syscall_number;

use crate::confine::Verdict;
use crate::decide::{Call, first_fitting};
use crate::policy_file::{Adjustable, PolicyFile};

/// What is said of each call.
#[derive(Debug, Clone)]
pub struct Rules {
    /// For which architecture.
    pub arch: Arch,
    /// What the policy file says.
    pub file: PolicyFile,
    /// What the profile says of the calls that the file does not name.
    pub profile: Option<Policy>,
    /// What a profile alone makes of calls above a number that it does not name.
    pub newer: Option<(u32, Action)>,
}

impl Rules {
    /// Those of a profile alone, with what becomes of calls above a number.
    pub fn of_profile(profile: Policy, newer: Option<(u32, Action)>) -> Self {
        let file = PolicyFile {
            default: verdict(profile.default).unwrap_or(UNSAID),
            profile: None,
            named: BTreeMap::new(),
            adjustable: Adjustable::Calls([].into()),
        };
        Self { arch: profile.arch, file, profile: Some(profile), newer }
    }

    /// What becomes of a call that the file or the profile names; nothing where neither does.
    pub fn named(&self, call: &Call) -> Option<Verdict> {
        if let Some(verdict) = self.file.named.get(&call.number) {
            return Some(*verdict);
        }
        let clauses = self.profile.as_ref()?.calls.get(&call.number)?;
        first_fitting(clauses, call).and_then(verdict)
    }

    /// What becomes of a call that nothing names.
    pub fn default(&self, call: &Call) -> Verdict {
        let newer = self.newer.filter(|(last, _)| call.number > *last);
        newer.and_then(|(_, action)| verdict(action)).unwrap_or(self.file.default)
    }

    /// What the kernel decides of these where somebody watches: what is allowed and what the profile names. All
    /// else is asked.
    pub fn for_the_kernel(&self) -> Policy {
        let mut calls = BTreeMap::new();
        for (number, clauses) in self.profile.iter().flat_map(|profile| &profile.calls) {
            let asked = |clause: &Clause| Clause { action: asked(clause.action), ..clause.clone() };
            calls.insert(*number, clauses.iter().map(asked).collect());
        }
        for (number, verdict) in &self.file.named {
            match verdict {
                Verdict::Allow => calls.insert(*number, vec![always(Action::Allow)]),
                Verdict::Refuse(_) | Verdict::Kill => calls.remove(number),
            };
        }
        calls.retain(|number, _| !self.file.adjustable.has(*number));
        // The program is started by this call. What the kernel does not always allow we are asked about, and let
        // the first one pass.
        if let Some(execve) = syscall_number(self.arch, "execve")
            && calls.get(&execve) != Some(&vec![always(Action::Allow)])
        {
            calls.insert(execve, vec![always(Action::Notify)]);
        }
        Policy { arch: self.arch, default: Action::Notify, calls }
    }

    /// All of it as the kernel decides it where nobody watches.
    pub fn for_the_kernel_alone(&self) -> Policy {
        let mut calls = self.profile.as_ref().map(|it| it.calls.clone()).unwrap_or_default();
        let default = action(self.file.default);
        for clauses in calls.values_mut() {
            // What no clause fits has the default of the profile, which may be another.
            clauses.push(always(default));
        }
        for (number, verdict) in &self.file.named {
            calls.insert(*number, vec![always(action(*verdict))]);
        }
        Policy { arch: self.arch, default, calls }
    }

    /// Whether a program can be started where nobody watches: whether its first call is surely made.
    pub fn starts_alone(&self) -> bool {
        let policy = self.for_the_kernel_alone();
        let clauses = syscall_number(self.arch, "execve").and_then(|it| policy.calls.get(&it));
        let action = match clauses.and_then(|clauses| clauses.first()) {
            Some(first) if first.arguments.is_empty() => first.action,
            Some(_) => return false,
            None => policy.default,
        };
        matches!(action, Action::Allow | Action::Log)
    }
}

/// What becomes of a call that a profile leaves to somebody who is not there.
const UNSAID: Verdict = Verdict::Refuse(1);

fn always(action: Action) -> Clause {
    Clause { arguments: Vec::new(), action }
}

/// What the kernel does at once, it does; what it would ask another about, it asks us.
fn asked(action: Action) -> Action {
    match action {
        Action::Trace(_) | Action::Notify => Action::Notify,
        Action::Allow
        | Action::Log
        | Action::Errno(_)
        | Action::Trap
        | Action::KillThread
        | Action::KillProcess => action,
    }
}

fn verdict(action: Action) -> Option<Verdict> {
    match action {
        Action::Allow | Action::Log => Some(Verdict::Allow),
        Action::Errno(number) => Some(Verdict::Refuse(number)),
        Action::Trap | Action::KillThread | Action::KillProcess => Some(Verdict::Kill),
        Action::Trace(_) | Action::Notify => None,
    }
}

fn action(verdict: Verdict) -> Action {
    match verdict {
        Verdict::Allow => Action::Allow,
        Verdict::Refuse(number) => Action::Errno(number),
        Verdict::Kill => Action::KillProcess,
    }
}
