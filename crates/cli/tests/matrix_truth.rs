//! What `landfall matrix` foretold of real programs, held against what came of them (`truth/matrix.csv`, which
//! `cargo xtask matrix` writes by building them).

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

struct Cell {
    module: String,
    /// 27 for Go 1.27.3.
    release: u32,
    port: (String, String),
    has_cgo: bool,
    compiler: String,
    program: String,
    predicted: String,
    built: String,
    verified: String,
    ran: String,
    says: String,
}

fn cells() -> Vec<Cell> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../truth/matrix.csv");
    let text = fs::read_to_string(file).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#')).skip(1);
    lines.map(|line| cell(fields(line).try_into().unwrap())).collect()
}

fn cell(fields: [String; 13]) -> Cell {
    let [module, _, go, os, arch, cgo, compiler, program, predicted, built, verified, ran, says] =
        fields;
    let release = go.split('.').nth(1).unwrap().parse().unwrap();
    let (port, has_cgo) = ((os, arch), cgo == "1");
    Cell {
        module,
        release,
        port,
        has_cgo,
        compiler,
        program,
        predicted,
        built,
        verified,
        ran,
        says,
    }
}

/// The fields of a line; one with a comma in it stands in quotes.
fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut is_quoted) = (vec![String::new()], false);
    for c in line.chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => fields.push(String::new()),
            other => fields.last_mut().unwrap().push(other),
        }
    }
    fields
}

impl Cell {
    fn shown(&self) -> String {
        let Self { program, release, port: (os, arch), compiler, predicted, built, says, .. } =
            self;
        let has_cgo = u8::from(self.has_cgo);
        format!(
            "{program} by Go 1.{release} for {os}/{arch}, cgo {has_cgo} {compiler}: {predicted}, built {built}: {says}"
        )
    }

    /// Whether it was built, and is what was asked for.
    fn is_good(&self) -> bool {
        self.built == "yes" && self.verified != "no"
    }

    fn is_as_foretold(&self) -> bool {
        matches!((&*self.predicted, self.is_good()), ("runs", true) | ("breaks", false))
    }
}

fn told<'c>(cells: impl Iterator<Item = &'c Cell>) -> String {
    cells.map(Cell::shown).collect::<Vec<_>>().join("\n")
}

#[test]
fn nothing_is_foretold_to_build_that_does_not() {
    let cells = cells();
    let wrong = cells.iter().filter(|cell| cell.predicted == "runs" && !cell.is_good());
    assert_eq!(told(wrong), "");
}

#[test]
fn ninety_nine_of_a_hundred_are_as_foretold_and_what_is_unsure_is_not() {
    let cells = cells();
    let others: Vec<&Cell> = cells.iter().filter(|cell| !cell.is_as_foretold()).collect();
    let share = others.len() as f64 / cells.len() as f64;
    assert!(share <= 0.01, "{share}: {}", told(others.into_iter()));
}

#[test]
fn what_was_built_is_what_was_asked_for() {
    let cells = cells();
    let is_expected = |cell: &&Cell| cell.predicted != "breaks";
    let cells: Vec<&Cell> = cells.iter().filter(is_expected).collect();
    // Of what Go 1.27 makes for AIX nobody knows the table of functions.
    let is_doubt = |cell: &&Cell| cell.verified != "yes" && cell.port.0 != "aix";
    let doubts = cells.into_iter().filter(|cell| cell.built == "yes").filter(is_doubt);
    assert_eq!(told(doubts), "");
}

#[test]
fn each_release_builds_each_module_and_two_for_all_their_ports() {
    let cells = cells();
    let modules: BTreeSet<&str> = cells.iter().map(|cell| &*cell.module).collect();
    assert!(modules.len() >= 5, "{modules:?}");
    let with_c = |cell: &&Cell| cell.has_cgo && cell.built == "yes";
    let with_c: BTreeSet<&str> = cells.iter().filter(with_c).map(|cell| &*cell.module).collect();
    assert!(with_c.len() >= 5, "{with_c:?}");
    let releases: BTreeSet<u32> = cells.iter().map(|cell| cell.release).collect();
    assert_eq!(releases, (21..=27).collect());
    let mut ports: BTreeMap<(&str, u32), BTreeSet<(&str, &str)>> = BTreeMap::new();
    for Cell { module, release, port: (os, arch), .. } in &cells {
        ports.entry((module, *release)).or_default().insert((os, arch));
    }
    for release in releases {
        let all: BTreeSet<(&str, &str)> = landfall_know::ports(release)
            .into_iter()
            .map(|(os, arch, _)| (os.name(), arch.name()))
            .collect();
        for module in &modules {
            let built = &ports[&(*module, release)];
            match release {
                21 | 27 => assert_eq!(*built, all, "{module} by Go 1.{release}"),
                _ => assert!(built.is_subset(&all) && built.len() >= 6, "{module} 1.{release}"),
            }
        }
    }
}

#[test]
fn each_compiler_of_c_builds_what_runs() {
    let cells = cells();
    for compiler in [
        "own",
        "zig cc -target x86_64-linux-gnu",
        "zig cc -target aarch64-linux-gnu",
        "zig cc -target x86_64-windows-gnu",
        "aarch64-linux-gnu-gcc",
        "arm-linux-gnueabihf-gcc",
        "x86_64-w64-mingw32-gcc",
        "i686-w64-mingw32-gcc",
        "musl-gcc",
    ] {
        // Not one that needs no C.
        let is_its = |cell: &&Cell| {
            cell.compiler == compiler
                && cell.module == "github.com/mattn/go-sqlite3"
                && cell.built == "yes"
        };
        let built: Vec<&Cell> = cells.iter().filter(is_its).collect();
        assert!(!built.is_empty(), "{compiler}");
        // Nothing here runs programs for Windows.
        if built[0].port.0 == "linux" {
            assert!(built.iter().all(|cell| cell.ran == "yes"), "{}", told(built.into_iter()));
        }
    }
}

#[test]
fn products_ran_on_six_architectures_that_are_not_the_machine_s_own() {
    let cells = cells();
    let is_other =
        |cell: &&Cell| cell.port.0 == "linux" && !matches!(&*cell.port.1, "amd64" | "386");
    let ran = cells.iter().filter(is_other).filter(|cell| cell.ran == "yes");
    let ran: BTreeSet<&str> = ran.map(|cell| &*cell.port.1).collect();
    assert!(ran.len() >= 6, "{ran:?}");
}
