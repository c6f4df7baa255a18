//! The libraries that are loaded with a program: what of them runs at every start, and what the functions
//! that the program takes from them lead to.

use std::collections::BTreeSet;

use landfall_facts::{Build, LibcCalls, Machine as Place, Shelf, Tier, Why};
use landfall_formats::code::Machine;
use landfall_formats::{ReadError, Source};
use rayon::prelude::*;

use super::Told;
use super::data::Data;
use super::object::Object;
use super::reach::Reach;
use super::resolve::{Resolved, resolve, resolve_given};
use super::value::Loc;
use crate::world::{Blind, World};

/// What runs of the C library in every program that has one: what crt1 calls, and what the loader looks for by
/// its name (glibc's elf/dl-call-libc-early-init.c and elf/dl-minimal.c).
pub(super) const AT_START: [&str; 7] =
    ["__libc_start_main", "exit", "__libc_early_init", "malloc", "calloc", "realloc", "free"];

/// What loads libraries by names that the program chooses.
pub(super) const LOADS: [&str; 2] = ["dlopen", "dlmopen"];

/// The files of libraries, the loader's among them; or what a table says of them.
#[derive(Default)]
pub struct Libraries {
    /// The loader, by its name among the files.
    pub loader: Option<String>,
    /// Each with its name.
    pub files: Vec<(String, Box<dyn Source>)>,
    /// What they call, where that is known without files.
    pub tabled: Option<LibcCalls>,
    /// What could not be looked at of them.
    pub doubts: Vec<Why>,
}

impl Libraries {
    /// Whether a function of the C library asks for users or hosts.
    pub fn asks(function: &str) -> bool {
        const ASKS: [&str; 4] = ["getaddrinfo", "getnameinfo", "getpw", "getgr"];
        ASKS.iter().any(|name| function.starts_with(name))
    }

    /// The names of the sources of users and hosts that a machine's C library asks (`nsswitch.conf(5)`), as
    /// libraries: a program that asks it for either loads them by these names.
    pub fn plugged_in(world: &dyn World) -> Vec<String> {
        const USED: [&str; 3] = ["passwd:", "group:", "hosts:"];
        let said = world.text("/etc/nsswitch.conf").unwrap_or_default();
        let lines = said.lines().filter_map(|line| {
            let mut words = line.split('#').next()?.split_whitespace();
            words.next().filter(|first| USED.contains(first)).map(|_| words)
        });
        let mut names: BTreeSet<&str> =
            lines.flatten().filter(|word| !word.starts_with('[')).collect();
        // Where nothing is said (glibc's nss/nss_database.c).
        names.extend(["files", "dns"]);
        names.into_iter().map(|name| format!("libnss_{name}.so.2")).collect()
    }

    /// Opens what a machine's loader finds for a program that was looked at with it.
    pub fn open(world: &dyn World, machine: &Place, build: &Build) -> Self {
        let mut libraries = Self::default();
        let seen = match machine.libraries.look() {
            Ok(Some(shelf)) => match shelf.value() {
                Shelf::Seen(seen) => seen,
                Shelf::Listed(_) => return libraries,
            },
            Ok(None) => return libraries,
            Err(unsure) => {
                libraries.doubts.push(unsure.0);
                return libraries;
            }
        };
        let arch = build.arch.known().copied();
        let mut opened = BTreeSet::new();
        for library in seen.libraries.iter().filter(|one| one.arch == arch) {
            if !opened.insert(&library.real_path) {
                continue;
            }
            match world.open(&library.real_path) {
                Ok(file) => libraries.files.push((library.path.clone(), file)),
                Err(Blind::NotThere) => {}
                Err(Blind::Cannot(why)) => libraries.doubts.push(why),
            }
        }
        libraries.loader.clone_from(&seen.loader);
        libraries.doubts.extend(seen.unseen.clone());
        libraries
    }

    /// The bytes of each file, with its name.
    pub(super) fn bytes(&self) -> Vec<(String, Result<Vec<u8>, ReadError>)> {
        let bytes = |file: &dyn Source| {
            // No library of a real machine is half as long.
            const LONGEST: u64 = 256 << 20;
            if file.len() > LONGEST {
                return Err(ReadError::damaged(0, "it is longer than any library"));
            }
            let mut bytes = vec![0; usize::try_from(file.len()).unwrap_or(0)];
            file.fill(0, &mut bytes)?;
            Ok(bytes)
        };
        self.files.iter().map(|(name, file)| (name.clone(), bytes(file.as_ref()))).collect()
    }
}

/// A library that was read, or why it could not be.
type Read = Result<Object, (String, ReadError)>;

/// Reads libraries, side by side.
pub(super) fn read(
    files: Vec<(String, Result<Vec<u8>, ReadError>)>,
    machine: Machine,
) -> Vec<Read> {
    let each = files.into_par_iter().map(|(name, bytes)| {
        let read = bytes.and_then(|bytes| Object::read(&bytes, &name, machine));
        read.map_err(|error| (name, error))
    });
    each.collect()
}

/// The libraries of a program, followed.
pub(super) struct Linked {
    all: Vec<Library>,
    pub(super) doubts: Vec<Why>,
}

struct Library {
    object: Object,
    /// What runs at every start.
    start: Reach,
    /// What else the program leads to.
    used: Reach,
    /// What those names lead to that the program has and to which no way was found.
    named: Reach,
    /// And what that leads to which is loaded by its name, if it is.
    plugged: Reach,
}

impl Linked {
    /// Reads the libraries, and follows what the program takes from them.
    pub(super) fn of(
        program: &Object,
        taken: &BTreeSet<String>,
        libraries: &Libraries,
        read: Vec<Read>,
    ) -> Self {
        let (mut objects, mut doubts) = (Vec::new(), Vec::new());
        for one in read {
            match one {
                Ok(object) if object.is_thumb => doubts.push(super::unread(&object.name)),
                Ok(object) => objects.push(object),
                Err((name, error)) => {
                    doubts.push(Why::new(format!("could not read {name}: {error}")));
                }
            }
        }
        doubts.extend(objects.iter().flat_map(|object| object.doubts.iter().cloned()));
        // There C code has the address of its own table of addresses in a register, and counts from that.
        if program.machine == Machine::X86 && !objects.is_empty() {
            doubts.push(Why::new(
                "what libraries of 386 lead to by their table of addresses is not followed",
            ));
        }
        let data: Vec<Data<'_>> = objects.par_iter().map(Object::data).collect();
        let has = |name: &&String| {
            let is = |object: &Object| object.name.rsplit('/').next() == Some(name.as_str());
            libraries.files.is_empty() || objects.iter().any(is)
        };
        if libraries.files.is_empty() && libraries.doubts.is_empty() {
            let names = match program.needed.as_slice() {
                [] => "its loader".to_owned(),
                names => names.join(", "),
            };
            let says =
                format!("{names} is loaded with it, and was not looked at; --libc names a machine");
            doubts.push(Why::new(says));
        }
        let gone = program.needed.iter().filter(|name| !has(name));
        doubts.extend(gone.map(|name| Why::new(format!("{name} was not found"))));
        let at_start: BTreeSet<String> = AT_START.map(str::to_owned).into();
        // The same file may be come to by several ways.
        let file = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
        let loader = libraries.loader.as_deref().map(file);
        let entry = |object: &Object| object.entry.filter(|_| loader == Some(file(&object.name)));
        let first = |object: &Object| -> Vec<usize> {
            if is_plugged(object) {
                Vec::new()
            } else {
                object.first.iter().copied().chain(entry(object)).collect()
            }
        };
        let start = spread(&objects, &data, &at_start, first);
        let used = spread(&objects, &data, taken, |_| Vec::new());
        let rest: BTreeSet<String> =
            program.slots.values().filter(|name| !taken.contains(*name)).cloned().collect();
        let named = spread(&objects, &data, &rest, |_| Vec::new());
        // Of what is loaded by its name all may be called.
        let plugged =
            spread(&objects, &data, &BTreeSet::new(), |object| match is_plugged(object) {
                true => {
                    object.exports.values().flatten().copied().chain(object.first.clone()).collect()
                }
                false => Vec::new(),
            });
        drop(data);
        let reaches = start.into_iter().zip(used).zip(named.into_iter().zip(plugged));
        let all = objects.into_iter().zip(reaches).map(|(object, reaches)| {
            let ((start, used), (named, plugged)) = reaches;
            Library { object, start, used, named, plugged }
        });
        let linked = Self { all: all.collect(), doubts };
        linked.with_what_is_loaded_later(program)
    }

    /// Adds the doubt that stays where something loads more by name, and nobody knows what.
    fn with_what_is_loaded_later(mut self, program: &Object) -> Self {
        let loads = |object: &Object, is_led_to: &dyn Fn(u64) -> bool| {
            object
                .slots
                .iter()
                .any(|(slot, name)| LOADS.contains(&name.as_str()) && is_led_to(*slot))
        };
        let mut names: Vec<String> = Vec::new();
        if loads(program, &|_| true) {
            names.push(program.name.clone());
        }
        for library in &self.all {
            let led_to = |slot| library.has_word(slot);
            if loads(&library.object, &led_to) {
                names.push(library.object.name.clone());
            }
        }
        names.sort_unstable();
        self.doubts.extend(names.iter().map(|name| loads_more(name)));
        self
    }

    /// Adds the calls that they make.
    pub(super) fn tell(&mut self, program: &Object, told: &mut Told) {
        // Functions that are told the number, by the name under which others find them.
        let mut open: BTreeSet<(String, Loc)> = BTreeSet::new();
        let each = self.all.par_iter();
        let each: Vec<Resolved> =
            each.map(|library| resolve(&library.object, |one| library.has(one))).collect();
        for (library, resolved) in self.all.iter().zip(each) {
            library.tell(&resolved, told);
            for (name, functions) in &library.object.exports {
                let wrappers = resolved.wrappers.iter();
                let is = wrappers.filter(|(function, _)| functions.contains(function));
                open.extend(is.map(|(_, loc)| (name.clone(), *loc)));
            }
        }
        let mut unfollowed = Vec::new();
        for (object, library) in
            [(program, None)].into_iter().chain(self.all.iter().map(|one| (&one.object, Some(one))))
        {
            let given = object.stubs_of(&open);
            let is_led_to = |slot: u64| library.is_none_or(|one| one.has_word(slot));
            unfollowed.extend(object.wrappers_without_stub(&open, &given, is_led_to));
            if given.is_empty() {
                continue;
            }
            let counts = |function| library.is_none_or(|library| library.has(function));
            let resolved = resolve_given(object, counts, &given);
            match library {
                Some(library) => library.tell(&resolved, told),
                None => told.add(object, &resolved.found, &resolved.lost, |function| {
                    (Tier::Likely, vec![object.name_of(function)])
                }),
            }
        }
        self.doubts.extend(unfollowed);
    }
}

impl Library {
    fn has(&self, function: usize) -> bool {
        let all = [&self.start, &self.used, &self.named, &self.plugged];
        all.iter().any(|reach| reach.has(function))
    }

    /// Whether what the program names leads to a word of its data, or what runs at every start does.
    fn has_word(&self, place: u64) -> bool {
        let all = [&self.start, &self.used, &self.named];
        all.iter().any(|reach| reach.data.contains(place))
    }

    fn tell(&self, resolved: &Resolved, told: &mut Told) {
        let names =
            |path: Vec<usize>| path.into_iter().map(|one| self.object.name_of(one)).collect();
        told.add(&self.object, &resolved.found, &resolved.lost, |function| {
            if self.start.has(function) {
                (Tier::Runtime, names(self.start.path(function)))
            } else if self.used.has(function) {
                (Tier::Likely, names(self.used.path(function)))
            } else if self.named.has(function) {
                (Tier::Reachable, names(self.named.path(function)))
            } else {
                (Tier::Reachable, names(self.plugged.path(function)))
            }
        });
    }
}

/// The doubt that stays of what loads libraries by name.
pub(super) fn loads_more(name: &str) -> Why {
    Why::new(format!(
        "{name} can load more libraries by name (dlopen), and what they call is not known"
    ))
}

/// Whether a library is one that the C library loads to ask for users and hosts.
fn is_plugged(object: &Object) -> bool {
    object.name.rsplit('/').next().is_some_and(|file| file.starts_with("libnss_"))
}

/// What some names lead to in all objects, with more functions of each to begin with.
fn spread(
    objects: &[Object],
    data: &[Data<'_>],
    names: &BTreeSet<String>,
    more: impl Fn(&Object) -> Vec<usize> + Sync,
) -> Vec<Reach> {
    let mut names = names.clone();
    loop {
        let reaches: Vec<Reach> = objects
            .par_iter()
            .zip(data)
            .map(|(object, data)| {
                let mut roots = more(object);
                let asked = names.iter().filter_map(|name| object.exports.get(name));
                roots.extend(asked.flatten());
                Reach::from(&roots, &object.graph, data, |_| true)
            })
            .collect();
        let before = names.len();
        for (object, reach) in objects.iter().zip(&reaches) {
            let taken = object.slots.iter().filter(|(slot, _)| reach.data.contains(**slot));
            names.extend(taken.map(|(_, name)| name.clone()));
        }
        if names.len() == before {
            return reaches;
        }
    }
}
