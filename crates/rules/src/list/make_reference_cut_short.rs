//! A shell's variable in a Makefile of which make takes the first letter.

use landfall_facts::{Finding, Makefile, Origin, Unsure, Why};

use crate::recipes::{Answers, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A recipe writes `$GOOS`, of which make expands `$G`, and the shell sees `OOS`.
    ///
    /// ## Why it breaks
    /// A `$` in a recipe is make's: without parentheses it takes one letter (GNU make manual,
    /// https://www.gnu.org/software/make/manual/html_node/Reference.html). `-o web-$GOOS` becomes
    /// `web-OOS`, and `cd $HOME/go` leads to `OME/go`. No error says so. Run here.
    ///
    /// ## How to mend it
    /// `$(GOOS)` for a variable of make, `$$GOOS` for one of the shell.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Makefile --
    /// web:
    /// 	go build -o web-$GOOS .
    /// -- finds --
    /// Makefile:2: make takes $G of $GOOS: the shell sees OOS
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Makefile --
    /// web:
    /// 	go build -o web-$$GOOS-$(GOARCH) $@ $<
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Makefile --
    /// G = $(info x)go
    /// web:
    /// 	echo $GOOS
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Makefile --
    /// include $(SETTINGS)
    /// web:
    /// 	go build -o web-$GOOS .
    /// -- unsure --
    /// Makefile: what is included may set G
    /// ```
    make_reference_cut_short: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    let files = tree.recipes.makefiles.iter();
    files
        .flat_map(|file| {
            file.short_references.iter().map(|one| (one.1.clone(), check_one(file, one)))
        })
        .collect()
}

fn check_one(file: &Makefile, (name, at): &(String, Origin)) -> Answer {
    let Some(first) = name.get(..1) else { return Ok(None) };
    let is_shouted = name.len() > 2
        && name
            .bytes()
            .all(|byte| byte == b'_' || byte.is_ascii_uppercase() || byte.is_ascii_digit());
    // A variable of one letter may be meant.
    if !is_shouted || file.variables.iter().any(|one| one.name == first) {
        return Ok(None);
    }
    if file.includes {
        return Err(Unsure(Why::new(format!("what is included may set {first}"))));
    }
    let rest = &name[1..];
    Ok(Some(
        Finding::new(format!("make takes ${first} of ${name}: the shell sees {rest}"))
            .has(format!("${name}"), at)
            .mend(format!("$({name}), or $${name} for a variable of the shell")),
    ))
}
