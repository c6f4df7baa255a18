//! A build under sudo, which takes the environment away.

use crate::recipes::{Answers, Making, Tree, is_read_by_go};
use crate::rule::rule;

rule! {
    /// A script exports variables for Go and then calls `sudo go`, which does not hand them on.
    ///
    /// ## Why it breaks
    /// sudo keeps little of the environment (`env_reset`, written in sudoers(5)): under `sudo go build`
    /// `CGO_ENABLED=0` or `GOARCH=arm64` of the script do not hold, and the build is of another kind. Often
    /// it does not even find the program: `sudo: go: command not found`. Seen by users in
    /// filecoin-project/lotus#2463, cli/cli#6127 and hashicorp/consul#3421. No sudo was run here; `env
    /// -i` took the environment away as sudo does.
    ///
    /// ## How to mend it
    /// Build without sudo and install with it: `go build -o web . && sudo install web /usr/local/bin/`.
    ///
    /// ```case
    /// -- build.sh --
    /// export CGO_ENABLED=0
    /// sudo go build -o /usr/local/bin/web .
    /// -- finds --
    /// build.sh:2: sudo takes CGO_ENABLED away before go build sees it
    /// ```
    /// ```case
    /// -- build.sh --
    /// export CGO_ENABLED=0
    /// sudo -E go build -o /usr/local/bin/web .
    /// sudo CGO_ENABLED=0 go build -o /usr/local/bin/web .
    /// sudo go version
    /// ```
    /// ```case
    /// -- build.sh --
    /// export CGO_ENABLED=0
    /// sudo go $VERB .
    /// -- unsure --
    /// build.sh: nothing here sets $VERB
    /// ```
    environment_lost_by_sudo: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_runs(|tree, run| {
        let Some(lost) =
            run.withheld.iter().find(|name| is_read_by_go(name) && *name != "GOCOVERDIR")
        else {
            return Ok(None);
        };
        match run.go.as_deref() {
            Some(go) => Ok(one(&Making { recipes: tree.recipes, run, go }, lost)),
            None => {
                let is_go = run.program.known().is_some_and(|name| name == "go");
                if let Some(verb) = run.words.first().filter(|_| is_go) {
                    verb.text.look()?;
                }
                Ok(None)
            }
        }
    })
}

fn one(making: &Making<'_>, lost: &str) -> Option<landfall_facts::Finding> {
    let verb = &making.go.verb;
    making.go.compiles().then(|| {
        making
            .told(format!("sudo takes {lost} away before go {verb} sees it"))
            .mend("build without sudo, and install with it")
            .mend(format!("or sudo {lost}=… go {verb}"))
    })
}
