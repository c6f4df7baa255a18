//! The facts of two builds, each held against the other.

use std::collections::{BTreeMap, HashSet};

use landfall_facts::{
    AnyFact, Build, Change, ComparedBuild, Fact, Module, Moved, NamedCall, Origin, Plain, Setting,
    Topic,
};

use super::means;

/// More settings than any release of Go records.
pub(super) const MOST_SETTINGS: usize = 200;

/// What became of all facts.
pub(super) struct Told {
    pub(super) changes: Vec<Change>,
    pub(super) unseen: Vec<(String, String)>,
    pub(super) alike: usize,
}

/// Holds each fact of a build against that of another.
pub(super) fn changes(from: &ComparedBuild, to: &ComparedBuild) -> Told {
    let (before, after) = (facts(from), facts(to));
    let mut told = Told { changes: Vec::new(), unseen: Vec::new(), alike: 0 };
    for (fact, beside) in before.iter().zip(&after) {
        told.hold(fact, beside);
    }
    settings(&from.build, &to.build, &mut told);
    let context = means::Context { from, to };
    for change in &mut told.changes {
        change.means = context.means(change);
    }
    told.changes.sort_by_key(|change| (!change.matters, change.topic));
    told
}

impl Told {
    fn hold(&mut self, from: &Named, to: &Named) {
        let name = &from.name;
        match (&from.fact, &to.fact) {
            // What landfall looks for in no such file is not missed.
            (Fact::Unknown(_), Fact::Unknown(_)) => {}
            (Fact::Unknown(why), _) => self.unseen.push((name.clone(), format!("before: {why}"))),
            (_, Fact::Unknown(why)) => self.unseen.push((name.clone(), format!("now: {why}"))),
            (Fact::Absent(_), Fact::Absent(_)) => self.alike += 1,
            (Fact::Known(a, _), Fact::Known(b, _)) if a == b => self.alike += 1,
            (a, b) => self.changes.push(change(from, a, b)),
        }
    }
}

fn change(named: &Named, from: &Fact<Plain>, to: &Fact<Plain>) -> Change {
    // How many symbols there are changes with each build; that there are none any more is another matter.
    let is_there = |fact: &Fact<Plain>| match fact {
        Fact::Known(Plain::Flag(flag), _) => *flag,
        Fact::Known(Plain::Number(number), _) => *number > 0,
        Fact::Known(Plain::Text(_) | Plain::List(_), _) => true,
        Fact::Absent(_) | Fact::Unknown(_) => false,
    };
    let flips = named.topic == Topic::Symbols && is_there(from) != is_there(to);
    let mut change = Change {
        name: named.name.clone(),
        topic: named.topic,
        from: from.clone(),
        to: to.clone(),
        added: Vec::new(),
        removed: Vec::new(),
        moved: Vec::new(),
        means: None,
        matters: named.matters || flips,
    };
    if let (Some(before), Some(after)) = (list(from), list(to)) {
        lists(&mut change, before, after, named.parted_by);
    }
    change
}

/// The texts of a list; none where there is no list.
fn list(fact: &Fact<Plain>) -> Option<&[String]> {
    match fact {
        Fact::Known(Plain::List(texts), _) => Some(texts),
        Fact::Absent(_) => Some(&[]),
        Fact::Known(Plain::Flag(_) | Plain::Number(_) | Plain::Text(_), _) | Fact::Unknown(_) => {
            None
        }
    }
}

/// What was added to a list, taken from it, and what moved from one version to another.
fn lists(change: &mut Change, before: &[String], after: &[String], parted_by: Option<char>) {
    let parts = |text: &str| match parted_by.and_then(|by| text.split_once(by)) {
        Some((name, version)) => (name.to_owned(), version.to_owned()),
        None => (text.to_owned(), String::new()),
    };
    let (had, has): (HashSet<&String>, HashSet<&String>) =
        (before.iter().collect(), after.iter().collect());
    // Each version of a name that is gone, the text with it.
    let mut old: BTreeMap<String, Vec<(String, &String)>> = BTreeMap::new();
    for text in before.iter().filter(|text| !has.contains(text)) {
        let (name, version) = parts(text);
        old.entry(name).or_default().push((version, text));
    }
    for text in after.iter().filter(|text| !had.contains(text)) {
        let (name, version) = parts(text);
        match old.get_mut(&name).and_then(Vec::pop) {
            Some((from, _)) => change.moved.push(Moved { name, from, to: version }),
            None => change.added.push(text.clone()),
        }
    }
    let left = old.into_values().flatten();
    change.removed = left.map(|(_, text)| text.clone()).collect();
}

/// A fact in its plainest form.
struct Named {
    name: String,
    topic: Topic,
    matters: bool,
    /// Of a list: what stands between a name and its version.
    parted_by: Option<char>,
    fact: Fact<Plain>,
}

fn named(topic: Topic, name: &str, matters: bool, fact: &dyn AnyFact) -> Named {
    Named { name: name.to_owned(), topic, matters, parted_by: None, fact: fact.plain() }
}

fn text<T: Clone>(fact: &Fact<T>, word: impl Fn(&T) -> String) -> Fact<String> {
    fact.clone().map(|value| word(&value))
}

/// All facts of a build that have one value, always in the same order. The first of a topic is told first.
fn facts(of: &ComparedBuild) -> Vec<Named> {
    let ComparedBuild { build, anatomy } = of;
    let mut all = Vec::new();
    platform(build, &mut all);
    loader(build, &mut all);
    let mut add = |topic, name, matters, fact: &dyn AnyFact| {
        all.push(named(topic, name, matters, fact));
    };
    add(Topic::Cgo, "cgo linked in", true, &build.cgo.linked);
    add(Topic::Cgo, "cgo recorded", false, &build.cgo.recorded);
    add(Topic::Cgo, "C compilers", false, &anatomy.c_compilers);
    add(Topic::Go, "go", true, &build.go.version);
    add(Topic::Go, "main", true, &build.go.main);
    let module = |module: &Module| module.path.clone();
    add(Topic::Go, "module", true, &text(&build.go.module, module));
    let version = |module: &Module| module.version.clone();
    add(Topic::Go, "version", true, &text(&build.go.module, version));
    let needs = &build.needs;
    for (name, fact) in [
        ("reads certificate authorities", &needs.certificates),
        ("reads time zones", &needs.time_zones),
        ("reads users", &needs.users),
        ("reads host names", &needs.names),
        ("reads host names through C", &needs.c_names),
        ("writes temporary files", &needs.temporary_files),
        ("brings time zones", &build.embedded.time_zones),
        ("brings certificate authorities", &build.embedded.certificates),
    ] {
        // By which function it does is another matter.
        add(Topic::Needs, name, true, &fact.clone().map(|_| true));
    }
    let symbols = &build.symbols;
    add(Topic::Symbols, "symbol table", false, &symbols.symtab);
    add(Topic::Symbols, "debugging information", false, &symbols.dwarf);
    add(Topic::Symbols, "functions", false, &symbols.functions);
    add(Topic::Symbols, "cgo names in .symtab", false, &symbols.cgo_in_symtab);
    add(Topic::Symbols, "cgo names in .dynsym", false, &symbols.cgo_in_dynsym);
    add(Topic::Symbols, "cgo names among functions", false, &symbols.cgo_in_functions);
    add(Topic::Signature, "signature", true, &anatomy.signature);
    let calls: Fact<Vec<String>> = build
        .syscalls
        .clone()
        .map(|derived| derived.calls.iter().map(|NamedCall { name, .. }| name.clone()).collect());
    add(Topic::Syscalls, "system calls", true, &calls);
    all.push(Named {
        parted_by: Some('='),
        ..named(Topic::Go, "texts set by -X", true, &anatomy.linked_texts)
    });
    all.push(Named {
        parted_by: Some(' '),
        ..named(Topic::Modules, "modules", true, &build.go.modules.clone().map(|all| modules(&all)))
    });
    all
}

fn platform(build: &Build, all: &mut Vec<Named>) {
    let mut add = |name, fact: &dyn AnyFact| all.push(named(Topic::Platform, name, true, fact));
    add("os", &build.os);
    add("arch", &build.arch);
    add("cpu", &build.cpu);
    add("cpu at start", &build.cpu_at_start);
    add(
        "format",
        &text(&build.format, |format| {
            let bits = format.bits().map_or(String::new(), |bits| format!(" {bits}-bit"));
            format!("{}{bits}", format.name())
        }),
    );
    add("kind", &text(&build.kind, |kind| kind.name().to_owned()));
    add("packed", &build.packed);
}

fn loader(build: &Build, all: &mut Vec<Named>) {
    let link = &build.link;
    let mut add = |name, matters, fact: &dyn AnyFact| {
        all.push(named(Topic::Loader, name, matters, fact));
    };
    let glibc = |import: &landfall_facts::GlibcImport| import.version;
    add("glibc", true, &link.newest_glibc_import.clone().map(|import| glibc(&import)));
    add("link", true, &text(&link.kind, |kind| kind.name().to_owned()));
    add("loader", true, &link.interpreter);
    add("libc", true, &link.libc);
    add("libraries", true, &link.needed);
    add("rpath", true, &link.rpath);
    add("runpath", true, &link.runpath);
    add("soname", true, &link.soname);
    add("no default directories", true, &link.no_default_dirs);
    add("relr", true, &link.relr);
    add("kernel of the ABI note", true, &link.kernel);
    add("isa note", true, &link.isa);
    add("glibc linked in", true, &link.static_glibc);
    add("windows", true, &build.pe.os_version);
    add("subsystem", true, &build.pe.subsystem);
    add("relocations", true, &build.pe.relocations);
    add("macos", true, &build.macho.minimum_os);
    add("macos sdk", false, &build.macho.sdk);
    let versions = link.versions.clone().map(|versions| {
        let mut words: Vec<String> =
            versions.iter().map(|one| format!("{} {}", one.library, one.version)).collect();
        words.sort_unstable();
        words
    });
    add("symbol versions", false, &versions);
    let imports = link.imports.clone().map(|imports| {
        let word = |import: &landfall_facts::Import| match &import.version {
            Some(version) => format!("{}@{version}", import.symbol),
            None => import.symbol.clone(),
        };
        imports.iter().map(word).collect::<Vec<String>>()
    });
    all.push(Named { parted_by: Some('@'), ..named(Topic::Loader, "imports", false, &imports) });
}

/// Each module with its version, and with what replaces it.
fn modules(all: &[Module]) -> Vec<String> {
    let word = |module: &Module| {
        let replaced = module.replaced_by.as_ref();
        let by = replaced.map(|by| format!(" => {} {}", by.path, by.version).trim_end().to_owned());
        format!("{} {}{}", module.path, module.version, by.unwrap_or_default())
    };
    all.iter().map(word).collect()
}

/// Holds the build settings against each other, each by its name.
fn settings<'a>(from: &'a Build, to: &'a Build, told: &mut Told) {
    let (before, after) = match (&from.go.settings, &to.go.settings) {
        (Fact::Unknown(_), Fact::Unknown(_)) => return,
        (Fact::Unknown(why), _) => {
            return told.unseen.push(("settings".to_owned(), format!("before: {why}")));
        }
        (_, Fact::Unknown(why)) => {
            return told.unseen.push(("settings".to_owned(), format!("now: {why}")));
        }
        (Fact::Known(..), Fact::Known(..)) => (&from.go.settings, &to.go.settings),
        (before, after) => {
            let recorded = |fact: &Fact<Vec<Setting>>| fact.clone().map(|_| true);
            let (a, b) = (recorded(before), recorded(after));
            let of = |fact| named(Topic::Go, "build settings", true, fact);
            return told.hold(&of(&a), &of(&b));
        }
    };
    let mut keys: Vec<&str> = Vec::new();
    let all = |fact: &'a Fact<Vec<Setting>>| fact.known().into_iter().flatten().take(MOST_SETTINGS);
    for setting in all(before).chain(all(after)) {
        if !keys.contains(&setting.key.as_str()) {
            keys.push(&setting.key);
        }
    }
    let of = |build: &Build, fact: &Fact<_>, key: &str| {
        let nowhere = || Origin::Nature("it has no build settings".to_owned());
        let origin = fact.origin().cloned().unwrap_or_else(nowhere);
        // A setting that is empty says no more than one that is not there.
        let value = build.go.setting(key).filter(|value| !value.is_empty());
        let list = |value: &str| value.split(',').map(str::to_owned).collect::<Vec<String>>();
        match is_list(key) {
            true => Fact::from_option(value.map(list), origin).plain(),
            false => Fact::from_option(value.map(str::to_owned), origin).plain(),
        }
    };
    for key in keys {
        let setting = |fact| Named {
            name: key.to_owned(),
            topic: Topic::Go,
            matters: !key.starts_with("vcs") && key != "-trimpath",
            parted_by: is_list(key).then_some('='),
            fact,
        };
        let (a, b) = (of(from, before, key), of(to, after, key));
        if is_said_by_one(key, from.go.setting(key), to.go.setting(key)) {
            told.alike += 1;
            continue;
        }
        told.hold(&setting(a), &setting(b));
    }
}

/// Whether a setting is several, with commas between.
fn is_list(key: &str) -> bool {
    matches!(key, "DefaultGODEBUG" | "-tags" | "GOEXPERIMENT")
}

/// Whether one says what the other does not, and it is what holds anyway: the Go command began to record some
/// settings later than others.
pub(super) fn is_said_by_one(key: &str, from: Option<&str>, to: Option<&str>) -> bool {
    let holds_anyway = match key {
        "-buildmode" => "exe",
        "-compiler" => "gc",
        _ => return false,
    };
    [from, to].contains(&None) && [from, to].contains(&Some(holds_anyway))
}
