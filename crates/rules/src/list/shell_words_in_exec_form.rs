//! Words that only a shell understands, where no shell is.

use landfall_facts::{Finding, Said, Start};
use landfall_know::{Does, does};

use crate::recipes::{Answers, StageSeen, Tree, base};
use crate::rule::{Answer, rule};

rule! {
    /// A list of words holds a variable or `&&`, which only a shell understands.
    ///
    /// ## Why it breaks
    /// `ENTRYPOINT ["/web", "--port=$PORT"]` starts the program with these very letters: nobody puts a value in
    /// the place of `$PORT`, and `&&` is an argument like any other. Written in the Dockerfile reference under
    /// "Variable substitution": `CMD [ "echo", "$HOME" ]` will not do variable substitution on `$HOME`. Seen by
    /// users in openshift/openshift-mcp-server#85 and moby/moby#4783. A program was started so here, and printed what it was given.
    ///
    /// ## How to mend it
    /// Let the program read its environment. With a shell in the image, `["sh", "-c", "exec /web --port=$PORT"]`.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM alpine:3.22
    /// COPY web /
    /// ENTRYPOINT ["/web", "--port=$PORT"]
    /// -- finds --
    /// Dockerfile:3: /web is given --port=$PORT as it is written: no shell puts PORT in
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM alpine:3.22
    /// COPY web /
    /// CMD ["/web", "migrate", "&&", "/web", "serve"]
    /// -- finds --
    /// Dockerfile:3: /web is given && as an argument: no shell reads it
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM alpine:3.22
    /// COPY web /
    /// ENTRYPOINT ["sh", "-c", "exec /web --port=$PORT"]
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM alpine:3.22
    /// COPY web /
    /// ENTRYPOINT ["/web", "--price=5$", "--match=^a$", "a|b"]
    /// ```
    /// The image may have an entrypoint that is a shell.
    /// ```case
    /// -- Dockerfile --
    /// ARG BASE
    /// FROM $BASE
    /// CMD ["/web", "--port=$PORT"]
    /// -- unsure --
    /// Dockerfile: $BASE is what --build-arg says
    /// ```
    shell_words_in_exec_form: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_shipped(one)
}

fn one(seen: &StageSeen<'_>) -> Answer {
    // What the command is given to may read it: only the words of one list are surely words of a program.
    let Some(start) = seen.start().filter(|start| !start.is_shell && !has_shell(start)) else {
        return Ok(None);
    };
    let Some(program) = start.words.first().and_then(Said::known) else { return Ok(None) };
    let Some((word, says)) = start.words.iter().find_map(|said| {
        let word = said.known()?;
        let says = match (variable(word), word) {
            (Some(name), _) => {
                format!("{program} is given {word} as it is written: no shell puts {name} in")
            }
            (None, "&&" | "||" | "|" | ";" | ">" | ">>" | "2>&1" | "&") => {
                format!("{program} is given {word} as an argument: no shell reads it")
            }
            (None, _) => return None,
        };
        Some((said, says))
    }) else {
        return Ok(None);
    };
    if seen.stage.entrypoint.is_none() {
        if let Some(unsure) = seen.unknown_image() {
            return Err(unsure);
        }
        // An image that no table has may start with a shell of its own.
        if seen.machine().is_err() {
            return Ok(None);
        }
    }
    Ok(Some(
        Finding::new(says)
            .has(format!("{} in a list", word.written), &word.at)
            .needs("a shell that reads it", &start.at)
            .mend("let the program read its environment")
            .mend("or, with a shell in the image: [\"sh\", \"-c\", \"exec …\"]"),
    ))
}

/// Whether one of the words is a shell, or a program that reads what follows as one does.
fn has_shell(start: &Start) -> bool {
    start
        .words
        .iter()
        .filter_map(Said::known)
        .any(|word| does(base(word), Does::FillIn) || word.ends_with(".sh") || word == "-c")
}

/// The variable that a word names: `$NAME` or `${NAME}`, in capitals as those of an environment are.
fn variable(word: &str) -> Option<&str> {
    let (_, rest) = word.split_once('$')?;
    let rest = rest.strip_prefix('{').unwrap_or(rest);
    let end = rest
        .find(|c: char| !(c.is_ascii_uppercase() || c == '_' || c.is_ascii_digit()))
        .unwrap_or(rest.len());
    let name = &rest[..end];
    (name.len() > 1 && name.starts_with(|c: char| c.is_ascii_uppercase())).then_some(name)
}
