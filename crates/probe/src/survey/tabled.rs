//! Packages of the standard library as a table tells them, where no Go is here to be looked at.

use std::collections::BTreeMap;

use landfall_facts::Standard;

use super::{File, Import, Kind, Package, Set, Unit, Words};
use crate::roots::Home;

/// The package of a path, if the table has it: it lies nowhere, and its files have no names but
/// for those that cgo decides about.
pub(super) fn package(words: &Words, standard: &Standard, path: &str) -> Option<Package> {
    let told = standard.packages.get(path)?;
    let name = if told.built == 0 { "" } else { name_of(path) };
    let clause = words.add(name_of(path));
    let file = |name: String, on: Set| File { built: on, fits: on, ..File::empty(name, clause) };
    // What is there for the same platforms may as well stand in one file.
    let mut files: BTreeMap<Set, File> = BTreeMap::new();
    files.insert(told.built, file(String::new(), told.built));
    for (import, on) in &told.imports {
        let file = files.entry(*on).or_insert_with(|| file(String::new(), *on));
        match import.as_str() {
            "C" => file.imports_c = true,
            _ => file.imports.push(Import {
                path: import.clone(),
                name: None,
                at: 0,
                line: 0,
                package: 0,
            }),
        }
    }
    for (name, on) in &told.names {
        let on = on & told.built;
        let file = files.entry(on).or_insert_with(|| file(String::new(), on));
        file.units.push(Unit {
            kind: Kind::Values,
            names: vec![(words.add(name), 0)],
            members: Vec::new(),
            is_derived: false,
            pairs: Vec::new(),
            sizes: None,
            references: Vec::new(),
        });
    }
    let switched = told.switched.iter().map(|(name, on)| file(name.clone(), *on));
    Some(Package {
        path: path.to_owned(),
        home: Home::Std,
        dir: String::new(),
        name: name.to_owned(),
        files: files.into_values().chain(switched).collect(),
        others: Vec::new(),
        absent: Vec::new(),
        unlinkable: Vec::new(),
        built: told.built,
        reached: 0,
    })
}

/// The name in the package clauses: in the standard library that of the directory, or of the one
/// above a `v2`.
pub(crate) fn name_of(path: &str) -> &str {
    let is_version = |part: &str| {
        part.strip_prefix('v').is_some_and(|number| number.bytes().all(|b| b.is_ascii_digit()))
    };
    let mut parts = path.rsplit('/');
    let last = parts.next().unwrap_or(path);
    if is_version(last) { parts.next().unwrap_or(last) } else { last }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_of_std_goes_by_its_directory() {
        let names = ["fmt", "net/http", "math/rand/v2", "runtime/cgo"].map(name_of);
        assert_eq!(names, ["fmt", "http", "rand", "cgo"]);
    }
}
