//! A Makefile that builds what it runs itself for another platform.

use landfall_facts::{Finding, Home};

use crate::recipes::{Answers, Making, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A Makefile exports `GOOS` or `GOARCH` to every line, and some of them run what they build.
    ///
    /// ## Why it breaks
    /// `go run`, `go generate` and `go test` build for the platform that the environment names and start it
    /// here: `fork/exec /tmp/go-build…/exe/gen: exec format error` on every other machine. Seen by users in
    /// git-lfs/git-lfs#4492, grafana/loki#658 and cri-o/cri-o#1932; run here for another architecture.
    ///
    /// ## How to mend it
    /// Set it where it is wanted, `web: export GOOS = linux`, or take it away where not: `GOOS= GOARCH= go
    /// run ./gen`.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Makefile --
    /// export GOARCH := arm64
    /// web:
    /// 	go run ./gen
    /// 	go build -o web .
    /// -- finds --
    /// Makefile:3: go run starts a program for arm64 here: exec format error on any other machine
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Makefile --
    /// export GOARCH := arm64
    /// web:
    /// 	GOARCH= go run ./gen
    /// 	go build -o web .
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Makefile --
    /// web: export GOOS = plan9
    /// web:
    /// 	go build -o web .
    /// test:
    /// 	go test ./...
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Makefile --
    /// export GOARCH := arm64
    /// web:
    /// 	go test -c -o web.test .
    /// 	go test -exec qemu ./...
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Makefile --
    /// export GOARCH := $(ARCH)
    /// web:
    /// 	go run ./gen
    /// -- unsure --
    /// Makefile: nothing in the Makefile sets ARCH
    /// ```
    foreign_platform_for_own_programs: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    let starts = matches!(making.go.verb.as_str(), "run" | "generate" | "test");
    let is_other = making.go.flag("c").is_some() || making.go.flag("exec").is_some();
    if !matches!(making.run.home, Home::Target { .. }) || !starts || is_other {
        return Ok(None);
    }
    // Who says it on the line itself, or under a condition, means it.
    let is_meant = |name: &str| making.run.written.contains(&format!("{name}="));
    if is_meant("GOOS") || is_meant("GOARCH") || making.run.flow.is_conditional {
        return Ok(None);
    }
    for name in ["GOARCH", "GOOS"] {
        let value = making.run.env.get(name);
        let Some(value) = value.look()? else { continue };
        // On such machines it is meant to be run.
        if value.value().is_empty()
            || matches!(value.value().as_str(), "linux" | "amd64" | "js" | "wasip1" | "wasm")
        {
            continue;
        }
        let verb = &making.go.verb;
        return Ok(Some(
            Finding::new(format!(
                "go {verb} starts a program for {} here: exec format error on any other machine",
                value.value()
            ))
            .has(making.run.written.clone(), &making.run.at)
            .needs(format!("{name}={}", value.value()), value.origin)
            .mend(format!("{name}= go {verb}")),
        ));
    }
    Ok(None)
}
