//! What is read of instructions: each is one that a compiler or an assembler wrote.

use crate::code::{Effect, Flow, Instruction, Machine, Mention, Place, Stored};

fn read(bytes: &[u8]) -> Instruction {
    let one = Machine::S390x.decode(bytes, 0x10000).next().expect("an instruction");
    assert_eq!(usize::from(one.len), bytes.len());
    one
}

fn effects(bytes: &[u8]) -> Vec<Effect> {
    read(bytes).effects.iter().collect()
}

fn at(base: u8, offset: i64) -> Place {
    Place { base: Some(base), offset }
}

#[test]
fn a_number_is_told_however_it_is_written() {
    // lghi %r1, 172; lhi %r2, -100; lgfi %r3, -5; llilf %r4, 70000; llilh %r4, 2; oill %r4, 5; xgr %r1, %r1
    assert_eq!(effects(&[0xa7, 0x19, 0, 0xac]), [Effect::Number(1, 172)]);
    assert_eq!(effects(&[0xa7, 0x28, 0xff, 0x9c]), [Effect::Number(2, 0xffff_ff9c)]);
    assert_eq!(effects(&[0xc0, 0x31, 0xff, 0xff, 0xff, 0xfb]), [Effect::Number(3, -5i64 as u64)]);
    assert_eq!(effects(&[0xc0, 0x4f, 0, 1, 0x11, 0x70]), [Effect::Number(4, 70000)]);
    assert_eq!(effects(&[0xa5, 0x4e, 0, 2]), [Effect::Number(4, 0x20000)]);
    assert_eq!(effects(&[0xa5, 0x4b, 0, 5]), [Effect::Or(4, 4, 5)]);
    assert_eq!(effects(&[0xb9, 0x82, 0, 0x11]), [Effect::Number(1, 0)]);
}

#[test]
fn a_move_copies_all_or_the_lower_half() {
    // lgr %r1, %r2; lr %r1, %r2; lgfr; llgfr; risbgn %r1, %r2, 32, 191, 0
    assert_eq!(effects(&[0xb9, 4, 0, 0x12]), [Effect::Copy(1, 2)]);
    assert_eq!(effects(&[0x18, 0x12]), [Effect::Low(1, 2)]);
    assert_eq!(effects(&[0xb9, 0x14, 0, 0x12]), [Effect::Signed(1, 2)]);
    assert_eq!(effects(&[0xb9, 0x16, 0, 0x12]), [Effect::Low(1, 2)]);
    assert_eq!(effects(&[0xec, 0x12, 0x20, 0xbf, 0, 0x59]), [Effect::Low(1, 2)]);
}

#[test]
fn frames_move_the_stack_pointer() {
    // lay %r15, -88(%r15); aghi %r15, 160; la %r1, 88(%r15, %r0); la %r1, 4(%r2, %r3)
    assert_eq!(effects(&[0xe3, 0xf0, 0xff, 0xa8, 0xff, 0x71]), [Effect::Add(15, 15, -88)]);
    assert_eq!(effects(&[0xe3, 0xff, 0x0f, 0xa8, 0xff, 0x71]), [Effect::Add(15, 15, -88)]);
    assert_eq!(effects(&[0xa7, 0xfb, 0, 0xa0]), [Effect::Add(15, 15, 160)]);
    assert_eq!(effects(&[0x41, 0x1f, 0, 0x58]), [Effect::Add(1, 15, 88)]);
    let both = [Effect::Sum(62, 3, 2), Effect::Add(1, 62, 4)];
    assert_eq!(effects(&[0x41, 0x12, 0x30, 4]), both);
}

#[test]
fn words_are_stored_and_loaded() {
    // stg %r14, -88(%r15); st %r2, 96(%r15); sth %r1, 2(%r15); mvghi 8(%r15), -1; vst %v0, 16(%r15)
    let store = |offset, from, size| [Effect::Store(at(15, offset), Stored::Register(from), size)];
    assert_eq!(effects(&[0xe3, 0xe0, 0xff, 0xa8, 0xff, 0x24]), store(-88, 14, 8));
    assert_eq!(effects(&[0x50, 0x20, 0xf0, 0x60]), store(96, 2, 4));
    let unknown = |base, offset, size| Effect::Store(at(base, offset), Stored::Unknown, size);
    assert_eq!(effects(&[0x40, 0x10, 0xf0, 2]), [unknown(15, 2, 2)]);
    let number = Stored::Number(u64::MAX);
    assert_eq!(effects(&[0xe5, 0x48, 0xf0, 8, 0xff, 0xff]), [Effect::Store(at(15, 8), number, 8)]);
    assert_eq!(effects(&[0xe7, 0, 0xf0, 16, 0, 0x0e]), [unknown(15, 16, 16)]);
    // lg %r2, 96(%r15); l; lgf; cs %r1, %r2, 0(%r3); laag %r1, %r2, 0(%r3)
    let load = |size| Effect::Load(2, at(15, 96), size);
    assert_eq!(effects(&[0xe3, 0x20, 0xf0, 0x60, 0, 4]), [load(8)]);
    assert_eq!(effects(&[0x58, 0x20, 0xf0, 0x60]), [load(4)]);
    assert_eq!(effects(&[0xe3, 0x20, 0xf0, 0x60, 0, 0x14]), [load(4), Effect::Signed(2, 2)]);
    assert_eq!(effects(&[0xba, 0x12, 0x30, 0]), [unknown(3, 0, 4), Effect::Lose(1)]);
    assert_eq!(effects(&[0xeb, 0x12, 0x30, 0, 0, 0xe8]), [unknown(3, 0, 8), Effect::Lose(1)]);
}

#[test]
fn several_registers_are_kept_and_taken_back_at_once() {
    // stmg %r6, %r15, 48(%r15); lmg %r6, %r15, 208(%r15); stm %r2, %r3, 8(%r15)
    assert_eq!(effects(&[0xeb, 0x6f, 0xf0, 0x30, 0, 0x24]), [Effect::Stores(6, 15, at(15, 48), 8)]);
    assert_eq!(effects(&[0xeb, 0x6f, 0xf0, 0xd0, 0, 4]), [Effect::Loads(6, 15, at(15, 208), 8)]);
    assert_eq!(effects(&[0x90, 0x23, 0xf0, 8]), [Effect::Stores(2, 3, at(15, 8), 4)]);
    assert_eq!(Effect::Loads(6, 8, at(15, 0), 8).writes(), 0b1_1100_0000);
}

#[test]
fn structures_are_copied_in_memory() {
    // mvc 0(72, %r1), 0(%r9); xc 160(16, %r15), 160(%r15)
    let word = |by| {
        let store = Effect::Store(at(1, by), Stored::Register(62), 8);
        [Effect::Load(62, at(9, by), 8), store]
    };
    let rest = [Effect::Store(at(1, 16), Stored::Unknown, 56)];
    let expected = [&word(0)[..], &word(8), &rest].concat();
    assert_eq!(effects(&[0xd2, 0x47, 0x10, 0, 0x90, 0]), expected);
    let zero = |by| Effect::Store(at(15, by), Stored::Number(0), 8);
    assert_eq!(effects(&[0xd7, 0x0f, 0xf0, 0xa0, 0xf0, 0xa0]), [zero(160), zero(168)]);
    // 256 bytes are as many as there can be.
    let longest = effects(&[0xd2, 0xff, 0x10, 0, 0x90, 0]);
    assert_eq!(longest.len(), 4);
    assert_eq!(longest[3], Effect::Store(at(1, 192), Stored::Unknown, 64));
}

#[test]
fn what_is_executed_elsewhere_is_read_with_its_greatest_length() {
    // exrl %r1, .+6; mvc 0(1, %r2), 0(%r3)
    let bytes = [0xc6, 0x10, 0, 0, 0, 3, 0xd2, 0, 0x20, 0, 0x30, 0];
    let first = Machine::S390x.decode(&bytes, 0x10000).next().expect("an instruction");
    let last = Effect::Store(at(2, 192), Stored::Unknown, 64);
    assert_eq!(first.effects.iter().last(), Some(last));
    assert_eq!(effects(&[0xc6, 0x10, 0, 1, 0, 3]), [Effect::LoseAll]);
}

#[test]
fn what_is_no_number_is_lost() {
    // slr %r1, %r2; llgc %r1, 0(%r2); lgdr %r1, %f0; clgr %r1, %r2 keeps all
    assert_eq!(effects(&[0x1f, 0x12]), [Effect::Lose(1)]);
    assert_eq!(effects(&[0xe3, 0x10, 0x20, 0, 0, 0x90]), [Effect::Lose(1)]);
    assert_eq!(effects(&[0xb3, 0xcd, 0, 0x10]), [Effect::Lose(1)]);
    assert_eq!(effects(&[0xb9, 0x21, 0, 0x12]), []);
    // Something that is no instruction yet, with a place that it may write to.
    let unknown = Effect::Store(at(15, 8), Stored::Unknown, 64);
    assert_eq!(effects(&[0xe0, 0, 0xf0, 8, 0, 0]), [unknown, Effect::LoseAll]);
}

#[test]
fn a_choice_is_one_of_both() {
    // locgre %r1, %r2; locghie %r1, 5; agrk %r1, %r2, %r3
    assert_eq!(effects(&[0xb9, 0xe2, 0x80, 0x12]), [Effect::Either(1, 1, 2)]);
    let number = [Effect::Number(62, 5), Effect::Either(1, 1, 62)];
    assert_eq!(effects(&[0xec, 0x18, 0, 5, 0, 0x46]), number);
    assert_eq!(effects(&[0xb9, 0xe8, 0x30, 0x12]), [Effect::Sum(1, 2, 3)]);
}

#[test]
fn control_goes_where_the_instruction_says() {
    // brasl %r14; j .+16; jg .+0x1000; jne .+16; cgijne; basr %r14, %r1; br %r1; br %r14; bner %r14; j .+2
    assert_eq!(read(&[0xc0, 0xe5, 0, 0, 8, 0]).flow, Flow::Call(0x11000));
    assert_eq!(read(&[0xa7, 0xf4, 0, 8]).flow, Flow::Jump(0x10010));
    assert_eq!(read(&[0xc0, 0xf4, 0, 0, 8, 0]).flow, Flow::Jump(0x11000));
    assert_eq!(read(&[0xa7, 0x74, 0, 8]).flow, Flow::Branch(0x10010));
    assert_eq!(read(&[0xec, 0x46, 0, 0x0f, 0, 0x7c]).flow, Flow::Branch(0x1001e));
    assert_eq!(read(&[0x0d, 0xe1]).flow, Flow::CallRegister(1));
    assert_eq!(read(&[0x07, 0xf1]).flow, Flow::JumpRegister(1));
    assert_eq!(read(&[0x07, 0xfe]).flow, Flow::Return);
    assert_eq!(read(&[0x07, 0x7e]).flow, Flow::Next);
    assert_eq!(read(&[0xa7, 0xf4, 0, 1]).flow, Flow::Stop);
    assert_eq!(read(&[0, 0]).flow, Flow::Stop);
    // bras %r13, .+12: over numbers, whose address it keeps
    assert_eq!(read(&[0xa7, 0xd5, 0, 6]).flow, Flow::Branch(0x1000c));
    assert_eq!(effects(&[0xa7, 0xd5, 0, 6]), [Effect::Number(13, 0x10004)]);
}

#[test]
fn the_kernel_is_called_with_a_number_beside_or_in_a_register() {
    // svc 42; svc 0; and both behind an instruction whose last byte looks like one
    assert_eq!(read(&[0x0a, 42]).flow, Flow::SyscallOf(42));
    assert_eq!(read(&[0x0a, 0]).flow, Flow::Syscall);
    assert_eq!(effects(&[0x0a, 0]), [Effect::Lose(2)]);
    let bytes = [0xa7, 0x19, 0x0a, 0x0a, 0x0a, 42, 0x0a, 0];
    assert_eq!(Machine::S390x.kernel_calls(&bytes, 0x1000), [0x1004, 0x1006]);
}

#[test]
fn an_address_is_counted_from_the_instruction() {
    // larl %r1, .+0x1000; lgrl; stgrl; brasl %r14
    let bytes = [
        0xc0, 0x10, 0, 0, 8, 0, 0xc4, 0x18, 0, 0, 8, 0, 0xc4, 0x1b, 0, 0, 8, 0, 0xc0, 0xe5, 0, 0,
        8, 0,
    ];
    let mut all = Vec::new();
    Machine::S390x.mentions(&bytes, 0x10000, |place, mention, to| all.push((place, mention, to)));
    let expected = [
        (0x10000, Mention::Takes, 0x11000),
        (0x10006, Mention::Reads, 0x11006),
        (0x10012, Mention::Calls, 0x11012),
    ];
    assert_eq!(all, expected);
    assert!(Machine::S390x.may_store(&bytes, 0x10000, &[0x1100c]));
    assert!(!Machine::S390x.may_store(&bytes, 0x10000, &[0x11006]));
}
