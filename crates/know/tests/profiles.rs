//! Holds the seccomp profiles against the hashes of their table.

use landfall_know::seccomp_profiles;

#[test]
fn every_profile_is_kept_byte_for_byte() {
    let mut held = 0;
    for profile in seccomp_profiles() {
        assert_eq!(sha256(profile.text.as_bytes()), profile.sha256, "{}", profile.file);
        held += 1;
    }
    assert!(held > 20, "{held}");
    assert_eq!(
        sha256(b"abc"),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "the example of FIPS 180-4"
    );
}

/// FIPS 180-4, for a test alone.
fn sha256(text: &[u8]) -> String {
    let root = |n: u32, power: f64| {
        let root = f64::from(n).powf(power);
        // The first 32 bits behind the point.
        (root.fract() * 4_294_967_296.0) as u32
    };
    let primes = (2_u32..).filter(|n| (2..*n).all(|one| n % one != 0));
    let constants: Vec<u32> = primes.clone().take(64).map(|n| root(n, 1.0 / 3.0)).collect();
    let mut state: Vec<u32> = primes.take(8).map(|n| root(n, 0.5)).collect();
    let mut padded = text.to_vec();
    padded.push(0x80);
    padded.resize(padded.len().next_multiple_of(64), 0);
    if padded.len() < text.len() + 9 {
        padded.resize(padded.len() + 64, 0);
    }
    let end = padded.len();
    padded[end - 8..].copy_from_slice(&(text.len() as u64 * 8).to_be_bytes());
    for block in padded.chunks_exact(64) {
        let mut words: Vec<u32> = block
            .chunks_exact(4)
            .map(|four| u32::from_be_bytes([four[0], four[1], four[2], four[3]]))
            .collect();
        for at in 16..64 {
            let (one, two) = (words[at - 15], words[at - 2]);
            let first = one.rotate_right(7) ^ one.rotate_right(18) ^ (one >> 3);
            let second = two.rotate_right(17) ^ two.rotate_right(19) ^ (two >> 10);
            words.push(
                words[at - 16].wrapping_add(first).wrapping_add(words[at - 7]).wrapping_add(second),
            );
        }
        let mut s = state.clone();
        for at in 0..64 {
            let high = s[4].rotate_right(6) ^ s[4].rotate_right(11) ^ s[4].rotate_right(25);
            let choice = (s[4] & s[5]) ^ (!s[4] & s[6]);
            let one = [high, choice, constants[at], words[at]]
                .iter()
                .fold(s[7], |sum, n| sum.wrapping_add(*n));
            let low = s[0].rotate_right(2) ^ s[0].rotate_right(13) ^ s[0].rotate_right(22);
            let most = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);
            s.rotate_right(1);
            s[4] = s[4].wrapping_add(one);
            s[0] = one.wrapping_add(low).wrapping_add(most);
        }
        for (all, one) in state.iter_mut().zip(s) {
            *all = all.wrapping_add(one);
        }
    }
    state.iter().map(|word| format!("{word:08x}")).collect()
}
