//! A policy as the kernel takes it: a program of classic BPF that decides each call by its numbers.
//!
//! The architecture is asked first, then a balanced search finds the range of numbers that the call lies in, then
//! what its arguments are, in two halves of 32 bits. The program is written from its end to its beginning: jumps go
//! forward alone, so the place that one leads to is always there already.

use std::collections::HashMap;
use std::fmt;

use landfall_facts::{Action, Arch, ArgumentTest, Clause, Compare, Policy};

use crate::decide::{SKIPPED, X32, audit_number, is_big_endian};

/// The most instructions that the kernel takes (`BPF_MAXINSNS`, linux/bpf_common.h).
pub const MOST: usize = 4096;
/// How far a conditional jump reaches: its distance is a byte.
const REACH: usize = u8::MAX as usize;

/// One instruction of classic BPF: `struct sock_filter` of linux/filter.h.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instruction {
    /// What it does.
    pub code: u16,
    /// How many instructions to pass over where a comparison holds.
    pub if_true: u8,
    /// How many where it does not.
    pub if_false: u8,
    /// The number that it works with.
    pub value: u32,
}

/// The instructions that filters of ours are made of (linux/bpf_common.h).
pub(crate) mod code {
    /// The accumulator becomes the word at a place of the call.
    pub(crate) const LOAD: u16 = 0x20;
    /// The accumulator and a mask.
    pub(crate) const AND: u16 = 0x54;
    pub(crate) const JUMP: u16 = 0x05;
    pub(crate) const IF_EQUAL: u16 = 0x15;
    pub(crate) const IF_GREATER: u16 = 0x25;
    pub(crate) const IF_GREATER_OR_EQUAL: u16 = 0x35;
    pub(crate) const RETURN: u16 = 0x06;
}

/// Where things stand in what a filter is given: `struct seccomp_data` of linux/seccomp.h.
mod place {
    pub(super) const NUMBER: u32 = 0;
    pub(super) const ARCH: u32 = 4;
    pub(super) const ARGUMENTS: u32 = 16;
}

/// A policy made ready for the kernel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// For which architecture.
    pub arch: Arch,
    /// What the kernel runs at each call, from the first.
    pub instructions: Vec<Instruction>,
}

/// Why a policy cannot be made a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// Linux does not run on it.
    NoLinux(Arch),
    /// It would be so many instructions.
    TooLong(usize),
    /// A clause of this call asks for an argument that no call has.
    NoArgument {
        /// The number of the call.
        call: u32,
        /// The argument, from 0.
        index: u8,
    },
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoLinux(arch) => {
                write!(f, "could not make a filter for {arch}: no Linux runs on it")
            }
            Self::TooLong(length) => write!(
                f,
                "could not make a filter of the policy: it would be {length} instructions, and the kernel takes {MOST}; \
                 test fewer arguments"
            ),
            Self::NoArgument { call, index } => write!(
                f,
                "could not make a filter of the policy: call {call} is tested for argument {index}, and calls have 0 \
                 to 5"
            ),
        }
    }
}

impl std::error::Error for Unfit {}

impl Filter {
    /// The program that does what the policy says.
    pub fn of(policy: &Policy) -> Result<Self, Unfit> {
        Self::with_newer(policy, None)
    }

    /// The same where calls above a number that it does not name have another default, as runc has it: what is newer
    /// than the profile fails with ENOSYS.
    pub fn with_newer(policy: &Policy, newer: Option<(u32, Action)>) -> Result<Self, Unfit> {
        let arch = audit_number(policy.arch).ok_or(Unfit::NoLinux(policy.arch))?;
        for (call, clauses) in &policy.calls {
            let mut tests = clauses.iter().flat_map(|clause| &clause.arguments);
            if let Some(test) = tests.find(|test| test.index > 5) {
                return Err(Unfit::NoArgument { call: *call, index: test.index });
            }
        }
        let mut writer = Writer::new(is_big_endian(policy.arch));
        let kill = Goal::Return(returned(Action::KillProcess));
        let found = writer.search(&ranges(policy, newer));
        writer.fall_into(found);
        writer.push(code::LOAD, place::NUMBER);
        let number = Goal::At(writer.top());
        writer.branch(code::IF_EQUAL, arch, number, kill);
        writer.push(code::LOAD, place::ARCH);
        let mut instructions = writer.written;
        if instructions.len() > MOST {
            return Err(Unfit::TooLong(instructions.len()));
        }
        instructions.reverse();
        Ok(Self { arch: policy.arch, instructions })
    }

    /// The program as it lies in memory of its architecture: what `bwrap --seccomp` reads from a file.
    pub fn bytes(&self) -> Vec<u8> {
        let big = is_big_endian(self.arch);
        let each = self.instructions.iter().flat_map(|it| {
            let (code, value) = if big {
                (it.code.to_be_bytes(), it.value.to_be_bytes())
            } else {
                (it.code.to_le_bytes(), it.value.to_le_bytes())
            };
            let [a, b, c, d] = value;
            [code[0], code[1], it.if_true, it.if_false, a, b, c, d]
        });
        each.collect()
    }
}

/// What a filter answers for an action: `SECCOMP_RET_…` of linux/seccomp.h.
pub fn returned(action: Action) -> u32 {
    match action {
        Action::Allow => 0x7fff_0000,
        Action::Log => 0x7ffc_0000,
        Action::Notify => 0x7fc0_0000,
        Action::Trace(number) => 0x7ff0_0000 | u32::from(number),
        Action::Errno(number) => 0x0005_0000 | u32::from(number),
        Action::Trap => 0x0003_0000,
        Action::KillThread => 0,
        Action::KillProcess => 0x8000_0000,
    }
}

/// The action that a filter's answer stands for. The kernel ends the process where it knows no such answer.
pub fn action(returned: u32) -> Action {
    let [high, number] = [returned >> 16, returned & 0xffff].map(|half| half as u16);
    match high {
        0x7fff => Action::Allow,
        0x7ffc => Action::Log,
        0x7fc0 => Action::Notify,
        0x7ff0 => Action::Trace(number),
        0x0005 => Action::Errno(number),
        0x0003 => Action::Trap,
        0x0000 => Action::KillThread,
        _ => Action::KillProcess,
    }
}

/// Numbers from one on, up to where the next range begins, of which the same is said.
#[derive(Debug, PartialEq)]
struct Range<'a> {
    start: u32,
    clauses: &'a [Clause],
    default: Action,
}

impl Range<'_> {
    fn is_same(&self, other: &Self) -> bool {
        self.clauses == other.clauses && self.default == other.default
    }
}

/// All numbers, in ranges.
fn ranges(policy: &Policy, newer: Option<(u32, Action)>) -> Vec<Range<'_>> {
    let default_of = |number: u32| match newer {
        Some((last, action)) if number > last => action,
        _ => policy.default,
    };
    let plain = |start| Range { start, clauses: &[], default: default_of(start) };
    let mut all = Vec::new();
    for (&number, clauses) in &policy.calls {
        let (clauses, default) = needed(clauses, policy.default);
        all.push(Range { start: number, clauses, default });
    }
    // Between two that are named and behind the last, and where those begin that are newer.
    let behind = policy.calls.keys().filter_map(|number| number.checked_add(1));
    let newest = newer.and_then(|(last, _)| last.checked_add(1));
    for start in behind.chain(newest).chain([0, SKIPPED]) {
        if !policy.calls.contains_key(&start) {
            all.push(plain(start));
        }
    }
    if policy.arch == Arch::Amd64 {
        all.retain(|range| range.start < X32 || range.start == SKIPPED);
        all.push(Range { start: X32, clauses: &[], default: Action::KillProcess });
    }
    all.sort_by_key(|range| range.start);
    all.dedup_by(|later, earlier| later.start == earlier.start || later.is_same(earlier));
    all
}

/// The clauses that change anything, and what becomes of a call that fits none of them.
fn needed(clauses: &[Clause], default: Action) -> (&[Clause], Action) {
    let (clauses, default) = match clauses.iter().position(|clause| clause.arguments.is_empty()) {
        Some(last) => (&clauses[..last], clauses[last].action),
        None => (clauses, default),
    };
    let length = clauses.iter().rposition(|clause| clause.action != default).map_or(0, |at| at + 1);
    (&clauses[..length], default)
}

/// Where to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Goal {
    /// At an instruction that is written: its index, from the end of the program.
    At(usize),
    /// Wherever this is answered.
    Return(u32),
}

/// A program that grows from its end to its beginning.
struct Writer<'a> {
    /// The instructions, the last of the program first.
    written: Vec<Instruction>,
    /// The nearest place that leads to a goal, or is it.
    nearest: HashMap<Goal, usize>,
    /// Where clauses are tested that were written.
    tested: Vec<(&'a [Clause], Action, Goal)>,
    big_endian: bool,
}

impl<'a> Writer<'a> {
    fn new(big_endian: bool) -> Self {
        Self { written: Vec::new(), nearest: HashMap::new(), tested: Vec::new(), big_endian }
    }

    /// Finds the range that the number in the accumulator lies in.
    fn search(&mut self, ranges: &[Range<'a>]) -> Goal {
        match ranges {
            [] => Goal::Return(returned(Action::KillProcess)),
            [one] => self.clauses(one.clauses, one.default),
            // One number among others of which the same is said is asked for by itself.
            [before, one, after] if after.start - one.start == 1 && before.is_same(after) => {
                let no = self.clauses(before.clauses, before.default);
                let yes = self.clauses(one.clauses, one.default);
                self.branch(code::IF_EQUAL, one.start, yes, no);
                Goal::At(self.top())
            }
            _ => {
                let (low, high) = ranges.split_at(ranges.len() / 2);
                let yes = self.search(high);
                let no = self.search(low);
                self.branch(code::IF_GREATER_OR_EQUAL, high[0].start, yes, no);
                Goal::At(self.top())
            }
        }
    }

    /// Tests clauses, each after the one before it. The same clauses of two calls are written once.
    fn clauses(&mut self, clauses: &'a [Clause], default: Action) -> Goal {
        let mut same = self.tested.iter();
        if let Some((.., goal)) = same.find(|it| it.0 == clauses && it.1 == default) {
            return *goal;
        }
        let mut goal = Goal::Return(returned(default));
        for clause in clauses.iter().rev() {
            let otherwise = goal;
            goal = Goal::Return(returned(clause.action));
            for test in clause.arguments.iter().rev() {
                goal = self.test(test, goal, otherwise);
            }
        }
        self.tested.push((clauses, default, goal));
        goal
    }

    /// Tests an argument by its halves: the high one first, and where that leaves it open, the low one.
    fn test(&mut self, test: &ArgumentTest, yes: Goal, no: Goal) -> Goal {
        let [high, low] = halves(test.value);
        match test.compare {
            Compare::Equal => self.equal(test.index, u64::MAX, test.value, yes, no),
            Compare::NotEqual => self.equal(test.index, u64::MAX, test.value, no, yes),
            Compare::MaskedEqual(mask) => self.equal(test.index, mask, test.value, yes, no),
            Compare::Greater => self.above(test.index, [high, low], code::IF_GREATER, yes, no),
            Compare::GreaterOrEqual => {
                self.above(test.index, [high, low], code::IF_GREATER_OR_EQUAL, yes, no)
            }
            Compare::Less => {
                self.above(test.index, [high, low], code::IF_GREATER_OR_EQUAL, no, yes)
            }
            Compare::LessOrEqual => self.above(test.index, [high, low], code::IF_GREATER, no, yes),
        }
    }

    fn equal(&mut self, index: u8, mask: u64, value: u64, yes: Goal, no: Goal) -> Goal {
        if value & !mask != 0 {
            return no;
        }
        let [high_mask, low_mask] = halves(mask);
        let [high, low] = halves(value);
        let [high_place, low_place] = self.places(index);
        let mut goal = yes;
        for (mask, value, place) in [(low_mask, low, low_place), (high_mask, high, high_place)] {
            if mask == 0 {
                continue;
            }
            self.branch(code::IF_EQUAL, value, goal, no);
            if mask != u32::MAX {
                self.push(code::AND, mask);
            }
            self.push(code::LOAD, place);
            goal = Goal::At(self.top());
        }
        goal
    }

    /// `compare` is what the low half is held against, where the high ones are equal.
    fn above(&mut self, index: u8, value: [u32; 2], compare: u16, yes: Goal, no: Goal) -> Goal {
        let [high, low] = value;
        let [high_place, low_place] = self.places(index);
        self.branch(compare, low, yes, no);
        self.push(code::LOAD, low_place);
        let by_low = Goal::At(self.top());
        self.branch(code::IF_EQUAL, high, by_low, no);
        let not_above = Goal::At(self.top());
        self.branch(code::IF_GREATER, high, yes, not_above);
        self.push(code::LOAD, high_place);
        Goal::At(self.top())
    }

    /// Where the high and the low half of an argument stand.
    fn places(&self, index: u8) -> [u32; 2] {
        let start = place::ARGUMENTS + 8 * u32::from(index);
        if self.big_endian { [start, start + 4] } else { [start + 4, start] }
    }

    fn push(&mut self, code: u16, value: u32) {
        self.written.push(Instruction { code, if_true: 0, if_false: 0, value });
    }

    fn top(&self) -> usize {
        self.written.len() - 1
    }

    /// A comparison of the accumulator, with goals however far.
    fn branch(&mut self, code: u16, value: u32, yes: Goal, no: Goal) {
        self.bring_near(yes);
        let if_false = self.bring_near(no);
        // What was written for the one may have pushed the other out of reach, by one; then it is written
        // again, and the first stands right behind it.
        let if_true = self.bring_near(yes);
        let [if_true, if_false] = [if_true, if_false].map(|at| self.distance(at) as u8);
        self.written.push(Instruction { code, if_true, if_false, value });
    }

    /// The index of an instruction that the next one can jump to, and that leads to the goal.
    fn bring_near(&mut self, goal: Goal) -> usize {
        let known = match goal {
            Goal::At(index) => Some(*self.nearest.get(&goal).unwrap_or(&index)),
            Goal::Return(_) => self.nearest.get(&goal).copied(),
        };
        match (known, goal) {
            (Some(index), _) if self.distance(index) <= REACH => return index,
            (_, Goal::Return(value)) => self.push(code::RETURN, value),
            (_, Goal::At(index)) => self.push(code::JUMP, self.distance(index) as u32),
        }
        self.nearest.insert(goal, self.top());
        self.top()
    }

    /// How many instructions stand between the next one and another.
    fn distance(&self, index: usize) -> usize {
        self.written.len() - 1 - index
    }

    /// Goes on at a goal, from whatever is written next.
    fn fall_into(&mut self, goal: Goal) {
        match goal {
            Goal::At(index) if self.distance(index) == 0 => {}
            Goal::At(index) => self.push(code::JUMP, self.distance(index) as u32),
            Goal::Return(value) => self.push(code::RETURN, value),
        }
    }
}

fn halves(value: u64) -> [u32; 2] {
    [(value >> 32) as u32, value as u32]
}
