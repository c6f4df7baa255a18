//! A flag of the linker that go build takes for its own.

use crate::recipes::{Answers, Making, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A flag of the linker stands outside the quotes of `-ldflags`.
    ///
    /// ## Why it breaks
    /// `-ldflags` takes one word. In `go build -ldflags -s -w` the second is a flag of `go build`, which
    /// does not have it: `flag provided but not defined: -w`. The same for `-X`, `-extldflags` and
    /// `-linkmode`. Run here with Go 1.26; `go help build` says that each of these flags takes one
    /// space-separated list, which may be quoted: written in
    /// https://pkg.go.dev/cmd/go#hdr-Compile_packages_and_dependencies.
    ///
    /// ## How to mend it
    /// `-ldflags "-s -w"`: all of it in one word.
    ///
    /// ```case
    /// -- build.sh --
    /// go build -ldflags -s -w -o web .
    /// -- finds --
    /// build.sh:1: go build takes -w for a flag of its own: it stands outside the quotes of -ldflags
    /// ```
    /// ```case
    /// -- build.sh --
    /// go build -ldflags "-s -w" -o web .
    /// go build -ldflags=-s -o web .
    /// go vet -w x .
    /// go run . -s -w
    /// ```
    /// ```case
    /// -- build.sh --
    /// go build -ldflags $LDFLAGS -o web .
    /// -- unsure --
    /// build.sh: nothing here sets $LDFLAGS
    /// ```
    linker_flag_outside_quotes: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    if !matches!(making.go.verb.as_str(), "build" | "install" | "run") || !making.counts() {
        return Ok(None);
    }
    let is_stray = |name: &str| landfall_know::is_linker_flag(name);
    let Some(flag) = making.go.flags.iter().find(|flag| is_stray(&flag.name)) else {
        // A variable outside quotes may be several words.
        let mut given = making.run.words.iter().skip_while(|said| said.known() != Some("-ldflags"));
        if let Some(value) = given.nth(1).filter(|said| said.written.starts_with('$')) {
            value.text.look()?;
        }
        return Ok(None);
    };
    Ok(Some(
        making
            .told(format!(
                "go {} takes -{} for a flag of its own: it stands outside the quotes of -ldflags",
                making.go.verb, flag.name
            ))
            .needs(format!("-{}", flag.name), &flag.at)
            .mend(format!("-ldflags \"… -{} …\"", flag.name)),
    ))
}
