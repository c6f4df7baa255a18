//! Profiles in the forms of those who enforce them.

mod go;
mod kubernetes;
mod oci;
mod systemd;

use std::collections::{BTreeMap, BTreeSet};

use landfall_facts::{Action, Allowance, AllowedCall, Arch, Because, Clause, is_let_through};

pub use go::{GoFile, GoTable, Step, go_doc, go_file};
pub use kubernetes::kubernetes;
pub use oci::oci;
pub use systemd::systemd;

/// What a profile is written from.
#[derive(Debug, Clone, Copy)]
pub struct Sheet<'a> {
    /// One for each architecture.
    pub allowances: &'a [Allowance],
    /// The files that it was made of.
    pub made_of: &'a [String],
}

/// The names that are let through, one a line.
pub fn list(sheet: Sheet<'_>) -> String {
    let allowed = sheet.allowances.iter().flat_map(Allowance::allowed);
    let names: BTreeSet<&str> = allowed.map(|call| call.name.as_str()).collect();
    names.iter().map(|name| format!("{name}\n")).collect()
}

/// What a form cannot say of a sheet, each a sentence.
pub fn unsaid(sheet: Sheet<'_>, form: Form) -> Vec<String> {
    let by_arguments: BTreeSet<&str> =
        sheet.allowances.iter().flat_map(Allowance::by_arguments).collect();
    let names = by_arguments.into_iter().collect::<Vec<_>>().join(", ");
    let mut told = Vec::new();
    if !names.is_empty() && form == Form::Names {
        told.push(format!(
            "this form cannot look at arguments: {names} are let through with any, which is more than the profile said"
        ));
    }
    if form == Form::Names {
        let otherwise = sheet.allowances.iter().flat_map(|one| {
            let differs = |call: &&AllowedCall| {
                call.clauses
                    .iter()
                    .any(|clause| !is_let_through(clause.action) && clause.action != one.default)
            };
            one.calls.values().filter(differs).map(|call| call.name.as_str())
        });
        let names = otherwise.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(", ");
        if !names.is_empty() {
            told.push(format!(
                "this form cannot treat {names} otherwise than the rest; a C library that asks for clone3 takes clone \
                 only where it hears ENOSYS, so a program with cgo wants --otherwise enosys"
            ));
        }
    }
    if form == Form::Rules {
        for call in
            sheet.allowances.iter().flat_map(|one| one.calls.values().map(move |it| (one, it)))
        {
            let (allowance, call) = call;
            let last = call.clauses.last();
            let refuses = last.is_some_and(|last| {
                call.clauses.len() > 1
                    && last.arguments.is_empty()
                    && last.action != allowance.default
            });
            if refuses {
                told.push(format!(
                    "{}: this form cannot say what becomes of it where no condition fits; it gets the default",
                    call.name
                ));
            }
        }
    }
    told
}

/// What a form can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Names alone.
    Names,
    /// Rules with conditions on arguments, that libseccomp puts together.
    Rules,
    /// All that the kernel can.
    Filter,
}

/// Calls of which the same is said, on the same architectures, for the same reason.
struct Group<'a> {
    /// Empty: on all.
    arches: Vec<Arch>,
    clause: &'a Clause,
    because: Because,
    names: BTreeSet<&'a str>,
}

/// What is said of a call on one architecture, and why.
type Said<'a> = (Arch, &'a Clause, Because);

/// The clauses that say something else than the default, gathered: what is let through first.
fn groups<'a>(sheet: Sheet<'a>) -> Vec<Group<'a>> {
    let mut by_clause: BTreeMap<(&str, usize), Vec<Said<'_>>> = BTreeMap::new();
    for allowance in sheet.allowances {
        for call in allowance.calls.values() {
            for (at, clause) in call.clauses.iter().enumerate() {
                // What a form of rules cannot say of the rest of a call is told by `unsaid`.
                let is_rest = at > 0 && clause.arguments.is_empty();
                if clause.action != allowance.default && !is_rest {
                    let of = by_clause.entry((&call.name, at)).or_default();
                    of.push((allowance.arch, clause, call.because));
                }
            }
        }
    }
    let mut groups: Vec<Group<'a>> = Vec::new();
    for ((name, _), said) in by_clause {
        let mut rest = said.as_slice();
        while let Some((_, clause, _)) = rest.first() {
            let same: Vec<_> = said.iter().filter(|(_, other, _)| other == clause).collect();
            let because = same.iter().map(|(_, _, because)| *because).min();
            let because = because.unwrap_or(Because::Profile);
            let all = same.len() == sheet.allowances.len();
            let arches =
                if all { Vec::new() } else { same.iter().map(|(arch, ..)| *arch).collect() };
            let known = groups.iter_mut().find(|group| {
                group.arches == arches && group.clause == *clause && group.because == because
            });
            match known {
                Some(group) => drop(group.names.insert(name)),
                None => groups.push(Group { arches, clause, because, names: [name].into() }),
            }
            let after = rest.iter().position(|(_, other, _)| other != clause);
            rest = after.map_or(&[], |at| &rest[at..]);
        }
    }
    groups.sort_by_key(|group| {
        let refuses = !is_let_through(group.clause.action);
        (refuses, !group.arches.is_empty(), group.because, !group.clause.arguments.is_empty())
    });
    groups
}

/// The name of an action and the number that goes with it, as libseccomp and all profiles call them.
fn action_name(action: Action) -> (&'static str, Option<u16>) {
    match action {
        Action::Allow => ("SCMP_ACT_ALLOW", None),
        Action::Log => ("SCMP_ACT_LOG", None),
        Action::Notify => ("SCMP_ACT_NOTIFY", None),
        Action::Trace(number) => ("SCMP_ACT_TRACE", Some(number)),
        Action::Errno(number) => ("SCMP_ACT_ERRNO", Some(number)),
        Action::Trap => ("SCMP_ACT_TRAP", None),
        Action::KillThread => ("SCMP_ACT_KILL_THREAD", None),
        Action::KillProcess => ("SCMP_ACT_KILL_PROCESS", None),
    }
}

/// What libseccomp calls an architecture, and what Docker calls it in conditions.
fn architecture(arch: Arch) -> Option<(&'static str, &'static str)> {
    Some(match arch {
        Arch::I386 => ("SCMP_ARCH_X86", "x86"),
        Arch::Amd64 => ("SCMP_ARCH_X86_64", "amd64"),
        Arch::Arm => ("SCMP_ARCH_ARM", "arm"),
        Arch::Arm64 => ("SCMP_ARCH_AARCH64", "arm64"),
        Arch::Loong64 => ("SCMP_ARCH_LOONGARCH64", "loongarch64"),
        Arch::Mips => ("SCMP_ARCH_MIPS", "mips"),
        Arch::Mips64 => ("SCMP_ARCH_MIPS64", "mips64"),
        Arch::Mips64le => ("SCMP_ARCH_MIPSEL64", "mipsel64"),
        Arch::Mipsle => ("SCMP_ARCH_MIPSEL", "mipsel"),
        Arch::Ppc64 => ("SCMP_ARCH_PPC64", "ppc64"),
        Arch::Ppc64le => ("SCMP_ARCH_PPC64LE", "ppc64le"),
        Arch::Riscv64 => ("SCMP_ARCH_RISCV64", "riscv64"),
        Arch::S390x => ("SCMP_ARCH_S390X", "s390x"),
        Arch::Wasm => return None,
    })
}

/// Words in lines of at most so many letters, each line with the same beginning.
fn wrapped(beginning: &str, words: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    const LONGEST: usize = 100;
    let mut out = String::new();
    let mut line = beginning.to_owned();
    for word in words {
        let word = word.as_ref();
        let is_empty = line.len() == beginning.len();
        if !is_empty && line.len() + 1 + word.len() > LONGEST {
            out.push_str(&line);
            out.push('\n');
            line.truncate(beginning.len());
        }
        if line.len() > beginning.len() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if line.len() > beginning.len() {
        out.push_str(&line);
        out.push('\n');
    }
    out
}
