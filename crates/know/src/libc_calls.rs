//! What the C libraries of distributions call at every start, and by each function that they offer. Thousands
//! of functions lead to the same few hundred sets of calls, so each set is written once, as what it has beyond
//! others, and each function once, with the sets that it leads to wherever it is.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use landfall_facts::{Arch, Given, LedTo, LibcCalls, LibraryCalls, Origin};

use crate::named::distro_of;
use crate::syscalls::{syscall_name, syscall_number};
use crate::table::{Row, rows};

const PACKAGES: &str = "libc-packages.csv";
const SETS: &str = "libc-call-sets.csv";
const CALLS: &str = "libc-calls.csv";

/// Instead of a name that a library offers: that it is loaded.
const AT_START: &str = "@start";
/// Beside the names of calls: more libraries are loaded by name.
const LOADS: &str = "@loads";
/// Before the place through which a function is told the number of a call: a register, or bytes on the stack.
const REGISTER: &str = "@register:";
const STACK: &str = "@stack:";
/// Before a call with a number that could not be told: the function and the address.
const LOST: &str = "?";

/// The package of a C library for one architecture.
#[derive(Debug, Clone)]
pub struct LibcPackage {
    /// What it is called in the other tables.
    pub key: &'static str,
    /// The name of the machine, for example `debian:12`.
    pub of: String,
    /// For which architecture.
    pub arch: Arch,
    /// The hash of the C library itself (SHA-256).
    pub sha256: &'static str,
}

/// Why no table says what a C library calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoLibcCalls {
    of: String,
    hint: String,
}

impl fmt::Display for NoLibcCalls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "could not tell what the C library of {} calls: {}", self.of, self.hint)
    }
}

impl std::error::Error for NoLibcCalls {}

/// Every package.
pub fn libc_packages() -> impl Iterator<Item = LibcPackage> {
    rows(PACKAGES).filter_map(|row| {
        Some(LibcPackage {
            key: row.get("key"),
            of: format!("{}:{}", row.get("name"), row.get("release")),
            arch: row.get("arch").parse().ok()?,
            sha256: row.get("sha256"),
        })
    })
}

/// The machines whose C library is known.
pub fn libc_names() -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for package in libc_packages() {
        if !names.contains(&package.of) {
            names.push(package.of);
        }
    }
    names
}

/// Whether the C library of a machine is known, for some architecture.
pub fn has_libc_calls(machine: &str) -> bool {
    distro_of(machine).is_some_and(|distro| libc_names().contains(&distro.target()))
}

/// What the C library of a machine calls, by its name.
pub fn libc_calls(machine: &str, arch: Arch) -> Result<LibcCalls, NoLibcCalls> {
    let no = |hint| NoLibcCalls { of: machine.to_owned(), hint };
    let of = distro_of(machine).map_or_else(|| machine.to_owned(), |distro| distro.target());
    let all: Vec<LibcPackage> = libc_packages().collect();
    let of_machine: Vec<&LibcPackage> = all.iter().filter(|one| one.of == of).collect();
    if of_machine.is_empty() {
        return Err(no(format!(
            "{PACKAGES} has those of {}; of others name the files, with rootfs:DIR or image:FILE",
            libc_names().join(", ")
        )));
    }
    match of_machine.iter().find(|one| one.arch == arch) {
        Some(package) => Ok(calls_of(package)),
        None => {
            let arches: Vec<&str> = of_machine.iter().map(|one| one.arch.name()).collect();
            Err(no(format!("{PACKAGES} has it for {}, not for {arch}", arches.join(", "))))
        }
    }
}

/// What a package calls.
pub fn calls_of(package: &LibcPackage) -> LibcCalls {
    // Numbers of sets hold for the tables that were made together, built in or the user's.
    let leads = |row: &&Row| leads_to(row, package.key).is_some();
    let is_own = rows(CALLS).find(leads).is_none_or(|row| row.table() == CALLS);
    let sets = rows(SETS).filter(|row| (row.table() == SETS) == is_own);
    calls_in(package, sets, rows(CALLS).filter(|row| (row.table() == CALLS) == is_own))
}

/// The set that the functions of a row lead to in a package.
fn leads_to(row: &Row, key: &str) -> Option<&'static str> {
    let mut leads = row.words("leads").filter_map(|word| word.split_once(':'));
    leads.find(|(_, keys)| keys.split('+').any(|one| one == key)).map(|(set, _)| set)
}

fn calls_in(
    package: &LibcPackage,
    sets: impl Iterator<Item = &'static Row>,
    calls: impl Iterator<Item = &'static Row>,
) -> LibcCalls {
    let sets: HashMap<&'static str, &'static Row> = sets.map(|row| (row.get("set"), row)).collect();
    let mut all =
        LibcCalls { of: package.of.clone(), arch: package.arch, libraries: BTreeMap::new() };
    for row in calls {
        let Some(set) = leads_to(row, package.key) else { continue };
        let led_to = led_to(&gathered(set, &sets), package.arch, row.origin());
        let library = all.libraries.entry(row.get("library").to_owned()).or_insert_with(|| {
            let at_start = self::led_to(&BTreeSet::new(), package.arch, row.origin());
            LibraryCalls { at_start, offers: BTreeMap::new() }
        });
        for name in row.words("offers") {
            match name {
                AT_START => library.at_start = led_to.clone(),
                name => {
                    library.offers.entry(name.to_owned()).or_insert_with(|| led_to.clone());
                }
            }
        }
    }
    all
}

/// The words of a set, with those of the sets that it is made of.
fn gathered(
    set: &'static str,
    sets: &HashMap<&'static str, &'static Row>,
) -> BTreeSet<&'static str> {
    let (mut open, mut seen, mut words) = (vec![set], BTreeSet::new(), BTreeSet::new());
    while let Some(set) = open.pop() {
        if let Some(row) = sets.get(set).filter(|_| seen.insert(set)) {
            words.extend(row.words("calls"));
            open.extend(row.words("with"));
        }
    }
    words
}

/// What the words of a set say.
fn led_to(words: &BTreeSet<&str>, arch: Arch, origin: Origin) -> LedTo {
    let mut led_to =
        LedTo { calls: Vec::new(), told: None, lost: Vec::new(), loads: false, origin };
    for word in words {
        if let Some(place) = word.strip_prefix(LOST) {
            let (function, address) = place.rsplit_once('@').unwrap_or((place, ""));
            let address = u64::from_str_radix(address.trim_start_matches("0x"), 16).unwrap_or(0);
            led_to.lost.push((function.to_owned(), address));
        } else if let Some(at) = word.strip_prefix(STACK) {
            led_to.told = at.parse().ok().map(Given::Stack);
        } else if let Some(register) = word.strip_prefix(REGISTER) {
            led_to.told = register.parse().ok().map(Given::Register);
        } else if *word == LOADS {
            led_to.loads = true;
        } else {
            match syscall_number(arch, word).or_else(|| word.parse().ok()) {
                Some(number) => led_to.calls.push(number),
                // What a table of the user's says and nobody knows is not passed over.
                None => led_to.lost.push(((*word).to_owned(), 0)),
            }
        }
    }
    led_to.calls.sort_unstable();
    led_to
}

/// The words that say what something leads to.
fn words(led_to: &LedTo, arch: Arch) -> BTreeSet<String> {
    let name = |number: &u32| {
        syscall_name(arch, *number).map_or_else(|| number.to_string(), str::to_owned)
    };
    let mut words: BTreeSet<String> = led_to.calls.iter().map(name).collect();
    words.extend(led_to.lost.iter().map(|(function, at)| format!("{LOST}{function}@{at:#x}")));
    words.extend(led_to.loads.then(|| LOADS.to_owned()));
    words.extend(led_to.told.map(|given| match given {
        Given::Register(register) => format!("{REGISTER}{register}"),
        Given::Stack(at) => format!("{STACK}{at}"),
    }));
    words
}

/// What a name of a library leads to, by the key of the package.
type Leads<'a> = Vec<(&'a str, BTreeSet<String>)>;

/// The rows of both tables that say what packages call, each with its key: those of the sets, and those of the
/// functions.
pub fn libc_calls_rows(all: &[(String, LibcCalls)]) -> (Vec<String>, Vec<String>) {
    let mut names: BTreeMap<(&str, &str), Leads<'_>> = BTreeMap::new();
    for (key, calls) in all {
        for (library, one) in &calls.libraries {
            let start = [(AT_START, &one.at_start)];
            let offers = one.offers.iter().map(|(name, led_to)| (name.as_str(), led_to));
            for (name, led_to) in start.into_iter().chain(offers) {
                let words = words(led_to, calls.arch);
                names.entry((library, name)).or_default().push((key, words));
            }
        }
    }
    let sets: BTreeSet<&BTreeSet<String>> =
        names.values().flatten().map(|(_, words)| words).collect();
    let mut sets: Vec<&BTreeSet<String>> = sets.into_iter().collect();
    sets.sort_by_key(|words| (words.len(), *words));
    let numbers: HashMap<&BTreeSet<String>, usize> = sets.iter().copied().zip(0..).collect();
    let mut rows: BTreeMap<(&str, String), Vec<&str>> = BTreeMap::new();
    for ((library, name), leads) in &names {
        let mut keys: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
        for (key, words) in leads {
            keys.entry(numbers[words]).or_default().push(key);
        }
        let leads = keys.iter().map(|(set, keys)| format!("{set}:{}", keys.join("+")));
        let leads = leads.collect::<Vec<_>>().join(" ");
        rows.entry((library, leads)).or_default().push(name);
    }
    let rows = rows.into_iter().map(|((library, leads), names)| {
        format!("{library},{},{leads},{PACKAGES}", names.join(" "))
    });
    (rows_of_sets(&sets), rows.collect())
}

/// The rows of sets, each as what it has beyond smaller ones that it holds.
fn rows_of_sets(sets: &[&BTreeSet<String>]) -> Vec<String> {
    /// A smaller one that brings no more is not worth its number.
    const WORTH: usize = 2;
    let words: BTreeSet<&String> = sets.iter().copied().flatten().collect();
    let words: Vec<&String> = words.into_iter().collect();
    let places: HashMap<&String, usize> = words.iter().copied().zip(0..).collect();
    let bits = |set: &BTreeSet<String>| {
        let mut bits = vec![0u64; words.len().div_ceil(64)];
        set.iter().for_each(|word| bits[places[word] / 64] |= 1 << (places[word] % 64));
        bits
    };
    let all: Vec<Vec<u64>> = sets.iter().map(|set| bits(set)).collect();
    let is_within = |one: &[u64], other: &[u64]| one.iter().zip(other).all(|(a, b)| a & !b == 0);
    let shared = |one: &[u64], other: &[u64]| -> usize {
        one.iter().zip(other).map(|(a, b)| (a & b).count_ones() as usize).sum()
    };
    let mut rows = Vec::new();
    for (index, set) in all.iter().enumerate().filter(|(_, set)| set.iter().any(|bits| *bits != 0))
    {
        let (mut rest, mut with) = (set.clone(), Vec::new());
        let inside: Vec<usize> = (0..index).filter(|other| is_within(&all[*other], set)).collect();
        while let Some(most) = inside.iter().copied().max_by_key(|one| shared(&all[*one], &rest)) {
            if shared(&all[most], &rest) <= WORTH {
                break;
            }
            rest.iter_mut().zip(&all[most]).for_each(|(rest, other)| *rest &= !other);
            with.push(most.to_string());
        }
        let is_left = |place: &usize| rest[place / 64] & (1 << (place % 64)) != 0;
        let left: Vec<&str> =
            (0..words.len()).filter(is_left).map(|place| words[place].as_str()).collect();
        rows.push(format!("{index},{},{},{PACKAGES}", left.join(" "), with.join(" ")));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{parse, tables};

    fn led_to(calls: &[u32]) -> LedTo {
        let origin = Origin::Row { table: CALLS.to_owned(), row: 1 };
        LedTo { calls: calls.to_vec(), told: None, lost: Vec::new(), loads: false, origin }
    }

    fn package(key: &'static str, arch: Arch) -> LibcPackage {
        LibcPackage { key, of: "mine:1".to_owned(), arch, sha256: "" }
    }

    /// The same without where it is written.
    fn anywhere(mut calls: LibcCalls) -> LibcCalls {
        for library in calls.libraries.values_mut() {
            let all = library.offers.values_mut().chain([&mut library.at_start]);
            all.for_each(|led_to| led_to.origin = Origin::Word(String::new()));
        }
        calls
    }

    #[test]
    fn what_is_written_is_read_again() {
        let library = |start: &[u32], told: Given| {
            let mut offers = BTreeMap::from([
                ("nothing".to_owned(), led_to(&[])),
                ("read".to_owned(), led_to(&[0, 1, 2, 3, 60])),
                ("more".to_owned(), led_to(&[0, 1, 2, 3, 4, 60, 9999])),
            ]);
            offers.insert("syscall".to_owned(), LedTo { told: Some(told), ..led_to(&[]) });
            let lost = vec![("libc.so.6:0x10".to_owned(), 0x1f)];
            offers.insert("open".to_owned(), LedTo { loads: true, lost, ..led_to(&[1]) });
            LibraryCalls { at_start: led_to(start), offers }
        };
        let calls = |arch, start: &[u32], told| LibcCalls {
            of: "mine:1".to_owned(),
            arch,
            libraries: BTreeMap::from([("libc.so.6".to_owned(), library(start, told))]),
        };
        let all = [
            ("x".to_owned(), calls(Arch::Amd64, &[9, 60], Given::Register(7))),
            ("i".to_owned(), calls(Arch::I386, &[], Given::Stack(4))),
        ];
        let (sets, rows) = libc_calls_rows(&all);
        let table = |header: &str, rows: &[String]| -> &'static [Row] {
            let text: &'static str = format!("{header}\n{}\n", rows.join("\n")).leak();
            parse("made", text).leak()
        };
        let sets = table("set,calls,with,from", &sets);
        let rows = table("library,offers,leads,from", &rows);
        for (package, (_, calls)) in
            [package("x", Arch::Amd64), package("i", Arch::I386)].iter().zip(all)
        {
            let read = calls_in(package, sets.iter(), rows.iter());
            assert_eq!(anywhere(read), anywhere(calls));
        }
    }

    #[test]
    fn every_row_speaks_of_sets_and_packages_that_there_are() {
        let sets: BTreeSet<&str> = rows(SETS).map(|row| row.get("set")).chain(["0"]).collect();
        let keys: BTreeSet<&str> = libc_packages().map(|one| one.key).collect();
        assert!(sets.len() > 500 && keys.len() > 5, "{} {}", sets.len(), keys.len());
        for row in rows(SETS) {
            let number = |set: &str| set.parse::<u32>().unwrap();
            for with in row.words("with") {
                assert!(sets.contains(with) && number(with) < number(row.get("set")), "{row:?}");
            }
            for word in row.words("calls").filter(|word| !word.starts_with(['@', '?'])) {
                let is_call = |arch: &Arch| syscall_number(*arch, word).is_some();
                assert!(Arch::ALL.iter().any(is_call), "{word}");
            }
        }
        for word in rows(CALLS).flat_map(|row| row.words("leads")) {
            let (set, of) = word.split_once(':').unwrap();
            assert!(sets.contains(set) && of.split('+').all(|key| keys.contains(key)), "{word}");
        }
        for row in rows(PACKAGES) {
            assert!(distro_of(&format!("{}:{}", row.get("name"), row.get("release"))).is_some());
            assert!(row.get("sha256").len() == 64 && !row.get("version").is_empty(), "{row:?}");
        }
        let size: usize = tables()
            .filter(|(name, _)| [PACKAGES, SETS, CALLS].contains(name))
            .map(|(_, text)| text.len())
            .sum();
        assert!(size < 400_000, "{size}");
    }

    #[test]
    fn functions_lead_to_the_calls_that_they_are_named_for() {
        for package in libc_packages() {
            let calls = calls_of(&package);
            let number = |name: &str| syscall_number(package.arch, name).unwrap();
            let library =
                calls.library("libc.so.6").or_else(|| calls.library("libc.musl-x86_64.so.1"));
            let library = library.unwrap();
            for (name, call) in [
                ("read", "read"),
                ("write", "write"),
                ("getaddrinfo", "socket"),
                ("getpwnam_r", "openat"),
                ("exit", "exit_group"),
                ("setgroups", "setgroups"),
                ("malloc", "mmap"),
            ] {
                let is_told = |name: &str| library.offers[name].calls.contains(&number(call));
                let is_told = is_told(name)
                    || (call == "openat" && {
                        let open = syscall_number(package.arch, "open");
                        open.is_some_and(|open| library.offers[name].calls.contains(&open))
                    });
                assert!(is_told, "{}: {name} does not lead to {call}", package.key);
            }
            assert!(library.offers["strlen"].calls.is_empty(), "{}", package.key);
            assert!(library.offers["syscall"].told.is_some(), "{}", package.key);
            assert!(library.at_start.calls.contains(&number("mmap")), "{}", package.key);
        }
    }

    #[test]
    fn a_release_is_found_by_each_of_its_names() {
        let of = |machine: &str| libc_calls(machine, Arch::Amd64).map(|calls| calls.of);
        assert_eq!(of("debian:12").as_deref(), Ok("debian:12"));
        assert_eq!(of("debian:bookworm").as_deref(), Ok("debian:12"));
        assert!(
            has_libc_calls("alpine:3.20")
                && !has_libc_calls("fedora:40")
                && !has_libc_calls("here")
        );
        let error = of("fedora:40").unwrap_err().to_string();
        assert!(error.contains("debian:11, debian:12"), "{error}");
        let error = libc_calls("debian:12", Arch::S390x).unwrap_err().to_string();
        assert!(error.contains("amd64, arm64, not for s390x"), "{error}");
    }
}
