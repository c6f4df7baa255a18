//! The list of files at the end of a zip archive (APPNOTE 4.3), as modules come in.

/// A file in an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Whether it lies there as it is, and is not deflated.
    pub is_stored: bool,
    /// The sum that it is said to have.
    pub crc: u32,
    /// How many bytes it has in the archive, and unpacked.
    pub sizes: (u32, u32),
    /// Where it begins, with a header of its own.
    at: usize,
}

/// The files of an archive. `None` for one that is broken, or in parts, or larger than 32 bits can say.
pub fn members(bytes: &[u8]) -> Option<Vec<Member>> {
    const END: &[u8] = b"PK\x05\x06";
    const END_LENGTH: usize = 22;
    let from = bytes.len().saturating_sub(END_LENGTH + usize::from(u16::MAX));
    let end = from + memchr::memmem::rfind(&bytes[from..], END)?;
    bytes.get(end..end + END_LENGTH)?;
    let (count, mut at) = (half(bytes, end + 10)?, word(bytes, end + 16)? as usize);
    let mut members = Vec::new();
    for _ in 0..count {
        if bytes.get(at..at.checked_add(4)?)? != b"PK\x01\x02" {
            return None;
        }
        let lengths = [28, 30, 32].map(|field| half(bytes, at + field).map(usize::from));
        let [Some(name), Some(extra), Some(comment)] = lengths else { return None };
        let text = bytes.get(at + 46..(at + 46).checked_add(name)?)?;
        members.push(Member {
            name: std::str::from_utf8(text).ok()?.to_owned(),
            is_stored: match half(bytes, at + 10)? {
                0 => true,
                8 => false,
                _ => return None,
            },
            crc: word(bytes, at + 16)?,
            sizes: (word(bytes, at + 20)?, word(bytes, at + 24)?),
            at: word(bytes, at + 42)? as usize,
        });
        at += 46 + name + extra + comment;
    }
    Some(members)
}

impl Member {
    /// Its bytes as they lie in the archive.
    pub fn packed<'a>(&self, bytes: &'a [u8]) -> Option<&'a [u8]> {
        if bytes.get(self.at..self.at.checked_add(4)?)? != b"PK\x03\x04" {
            return None;
        }
        let name = usize::from(half(bytes, self.at + 26)?);
        let start = self.at + 30 + name + usize::from(half(bytes, self.at + 28)?);
        bytes.get(start..start.checked_add(self.sizes.0 as usize)?)
    }
}

fn half(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An archive with one file that lies there as it is.
    fn archive() -> Vec<u8> {
        let mut bytes = b"PK\x03\x04".to_vec();
        bytes.resize(26, 0);
        bytes.extend([1, 0, 0, 0]);
        bytes.extend(b"ahello");
        let list = bytes.len();
        bytes.extend(b"PK\x01\x02");
        bytes.resize(list + 20, 0);
        bytes.extend([5, 0, 0, 0, 5, 0, 0, 0, 1, 0]);
        bytes.resize(list + 46, 0);
        bytes.extend(b"a");
        let end = bytes.len();
        bytes.extend(b"PK\x05\x06");
        bytes.resize(end + 10, 0);
        bytes.extend([1, 0, 0, 0, 0, 0]);
        bytes.extend((list as u32).to_le_bytes());
        bytes.extend([0, 0]);
        bytes
    }

    #[test]
    fn a_file_is_found_by_the_list_at_the_end() {
        let bytes = archive();
        let members = members(&bytes).unwrap();
        assert_eq!(members.len(), 1);
        assert_eq!((members[0].name.as_str(), members[0].is_stored), ("a", true));
        assert_eq!(members[0].packed(&bytes), Some(&b"hello"[..]));
    }

    #[test]
    fn what_is_cut_short_or_bent_is_none_and_never_a_panic() {
        let bytes = archive();
        for length in 0..bytes.len() {
            assert!(members(&bytes[..length]).is_none(), "{length}");
        }
        for at in 0..bytes.len() * 8 {
            let mut bent = bytes.clone();
            bent[at / 8] ^= 1 << (at % 8);
            for member in members(&bent).unwrap_or_default() {
                let _ = member.packed(&bent);
            }
        }
    }
}
