//! A short number that stands for a text, the same on every machine: FNV-1a of 64 bits. It tells texts apart that
//! differ by accident, and keeps nobody from making two that do not.

use std::fmt;

/// The number of what was added so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum(u64);

impl Default for Sum {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Sum {
    /// Adds bytes behind those that were added before.
    pub fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// Adds a text, so that where it ends counts too.
    pub fn add_text(&mut self, text: &str) {
        self.add(&(text.len() as u64).to_le_bytes());
        self.add(text.as_bytes());
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_is_that_of_the_published_examples() {
        let of = |text: &str| {
            let mut sum = Sum::default();
            sum.add(text.as_bytes());
            sum.to_string()
        };
        assert_eq!(of(""), "cbf29ce484222325");
        assert_eq!(of("a"), "af63dc4c8601ec8c");
        assert_eq!(of("foobar"), "85944171f73967e8");
    }

    #[test]
    fn where_a_text_ends_counts() {
        let of = |texts: [&str; 2]| {
            let mut sum = Sum::default();
            texts.iter().for_each(|text| sum.add_text(text));
            sum
        };
        assert_ne!(of(["ab", "c"]), of(["a", "bc"]));
    }
}
