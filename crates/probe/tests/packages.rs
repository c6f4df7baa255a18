//! Packages as the Go command finds them: `go list -deps -json` is asked for the same.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on stops")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use landfall_formats::gosrc::{Known, Platform};
use landfall_probe::Real;
use landfall_probe::packages;
use landfall_probe::roots::{Home, Roots};
use serde::Deserialize;

/// As src/internal/syslist has them.
const SYSTEMS: [&str; 18] = [
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "linux",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "wasip1",
    "windows",
    "zos",
];
const UNIX: [&str; 12] = [
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "linux",
    "netbsd",
    "openbsd",
    "solaris",
];
const ARCHITECTURES: [&str; 24] = [
    "386",
    "amd64",
    "amd64p32",
    "arm",
    "armbe",
    "arm64",
    "arm64be",
    "loong64",
    "mips",
    "mipsle",
    "mips64",
    "mips64le",
    "mips64p32",
    "mips64p32le",
    "ppc",
    "ppc64",
    "ppc64le",
    "riscv",
    "riscv64",
    "s390",
    "s390x",
    "sparc",
    "sparc64",
    "wasm",
];

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    import_path: String,
    #[serde(default)]
    standard: bool,
    #[serde(default)]
    go_files: Vec<String>,
    #[serde(default)]
    cgo_files: Vec<String>,
    #[serde(default)]
    ignored_go_files: Vec<String>,
    #[serde(default)]
    imports: Vec<String>,
}

fn go(dir: &Path, platform: (&str, &str, bool), arguments: &[&str]) -> String {
    let (system, architecture, has_cgo) = platform;
    let output = Command::new("go")
        .args(arguments)
        .env("GOOS", system)
        .env("GOARCH", architecture)
        .env("CGO_ENABLED", if has_cgo { "1" } else { "0" })
        .env("GOFLAGS", "-mod=mod")
        .current_dir(dir)
        .output()
        .expect("could not start go; the tests ask it which files it builds, install Go");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Holds what we find for some packages and a platform against what the Go command finds.
fn compare(dir: &Path, platform: (&str, &str, bool), entries: &[&str]) -> usize {
    let tool_tags = go(dir, platform, &["list", "-f", "{{join context.ToolTags \" \"}}", "unsafe"]);
    let release = go(dir, platform, &["list", "-f", "{{len context.ReleaseTags}}", "unsafe"]);
    let tags: Vec<&str> = tool_tags.split_whitespace().collect();
    let known = Known { systems: &SYSTEMS, unix_systems: &UNIX, architectures: &ARCHITECTURES };
    let (system, architecture, has_cgo) = platform;
    let wanted = Platform {
        system,
        architecture,
        has_cgo,
        compiler: "gc",
        release: release.trim().parse().unwrap(),
        tags: &tags,
        known,
    };
    let listed = go(dir, platform, &[&["list", "-e", "-deps", "-json"], entries].concat());
    let listed: Vec<Listed> =
        serde_json::Deserializer::from_str(&listed).into_iter().map(Result::unwrap).collect();
    let roots = Roots::new(&Real, dir.to_str().unwrap()).unwrap();
    let named = go(dir, platform, &[&["list", "-e"], entries].concat());
    let named: Vec<String> = named.lines().map(str::to_owned).collect();
    let found = packages::load(&Real, &roots, &wanted, &named, None);
    let ours: BTreeSet<&str> = found.keys().map(String::as_str).collect();
    let theirs = listed.iter().map(|one| one.import_path.as_str());
    let theirs: BTreeSet<&str> = theirs.filter(|path| *path != "unsafe").collect();
    let differing: Vec<_> = ours.symmetric_difference(&theirs).collect();
    assert!(differing.is_empty(), "{platform:?} {differing:?}");
    let mut compared = 0;
    for theirs in listed.iter().filter(|one| one.import_path != "unsafe") {
        let path = &theirs.import_path;
        let ours = found.get(path).unwrap_or_else(|| panic!("{platform:?} {path} was not found"));
        assert_eq!(ours.home == Home::Std, theirs.standard, "{path}");
        let sorted = |files: &[String]| {
            let mut files = files.to_vec();
            files.sort();
            files
        };
        assert_eq!(sorted(&ours.go_files), sorted(&theirs.go_files), "{platform:?} {path}");
        assert_eq!(sorted(&ours.cgo_files), sorted(&theirs.cgo_files), "{platform:?} {path}");
        let ignored: Vec<String> = theirs
            .ignored_go_files
            .iter()
            .filter(|name| !name.starts_with(['_', '.']) && !name.ends_with("_test.go"))
            .cloned()
            .collect();
        assert_eq!(sorted(&ours.ignored_files), sorted(&ignored), "{platform:?} {path}");
        // In GOROOT's own code a path of its vendor directory is written without that.
        let imports: Vec<String> = theirs
            .imports
            .iter()
            .map(|path| path.strip_prefix("vendor/").unwrap_or(path).to_owned())
            .collect();
        let ours: Vec<String> = ours.imports.keys().cloned().collect();
        assert_eq!(ours, sorted(&imports), "{platform:?} {path}");
        compared += 1;
    }
    compared
}

#[test]
fn the_standard_library_is_built_from_the_files_that_go_list_names() {
    let goroot = go(Path::new("."), ("linux", "amd64", false), &["env", "GOROOT"]);
    let src = Path::new(goroot.trim()).join("src");
    for platform in [
        ("linux", "amd64", true),
        ("linux", "amd64", false),
        ("linux", "s390x", false),
        ("darwin", "arm64", true),
        ("windows", "386", false),
        ("android", "arm64", true),
        ("freebsd", "riscv64", false),
        ("js", "wasm", false),
        ("plan9", "arm", false),
        ("aix", "ppc64", false),
        ("illumos", "amd64", true),
    ] {
        let compared = compare(&src, platform, &["std"]);
        assert!(compared > 200, "{platform:?}: {compared}");
    }
}

#[test]
fn what_a_module_is_built_from_lies_in_directories_and_in_goroot() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../cli/tests/programs/roots");
    let compared = compare(&dir, ("linux", "amd64", true), &["."]);
    assert!(compared > 100, "{compared}");
}

#[test]
fn a_package_that_is_not_on_disk_is_told_with_what_fetches_it() {
    let dir = tempfile::tempdir().unwrap();
    let text = "module example.com/m\ngo 1.21\nrequire example.com/gone v1.0.0\n";
    std::fs::write(dir.path().join("go.mod"), text).unwrap();
    let mut roots = Roots::new(&Real, dir.path().to_str().unwrap()).unwrap();
    roots.goroot = None;
    let known = Known { systems: &SYSTEMS, unix_systems: &UNIX, architectures: &ARCHITECTURES };
    let platform = Platform {
        system: "linux",
        architecture: "amd64",
        has_cgo: true,
        compiler: "gc",
        release: 26,
        tags: &[],
        known,
    };
    let wanted = ["example.com/gone/x", "example.com/other", "fmt"].map(str::to_owned);
    let found: BTreeMap<_, _> = packages::load(&Real, &roots, &platform, &wanted, None);
    let why = |path: &str| match &found[path].home {
        Home::Nowhere(why) => why.to_string(),
        home => panic!("{home:?}"),
    };
    assert!(why("example.com/gone/x").contains("go mod download"));
    assert!(why("example.com/other").contains("go mod tidy"));
    assert!(why("fmt").contains("no Go is here"));
}
