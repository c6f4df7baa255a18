//! Configurations of GoReleaser and ko: the builds that follow from them.

use landfall_facts::{
    Env, Fact, FileSetting, Flow, GoCommand, GoFlag, Home, Job, JobStep, JobSystem, Origin,
    Recipes, Run, Said, Var, Why,
};
use landfall_formats::yaml::{Node, Yaml};

use super::text::Text;

/// Settings in settings are followed so deep.
const DEEPEST: usize = 8;
/// Of all files together no more settings than this are kept: an alias may stand for a million.
const MOST: usize = 100_000;

/// Reads a configuration of GoReleaser.
pub(super) fn goreleaser(text: &Text, read: &Yaml, file: usize, recipes: &mut Recipes) {
    let Some(top) = read.documents.first() else { return };
    settings(text, top, String::new(), file, 0, recipes);
    let mut global = Env::default();
    variables(text, top.get("env"), &mut global);
    let single = top.get("build");
    let builds = top.get("builds").map(Node::items).unwrap_or_default();
    for build in builds.iter().chain(single) {
        let is = |key: &str, value: &str| build.get(key).and_then(Node::as_str) == Some(value);
        let is_go = build.get("builder").is_none() || is("builder", "go");
        let is_plain =
            build.get("tool").or(build.get("gobinary")).or(build.get("command")).is_none();
        if !is_go || !is_plain || is("skip", "true") || is("builder", "prebuilt") {
            continue;
        }
        for platform in platforms(text, build) {
            let mut env = global.clone();
            variables(text, build.get("env"), &mut env);
            for (name, said) in &platform {
                let name = name.to_ascii_uppercase();
                env.set(name, Var { value: said.text.clone(), is_exported: true, is_arg: false });
            }
            let made = Made { text, build, file, system: JobSystem::Goreleaser };
            made.job(platform, env, recipes);
        }
    }
}

/// Reads a configuration of ko.
pub(super) fn ko(text: &Text, read: &Yaml, file: usize, recipes: &mut Recipes) {
    let Some(top) = read.documents.first() else { return };
    settings(text, top, String::new(), file, 0, recipes);
    for build in top.get("builds").map(Node::items).unwrap_or_default() {
        let mut env = Env::default();
        variables(text, top.get("defaultEnv"), &mut env);
        variables(text, build.get("env"), &mut env);
        let made = Made { text, build, file, system: JobSystem::Ko };
        made.job(Vec::new(), env, recipes);
    }
}

struct Made<'a> {
    text: &'a Text,
    build: &'a Node,
    file: usize,
    system: JobSystem,
}

impl Made<'_> {
    /// The build for a platform, as a job of one command.
    fn job(self, matrix: Vec<(String, Said)>, env: Env, recipes: &mut Recipes) {
        let Self { text, build, file, system } = self;
        let at = text.at(build.span);
        let scalar = |key: &str| build.get(key).filter(|node| node.as_str().is_some());
        let name = scalar("id").and_then(Node::as_str).unwrap_or_default().to_owned();
        let dir = match scalar("dir") {
            Some(node) => template(text, node).text,
            None => Fact::Known(".".to_owned(), Origin::Path(text.path.to_string())),
        };
        let plain = |word: &str| {
            let value = Fact::Known(word.to_owned(), at.clone());
            Said { text: value, written: word.to_owned(), at: at.clone() }
        };
        let mut flags = Vec::new();
        for node in listed(build.get("flags")) {
            for (word, said) in words(text, node) {
                let (name, value) = word.split_once('=').unwrap_or((&word, "true"));
                let value = if said.known().is_some() {
                    Fact::Known(value.to_owned(), said.at.clone())
                } else {
                    said.text
                };
                flags.push(GoFlag {
                    name: name.trim_start_matches('-').to_owned(),
                    value,
                    at: said.at,
                });
            }
        }
        for (key, flag) in [
            ("ldflags", "ldflags"),
            ("tags", "tags"),
            ("gcflags", "gcflags"),
            ("buildmode", "buildmode"),
        ] {
            let Some(node) = build.get(key) else { continue };
            let parts: Vec<Said> = listed(Some(node)).map(|node| template(text, node)).collect();
            let joint = if key == "tags" { "," } else { " " };
            let known: Option<Vec<&str>> = parts.iter().map(Said::known).collect();
            let at = text.at(node.span);
            let value = match known {
                Some(parts) => Fact::Known(parts.join(joint), at.clone()),
                None => Fact::Unknown(Why::new(format!("{key} are put together from a template"))),
            };
            flags.push(GoFlag { name: flag.to_owned(), value, at });
        }
        let package = match scalar("main") {
            Some(node) => template(text, node),
            None => plain("."),
        };
        let go = GoCommand { verb: "build".to_owned(), flags, packages: vec![package] };
        let number = recipes.runs.len();
        recipes.runs.push(Run {
            program: Fact::Known("go".to_owned(), at.clone()),
            called: plain("go"),
            words: vec![plain("build")],
            env: env.clone(),
            withheld: Vec::new(),
            dir,
            written: String::new(),
            at: at.clone(),
            home: Home::Step { job: recipes.jobs.len(), step: 0 },
            flow: Flow::default(),
            go: Some(Box::new(go)),
        });
        let step = JobStep {
            at: at.clone(),
            uses: None,
            with: Vec::new(),
            runs: (number, number + 1),
            shell: None,
            condition: None,
            forgiven: None,
            script: None,
            env: env.clone(),
            lost: Vec::new(),
        };
        let (runner, image) = (None, None);
        recipes.jobs.push(Job {
            file,
            name,
            at,
            system,
            matrix,
            runner,
            image,
            env,
            steps: vec![step],
        });
    }
}

/// The platforms of a build, each as `goos`, `goarch` and so on.
fn platforms(text: &Text, build: &Node) -> Vec<Vec<(String, Said)>> {
    if let Some(targets) = build.get("targets") {
        return targets.items().iter().filter_map(|node| target(text, node)).collect();
    }
    // Written in the documentation of builds, under `goos` and `goarch`.
    let of = |key: &str, usual: &[&str]| -> Vec<Said> {
        match build.get(key) {
            Some(node) => listed(Some(node)).map(|node| template(text, node)).collect(),
            None => usual.iter().map(|name| so(text, build, name)).collect(),
        }
    };
    let ignored: Vec<Vec<(&str, &str)>> = build
        .get("ignore")
        .map(Node::items)
        .unwrap_or_default()
        .iter()
        .map(|node| {
            node.entries()
                .iter()
                .filter_map(|(key, value)| Some((key.as_str()?, value.as_str()?)))
                .collect()
        })
        .collect();
    let mut all = Vec::new();
    for os in of("goos", &["linux", "darwin", "windows"]) {
        for arch in of("goarch", &["386", "amd64", "arm64"]) {
            let (Some(os_name), Some(arch_name)) = (os.known(), arch.known()) else { continue };
            if !is_built(os_name, arch_name) {
                continue;
            }
            let level = match arch_name {
                "arm" => Some(("goarm", of("goarm", &["6"]))),
                "amd64" => build.get("goamd64").map(|_| ("goamd64", of("goamd64", &[]))),
                _ => None,
            };
            let levels = match &level {
                Some((name, values)) => {
                    values.iter().map(|said| Some((*name, said.clone()))).collect()
                }
                None => vec![None],
            };
            for level in levels {
                let mut one =
                    vec![("goos".to_owned(), os.clone()), ("goarch".to_owned(), arch.clone())];
                one.extend(level.map(|(name, said)| (name.to_owned(), said)));
                let is_meant = |(key, value): &(&str, &str)| {
                    one.iter().any(|(name, said)| name == key && said.known() == Some(value))
                };
                if !ignored.iter().any(|pairs| !pairs.is_empty() && pairs.iter().all(is_meant)) {
                    all.push(one);
                }
            }
        }
    }
    all
}

/// Whether GoReleaser builds for a pair; of others it says nothing and goes on. Written in its
/// `internal/builders/golang/targets.go`; others are not known to it.
fn is_built(os: &str, arch: &str) -> bool {
    match os {
        "darwin" => matches!(arch, "amd64" | "arm64"),
        "windows" => matches!(arch, "386" | "amd64" | "arm64"),
        "linux" => !matches!(arch, "wasm" | "ppc" | "sparc" | "sparc64"),
        "js" | "wasip1" => arch == "wasm",
        "ios" => arch == "arm64",
        "android" => matches!(arch, "386" | "amd64" | "arm" | "arm64"),
        "openbsd" => matches!(arch, "386" | "amd64" | "arm" | "arm64" | "riscv64"),
        "freebsd" | "netbsd" => matches!(arch, "386" | "amd64" | "arm" | "arm64"),
        "solaris" | "illumos" | "dragonfly" => arch == "amd64",
        "plan9" => matches!(arch, "386" | "amd64" | "arm"),
        "aix" => arch == "ppc64",
        _ => false,
    }
}

/// `linux_amd64_v1`
fn target(text: &Text, node: &Node) -> Option<Vec<(String, Said)>> {
    // `go_first_class` and its kin stand for lists of Go's own.
    let name = node.as_str().filter(|name| !name.contains("{{") && !name.starts_with("go_"))?;
    let mut parts = name.splitn(3, '_');
    let (os, arch) = (parts.next()?, parts.next()?);
    let mut all =
        vec![("goos".to_owned(), so(text, node, os)), ("goarch".to_owned(), so(text, node, arch))];
    let level = parts.next().map(|level| level.split('_').next().unwrap_or_default());
    match (arch, level) {
        ("arm", level) => all.push(("goarm".to_owned(), so(text, node, level.unwrap_or("6")))),
        ("amd64", Some(level)) => all.push(("goamd64".to_owned(), so(text, node, level))),
        _ => {}
    }
    Some(all)
}

fn so(text: &Text, node: &Node, name: &str) -> Said {
    let at = text.at(node.span);
    Said { text: Fact::Known(name.to_owned(), at.clone()), written: name.to_owned(), at }
}

/// The items of a list; a scalar is one of its own.
fn listed(node: Option<&Node>) -> impl Iterator<Item = &Node> {
    let single = node.filter(|node| node.as_str().is_some_and(|text| !text.is_empty()));
    node.map(Node::items).unwrap_or_default().iter().chain(single)
}

fn variables(text: &Text, node: Option<&Node>, env: &mut Env) {
    for node in listed(node) {
        let Some((name, value)) = node.as_str().and_then(|text| text.split_once('=')) else {
            continue;
        };
        let at = text.at(node.span);
        let value = match value.contains("{{") {
            true => Fact::Unknown(Why::new(format!("${name} is put together from a template"))),
            false => Fact::Known(value.to_owned(), at),
        };
        env.set(name, Var { value, is_exported: true, is_arg: false });
    }
}

/// A scalar; what a template comes to is not known.
fn template(text: &Text, node: &Node) -> Said {
    let at = text.at(node.span);
    let own = node.as_str().unwrap_or_default();
    let value = match own.contains("{{") {
        true => Fact::Unknown(Why::new(format!("{own} is a template"))),
        false => Fact::Known(own.to_owned(), at.clone()),
    };
    Said { text: value, written: text.written(node.span), at }
}

/// The words of a flag, each as `-name=value`.
fn words(text: &Text, node: &Node) -> Vec<(String, Said)> {
    let said = template(text, node);
    // Each item is one argument, whatever blanks it has: no shell reads it.
    let own = node.as_str().unwrap_or_default().trim().to_owned();
    if own.is_empty() { Vec::new() } else { vec![(own, said)] }
}

/// Everything that a file says, key by key; what a list holds, item by item.
pub(super) fn settings(
    text: &Text,
    node: &Node,
    path: String,
    file: usize,
    depth: usize,
    recipes: &mut Recipes,
) {
    if depth > DEEPEST || recipes.settings.len() > MOST {
        return;
    }
    for item in node.items() {
        if let Some(value) = item.as_str() {
            let at = text.at(item.span);
            let (path, value) = (path.clone(), value.to_owned());
            recipes.settings.push(FileSetting { file, path, value, at });
        }
        settings(text, item, path.clone(), file, depth + 1, recipes);
    }
    for (key, value) in node.entries() {
        let Some(name) = key.as_str() else { continue };
        let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        let own = value.as_str().unwrap_or_default().to_owned();
        recipes.settings.push(FileSetting {
            file,
            path: path.clone(),
            value: own,
            at: text.at(key.span),
        });
        settings(text, value, path, file, depth + 1, recipes);
    }
}

#[cfg(test)]
mod tests;
