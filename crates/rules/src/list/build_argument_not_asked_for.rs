//! A build argument that no line asks for.

use landfall_facts::{Finding, Step};
use landfall_know::is_known_argument;

use crate::recipes::{Answers, ServiceSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// `build.args` of a service gives an argument that its Dockerfile does not ask for.
    ///
    /// ## Why it breaks
    /// Without a line `ARG VERSION` the value goes nowhere, and the build goes on: `[Warning] One or more
    /// build-args [VERSION] were not consumed`. A version that is linked in with `-X` stays empty, a
    /// `CGO_ENABLED` stays what it was. Seen by users in getsentry/self-hosted#265, moby/moby#41012 and
    /// Netflix/dispatch-docker#5. buildah warned in these words here.
    ///
    /// ## How to mend it
    /// `ARG VERSION` in the stage that uses it, or take the argument out.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// RUN CGO_ENABLED=0 go build -ldflags "-X main.version=$VERSION" -o /web .
    /// -- compose.yaml --
    /// services:
    ///   web:
    ///     build:
    ///       context: .
    ///       args:
    ///         VERSION: v1.2.3
    /// -- finds --
    /// compose.yaml:6: no line ARG VERSION in Dockerfile takes this argument
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// ARG GO=1.26
    /// FROM golang:$GO-alpine AS build
    /// ARG VERSION
    /// RUN CGO_ENABLED=0 go build -ldflags "-X main.version=$VERSION" -o /web .
    /// -- compose.yaml --
    /// services:
    ///   web:
    ///     build:
    ///       context: .
    ///       args: [VERSION=v1.2.3, GO=1.26, HTTPS_PROXY=http://proxy, BUILDKIT_INLINE_CACHE=1]
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// -- compose.yaml --
    /// services:
    ///   web:
    ///     build:
    ///       context: $DIR
    ///       args: [VERSION=v1.2.3]
    /// -- unsure --
    /// compose.yaml: compose puts $DIR together when it starts
    /// ```
    build_argument_not_asked_for: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_services(one)
}

fn one(seen: &ServiceSeen<'_>) -> Answer {
    let given = seen.service.pairs("build.args");
    if given.is_empty() {
        return Ok(None);
    }
    if let Some(context) = seen.service.get("build.context") {
        context.text.look()?;
    }
    let Some(file) = seen.dockerfile() else { return Ok(None) };
    let images = || seen.recipes.images.iter().filter(|image| image.file == file);
    let is_asked = |name: &str| {
        images().any(|image| {
            image.arguments.iter().any(|own| own == name)
                || image
                    .stages
                    .iter()
                    .flat_map(|stage| &stage.steps)
                    .any(|step| matches!(step, Step::Arg { name: own, .. } if own == name))
        })
    };
    let Some((name, _, at)) =
        given.into_iter().find(|(name, _, _)| !is_known_argument(name) && !is_asked(name))
    else {
        return Ok(None);
    };
    let path = seen.recipes.files.get(file).map_or("", |file| &*file.path);
    let Some(first) = images().flat_map(|image| &image.stages).map(|stage| &stage.at).next() else {
        return Ok(None);
    };
    Ok(Some(
        Finding::new(format!("no line ARG {name} in {path} takes this argument"))
            .has(name.clone(), &at)
            .needs(format!("ARG {name}"), first)
            .mend(format!("ARG {name}, in the stage that uses it"))
            .mend("or take the argument out"),
    ))
}
