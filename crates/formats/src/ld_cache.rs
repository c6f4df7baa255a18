//! `ld.so.cache`: where glibc's loader looks before its default directories.
//!
//! The form is written in glibc's `sysdeps/generic/dl-cache.h`: an old part that may come first,
//! then `glibc-ld.so.cache1.1` with entries whose texts are counted from that second header on.

use crate::names::Names;
use crate::{Numbers, ReadError};

const OLD_MAGIC: &[u8] = b"ld.so-1.7.0";
const OLD_HEADER: usize = 16;
const OLD_ENTRY: usize = 12;
const MAGIC: &[u8] = b"glibc-ld.so.cache1.1";
const HEADER: usize = 48;
const ENTRY: usize = 24;
const EXTENSION_MAGIC: u32 = 0xeaa4_2174;
/// The section of the extensions that names the `glibc-hwcaps` subdirectories.
const TAG_HWCAPS: u32 = 1;
/// The bit of an entry's hwcap that makes its lower half an index into those names.
const HWCAP_EXTENSION: u64 = 1 << 62;

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The library's name.
    pub name: String,
    /// The file.
    pub path: String,
    /// The `glibc-hwcaps` subdirectory it lies in, or `legacy` for the older scheme.
    pub hwcaps: Option<String>,
}

/// The entries, in the order in which the file has them.
pub fn read(bytes: &[u8]) -> Result<Vec<Entry>, ReadError> {
    let start =
        start(bytes).ok_or_else(|| ReadError::damaged(0, "no cache of a dynamic loader"))?;
    // The byte-order flag is young; a cache of the other order shows an impossible count.
    let body = &bytes[start..];
    for big_endian in [false, true] {
        let numbers = Numbers::new(body, big_endian);
        let count = numbers.u32(20).map_or(usize::MAX, |count| count as usize);
        if count <= body.len() / ENTRY {
            return entries(numbers, count, start as u64);
        }
    }
    Err(ReadError::damaged(start as u64, "the cache promises more entries than it has bytes"))
}

fn start(bytes: &[u8]) -> Option<usize> {
    if bytes.starts_with(MAGIC) {
        return Some(0);
    }
    if !bytes.starts_with(OLD_MAGIC) {
        return None;
    }
    let count = Numbers::new(bytes, false).u32(12)? as usize;
    let end = count.checked_mul(OLD_ENTRY)?.checked_add(OLD_HEADER)?.checked_next_multiple_of(8)?;
    bytes.get(end..)?.starts_with(MAGIC).then_some(end)
}

fn entries(numbers: Numbers<'_>, count: usize, start: u64) -> Result<Vec<Entry>, ReadError> {
    let hwcaps = hwcap_names(numbers).unwrap_or_default();
    let mut names = Names::new(numbers.bytes(), start);
    let mut text =
        |at| names.get(u64::from(at)).map(|text| String::from_utf8_lossy(text).into_owned());
    let mut entries = Vec::with_capacity(count);
    for index in 0..count {
        let at = HEADER + index * ENTRY;
        let (Some(name), Some(path), Some(hwcap)) =
            (numbers.u32(at + 4), numbers.u32(at + 8), numbers.u64(at + 16))
        else {
            return Err(ReadError::damaged(start + at as u64, "the cache ends within an entry"));
        };
        let hwcaps = match hwcap {
            0 => None,
            bits if bits & HWCAP_EXTENSION != 0 => {
                hwcaps.get(bits as u32 as usize).map(|at| text(*at)).transpose()?
            }
            _ => Some("legacy".to_owned()),
        };
        entries.push(Entry { name: text(name)?, path: text(path)?, hwcaps });
    }
    Ok(entries)
}

/// Where the names of the `glibc-hwcaps` subdirectories stand.
fn hwcap_names(numbers: Numbers<'_>) -> Option<Vec<u32>> {
    let at = numbers.u32(32).filter(|at| *at != 0)? as usize;
    if numbers.u32(at)? != EXTENSION_MAGIC {
        return None;
    }
    let sections = (numbers.u32(at + 4)? as usize).min(numbers.len() / 16);
    let section = (0..sections)
        .map(|index| at + 8 + index * 16)
        .find(|at| numbers.u32(*at) == Some(TAG_HWCAPS))?;
    let (offset, size) = (numbers.u32(section + 8)? as usize, numbers.u32(section + 12)? as usize);
    let table = numbers.slice(offset, size)?;
    (0..table.len() / 4).map(|index| numbers.u32(offset + index * 4)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forged(entries: &[(&str, &str)]) -> Vec<u8> {
        let mut file = MAGIC.to_vec();
        file.extend((entries.len() as u32).to_le_bytes());
        file.resize(HEADER, 0);
        let mut texts = Vec::new();
        let base = HEADER + entries.len() * ENTRY;
        for (name, path) in entries {
            let name_at = base + texts.len();
            texts.extend(format!("{name}\0").bytes());
            let path_at = base + texts.len();
            texts.extend(format!("{path}\0").bytes());
            file.extend(3u32.to_le_bytes());
            file.extend((name_at as u32).to_le_bytes());
            file.extend((path_at as u32).to_le_bytes());
            file.extend([0; 12]);
        }
        file.extend(texts);
        file
    }

    #[test]
    fn entries_come_with_name_and_path() {
        let file = forged(&[("libz.so.1", "/lib/libz.so.1"), ("libc.so.6", "/lib/libc.so.6")]);
        let entries = read(&file).unwrap();
        assert_eq!(entries.len(), 2);
        assert_eq!(
            (entries[1].name.as_str(), entries[1].path.as_str()),
            ("libc.so.6", "/lib/libc.so.6")
        );
    }

    #[test]
    fn an_old_part_before_it_is_passed_over() {
        let mut file = b"ld.so-1.7.0\0".to_vec();
        file.extend(1u32.to_le_bytes());
        file.extend([0; 12]);
        file.extend([0; 4]);
        file.extend(forged(&[("libz.so.1", "/lib/libz.so.1")]));
        assert_eq!(read(&file).unwrap()[0].path, "/lib/libz.so.1");
    }

    #[test]
    fn a_count_that_the_file_does_not_back_is_refused() {
        let mut file = forged(&[("libz.so.1", "/lib/libz.so.1")]);
        file[20..24].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(read(&file).is_err());
    }
}
