//! Arguments that no program is given.

use landfall_facts::{Finding, Said, Unsure, Why};

use crate::recipes::{Answers, StageSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// `CMD` stands beside an `ENTRYPOINT` for a shell, which does not look at it.
    ///
    /// ## Why it breaks
    /// `ENTRYPOINT /web` is `/bin/sh -c /web`, and what stands in `CMD`, or behind the image's name on the
    /// command line, is given to the shell and not to the program. Written in the Dockerfile reference under
    /// "Understand how CMD and ENTRYPOINT interact". A shell was called so here, and the program saw no
    /// arguments.
    ///
    /// ## How to mend it
    /// `ENTRYPOINT ["/web"]`.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM alpine:3.22
    /// COPY web /
    /// ENTRYPOINT /web
    /// CMD ["--port=80"]
    /// -- finds --
    /// Dockerfile:4: CMD is given to the shell of ENTRYPOINT, and /web does not see it
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM alpine:3.22
    /// COPY web /
    /// ENTRYPOINT ["/web"]
    /// CMD ["--port=80"]
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM alpine:3.22
    /// COPY web /
    /// ENTRYPOINT exec /web "$0" "$@"
    /// CMD ["--port=80"]
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM alpine:3.22
    /// COPY web /
    /// ENTRYPOINT eval "$START"
    /// CMD ["--port=80"]
    /// -- unsure --
    /// Dockerfile: what eval runs is not written here
    /// ```
    command_after_shell_entrypoint: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_shipped(one)
}

fn one(seen: &StageSeen<'_>) -> Answer {
    let (Some(entry), Some(command)) = (&seen.stage.entrypoint, &seen.stage.command) else {
        return Ok(None);
    };
    let Some(text) = entry.words.first().and_then(Said::known).filter(|_| entry.is_shell) else {
        return Ok(None);
    };
    if command.words.is_empty()
        || ["$@", "$*", "$0", "$1", "${@", "${1"].iter().any(|one| text.contains(one))
    {
        return Ok(None);
    }
    let mut words = text.split_whitespace().filter(|word| *word != "exec");
    let program = words.next().unwrap_or(text);
    if program == "eval" {
        return Err(Unsure(Why::new("what eval runs is not written here")));
    }
    Ok(Some(
        Finding::new(format!(
            "CMD is given to the shell of ENTRYPOINT, and {program} does not see it"
        ))
        .has("CMD", &command.at)
        .needs("an ENTRYPOINT that is a list", &entry.at)
        .mend(format!("ENTRYPOINT [\"{program}\"]")),
    ))
}
