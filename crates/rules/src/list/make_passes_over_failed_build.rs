//! A build whose failure make passes over.

use landfall_facts::Finding;

use crate::recipes::{Answers, MakeLine, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A line of a recipe begins with `-`, and it builds.
    ///
    /// ## Why it breaks
    /// `make: [Makefile:2: web] Error 1 (ignored)`, and make goes on and says that all is well: what is
    /// shipped is the program of before, or none (GNU make manual,
    /// https://www.gnu.org/software/make/manual/html_node/Errors.html). Run here.
    ///
    /// ## How to mend it
    /// Take the `-` away.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Makefile --
    /// web:
    /// 	-go build -o web .
    /// -- finds --
    /// Makefile:2: make goes on when this go build fails: - stands before it
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Makefile --
    /// web:
    /// 	-rm web
    /// 	@go build -o web .
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Makefile --
    /// web:
    /// 	-$(GO) build -o web .
    /// -- unsure --
    /// Makefile: nothing in the Makefile sets GO
    /// ```
    make_passes_over_failed_build: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_make_lines(one)
}

fn one(line: &MakeLine<'_>) -> Answer {
    if !line.is_forgiven {
        return Ok(None);
    }
    for run in &line.runs {
        if run.called.written.trim_matches(['$', '(', ')', '{', '}']) == "GO"
            && run.words.first().and_then(|said| said.known()) == Some("build")
        {
            run.program.look()?;
        }
        let Some(go) = run.go.as_ref().filter(|go| go.ships()) else { continue };
        return Ok(Some(
            Finding::new(format!(
                "make goes on when this go {} fails: - stands before it",
                go.verb
            ))
            .has(run.written.clone(), &run.at)
            .mend("take the - away"),
        ));
    }
    Ok(None)
}
