//! System calls: those that a program can make, those that it made, and what a policy makes of them.

use std::collections::{BTreeMap, BTreeSet};

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
    /// In which case alone it is made, where that is known.
    pub when: Option<String>,
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
    /// It is made only where something else is missing or has failed, or where somebody asks for what nobody
    /// here was seen to ask for.
    Seldom,
}

impl Tier {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Observed => "observed",
            Self::Runtime => "runtime",
            Self::Likely => "likely",
            Self::Reachable => "reachable",
            Self::Seldom => "seldom",
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

impl Observed {
    /// How many calls each run made that none before it had made.
    pub fn new_by_run(&self) -> Vec<usize> {
        let mut seen = BTreeSet::new();
        self.runs.iter().map(|run| run.kinds().filter(|kind| seen.insert(*kind)).count()).collect()
    }

    /// How many runs at the end made no call that was new.
    pub fn quiet_runs(&self) -> usize {
        self.new_by_run().iter().rev().take_while(|new| **new == 0).count()
    }

    /// How many new calls one more run can be expected to make, if it is a run like these: as many as were made
    /// in one run only, shared by all runs (the estimate of Good and Turing). One run tells nothing of the next.
    pub fn expected_new(&self) -> Option<f64> {
        if self.runs.len() < 2 {
            return None;
        }
        let mut runs_of = BTreeMap::<_, u32>::new();
        for kind in self.runs.iter().flat_map(ObservedRun::kinds) {
            *runs_of.entry(kind).or_default() += 1;
        }
        let once = runs_of.values().filter(|runs| **runs == 1).count();
        Some(once as f64 / self.runs.len() as f64)
    }
}

/// The calls of one run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObservedRun {
    /// What was run; the first word is the program, the others are left out where they may be secret.
    pub command: Vec<String>,
    /// When it began, in seconds since 1970 began.
    pub started: Option<u64>,
    /// The release of the kernel that it ran on.
    pub kernel: Option<String>,
    /// How often each call was made, by its number.
    pub calls: BTreeMap<u32, u64>,
    /// How often each call was made as another architecture's that the same kernel serves, as programs of 32
    /// bits make theirs, by its number there.
    pub foreign: BTreeMap<u32, u64>,
    /// Who counted.
    pub by: Tracer,
    /// How the program ended, where that was seen.
    pub ended: Option<Ended>,
    /// Whether every call of it is counted.
    pub complete: bool,
}

impl ObservedRun {
    /// Each call once: whether it is of another architecture, and its number.
    pub fn kinds(&self) -> impl Iterator<Item = (bool, u32)> {
        let native = self.calls.keys().map(|number| (false, *number));
        native.chain(self.foreign.keys().map(|number| (true, *number)))
    }
}

/// What counts the calls of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tracer {
    /// The program is stopped at each call, and we count.
    Ptrace,
    /// The kernel counts, and the program is not stopped.
    Ebpf,
}

impl Tracer {
    /// Every one.
    pub const ALL: &[Self] = &[Self::Ptrace, Self::Ebpf];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ptrace => "ptrace",
            Self::Ebpf => "ebpf",
        }
    }
}

/// How a program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// By itself, with this code.
    Code(i32),
    /// By the signal of this number.
    Signal(i32),
}

impl Ended {
    /// The code that a shell would tell of it.
    pub fn code(self) -> i32 {
        match self {
            Self::Code(code) => code,
            Self::Signal(number) => 128 + number,
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn observed(runs: &[&[u32]]) -> Observed {
        let runs = runs.iter().map(|calls| ObservedRun {
            command: vec!["x".to_owned()],
            started: None,
            kernel: None,
            calls: calls.iter().map(|number| (*number, 5)).collect(),
            foreign: BTreeMap::new(),
            by: Tracer::Ptrace,
            ended: Some(Ended::Code(0)),
            complete: true,
        });
        Observed { arch: Arch::Amd64, runs: runs.collect() }
    }

    #[test]
    fn what_a_run_brings_is_what_none_before_it_made() {
        let observed = observed(&[&[1, 2, 3], &[2, 4], &[1, 4], &[]]);
        assert_eq!(observed.new_by_run(), [3, 1, 0, 0]);
        assert_eq!(observed.quiet_runs(), 2);
    }

    #[test]
    fn a_call_of_another_architecture_is_another_call() {
        let mut observed = observed(&[&[1], &[]]);
        observed.runs[1].foreign.insert(1, 1);
        assert_eq!(observed.new_by_run(), [1, 1]);
    }

    #[test]
    fn what_was_seen_once_tells_how_much_is_unseen() {
        assert_eq!(observed(&[&[1, 2, 3]]).expected_new(), None);
        assert_eq!(observed(&[&[1, 2, 3], &[1, 2, 3]]).expected_new(), Some(0.0));
        assert_eq!(observed(&[&[1, 2], &[1, 3]]).expected_new(), Some(1.0));
    }
}
