//! `cargo xtask deps`: the crates of others that landfall is made of, held against what docs/dependencies.md says of
//! each: why it is there, and what it would cost to drop.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::{Command, ExitCode};

use serde_json::Value;

use crate::cache;
use crate::table;

/// Where everybody reads of them.
const PAGE: &str = "docs/dependencies.md";
/// What is shipped most; a few crates more are needed on Windows.
const PLATFORM: &str = "x86_64-unknown-linux-gnu";

/// Prints every crate that landfall names, with how many come and go with it, and fails where the page says otherwise.
pub fn run() -> Result<ExitCode, String> {
    let tree = Tree::read()?;
    let (used, of_tests) = (tree.direct(false), tree.direct(true));
    for name in &used {
        println!("{name:28} {:3}", tree.comes_with(name).len());
    }
    println!("{} crates in the program, {} for tests alone", tree.all().len(), of_tests.len());
    let page = fs::read_to_string(table::workspace().join(PAGE))
        .map_err(|e| format!("could not read {PAGE}: {e}"))?;
    let wrong = differences(&tree, &page);
    for line in &wrong {
        println!("{PAGE}: {line}");
    }
    Ok(if wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Where the page and the tree differ, a line each.
fn differences(tree: &Tree, page: &str) -> Vec<String> {
    let rows = rows(page);
    let used = tree.direct(false);
    let of_tests: BTreeSet<String> = tree.direct(true).difference(&used).cloned().collect();
    let mut wrong = Vec::new();
    for name in &used {
        let comes = tree.comes_with(name).len();
        match rows.get(name).map(|count| count.parse::<usize>()) {
            None => wrong.push(format!("it does not say why {name} is there")),
            Some(Ok(count)) if count == comes => {}
            Some(_) => wrong.push(format!("{comes} crates come and go with {name}")),
        }
    }
    for name in of_tests.iter().filter(|name| !rows.contains_key(*name)) {
        wrong.push(format!("it does not say why tests need {name}"));
    }
    for name in rows.keys().filter(|name| !used.contains(*name) && !of_tests.contains(*name)) {
        wrong.push(format!("nobody uses {name}"));
    }
    let total = format!("{} crates", tree.all().len());
    if !page.contains(&total) {
        wrong.push(format!("the program is made of {total}"));
    }
    wrong
}

/// The crates that the tables of the page name, with what stands in the next column.
fn rows(page: &str) -> BTreeMap<String, String> {
    page.lines()
        .filter_map(|line| {
            let (name, rest) = line.strip_prefix("| `")?.split_once('`')?;
            Some((name.to_owned(), rest.split('|').nth(1)?.trim().to_owned()))
        })
        .collect()
}

/// Who depends on whom, as cargo resolved it for one platform.
struct Tree {
    /// By its id: the name of a package, whether it is ours, and what it depends on, in programs and in tests.
    packages: BTreeMap<String, Package>,
}

struct Package {
    name: String,
    is_ours: bool,
    normal: Vec<String>,
    dev: Vec<String>,
}

impl Tree {
    fn read() -> Result<Self, String> {
        let metadata = cache::output_of(
            Command::new("cargo")
                .args(["metadata", "--locked", "--format-version", "1"])
                .args(["--filter-platform", PLATFORM])
                .current_dir(table::workspace()),
        )?;
        let metadata: Value = serde_json::from_str(&metadata)
            .map_err(|e| format!("could not read what cargo metadata says: {e}"))?;
        Ok(Self::of(&metadata))
    }

    fn of(metadata: &Value) -> Self {
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let mut packages = BTreeMap::new();
        for package in list(&metadata["packages"]) {
            let is_ours = package["source"].is_null();
            let name = text(&package["name"]);
            let known = Package { name, is_ours, normal: Vec::new(), dev: Vec::new() };
            packages.insert(text(&package["id"]), known);
        }
        for node in list(&metadata["resolve"]["nodes"]) {
            let Some(package) = packages.get_mut(&text(&node["id"])) else { continue };
            for dependency in list(&node["deps"]) {
                for kind in list(&dependency["dep_kinds"]) {
                    match kind["kind"].as_str() {
                        None => package.normal.push(text(&dependency["pkg"])),
                        Some("dev") => package.dev.push(text(&dependency["pkg"])),
                        Some(_) => {}
                    }
                }
            }
        }
        Self { packages }
    }

    /// Names of crates of others that crates of ours name: in what is shipped, or in tests and tasks.
    fn direct(&self, in_tests: bool) -> BTreeSet<String> {
        let ours = self.packages.values().filter(|package| package.is_ours);
        ours.flat_map(|package| match (in_tests, package.name == "xtask") {
            (true, true) | (false, false) => package.normal.as_slice(),
            (true, false) => &package.dev,
            (false, true) => &[],
        })
        .filter_map(|id| self.packages.get(id))
        .filter(|package| !package.is_ours)
        .map(|package| package.name.clone())
        .collect()
    }

    /// All crates of others that the program is made of, and those by which they are compiled.
    fn all(&self) -> BTreeSet<&str> {
        self.reached_without(None)
    }

    /// A crate and all that would go if nobody of ours named it any more.
    fn comes_with(&self, name: &str) -> BTreeSet<&str> {
        self.all().difference(&self.reached_without(Some(name))).copied().collect()
    }

    fn reached_without(&self, dropped: Option<&str>) -> BTreeSet<&str> {
        let mut reached = BTreeSet::new();
        let mut waiting: Vec<&str> = Vec::new();
        let program = self.packages.iter().find(|(_, package)| package.name == "landfall");
        waiting.extend(program.map(|(id, _)| id.as_str()));
        while let Some(id) = waiting.pop() {
            let Some(package) = self.packages.get(id) else { continue };
            if !reached.insert(id) {
                continue;
            }
            for next in &package.normal {
                let is_dropped =
                    self.packages.get(next).is_some_and(|next| dropped == Some(&next.name));
                if !(package.is_ours && is_dropped) {
                    waiting.push(next);
                }
            }
        }
        let packages = reached.iter().filter_map(|id| self.packages.get(*id));
        packages.filter(|package| !package.is_ours).map(|package| package.name.as_str()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_crate_is_explained_and_none_that_is_not_there() {
        let tree = Tree::read().unwrap();
        let page = fs::read_to_string(table::workspace().join(PAGE)).unwrap();
        assert_eq!(differences(&tree, &page), Vec::<String>::new());
    }

    #[test]
    fn a_crate_that_another_needs_too_does_not_go_with_it() {
        let package = |name: &str, source: &str| {
            serde_json::json!({ "id": name, "name": name,
            "source": (!source.is_empty()).then_some(source) })
        };
        let node = |name: &str, deps: &[&str]| {
            let deps: Vec<Value> = deps
                .iter()
                .map(|dep| serde_json::json!({ "pkg": dep, "dep_kinds": [{ "kind": null }] }))
                .collect();
            serde_json::json!({ "id": name, "deps": deps })
        };
        let tree = Tree::of(&serde_json::json!({
            "packages": [package("landfall", ""), package("a", "r"), package("b", "r"),
                         package("c", "r"), package("d", "r")],
            "resolve": { "nodes": [node("landfall", &["a", "b"]), node("a", &["c", "d"]),
                                   node("b", &["d"])] },
        }));
        assert_eq!(tree.comes_with("a"), BTreeSet::from(["a", "c"]));
        assert_eq!(tree.comes_with("b"), BTreeSet::from(["b"]));
        assert_eq!(tree.all().len(), 4);
        let page = "made of 4 crates\n| `a` | 2 | why | cost |\n| `e` | 1 | why | cost |\n";
        assert_eq!(differences(&tree, page), ["it does not say why b is there", "nobody uses e"]);
    }
}
