//! SHA-256 (FIPS 180-4), by which the Go command names what it keeps.

use sha2::Digest as _;

/// A sum of bytes that come bit by bit.
#[derive(Debug, Clone, Default)]
pub struct Sha256(sha2::Sha256);

/// The sum of bytes that are there as a whole.
pub fn sum(bytes: &[u8]) -> [u8; 32] {
    let mut sum = Sha256::default();
    sum.add(bytes);
    sum.end()
}

/// Bytes in hexadecimal, as file names of the build cache have it.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes in base64, as a line of go.sum has it.
pub fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let of = |at: usize| u32::from(three.get(at).copied().unwrap_or_default());
        let bits = of(0) << 16 | of(1) << 8 | of(2);
        for at in 0..4 {
            match at <= three.len() {
                true => text.push(char::from(LETTERS[(bits >> (18 - 6 * at)) as usize & 63])),
                false => text.push('='),
            }
        }
    }
    text
}

impl Sha256 {
    /// Takes more bytes.
    pub fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The sum of all that was taken.
    pub fn end(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_those_of_the_standard() {
        // FIPS 180-4's own examples, and a length at each side of a block.
        let known = [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
            ),
        ];
        for (text, wanted) in known {
            assert_eq!(hex(&sum(text.as_bytes())), wanted);
        }
        let mut million = Sha256::default();
        (0..1000).for_each(|_| million.add(&[b'a'; 1000]));
        let wanted = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";
        assert_eq!(hex(&million.end()), wanted);
    }

    #[test]
    fn bytes_that_come_bit_by_bit_have_the_same_sum() {
        let bytes: Vec<u8> = (0..300_u32).map(|number| (number * 7) as u8).collect();
        for length in 0..bytes.len() {
            let mut parts = Sha256::default();
            bytes[..length].chunks(13).for_each(|part| parts.add(part));
            assert_eq!(parts.end(), sum(&bytes[..length]), "{length}");
        }
    }

    #[test]
    fn base64_has_its_padding() {
        for (text, wanted) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v")] {
            assert_eq!(base64(text.as_bytes()), wanted);
        }
    }
}
