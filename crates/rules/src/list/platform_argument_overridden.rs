//! An argument of BuildKit that a Dockerfile gives a value of its own.

use landfall_facts::{Edit, Finding, Step};

use crate::recipes::{Answers, StageSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A Dockerfile gives `TARGETARCH` or its kin a value, so that BuildKit's is not seen.
    ///
    /// ## Why it breaks
    /// BuildKit puts the platform that is built for into `TARGETARCH`, `TARGETOS` and so on, where a
    /// stage asks for them with `ARG TARGETARCH`. `ARG TARGETARCH=amd64` is stronger: the image for
    /// arm64 is built with `GOARCH=amd64`, is marked arm64, and its program fails there with `exec
    /// format error`. Seen by users in Turbootzz/Vaultwarden-API#47, utkuozdemir/nvidia_gpu_exporter#418
    /// and apache/skywalking-swck#215. No BuildKit was run here: the rule rests on its source, which
    /// takes an argument's own value before the platform's.
    ///
    /// ## How to mend it
    /// `ARG TARGETARCH`, without a value. For builders that set none, put the default where it is
    /// used: `GOARCH=${TARGETARCH:-amd64}`.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26 AS build
    /// ARG TARGETARCH=amd64
    /// RUN CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /web .
    /// FROM scratch
    /// COPY --from=build /web /
    /// -- finds --
    /// Dockerfile:2: TARGETARCH is amd64 here whatever platform is built for
    /// -- also --
    /// shipped_for_another_architecture
    /// compiled_under_emulation
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26 AS build
    /// ARG TARGETARCH
    /// RUN CGO_ENABLED=0 GOARCH=${TARGETARCH:-amd64} go build -o /web .
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26 AS build
    /// ARG DEFAULT_ARCH
    /// ARG TARGETARCH=$DEFAULT_ARCH
    /// RUN CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /web .
    /// -- unsure --
    /// Dockerfile: $DEFAULT_ARCH is what --build-arg says
    /// ```
    platform_argument_overridden: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_stages(one)
}

fn one(seen: &StageSeen<'_>) -> Answer {
    for step in &seen.stage.steps {
        let Step::Arg { name, default: Some(default), at } = step else { continue };
        let target = &seen.image.target;
        let own = match name.as_str() {
            "TARGETARCH" => target.arch.clone(),
            "TARGETOS" => target.os.clone(),
            "TARGETPLATFORM" => target.to_string(),
            _ => continue,
        };
        let Some(value) = default.text.look()? else { continue };
        if *value.value() == own || !seen.uses(name) {
            continue;
        }
        let mut mended = Finding::new(format!(
            "{name} is {} here whatever platform is built for",
            value.value()
        ))
        .has(format!("{name}={}", default.written), at)
        .mend(format!("ARG {name}"))
        .perhaps_fixed_by(format!("let BuildKit say {name}"), Edit::replace(at, name.clone()));
        if let Some(said) = &seen.image.target_said {
            mended = mended.needs(format!("the image is built for {target}"), said);
        }
        return Ok(Some(mended));
    }
    Ok(None)
}
