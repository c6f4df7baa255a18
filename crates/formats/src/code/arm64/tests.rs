//! What is read of instructions: each is one that the compiler or the assembler of Go, or gcc, wrote.

use crate::code::{Effect, Flow, Instruction, Machine, Mention, Place, Stored, vector};

fn read(words: &[u32]) -> Vec<Instruction> {
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    Machine::Arm64.decode(&bytes, 0x41500).collect()
}

fn effects(word: u32) -> Vec<Effect> {
    read(&[word])[0].effects.iter().collect()
}

fn flow(word: u32) -> Flow {
    read(&[word])[0].flow
}

fn at(base: u8, offset: i64) -> Place {
    Place { base: Some(base), offset }
}

#[test]
fn a_number_is_told_however_it_is_written() {
    // mov x0, #172; mov w8, #0xf (ORR); mov x0, #-1; mov w0, #-100; movk x2, #0x5000, lsl #16
    assert_eq!(effects(0xd280_1580), [Effect::Number(0, 172)]);
    assert_eq!(effects(0x3200_0fe8), [Effect::Number(8, 15)]);
    assert_eq!(effects(0x9280_0000), [Effect::Number(0, u64::MAX)]);
    assert_eq!(effects(0x1280_0c60), [Effect::Number(0, 0xffff_ff9c)]);
    assert_eq!(effects(0xf2aa_0002), [Effect::Sixteen(2, 0x5000, 16)]);
}

#[test]
fn a_move_copies_all_or_the_lower_half_or_zero() {
    // mov x1, x2; mov w1, w2; mov x1, xzr; mov sp, x20; and x0, x1, #0xffffffff
    assert_eq!(effects(0xaa02_03e1), [Effect::Copy(1, 2)]);
    assert_eq!(effects(0x2a02_03e1), [Effect::Low(1, 2)]);
    assert_eq!(effects(0xaa1f_03e1), [Effect::Number(1, 0)]);
    assert_eq!(effects(0x9100_029f), [Effect::Copy(31, 20)]);
    assert_eq!(effects(0x9240_7c20), [Effect::Low(0, 1)]);
}

#[test]
fn frames_of_all_sizes_move_the_stack_pointer() {
    // sub x20, sp, #0x100; sub x20, sp, x27; sub x29, sp, #8; str x30, [sp, #-48]!; ldr x30, [sp], #48
    assert_eq!(effects(0xd104_03f4), [Effect::Add(20, 31, -0x100)]);
    assert_eq!(effects(0xcb3b_63f4), [Effect::Difference(20, 31, 27)]);
    assert_eq!(effects(0xd100_23fd), [Effect::Copy(29, 31), Effect::Add(29, 29, -8)]);
    let stored = Effect::Store(at(31, 0), Stored::Register(30), 8);
    assert_eq!(effects(0xf81d_0ffe), [Effect::Add(31, 31, -48), stored]);
    let loaded = Effect::Load(30, at(31, 0), 8);
    assert_eq!(effects(0xf843_07fe), [loaded, Effect::Add(31, 31, 48)]);
}

#[test]
fn what_compares_keeps_all_registers() {
    // cmp x17, x16; cmp x0, #1; tst x0, #1
    assert_eq!(effects(0xeb10_023f), []);
    assert_eq!(effects(0xf100_041f), []);
    assert_eq!(effects(0xf240_001f), []);
}

#[test]
fn pairs_are_stored_and_loaded_word_by_word() {
    // stp xzr, xzr, [sp, #16]; stp x1, x2, [sp, #16]; ldp x0, x1, [x0] with the base last
    let zero = |offset| Effect::Store(at(31, offset), Stored::Number(0), 8);
    assert_eq!(effects(0xa901_7fff), [zero(16), zero(24)]);
    let store = |offset, from| Effect::Store(at(31, offset), Stored::Register(from), 8);
    assert_eq!(effects(0xa901_0be1), [store(16, 1), store(24, 2)]);
    let loads = [Effect::Load(1, at(0, 8), 8), Effect::Load(0, at(0, 0), 8)];
    assert_eq!(effects(0xa940_0400), loads);
}

#[test]
fn structures_are_copied_through_vectors() {
    // FLDPQ (R1), (F16, F17) and FSTPQ (F16, F17), (R0), which copy four words
    let words = [vector(14), vector(14) + 1, vector(15), vector(15) + 1];
    let loads: Vec<Effect> =
        (0..4).map(|one| Effect::Load(words[one], at(1, one as i64 * 8), 8)).collect();
    assert_eq!(effects(0xad40_4430), loads);
    let store = |one: usize| Effect::Store(at(0, one as i64 * 8), Stored::Register(words[one]), 8);
    assert_eq!(effects(0xad00_4410), (0..4).map(store).collect::<Vec<Effect>>());
}

#[test]
fn what_is_narrower_than_a_number_is_lost() {
    // ldrb w0, [x1]; ldrsw x0, [x1]; strb w0, [sp, #8]; ldr x0, [x1, x2]
    assert_eq!(effects(0x3940_0020), [Effect::Lose(0)]);
    assert_eq!(effects(0xb980_0020), [Effect::Lose(0)]);
    assert_eq!(effects(0x3900_23e0), [Effect::Store(at(31, 8), Stored::Unknown, 2)]);
    assert_eq!(effects(0xf862_6820), [Effect::Lose(0)]);
}

#[test]
fn what_is_done_at_once_loses_what_was_there() {
    // ldaddal x0, x1, [x2]; casal x0, x1, [x2]; stlxr w3, x0, [x1]; swpal x0, x1, [x2]
    let unknown = |base| Effect::Store(at(base, 0), Stored::Unknown, 64);
    assert_eq!(effects(0xf8e0_0041), [unknown(2), Effect::Lose(0), Effect::Lose(1)]);
    assert_eq!(effects(0xc8e0_fc41), [unknown(2), Effect::Lose(0)]);
    assert_eq!(effects(0xc803_fc20), [unknown(1), Effect::Lose(3)]);
    assert_eq!(effects(0xf8e0_8041), [unknown(2), Effect::Lose(0), Effect::Lose(1)]);
}

#[test]
fn what_loads_many_vectors_keeps_the_stack_alone() {
    // ld1 {v0.16b, v1.16b, v2.16b, v3.16b}, [x0], #64
    assert_eq!(effects(0x4cdf_2000), [Effect::LoseAll, Effect::Add(0, 0, 64)]);
    // An instruction of SVE, which is not read.
    assert_eq!(effects(0x0420_0000), [Effect::LoseAll]);
}

#[test]
fn a_choice_is_one_of_both() {
    // csel x0, x1, x2, eq; csel w0, wzr, w2, eq
    assert_eq!(effects(0x9a82_0020), [Effect::Either(0, 1, 2)]);
    let with_zero = [Effect::Number(0, 0), Effect::Either(0, 0, 2), Effect::Low(0, 0)];
    assert_eq!(effects(0x1a82_03e0), with_zero);
}

#[test]
fn control_goes_where_the_instruction_says() {
    // bl 0x45d30 at 0x414b0, here moved by 0x50; b 0x411d0; b.eq; cbz; tbz; blr x3; br x16; ret; svc; brk
    assert_eq!(flow(0x9400_1220), Flow::Call(0x45d80));
    assert_eq!(flow(0x17ff_ff38), Flow::Jump(0x411e0));
    assert_eq!(flow(0x5400_0040), Flow::Branch(0x41508));
    assert_eq!(flow(0x3400_13a0), Flow::Branch(0x41774));
    assert_eq!(flow(0x361f_ffc0), Flow::Branch(0x414f8));
    assert_eq!(flow(0xd63f_0060), Flow::CallRegister(3));
    assert_eq!(flow(0xd61f_0200), Flow::JumpRegister(16));
    assert_eq!(flow(0xd65f_03c0), Flow::Return);
    assert_eq!(flow(0xd400_0001), Flow::Syscall);
    assert_eq!(effects(0xd400_0001), [Effect::Lose(0)]);
    assert_eq!(flow(0xd420_0020), Flow::Stop);
}

#[test]
fn an_address_is_a_page_and_a_place_in_it() {
    // adrp x27, 0x268000; add x27, x27, #0xb40; adrp x20; ldr x0, [x20, #8]; str x0, [x20, #16]; bl
    let words = [0xf000_113b, 0x912d_037b, 0xf000_1134, 0xf940_0680, 0xf900_0a80, 0x9400_1220u32];
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    let mut all = Vec::new();
    Machine::Arm64.mentions(&bytes, 0x4152c, |place, mention, target| {
        all.push((place, mention, target));
    });
    let expected = [
        (0x41530, Mention::Takes, 0x26_8b40),
        (0x41538, Mention::Reads, 0x26_8008),
        (0x41540, Mention::Calls, 0x45dc0),
    ];
    assert_eq!(all, expected);
    assert!(Machine::Arm64.may_store(&bytes, 0x4152c, &[0x26_8010]));
    assert!(!Machine::Arm64.may_store(&bytes, 0x4152c, &[0x26_8008]));
    assert_eq!(read(&words)[0].effects.iter().next(), Some(Effect::Number(27, 0x26_8000)));
}

#[test]
fn the_kernel_is_called_with_whatever_number_beside() {
    let words: [u32; 3] = [0xd400_0001, 0xd65f_03c0, 0xd400_1001];
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    assert_eq!(Machine::Arm64.kernel_calls(&bytes, 0x1000), [0x1000, 0x1008]);
}
