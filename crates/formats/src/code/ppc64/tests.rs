//! What is read of instructions: each is one that a compiler or an assembler wrote.

use crate::code::{Effect, Flow, Instruction, Machine, Mention, Place, Stored};

const MACHINE: Machine = Machine::Ppc64le(None);

fn bytes(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn read(word: u32) -> Instruction {
    MACHINE.decode(&bytes(&[word]), 0x10000).next().expect("an instruction")
}

fn effects(word: u32) -> Vec<Effect> {
    read(word).effects.iter().collect()
}

fn at(base: u8, offset: i64) -> Place {
    Place { base: Some(base), offset }
}

#[test]
fn a_number_is_told_however_it_is_written() {
    // li r0, 172; lis r3, 0x12; ori r3, r3, 0x3456; xor r3, r3, r3; li r3, -4
    assert_eq!(effects(0x3800_00ac), [Effect::Number(0, 172)]);
    assert_eq!(effects(0x3c60_0012), [Effect::Number(3, 0x12_0000)]);
    assert_eq!(effects(0x6063_3456), [Effect::Or(3, 3, 0x3456)]);
    assert_eq!(effects(0x7c63_1a78), [Effect::Number(3, 0)]);
    assert_eq!(effects(0x3860_fffc), [Effect::Number(3, -4i64 as u64)]);
}

#[test]
fn a_move_copies_all_or_the_lower_half() {
    // mr r3, r4; addi r3, r4, 0; extsw r3, r4; clrldi r3, r4, 32
    assert_eq!(effects(0x7c83_2378), [Effect::Copy(3, 4)]);
    assert_eq!(effects(0x3864_0000), [Effect::Copy(3, 4)]);
    assert_eq!(effects(0x7c83_07b4), [Effect::Signed(3, 4)]);
    assert_eq!(effects(0x7883_0020), [Effect::Low(3, 4)]);
    // mflr r0; mtctr r12
    assert_eq!(effects(0x7c08_02a6), [Effect::Copy(0, 33)]);
    assert_eq!(effects(0x7d89_03a6), [Effect::Copy(32, 12)]);
}

#[test]
fn frames_of_all_sizes_move_the_stack_pointer() {
    // stdu r31, -48(r1); stdux r31, r1, r30; addi r1, r1, 48
    let stored = |offset| Effect::Store(at(1, offset), Stored::Register(31), 8);
    assert_eq!(effects(0xfbe1_ffd1), [stored(-48), Effect::Add(1, 1, -48)]);
    assert_eq!(effects(0x7fe1_f16a), [Effect::Sum(1, 1, 30), stored(0)]);
    assert_eq!(effects(0x3821_0030), [Effect::Add(1, 1, 48)]);
}

#[test]
fn words_are_stored_and_loaded() {
    // std r31, -8(r1); stw r3, 8(r4); stb r3, 8(r4); stdcx. r3, 0, r4
    assert_eq!(effects(0xfbe1_fff8), [Effect::Store(at(1, -8), Stored::Register(31), 8)]);
    assert_eq!(effects(0x9064_0008), [Effect::Store(at(4, 8), Stored::Register(3), 4)]);
    assert_eq!(effects(0x9864_0008), [Effect::Store(at(4, 8), Stored::Unknown, 2)]);
    assert_eq!(effects(0x7c60_21ad), [Effect::Store(at(4, 0), Stored::Unknown, 64)]);
    // ld r31, 0(r1); lwz r3, 8(r4); lwa r3, 8(r4); ldarx r3, 0, r4
    assert_eq!(effects(0xebe1_0000), [Effect::Load(31, at(1, 0), 8)]);
    assert_eq!(effects(0x8064_0008), [Effect::Load(3, at(4, 8), 4)]);
    assert_eq!(effects(0xe864_000a), [Effect::Load(3, at(4, 8), 4), Effect::Signed(3, 3)]);
    assert_eq!(effects(0x7c60_20a8), [Effect::Load(3, at(4, 0), 8)]);
}

#[test]
fn structures_are_copied_through_vectors() {
    // lxvd2x vs32, 0, r21; lxvd2x vs33, r31, r21; stxvd2x vs32, 0, r20
    let loads = |vector, base, second| {
        [Effect::Load(vector, at(base, 0), 8), Effect::Load(vector + 1, at(base, second), 8)]
    };
    assert_eq!(effects(0x7c00_ae99), loads(34, 21, 8));
    let sum = [Effect::Sum(62, 31, 21)];
    assert_eq!(effects(0x7c3f_ae99), [&sum[..], &loads(36, 62, 8)].concat());
    let store = |base, offset, from| Effect::Store(at(base, offset), Stored::Register(from), 8);
    assert_eq!(effects(0x7c00_a799), [store(20, 0, 34), store(20, 8, 35)]);
    // lxv vs33, 16(r4); stxv vs33, 16(r4): the upper word of these is the second in memory
    assert_eq!(
        effects(0xf424_0019),
        [Effect::Load(36, at(4, 24), 8), Effect::Load(37, at(4, 16), 8)]
    );
    assert_eq!(effects(0xf424_001d), [store(4, 24, 36), store(4, 16, 37)]);
    // xxlxor vs32, vs32, vs32; vadduwm v0, v1, v2
    assert_eq!(effects(0xf000_04d7), [Effect::Number(34, 0), Effect::Number(35, 0)]);
    assert_eq!(effects(0x1001_1080), [Effect::Lose(34), Effect::Lose(35)]);
}

#[test]
fn what_is_no_number_is_lost() {
    // mulli r3, r4, 5; lbz r3, 0(r4)
    for word in [0x1c64_0005, 0x8864_0000] {
        assert_eq!(effects(word), [Effect::Lose(3)], "{word:x}");
    }
    // maddld r3, r4, r5, r6, whose register has the number of a vector
    assert!(effects(0x1064_29b3).contains(&Effect::Lose(3)));
    // and r3, r4, r5; slwi r3, r4, 2: these name first what they read
    for word in [0x7c83_2838, 0x5483_103a] {
        assert_eq!(effects(word), [Effect::Lose(3)], "{word:x}");
    }
    // fadd f0, f1, f2; cmpd r3, r4: nothing of what is followed.
    for word in [0xfc01_102a, 0x7c23_2000] {
        assert!(effects(word).iter().all(|effect| effect.writes() >> 34 != 0), "{word:x}");
    }
    // Something that is no instruction yet.
    assert_eq!(effects(0x2400_0000), [Effect::LoseAll]);
}

#[test]
fn a_choice_is_one_of_both() {
    // isel r3, r4, r5, eq; isel r3, 0, r5, eq
    assert_eq!(effects(0x7c64_289e), [Effect::Either(3, 4, 5)]);
    assert_eq!(effects(0x7c60_289e), [Effect::Number(62, 0), Effect::Either(3, 62, 5)]);
}

#[test]
fn control_goes_where_the_instruction_says() {
    // bl .+0x1000; b .-4; beq .+16; bdnz .-8; bctrl; bctr; blr; beqlr; sc; scv 0; trap; a traceback
    assert_eq!(read(0x4800_1001).flow, Flow::Call(0x11000));
    assert_eq!(read(0x4bff_fffc).flow, Flow::Jump(0xfffc));
    assert_eq!(read(0x4182_0010).flow, Flow::Branch(0x10010));
    assert_eq!(read(0x4200_fff8).flow, Flow::Branch(0xfff8));
    assert_eq!(effects(0x4200_fff8), [Effect::Lose(32)]);
    assert_eq!(read(0x4e80_0421).flow, Flow::CallRegister(32));
    assert_eq!(read(0x4e80_0420).flow, Flow::JumpRegister(32));
    assert_eq!(read(0x4e80_0020).flow, Flow::Return);
    assert_eq!(read(0x4d82_0020).flow, Flow::Next);
    for word in [0x4400_0002, 0x4400_0001] {
        assert_eq!(read(word).flow, Flow::Syscall);
        assert_eq!(effects(word), [Effect::LoseAll]);
    }
    for word in [0x7fe0_0008, 0, 0x380] {
        assert_eq!(read(word).flow, Flow::Stop, "{word:x}");
    }
    // bcl 20, 31, .+4: where it is
    assert_eq!(read(0x429f_0005).flow, Flow::Next);
    assert_eq!(effects(0x429f_0005), [Effect::Number(33, 0x10004)]);
}

#[test]
fn an_instruction_in_two_parts_is_one() {
    // pla r3, 0x12345 from here; pld r3, 0x12344 from here
    let all: Vec<Instruction> = MACHINE
        .decode(&bytes(&[0x0610_0001, 0x3860_2345, 0x0410_0001, 0xe460_2344]), 0x10000)
        .collect();
    assert_eq!(
        all.iter().map(|one| (one.address, one.len)).collect::<Vec<_>>(),
        [(0x10000, 8), (0x10008, 8)]
    );
    let effects: Vec<Effect> =
        all.iter().flat_map(|one| one.effects.iter().collect::<Vec<_>>()).collect();
    let place = Place { base: None, offset: 0x10008 + 0x12344 };
    assert_eq!(
        effects,
        [Effect::Number(3, 0x10000), Effect::Add(3, 3, 0x12345), Effect::Load(3, place, 8)]
    );
}

#[test]
fn data_is_counted_from_a_table_of_contents() {
    // addis r2, r12, 3; addi r2, r2, -16; addis r3, r2, -1; addi r3, r3, 16; ld r3, 24(r2); bl .+0x1000
    let words = [0x3c4c_0003, 0x3842_fff0, 0x3c62_ffff, 0x3863_0010, 0xe862_0018, 0x4800_1001];
    let bytes = bytes(&words);
    let machine = MACHINE.of_code([(bytes.as_slice(), 0x10000)].into_iter());
    assert_eq!(machine, Machine::Ppc64le(Some(0x3fff0)));
    assert_eq!(machine.passed_over(&bytes), 8);
    assert_eq!(machine.passed_over(&bytes[8..]), 0);
    let mut all = Vec::new();
    machine.mentions(&bytes, 0x10000, |place, mention, target| all.push((place, mention, target)));
    let expected = [
        (0x1000c, Mention::Takes, 0x30000),
        (0x10010, Mention::Reads, 0x40008),
        (0x10014, Mention::Calls, 0x11014),
    ];
    assert_eq!(all, expected);
}

#[test]
fn a_program_without_such_a_table_writes_addresses_as_they_are() {
    // lis r3, 0x12; addi r3, r3, 8; lis r4, 0x12; std r3, 16(r4)
    let bytes = bytes(&[0x3c60_0012, 0x3863_0008, 0x3c80_0012, 0xf864_0010]);
    assert_eq!(MACHINE.of_code([(bytes.as_slice(), 0x10000)].into_iter()), MACHINE);
    let mut all = Vec::new();
    MACHINE.mentions(&bytes, 0x10000, |_, mention, target| all.push((mention, target)));
    assert_eq!(all, [(Mention::Takes, 0x12_0008)]);
    assert!(MACHINE.may_store(&bytes, 0x10000, &[0x12_0010]));
    assert!(!MACHINE.may_store(&bytes, 0x10000, &[0x12_0008]));
}
