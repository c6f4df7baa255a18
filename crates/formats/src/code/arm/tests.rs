//! What is read of instructions that the compiler and the assembler of Go wrote.

use crate::code::{Effect, Flow, Instruction, Machine, Place, Stored};

fn read(word: u32) -> Instruction {
    Machine::Arm.decode(&word.to_le_bytes(), 0x5e560).next().expect("an instruction")
}

fn effects(word: u32) -> Vec<Effect> {
    read(word).effects.iter().collect()
}

fn at(base: u8, offset: i64) -> Place {
    Place { base: Some(base), offset }
}

#[test]
fn a_number_comes_from_the_instruction_or_from_what_lies_near() {
    // mov r7, #240; ldr r1, [pc, #792]; moveq r0, #1
    assert_eq!(effects(0xe3a0_70f0), [Effect::Number(7, 240)]);
    let near = Place { base: None, offset: 0x5e560 + 8 + 792 };
    assert_eq!(effects(0xe59f_1318), [Effect::Load(1, near, 4)]);
    assert_eq!(effects(0x03a0_0001), [Effect::Number(16, 1), Effect::Either(0, 0, 16)]);
}

#[test]
fn arguments_lie_behind_the_way_back() {
    // str lr, [sp, #-124]!; ldr r0, [sp, #56]; add r2, sp, #56; ldr pc, [sp], #124
    let link = Effect::Store(at(13, 0), Stored::Register(14), 4);
    assert_eq!(effects(0xe52d_e07c), [Effect::Add(13, 13, -124), link]);
    assert_eq!(effects(0xe59d_0038), [Effect::Load(0, at(13, 56), 4)]);
    assert_eq!(effects(0xe28d_2038), [Effect::Add(2, 13, 56)]);
    assert_eq!(read(0xe49d_f07c).flow, Flow::Return);
}

#[test]
fn control_goes_where_the_instruction_says() {
    // bl internal/runtime/syscall/linux.Syscall6; b.ls; add pc, lr, #0; blx r3; svc 0
    assert_eq!(read(0xebfe_ec07).flow, Flow::Call(0x19584));
    assert_eq!(read(0x9a00_0006).flow, Flow::Branch(0x5e580));
    assert_eq!(read(0xe28e_f000).flow, Flow::Return);
    assert_eq!(read(0xe12f_ff33).flow, Flow::CallRegister(3));
    assert_eq!(read(0xef00_0000).flow, Flow::Syscall);
}
