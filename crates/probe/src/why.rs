//! What leads from a module's programs to a package, a function, a C symbol or a library.

mod subject;

use std::collections::BTreeMap;

use hashbrown::{HashMap, HashSet};
use landfall_facts::{CallStep, CallWay, EntryWays, Port, SourceAnswer};
use landfall_formats::gosrc::{self, header};
use rayon::prelude::*;

use crate::ports::bits;
use crate::roots::{Home, Roots, join};
use crate::survey::calls::{Calls, Path, Program, Ways};
use crate::survey::{File, Set, Survey};
use crate::world::World;
pub(crate) use subject::calls_c;
use subject::{Goal, Subject};

pub use subject::Unclear;

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// A package, a function, `C`, `C.symbol`, `unsafe.Pointer`, `//export` or a library.
    pub what: &'a str,
    /// Whether every way is asked for, or the best of each program.
    pub ways: Ways,
    /// Whether every function is asked for from which it can be reached.
    pub wants_callers: bool,
}

/// The answer, by a survey that was made for the calls on one platform.
pub fn answer(
    world: &dyn World,
    roots: &Roots,
    survey: &Survey<'_>,
    platform: usize,
    question: Question<'_>,
) -> Result<SourceAnswer, Unclear> {
    let calls = Calls::new(survey, platform);
    let needed = survey.needed(&survey.programs_and_rest().concat());
    let subject = Subject::find(&calls, &needed, question.what)?;
    let mut places = Places { world, roots, survey, texts: HashMap::new() };
    let programs = calls.programs();
    let found: Vec<Found> =
        programs.par_iter().map(|program| look(&calls, program, &subject, question)).collect();
    let mut entries = Vec::new();
    let mut callers = HashSet::new();
    let mut conditions = BTreeMap::new();
    let mut others = 0;
    for (program, found) in programs.iter().zip(found) {
        callers.extend(found.callers);
        if found.imports.is_empty() {
            let is_main = |one: &usize| survey.packages[*one].name == "main";
            others += usize::from(program.entries.iter().any(is_main));
            continue;
        }
        let path = |one: &usize| survey.packages[*one].path.clone();
        // Of packages that are part of no program the one that leads there.
        let program = found.imports.first().map(path).unwrap_or_default();
        let ways = found.ways.iter().map(|way| places.told(&calls, way, &subject)).collect();
        let imports = found.imports.iter().map(path).collect();
        let entry = EntryWays { program, imports, calls: ways, linked: None };
        entries.push((entry, found.imports));
    }
    // The nearest and surest first.
    let rank = |(entry, _): &(EntryWays, Vec<usize>)| {
        let best = entry.calls.first();
        let doubts = best.map(|way| way.steps.iter().filter(|step| !step.is_exact).count());
        let length = best.map_or(0, |way| way.steps.len());
        (doubts.unwrap_or(usize::MAX), length, entry.imports.len())
    };
    entries.sort_by_key(rank);
    if let Some((_, imports)) = entries.first() {
        places.conditions(imports, 1 << platform, &mut conditions);
    }
    for (package, file) in &subject.files {
        places.condition(*package, *file, &mut conditions);
    }
    let mut callers: Vec<String> = callers.into_iter().map(|node| calls.name(node)).collect();
    callers.sort();
    Ok(SourceAnswer {
        module: roots.module_path().to_owned(),
        subject: subject.says,
        kind: subject.kind,
        home: subject.home,
        platform,
        ports: ports(survey),
        holds: bits(subject.holds),
        conditions: conditions.into_iter().collect(),
        means: None,
        entries: entries.into_iter().map(|(entry, _)| entry).collect(),
        others,
        callers,
        unseen: unseen(survey),
    })
}

/// The ports of a survey.
pub(crate) fn ports(survey: &Survey<'_>) -> Vec<Port> {
    let port = |platform: &gosrc::Platform<'_>| Port {
        os: platform.system.to_owned(),
        arch: platform.architecture.to_owned(),
        has_cgo: platform.has_cgo,
    };
    survey.platforms.iter().map(port).collect()
}

/// What of a survey could not be looked into: packages that are not on disk, files that are no Go.
pub(crate) fn unseen(survey: &Survey<'_>) -> Vec<String> {
    let mut unseen = Vec::new();
    if survey.is_tabled {
        unseen.push("what the standard library calls: no Go is here".to_owned());
    }
    for package in survey.packages.iter().filter(|package| package.reached != 0) {
        if let Home::Nowhere(why) = &package.home {
            unseen.push(format!("{}: {why}", package.path));
        }
        for file in package.files.iter().filter(|file| file.built & package.reached != 0) {
            let why = file.unread.as_ref().map(ToString::to_string);
            let why = why.or(file.broken.map(|(_, message)| message.to_owned()));
            unseen.extend(why.map(|why| format!("{}/{}: {why}", package.path, file.name)));
        }
    }
    unseen
}

/// What leads from one program to a subject.
struct Found {
    imports: Vec<usize>,
    ways: Vec<Path>,
    callers: HashSet<u32>,
}

fn look(calls: &Calls<'_, '_>, program: &Program, subject: &Subject, ask: Question<'_>) -> Found {
    let imports = imports(calls, program, &subject.packages);
    if imports.is_empty() {
        return Found { imports, ways: Vec::new(), callers: HashSet::new() };
    }
    let goals: HashSet<u32> = subject.goals.keys().copied().collect();
    let reached = calls.reached(program);
    let ways = calls.ways(program, &reached, &goals, subject.without, ask.ways);
    let callers = match ask.wants_callers {
        true => calls.callers(&reached, &goals),
        false => HashSet::new(),
    };
    Found { imports, ways, callers }
}

/// The shortest way of imports from a program to one of some packages.
fn imports(calls: &Calls<'_, '_>, program: &Program, to: &[usize]) -> Vec<usize> {
    let mut before: HashMap<usize, usize> = HashMap::new();
    let mut pending: std::collections::VecDeque<usize> = program.entries.iter().copied().collect();
    before.extend(program.entries.iter().map(|one| (*one, *one)));
    while let Some(package) = pending.pop_front() {
        if to.contains(&package) {
            let mut way = vec![package];
            let mut at = package;
            while before[&at] != at {
                at = before[&at];
                way.push(at);
            }
            way.reverse();
            return way;
        }
        for next in calls.survey.imported(package, calls.on) {
            before.entry(next).or_insert_with(|| {
                pending.push_back(next);
                package
            });
        }
    }
    Vec::new()
}

/// Tells where things stand.
struct Places<'a, 'p> {
    world: &'a dyn World,
    roots: &'a Roots,
    survey: &'a Survey<'p>,
    texts: HashMap<String, Vec<u8>>,
}

impl Places<'_, '_> {
    /// A way in words.
    fn told(&mut self, calls: &Calls<'_, '_>, way: &Path, subject: &Subject) -> CallWay {
        let mut steps: Vec<CallStep> = Vec::new();
        for step in &way.steps {
            let place = step.by.and_then(|(by, at)| self.line(calls, by, at));
            let is_exact = step.is_exact;
            steps.push(CallStep { name: calls.name(step.node), place, is_exact });
        }
        if let Some(last) = way.steps.last()
            && let Some(Goal { name: Some(name), at }) = subject.goals.get(&last.node)
        {
            let place = self.line(calls, last.node, *at);
            steps.push(CallStep { name: name.clone(), place, is_exact: true });
        }
        CallWay { steps }
    }

    fn line(&mut self, calls: &Calls<'_, '_>, node: u32, at: u32) -> Option<(String, usize)> {
        let place = calls.place(node)?;
        let path = self.path(place.package as usize, place.file as usize);
        let line = gosrc::line(self.text(&path), at);
        Some((self.shown(&path), line))
    }

    fn path(&self, package: usize, file: usize) -> String {
        let package = &self.survey.packages[package];
        join(&package.dir, &package.files[file].name)
    }

    fn text(&mut self, path: &str) -> &[u8] {
        let world = self.world;
        let read = || world.text(path).unwrap_or_default().into_bytes();
        self.texts.entry(path.to_owned()).or_insert_with(read)
    }

    /// A file by its way from the module, the module cache or GOROOT.
    fn shown(&self, path: &str) -> String {
        let cached = self.roots.modcache.as_deref();
        let source = self.roots.goroot.as_deref().map(|root| join(root, "src"));
        for root in [Some(self.roots.module_dir.as_str()), cached, source.as_deref()] {
            let below = root.and_then(|root| path.strip_prefix(root)?.strip_prefix('/'));
            if let Some(below) = below {
                return below.to_owned();
            }
        }
        path.strip_prefix("./").unwrap_or(path).to_owned()
    }

    /// The files by which packages import one another, if they are not built everywhere.
    fn conditions(&mut self, way: &[usize], on: Set, into: &mut BTreeMap<String, String>) {
        for pair in way.windows(2) {
            let package = &self.survey.packages[pair[0]];
            let imports = |file: &File| file.imports.iter().any(|it| it.package == pair[1]);
            let files = package.files.iter().filter(|file| imports(file));
            // Where the package is built, some file of it does: that needs no word.
            let everywhere = files.fold(0, |set, file| set | file.built) == package.built;
            if package.home == Home::Std || everywhere {
                continue;
            }
            let is_it = |file: &File| file.built & on != 0 && imports(file);
            if let Some(file) = package.files.iter().position(is_it) {
                self.condition(pair[0], file, into);
            }
        }
    }

    fn condition(&mut self, package: usize, file: usize, into: &mut BTreeMap<String, String>) {
        let path = self.path(package, file);
        let constraint = header::constraint(self.text(&path)).ok().flatten();
        let told = &self.survey.packages[package].files[file];
        let all = self.survey.platforms.len() as u32;
        let says = match constraint {
            Some(constraint) => format!("//go:build {constraint}"),
            None if told.fits.count_ones() < all => "built by its name".to_owned(),
            None => return,
        };
        into.insert(self.shown(&path), says);
    }
}
