//! Programs that the Go at hand builds, held against what Go's own tools say of them, and against
//! what happens when they are started.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use serde_json::Value;

/// One way to build one of `programs/`.
struct Recipe {
    name: &'static str,
    program: &'static str,
    flags: &'static [&'static str],
    environment: &'static [(&'static str, &'static str)],
}

const fn recipe(
    name: &'static str,
    program: &'static str,
    flags: &'static [&'static str],
    environment: &'static [(&'static str, &'static str)],
) -> Recipe {
    Recipe { name, program, flags, environment }
}

const NO_CGO: (&str, &str) = ("CGO_ENABLED", "0");
const CGO: (&str, &str) = ("CGO_ENABLED", "1");

/// Those that this machine can start.
const NATIVE: &[Recipe] = &[
    recipe("net", "web", &[], &[NO_CGO]),
    recipe("net-cgo", "web", &[], &[CGO]),
    recipe("net-cgo-external", "web", &["-ldflags=-linkmode=external"], &[CGO]),
    recipe("net-cgo-pie", "web", &["-buildmode=pie"], &[CGO]),
    recipe(
        "net-netgo-static",
        "web",
        &["-tags=netgo,osusergo", "-ldflags=-extldflags=-static -linkmode=external"],
        &[CGO],
    ),
    recipe("bare", "bare", &[], &[NO_CGO]),
    recipe("bare-pie", "bare", &["-buildmode=pie"], &[NO_CGO]),
    recipe("bare-stripped", "bare", &["-ldflags=-s -w", "-trimpath"], &[NO_CGO]),
];

/// Those that it cannot, or that nobody starts.
const OTHERS: &[Recipe] = &[
    recipe("bare-v3", "bare", &[], &[NO_CGO, ("GOARCH", "amd64"), ("GOAMD64", "v3")]),
    recipe("lib.so", "lib", &["-buildmode=c-shared"], &[CGO]),
    recipe("lib.a", "lib", &["-buildmode=c-archive"], &[CGO]),
    recipe("bare.exe", "bare", &[], &[NO_CGO, ("GOOS", "windows"), ("GOARCH", "amd64")]),
    recipe(
        "bare-386.exe",
        "bare",
        &["-ldflags=-s -w"],
        &[NO_CGO, ("GOOS", "windows"), ("GOARCH", "386")],
    ),
    recipe("bare-darwin", "bare", &[], &[NO_CGO, ("GOOS", "darwin"), ("GOARCH", "arm64")]),
    recipe("bare.wasm", "bare", &[], &[NO_CGO, ("GOOS", "js"), ("GOARCH", "wasm")]),
    recipe("bare-wasip1.wasm", "bare", &[], &[NO_CGO, ("GOOS", "wasip1"), ("GOARCH", "wasm")]),
    recipe("bare-plan9", "bare", &[], &[NO_CGO, ("GOOS", "plan9"), ("GOARCH", "386")]),
    recipe("bare-aix", "bare", &[], &[NO_CGO, ("GOOS", "aix"), ("GOARCH", "ppc64")]),
    recipe("bare-s390x", "bare", &[], &[NO_CGO, ("GOOS", "linux"), ("GOARCH", "s390x")]),
    recipe("bare-mips", "bare", &[], &[NO_CGO, ("GOOS", "linux"), ("GOARCH", "mips")]),
    recipe("bare-freebsd", "bare", &[], &[NO_CGO, ("GOOS", "freebsd"), ("GOARCH", "arm64")]),
];

#[test]
fn inspect_agrees_with_go_version() {
    for recipe in NATIVE.iter().chain(OTHERS) {
        let file = recipe.built();
        let told = inspect(&file);
        let name = recipe.name;
        assert_eq!(told["go"]["is_go"], true, "{name}");
        // Whoever looks for build information in archives and WebAssembly is us; Go does not.
        let Some(go) = GoVersion::of(&file) else {
            assert!(name.ends_with(".wasm") || name.ends_with(".a"), "go version fails on {name}");
            assert_eq!(told["go"]["version"], go(&["env", "GOVERSION"]).trim(), "{name}");
            continue;
        };
        assert_eq!(told["go"]["version"], go.version, "{name}");
        assert_eq!(told["go"]["version_source"], "buildinfo", "{name}");
        assert_eq!(told["go"]["main"], go.path, "{name}");
        assert_eq!(told["go"]["module"]["path"], go.path, "{name}");
        let settings = told["go"]["settings"].as_object().unwrap();
        let settings: BTreeMap<String, String> = settings
            .iter()
            .map(|(key, value)| (key.clone(), value.as_str().unwrap().to_owned()))
            .collect();
        assert_eq!(settings, go.settings, "{name}");
        assert_eq!(told["os"], settings["GOOS"].as_str(), "{name}");
        assert_eq!(told["arch"], settings["GOARCH"].as_str(), "{name}");
        assert_eq!(told["cgo"]["recorded"], settings["CGO_ENABLED"] == "1", "{name}");
    }
}

#[test]
fn inspect_counts_the_symbols_that_go_tool_nm_lists() {
    for recipe in NATIVE.iter().chain(OTHERS) {
        let file = recipe.built();
        let told = inspect(&file);
        let name = recipe.name;
        let output = Command::new("go").args(["tool", "nm"]).arg(&file).output().unwrap();
        let listed = String::from_utf8_lossy(&output.stdout);
        let listed: Vec<&str> = listed.lines().collect();
        let counted = told["symbols"]["symtab_entries"].as_u64();
        match told["format"].as_str().unwrap() {
            // It leaves out the first, which is none, and those of sections and files.
            "elf" => {
                let symbols = readelf_symbols(&file, ".symtab");
                assert_eq!(counted.unwrap_or(0), symbols, "{name}");
                assert_eq!(told["symbols"]["symtab"], symbols > 0, "{name}");
            }
            "plan9" | "macho" => assert_eq!(counted, Some(listed.len() as u64), "{name}"),
            _ => {}
        }
    }
}

#[test]
fn inspect_agrees_with_readelf() {
    for recipe in NATIVE.iter().chain(OTHERS) {
        let file = recipe.built();
        let told = inspect(&file);
        if told["format"] != "elf" {
            continue;
        }
        let name = recipe.name;
        let text = readelf(&["--program-headers", "--dynamic", "--version-info"], &file);
        let between = |line: &str, open: &str, close: char| {
            let rest = line.split_once(open)?.1;
            Some(rest.split_once(close)?.0.to_owned())
        };
        let needed: Vec<_> =
            text.lines().filter_map(|line| between(line, "Shared library: [", ']')).collect();
        assert_eq!(strings(&told["link"]["needed"]), needed, "{name}");
        let interpreter = text.lines().find_map(|line| between(line, "program interpreter: ", ']'));
        assert_eq!(told["link"]["interpreter"].as_str(), interpreter.as_deref(), "{name}");
        let dynamic = text.contains("Dynamic section at");
        let kind = if dynamic && told["kind"] != "c-archive" { "dynamic" } else { "static" };
        assert_eq!(told["link"]["kind"], kind, "{name}");
        let newest = text
            .split("Name: GLIBC_")
            .skip(1)
            .filter_map(|rest| rest.split_whitespace().next())
            .filter_map(numbers)
            .max();
        let told = told["link"]["newest_glibc"].as_str().and_then(numbers);
        assert_eq!(told, newest, "{name}");
    }
}

#[test]
fn what_is_built_is_told_as_it_was_asked_for() {
    let told = |name: &str| {
        let recipe = NATIVE.iter().chain(OTHERS).find(|recipe| recipe.name == name).unwrap();
        inspect(&recipe.built())
    };
    let cgo = |name| told(name)["cgo"]["linked"].as_bool().unwrap();
    assert!(cgo("net-cgo") && cgo("net-cgo-pie") && cgo("net-netgo-static") && cgo("lib.so"));
    assert!(!cgo("net") && !cgo("bare-pie") && !cgo("bare-stripped"));
    for (name, kind) in [
        ("bare", "exe"),
        ("bare-pie", "pie"),
        ("net-cgo-pie", "pie"),
        ("lib.so", "c-shared"),
        ("lib.a", "c-archive"),
        // Only their headers count: all programs for these two are such.
        ("bare-darwin", "pie"),
        ("bare.exe", "pie"),
    ] {
        assert_eq!(told(name)["kind"], kind, "{name}");
    }
    assert_eq!(told("bare-v3")["cpu"], "GOAMD64=v3");
    assert_eq!(told("bare-v3")["cpu_at_start"], "GOAMD64=v3");
    assert!(told("bare")["cpu_at_start"].is_null());
    assert_eq!(told("bare-stripped")["symbols"]["symtab"], false);
    assert_eq!(told("bare-stripped")["symbols"]["dwarf"], false);
    assert_eq!(told("bare")["symbols"]["dwarf"], true);
    assert!(told("bare-stripped")["symbols"]["functions"].as_u64().unwrap() > 100);
    assert_eq!(told("net-netgo-static")["link"]["static_glibc"], true);
    assert_eq!(told("net")["needs"]["certificates"], "crypto/x509.loadSystemRoots");
    assert_eq!(told("bare")["needs"]["certificates"], Value::Null);
    assert_eq!(told("bare-darwin")["macho"]["signature"], true);
}

#[test]
fn check_for_here_is_what_happens_here() {
    for recipe in NATIVE {
        let file = recipe.built();
        let started = Command::new(&file).output().unwrap();
        assert!(started.status.success(), "{}: {started:?}", recipe.name);
        assert_eq!(verdict(&file, "here"), "runs", "{}", recipe.name);
    }
    // These cannot be started, by anybody or by this system.
    for name in ["bare.exe", "bare-darwin", "bare.wasm", "bare-plan9", "bare-aix"] {
        let recipe = OTHERS.iter().find(|recipe| recipe.name == name).unwrap();
        assert_eq!(verdict(&recipe.built(), "here"), "breaks", "{name}");
    }
    // A library runs where a program can load it; of an archive the program has to be asked.
    for (name, expected) in [("lib.so", "runs"), ("lib.a", "unsure")] {
        let recipe = OTHERS.iter().find(|recipe| recipe.name == name).unwrap();
        assert_eq!(verdict(&recipe.built(), "here"), expected, "{name}");
    }
}

#[test]
fn an_empty_root_runs_what_asks_for_nothing() {
    let root = desk().join("empty-root");
    fs::create_dir_all(&root).unwrap();
    let target = format!("rootfs:{}", root.display());
    for (name, expected) in [
        ("net", "runs"),
        ("bare", "runs"),
        ("bare-stripped", "runs"),
        ("net-netgo-static", "runs"),
        // A PIE asks for a loader, even if it uses no library.
        ("bare-pie", "breaks"),
        ("net-cgo", "breaks"),
        ("net-cgo-pie", "breaks"),
    ] {
        let recipe = NATIVE.iter().find(|recipe| recipe.name == name).unwrap();
        assert_eq!(verdict(&recipe.built(), &target), expected, "{name}");
    }
}

#[test]
fn nothing_in_usr_bin_is_go_that_go_version_does_not_know() {
    const MOST: usize = 300;
    let mut files: Vec<PathBuf> = fs::read_dir("/usr/bin")
        .unwrap()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| fs::symlink_metadata(path).is_ok_and(|file| file.is_file()))
        .collect();
    files.sort();
    // Every so many, so that the sample reaches from `[` to `z`; and Go's own tools besides.
    let step = files.len().div_ceil(MOST);
    let mut files: Vec<PathBuf> = files.into_iter().step_by(step).collect();
    let tools = PathBuf::from(go(&["env", "GOROOT"]).trim()).join("bin");
    files.extend(fs::read_dir(tools).unwrap().filter_map(|entry| Some(entry.ok()?.path())));

    let output = Command::new("go").arg("version").args(&files).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let by_go: Vec<&str> =
        said.lines().filter_map(|line| Some(line.rsplit_once(": ")?.0)).collect();
    let output = Command::new(env!("CARGO_BIN_EXE_landfall"))
        .args(["inspect", "--format", "json"])
        .args(&files)
        .output()
        .unwrap();
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let artifacts = told["artifacts"].as_array().unwrap();
    let is_go = |artifact: &&Value| artifact["go"]["is_go"] == true;
    let by_us: Vec<&str> =
        artifacts.iter().filter(is_go).map(|one| one["path"].as_str().unwrap()).collect();
    assert_eq!(by_us, by_go);
    assert!(by_us.len() >= 2, "Go's own tools are among them");
    assert!(artifacts.len() > by_us.len(), "and much that is not Go");
}

impl Recipe {
    /// The file, built by the Go at hand. All are built together, by whoever comes first.
    fn built(&self) -> PathBuf {
        static ALL: OnceLock<PathBuf> = OnceLock::new();
        let folder = ALL.get_or_init(|| {
            let folder = desk();
            NATIVE.iter().chain(OTHERS).for_each(|recipe| recipe.build(&folder));
            folder
        });
        folder.join(self.name)
    }

    fn build(&self, folder: &Path) {
        let file = folder.join(self.name);
        let source =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs").join(self.program);
        let mut command = Command::new("go");
        command.args(["build", "-buildvcs=false", "-o"]).arg(&file).args(self.flags).arg(".");
        command.current_dir(source).envs(self.environment.iter().copied());
        for inherited in ["GOFLAGS", "GOOS", "GOARCH", "GOAMD64"] {
            if !self.environment.iter().any(|(name, _)| *name == inherited) {
                command.env_remove(inherited);
            }
        }
        finished(self.name, command.output());
    }
}

fn desk() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("real");
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// What `go version -m` says of a file.
struct GoVersion {
    version: String,
    path: String,
    settings: BTreeMap<String, String>,
}

impl GoVersion {
    fn of(file: &Path) -> Option<Self> {
        let output = Command::new("go").args(["version", "-m"]).arg(file).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        let mut lines = text.lines();
        let version = lines.next()?.rsplit_once(": ")?.1.to_owned();
        let mut settings = BTreeMap::new();
        let mut path = String::new();
        for line in lines {
            let mut fields = line.trim_start().split('\t');
            match (fields.next(), fields.next()) {
                (Some("path"), Some(value)) => path = value.to_owned(),
                (Some("build"), Some(setting)) => {
                    let (key, value) = setting.split_once('=').unwrap();
                    // A value with a space or a quote in it is quoted there.
                    let value = value.trim_matches('"');
                    settings.insert(key.to_owned(), value.to_owned());
                }
                _ => {}
            }
        }
        Some(Self { version, path, settings })
    }
}

fn go(arguments: &[&str]) -> String {
    String::from_utf8(finished("go", Command::new("go").args(arguments).output()).stdout).unwrap()
}

fn finished(what: &str, output: std::io::Result<Output>) -> Output {
    match output {
        Ok(output) if output.status.success() => output,
        Ok(output) => panic!("{what}: {}", String::from_utf8_lossy(&output.stderr)),
        Err(error) => panic!(
            "could not start go: {error}; these tests build real programs with Go and a C compiler, install both"
        ),
    }
}

fn inspect(file: &Path) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_landfall"))
        .args(["inspect", "--format", "json"])
        .arg(file)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut told: Value = serde_json::from_slice(&output.stdout).unwrap();
    told["artifacts"][0].take()
}

fn verdict(file: &Path, target: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_landfall"))
        .args(["check", "--format", "json", "--for", target])
        .arg(file)
        .output()
        .unwrap();
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let verdict = told["verdicts"][0]["verdict"].as_str().unwrap();
    let codes = BTreeMap::from([("runs", 0), ("breaks", 1), ("unsure", 2)]);
    assert_eq!(output.status.code(), Some(codes[verdict]), "{told}");
    verdict.to_owned()
}

fn readelf(arguments: &[&str], file: &Path) -> String {
    let output = Command::new("readelf").arg("--wide").args(arguments).arg(file).output();
    let output = output
        .unwrap_or_else(|error| panic!("could not start readelf: {error}; it is in binutils"));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The number of entries of a symbol table, without the first, which is none.
fn readelf_symbols(file: &Path, table: &str) -> u64 {
    let text = readelf(&["--symbols"], file);
    let head = format!("Symbol table '{table}' contains ");
    let count = text.split_once(&head).and_then(|(_, rest)| rest.split_whitespace().next());
    count.map_or(0, |count| count.parse::<u64>().unwrap() - 1)
}

fn strings(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect()
}

fn numbers(version: &str) -> Option<Vec<u32>> {
    version.split('.').map(|number| number.parse().ok()).collect()
}
