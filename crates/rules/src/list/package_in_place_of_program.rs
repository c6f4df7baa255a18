//! A package that was compiled, where a program was meant.

use landfall_facts::{Finding, Kind};

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// The file is a compiled package of Go, and no program.
    ///
    /// ## Why it breaks
    /// `go build -o web ./web` of a package that is not called `main` succeeds, says nothing, and writes what the
    /// compiler made of that package: an archive that begins with `!<arch>` and is not executable. Starting it
    /// ends with `permission denied`, and after `chmod +x` with `exec format error`. Built and started here with
    /// Go 1.21 to 1.27. Several packages at once and without `-o` are compiled and nothing is written at all.
    ///
    /// ## How to mend it
    /// Name the package that says `package main`: `go build -o web ./cmd/web`.
    ///
    /// ```case
    /// build:  kind package
    /// target: debian:12
    /// finds:  app is a compiled package, and no program
    /// ```
    /// ```case
    /// build:  linux/amd64
    /// target: debian:12
    /// ```
    /// ```case
    /// build:  kind c-shared
    /// target: debian:12
    /// ```
    /// ```case
    /// build:  kind ?
    /// target: debian:12
    /// unsure: permission denied
    /// also:   not_a_program, go_library_in_musl_program
    /// ```
    package_in_place_of_program: Breaks
}

fn check(case: &Case<'_>) -> Answer {
    let Some(kind) = case.build.kind.look()? else { return Ok(None) };
    if *kind.value() != Kind::Package {
        return Ok(None);
    }
    Ok(Some(
        Finding::new(format!("{} is a compiled package, and no program", case.build.name))
            .has("an archive of the Go compiler", kind.origin)
            .needs("a file that the kernel starts", kind.origin)
            .mend("go build -o app ./cmd/app, with the package that says `package main`"),
    ))
}
