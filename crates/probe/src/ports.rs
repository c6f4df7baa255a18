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
            let is_in = |sets: &[Set], of: &usize| sets[*of] & bit != 0;
            let built: Vec<&usize> =
                subjects.iter().filter(|one| survey.packages[**one].built & bit != 0).collect();
            let count = |sets: &[Set]| built.iter().filter(|one| is_in(sets, one)).count();
            let outcome = match (built.len(), count(&stopped), count(&doubted)) {
                (0, ..) => PortOutcome::Empty,
                (_, 1.., _) => PortOutcome::Breaks,
                (_, 0, 1..) => PortOutcome::Unsure,
                (_, 0, 0) => PortOutcome::Builds,
            };
            PortRow {
                os: platform.system.to_owned(),
                arch: platform.architecture.to_owned(),
                has_cgo: platform.has_cgo,
                outcome,
                subjects: built.len(),
                stopped: count(&stopped),
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
fn subjects(survey: &Survey<'_>) -> Vec<usize> {
    let is_main = |one: &usize| survey.packages[*one].name == "main";
    let mains: Vec<usize> = survey.entries.iter().copied().filter(is_main).collect();
    let is_built = |one: &usize| survey.packages[*one].built != 0;
    match mains.is_empty() {
        true => survey.entries.iter().copied().filter(is_built).collect(),
        false => mains,
    }
}

/// Of each package, the platforms on which a subject needs it.
fn needed(survey: &Survey<'_>, subjects: &[usize]) -> Vec<Set> {
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
    let (kind, says, because) = words(survey, obstacle);
    PortObstacle {
        kind,
        says,
        because,
        place,
        way: way.iter().map(|one| survey.packages[*one].path.clone()).collect(),
        is_doubt: obstacle.what.is_doubt(),
        rows: bits(on),
    }
}

/// What kind of obstacle it is, what the Go command says of it, and why.
fn words(survey: &Survey<'_>, obstacle: &Obstacle) -> (&'static str, String, String) {
    let path = |package: &usize| survey.packages[*package].path.as_str();
    match &obstacle.what {
        What::Excluded { import, needs_cgo: true } => (
            "needs_cgo",
            format!("build constraints exclude all Go files in {}", path(import)),
            "its files need cgo; build with CGO_ENABLED=1, or do without the package".to_owned(),
        ),
        What::Excluded { import, needs_cgo: false } => (
            "excluded",
            format!("build constraints exclude all Go files in {}", path(import)),
            "no file of the package is for this port; import it in a file that is not either"
                .to_owned(),
        ),
        What::Nowhere { import, why } => {
            ("not_on_disk", format!("{} was not found", path(import)), why.to_string())
        }
        What::Undefined { name, of, files } => {
            let whose = if *of == obstacle.package { "" } else { path(of) };
            let whose = if whose.is_empty() { String::new() } else { format!("{whose}/") };
            let files: Vec<String> = files.iter().map(|file| format!("{whose}{file}")).collect();
            let verb = if files.len() == 1 { "declares" } else { "declare" };
            let because = format!("only {} {verb} it, not built there", listed(&files));
            ("undefined", format!("undefined: {name}"), because)
        }
        What::NoMember { of: Some(of), name } => (
            "no_member",
            format!("{of} has no field or method {name}"),
            "it has on other ports".to_owned(),
        ),
        What::NoMember { of: None, name } => (
            "no_member",
            format!("no type has a field or method {name}"),
            "some have on other ports".to_owned(),
        ),
        What::Redeclared { name, other } => (
            "redeclared",
            format!("{name} redeclared in this block"),
            format!("{other} declares it too, and both are built there"),
        ),
        What::NoBody { name } => (
            "no_body",
            format!("missing function body: {name}"),
            "no assembly of the package is for this port".to_owned(),
        ),
        What::NeedlessC { file } => (
            "c_without_cgo",
            format!("C source files not allowed when not using cgo or SWIG: {file}"),
            "with cgo enabled, no Go file there imports \"C\"".to_owned(),
        ),
        What::AssemblyWithCgo { file } => (
            "assembly_with_cgo",
            format!("package using cgo has Go assembly file {file}"),
            "part the assembly from the files that import \"C\"".to_owned(),
        ),
        What::TwoPackages { names: [one, other] } => (
            "two_packages",
            format!("found packages {one} and {other} in one directory"),
            "files of both are built there".to_owned(),
        ),
        What::Broken { message } => {
            ("syntax", format!("syntax error: {message}"), "the file is no Go".to_owned())
        }
        What::Unread { why } => {
            ("unread", "the file could not be read".to_owned(), why.to_string())
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

fn bits(set: Set) -> Vec<usize> {
    (0..Set::BITS as usize).filter(|bit| set >> bit & 1 != 0).collect()
}
