//! A flag behind the packages.

use landfall_facts::Edit;

use crate::recipes::{Answers, Making, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A flag stands behind the packages, where it is taken for one.
    ///
    /// ## Why it breaks
    /// The Go command reads flags up to the first word that is none. In `go build . -o web` it looks for
    /// a package called `-o`: `malformed import path "-o": leading dash`. `go test` alone takes flags
    /// behind packages. Run here with Go 1.21 to 1.27; the order, `go build [-o output] [build
    /// flags] [packages]`, is written in https://pkg.go.dev/cmd/go.
    ///
    /// ## How to mend it
    /// Flags first, packages last.
    ///
    /// ```case
    /// -- build.sh --
    /// go build ./cmd/web -o web
    /// -- finds --
    /// build.sh:1: go build takes -o for a package: flags stand before packages
    /// ```
    /// ```case
    /// -- build.sh --
    /// go build -o web ./cmd/web
    /// go test ./... -v
    /// go run ./cmd/web -o web
    /// go vet ./...
    /// ```
    /// ```case
    /// -- build.sh --
    /// go build $FLAGS -o web
    /// go build ./cmd/web $FLAGS
    /// -- unsure --
    /// build.sh: nothing here sets $FLAGS
    /// ```
    flag_behind_packages: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    let reads_so = matches!(making.go.verb.as_str(), "build" | "install" | "vet" | "list");
    if !reads_so || !making.counts() {
        return Ok(None);
    }
    // Behind a word that nobody knows, a flag may still be one.
    let Some(first) = making.go.packages.first().filter(|said| said.known().is_some()) else {
        return Ok(None);
    };
    let flag = making
        .go
        .packages
        .iter()
        .find(|said| said.known().is_some_and(|word| word.len() > 1 && word.starts_with('-')));
    let Some(flag) = flag else {
        let behind = making.go.packages.iter().skip(1);
        for said in behind.filter(|said| said.written.to_ascii_lowercase().contains("flags")) {
            said.text.look()?;
        }
        return Ok(None);
    };
    let word = flag.known().unwrap_or(&flag.written);
    let finding = making
        .told(format!(
            "go {} takes {word} for a package: flags stand before packages",
            making.go.verb
        ))
        .needs(word.to_owned(), &flag.at)
        .mend(format!("go {} {word} … {}", making.go.verb, first.written));
    let moved =
        [Edit::before(&first.at, format!("{} ", flag.written)), Edit::replace(&flag.at, "")];
    let is_alone = word.contains('=') || matches!(word, "-v" | "-x" | "-a" | "-race" | "-trimpath");
    Ok(Some(match is_alone {
        true => finding.fixed_by(format!("put {word} first"), moved.into_iter().flatten()),
        false => finding,
    }))
}
