//! What the Go command keeps in its build cache: an entry for each thing that it did (`cmd/go/internal/cache`), and
//! for each module of the module cache an index of its packages (`cmd/go/internal/modindex`).

use crate::sha256::{Sha256, hex};

/// An entry: what came of something that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What was done, as a sum of all that it was done with: the entry's name.
    pub action: String,
    /// What came of it: the name of a file, which is the sum of its bytes.
    pub output: String,
    /// How many bytes that file has.
    pub size: u64,
    /// When it was written, in nanoseconds since 1970.
    pub written: u128,
}

/// Reads an entry: `v1 ACTION OUTPUT SIZE TIME`. `None` for what the Go command would not take either.
pub fn entry(text: &[u8]) -> Option<Entry> {
    let text = std::str::from_utf8(text).ok()?;
    let mut words = text.split_ascii_whitespace();
    let is_sum = |word: &&str| {
        word.len() == 64 && word.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    if words.next()? != "v1" {
        return None;
    }
    let action = words.next().filter(is_sum)?.to_owned();
    let output = words.next().filter(is_sum)?.to_owned();
    let (size, written) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    words.next().is_none().then_some(Entry { action, output, size, written })
}

/// The first 120 bits of an action, as a build ID has them, in the letters of an entry's name.
pub fn action(id: &str) -> Option<String> {
    let mut bytes = Vec::new();
    for four in id.as_bytes().chunks(4) {
        let mut bits = 0_u32;
        for letter in four {
            let number = match letter {
                b'A'..=b'Z' => letter - b'A',
                b'a'..=b'z' => letter - b'a' + 26,
                b'0'..=b'9' => letter - b'0' + 52,
                b'-' => 62,
                b'_' => 63,
                _ => return None,
            };
            bits = bits << 6 | u32::from(number);
        }
        if four.len() != 4 {
            return None;
        }
        bytes.extend_from_slice(&bits.to_be_bytes()[1..]);
    }
    (bytes.len() == 15).then(|| hex(&bytes))
}

/// The name of the entry of a module's index: by the release of Go (`runtime.Version()`) and the directory, and by
/// nothing that lies in it.
pub fn index_action(version: &str, module_dir: &str) -> String {
    let salt = version.split_once(" X:").map_or(version, |(release, _)| release);
    let mut sum = Sha256::default();
    sum.add(salt.as_bytes());
    sum.add(format!("module index {version} {INDEX} {module_dir}\n").as_bytes());
    hex(&sum.end())
}

/// What an index begins with, from Go 1.21 to 1.27.
const INDEX: &str = "go index v2";

/// A file of a package, as the index has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indexed {
    /// The directory, as a path in the module with `/`, empty for the module's own.
    pub dir: String,
    /// Its name.
    pub name: String,
    /// The name in its package clause.
    pub package: String,
    /// What it imports, in order.
    pub imports: Vec<String>,
    /// It could not be read, or not as Go.
    pub is_broken: bool,
}

/// The files that an index of a module lists. `None` for what is no index.
pub fn index(bytes: &[u8]) -> Option<Vec<Indexed>> {
    let body = bytes.strip_prefix(INDEX.as_bytes())?.strip_prefix(b"\n")?;
    let head = bytes.len() - body.len();
    let strings = number(bytes, head)?;
    let index = Index { data: bytes.get(..strings)?, strings: bytes.get(strings..)? };
    let packages = number(index.data, head + 4)?;
    let mut files = Vec::new();
    for package in 0..packages {
        let at = head + 8 + package.checked_mul(8)?;
        index.package(number(index.data, at + 4)?, &mut files)?;
        // More files than bytes are the work of somebody.
        if files.len() > bytes.len() {
            return None;
        }
    }
    Some(files)
}

struct Index<'a> {
    data: &'a [u8],
    strings: &'a [u8],
}

impl Index<'_> {
    fn package(&self, at: usize, files: &mut Vec<Indexed>) -> Option<()> {
        let dir = self.string(at + 4)?.replace('\\', "/");
        let dir = if dir == "." { String::new() } else { dir };
        for file in 0..number(self.data, at + 8)? {
            let place = number(self.data, at.checked_add(12)?.checked_add(file.checked_mul(4)?)?)?;
            files.push(self.file(&dir, place)?);
            if files.len() > self.data.len() {
                return None;
            }
        }
        Some(())
    }

    fn file(&self, dir: &str, at: usize) -> Option<Indexed> {
        const CONDITIONS: usize = 36;
        let is_broken = [0, 4].into_iter().any(|field| self.string(at + field) != Some(""));
        let (name, package) = (self.string(at + 12)?.to_owned(), self.string(at + 16)?.to_owned());
        let conditions = number(self.data, at + CONDITIONS)?;
        let imported = at.checked_add(CONDITIONS + 4)?.checked_add(conditions.checked_mul(4)?)?;
        let count = number(self.data, imported)?;
        // An import is a path and a position of a name and three numbers.
        if count > self.data.len() / 20 {
            return None;
        }
        let imports = (0..count).map(|one| self.string(imported + 4 + one * 20).map(str::to_owned));
        let imports = imports.collect::<Option<_>>()?;
        Some(Indexed { dir: dir.to_owned(), name, package, imports, is_broken })
    }

    /// The string whose place in the table stands there.
    fn string(&self, at: usize) -> Option<&str> {
        let mut rest = self.strings.get(number(self.data, at)?..)?;
        let mut length = 0_usize;
        for shift in [0, 7, 14, 21, 28] {
            let (first, behind) = rest.split_first()?;
            rest = behind;
            length |= usize::from(first & 0x7f) << shift;
            if first & 0x80 == 0 {
                return std::str::from_utf8(rest.get(..length)?).ok();
            }
        }
        None
    }
}

fn number(bytes: &[u8], at: usize) -> Option<usize> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    usize::try_from(u32::from_le_bytes(four.try_into().ok()?)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_says_what_came_of_what_and_when() {
        let (a, b) = ("a1".repeat(32), "b2".repeat(32));
        let text = format!("v1 {a} {b} {:>20} {:>20}\n", 2104, 1_763_800_000_000_000_000_u64);
        let entry = entry(text.as_bytes()).unwrap();
        assert_eq!((entry.action, entry.output, entry.size), (a, b, 2104));
        assert_eq!(entry.written, 1_763_800_000_000_000_000);
    }

    #[test]
    fn what_is_no_entry_is_none() {
        for text in ["", "v1", "v2 a b 1 2", "v1 ../../etc/passwd x 1 2"] {
            assert_eq!(entry(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn the_name_of_an_entry_is_told_from_a_build_id() {
        // Seen: the build ID of a package, and the file that the Go command made.
        let wanted = "99b966b537031eca204d2ef3eca040";
        assert_eq!(action("mblmtTcDHsogTS7z7KBA").as_deref(), Some(wanted));
        assert_eq!(action("mblm"), None);
        assert_eq!(action("../../../../../../.."), None);
    }

    #[test]
    fn a_broken_index_is_none_and_costs_nothing() {
        let mut bytes = b"go index v2\n".to_vec();
        assert_eq!(index(&bytes), None);
        bytes.extend(20_u32.to_le_bytes());
        bytes.extend(u32::MAX.to_le_bytes());
        bytes.extend([0, 0xff]);
        assert_eq!(index(&bytes), None);
    }
}
