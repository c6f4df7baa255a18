//! What each Go release writes down in its own source: its GODEBUG settings, and the flags that it
//! lets a `#cgo` line have.

use std::collections::{BTreeMap, BTreeSet};

use crate::toolchains::{self, Toolchain};

/// The rows of `godebug.csv`.
pub fn godebug() -> Result<Vec<String>, String> {
    let mut stretches = Stretches::default();
    for go in toolchains::all()? {
        let table = go.read("src/internal/godebugs/table.go")?;
        let mut all: BTreeSet<[String; 6]> = BTreeSet::new();
        for line in lines_of(&table, "All") {
            let number = |name| field(line, name).unwrap_or_default().to_owned();
            let [name, package, old] = ["Name", "Package", "Old"].map(|name| quoted(line, name));
            all.insert([
                name,
                "setting".into(),
                package,
                release(&number("Changed")),
                old,
                String::new(),
            ]);
        }
        for line in lines_of(&table, "Removed") {
            // What is refused is a function, and the remark behind it says of what.
            let (_, remark) = line.split_once("// Old:").unwrap_or_default();
            let old: Vec<_> = remark.split('"').skip(1).step_by(2).collect();
            let removed = release(field(line, "Removed").unwrap_or_default());
            let row = [
                quoted(line, "Name"),
                "removed".into(),
                String::new(),
                String::new(),
                old.join(" "),
                removed,
            ];
            all.insert(row);
        }
        let runtime = go.read("src/runtime/runtime1.go")?;
        for line in lines_of(&runtime, "dbgvars") {
            let name = quoted(line, "name");
            all.insert(in_runtime(name));
        }
        // Keys that are in no list: read before it, or by the look at the processor.
        for (name, file, mark) in [
            ("memprofilerate", "src/runtime/runtime1.go", "key == \"memprofilerate\""),
            ("cpu.*", "src/internal/cpu/cpu.go", "\"cpu.\""),
        ] {
            if go.read(file)?.contains(mark) {
                all.insert(in_runtime(name.to_owned()));
            }
        }
        stretches.add(&go, all);
    }
    Ok(stretches.rows(|[name, kind, package, changed, old, removed], first, last| {
        format!("{name},{kind},1.{first},1.{last},{package},{changed},{old},{removed}")
    }))
}

fn in_runtime(name: String) -> [String; 6] {
    let none = String::new;
    [name, "runtime".into(), "runtime".into(), none(), none(), none()]
}

/// The rows of `cgo-flags.csv`.
pub fn cgo_flags() -> Result<Vec<String>, String> {
    const LISTS: &[(&str, &str)] = &[
        ("compiler", "validCompilerFlags"),
        ("compiler-next", "validCompilerFlagsWithNextArg"),
        ("linker", "validLinkerFlags"),
        ("linker-never", "invalidLinkerFlags"),
        ("linker-next", "validLinkerFlagsWithNextArg"),
        ("pkg-config", "validPkgConfigFlags"),
    ];
    let mut stretches = Stretches::default();
    for go in toolchains::all()? {
        let source = go.read("src/cmd/go/internal/work/security.go")?;
        let mut all = BTreeSet::new();
        for (kind, list) in LISTS {
            for line in lines_of(&source, list) {
                let mark = if line.starts_with("re(") { '`' } else { '"' };
                let pattern = line.split(mark).nth(1).ok_or_else(|| {
                    format!("could not read the line {line:?} of {list} in Go {}", go.version)
                })?;
                // A comma parts fields.
                all.insert([(*kind).to_owned(), pattern.replace(',', "\\x2c")]);
            }
        }
        stretches.add(&go, all);
    }
    Ok(stretches
        .rows(|[kind, pattern], first, last| format!("{kind},1.{first},1.{last},{pattern}")))
}

/// The entries of a list in Go source, a line each; what is commented out is none.
fn lines_of<'a>(source: &'a str, list: &str) -> impl Iterator<Item = &'a str> + use<'a> {
    let start = format!("var {list} = []");
    let from = source.find(&start).map_or("", |at| &source[at..]);
    from.lines()
        .skip(1)
        .take_while(|line| !line.starts_with('}'))
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with("//"))
}

/// What a field of a composite literal is set to.
fn field<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let code = line.split("//").next().unwrap_or_default();
    let (_, value) = code.split_once(&format!("{name}: "))?;
    Some(value.split([',', '}']).next().unwrap_or_default())
}

fn quoted(line: &str, name: &str) -> String {
    field(line, name).unwrap_or_default().trim_matches('"').to_owned()
}

fn release(minor: &str) -> String {
    if minor.is_empty() { String::new() } else { format!("1.{minor}") }
}

/// What several releases have, each thing with the releases in a row that have it.
struct Stretches<K> {
    versions: BTreeMap<u32, String>,
    seen: BTreeMap<K, BTreeSet<u32>>,
}

impl<K> Default for Stretches<K> {
    fn default() -> Self {
        Self { versions: BTreeMap::new(), seen: BTreeMap::new() }
    }
}

impl<K: Ord> Stretches<K> {
    fn add(&mut self, go: &Toolchain, all: BTreeSet<K>) {
        self.versions.insert(go.minor, go.version.clone());
        for one in all {
            self.seen.entry(one).or_default().insert(go.minor);
        }
    }

    /// The rows, each with the releases that were read.
    fn rows(&self, row: impl Fn(&K, u32, u32) -> String) -> Vec<String> {
        let mut rows = Vec::new();
        for (one, releases) in &self.seen {
            let releases: Vec<u32> = releases.iter().copied().collect();
            for stretch in releases.chunk_by(|one, next| one + 1 == *next) {
                let (first, last) = (stretch[0], stretch[stretch.len() - 1]);
                let version = |minor| self.versions.get(&minor).map_or("", String::as_str);
                let from = match (version(first), version(last)) {
                    (one, other) if one == other => one.to_owned(),
                    (one, other) => format!("{one} to {other}"),
                };
                rows.push(format!("{},{from}", row(one, first, last)));
            }
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_entries_of_a_list_are_its_lines() {
        let source = "var Other = []X{\n\t1,\n}\nvar All = []Info{\n\t{Name: \"a\", Changed: 25},\n\t//{Name: \"b\"},\n}\n";
        let lines: Vec<_> = lines_of(source, "All").collect();
        assert_eq!(lines, ["{Name: \"a\", Changed: 25},"]);
        assert_eq!(quoted(lines[0], "Name"), "a");
        assert_eq!(field(lines[0], "Changed"), Some("25"));
        assert_eq!(field(lines[0], "Old"), None);
    }
}
