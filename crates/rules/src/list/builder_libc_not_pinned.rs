//! A builder whose tag moves to another Debian, for an image that does not.

use landfall_facts::{Edit, Fact, Finding, Libc};

use crate::recipes::{Answers, StageSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A program with C is built in an image whose tag names no Debian, and shipped in one whose tag does.
    ///
    /// ## Why it matters
    /// The tags of `golang` without a suite move to the next Debian a few days after it is released, also those of a
    /// minor release: `golang:1.20` went to bookworm in June 2023, and `golang:1.24` to trixie in August 2025. What
    /// is linked there asks for its newer glibc, and the image that was pinned does not start it any more, though
    /// nobody changed a line: ``version `GLIBC_2.38' not found (required by /web)``. Today both fit. Seen by users in
    /// docker-library/golang#466, GoogleContainerTools/distroless#1859 and e2b-dev/infra#998; where the tags led is
    /// read out of every commit of docker-library/official-images. Where they do not fit already,
    /// `builder_glibc_newer` speaks.
    ///
    /// ## How to mend it
    /// Name the suite, the same in both: `FROM golang:1.26-trixie AS build` with `FROM debian:trixie-slim`.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26 AS build
    /// COPY . .
    /// RUN CGO_ENABLED=1 go build -o /web .
    /// FROM gcr.io/distroless/base-debian13
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// -- finds --
    /// Dockerfile:1: golang:1.26 moves to the next Debian some day, and gcr.io/distroless/base-debian13 stays where it is
    /// ```
    /// A suite or a digest, no C, a release that moves no more, and an image that moves as well.
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-trixie AS build
    /// COPY . .
    /// RUN CGO_ENABLED=1 go build -o /web .
    /// FROM debian:trixie-slim
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// -- two.Dockerfile --
    /// FROM golang:1.26 AS build
    /// COPY . .
    /// RUN go build -o /web .
    /// FROM debian:13
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// -- three.Dockerfile --
    /// FROM golang:1.24 AS build
    /// COPY . .
    /// RUN CGO_ENABLED=1 go build -o /web .
    /// FROM debian:13
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// -- four.Dockerfile --
    /// FROM golang:1.26 AS build
    /// COPY . .
    /// RUN CGO_ENABLED=1 go build -o /web .
    /// FROM debian:stable-slim
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// ARG SUITE
    /// FROM golang:1.26 AS build
    /// COPY . .
    /// RUN CGO_ENABLED=1 go build -o /web .
    /// FROM debian:$SUITE
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// -- unsure --
    /// Dockerfile: $SUITE is what --build-arg says
    /// ```
    builder_libc_not_pinned: Note of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_shipped(one)
}

fn one(seen: &StageSeen<'_>) -> Answer {
    let floats = |name: &str| landfall_know::go_image(name).is_some_and(|image| image.floats);
    for (shipped, making) in seen.shipped_programs() {
        let Some(said) = making.first_image() else { continue };
        let Some(name) = said.known().filter(|name| floats(name)) else { continue };
        let Some((Libc::Glibc, Some(builder))) = making.libc() else { continue };
        if !making.asks_for_cgo() || making.may_be_static() || seen.start().is_none() {
            continue;
        }
        if let Some(unsure) = seen.unknown_image() {
            return Err(unsure);
        }
        let Some(last) = seen.first_image().and_then(|said| said.known()) else { continue };
        let Ok(machine) = seen.machine() else { continue };
        let (Fact::Known(there, _), Fact::Known(here, row)) = (&builder.glibc, &machine.glibc)
        else {
            continue;
        };
        if there > here || !is_pinned(last) {
            continue;
        }
        let suite = suite_of(name, &builder.name);
        return Ok(Some(
            Finding::new(format!(
                "{name} moves to the next Debian some day, and {last} stays where it is"
            ))
            .has(format!("{name} is {} today", builder.name), &said.at)
            .needs(format!("{} is started in {last}", shipped.path), &seen.stage.at)
            .has(format!("{} has glibc {here}", machine.name), row)
            .mend(match &suite {
                Some(suite) => format!("FROM {name}-{suite}"),
                None => format!("FROM {name}-… with a suite"),
            })
            .fixed_by(
                "name the suite that it is of today",
                suite.and_then(|suite| Edit::behind(&said.at, format!("-{suite}"))),
            ),
        ));
    }
    Ok(None)
}

/// The suite that an image is of today: `trixie` where `golang:1.26` is made of `debian:13`.
fn suite_of(image: &str, base: &str) -> Option<&'static str> {
    let distro = landfall_know::distros().find(|distro| distro.target() == base)?;
    let is_tag = |suite: &&&str| {
        landfall_know::go_image(&format!("{image}-{suite}")).and_then(|tag| tag.base).as_deref()
            == Some(base)
    };
    distro.aliases().iter().find(is_tag).copied()
}

/// Whether an image says which release of its distribution it is.
fn is_pinned(image: &str) -> bool {
    let name = image.rsplit('/').next().unwrap_or_default();
    let moves = ["latest", "stable", "testing", "unstable", "rolling", "devel"];
    let tag = name.split_once(':').map_or("", |(_, tag)| tag);
    let says_release = !tag.is_empty() && !moves.iter().any(|word| tag.starts_with(word));
    let is_named_so =
        name.split(':').next().is_some_and(|name| name.ends_with(|c: char| c.is_ascii_digit()));
    (says_release || is_named_so) && landfall_know::go_image(image).is_none()
}
