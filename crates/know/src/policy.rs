//! What the kernel does with each system call below a seccomp profile: what Docker and Podman, runc and crun,
//! and libseccomp make of it, in that order.
//!
//! Docker decides the conditions of the rules (`setupSeccomp` of moby/profiles), runc takes rules apart and adds
//! its answer to calls that are newer than the profile (libcontainer/seccomp), and libseccomp merges what is
//! left for each call (`db_rule_add` in src/db.c).

mod condition;
mod merge;

use std::collections::BTreeSet;

use landfall_facts::{
    Action, Arch, ArgumentTest, Clause, Compare, KernelVersion, Policy, Profile, ProfileArgument,
    ProfileRule, Why,
};

use crate::runtimes::SeccompRuntime;
use crate::syscalls::{syscall_number, syscalls_of};
use crate::table::{Row, rows};

use condition::Place;
use merge::{Rules, Through};

/// The capabilities that a container has at most: its bounding set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Capabilities {
    /// These, for example `CAP_SYS_ADMIN`.
    Known(BTreeSet<String>),
    /// Nobody could tell.
    Unknown(Why),
}

impl Capabilities {
    /// Those of these names.
    pub fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self::Known(names.into_iter().map(str::to_owned).collect())
    }
}

/// A policy, and what of it could not be decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// What is certain. A call that a doubt names has here what it has where the undecided rule is not there.
    pub policy: Policy,
    /// What becomes of calls with a number above this, those too that no table knows: runc answers ENOSYS to what
    /// is newer than all that the profile names. Nothing where it has the default.
    pub newer: Option<(u32, Action)>,
    /// Other architectures whose calls the filter lets in, as `SCMP_ARCH_X86`. Those of all others kill.
    pub others: Vec<String>,
    /// Names in the profile that no call of this architecture has, or that the runtime does not know: skipped.
    pub skipped: BTreeSet<String>,
    /// What is not known.
    pub doubts: Vec<Doubt>,
}

/// Something that could not be decided, and the calls that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// Why not.
    pub why: Why,
    /// The numbers of the calls.
    pub calls: BTreeSet<u32>,
}

/// A profile that makes no filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadProfile(pub String);

impl std::fmt::Display for BadProfile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "could not make a filter of the profile: {}", self.0)
    }
}

impl std::error::Error for BadProfile {}

/// What becomes of system calls below a profile on a machine, with the newest runc and libseccomp.
pub fn policy(
    profile: &Profile,
    arch: Arch,
    kernel: Option<KernelVersion>,
    capabilities: &Capabilities,
) -> Result<Decided, BadProfile> {
    policy_under(profile, arch, kernel, capabilities, &SeccompRuntime::newest())
}

/// The same with a runtime of which the release is known.
pub fn policy_under(
    profile: &Profile,
    arch: Arch,
    kernel: Option<KernelVersion>,
    capabilities: &Capabilities,
    runtime: &SeccompRuntime,
) -> Result<Decided, BadProfile> {
    let unknown = || BadProfile(format!("seccomp has no name for {arch}"));
    let own = row_of(arch).ok_or_else(unknown)?;
    let default = action(&profile.default_action, profile.default_errno)?;
    let place = Place { arch: own.get("name"), kernel, capabilities };
    let mut filter = Filter {
        arch,
        bits: own.get("bits"),
        runtime,
        default,
        rules: Rules::default(),
        skipped: BTreeSet::new(),
    };
    let mut named = Newest::default();
    let mut doubts: Vec<Doubt> = Vec::new();
    for rule in &profile.rules {
        let decided = place.holds(rule);
        if decided == Ok(false) {
            continue;
        }
        for (name, _) in &rule.names {
            named.hear(filter.own_number(name), decided.is_ok());
        }
        let does = action(&rule.action, rule.errno)?;
        match decided {
            Ok(_) => filter.add(rule, does)?,
            Err(why) if does != default => {
                let calls = rule.names.iter().flat_map(|(name, _)| filter.numbers(name)).collect();
                doubts.push(Doubt { why, calls });
            }
            Err(_) => {}
        }
    }
    let Filter { rules, skipped, .. } = filter;
    let (mut calls, unclear) = rules.merged();
    doubts.extend(unclear);
    let nosys = Action::Errno(own.get("nosys").parse().map_err(|_| unknown())?);
    let newest = named.known.filter(|_| runtime.answers_newer && !lets_through(default));
    if let Some(newest) = newest {
        let answer = || vec![Clause { arguments: Vec::new(), action: nosys }];
        let above = syscalls_of(arch).map(|(number, _)| number).filter(|number| *number > newest);
        calls.extend(above.map(|number| (number, answer())));
        // A call that the kernel does not know arrives as 0 there.
        if arch == Arch::S390x && runtime.answers_zero {
            calls.insert(0, answer());
        }
        doubts.extend(named.doubt(arch, newest));
    }
    Ok(Decided {
        policy: Policy { arch, default, calls },
        newer: newest.map(|newest| (newest, nosys)),
        others: others(profile, own.get("token")),
        skipped,
        doubts,
    })
}

/// The filter while rules are put in.
struct Filter<'a> {
    arch: Arch,
    bits: &'static str,
    runtime: &'a SeccompRuntime,
    default: Action,
    rules: Rules,
    skipped: BTreeSet<String>,
}

impl Filter<'_> {
    fn add(&mut self, rule: &ProfileRule, does: Action) -> Result<(), BadProfile> {
        // Both runtimes pass over a rule that says what the default says (runc since 1.0.2).
        if does == self.default {
            return Ok(());
        }
        let tests =
            rule.arguments.iter().map(|one| self.test(one)).collect::<Result<Vec<_>, _>>()?;
        let has_twice =
            |one: &ArgumentTest| tests.iter().filter(|other| other.index == one.index).count() > 1;
        // Two tests of one argument: matchCall of runc makes a rule of each test, so that one is enough.
        let ways: Vec<Vec<ArgumentTest>> = if tests.iter().any(has_twice) {
            tests.into_iter().map(|one| vec![one]).collect()
        } else {
            vec![tests]
        };
        for (name, _) in &rule.names {
            let through = through(self.arch, name);
            let own = self.known_number(name);
            if through.is_none() && own.is_none() {
                self.skipped.insert(name.clone());
            }
            for way in &ways {
                if let Some(through) = &through {
                    self.rules.add(through.call, through.tests(way), does);
                }
                if let Some(number) = own {
                    self.rules.add(number, way.clone(), does);
                }
            }
        }
        Ok(())
    }

    /// A test as libseccomp makes it: it cuts values to the width of the architecture.
    fn test(&self, one: &ProfileArgument) -> Result<ArgumentTest, BadProfile> {
        let cut = |value: u64| if self.bits == "32" { value & u64::from(u32::MAX) } else { value };
        let (compare, value) = match one.compare.as_str() {
            "SCMP_CMP_EQ" => (Compare::Equal, one.value),
            "SCMP_CMP_NE" => (Compare::NotEqual, one.value),
            "SCMP_CMP_LT" => (Compare::Less, one.value),
            "SCMP_CMP_LE" => (Compare::LessOrEqual, one.value),
            "SCMP_CMP_GT" => (Compare::Greater, one.value),
            "SCMP_CMP_GE" => (Compare::GreaterOrEqual, one.value),
            // What the mask takes away of the value counts for nothing (_db_node_mask_fixup).
            "SCMP_CMP_MASKED_EQ" => {
                (Compare::MaskedEqual(cut(one.value)), one.value & one.value_two)
            }
            other => return Err(BadProfile(format!("the comparison {other:?} is not known"))),
        };
        let index = u8::try_from(one.index).ok().filter(|index| *index < 6);
        let index =
            index.ok_or_else(|| BadProfile(format!("there is no argument {}", one.index)))?;
        Ok(ArgumentTest { index, compare, value: cut(value) })
    }

    /// All numbers that a rule on a name is put on.
    fn numbers(&self, name: &str) -> Vec<u32> {
        let through = through(self.arch, name).map(|through| through.call);
        self.known_number(name).into_iter().chain(through).collect()
    }

    /// The number of a call that the runtime's libseccomp knows too.
    fn known_number(&self, name: &str) -> Option<u32> {
        syscall_number(self.arch, name).filter(|_| self.runtime.knows(name))
    }

    /// The number that runc sees as that of the name: one that goes through another call has none of its own.
    fn own_number(&self, name: &str) -> Option<u32> {
        self.known_number(name).filter(|_| through(self.arch, name).is_none())
    }
}

/// The largest numbers that the rules name (findLastSyscalls in patchbpf).
#[derive(Default)]
struct Newest {
    /// By rules that are there.
    known: Option<u32>,
    /// By those too that may be.
    possible: Option<u32>,
}

impl Newest {
    fn hear(&mut self, number: Option<u32>, is_certain: bool) {
        self.possible = self.possible.max(number);
        if is_certain {
            self.known = self.known.max(number);
        }
    }

    /// The calls that are answered only if no undecided rule names a newer one.
    fn doubt(&self, arch: Arch, newest: u32) -> Option<Doubt> {
        let possible = self.possible.filter(|possible| *possible > newest)?;
        let between = syscalls_of(arch).map(|(number, _)| number);
        let calls = between.filter(|number| (newest + 1..=possible).contains(number)).collect();
        let why = Why::new(
            "the newest call that the profile names is in a rule whose conditions are not known",
        );
        Some(Doubt { why, calls })
    }
}

/// An action of a profile. Without an errno it is EPERM (getAction of runc).
fn action(name: &str, errno: Option<i64>) -> Result<Action, BadProfile> {
    /// `EPERM`
    const REFUSED: i64 = 1;
    let bad = |errno: i64| BadProfile(format!("{errno} is no number of an error"));
    let number = || {
        let errno = errno.unwrap_or(REFUSED);
        u16::try_from(errno).map_err(|_| bad(errno))
    };
    Ok(match name {
        "SCMP_ACT_ALLOW" => Action::Allow,
        "SCMP_ACT_LOG" => Action::Log,
        "SCMP_ACT_NOTIFY" => Action::Notify,
        "SCMP_ACT_TRACE" => Action::Trace(number()?),
        "SCMP_ACT_ERRNO" => Action::Errno(number()?),
        "SCMP_ACT_TRAP" => Action::Trap,
        "SCMP_ACT_KILL" | "SCMP_ACT_KILL_THREAD" => Action::KillThread,
        "SCMP_ACT_KILL_PROCESS" => Action::KillProcess,
        other => return Err(BadProfile(format!("the action {other:?} is not known"))),
    })
}

/// Where runc leaves newer calls to the default (isAllowAction in patchbpf).
fn lets_through(default: Action) -> bool {
    match default {
        Action::Allow | Action::Log | Action::Trace(_) => true,
        Action::Notify
        | Action::Errno(_)
        | Action::Trap
        | Action::KillThread
        | Action::KillProcess => false,
    }
}

/// The architectures that the filter lets in besides its own: those listed, or those that stand beside it.
fn others(profile: &Profile, own: &str) -> Vec<String> {
    if profile.beside.is_empty() {
        let all = profile.architectures.iter().map(|(name, _)| name);
        return all.filter(|name| *name != own).cloned().collect();
    }
    let beside = profile.beside.iter().find(|(name, _)| name == own);
    beside.map(|(_, others)| others.clone()).unwrap_or_default()
}

/// The call through which a call can be made too, where the architecture has it.
fn through(arch: Arch, name: &str) -> Option<Through> {
    rows("multiplexed-calls.csv").find(|row| row.get("name") == name).and_then(|row| {
        let call = syscall_number(arch, row.get("through"))?;
        Some(Through { call, number: row.get("number").parse().ok()? })
    })
}

fn row_of(arch: Arch) -> Option<&'static Row> {
    rows("seccomp-architectures.csv").find(|row| row.get("arch") == arch.name())
}
