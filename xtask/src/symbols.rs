//! The places of addresses: what landfall tells of a stripped Go command, beside what that command's own runtime
//! says of itself, for every release of Go at hand.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::thread;

use serde_json::json;

use crate::cache;
use crate::product;
use crate::table;
use crate::toolchains::{self, Toolchain};

/// What `cargo xtask truth symbols` can be told.
#[derive(clap::Args)]
pub struct Options {
    /// How many addresses of each program are asked for
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    addresses: u64,
    /// Only this minor release of Go, as in 27
    #[arg(long, value_name = "MINOR")]
    go: Option<u32>,
}

/// The ways to build whose tables a loader changes, and does not.
const WAYS: [(&str, &[&str]); 2] = [("exe", &[]), ("pie", &["-buildmode=pie"])];

/// Asks both about each release, and says where they differ.
pub fn run(options: &Options) -> Result<ExitCode, String> {
    let ours = example()?;
    let mut wrong = 0;
    for toolchain in toolchains::all()? {
        if options.go.is_some_and(|minor| minor != toolchain.minor) {
            continue;
        }
        for (way, how) in WAYS {
            let counted = hold(&ours, &toolchain, way, how, options.addresses)?;
            println!(
                "Go {}, {way}: {} addresses, {} of them with inlined functions, {} wrong",
                toolchain.version, counted.asked, counted.inlined, counted.wrong
            );
            wrong += counted.wrong;
        }
    }
    Ok(ExitCode::from(u8::from(wrong > 0)))
}

/// What came of one program.
#[derive(Default)]
struct Counted {
    asked: usize,
    inlined: usize,
    wrong: usize,
}

fn hold(
    ours: &Path,
    toolchain: &Toolchain,
    way: &str,
    how: &[&str],
    count: u64,
) -> Result<Counted, String> {
    let place = cache::folder("symbols")?.join(format!("{}-{way}", toolchain.version));
    let scratch = cache::scratch_for(&place)?;
    let program = built(toolchain, how, &scratch)?;
    let bare = scratch.join("bare");
    cache::output_of(Command::new("strip").arg("-o").arg(&bare).arg(&program))?;
    let symbols = cache::output_of(Command::new("go").args(["tool", "nm"]).arg(&program))?;
    let linked = |name: &str| {
        let mut lines = symbols.lines().map(str::split_whitespace);
        let words = lines.find(|words| words.clone().last() == Some(name));
        let start = words.and_then(|mut words| words.next()).unwrap_or_default();
        u64::from_str_radix(start, 16)
            .map_err(|_| format!("could not find {name} in {}", program.display()))
    };
    let addresses = spread(linked("runtime.text")?, linked("runtime.etext")?, count);
    let asked = format!("{:x}", linked("main.asked")?);
    let theirs = answers(Command::new(&program).env("LANDFALL_ASKED", asked), &addresses)?;
    let ours = answers(Command::new(ours).arg(&bare), &addresses)?;
    cache::discard(&scratch)?;
    if theirs.len() != addresses.len() || ours.len() != addresses.len() {
        return Err(format!("could not hear of all addresses of Go {}", toolchain.version));
    }
    let mut counted = Counted::default();
    for (address, (theirs, ours)) in addresses.iter().zip(theirs.iter().zip(&ours)) {
        if theirs.trim() == "-" {
            continue;
        }
        counted.asked += 1;
        let (theirs, ours) = (places(theirs), places(ours));
        counted.inlined += usize::from(theirs.len() > 1);
        // Of the first function the runtime does not tell the name: it stands at the place that means none.
        let nameless = |(theirs, ours): (&String, &String)| {
            theirs == ours || (theirs.starts_with(' ') && ours.ends_with(theirs.as_str()))
        };
        if theirs.len() != ours.len() || !theirs.iter().zip(&ours).all(nameless) {
            counted.wrong += 1;
            println!("  {address:#x}: the runtime says {theirs:?}, landfall {ours:?}");
        }
    }
    Ok(counted)
}

/// The Go command that answers for its own addresses.
fn built(toolchain: &Toolchain, how: &[&str], into: &Path) -> Result<PathBuf, String> {
    let own = table::workspace().join("truth/symbols");
    let folder = toolchain.root().join("src/cmd/go");
    let added =
        |name: &str| (format!("{}/landfall_{name}", folder.display()), json!(own.join(name)));
    let replaced: serde_json::Map<_, _> = ["asked.go", "asked.s"].map(added).into_iter().collect();
    let overlay = json!({ "Replace": replaced });
    let list = into.join("overlay.json");
    fs::write(&list, overlay.to_string())
        .map_err(|e| format!("could not write {}: {e}", list.display()))?;
    let program = into.join("program");
    let mut go = toolchain.go();
    go.arg("build").args(how).arg("-overlay").arg(&list).arg("-o").arg(&program).arg("cmd/go");
    go.env("GOENV", "off").env("CGO_ENABLED", "0").current_dir(toolchain.root().join("src/cmd"));
    cache::output_of(&mut go)?;
    Ok(program)
}

/// So many addresses, spread over the code without a step that would always meet the same kind of place.
fn spread(start: u64, end: u64, count: u64) -> Vec<u64> {
    let mut state = 1u64;
    let step = (end.saturating_sub(start) / count.max(1)).max(1);
    let mut next = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % step
    };
    (0..count).map(|index| start + index * step + next()).filter(|at| *at < end).collect()
}

/// What a program answers to addresses, one after the other.
fn answers(command: &mut Command, addresses: &[u64]) -> Result<Vec<String>, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let asked: String = addresses.iter().map(|address| format!("{address:x}\n")).collect();
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|e| format!("could not start {name}: {e}"))?;
    let stdin = child.stdin.take();
    let asking = thread::spawn(move || stdin.map(|mut stdin| stdin.write_all(asked.as_bytes())));
    let output = child.wait_with_output().map_err(|e| format!("could not hear {name}: {e}"))?;
    if asking.join().is_err() || !output.status.success() {
        return Err(format!("could not ask {name}: it ended with {}", output.status));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let mut all = vec![String::new()];
    for line in text.lines() {
        match all.last_mut() {
            Some(last) if !line.is_empty() => *last += &format!("{line}\n"),
            _ => all.push(String::new()),
        }
    }
    all.pop();
    Ok(all)
}

/// The places of an answer, with the names of generic functions as the runtime prints them.
fn places(answer: &str) -> Vec<String> {
    let place = |line: &str| {
        let (name, place) = line.rsplit_once(' ').unwrap_or((line, ""));
        let name = match name.find('[').zip(name.rfind(']')) {
            Some((open, close)) if open < close => {
                format!("{}[...]{}", &name[..open], &name[close + 1..])
            }
            _ => name.to_owned(),
        };
        // Where there is no line, the runtime calls the file `?`.
        format!("{name} {}", if place == "?:0" { ":0" } else { place })
    };
    answer.lines().map(place).collect()
}

/// The reader of places on its own, built for release.
pub fn example() -> Result<PathBuf, String> {
    let built = Command::new("cargo")
        .args(["build", "--quiet", "--release", "--package", "landfall-probe"])
        .args(["--example", "symbols"])
        .current_dir(table::workspace())
        .status()
        .map_err(|e| format!("could not start cargo: {e}"))?;
    if !built.success() {
        return Err("could not build the example symbols; see what cargo says above".to_owned());
    }
    Ok(product::target().join("release/examples/symbols"))
}
