//! What programs may call, and why: what profiles are written from.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Action, Arch, Clause, Policy, Tier};

/// What programs may call on one architecture, each call under its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowance {
    /// For which architecture.
    pub arch: Arch,
    /// What becomes of a call that is not named.
    pub default: Action,
    /// Each call by its number.
    pub calls: BTreeMap<u32, AllowedCall>,
}

/// A call of which something is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedCall {
    /// Its name; the number, where Linux has none for it.
    pub name: String,
    /// What becomes of it; the first clause that fits decides.
    pub clauses: Vec<Clause>,
    /// Why that is said.
    pub because: Because,
}

/// Why something is said of a call, the best reason first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Because {
    /// A program makes it.
    Made(Tier),
    /// Another profile says so.
    Profile,
    /// What starts the program makes it below the filter.
    Launcher,
    /// Programs do without it, but only if they hear that there is no such call.
    Fallback,
}

impl Because {
    /// The reason in words.
    pub fn says(self) -> &'static str {
        match self {
            Self::Made(Tier::Observed) => "observed: the program was seen to make them",
            Self::Made(Tier::Runtime) => "runtime: every program of Go makes them, or is ready to",
            Self::Made(Tier::Likely) => "likely: main or an initialiser leads to them",
            Self::Made(Tier::Reachable) => "reachable: linked in, and no way to them was found",
            Self::Made(Tier::Seldom) => "seldom: each only in one case, as derive says",
            Self::Profile => "profile: the profile that this was made of says so",
            Self::Launcher => {
                "launcher: the container runtime makes them below the filter, before the program begins"
            }
            Self::Fallback => {
                "fallback: programs do without, if they hear that there is no such call"
            }
        }
    }
}

impl Allowance {
    /// One that names nothing.
    pub fn new(arch: Arch, default: Action) -> Self {
        Self { arch, default, calls: BTreeMap::new() }
    }

    /// Lets a call through, whatever its arguments. The best reason counts.
    pub fn allow(&mut self, number: u32, name: &str, because: Because) {
        let always = vec![Clause { arguments: Vec::new(), action: Action::Allow }];
        let because = match self.calls.get(&number) {
            Some(call) if call.clauses == always => because.min(call.because),
            Some(_) | None => because,
        };
        self.calls.insert(number, AllowedCall { name: name.to_owned(), clauses: always, because });
    }

    /// Whether a call is let through with some arguments at least.
    pub fn lets_through(&self, number: u32) -> bool {
        match self.calls.get(&number) {
            Some(call) => call.clauses.iter().any(|clause| is_let_through(clause.action)),
            None => is_let_through(self.default),
        }
    }

    /// The calls that are let through whatever their arguments, and those of which it depends on them.
    pub fn allowed(&self) -> impl Iterator<Item = &AllowedCall> {
        let passes =
            |call: &&AllowedCall| call.clauses.iter().any(|clause| is_let_through(clause.action));
        self.calls.values().filter(passes)
    }

    /// What the kernel is to do.
    pub fn policy(&self) -> Policy {
        let calls = self.calls.iter().map(|(number, call)| (*number, call.clauses.clone()));
        Policy { arch: self.arch, default: self.default, calls: calls.collect() }
    }

    /// The names of calls of which it depends on the arguments.
    pub fn by_arguments(&self) -> BTreeSet<&str> {
        let looks =
            |call: &&AllowedCall| call.clauses.iter().any(|clause| !clause.arguments.is_empty());
        self.calls.values().filter(looks).map(|call| call.name.as_str()).collect()
    }
}

/// Whether the kernel makes the call.
pub fn is_let_through(action: Action) -> bool {
    match action {
        Action::Allow | Action::Log => true,
        Action::Notify
        | Action::Trace(_)
        | Action::Errno(_)
        | Action::Trap
        | Action::KillThread
        | Action::KillProcess => false,
    }
}
