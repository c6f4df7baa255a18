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

use std::collections::BTreeMap;

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
) -> Result<Syscalls, NotABuild> {
    let broken = |error| NotABuild::broken(&error);
    let elf = Elf::read(source).map_err(broken)?;
    let (arch, machine) = machine(&elf).ok_or_else(|| {
        NotABuild::other("it is for an architecture whose code landfall cannot read")
    })?;
    let program = Object::read(source, name, machine).map_err(broken)?;
    if program.described.is_none() {
        return Err(NotABuild::other("it has no table of functions, as Go programs do"));
    }
    let mut told = Told { calls: BTreeMap::new(), unresolved: Vec::new() };
    let ways = Ways::of(&program);
    let mut resolved = resolve::resolve(machine, &program, |_| true, &[]);
    resolved.found.extend(back_from_signals(&program, machine));
    told.add(&program, &resolved.found, &resolved.lost, |function| ways.to(&program, function));
    let mut doubts = libraries.doubts.clone();
    if let Some(table) = &libraries.tabled {
        doubts.extend(Tabled::of(&program, &elf, table).map_err(broken)?.tell(machine, &mut told));
    } else if program.is_loaded || !program.needed.is_empty() {
        let mut linked = Linked::of(&program, libraries, machine);
        linked.tell(&program, machine, &mut told);
        doubts.extend(linked.doubts);
    }
    Ok(Syscalls { arch, calls: told.calls, unresolved: told.unresolved, doubts })
}

/// By the number of the machine in the header of the file (elf.h).
fn machine(elf: &Elf<'_>) -> Option<(Arch, Machine)> {
    match (elf.machine, elf.bits) {
        (62, 64) => Some((Arch::Amd64, Machine::X64)),
        (3, 32) => Some((Arch::I386, Machine::X86)),
        (40, 32) => Some((Arch::Arm, Machine::Arm)),
        (183, 64) => Some((Arch::Arm64, Machine::Arm64)),
        _ => None,
    }
}

/// The doubt that stays of a library whose code nobody here reads.
fn unread(name: &str) -> Why {
    Why::new(format!(
        "{name} is Thumb code, which landfall cannot read; what it calls is not known"
    ))
}

/// The calls that were told so far.
struct Told {
    calls: BTreeMap<u32, Syscall>,
    unresolved: Vec<CallSite>,
}

impl Told {
    /// Adds what was found in an object; `way` answers how a function is come to.
    fn add(
        &mut self,
        object: &Object,
        found: &[Found],
        lost: &[Lost],
        way: impl Fn(usize) -> (Tier, Vec<String>),
    ) {
        for found in found {
            let Some(chooses) = found.chain.first() else { continue };
            let (tier, mut path) = way(*chooses);
            path.extend(found.chain.iter().skip(1).map(|one| object.name_of(*one)));
            let site = site(object, &found.chain, found.site);
            self.put(found.number, Syscall { tier, path, site });
        }
        self.unresolved.extend(lost.iter().map(|lost| site(object, &lost.chain, lost.site)));
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
    let handler = all.iter().position(|one| one.name.starts_with("runtime.sigtramp"));
    let index = handler.unwrap_or(0);
    let site = all.get(index)?.start;
    Some(Found { number, chain: vec![index], site })
}

fn site(object: &Object, chain: &[usize], address: u64) -> CallSite {
    let function = chain.first().map_or(String::new(), |one| object.name_of(*one));
    let origin = Origin::Bytes { path: object.name.clone(), offset: object.offset_of(address) };
    CallSite { function, address, origin }
}
