//! A builder with a newer glibc than the image that is shipped.

use landfall_facts::{Fact, Finding, GlibcVersion, Libc};
use landfall_know::Feature;

use crate::recipes::{Answers, StageSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A program is built with cgo on a newer glibc than the image has that starts it.
    ///
    /// ## Why it breaks
    /// What is linked on glibc 2.34 or newer asks for threads under the version `GLIBC_2.34`, and older ones do
    /// not have it: ``/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by /web)``.
    /// Later releases only matter for the C code of the program itself, so between two of them it speaks only
    /// where somebody asks for cgo. The tags of `golang` without a suite move to a newer Debian from time to
    /// time, and then a pinned last image breaks. Seen by users in docker-library/golang#466,
    /// docker-library/official-images#14857, GoogleContainerTools/distroless#1342 and e2b-dev/infra#998. Programs of
    /// Debian 12 were started here in roots of Debian 11.
    ///
    /// ## How to mend it
    /// Name the suite of the builder, the same as that of the last image or an older one:
    /// `FROM golang:1.26-bookworm`. Without C in the program, `CGO_ENABLED=0`.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-trixie AS build
    /// RUN go build -o /web .
    /// FROM debian:11
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// -- finds --
    /// Dockerfile:2: if /web imports net, os/user or C it needs glibc 2.34, and debian:11 has 2.31
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-trixie AS build
    /// RUN CGO_ENABLED=1 go build -o /web .
    /// FROM debian:12
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// -- finds --
    /// Dockerfile:2: /web is built with cgo on glibc 2.41, and debian:12 has 2.36
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-trixie AS build
    /// RUN go build -o /web .
    /// FROM gcr.io/distroless/base-debian12
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-bookworm AS build
    /// RUN CGO_ENABLED=1 go build -o /web .
    /// FROM gcr.io/distroless/base-debian13
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// ARG SUITE
    /// FROM golang:1.26-bookworm AS build
    /// RUN CGO_ENABLED=1 go build -ldflags=-w -o /web .
    /// FROM debian:$SUITE
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// -- unsure --
    /// Dockerfile: $SUITE is what --build-arg says
    /// ```
    builder_glibc_newer: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_shipped(one)
}

fn one(seen: &StageSeen<'_>) -> Answer {
    for (shipped, making) in seen.shipped_programs() {
        let Some((Libc::Glibc, Some(builder))) = making.libc() else { continue };
        let asks = making.asks_for_cgo();
        let is_on = asks || matches!(making.cgo(), Fact::Known(true, _));
        if !is_on || making.may_be_static() || seen.start().is_none() {
            continue;
        }
        // A glibc of its own is a matter of loaders that nobody can follow here.
        if seen.brings("/lib") || seen.brings("/usr/lib") || seen.brings("/lib64") {
            continue;
        }
        let Some(there) = builder.glibc.known() else { continue };
        if let Some(unsure) = seen.unknown_image().filter(|_| asks) {
            return Err(unsure);
        }
        let Ok(machine) = seen.machine() else { continue };
        let Fact::Known(here, row) = &machine.glibc else { continue };
        let threads = landfall_know::since(Feature::Threads, Libc::Glibc);
        let Some((Ok(since), _)) = threads.map(|(since, row)| (since.parse::<GlibcVersion>(), row))
        else {
            continue;
        };
        let path = &shipped.path;
        let crosses = *here < since && since <= *there;
        let says = match (crosses, asks) {
            _ if here >= there => continue,
            (true, _) => format!(
                "if {path} imports net, os/user or C it needs glibc {since}, and {} has {here}",
                machine.name
            ),
            (false, true) => format!(
                "{path} is built with cgo on glibc {there}, and {} has {here}",
                machine.name
            ),
            (false, false) => continue,
        };
        return Ok(Some(
            Finding::new(says)
                .has(format!("built on {} with glibc {there}", builder.name), &making.run.at)
                .needs(format!("glibc {there}"), &seen.stage.at)
                .has(format!("{} has glibc {here}", machine.name), row)
                .mend("build on the suite of the last image, or on an older one")
                .mend("or CGO_ENABLED=0, if nothing in the program needs C"),
        ));
    }
    Ok(None)
}
