//! A copy of a path that the stage does not have.

use landfall_facts::{CopiedFrom, Fact, Finding, Machine, Origin, Step, Target, Unsure};
use landfall_know::{Brings, packages_with};

use crate::recipes::{Answers, StageSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// `COPY --from` takes a path that its stage or image does not have.
    ///
    /// ## Why it breaks
    /// The build ends: `failed to calculate checksum of ref …: "/usr/share/zoneinfo": not found`, or with buildah
    /// `copier: stat: "/usr/share/zoneinfo": no such file or directory`. Alpine, and the Alpine image of Go with
    /// it, has no `/usr/share/zoneinfo`; Debian and Ubuntu have no `ca-certificates.crt`; a stage that begins
    /// with `scratch` has what is copied into it and nothing else. Seen by users in nextlevelbuilder/goclaw#1372,
    /// where an Alpine stage had no time zones. buildah built such a stage here.
    ///
    /// ## How to mend it
    /// Install it in the stage that it is taken from: `RUN apk add --no-cache tzdata`.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// RUN apk add --no-cache git
    /// FROM scratch
    /// COPY --from=build /usr/share/zoneinfo /usr/share/zoneinfo
    /// -- finds --
    /// Dockerfile:4: golang:1.26-alpine has no /usr/share/zoneinfo to copy
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM scratch
    /// COPY --from=debian:12-slim /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
    /// -- finds --
    /// Dockerfile:2: debian:12-slim has no /etc/ssl/certs/ca-certificates.crt to copy
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// RUN apk add --no-cache tzdata
    /// FROM scratch
    /// COPY --from=build /usr/share/zoneinfo /usr/share/zoneinfo
    /// COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26 AS build
    /// FROM scratch
    /// COPY --from=build /usr/share/zoneinfo /usr/share/zoneinfo
    /// COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// ARG BASE
    /// FROM $BASE AS zones
    /// FROM scratch
    /// COPY --from=zones /usr/share/zoneinfo /usr/share/zoneinfo
    /// -- unsure --
    /// Dockerfile: $BASE is what --build-arg says
    /// ```
    copied_path_not_in_stage: Breaks of recipes
}

const ZONES: &str = "/usr/share/zoneinfo";
const BUNDLE: &str = "/etc/ssl/certs/ca-certificates.crt";

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_stages(one)
}

fn one(seen: &StageSeen<'_>) -> Answer {
    for step in &seen.stage.steps {
        let Step::Copy(copied) = step else { continue };
        for source in &copied.sources {
            let Some(path) = source.known().filter(|path| !path.contains('*')) else { continue };
            let path = format!("/{}", path.trim_matches('/'));
            let lacks = match &copied.from {
                CopiedFrom::Context => None,
                CopiedFrom::Stage(from, _) => match seen.other(*from) {
                    Some(other) => of_stage(&other, &path)?,
                    None => None,
                },
                CopiedFrom::Image(image) => match image.known() {
                    Some(name) => of_image(name, &path).map(|row| (name.to_owned(), row)),
                    None => None,
                },
            };
            let Some((name, row)) = lacks else { continue };
            return Ok(Some(
                Finding::new(format!("{name} has no {path} to copy"))
                    .needs(path.clone(), &copied.at)
                    .has(format!("{name} has none"), &row)
                    .mend(match (&*path, name.contains("alpine")) {
                        (ZONES, true) => "RUN apk add --no-cache tzdata, in the stage it is taken from",
                        (BUNDLE, _) => "RUN apt-get update && apt-get install -y ca-certificates, in that stage",
                        _ => "take it from a stage that has it",
                    }),
            ));
        }
    }
    Ok(None)
}

/// The name of a stage's image and what shows it, where the stage surely lacks a path.
fn of_stage(stage: &StageSeen<'_>, path: &str) -> Result<Option<(String, Origin)>, Unsure> {
    let is_known_path = path == BUNDLE || path.starts_with(ZONES);
    let is_bare = stage.first_image().is_none();
    if !is_bare && !is_known_path || stage.brings(path) || is_bare && path == "/" {
        return Ok(None);
    }
    if is_bare {
        let is_dir = stage
            .stage
            .dir
            .known()
            .is_none_or(|dir| format!("{dir}/").starts_with(&format!("{path}/")));
        let is_so = !is_dir && !stage.is_added_to();
        return Ok(is_so.then(|| {
            (
                stage.stage.name.clone().unwrap_or_else(|| "scratch".to_owned()),
                stage.stage.at.clone(),
            )
        }));
    }
    if path == BUNDLE && stage.is_added_to() || stage.may_install(packages_with(Brings::TimeZones))
    {
        return Ok(None);
    }
    if let Some(unsure) = stage.unknown_image() {
        return Err(unsure);
    }
    let Ok(machine) = stage.machine() else { return Ok(None) };
    // The images in which Go is built have certificates, whatever they are made of.
    let is_plain = stage.base_name().as_deref() == Some(stage.called());
    let row = lacking(&machine, path).filter(|_| is_plain || path != BUNDLE);
    Ok(row.map(|row| (stage.called().to_owned(), row)))
}

/// What shows that an image by name lacks a path.
fn of_image(name: &str, path: &str) -> Option<Origin> {
    let name = name.split_once('@').map_or(name, |(name, _)| name);
    let target: Target = name.parse().ok()?;
    lacking(&landfall_know::resolve(&target).ok()??, path)
}

fn lacking(machine: &Machine, path: &str) -> Option<Origin> {
    let fact = match path {
        BUNDLE => &machine.certificates,
        path if path.starts_with(ZONES) => &machine.time_zones,
        _ => return None,
    };
    match fact {
        Fact::Absent(row) => Some(row.clone()),
        Fact::Known(..) | Fact::Unknown(_) => None,
    }
}
