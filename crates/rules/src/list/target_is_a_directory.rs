//! A target of a Makefile that is never made because a directory is called so.

use landfall_facts::{Edit, Finding, MakeTarget, Makefile, Origin, Unsure, Why};

use crate::recipes::{Answers, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A Makefile has a target called as a directory that lies beside it, and does not say that it is no file.
    ///
    /// ## Why it breaks
    /// `make: 'build' is up to date.`, and nothing is built: make looks for a file of that name and finds
    /// the directory. `.PHONY` says that there is none to look for (GNU make manual,
    /// https://www.gnu.org/software/make/manual/html_node/Phony-Targets.html). Run here.
    ///
    /// ## How to mend it
    /// `.PHONY: build`.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Makefile --
    /// build:
    /// 	go build -o web .
    /// -- build/Dockerfile --
    /// FROM scratch
    /// -- finds --
    /// Makefile:1: make build does nothing: build is a directory, and .PHONY does not name it
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Makefile --
    /// .PHONY: build
    /// build:
    /// 	go build -o web .
    /// -- build/Dockerfile --
    /// FROM scratch
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Makefile --
    /// build: FORCE
    /// 	go build -o web .
    /// FORCE:
    /// -- build/Dockerfile --
    /// FROM scratch
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Makefile --
    /// include $(SETTINGS)
    /// build:
    /// 	go build -o web .
    /// -- build/Dockerfile --
    /// FROM scratch
    /// -- unsure --
    /// Makefile: what is included may name build in .PHONY
    /// ```
    target_is_a_directory: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    let mut answers = Vec::new();
    for file in &tree.recipes.makefiles {
        for target in &file.targets {
            answers.extend(
                target
                    .names
                    .iter()
                    .map(|(name, at)| (at.clone(), one(tree, file, target, name, at))),
            );
        }
    }
    answers
}

fn one(tree: &Tree<'_>, file: &Makefile, target: &MakeTarget, name: &str, at: &Origin) -> Answer {
    let own = tree.recipes.files.get(file.file).map_or("", |file| &file.below);
    let (dir, own_name) = own.rsplit_once('/').unwrap_or(("", own));
    let path = if dir.is_empty() { format!("{name}/") } else { format!("{dir}/{name}/") };
    let is_directory = || tree.recipes.files.iter().any(|file| file.below.starts_with(&path));
    // What has something before it is made when that is newer, and a part of another file runs elsewhere.
    if target.has_prerequisites
        || target.forgiven.is_empty()
        || name.contains(['/', '$', '%'])
        || own_name.ends_with(".mk")
        || file.phony.iter().any(|phony| phony == name || phony.contains('$'))
        || !is_directory()
    {
        return Ok(None);
    }
    if file.includes {
        return Err(Unsure(Why::new(format!("what is included may name {name} in .PHONY"))));
    }
    Ok(Some(
        Finding::new(format!(
            "make {name} does nothing: {name} is a directory, and .PHONY does not name it"
        ))
        .has(format!("the target {name}"), at)
        .mend(format!(".PHONY: {name}"))
        .fixed_by(
            format!("say that {name} is no file"),
            Edit::before(at, format!(".PHONY: {name}\n")),
        ),
    ))
}
