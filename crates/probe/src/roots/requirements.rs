//! Which version of each module is built: minimal version selection over the go.mod files that the
//! module cache and directories hold.
//!
//! Written in `cmd/go/internal/modload` under `readModGraph`, and at
//! <https://go.dev/ref/mod#minimal-version-selection> and `#graph-pruning`.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use landfall_formats::gomod::{self, GoMod};

use super::versions::{compare, go_minor};
use super::{cached_gomod, join};
use crate::world::World;

/// A module's path and its version, which is empty for a main module.
type Version = (String, String);

/// What stands in for a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum StandIn {
    /// A directory.
    Dir(String),
    /// Another module at a version, or the same at another.
    Module(String, String),
}

/// What stands in for which modules: at one version, or at all.
#[derive(Debug, Clone, Default)]
pub(super) struct Replaced(BTreeMap<(String, Option<String>), StandIn>);

impl Replaced {
    /// Adds the `replace` lines of a go.mod or go.work in a directory. Who comes first counts.
    pub(super) fn add(&mut self, file: &GoMod, dir: &str, is_of_other: impl Fn(&str) -> bool) {
        let mut own = BTreeMap::new();
        for line in file.replace.iter().filter(|line| !is_of_other(&line.old)) {
            let stand_in = match &line.new_version {
                Some(version) => StandIn::Module(line.new.clone(), version.clone()),
                None => StandIn::Dir(super::cleaned(dir, &line.new)),
            };
            own.insert((line.old.clone(), line.old_version.clone()), stand_in);
        }
        for (old, stand_in) in own {
            self.0.entry(old).or_insert(stand_in);
        }
    }

    /// Whether a module is replaced at some version.
    pub(super) fn names(&self, path: &str) -> bool {
        let from = (path.to_owned(), None);
        self.0.range(from..).next().is_some_and(|((old, _), _)| old == path)
    }

    /// What stands in for a module at a version.
    pub(super) fn of(&self, path: &str, version: &str) -> Option<&StandIn> {
        let at = |version| self.0.get(&(path.to_owned(), version));
        at(Some(version.to_owned())).or_else(|| at(None))
    }

    /// The directories that stand in for modules.
    pub(super) fn dirs(&self) -> impl Iterator<Item = &str> {
        self.0.values().filter_map(|stand_in| match stand_in {
            StandIn::Dir(dir) => Some(dir.as_str()),
            StandIn::Module(..) => None,
        })
    }
}

/// What is known of the modules that are needed.
pub(super) struct Wanted<'a> {
    /// The main modules.
    pub(super) mains: Vec<&'a GoMod>,
    /// What stands in for modules.
    pub(super) replaced: &'a Replaced,
    /// GOMODCACHE.
    pub(super) modcache: Option<&'a str>,
}

/// How much of what a module needs is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Depth {
    /// What it says itself.
    Pruned,
    /// And what that needs, all the way: modules of before Go 1.17.
    Whole,
    /// It is a main module of a workspace, or stands where one needs it.
    Workspace,
}

impl Wanted<'_> {
    /// The versions that the main modules themselves ask for: all that is needed of a module since
    /// Go 1.17 that is tidy.
    pub(super) fn named(&self) -> BTreeMap<String, String> {
        let mut selected = BTreeMap::new();
        for main in &self.mains {
            for (path, version) in self.required(main) {
                raise(&mut selected, &path, &version);
            }
        }
        selected
    }

    /// The versions that are selected, and the go.mod files that could not be read.
    pub(super) fn selected(
        &self,
        world: &dyn World,
        is_workspace: bool,
    ) -> (BTreeMap<String, String>, BTreeSet<Version>) {
        let mut graph =
            Graph { wanted: self, world, read: BTreeMap::new(), unread: BTreeSet::new() };
        let mut selected = BTreeMap::new();
        let mut seen = BTreeSet::new();
        let mut pending = VecDeque::new();
        for main in &self.mains {
            let own = depth_of(main);
            for needed in self.required(main) {
                raise(&mut selected, &needed.0, &needed.1);
                pending.push_back((needed, own));
            }
        }
        graph.walk(&mut pending, &mut seen, &mut selected);
        if is_workspace {
            // A workspace can select more than a module of it asks for: what that needs counts too.
            let mut looked = BTreeSet::new();
            let mut more: BTreeSet<Version> = self
                .mains
                .iter()
                .flat_map(|main| self.required(main))
                .filter_map(|(path, version)| above(&selected, &path, &version))
                .collect();
            while !more.is_empty() {
                pending.extend(more.iter().map(|one| (one.clone(), Depth::Workspace)));
                looked.extend(std::mem::take(&mut more));
                graph.walk(&mut pending, &mut seen, &mut selected);
                let with_needs: Vec<Version> = looked
                    .iter()
                    .filter_map(|(path, _)| Some((path.clone(), selected.get(path)?.clone())))
                    .collect();
                for one in with_needs {
                    let needed = graph.needed(&one).1.clone();
                    more.extend(needed.iter().filter_map(|(p, v)| above(&selected, p, v)));
                    more.insert(one);
                }
                more.retain(|one| !looked.contains(one));
            }
        }
        (selected, graph.unread)
    }

    /// What a go.mod asks for, without what a main module excludes.
    fn required(&self, file: &GoMod) -> Vec<Version> {
        let all = self.mains.iter().flat_map(|main| &main.exclude);
        let excluded: BTreeSet<(&str, &str)> =
            all.map(|one| (one.path.as_str(), one.version.as_str())).collect();
        file.require
            .iter()
            .filter(|one| !excluded.contains(&(one.path.as_str(), one.version.as_str())))
            .map(|one| (one.path.clone(), one.version.clone()))
            .collect()
    }
}

/// The selected version of a module that is newer than one that was asked for.
fn above(selected: &BTreeMap<String, String>, path: &str, version: &str) -> Option<Version> {
    let chosen = selected.get(path)?;
    (compare(chosen, version) == Ordering::Greater).then(|| (path.to_owned(), chosen.clone()))
}

fn raise(selected: &mut BTreeMap<String, String>, path: &str, version: &str) {
    match selected.get_mut(path) {
        Some(before) if compare(before, version) != Ordering::Less => {}
        Some(before) => version.clone_into(before),
        None => {
            selected.insert(path.to_owned(), version.to_owned());
        }
    }
}

/// From Go 1.17 on a go.mod names all that its packages need.
fn depth_of(file: &GoMod) -> Depth {
    // A go.mod without a go line counts as one of Go 1.16, or older.
    match go_minor(file.go.as_ref().map(|said| said.text.as_str())) >= 17 {
        true => Depth::Pruned,
        false => Depth::Whole,
    }
}

struct Graph<'a> {
    wanted: &'a Wanted<'a>,
    world: &'a dyn World,
    read: BTreeMap<Version, (Depth, Vec<Version>)>,
    unread: BTreeSet<Version>,
}

impl Graph<'_> {
    fn walk(
        &mut self,
        pending: &mut VecDeque<(Version, Depth)>,
        seen: &mut BTreeSet<(Version, Depth)>,
        selected: &mut BTreeMap<String, String>,
    ) {
        while let Some((module, depth)) = pending.pop_front() {
            // Modules may need each other in a ring.
            if !seen.insert((module.clone(), depth)) {
                continue;
            }
            let (own, needed) = self.needed(&module).clone();
            let next = if depth == Depth::Whole { Depth::Whole } else { own };
            for one in needed {
                raise(selected, &one.0, &one.1);
                if depth != Depth::Pruned || own == Depth::Whole {
                    pending.push_back((one, next));
                }
            }
        }
    }

    /// What a module asks for, and how much of that counts.
    fn needed(&mut self, module: &Version) -> &(Depth, Vec<Version>) {
        if !self.read.contains_key(module) {
            let (path, version) = module;
            let file = match self.wanted.replaced.of(path, version) {
                Some(StandIn::Dir(dir)) => Some(join(dir, "go.mod")),
                Some(StandIn::Module(path, version)) => {
                    self.wanted.modcache.map(|cache| cached_gomod(cache, path, version))
                }
                None => self.wanted.modcache.map(|cache| cached_gomod(cache, path, version)),
            };
            let text = file.and_then(|file| self.world.text(&file).ok());
            let read = text.map(|text| {
                let file = gomod::read(text.as_bytes());
                (depth_of(&file), self.wanted.required(&file))
            });
            if read.is_none() {
                self.unread.insert(module.clone());
            }
            self.read.insert(module.clone(), read.unwrap_or((Depth::Pruned, Vec::new())));
        }
        &self.read[module]
    }
}
