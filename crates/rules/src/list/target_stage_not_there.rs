//! A compose file that builds a stage that there is not.

use landfall_facts::{Finding, Said};

use crate::recipes::{Answers, ServiceSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// `build.target` of a service names a stage that its Dockerfile does not have.
    ///
    /// ## Why it breaks
    /// The build ends before its first step: `failed to solve: target stage "development" could not be found`.
    /// Seen by users in code100x/job-board#470 and department-of-veterans-affairs/vets-api#21774. buildah said
    /// `The target "nosuch" was not found in the provided Dockerfile` here.
    ///
    /// ## How to mend it
    /// Name a stage as `AS` has it, or leave `target` out for the last one.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// FROM alpine:3.22 AS production
    /// COPY --from=build /web /
    /// -- compose.yaml --
    /// services:
    ///   web:
    ///     build:
    ///       context: .
    ///       target: prod
    /// -- finds --
    /// compose.yaml:5: Dockerfile has no stage prod; it has build, production
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS Build
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// FROM alpine:3.22
    /// -- compose.yaml --
    /// services:
    ///   web:
    ///     build: {context: ., target: build}
    ///   other:
    ///     build: {context: ., target: "0"}
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// -- compose.yaml --
    /// services:
    ///   web:
    ///     build: {context: ., target: $STAGE}
    /// -- unsure --
    /// compose.yaml: compose puts $STAGE together when it starts
    /// ```
    target_stage_not_there: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_services(one)
}

fn one(seen: &ServiceSeen<'_>) -> Answer {
    let Some(target) = seen.service.get("build.target") else { return Ok(None) };
    let Some(file) = seen.dockerfile() else { return Ok(None) };
    let Some(image) = seen.recipes.images.iter().find(|image| image.file == file) else {
        return Ok(None);
    };
    let Some(wanted) = target.text.look()? else { return Ok(None) };
    let names: Vec<&str> = image.stages.iter().filter_map(|stage| stage.name.as_deref()).collect();
    let is_number = wanted.value().parse::<usize>().is_ok_and(|number| number < image.stages.len());
    let is_there = names.iter().any(|name| name.eq_ignore_ascii_case(wanted.value()));
    // A name that is put together is not known before it is built.
    let is_open = image.stages.is_empty() || names.iter().any(|name| name.contains('$'));
    if is_number || is_there || is_open || wanted.value().is_empty() {
        return Ok(None);
    }
    let path = seen.recipes.files.get(file).map_or("", |file| &*file.path);
    let has = match names.is_empty() {
        true => "it names none".to_owned(),
        false => format!("it has {}", names.join(", ")),
    };
    let first = image.stages.first().map_or(&target.at, |stage| &stage.at);
    let finding = Finding::new(format!("{path} has no stage {}; {has}", wanted.value()))
        .has(format!("target: {}", target.written), &target.at)
        .needs(format!("a stage {}", wanted.value()), first);
    Ok(Some(match near(target, &names) {
        Some(near) => finding.mend(format!("target: {near}")),
        None => finding.mend(format!("FROM … AS {}, in {path}", wanted.value())),
    }))
}

fn near(target: &Said, names: &[&str]) -> Option<String> {
    landfall_know::nearest(target.known()?, names.iter().map(|name| (*name).to_owned()))
}
