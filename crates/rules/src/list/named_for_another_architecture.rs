//! A program that is called after an architecture that it is not for.

use landfall_facts::{Fact, Finding};

use crate::recipes::{Answers, Making, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A program is called after one architecture and built for another.
    ///
    /// ## Why it breaks
    /// Without `GOARCH` the Go command builds for the machine that it runs on. `macos-latest` has been arm64 since
    /// 2024, so what is called `darwin-amd64` there holds arm64: `Bad CPU type in executable` on the Macs of its
    /// users. Seen by users in nalgeon/redka#26, hashicorp/go-hclog#145 and m0n0x41d/haft#56. A program so named
    /// was built and read here.
    ///
    /// ## How to mend it
    /// `GOARCH` beside the name: `GOARCH=amd64 go build -o web-darwin-amd64`; with cgo a runner of that
    /// architecture (`macos-15-intel`).
    ///
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: macos-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: go build -o web-darwin-amd64 .
    /// -- finds --
    /// .github/workflows/ci.yml:6: web-darwin-amd64 is built for arm64
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: macos-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: GOARCH=amd64 go build -o web-darwin-amd64 .
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: macos-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: go build -o web-darwin-arm64 .
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ${{ inputs.os }}
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: go build -o web-x86_64 .
    /// -- unsure --
    /// .github/workflows/ci.yml: ${{ inputs.os }} is known only when it runs
    /// ```
    named_for_another_architecture: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    if making.step().is_none() || !making.go.ships() {
        return Ok(None);
    }
    let Some(flag) = making.go.flag("o") else { return Ok(None) };
    let Some(path) = flag.value.known() else { return Ok(None) };
    let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let Some(named) = architecture_in(name) else { return Ok(None) };
    let arch = making.arch();
    let Some(arch) = arch.look()? else { return Ok(None) };
    if arch.value() == named {
        return Ok(None);
    }
    let said = match making.var("GOARCH") {
        Fact::Absent(_) => format!("the runner is {}, and no GOARCH is said", arch.value()),
        Fact::Known(..) | Fact::Unknown(_) => format!("GOARCH is {}", arch.value()),
    };
    Ok(Some(
        Finding::new(format!("{name} is built for {}", arch.value()))
            .has(said, &making.run.at)
            .needs(format!("{name} is called after {named}"), &flag.at)
            .mend(format!("GOARCH={named} go build -o {path}")),
    ))
}

/// The one architecture that a name holds, as Go calls it.
fn architecture_in(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase().replace("x86_64", "amd64").replace("x86-64", "amd64");
    let mut found = None;
    for part in name.split(['-', '_', '.']) {
        let arch = match part {
            "amd64" => "amd64",
            "arm64" | "aarch64" => "arm64",
            "386" | "i386" => "386",
            "riscv64" => "riscv64",
            "ppc64le" => "ppc64le",
            "s390x" => "s390x",
            _ => continue,
        };
        if found.replace(arch).is_some() {
            return None;
        }
    }
    found
}
