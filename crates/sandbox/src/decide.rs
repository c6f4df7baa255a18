//! What a policy says of one call: read as it stands, without the kernel and without a program.

use landfall_facts::{Action, Arch, ArgumentTest, Clause, Compare, Policy};

/// A call as a filter sees it: numbers, and nothing behind a pointer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call {
    /// The architecture as the kernel numbers it, see [`audit_number`].
    pub arch: u32,
    /// The number of the call.
    pub number: u32,
    /// Where it was made.
    pub instruction_pointer: u64,
    /// What it was given.
    pub arguments: [u64; 6],
}

/// Calls of the x32 ABI have this bit, under the architecture of amd64 (`__X32_SYSCALL_BIT`, asm/unistd.h).
pub(crate) const X32: u32 = 0x4000_0000;
/// The number of a call that a tracer took away: it is no call of x32, whatever its bits.
pub(crate) const SKIPPED: u32 = u32::MAX;

/// `AUDIT_ARCH_…` of linux/audit.h, by which the kernel tells a filter for whom a call is: the number of ELF for the
/// machine, with one bit for 64 bits and one for little endian. WebAssembly has no kernel.
pub fn audit_number(arch: Arch) -> Option<u32> {
    const BITS_64: u32 = 0x8000_0000;
    const LITTLE: u32 = 0x4000_0000;
    Some(match arch {
        Arch::I386 => 3 | LITTLE,
        Arch::Amd64 => 62 | BITS_64 | LITTLE,
        Arch::Arm => 40 | LITTLE,
        Arch::Arm64 => 183 | BITS_64 | LITTLE,
        Arch::Loong64 => 258 | BITS_64 | LITTLE,
        Arch::Mips => 8,
        Arch::Mipsle => 8 | LITTLE,
        Arch::Mips64 => 8 | BITS_64,
        Arch::Mips64le => 8 | BITS_64 | LITTLE,
        Arch::Ppc64 => 21 | BITS_64,
        Arch::Ppc64le => 21 | BITS_64 | LITTLE,
        Arch::Riscv64 => 243 | BITS_64 | LITTLE,
        Arch::S390x => 22 | BITS_64,
        Arch::Wasm => return None,
    })
}

/// Whether the high half of a number comes first in memory.
pub(crate) fn is_big_endian(arch: Arch) -> bool {
    matches!(arch, Arch::Mips | Arch::Mips64 | Arch::Ppc64 | Arch::S390x)
}

/// What a policy makes of a call. One of another architecture ends the process, and so does one of x32.
pub fn decide(policy: &Policy, call: &Call) -> Action {
    if audit_number(policy.arch) != Some(call.arch) || is_x32(policy.arch, call.number) {
        return Action::KillProcess;
    }
    let clauses = policy.calls.get(&call.number).map_or(&[][..], Vec::as_slice);
    first_fitting(clauses, call).unwrap_or(policy.default)
}

/// What the first clause says that fits a call.
pub(crate) fn first_fitting(clauses: &[Clause], call: &Call) -> Option<Action> {
    clauses.iter().find(|clause| fits(clause, call)).map(|clause| clause.action)
}

pub(crate) fn is_x32(arch: Arch, number: u32) -> bool {
    arch == Arch::Amd64 && (X32..SKIPPED).contains(&number)
}

fn fits(clause: &Clause, call: &Call) -> bool {
    clause.arguments.iter().all(|test| holds(test, call))
}

fn holds(test: &ArgumentTest, call: &Call) -> bool {
    // A call has six; a test of a seventh holds of none.
    let Some(&argument) = call.arguments.get(usize::from(test.index)) else { return false };
    match test.compare {
        Compare::Equal => argument == test.value,
        Compare::NotEqual => argument != test.value,
        Compare::Less => argument < test.value,
        Compare::LessOrEqual => argument <= test.value,
        Compare::Greater => argument > test.value,
        Compare::GreaterOrEqual => argument >= test.value,
        Compare::MaskedEqual(mask) => argument & mask == test.value,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn policy(clauses: Vec<Clause>) -> Policy {
        Policy {
            arch: Arch::Amd64,
            default: Action::Errno(1),
            calls: BTreeMap::from([(7, clauses)]),
        }
    }

    fn call(number: u32, first: u64) -> Call {
        let arch = 0xC000_003E;
        Call { arch, number, instruction_pointer: 0, arguments: [first, 0, 0, 0, 0, 0] }
    }

    #[test]
    fn the_first_clause_that_fits_decides_and_without_one_the_default() {
        let is = |value, action| Clause {
            arguments: vec![ArgumentTest { index: 0, compare: Compare::Equal, value }],
            action,
        };
        let policy = policy(vec![is(1, Action::Allow), is(1, Action::Trap), is(2, Action::Log)]);
        assert_eq!(decide(&policy, &call(7, 1)), Action::Allow);
        assert_eq!(decide(&policy, &call(7, 2)), Action::Log);
        assert_eq!(decide(&policy, &call(7, 3)), Action::Errno(1));
        assert_eq!(decide(&policy, &call(8, 1)), Action::Errno(1));
    }

    #[test]
    fn a_call_of_another_architecture_or_of_x32_ends_the_process() {
        let policy = policy(vec![Clause { arguments: Vec::new(), action: Action::Allow }]);
        assert_eq!(decide(&policy, &call(7 | X32, 1)), Action::KillProcess);
        assert_eq!(decide(&policy, &Call { arch: 0x4000_0003, ..call(7, 1) }), Action::KillProcess);
        assert_eq!(decide(&policy, &call(SKIPPED, 1)), Action::Errno(1));
    }

    /// Held against linux/audit.h of Linux 6.1.
    #[test]
    fn architectures_have_the_numbers_of_the_kernel() {
        let written = [
            (Arch::I386, 0x4000_0003),
            (Arch::Amd64, 0xC000_003E),
            (Arch::Arm, 0x4000_0028),
            (Arch::Arm64, 0xC000_00B7),
            (Arch::Loong64, 0xC000_0102),
            (Arch::Mips, 0x0000_0008),
            (Arch::Mipsle, 0x4000_0008),
            (Arch::Mips64, 0x8000_0008),
            (Arch::Mips64le, 0xC000_0008),
            (Arch::Ppc64, 0x8000_0015),
            (Arch::Ppc64le, 0xC000_0015),
            (Arch::Riscv64, 0xC000_00F3),
            (Arch::S390x, 0x8000_0016),
        ];
        for (arch, number) in written {
            assert_eq!(audit_number(arch), Some(number), "{arch}");
        }
    }
}
