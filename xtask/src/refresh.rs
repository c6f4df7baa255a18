//! Renews the tables of `crates/know/data` where a package index or a toolchain knows the answer,
//! and says how the others are renewed.
//!
//! A table is taken as lines: what is not renewed stays as it is, byte for byte.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use serde_json::Value;

use crate::apt::Apt;
use crate::cache;
use crate::go_source;
use crate::libc;
use crate::roots;
use crate::survey;
use crate::table::workspace;

/// What `cargo xtask refresh` can be told.
#[derive(clap::Args)]
pub struct Options {
    /// The table, with or without `.csv`
    table: String,
    /// Change nothing; exit with 1 where something would change
    #[arg(long)]
    check: bool,
    /// For libc-calls: a clone of docker-alpine with its branches; without it Alpine's rows stay as they are
    #[arg(long, value_name = "DIR")]
    docker_alpine: Option<PathBuf>,
}

/// The releases of the table whose suites Debian's mirrors still have.
const SUITES: &[(&str, &str)] = &[
    ("11", "bullseye"),
    ("12", "bookworm"),
    ("13", "trixie"),
    ("testing", "forky"),
    ("sid", "sid"),
];

/// Renews one table.
pub fn run(options: &Options) -> Result<ExitCode, String> {
    let name = options.table.strip_suffix(".csv").unwrap_or(&options.table);
    if libc::TABLES.iter().any(|table| table.strip_suffix(".csv") == Some(name)) {
        return refresh_libc(options);
    }
    let file = workspace().join("crates/know/data").join(format!("{name}.csv"));
    let old = fs::read_to_string(&file)
        .map_err(|e| format!("could not read {}: {e}; `ls crates/know/data`", file.display()))?;
    let new = match name {
        "distros" => distros(&old)?,
        "base-libraries" => base_libraries(&old)?,
        "std-cgo" => with_rows(&old, &survey::cgo()?),
        "std-uses" => with_rows(&old, &survey::uses()?),
        "std-exports" => with_rows(&old, &survey::exports()?),
        "godebug" => with_rows(&old, &go_source::godebug()?),
        "cgo-flags" => with_rows(&old, &go_source::cgo_flags()?),
        "ports" => return ports(&old),
        _ => {
            println!("{name} is renewed by hand:");
            let says = old.lines().filter(|line| line.starts_with('#') && line.contains("renew"));
            says.for_each(|line| println!("{line}"));
            return Ok(ExitCode::SUCCESS);
        }
    };
    if difference(&old, &new) == 0 {
        println!("{name} is as its source is");
        return Ok(ExitCode::SUCCESS);
    }
    if options.check {
        return Ok(ExitCode::FAILURE);
    }
    write(&file, &taken_today(&new)?)?;
    println!("{} is written; UPDATE=1 cargo test renews what shows it", file.display());
    Ok(ExitCode::SUCCESS)
}

/// What C libraries call: three tables that go together.
fn refresh_libc(options: &Options) -> Result<ExitCode, String> {
    let data = workspace().join("crates/know/data");
    let new = libc::tables(&data, options.docker_alpine.as_deref())?;
    let mut changes = Vec::new();
    for (table, text) in libc::TABLES.into_iter().zip(new) {
        let file = data.join(table);
        let old = fs::read_to_string(&file)
            .map_err(|e| format!("could not read {}: {e}", file.display()))?;
        if old != text {
            changes.push((file, text));
        }
    }
    if changes.is_empty() {
        println!("what C libraries call is as the tables say");
        return Ok(ExitCode::SUCCESS);
    }
    if options.check {
        changes.iter().for_each(|(file, _)| println!("{} would change", file.display()));
        return Ok(ExitCode::FAILURE);
    }
    for (file, text) in changes {
        write(&file, &taken_today(&text)?)?;
        println!("{} is written", file.display());
    }
    Ok(ExitCode::SUCCESS)
}

/// The certificate and the header of a table with other rows.
fn with_rows(old: &str, rows: &[String]) -> String {
    let certificate = old.lines().take_while(|line| line.starts_with('#'));
    let header = old.lines().find(|line| !line.starts_with('#'));
    certificate.chain(header).chain(rows.iter().map(String::as_str)).fold(
        String::new(),
        |mut text, line| {
            text.push_str(line);
            text.push('\n');
            text
        },
    )
}

/// C library and kernel of Debian's releases, from the versions of two packages.
fn distros(old: &str) -> Result<String, String> {
    const LIBC_VERSION: usize = 5;
    const KERNEL: usize = 6;
    let mut lines: Vec<String> = old.lines().map(str::to_owned).collect();
    for (release, suite) in SUITES {
        let start = format!("debian,{release},");
        let Some(line) = lines.iter_mut().find(|line| line.starts_with(&start)) else {
            return Err(format!("could not find the row of debian:{release}"));
        };
        let apt = Apt::fresh(suite, "amd64")?;
        let mut fields: Vec<String> = line.split(',').map(str::to_owned).collect();
        fields[LIBC_VERSION] = release_of(&apt.version("libc6")?)?;
        fields[KERNEL] = release_of(&apt.version("linux-image-amd64")?)?;
        *line = fields.join(",");
    }
    Ok(lines.join("\n") + "\n")
}

/// The first two numbers of a package's version, without its epoch: `6.12` of `6.12.57-1`.
fn release_of(version: &str) -> Result<String, String> {
    let upstream = version.split_once(':').map_or(version, |(_, upstream)| upstream);
    let mut numbers = upstream.split(|c: char| !c.is_ascii_digit());
    match (numbers.next(), numbers.next()) {
        (Some(major), Some(minor)) if !major.is_empty() && !minor.is_empty() => {
            Ok(format!("{major}.{minor}"))
        }
        _ => Err(format!("could not read the version {version:?}")),
    }
}

/// The libraries of Debian's images: of the packages that its smallest installation has.
fn base_libraries(old: &str) -> Result<String, String> {
    let mut lines: Vec<String> = old.lines().map(str::to_owned).collect();
    for (release, suite) in SUITES {
        let start = format!("debian,{release},");
        let fits = |line: &String| line.starts_with(&start);
        let Some(first) = lines.iter().position(fits) else {
            return Err(format!("could not find a row of debian:{release}"));
        };
        let rows = minbase(suite)?.into_iter().map(|of| {
            let says = format!("{start}{},{},", of.package, of.sonames.join(" "));
            // Another version with the same libraries is no news.
            let known = lines.iter().find(|line| line.starts_with(&says)).cloned();
            let from = format!(
                "Debian {suite} package index: {} {} amd64 readelf",
                of.package, of.version
            );
            known.unwrap_or(says + &from)
        });
        let rows: Vec<String> = rows.collect();
        lines.retain(|line| !fits(line));
        lines.splice(first..first, rows);
    }
    Ok(lines.join("\n") + "\n")
}

/// A package and the libraries that it puts where a loader looks by default.
struct Libraries {
    package: String,
    version: String,
    sonames: Vec<String>,
}

fn minbase(suite: &str) -> Result<Vec<Libraries>, String> {
    println!("reading the libraries of {suite}");
    let place = cache::folder("refresh")?.join(suite);
    let scratch = cache::scratch_for(&place)?;
    let apt = Apt::fresh(suite, "amd64")?;
    let mut wanted = vec!["?essential", "?priority(required)", "apt"];
    if suite == "bookworm" {
        // Else apt takes usrmerge, and Perl with it, which no image has.
        wanted.push("usr-is-merged");
    }
    let mut all = Vec::new();
    for package in apt.download_closure(&wanted, &scratch)? {
        let field = |name| {
            cache::output_of(Command::new("dpkg-deb").arg("--field").arg(&package).arg(name))
        };
        let unpacked = cache::scratch_for(&scratch.join("unpacked"))?;
        roots::unpack(&package, &unpacked)?;
        let mut sonames = BTreeSet::new();
        for folder in [
            "lib",
            "usr/lib",
            "lib/x86_64-linux-gnu",
            "usr/lib/x86_64-linux-gnu",
            "lib64",
            "usr/lib64",
        ] {
            for file in regular_files(&unpacked.join(folder)) {
                sonames.extend(soname(&file)?);
            }
        }
        if !sonames.is_empty() {
            all.push(Libraries {
                package: field("Package")?.trim().to_owned(),
                version: field("Version")?.trim().to_owned(),
                sonames: sonames.into_iter().collect(),
            });
        }
    }
    cache::discard(&scratch)?;
    all.sort_by(|one, other| one.package.cmp(&other.package));
    Ok(all)
}

fn regular_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let regular = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
    regular
        .map(|entry| entry.path())
        .filter(|path| path.to_string_lossy().contains(".so"))
        .collect()
}

fn soname(file: &Path) -> Result<Option<String>, String> {
    let mut readelf = Command::new("readelf");
    let text = cache::output_of(readelf.args(["--wide", "--dynamic"]).arg(file))?;
    let name = text.lines().find_map(|line| line.split_once("soname: [")?.1.split_once(']'));
    Ok(name.map(|(name, _)| name.to_owned()))
}

/// Holds the ports against those of the Go at hand. What a port is worth (cgo, first class) is for
/// a person to write down, so this only compares.
fn ports(old: &str) -> Result<ExitCode, String> {
    let go = cache::output_of(Command::new("go").args(["env", "GOVERSION"]))?;
    let minor: u32 = go
        .trim()
        .strip_prefix("go1.")
        .and_then(|rest| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok())
        .ok_or_else(|| format!("could not read the version {go:?}"))?;
    let listed = cache::output_of(Command::new("go").args(["tool", "dist", "list", "-json"]))?;
    let listed: Value = serde_json::from_str(&listed)
        .map_err(|e| format!("could not read go tool dist list: {e}"))?;
    let by_go: BTreeSet<String> = listed
        .as_array()
        .into_iter()
        .flatten()
        .map(|port| {
            let text = |name: &str| port[name].as_str().unwrap_or_default().to_owned();
            format!("{}/{}", text("GOOS"), text("GOARCH"))
        })
        .collect();
    let number =
        |version: &str| version.strip_prefix("1.").and_then(|minor| minor.parse::<u32>().ok());
    let mut by_us = BTreeSet::new();
    for line in old.lines().filter(|line| !line.starts_with('#')).skip(1) {
        let [os, arch, first, last, _, _, broken, ..] = line.split(',').collect::<Vec<_>>()[..]
        else {
            return Err(format!("could not read the row {line:?}"));
        };
        let begun = number(first).is_none_or(|first| first <= minor);
        let ended = number(last).is_some_and(|last| last < minor);
        let broken = number(broken).is_some_and(|broken| broken <= minor);
        if begun && !ended && !broken {
            by_us.insert(format!("{os}/{arch}"));
        }
    }
    let join =
        |all: &BTreeSet<String>| all.iter().map(|port| format!("{port}\n")).collect::<String>();
    if difference(&join(&by_us), &join(&by_go)) == 0 {
        println!("ports is as {} lists them", go.trim());
        return Ok(ExitCode::SUCCESS);
    }
    println!("write down by hand what {} lists otherwise, as ports.csv says", go.trim());
    Ok(ExitCode::FAILURE)
}

/// Prints the lines that differ, and says how many.
fn difference(old: &str, new: &str) -> usize {
    let (before, after): (BTreeSet<&str>, BTreeSet<&str>) =
        (old.lines().collect(), new.lines().collect());
    before.difference(&after).for_each(|line| println!("- {line}"));
    after.difference(&before).for_each(|line| println!("+ {line}"));
    let changes = before.symmetric_difference(&after).count();
    if changes > 0 {
        println!(
            "{} lines go, {} come",
            before.difference(&after).count(),
            after.difference(&before).count()
        );
    }
    changes
}

/// The text with today's date in its birth certificate.
fn taken_today(text: &str) -> Result<String, String> {
    let today = cache::output_of(Command::new("date").arg("+%Y-%m-%d"))?;
    let line = |line: &str| match line.strip_prefix("# taken") {
        Some(rest) => {
            let space = rest.len() - rest.trim_start_matches([' ', ':']).len();
            format!("# taken{}{}\n", &rest[..space], today.trim())
        }
        None => format!("{line}\n"),
    };
    Ok(text.lines().map(line).collect())
}

/// Writes a file all at once.
fn write(file: &Path, text: &str) -> Result<(), String> {
    let scratch = file.with_extension("csv.part");
    fs::write(&scratch, text).map_err(|e| format!("could not write {}: {e}", scratch.display()))?;
    cache::keep(&scratch, file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_is_the_first_two_numbers_of_a_version() {
        for (version, release) in
            [("2.41-12+deb13u3", "2.41"), ("6.12.57-1", "6.12"), ("1:7.2~rc1-1", "7.2")]
        {
            assert_eq!(release_of(version).as_deref(), Ok(release));
        }
        assert!(release_of("unknown").is_err());
    }

    #[test]
    fn the_day_is_renewed_and_nothing_else() {
        let text = taken_today("# what x\n# taken  2020-01-01\na,from\n").unwrap();
        assert!(text.starts_with("# what x\n# taken  2"), "{text}");
        assert!(!text.contains("2020-01-01"), "{text}");
        assert!(text.ends_with("\na,from\n"), "{text}");
    }
}
