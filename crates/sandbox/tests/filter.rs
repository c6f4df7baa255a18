//! Filters against the policies that they were made of: both are asked about the same calls.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::collections::BTreeMap;

use landfall_facts::{Action, Arch, ArgumentTest, Clause, Compare, Policy};
use landfall_sandbox::decide::{Call, audit_number, decide};
use landfall_sandbox::filter::{Filter, Instruction, MOST, Unfit, action, returned};
use landfall_sandbox::interpret::{Answer, run};

/// Numbers that look like chance and are the same each time (xorshift64*).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.roll() % end
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize]
    }

    /// A number that is likely to be, to have a half of, or to stand beside another one so made.
    fn value(&mut self) -> u64 {
        let halves = [0, 1, 2, 7, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff];
        self.one_of(&halves) << 32 | self.one_of(&halves)
    }

    fn number(&mut self) -> u32 {
        match self.below(40) {
            0 => self.roll() as u32,
            1 => u32::MAX,
            2 => 0x4000_0000 | self.below(500) as u32,
            3 => 0x3fff_ffff,
            _ => self.below(500) as u32,
        }
    }

    fn action(&mut self) -> Action {
        self.one_of(&[
            Action::Allow,
            Action::Allow,
            Action::Allow,
            Action::Log,
            Action::Notify,
            Action::Trace(9),
            Action::Errno(1),
            Action::Errno(38),
            Action::Trap,
            Action::KillThread,
            Action::KillProcess,
        ])
    }

    fn clause(&mut self) -> Clause {
        let tests = self.one_of(&[0, 1, 1, 1, 2, 3]);
        let arguments = (0..tests)
            .map(|_| {
                let mask = self.value();
                let compare = self.one_of(&[
                    Compare::Equal,
                    Compare::NotEqual,
                    Compare::Less,
                    Compare::LessOrEqual,
                    Compare::Greater,
                    Compare::GreaterOrEqual,
                    Compare::MaskedEqual(mask),
                ]);
                let value = match compare {
                    // Most often one that can be.
                    Compare::MaskedEqual(mask) if self.below(4) > 0 => self.value() & mask,
                    _ => self.value(),
                };
                ArgumentTest { index: self.below(6) as u8, compare, value }
            })
            .collect();
        Clause { arguments, action: self.action() }
    }

    fn policy(&mut self) -> Policy {
        let linux: Vec<Arch> =
            Arch::ALL.iter().copied().filter(|it| audit_number(*it).is_some()).collect();
        let calls = self.one_of(&[0, 1, 2, 3, 10, 60, 300]);
        let most = self.one_of(&[1, 1, 1, 2, 4]);
        let plain = self.below(2) == 0;
        let calls = (0..calls)
            .map(|_| {
                let clauses = match (plain, self.below(8)) {
                    (true, 1..) => vec![Clause { arguments: Vec::new(), action: Action::Allow }],
                    _ => (0..self.below(most + 1)).map(|_| self.clause()).collect(),
                };
                (self.number(), clauses)
            })
            .collect();
        Policy { arch: self.one_of(&linux), default: self.action(), calls }
    }

    /// A call, most often of a number that the policy speaks of or one beside it.
    fn call(&mut self, policy: &Policy) -> Call {
        let named: Vec<u32> = policy.calls.keys().copied().collect();
        let number = match (named.is_empty(), self.below(4)) {
            (false, 1..) => {
                self.one_of(&named).wrapping_add(self.one_of(&[0, 0, 0, 0, 1, u32::MAX]))
            }
            _ => self.number(),
        };
        let own = audit_number(policy.arch).unwrap();
        let other = audit_number(self.one_of(&[Arch::I386, Arch::Amd64, Arch::Arm])).unwrap();
        let arch = if self.below(20) == 0 { other } else { own };
        let tested: Vec<u64> = policy
            .calls
            .get(&number)
            .into_iter()
            .flatten()
            .flat_map(|clause| clause.arguments.iter().map(|test| test.value))
            .collect();
        let arguments = std::array::from_fn(|_| match (tested.is_empty(), self.below(3)) {
            (false, 1..) => {
                self.one_of(&tested).wrapping_add(self.one_of(&[0, 0, 0, 1, u64::MAX, 1 << 32]))
            }
            _ => self.value(),
        });
        Call { arch, number, instruction_pointer: self.roll(), arguments }
    }
}

#[test]
fn a_filter_answers_what_the_policy_says() {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let (mut asked, mut fitting, mut far) = (0, 0, 0);
    for _ in 0..3000 {
        let policy = dice.policy();
        let filter = Filter::of(&policy).unwrap();
        far += usize::from(filter.instructions.len() > 600);
        for _ in 0..100 {
            let call = dice.call(&policy);
            let said = decide(&policy, &call);
            let answer = run(&filter.instructions, policy.arch, &call).unwrap();
            assert_eq!(action(answer.returned), said, "{call:x?} under {policy:?}");
            asked += 1;
            fitting += usize::from(said != policy.default);
        }
    }
    // The dice would prove nothing if all calls had the default, or all filters were short.
    assert!(fitting * 5 > asked, "{fitting} of {asked}");
    assert!(far > 100, "{far}");
}

#[test]
fn every_number_of_a_large_policy_is_found() {
    let mut dice = Dice(7);
    let calls: BTreeMap<u32, Vec<Clause>> = (0..900)
        .map(|number| (number, vec![Clause { arguments: Vec::new(), action: dice.action() }]))
        .collect();
    let policy = Policy { arch: Arch::S390x, default: Action::Trap, calls };
    let filter = Filter::of(&policy).unwrap();
    for number in (0..1000).chain([u32::MAX, 0x4000_0000]) {
        let arch = audit_number(policy.arch).unwrap();
        let call = Call { arch, number, instruction_pointer: 0, arguments: [0; 6] };
        let answer = run(&filter.instructions, policy.arch, &call).unwrap();
        assert_eq!(action(answer.returned), decide(&policy, &call), "{number}");
        assert!(answer.steps < 20, "{number} takes {} steps", answer.steps);
    }
}

#[test]
fn what_is_newer_than_the_policy_has_another_default() {
    let allow = vec![Clause { arguments: Vec::new(), action: Action::Allow }];
    let calls = BTreeMap::from([(3, allow.clone()), (451, allow)]);
    for arch in [Arch::Amd64, Arch::Arm64] {
        let policy = Policy { arch, default: Action::Errno(1), calls: calls.clone() };
        let filter = Filter::with_newer(&policy, Some((449, Action::Errno(38)))).unwrap();
        let answer = |number| {
            let call = Call {
                arch: audit_number(arch).unwrap(),
                number,
                instruction_pointer: 0,
                arguments: [0; 6],
            };
            action(run(&filter.instructions, arch, &call).unwrap().returned)
        };
        assert_eq!([2, 3, 449].map(answer), [Action::Errno(1), Action::Allow, Action::Errno(1)]);
        assert_eq!([450, 452, 9999].map(answer), [Action::Errno(38); 3]);
        assert_eq!(answer(451), Action::Allow);
    }
}

#[test]
fn a_policy_that_is_too_long_is_refused_with_its_length() {
    let many = |calls| {
        let one = |number: u64| {
            let clauses = (0..10).map(|at| Clause {
                arguments: vec![ArgumentTest {
                    index: 0,
                    compare: Compare::Equal,
                    value: number * 10 + at,
                }],
                action: Action::Allow,
            });
            (number as u32, clauses.collect())
        };
        Policy {
            arch: Arch::Amd64,
            default: Action::Errno(1),
            calls: (0..calls).map(one).collect(),
        }
    };
    assert!(Filter::of(&many(90)).unwrap().instructions.len() < MOST);
    let Err(Unfit::TooLong(length)) = Filter::of(&many(200)) else { panic!("it fits") };
    assert!(length > MOST);
}

#[test]
fn a_test_of_a_seventh_argument_is_refused() {
    let arguments = vec![ArgumentTest { index: 6, compare: Compare::Equal, value: 0 }];
    let clauses = vec![Clause { arguments, action: Action::Allow }];
    let policy = Policy {
        arch: Arch::Amd64,
        default: Action::Errno(1),
        calls: BTreeMap::from([(9, clauses)]),
    };
    assert_eq!(Filter::of(&policy), Err(Unfit::NoArgument { call: 9, index: 6 }));
}

#[test]
fn a_policy_without_calls_asks_for_the_architecture_and_for_x32() {
    let policy = Policy { arch: Arch::Amd64, default: Action::Allow, calls: BTreeMap::new() };
    let filter = Filter::of(&policy).unwrap();
    let of = |code, if_true, if_false, value| Instruction { code, if_true, if_false, value };
    // load arch; is it ours; load number; is it -1; is it of x32; kill; allow
    assert_eq!(filter.instructions[0], of(0x20, 0, 0, 4));
    assert_eq!(filter.instructions[2], of(0x20, 0, 0, 0));
    assert!(filter.instructions.len() <= 7, "{:?}", filter.instructions);
    assert_eq!(filter.bytes().len(), filter.instructions.len() * 8);
    assert_eq!(filter.bytes()[..8], [0x20, 0, 0, 0, 4, 0, 0, 0]);
}

#[test]
fn a_filter_for_a_big_endian_machine_lies_in_memory_as_that_reads_it() {
    let policy = Policy { arch: Arch::S390x, default: Action::Allow, calls: BTreeMap::new() };
    assert_eq!(Filter::of(&policy).unwrap().bytes()[..8], [0, 0x20, 0, 0, 0, 0, 0, 4]);
}

#[test]
fn every_answer_reads_back() {
    let mut dice = Dice(3);
    for _ in 0..100 {
        let it = dice.action();
        assert_eq!(action(returned(it)), it);
    }
    assert_eq!(action(0x1234_0000), Action::KillProcess);
}

#[test]
fn what_is_no_program_is_told_and_not_run() {
    let call = Call { arch: 0, number: 0, instruction_pointer: 0, arguments: [0; 6] };
    let of = |code, value| Instruction { code, if_true: 0, if_false: 200, value };
    let mut dice = Dice(11);
    for _ in 0..100_000 {
        let program: Vec<Instruction> = (0..dice.below(6))
            .map(|_| of(dice.roll() as u16 & 0xff, dice.value() as u32))
            .collect();
        // Neither a panic nor a run without an end.
        let _ = run(&program, Arch::Amd64, &call);
    }
    assert!(run(&[], Arch::Amd64, &call).is_err());
    assert!(run(&[of(0x20, 64)], Arch::Amd64, &call).is_err());
    assert!(run(&[of(0x05, u32::MAX)], Arch::Amd64, &call).is_err());
    let divides_by_nothing = [of(0x34, 0), of(0x06, 1)];
    let answer = run(&divides_by_nothing, Arch::Amd64, &call).unwrap();
    assert_eq!(answer, Answer { returned: 0, steps: 1 });
}

/// As long as the profile of a container engine: most of 460 calls allowed, a few by their arguments.
#[test]
fn a_search_takes_a_tenth_of_the_steps_of_a_list() {
    let mut dice = Dice(5);
    let mut calls = BTreeMap::new();
    for number in 0..460 {
        let plain = vec![Clause { arguments: Vec::new(), action: Action::Allow }];
        match dice.below(6) {
            0 => {}
            _ => drop(calls.insert(number, plain)),
        }
    }
    for (number, values) in [(56, &[0u64][..]), (135, &[0, 8, 0x20000, 0x20008, 0xffff_ffff])] {
        let clause = |value| Clause {
            arguments: vec![ArgumentTest { index: 0, compare: Compare::Equal, value }],
            action: Action::Allow,
        };
        calls.insert(number, values.iter().copied().map(clause).collect());
    }
    let policy = Policy { arch: Arch::Amd64, default: Action::Errno(1), calls };
    let filter = Filter::of(&policy).unwrap();
    let steps: usize = (0..460)
        .map(|number| {
            let arch = audit_number(Arch::Amd64).unwrap();
            let call = Call { arch, number, instruction_pointer: 0, arguments: [0; 6] };
            run(&filter.instructions, Arch::Amd64, &call).unwrap().steps
        })
        .sum();
    let mean = steps as f64 / 460.0;
    // In a list the call is found after half of them.
    let list = policy.calls.len() as f64 / 2.0;
    println!(
        "{} calls, {} instructions, {mean:.1} run per call; a list runs {list:.0}",
        policy.calls.len(),
        filter.instructions.len()
    );
    assert!(mean * 10.0 < list, "{mean}");
}
