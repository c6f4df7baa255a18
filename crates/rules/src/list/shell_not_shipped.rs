//! A start that needs a shell, in an image without one.

use landfall_facts::{Finding, Said, Start};

use crate::recipes::{Answers, StageSeen, Tree, base};
use crate::rule::{Answer, rule};

rule! {
    /// `ENTRYPOINT` or `CMD` needs a shell, and the image has none.
    ///
    /// ## Why it breaks
    /// Words without brackets are handed to `/bin/sh -c`. `scratch` and the distroless images have no shell, so
    /// the container does not start: `exec: "/bin/sh": stat /bin/sh: no such file or directory`. Seen by users
    /// in itzg/rcon-cli#6, sassoftware/event-provenance-registry#42 and GoogleContainerTools/distroless#62. A
    /// shell was asked for here in a directory with nothing but the program in it.
    ///
    /// ## How to mend it
    /// The words as a list: `ENTRYPOINT ["/web", "--port=80"]`. What needs a shell, as variables and `&&`, goes
    /// into the program, or the image must have one: `gcr.io/distroless/static:debug`, `alpine`.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM scratch
    /// COPY web /
    /// ENTRYPOINT /web --port=80
    /// -- finds --
    /// Dockerfile:3: ENTRYPOINT needs /bin/sh, and scratch has no shell
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM gcr.io/distroless/base-debian12
    /// COPY web /web
    /// CMD ["sh", "-c", "/web --port=$PORT"]
    /// -- finds --
    /// Dockerfile:3: CMD needs sh, and gcr.io/distroless/base-debian12 has no shell
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM scratch
    /// COPY --from=busybox:1.38-musl /bin/ /bin/
    /// COPY web /
    /// ENTRYPOINT /web --port=80
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM gcr.io/distroless/static:debug
    /// ENTRYPOINT ["sh"]
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// ARG BASE
    /// FROM $BASE
    /// CMD /web
    /// -- unsure --
    /// Dockerfile: $BASE is what --build-arg says
    /// ```
    shell_not_shipped: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_shipped(one)
}

fn one(seen: &StageSeen<'_>) -> Answer {
    let Some(start) = seen.start() else { return Ok(None) };
    let Some(shell) = shell_of(start) else { return Ok(None) };
    if let Some(unsure) = seen.unknown_image() {
        return Err(unsure);
    }
    // Of an image that no table has nobody can tell, and most have a shell.
    let Ok(Some(machine)) = seen.without_shell() else { return Ok(None) };
    let keyword = if seen.stage.entrypoint.is_some() { "ENTRYPOINT" } else { "CMD" };
    let list: Vec<String> = start
        .words
        .iter()
        .filter_map(Said::known)
        .flat_map(str::split_whitespace)
        .map(|word| format!("\"{}\"", word.trim_matches(['"', '\''])))
        .collect();
    let mut finding =
        Finding::new(format!("{keyword} needs {shell}, and {} has no shell", machine.name))
            .has(format!("{keyword} is for a shell"), &start.at)
            .needs(shell, &seen.stage.at);
    if start.is_shell {
        finding = finding.mend(format!("{keyword} [{}]", list.join(", ")));
    }
    Ok(Some(finding.mend("or end on an image with a shell: alpine, debian:12-slim")))
}

/// The shell that a start needs.
fn shell_of(start: &Start) -> Option<&str> {
    if start.is_shell {
        return Some("/bin/sh");
    }
    let first = start.words.first()?.known()?;
    let is_usual =
        !first.contains('/') || first.starts_with("/bin/") || first.starts_with("/usr/bin/");
    (is_usual && ["sh", "bash", "ash", "dash"].contains(&base(first))).then_some(first)
}
