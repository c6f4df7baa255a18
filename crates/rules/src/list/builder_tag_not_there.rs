//! An image of Go that there is none of.

use landfall_facts::Finding;

use crate::recipes::{Answers, StageSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// `FROM` names an image of Go that was never made.
    ///
    /// ## Why it breaks
    /// `docker.io/library/golang:1.19.4-bookworm: not found`. Each release of Go has images for the
    /// releases of Debian and Alpine of its time, and a base that came later has none of an older Go.
    /// Seen by users in kufu-ai/gocat#1162. Nothing was pulled here: the table is read out of the history of
    /// docker-library/official-images.
    ///
    /// ## How to mend it
    /// A tag of the list on hub.docker.com: another base, or a later patch release.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.19.4-bookworm
    /// RUN go build -o /web .
    /// -- finds --
    /// Dockerfile:1: there is no image golang:1.19.4-bookworm
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.19.13-bookworm
    /// FROM golang:1.99
    /// FROM example.com/golang:1.19.4-bookworm
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// ARG GO
    /// FROM golang:$GO-bookworm
    /// -- unsure --
    /// Dockerfile: $GO is what --build-arg says
    /// ```
    builder_tag_not_there: Breaks of recipes, preview
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_stages(one)
}

fn one(seen: &StageSeen<'_>) -> Answer {
    let landfall_facts::Base::Image(said) = &seen.stage.base else { return Ok(None) };
    if !said.written.contains("golang") {
        return Ok(None);
    }
    let Some(name) = said.text.look()? else { return Ok(None) };
    let Some(image) = landfall_know::go_image(name.value()) else { return Ok(None) };
    if image.exists != Some(false) || name.value().contains('@') {
        return Ok(None);
    }
    Ok(Some(
        Finding::new(format!("there is no image {}", name.value()))
            .has(format!("FROM {}", said.written), &said.at)
            .needs("the tags that there were", &image.origin)
            .mend("another base, or a later release of Go"),
    ))
}
