//! The system calls that a program can make, told from its code alone.

mod callers;
mod data;
mod flow;
mod functions;
mod graph;
mod linked;
mod memory;
mod object;
mod offered;
mod reach;
mod resolve;
mod state;
mod tabled;
mod value;
mod ways;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use landfall_facts::{Arch, CallSite, Origin, Syscall, Syscalls, Tier, Why};
use landfall_formats::Source;
use landfall_formats::code::Machine;
use landfall_formats::elf::Elf;

pub use callers::{Callers, Standing};

use crate::binary::NotABuild;
use linked::Linked;
use object::Object;
use resolve::{Found, Lost};
use tabled::Tabled;
use ways::Ways;

pub use linked::Libraries;
pub use offered::offered;

/// The system calls that a Go program for Linux can make: those of its own code, and those of the libraries
/// that are loaded with it.
pub fn syscalls(
    source: &dyn Source,
    name: &str,
    libraries: &Libraries,
    seldom: &Seldom,
) -> Result<Syscalls, NotABuild> {
    let broken = |error| NotABuild::broken(&error);
    let elf = Elf::read(source).map_err(broken)?;
    let (arch, machine) = machine(&elf).ok_or_else(|| {
        NotABuild::other("it is for an architecture whose code landfall cannot read")
    })?;
    let files = libraries.bytes();
    let mut objects = Vec::new();
    // A program and its libraries are read side by side.
    let own = rayon::in_place_scope(|scope| {
        scope.spawn(|_| objects = linked::read(files, machine));
        own(source, name, (arch, machine), seldom)
    });
    let Own { program, mut told, taken } = own?;
    let mut doubts = libraries.doubts.clone();
    doubts.extend(program.doubts.iter().cloned());
    if let Some(table) = &libraries.tabled {
        let tabled = Tabled::of(&program, &taken, &elf, table).map_err(broken)?;
        doubts.extend(tabled.tell(&mut told));
    } else if program.is_loaded || !program.needed.is_empty() {
        let mut linked = Linked::of(&program, &taken, libraries, objects);
        linked.tell(&program, &mut told);
        doubts.extend(linked.doubts);
    }
    Ok(Syscalls { arch, calls: told.calls, unresolved: told.unresolved, doubts })
}

/// A program, the calls of its own code, and the names that this comes to of what others offer.
struct Own<'a> {
    program: Object,
    told: Told<'a>,
    taken: BTreeSet<String>,
}

fn own<'a>(
    source: &dyn Source,
    name: &str,
    (arch, machine): (Arch, Machine),
    seldom: &'a Seldom,
) -> Result<Own<'a>, NotABuild> {
    let program = Object::read(source, name, machine).map_err(|error| NotABuild::broken(&error))?;
    if program.described.is_none() {
        return Err(NotABuild::other("it has no table of functions, as Go programs do"));
    }
    let mut told = Told { arch, calls: BTreeMap::new(), unresolved: Vec::new(), seldom };
    let (mut resolved, (ways, taken)) = rayon::join(
        || resolve::resolve(&program, |_| true),
        || rayon::join(|| Ways::of(&program), || program.taken()),
    );
    resolved.found.extend(back_from_signals(&program, machine));
    told.add(&program, &resolved.found, &resolved.lost, |function| ways.to(&program, function));
    Ok(Own { program, told, taken })
}

/// By the number of the machine in the header of the file (elf.h).
fn machine(elf: &Elf<'_>) -> Option<(Arch, Machine)> {
    match (elf.machine, elf.bits) {
        (62, 64) => Some((Arch::Amd64, Machine::X64)),
        (3, 32) => Some((Arch::I386, Machine::X86)),
        (40, 32) => Some((Arch::Arm, Machine::Arm)),
        (183, 64) => Some((Arch::Arm64, Machine::Arm64)),
        (243, 64) => Some((Arch::Riscv64, Machine::Riscv64(None))),
        (22, 64) => Some((Arch::S390x, Machine::S390x)),
        (21, 64) if !elf.big_endian => Some((Arch::Ppc64le, Machine::Ppc64le(None))),
        _ => None,
    }
}

/// The doubt that stays of a library whose code nobody here reads.
fn unread(name: &str) -> Why {
    Why::new(format!(
        "{name} is Thumb code, which landfall cannot read; what it calls is not known"
    ))
}

/// A function that chooses the number of a call.
pub struct Chooser<'a> {
    /// For which architecture.
    pub arch: Arch,
    /// Its name, with that of the library before it where it is in one.
    pub function: &'a str,
    /// Whether it is what somebody takes from a library, and no inner part of it; `None` where a table tells
    /// only what that leads to.
    pub taken: Option<bool>,
    /// Whether the program makes values of a type of Go, besides what Go's own packages do.
    pub makes: &'a dyn Fn(&str) -> bool,
    /// Whether a function of Go is linked in.
    pub has: &'a dyn Fn(&str) -> bool,
}

/// In which case alone a function makes a call, by its number: `None` where it is no special case.
pub type Seldom = dyn Fn(&Chooser<'_>, u32) -> Option<&'static str>;

/// The calls that were told so far.
struct Told<'a> {
    arch: Arch,
    calls: BTreeMap<u32, Syscall>,
    unresolved: Vec<CallSite>,
    seldom: &'a Seldom,
}

impl Told<'_> {
    /// Adds what was found in an object; `way` answers how a function is come to.
    fn add(
        &mut self,
        object: &Object,
        found: &[Found],
        lost: &[Lost],
        way: impl Fn(usize) -> (Tier, Vec<String>),
    ) {
        // Who makes values of a type is looked for in all of the code, and asked again and again.
        let made = RefCell::new(BTreeMap::new());
        let makes = |name: &str| {
            *made.borrow_mut().entry(name.to_owned()).or_insert_with(|| object.makes(name))
        };
        for found in found {
            let Some(chooses) = found.chain.first() else { continue };
            let (mut tier, mut path) = way(*chooses);
            let chooser = Chooser {
                arch: self.arch,
                function: &object.name_of(*chooses),
                taken: Some(path.len() == 1),
                makes: &makes,
                has: &|name| object.has(name),
            };
            let when = (self.seldom)(&chooser, found.number);
            if when.is_some() {
                tier = Tier::Seldom;
            }
            path.extend(found.chain.iter().skip(1).map(|one| object.name_of(*one)));
            let site = site(object, &found.chain, found.site);
            let when = when.map(str::to_owned);
            self.put(found.number, Syscall { tier, when, path, site });
        }
        self.unresolved.extend(lost.iter().map(|lost| site(object, &lost.chain, lost.site)));
    }

    /// In which case alone what a function of a library leads to makes a call.
    fn seldom_by(&self, function: &str, number: u32) -> Option<&'static str> {
        let nothing = |_: &str| false;
        let (arch, taken) = (self.arch, None);
        let chooser = Chooser { arch, function, taken, makes: &nothing, has: &nothing };
        (self.seldom)(&chooser, number)
    }

    /// Adds a call, if there was no better reason for it.
    fn put(&mut self, number: u32, call: Syscall) {
        let known = self.calls.get(&number);
        let is_better = |one: &Syscall| (one.tier, one.path.len()) <= (call.tier, call.path.len());
        if !known.is_some_and(is_better) {
            self.calls.insert(number, call);
        }
    }
}

/// What the kernel's own code calls after the runtime's handler of signals, which every program has.
fn back_from_signals(object: &Object, machine: Machine) -> Option<Found> {
    let number = machine.convention().back_from_signals?;
    let all = &object.program.all;
    let handler =
        all.iter().position(|one| object.program.name(one).starts_with("runtime.sigtramp"));
    let index = handler.unwrap_or(0);
    let site = all.get(index)?.start;
    Some(Found { number, chain: vec![index], site })
}

fn site(object: &Object, chain: &[usize], address: u64) -> CallSite {
    let function = chain.first().map_or(String::new(), |one| object.name_of(*one));
    let origin = Origin::Bytes { path: object.name.clone(), offset: object.offset_of(address) };
    CallSite { function, address, origin }
}
