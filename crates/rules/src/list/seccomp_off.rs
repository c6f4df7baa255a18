//! A service without any filter of system calls.

use landfall_facts::Finding;

use crate::recipes::{Answers, ServiceSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A service turns the filter of system calls off for a program of Go.
    ///
    /// ## Why it breaks
    /// Nothing breaks: `seccomp:unconfined` lets the program call what the usual filter keeps from it, `ptrace`
    /// of others, `mount`, `keyctl`, `bpf`, and is mostly left over from an old runtime that answered `clone3`
    /// or `faccessat2` wrongly. No program of Go needs it to run; a debugger needs `SYS_PTRACE` alone. Seen by
    /// users in moby/moby#42681, where newer runtimes mended what it was set for.
    ///
    /// ## How to mend it
    /// Take it out and update the runtime; for a debugger `cap_add: [SYS_PTRACE]`.
    ///
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
    ///     security_opt:
    ///       - seccomp:unconfined
    /// -- finds --
    /// compose.yaml:5: /web runs without a filter of system calls, and no program of Go needs that
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
    ///     security_opt: [no-new-privileges:true, apparmor=unconfined]
    ///   traced:
    ///     image: debugger
    ///     security_opt: [seccomp=unconfined]
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
    ///     security_opt: ["seccomp=$FILTER"]
    /// -- unsure --
    /// compose.yaml: compose puts seccomp=$FILTER together when it starts
    /// ```
    seccomp_off: Note of recipes, preview
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_services(one)
}

fn one(seen: &ServiceSeen<'_>) -> Answer {
    let Some(option) =
        seen.service.all("security_opt").find(|one| one.written.starts_with("seccomp"))
    else {
        return Ok(None);
    };
    let Some(started) = seen.stage().and_then(|stage| stage.started()) else { return Ok(None) };
    let Some(said) = option.text.look()? else { return Ok(None) };
    let is_off = ["seccomp:unconfined", "seccomp=unconfined"].contains(&said.value().as_str());
    // Who starts it under a debugger has a reason.
    let has_debugger =
        seen.stage().is_some_and(|stage| stage.runs().any(|run| run.written.contains("dlv")));
    if !is_off || has_debugger {
        return Ok(None);
    }
    let path = &started.shipped.path;
    Ok(Some(
        Finding::new(format!(
            "{path} runs without a filter of system calls, and no program of Go needs that"
        ))
        .has(said.value().clone(), &option.at)
        .needs("nothing that the usual filter refuses", &started.making.run.at)
        .mend("take it out; for a debugger cap_add: [SYS_PTRACE]"),
    ))
}
