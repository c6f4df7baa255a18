//! The recipes of a project: read, and followed to what they run, build and ship.
//!
//! Every reader takes texts. What is found in a directory, `finding` tells.

mod calls;
mod comments;
mod compose;
mod docker;
mod expression;
mod finding;
mod gitlab;
mod go_command;
mod goreleaser;
mod lines;
mod makefile;
mod matrix;
mod platforms;
mod plist;
mod seccomp;
mod shell;
mod text;
mod unit;
mod values;
mod workflow;

use std::sync::Arc;

use landfall_facts::{
    Env, Fact, Flow, Home, ImagePlatform, ModuleFile, Origin, RecipeFile, RecipeKind, Recipes, Why,
};
use landfall_formats::{dockerfile, gomod, yaml};

pub use finding::{Found, FoundText, find, find_one, kind_of};
pub use seccomp::seccomp_profile;

use calls::Calls;
use docker::Wanted;
use platforms::NamedPlatform;
use shell::{Following, Scope};
use text::Text;

/// No script and no image runs more commands than this. What comes behind them is not followed, and is said.
const MOST_RUNS: usize = 2000;

/// Reads recipes and go.mod files, each with its path as the user would name it.
pub fn read(texts: Vec<FoundText>) -> Recipes {
    let mut recipes = Recipes::default();
    let mut kept = Vec::new();
    for found in texts {
        match found.kind {
            Found::Module => recipes.modules.push(module(&found)),
            Found::Recipe(kind) => {
                let text = Text::new(&found.path, found.text);
                kept.push((kind, text, found.below, found.unread));
            }
        }
    }
    let empty =
        |(kind, text, below, unread): &(RecipeKind, Text, String, Option<Why>)| RecipeFile {
            path: text.path.clone(),
            below: below.clone(),
            kind: *kind,
            unread: unread.clone(),
            problems: Vec::new(),
            allowed: Vec::new(),
        };
    recipes.files = kept.iter().map(empty).collect();
    // Pipelines come first: they name the platforms that images are made for.
    for (file, (kind, text, ..)) in kept.iter().enumerate() {
        match kind {
            RecipeKind::Workflow => pipeline(text, file, &mut recipes, workflow::workflow),
            RecipeKind::Action => pipeline(text, file, &mut recipes, workflow::action),
            RecipeKind::GitlabCi => pipeline(text, file, &mut recipes, gitlab::pipeline),
            RecipeKind::Goreleaser => pipeline(text, file, &mut recipes, goreleaser::goreleaser),
            RecipeKind::Ko => pipeline(text, file, &mut recipes, goreleaser::ko),
            _ => {}
        }
    }
    let files = kept.iter().map(|(kind, text, below, _)| (*kind, text, below.as_str()));
    let calls = Calls::new(files);
    for (file, (kind, text, ..)) in kept.iter().enumerate() {
        match kind {
            RecipeKind::Script => script(text, file, &mut recipes),
            RecipeKind::Compose => compose::read(text, file, &mut recipes),
            RecipeKind::Makefile => makefile::follow(text, file, &mut recipes),
            RecipeKind::Unit => unit::unit(text, file, &mut recipes),
            RecipeKind::Seccomp => seccomp::profile(text, file, &mut recipes),
            RecipeKind::Plist => plist::plist(text, file, &mut recipes),
            RecipeKind::AppArmor => lines::apparmor(text, file, &mut recipes),
            RecipeKind::SelinuxContexts => lines::contexts(text, file, &mut recipes),
            RecipeKind::GoEnv => lines::go_env(text, file, &mut recipes),
            _ => {}
        }
    }
    // So do scripts and Makefiles.
    let named = platforms::named(&recipes);
    for (file, (kind, text, ..)) in kept.iter().enumerate() {
        if *kind == RecipeKind::Dockerfile {
            docker_file(text, file, &named, &calls, &mut recipes);
        }
    }
    unit::join_drop_ins(&mut recipes);
    let mut of_go = recipes.runs.iter().filter_map(|run| run.go.as_deref());
    recipes.keeps_settings = of_go.any(|go| go.verb == "env" && !go.flags.is_empty());
    recipes
}

type ReadPipeline = fn(&Text, &yaml::Yaml, usize, &mut Recipes);

fn pipeline(text: &Text, file: usize, recipes: &mut Recipes, follow: ReadPipeline) {
    let read = yaml::read(&text.text);
    let problem = |one: &yaml::Problem| (one.says.clone(), text.at(one.span));
    recipes.files[file].problems = read.problems.iter().map(problem).collect();
    recipes.files[file].allowed = comments::allowed(text, &read.comments);
    follow(text, &read, file, recipes);
}

fn docker_file(
    text: &Text,
    file: usize,
    named: &[NamedPlatform],
    calls: &Calls<'_>,
    recipes: &mut Recipes,
) {
    let read = dockerfile::read(&text.text);
    let problem = |one: &dockerfile::Problem| (one.says.to_owned(), text.at(one.span));
    recipes.files[file].problems = read.problems.iter().map(problem).collect();
    recipes.files[file].allowed = comments::allowed(text, &read.comments);
    let below = recipes.files[file].below.clone();
    let beside = below.rsplit_once('/').map_or("", |(dir, _)| dir);
    let of_this = named.iter().filter(|one| one.dockerfile == below).map(|one| one.wanted.clone());
    for wanted in of_this.chain(usual_platforms()) {
        let number = recipes.images.len();
        let calls = (calls, beside);
        let (image, problems) =
            docker::image(text, &read, file, number, &wanted, calls, &mut recipes.runs);
        recipes.images.push(image);
        let known = &mut recipes.files[file].problems;
        known.extend(problems.into_iter().filter(|one| !known.contains(one)).collect::<Vec<_>>());
    }
}

/// What nobody need say: an image is made on either architecture for itself, and for the other one.
fn usual_platforms() -> [Wanted; 3] {
    let wanted = |host: &str, target: &str| Wanted {
        host: ImagePlatform::read(host),
        target: ImagePlatform::read(target),
        said_by: Vec::new(),
    };
    [
        wanted("linux/amd64", "linux/amd64"),
        wanted("linux/arm64", "linux/arm64"),
        wanted("linux/amd64", "linux/arm64"),
    ]
}

fn script(text: &Text, file: usize, recipes: &mut Recipes) {
    let read = landfall_formats::shell::read(&text.text, 0);
    let problem = |one: &landfall_formats::shell::Problem| (one.says.to_owned(), text.at(one.span));
    recipes.files[file].problems = read.problems.iter().map(problem).collect();
    recipes.files[file].allowed = comments::allowed(text, &read.comments);
    let first = text.text.lines().next().unwrap_or_default();
    let mut options = first.strip_prefix("#!").unwrap_or_default().split_whitespace().skip(1);
    let mut scope = Scope {
        env: Env::default(),
        dir: Fact::Unknown(Why::new("the directory that the script is called in is not known")),
        stops: options.any(|option| option.starts_with('-') && option.contains('e')),
        // Who asks for PIPESTATUS sees what a pipe hides.
        pipefail: text.text.contains("PIPESTATUS"),
        exports: false,
    };
    let from = recipes.runs.len();
    let mut following = Following {
        text,
        home: Home::Script { file },
        foreign: &values::nothing_foreign,
        runs: &mut recipes.runs,
        depth: 0,
        rounds: 0,
    };
    following.list(&read.list, &mut scope, Flow::default());
    if let Some(first) = recipes.runs.get(from + MOST_RUNS) {
        let says = format!("it runs more than {MOST_RUNS} commands: this is not followed");
        recipes.files[file].problems.push((says, first.at.clone()));
        recipes.runs.truncate(from + MOST_RUNS);
    }
}

fn module(found: &FoundText) -> ModuleFile {
    let read = gomod::read(found.text.as_bytes());
    let path: Arc<str> = found.path.as_str().into();
    let line = |line: u32| Origin::Line { path: found.path.clone(), line };
    let said = |said: &Option<gomod::Said>| match said {
        Some(said) => Fact::Known(said.text.clone(), line(said.line)),
        None => Fact::Absent(Origin::Path(found.path.clone())),
    };
    let dir = found.below.rsplit_once('/').map_or("", |(dir, _)| dir).to_owned();
    ModuleFile {
        path,
        dir,
        name: said(&read.module),
        go: said(&read.go),
        toolchain: said(&read.toolchain),
        indirect: read
            .require
            .iter()
            .filter(|one| one.indirect)
            .map(|one| one.path.clone())
            .collect(),
        requires: read.require.iter().map(|one| (one.path.clone(), line(one.line))).collect(),
        versions: read
            .require
            .iter()
            .filter(|one| read.replace.iter().all(|other| other.old != one.path))
            .map(|one| (one.path.clone(), one.version.clone()))
            .collect(),
        replaced_by: read
            .replace
            .iter()
            .filter(|one| one.new_version.is_none())
            .map(|one| (one.new.clone(), line(one.line)))
            .collect(),
    }
}

/// A path below a directory, without `.` and `..`.
pub(crate) fn joined(dir: &str, path: &str) -> String {
    if path.starts_with('/') {
        return normal(path);
    }
    normal(&format!("{}/{path}", dir.trim_end_matches('/')))
}

fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if path.starts_with('/') => {}
            part => parts.push(part),
        }
    }
    let root = if path.starts_with('/') { "/" } else { "" };
    format!("{root}{}", parts.join("/"))
}
