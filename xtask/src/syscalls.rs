//! The system calls of real programs: what they make under strace, what landfall says that they can make, and
//! whether they live under the profile that follows from it.

mod score;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Mutex;
use std::thread;

use serde_json::{Value, json};

use crate::cache;
use crate::corpus::{self, Program};
use crate::emulator;
use crate::product;
use crate::roots::Root;
use crate::strace::{self, Calls};
use crate::table::{self, Table};
use crate::workload::{self, Outcome, Through};
use score::{Score, docker_default, print_means};

/// The columns of `truth/syscalls.csv`.
pub const COLUMNS: &[&str] = &[
    "program", "workload", "arch", "go", "link", "stripped", "calls", "others", "measured", "note",
];

/// What `cargo xtask truth syscalls` can be told.
#[derive(clap::Args)]
pub struct Options {
    /// Only programs whose id fits this pattern; the others keep their rows
    #[arg(long, value_name = "GLOB", default_value = "*")]
    only: String,
    /// Programs of this architecture, in Debian's words; another than this machine's is emulated
    #[arg(long, value_name = "ARCH", default_value = "amd64")]
    arch: String,
    /// Take the calls from truth/syscalls.csv instead of measuring them
    #[arg(long)]
    recorded: bool,
    /// Measure and record only, without asking what can be called
    #[arg(long, conflicts_with = "recorded")]
    oracle: bool,
    /// Run each workload under the program's own profile, with death for every other call
    #[arg(long, conflicts_with_all = ["recorded", "oracle"])]
    enforce: bool,
    /// Print what the workloads and the programs say
    #[arg(long)]
    said: bool,
    /// The landfall to ask; built from this workspace if not given
    #[arg(long, value_name = "PATH")]
    landfall: Option<PathBuf>,
}

/// A program with a workload, and what is known of it.
#[derive(Clone)]
struct Row {
    program: String,
    workload: String,
    arch: String,
    go: String,
    link: String,
    stripped: String,
    calls: BTreeSet<String>,
    /// What the programs call that it starts.
    others: BTreeSet<String>,
    measured: String,
    note: String,
}

/// Measures, records, compares.
pub fn run(options: &Options) -> Result<ExitCode, String> {
    let landfall = match &options.landfall {
        Some(path) => {
            fs::canonicalize(path).map_err(|e| format!("could not find {}: {e}", path.display()))?
        }
        None => product::build()?,
    };
    let mut rows = read()?;
    let chosen = |row: &Row| row.arch == options.arch && table::fits(&options.only, &row.program);
    let mut here: Vec<Row> = rows.iter().filter(|row| chosen(row)).cloned().collect();
    if here.is_empty() {
        return Err("no program of truth/syscalls.csv is meant".to_owned());
    }
    corpus::fetch_all(here.iter().map(|row| row.program.as_str()))?;
    let programs = Program::all()?;
    if options.enforce {
        return enforce(&here, &programs, &landfall);
    }
    let mut faults = 0;
    if !options.recorded {
        faults = measure(&mut here, &programs, &landfall, options.said)?;
        for row in &mut rows {
            let same = |one: &&Row| (&one.program, &one.workload) == (&row.program, &row.workload);
            if let Some(measured) = here.iter().find(same) {
                *row = measured.clone();
            }
        }
        record(&rows)?;
    }
    if !options.oracle {
        faults += compare(&here, &programs, &landfall)?;
    }
    Ok(ExitCode::from(u8::from(faults > 0)))
}

/// Runs each workload under strace or the emulator and fills in what was seen; answers how many failed.
fn measure(
    rows: &mut [Row],
    programs: &[Program],
    landfall: &Path,
    said: bool,
) -> Result<usize, String> {
    let today = cache::output_of(Command::new("date").args(["-u", "+%F"]))?;
    let results = each(rows, |row| {
        let program = find(programs, &row.program)?;
        let outcome = traced(row, program)?;
        if said {
            println!("{}", outcome.said);
        }
        check_end(&outcome)?;
        let calls = calls_of(row, &outcome)?;
        if calls.own.len() < FEWEST {
            return Err(format!("it did not start: {}", last_words(&outcome)));
        }
        let described = describe(landfall, &program.file()?)?;
        println!("{} {}: {:.1} s", row.program, row.workload, outcome.took.as_secs_f64());
        Ok((calls, described))
    });
    let mut failed = 0;
    for (row, result) in rows.iter_mut().zip(results) {
        let (calls, described) = match result {
            Ok(measured) => measured,
            Err(why) => {
                println!("not measured: {} {}: {why}", row.program, row.workload);
                failed += 1;
                continue;
            }
        };
        let others: BTreeSet<String> = calls.others.into_values().flatten().collect();
        let new = calls.own.difference(&row.calls).count() + others.difference(&row.others).count();
        println!(
            "{:48} {:16} {:3} calls, {new} not on record",
            row.program,
            row.workload,
            calls.own.len()
        );
        for odd in calls.odd.iter().take(3) {
            println!("  not understood: {odd}");
        }
        if new > 0 || row.measured.is_empty() {
            row.measured = today.trim().to_owned();
        }
        // What it was ever seen to call it can call: which of them it does differs from run to run.
        row.calls.extend(calls.own);
        row.others.extend(others);
        (row.go, row.link, row.stripped) = described;
    }
    Ok(failed)
}

fn traced(row: &Row, program: &Program) -> Result<Outcome, String> {
    let root = library_root(&row.arch)?;
    match emulator::of(&row.arch, &root)? {
        None => workload::run(&row.workload, program, &Through::Strace),
        Some(emulator) => {
            let through = Through::Emulator { program: &emulator, libraries: &root };
            workload::run(&row.workload, program, &through)
        }
    }
}

/// The root filesystem whose C library programs of an architecture run with: this machine's, or one of those
/// that were built for one that is emulated.
fn library_root(arch: &str) -> Result<PathBuf, String> {
    if emulator::of(arch, Path::new("/"))?.is_none() {
        return Ok(PathBuf::from("/"));
    }
    let mut roots = Root::all()?;
    roots.retain(|root| root.arch == arch && root.has_c_library());
    let root = roots.pop().ok_or_else(|| format!("could not find a root for {arch}"))?;
    root.folder()
}

fn calls_of(row: &Row, outcome: &Outcome) -> Result<Calls, String> {
    let mut calls = Calls::default();
    let names = names(&row.arch)?;
    for log in &outcome.logs {
        let emulated = row.arch != "amd64";
        calls.merge(if emulated {
            strace::calls_of_emulator(log, |number| names.get(&number).cloned())
        } else {
            strace::calls(log, |path| outcome.is_program(path))
        });
    }
    Ok(calls)
}

/// The names of all calls of an architecture, by their numbers.
fn names(arch: &str) -> Result<BTreeMap<u32, String>, String> {
    let wanted = match arch {
        "i386" => "386",
        "armhf" | "armel" => "arm",
        "ppc64el" => "ppc64",
        other => other,
    };
    let file = table::workspace().join("crates/know/data/syscalls.csv");
    let text =
        fs::read_to_string(&file).map_err(|e| format!("could not read {}: {e}", file.display()))?;
    let mut lines = text.lines().filter(|line| !line.starts_with('#'));
    let mut header = lines.next().unwrap_or_default().split(',');
    let column = header.position(|name| name == wanted);
    let column = column.ok_or_else(|| format!("could not find {wanted} in syscalls.csv"))?;
    let named = lines.filter_map(|line| {
        let fields: Vec<&str> = line.split(',').collect();
        // A number may say which kernel brought it.
        let number = fields.get(column)?.split('@').next()?.parse().ok()?;
        Some((number, (*fields.first()?).to_owned()))
    });
    Ok(named.collect())
}

/// A workload that fails proves nothing.
fn check_end(outcome: &Outcome) -> Result<(), String> {
    let said = last_words(outcome);
    match outcome.status {
        Some(0) => Ok(()),
        Some(code) => Err(format!("the workload ended with {code}: {said}")),
        None => Err(format!("the workload took too long: {said}")),
    }
}

/// A loader that finds no library makes fewer calls, the runtime of Go makes more before `main`.
const FEWEST: usize = 15;

fn last_words(outcome: &Outcome) -> String {
    let said: Vec<&str> = outcome.said.lines().rev().take(4).collect();
    said.into_iter().rev().collect::<Vec<_>>().join(" | ")
}

/// What landfall tells of a program: its Go release, how it is linked, whether it is stripped.
fn describe(landfall: &Path, file: &Path) -> Result<(String, String, String), String> {
    let text =
        cache::output_of(Command::new(landfall).args(["inspect", "--format", "json"]).arg(file))?;
    let read: Value = serde_json::from_str(&text)
        .map_err(|e| format!("could not read what landfall tells of {}: {e}", file.display()))?;
    let artifact = &read["artifacts"][0];
    let go = artifact["go"]["version"].as_str().unwrap_or("?").to_owned();
    let mut link = artifact["link"]["kind"].as_str().unwrap_or("?").to_owned();
    if artifact["link"]["pie"] == true {
        link.push_str(" pie");
    }
    if artifact["cgo"]["linked"] == true {
        link.push_str(" cgo");
    }
    let stripped = if artifact["symbols"]["symtab"] == true { "no" } else { "yes" };
    Ok((go, link, stripped.to_owned()))
}

/// Holds what landfall says that each program can call against what it calls; answers how many have a miss.
fn compare(rows: &[Row], programs: &[Program], landfall: &Path) -> Result<usize, String> {
    let results = each(rows, |row| {
        let program = find(programs, &row.program)?;
        derived(landfall, program, row)
    });
    let (mut wrong, mut unsure) = (0, 0);
    let (mut judged, mut likely, mut with_traces) = (Vec::new(), Vec::new(), Vec::new());
    println!(
        "\n{:48} {:>5} {:>5} {:>6} {:>9} {:>6} {:>5}",
        "program", "seen", "can", "missed", "precision", "recall", "F1"
    );
    for (row, derived) in rows.iter().zip(results) {
        if row.calls.is_empty() {
            println!("{:48} not measured", row.program);
            wrong += 1;
            continue;
        }
        let (tiers, is_unsure) = match derived {
            Ok(derived) => derived,
            Err(why) => {
                println!("{:48} {why}", row.program);
                wrong += 1;
                continue;
            }
        };
        let derived = up_to(&tiers, &["runtime", "likely", "reachable", "seldom"]);
        let score = Score::of(&row.calls, &derived);
        println!("{:48} {score}", row.program);
        let missed: Vec<&str> = row.calls.difference(&derived).map(String::as_str).collect();
        unsure += usize::from(is_unsure);
        if !missed.is_empty() && is_unsure {
            println!("  missed, and landfall was unsure: {}", missed.join(" "));
        } else if !missed.is_empty() {
            println!("  missed: {}", missed.join(" "));
            wrong += 1;
        }
        judged.push(score);
        likely.push(Score::of(&row.calls, &up_to(&tiers, &["runtime", "likely"])));
        // A profile of what was seen and what every start makes, as `emit --tier runtime --observed` writes it.
        let seen_or_started = &up_to(&tiers, &["runtime"]) | &row.calls;
        with_traces.push(Score::of(&row.calls, &seen_or_started));
    }
    println!();
    print_means("all tiers", &judged);
    print_means("--tier likely", &likely);
    print_means("--tier runtime, with what was seen", &with_traces);
    let (docker, named) = docker_default()?;
    println!("{named} lets {docker} through on amd64");
    println!("of {unsure} landfall was unsure, and said of what");
    Ok(wrong)
}

/// The names of all calls that landfall says a program can make, by their tiers, and whether it is unsure of
/// more.
fn derived(
    landfall: &Path,
    program: &Program,
    row: &Row,
) -> Result<(BTreeMap<String, BTreeSet<String>>, bool), String> {
    let (text, is_unsure) = derive(landfall, program, row, "json")?;
    let read: Value = serde_json::from_str(&text)
        .map_err(|e| format!("could not read what landfall derives of {}: {e}", row.program))?;
    let mut tiers = BTreeMap::<String, BTreeSet<String>>::new();
    for call in read["calls"].as_array().into_iter().flatten() {
        let word = |key: &str| call[key].as_str().unwrap_or_default().to_owned();
        tiers.entry(word("tier")).or_default().insert(word("name"));
    }
    Ok((tiers, is_unsure))
}

/// The calls of some tiers.
fn up_to(tiers: &BTreeMap<String, BTreeSet<String>>, names: &[&str]) -> BTreeSet<String> {
    names.iter().filter_map(|name| tiers.get(*name)).flatten().cloned().collect()
}

fn derive(
    landfall: &Path,
    program: &Program,
    row: &Row,
    format: &str,
) -> Result<(String, bool), String> {
    let mut command = Command::new(landfall);
    command.args(["seccomp", "derive"]).arg(program.file()?).args(["--format", format]);
    if row.link.starts_with("dynamic") {
        // The C library is the one that it ran with.
        command.arg(format!("--libc=rootfs:{}", library_root(&row.arch)?.display()));
    }
    let output = command.output().map_err(|e| format!("could not start landfall: {e}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if text.trim().is_empty() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        let last = complaint.lines().last().unwrap_or("no word");
        return Err(format!("nothing was derived ({}): {last}", output.status));
    }
    Ok((text, output.status.code() == Some(2)))
}

/// Runs each workload under its program's own profile; answers by the exit code whether all lived.
fn enforce(rows: &[Row], programs: &[Program], landfall: &Path) -> Result<ExitCode, String> {
    let folder = cache::folder("seccomp")?;
    let results = each(rows, |row| {
        let program = find(programs, &row.program)?;
        let profile = folder.join(format!("{}-{}.json", row.program, row.workload));
        fs::write(&profile, fatal_profile(landfall, program, row)?)
            .map_err(|e| format!("could not write {}: {e}", profile.display()))?;
        let through = Through::Profile { landfall, profile: &profile };
        let outcome = workload::run(&row.workload, program, &through)?;
        println!("{} {}: {:.1} s", row.program, row.workload, outcome.took.as_secs_f64());
        match outcome.deaths.as_slice() {
            [] => check_end(&outcome),
            deaths => Err(format!("it died: {}", deaths.join("; "))),
        }
    });
    let mut faults = 0;
    for (row, result) in rows.iter().zip(results) {
        match result {
            Ok(()) => println!("{:48} lives", row.program),
            Err(why) => {
                println!("{:48} {why}", row.program);
                faults += 1;
            }
        }
    }
    let with_others = rows.iter().filter(|row| !row.others.is_empty()).count();
    println!(
        "\n{} programs, {faults} did not live under their profiles; {with_others} start other programs, whose \
         calls on record are let through besides, for they inherit the filter",
        rows.len()
    );
    Ok(ExitCode::from(u8::from(faults > 0)))
}

/// The profile that landfall derives, with death for every other call.
fn fatal_profile(landfall: &Path, program: &Program, row: &Row) -> Result<String, String> {
    let (text, _) = derive(landfall, program, row, "oci")?;
    let mut profile: Value = serde_json::from_str(&text)
        .map_err(|e| format!("could not read the profile of {}: {e}", row.program))?;
    let fields = profile.as_object_mut().ok_or("the profile is no object")?;
    fields.insert("defaultAction".to_owned(), json!("SCMP_ACT_KILL_PROCESS"));
    fields.remove("defaultErrnoRet");
    if let Some(calls) = fields.get_mut("syscalls").and_then(Value::as_array_mut) {
        calls.retain(|rule| rule["action"] == "SCMP_ACT_ALLOW");
        // The filter is laid before the program is started, and what it starts inherits it.
        let mut besides = row.others.clone();
        besides.insert("execve".to_owned());
        calls.push(json!({ "names": besides, "action": "SCMP_ACT_ALLOW" }));
    }
    Ok(profile.to_string())
}

/// What `work` makes of each row, two at a time: most of what a workload does is waiting.
fn each<T: Send>(
    rows: &[Row],
    work: impl Fn(&Row) -> Result<T, String> + Sync,
) -> Vec<Result<T, String>> {
    let queue = Mutex::new(rows.iter().enumerate());
    let done = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().ok().and_then(|mut queue| queue.next());
                    let Some((nth, row)) = next else { return };
                    let result = work(row);
                    done.lock().map(|mut done| done.push((nth, result))).ok();
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_default();
    done.sort_by_key(|(nth, _)| *nth);
    done.into_iter().map(|(_, result)| result).collect()
}

fn find<'a>(programs: &'a [Program], id: &str) -> Result<&'a Program, String> {
    let found = programs.iter().find(|program| program.id == id);
    found.ok_or_else(|| format!("could not find {id} in truth/corpus.csv"))
}

fn read() -> Result<Vec<Row>, String> {
    let table = Table::read(&table::truth_file("syscalls.csv"), COLUMNS)?;
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
    let row = |row: &[String]| Row {
        program: row[0].clone(),
        workload: row[1].clone(),
        arch: row[2].clone(),
        go: row[3].clone(),
        link: row[4].clone(),
        stripped: row[5].clone(),
        calls: words(&row[6]),
        others: words(&row[7]),
        measured: row[8].clone(),
        note: row[9].clone(),
    };
    Ok(table.rows().map(row).collect())
}

fn record(rows: &[Row]) -> Result<(), String> {
    let file = table::truth_file("syscalls.csv");
    let newest = rows.iter().map(|row| row.measured.as_str()).max().unwrap_or_default();
    let mut text = format!(
        "# what: the system calls that real Go programs were seen to make while they did what they are for; others are those of the programs that they started\n\
         # from: cargo xtask truth syscalls, by strace or an emulator; corpus.csv says which programs, workloads/ what they did\n\
         # taken: {newest}\n\
         # renew: cargo xtask truth syscalls adds what it sees; a program is added as a row without calls\n\
         {}\n",
        COLUMNS.join(",")
    );
    for row in rows {
        let words = |calls: &BTreeSet<String>| {
            calls.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
        };
        let (calls, others) = (words(&row.calls), words(&row.others));
        text.push_str(&table::line(&[
            &row.program,
            &row.workload,
            &row.arch,
            &row.go,
            &row.link,
            &row.stripped,
            &calls,
            &others,
            &row.measured,
            &row.note,
        ]));
        text.push('\n');
    }
    let scratch = file.with_extension("part");
    fs::write(&scratch, text).map_err(|e| format!("could not write {}: {e}", scratch.display()))?;
    cache::keep(&scratch, &file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_recorded_calls_can_be_read() {
        let rows = read().expect("the table");
        assert!(!rows.is_empty());
        let programs = Program::all().expect("the corpus");
        for row in rows {
            let program = find(&programs, &row.program).expect("a program of the corpus");
            assert_eq!(program.arch, row.arch, "{}", row.program);
            let script = table::truth_file("workloads").join(&row.workload).with_extension("sh");
            assert!(script.exists(), "{}", script.display());
        }
    }
}
