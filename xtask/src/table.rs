//! Tables as the project writes them: a birth certificate, a header, rows.

use std::fs;
use std::path::{Path, PathBuf};

/// A table read from `truth/`; a row's fields stand in the order asked for.
pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// The table in `file`, whose header must be exactly `columns`.
    pub fn read(file: &Path, columns: &[&str]) -> Result<Self, String> {
        let text = fs::read_to_string(file)
            .map_err(|e| format!("could not read {}: {e}", file.display()))?;
        Self::parse(&text, columns).map_err(|e| format!("could not use {}: {e}", file.display()))
    }

    /// The table in `text`; one without a birth certificate is refused.
    pub fn parse(text: &str, columns: &[&str]) -> Result<Self, String> {
        for word in ["# what:", "# from:", "# taken:", "# renew:"] {
            if !text.lines().any(|line| line.starts_with(word)) {
                return Err(format!("it has no line `{word}`"));
            }
        }
        let mut lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        let header = lines.next().map(fields).unwrap_or_default();
        if header != columns {
            return Err(format!("its header is {header:?} instead of {columns:?}"));
        }
        let rows: Vec<Vec<String>> = lines.map(fields).collect();
        match rows.iter().find(|row| row.len() != columns.len()) {
            Some(row) => Err(format!("row {row:?} does not have {} fields", columns.len())),
            None => Ok(Self { rows }),
        }
    }

    /// All rows, in the table's order.
    pub fn rows(&self) -> impl Iterator<Item = &[String]> {
        self.rows.iter().map(Vec::as_slice)
    }
}

/// One line of a table; a field that needs it is quoted.
pub fn line(fields: &[&str]) -> String {
    let quoted: Vec<String> = fields
        .iter()
        .map(|field| {
            if field.contains([',', '"']) {
                format!("\"{}\"", field.replace('"', "\"\""))
            } else {
                (*field).to_owned()
            }
        })
        .collect();
    quoted.join(",")
}

/// A file of the folder `truth/` beside this crate.
pub fn truth_file(name: &str) -> PathBuf {
    workspace().join("truth").join(name)
}

/// The workspace's own folder.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_owned()
}

/// Whether `name` fits `pattern`, in which `*` stands for anything.
pub fn fits(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((head, rest)) => name.strip_prefix(head).is_some_and(|tail| {
            (0..=tail.len()).any(|at| tail.is_char_boundary(at) && fits(rest, &tail[at..]))
        }),
    }
}

/// The fields of one line of a table.
pub fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut field, mut quoted) = (Vec::new(), String::new(), false);
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                field.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(std::mem::take(&mut field)),
            other => field.push(other),
        }
    }
    fields.push(field);
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    const CERTIFICATE: &str = "# what: w\n# from: f\n# taken: t\n# renew: r\n";

    #[test]
    fn a_table_without_a_birth_certificate_is_refused() {
        assert!(Table::parse("a,b\n1,2\n", &["a", "b"]).is_err());
        assert!(Table::parse(&format!("{CERTIFICATE}a,b\n1,2\n"), &["a", "b"]).is_ok());
    }

    #[test]
    fn a_field_comes_back_as_it_was_written() {
        let words = "undefined symbol: a, version \"B\"";
        assert_eq!(fields(&line(&["x", words, ""])), ["x", words, ""]);
    }

    #[test]
    fn a_star_stands_for_anything() {
        assert!(fits("*-amd64-*", "bookworm-amd64-age"));
        assert!(fits("bookworm*", "bookworm"));
        assert!(!fits("age", "bookworm-age"));
    }

    #[test]
    fn the_tables_of_this_project_can_be_read() {
        assert!(Table::read(&truth_file("corpus.csv"), crate::corpus::COLUMNS).is_ok());
        assert!(Table::read(&truth_file("roots.csv"), crate::roots::COLUMNS).is_ok());
        assert!(Table::read(&truth_file("truth.csv"), crate::truth::COLUMNS).is_ok());
    }
}
