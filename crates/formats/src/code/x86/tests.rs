//! What is read of instructions: each is one that the compiler or the assembler of Go, or gcc, wrote.

use crate::code::{Effect, Flow, Instruction, Machine, Mention, Place, Stored};

fn one(machine: Machine, bytes: &[u8]) -> Instruction {
    machine.decode(bytes, 0x8051ef0).next().expect("an instruction")
}

fn at(offset: i64) -> Place {
    Place { base: Some(4), offset }
}

#[test]
fn a_number_is_loaded_from_where_386_hands_it_over() {
    // MOVL 0x4(SP), AX; MOVL $0xfc, AX; MOVL $-1, 0x20(SP); PUSHL $5
    let effects =
        |bytes: &[u8]| -> Vec<Effect> { one(Machine::X86, bytes).effects.iter().collect() };
    assert_eq!(effects(&[0x8b, 0x44, 0x24, 4]), [Effect::Load(0, at(4), 4)]);
    assert_eq!(effects(&[0xb8, 0xfc, 0, 0, 0]), [Effect::Number(0, 0xfc)]);
    let stored = effects(&[0xc7, 0x44, 0x24, 0x20, 0xff, 0xff, 0xff, 0xff]);
    assert!(
        matches!(stored[..], [Effect::Store(place, Stored::Number(_), 4)] if place == at(0x20))
    );
    let pushed = [Effect::Add(4, 4, -4), Effect::Store(at(0), Stored::Number(5), 4)];
    assert_eq!(effects(&[0x6a, 5]), pushed);
    // PUSHL 0x18(SP)
    let handed_on = [
        Effect::Load(16, at(0x18), 4),
        Effect::Add(4, 4, -4),
        Effect::Store(at(0), Stored::Register(16), 4),
    ];
    assert_eq!(effects(&[0xff, 0x74, 0x24, 0x18]), handed_on);
}

#[test]
fn a_number_is_loaded_by_its_lowest_byte_after_zero() {
    // XORL AX, AX; MOVB $0x38, AL; MOVB $0x39, AL
    let code = [0x31, 0xc0, 0xb0, 0x38, 0xb0, 0x39];
    let all: Vec<Vec<Effect>> =
        Machine::X64.decode(&code, 0).map(|one| one.effects.iter().collect()).collect();
    assert_eq!(all[1], [Effect::Number(0, 0x38)]);
    assert_eq!(all[2], [Effect::Lose(0)]);
}

#[test]
fn the_kernel_is_called_in_four_ways() {
    let by_thread = [0x65, 0xff, 0x15, 0x10, 0, 0, 0];
    for (machine, bytes) in [
        (Machine::X64, &[0x0f, 0x05][..]),
        (Machine::X86, &[0x0f, 0x34]),
        (Machine::X86, &[0xcd, 0x80]),
        (Machine::X86, &by_thread),
    ] {
        let read = one(machine, bytes);
        assert_eq!(read.flow, Flow::Syscall);
        assert!(
            read.effects.iter().any(|effect| effect == Effect::Lose(0)) || bytes == [0x0f, 0x34]
        );
        assert_eq!(machine.kernel_calls(bytes, 0x10), [0x10]);
    }
    // The function that checks the stack, and another place behind the segment.
    let other = [0x65, 0xff, 0x15, 0x14, 0, 0, 0];
    assert!(matches!(one(Machine::X86, &other).flow, Flow::CallMemory(_)));
    assert!(Machine::X86.kernel_calls(&other, 0x10).is_empty());
}

#[test]
fn a_place_is_counted_from_the_next_instruction_on_amd64() {
    // LEAQ 0xd08d0(IP), AX; MOVQ CX, 0x1f0cb6(IP); CALL
    let code = [
        0x48, 0x8d, 0x05, 0xd0, 0x08, 0x0d, 0, 0x48, 0x89, 0x0d, 0xb6, 0x0c, 0x1f, 0, 0xe8, 1, 0,
        0, 0,
    ];
    let mut all = Vec::new();
    Machine::X64.mentions(&code, 0x1000, |_, mention, target| all.push((mention, target)));
    assert!(all.contains(&(Mention::Takes, 0x1007 + 0xd08d0)));
    assert!(all.contains(&(Mention::Calls, 0x1014)));
    assert!(Machine::X64.may_store(&code, 0x1000, &[0x100e + 0x1f0cb6]));
    assert_eq!(one(Machine::X64, &code).effects.iter().count(), 1);
}
