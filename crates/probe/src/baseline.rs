//! What a module and all that it is built from hold of cgo, unsafe conversions and direct system
//! calls, on all ports together: one fact a line, so that two such lists can be held together.

use std::collections::{BTreeMap, BTreeSet};

use landfall_facts::{Surface, SurfaceLine};

use crate::ports::bits;
use crate::roots::{Home, Roots};
use crate::survey::{Package, Set, Survey, To};
use crate::why::{calls_c, ports, unseen};

/// The surface of a module.
pub fn surface(roots: &Roots, survey: &Survey<'_>) -> Surface {
    let mut lines: Vec<SurfaceLine> =
        survey.packages.iter().flat_map(|package| of_package(survey, package)).collect();
    lines.sort();
    Surface {
        module: roots.module_path().to_owned(),
        release: survey.platforms.first().map_or(0, |platform| platform.release),
        ports: ports(survey),
        lines,
        unseen: unseen(survey),
    }
}

fn of_package(survey: &Survey<'_>, package: &Package) -> Vec<SurfaceLine> {
    let mut lines = Vec::new();
    let mut add = |kind, what: String, on: Set| {
        lines.push(SurfaceLine { package: package.path.clone(), kind, what, on: bits(on) });
    };
    let files: Vec<_> =
        package.files.iter().filter(|file| file.built & package.reached != 0).collect();
    let with_c = files.iter().filter(|file| file.imports_c);
    let by_cgo = with_c.fold(0, |set, file| set | file.built & package.reached);
    if by_cgo != 0 {
        add("cgo", String::new(), by_cgo);
    }
    let mut libraries: BTreeMap<(bool, &str), Set> = BTreeMap::new();
    for line in files.iter().flat_map(|file| &file.cgo_lines) {
        for library in line.libraries() {
            *libraries.entry(library).or_default() |= line.on & package.reached;
        }
    }
    for ((is_package, name), on) in libraries.into_iter().filter(|(_, on)| *on != 0) {
        add(if is_package { "pkg-config" } else { "links" }, name.to_owned(), on);
    }
    // Of the standard library only cgo is told: the rest is the release's.
    if package.home == Home::Std {
        return lines;
    }
    let exports: BTreeSet<String> =
        files.iter().flat_map(|file| &file.exports).map(|word| survey.words.get(*word)).collect();
    for name in exports {
        add("exports", name, 0);
    }
    let called = called(survey, package);
    let count = called.iter().filter(|(of, name)| of == "C" && calls_c(name)).count();
    if count > 0 {
        add("c-functions", count.to_string(), 0);
    }
    if package.home == Home::Main {
        let conversions: u32 = files.iter().map(|file| file.unsafe_conversions).sum();
        if conversions > 0 {
            add("unsafe", conversions.to_string(), 0);
        }
        for (of, name) in called.iter().filter(|(of, name)| is_direct(of, name)) {
            add("syscall", format!("{of}.{name}"), 0);
        }
    }
    lines
}

/// What the files of a package call of C and of packages, by the package's path and the name.
fn called(survey: &Survey<'_>, package: &Package) -> BTreeSet<(String, String)> {
    let mut called = BTreeSet::new();
    let c = survey.words.add("C");
    for file in package.files.iter().filter(|file| file.built & package.reached != 0) {
        let references = file.units.iter().flat_map(|unit| &unit.references);
        for reference in references.filter(|reference| reference.is_called) {
            let To::Selected(base, name) = reference.to else { continue };
            if file.imports_c && base == c {
                called.insert(("C".to_owned(), survey.words.get(name)));
                continue;
            }
            let import = file.imports.iter().find(|import| match import.name {
                Some(given) => given == base,
                None => survey.packages[import.package].name == survey.words.get(base),
            });
            let path = import.map(|import| survey.packages[import.package].path.as_str());
            if let Some(path @ ("syscall" | "golang.org/x/sys/unix")) = path {
                called.insert((path.to_owned(), survey.words.get(name)));
            }
        }
    }
    called
}

/// Whether a function is a system call by its number.
fn is_direct(package: &str, name: &str) -> bool {
    let is_of = matches!(package, "syscall" | "golang.org/x/sys/unix");
    let rest = name.strip_prefix("Raw").unwrap_or(name);
    let rest = rest.strip_prefix("Syscall");
    is_of && rest.is_some_and(|rest| matches!(rest, "" | "6" | "9" | "NoError") || rest == "N")
}
