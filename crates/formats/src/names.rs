//! Names as executables keep them: padded to a fixed width, or in a table, each up to a zero byte.

use crate::ReadError;

/// The text of a field of fixed width: what stands before its first zero byte.
pub(crate) fn padded(field: &[u8]) -> String {
    let end = memchr::memchr(0, field).unwrap_or(field.len());
    String::from_utf8_lossy(&field[..end]).into_owned()
}

/// A table of names that end in a zero byte.
///
/// A linker lets names share their ends. A forger lets a million names share one long tail, and
/// whoever reads them all reads that tail a million times; so a table lends only so many bytes.
pub(crate) struct Names<'a> {
    table: &'a [u8],
    offset: u64,
    left: u64,
}

impl<'a> Names<'a> {
    /// The table that stands at `offset` of the file.
    pub(crate) fn new(table: &'a [u8], offset: u64) -> Self {
        Self {
            table,
            offset,
            left: (table.len() as u64).saturating_mul(16).saturating_add(1 << 20),
        }
    }

    /// The name that begins at `at`. One that the table's end cuts short is lent as far as it goes.
    pub(crate) fn get(&mut self, at: u64) -> Result<&'a [u8], ReadError> {
        let place = self.offset.saturating_add(at);
        let overlap = || ReadError::damaged(place, "the names overlap beyond reason");
        // Looking for the end of a name costs as much as lending it.
        if self.left == 0 {
            return Err(overlap());
        }
        let rest = usize::try_from(at)
            .ok()
            .and_then(|at| self.table.get(at..))
            .ok_or_else(|| ReadError::damaged(place, "a name lies outside the table of names"))?;
        let name = &rest[..memchr::memchr(0, rest).unwrap_or(rest.len())];
        let Some(left) = self.left.checked_sub(name.len() as u64) else {
            self.left = 0;
            return Err(overlap());
        };
        self.left = left;
        Ok(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tail_shared_by_too_many_names_is_refused_in_time() {
        let table = vec![b'x'; 1 << 20];
        let mut names = Names::new(&table, 0);
        let lent = (0..1_000_000).take_while(|_| names.get(0).is_ok()).count();
        assert_eq!(lent, 17);
    }

    #[test]
    fn a_name_outside_the_table_is_damage() {
        let mut names = Names::new(b"\0_main\0_exit", 100);
        assert_eq!(names.get(1).unwrap(), b"_main");
        assert_eq!(names.get(7).unwrap(), b"_exit");
        assert_eq!(names.get(12).unwrap(), b"");
        assert_eq!(
            names.get(13).unwrap_err().to_string(),
            "a name lies outside the table of names (byte 0x71)"
        );
        assert!(names.get(u64::MAX).is_err());
    }
}
