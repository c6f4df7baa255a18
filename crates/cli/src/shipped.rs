//! The programs that recipes ship, each judged on the machine that the recipe ships it to.

use std::collections::BTreeMap;
use std::path::Path;

use landfall_facts::{
    Build, Doubt, Fact, Machine, Recipes, Report, Severity, Unsure, Verdict, Why,
};
use landfall_report::Failure;
use landfall_rules::{ALL, Allowed, Shipment, judge, shipments};

use crate::args::SourceArgs;
use crate::programs;
use crate::targets::Door;

/// What is built alike: the directory of a module, whether with cgo, and tags.
type Way = (String, bool, Vec<String>);

/// A report for each program that a recipe of a directory ships.
pub(crate) fn verdicts(
    dir: &Path,
    recipes: &Recipes,
    allowed: &[Allowed],
) -> Result<Vec<Report>, Failure> {
    let mut reports = Vec::new();
    let mut ways: BTreeMap<Way, Vec<Shipment>> = BTreeMap::new();
    for told in shipments(recipes) {
        match told {
            Err((file, unsure)) => reports.push(unknown(recipes, file, unsure)),
            Ok(shipment) => match &shipment.cgo {
                Fact::Known(has_cgo, _) => {
                    let way = (shipment.module.clone(), *has_cgo, shipment.tags.clone());
                    ways.entry(way).or_default().push(shipment);
                }
                Fact::Unknown(why) => {
                    let unsure = Unsure(Why::new(format!("whether cgo is on: {why}")));
                    reports.push(unknown(recipes, shipment.file, unsure));
                }
                Fact::Absent(_) => {}
            },
        }
    }
    for ((module, has_cgo, tags), shipments) in ways {
        let args = SourceArgs { no_cgo: !has_cgo, cgo: has_cgo, tags };
        let doors: Vec<Door> =
            shipments.iter().map(|one| Door::Described(Box::new(as_platform(one)))).collect();
        let named = recipes.modules.iter().find(|one| one.dir == module);
        let name = named.and_then(|one| one.name.known()).map_or("", String::as_str);
        let root = if module.is_empty() { dir.to_owned() } else { dir.join(&module) };
        let built = programs::built(&root, &args, &doors)?;
        for (shipment, builds) in shipments.iter().zip(built) {
            let recipe = &recipes.files[shipment.file].path;
            let told = reports.len();
            let meant = builds.iter().filter(|build| is_meant(build, shipment, name));
            reports.extend(meant.map(|build| {
                let mut report = judge(build, &shipment.machine, allowed);
                report.build = format!("{} of {recipe}", shipment.program);
                report.file = recipe.to_string();
                report
            }));
            if reports.len() == told {
                let why = format!("which program of {name} is {}", shipment.program);
                let unsure = Unsure(Why::new(format!("{why} could not be told")));
                reports.push(unknown(recipes, shipment.file, unsure));
            }
        }
    }
    reports.dedup_by(|a, b| (&a.build, &a.machine) == (&b.build, &b.machine));
    Ok(reports)
}

/// The machine, told to be of the platform that is built for: what it is judged on may be another.
fn as_platform(shipment: &Shipment) -> Machine {
    let mut machine = shipment.machine.clone();
    let (os, arch) = shipment.platform;
    let origin = landfall_facts::Origin::Word(machine.name.clone());
    machine.os = Fact::Known(os, origin.clone());
    machine.arches = Fact::Known(vec![arch], origin);
    machine
}

/// Whether a program of the module is one that the line builds.
fn is_meant(build: &Build, shipment: &Shipment, module: &str) -> bool {
    let Some(main) = build.go.main.known() else { return false };
    let below = main.strip_prefix(module).unwrap_or(main).trim_start_matches('/');
    let dir = shipment.dir.known().map_or("", String::as_str);
    let is_said = |package: &str| {
        if package == main {
            return true;
        }
        if package.ends_with("...") {
            return main.rsplit('/').next() == shipment.program.rsplit('/').next();
        }
        let package = package.trim_start_matches("./").trim_end_matches('/');
        let package = if package == "." { "" } else { package };
        let whole = format!("{dir}/{package}");
        let whole = whole.trim_end_matches('/');
        match (below, package) {
            ("", "") => true,
            ("", _) => false,
            (below, _) => whole.ends_with(&format!("/{below}")),
        }
    };
    match shipment.packages.as_slice() {
        [] => is_said("."),
        packages => packages.iter().any(|package| is_said(package)),
    }
}

/// A recipe of which nobody can tell what it ships to.
fn unknown(recipes: &Recipes, file: usize, unsure: Unsure) -> Report {
    let path = recipes.files[file].path.to_string();
    Report {
        build: format!("what {path} ships"),
        file: path,
        slice: None,
        machine: "its last stage".to_owned(),
        verdict: Verdict::Unsure,
        findings: Vec::new(),
        doubts: vec![Doubt { unsure, rules: deciding() }],
        silenced: Vec::new(),
    }
}

/// The rules that would have decided.
fn deciding() -> Vec<&'static str> {
    let decides = |rule: &&landfall_rules::Rule| {
        rule.severity == Severity::Breaks && !rule.is_of_machine() && !rule.is_of_recipes()
    };
    ALL.iter().filter(decides).map(|rule| rule.name).collect()
}
