//! What a table says that the libraries of a program call: those that it names, and the functions that it
//! takes from them.

use std::collections::{BTreeMap, BTreeSet};

use landfall_facts::{
    CallSite, Given, LedTo, LibcCalls, LibraryCalls, PLUGGED_IN, Syscall, Tier, Why,
};
use landfall_formats::ReadError;
use landfall_formats::elf::{Elf, Symbol, Which};

use super::Told;
use super::linked::{LOADS, Libraries, loads_more};
use super::object::Object;
use super::resolve::resolve_given;
use super::value::Loc;

/// A program, and what a table says of its libraries.
pub(super) struct Tabled<'a> {
    program: &'a Object,
    table: &'a LibcCalls,
    /// Those of its libraries that the table has.
    libraries: Vec<(String, &'a LibraryCalls)>,
    /// The names of those that it has not.
    gone: Vec<String>,
    /// What the program names of others, and what its code comes to of that.
    named: Vec<Symbol>,
    taken: &'a BTreeSet<String>,
}

impl<'a> Tabled<'a> {
    pub(super) fn of(
        program: &'a Object,
        taken: &'a BTreeSet<String>,
        elf: &Elf<'_>,
        table: &'a LibcCalls,
    ) -> Result<Self, ReadError> {
        let file = |path: String| path.rsplit('/').next().unwrap_or_default().to_owned();
        let loader = elf.interpreter()?.map(|(path, _)| file(path));
        let (mut libraries, mut gone) = (BTreeMap::new(), Vec::new());
        // What is the loader too is shown under the name of the library.
        for name in loader.iter().chain(&program.needed) {
            match table.library(name) {
                Some(one) => {
                    libraries.insert(LibcCalls::name_of(name).to_owned(), (name.clone(), one))
                }
                None => {
                    gone.push(name.clone());
                    None
                }
            };
        }
        let named = match elf.dynamic()? {
            Some(dynamic) => dynamic.symbols(elf, &dynamic.versions(elf)?, Which::Imports)?,
            None => Vec::new(),
        };
        let libraries = libraries.into_values().collect();
        Ok(Self { program, table, libraries, gone, named, taken })
    }

    /// Adds the calls that they make; what stays in doubt.
    pub(super) fn tell(&self, told: &mut Told<'_>) -> Vec<Why> {
        let mut doubts = self.not_there();
        let mut load: BTreeSet<&str> = BTreeSet::new();
        for (library, calls) in &self.libraries {
            let way = format!("{library}, at start");
            put(told, &calls.at_start, Tier::Runtime, &way);
            load.extend(Some(library.as_str()).filter(|_| calls.at_start.loads));
        }
        let mut open: BTreeSet<(String, Loc)> = BTreeSet::new();
        let names: BTreeSet<&String> = self.program.slots.values().collect();
        for name in &names {
            // A name to which no way was found is there all the same.
            let tier = if self.taken.contains(*name) { Tier::Likely } else { Tier::Reachable };
            for (library, calls) in &self.libraries {
                let Some(led_to) = calls.offers.get(*name) else { continue };
                put(told, led_to, tier, &format!("{library}:{name}"));
                load.extend(Some(library.as_str()).filter(|_| led_to.loads));
                open.extend(led_to.told.map(|given| ((*name).clone(), loc(given))));
            }
        }
        if names.iter().any(|name| Libraries::asks(name)) {
            for library in PLUGGED_IN {
                if let Some(calls) = self.table.libraries.get(library) {
                    put(told, &calls.at_start, Tier::Reachable, library);
                    load.extend(Some(library).filter(|_| calls.at_start.loads));
                }
            }
        }
        if names.iter().any(|name| LOADS.contains(&name.as_str())) {
            doubts.push(loads_more(&self.program.name));
        }
        doubts.extend(load.into_iter().map(loads_more));
        doubts.extend(self.chosen_by_program(&open, told));
        doubts
    }

    /// Adds the calls whose numbers the program chooses itself, and hands on.
    fn chosen_by_program(&self, open: &BTreeSet<(String, Loc)>, told: &mut Told<'_>) -> Vec<Why> {
        let given = self.program.stubs_of(open);
        let unfollowed = self.program.wrappers_without_stub(open, &given, |_| true);
        if given.is_empty() {
            return unfollowed;
        }
        let resolved = resolve_given(self.program, |_| true, &given);
        told.add(self.program, &resolved.found, &resolved.lost, |function| {
            (Tier::Likely, vec![self.program.name_of(function)])
        });
        unfollowed
    }

    /// The doubts that stay of what the table does not have.
    fn not_there(&self) -> Vec<Why> {
        let of = &self.table.of;
        let gone = |name: &String| {
            Why::new(format!(
                "{name} is not of the C library of {of}, and what it calls is not known; --libc rootfs:DIR looks \
                 at files"
            ))
        };
        let mut doubts: Vec<Why> = self.gone.iter().map(gone).collect();
        let mut missed: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for symbol in self.named.iter().filter(|symbol| !symbol.weak) {
            // A loader takes the first that offers a name, wherever the program has it from.
            let offers = |calls: &LibraryCalls| calls.offers.contains_key(&symbol.name);
            if self.libraries.iter().any(|(_, calls)| offers(calls)) {
                continue;
            }
            let from = match &symbol.library {
                Some(library) if self.libraries.iter().any(|(name, _)| name == library) => library,
                Some(_) => continue,
                // Another may offer what is not there, if there is another.
                None if !self.gone.is_empty() => continue,
                None => "the C library",
            };
            missed.entry(from).or_default().insert(&symbol.name);
        }
        doubts.extend(missed.into_iter().map(|(library, names)| {
            let names: Vec<&str> = names.into_iter().collect();
            Why::new(format!("{library} of {of} does not offer {}", names.join(", ")))
        }));
        doubts
    }
}

/// Adds what something leads to, under the name of it.
fn put(told: &mut Told<'_>, led_to: &LedTo, tier: Tier, way: &str) {
    let site = |function: &str, address: u64| CallSite {
        function: function.to_owned(),
        address,
        origin: led_to.origin.clone(),
    };
    for number in &led_to.calls {
        // The table does not say which inner function makes it.
        let when = told.seldom_by(way, *number);
        let tier = if when.is_some() { Tier::Seldom } else { tier };
        let (path, site) = (vec![way.to_owned()], site(way, 0));
        told.put(*number, Syscall { tier, when: when.map(str::to_owned), path, site });
    }
    for (function, address) in &led_to.lost {
        let is_same = |one: &CallSite| one.function == *function && one.address == *address;
        if !told.unresolved.iter().any(is_same) {
            told.unresolved.push(site(function, *address));
        }
    }
}

fn loc(given: Given) -> Loc {
    match given {
        Given::Register(register) => Loc::Register(register),
        Given::Stack(at) => Loc::Stack(at),
    }
}
