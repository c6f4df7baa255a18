//! A soak: `watch` and `run` beside a program that is at work all the time, for half an hour. What they hold of memory,
//! descriptors and threads must not grow.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::cache;
use crate::product;

/// What `cargo xtask soak` can be told.
#[derive(clap::Args)]
pub struct Options {
    /// How long the program is at work
    #[arg(long, value_name = "N", default_value_t = 30)]
    minutes: u64,
    /// Soak this landfall instead of building one
    #[arg(long, value_name = "PATH")]
    landfall: Option<PathBuf>,
}

/// A program that opens and closes files, connects to itself, starts processes and lets goroutines come and go.
const WORK: &str = r#"package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"time"
)

func main() {
	fmt.Println(os.Getpid())
	long, err := time.ParseDuration(os.Args[1])
	if err != nil {
		os.Exit(1)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		os.Exit(1)
	}
	go func() {
		for {
			if connection, err := listener.Accept(); err == nil {
				go func() {
					io.Copy(io.Discard, connection)
					connection.Close()
				}()
			}
		}
	}()
	for end := time.Now().Add(long); time.Now().Before(end); {
		for i := 0; i < 20; i++ {
			if file, err := os.Open("/proc/self/status"); err == nil {
				io.Copy(io.Discard, file)
				file.Close()
			}
			if connection, err := net.Dial("tcp", listener.Addr().String()); err == nil {
				connection.Write(make([]byte, 512))
				connection.Close()
			}
		}
		exec.Command("/bin/true").Run()
		time.Sleep(100 * time.Millisecond)
	}
}
"#;

/// Everything that opens, connects or starts is asked about.
const POLICY: &str = "default = \"allow\"\nadjustable = [\"openat\", \"connect\", \"execve\"]\n";
/// The file is written again so often, which counts at once.
const EDITED: Duration = Duration::from_secs(5);
const LOOK: Duration = Duration::from_secs(1);
/// So many kilobytes more are no growth: a page or two of an allocator.
const NO_GROWTH: u64 = 128;

/// What a process holds.
#[derive(Clone, Copy)]
struct Held {
    /// Memory in kilobytes.
    memory: u64,
    descriptors: u64,
    threads: u64,
}

/// Soaks both, and fails where one of them grew.
pub fn run(options: &Options) -> Result<ExitCode, String> {
    let landfall = match &options.landfall {
        Some(path) => path.clone(),
        None => product::build()?,
    };
    let dir = cache::folder("bench")?.join("soak");
    let program = work(&dir)?;
    let policy = dir.join("policy.toml");
    write(&policy, POLICY)?;
    let long = Duration::from_secs(60 * options.minutes);
    let mut running = Command::new(&landfall)
        .args(["run", "--log", "/dev/null", "--profile"])
        .arg(&policy)
        .arg("--")
        .arg(&program)
        .arg(format!("{}s", long.as_secs()))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("could not start {}: {error}", landfall.display()))?;
    let watching = watch(&landfall, &mut running);
    let seen = watching.and_then(|mut watching| {
        let seen = looks(&mut running, &mut watching, &policy, long);
        let _ = watching.kill();
        let _ = watching.wait();
        seen
    });
    let _ = running.kill();
    let ended = running.wait().map_err(|error| format!("could not wait for run: {error}"))?;
    let grew: Vec<bool> =
        ["run", "watch"].iter().zip(seen?).map(|(what, all)| told(what, &all)).collect();
    match grew.contains(&true) {
        true => Err("something grew".to_owned()),
        false if !ended.success() => Err(format!("run ended early: {ended}")),
        false => Ok(ExitCode::SUCCESS),
    }
}

/// Starts to watch the program that is run, which has said its number.
fn watch(landfall: &Path, running: &mut Child) -> Result<Child, String> {
    let said = running.stdout.take().ok_or("run has no output")?;
    let mut line = String::new();
    BufReader::new(said)
        .read_line(&mut line)
        .map_err(|error| format!("could not read what the program says: {error}"))?;
    Command::new(landfall)
        .args(["watch", line.trim(), "--format", "json"])
        .stdout(Stdio::null())
        .spawn()
        .map_err(|error| format!("could not start watch: {error}"))
}

/// Looks at both until the program ends.
fn looks(
    running: &mut Child,
    watching: &mut Child,
    policy: &Path,
    long: Duration,
) -> Result<[Vec<Held>; 2], String> {
    let mut seen = [Vec::new(), Vec::new()];
    let (start, mut edited) = (Instant::now(), Instant::now());
    // The last look is before the end.
    while start.elapsed() + 2 * LOOK < long {
        thread::sleep(LOOK);
        for (process, seen) in [&mut *running, &mut *watching].iter_mut().zip(&mut seen) {
            seen.push(held(process.id())?);
        }
        if edited.elapsed() > EDITED {
            let written = policy.with_extension("new");
            write(&written, POLICY)?;
            fs::rename(&written, policy)
                .map_err(|error| format!("could not rename {}: {error}", written.display()))?;
            edited = Instant::now();
        }
    }
    running.wait().map_err(|error| format!("could not wait for run: {error}"))?;
    Ok(seen)
}

fn held(process: u32) -> Result<Held, String> {
    let place = format!("/proc/{process}");
    let gone = |error| format!("could not look at {place}: {error}");
    let status = fs::read_to_string(format!("{place}/status")).map_err(gone)?;
    let number = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|rest| rest.split_whitespace().next()?.parse().ok())
            .ok_or_else(|| format!("{place}/status has no {name}"))
    };
    let descriptors = fs::read_dir(format!("{place}/fd")).map_err(gone)?.count() as u64;
    Ok(Held { memory: number("VmRSS:")?, descriptors, threads: number("Threads:")? })
}

/// Prints what was held in the first minutes and the last, and says whether it grew.
fn told(what: &str, all: &[Held]) -> bool {
    // What is read once is held from then on: the first part is no measure.
    let part = (all.len() / 6).max(1);
    let (early, late) =
        (middle(all.iter().skip(part).take(part)), middle(all.iter().rev().take(part)));
    let grew = late.memory > early.memory + NO_GROWTH
        || late.descriptors > early.descriptors
        || late.threads > early.threads;
    println!(
        "{what:6} {} looks: {} kB, {} descriptors, {} threads at first; {} kB, {}, {} at last{}",
        all.len(),
        early.memory,
        early.descriptors,
        early.threads,
        late.memory,
        late.descriptors,
        late.threads,
        if grew { ": grew" } else { "" },
    );
    grew
}

/// The median of each number.
fn middle<'a>(all: impl Iterator<Item = &'a Held>) -> Held {
    let all: Vec<Held> = all.copied().collect();
    let of = |number: fn(&Held) -> u64| {
        let mut numbers: Vec<u64> = all.iter().map(number).collect();
        numbers.sort_unstable();
        numbers.get(numbers.len() / 2).copied().unwrap_or(0)
    };
    Held {
        memory: of(|held| held.memory),
        descriptors: of(|held| held.descriptors),
        threads: of(|held| held.threads),
    }
}

/// The program, built by the Go at hand.
fn work(dir: &Path) -> Result<PathBuf, String> {
    fs::create_dir_all(dir)
        .map_err(|error| format!("could not make {}: {error}", dir.display()))?;
    write(&dir.join("main.go"), WORK)?;
    write(&dir.join("go.mod"), "module example.com/work\n\ngo 1.21\n")?;
    let mut go = Command::new("go");
    go.args(["build", "-o", "work", "."]).env("CGO_ENABLED", "0").current_dir(dir);
    cache::output_of(&mut go)?;
    Ok(dir.join("work"))
}

fn write(file: &Path, text: &str) -> Result<(), String> {
    fs::write(file, text).map_err(|error| format!("could not write {}: {error}", file.display()))
}
