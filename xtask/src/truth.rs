//! Every program of the corpus in every root: what really happens, what landfall says, and whether they agree.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Mutex;
use std::thread;

use serde_json::{Value, json};

use crate::cache;
use crate::corpus::Program;
use crate::crashes;
use crate::oracle::{Bench, Measured, Truth};
use crate::product;
use crate::roots::Root;
use crate::symbols;
use crate::syscalls;
use crate::table::{self, Table};
use crate::unrelated;

/// The columns of `truth/truth.csv`.
pub const COLUMNS: &[&str] = &["program", "root", "truth", "started", "detail", "measured"];

/// What `cargo xtask truth` can be told.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Options {
    #[command(subcommand)]
    of: Option<Of>,
    /// Only so many pairs, spread over programs and roots; nothing is recorded then
    #[arg(long, value_name = "N")]
    pairs: Option<usize>,
    /// Only programs whose id fits this pattern; nothing is recorded then
    #[arg(long, value_name = "GLOB", default_value = "*")]
    only: String,
    /// Only roots whose id fits this pattern; nothing is recorded then
    #[arg(long, value_name = "GLOB", default_value = "*")]
    root: String,
    /// Hold the measurement against truth/truth.csv instead of recording it
    #[arg(long)]
    check: bool,
    /// Take the truth from truth/truth.csv instead of measuring it
    #[arg(long, conflicts_with = "check")]
    recorded: bool,
    /// Measure only, without asking landfall
    #[arg(long)]
    oracle: bool,
    /// The landfall to ask; built from this workspace if not given
    #[arg(long, value_name = "PATH")]
    landfall: Option<PathBuf>,
    /// Also write all pairs, each with both sides, to this file
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Another truth than that of programs in root filesystems.
#[derive(clap::Subcommand)]
enum Of {
    /// Run every program of truth/syscalls.csv under strace, and hold what landfall says that it can call
    /// against what it calls
    Syscalls(syscalls::Options),
    /// Ask `landfall explain` about texts that are no failure of ours, and print every answer
    Unrelated(unrelated::Options),
    /// Let programs crash in every way of truth/crashes.csv, by every Go release at hand, and hold what landfall
    /// makes of it against that
    Crashes(crashes::Options),
    /// Hold the places that landfall tells of addresses against what the Go runtime says, for each release of Go
    Symbols(symbols::Options),
}

/// A program and a root.
type Pair = (String, String);

/// Measures, records, compares.
pub fn run(options: &Options) -> Result<ExitCode, String> {
    match &options.of {
        Some(Of::Syscalls(options)) => return syscalls::run(options),
        Some(Of::Unrelated(options)) => return unrelated::run(options),
        Some(Of::Crashes(options)) => return crashes::run(options),
        Some(Of::Symbols(options)) => return symbols::run(options),
        None => {}
    }
    if options.recorded {
        return finish(options, &recorded()?, false);
    }
    if let Some(code) = isolated()? {
        return Ok(code);
    }
    let before = recorded()?;
    let (measured, faults) = parted(measure(options)?, &before);
    println!();
    print_counts(&measured);
    let changed = if options.check { print_changes(&before, &measured) } else { 0 };
    for (why, pairs) in &faults {
        println!("not measured: {why} ({pairs} pairs)");
    }
    let whole = options.pairs.is_none() && options.only == "*" && options.root == "*";
    if whole && !options.check {
        if faults.is_empty() {
            record(&before, &measured)?;
        } else {
            println!("nothing is recorded: not every pair was measured");
        }
    }
    finish(options, &measured, changed > 0 || !faults.is_empty())
}

fn finish(
    options: &Options,
    measured: &BTreeMap<Pair, Measured>,
    changed: bool,
) -> Result<ExitCode, String> {
    if options.oracle {
        return Ok(ExitCode::from(u8::from(changed)));
    }
    let landfall = landfall(options)?;
    let by_folder = |root: &Root| Ok(Some(format!("rootfs:{}", root.folder()?.display())));
    let asked = ask(&landfall, measured, by_folder)?;
    println!("\njudged by looking into the root filesystem:");
    let mut wrong = compare(measured, &asked, Unsure::Disagrees);

    let by_name = |root: &Root| Ok(Some(root.named.clone()).filter(|name| !name.is_empty()));
    let named = ask(&landfall, measured, by_name)?;
    let same = measured.iter().filter(|(pair, _)| named.contains_key(*pair));
    let same: BTreeMap<Pair, Measured> = same.map(|(p, m)| (p.clone(), m.clone())).collect();
    println!("\njudged by the tables, as the machine's name says:");
    wrong += compare(&same, &named, Unsure::IsFair);
    if let Some(file) = &options.json {
        write_json(file, measured, &asked)?;
    }
    Ok(ExitCode::from(u8::from(changed || wrong > 0)))
}

/// Starts this task again without a network, so that no program under test can reach one.
fn isolated() -> Result<Option<ExitCode>, String> {
    const INSIDE: &str = "LANDFALL_TRUTH_INSIDE";
    if std::env::var_os(INSIDE).is_some() {
        return Ok(None);
    }
    let user = cache::output_of(Command::new("id").arg("-u"))?;
    if user.trim() != "0" {
        return Err(
            "could not chroot into the root filesystems: that needs root; run it as root, \
                    or use --recorded to compare with truth/truth.csv"
                .to_owned(),
        );
    }
    let own = std::env::current_exe().map_err(|e| format!("could not find myself: {e}"))?;
    let status = Command::new("unshare")
        .args(["--net", "--ipc", "--"])
        .arg(own)
        .args(std::env::args_os().skip(1))
        .env(INSIDE, "1")
        .status()
        .map_err(|e| format!("could not start unshare: {e}"))?;
    Ok(Some(ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(3))))
}

/// What came of each pair: a measurement, none where nothing tells how the program starts, or why
/// nobody could measure it.
type Answers = BTreeMap<Pair, Result<Option<Measured>, String>>;

/// What was measured, and each reason why something was not, with the number of pairs. A pair of
/// which nothing tells how it starts is at fault only if it has a record, which would be lost.
fn parted(
    answers: Answers,
    before: &BTreeMap<Pair, Measured>,
) -> (BTreeMap<Pair, Measured>, BTreeMap<String, usize>) {
    let (mut measured, mut faults) = (BTreeMap::new(), BTreeMap::new());
    for (pair, answer) in answers {
        let why = match answer {
            Ok(Some(answer)) => {
                measured.insert(pair, answer);
                continue;
            }
            Ok(None) if !before.contains_key(&pair) => continue,
            Ok(None) => format!("{} is recorded, and nothing tells how it starts", pair.0),
            Err(why) => why,
        };
        *faults.entry(why).or_default() += 1;
    }
    (measured, faults)
}

/// Starts each program in each root. Of a pair that the cache lacks it is answered what is missing,
/// unless only so many pairs are wanted.
fn measure(options: &Options) -> Result<Answers, String> {
    let mut programs = Program::all()?;
    programs.retain(|p| !p.only_its_calls && !p.arch.contains('/'));
    programs.retain(|p| table::fits(&options.only, &p.id));
    let mut roots = Root::all()?;
    roots.retain(|root| table::fits(&options.root, &root.id));
    let mut answers = Answers::new();
    let mut pairs: Vec<(&Root, &Program)> = Vec::new();
    for root in &roots {
        let built = root.folder()?.exists();
        for program in programs.iter().filter(|one| root.takes(&one.id, &one.arch)) {
            let lacking = match (built, program.file()?.exists()) {
                (true, true) => {
                    pairs.push((root, program));
                    continue;
                }
                (false, _) => format!("the root {} is not in the cache", root.id),
                (true, false) => format!("{} is not in the cache", program.id),
            };
            if options.pairs.is_none() {
                answers.insert((program.id.clone(), root.id.clone()), Err(lacking));
            }
        }
    }
    if pairs.is_empty() {
        return Err(
            "there is nothing to measure; run cargo xtask corpus and cargo xtask roots".into()
        );
    }
    if let Some(wanted) = options.pairs.filter(|wanted| *wanted > 0 && *wanted < pairs.len()) {
        let every = pairs.len();
        pairs = (0..wanted).map(|nth| pairs[nth * every / wanted]).collect();
    }

    for root in &roots {
        let here: Vec<&Program> =
            pairs.iter().filter(|(of, _)| of.id == root.id).map(|(_, program)| *program).collect();
        if here.is_empty() {
            continue;
        }
        println!("{}: {} programs", root.id, here.len());
        let bench = Bench::in_root(&root.folder()?, &root.arch)?;
        let (queue, found) = (Mutex::new(here.iter()), Mutex::new(Vec::new()));
        thread::scope(|scope| {
            for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
                scope.spawn(|| {
                    loop {
                        let next = queue.lock().ok().and_then(|mut queue| queue.next());
                        let Some(program) = next else { return };
                        let answer = program
                            .file()
                            .and_then(|file| bench.measure(&program.id, &file, &program.run));
                        match &answer {
                            Ok(Some(_)) => {}
                            Ok(None) => println!("  {}: nothing tells how it starts", program.id),
                            Err(why) => println!("  {}: {why}", program.id),
                        }
                        let answer = answer.map_err(|why| format!("{}: {why}", program.id));
                        found.lock().map(|mut f| f.push((program.id.clone(), answer))).ok();
                    }
                });
            }
        });
        for (program, answer) in found.into_inner().unwrap_or_default() {
            answers.insert((program, root.id.clone()), answer);
        }
    }
    Ok(answers)
}

fn print_counts(measured: &BTreeMap<Pair, Measured>) {
    let mut kinds: BTreeMap<Truth, usize> = BTreeMap::new();
    for answer in measured.values() {
        *kinds.entry(answer.truth).or_default() += 1;
    }
    println!("{} pairs measured", measured.len());
    for (truth, count) in kinds {
        println!("  {:12} {count:6}", truth.word());
    }
    for ((program, root), answer) in measured {
        let odd = match answer.started {
            Some(true) => !matches!(answer.truth, Truth::Runs | Truth::Lazy),
            _ => answer.truth == Truth::Other,
        };
        if odd {
            let started = if answer.started == Some(true) { "it starts" } else { "odd" };
            println!("{started}: {program} in {root}: {}: {}", answer.truth.word(), answer.detail);
        }
    }
}

fn recorded() -> Result<BTreeMap<Pair, Measured>, String> {
    let table = Table::read(&table::truth_file("truth.csv"), COLUMNS)?;
    table
        .rows()
        .map(|row| {
            let truth = Truth::from_word(&row[2])
                .ok_or_else(|| format!("could not use truth.csv: no truth is called {}", row[2]))?;
            let started = match row[3].as_str() {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            };
            let measured = Measured { truth, detail: row[4].clone(), started };
            Ok(((row[0].clone(), row[1].clone()), measured))
        })
        .collect()
}

/// Writes the record; a row that did not change keeps its date.
fn record(
    before: &BTreeMap<Pair, Measured>,
    measured: &BTreeMap<Pair, Measured>,
) -> Result<(), String> {
    let file = table::truth_file("truth.csv");
    let old = Table::read(&file, COLUMNS)?;
    let dates: BTreeMap<Pair, &str> =
        old.rows().map(|row| ((row[0].clone(), row[1].clone()), row[5].as_str())).collect();
    let today = cache::output_of(Command::new("date").args(["-u", "+%F"]))?;
    let today = today.trim();
    let mut text = format!(
        "# what: how real Go programs start in real root filesystems, in the loader's own words\n\
         # from: cargo xtask truth, by starting them; corpus.csv and roots.csv say which\n\
         # taken: {today}\n\
         # renew: cargo xtask corpus && cargo xtask roots && cargo xtask truth --oracle\n\
         {}\n",
        COLUMNS.join(",")
    );
    for (pair, answer) in measured {
        let date = match (before.get(pair), dates.get(pair)) {
            (Some(known), Some(date)) if known == answer => date,
            _ => today,
        };
        let started = match answer.started {
            Some(true) => "yes",
            Some(false) => "no",
            None => "-",
        };
        let words = [&pair.0, &pair.1, answer.truth.word(), started, &answer.detail, date];
        text.push_str(&table::line(&words));
        text.push('\n');
    }
    let scratch = file.with_extension("part");
    fs::write(&scratch, text).map_err(|e| format!("could not write {}: {e}", scratch.display()))?;
    cache::keep(&scratch, &file)
}

/// Prints where the measurement differs from the record, and answers how often.
fn print_changes(before: &BTreeMap<Pair, Measured>, measured: &BTreeMap<Pair, Measured>) -> usize {
    let mut changes = 0;
    for ((program, root), now) in measured {
        match before.get(&(program.clone(), root.clone())) {
            Some(then) if then.truth == now.truth => {}
            then => {
                changes += 1;
                let then = then.map_or("not recorded", |then| then.truth.word());
                println!("changed: {program} in {root}: {then} -> {}", now.truth.word());
            }
        }
    }
    println!("{changes} of {} pairs differ from truth.csv", measured.len());
    changes
}

fn landfall(options: &Options) -> Result<PathBuf, String> {
    if let Some(path) = &options.landfall {
        return Ok(path.clone());
    }
    product::build()
}

/// What landfall said of one pair.
struct Said {
    verdict: String,
    why: String,
    /// Whether it foretells that something will not work.
    warns: bool,
}

/// landfall's verdict on every pair, one process for each root; `target` says what a root is called.
fn ask(
    landfall: &Path,
    measured: &BTreeMap<Pair, Measured>,
    target: impl Fn(&Root) -> Result<Option<String>, String>,
) -> Result<BTreeMap<Pair, Said>, String> {
    let mut asked = BTreeMap::new();
    for root in Root::all()? {
        let Some(target) = target(&root)? else { continue };
        let programs: Vec<&str> = measured
            .keys()
            .filter(|(_, of)| *of == root.id)
            .map(|(program, _)| program.as_str())
            .collect();
        for some in programs.chunks(200) {
            let output = Command::new(landfall)
                .arg("check")
                .args(some)
                .args(["--for", &target, "--format", "json"])
                .current_dir(cache::folder("corpus")?)
                .output()
                .map_err(|e| format!("could not start {}: {e}", landfall.display()))?;
            let reply: Value = serde_json::from_slice(&output.stdout).map_err(|e| {
                let complaint = String::from_utf8_lossy(&output.stderr).trim().to_owned();
                format!("could not read landfall's answer for {}: {e}; {complaint}", root.id)
            })?;
            for verdict in reply["verdicts"].as_array().into_iter().flatten() {
                let subject = verdict["subject"].as_str().unwrap_or_default();
                let program = subject.rsplit('/').next().unwrap_or_default().to_owned();
                asked.insert((program, root.id.clone()), said(verdict));
            }
        }
    }
    Ok(asked)
}

fn said(verdict: &Value) -> Said {
    let array = |of: &'_ Value| of["findings"].as_array().cloned().unwrap_or_default().into_iter();
    let breaking: Vec<String> = array(verdict)
        .filter(|finding| finding["severity"] != "note" && finding["severity"] != "degrades")
        .map(|finding| {
            let word = |name: &str| finding[name].as_str().unwrap_or_default().to_owned();
            format!("{}: {}", word("rule"), word("message"))
        })
        .collect();
    Said {
        verdict: verdict["verdict"].as_str().unwrap_or("no verdict").to_owned(),
        why: breaking.join("; "),
        warns: array(verdict).any(|finding| finding["rule"] == "symbol_missed_when_called"),
    }
}

/// What "unsure" counts as.
#[derive(Clone, Copy, PartialEq)]
enum Unsure {
    /// Everything could be looked at.
    Disagrees,
    /// A table does not know every file of a machine.
    IsFair,
}

/// Prints the agreement and every disagreement, and answers how many there are.
fn compare(
    measured: &BTreeMap<Pair, Measured>,
    asked: &BTreeMap<Pair, Said>,
    unsure: Unsure,
) -> usize {
    let mut agreement: BTreeMap<(Truth, &str), usize> = BTreeMap::new();
    let (mut wrong, mut false_runs) = (0, 0);
    for (pair, answer) in measured {
        let nothing = Said { verdict: "no verdict".to_owned(), why: String::new(), warns: false };
        let said = asked.get(pair).unwrap_or(&nothing);
        let column = match said.verdict.as_str() {
            "runs" => "runs",
            "breaks" => "breaks",
            "unsure" => "unsure",
            _ => "none",
        };
        *agreement.entry((answer.truth, column)).or_default() += 1;
        let right = match answer.truth {
            Truth::Runs => column == "runs",
            // It does start: what counts is that the user is told.
            Truth::Lazy => column == "breaks" || column == "runs" && said.warns,
            _ => column == "breaks",
        };
        if right || column == "unsure" && unsure == Unsure::IsFair {
            continue;
        }
        wrong += 1;
        false_runs += usize::from(column == "runs");
        println!("disagree: {} in {}", pair.0, pair.1);
        println!("  truth     {} {}", answer.truth.word(), answer.detail);
        println!("  landfall  {} {}", said.verdict, said.why);
    }
    println!("\n{:12} {:>7} {:>7} {:>7} {:>7}", "truth", "runs", "breaks", "unsure", "none");
    let mut truths: Vec<Truth> = agreement.keys().map(|(truth, _)| *truth).collect();
    truths.dedup();
    for truth in truths {
        let count = |column| agreement.get(&(truth, column)).copied().unwrap_or(0);
        println!(
            "{:12} {:7} {:7} {:7} {:7}",
            truth.word(),
            count("runs"),
            count("breaks"),
            count("unsure"),
            count("none")
        );
    }
    println!(
        "{} pairs, {} agree, {wrong} disagree, {false_runs} of them false \"runs\"",
        measured.len(),
        measured.len() - wrong
    );
    wrong
}

fn write_json(
    file: &Path,
    measured: &BTreeMap<Pair, Measured>,
    asked: &BTreeMap<Pair, Said>,
) -> Result<(), String> {
    let pairs: Vec<Value> = measured
        .iter()
        .map(|(pair, answer)| {
            let said = asked.get(pair);
            json!({
                "program": pair.0,
                "root": pair.1,
                "truth": answer.truth.word(),
                "detail": answer.detail,
                "started": answer.started,
                "verdict": said.map(|said| &said.verdict),
                "why": said.map(|said| &said.why),
            })
        })
        .collect();
    let text = json!({ "schema": 1, "pairs": pairs }).to_string();
    fs::write(file, text).map_err(|e| format!("could not write {}: {e}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(program: &str) -> Pair {
        (program.to_owned(), "root".to_owned())
    }

    fn runs() -> Measured {
        Measured { truth: Truth::Runs, detail: String::new(), started: Some(true) }
    }

    #[test]
    fn a_pair_that_could_not_be_measured_is_a_fault() {
        let gone = || Err("app is not in the cache".to_owned());
        let answers = [(pair("good"), Ok(Some(runs()))), (pair("a"), gone()), (pair("b"), gone())];
        let (measured, faults) = parted(answers.into(), &BTreeMap::new());
        assert_eq!(measured, [(pair("good"), runs())].into());
        assert_eq!(faults, [("app is not in the cache".to_owned(), 2)].into());
    }

    #[test]
    fn a_record_is_not_lost_without_a_word() {
        let silent = || Answers::from([(pair("app"), Ok(None))]);
        let (_, faults) = parted(silent(), &BTreeMap::new());
        assert!(faults.is_empty(), "{faults:?}");
        let (_, faults) = parted(silent(), &[(pair("app"), runs())].into());
        assert_eq!(faults.len(), 1);
    }
}
