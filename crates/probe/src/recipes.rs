//! The recipes of a project: read, and followed to what they run, build and ship.
//!
//! Every reader takes texts. What is found in a directory, `finding` tells.

mod comments;
mod docker;
mod finding;
mod go_command;
mod shell;
mod text;
mod values;

use std::sync::Arc;

use landfall_facts::{
    Env, Fact, Flow, Home, ImagePlatform, ModuleFile, Origin, RecipeFile, RecipeKind, Recipes, Why,
};
use landfall_formats::{dockerfile, gomod};

pub use finding::{Found, FoundText, find, kind_of};

use docker::Wanted;
use shell::{Following, Scope};
use text::Text;

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
    for (kind, text, below, unread) in &kept {
        let file = recipes.files.len();
        recipes.files.push(RecipeFile {
            path: text.path.clone(),
            below: below.clone(),
            kind: *kind,
            unread: unread.clone(),
            problems: Vec::new(),
            allowed: Vec::new(),
        });
        match kind {
            RecipeKind::Dockerfile => docker_file(text, file, &mut recipes),
            RecipeKind::Script => script(text, file, &mut recipes),
            _ => {}
        }
    }
    recipes
}

fn docker_file(text: &Text, file: usize, recipes: &mut Recipes) {
    let read = dockerfile::read(&text.text);
    let problem = |one: &dockerfile::Problem| (one.says.to_owned(), text.at(one.span));
    recipes.files[file].problems = read.problems.iter().map(problem).collect();
    recipes.files[file].allowed = comments::allowed(text, &read.comments);
    for wanted in usual_platforms() {
        let number = recipes.images.len();
        let image = docker::image(text, &read, file, number, &wanted, &mut recipes.runs);
        recipes.images.push(image);
    }
}

/// What nobody need say: an image is made on either architecture for itself, and for the other one.
fn usual_platforms() -> [Wanted; 3] {
    let wanted = |host: &str, target: &str| Wanted {
        host: ImagePlatform::read(host),
        target: ImagePlatform::read(target),
        said: None,
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
        pipefail: false,
    };
    let mut following = Following {
        text,
        home: Home::Script { file },
        foreign: &values::nothing_foreign,
        runs: &mut recipes.runs,
        depth: 0,
        rounds: 0,
    };
    following.list(&read.list, &mut scope, Flow::default());
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
        requires: read.require.iter().map(|one| (one.path.clone(), line(one.line))).collect(),
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
