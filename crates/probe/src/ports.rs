//! What becomes of a module's source on many ports, with cgo and without.

use std::collections::{BTreeMap, BTreeSet};

use landfall_facts::{CgoSwitch, PortObstacle, PortOutcome, PortRow, PortTable};

use crate::roots::Roots;
use crate::survey::{Lines, Obstacle, Set, Survey, Ways, obstacles};
use crate::world::World;

/// The table of a module, made from what was found of it.
pub fn table(world: &dyn World, roots: &Roots, survey: &Survey<'_>) -> PortTable {
    let all = obstacles(survey);
    let (doubts, certain): (Vec<Obstacle>, Vec<Obstacle>) =
        all.iter().cloned().partition(|obstacle| obstacle.what.is_doubt());
    let stopped = survey.stopped(&certain);
    let doubted = survey.stopped(&doubts);
    let subjects = subjects(survey);
    let needed = survey.needed(&subjects);
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
    let mut routes = Routes { survey, ways: BTreeMap::new() };
    let mut lines = Lines::new(world);
    let told: Vec<PortObstacle> = all
        .iter()
        .filter_map(|obstacle| {
            let on = obstacle.on & needed[obstacle.package];
            (on != 0).then(|| {
                let platform = on.trailing_zeros() as usize;
                let way = routes.to(obstacle.package, platform);
                PortObstacle { what: obstacle.told(&mut lines, survey, &way), rows: bits(on) }
            })
        })
        .collect();
    for (index, obstacle) in told.iter().enumerate() {
        obstacle.rows.iter().for_each(|row| rows[*row].obstacles.push(index));
    }
    let switches = switches(survey, &needed, &mut routes);
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
        is_tabled: survey.is_tabled,
        are_programs: subjects.iter().any(|one| survey.packages[*one].name == "main"),
        subjects: subjects.iter().map(path).collect(),
        packages: needed.iter().filter(|on| **on != 0).count(),
        ports: rows,
        obstacles: told,
        switches,
    }
}

/// The shortest ways to what was found, looked for once for each platform.
struct Routes<'s> {
    survey: &'s Survey<'s>,
    ways: BTreeMap<usize, [Ways; 2]>,
}

impl Routes<'_> {
    fn to(&mut self, package: usize, platform: usize) -> Vec<usize> {
        let survey = self.survey;
        let ways = self.ways.entry(platform);
        let [mains, rest] = ways.or_insert_with(|| survey.ways_by_kind(&survey.entries, platform));
        let way = mains.to(package);
        if way.is_empty() { rest.to(package) } else { way }
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

/// The packages that are built from other files with cgo than without, on the same port.
fn switches(survey: &Survey<'_>, needed: &[Set], routes: &mut Routes<'_>) -> Vec<CgoSwitch> {
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
                !file.name.is_empty() && (file.built >> off & 1 != 0) != (file.built >> on & 1 != 0)
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
        let way = routes.to(index, *first);
        switches.push(CgoSwitch {
            package: package.path.clone(),
            home: package.home.shown(),
            means: None,
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
