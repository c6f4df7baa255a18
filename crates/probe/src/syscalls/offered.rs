//! What each name that the libraries of a C library offer leads to, as a table of them has it: the same
//! analysis as that of the libraries of one program, for all that any program could take of them.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashMap;
use landfall_facts::{Arch, Given, LedTo, LibcCalls, LibraryCalls, Origin, Why};
use landfall_formats::Source;
use landfall_formats::elf::{Dynamic, Elf, Versions, Which};
use rayon::prelude::*;

use super::graph::Graph;
use super::linked::{AT_START, LOADS};
use super::object::Object;
use super::reach::Reach;
use super::resolve::{Resolved, resolve, resolve_given};
use super::value::Loc;
use crate::world::{Blind, World};

/// What the files of a C library call.
pub fn offered(world: &dyn World, of: &str, arch: Arch) -> Result<LibcCalls, Why> {
    let files = files(world, arch)?;
    let Some((first, _)) = files.first() else {
        return Err(Why::new(format!("there is no C library for {arch}")));
    };
    let elf = Elf::read(first.source.as_ref()).map_err(|error| Why::new(error.to_string()))?;
    let (_, machine) = super::machine(&elf)
        .ok_or_else(|| Why::new(format!("landfall cannot read the code of {arch}")))?;
    let objects: Result<Vec<Object>, Why> = files
        .iter()
        .map(|(file, _)| {
            let cannot = |error| Why::new(format!("could not read {}: {error}", file.name));
            Object::read(file.source.as_ref(), &file.name, machine).map_err(cannot)
        })
        .collect();
    let objects = objects?;
    if let Some(object) = objects.iter().find(|object| object.is_thumb) {
        return Err(super::unread(&object.name));
    }
    let followed = Followed::of(&objects);
    let mut all = LibcCalls { of: of.to_owned(), arch, libraries: BTreeMap::new() };
    for (index, (file, offers)) in files.iter().enumerate() {
        let at_start = followed.led_to(&followed.at_start(index), None);
        let is_plugged = LibcCalls::is_plugged_in(&file.name);
        let offers = offers.iter().filter(|_| !is_plugged).map(|name| {
            let of_name = objects[index].exports.get(name).map(Vec::as_slice).unwrap_or_default();
            let nodes: Vec<usize> =
                of_name.iter().map(|function| followed.first[index] + function).collect();
            let told = followed.open.get(name).copied();
            (name.clone(), followed.led_to(&nodes, told))
        });
        let library = LibraryCalls { at_start, offers: offers.collect() };
        all.libraries.insert(LibcCalls::name_of(&file.name).to_owned(), library);
    }
    Ok(all)
}

/// A library.
struct File {
    /// The name under which others ask for it.
    name: String,
    source: Box<dyn Source>,
}

/// The libraries of the C library that lie where loaders look by default, each with the names that it offers.
fn files(world: &dyn World, arch: Arch) -> Result<Vec<(File, BTreeSet<String>)>, Why> {
    const PARTS: [&str; 14] = [
        "ld-",
        "libc.",
        "libpthread.",
        "libdl.",
        "librt.",
        "libm.",
        "libmvec.",
        "libresolv.",
        "libutil.",
        "libanl.",
        "libnsl.",
        "libnss_",
        "libcrypt.",
        "libgcc_s.",
    ];
    let mut found: BTreeMap<String, (File, BTreeSet<String>)> = BTreeMap::new();
    for dir in directories(world) {
        let names = world.list(&dir).unwrap_or_default();
        let is_part = |name: &&String| PARTS.iter().any(|part| name.starts_with(part));
        for name in names.iter().filter(is_part).filter(|name| name.contains(".so")) {
            let path = format!("{dir}/{name}");
            let Ok(real) = world.resolve(&path) else { continue };
            let source = match world.open(&real) {
                Ok(source) => source,
                Err(Blind::NotThere) => continue,
                Err(Blind::Cannot(why)) => return Err(why),
            };
            let Ok(elf) = Elf::read(source.as_ref()) else { continue };
            if super::machine(&elf).is_none_or(|(is, _)| is != arch) {
                continue;
            }
            let Ok(Some(dynamic)) = elf.dynamic() else { continue };
            let Some(soname) = &dynamic.soname else { continue };
            let offers = names_of(&elf, &dynamic)?;
            found.entry(real).or_insert((File { name: soname.clone(), source }, offers));
        }
    }
    Ok(found.into_values().collect())
}

/// Where a loader looks by default.
fn directories(world: &dyn World) -> Vec<String> {
    let mut all = Vec::new();
    for dir in ["/lib", "/lib64", "/usr/lib", "/usr/lib64"] {
        all.push(dir.to_owned());
        let inside = world.list(dir).unwrap_or_default();
        let is_of_arch = inside.into_iter().filter(|name| name.contains("-linux-gnu"));
        all.extend(is_of_arch.map(|name| format!("{dir}/{name}")));
    }
    all
}

/// The names that others find, but for those that the libraries keep for each other.
fn names_of(elf: &Elf<'_>, dynamic: &Dynamic) -> Result<BTreeSet<String>, Why> {
    const OWN: &str = "GLIBC_PRIVATE";
    let cannot = |error: landfall_formats::ReadError| Why::new(error.to_string());
    let versions: Versions = dynamic.versions(elf).map_err(cannot)?;
    let all = dynamic.symbols(elf, &versions, Which::Exports).map_err(cannot)?;
    let all = all.into_iter().filter(|one| one.version.as_deref() != Some(OWN));
    Ok(all.map(|one| one.name).collect())
}

/// The functions of all libraries in one row, with what each leads to.
struct Followed<'a> {
    objects: &'a [Object],
    /// Where the functions of each begin in the row.
    first: Vec<usize>,
    leads: Vec<Leads>,
    /// The names of functions that are told the number of a call, and where.
    open: BTreeMap<String, Loc>,
}

/// What a function leads to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Leads {
    calls: BTreeSet<u32>,
    /// The function, and the address.
    lost: BTreeSet<(String, u64)>,
    loads: bool,
}

impl Leads {
    /// Takes on what another leads to; whether that is more than before.
    fn take(&mut self, other: &Self) -> bool {
        let before = (self.calls.len(), self.lost.len(), self.loads);
        self.calls.extend(&other.calls);
        self.lost.extend(other.lost.iter().cloned());
        self.loads |= other.loads;
        before != (self.calls.len(), self.lost.len(), self.loads)
    }
}

/// Where a function goes itself.
#[derive(Debug, Default)]
struct Steps {
    /// Functions of the same library.
    inside: Vec<usize>,
    /// Names that a loader resolves.
    names: BTreeSet<String>,
}

impl<'a> Followed<'a> {
    fn of(objects: &'a [Object]) -> Self {
        let mut first = vec![0];
        for object in objects {
            first.push(first.last().copied().unwrap_or(0) + object.program.all.len());
        }
        let count = first.pop().unwrap_or(0);
        let mut followed =
            Self { objects, first, leads: vec![Leads::default(); count], open: BTreeMap::new() };
        let steps: Vec<Steps> = objects.iter().flat_map(steps).collect();
        followed.call_themselves();
        followed.load_others(&steps);
        let offered = followed.offered();
        let goes: Vec<Vec<usize>> = steps
            .into_iter()
            .enumerate()
            .map(|(node, steps)| {
                let start = followed.first[followed.object_of(node)];
                let inside = steps.inside.into_iter().map(|function| start + function);
                let by_name = steps.names.iter().filter_map(|name| offered.get(name.as_str()));
                let mut all: Vec<usize> = inside.chain(by_name.flatten().copied()).collect();
                all.sort_unstable();
                all.dedup();
                all
            })
            .collect();
        followed.spread(&goes);
        followed
    }

    fn object_of(&self, node: usize) -> usize {
        self.first.partition_point(|first| *first <= node).saturating_sub(1)
    }

    /// The functions that a name stands for: a loader takes one of them.
    fn offered(&self) -> HashMap<&'a str, Vec<usize>> {
        let mut all: HashMap<&str, Vec<usize>> = HashMap::new();
        for (object, first) in self.objects.iter().zip(&self.first) {
            for (name, functions) in &object.exports {
                let nodes = functions.iter().map(|function| first + function);
                all.entry(name.as_str()).or_default().extend(nodes);
            }
        }
        all
    }

    /// Gives each function the calls that it makes, or chooses the numbers of.
    fn call_themselves(&mut self) {
        let resolved: Vec<Resolved> =
            self.objects.par_iter().map(|object| resolve(object, |_| true)).collect();
        for (index, resolved) in resolved.iter().enumerate() {
            self.add(index, resolved);
            for (name, functions) in &self.objects[index].exports {
                let told = resolved.wrappers.iter();
                let told = told.filter(|(function, _)| functions.contains(function));
                self.open.extend(told.map(|(_, loc)| (name.clone(), *loc)));
            }
        }
        let open: BTreeSet<(String, Loc)> =
            self.open.iter().map(|(name, loc)| (name.clone(), *loc)).collect();
        for index in 0..self.objects.len() {
            let given = self.objects[index].stubs_of(&open);
            if given.is_empty() {
                continue;
            }
            let more = resolve_given(&self.objects[index], |_| true, &given);
            self.add(index, &more);
        }
    }

    fn add(&mut self, index: usize, resolved: &Resolved) {
        let object = &self.objects[index];
        let graph = &object.graph;
        for found in &resolved.found {
            if let Some(function) = who_leads(graph, &found.chain) {
                self.leads[self.first[index] + function].calls.insert(found.number);
            }
        }
        for lost in &resolved.lost {
            if let Some(function) = who_leads(graph, &lost.chain) {
                let name = lost.chain.first().map_or(String::new(), |one| object.name_of(*one));
                self.leads[self.first[index] + function].lost.insert((name, lost.site));
            }
        }
    }

    /// Marks what takes a function that loads more by name, or one that is told a number and is not called
    /// by a stub that was found.
    fn load_others(&mut self, steps: &[Steps]) {
        for (node, steps) in steps.iter().enumerate() {
            let object = &self.objects[self.object_of(node)];
            let has_stub = |name: &str| {
                let stub = format!("{name}@plt");
                object.program.all.iter().any(|one| object.program.name(one) == stub)
            };
            self.leads[node].loads |= LOADS.iter().any(|name| steps.names.contains(*name));
            let told = steps.names.iter().filter(|name| self.open.contains_key(*name));
            let unfollowed = told.filter(|name| !has_stub(name));
            let function = object.name_of(node - self.first[self.object_of(node)]);
            let places = unfollowed.map(|_| (function.clone(), 0));
            self.leads[node].lost.extend(places);
        }
    }

    /// Gives each function what those lead to that it goes to.
    fn spread(&mut self, goes: &[Vec<usize>]) {
        let mut comes: Vec<Vec<usize>> = vec![Vec::new(); goes.len()];
        for (from, to) in
            goes.iter().enumerate().flat_map(|(from, all)| all.iter().map(move |to| (from, *to)))
        {
            comes[to].push(from);
        }
        let has_some = |node: &usize| self.leads[*node] != Leads::default();
        let mut open: Vec<usize> = (0..goes.len()).filter(has_some).collect();
        while let Some(node) = open.pop() {
            let own = self.leads[node].clone();
            for from in &comes[node] {
                if self.leads[*from].take(&own) {
                    open.push(*from);
                }
            }
        }
    }

    /// What runs whenever a library is loaded: it, and what it needs; of what is loaded to ask for users and
    /// hosts, all may be called.
    fn at_start(&self, index: usize) -> Vec<usize> {
        let (mut open, mut seen, mut nodes) = (vec![index], BTreeSet::new(), Vec::new());
        while let Some(index) = open.pop() {
            if !seen.insert(index) {
                continue;
            }
            let object = &self.objects[index];
            let is_loader = object.name.starts_with("ld-") || object.name.starts_with("libc.musl");
            let entry = object.entry.filter(|_| is_loader);
            let at_start = AT_START.iter().filter_map(|name| object.exports.get(*name)).flatten();
            let is_plugged = LibcCalls::is_plugged_in(&object.name);
            let all = object.exports.values().flatten().filter(|_| is_plugged);
            let functions = object.first.iter().chain(&entry).chain(at_start).chain(all);
            nodes.extend(functions.map(|function| self.first[index] + function));
            let is_needed = |other: &Object| object.needed.contains(&other.name);
            let needed = self.objects.iter().enumerate().filter(|(_, other)| is_needed(other));
            open.extend(needed.map(|(index, _)| index));
        }
        nodes
    }

    fn led_to(&self, nodes: &[usize], told: Option<Loc>) -> LedTo {
        let mut all = Leads::default();
        for node in nodes {
            all.take(&self.leads[*node]);
        }
        let told = told.map(|loc| match loc {
            Loc::Register(register) => Given::Register(register),
            Loc::Stack(at) => Given::Stack(at),
        });
        let origin = Origin::Word(String::new());
        LedTo {
            calls: all.calls.into_iter().collect(),
            told,
            lost: all.lost.into_iter().collect(),
            loads: all.loads,
            origin,
        }
    }
}

/// Where each function of a library goes.
fn steps(object: &Object) -> Vec<Steps> {
    let data = object.data();
    let of = |function: usize| {
        let inside = RefCell::new(Vec::new());
        let reach = Reach::from(&[function], &object.graph, &data, |to| {
            inside.borrow_mut().push(to);
            false
        });
        let taken = object.slots.iter().filter(|(slot, _)| reach.data.contains(**slot));
        let names = taken.map(|(_, name)| name.clone()).collect();
        Steps { inside: inside.into_inner(), names }
    };
    (0..object.program.all.len()).map(of).collect()
}

/// The function by which the others of a chain are come to: the first, where each calls the next. What only
/// stores a number leads nowhere; the one that reads it does.
fn who_leads(graph: &Graph, chain: &[usize]) -> Option<usize> {
    let calls = |pair: &[usize]| graph.callers(pair[1]).any(|caller| caller == pair[0]);
    let mut leads = chain.len().checked_sub(1)?;
    while leads > 0 && calls(&chain[leads - 1..=leads]) {
        leads -= 1;
    }
    chain.get(leads).copied()
}
