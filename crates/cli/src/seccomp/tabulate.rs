//! `landfall seccomp tabulate`: what the C libraries of machines call, as the rows of two tables.

use std::fs;
use std::path::Path;

use landfall_facts::LibcCalls;
use landfall_know::{LibcPackage, calls_of, libc_calls_rows, libc_packages, tables};

use crate::args::TabulateArgs;
use crate::output::{Output, could_not_work};
use crate::targets::Door;
use crate::written;

/// The tables that are written, in the order of their rows.
const TABLES: [&str; 2] = ["libc-call-sets.csv", "libc-calls.csv"];

pub(crate) fn run(args: &TabulateArgs, output: &Output) -> i32 {
    match made(args) {
        Ok(said) => output.finish(&said, 0),
        Err(error) => could_not_work(&error),
    }
}

fn made(args: &TabulateArgs) -> Result<String, String> {
    let mut all: Vec<(String, LibcCalls)> = Vec::new();
    for package in libc_packages() {
        // The user's rows come first.
        if all.iter().any(|(key, _)| key == package.key) {
            continue;
        }
        let calls = match target_of(args, package.key) {
            Some(target) => looked_at(&package, target)?,
            None => calls_of(&package),
        };
        if !calls.libraries.is_empty() {
            all.push((package.key.to_owned(), calls));
        }
    }
    let named = args.machines.iter().filter_map(|one| one.split_once('='));
    let mut unknown = named.filter(|(key, _)| all.iter().all(|(known, _)| known != key));
    if let Some((key, _)) = unknown.next() {
        return Err(format!("could not find {key:?} among the keys of libc-packages.csv"));
    }
    let (sets, calls) = libc_calls_rows(&all);
    for (table, rows) in TABLES.into_iter().zip([&sets, &calls]) {
        write(&args.output.join(table), table, rows)?;
    }
    Ok(format!("{} packages, {} sets, {} rows\n", all.len(), sets.len(), calls.len()))
}

fn target_of<'a>(args: &'a TabulateArgs, key: &str) -> Option<&'a str> {
    let mut named = args.machines.iter().filter_map(|one| one.split_once('='));
    named.find(|(named, _)| *named == key).map(|(_, target)| target)
}

fn looked_at(package: &LibcPackage, target: &str) -> Result<LibcCalls, String> {
    let door = Door::open(target)?;
    let world =
        door.world().ok_or_else(|| format!("could not look at {target}: it has no files"))?;
    landfall_probe::syscalls::offered(world, &package.of, package.arch)
        .map_err(|why| format!("could not tell the calls of {target}: {why}"))
}

/// Writes a table with the certificate and the header of the one that is built in.
fn write(file: &Path, table: &str, rows: &[String]) -> Result<(), String> {
    let text = tables().find(|(name, _)| *name == table).map_or("", |(_, text)| text);
    let certificate = text.lines().take_while(|line| line.starts_with('#'));
    let header = text.lines().find(|line| !line.starts_with('#'));
    let lines = certificate.chain(header).chain(rows.iter().map(String::as_str));
    let text: String = lines.map(|line| format!("{line}\n")).collect();
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)
            .map_err(|error| format!("could not make {}: {error}", folder.display()))?;
    }
    written::write(file, text.as_bytes())
}
