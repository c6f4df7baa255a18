//! Programs crash in every way of `truth/crashes.csv`, built by every Go release at hand, and landfall must name
//! whoever did it.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use serde_json::Value;

use crate::cache;
use crate::product;
use crate::table::{self, Table};
use crate::toolchains::{self, Toolchain};

const COLUMNS: &[&str] = &["program", "way", "kind", "culprit", "says"];

/// What `cargo xtask truth crashes` can be told.
#[derive(clap::Args)]
pub struct Options {
    /// Only releases that fit this pattern, as in 1.2*
    #[arg(long, value_name = "GLOB", default_value = "*")]
    go: String,
    /// The landfall to ask; built from this workspace if not given
    #[arg(long, value_name = "PATH")]
    landfall: Option<PathBuf>,
}

/// Crashes everything and compares.
pub fn run(options: &Options) -> Result<ExitCode, String> {
    let landfall = match &options.landfall {
        Some(path) => path.clone(),
        None => product::build()?,
    };
    let table = Table::read(&table::truth_file("crashes.csv"), COLUMNS)?;
    let (mut good, mut wrong) = (0, 0);
    for toolchain in toolchains::all()? {
        if !table::fits(&options.go, &toolchain.version) {
            continue;
        }
        for (name, source, flags) in [
            ("plain", "plain", &[][..]),
            ("linux", "plain", &[]),
            ("native", "native", &[]),
            ("race", "plain", &["-race"]),
            ("served", "served", &[]),
        ] {
            let program = built(&toolchain, source, flags)?;
            for row in table.rows().filter(|row| row[0] == name) {
                match held(&landfall, &program, &toolchain.version, row) {
                    Ok(()) => good += 1,
                    Err(why) => {
                        wrong += 1;
                        println!("Go {}: {} {}: {why}", toolchain.version, row[0], row[1]);
                    }
                }
            }
        }
        println!(
            "Go {}: {good} crashes were understood so far, {wrong} were not",
            toolchain.version
        );
    }
    Ok(if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn built(toolchain: &Toolchain, source: &str, flags: &[&str]) -> Result<PathBuf, String> {
    let suffix = if flags.is_empty() { "" } else { "-race" };
    let program = cache::folder("crashes")?.join(format!("{source}{suffix}-{}", toolchain.version));
    let mut go = toolchain.go();
    go.args(["build", "-o"]).arg(&program).args(flags).arg(format!("./{source}"));
    go.current_dir(table::workspace().join("crates/cli/tests/crashes")).env("GOPROXY", "off");
    cache::output_of(&mut go)?;
    Ok(program)
}

/// Lets a program crash and looks at what landfall says of it.
fn held(landfall: &Path, program: &Path, version: &str, row: &[String]) -> Result<(), String> {
    let crash = Command::new(program).arg(&row[1]).env_remove("GOTRACEBACK").output();
    let crash = crash.map_err(|error| format!("could not start it: {error}"))?;
    let log = program.with_extension("log");
    std::fs::write(&log, &crash.stderr)
        .map_err(|error| format!("could not write its log: {error}"))?;
    let told = Command::new(landfall)
        .args(["crash", "--format", "json"])
        .arg(&log)
        .stderr(Stdio::null())
        .output()
        .map_err(|error| format!("could not start landfall: {error}"))?;
    let told: Value =
        serde_json::from_slice(&told.stdout).map_err(|error| format!("no JSON: {error}"))?;
    let crash = &told["crashes"][0];
    let culprit = crash["culprit"]["function"].as_str().unwrap_or("nobody");
    if crash["kind"] != row[2] {
        return Err(format!("kind {} instead of {}", crash["kind"], row[2]));
    }
    if !row[3].split('|').any(|one| one == culprit) {
        return Err(format!("culprit {culprit} instead of {}", row[3]));
    }
    let means = crash["means"].to_string();
    if !means.contains(&row[4]) {
        return Err(format!("{means} does not say {:?}", row[4]));
    }
    match is_release(&crash["go"], version) {
        true => Ok(()),
        false => Err(format!("it is said to be of {}", crash["go"])),
    }
}

/// Whether the release is one of those that landfall takes it to be.
fn is_release(told: &Value, version: &str) -> bool {
    let minor = version.split('.').nth(1).and_then(|minor| minor.parse().ok());
    let bound = |name: &str, other| told[name].as_u64().unwrap_or(other);
    let exact = told["exact"].as_str();
    exact.is_none_or(|exact| exact.trim_start_matches("go") == version)
        && minor.is_some_and(|minor| (bound("least", 0)..=bound("most", u64::MAX)).contains(&minor))
}
