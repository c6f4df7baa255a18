//! The newest release of a tool for a Go that does not change.

use landfall_facts::Fact;

use crate::recipes::{Answers, Making, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A tool is installed `@latest` in an image of a fixed Go that fetches no other.
    ///
    /// ## Why it breaks
    /// The line works until a release of the tool asks for a newer Go: `toolbelt@v0.5.3 requires go >=
    /// 1.24.0 (running go 1.23.12; GOTOOLCHAIN=local)`. The images of Go set `GOTOOLCHAIN=local` since
    /// 1.21.1. Seen by users in delaneyj/1a5s-datastar#8. Nothing was fetched here.
    ///
    /// ## How to mend it
    /// A version in the place of `@latest`.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.23
    /// RUN go install github.com/go-delve/delve/cmd/dlv@latest
    /// -- finds --
    /// Dockerfile:2: github.com/go-delve/delve/cmd/dlv@latest will one day ask for a newer Go than golang:1.23 has
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.23
    /// RUN go install github.com/go-delve/delve/cmd/dlv@v1.24.0
    /// RUN GOTOOLCHAIN=auto go install github.com/go-delve/delve/cmd/dlv@latest
    /// FROM golang:latest
    /// RUN go install github.com/go-delve/delve/cmd/dlv@latest
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.23
    /// ARG CHAIN
    /// RUN GOTOOLCHAIN=$CHAIN go install github.com/go-delve/delve/cmd/dlv@latest
    /// -- unsure --
    /// Dockerfile: $CHAIN is what --build-arg says
    /// ```
    latest_tool_for_pinned_go: Note of recipes, preview
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    let is_latest =
        |said: &&landfall_facts::Said| said.known().is_some_and(|path| path.ends_with("@latest"));
    let Some(tool) = making.go.packages.iter().find(is_latest) else { return Ok(None) };
    let name = making.first_image().and_then(|said| said.known());
    let (Some(name), Some(_)) = (name, making.go_minor()) else { return Ok(None) };
    if !matches!(making.go.verb.as_str(), "install" | "run") {
        return Ok(None);
    }
    match making.var("GOTOOLCHAIN") {
        Fact::Known(chain, _) if chain == "local" => {}
        Fact::Unknown(why) => return Err(landfall_facts::Unsure(why)),
        Fact::Known(..) | Fact::Absent(_) => return Ok(None),
    }
    let path = tool.known().unwrap_or(&tool.written);
    let short = name.split('@').next().unwrap_or(name);
    Ok(Some(
        making
            .told(format!("{path} will one day ask for a newer Go than {short} has"))
            .needs(path.to_owned(), &tool.at)
            .mend("a version in the place of @latest"),
    ))
}
