//! A builder image with an older Go than go.mod asks for.

use landfall_facts::{Fact, Finding, GoVersion, Unsure, Why};
use landfall_know::GoDoes;

use crate::recipes::{Answers, Making, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// go.mod asks for a newer Go than the builder image has, and the image fetches no other.
    ///
    /// ## Why it breaks
    /// The `golang` images set `GOTOOLCHAIN=local` since 1.21.1, so the Go command does not fetch the
    /// release that go.mod asks for: `go: go.mod requires go >= 1.26.0 (running go 1.22.12;
    /// GOTOOLCHAIN=local)`. Before 1.21 there is no such fetching at all: the file is read as far as
    /// it is understood, or refused with `invalid go version '1.26.0': must match format 1.23`.
    /// Seen by users in projectdiscovery/dnsx#1025, scrypster/muninndb#68 and gobuffalo/buffalo#2385.
    ///
    /// ## How to mend it
    /// Build in an image of that release, or lower the line `go` in go.mod to the language that the
    /// module really needs (`go mod edit -go=1.22`). `ENV GOTOOLCHAIN=auto` fetches the release at
    /// each build.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.26.0
    /// -- Dockerfile --
    /// FROM golang:1.22
    /// COPY . .
    /// RUN go build -o /web .
    /// -- finds --
    /// Dockerfile:1: go.mod asks for Go 1.26.0, and golang:1.22 has 1.22.12 and fetches no other
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.26.0
    /// -- Dockerfile --
    /// FROM golang:1.22
    /// ENV GOTOOLCHAIN=auto
    /// COPY . .
    /// RUN go build -o /web .
    /// ```
    /// A program at a version is built by itself, and a stage that has no go.mod reads none.
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.26.0
    /// -- Dockerfile --
    /// FROM golang:1.22
    /// RUN go install example.com/tool@v1.2.3
    /// COPY tool.go .
    /// RUN go build -o /tool tool.go
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.21
    /// -- Dockerfile --
    /// ARG GO=1.22
    /// FROM golang:${GO}-alpine AS build
    /// COPY . .
    /// RUN go build -o /web .
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.26.0
    /// -- Dockerfile --
    /// ARG GO
    /// FROM golang:$GO
    /// COPY . .
    /// RUN go build -o /web .
    /// -- unsure --
    /// Dockerfile: $GO is what --build-arg says
    /// ```
    builder_older_than_module: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    let reads_module =
        (making.go.compiles() || making.go.verb.starts_with("mod ")) && making.is_in_module();
    let Some(module) = making.module().filter(|_| reads_module) else { return Ok(None) };
    let Some(asked) = module.go.look()? else { return Ok(None) };
    let Some(said) = making.first_image() else { return Ok(None) };
    let Some(name) = said.text.look()? else { return Ok(None) };
    // A directory that is changed into may hold another module.
    let Some(builder) = landfall_know::go_image(name.value()) else { return Ok(None) };
    let Some(there) = &builder.go else { return Ok(None) };
    let Ok(wanted) = format!("go{}", asked.value()).parse::<GoVersion>() else { return Ok(None) };
    let is_older = match (there.minor() < wanted.minor(), there.patch(), wanted.patch()) {
        (true, ..) => true,
        (false, Some(there_patch), Some(wanted_patch)) if there.minor() == wanted.minor() => {
            there_patch < wanted_patch && builder.is_exact
        }
        _ => false,
    };
    if !is_older {
        return Ok(None);
    }
    let older = !landfall_know::go_does(GoDoes::FetchToolchains, there.minor());
    // Go 1.20 and before read a go.mod of a newer language, and fail on three numbers.
    if older && wanted.patch().is_none() {
        return Ok(None);
    }
    if !older {
        match making.var("GOTOOLCHAIN") {
            Fact::Known(value, _) if value == "local" => {}
            Fact::Unknown(why) => return Err(Unsure(why)),
            Fact::Known(..) | Fact::Absent(_) => return Ok(None),
        }
    }
    if making.directory_is_elsewhere() {
        let why = "the directory that it is built in is another than that of the Dockerfile";
        return Err(Unsure(Why::new(why)));
    }
    let short = there.to_string().trim_start_matches("go").to_owned();
    Ok(Some(
        Finding::new(format!(
            "go.mod asks for Go {}, and {} has {short} and fetches no other",
            asked.value(),
            name.value()
        ))
        .has(format!("{} has Go {short}", name.value()), &said.at)
        .needs(format!("go {}", asked.value()), asked.origin)
        .mend(format!("FROM golang:{}", asked.value()))
        .mend(format!("or, if the code does with less: go mod edit -go=1.{}", there.minor()))
        .mend("or ENV GOTOOLCHAIN=auto, which fetches it at each build"),
    ))
}
