//! Who speaks of whom: the functions of a program, and the places in them that call or take others.

use landfall_formats::code::{Machine, Mention};
use rayon::prelude::*;

use super::functions::Program;
use super::memory::Memory;

/// A place in one function that goes to the beginning of another, or takes its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Edge {
    /// The function that is gone to.
    pub(super) to: u32,
    /// The function that goes.
    pub(super) from: u32,
    /// The place.
    pub(super) site: u64,
    /// Whether its address is taken, and it is not gone to.
    pub(super) taken: bool,
}

/// A function that takes an address outside the code, or what lies there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct DataEdge {
    /// The address.
    pub(super) address: u64,
    /// The function.
    pub(super) from: u32,
    /// Whether it takes the address itself.
    pub(super) taken: bool,
}

/// The edges of a program.
pub(super) struct Graph {
    machine: Machine,
    /// By whom they go to.
    by_callee: Vec<Edge>,
    /// Where the edges of each function begin in `callees`.
    starts: Vec<u32>,
    /// For each function those that it goes to or takes.
    callees: Vec<u32>,
    /// Each function that speaks of an address outside the code, with the address.
    pub(super) data: Vec<DataEdge>,
    /// Places that may call the kernel, each with its function.
    pub(super) kernel_calls: Vec<(u32, u64)>,
}

impl Graph {
    /// Reads the code of all functions.
    pub(super) fn of(machine: Machine, memory: &Memory, program: &Program) -> Self {
        const AT_ONCE: usize = 1 << 10;
        let parts: Vec<Part> = program
            .all
            .par_chunks(AT_ONCE)
            .enumerate()
            .map(|(chunk, _)| {
                let first = chunk * AT_ONCE;
                let last = (first + AT_ONCE).min(program.all.len());
                let mut part = Part::default();
                for index in first..last {
                    part.read(machine, memory, program, index);
                }
                part
            })
            .collect();
        let mut by_callee = Vec::with_capacity(parts.iter().map(|part| part.edges.len()).sum());
        let (mut data, mut kernel_calls) = (Vec::new(), Vec::new());
        let mut starts = vec![0; program.all.len() + 1];
        let mut callees = Vec::with_capacity(by_callee.capacity());
        for part in parts {
            for edge in &part.edges {
                starts[edge.from as usize + 1] += 1;
                callees.push(edge.to);
            }
            by_callee.extend(part.edges);
            data.extend(part.data);
            kernel_calls.extend(part.kernel_calls);
        }
        for index in 1..starts.len() {
            starts[index] += starts[index - 1];
        }
        by_callee.par_sort_unstable();
        Self { machine, by_callee, starts, callees, data, kernel_calls }
    }

    /// How far from an address that C code takes it reaches for other things.
    pub(super) fn anchored(&self) -> u64 {
        self.machine.anchored()
    }

    /// How many functions there are.
    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The places that go to a function or take its address.
    pub(super) fn callers(&self, function: usize) -> &[Edge] {
        let function = function as u32;
        let first = self.by_callee.partition_point(|edge| edge.to < function);
        let rest = self.by_callee.get(first..).unwrap_or_default();
        let count = rest.partition_point(|edge| edge.to == function);
        &rest[..count]
    }

    /// The functions that may store something at an address, by the look of their code.
    pub(super) fn stores_near(
        &self,
        memory: &Memory,
        program: &Program,
        address: u64,
    ) -> Vec<usize> {
        let mut found = Vec::new();
        for (index, function) in program.all.iter().enumerate() {
            let Some(code) = memory.between(function.start, function.end) else { continue };
            if self.machine.may_store(code, function.start, address) {
                found.push(index);
            }
        }
        found
    }

    /// The functions that a function goes to or takes, in the order of its code.
    pub(super) fn callees(&self, function: usize) -> &[u32] {
        let (first, last) = (self.starts[function] as usize, self.starts[function + 1] as usize);
        &self.callees[first..last]
    }
}

#[derive(Default)]
struct Part {
    edges: Vec<Edge>,
    data: Vec<DataEdge>,
    kernel_calls: Vec<(u32, u64)>,
}

impl Part {
    fn read(&mut self, machine: Machine, memory: &Memory, program: &Program, index: usize) {
        let Some(function) = program.all.get(index) else { return };
        let Some(code) = memory.between(function.start, function.end) else { return };
        let from = index as u32;
        machine.mentions(code, function.start, |site, mention, target| {
            if target >= function.start && target < function.end {
                return;
            }
            if let Some(to) = program.starts_at(target) {
                let taken = matches!(mention, Mention::Takes | Mention::Reads);
                self.edges.push(Edge { to: to as u32, from, site, taken });
            } else if matches!(mention, Mention::Takes | Mention::Reads) && !program.is_code(target)
            {
                let taken = mention == Mention::Takes;
                self.data.push(DataEdge { address: target, from, taken });
            }
        });
        let calls = machine.kernel_calls(code, function.start);
        self.kernel_calls.extend(calls.into_iter().map(|site| (from, site)));
    }
}
