//! What one recipe calls of another: a stage that runs a script of the project, or `make`.

use std::collections::BTreeSet;

use landfall_facts::{Fact, Flow, Home, RecipeKind, Run, Said};
use landfall_formats::shell::{self, Script};

use super::shell::{Following, Scope};
use super::text::Text;
use super::{joined, makefile, values};

/// Calls are followed so deep, and no stage runs more commands than this.
const DEEPEST: usize = 3;
const MOST_RUNS: usize = 2000;

/// The scripts and Makefiles of a project, by their places below its directory.
pub(super) struct Calls<'a> {
    scripts: Vec<(&'a str, &'a Text, Script)>,
    makefiles: Vec<(&'a str, &'a Text, usize)>,
}

impl<'a> Calls<'a> {
    /// Of all files: each with its kind, text and place.
    pub(super) fn new(files: impl Iterator<Item = (RecipeKind, &'a Text, &'a str)>) -> Self {
        let mut calls = Self { scripts: Vec::new(), makefiles: Vec::new() };
        for (number, (kind, text, below)) in files.enumerate() {
            match kind {
                RecipeKind::Script => {
                    calls.scripts.push((below, text, shell::read(&text.text, 0)));
                }
                RecipeKind::Makefile => calls.makefiles.push((below, text, number)),
                _ => {}
            }
        }
        calls
    }

    /// Follows what commands call that were added from a place on, in the shell that called them. `beside`
    /// is the directory of the recipe.
    pub(super) fn follow(&self, from: usize, beside: &str, home: Home, runs: &mut Vec<Run>) {
        let mut begin = from;
        let mut called: BTreeSet<(&str, Vec<String>)> = BTreeSet::new();
        for _ in 0..DEEPEST {
            let end = runs.len();
            for at in begin..end {
                if runs.len() - from > MOST_RUNS {
                    return;
                }
                let run = runs[at].clone();
                if run.home == home {
                    self.one(&run, beside, home, runs, &mut called);
                }
            }
            begin = end;
        }
    }

    fn one(
        &self,
        run: &Run,
        beside: &str,
        home: Home,
        runs: &mut Vec<Run>,
        called: &mut BTreeSet<(&'a str, Vec<String>)>,
    ) {
        let Some(name) = run.program.known() else { return };
        let words: Vec<&str> = run.words.iter().filter_map(Said::known).collect();
        let key = || words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        if matches!(name.as_str(), "make" | "gmake") {
            let (dir, targets, said) = asked_of_make(&run.words);
            let meant = self.makefiles.iter().find(|(below, ..)| {
                let own = below.rsplit_once('/').map_or("", |(dir, _)| dir);
                let is_main = !below.ends_with(".mk");
                is_main && is_place(own, &dir, run, beside)
            });
            let Some((below, text, file)) = meant else { return };
            if called.insert((*below, key())) {
                let call = makefile::Call { env: &run.env, dir: &run.dir, targets, said, home };
                makefile::call(text, *file, &call, runs);
            }
            return;
        }
        let is_shell = matches!(name.as_str(), "sh" | "bash" | "ash" | "dash" | "." | "source");
        let path = match is_shell {
            true => words.iter().find(|word| !word.starts_with('-')).copied(),
            false => run.called.known().filter(|path| path.contains('/')),
        };
        let Some(path) = path else { return };
        let meant = self.scripts.iter().find(|(below, ..)| is_place(below, path, run, beside));
        let Some((below, text, script)) = meant else { return };
        if !called.insert((*below, key())) {
            return;
        }
        let first = text.text.lines().next().unwrap_or_default();
        let mut options = first.strip_prefix("#!").unwrap_or_default().split_whitespace().skip(1);
        let stops = options.any(|option| option.starts_with('-') && option.contains('e'));
        let mut env = run.env.clone();
        env.retain(|_, var| var.is_exported);
        let dir = run.dir.clone();
        let mut scope = Scope { env, dir, stops, pipefail: false, exports: false };
        let foreign = &values::nothing_foreign;
        let mut following = Following { text, home, foreign, runs, depth: 0, rounds: 0 };
        let flow = Flow { is_conditional: run.flow.is_conditional, ..Flow::default() };
        following.list(&script.list, &mut scope, flow);
    }
}

/// Whether a place of the project is what a command names: from the directory that it runs in, which holds the
/// project or the directory of the recipe.
fn is_place(below: &str, path: &str, run: &Run, beside: &str) -> bool {
    let dir = run.dir.known().map_or("", String::as_str);
    let path = match path.strip_prefix(dir).and_then(|rest| rest.strip_prefix('/')) {
        Some(inner) if !dir.is_empty() => inner,
        _ if path.starts_with('/') => return false,
        _ => path,
    };
    let path = joined("", path);
    let path = path.trim_start_matches('/');
    below == path || below == joined(beside, path).trim_start_matches('/')
}

/// The directory, the targets and the variables of a line for make.
type Asked = (String, Vec<String>, Vec<(String, Fact<String>)>);

/// What a line for make asks for.
fn asked_of_make(words: &[Said]) -> Asked {
    let (mut dir, mut targets, mut said) = (String::new(), Vec::new(), Vec::new());
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        let named = word.written.split_once('=').map(|(name, _)| name);
        let is_name = |name: &str| {
            !name.is_empty() && name.chars().all(|c| c == '_' || c.is_ascii_alphanumeric())
        };
        if let Some(name) = named.filter(|name| is_name(name)) {
            let value = |text: String| {
                text.split_once('=').map_or(String::new(), |(_, value)| value.to_owned())
            };
            said.push((name.to_owned(), word.text.clone().map(value)));
            continue;
        }
        match word.known() {
            Some("-C" | "--directory") => {
                dir = rest.next().and_then(Said::known).unwrap_or_default().to_owned();
            }
            Some("-j" | "-f" | "-o" | "-W" | "-I" | "-l") => {
                rest.next();
            }
            Some(flag) if flag.starts_with('-') => {}
            Some(target) => targets.push(target.to_owned()),
            None => {}
        }
    }
    (dir, targets, said)
}

#[cfg(test)]
mod tests {
    use landfall_facts::{Home, Recipes};

    use crate::recipes::{FoundText, read};

    fn recipes(files: &[(&str, &str)]) -> Recipes {
        let found = |(path, text): &(&str, &str)| FoundText::new(path, text).unwrap();
        read(files.iter().map(found).collect())
    }

    /// Each line for the Go command in the first image, with the file that it stands in and CGO_ENABLED.
    fn told(recipes: &Recipes) -> Vec<String> {
        let here = |run: &&landfall_facts::Run| matches!(run.home, Home::Stage { image: 0, .. });
        let go = recipes.runs.iter().filter(here).filter(|run| run.go.is_some());
        go.map(|run| {
            let words: Vec<&str> =
                run.words.iter().map(|said| said.known().unwrap_or("?")).collect();
            let cgo = run.env.get("CGO_ENABLED");
            let at = run.at.to_string();
            let file = at.split(':').next().unwrap_or_default();
            format!("{file}: {} cgo={}", words.join(" "), cgo.known().map_or("?", |text| text))
        })
        .collect()
    }

    #[test]
    fn a_script_of_the_project_runs_in_the_stage_that_calls_it() {
        let files = [
            (
                "Dockerfile",
                "FROM golang:1.26\nENV CGO_ENABLED=0\nWORKDIR /src\nRUN ./hack/build.sh\nRUN bash /src/hack/build.sh\n",
            ),
            ("hack/build.sh", "#!/bin/sh -e\n. hack/more.sh\ngo build -o out ./cmd\n"),
            ("hack/more.sh", "go vet ./...\n"),
        ];
        let told = told(&recipes(&files));
        assert_eq!(told.len(), 4);
        assert_eq!(told[0], "hack/build.sh: build -o out ./cmd cgo=0");
        assert_eq!(told[1], "hack/more.sh: vet ./... cgo=0");
    }

    #[test]
    fn make_runs_what_a_target_needs_with_the_variables_of_its_line() {
        let files = [
            ("Dockerfile", "FROM golang:1.26\nWORKDIR /src\nRUN make install OUT=/x\n"),
            (
                "Makefile",
                "OUT ?= bin\nexport CGO_ENABLED ?= 1\nall:\n\tgo vet\ninstall: build\n\tgo install ./cmd\n\
                 build:\n\tCGO_ENABLED=0 go build -o $(OUT)/web .\n",
            ),
        ];
        assert_eq!(
            told(&recipes(&files)),
            ["Makefile: build -o /x/web . cgo=0", "Makefile: install ./cmd cgo=1"]
        );
    }

    #[test]
    fn a_script_of_another_place_is_not_this_one() {
        let files = [
            (
                "images/web/Dockerfile",
                "FROM golang:1.26\nWORKDIR /\nRUN /opt/build.sh\nRUN build.sh\nRUN ./build.sh\n",
            ),
            ("build.sh", "go build -o root .\n"),
            ("images/web/build.sh", "go build -o beside .\n"),
        ];
        // The first that lies where the words lead: in the directory that is built in.
        let told = told(&recipes(&files));
        assert_eq!(told, ["build.sh: build -o root . cgo=?"]);
    }

    #[test]
    fn scripts_that_call_each_other_end() {
        let files = [
            ("Dockerfile", "FROM golang:1.26\nWORKDIR /src\nRUN ./a.sh && make a\n"),
            ("a.sh", "./b.sh\n"),
            ("b.sh", "./a.sh\ngo build\n"),
            ("Makefile", "a: b\n\tmake b\nb: a\n\t./a.sh\n"),
        ];
        assert!(!told(&recipes(&files)).is_empty());
    }
}
