//! Flags for the linker that a later word takes back.

use landfall_facts::Fact;

use crate::recipes::{Answers, Making, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// `-ldflags` is given twice, and only the last counts.
    ///
    /// ## Why it breaks
    /// The Go command adds nothing up: `-ldflags="-X main.version=1" -ldflags=-s` links with `-s` alone,
    /// and the version stays empty without a message. `-ldflags` of a line takes back the one of
    /// `GOFLAGS` too. Seen by users in Softorage/7z-GUI-Linux#5; run here with Go 1.26. Flags for
    /// certain packages, as `-ldflags=all=-s`, are counted for each.
    ///
    /// ## How to mend it
    /// One `-ldflags` with all of it.
    ///
    /// ```case
    /// -- build.sh --
    /// go build -ldflags="-X main.version=1" -ldflags=-s -o web .
    /// -- finds --
    /// build.sh:1: -X main.version=1 is lost: of several -ldflags only the last counts
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// ENV GOFLAGS=-ldflags=-s
    /// RUN go build -ldflags=-w -o /web .
    /// -- finds --
    /// Dockerfile:3: -s is lost: of several -ldflags only the last counts
    /// ```
    /// ```case
    /// -- build.sh --
    /// go build -ldflags="-X main.version=1 -s" -o web .
    /// go build -ldflags=-s -ldflags="-s -w" -o web .
    /// go build -ldflags=all=-s -ldflags=./web=-w -o web .
    /// ```
    /// ```case
    /// -- build.sh --
    /// go build -ldflags="$FLAGS" -ldflags=-s -o web .
    /// -- unsure --
    /// build.sh: nothing here sets $FLAGS
    /// ```
    linker_flags_overwritten: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    if !making.go.compiles() {
        return Ok(None);
    }
    let given: Vec<_> = making.go.flags.iter().filter(|flag| flag.name == "ldflags").collect();
    let Some((last, earlier)) = given.split_last() else { return Ok(None) };
    let says = |lost: &str| format!("{lost} is lost: of several -ldflags only the last counts");
    let has_pattern = |text: &str| !text.trim_start().starts_with('-');
    for flag in earlier {
        let (Some(lost), Some(kept)) = (flag.value.look()?, last.value.look()?) else { continue };
        if is_in(lost.value(), kept.value())
            || has_pattern(lost.value())
            || has_pattern(kept.value())
        {
            continue;
        }
        return Ok(Some(
            making
                .told(says(lost.value()))
                .needs(format!("-ldflags={}", lost.value()), &flag.at)
                .mend(format!("-ldflags=\"{} {}\"", lost.value(), kept.value())),
        ));
    }
    let Fact::Known(flags, at) = making.var("GOFLAGS") else { return Ok(None) };
    let lost = flags.split_whitespace().find_map(|word| {
        word.trim_start_matches('-').strip_prefix("ldflags=").map(|text| text.trim_matches('"'))
    });
    let (Some(lost), Some(kept)) = (lost, last.value.known()) else { return Ok(None) };
    if is_in(lost, kept) || has_pattern(lost) || has_pattern(kept) {
        return Ok(None);
    }
    Ok(Some(
        making
            .told(says(lost))
            .needs(format!("GOFLAGS={flags}"), &at)
            .mend(format!("-ldflags=\"{lost} {kept}\"")),
    ))
}

/// Whether each word of one text is in the other.
fn is_in(lost: &str, kept: &str) -> bool {
    lost.split_whitespace().all(|word| kept.split_whitespace().any(|other| other == word))
}
