//! A build tag that is taken for a package.

use crate::recipes::{Answers, Making, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// Behind `-tags` stands a second tag, which is taken for a package.
    ///
    /// ## Why it breaks
    /// `-tags` takes one word. In `go build -tags netgo osusergo .` the second is a package: `package
    /// osusergo is not in std`. A flag that follows is taken for one too: `malformed import path "-o":
    /// leading dash`. Run here with Go 1.21 to 1.27; that the flag takes a comma-separated
    /// list is written in https://pkg.go.dev/cmd/go#hdr-Compile_packages_and_dependencies.
    ///
    /// ## How to mend it
    /// A comma between: `-tags netgo,osusergo`.
    ///
    /// ```case
    /// -- build.sh --
    /// go build -tags netgo osusergo ./cmd/web
    /// -- finds --
    /// build.sh:1: go build takes the tag osusergo for a package
    /// ```
    /// ```case
    /// -- build.sh --
    /// go build -tags netgo,osusergo ./cmd/web
    /// go build -tags "netgo osusergo" ./cmd/web
    /// go install -tags netgo std
    /// go build -tags netgo net os/user
    /// go test -tags integration web
    /// ```
    /// ```case
    /// -- build.sh --
    /// go build -tags netgo $MORE_TAGS ./cmd/web
    /// -- unsure --
    /// build.sh: nothing here sets $MORE_TAGS
    /// ```
    build_tags_outside_quotes: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    let verb = making.go.verb.as_str();
    let Some(tags) = making.go.flags.last().filter(|flag| flag.name == "tags") else {
        return Ok(None);
    };
    let [tag, more @ ..] = making.go.packages.as_slice() else { return Ok(None) };
    if tag.written.to_ascii_lowercase().contains("tags") {
        tag.text.look()?;
    }
    let (Some(word), Some(next)) = (tag.known(), more.first().and_then(|said| said.known())) else {
        return Ok(None);
    };
    let is_tag = |word: &str| {
        word.chars().all(|c| c == '_' || c.is_ascii_alphanumeric())
            && word != "std"
            && word != "cmd"
    };
    let is_path = |word: &str| word.starts_with(['.', '-', '/']) || word.contains('/');
    let is_standard = landfall_know::is_standard_package(word);
    let is_read_so = matches!(verb, "build" | "install" | "vet" | "test");
    if !is_tag(word) || !is_path(next) || is_standard || !is_read_so || !making.counts() {
        return Ok(None);
    }
    let value = tags.value.known().map_or("…", |value| value.as_str());
    Ok(Some(
        making
            .told(format!("go {verb} takes the tag {word} for a package"))
            .needs(word.to_owned(), &tag.at)
            .mend(format!("-tags {value},{word}")),
    ))
}
