//! A variable that is set for one line of a recipe and wanted in the next.

use landfall_facts::Finding;

use crate::recipes::{Answers, MakeLine, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A line of a Makefile's recipe exports a variable, and the Go command stands on another line.
    ///
    /// ## Why it breaks
    /// Each line of a recipe is a shell of its own (GNU make manual,
    /// https://www.gnu.org/software/make/manual/html_node/Execution.html): what `export GOOS=linux` sets
    /// ends with its line, and the program is built for this machine. No error says so. Run here.
    ///
    /// ## How to mend it
    /// One line with `&&`, `GOOS=linux go build`, or `web: export GOOS = linux` before the recipe.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Makefile --
    /// web:
    /// 	export GOOS=linux
    /// 	go build -o web .
    /// -- finds --
    /// Makefile:2: GOOS is lost when this line ends: go build on the next one does not see it
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Makefile --
    /// web:
    /// 	export GOOS=linux; go build -o web .
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Makefile --
    /// .ONESHELL:
    /// web:
    /// 	export GOOS=linux
    /// 	go build -o web .
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Makefile --
    /// web:
    /// 	export A=b
    /// 	echo done
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Makefile --
    /// web:
    /// 	export $(SETTINGS)
    /// 	go build -o web .
    /// -- unsure --
    /// Makefile: nothing in the Makefile sets SETTINGS
    /// ```
    export_lost_on_next_line: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_make_lines(one)
}

fn one(line: &MakeLine<'_>) -> Answer {
    let [export] = line.runs.as_slice() else { return Ok(None) };
    if export.program.known().is_none_or(|name| name != "export") || line.is_one_shell {
        return Ok(None);
    }
    let Some(build) = line.later.iter().find(|run| run.go.is_some()) else { return Ok(None) };
    let Some(said) = export.words.first() else { return Ok(None) };
    if !said.written.contains('=') {
        said.text.look()?;
        return Ok(None);
    }
    let name = said.written.split('=').next().unwrap_or_default();
    if build.env.var(name).is_some() {
        return Ok(None);
    }
    let verb = build.go.as_ref().map_or("", |go| go.verb.as_str());
    Ok(Some(
        Finding::new(format!(
            "{name} is lost when this line ends: go {verb} on the next one does not see it"
        ))
        .has(export.written.clone(), &export.at)
        .needs(build.written.clone(), &build.at)
        .mend(format!("{} && {}", export.written, build.written)),
    ))
}
