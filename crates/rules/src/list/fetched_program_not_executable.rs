//! A program fetched by `ADD` and started as it came.

use landfall_facts::{Fact, Finding, Said, Unsure};

use crate::recipes::{Answers, StageSeen, Tree, landings};
use crate::rule::{Answer, rule};

rule! {
    /// `ADD` fetches a program, and nothing makes it executable.
    ///
    /// ## Why it breaks
    /// A file that `ADD` fetches has the mode 600, for anybody: `exec /web: permission denied`. Written in the
    /// Dockerfile reference under "Adding files from a URL"; seen by users in moby/moby#42227. A program with
    /// that mode was started here.
    ///
    /// ## How to mend it
    /// `ADD --chmod=755 https://… /web`, with BuildKit.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM alpine:3.22
    /// ADD https://example.com/v1/web /usr/local/bin/
    /// ENTRYPOINT ["/usr/local/bin/web"]
    /// -- finds --
    /// Dockerfile:2: /usr/local/bin/web is fetched with mode 600 and started
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM alpine:3.22
    /// ADD https://example.com/v1/web /usr/local/bin/
    /// RUN chmod +x /usr/local/bin/*
    /// ENTRYPOINT ["/usr/local/bin/web"]
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM alpine:3.22
    /// ADD --chmod=755 https://example.com/v1/web /usr/local/bin/
    /// ENTRYPOINT ["/usr/local/bin/web"]
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM alpine:3.22
    /// ARG MODE
    /// ADD --chmod=$MODE https://example.com/v1/web /usr/local/bin/
    /// ENTRYPOINT ["/usr/local/bin/web"]
    /// -- unsure --
    /// Dockerfile: $MODE is what --build-arg says
    /// ```
    fetched_program_not_executable: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_shipped(one)
}

fn one(seen: &StageSeen<'_>) -> Answer {
    let Some(start) = seen.start().filter(|start| !start.is_shell) else { return Ok(None) };
    let Some(program) = start.words.first().and_then(Said::known) else { return Ok(None) };
    for copied in seen.copies().filter(|copied| copied.is_add) {
        for source in &copied.sources {
            let Some(url) = source.known().filter(|url| url.starts_with("http")) else { continue };
            let is_repository = url.ends_with(".git") || url.contains(".git#") || url.contains('?');
            let is_started = landings(copied, url).iter().any(|file| file == program);
            // Whoever runs something after it may have changed the mode.
            if is_repository
                || !is_started
                || seen
                    .runs()
                    .any(|run| run.written.contains("chmod") || run.program.known().is_none())
            {
                continue;
            }
            let mode = match copied.mode.as_ref().map(|mode| &mode.text) {
                None => "600".to_owned(),
                Some(Fact::Known(mode, _)) => mode.clone(),
                Some(Fact::Unknown(why)) => return Err(Unsure(why.clone())),
                Some(Fact::Absent(_)) => continue,
            };
            let Ok(bits) = u32::from_str_radix(&mode, 8) else { continue };
            if bits & 0o111 != 0 {
                continue;
            }
            return Ok(Some(
                Finding::new(format!("{program} is fetched with mode {mode} and started"))
                    .has(format!("ADD {}", source.written), &copied.at)
                    .needs("a mode that lets it be executed", &start.at)
                    .mend(format!("ADD --chmod=755 {} {}", source.written, copied.to.written)),
            ));
        }
    }
    Ok(None)
}
