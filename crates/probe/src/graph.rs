//! Which packages of a module are built by cgo, what they ask of C, and who imports them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use landfall_facts::{CgoPackage, ListedPackage, PackageGraph, Standard, Why};
use landfall_formats::gosrc::{Known, Platform, Verb};

use crate::packages::{self, Package};
use crate::roots::{Home, Roots};
use crate::world::World;

/// What a build is for, and the names that Go knows.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    /// GOOS.
    pub system: &'a str,
    /// GOARCH.
    pub architecture: &'a str,
    /// Whether cgo is enabled.
    pub has_cgo: bool,
    /// The Go release, 26 for Go 1.26.
    pub release: u32,
    /// What `-tags` sets.
    pub tags: Vec<&'a str>,
    /// Every GOOS, and those that are Unix.
    pub systems: [Vec<&'a str>; 2],
    /// Every GOARCH.
    pub architectures: Vec<&'a str>,
    /// The standard library, if it is to be taken from a table: that of this platform alone.
    pub standard: Option<Standard>,
}

/// The graph of a module.
pub fn graph(world: &dyn World, roots: &Roots, wanted: &Wanted<'_>) -> PackageGraph {
    let platform = Platform {
        system: wanted.system,
        architecture: wanted.architecture,
        has_cgo: wanted.has_cgo,
        compiler: "gc",
        release: wanted.release,
        tags: &wanted.tags,
        known: Known {
            systems: &wanted.systems[0],
            unix_systems: &wanted.systems[1],
            architectures: &wanted.architectures,
        },
    };
    let module = roots.module_path().to_owned();
    let own = roots.own_packages();
    let packages = packages::load(world, roots, &platform, &own, wanted.standard.as_ref());
    // A directory of which nothing is built here holds no package.
    let is_built = |path: &&String| packages.get(*path).is_some_and(Package::is_built);
    let own: Vec<&String> = own.iter().filter(is_built).collect();
    let mains: Vec<&String> =
        own.iter().copied().filter(|path| packages[*path].name == "main").collect();
    let ways = ways(&packages, if mains.is_empty() { &own } else { &mains });
    let cgo: Vec<CgoPackage> = packages
        .values()
        .filter(|package| package.uses_cgo())
        .map(|package| described(package, way(&ways, &package.path)))
        .collect();
    let edges = edges(&packages, cgo.iter().map(|package| package.path.as_str()));
    let mut nowhere = Vec::new();
    let mut unread = Vec::new();
    for package in packages.values() {
        if let Home::Nowhere(why) = &package.home {
            let by = way(&ways, &package.path);
            let by = by.iter().rev().nth(1).cloned().unwrap_or_default();
            nowhere.push((package.path.clone(), by, why.clone()));
        }
        let shown = |(name, why): &(String, Why)| (format!("{}/{name}", package.dir), why.clone());
        unread.extend(package.unread.iter().map(shown));
    }
    PackageGraph {
        module,
        platform: format!("{}/{}", wanted.system, wanted.architecture),
        has_cgo: wanted.has_cgo,
        is_tabled: wanted.standard.is_some(),
        checked: None,
        packages: packages.values().filter(|one| one.is_built()).count(),
        listed: packages.values().map(listed).collect(),
        cgo,
        edges,
        nowhere,
        unread,
    }
}

/// Of each package that can be reached from these, the one before it on a shortest way.
fn ways<'p>(
    packages: &'p BTreeMap<String, Package>,
    from: &[&'p String],
) -> BTreeMap<&'p str, Option<&'p str>> {
    let mut before: BTreeMap<&str, Option<&str>> =
        from.iter().map(|path| (path.as_str(), None)).collect();
    let mut pending: VecDeque<&str> = from.iter().map(|path| path.as_str()).collect();
    while let Some(path) = pending.pop_front() {
        for next in imported(packages, path) {
            if !before.contains_key(next) {
                before.insert(next, Some(path));
                pending.push_back(next);
            }
        }
    }
    before
}

fn way(before: &BTreeMap<&str, Option<&str>>, to: &str) -> Vec<String> {
    let mut way = Vec::new();
    let mut at = before.contains_key(to).then_some(to);
    while let Some(path) = at {
        way.push(path.to_owned());
        at = before.get(path).copied().flatten();
    }
    way.reverse();
    way
}

/// The packages that a package imports, by the names under which they were found.
fn imported<'p>(
    packages: &'p BTreeMap<String, Package>,
    path: &str,
) -> impl Iterator<Item = &'p str> {
    let package = packages.get(path);
    let is_std = package.is_some_and(|package| package.home == Home::Std);
    let said = package.into_iter().flat_map(|one| one.imports.keys().map(String::as_str));
    let implied = package.into_iter().flat_map(|one| one.implied.iter().copied());
    said.chain(implied).filter_map(move |path| {
        let copy = is_std.then(|| packages.get_key_value(&format!("vendor/{path}"))).flatten();
        copy.or_else(|| packages.get_key_value(path)).map(|(path, _)| path.as_str())
    })
}

/// The imports that lead to some packages, from wherever.
fn edges<'p>(
    packages: &'p BTreeMap<String, Package>,
    to: impl Iterator<Item = &'p str>,
) -> Vec<(String, String)> {
    let mut importers: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for path in packages.keys() {
        for imported in imported(packages, path) {
            importers.entry(imported).or_default().push(path);
        }
    }
    let mut edges = BTreeSet::new();
    let mut pending: Vec<&str> = to.collect();
    let mut seen: BTreeSet<&str> = pending.iter().copied().collect();
    while let Some(path) = pending.pop() {
        for importer in importers.get(path).into_iter().flatten() {
            // What the standard library imports of itself is the same for everybody.
            if packages[*importer].home == Home::Std {
                continue;
            }
            edges.insert(((*importer).to_owned(), path.to_owned()));
            if seen.insert(importer) {
                pending.push(importer);
            }
        }
    }
    edges.into_iter().collect()
}

fn listed(package: &Package) -> ListedPackage {
    ListedPackage {
        path: package.path.clone(),
        dir: package.dir.clone(),
        go_files: package.go_files.clone(),
        cgo_files: package.cgo_files.clone(),
        ignored_files: package.ignored_files.clone(),
        imports: package.imports.keys().cloned().collect(),
    }
}

fn described(package: &Package, way: Vec<String>) -> CgoPackage {
    let mut described = CgoPackage {
        path: package.path.clone(),
        home: package.home.shown(),
        files: package.cgo_files.clone(),
        libraries: Vec::new(),
        pkg_config: Vec::new(),
        flags: Vec::new(),
        includes: package.includes.iter().map(|(name, _)| name.clone()).collect(),
        conditional: package.includes.iter().filter(|it| it.1).map(|it| it.0.clone()).collect(),
        way,
        resolved: Vec::new(),
    };
    for (verb, arguments) in &package.cgo_flags {
        for argument in arguments {
            match (verb, argument.strip_prefix("-l")) {
                (Verb::LdFlags, Some(library)) => described.libraries.push(library.to_owned()),
                (Verb::PkgConfig, _) => described.pkg_config.push(argument.clone()),
                (Verb::NoEscape | Verb::NoCallback, _) => {}
                _ => described.flags.push(argument.clone()),
            }
        }
    }
    for list in [&mut described.libraries, &mut described.pkg_config, &mut described.flags] {
        let mut seen = BTreeSet::new();
        list.retain(|one| seen.insert(one.clone()));
    }
    described
}
