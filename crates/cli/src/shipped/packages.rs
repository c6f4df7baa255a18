//! Which programs of a module a line for the Go command builds, by the packages that it names.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use landfall_facts::{Build, Recipes};
use landfall_formats::gosrc;
use landfall_rules::Shipment;

/// Whether a program of the module is one that the line builds.
pub(super) fn is_meant(build: &Build, shipment: &Shipment, module: &str) -> bool {
    said(shipment).iter().any(|package| names(package, build, shipment, module))
}

/// Why nobody can tell what a package is that the line names; `None` where each is a program that was looked at,
/// or none that this project has.
pub(super) fn unmatched(
    root: &Path,
    recipes: &Recipes,
    shipment: &Shipment,
    builds: &[Build],
    module: &str,
) -> Option<String> {
    let is_known = |package: &str| builds.iter().any(|one| names(package, one, shipment, module));
    said(shipment).into_iter().find_map(|package| {
        // A pattern names what is there, and be that nothing.
        if package.ends_with("...") || is_known(package) || is_of_others(package, recipes) {
            return None;
        }
        let why = match fs::read_dir(root.join(below(package, shipment, module))) {
            Ok(entries) => why_no_program(entries)?,
            Err(error) if error.kind() == ErrorKind::NotFound => "nothing is there".to_owned(),
            Err(error) => error.to_string(),
        };
        Some(format!("what {package} is could not be told: {why}"))
    })
}

/// The packages that are built; without one, that of the directory.
fn said(shipment: &Shipment) -> Vec<&str> {
    match shipment.packages.as_slice() {
        [] => vec!["."],
        packages => packages.iter().map(String::as_str).collect(),
    }
}

/// Whether a package, or a pattern of them, names a program.
fn names(package: &str, build: &Build, shipment: &Shipment, module: &str) -> bool {
    let Some(main) = build.go.main.known() else { return false };
    if package == main {
        return true;
    }
    let own = main.strip_prefix(module).unwrap_or(main).trim_start_matches('/');
    let below = below(package, shipment, module);
    if let Some(above) = below.strip_suffix("...") {
        let last = |path: &str| path.rsplit('/').next().map(str::to_owned);
        return match &shipment.program {
            Some(program) => last(main) == last(program),
            None => own.starts_with(above) || format!("{own}/") == above,
        };
    }
    // Where a module lies in an image is not known, and the end of a path has to do.
    let dir = shipment.dir.known().map_or("", String::as_str);
    if dir.starts_with('/') && !own.is_empty() && within(package, module).is_none() {
        let whole = format!("{dir}/{below}");
        return whole.trim_end_matches('/').ends_with(&format!("/{own}"));
    }
    own == below
}

/// What of the path of a package stands below a module.
fn within<'p>(package: &'p str, module: &str) -> Option<&'p str> {
    let rest = package.strip_prefix(module).filter(|_| !module.is_empty())?;
    (rest.is_empty() || rest.starts_with('/')).then(|| rest.trim_matches('/'))
}

/// The directory of a package below that of its module, as far as the directory is known that it is said in. A
/// file stands for its own.
fn below(package: &str, shipment: &Shipment, module: &str) -> String {
    if let Some(below) = within(package, module) {
        return below.to_owned();
    }
    let dir = shipment.dir.known().map_or("", String::as_str);
    let dir = if dir.starts_with('/') { "" } else { dir.trim_start_matches("./") };
    let dir = dir.strip_prefix(&shipment.module).unwrap_or(dir);
    let package = match package.strip_suffix(".go") {
        Some(_) => package.rsplit_once('/').map_or("", |(dir, _)| dir),
        None => package,
    };
    let mut parts = Vec::new();
    for part in dir.split('/').chain(package.split('/')) {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop(),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Whether a package is of the standard library, or of a module that is none of this project.
fn is_of_others(package: &str, recipes: &Recipes) -> bool {
    let first = package.split('/').next().unwrap_or_default();
    if landfall_know::is_standard_package(package) || matches!(package, "std" | "cmd" | "all") {
        return true;
    }
    let is_path = !first.starts_with('.') && first.contains('.') && !package.ends_with(".go");
    let mut own = recipes.modules.iter().filter_map(|one| one.name.known());
    is_path && !own.any(|module| within(package, module).is_some())
}

/// Why a directory is that of no program which was looked at; `None` where it is that of a library.
fn why_no_program(entries: fs::ReadDir) -> Option<String> {
    let mut has_library = false;
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.ends_with(".go") || name.ends_with("_test.go") || name.starts_with(['_', '.']) {
            continue;
        }
        match fs::read(entry.path()) {
            Ok(text) => match gosrc::read(&text).package {
                Some(("main", _)) => return Some("no file of it is built so".to_owned()),
                Some(_) => has_library = true,
                None => {}
            },
            Err(error) => return Some(format!("{name}: {error}")),
        }
    }
    (!has_library).then(|| "no file of Go is there".to_owned())
}
