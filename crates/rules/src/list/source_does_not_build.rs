//! Source that the Go command refuses for the target's platform.

use landfall_facts::{Finding, Obstacle, Origin, Source, Unsure, Why};
use landfall_know::WithoutCgo;

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// The program cannot be built for the target's platform from its source.
    ///
    /// ## Why it breaks
    /// A file is built or left out by its name (`_linux.go`), by its `//go:build` line and, if it
    /// imports "C", by whether cgo is on. Where the only file that declares a name is left out, the
    /// compiler says `undefined: X`; where all files of an imported package are, the Go command
    /// says `build constraints exclude all Go files`. cgo is off where another platform is built
    /// for and where no C compiler is found, so the same source builds on one machine and not on
    /// the next.
    ///
    /// ## How to mend it
    /// Build with cgo and a C compiler for the target (`CGO_ENABLED=1 CC=…`), take a package that
    /// does without C, or import it only in files that are built where it is.
    ///
    /// ```case
    /// build:  source without cgo, undefined userns.Map
    /// target: debian:12
    /// finds:  it cannot be built for debian:12 without cgo: undefined: userns.Map
    /// ```
    /// ```case
    /// build:  source without cgo, undefined a.B, undefined c.D
    /// target: debian:12
    /// finds:  it cannot be built for debian:12 without cgo: undefined: a.B, and 1 more
    /// ```
    /// ```case
    /// build:  source without cgo
    /// target: debian:12
    /// ```
    /// What is built already was possible to build.
    /// ```case
    /// build:  linux/amd64
    /// target: debian:12
    /// ```
    /// A package that is not on disk may be refused, or may not.
    /// ```case
    /// build:  source without cgo, not on disk example.com/x
    /// target: debian:12
    /// unsure: example.com/x is not on disk; `go mod download` fetches it
    /// ```
    source_does_not_build: Breaks
}

fn check(case: &Case<'_>) -> Answer {
    let Some(source) = case.build.source.look()? else { return Ok(None) };
    let certain: Vec<&Obstacle> =
        source.value().obstacles.iter().filter(|one| !one.is_doubt).collect();
    let Some(first) = certain.iter().min_by_key(|one| nearness(one)) else {
        return match source.value().obstacles.first() {
            Some(doubt) => Err(Unsure(Why::new(doubt.because.clone()))),
            None => Ok(None),
        };
    };
    let cgo = if source.has_cgo { "with cgo" } else { "without cgo" };
    let more = match certain.len() {
        1 => String::new(),
        all => format!(", and {} more", all - 1),
    };
    let says = format!("it cannot be built for {} {cgo}: {}{more}", case.machine.name, first.says);
    let mut finding = Finding::new(says);
    for obstacle in certain.iter().filter(|one| nearness(one) == nearness(first)).take(5) {
        let origin = match &obstacle.place {
            Some((path, line)) => {
                Origin::Line { path: path.clone(), line: u32::try_from(*line).unwrap_or(u32::MAX) }
            }
            None => source.origin.clone(),
        };
        finding = finding.needs(format!("{}: {}", obstacle.says, obstacle.because), &origin);
    }
    if first.way.len() > 1 {
        finding = finding.needs(format!("by {}", first.way.join(" → ")), source.origin);
    }
    finding = finding.has(cgo.to_owned(), &source.cgo_origin);
    Ok(Some(mended(finding, case, source.value(), first)))
}

/// What is nearest to the program is told first; an import before a name.
fn nearness(obstacle: &Obstacle) -> (bool, usize, &str) {
    (!matches!(obstacle.kind, "needs_cgo" | "excluded"), obstacle.way.len(), obstacle.kind)
}

fn mended(finding: Finding, case: &Case<'_>, source: &Source, first: &Obstacle) -> Finding {
    let os = case.build.os.known();
    let driver = os.and_then(|os| landfall_know::cgo_driver(&first.name, *os));
    let without = driver.filter(|driver| driver.without == WithoutCgo::Vanishes);
    match (first.kind, without) {
        (_, Some(driver)) if !driver.instead.is_empty() => {
            let costs = if driver.costs.is_empty() {
                String::new()
            } else {
                format!(" ({})", driver.costs)
            };
            finding
                .mend(format!("take {} instead{costs}", driver.instead.join(" or ")))
                .mend("or build with CGO_ENABLED=1 and a C compiler for the target")
        }
        ("wrong_object", _) => {
            finding.mend("name one file for each platform: `#cgo linux,arm64 LDFLAGS: ${SRCDIR}/…`")
        }
        ("cplusplus_not_linked", _) => finding
            .mend("add -lstdc++ to the #cgo LDFLAGS (-lc++ on macOS)")
            .mend("or put an empty .cc file beside the Go files: then g++ links"),
        ("file_missing", _) => finding.mend(
            "build with -mod=mod, or copy the directory into vendor after each `go mod vendor`",
        ),
        ("flag_needs_cgo", _) => finding
            .mend(format!("build with CGO_ENABLED=1 and a C compiler, or without {}", first.name)),
        ("needs_cgo" | "undefined" | "no_member", _) if !source.has_cgo => finding.mend(
            "build with CGO_ENABLED=1 and a C compiler for the target, or leave out what needs it",
        ),
        ("go_too_old", _) => finding
            .mend(format!("install Go {} or a newer one", first.name))
            .mend("or let Go fetch it: GOTOOLCHAIN=auto"),
        ("excluded", _) => finding.mend("import it only in files that are built where it is"),
        _ => finding.mend("declare it for this platform too, or use it only where it is declared"),
    }
}
