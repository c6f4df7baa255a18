//! The seccomp filter that stops a traced program once at each call, and what such a stop says.
//!
//! A filter tells the tracer a number of 16 bits. It tells the call itself with it, so that no register
//! needs to be read.

/// One instruction of a filter: the code, both jumps and the constant (linux/filter.h).
pub(super) type Instruction = (u16, u8, u8, u32);

/// What a stop says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// The call of this number.
    Native(u32),
    /// The call that has this number for programs of another architecture.
    Foreign(u32),
    /// prctl(2) with PR_SET_SECCOMP: from now on a filter of the program may decide before ours.
    InstallsFilter,
    /// The number is too large to be told.
    Ask,
}

/// SECCOMP_RET_TRACE (linux/seccomp.h).
const TRACE: u32 = 0x7ff0_0000;
const FOREIGN: u32 = 0x8000;
/// Calls of x32 on amd64 have this bit.
const X32: u32 = 0x4000_0000;
const TOLD_X32: u32 = 0x4000;
const ASK: u32 = 0x3fff;
const INSTALLS_FILTER: u32 = 0x3ffe;
/// PR_SET_SECCOMP (linux/prctl.h).
const SET_SECCOMP: u32 = 22;

/// Where a filter finds the number, the architecture and the lower half of the first argument
/// (struct seccomp_data).
const NUMBER: u32 = 0;
const ARCH: u32 = 4;
const ARGUMENT: u32 = if cfg!(target_endian = "big") { 20 } else { 16 };

// linux/bpf_common.h
const LOAD: u16 = 0x20;
const EQUAL: u16 = 0x15;
const AT_LEAST: u16 = 0x35;
const AND: u16 = 0x54;
const OR: u16 = 0x44;
const ANSWER: u16 = 0x06;
const ANSWER_A: u16 = 0x16;

/// A filter for this architecture, as the kernel's audit numbers it, and its number of prctl(2).
pub(super) fn filter(arch: u32, prctl: u32) -> [Instruction; 21] {
    [
        (LOAD, 0, 0, ARCH),
        (EQUAL, 0, 13, arch),
        (LOAD, 0, 0, NUMBER),
        (AT_LEAST, 7, 0, X32),
        (AT_LEAST, 14, 0, INSTALLS_FILTER),
        (EQUAL, 0, 3, prctl),
        (LOAD, 0, 0, ARGUMENT),
        (EQUAL, 12, 0, SET_SECCOMP),
        (LOAD, 0, 0, NUMBER),
        (OR, 0, 0, TRACE),
        (ANSWER_A, 0, 0, 0),
        // A call of x32.
        (AND, 0, 0, !X32),
        (AT_LEAST, 6, 0, INSTALLS_FILTER),
        (OR, 0, 0, TRACE | TOLD_X32),
        (ANSWER_A, 0, 0, 0),
        // Another architecture.
        (LOAD, 0, 0, NUMBER),
        (AT_LEAST, 2, 0, INSTALLS_FILTER),
        (OR, 0, 0, TRACE | FOREIGN),
        (ANSWER_A, 0, 0, 0),
        (ANSWER, 0, 0, TRACE | ASK),
        (ANSWER, 0, 0, TRACE | INSTALLS_FILTER),
    ]
}

/// What a stop says with this number.
pub(super) fn said(told: u32) -> Stop {
    match told & 0xffff {
        ASK => Stop::Ask,
        INSTALLS_FILTER => Stop::InstallsFilter,
        told if told & FOREIGN != 0 => Stop::Foreign(told & !FOREIGN),
        told if told & TOLD_X32 != 0 => Stop::Native(told & !TOLD_X32 | X32),
        told => Stop::Native(told),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: u32 = 0xc000_003e;
    const PRCTL: u32 = 157;

    /// What the kernel would hand to a tracer, by the rules of linux/filter.h.
    fn told(number: u32, arch: u32, argument: u32) -> u32 {
        let filter = filter(HERE, PRCTL);
        let (mut at, mut a) = (0, 0_u32);
        loop {
            let (code, yes, no, k) = filter[at];
            at += 1;
            let jump = |holds: bool| usize::from(if holds { yes } else { no });
            match code {
                LOAD if k == NUMBER => a = number,
                LOAD if k == ARCH => a = arch,
                LOAD if k == ARGUMENT => a = argument,
                EQUAL => at += jump(a == k),
                AT_LEAST => at += jump(a >= k),
                AND => a &= k,
                OR => a |= k,
                ANSWER | ANSWER_A => {
                    let answer = if code == ANSWER { k } else { a };
                    assert_eq!(answer & 0xffff_0000, TRACE, "every call stops");
                    return answer;
                }
                _ => panic!("no filter has the instruction {code:#x} with {k}"),
            }
        }
    }

    #[test]
    fn a_stop_tells_the_call_and_whose_it_is() {
        for number in [0, 1, 156, 158, 334, 462, 5999] {
            assert_eq!(said(told(number, HERE, 22)), Stop::Native(number));
            assert_eq!(said(told(number, 0x4000_0003, 22)), Stop::Foreign(number));
            assert_eq!(said(told(number | X32, HERE, 22)), Stop::Native(number | X32));
        }
    }

    #[test]
    fn a_program_that_installs_a_filter_is_noticed() {
        assert_eq!(said(told(PRCTL, HERE, SET_SECCOMP)), Stop::InstallsFilter);
        assert_eq!(said(told(PRCTL, HERE, 15)), Stop::Native(PRCTL));
    }

    #[test]
    fn a_number_that_cannot_be_told_is_to_be_asked_for() {
        for number in [0x3ffe, 0x3fff, 0x4000, 0x8000, 0x3fff_ffff, X32 | 0x3ffe, u32::MAX] {
            assert_eq!(said(told(number, HERE, 0)), Stop::Ask, "{number:#x}");
        }
        assert_eq!(said(told(u32::MAX, 1, 0)), Stop::Ask);
    }
}
