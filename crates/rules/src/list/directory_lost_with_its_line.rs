//! A directory that is changed into for nothing.

use landfall_facts::{Finding, Home, Run};

use crate::recipes::{Answers, Tree, runs_behind};
use crate::rule::{Answer, rule};

rule! {
    /// A `RUN` line ends with `cd`, and a later line builds in the directory of before.
    ///
    /// ## Why it breaks
    /// Each `RUN` begins in the directory of `WORKDIR`, wherever the one before went. `RUN cd /src` and
    /// then `RUN go build` ends with `go: go.mod file not found in current directory or any parent
    /// directory`, or builds something else. Seen by users in moby/moby#34152; two shells were run one
    /// after the other here.
    ///
    /// ## How to mend it
    /// `WORKDIR /src`.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// COPY . /src
    /// RUN cd /src
    /// RUN go build -o /web .
    /// -- finds --
    /// Dockerfile:3: cd /src ends with this RUN, and go build runs where it was before
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// COPY . /src
    /// RUN cd /src && go build -o /web .
    /// RUN cd /src && ls
    /// WORKDIR /src
    /// RUN go build -o /web .
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// ARG DIR
    /// RUN cd $DIR
    /// RUN go build -o /web .
    /// -- unsure --
    /// Dockerfile: $DIR is what --build-arg says
    /// ```
    directory_lost_with_its_line: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_program(&["cd"], one)
}

fn one(tree: &Tree<'_>, run: &Run) -> Answer {
    let Home::Stage { image, stage, .. } = run.home else { return Ok(None) };
    if run.flow.is_apart || run.flow.is_conditional {
        return Ok(None);
    }
    let mut behind = runs_behind(tree.recipes, run).peekable();
    if behind.peek().is_some_and(|next| next.home == run.home) {
        return Ok(None);
    }
    let is_near = |other: &&Run| matches!(other.home, Home::Stage { image: of, stage: at, .. } if (of, at) == (image, stage));
    let builds = |other: &&Run| other.go.as_deref().is_some_and(|go| go.compiles());
    let Some(build) = behind.find(|other| is_near(other) && builds(other)) else { return Ok(None) };
    let Some(said) = run.words.first() else { return Ok(None) };
    let Some(to) = said.text.look()? else { return Ok(None) };
    // A later WORKDIR may have gone there.
    if build.dir.known().is_some_and(|dir| dir.ends_with(to.value().trim_matches('/'))) {
        return Ok(None);
    }
    let verb = build.go.as_deref().map_or("", |go| &go.verb);
    Ok(Some(
        Finding::new(format!(
            "cd {} ends with this RUN, and go {verb} runs where it was before",
            to.value()
        ))
        .has(run.written.clone(), &run.at)
        .needs(format!("go {verb}, in a shell of its own"), &build.at)
        .mend(format!("WORKDIR {}", to.value())),
    ))
}
