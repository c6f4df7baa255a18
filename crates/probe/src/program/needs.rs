//! What programs need of a machine, told by what they can call before there is a file.

use std::collections::BTreeMap;

use hashbrown::HashSet;
use landfall_facts::{Build, Fact, Origin, Started, Why};
use landfall_formats::pclntab;

use super::Wanted;
use crate::artifact::Lacks;
use crate::go;
use crate::roots::{Home, Roots, join};
use crate::survey::calls::{Calls, Node, Path, Program, Reached, Step, Ways};
use crate::survey::{File, Lines, Survey};
use crate::world::World;

/// Fills in what the programs of a module need of what a machine may lack. They are those that are
/// built for the platform, by name.
pub(super) fn fill(
    world: &dyn World,
    roots: &Roots,
    survey: &Survey<'_>,
    wanted: &Wanted,
    builds: &mut [Build],
) {
    let calls = Calls::new(survey, wanted.platform);
    let programs = calls.programs();
    for build in builds {
        let main = build.go.main.known().cloned().unwrap_or_default();
        // Where there is no program, all packages together are taken for one.
        let is_it = |program: &&Program| match program.entries.as_slice() {
            [only] if survey.packages[*only].name == "main" => survey.packages[*only].path == main,
            _ => main == roots.module_path(),
        };
        let Some(program) = programs.iter().find(is_it) else { continue };
        let is_seen = |one: usize| {
            let package = &survey.packages[one];
            let mut files = package.files.iter().filter(|file| file.built & calls.on != 0);
            !matches!(package.home, Home::Nowhere(_))
                && files.all(|file| file.broken.is_none() && file.unread.is_none())
        };
        if (0..survey.packages.len()).filter(|one| program.needs[*one]).all(is_seen) {
            Look { world, calls: &calls, program }.fill(build, wanted.lacks);
        }
    }
}

struct Look<'l, 's, 'p> {
    world: &'l dyn World,
    calls: &'l Calls<'s, 'p>,
    program: &'l Program,
}

impl Look<'_, '_, '_> {
    fn fill(&self, build: &mut Build, lacks: Lacks) {
        let reached = self.calls.reached(self.program);
        let file = build.file.clone();
        if let Fact::Known(source, _) = &mut build.source {
            source.starts = Fact::Known(self.starts(&reached), Origin::Path(file));
        }
        let needs = &mut build.needs;
        for (is_asked, functions, need) in [
            (lacks.certificates, &go::CERTIFICATES[..], &mut needs.certificates),
            (lacks.time_zones, &go::TIME_ZONES, &mut needs.time_zones),
            (lacks.users, &go::USERS, &mut needs.users),
            (lacks.users, &go::USER_FILE, &mut needs.user_file),
            (lacks.resolver, &go::NAMES, &mut needs.names),
            (lacks.temporary_files, &go::TEMPORARY_FILES, &mut needs.temporary_files),
            (true, &go::PLUGINS, &mut needs.plugins),
        ] {
            if !is_asked {
                *need = Fact::Unknown(Why::new("every machine has what it would read"));
                continue;
            }
            let goals: HashSet<Node> = functions.iter().filter_map(|it| self.node(it)).collect();
            let ways = self.calls.ways(self.program, &reached, &goals, None, Ways::Best);
            *need = match ways.first() {
                Some(way) => match way.steps.iter().find(|step| step.is_reflected) {
                    Some(step) => Fact::Unknown(self.doubt(way, step)),
                    None => Fact::Known(self.name(way), self.place(way, &build.file)),
                },
                None => Fact::Absent(Origin::Path(build.file.clone())),
            };
        }
    }

    /// The programs that functions in reach start by name.
    fn starts(&self, reached: &Reached) -> Vec<Started> {
        let survey = self.calls.survey;
        let mut found: BTreeMap<String, Started> = BTreeMap::new();
        let mut lines = Lines::new(self.world);
        let is_built = |file: &File| file.built & self.calls.on != 0;
        let is_windows =
            survey.platforms.iter().enumerate().any(|(bit, platform)| {
                self.calls.on >> bit & 1 != 0 && platform.system == "windows"
            });
        for (index, package) in survey.packages.iter().enumerate() {
            for (number, file) in package.files.iter().enumerate() {
                // A name that only Windows has is asked for behind a look at runtime.GOOS.
                let fits = |name: &str| is_windows || !name.ends_with(".exe");
                let starts = file.starts.iter().filter(|(name, _)| is_built(file) && fits(name));
                for (name, at) in starts {
                    let by = self.calls.enclosing(index, number, *at);
                    let Some(by) = by.filter(|by| reached.has(*by)) else { continue };
                    let path = join(&package.dir, &file.name);
                    let line = u32::try_from(lines.of(&path, *at)).unwrap_or(u32::MAX);
                    found.entry(name.clone()).or_insert_with(|| Started {
                        name: name.clone(),
                        by: self.calls.name(by),
                        origin: Origin::Line { path, line },
                    });
                }
            }
        }
        found.into_values().collect()
    }

    /// The declaration of a function that is named as the linker names it.
    fn node(&self, wanted: &pclntab::Wanted<'_>) -> Option<Node> {
        let package = self.calls.survey.package(wanted.package, true)?;
        let name = wanted.name.strip_prefix(wanted.package)?.strip_prefix('.')?;
        let method = name.strip_prefix("(*").and_then(|name| name.split_once(")."));
        self.calls.declared(package, method.map(|(of, _)| of), method.map_or(name, |it| it.1))
    }

    /// Whoever asks reflection for a method may get any; hardly any does.
    fn doubt(&self, way: &Path, step: &Step) -> Why {
        let by = step.by.map_or(String::new(), |(node, _)| self.calls.name(node));
        Why::new(format!(
            "{by} may call {} by reflection, and that leads to {}; check the file that comes out",
            self.calls.name(step.node),
            self.name(way)
        ))
    }

    fn name(&self, way: &Path) -> String {
        way.steps.last().map_or(String::new(), |step| self.calls.name(step.node))
    }

    /// The last line of the module itself on the way, or the first line of all.
    fn place(&self, way: &Path, file: &str) -> Origin {
        let survey = self.calls.survey;
        let places = || way.steps.iter().filter_map(|step| step.by);
        let is_own = |(node, _): &(Node, u32)| {
            let package = self.calls.package(*node);
            package.is_some_and(|package| survey.packages[package].home == Home::Main)
        };
        let found = places().filter(is_own).last().or_else(|| places().next());
        let line = found.and_then(|(node, at)| {
            let place = self.calls.place(node)?;
            let package = &survey.packages[place.package as usize];
            let path = join(&package.dir, &package.files[place.file as usize].name);
            let line = u32::try_from(Lines::new(self.world).of(&path, at)).ok()?;
            Some(Origin::Line { path, line })
        });
        line.unwrap_or_else(|| Origin::Path(file.to_owned()))
    }
}
