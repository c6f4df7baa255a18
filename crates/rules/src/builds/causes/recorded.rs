//! What is recorded of how each was built: platform, Go, settings, version control and modules.

use std::collections::HashSet;

use landfall_facts::{Build, Cause, ComparedBuild, Fact, Input, Measured, Module, Origin, Setting};

use super::{Pair, cause};
use crate::builds::changes::{MOST_SETTINGS, is_said_by_one};

/// What speaks against two artifacts being builds of one source; `None` where nothing does.
pub fn other_source(from: &ComparedBuild, to: &ComparedBuild) -> Option<String> {
    let (a, b) = (&from.build, &to.build);
    let differ = |what: &str, a: Option<String>, b: Option<String>| match (a, b) {
        (Some(a), Some(b)) if a != b => Some(format!("{what}: {a} → {b}")),
        _ => None,
    };
    let main = |build: &Build| build.go.main.known().cloned();
    let platform = |build: &Build| {
        build.os.known().zip(build.arch.known()).map(|(os, arch)| format!("{os}/{arch}"))
    };
    let revision = |build: &Build| build.go.setting("vcs.revision").map(str::to_owned);
    let modules = |build: &Build| build.go.modules.known().map(|all| all.len().to_string());
    let is_other_module = a.go.modules.known() != b.go.modules.known();
    differ("package main", main(a), main(b))
        .or_else(|| differ("platform", platform(a), platform(b)))
        .or_else(|| differ("vcs.revision", revision(a), revision(b)))
        .or_else(|| {
            is_other_module.then(|| {
                differ("modules", modules(a), modules(b)).unwrap_or("other modules".to_owned())
            })
        })
        .or_else(|| other_packages(from, to))
}

/// What packages that are not of the standard library tell: which there are, and whether they became longer or
/// shorter by more than another compiler makes them.
fn other_packages(from: &ComparedBuild, to: &ComparedBuild) -> Option<String> {
    const MOST_PERCENT: u64 = 10;
    let (before, after) = (from.anatomy.packages.known()?, to.anatomy.packages.known()?);
    let is_own = |one: &&Measured| {
        let first = one.name.split('/').next().unwrap_or_default();
        first == "main" || first.contains('.')
    };
    // They stand in the order of their names.
    let is_there = |one: &Measured, all: &[Measured]| {
        all.binary_search_by(|it| it.name.cmp(&one.name)).is_ok()
    };
    let gone = before.iter().filter(is_own).find(|one| !is_there(one, after));
    let new = after.iter().filter(is_own).find(|one| !is_there(one, before));
    if let Some(one) = gone {
        return Some(format!("package {} is gone", one.name));
    }
    if let Some(one) = new {
        return Some(format!("package {} is new", one.name));
    }
    let size = |all: &[Measured]| all.iter().filter(is_own).map(|one| one.size).sum::<u64>();
    let (a, b) = (size(before), size(after));
    let is_other = a.abs_diff(b).saturating_mul(100) > a.saturating_mul(MOST_PERCENT);
    is_other.then(|| format!("its own code has {b} bytes, and had {a}"))
}

/// Adds the inputs that are recorded and were others.
pub(super) fn add(pair: &Pair<'_>, all: &mut Vec<Cause>) {
    let (a, b) = (&pair.from.build, &pair.to.build);
    let platform = |build: &Build| {
        build.os.known().zip(build.arch.known()).map(|(os, arch)| format!("{os}/{arch}"))
    };
    let mut told = |input, from: Option<String>, to: Option<String>, origins, mend| {
        if let (Some(from), Some(to)) = (from, to)
            && from != to
        {
            all.push(cause(input, format!("{from} → {to}"), origins, mend));
        }
    };
    let origins = [a.arch.origin(), b.arch.origin()];
    told(Input::Platform, platform(a), platform(b), origins, "build for one GOOS and GOARCH");
    let version = |build: &Build| build.go.version.known().map(ToString::to_string);
    let origins = [a.go.version.origin(), b.go.version.origin()];
    let mend = "build both with one release: a toolchain line in go.mod, or GOTOOLCHAIN";
    told(Input::Go, version(a), version(b), origins, mend);
    let main = |build: &Build| build.go.main.known().cloned();
    let origins = [a.go.main.origin(), b.go.main.origin()];
    told(Input::Main, main(a), main(b), origins, "name one package");
    modules(a, b, all);
    settings(a, b, all);
    linked_cgo(a, b, all);
    main_version(a, b, all);
}

/// Whether C was linked in, where no setting tells that it was to be.
fn linked_cgo(a: &Build, b: &Build, all: &mut Vec<Cause>) {
    let (Some(from), Some(to)) = (a.cgo.linked.known(), b.cgo.linked.known()) else { return };
    let is_recorded = a.cgo.recorded.known().is_some() && b.cgo.recorded.known().is_some();
    if from == to || is_recorded {
        return;
    }
    let word = |is_linked: &bool| if *is_linked { "with" } else { "without" };
    let says = format!("cgo, which is not recorded in both: {} → {}", word(from), word(to));
    let origins = [a.cgo.linked.origin(), b.cgo.linked.origin()];
    all.push(cause(Input::Setting, says, origins, "set CGO_ENABLED alike in both environments"));
}

fn modules(a: &Build, b: &Build, all: &mut Vec<Cause>) {
    let (Some(before), Some(after)) = (list(&a.go.modules), list(&b.go.modules)) else { return };
    let only = |these: &[Module], others: &[Module]| -> Vec<String> {
        let others: HashSet<String> = others.iter().map(word_of).collect();
        these.iter().map(word_of).filter(|word| !others.contains(word)).collect()
    };
    let (gone, new) = (only(before, after), only(after, before));
    if gone.is_empty() && new.is_empty() {
        return;
    }
    // The checksum is told where nothing else is another.
    let plain = |text: &str| text.split(" h1:").next().unwrap_or_default().trim_end().to_owned();
    let is_sum_alone = gone.iter().map(|text| plain(text)).eq(new.iter().map(|text| plain(text)));
    let shown = |text: &str| if is_sum_alone { text.trim_end().to_owned() } else { plain(text) };
    let word = |names: &[String]| match names {
        [] => "none".to_owned(),
        [one] => shown(one),
        [one, rest @ ..] => format!("{} and {} more", shown(one), rest.len()),
    };
    let says = format!("{} → {}", word(&gone), word(&new));
    let origins = [a.go.modules.origin(), b.go.modules.origin()];
    all.push(cause(Input::Modules, says, origins, "build both from one go.mod and go.sum"));
}

/// A module, and what replaces it. Its checksum says no more than its version, but where it is that which
/// differs.
fn word_of(module: &Module) -> String {
    let Module { path, version, sum, replaced_by } = module;
    match replaced_by {
        Some(by) => format!("{path} {version} => {} {} {}", by.path, by.version, by.sum),
        None => format!("{path} {version} {sum}"),
    }
}

fn list(fact: &Fact<Vec<Module>>) -> Option<&[Module]> {
    match fact {
        Fact::Known(modules, _) => Some(modules),
        Fact::Absent(_) => Some(&[]),
        Fact::Unknown(_) => None,
    }
}

fn settings(a: &Build, b: &Build, all: &mut Vec<Cause>) {
    let (before, after) = (&a.go.settings, &b.go.settings);
    let (Some(old), Some(new)) = (before.known(), after.known()) else { return };
    let origins = [before.origin(), after.origin()];
    let mut keys: Vec<&str> = Vec::new();
    for Setting { key, .. } in old.iter().take(MOST_SETTINGS).chain(new.iter().take(MOST_SETTINGS))
    {
        if !keys.contains(&key.as_str()) {
            keys.push(key);
        }
    }
    let of = |build: &Build, key: &str| build.go.setting(key).unwrap_or_default().to_owned();
    let differs = |key: &&&str| of(a, key) != of(b, key);
    // They come and go with the platform, which is told already.
    let is_platform = |key: &str| {
        matches!(key, "GOOS" | "GOARCH")
            || (key.starts_with("GO") && a.arch.known() != b.arch.known())
    };
    let trims = |build: &Build| of(build, "-trimpath") == "true";
    let is_hidden = |key: &str| {
        // `cmd/go/internal/load`, `setBuildInfo`: what can hold paths is left out under -trimpath.
        (key == "-ldflags" || key.starts_with("CGO_"))
            && key != "CGO_ENABLED"
            && trims(a) != trims(b)
    };
    // What a release has to be told to behave as another did changes with each.
    let follows =
        |key: &str| key == "DefaultGODEBUG" && a.go.version.known() != b.go.version.known();
    let mut vcs = Vec::new();
    for key in keys.iter().filter(differs) {
        let said_by_one = is_said_by_one(key, a.go.setting(key), b.go.setting(key));
        if is_platform(key) || is_hidden(key) || follows(key) || said_by_one {
            continue;
        }
        let (from, to) = (of(a, key), of(b, key));
        if key.starts_with("vcs") {
            vcs.push(format!("{key} {} → {}", shown(&from), shown(&to)));
            continue;
        }
        all.push(setting(key, &from, &to, origins));
    }
    if !vcs.is_empty() {
        let mend = "build both from one commit with nothing changed, or with -buildvcs=false";
        all.push(cause(Input::Vcs, vcs.join(", "), origins, mend));
    }
}

fn shown(value: &str) -> &str {
    if value.is_empty() { "none" } else { value }
}

fn setting(key: &str, from: &str, to: &str, origins: [Option<&Origin>; 2]) -> Cause {
    let mend = match key {
        "-trimpath" => "give -trimpath to both or to neither",
        "DefaultGODEBUG" => {
            "keep the go and godebug lines of go.mod, and //go:debug lines, as they are"
        }
        _ if key.starts_with("CGO_") || key.starts_with("GO") => {
            "set it alike in both environments, or in both commands"
        }
        _ => "give both builds the same flag",
    };
    // Of many flags only those that differ are told.
    let words = |text: &str| match key == "DefaultGODEBUG" {
        true => text.split(',').map(str::to_owned).collect(),
        false => split(text),
    };
    let (old, new) = (words(from), words(to));
    let only = |these: &[String], others: &[String]| {
        const MOST: usize = 4;
        let left = these.iter().filter(|word| !others.contains(word)).cloned();
        let left: Vec<String> = left.filter(|word| !word.is_empty()).collect();
        match left.len().checked_sub(MOST) {
            Some(rest @ 1..) => format!("{} and {rest} more", left[..MOST].join(" ")),
            _ => left.join(" "),
        }
    };
    let (gone, came) = (only(&old, &new), only(&new, &old));
    let says = match gone.is_empty() && came.is_empty() {
        true => format!("{key}={from} → {to}"),
        false => format!("{key}: {} → {}", shown(&gone), shown(&came)),
    };
    cause(Input::Setting, says, origins, mend)
}

/// The words of a line of flags; a flag with its value behind it is one.
fn split(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match words.last_mut() {
            Some(last) if last == "-X" || last == "-extldflags" => {
                last.push(' ');
                last.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
    }
    words
}

/// The version of the main module: from Go 1.24 on it comes from version control, and is told with that.
fn main_version(a: &Build, b: &Build, all: &mut Vec<Cause>) {
    let version = |build: &Build| build.go.module.known().map(|module| module.version.clone());
    let (Some(from), Some(to)) = (version(a), version(b)) else { return };
    if from == to || all.iter().any(|cause| cause.input == Input::Vcs) {
        return;
    }
    let origins = [a.go.module.origin(), b.go.module.origin()];
    let mend = "build both from one tag, or with -buildvcs=false";
    all.push(cause(Input::MainVersion, format!("{from} → {to}"), origins, mend));
}
