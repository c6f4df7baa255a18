//! What the words of a crash mean.

use landfall_facts::Origin;

use crate::table::{Row, rows};

/// What something that Go says when a program crashes means.
#[derive(Debug, Clone)]
pub struct CrashWord {
    /// In a sentence.
    pub means: &'static str,
    /// What to do next.
    pub next: &'static str,
    /// The row.
    pub origin: Origin,
}

/// What a message of a panic or of a fatal error means; `kind` is `panic` or `fatal`.
pub fn crash_word(kind: &str, message: &str) -> Option<CrashWord> {
    let fits = |row: &&Row| row.get("kind") == kind && message.starts_with(row.get("begins"));
    let row = rows("crash-words.csv").filter(fits).max_by_key(|row| row.get("begins").len())?;
    Some(CrashWord { means: row.get("means"), next: row.get("next"), origin: row.origin() })
}

/// A code by which Windows stops a program.
#[derive(Debug, Clone)]
pub struct Exception {
    /// As headers call it.
    pub name: &'static str,
    /// In a sentence.
    pub means: &'static str,
    /// The row.
    pub origin: Origin,
}

/// What a code of Windows is called, as in `0xc0000005`.
pub fn exception(code: &str) -> Option<Exception> {
    let row = rows("exceptions.csv").find(|row| row.get("code").eq_ignore_ascii_case(code))?;
    Some(Exception { name: row.get("name"), means: row.get("means"), origin: row.origin() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_beginning_that_fits_speaks() {
        let word = crash_word("fatal", "checkptr: misaligned pointer conversion").unwrap();
        assert!(word.means.contains("multiple"), "{}", word.means);
        assert!(crash_word("fatal", "x.c: no such file").is_none());
        assert!(crash_word("panic", "stack overflow").is_none());
    }

    #[test]
    fn exceptions_have_their_names() {
        assert_eq!(exception("0xC0000005").unwrap().name, "EXCEPTION_ACCESS_VIOLATION");
        assert!(exception("0x1").is_none());
    }
}
