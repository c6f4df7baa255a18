//! Any bytes as machine code of each architecture: instructions go on, and none is of no length.
#![no_main]

use landfall_formats::code::Machine;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    const ALL: [Machine; 9] = [
        Machine::X64,
        Machine::X86,
        Machine::Arm64,
        Machine::Arm,
        Machine::Riscv64(None),
        Machine::Riscv64(Some(0x40_0800)),
        Machine::Ppc64le(None),
        Machine::Ppc64le(Some(0x40_8000)),
        Machine::S390x,
    ];
    let [which, near_the_end, code @ ..] = bytes else { return };
    let machine = ALL[usize::from(*which) % ALL.len()];
    let address = if near_the_end & 1 == 0 { 0x40_0000 } else { u64::MAX - 16 };
    let _ = machine.of_code(std::iter::once((code, address)));
    assert!(machine.passed_over(code) <= 64);
    assert!(machine.decode(code, address).all(|one| one.len > 0));
    assert!(machine.flows(code, address).all(|(_, len, _)| len > 0));
    machine.mentions(code, address, |_, _, _| {});
    let _ = machine.may_store(code, address, &[0x40_0000, 0, u64::MAX]);
    let _ = machine.kernel_calls(code, address);
});
