//! A copy from a stage that there is not.

use landfall_facts::{CopiedFrom, Fact, Finding, Step, Target, Unsure};

use crate::recipes::{Answers, StageSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// `COPY --from` names no stage, and one has nearly this name.
    ///
    /// ## Why it breaks
    /// What is no stage is taken for an image of that name, and a registry is asked for it: `pull access denied
    /// for bulder, repository does not exist or may require 'docker login'`; buildah says `no stage or image
    /// found with that name`. Seen by users in sethvargo/hashicorp-installer#4. buildah built such a file here.
    /// A name that is given on the command line with `--build-context` is a name too, so it speaks only where a
    /// stage is called nearly so.
    ///
    /// ## How to mend it
    /// Write the name as `AS` has it.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS builder
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// FROM alpine:3.22
    /// COPY --from=bulider /web /
    /// -- finds --
    /// Dockerfile:4: there is no stage bulider; there is builder
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS builder
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// FROM alpine:3.22 AS busybox1
    /// COPY --from=Builder /web /
    /// COPY --from=0 /web /
    /// COPY --from=busybox /bin/busybox /bin/
    /// COPY --from=src main.go /
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS builder
    /// ARG FROM
    /// FROM alpine:3.22
    /// ARG STAGE
    /// COPY --from=$STAGE /web /
    /// -- unsure --
    /// Dockerfile: $STAGE is what --build-arg says
    /// ```
    stage_misspelled: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_stages(one)
}

fn one(seen: &StageSeen<'_>) -> Answer {
    for step in &seen.stage.steps {
        let Step::Copy(copied) = step else { continue };
        let CopiedFrom::Image(said) = &copied.from else { continue };
        let names = || seen.image.stages.iter().filter_map(|stage| stage.name.clone());
        let name = match &said.text {
            Fact::Known(name, _) => name,
            // One that is put together, as `build-$ARCH`, is meant as it is.
            Fact::Unknown(why)
                if said.written.starts_with('$') && !said.written.contains(['/', ':']) =>
            {
                return Err(Unsure(why.clone()));
            }
            Fact::Unknown(_) | Fact::Absent(_) => continue,
        };
        let is_image = name.contains(['/', ':', '@', '.'])
            || name.parse::<usize>().is_ok()
            || landfall_know::go_image(name).is_some()
            || name
                .parse::<Target>()
                .is_ok_and(|target| matches!(landfall_know::resolve(&target), Ok(Some(_))));
        if is_image || names().any(|own| own.eq_ignore_ascii_case(name)) {
            continue;
        }
        let Some(near) = landfall_know::nearest(name, names()) else { continue };
        // `base` beside `base-alpine` is another word and no slip.
        if near.contains(name.as_str()) || name.contains(near.as_str()) {
            continue;
        }
        return Ok(Some(
            Finding::new(format!("there is no stage {name}; there is {near}"))
                .has(format!("--from={name}"), &said.at)
                .needs(format!("a stage {name}"), &seen.stage.at)
                .mend(format!("COPY --from={near}"))
                .perhaps_fixed_by(
                    format!("take it from {near}"),
                    landfall_facts::Edit::replace(&said.at, near),
                ),
        ));
    }
    Ok(None)
}
