//! Build tags that a later word takes back.

use landfall_facts::Fact;

use crate::recipes::{Answers, Making, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// `-tags` is given twice, and only the last counts.
    ///
    /// ## Why it breaks
    /// The Go command adds nothing up: `-tags netgo -tags osusergo` builds with `osusergo` alone, and
    /// `-tags` of a line takes back the one of `GOFLAGS`. The files of the lost tag are left out
    /// without a message. Run here with Go 1.26 (`go version -m` shows the tags); that the flag
    /// takes a comma-separated list is written in
    /// https://pkg.go.dev/cmd/go#hdr-Compile_packages_and_dependencies.
    ///
    /// ## How to mend it
    /// One `-tags` with a comma between: `-tags netgo,osusergo`.
    ///
    /// ```case
    /// -- build.sh --
    /// go build -tags netgo -tags osusergo -o web .
    /// -- finds --
    /// build.sh:1: the tag netgo is lost: of several -tags only the last counts
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// ENV GOFLAGS=-tags=netgo
    /// RUN go build -tags=web -o /web .
    /// -- finds --
    /// Dockerfile:3: the tag netgo is lost: of several -tags only the last counts
    /// ```
    /// ```case
    /// -- build.sh --
    /// go build -tags netgo,osusergo -o web .
    /// go build -tags netgo -tags netgo,osusergo -o web .
    /// go build -tags "netgo osusergo" -o web .
    /// ```
    /// ```case
    /// -- build.sh --
    /// go build -tags $TAGS -tags osusergo -o web .
    /// -- unsure --
    /// build.sh: nothing here sets $TAGS
    /// ```
    build_tags_overwritten: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    if !making.go.compiles() {
        return Ok(None);
    }
    let given: Vec<_> = making.go.flags.iter().filter(|flag| flag.name == "tags").collect();
    let Some((last, earlier)) = given.split_last() else { return Ok(None) };
    let says =
        |lost: &str| format!("the tag {lost} is lost: of several -tags only the last counts");
    let mend = |lost: &str, kept: &str| format!("-tags {}", together(lost, kept));
    for flag in earlier {
        let (Some(before), Some(kept)) = (flag.value.look()?, last.value.look()?) else { continue };
        if let Some(lost) = missing(before.value(), kept.value()) {
            return Ok(Some(
                making
                    .told(says(lost))
                    .needs(format!("-tags {}", before.value()), &flag.at)
                    .mend(mend(before.value(), kept.value())),
            ));
        }
    }
    let Fact::Known(flags, at) = making.var("GOFLAGS") else { return Ok(None) };
    let before = flags
        .split_whitespace()
        .find_map(|word| word.trim_start_matches('-').strip_prefix("tags="));
    let (Some(before), Some(kept)) = (before, last.value.known()) else { return Ok(None) };
    let Some(lost) = missing(before, kept) else { return Ok(None) };
    Ok(Some(
        making.told(says(lost)).needs(format!("GOFLAGS={flags}"), &at).mend(mend(before, kept)),
    ))
}

fn tags(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ' ']).filter(|tag| !tag.is_empty())
}

/// The first tag of one text that the other does not have.
fn missing<'t>(before: &'t str, kept: &str) -> Option<&'t str> {
    tags(before).find(|tag| !tags(kept).any(|other| other == *tag))
}

fn together(before: &str, kept: &str) -> String {
    let lost = tags(before).filter(|tag| !tags(kept).any(|other| other == *tag));
    lost.chain(tags(kept)).collect::<Vec<_>>().join(",")
}
