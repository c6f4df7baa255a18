//! A program that is built in one place and copied from another.

use landfall_facts::{CopiedFrom, Fact, Finding, Step, Unsure};
use landfall_know::{Holds, Leaves, leaves, paths_with};

use crate::recipes::{Answers, StageSeen, Tree, base};
use crate::rule::{Answer, rule};

rule! {
    /// `COPY --from` takes a program from where `go build` does not put it.
    ///
    /// ## Why it breaks
    /// The build ends: `failed to calculate checksum of ref …: "/go/bin/web": not found`; buildah says `copier:
    /// stat: "/go/bin/web": no such file or directory`. It speaks only of a stage in which every line is
    /// understood: nothing but the Go command and installations are run, and nothing is copied to that place.
    /// Seen by users in kubernetes-up-and-running/kuard#45. The line was run here, and the file was not there.
    ///
    /// ## How to mend it
    /// Copy what `-o` names, or name in `-o` what is copied.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// WORKDIR /src
    /// COPY . .
    /// RUN CGO_ENABLED=0 go build -o /out/web .
    /// FROM alpine:3.22
    /// COPY --from=build /go/bin/web /web
    /// -- finds --
    /// Dockerfile:6: go build writes /out/web, and /go/bin/web is copied
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// WORKDIR /src
    /// COPY . .
    /// RUN CGO_ENABLED=0 go build -o /out/ ./cmd/...
    /// RUN go install example.com/tool@v1.0.0
    /// FROM alpine:3.22
    /// COPY --from=build /out/web /go/bin/tool /src/config.yml /
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// WORKDIR /src
    /// COPY . .
    /// RUN CGO_ENABLED=0 go build -o bin/web . && mv bin/web /web
    /// FROM alpine:3.22
    /// COPY --from=build /web /
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// ARG OUT
    /// WORKDIR /src
    /// COPY . .
    /// RUN CGO_ENABLED=0 go build -o $OUT .
    /// FROM alpine:3.22
    /// COPY --from=build /go/bin/web /web
    /// -- unsure --
    /// Dockerfile: $OUT is what --build-arg says
    /// ```
    built_elsewhere_than_copied: Breaks of recipes
}

/// Where programs are put by those who build them, and by nothing that is installed.
fn check(tree: &Tree<'_>) -> Answers {
    tree.of_stages(one)
}

fn one(seen: &StageSeen<'_>) -> Answer {
    for step in &seen.stage.steps {
        let Step::Copy(copied) = step else { continue };
        let CopiedFrom::Stage(from, _) = &copied.from else { continue };
        let Some(other) = seen.other(*from).filter(is_closed) else { continue };
        for source in &copied.sources {
            let Some(path) = source.known().filter(|path| !path.contains('*')) else { continue };
            let path = format!("/{}", path.trim_matches('/'));
            let is_named_so = || {
                let outputs = other.makings().filter_map(|making| making.output());
                path.matches('/').count() == 1
                    && outputs.into_iter().any(|out| base(&out) == base(&path))
            };
            let is_own =
                paths_with(Holds::Outputs).iter().any(|dir| path.starts_with(dir)) || is_named_so();
            if !is_own || other.brings(&path) || is_made(&other, &path)? {
                continue;
            }
            // Something is built, and it is clear what and where to.
            let Some((made, at)) = other
                .makings()
                .filter(|making| making.go.ships())
                .find_map(|making| Some((making.output()?, making.run.at.clone())))
            else {
                continue;
            };
            return Ok(Some(
                Finding::new(format!("go build writes {made}, and {path} is copied"))
                    .needs(path.clone(), &source.at)
                    .has(format!("go build writes {made}"), &at)
                    .mend(format!("COPY --from=… {made}"))
                    .mend(format!("or go build -o {path}")),
            ));
        }
    }
    Ok(None)
}

/// Whether every line of a stage is understood: Go is at hand, and nothing else makes files.
fn is_closed(stage: &StageSeen<'_>) -> bool {
    let is_go = stage
        .first_image()
        .and_then(|said| said.known())
        .and_then(landfall_know::go_image)
        .is_some();
    is_go
        && stage.runs().all(|run| {
            let name = run.program.known().map(String::as_str);
            name.is_some_and(|name| leaves(name, Leaves::Outputs))
                && run.go.as_deref().is_none_or(|go| {
                    [
                        "build",
                        "install",
                        "mod download",
                        "mod verify",
                        "mod tidy",
                        "vet",
                        "test",
                        "version",
                        "env",
                    ]
                    .contains(&&*go.verb)
                })
        })
}

/// Whether a line of a stage makes a file, or may.
fn is_made(stage: &StageSeen<'_>, path: &str) -> Result<bool, Unsure> {
    let (dir, _) = path.rsplit_once('/').unwrap_or(("", path));
    let mut unknown = None;
    for making in stage.makings() {
        let own_dir = making.run.dir.known();
        let is_here = own_dir.is_none_or(|own| own.trim_end_matches('/') == dir || path == own);
        let may = match making.go.verb.as_str() {
            "install" => dir == "/go/bin" || path == "/go/bin" || path == "/go",
            "build" | "test" => match making.go.flag("o").map(|flag| &flag.value) {
                None => is_here || making.go.verb == "test",
                Some(Fact::Known(..)) => {
                    is_here && making.output().is_none()
                        || making.makes(path)
                        || making.output().is_none_or(|out| {
                            out == path
                                || path.starts_with(&format!("{out}/"))
                                || out.starts_with(&format!("{path}/"))
                        })
                }
                Some(Fact::Unknown(why)) => {
                    unknown = Some(Unsure(why.clone()));
                    false
                }
                Some(Fact::Absent(_)) => true,
            },
            _ => false,
        };
        if may {
            return Ok(true);
        }
    }
    unknown.map_or(Ok(false), Err)
}
