//! A cache of GitLab that lies where GitLab does not look.

use landfall_facts::{FileSetting, Finding, RecipeKind, Unsure, Why};

use crate::recipes::{Answers, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A GitLab job caches a directory of Go that lies outside of the project, and nothing is kept.
    ///
    /// ## Why it breaks
    /// A cache of GitLab holds what lies in the project directory and nothing else: of `/go/pkg/mod` the log says
    /// `not supported: outside build directory`, and each job fetches all modules again. Seen by users in
    /// https://gitlab.com/gitlab-org/gitlab/-/issues/14151, which names Go modules. No GitLab was run here.
    ///
    /// ## How to mend it
    /// `variables: {GOMODCACHE: $CI_PROJECT_DIR/.go/mod, GOCACHE: $CI_PROJECT_DIR/.go/build}` and `paths: [.go]`.
    ///
    /// ```case
    /// -- .gitlab-ci.yml --
    /// test:
    ///   image: golang:1.26
    ///   cache:
    ///     paths:
    ///       - /go/pkg/mod
    ///   script:
    ///     - go test ./...
    /// -- finds --
    /// .gitlab-ci.yml:5: /go/pkg/mod lies outside of the project, and GitLab keeps nothing of it
    /// ```
    /// ```case
    /// -- .gitlab-ci.yml --
    /// test:
    ///   image: golang:1.26
    ///   variables:
    ///     GOMODCACHE: $CI_PROJECT_DIR/.go/mod
    ///   cache:
    ///     paths:
    ///       - .go/mod
    ///   script:
    ///     - go test ./...
    /// ```
    /// ```case
    /// -- .gitlab-ci.yml --
    /// test:
    ///   image: golang:1.26
    ///   cache:
    ///     paths:
    ///       - $GOPATH/pkg/mod
    ///   script:
    ///     - go test ./...
    /// -- unsure --
    /// .gitlab-ci.yml: where $GOPATH/pkg/mod leads to is known only when it runs
    /// ```
    cache_outside_of_project: Degrades of recipes, preview
}

fn check(tree: &Tree<'_>) -> Answers {
    let settings = tree.recipes.settings.iter();
    settings.map(|one| (one.at.clone(), answer(tree, one))).collect()
}

fn answer(tree: &Tree<'_>, one: &FileSetting) -> Answer {
    let kind = tree.recipes.files.get(one.file).map(|file| file.kind);
    let is_path = one.path.ends_with("cache.paths") && !one.value.is_empty();
    let is_of_go = ["go/pkg", "GOPATH", "GOMODCACHE", "GOCACHE", "go-build"];
    if kind != Some(RecipeKind::GitlabCi)
        || !is_path
        || !is_of_go.iter().any(|part| one.value.contains(part))
    {
        return Ok(None);
    }
    let sets = |name: &str| {
        let ending = format!("variables.{name}");
        tree.recipes
            .settings
            .iter()
            .any(|other| other.file == one.file && other.path.ends_with(&ending))
    };
    let leads_elsewhere = one.value.starts_with('/') || one.value.starts_with('~');
    if !leads_elsewhere {
        let variable = one.value.trim_start_matches(['$', '{']);
        let end = variable.find(|c: char| c != '_' && !c.is_ascii_alphanumeric());
        let variable = &variable[..end.unwrap_or(variable.len())];
        if !one.value.starts_with('$') || variable.starts_with("CI_") || sets(variable) {
            return Ok(None);
        }
        let why = format!("where {} leads to is known only when it runs", one.value);
        return Err(Unsure(Why::new(why)));
    }
    Ok(Some(
        Finding::new(format!(
            "{} lies outside of the project, and GitLab keeps nothing of it",
            one.value
        ))
        .has(format!("cache of {}", one.value), &one.at)
        .mend("GOMODCACHE: $CI_PROJECT_DIR/.go/mod, under variables:, and .go under paths:"),
    ))
}
