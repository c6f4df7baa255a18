//! The cgo packages of a module and what leads to them, as text, Graphviz, Mermaid, SVG and JSON.

mod svg;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use landfall_facts::{CgoPackage, Fact, ListedPackage, PackageGraph, Resolved};
use serde::Serialize;

use crate::json::{print, standard};
use crate::language::{padded, tr};
use crate::tr;

/// What stands before a line takes so many columns.
const LABEL: usize = 11;

const BOLD: Style = Style::new().bold();
const MISSING: Style = AnsiColor::Red.on_default();

/// The graph for a terminal: each cgo package with what it asks of C and who brings it in.
pub fn text(graph: &PackageGraph) -> String {
    let mut out = String::new();
    let (module, platform) = (&graph.module, &graph.platform);
    let (some, all) = (graph.cgo.len(), graph.packages);
    let head = match graph.has_cgo {
        true => tr!(
            "{module} on {platform} with cgo: {some} of {all} packages use cgo",
            module,
            platform,
            some,
            all
        ),
        false => tr!(
            "{module} on {platform} without cgo: {some} of {all} packages use cgo",
            module,
            platform,
            some,
            all
        ),
    };
    let _ = writeln!(out, "{head}");
    for package in &graph.cgo {
        let home = match package.home.as_str() {
            "" => tr!("this module"),
            "std" => tr!("standard library"),
            home => home.to_owned(),
        };
        let _ = writeln!(out, "\n{BOLD}{}{BOLD:#}  {home}", package.path);
        let mut line = |name: &str, words: &[String], between: &str| {
            if !words.is_empty() {
                let _ = writeln!(out, "  {}{}", padded(&tr(name), LABEL), words.join(between));
            }
        };
        line("by", &package.way, " → ");
        line("links", &package.libraries, " ");
        line("pkg-config", &package.pkg_config, " ");
        line("includes", &package.includes, " ");
        line("flags", &package.flags, " ");
        line("files", &package.files, " ");
        for Resolved { kind, name, at } in &package.resolved {
            let place = match at {
                Fact::Known(path, _) => tr!("is {path}", path),
                Fact::Absent(_) => format!("{MISSING}{}{MISSING:#}", tr!("is not there")),
                Fact::Unknown(why) => {
                    tr!("could not be found: {why}", why = tr(&why.to_string()))
                }
            };
            let kind = padded(&tr(kind), LABEL);
            let _ = writeln!(out, "  {kind}{name} {place}");
        }
    }
    if !graph.nowhere.is_empty() {
        let _ = writeln!(out, "\n{}", tr!("not found, so what they bring in is not known:"));
    }
    for (_, by, why) in &graph.nowhere {
        let by = if by.is_empty() { String::new() } else { tr!(", imported by {by}", by) };
        let _ = writeln!(out, "  {}{by}", tr(&why.to_string()));
    }
    for (_, why) in &graph.unread {
        let _ = writeln!(out, "  {}", tr(&why.to_string()));
    }
    match &graph.checked {
        Some(Fact::Known(told, origin)) if told.is_empty() => {
            let _ =
                writeln!(out, "\n{}", tr!("{origin} lists the same packages and files", origin));
        }
        Some(Fact::Known(told, origin)) => {
            let _ = writeln!(out, "\n{}", tr!("{origin} lists otherwise:", origin));
            for line in told {
                let _ = writeln!(out, "  {line}");
            }
        }
        Some(Fact::Absent(_)) | None => {}
        Some(Fact::Unknown(why)) => {
            let why = tr(&why.to_string()).into_owned();
            let _ = writeln!(out, "\n{}", tr!("go list could not be asked: {why}", why));
        }
    }
    out
}

/// The graph for Graphviz (`dot -Tsvg`): an arrow an import, a box a package of cgo, an ellipse a
/// library that it links.
pub fn dot(graph: &PackageGraph) -> String {
    let mut out = String::from("digraph cgo {\n  rankdir=LR;\n  node [shape=plaintext];\n");
    let quoted = |text: &str| format!("{text:?}");
    for package in &graph.cgo {
        let _ = writeln!(out, "  {} [shape=box];", quoted(&package.path));
    }
    for (from, to) in &graph.edges {
        let _ = writeln!(out, "  {} -> {};", quoted(from), quoted(to));
    }
    for (path, library) in links(graph) {
        let library = quoted(&library);
        let _ = writeln!(out, "  {library} [shape=ellipse];\n  {} -> {library};", quoted(path));
    }
    out.push_str("}\n");
    out
}

/// The graph for Mermaid, which Markdown on many sites shows.
pub fn mermaid(graph: &PackageGraph) -> String {
    let mut out = String::from("flowchart LR\n");
    let links: Vec<(&str, String)> = links(graph).collect();
    let mut names: BTreeSet<&str> = graph.cgo.iter().map(|one| one.path.as_str()).collect();
    names.extend(graph.edges.iter().flat_map(|(from, to)| [from.as_str(), to.as_str()]));
    names.extend(links.iter().map(|(_, library)| library.as_str()));
    let numbers: BTreeMap<&str, usize> =
        names.iter().enumerate().map(|(number, name)| (*name, number)).collect();
    let cgo: BTreeSet<&str> = graph.cgo.iter().map(|one| one.path.as_str()).collect();
    for (name, number) in &numbers {
        let shown = name.replace('"', "#quot;");
        let _ = match (cgo.contains(name), links.iter().any(|(_, library)| library == name)) {
            (true, _) => writeln!(out, "  n{number}[[\"{shown}\"]]"),
            (false, true) => writeln!(out, "  n{number}([\"{shown}\"])"),
            (false, false) => writeln!(out, "  n{number}[\"{shown}\"]"),
        };
    }
    let edges = graph.edges.iter().map(|(from, to)| (from.as_str(), to.as_str()));
    for (from, to) in edges.chain(links.iter().map(|(path, library)| (*path, library.as_str()))) {
        let _ = writeln!(out, "  n{} --> n{}", numbers[from], numbers[to]);
    }
    out
}

/// The graph as a picture: SVG, for which nothing needs to be installed.
pub fn svg(graph: &PackageGraph) -> String {
    svg::draw(graph, &links(graph).collect::<Vec<_>>())
}

/// The graph as a picture within a page, which gives it its colours and folds it.
pub(crate) fn picture(graph: &PackageGraph) -> String {
    svg::in_page(graph, &links(graph).collect::<Vec<_>>())
}

/// Each cgo package with each library that it links.
fn links(graph: &PackageGraph) -> impl Iterator<Item = (&str, String)> {
    graph.cgo.iter().flat_map(|package| {
        package.libraries.iter().map(|library| (package.path.as_str(), format!("-l{library}")))
    })
}

/// The graph as JSON.
pub fn json(graph: &PackageGraph) -> String {
    print(&shown(graph))
}

/// The graph as JSON, with every package and the files that are built of it.
pub fn json_with_files(graph: &PackageGraph) -> String {
    print(&Graph { listed: Some(graph.listed.iter().map(Listed::of).collect()), ..shown(graph) })
}

fn shown(graph: &PackageGraph) -> Graph<'_> {
    Graph {
        schema: 1,
        module: &graph.module,
        platform: &graph.platform,
        cgo_enabled: graph.has_cgo,
        standard: standard(graph.is_tabled),
        packages: graph.packages,
        cgo: graph.cgo.iter().map(Package::of).collect(),
        imports: graph.edges.iter().map(|(from, to)| Edge { from, to }).collect(),
        not_found: graph
            .nowhere
            .iter()
            .map(|(path, by, why)| NotFound { path, imported_by: by, reason: why.to_string() })
            .collect(),
        unread: graph
            .unread
            .iter()
            .map(|(path, why)| Unread { path, reason: why.to_string() })
            .collect(),
        listed: None,
        go_list: graph.checked.as_ref().map(Checked::of),
    }
}

#[derive(Serialize)]
struct Graph<'a> {
    schema: u32,
    module: &'a str,
    platform: &'a str,
    cgo_enabled: bool,
    standard: &'static str,
    packages: usize,
    cgo: Vec<Package<'a>>,
    imports: Vec<Edge<'a>>,
    not_found: Vec<NotFound<'a>>,
    unread: Vec<Unread<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    listed: Option<Vec<Listed<'a>>>,
    /// What `go list` has otherwise; null if it was not asked or could not be.
    #[serde(skip_serializing_if = "Option::is_none")]
    go_list: Option<Checked<'a>>,
}

#[derive(Serialize)]
struct Checked<'a> {
    differences: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unknown: Option<String>,
}

impl<'a> Checked<'a> {
    fn of(checked: &'a Fact<Vec<String>>) -> Self {
        Self {
            differences: checked.known().map(Vec::as_slice),
            unknown: checked.why().map(ToString::to_string),
        }
    }
}

#[derive(Serialize)]
struct Listed<'a> {
    path: &'a str,
    dir: &'a str,
    go_files: &'a [String],
    cgo_files: &'a [String],
    ignored_files: &'a [String],
    imports: &'a [String],
}

impl<'a> Listed<'a> {
    fn of(package: &'a ListedPackage) -> Self {
        let ListedPackage { path, dir, go_files, cgo_files, ignored_files, imports } = package;
        Self { path, dir, go_files, cgo_files, ignored_files, imports }
    }
}

#[derive(Serialize)]
struct Package<'a> {
    path: &'a str,
    home: &'a str,
    files: &'a [String],
    libraries: &'a [String],
    pkg_config: &'a [String],
    flags: &'a [String],
    includes: &'a [String],
    way: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    found: Vec<Found<'a>>,
}

/// Where something is; with neither a path nor a reason it is not there.
#[derive(Serialize)]
struct Found<'a> {
    kind: &'static str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unknown: Option<String>,
}

impl<'a> Package<'a> {
    fn of(package: &'a CgoPackage) -> Self {
        let found = |one: &'a Resolved| Found {
            kind: one.kind,
            name: &one.name,
            path: one.at.known().map(String::as_str),
            unknown: one.at.why().map(ToString::to_string),
        };
        Self {
            path: &package.path,
            home: &package.home,
            files: &package.files,
            libraries: &package.libraries,
            pkg_config: &package.pkg_config,
            flags: &package.flags,
            includes: &package.includes,
            way: &package.way,
            found: package.resolved.iter().map(found).collect(),
        }
    }
}

#[derive(Serialize)]
struct Edge<'a> {
    from: &'a str,
    to: &'a str,
}

#[derive(Serialize)]
struct NotFound<'a> {
    path: &'a str,
    imported_by: &'a str,
    reason: String,
}

#[derive(Serialize)]
struct Unread<'a> {
    path: &'a str,
    reason: String,
}
