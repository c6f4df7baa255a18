//! What a program can call, and the shortest way to call something: one that is certain goes before
//! one that is only possible, however long it is.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use hashbrown::HashSet;

use super::{Calls, Edge, Kind, Node, What};

/// A program among the packages that were asked for, or those of them that are part of no program.
#[derive(Debug)]
pub struct Program {
    /// Its package, or those that no program imports.
    pub entries: Vec<usize>,
    /// What it is built from, by the place of the package.
    pub needs: Vec<bool>,
    /// What is called from outside, and how little that says: `main`, or all that is exported.
    starts: Vec<(Node, u64)>,
}

/// What a program can call.
#[derive(Debug)]
pub struct Reached(Vec<bool>);

/// A way of calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// The first is called from outside.
    pub steps: Vec<Step>,
}

/// One call of a way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// What is called.
    pub node: Node,
    /// The declaration that does so, and where in its file; none if it is called from outside.
    pub by: Option<(Node, u32)>,
    /// Whether nothing else can be called there.
    pub is_exact: bool,
    /// Whether only reflection calls it.
    pub is_reflected: bool,
}

/// How many ways are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ways {
    /// The best to any goal.
    Best,
    /// The best to each goal.
    Each,
}

/// How little it says that a function is called only by tests, if at all.
const BY_TESTS: u64 = 1 << 56;
/// How little it says that reflection may call a method.
const BY_REFLECTION: u64 = 1 << 48;
/// How many numbers of arguments are told apart.
const SIZES: usize = 32;

impl Reached {
    /// Whether the program can call it.
    pub fn has(&self, node: Node) -> bool {
        self.0.get(node as usize).copied().unwrap_or(false)
    }
}

impl Calls<'_, '_> {
    /// The programs that are built on the platform.
    pub fn programs(&self) -> Vec<Program> {
        let survey = self.survey;
        let is_built = |one: &usize| survey.packages[*one].built & self.on != 0;
        let [mains, mut rest] = survey.programs_and_rest();
        rest.retain(is_built);
        let main = survey.words.add("main");
        let program = |one: usize| {
            let start = self.scopes[one].names.get(&main).map(|node| (*node, 0));
            let starts = start.into_iter().collect();
            Program { entries: vec![one], needs: self.needs(&[one]), starts }
        };
        let mut programs: Vec<Program> = mains.into_iter().filter(is_built).map(program).collect();
        if !rest.is_empty() {
            let (needs, starts) = (self.needs(&rest), self.functions_of(&rest));
            programs.push(Program { entries: rest, needs, starts });
        }
        programs
    }

    /// The functions of packages that others import: what is not exported they cannot call.
    fn functions_of(&self, packages: &[usize]) -> Vec<(Node, u64)> {
        let is_here = |node: &Node| self.package(*node).is_some_and(|of| packages.contains(&of));
        let start = |node: Node| {
            let mut names = self.unit(node).names.iter();
            let is_exported =
                names.any(|(name, _)| self.survey.words.get(*name).starts_with(char::is_uppercase));
            (node, if is_exported { 0 } else { BY_TESTS })
        };
        self.functions().filter(is_here).map(start).collect()
    }

    fn needs(&self, entries: &[usize]) -> Vec<bool> {
        let mut needs = vec![false; self.survey.packages.len()];
        let mut pending = entries.to_vec();
        while let Some(package) = pending.pop() {
            if !std::mem::replace(&mut needs[package], true) {
                pending.extend(self.survey.imported(package, self.on).filter(|it| !needs[*it]));
            }
        }
        needs
    }

    /// What a program can call: of methods that only go by a name those of a type that something
    /// in reach names.
    pub fn reached(&self, program: &Program) -> Reached {
        let mut reached = vec![false; self.nodes()];
        let mut pending: Vec<Node> = program.starts.iter().map(|(node, _)| *node).collect();
        pending.extend(self.inits(program));
        while let Some(node) = pending.pop() {
            let is_outside = self.package(node).is_some_and(|package| !program.needs[package]);
            if is_outside || std::mem::replace(&mut reached[node as usize], true) {
                continue;
            }
            pending.extend(self.calls(node).iter().map(|edge| edge.to));
            let is_held = |method: &&Node| self.is_held(**method, &reached);
            pending.extend(self.named(node).iter().filter(is_held));
            let Some(package) = self.package(node) else { continue };
            if let Some(methods) = self.scopes[package].of_type.get(&node) {
                let is_called = |method: &&Node| {
                    let mut names = self.unit(**method).names.iter();
                    names.any(|(name, _)| {
                        let by_name = self.by_name.get(name);
                        by_name.is_some_and(|node| reached[*node as usize])
                            || reached[self.reflected as usize]
                                && self.survey.words.get(*name).starts_with(char::is_uppercase)
                    })
                };
                pending.extend(methods.iter().filter(is_called));
            }
        }
        Reached(reached)
    }

    /// Whether a value that has a method can be there: its type is in reach, or nobody knows it.
    fn is_held(&self, method: Node, reached: &[bool]) -> bool {
        let receiver = self.units.get(method as usize).and_then(|place| place.receiver);
        receiver.is_none_or(|receiver| reached[receiver as usize])
    }

    fn inits(&self, program: &Program) -> impl Iterator<Item = Node> {
        let needed = program.needs.iter().enumerate().filter(|(_, is_needed)| **is_needed);
        needed.map(|(package, _)| self.init(package))
    }

    /// Ways from a program to some goals, in the order of how good they are. What the package
    /// `without` does as it is imported does not count.
    pub fn ways(
        &self,
        program: &Program,
        reached: &Reached,
        goals: &HashSet<Node>,
        without: Option<usize>,
        ways: Ways,
    ) -> Vec<Path> {
        if !goals.iter().any(|goal| reached.has(*goal)) {
            return Vec::new();
        }
        let mut before: Vec<Option<(Node, Edge)>> = vec![None; self.nodes()];
        let mut costs = vec![u64::MAX; self.nodes()];
        let mut pending = BinaryHeap::new();
        let left_out = without.map(|package| self.init(package));
        let inits = self.inits(program).filter(|node| Some(*node) != left_out);
        // `main` says more than what happens before it.
        for (node, cost) in program.starts.iter().copied().chain(inits.map(|node| (node, 1))) {
            costs[node as usize] = cost;
            pending.push(Reverse((cost, node)));
        }
        let mut found = Vec::new();
        while let Some(Reverse((cost, node))) = pending.pop() {
            if cost > costs[node as usize] {
                continue;
            }
            if goals.contains(&node) {
                found.push(Path { steps: self.steps(&before, node) });
                if ways == Ways::Best {
                    break;
                }
            }
            for edge in self.onward(node, reached) {
                // A step more counts less than any doubt.
                let step = if self.what(edge.to) == What::Name { 0 } else { 1 };
                let doubt = match self.what(node) {
                    What::Name if node == self.reflected => BY_REFLECTION,
                    What::Name => 0,
                    What::Unit | What::Init(_) | What::C(_) => u64::from(!edge.is_exact) << 32,
                };
                let cost = cost + step + doubt;
                if cost < costs[edge.to as usize] {
                    costs[edge.to as usize] = cost;
                    before[edge.to as usize] = Some((node, edge));
                    pending.push(Reverse((cost, edge.to)));
                }
            }
        }
        found
    }

    /// The calls of a node that a program can make. A type calls nothing.
    fn onward<'a>(&'a self, node: Node, reached: &'a Reached) -> impl Iterator<Item = Edge> + 'a {
        let is_type = self.is_type(node);
        let calls = self.calls(node).iter().copied().filter(move |_| !is_type);
        let named = self.named(node).iter().filter(|method| self.is_held(**method, &reached.0));
        calls
            .chain(named.map(|to| Edge { to: *to, by: *to, at: 0, is_exact: false }))
            .filter(|edge| reached.has(edge.to) && !self.is_type(edge.to))
    }

    fn is_type(&self, node: Node) -> bool {
        self.what(node) == What::Unit && self.unit(node).kind == Kind::Type
    }

    fn steps(&self, before: &[Option<(Node, Edge)>], goal: Node) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut at = Some(goal);
        while let Some(node) = at {
            let mut last = before[node as usize];
            let is_reflected = last.is_some_and(|(from, _)| from == self.reflected);
            // The name of a method stands between who calls it and the method.
            if let Some((from, _)) = last
                && self.what(from) == What::Name
            {
                last = before[from as usize];
            }
            let by = last.map(|(_, edge)| (edge.by, edge.at));
            let is_exact = last.is_none_or(|(_, edge)| edge.is_exact);
            steps.push(Step { node, by, is_exact, is_reflected });
            at = last.map(|(from, _)| from);
        }
        steps.reverse();
        steps
    }

    /// The functions and methods from which a program can get to some goals, themselves included.
    ///
    /// Who calls a value may call every function that takes as many arguments and is a value
    /// somewhere. Ways need no such step: who names the function is on them.
    pub fn callers(&self, reached: &Reached, goals: &HashSet<Node>) -> HashSet<Node> {
        // The last of these stand for values, by how many arguments they take.
        let mut callers: Vec<Vec<Node>> = vec![Vec::new(); self.nodes() + SIZES];
        for node in (0..self.nodes() as Node).filter(|node| reached.has(*node)) {
            for edge in self.onward(node, reached) {
                callers[edge.to as usize].push(node);
            }
            if self.what(node) != What::Unit {
                continue;
            }
            let sizes = self.unit(node).sizes.as_deref().copied().unwrap_or_default();
            let taken = if self.taken.contains(&node) { sizes.takes } else { 0 };
            for size in 0..SIZES {
                let value = self.nodes() + size;
                if self.values[node as usize] >> size & 1 != 0 {
                    callers[value].push(node);
                }
                if (taken | sizes.literals) >> size & 1 != 0 {
                    callers[node as usize].push(value as Node);
                }
            }
        }
        let mut found: HashSet<Node> =
            goals.iter().copied().filter(|goal| reached.has(*goal)).collect();
        let mut pending: VecDeque<Node> = found.iter().copied().collect();
        while let Some(node) = pending.pop_front() {
            for caller in &callers[node as usize] {
                if found.insert(*caller) {
                    pending.push_back(*caller);
                }
            }
        }
        found.retain(|node| {
            (*node as usize) < self.units.len()
                && matches!(self.unit(*node).kind, Kind::Func { .. } | Kind::Method(_))
        });
        found
    }
}
