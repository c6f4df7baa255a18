//! Every job of landfall that another tool does too, beside that tool, in one table: the same input, by turns, in the
//! same run. A tool that cannot be had here stands in the table as absent.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use landfall_formats::sha256::{hex, sum};
use serde_json::{Value, json};

use super::recipes::{self, is_dockerfile, is_script, is_workflow};
use super::{Bench, Spent, program, source, trace};
use crate::apt::Apt;
use crate::cache;
use crate::roots;

/// A program of Go with cgo, which needs libraries of C.
const PROGRAM: &str = "bookworm-amd64-buildah";
/// It stops for every call of this many, when it is traced.
const CALLS: &str = "200000";
/// So much of a hash is shown.
const SHORT: usize = 12;

/// A job, and who else does it.
pub(super) struct Beside {
    job: &'static str,
    peer: &'static str,
    input: String,
    sha256: String,
    /// What landfall took and what the peer took, or why nobody knows.
    took: Result<[Spent; 2], String>,
}

/// What is worked on: what it is called, and its bytes in short.
struct Input {
    name: String,
    sha256: String,
}

/// Measures each job.
pub(super) fn measure(bench: &Bench) -> Result<Vec<Beside>, String> {
    let mut all = artifacts(bench)?;
    all.push(code(bench)?);
    all.push(source_tree(bench)?);
    all.extend(files_of_projects(bench)?);
    all.push(calls(bench)?);
    Ok(all)
}

fn artifacts(bench: &Bench) -> Result<Vec<Beside>, String> {
    let file = program(PROGRAM)?;
    let input = Input { name: PROGRAM.to_owned(), sha256: hash(&[&file])? };
    let check = ["check", "--for", "debian:11", "--for", "alpine:3.20"];
    let ours = |arguments: &[&str]| Ok(bench.landfall(arguments, &file));
    let theirs = |program: &Path, arguments: &[&str]| {
        let mut command = Command::new(program);
        command.args(arguments).arg(&file);
        command
    };
    let at_hand = |program: &str, arguments: &[&str]| Ok(theirs(Path::new(program), arguments));
    let libtree = libtree().map(|libtree| theirs(&libtree, &[]));
    Ok(vec![
        bench.beside(
            "verdict on two machines",
            "go version -m",
            &input,
            ours(&check),
            at_hand("go", &["version", "-m"]),
        ),
        bench.beside(
            "all facts of a program",
            "readelf -aW",
            &input,
            ours(&["inspect"]),
            at_hand("readelf", &["-aW"]),
        ),
        bench.beside(
            "which libraries it finds here",
            "libtree",
            &input,
            ours(&["check", "--for", "here"]),
            libtree,
        ),
    ])
}

fn code(bench: &Bench) -> Result<Beside, String> {
    let root = cache::output_of(Command::new("go").args(["env", "GOROOT"]))?;
    let file = Path::new(root.trim()).join("bin/go");
    let input = Input { name: "the go command at hand".to_owned(), sha256: hash(&[&file])? };
    let mut objdump = Command::new("go");
    objdump.args(["tool", "objdump"]).arg(&file);
    let few = bench.few(3);
    let ours = few.landfall(&["seccomp", "derive", "--format", "list"], &file);
    Ok(few.beside("system calls from code", "go tool objdump", &input, Ok(ours), Ok(objdump)))
}

fn source_tree(bench: &Bench) -> Result<Beside, String> {
    let (module, name, sum) = source::moby()?;
    let input = Input { name, sha256: sum.to_owned() };
    let mut ours = Command::new(&bench.landfall);
    ours.arg("ports").current_dir(&module);
    let mut list = Command::new("go");
    list.args(["list", "-e", "-deps", "-json", "./..."]).current_dir(&module);
    Ok(bench.few(5).beside(
        "source for all ports",
        "go list (one port)",
        &input,
        Ok(ours),
        Ok(list),
    ))
}

fn files_of_projects(bench: &Bench) -> Result<Vec<Beside>, String> {
    let place = recipes::projects()?;
    let few = bench.few(5);
    let row = |job, peer, is_meant: fn(&str) -> bool, theirs: Result<Command, String>| {
        let mut files = recipes::files(&place, is_meant)?;
        files.retain(|file| is_plain(file));
        let sha256 = hash(&files.iter().map(PathBuf::as_path).collect::<Vec<_>>())?;
        let input = Input { name: format!("{} files of ten projects", files.len()), sha256 };
        let mut ours = Command::new(&few.landfall);
        ours.arg("check").args(&files);
        let theirs = theirs.map(|mut theirs| {
            theirs.args(&files);
            theirs
        });
        Ok::<_, String>(few.beside(job, peer, &input, Ok(ours), theirs))
    };
    let tool = |program: Result<PathBuf, String>, arguments: &[&str]| {
        program.map(|program| {
            let mut command = Command::new(program);
            command.args(arguments);
            command
        })
    };
    let hadolint = tool(recipes::hadolint(), &["--no-fail"]);
    let actionlint = tool(recipes::actionlint(), &["-shellcheck=", "-pyflakes="]);
    let zizmor = tool(recipes::zizmor(), &["--offline", "--no-exit-codes", "--quiet"]);
    let shellcheck = tool(recipes::shellcheck(), &[]);
    Ok(vec![
        row("Dockerfiles", "hadolint", is_dockerfile, hadolint)?,
        row("workflows", "actionlint", is_workflow, actionlint)?,
        row("workflows", "zizmor --offline", is_workflow, zizmor)?,
        row("shell scripts", "shellcheck", is_script, shellcheck)?,
    ])
}

/// Whether all tools take a file for what it is: templates of others and data are named like recipes, too.
fn is_plain(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let text = fs::read_to_string(file).unwrap_or_default();
    match name.rsplit_once('.') {
        Some((_, "sh" | "bash")) => text.lines().next().is_some_and(|line| line.ends_with("sh")),
        Some((_, "yml" | "yaml")) => true,
        _ => {
            name == "dockerfile" || name.starts_with("dockerfile.") || name.ends_with(".dockerfile")
        }
    }
}

fn calls(bench: &Bench) -> Result<Beside, String> {
    let file = trace::reads()?;
    let input = Input { name: format!("{CALLS} times read(2)"), sha256: hash(&[&file])? };
    let mut ours = bench.landfall(&["trace", "--quiet", "--by", "ptrace", "--"], &file);
    ours.arg(CALLS);
    let mut strace = Command::new("strace");
    strace.args(["-f", "-c", "-o", "/dev/null"]).arg(&file).arg(CALLS);
    Ok(bench.few(5).beside("calls as they are made", "strace -f -c", &input, Ok(ours), Ok(strace)))
}

impl Bench {
    /// The same for fewer runs.
    fn few(&self, runs: usize) -> Self {
        Self { landfall: self.landfall.clone(), runs: self.runs.min(runs) }
    }

    fn beside(
        &self,
        job: &'static str,
        peer: &'static str,
        input: &Input,
        ours: Result<Command, String>,
        theirs: Result<Command, String>,
    ) -> Beside {
        let took = ours.and_then(|ours| Ok((ours, theirs?)));
        let took = took.and_then(|(mut ours, mut theirs)| self.by_turns([&mut ours, &mut theirs]));
        Beside { job, peer, input: input.name.clone(), sha256: input.sha256.clone(), took }
    }
}

/// Debian's, which is not installed.
fn libtree() -> Result<PathBuf, String> {
    let place = cache::folder("bench")?.join("libtree");
    if !place.exists() {
        let scratch = cache::scratch_for(&place)?;
        let package = Apt::of("bookworm", "amd64")?.download("libtree", "", &scratch)?;
        roots::unpack(&package, &scratch)?;
        cache::keep(&scratch, &place)?;
    }
    Ok(place.join("usr/bin/libtree"))
}

/// The hash of a file, or of the hashes of several.
fn hash(files: &[&Path]) -> Result<String, String> {
    let of = |file: &&Path| {
        let bytes =
            fs::read(file).map_err(|e| format!("could not read {}: {e}", file.display()))?;
        Ok(hex(&sum(&bytes)))
    };
    let all = files.iter().map(of).collect::<Result<Vec<_>, String>>()?;
    match &all[..] {
        [one] => Ok(one.clone()),
        many => Ok(hex(&sum(many.concat().as_bytes()))),
    }
}

/// The table, as Markdown.
pub(super) fn table(all: &[Beside]) -> String {
    let head = "| job | beside | landfall | beside it | ratio | input | sha256 |\n\
                |---|---|---|---|---|---|---|\n";
    all.iter().fold(head.to_owned(), |text, one| format!("{text}{one}\n"))
}

pub(super) fn json(all: &[Beside]) -> Value {
    let one = |beside: &Beside| {
        let Beside { job, peer, input, sha256, took } = beside;
        let spent = |spent: &Spent| json!({ "wall_ms": spent.wall, "cpu_ms": spent.cpu, "memory_mb": spent.memory });
        match took {
            Ok([ours, theirs]) => {
                json!({ "job": job, "peer": peer, "input": input, "sha256": sha256,
                                          "landfall": spent(ours), "theirs": spent(theirs) })
            }
            Err(why) => {
                json!({ "job": job, "peer": peer, "input": input, "sha256": sha256, "absent": why })
            }
        }
    };
    all.iter().map(one).collect()
}

impl fmt::Display for Beside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { job, peer, input, sha256, took } = self;
        let short = sha256.trim_start_matches("h1:");
        let short = &short[..SHORT.min(short.len())];
        match took {
            Ok([ours, theirs]) => {
                let ratio = ours.wall / theirs.wall;
                let [ours, theirs] = [ours, theirs].map(|spent| time(spent.wall));
                write!(
                    f,
                    "| {job} | `{peer}` | {ours} | {theirs} | {ratio:.2} | {input} | `{short}` |"
                )
            }
            Err(why) => write!(f, "| {job} | `{peer}` | | absent: {why} | | {input} | `{short}` |"),
        }
    }
}

/// Milliseconds, or seconds where they are many.
fn time(milliseconds: f64) -> String {
    match milliseconds {
        short if short < 100.0 => format!("{short:.1} ms"),
        middle if middle < 1000.0 => format!("{middle:.0} ms"),
        long => format!("{:.2} s", long / 1e3),
    }
}
