//! -static for a linker that is not started.

use landfall_facts::Fact;
use landfall_know::installing_verb;

use crate::recipes::{Answers, Making, Tree, where_on};
use crate::rule::{Answer, rule};

rule! {
    /// `-extldflags -static` with cgo on, and nothing makes Go start the C linker.
    ///
    /// ## Why it breaks
    /// `-extldflags` is for the C linker. Where only `net` and `os/user` use cgo, Go links by itself,
    /// does not look at the flag, and the program asks for the loader of the C library: in `scratch` it
    /// ends with `no such file or directory`. Seen by users in bazel-contrib/rules_go#2168 and
    /// golang/go#56386; built and looked at here with Go 1.26. Packages of your own with C in them make
    /// Go start the C linker, and then the flag holds.
    ///
    /// ## How to mend it
    /// `CGO_ENABLED=0`, which needs no flag; or `-linkmode external` beside it, on Alpine.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// COPY . .
    /// RUN go build -ldflags '-extldflags "-static"' -o /web .
    /// -- finds --
    /// Dockerfile:3: -static is for the C linker, which Go does not start for net and os/user
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// RUN CGO_ENABLED=0 go build -ldflags '-extldflags "-static"' -o /web .
    /// RUN go build -tags netgo,osusergo -ldflags '-extldflags "-static"' -o /web .
    /// RUN go build -ldflags '-linkmode external -extldflags "-static"' -tags netgo,osusergo -o /web .
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// ARG CGO
    /// RUN CGO_ENABLED=$CGO go build -ldflags '-extldflags "-static"' -o /web .
    /// -- unsure --
    /// Dockerfile: $CGO is what --build-arg says
    /// ```
    static_flag_not_passed_on: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    let Some(flags) = making.static_flags() else { return Ok(None) };
    let is_external = flags.contains("external") || making.flag_text("buildmode").known().is_some();
    // A driver with C in it makes Go start the C linker.
    if is_external || making.needs_cgo_driver() || is_pure(making) {
        return Ok(None);
    }
    let cgo = match making.run.home {
        landfall_facts::Home::Stage { .. } => making.cgo(),
        _ => return Ok(None),
    };
    let Some(cgo) = where_on(cgo)? else { return Ok(None) };
    // Who installs a compiler, or says CGO_ENABLED=1, has C of his own.
    let is_meant = matches!(making.var("CGO_ENABLED"), Fact::Known(..));
    if is_meant || making.runs_before().any(installs_c) {
        return Ok(None);
    }
    let says = "-static is for the C linker, which Go does not start for net and os/user";
    Ok(Some(
        making
            .told(says)
            .needs("cgo is on", &cgo)
            .mend("CGO_ENABLED=0, which needs no flag")
            .mend("or, for C of your own, -linkmode external beside it"),
    ))
}

/// Whether the tags leave the C of `net` and `os/user` out.
fn is_pure(making: &Making<'_>) -> bool {
    match making.flag_text("tags") {
        Fact::Known(tags, _) => tags.contains("netgo") && tags.contains("osusergo"),
        Fact::Absent(_) => false,
        Fact::Unknown(_) => true,
    }
}

fn installs_c(run: &landfall_facts::Run) -> bool {
    let is_manager = run.program.known().is_some_and(|name| installing_verb(name).is_some());
    let is_of_c = |word: &str| {
        word.ends_with("-dev")
            || word.contains("gcc")
            || word.contains("g++")
            || word.contains("build")
    };
    is_manager && run.words.iter().filter_map(|said| said.known()).any(is_of_c)
}
