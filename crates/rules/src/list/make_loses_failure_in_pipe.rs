//! A build or a test in a Makefile whose failure is lost in a pipe.

use landfall_facts::Finding;

use crate::recipes::{Answers, MakeLine, Making, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A recipe pipes what `go build` or `go test` says into another program, and make hears that one only.
    ///
    /// ## Why it breaks
    /// make asks for the status of the last program of a pipe: `go test ./... | tee log` succeeds when the
    /// tests fail (GNU make manual,
    /// https://www.gnu.org/software/make/manual/html_node/Choosing-the-Shell.html; the shell's option is
    /// `pipefail`). Run here.
    ///
    /// ## How to mend it
    /// `SHELL := bash` and `.SHELLFLAGS := -o pipefail -c`, or `go test ./... > log` and `cat log`.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Makefile --
    /// test:
    /// 	go test ./... | tee log
    /// -- finds --
    /// Makefile:2: make never hears that go test failed: its status is lost in the pipe
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Makefile --
    /// SHELL := bash
    /// .SHELLFLAGS := -eu -o pipefail -c
    /// test:
    /// 	go test ./... | tee log
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Makefile --
    /// test:
    /// 	set -o pipefail; go test ./... | tee log
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Makefile --
    /// list:
    /// 	go list ./... | sort
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Makefile --
    /// test:
    /// 	$(GO) test ./... | tee log
    /// -- unsure --
    /// Makefile: nothing in the Makefile sets GO
    /// ```
    make_loses_failure_in_pipe: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_make_lines(one)
}

fn one(line: &MakeLine<'_>) -> Answer {
    for run in line.runs.iter().filter(|run| run.flow.is_piped && !run.flow.is_asked) {
        if run.called.written.trim_matches(['$', '(', ')', '{', '}']) == "GO"
            && run.words.first().and_then(|said| said.known()) == Some("test")
        {
            run.program.look()?;
        }
        let Some(go) = run.go.as_ref() else { continue };
        // Who looks for something in it asks what it says.
        if !(Making { recipes: line.recipes, run, go }).is_only_shown() {
            continue;
        }
        if !matches!(go.verb.as_str(), "build" | "install" | "test" | "vet") || line.is_forgiven {
            continue;
        }
        return Ok(Some(
            Finding::new(format!(
                "make never hears that go {} failed: its status is lost in the pipe",
                go.verb
            ))
            .has(run.written.clone(), &run.at)
            .mend("SHELL := bash and .SHELLFLAGS := -o pipefail -c"),
        ));
    }
    Ok(None)
}
