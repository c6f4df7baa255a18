//! What is asked of each machine alike.

use super::*;

const ALL: [Machine; 9] = [
    Machine::X64,
    Machine::X86,
    Machine::Arm64,
    Machine::Arm,
    Machine::Riscv64(None),
    Machine::Riscv64(Some(0x4000)),
    Machine::Ppc64le(None),
    Machine::Ppc64le(Some(0x4000)),
    Machine::S390x,
];

/// Bytes without any order, and one more than makes words.
fn noise() -> Vec<u8> {
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut bytes = Vec::new();
    for _ in 0..100_000 {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        bytes.extend_from_slice(&seed.to_le_bytes());
    }
    bytes.push(1);
    bytes
}

#[test]
fn no_bytes_are_too_strange() {
    let bytes = noise();
    for machine in ALL {
        for address in [0, 0x1000, u64::MAX - 0x1000] {
            // What is no instruction ends the code of some machines: begin anew behind it.
            let starts = (0..bytes.len()).step_by(4001);
            let read =
                starts.map(|start| machine.decode(&bytes[start..], address).take(2000).count());
            assert!(read.sum::<usize>() > 0, "{machine:?}");
            machine.mentions(&bytes, address, |_, _, _| {});
            machine.may_store(&bytes, address, &[8]);
            machine.kernel_calls(&bytes, address);
            machine.passed_over(&bytes);
            machine.of_code([(bytes.as_slice(), address)].into_iter());
        }
    }
}

#[test]
fn control_goes_the_same_way_whatever_else_is_asked() {
    let bytes = noise();
    for machine in ALL {
        for start in (0..bytes.len()).step_by(4001) {
            let code = &bytes[start..];
            let whole = machine.decode(code, 0x1000).map(|one| (one.address, one.len, one.flow));
            assert!(machine.flows(code, 0x1000).take(2000).eq(whole.take(2000)), "{machine:?}");
        }
    }
}
