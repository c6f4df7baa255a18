//! System calls: those that a program can make, those that it made, and what a policy makes of them.

use std::collections::BTreeMap;

use crate::{Arch, KernelVersion, Origin, Why};

/// The system calls that the code of a program can make, as far as they could be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Syscalls {
    /// For which architecture; numbers mean nothing without it.
    pub arch: Arch,
    /// Each call once, by its number.
    pub calls: BTreeMap<u32, Syscall>,
    /// Places that call with a number that could not be told. A program that has one can call anything.
    pub unresolved: Vec<CallSite>,
    /// What could not be looked at: code of others that is loaded with it, code that it writes itself.
    pub doubts: Vec<Why>,
}

/// A system call that a program can make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Syscall {
    /// The best reason to believe that it is made.
    pub tier: Tier,
    /// Functions from an entry of the program to the one that holds the site, that one last.
    pub path: Vec<String>,
    /// The place that makes it.
    pub site: CallSite,
}

/// A place in the code that makes a system call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallSite {
    /// The function that it is in.
    pub function: String,
    /// Its address.
    pub address: u64,
    /// The file that holds it, and where.
    pub origin: Origin,
}

/// The system calls of a program under the names that Linux gives them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derived {
    /// The file.
    pub program: String,
    /// For which architecture.
    pub arch: Arch,
    /// Each call once, by its name.
    pub calls: Vec<NamedCall>,
    /// Places that call with a number that could not be told.
    pub unresolved: Vec<CallSite>,
    /// What could not be looked at.
    pub doubts: Vec<Why>,
}

/// A system call under its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedCall {
    /// Its name; the number, where Linux has none for it.
    pub name: String,
    /// Its number.
    pub number: u32,
    /// The kernel that brought it, and where that is written.
    pub since: Option<(KernelVersion, Origin)>,
    /// How it is made.
    pub how: Syscall,
}

/// Why a call is believed to be made, the best reason first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// It was seen.
    Observed,
    /// The runtime makes it in every program of Go, or the loader and the C library do at start.
    Runtime,
    /// `main` or an initialiser leads to it by calls of functions, and by methods of types that are made.
    Likely,
    /// It is linked in.
    Reachable,
}

impl Tier {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Observed => "observed",
            Self::Runtime => "runtime",
            Self::Likely => "likely",
            Self::Reachable => "reachable",
        }
    }
}

/// System calls that programs were seen to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observed {
    /// For which architecture.
    pub arch: Arch,
    /// Each run, in their order.
    pub runs: Vec<ObservedRun>,
}

/// The calls of one run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObservedRun {
    /// What was run; the first word is the program, the others are left out where they may be secret.
    pub command: Vec<String>,
    /// How often each call was made, by its number.
    pub calls: BTreeMap<u32, u64>,
    /// Whether every call of it is counted.
    pub complete: bool,
}

/// What becomes of system calls on one machine: a profile with its conditions decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// For which architecture; a call of another is killed.
    pub arch: Arch,
    /// What becomes of a call that has no clauses, or of which no clause fits.
    pub default: Action,
    /// By the number of the call; the first clause that fits decides.
    pub calls: BTreeMap<u32, Vec<Clause>>,
}

/// What becomes of a call if its arguments fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// What the arguments have to be; all of it.
    pub arguments: Vec<ArgumentTest>,
    /// What becomes of the call then.
    pub action: Action,
}

/// A comparison of one argument, as a number of 64 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ArgumentTest {
    /// Which argument, from 0 to 5.
    pub index: u8,
    /// How it is compared.
    pub compare: Compare,
    /// With what.
    pub value: u64,
}

/// How an argument is compared with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is its name")]
pub enum Compare {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    /// The argument and this mask are the value.
    MaskedEqual(u64),
}

/// What the kernel does with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Makes it.
    Allow,
    /// Makes it and writes it to the log.
    Log,
    /// Asks whoever watches the filter.
    Notify,
    /// Tells the tracer this number; without a tracer the call fails with ENOSYS.
    Trace(u16),
    /// Lets it fail with this number.
    Errno(u16),
    /// Sends SIGSYS.
    Trap,
    /// Ends the thread.
    KillThread,
    /// Ends the process.
    KillProcess,
}
