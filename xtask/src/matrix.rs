//! Lets `landfall matrix` build real programs by many releases of Go, for all their ports and with many C compilers,
//! and holds what it foretold against what came of it.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use serde_json::Value;

use crate::cache;
use crate::ports::{self, Compilers};
use crate::product;
use crate::table::{Table, fits, line, truth_file};
use crate::toolchains::{self, Toolchain};

/// What `cargo xtask matrix` can be told.
#[derive(clap::Args)]
pub struct Options {
    /// Only programs that fit this pattern, as in *fsnotify*
    #[arg(long, value_name = "GLOB", default_value = "*")]
    only: String,
    /// Only releases of Go that fit this pattern, as in 1.27.*
    #[arg(long, value_name = "GLOB", default_value = "*")]
    go: String,
    /// Only ports that fit this pattern, as in linux/*
    #[arg(long, value_name = "GLOB", default_value = "*")]
    port: String,
    /// Build nothing: foretell once more what truth/matrix.csv has, and hold it against what came of it then
    #[arg(long)]
    recorded: bool,
    /// The landfall to ask; built from this workspace if not given
    #[arg(long, value_name = "PATH")]
    landfall: Option<PathBuf>,
}

const COLUMNS: [&str; 13] = [
    "module",
    "version",
    "go",
    "os",
    "arch",
    "cgo",
    "cc",
    "program",
    "predicted",
    "built",
    "verified",
    "ran",
    "says",
];

/// The oldest release and the newest build for all their ports, and those between for these.
const SPREAD: [&str; 6] =
    ["darwin/arm64", "js/wasm", "linux/amd64", "linux/arm", "linux/arm64", "windows/amd64"];

/// The newest release is followed by zig to all ports that it has a C library for, and the others to these.
const ZIG_SPREAD: [&str; 2] = ["linux/arm64", "windows/amd64"];

/// Where cgo is asked for as well: those with a cross compiler of Debian, and some without any.
const WITH_C: [&str; 7] = [
    "darwin/arm64",
    "freebsd/amd64",
    "linux/amd64",
    "linux/arm",
    "linux/arm64",
    "windows/386",
    "windows/amd64",
];

/// A build takes half the time without optimisation, and fails where the other does, but for functions that are then
/// too large for the little stack that some may use.
const FAST: [&str; 2] = ["--", "-gcflags=all=-N -l"];

/// The compiler of C that builds without a C library of its own for other platforms.
const MUSL: &str = "musl-gcc";

/// A program, and how it is run.
struct Program {
    module: String,
    version: String,
    /// Its directory in the module.
    package: String,
    run: String,
    /// Whether it is built by each compiler of C, and not by the one of the platform alone.
    is_of_c: bool,
    /// Where the module lies.
    dir: PathBuf,
}

/// A combination: module, version, go, os, arch, cgo, cc, program.
type Key = [String; 8];
/// What is known of one: predicted, built, verified, ran, says.
type Seen = [String; 5];
type Truth = BTreeMap<Key, Seen>;

/// Builds, records, compares.
pub fn run(options: &Options) -> Result<ExitCode, String> {
    let programs = programs(options)?;
    let landfall = match &options.landfall {
        Some(path) => path.clone(),
        None => product::build()?,
    };
    let gos = toolchains::all()?;
    let zig = zig()?;
    let mut truth = recorded()?;
    let newest = gos.len().saturating_sub(1);
    let newest_version = gos.last().map(|go| go.version.clone()).unwrap_or_default();
    let bench = Bench { landfall, zig: &zig, newest: newest_version, recorded: options.recorded };
    for (at, go) in gos.iter().enumerate().filter(|(_, go)| fits(&options.go, &go.version)) {
        let is_asked = |port: &String| {
            fits(&options.port, port)
                && (at == 0 || at == newest || SPREAD.contains(&port.as_str()))
        };
        let ports: Vec<String> = ports(go)?.into_iter().filter(is_asked).collect();
        for (number, port) in ports.iter().enumerate() {
            let cells = bench.port(go, port, &programs, &mut truth)?;
            eprintln!(
                "Go {}, {} of {}: {port}, {cells} cells",
                go.version,
                number + 1,
                ports.len()
            );
            record(&truth)?;
        }
    }
    Ok(compare(&truth))
}

fn programs(options: &Options) -> Result<Vec<Program>, String> {
    let columns = ["module", "version", "package", "run", "c", "from"];
    let table = Table::read(&truth_file("matrix-modules.csv"), &columns)?;
    let asked = table.rows().filter(|row| fits(&options.only, &format!("{}/{}", row[0], row[2])));
    asked
        .map(|row| {
            Ok(Program {
                module: row[0].clone(),
                version: row[1].clone(),
                package: row[2].clone(),
                run: row[3].clone(),
                is_of_c: row[4] == "yes",
                dir: ports::fetched(&row[0], &row[1])?,
            })
        })
        .collect()
}

/// All ports of a release, as it tells itself.
fn ports(go: &Toolchain) -> Result<Vec<String>, String> {
    let said = cache::output_of(go.go().args(["tool", "dist", "list"]))?;
    Ok(said.lines().map(str::to_owned).collect())
}

/// The directory of a zig, fetched from the package index if it is not in the cache yet.
fn zig() -> Result<PathBuf, String> {
    let place = cache::folder("toolchains")?.with_file_name("zig");
    if !place.exists() {
        let scratch = cache::scratch_for(&place)?;
        toolchains::unpacked("ziglang", &scratch)?;
        toolchains::executable(&scratch.join("ziglang/zig"))?;
        cache::keep(&scratch, &place)?;
    }
    Ok(place.join("ziglang"))
}

struct Bench<'a> {
    landfall: PathBuf,
    zig: &'a Path,
    /// The newest release.
    newest: String,
    recorded: bool,
}

impl Bench<'_> {
    /// Builds all programs for one port that are not on record yet, and says how many combinations that were.
    fn port(
        &self,
        go: &Toolchain,
        port: &str,
        programs: &[Program],
        truth: &mut Truth,
    ) -> Result<usize, String> {
        let scratch = cache::folder("matrix-builds")?;
        let mut count = 0;
        for program in programs {
            for cc in compilers(port, self.newest == go.version)? {
                if cc != "auto" && !program.is_of_c {
                    continue;
                }
                let known = known(truth, program, (go, port, cc));
                if known.is_empty() != self.recorded {
                    let cells = self.cells(program, (go, port, cc), &scratch)?;
                    count += cells.len();
                    self.take(cells, &known, truth);
                }
            }
        }
        cache::discard(&scratch)?;
        Ok(count)
    }

    /// Writes down what was seen; of what is on record, only what is foretold now.
    fn take(&self, cells: Truth, known: &BTreeSet<Key>, truth: &mut Truth) {
        if !self.recorded {
            truth.extend(cells);
            return;
        }
        for key in known {
            let Some(seen) = truth.get_mut(key) else { continue };
            seen[0] = cells.get(key).map_or("nothing", |cell| &cell[0]).to_owned();
        }
    }

    /// What landfall tells of a program for a port, with a compiler.
    fn cells(
        &self,
        program: &Program,
        (go, port, cc): (&Toolchain, &str, &str),
        scratch: &Path,
    ) -> Result<Truth, String> {
        let mut cells = self.ask(program, (go, port, cc), scratch, &FAST)?;
        if cells.values().any(|seen| seen[4].contains("nosplit stack")) {
            cells = self.ask(program, (go, port, cc), scratch, &[])?;
        }
        Ok(cells)
    }

    fn ask(
        &self,
        program: &Program,
        (go, port, cc): (&Toolchain, &str, &str),
        scratch: &Path,
        flags: &[&str],
    ) -> Result<Truth, String> {
        let mut command = Command::new(&self.landfall);
        command.arg("matrix").arg(program.dir.join(&program.package)).args(["--ports", port]);
        let cgo = match cc {
            "auto" if WITH_C.contains(&port) => "0,1",
            "auto" => "0",
            _ => "1",
        };
        command.args(["--cgo", cgo, "--cc", cc, "--go"]);
        command.arg(go.root().join("bin/go")).args(["--format", "json"]);
        let products = scratch.join("products");
        match self.recorded {
            true => command.arg("--plan"),
            false => command
                .args(["--run", &program.run, "--try-all", "--keep-going", "--out"])
                .arg(&products),
        };
        for name in ["CC", "CXX", "GOOS", "GOARCH", "GOEXPERIMENT", "GOAMD64", "CGO_ENABLED"] {
            command.env_remove(name);
        }
        let work = cache::folder("matrix-builds/work")?;
        let output = command
            .args(flags)
            .env("PATH", self.path(cc)?)
            .env("GOCACHE", scratch.join("cache"))
            .env("GOFLAGS", ports::MODE)
            // Nobody measures what C takes, and a large library is built often. Where nothing is to be made faster,
            // zig would add checks that Go's linker finds no library for.
            .env("CGO_CFLAGS", "-O0 -fno-sanitize=undefined")
            .env("ZIG_GLOBAL_CACHE_DIR", cache::folder("zig-cache")?)
            .current_dir(&work)
            .output()
            .map_err(|e| format!("could not start {}: {e}", self.landfall.display()))?;
        let told: Value = serde_json::from_slice(&output.stdout).map_err(|e| {
            let errors = String::from_utf8_lossy(&output.stderr);
            format!("could not read what landfall says of {}: {e}: {errors}", program.module)
        })?;
        let cells = told["cells"].as_array().cloned().unwrap_or_default();
        let goroot = go.root().to_owned();
        let places =
            [(&program.dir, "."), (&work, "."), (&goroot, "GOROOT"), (&products, "products")];
        let plain = |text: &str| {
            let mut text = text.to_owned();
            for (place, name) in &places {
                text = text.replace(&place.display().to_string(), name);
            }
            text
        };
        Ok(cells.iter().map(|cell| row(program, go, cc, cell, &plain)).collect())
    }

    /// Where programs are looked for: a zig that is not asked for would be one for `auto`.
    fn path(&self, cc: &str) -> Result<OsString, String> {
        let path = env::var_os("PATH").unwrap_or_default();
        if cc != "zig" {
            return Ok(path);
        }
        let dirs = [self.zig.to_owned()].into_iter().chain(env::split_paths(&path));
        env::join_paths(dirs).map_err(|e| format!("could not put zig before PATH: {e}"))
    }
}

/// The compilers that are asked for on a port.
fn compilers(port: &str, is_newest: bool) -> Result<Vec<&'static str>, String> {
    let (os, arch) = port.split_once('/').unwrap_or_default();
    let mut zig = Compilers::new();
    ports::of_zig(Path::new("zig"), &mut zig)?;
    let mut all = vec!["auto"];
    let is_asked = is_newest || ZIG_SPREAD.contains(&port);
    if is_asked && zig.contains_key(&(os.to_owned(), arch.to_owned())) {
        all.push("zig");
    }
    if port == "linux/amd64" {
        all.push(MUSL);
    }
    Ok(all)
}

/// What is on record of a program, a release, a port and a compiler.
fn known(
    truth: &Truth,
    program: &Program,
    (go, port, cc): (&Toolchain, &str, &str),
) -> BTreeSet<Key> {
    let path = match program.package.as_str() {
        "." => program.module.clone(),
        package => format!("{}/{package}", program.module),
    };
    let is_it = |key: &&Key| {
        let [module, version, release, os, arch, cgo, compiler, name] = key;
        let is_of = match cc {
            "auto" => cgo == "0" || !(compiler.starts_with("zig ") || compiler == MUSL),
            "zig" => compiler.starts_with("zig "),
            other => compiler == other,
        };
        (module, version, release) == (&program.module, &program.version, &go.version)
            && format!("{os}/{arch}") == port
            && is_of
            && name.starts_with(&path)
    };
    truth.keys().filter(is_it).cloned().collect()
}

/// A row of the table.
fn row(
    program: &Program,
    go: &Toolchain,
    cc: &str,
    cell: &Value,
    plain: &dyn Fn(&str) -> String,
) -> (Key, Seen) {
    let word = |key: &str| cell[key].as_str().unwrap_or_default().to_owned();
    let reasons = cell["reasons"].as_array().map(Vec::as_slice).unwrap_or_default();
    let done = |step: &str| match &cell[step] {
        Value::Bool(true) => "yes",
        Value::Bool(false) => "no",
        _ if reasons.iter().any(|reason| reason["step"] == step) => "unsure",
        _ => "",
    };
    let env = cell["env"].as_array().map(Vec::as_slice).unwrap_or_default();
    let said = env.iter().find_map(|one| one.as_str()?.strip_prefix("CC="));
    let (cgo, compiler) = match (cell["cgo"] == true, said) {
        (false, _) => ("0", ""),
        (true, Some(said)) => ("1", said),
        // Of the Go command, which takes it by itself.
        (true, None) if cc == "auto" => ("1", "own"),
        (true, None) => ("1", cc),
    };
    let says = reasons.first().and_then(|reason| reason["why"].as_str());
    let key = [
        program.module.clone(),
        program.version.clone(),
        go.version.clone(),
        word("os"),
        word("arch"),
        cgo.to_owned(),
        compiler.to_owned(),
        word("program"),
    ];
    let says = plain(says.unwrap_or_default()).replace('\n', " ");
    let [built, verified, ran] = ["built", "verified", "ran"].map(|step| done(step).to_owned());
    (key, [word("predicted"), built, verified, ran, says])
}

fn compare(truth: &Truth) -> ExitCode {
    let (mut agree, mut unsure, mut false_builds, mut false_breaks) = (0, 0, 0, 0);
    for (key, [predicted, built, verified, _, says]) in truth {
        // What is built and is something else than what was asked for is broken, too.
        let is_good = built == "yes" && verified != "no";
        match (predicted.as_str(), is_good) {
            ("runs", true) | ("breaks", false) => agree += 1,
            ("runs", _) => {
                false_builds += 1;
                println!("false \"builds\": {}: {says}", key.join(" "));
            }
            ("breaks", _) => {
                false_breaks += 1;
                println!("false \"breaks\": {}", key.join(" "));
            }
            _ => {
                unsure += 1;
                println!("unsure: {}: built {built}", key.join(" "));
            }
        }
    }
    let of = |at: usize, word: &str| truth.values().filter(|seen| seen[at] == word).count();
    let wrong = truth.values().filter(|seen| seen[0] == "runs" && seen[2] == "no").count();
    println!(
        "{} combinations: {agree} as foretold, {unsure} unsure, {false_builds} false \"builds\", \
         {false_breaks} false \"breaks\"; {wrong} not what was asked for; {} ran and {} did not",
        truth.len(),
        of(3, "yes"),
        of(3, "no"),
    );
    match false_builds == 0 && agree * 100 >= truth.len() * 99 {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

fn recorded() -> Result<Truth, String> {
    let file = truth_file("matrix.csv");
    if !file.exists() {
        return Ok(Truth::new());
    }
    let table = Table::read(&file, &COLUMNS)?;
    let of = |row: &[String]| {
        let key: Key = std::array::from_fn(|at| row[at].clone());
        let seen: Seen = std::array::from_fn(|at| row[key.len() + at].clone());
        (key, seen)
    };
    Ok(table.rows().map(of).collect())
}

fn record(truth: &Truth) -> Result<(), String> {
    let mut text = "\
# what: what landfall matrix foretold of real programs, and what came of each when it was built, looked at and run
# what: cc is the C compiler: own is the one that the Go command takes by itself; says is landfall's or the Go command's
# from: cargo xtask matrix, by building them; matrix-modules.csv says which
# taken: 2026-11-22
# renew: cargo xtask matrix adds what is missing; --recorded foretells again and builds nothing
"
    .to_owned();
    text += &(COLUMNS.join(",") + "\n");
    for (key, seen) in truth {
        let fields: Vec<&str> = key.iter().chain(seen).map(String::as_str).collect();
        text += &(line(&fields) + "\n");
    }
    let file = truth_file("matrix.csv");
    let part = file.with_extension("part");
    fs::write(&part, text).map_err(|e| format!("could not write {}: {e}", part.display()))?;
    cache::keep(&part, &file)
}
