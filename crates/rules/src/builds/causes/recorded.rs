//! What is recorded of how each was built: platform, Go, settings, version control and modules.

use landfall_facts::{Build, Cause, ComparedBuild, Fact, Input, Module, Origin, Setting};

use super::{Pair, cause};

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
    main_version(a, b, all);
}

fn modules(a: &Build, b: &Build, all: &mut Vec<Cause>) {
    let (Some(before), Some(after)) = (list(&a.go.modules), list(&b.go.modules)) else { return };
    let only = |these: &[Module], others: &[Module]| -> Vec<String> {
        let new = these.iter().filter(|module| !others.contains(module));
        new.map(|module| match &module.replaced_by {
            Some(by) => format!("{} {} => {} {}", module.path, module.version, by.path, by.version),
            None => format!("{} {}", module.path, module.version),
        })
        .collect()
    };
    let (gone, new) = (only(before, after), only(after, before));
    if gone.is_empty() && new.is_empty() {
        return;
    }
    let word = |names: &[String]| match names {
        [] => "none".to_owned(),
        [one] => one.trim_end().to_owned(),
        [one, rest @ ..] => format!("{} and {} more", one.trim_end(), rest.len()),
    };
    let says = format!("{} → {}", word(&gone), word(&new));
    let origins = [a.go.modules.origin(), b.go.modules.origin()];
    all.push(cause(Input::Modules, says, origins, "build both from one go.mod and go.sum"));
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
    for Setting { key, .. } in old.iter().chain(new) {
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
    let mut vcs = Vec::new();
    for key in keys.iter().filter(differs) {
        if is_platform(key) || is_hidden(key) {
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
    let (old, new) = (split(from), split(to));
    let only = |these: &[String], others: &[String]| {
        let left = these.iter().filter(|word| !others.contains(word)).cloned();
        left.collect::<Vec<_>>().join(" ")
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
