//! A directory that is changed for one line of a recipe and wanted in the next.

use landfall_facts::Finding;

use crate::recipes::{Answers, MakeLine, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A line of a Makefile's recipe only changes the directory, and the Go command stands on another line.
    ///
    /// ## Why it breaks
    /// Each line of a recipe is a shell of its own (GNU make manual,
    /// https://www.gnu.org/software/make/manual/html_node/Execution.html): `cd cmd/web` ends with its line,
    /// and `go build` runs where the Makefile is: `go: go.mod file not found in current directory or any
    /// parent directory`, or another package is built. Run here.
    ///
    /// ## How to mend it
    /// `cd cmd/web && go build`, or `go -C cmd/web build` (Go 1.20).
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Makefile --
    /// web:
    /// 	cd cmd/web
    /// 	go build -o web .
    /// -- finds --
    /// Makefile:2: cd ends with this line: go build on the next one runs where the Makefile is
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Makefile --
    /// web:
    /// 	cd cmd/web && go build -o web .
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Makefile --
    /// .ONESHELL:
    /// web:
    /// 	cd cmd/web
    /// 	go build -o web .
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Makefile --
    /// web:
    /// 	cd cmd/web
    /// 	cd cmd/web; go build -o web .
    /// 	cd ..
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Makefile --
    /// web:
    /// 	cd $(DIR)
    /// 	go build -o web .
    /// -- unsure --
    /// Makefile: nothing in the Makefile sets DIR
    /// ```
    directory_lost_on_next_line: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_make_lines(one)
}

fn one(line: &MakeLine<'_>) -> Answer {
    let [change] = line.runs.as_slice() else { return Ok(None) };
    // What a macro puts in may be many lines.
    let is_written = change.written.trim_start().starts_with("cd");
    if change.program.known().is_none_or(|name| name != "cd") || line.is_one_shell || !is_written {
        return Ok(None);
    }
    let Some(build) = line.later.first().filter(|run| run.go.is_some()) else { return Ok(None) };
    let Some(to) = change.words.first() else { return Ok(None) };
    let Some(to) = to.text.look()? else { return Ok(None) };
    if matches!(to.value().as_str(), "." | "./") {
        return Ok(None);
    }
    let verb = build.go.as_ref().map_or("", |go| go.verb.as_str());
    Ok(Some(
        Finding::new(format!(
            "cd ends with this line: go {verb} on the next one runs where the Makefile is"
        ))
        .has(change.written.clone(), &change.at)
        .needs(build.written.clone(), &build.at)
        .mend(format!("{} && {}", change.written, build.written)),
    ))
}
