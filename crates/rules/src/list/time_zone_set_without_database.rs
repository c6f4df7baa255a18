//! A time zone by name, in an image without a database.

use landfall_facts::{Fact, Finding};
use landfall_know::{Brings, packages_with};

use crate::recipes::{Answers, ServiceSeen, StageSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// `TZ` names a time zone, and the image has no time zones.
    ///
    /// ## Why it breaks
    /// Go looks `TZ` up below `/usr/share/zoneinfo` and, where it is not there, takes UTC without a word: logs
    /// and schedules are hours off. Alpine, `scratch`, Ubuntu and busybox have no such directory. Seen by users
    /// in gomods/athens#1976, Turbootzz/Vaultwarden-API#48, erigontech/erigon#1892 and muesli/beehive#223. A
    /// program was started so here in a directory with nothing else in it, and printed UTC. A program that
    /// imports `time/tzdata`, or is built with `-tags timetzdata`, has the database in itself.
    ///
    /// ## How to mend it
    /// `RUN apk add --no-cache tzdata`, `COPY --from=build /usr/share/zoneinfo /usr/share/zoneinfo` from a stage
    /// that has it, or `import _ "time/tzdata"`, which needs 450 KB.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// FROM alpine:3.22
    /// ENV TZ=Europe/Berlin
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// -- finds --
    /// Dockerfile:4: alpine:3.22 has no time zones, so TZ=Europe/Berlin is UTC unless /web embeds time/tzdata
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// FROM alpine:3.22
    /// RUN apk add --no-cache tzdata
    /// ENV TZ=Europe/Berlin
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// RUN CGO_ENABLED=0 go build -tags timetzdata -o /web .
    /// FROM alpine:3.22
    /// ENV TZ=Europe/Berlin
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// FROM alpine:3.22
    /// ARG ZONE
    /// ENV TZ=$ZONE
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// -- unsure --
    /// Dockerfile: $ZONE is what --build-arg says
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// FROM alpine:3.22
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// -- compose.yaml --
    /// services:
    ///   web:
    ///     build: .
    ///     environment:
    ///       - TZ=Asia/Tokyo
    /// -- finds --
    /// compose.yaml:5: alpine:3.22 has no time zones, so TZ=Asia/Tokyo is UTC unless /web embeds time/tzdata
    /// ```
    time_zone_set_without_database: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    let mut all = tree.of_shipped(of_image);
    all.extend(tree.of_services(of_service));
    all
}

fn of_image(seen: &StageSeen<'_>) -> Answer {
    match seen.stage.env.var("TZ") {
        Some(var) if !var.is_arg => one(seen, &var.value),
        Some(_) | None => Ok(None),
    }
}

fn of_service(seen: &ServiceSeen<'_>) -> Answer {
    let pairs = seen.service.pairs("environment");
    let Some((_, zone, _)) = pairs.into_iter().rfind(|(name, _, _)| name == "TZ") else {
        return Ok(None);
    };
    // A mount may bring the database, or the time of the machine around.
    let mounts = seen.service.all("volumes").any(|volume| volume.written.contains("zoneinfo"));
    match seen.stage().filter(|_| !mounts) {
        Some(stage) => one(&stage, &zone),
        None => Ok(None),
    }
}

fn one(seen: &StageSeen<'_>, zone: &Fact<String>) -> Answer {
    let Some(started) = seen.started() else { return Ok(None) };
    let embeds = started
        .making
        .go
        .flag("tags")
        .is_some_and(|flag| flag.value.known().is_none_or(|tags| tags.contains("timetzdata")));
    if embeds
        || seen.stage.env.var("ZONEINFO").is_some()
        || seen.may_install(packages_with(Brings::TimeZones))
        || seen.brings("/usr/share/zoneinfo")
    {
        return Ok(None);
    }
    let Ok(machine) = seen.machine() else { return Ok(None) };
    let Fact::Absent(row) = &machine.time_zones else { return Ok(None) };
    let Some(zone) = zone.look()? else { return Ok(None) };
    // `UTC`, empty, and the name of a file are no names of the database.
    if ["", "UTC", "Etc/UTC", "UTC0"].contains(&&**zone.value())
        || zone.value().starts_with(['/', ':'])
    {
        return Ok(None);
    }
    let (path, zone_name) = (&started.shipped.path, zone.value());
    Ok(Some(
        Finding::new(format!(
            "{} has no time zones, so TZ={zone_name} is UTC unless {path} embeds time/tzdata",
            machine.name
        ))
        .has(format!("TZ={zone_name}"), zone.origin)
        .has(format!("{} has none", machine.name), row)
        .needs("/usr/share/zoneinfo", &seen.stage.at)
        .mend(match machine.musl.known() {
            Some(_) => "RUN apk add --no-cache tzdata",
            None => {
                "COPY --from=… /usr/share/zoneinfo /usr/share/zoneinfo, from a stage that has it"
            }
        })
        .mend("or import _ \"time/tzdata\" in the program"),
    ))
}
