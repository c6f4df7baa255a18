//! CGO_ENABLED with a word that Go does not take.

use landfall_facts::{Edit, Fact};

use crate::recipes::{Answers, Making, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// `CGO_ENABLED` is set to something other than `0` or `1`.
    ///
    /// ## Why it breaks
    /// The Go command takes any other word for none, without a message: `CGO_ENABLED=false go env
    /// CGO_ENABLED` says 1 where there is a C compiler, and the program that was to be static asks for a
    /// libc. `true` is as good as nothing too: cgo stays off where there is no compiler, or for another
    /// platform. Run here with Go 1.21 to 1.27; written in https://pkg.go.dev/cmd/go#hdr-Environment_variables.
    ///
    /// ## How to mend it
    /// `CGO_ENABLED=0` or `CGO_ENABLED=1`.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// ENV CGO_ENABLED=false
    /// RUN go build -o /web .
    /// -- finds --
    /// Dockerfile:2: CGO_ENABLED=false is taken for none: only 0 and 1 count
    /// ```
    /// ```case
    /// -- build.sh --
    /// CGO_ENABLED=0 go build .
    /// CGO_ENABLED=1 go build .
    /// CGO_ENABLED= go build .
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// ARG CGO
    /// RUN CGO_ENABLED=$CGO go build -o /web .
    /// -- unsure --
    /// Dockerfile: $CGO is what --build-arg says
    /// ```
    cgo_switch_misspelt: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    if !making.go.compiles() {
        return Ok(None);
    }
    let value = match making.var("CGO_ENABLED") {
        Fact::Known(value, at) if value != "0" && value != "1" => (value, at),
        Fact::Unknown(why) if making.stage().is_some() => {
            return Err(landfall_facts::Unsure(why));
        }
        Fact::Known(..) | Fact::Absent(_) | Fact::Unknown(_) => return Ok(None),
    };
    let (value, at) = value;
    let is_off = matches!(value.to_ascii_lowercase().as_str(), "false" | "no" | "off" | "disabled");
    let meant = if is_off { "0" } else { "1" };
    let finding = landfall_facts::Finding::new(format!(
        "CGO_ENABLED={value} is taken for none: only 0 and 1 count"
    ))
    .has(format!("CGO_ENABLED={value}"), &at)
    .needs(format!("go {}", making.go.verb), &making.run.at)
    .mend(format!("CGO_ENABLED={meant}"));
    Ok(Some(finding.perhaps_fixed_by(format!("write {meant}"), Edit::replace(&at, meant))))
}
