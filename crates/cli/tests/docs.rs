//! Every command of every page of `docs/` that was written by hand is run, in a directory that holds what the page
//! speaks of: it prints what the page shows, and where the page shows nothing it ends as is said here.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on stops")]

mod laid;
mod pages;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use pages::{as_shown, write};

/// Of commands for which a page shows no output: the exit codes that they may have, and a text that they print.
/// Without a text they print nothing.
const ENDS: &[(&str, &str, &[i32], &str)] = &[
    ("clean.md", "landfall clean", &[1], "1 thing to remove; --apply does it"),
    ("clean.md", "landfall clean --apply", &[0], "1 thing removed"),
    ("clean.md", "landfall matrix --clean --cgo 0,1", &[0], "there is nothing to clean"),
    ("compare.md", "landfall compare v1.4.0/app v1.5.0/app", &[0], "main.version v1.4.0 → v1.5.0"),
    (
        "compare.md",
        "landfall compare --for debian:11 --for alpine:3.20 old/app new/app",
        &[1],
        "on alpine:3.20: runs → breaks",
    ),
    ("compare.md", "landfall compare --same ci/app mine/app", &[1], "  source-directory  "),
    (
        "compare.md",
        "landfall compare laptop.toml prod.toml --build ./app",
        &[1],
        "machine:prod.toml has 2.28 [newer_glibc_needed]",
    ),
    ("crash.md", "landfall crash server.log", &[0], "culprit  main.(*server).handle"),
    ("crash.md", "landfall crash --cluster logs/*.log", &[0], "2 crashes of 1 kind in 2 logs"),
    ("explain.md", "go build ./... 2>&1 | landfall explain", &[0], "module_not_required"),
    ("explain.md", "landfall explain build.log", &[0], "module_not_required"),
    (
        "explain.md",
        "landfall explain \"exec /app: no such file or directory\"",
        &[0],
        "loader_not_in_image",
    ),
    ("explain.md", "landfall exec -- go test ./...", &[1], "module_not_required"),
    (
        "install.md",
        "landfall completions bash > ~/.local/share/bash-completion/completions/landfall",
        &[0],
        "",
    ),
    (
        "install.md",
        "landfall completions fish > ~/.config/fish/completions/landfall.fish",
        &[0],
        "",
    ),
    ("install.md", "landfall man --all ~/.local/share/man/man1", &[0], " pages to "),
    // It breaks on Android and iOS, where a C compiler is needed that nobody has by chance.
    ("matrix.md", "landfall matrix --plan", &[1], "windows/amd64"),
    // What is for Windows is run where Wine is, and else that is told.
    (
        "matrix.md",
        "landfall matrix ./cmd/app --ports linux/amd64,linux/arm64,windows/amd64 --run 'app --version'",
        &[0, 2],
        "3 of 3 built as foretold",
    ),
    ("seccomp.md", "landfall seccomp emit ./web --as oci -o web.json", &[0], "those programs too"),
    (
        "seccomp.md",
        "landfall seccomp emit ./web --as go -o internal/seccomp",
        &[0],
        "those programs",
    ),
    (
        "seccomp.md",
        "landfall check ./web --for debian:12 --profile docker@28.1",
        &[0],
        "[call_refused_by_profile]",
    ),
    (
        "seccomp.md",
        "landfall check ./web --for debian:12 --profile own.json --cap SYS_ADMIN",
        &[0],
        "./web on debian:12: runs",
    ),
    (
        "seccomp.md",
        "landfall check ./web --for ubuntu:20.04 --profile docker@20.10.0 --runtime runc@1.0.0-rc92 --libseccomp 2.4.1",
        &[1],
        "[unknown_call_answered_with_eperm]",
    ),
    ("seccomp.md", "landfall seccomp audit docker@20.10.0", &[1], "doors are open"),
    ("seccomp.md", "landfall seccomp audit own.json --cap none --prove --all", &[0], "tried it"),
];

/// Commands that no test can run, why, and what is run in their place where something can. Of each the arguments of
/// landfall are held against its help all the same.
const NOT_RUN: &[(&str, &str, &str, Option<&str>)] = &[
    (
        "crash.md",
        "kubectl logs web-1 --previous | landfall crash --binary ./web",
        "asks a cluster",
        Some("cat server.log | landfall crash --binary ./web"),
    ),
    ("install.md", "rustup target add aarch64-unknown-linux-musl", "fetches", None),
    ("install.md", "cargo xtask dist --target aarch64-unknown-linux-musl", "takes minutes", None),
    (
        "install.md",
        "landfall completions zsh  > \"${fpath[1]}/_landfall\"",
        "zsh alone knows its path",
        Some("landfall completions zsh > _landfall"),
    ),
    (
        "install.md",
        "docker run --rm -v \"$PWD:/work:ro\" landfall check . --for debian:12",
        "takes an image of landfall",
        Some("landfall check . --for debian:12"),
    ),
    (
        "matrix.md",
        "landfall matrix --ports all --cgo 0,1 --cc zig --go 1.21,1.27 --for debian:11 -- -trimpath -ldflags='-s -w'",
        "builds 188 programs, by releases of Go that have to be here",
        Some("landfall matrix --plan --ports linux/amd64 --cgo 0 -- -trimpath -ldflags='-s -w'"),
    ),
    ("scale.md", "kubectl apply -f deploy/kubernetes/check.yaml", "asks a cluster", None),
    (
        "scale.md",
        "kubectl wait --for=condition=complete --timeout=1h job/landfall-check",
        "asks a cluster",
        None,
    ),
    ("scale.md", "kubectl apply -f deploy/kubernetes/merge.yaml", "asks a cluster", None),
    ("scale.md", "kubectl logs --follow job/landfall-merge", "asks a cluster", None),
    (
        "seccomp.md",
        "docker run --security-opt seccomp=web.json …",
        "takes an engine of containers",
        None,
    ),
];

/// What the page about myths shows of machines that a test does not have: a word of a command, how many blocks have
/// it that are not run for it, and why.
const BEYOND: &[(&str, usize, &str)] = &[
    ("mount ", 2, "needs root"),
    ("setpriv ", 2, "needs root"),
    ("strace ", 2, "compiles everything anew, or depends on the clock of the machine"),
    ("patchelf ", 1, "no test asks for this program"),
    ("dash ", 1, "no test asks for this program"),
    ("jq ", 1, "no test asks for this program"),
    ("file -b", 1, "no test asks for this program"),
    ("qemu-", 2, "a test cannot choose the version of it"),
    ("zig cc", 2, "no test asks for another C compiler"),
    ("musl-gcc", 5, "no test asks for another C compiler"),
    ("CC=aarch64-linux-gnu-gcc", 1, "no test asks for another C compiler"),
    ("./mdwe", 1, "its programs have a module in them that would have to be fetched"),
    ("go clean", 2, "comes after builds that are told and not shown"),
    ("-DX=5", 1, "comes after builds that are told and not shown"),
    ("-count=1", 1, "comes after builds that are told and not shown"),
];

/// What a block may hold that shows no command: the languages of data.
const DATA: [&str; 4] = ["yaml", "toml", "json", "text"];

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs")
}

/// An empty directory that is a repository, with the two machines that pages speak of.
fn desk(page: &str) -> PathBuf {
    let desk = Path::new(env!("CARGO_TARGET_TMPDIR")).join("docs").join(page);
    if desk.exists() {
        fs::remove_dir_all(&desk).unwrap();
    }
    // What git takes for a repository, without a commit yet: the Go command asks it.
    for dir in [".git/objects", ".git/refs"] {
        fs::create_dir_all(desk.join(dir)).unwrap();
    }
    fs::write(desk.join(".git/HEAD"), "ref: refs/heads/main\n").unwrap();
    for (machine, called) in [("rhel-9", "staging"), ("rhel-8", "production")] {
        let machine = docs().join("../machines").join(machine).with_extension("toml");
        fs::copy(machine, desk.join(called).with_extension("toml")).unwrap();
    }
    laid::lay(page, &desk);
    desk
}

/// Where the Go command keeps what it has compiled for this user.
static GOCACHE: LazyLock<String> = LazyLock::new(|| {
    let said = Command::new("go").args(["env", "GOCACHE"]).output().expect("could not start go");
    String::from_utf8(said.stdout).unwrap().trim().to_owned()
});

/// Lets somebody who is not root change the root, in a user namespace.
const CHROOT: &str = "chroot() { unshare --map-root-user chroot \"$@\"; }";

/// What a shell prints that runs the command, on both of its outputs, and the exit code. The desk is its home.
fn run(desk: &Path, command: &str) -> (String, i32) {
    let ours = Path::new(env!("CARGO_BIN_EXE_landfall")).parent().unwrap().to_owned();
    let others = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths([ours].into_iter().chain(env::split_paths(&others))).unwrap();
    let mut shell = Command::new("bash");
    shell
        .args(["-c", &format!("{CHROOT}; exec 2>&1; {command}")])
        .current_dir(desk)
        .stdin(Stdio::null());
    for name in ["GOFLAGS", "GOMODCACHE", "GOENV", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"] {
        shell.env_remove(name);
    }
    let cache =
        if desk.ends_with("clean.md") { laid::own_cache() } else { GOCACHE.as_str().into() };
    shell.env("PATH", path).env("HOME", desk).env("GOCACHE", cache);
    shell.env("GOPROXY", "off").env("GOTOOLCHAIN", "local");
    shell.env("NO_COLOR", "1").env("LC_ALL", "C.UTF-8");
    let output = shell.output().expect("could not start bash");
    (String::from_utf8_lossy(&output.stdout).into_owned(), output.status.code().unwrap_or(-1))
}

/// The command without a remark behind it.
fn bare(line: &str) -> &str {
    line.split_once(" # ").map_or(line, |(command, _)| command).trim()
}

/// Whether the command is one that no test can run; then what is run in its place was, and ended well.
fn not_run(page: &str, desk: &Path, command: &str) -> bool {
    let known = NOT_RUN.iter().find(|(of, known, ..)| *of == page && *known == command);
    let Some((.., why, instead)) = known else { return false };
    assert!(!why.is_empty());
    for call in calls(command) {
        accepted(page, call);
    }
    if let Some(instead) = instead {
        let (printed, code) = run(desk, instead);
        assert_eq!(code, 0, "{page}: `{instead}` printed\n{printed}");
    }
    true
}

/// Runs a command of which the page shows what it prints.
fn shown(page: &str, desk: &Path, command: &str, shown: &[&str]) {
    if not_run(page, desk, command) {
        return;
    }
    let (printed, code) = run(desk, command);
    pages::hold(page, command, shown, &printed);
    let last = command.rsplit(['|', ';', '&']).next().unwrap_or_default();
    assert!(
        !last.trim().starts_with("landfall ") || (0..3).contains(&code),
        "{page}: `{command}` ends with {code}"
    );
}

/// Runs a command of which the page shows nothing but itself.
fn ends(page: &str, desk: &Path, command: &str) {
    if not_run(page, desk, command) {
        return;
    }
    let (_, _, codes, says) =
        ENDS.iter().find(|(of, known, ..)| *of == page && *known == command).unwrap_or_else(|| {
            panic!("{page}: how does `{command}` end? Say so in ENDS of crates/cli/tests/docs.rs")
        });
    let (printed, code) = run(desk, command);
    assert!(codes.contains(&code), "{page}: `{command}` ends with {code}:\n{printed}");
    assert!(printed.contains(says), "{page}: `{command}` does not say {says:?} but\n{printed}");
    assert!(!says.is_empty() || printed.is_empty(), "{page}: `{command}` prints\n{printed}");
}

/// What a line calls landfall with: each call up to where a shell ends it.
fn calls(line: &str) -> impl Iterator<Item = &str> {
    let end = |call: &'_ str| call.find(['|', ';', '>', '&']).unwrap_or(call.len());
    line.match_indices("landfall ").filter_map(move |(at, name)| {
        let begins = at == 0 || line[..at].ends_with(' ');
        let call = &line[at + name.len()..];
        begins.then(|| call[..end(call)].trim())
    })
}

/// Fails if landfall has no such command or option: it is asked for help after all of them. Prose may leave out what
/// the last option takes.
fn accepted(page: &str, call: &str) {
    let (options, command) = call.split_once(" -- ").unwrap_or((call, ""));
    let asked = format!("landfall {options} --help");
    let (printed, code) = run(&docs(), &asked);
    let known = code == 0 || printed.starts_with("error: a value is required for");
    assert!(known, "{page}: `landfall {options} -- {command}`\n{printed}");
}

/// Lays the files of a page and runs its commands in their order; how many these were.
fn follow(file: &Path) -> usize {
    let page = file.file_name().unwrap().to_str().unwrap();
    let desk = desk(page);
    let text = fs::read_to_string(file).unwrap();
    assert!(!text.contains("~~~"), "{page}: a block begins with three backquotes");
    let mut count = 0;
    for block in pages::blocks(&text) {
        match block.info[..] {
            ["console"] => {
                for (command, lines) in pages::commands(block.text) {
                    shown(page, &desk, command, &lines);
                    count += 1;
                }
            }
            ["sh" | "bash"] => {
                for line in block.text.lines().filter(|line| !line.is_empty()) {
                    ends(page, &desk, bare(line));
                    count += 1;
                }
            }
            [_, name] => write(&desk.join(name), block.text),
            [language] if DATA.contains(&language) => {
                let mut lines = block.text.lines();
                let called =
                    lines.find(|line| ["landfall ", "$ "].iter().any(|it| line.starts_with(it)));
                assert_eq!(
                    called, None,
                    "{page}: nobody runs this, for it is no block of sh or console"
                );
            }
            _ => panic!(
                "{page}: a block of {:?} is neither run nor data:\n{}",
                block.info, block.text
            ),
        }
    }
    count
}

/// The pages of a directory, `README.md` aside.
fn pages_in(dir: &Path) -> Vec<PathBuf> {
    let all = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    let mut all: Vec<PathBuf> = all
        .filter(|file| {
            file.extension().is_some_and(|end| end == "md") && !file.ends_with("README.md")
        })
        .collect();
    all.sort();
    all
}

#[test]
fn every_command_of_ten_tasks_prints_what_their_pages_show() {
    let list = fs::read_to_string(docs().join("howto/README.md")).unwrap();
    let pages = pages_in(&docs().join("howto"));
    for file in &pages {
        let name = file.file_name().unwrap().to_str().unwrap();
        assert!(list.contains(&format!("]({name})")), "docs/howto/README.md does not list {name}");
        assert!(follow(file) >= 2, "{name} has no commands");
    }
    assert!(pages.len() >= 10, "{}", pages.len());
}

#[test]
fn every_command_of_the_other_pages_does_what_they_show() {
    let pages = pages_in(&docs());
    let pages = pages.iter().filter(|file| !file.ends_with("myths.md"));
    assert!(pages.map(|file| follow(file)).sum::<usize>() >= 40);
    let ends = ENDS.iter().map(|(page, command, ..)| (page, command));
    for (page, command) in ends.chain(NOT_RUN.iter().map(|(page, command, ..)| (page, command))) {
        let text = fs::read_to_string(docs().join(page)).unwrap();
        assert!(text.contains(command), "{page} no longer shows `{command}`");
    }
}

#[test]
fn what_shows_that_a_myth_is_one_still_shows_it() {
    let text = fs::read_to_string(docs().join("myths.md")).unwrap();
    let blocks = pages::blocks(&text);
    assert!(blocks.iter().all(|block| block.info == ["console"]));
    let programs = laid::programs_of_myths();
    let mut not_run = vec![0; BEYOND.len()];
    for (at, block) in blocks.iter().enumerate() {
        if let Some(beyond) = BEYOND.iter().position(|(word, ..)| block.text.contains(word)) {
            not_run[beyond] += 1;
            continue;
        }
        // Each has a home of its own: one of them keeps a setting there.
        let desk = desk(&format!("myths.md/{at}"));
        laid::myth(&desk, &programs, block.text);
        for (command, lines) in pages::commands(block.text) {
            shown("myths.md", &desk, command, &lines);
        }
    }
    for ((word, count, why), seen) in BEYOND.iter().zip(not_run) {
        assert_eq!(seen, *count, "blocks with {word:?} are not run, for {why:?}");
    }
}

#[test]
fn every_command_that_a_page_names_in_passing_is_one_of_landfall() {
    let mut count = 0;
    for file in pages_in(&docs()).into_iter().chain(pages_in(&docs().join("howto"))) {
        let page = file.file_name().unwrap().to_str().unwrap();
        let text = fs::read_to_string(&file).unwrap();
        let prose: Vec<&str> = text.split("```").step_by(2).collect();
        for named in prose.iter().flat_map(|prose| prose.split('`').skip(1).step_by(2)) {
            for call in named.starts_with("landfall ").then(|| calls(named)).into_iter().flatten() {
                accepted(page, call);
                count += 1;
            }
        }
    }
    assert!(count >= 50, "{count}");
}

#[test]
fn a_line_that_is_not_printed_is_not_as_shown() {
    assert!(!as_shown("web on alpine:3.20: runs", "web on alpine:3.20: breaks"));
    let blocks =
        pages::blocks("a\n```go x/main.go\npackage x\n```\nb\n```console\n$ one\n1\n$ two\n```\n");
    assert_eq!(blocks[0].info, ["go", "x/main.go"]);
    assert_eq!(blocks[0].text, "package x\n");
    assert_eq!(pages::commands(blocks[1].text), [("one", vec!["1"]), ("two", vec![])]);
    let piped = "kubectl logs a | landfall crash --binary ./b > c";
    assert_eq!(calls(piped).collect::<Vec<_>>(), ["crash --binary ./b"]);
}
