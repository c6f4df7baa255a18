//! What is read of instructions: each is one that a compiler or an assembler wrote.

use crate::code::{Effect, Flow, Instruction, Machine, Mention, Place, Stored};

const MACHINE: Machine = Machine::Riscv64(None);

fn bytes(words: &[u32]) -> Vec<u8> {
    let each = |word: &u32| match word & 3 {
        3 => word.to_le_bytes().to_vec(),
        _ => (*word as u16).to_le_bytes().to_vec(),
    };
    words.iter().flat_map(each).collect()
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
    // li a7, 172; li a0, -100; lui a0, 0x12345; addiw a0, a0, 0x678; auipc; c.li a7, 17; c.lui a0, 0x1f
    assert_eq!(effects(0x0ac0_0893), [Effect::Number(17, 172)]);
    assert_eq!(effects(0xf9c0_0513), [Effect::Number(10, -100i64 as u64)]);
    assert_eq!(effects(0x1234_5537), [Effect::Number(10, 0x1234_5000)]);
    assert_eq!(effects(0x6785_051b), [Effect::Add(10, 10, 0x678), Effect::Signed(10, 10)]);
    assert_eq!(effects(0x0000_1517), [Effect::Number(10, 0x11000)]);
    assert_eq!(effects(0x48c5), [Effect::Number(17, 17)]);
    assert_eq!(effects(0x657d), [Effect::Number(10, 0x1f000)]);
}

#[test]
fn a_move_copies_all_or_the_lower_half() {
    // mv a0, a1; c.mv a0, a1; sext.w a0, a1; c.addiw a0, 0; zext.w a0, a1
    assert_eq!(effects(0x0005_8513), [Effect::Copy(10, 11)]);
    assert_eq!(effects(0x852e), [Effect::Copy(10, 11)]);
    assert_eq!(effects(0x0005_851b), [Effect::Signed(10, 11)]);
    assert_eq!(effects(0x2501), [Effect::Signed(10, 10)]);
    assert_eq!(effects(0x0805_853b), [Effect::Low(10, 11)]);
}

#[test]
fn frames_of_all_sizes_move_the_stack_pointer() {
    // addi sp, sp, -48; c.addi16sp sp, -48; sub sp, sp, t0; add sp, sp, t0; c.addi4spn a0, sp, 16
    assert_eq!(effects(0xfd01_0113), [Effect::Add(2, 2, -48)]);
    assert_eq!(effects(0x7179), [Effect::Add(2, 2, -48)]);
    assert_eq!(effects(0x4051_0133), [Effect::Difference(2, 2, 5)]);
    assert_eq!(effects(0x0051_0133), [Effect::Sum(2, 2, 5)]);
    assert_eq!(effects(0x0808), [Effect::Add(10, 2, 16)]);
}

#[test]
fn words_are_stored_and_loaded() {
    // sd ra, 0(sp); sd zero, 8(sp); c.sdsp ra, 40(sp); c.sd a0, 8(a1); c.sw a0, 8(a1); c.swsp a0, 8(sp)
    let store = |base, by, from, size| [Effect::Store(at(base, by), Stored::Register(from), size)];
    assert_eq!(effects(0x0011_3023), store(2, 0, 1, 8));
    assert_eq!(effects(0x0001_3423), [Effect::Store(at(2, 8), Stored::Number(0), 8)]);
    assert_eq!(effects(0xf406), store(2, 40, 1, 8));
    assert_eq!(effects(0xe588), store(11, 8, 10, 8));
    assert_eq!(effects(0xc588), store(11, 8, 10, 4));
    assert_eq!(effects(0xc42a), store(2, 8, 10, 4));
    // ld a0, 8(a1); lwu; c.ldsp ra, 40(sp); c.ld; lw; c.lw; c.lwsp a0, 8(sp)
    let load = |base, by| Effect::Load(10, at(base, by), 8);
    assert_eq!(effects(0x0085_b503), [load(11, 8)]);
    assert_eq!(effects(0x0085_e503), [Effect::Load(10, at(11, 8), 4)]);
    assert_eq!(effects(0x70a2), [Effect::Load(1, at(2, 40), 8)]);
    assert_eq!(effects(0x6588), [load(11, 8)]);
    let signed = |base, by| [Effect::Load(10, at(base, by), 4), Effect::Signed(10, 10)];
    assert_eq!(effects(0x0085_a503), signed(11, 8));
    assert_eq!(effects(0x4588), signed(11, 8));
    assert_eq!(effects(0x4522), signed(2, 8));
}

#[test]
fn what_is_no_number_is_lost() {
    // lb a0, 8(a1); xor; c.slli a0, 2; csrr a0, cycle; feq.d a0, fa0, fa1; lr.d a0, (a2)
    for word in [0x0085_8503, 0x00b5_4533, 0x050a, 0xc000_2573, 0xa2b5_2553, 0x1006_352f] {
        assert_eq!(effects(word), [Effect::Lose(10)], "{word:x}");
    }
    // sb a0, 8(sp); fsd fa0, 16(sp); c.fsdsp fa0, 8(sp); amoadd.d a0, a1, (a2)
    assert_eq!(effects(0x00a1_0423), [Effect::Store(at(2, 8), Stored::Unknown, 1)]);
    assert_eq!(effects(0x00a1_3827), [Effect::Store(at(2, 16), Stored::Unknown, 8)]);
    assert_eq!(effects(0xa42a), [Effect::Store(at(2, 8), Stored::Unknown, 8)]);
    let changed = Effect::Store(at(12, 0), Stored::Unknown, 16);
    assert_eq!(effects(0x00b6_352f), [changed, Effect::Lose(10), Effect::Lose(11)]);
    // fld fa0, 16(sp); fadd.d fa0, fa0, fa1; c.nop: nothing of what is followed.
    for word in [0x0101_3507, 0x02b5_7553, 0x0001] {
        assert_eq!(effects(word), [], "{word:x}");
    }
    // An instruction that somebody made for one processor.
    assert_eq!(effects(0x0000_000b), [Effect::LoseAll]);
}

#[test]
fn control_goes_where_the_instruction_says() {
    // jal ra, .+0x2b56; ret; c.jr ra; jalr a5; c.jalr a5; jr a5; c.jr a5; jalr ra, 8(a5); ecall; ebreak; unimp
    assert_eq!(read(0x3570_20ef).flow, Flow::Call(0x12b56));
    assert_eq!(read(0x0000_8067).flow, Flow::Return);
    assert_eq!(read(0x8082).flow, Flow::Return);
    assert_eq!(read(0x0007_80e7).flow, Flow::CallRegister(15));
    assert_eq!(read(0x9782).flow, Flow::CallRegister(15));
    assert_eq!(read(0x0007_8067).flow, Flow::JumpRegister(15));
    assert_eq!(read(0x8782).flow, Flow::JumpRegister(15));
    assert_eq!(read(0x0087_80e7).flow, Flow::CallRegister(63));
    assert_eq!(read(0x0000_0073).flow, Flow::Syscall);
    assert_eq!(effects(0x0000_0073), [Effect::Lose(10)]);
    for word in [0x0010_0073, 0xc000_1073, 0x9002, 0] {
        assert_eq!(read(word).flow, Flow::Stop, "{word:x}");
    }
    // beqz a0, .+16; c.beqz a0, .+16; c.j .-4
    assert_eq!(read(0x0005_0863).flow, Flow::Branch(0x10010));
    assert_eq!(read(0xc901).flow, Flow::Branch(0x10010));
    assert_eq!(read(0xbff5).flow, Flow::Jump(0xfffc));
}

#[test]
fn a_far_call_is_made_of_two_instructions() {
    // auipc ra, 0x1; jalr ra, 16(ra); auipc t1, 0x1; jr 16(t1)
    let words = [0x0000_1097, 0x0100_80e7, 0x0000_1317, 0x0103_0067];
    let flows: Vec<Flow> = MACHINE.decode(&bytes(&words), 0x10000).map(|one| one.flow).collect();
    assert_eq!(flows, [Flow::Next, Flow::Call(0x11010), Flow::Next, Flow::Jump(0x11018)]);
}

#[test]
fn who_saves_registers_for_others_moves_their_stack() {
    // jal t0, .+16
    assert_eq!(read(0x0100_02ef).flow, Flow::Call(0x10010));
    assert_eq!(effects(0x0100_02ef), [Effect::Lose(2)]);
}

#[test]
fn an_address_is_a_distance_and_a_place_there() {
    // auipc a0, 0x2; addi a0, a0, 16; auipc a1, 0x2; ld a1, 8(a1); auipc a2, 0x2; sd a1, 8(a2); jal
    let words =
        [0x0000_2517, 0x0105_0513, 0x0000_2597, 0x0085_b583, 0x0000_2617, 0x00b6_3423, 0x3570_20ef];
    let bytes = bytes(&words);
    let mut all = Vec::new();
    MACHINE.mentions(&bytes, 0x10000, |place, mention, target| all.push((place, mention, target)));
    let expected = [
        (0x10004, Mention::Takes, 0x12010),
        (0x1000c, Mention::Reads, 0x12010),
        (0x10018, Mention::Calls, 0x12b6e),
    ];
    assert_eq!(all, expected);
    assert!(MACHINE.may_store(&bytes, 0x10000, &[0x12018]));
    assert!(!MACHINE.may_store(&bytes, 0x10000, &[0x12010]));
}

#[test]
fn data_may_be_counted_from_a_register_that_never_changes() {
    // auipc gp, 0x2; addi gp, gp, -16; ld a0, 8(gp); addi a1, gp, 24
    let words = [0x0000_2197, 0xff01_8193, 0x0081_b503, 0x0181_8593];
    let bytes = bytes(&words);
    let machine = MACHINE.of_code([(bytes.as_slice(), 0x10000)].into_iter());
    assert_eq!(machine, Machine::Riscv64(Some(0x11ff0)));
    let mut all = Vec::new();
    machine.mentions(&bytes, 0x10000, |_, mention, target| all.push((mention, target)));
    assert_eq!(all, [(Mention::Reads, 0x11ff8), (Mention::Takes, 0x12008)]);
    // What was there from the beginning is not written anew.
    let written = machine.decode(&bytes, 0x10000).flat_map(|one| {
        one.effects.iter().filter_map(|effect| effect.written()).collect::<Vec<_>>()
    });
    assert!(written.into_iter().all(|register| register != 3));
}

#[test]
fn the_kernel_is_called_where_an_instruction_says_so() {
    // c.nop; ecall; lui a0, 0x730; ecall
    let words = [0x0001, 0x0000_0073, 0x0073_0537, 0x0000_0073];
    assert_eq!(MACHINE.kernel_calls(&bytes(&words), 0x1000), [0x1002, 0x100a]);
}
