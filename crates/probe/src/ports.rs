//! What becomes of a module's source on many ports, with cgo and without.

use std::collections::{BTreeMap, BTreeSet};

use landfall_facts::{CgoSwitch, PortObstacle, PortOutcome, PortRow, PortTable};

use crate::roots::{Roots, join};
use crate::survey::{Obstacle, Set, Survey, What, obstacles};
use crate::world::World;

/// The table of a module, made from what was found of it.
pub fn table(world: &dyn World, roots: &Roots, survey: &Survey<'_>) -> PortTable {
    let all = obstacles(survey);
    let (doubts, certain): (Vec<Obstacle>, Vec<Obstacle>) =
        all.iter().cloned().partition(|obstacle| obstacle.what.is_doubt());
    let stopped = survey.stopped(&certain);
    let doubted = survey.stopped(&doubts);
    let subjects = subjects(survey);
    let needed = needed(survey, &subjects);
    let mut rows: Vec<PortRow> = survey
        .platforms
        .iter()
        .enumerate()
        .map(|(index, platform)| {
            let bit: Set = 1 << index;
            let has = |sets: &[Set], one: &usize| sets[subjects[*one]] & bit != 0;
            let built: Vec<usize> = (0..subjects.len())
                .filter(|one| survey.packages[subjects[*one]].built & bit != 0)
                .collect();
            let halted: Vec<usize> =
                built.iter().copied().filter(|one| has(&stopped, one)).collect();
            let unsure: Vec<usize> = built
                .iter()
                .copied()
                .filter(|one| has(&doubted, one) && !has(&stopped, one))
                .collect();
            let outcome = match (built.is_empty(), halted.is_empty(), unsure.is_empty()) {
                (true, ..) => PortOutcome::Empty,
                (_, false, _) => PortOutcome::Breaks,
                (_, true, false) => PortOutcome::Unsure,
                (_, true, true) => PortOutcome::Builds,
            };
            PortRow {
                os: platform.system.to_owned(),
                arch: platform.architecture.to_owned(),
                has_cgo: platform.has_cgo,
                outcome,
                subjects: built,
                stopped: halted,
                unsure,
                obstacles: Vec::new(),
                switches: Vec::new(),
            }
        })
        .collect();
    let told: Vec<PortObstacle> = all
        .iter()
        .filter_map(|obstacle| {
            let on = obstacle.on & needed[obstacle.package];
            (on != 0).then(|| described(world, survey, obstacle, on))
        })
        .collect();
    for (index, obstacle) in told.iter().enumerate() {
        obstacle.rows.iter().for_each(|row| rows[*row].obstacles.push(index));
    }
    let switches = switches(survey, &needed);
    for (index, switch) in switches.iter().enumerate() {
        for row in &switch.rows {
            rows[*row].switches.push(index);
            if rows[*row].outcome == PortOutcome::Builds {
                rows[*row].outcome = PortOutcome::Changes;
            }
        }
    }
    let path = |one: &usize| survey.packages[*one].path.clone();
    PortTable {
        module: roots.module_path().to_owned(),
        release: survey.platforms.first().map_or(0, |platform| platform.release),
        subjects: subjects.iter().map(path).collect(),
        packages: needed.iter().filter(|on| **on != 0).count(),
        ports: rows,
        obstacles: told,
        switches,
    }
}

/// The programs among the packages that were asked for; all of these, if there is none.
pub(crate) fn subjects(survey: &Survey<'_>) -> Vec<usize> {
    let is_main = |one: &usize| survey.packages[*one].name == "main";
    let mains: Vec<usize> = survey.entries.iter().copied().filter(is_main).collect();
    let is_built = |one: &usize| survey.packages[*one].built != 0;
    match mains.is_empty() {
        true => survey.entries.iter().copied().filter(is_built).collect(),
        false => mains,
    }
}

/// Of each package, the platforms on which a subject needs it.
pub(crate) fn needed(survey: &Survey<'_>, subjects: &[usize]) -> Vec<Set> {
    let mut needed = vec![0; survey.packages.len()];
    for subject in subjects {
        needed[*subject] = survey.packages[*subject].built;
    }
    let mut pending = subjects.to_vec();
    while let Some(at) = pending.pop() {
        for file in &survey.packages[at].files {
            let on = file.built & needed[at];
            for import in &file.imports {
                if on & !needed[import.package] != 0 {
                    needed[import.package] |= on;
                    pending.push(import.package);
                }
            }
        }
    }
    needed
}

fn described(world: &dyn World, survey: &Survey<'_>, obstacle: &Obstacle, on: Set) -> PortObstacle {
    let package = &survey.packages[obstacle.package];
    let place = obstacle.at.map(|(file, at)| {
        let path = join(&package.dir, &package.files[file].name);
        let text = world.text(&path).unwrap_or_default();
        (path, landfall_formats::gosrc::line(text.as_bytes(), at))
    });
    let way = survey.way(obstacle.package, on.trailing_zeros() as usize);
    let Words { kind, name, says, because } = words(survey, obstacle);
    PortObstacle {
        kind,
        name,
        says,
        because,
        place,
        way: way.iter().map(|one| survey.packages[*one].path.clone()).collect(),
        is_doubt: obstacle.what.is_doubt(),
        rows: bits(on),
    }
}

/// An obstacle in words.
struct Words {
    kind: &'static str,
    name: String,
    says: String,
    because: String,
}

/// What kind of obstacle it is, what the Go command says of it, and why.
fn words(survey: &Survey<'_>, obstacle: &Obstacle) -> Words {
    let path = |package: &usize| survey.packages[*package].path.clone();
    let told = |kind, name: String, says: String, because: &str| Words {
        kind,
        name,
        says,
        because: because.to_owned(),
    };
    match &obstacle.what {
        What::Excluded { import, needs_cgo } => {
            let path = path(import);
            let says = format!("build constraints exclude all Go files in {path}");
            match needs_cgo {
                true => told("needs_cgo", path, says, "its files need cgo, which is off"),
                false => told("excluded", path, says, "no file of it is for this port"),
            }
        }
        What::Nowhere { import, why } => {
            let path = path(import);
            let says = format!("{path} was not found");
            told("not_on_disk", path, says, &why.to_string())
        }
        What::Undefined { name, of, files } => {
            let whose =
                if *of == obstacle.package { String::new() } else { format!("{}/", path(of)) };
            let files: Vec<String> = files.iter().map(|file| format!("{whose}{file}")).collect();
            let verb = if files.len() == 1 { "declares" } else { "declare" };
            let because = format!("only {} {verb} it, not built there", listed(&files));
            told("undefined", name.clone(), format!("undefined: {name}"), &because)
        }
        What::NoMember { of: Some(of), name } => {
            let says = format!("{of} has no field or method {name}");
            told("no_member", format!("{of}.{name}"), says, "it has on other ports")
        }
        What::NoMember { of: None, name } => {
            let says = format!("no type has a field or method {name}");
            told("no_member", name.clone(), says, "some have on other ports")
        }
        What::Redeclared { name, other } => {
            let because = format!("{other} declares it too, and both are built there");
            told("redeclared", name.clone(), format!("{name} redeclared in this block"), &because)
        }
        What::NoBody { name } => {
            let says = format!("missing function body: {name}");
            told("no_body", name.clone(), says, "no assembly of the package is for this port")
        }
        What::NeedlessC { file } => {
            let says = format!("C source files not allowed when not using cgo or SWIG: {file}");
            let because = "with cgo enabled, no Go file there imports \"C\"";
            told("c_without_cgo", file.clone(), says, because)
        }
        What::AssemblyWithCgo { file } => {
            let says = format!("package using cgo has Go assembly file {file}");
            let because = "assembly and files that import \"C\" cannot be of one package";
            told("assembly_with_cgo", file.clone(), says, because)
        }
        What::TwoPackages { names: [one, other] } => {
            let says = format!("found packages {one} and {other} in one directory");
            told("two_packages", other.clone(), says, "files of both are built there")
        }
        What::Broken { message } => {
            let says = format!("syntax error: {message}");
            told("syntax", (*message).to_owned(), says, "the file is no Go")
        }
        What::Unread { why } => {
            let says = "the file could not be read".to_owned();
            told("unread", String::new(), says, &why.to_string())
        }
    }
}

/// At most three of them in words.
fn listed(files: &[String]) -> String {
    match files {
        [rest @ .., last] if files.len() <= 3 && !rest.is_empty() => {
            format!("{} and {last}", rest.join(", "))
        }
        [one] => one.clone(),
        [first, second, rest @ ..] => format!("{first}, {second} and {} more", rest.len()),
        [] => "no file".to_owned(),
    }
}

/// The packages that are built from other files with cgo than without, on the same port.
fn switches(survey: &Survey<'_>, needed: &[Set]) -> Vec<CgoSwitch> {
    // A port's two platforms, by their places: with cgo and without.
    let mut ports: BTreeMap<(&str, &str), [Option<usize>; 2]> = BTreeMap::new();
    for (index, platform) in survey.platforms.iter().enumerate() {
        let port = ports.entry((platform.system, platform.architecture)).or_default();
        port[usize::from(platform.has_cgo)] = Some(index);
    }
    let pairs: Vec<(usize, usize)> = ports
        .values()
        .filter_map(|pair| match pair {
            [Some(without), Some(with)] => Some((*without, *with)),
            _ => None,
        })
        .collect();
    let mut switches = Vec::new();
    for (index, package) in survey.packages.iter().enumerate() {
        let mut with = BTreeSet::new();
        let mut without = BTreeSet::new();
        let mut rows = Vec::new();
        for (off, on) in &pairs {
            if needed[index] & (1 << off) == 0 {
                continue;
            }
            let differs = |file: &&crate::survey::File| {
                (file.built >> off & 1 != 0) != (file.built >> on & 1 != 0)
            };
            let files: Vec<_> = package.files.iter().filter(differs).collect();
            for file in &files {
                let side = if file.built >> on & 1 != 0 { &mut with } else { &mut without };
                side.insert(file.name.clone());
            }
            if !files.is_empty() {
                rows.push(*off);
            }
        }
        let Some(first) = rows.first() else { continue };
        let way = survey.way(index, *first);
        switches.push(CgoSwitch {
            package: package.path.clone(),
            home: package.home.shown(),
            with: with.into_iter().collect(),
            without: without.into_iter().collect(),
            way: way.iter().map(|one| survey.packages[*one].path.clone()).collect(),
            rows,
        });
    }
    switches.sort_by(|a, b| a.package.cmp(&b.package));
    switches
}

/// The places of the platforms in a set.
pub(crate) fn bits(set: Set) -> Vec<usize> {
    (0..Set::BITS as usize).filter(|bit| set >> bit & 1 != 0).collect()
}
