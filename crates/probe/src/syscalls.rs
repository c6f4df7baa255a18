//! The system calls that a program can make, told from its code alone.

mod data;
mod flow;
mod functions;
mod graph;
mod memory;
mod reach;
mod resolve;

use std::collections::BTreeMap;

use landfall_facts::{Arch, CallSite, Origin, Syscall, Syscalls, Tier, Why};
use landfall_formats::code::Machine;
use landfall_formats::elf::Elf;
use landfall_formats::layout::Layout;
use landfall_formats::pclntab::Description;
use landfall_formats::{ReadError, Source};

use crate::binary::NotABuild;
use data::{Data, Types};
use functions::{Described, Program};
use graph::Graph;
use memory::Memory;
use reach::Reach;
use resolve::{Found, Resolved};

/// The system calls that a Go program for Linux can make.
pub fn syscalls(source: &dyn Source, name: &str) -> Result<Syscalls, NotABuild> {
    let elf = Elf::read(source).map_err(|error| NotABuild::broken(&error))?;
    let (arch, machine) = machine(&elf).ok_or_else(|| {
        NotABuild::other("it is for an architecture whose code landfall cannot read")
    })?;
    let code = Code::read(&elf, machine).map_err(|error| NotABuild::broken(&error))?;
    let code =
        code.ok_or_else(|| NotABuild::other("it has no table of functions, as Go programs do"))?;
    let mut resolved = resolve::resolve(machine, &code.memory, &code.program, &code.graph);
    resolved.found.extend(code.back_from_signals(machine));
    Ok(code.told(arch, &resolved, name, &elf))
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

/// The code of a program, read.
struct Code {
    memory: Memory,
    program: Program,
    described: Described,
    graph: Graph,
}

impl Code {
    fn read(elf: &Elf<'_>, machine: Machine) -> Result<Option<Self>, ReadError> {
        let memory = Memory::of(elf)?;
        let layout = Layout::of_elf(elf);
        let Some((program, described)) = Program::of_go(&layout, &memory)? else { return Ok(None) };
        let graph = Graph::of(machine, &memory, &program);
        Ok(Some(Self { memory, program, described, graph }))
    }

    /// What the kernel's own code calls after the runtime's handler of signals, which every program has.
    fn back_from_signals(&self, machine: Machine) -> Option<Found> {
        let number = machine.convention().back_from_signals?;
        let handler = |one: &functions::Function| one.name.starts_with("runtime.sigtramp");
        let index = self.program.all.iter().position(handler).unwrap_or(0);
        let site = self.program.all.get(index)?.start;
        Some(Found { number, chain: vec![index], site })
    }

    fn told(&self, arch: Arch, resolved: &Resolved, name: &str, elf: &Elf<'_>) -> Syscalls {
        let ways = Ways::of(self);
        let mut calls: BTreeMap<u32, Syscall> = BTreeMap::new();
        for found in &resolved.found {
            let call = self.call(found, &ways, name, elf);
            match calls.get(&found.number) {
                Some(known) if (known.tier, known.path.len()) <= (call.tier, call.path.len()) => {}
                _ => {
                    calls.insert(found.number, call);
                }
            }
        }
        let lost = resolved.lost.iter();
        let unresolved = lost.map(|lost| self.site(&lost.chain, lost.site, name, elf)).collect();
        Syscalls { arch, calls, unresolved, doubts: self.doubts(elf) }
    }

    fn call(&self, found: &Found, ways: &Ways, name: &str, elf: &Elf<'_>) -> Syscall {
        let chooses = found.chain.first().copied().unwrap_or(0);
        let (tier, mut path) = ways.to(chooses);
        path.extend(found.chain.iter().skip(1));
        let path = path.into_iter().map(|one| self.program.all[one].name.clone()).collect();
        Syscall { tier, path, site: self.site(&found.chain, found.site, name, elf) }
    }

    fn site(&self, chain: &[usize], address: u64, name: &str, elf: &Elf<'_>) -> CallSite {
        let function =
            chain.first().map_or(String::new(), |one| self.program.all[*one].name.clone());
        let offset = elf.offset_of(address).map_or(0, |(offset, _)| offset);
        CallSite { function, address, origin: Origin::Bytes { path: name.into(), offset } }
    }

    fn doubts(&self, elf: &Elf<'_>) -> Vec<Why> {
        let dynamic = elf.dynamic().ok().flatten();
        let needed = dynamic.map(|dynamic| dynamic.needed).unwrap_or_default();
        needed
            .into_iter()
            .map(|(library, _)| {
                Why::new(format!("{library} is loaded with it, and was not looked at"))
            })
            .collect()
    }
}

/// How functions are come to.
struct Ways {
    runtime: Reach,
    likely: Reach,
}

impl Ways {
    fn of(code: &Code) -> Self {
        let names =
            || code.program.all.iter().enumerate().map(|(index, one)| (index, one.name.as_str()));
        let by = |is: fn(&str) -> bool| -> Vec<usize> {
            names().filter(|(_, name)| is(name)).map(|(index, _)| index).collect()
        };
        let text = code.described.is.text;
        let (start, end) = code.described.is.types;
        let closed = code.described.at.map(|at| (at, at + Description::WORDS * code.memory.word()));
        let types = (start < end).then_some(Types { start, end, text });
        let data = Data::new(
            &code.memory,
            &code.program,
            &code.graph,
            closed.into_iter().collect(),
            types,
        );
        let (first, own) = (by(is_first), by(is_of_program));
        let mut is_own = vec![false; code.program.all.len()];
        own.iter().for_each(|one| is_own[*one] = true);
        let enters = |function: usize| !is_own.get(function).copied().unwrap_or(false);
        let runtime = Reach::from(&first, &code.graph, &data, enters);
        let likely = Reach::from(&own, &code.graph, &data, |function| !runtime.has(function));
        Self { runtime, likely }
    }

    fn to(&self, function: usize) -> (Tier, Vec<usize>) {
        if self.runtime.has(function) {
            (Tier::Runtime, self.runtime.path(function))
        } else if self.likely.has(function) {
            (Tier::Likely, self.likely.path(function))
        } else {
            (Tier::Reachable, vec![function])
        }
    }
}

/// Whether the kernel, the C library or a signal begins here.
fn is_first(name: &str) -> bool {
    const FIRST: [&str; 12] = [
        "_rt0_",
        "runtime.rt0_go",
        "runtime.main",
        "runtime.mstart",
        "runtime.sigtramp",
        "runtime.cgoSigtramp",
        "runtime.sigreturn",
        "runtime.cgocallback",
        "runtime.asyncPreempt",
        "runtime.goexit",
        "runtime.morestack",
        "runtime.sigfwd",
    ];
    FIRST.iter().any(|first| name.starts_with(first))
}

/// Whether it is `main`, or an initialiser of a package.
fn is_of_program(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or(name);
    let Some((package, function)) = last.split_once('.') else { return false };
    let number = |rest: &str| rest.bytes().all(|byte| byte.is_ascii_digit());
    let init = function == "init" || function.strip_prefix("init.").is_some_and(number);
    (package == "main" && function == "main") || (init && !name.starts_with("runtime."))
}
