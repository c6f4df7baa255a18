//! `landfall check --format html`: one page that tells everything once, works without scripts and network, and in a
//! browser can be narrowed down.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod forge;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use forge::{CGO, Program, STATIC};
use landfall_formats::sha256;
use serde_json::Value;
use tempfile::TempDir;

fn check(dir: &Path, arguments: &[&str]) -> (String, Option<i32>) {
    let output = Command::new(env!("CARGO_BIN_EXE_landfall"))
        .current_dir(dir)
        .arg("check")
        .args(arguments)
        .envs(["LC_ALL", "LC_MESSAGES", "LANG"].map(|name| (name, "C")))
        .output()
        .unwrap();
    (String::from_utf8(output.stdout).unwrap(), output.status.code())
}

fn page(dir: &Path, arguments: &[&str]) -> String {
    let (page, _) = check(dir, &[arguments, &["--format", "html"]].concat());
    assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"), "{page}");
    page
}

/// A program that wants a library that no base image has.
const PCAP: Program<'_> = Program { needed: &["libpcap.so.0.8", "libc.so.6"], ..CGO };

/// Programs of three kinds and a recipe with a fault.
fn project() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let dist = dir.path().join("dist");
    fs::create_dir(&dist).unwrap();
    CGO.write(&dist.join("web"));
    CGO.write(&dist.join("worker"));
    PCAP.write(&dist.join("sniff"));
    STATIC.write(&dist.join("job"));
    let recipe = "FROM golang:1.26 AS build\nRUN CGO_ENABLED=1 go build -o /web .\nFROM alpine:3.20\n\
         COPY --from=build /web /web\nENTRYPOINT [\"/web\"]\n";
    fs::write(dir.path().join("Dockerfile"), recipe).unwrap();
    dir
}

const MACHINES: [&str; 14] = [
    "--for",
    "debian:11",
    "--for",
    "debian:12",
    "--for",
    "debian:13",
    "--for",
    "ubuntu:20.04",
    "--for",
    "alpine:3.20",
    "--for",
    "scratch",
    "--for",
    "fedora:40",
];

/// A module in which cgo is used twice, and the calls of a program of it.
fn module(dir: &Path) {
    fs::create_dir_all(dir.join("store")).unwrap();
    fs::write(dir.join("go.mod"), "module example.org/shop\n\ngo 1.22\n").unwrap();
    let main = "package main\n\nimport (\n\t\"net\"\n\n\t\"example.org/shop/store\"\n)\n\n\
         func main() { store.Open(); net.LookupHost(\"a\") }\n";
    fs::write(dir.join("main.go"), main).unwrap();
    let store = "package store\n\n// #cgo LDFLAGS: -lsqlite3\n// #include <sqlite3.h>\nimport \"C\"\n\n\
         func Open() { C.sqlite3_open(nil, nil) }\n";
    fs::write(dir.join("store/store.go"), store).unwrap();
    let run = |calls: &str| {
        format!(
            "{{\"program\":\"web\",\"started\":1,\"kernel\":null,\"by\":\"ebpf\",\"complete\":true,\
             \"exit_code\":0,\"signal\":null,\"calls\":{{{calls}}}}}"
        )
    };
    let (few, more) = ("\"read\":1,\"write\":2", "\"read\":1,\"futex\":2");
    let runs = [few, more, few, few, more].map(run).join(",");
    let text = format!("{{\"schema\":1,\"landfall\":\"0\",\"arch\":\"amd64\",\"runs\":[{runs}]}}");
    fs::write(dir.join("calls.json"), text).unwrap();
    for (root, release) in [("staging", "12"), ("production", "11")] {
        let etc = dir.join("roots").join(root).join("etc");
        fs::create_dir_all(&etc).unwrap();
        let text = format!("ID=debian\nVERSION_ID=\"{release}\"\n");
        fs::write(etc.join("os-release"), text).unwrap();
    }
    fs::write(dir.join("roots/staging/etc/passwd"), "root:x:0:0::/:/bin/sh\n").unwrap();
}

const EVERYTHING: [&str; 12] = [
    ".",
    "dist",
    "--for",
    "debian:12",
    "--for",
    "rootfs:roots/staging",
    "--for",
    "rootfs:roots/production",
    "--trace",
    "calls.json",
    "--format",
    "html",
];

#[test]
fn what_else_is_known_of_builds_and_machines_is_shown() {
    let dir = project();
    module(dir.path());
    let (page, _) = check(dir.path(), &EVERYTHING);
    let text = text_of(&page);
    for section in ["differences", "cgo", "calls", "size"] {
        assert!(page.contains(&format!("<section id=\"{section}\"")), "{section}");
    }
    assert!(text.contains("From rootfs:roots/staging to rootfs:roots/production"), "{text}");
    assert!(page.contains("data-ends=\"") && text.contains("-lsqlite3"), "{page}");
    assert!(text.contains("3 kinds of calls in 5 runs"), "{text}");
    assert!(text.contains("the last 3 brought nothing new"), "{text}");
    assert!(text.contains("Code by package of Go"), "{text}");
    // Nothing of it is there where there is nothing to tell of it.
    let empty = tempfile::tempdir().unwrap();
    fs::write(empty.path().join("notes.txt"), "").unwrap();
    let (page, _) = check(empty.path(), &["notes.txt", "--for", "debian:12", "--format", "html"]);
    for section in ["differences", "cgo", "calls", "size"] {
        assert!(!page.contains(&format!("<section id=\"{section}\"")), "{section}");
    }
}

#[test]
fn a_trace_that_is_not_there_or_nobody_would_show_is_refused() {
    let dir = project();
    let (_, code) = check(dir.path(), &["dist", "--trace", "none.json", "--format", "html"]);
    assert_eq!(code, Some(3));
    let (_, code) = check(dir.path(), &["dist", "--trace", "none.json"]);
    assert_eq!(code, Some(3));
}

/// The matrix of a page.
fn matrix_of(page: &str) -> &str {
    let (_, matrix) = page.split_once("id=\"matrix\"").unwrap();
    matrix.split_once("</table>").unwrap().0
}

/// A page without its tags, its entities read back.
fn text_of(page: &str) -> String {
    let (_, body) = page.split_once("<body>").unwrap();
    let (body, _) = body.split_once("<script>").unwrap();
    let mut out = String::new();
    for piece in body.split('<') {
        out.push_str(piece.split_once('>').map_or(piece, |(_, text)| text));
    }
    out.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

#[test]
fn every_finding_is_told_with_both_sides_and_how_to_mend_it() {
    let dir = project();
    let arguments = [&["dist"], &MACHINES[..]].concat();
    let text = text_of(&page(dir.path(), &arguments));
    let (json, _) = check(dir.path(), &[&arguments[..], &["--format", "json"]].concat());
    let told: Value = serde_json::from_str(&json).unwrap();
    let mut seen = BTreeSet::new();
    for verdict in told["verdicts"].as_array().unwrap() {
        let machine = verdict["target"].as_str().unwrap();
        // What is told of several names none of them.
        let is_told = |what: &Value| {
            let what = what.as_str().unwrap();
            let mut pieces = what.split(machine);
            assert!(pieces.all(|piece| text.contains(piece.trim())), "{what}\n{text}");
        };
        for finding in verdict["findings"].as_array().unwrap() {
            let message = finding["message"].as_str().unwrap();
            // Values that machines have instead stand in a row.
            let (says, has) = message.split_once("; ").unwrap_or((message, ""));
            is_told(&Value::from(says));
            assert!(text.contains(has.rsplit(' ').next().unwrap()), "{message}");
            seen.insert(finding["rule"].as_str().unwrap().to_owned());
            for evidence in finding["evidence"].as_array().unwrap() {
                is_told(&evidence["text"]);
                is_told(&evidence["origin"]);
            }
            finding["mend"].as_array().unwrap().iter().for_each(is_told);
        }
        for doubt in verdict["unsure"].as_array().unwrap() {
            is_told(&doubt["reason"]);
        }
    }
    assert!(seen.len() >= 4, "{seen:?}");
    for rule in seen {
        assert!(text.contains(&format!("landfall rule {rule}")), "{rule} has no manual");
    }
}

#[test]
fn what_is_so_on_many_machines_is_told_once() {
    let dir = project();
    let page = page(dir.path(), &[&["dist"], &MACHINES[..]].concat());
    let cards = page.matches("data-rule=\"newer_glibc_needed\"").count();
    assert_eq!(cards, 1, "of three programs on two machines");
    assert!(page.contains("2.31"), "{page}");
    let first = page.find("<details class=\"card").unwrap();
    let breaks = page[first..].find("class=\"card breaks\"").unwrap();
    let degrades = page[first..].find("class=\"card degrades\"").unwrap();
    assert!(breaks < degrades, "what breaks comes first");
}

#[test]
fn each_cell_says_its_verdict_in_a_word_and_heads_name_their_column() {
    let dir = project();
    let page = page(dir.path(), &[&["dist"], &MACHINES[..]].concat());
    let matrix = matrix_of(&page);
    let cells = |word: &str| matrix.matches(&format!(">{word}</td>")).count();
    let all = ["breaks", "unsure", "runs, but something fails", "runs"].map(cells);
    assert_eq!(all.iter().sum::<usize>(), 4 * 7, "{all:?}");
    assert_eq!(matrix.matches("<th scope=\"row\">").count(), 4);
    assert_eq!(matrix.matches("<th scope=\"colgroup\"").count(), 5);
    assert_eq!(matrix.matches("abbr=\"").count(), 7);
    assert!(page.contains("<caption>"));
    assert!(page.contains("<html lang=\"en\">"));
}

#[test]
fn a_line_of_a_recipe_is_shown_with_the_piece_that_is_meant() {
    let dir = project();
    let page = page(dir.path(), &["."]);
    assert!(page.contains("<mark>"), "{page}");
    assert!(page.contains("Dockerfile"), "{page}");
    assert!(page.contains("id=\"recipes\""), "{page}");
}

#[test]
fn the_same_is_written_each_time_and_a_file_holds_what_is_printed() {
    let dir = project();
    let arguments = [&["dist"], &MACHINES[..]].concat();
    let printed = page(dir.path(), &arguments);
    assert_eq!(printed, page(dir.path(), &arguments));
    let to_file = [&arguments[..], &["--format", "html", "-o", "report.html"]].concat();
    let (nothing, code) = check(dir.path(), &to_file);
    assert_eq!((nothing.as_str(), code), ("", Some(1)));
    assert_eq!(fs::read_to_string(dir.path().join("report.html")).unwrap(), printed);
}

#[test]
fn a_page_asks_for_nothing_from_elsewhere() {
    let dir = project();
    let page = page(dir.path(), &["."]);
    for foreign in ["src=", "@import", "url(", "<link", "http-equiv=\"refresh\"", "<iframe"] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    assert!(page.contains("default-src 'none'"));
    assert_eq!(page.matches("<script>").count(), 1);
}

#[test]
fn nothing_that_was_judged_is_a_page_too() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("notes.txt"), "nothing to see\n").unwrap();
    let arguments = ["notes.txt", "--for", "debian:12", "--format", "html"];
    let (page, code) = check(dir.path(), &arguments);
    assert_eq!(code, Some(3));
    assert!(page.contains("<h1>Nothing could be judged.</h1>"), "{page}");
    assert!(page.contains("notes.txt"), "{page}");
    STATIC.write(&dir.path().join("job"));
    let page = self::page(dir.path(), &["job", "--for", "linux/amd64"]);
    assert!(page.contains("<h1>job on linux/amd64: "), "{page}");
}

/// What stands in a page of ours in English, and in no Chinese one outside of code, names and quotes.
const OURS: [&str; 38] = [
    "artifact",
    "artifacts",
    "machine",
    "machines",
    "recipe",
    "recipes",
    "finding",
    "findings",
    "doubt",
    "doubts",
    "rule",
    "rules",
    "breaks",
    "unsure",
    "runs",
    "degrades",
    "differs",
    "mends",
    "Reach",
    "Needs",
    "Has",
    "Mend",
    "Where",
    "means",
    "Link",
    "Find",
    "Clear",
    "any",
    "Colours",
    "Choose",
    "Skip",
    "Contents",
    "Size",
    "Sections",
    "more",
    "look",
    "Written",
    "differ",
];

/// A page without what is no sentence: code, names of files and machines, lines of files, examples.
fn sentences_of(page: &str) -> String {
    let mut page = page.to_owned();
    for tag in ["code", "pre", "cite", "td", "dt", "option"] {
        let (start, end) = (format!("<{tag}"), format!("</{tag}>"));
        let mut out = String::new();
        let mut rest = page.as_str();
        while let Some(at) = rest.find(&start) {
            out.push_str(&rest[..at]);
            let behind = &rest[at..];
            let Some(close) = behind.find(&end) else { break };
            // `<c` begins other tags, too.
            let is_it = behind[start.len()..].starts_with(['>', ' ']);
            let upto = if is_it { close + end.len() } else { start.len() };
            out.push_str(if is_it { " " } else { &behind[..upto] });
            rest = &behind[upto..];
        }
        out.push_str(rest);
        page = out;
    }
    text_of(&page)
}

#[test]
fn a_chinese_page_holds_no_english_word_of_ours() {
    let dir = project();
    module(dir.path());
    let (english, code) = check(dir.path(), &EVERYTHING);
    let (chinese, same) = check(dir.path(), &[&EVERYTHING[..], &["--lang", "zh-CN"]].concat());
    assert_eq!(code, same);
    assert!(chinese.contains("<html lang=\"zh-CN\" data-words=\""), "{chinese}");
    assert!(
        chinese.contains("<h3>需要</h3>") && chinese.contains("<h3>如何修复</h3>"),
        "{chinese}"
    );
    let words = |page: &str| -> BTreeSet<String> {
        let text = sentences_of(page);
        // What is quoted is of others.
        let plain = text.split('`').step_by(2).collect::<Vec<_>>().join(" ");
        let is_of_word = |one: char| one.is_ascii_alphanumeric() || "-_./:=".contains(one);
        plain
            .split(|one| !is_of_word(one))
            .map(|word| word.trim_matches(['.', ':']).to_owned())
            .collect()
    };
    let (told, left) = (words(&english), words(&chinese));
    let shown = OURS.iter().filter(|word| told.contains(**word)).count();
    assert!(shown > 25, "the list is of another page: {shown}");
    let left: Vec<_> = OURS.iter().filter(|word| left.contains(**word)).collect();
    assert!(left.is_empty(), "{left:?}\n{}", sentences_of(&chinese));
    // What is read aloud or pointed at is Chinese, too.
    for name in ["aria-label=\"", "placeholder=\""] {
        for label in chinese.split(name).skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(!label.is_ascii(), "{name}{label}");
        }
    }
    // The same cells, cards and links.
    let marks = |page: &str, mark: &str| -> Vec<String> {
        let values = page.split(mark).skip(1).filter_map(|rest| rest.split('"').next());
        values.map(str::to_owned).collect()
    };
    for mark in ["data-at=\"", "data-rule=\"", "<section id=\""] {
        assert_eq!(marks(&english, mark), marks(&chinese, mark), "{mark}");
    }
}

/// Names that would be tags, attributes or scripts if they were not written as text.
const HOSTILE: [&str; 4] = [
    "<script>alert(1)<\u{2215}script>",
    "\"><svg onload=alert(1)>",
    "' onmouseover='alert(1)",
    "a\u{1b}]0;title\u{202e}gnp.exe",
];

fn hostile() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for name in HOSTILE {
        CGO.write(&dir.path().join(name));
        fs::create_dir_all(dir.path().join("root").join(name).join("etc")).unwrap();
    }
    let recipe = "FROM alpine:3.20\nRUN apt-get install '<script>alert(1)</script>' && \
         CGO_ENABLED=1 GOOS=linux GOARCH='<img src=x onerror=alert(1)>' go build -o /web .\n";
    fs::write(dir.path().join("Dockerfile.<b>"), recipe).unwrap();
    fs::write(dir.path().join("Dockerfile"), recipe).unwrap();
    dir
}

fn hostile_arguments() -> Vec<String> {
    let machines = HOSTILE.iter().map(|name| format!("rootfs:root/{name}"));
    let mut arguments = vec![".".to_owned(), "--for".to_owned(), "debian:11".to_owned()];
    arguments.extend(machines.flat_map(|name| ["--for".to_owned(), name]));
    arguments
}

#[test]
fn hostile_names_and_lines_stay_text() {
    let dir = hostile();
    let arguments = hostile_arguments();
    let page = page(dir.path(), &arguments.iter().map(String::as_str).collect::<Vec<_>>());
    for name in HOSTILE {
        assert!(!page.contains(name), "{name:?}");
    }
    assert!(page.contains("&lt;script&gt;alert(1)"));
    assert!(page.contains("&quot;&gt;&lt;svg onload"));
    assert!(page.contains("&#39; onmouseover"));
    assert!(page.contains("a\u{241b}]0;title"));
    for bad in ["<svg onload", "<img", "<script>alert", "\u{1b}", "\u{202e}"] {
        assert!(!page.contains(bad), "{bad:?}");
    }
}

/// Fifty programs of ten kinds, and seventy machines.
fn many() -> (TempDir, Vec<String>) {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("dist")).unwrap();
    let libraries = ["libpcap.so.0.8", "libsqlite3.so.0", "libusb-1.0.so.0", "libgpgme.so.11"];
    for at in 0..50 {
        let needed = [libraries[at % 4], libraries[(at / 4) % 4], "libc.so.6"];
        let version = ["GLIBC_2.34", "GLIBC_2.28", "GLIBC_2.38"][at % 3];
        let name = format!("x{at}_read");
        let imports = [("pthread_create", version), (name.as_str(), "GLIBC_2.2.5")];
        let program = match at % 5 {
            0 => STATIC,
            1 => Program { imports: &imports, ..CGO },
            _ => Program { imports: &imports, needed: &needed, ..CGO },
        };
        program.write(&dir.path().join(format!("dist/service-with-a-long-name-{at}")));
    }
    let output = Command::new(env!("CARGO_BIN_EXE_landfall")).arg("targets").output().unwrap();
    let list = String::from_utf8(output.stdout).unwrap();
    let targets = list.lines().filter_map(|line| line.split_whitespace().next());
    let mut arguments = vec!["dist".to_owned()];
    arguments.extend(targets.take(70).flat_map(|name| ["--for".to_owned(), name.to_owned()]));
    (dir, arguments)
}

#[test]
fn fifty_artifacts_on_seventy_machines_are_less_than_a_megabyte() {
    let (dir, arguments) = many();
    let page = page(dir.path(), &arguments.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(page.contains("50 artifacts on 70 machines"));
    let (_, cells) = matrix_of(&page).split_once("<tbody>").unwrap();
    assert_eq!(cells.matches("</td>").count(), 50 * 70);
    assert!(page.len() < 1_000_000, "{} bytes", page.len());
}

/// The script of the page, as it stands in the sources.
fn script() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../report/src/html");
    fs::read_to_string(folder.join("page.js")).unwrap()
}

#[test]
fn the_sum_of_the_script_is_that_of_today() {
    let sum = sha256::base64(&sha256::sum(script().as_bytes()));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../report/src/html");
    let kept = fs::read_to_string(folder.join("page.js.sha256")).unwrap();
    assert_eq!(kept.trim(), sum, "crates/report/src/html/page.js.sha256 should hold {sum}");
}

#[test]
fn whatever_the_script_says_is_given_to_it_in_chinese() {
    let dir = project();
    let page = page(dir.path(), &["dist", "--lang", "zh-CN"]);
    let (_, words) = page.split_once("data-words=\"").unwrap();
    let (words, _) = words.split_once('"').unwrap();
    let words: BTreeMap<String, String> =
        serde_json::from_str(&words.replace("&quot;", "\"")).unwrap();
    let script = script();
    let says = script.split("say(\"").skip(1).filter_map(|rest| rest.split('"').next());
    let says: BTreeSet<&str> = says.collect();
    assert_eq!(says, words.keys().map(String::as_str).collect::<BTreeSet<_>>());
    assert!(words.values().all(|word| !word.is_ascii()), "{words:?}");
}

/// The Python that has Playwright: named, beside the build, or the system's.
fn python() -> PathBuf {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/browser/bin/python");
    match std::env::var_os("LANDFALL_BROWSER_PYTHON") {
        Some(named) => named.into(),
        None if beside.is_file() => beside,
        None => "python3".into(),
    }
}

#[test]
fn a_browser_shows_it_narrows_it_down_and_prints_it() {
    let (dir, arguments) = many();
    let write = |dir: &Path, arguments: &[String], file: &Path| {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        fs::write(file, page(dir, &arguments)).unwrap();
    };
    let pages = tempfile::tempdir().unwrap();
    write(dir.path(), &arguments, &pages.path().join("many.html"));
    let of_project = [&["."], &MACHINES[..]].concat();
    let of_project: Vec<String> = of_project.iter().map(|word| (*word).to_owned()).collect();
    write(project().path(), &of_project, &pages.path().join("project.html"));
    let one = ["dist/web".to_owned()];
    write(project().path(), &one, &pages.path().join("one.html"));
    write(hostile().path(), &hostile_arguments(), &pages.path().join("hostile.html"));
    let recipes = ["Dockerfile".to_owned()];
    write(project().path(), &recipes, &pages.path().join("recipes.html"));
    let dir = project();
    module(dir.path());
    let everything: Vec<String> = EVERYTHING.iter().map(|word| (*word).to_owned()).collect();
    write(dir.path(), &everything[..everything.len() - 2], &pages.path().join("everything.html"));
    let mut chinese = everything[..everything.len() - 2].to_vec();
    chinese.extend(["--lang".to_owned(), "zh-CN".to_owned()]);
    write(dir.path(), &chinese, &pages.path().join("chinese.html"));
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/report.py");
    let output = Command::new(python()).arg(script).arg(pages.path()).output().unwrap();
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
