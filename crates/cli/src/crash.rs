//! `landfall crash`: what logs tell of crashes.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use landfall_facts::{Build, Crash};
use landfall_probe::crash::CrashLog;
use landfall_probe::symbols::Symbols;
use landfall_probe::{Depth, Lacks, Real};
use landfall_report::crash::{clusters, clusters_json, json, text};
use landfall_rules as rules;

use crate::args::{CrashArgs, Facts};
use crate::output::{Output, could_not_work, say};

/// A log is read in pieces of this.
const PIECE: usize = 1 << 16;
/// So many crashes of one log are kept; of a server that recovers from panics there may be millions.
const MOST: usize = 2000;

pub(crate) fn run(args: &CrashArgs, output: &Output) -> i32 {
    let files: Vec<&Path> = args.binary.iter().chain(&args.debug).map(PathBuf::as_path).collect();
    let mut opened = Vec::new();
    for path in &files {
        match Real.open_path(path) {
            Ok(file) => opened.push(file),
            Err(_) => {
                return could_not_work(&format!(
                    "could not read {}: is it there, and may it be read?",
                    path.display()
                ));
            }
        }
    }
    let mut binaries = Vec::new();
    for (path, file) in files.iter().zip(&opened) {
        match Symbols::read(file.as_ref()) {
            Ok(symbols) => binaries.push(symbols),
            Err(error) => {
                return could_not_work(&format!(
                    "could not read symbols of {}: {error}",
                    path.display()
                ));
            }
        }
    }
    let built = match (args.binary.first(), opened.first()) {
        (Some(path), Some(file)) => {
            let found = landfall_probe::builds(
                file.as_ref(),
                &path.display().to_string(),
                Depth::Verdict(Lacks::default()),
            );
            found.ok().and_then(|builds| builds.into_iter().next())
        }
        _ => None,
    };
    let (go, module) = built.as_ref().map_or((None, None), about);
    let mut crashes = Vec::new();
    let mut silent = Vec::new();
    let stdin = [PathBuf::from("-")];
    let logs = if args.logs.is_empty() { &stdin[..] } else { &args.logs };
    for log in logs {
        let before = crashes.len();
        let name =
            if log.as_os_str() == "-" { "stdin".to_owned() } else { log.display().to_string() };
        let told = CrashLog::new(&name, &binaries, go.clone());
        if let Err(error) = read(log, told, module.as_deref(), &mut crashes) {
            return could_not_work(&format!(
                "could not read {name}: {}",
                landfall_probe::plain(&error)
            ));
        }
        if crashes.len() == before {
            silent.push(name);
        }
    }
    print(args, crashes, logs.len(), silent, output)
}

fn print(
    args: &CrashArgs,
    crashes: Vec<Crash>,
    logs: usize,
    silent: Vec<String>,
    output: &Output,
) -> i32 {
    let code = if crashes.is_empty() { 2 } else { 0 };
    let told = match (args.cluster, args.format) {
        (true, format) => {
            let told = rules::clusters(crashes, logs, silent);
            match format {
                Facts::Text => clusters(&told),
                Facts::Json => clusters_json(&told),
            }
        }
        (false, Facts::Json) => json(&crashes),
        (false, Facts::Text) => {
            silent.iter().for_each(|name| {
                say(&format!("landfall: there is no crash in {name} that landfall knows"))
            });
            text(&crashes)
        }
    };
    output.finish(&told, code)
}

/// The release of Go and the main module of a binary.
fn about(build: &Build) -> (Option<String>, Option<String>) {
    let go = &build.go;
    let version = go
        .version
        .known()
        .map(|version| format!("go{}", version.to_string().trim_start_matches("go")));
    let module = go.module.known().map(|module| module.path.clone());
    (version, module)
}

fn read(
    path: &Path,
    mut log: CrashLog<'_>,
    module: Option<&str>,
    crashes: &mut Vec<Crash>,
) -> io::Result<()> {
    let mut source: Box<dyn Read> = match path.as_os_str() == "-" {
        true => Box::new(io::stdin().lock()),
        false => Box::new(File::open(path)?),
    };
    let most = crashes.len() + MOST;
    let mut keep = |mut crash: Crash| {
        if crashes.len() < most {
            rules::understand(&mut crash, module);
            crashes.push(crash);
        }
    };
    let mut piece = vec![0; PIECE];
    loop {
        match source.read(&mut piece) {
            Ok(0) => break,
            Ok(count) => log.push(&piece[..count], &mut keep),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    log.finish(&mut keep);
    Ok(())
}
