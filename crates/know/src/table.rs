//! A table: comma-separated values with a birth certificate, each row with its source.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, OnceLock, PoisonError};

use landfall_facts::Origin;

use crate::packed::{File, TABLES};

/// Instead of a text: it is packed.
const PACKED: &str = "";

/// The tables that are built in: file name and text.
const BUILT_IN: &[(&str, &str)] = &[
    ("base-libraries.csv", include_str!("../data/base-libraries.csv")),
    ("baselines.csv", include_str!("../data/baselines.csv")),
    ("build-limits.csv", include_str!("../data/build-limits.csv")),
    ("capabilities.csv", include_str!("../data/capabilities.csv")),
    ("ci-actions.csv", include_str!("../data/ci-actions.csv")),
    ("c-libraries.csv", include_str!("../data/c-libraries.csv")),
    ("cgo-drivers.csv", include_str!("../data/cgo-drivers.csv")),
    ("cgo-flags.csv", include_str!("../data/cgo-flags.csv")),
    ("distros.csv", include_str!("../data/distros.csv")),
    ("architectures.csv", include_str!("../data/architectures.csv")),
    ("cpu-features.csv", include_str!("../data/cpu-features.csv")),
    ("cross-compilers.csv", include_str!("../data/cross-compilers.csv")),
    ("default-cc.csv", include_str!("../data/default-cc.csv")),
    ("experiment-names.csv", include_str!("../data/experiment-names.csv")),
    ("external-linking.csv", include_str!("../data/external-linking.csv")),
    ("go-cpu.csv", include_str!("../data/go-cpu.csv")),
    ("go-experiments.csv", include_str!("../data/go-experiments.csv")),
    ("go-flags.csv", include_str!("../data/go-flags.csv")),
    ("go-images.csv", PACKED),
    ("go-level-tags.csv", include_str!("../data/go-level-tags.csv")),
    ("go-releases.csv", include_str!("../data/go-releases.csv")),
    ("go-variables.csv", include_str!("../data/go-variables.csv")),
    ("go-calls.csv", include_str!("../data/go-calls.csv")),
    ("other-programs.csv", include_str!("../data/other-programs.csv")),
    ("systemd-keys.csv", include_str!("../data/systemd-keys.csv")),
    ("systemd-values.csv", include_str!("../data/systemd-values.csv")),
    ("godebug.csv", include_str!("../data/godebug.csv")),
    ("launcher-calls.csv", include_str!("../data/launcher-calls.csv")),
    ("libc-call-sets.csv", PACKED),
    ("libc-calls.csv", PACKED),
    ("libc-features.csv", include_str!("../data/libc-features.csv")),
    ("libc-libraries.csv", include_str!("../data/libc-libraries.csv")),
    ("libc-packages.csv", include_str!("../data/libc-packages.csv")),
    ("linker-flags.csv", include_str!("../data/linker-flags.csv")),
    ("loaders.csv", include_str!("../data/loaders.csv")),
    ("multiplexed-calls.csv", include_str!("../data/multiplexed-calls.csv")),
    ("names.csv", include_str!("../data/names.csv")),
    ("namespaces.csv", include_str!("../data/namespaces.csv")),
    ("near.csv", include_str!("../data/near.csv")),
    ("packages-by-soname.csv", include_str!("../data/packages-by-soname.csv")),
    ("platform-names.csv", include_str!("../data/platform-names.csv")),
    ("file-tools.csv", include_str!("../data/file-tools.csv")),
    ("implied-calls.csv", include_str!("../data/implied-calls.csv")),
    ("image-commands.csv", include_str!("../data/image-commands.csv")),
    ("ports.csv", include_str!("../data/ports.csv")),
    ("pipeline-actions.csv", include_str!("../data/pipeline-actions.csv")),
    ("release-settings.csv", include_str!("../data/release-settings.csv")),
    ("runners.csv", include_str!("../data/runners.csv")),
    ("removed-files.csv", include_str!("../data/removed-files.csv")),
    ("seccomp-architectures.csv", include_str!("../data/seccomp-architectures.csv")),
    ("seccomp-runtimes.csv", include_str!("../data/seccomp-runtimes.csv")),
    ("seccomp-profiles.csv", include_str!("../data/seccomp-profiles.csv")),
    ("crash-words.csv", include_str!("../data/crash-words.csv")),
    ("exceptions.csv", include_str!("../data/exceptions.csv")),
    ("seldom-calls.csv", include_str!("../data/seldom-calls.csv")),
    ("settings.csv", include_str!("../data/settings.csv")),
    ("std-cgo.csv", include_str!("../data/std-cgo.csv")),
    ("std-cgo-means.csv", include_str!("../data/std-cgo-means.csv")),
    ("std-exports.csv", PACKED),
    ("std-imports.csv", include_str!("../data/std-imports.csv")),
    ("std-uses.csv", PACKED),
    ("syscalls.csv", PACKED),
    ("system-libraries.csv", include_str!("../data/system-libraries.csv")),
    ("build-arguments.csv", include_str!("../data/build-arguments.csv")),
    ("code-writers.csv", include_str!("../data/code-writers.csv")),
    ("go-changes.csv", include_str!("../data/go-changes.csv")),
    ("image-paths.csv", include_str!("../data/image-paths.csv")),
    ("kept-calls.csv", include_str!("../data/kept-calls.csv")),
    ("looked-up-calls.csv", include_str!("../data/looked-up-calls.csv")),
    ("packages.csv", include_str!("../data/packages.csv")),
    ("profile-doors.csv", include_str!("../data/profile-doors.csv")),
    ("program-flags.csv", include_str!("../data/program-flags.csv")),
    ("shell-commands.csv", include_str!("../data/shell-commands.csv")),
    ("systemd-directories.csv", include_str!("../data/systemd-directories.csv")),
    ("zig-targets.csv", include_str!("../data/zig-targets.csv")),
];

/// What every table says of itself before its first row.
const CERTIFICATE: [&str; 4] = ["what", "from", "taken", "renew"];

/// Rows that the user adds, as file name, shown name and text. Set once, before the first look.
static ADDED: OnceLock<Vec<(String, String, String)>> = OnceLock::new();

/// A table that is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadTable {
    /// The table.
    pub name: String,
    /// What is wrong with it, and where.
    pub reason: String,
}

impl fmt::Display for BadTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "could not use table {}: {}", self.name, self.reason)
    }
}

impl std::error::Error for BadTable {}

/// A row, and where it stands.
#[derive(Debug, Clone)]
pub struct Row {
    table: &'static str,
    number: u32,
    header: &'static [&'static str],
    line: &'static str,
    fields: OnceLock<Vec<&'static str>>,
}

impl Row {
    /// The field under a heading; empty where the table has no such column.
    pub fn get(&self, column: &str) -> &'static str {
        let at = self.header.iter().position(|name| *name == column);
        let field = at.and_then(|at| match at {
            // Of most rows only the first fields are ever asked for.
            0 => Some(cut(self.line).0),
            1 => Some(cut(cut(self.line).1).0),
            _ => self.fields.get_or_init(|| self.all_fields()).get(at).copied(),
        });
        field.unwrap_or_default()
    }

    /// In room made once: the fields of a hundred rows are asked for in a row.
    fn all_fields(&self) -> Vec<&'static str> {
        let mut fields = Vec::with_capacity(self.header.len());
        fields.extend(parts(self.line, b','));
        fields
    }

    /// The words of a field.
    pub fn words(&self, column: &str) -> impl Iterator<Item = &'static str> + use<> {
        self.get(column).split_ascii_whitespace()
    }

    /// The row as the origin of a fact.
    pub fn origin(&self) -> Origin {
        Origin::Row { table: self.table.to_owned(), row: self.number }
    }

    /// The file name of the table.
    pub fn table(&self) -> &'static str {
        self.table
    }

    /// The line of the table's file, counted from 1.
    pub fn number(&self) -> u32 {
        self.number
    }
}

/// Adds the rows of a user's table to the built-in one of the same name; theirs are found first.
pub fn extend(tables: Vec<(String, String, String)>) -> Result<(), BadTable> {
    for (name, shown, text) in &tables {
        let bad = |reason: String| BadTable { name: shown.clone(), reason };
        let Some((_, built_in)) = BUILT_IN.iter().map(named).find(|(known, _)| known == name)
        else {
            let known: Vec<_> = BUILT_IN.iter().map(|(name, _)| *name).collect();
            return Err(bad(format!("there is no such table; there are {}", known.join(", "))));
        };
        check(text).map_err(&bad)?;
        if header(text) != header(built_in) {
            return Err(bad(format!(
                "its columns are not {}",
                header(built_in).unwrap_or_default()
            )));
        }
    }
    ADDED
        .set(tables)
        .map_err(|_| BadTable { name: "tables".into(), reason: "rows were added twice".into() })
}

/// The names and texts of the built-in tables.
pub fn tables() -> impl Iterator<Item = (&'static str, &'static str)> {
    BUILT_IN.iter().map(named)
}

/// A built-in table, unpacked.
fn named((name, text): &(&'static str, &'static str)) -> (&'static str, &'static str) {
    match *text {
        PACKED => (name, TABLES.file(name).map_or("", File::text)),
        text => (name, text),
    }
}

/// The rows of a table, the user's first.
pub(crate) fn rows(name: &str) -> impl Iterator<Item = &'static Row> + use<> {
    static PARSED: [OnceLock<Vec<Row>>; BUILT_IN.len()] =
        [const { OnceLock::new() }; BUILT_IN.len()];
    let at = BUILT_IN.iter().position(|(table, _)| *table == name);
    let all = |at: usize| {
        let (name, text) = named(&BUILT_IN[at]);
        parse_all(name, text)
    };
    let rows = at.map(|at| PARSED[at].get_or_init(|| all(at)));
    rows.map_or(&[][..], Vec::as_slice).iter()
}

/// The rows of a table that begin with these two fields, the user's first. For a long table that
/// is asked again and again.
pub(crate) fn rows_of(name: &str, first: [&str; 2]) -> &'static [&'static Row] {
    /// Lent for as long as the program runs, so that a look-up's own texts need not live so long.
    type Groups<'a> = HashMap<[&'a str; 2], &'static [&'static Row]>;
    static GROUPED: [OnceLock<Groups<'static>>; BUILT_IN.len()] =
        [const { OnceLock::new() }; BUILT_IN.len()];
    let grouped = || {
        let fields = |row: &'static Row| {
            let (one, rest) = cut(row.line);
            [one, cut(rest).0]
        };
        let mut groups: HashMap<[&'static str; 2], Vec<&'static Row>> = HashMap::new();
        let all: Vec<&'static Row> = rows(name).collect();
        // Most stand together already, and one look-up does for all of them.
        for together in all.chunk_by(|one, next| fields(one) == fields(next)) {
            groups.entry(fields(together[0])).or_default().extend(together);
        }
        groups.into_iter().map(|(key, rows)| (key, &*rows.leak())).collect()
    };
    let at = BUILT_IN.iter().position(|(table, _)| *table == name);
    let groups: Option<&Groups<'_>> = at.map(|at| GROUPED[at].get_or_init(grouped));
    groups.and_then(|groups| groups.get(&first)).copied().unwrap_or_default()
}

/// The first field of a line, and what is behind it. Fields are short: a plain loop is the fastest.
fn cut(line: &str) -> (&str, &str) {
    match line.bytes().position(|byte| byte == b',') {
        Some(at) => (&line[..at], &line[at + 1..]),
        None => (line, ""),
    }
}

fn parse_all(name: &str, text: &'static str) -> Vec<Row> {
    let added =
        ADDED.get().map_or(&[][..], Vec::as_slice).iter().filter(|(table, ..)| table == name);
    let mut rows: Vec<Row> = added.flat_map(|(_, shown, text)| parse(shown, text)).collect();
    let table = BUILT_IN.iter().find(|(table, _)| *table == name).map_or("", |(table, _)| table);
    rows.extend(parse(table, text));
    rows
}

/// The rows of a text.
pub(crate) fn parse(table: &'static str, text: &'static str) -> Vec<Row> {
    let mut lines =
        (1..).zip(lines(text)).filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let header = split(lines.next().map_or("", |(_, line)| line));
    lines
        .map(|(number, line)| Row { table, number, header, line, fields: OnceLock::new() })
        .collect()
}

/// The lines of a text. Like `str::lines`, but for a hundred kilobytes of short lines.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    parts(text, b'\n').map(|line| line.strip_suffix('\r').unwrap_or(line))
}

/// The parts of a text between marks of one byte.
fn parts(text: &str, mark: u8) -> impl Iterator<Item = &str> {
    let mut start = 0;
    memchr::memchr_iter(mark, text.as_bytes()).chain([text.len()]).map(move |end| {
        let part = &text[start.min(end)..end];
        start = end + 1;
        part
    })
}

/// The columns of a header, split once for each table and kept as long as the program runs.
fn split(header: &'static str) -> &'static [&'static str] {
    static SPLIT: Mutex<Vec<(&'static str, &'static [&'static str])>> = Mutex::new(Vec::new());
    let mut known = SPLIT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, columns)) = known.iter().find(|(one, _)| *one == header) {
        return columns;
    }
    let columns: &'static [&'static str] = header.split(',').collect::<Vec<_>>().leak();
    known.push((header, columns));
    columns
}

fn header(text: &str) -> Option<&str> {
    text.lines().find(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Whether a table has its birth certificate and a source in every row.
fn check(text: &str) -> Result<(), String> {
    for word in CERTIFICATE {
        let says = |line: &str| {
            let line = line.strip_prefix('#')?.trim_start();
            let rest = line.strip_prefix(word)?.trim_start_matches(':').trim();
            (!rest.is_empty()).then_some(())
        };
        if text.lines().find_map(says).is_none() {
            return Err(format!("its birth certificate has no line \"# {word} …\""));
        }
    }
    let Some(header) = header(text) else { return Err("it has no rows".into()) };
    let columns: Vec<_> = header.split(',').collect();
    if columns.last() != Some(&"from") {
        return Err("its last column is not \"from\"".into());
    }
    let rows = (1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .skip(1);
    for (number, line) in rows {
        let fields: Vec<_> = line.split(',').collect();
        if fields.len() != columns.len() {
            return Err(format!(
                "line {number} has {} fields, not {}",
                fields.len(),
                columns.len()
            ));
        }
        if fields.last().is_none_or(|from| from.trim().is_empty()) {
            return Err(format!("line {number} does not say where it is from"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_table_says_where_it_is_from() {
        for (name, text) in tables() {
            assert_eq!(check(text), Ok(()), "{name}");
        }
    }

    #[test]
    fn a_row_without_a_source_is_refused() {
        let head = "# what x\n# from x\n# taken x\n# renew x\na,from\n";
        assert!(check(&format!("{head}1,somewhere\n")).is_ok());
        assert!(check(&format!("{head}1,\n")).unwrap_err().contains("line 6"));
        assert!(check("a,from\n1,x\n").unwrap_err().contains("birth certificate"));
    }

    #[test]
    fn the_rows_of_one_release_are_found_together() {
        let together = rows_of("base-libraries.csv", ["debian", "12"]);
        let all: Vec<u32> = rows("base-libraries.csv")
            .filter(|row| row.get("name") == "debian" && row.get("release") == "12")
            .map(Row::number)
            .collect();
        assert_eq!(together.iter().map(|row| row.number()).collect::<Vec<_>>(), all);
        assert!(!all.is_empty());
    }

    #[test]
    fn a_table_we_do_not_have_is_refused() {
        let error = extend(vec![("nothing.csv".into(), "my/nothing.csv".into(), String::new())])
            .unwrap_err();
        assert!(error.to_string().contains("distros.csv"), "{error}");
    }
}
