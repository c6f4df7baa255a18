//! Modules as the Go command resolves them: each test makes a tree of files and a module cache, and
//! asks `go list` the same with no network.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on stops")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use landfall_facts::PackageGraph;
use landfall_formats::Source;
use landfall_probe::graph::{Wanted, graph};
use landfall_probe::roots::Roots;
use landfall_probe::{Blind, Kind, Real, World};

/// Files below a temporary directory: `mods/` is the module cache, the environment is its own.
struct Tree {
    dir: tempfile::TempDir,
    env: BTreeMap<&'static str, String>,
}

impl Tree {
    fn new(files: &[(&str, &str)]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        let mut env = BTreeMap::from([
            ("HOME", root.join("home").to_str().unwrap().to_owned()),
            ("GOMODCACHE", root.join("mods").to_str().unwrap().to_owned()),
            ("GOCACHE", root.join("cache").to_str().unwrap().to_owned()),
            ("GOPROXY", "off".to_owned()),
            ("GOFLAGS", "-mod=mod".to_owned()),
            ("GOSUMDB", "off".to_owned()),
            ("GOTOOLCHAIN", "local".to_owned()),
        ]);
        env.insert("PATH", std::env::var("PATH").unwrap());
        let tree = Self { dir, env };
        for (path, text) in files {
            tree.write(path, text);
        }
        tree
    }

    fn path(&self, below: &str) -> PathBuf {
        self.dir.path().canonicalize().unwrap().join(below)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Puts a module into the module cache, as `go mod download` would.
    fn cached(self, path: &str, version: &str, gomod: &str, files: &[(&str, &str)]) -> Self {
        let text = format!("module {path}\n{gomod}");
        let download = format!("mods/cache/download/{path}/@v/{version}");
        self.write(&format!("{download}.mod"), &text);
        self.write(&format!("{download}.info"), &format!("{{\"Version\":\"{version}\"}}"));
        for (name, content) in files.iter().copied().chain([("go.mod", text.as_str())]) {
            self.write(&format!("mods/{path}@{version}/{name}"), content);
        }
        self.write(
            &format!("{download}.ziphash"),
            "h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        );
        self.write(&format!("{download}.zip"), "");
        self
    }

    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.env.insert(name, value.to_owned());
        self
    }

    fn go(&self, dir: &str) -> Output {
        Command::new("go")
            .args([
                "list",
                "-e",
                "-deps",
                "-f",
                "{{if not .Standard}}{{.ImportPath}} {{.Dir}} {{.GoFiles}}{{end}}",
            ])
            .arg("./...")
            .env_clear()
            .envs(&self.env)
            .current_dir(self.path(dir))
            .output()
            .expect("could not start go; the tests ask it what it builds, install Go")
    }

    /// Holds what we find below a directory against what the Go command finds; answers the
    /// packages of which files are built, without those of the standard library.
    fn compare(&self, dir: &str) -> Vec<String> {
        let output = self.go(dir);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).unwrap();
        let theirs: BTreeSet<&str> = text.lines().filter(|line| !line.ends_with("[]")).collect();
        let found = self.graph(dir);
        let ours: BTreeSet<String> = found
            .listed
            .iter()
            .filter(|one| !one.go_files.is_empty() && one.path.contains("example.com"))
            .map(|one| format!("{} {} [{}]", one.path, one.dir, one.go_files.join(" ")))
            .collect();
        let ours: BTreeSet<&str> = ours.iter().map(String::as_str).collect();
        assert_eq!(ours, theirs);
        let not_there = text.lines().filter(|line| line.ends_with("  []")).count();
        assert_eq!(found.nowhere.len(), not_there, "{:?}\n{text}", found.nowhere);
        ours.iter().map(|line| line.split(' ').next().unwrap().to_owned()).collect()
    }

    fn graph(&self, dir: &str) -> PackageGraph {
        let roots = Roots::new(self, self.path(dir).to_str().unwrap()).unwrap();
        let settings = &roots.settings;
        let tags = settings.tags.iter().chain(&settings.sanitizers);
        let wanted = Wanted {
            system: "linux",
            architecture: "amd64",
            has_cgo: false,
            release: 26,
            tags: tags.map(String::as_str).collect(),
            systems: [vec!["linux", "windows"], vec!["linux"]],
            architectures: vec!["amd64", "arm64"],
            standard: None,
        };
        graph(&Real, &roots, &wanted)
    }
}

/// The real world with an environment of its own.
impl World for Tree {
    fn open(&self, path: &str) -> Result<Box<dyn Source>, Blind> {
        Real.open(path)
    }

    fn list(&self, dir: &str) -> Result<Vec<String>, Blind> {
        Real.list(dir)
    }

    fn kind(&self, path: &str) -> Result<Kind, Blind> {
        Real.kind(path)
    }

    fn resolve(&self, path: &str) -> Result<String, Blind> {
        Real.resolve(path)
    }

    fn run(&self, command: &[&str]) -> Result<String, Blind> {
        Real.run(command)
    }

    fn env(&self, name: &str) -> Option<String> {
        self.env.get(name).cloned()
    }

    fn shown(&self, path: &str) -> String {
        path.to_owned()
    }
}

const MAIN: &str = "package main\nimport _ \"example.com/a\"\nfunc main() {}\n";

#[test]
fn the_newest_version_that_anybody_asks_for_is_built() {
    // Of before Go 1.17, so go.mod names only what it imports itself.
    let a = "package a\nimport _ \"example.com/c/sub\"\nimport _ \"example.com/d\"\n";
    let tree = Tree::new(&[
        ("m/go.mod", "module example.com/m\ngo 1.16\nrequire (\n\texample.com/a v1.0.0\n\texample.com/b v1.0.0\n)\nexclude example.com/c v1.9.0\n"),
        ("m/m.go", MAIN),
        ("m/n/n.go", "package n\nimport _ \"example.com/b\"\n"),
    ])
    .cached("example.com/a", "v1.0.0", "go 1.16\nrequire (\n\texample.com/c v1.2.0\n\texample.com/d v0.9.0\n)\n", &[("a.go", a)])
    .cached("example.com/b", "v1.0.0", "go 1.16\nrequire (\n\texample.com/c v1.10.0\n\texample.com/c v1.9.0\n\texample.com/d v1.0.0-rc.2\n)\n", &[("b.go", "package b\n")])
    .cached("example.com/c", "v1.2.0", "go 1.16\n", &[("sub/old.go", "package sub\n")])
    // A ring: it asks for who asks for it.
    .cached("example.com/c", "v1.10.0", "go 1.16\nrequire example.com/a v1.0.0\n", &[("sub/new.go", "package sub\n")])
    .cached("example.com/d", "v0.9.0", "go 1.16\n", &[("d9.go", "package d\n")])
    .cached("example.com/d", "v1.0.0-rc.2", "go 1.16\n", &[("rc2.go", "package d\n")]);
    let found = tree.compare("m");
    assert_eq!(
        found,
        ["a", "b", "c/sub", "d", "m", "m/n"].map(|path| format!("example.com/{path}"))
    );
}

#[test]
fn a_directory_and_another_module_stand_in_for_modules() {
    let tree = Tree::new(&[
        ("m/go.mod", "module example.com/m\ngo 1.21\nrequire (\n\texample.com/a v1.0.0\n\texample.com/b v1.0.0\n)\nreplace example.com/a => ../own/a\nreplace example.com/b v1.0.0 => example.com/fork v1.5.0\n"),
        ("m/m.go", MAIN),
        ("own/a/go.mod", "module example.com/a\ngo 1.21\nrequire example.com/b v1.0.0\n"),
        ("own/a/a.go", "package a\nimport _ \"example.com/b/x\"\nimport _ \"example.com/a/in\"\n"),
        // A module within: none of its packages are of the one around it.
        ("own/a/in/go.mod", "module example.com/a/in\n"),
        ("own/a/in/in.go", "package in\n"),
    ])
    .cached("example.com/fork", "v1.5.0", "go 1.21\n", &[("x/x.go", "package x\n")]);
    assert_eq!(tree.compare("m"), ["example.com/a", "example.com/b/x", "example.com/m"]);
    let told = tree.graph("m").nowhere;
    assert_eq!(told[0].0, "example.com/a/in");
}

#[test]
fn a_workspace_makes_modules_of_directories_and_its_replace_counts_first() {
    let tree = Tree::new(&[
        ("go.work", "go 1.21\nuse (\n\t./m\n\t./a\n)\nreplace (\n\texample.com/b => ./fork\n\texample.com/c v1.0.0 => ./c0\n\texample.com/c v1.1.0 => ./c1\n)\n"),
        ("m/go.mod", "module example.com/m\ngo 1.21\nrequire example.com/b v1.0.0\nreplace example.com/b => ../nowhere\n"),
        ("m/m.go", MAIN),
        ("m/deep/down/d.go", "package down\n"),
        ("a/go.mod", "module example.com/a\ngo 1.21\nrequire (\n\texample.com/b v1.0.0\n\texample.com/c v1.0.0\n)\n"),
        ("a/a.go", "package a\nimport _ \"example.com/b\"\nimport _ \"example.com/c\"\n"),
        ("fork/go.mod", "module example.com/b\ngo 1.21\nrequire example.com/c v1.1.0\n"),
        ("fork/b.go", "package b\n"),
        ("c0/go.mod", "module example.com/c\n"),
        ("c0/c0.go", "package c\n"),
        ("c1/go.mod", "module example.com/c\n"),
        ("c1/c1.go", "package c\n"),
    ])
    .with("GOFLAGS", "");
    let all = ["a", "b", "c", "m", "m/deep/down"].map(|path| format!("example.com/{path}"));
    assert_eq!(tree.compare("m"), all);
    // Below a directory of a module are those of the module that lie there.
    assert_eq!(tree.compare("m/deep"), ["example.com/m/deep/down"]);
    let tree = tree.with("GOWORK", "off");
    let found = tree.graph("m");
    assert!(!found.nowhere.is_empty(), "without go.work, a has to be in the module cache");
}

#[test]
fn a_vendor_directory_counts_since_go_1_14_and_for_what_it_lists() {
    let files = |go: &str| {
        let gomod = format!("module example.com/m\ngo {go}\nrequire example.com/a v1.0.0\n");
        let tree = Tree::new(&[
            ("m/go.mod", &gomod),
            ("m/m.go", MAIN),
            ("m/vendor/modules.txt", "# example.com/a v1.0.0\n## explicit\nexample.com/a\n"),
            (
                "m/vendor/example.com/a/vendored.go",
                "package a\nimport _ \"example.com/a/unlisted\"\n",
            ),
            ("m/vendor/example.com/a/unlisted/u.go", "package unlisted\n"),
            // Not the module's own: what lies in another's vendor directory is nobody's.
            ("m/in/in.go", "package in\n"),
            ("m/in/vendor/example.com/a/deep.go", "package a\n"),
        ]);
        tree.cached("example.com/a", "v1.0.0", "go 1.21\n", &[("cached.go", "package a\n")])
            .with("GOFLAGS", "")
    };
    assert_eq!(files("1.21").compare("m").len(), 4);
    assert_eq!(files("1.23").compare("m").len(), 3);
    let tree = files("1.21").with("GOFLAGS", "-mod=mod");
    assert!(tree.compare("m").iter().all(|path| !path.ends_with("unlisted")));
    assert_eq!(files("1.13").with("GOFLAGS", "-mod=vendor").compare("m").len(), 4);
    let of_old = files("1.13").graph("m");
    assert!(of_old.listed.iter().any(|one| one.go_files == ["cached.go"]));
}

#[test]
fn goflags_and_go_env_set_tags() {
    let files = [
        ("m/go.mod", "module example.com/m\ngo 1.21\n"),
        ("m/m.go", "package m\n"),
        ("m/x.go", "//go:build x && y\n\npackage m\n"),
        ("m/race.go", "//go:build race\n\npackage m\n"),
        ("home/.config/go/env", "GOFLAGS=-tags=x,y\n"),
    ];
    let names = |tree: &Tree| tree.graph("m").listed[0].go_files.join(" ");
    let tree = Tree::new(&files).with("GOFLAGS", "");
    tree.compare("m");
    assert_eq!(names(&tree), "m.go x.go");
    let tree = tree.with("GOFLAGS", "'-tags=x y'");
    tree.compare("m");
    assert_eq!(names(&tree), "m.go x.go");
    assert_eq!(names(&tree.with("GOFLAGS", "-race -tags=x")), "m.go race.go");
}

#[test]
fn a_newer_toolchain_that_a_module_asks_for_is_taken_from_the_module_cache() {
    let newer = "mods/golang.org/toolchain@v0.0.1-go1.999.1.linux-amd64";
    let tree = Tree::new(&[
        ("m/go.mod", "module example.com/m\ngo 1.21\ntoolchain go1.999.1\n"),
        (&format!("{newer}/VERSION"), "go1.999.1\n"),
    ]);
    let goroot = |tree: &Tree| {
        let roots = Roots::new(tree, tree.path("m").to_str().unwrap()).unwrap();
        (roots.release(tree), roots.goroot.unwrap())
    };
    assert_ne!(goroot(&tree).0, Some(999));
    let tree = tree.with("GOTOOLCHAIN", "auto");
    assert_eq!(goroot(&tree), (Some(999), tree.path(newer).to_str().unwrap().to_owned()));
}

#[test]
fn what_leads_round_and_round_ends() {
    let tree = Tree::new(&[
        ("m/go.mod", "module example.com/m\ngo 1.16\nrequire example.com/a v1.0.0\nreplace example.com/a => example.com/b v1.0.0\nreplace example.com/b => example.com/a v1.0.0\n"),
        ("m/m.go", "package m\n"),
        ("m/in/in.go", "package in\n"),
    ])
    .cached("example.com/a", "v1.0.0", "require example.com/b v1.0.0\n", &[])
    .cached("example.com/b", "v1.0.0", "require example.com/a v1.0.0\n", &[]);
    #[cfg(unix)]
    std::os::unix::fs::symlink("..", tree.path("m/in/again")).unwrap();
    assert_eq!(tree.compare("m"), ["example.com/m", "example.com/m/in"]);
}

#[test]
fn a_go_mod_that_is_too_long_or_not_there_is_told() {
    let tree = Tree::new(&[("m/go.mod", &"// nothing\n".repeat(100_000))]);
    let why = |below: &str| {
        let path: PathBuf = tree.path(below);
        Roots::new(&tree, path.to_str().unwrap()).unwrap_err().to_string()
    };
    assert!(why("m").contains("longer than a megabyte"), "{}", why("m"));
    assert!(why("").contains("has no go.mod"), "{}", why(""));
    assert!(why("nowhere").contains("no directory"), "{}", why("nowhere"));
    assert!(!Path::new("/go.mod").exists(), "a go.mod of nobody stands above all");
}
