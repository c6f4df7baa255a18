//! Files of `landfall trace`: the runs whose system calls were counted.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use landfall_facts::{Arch, Ended, Observed, ObservedRun, Tracer};
use landfall_know::{syscall_name, syscall_number};
use serde::{Deserialize, Serialize};

use crate::args::MergeArgs;
use crate::output::{Output, could_not_work};
use crate::written;

/// Changes where a reader of an older file would misread a newer one.
const SCHEMA: u32 = 1;

/// `landfall seccomp merge`: the runs of several files in one.
pub(crate) fn merge(args: &MergeArgs, output: &Output) -> i32 {
    let done = of_all(&args.files).and_then(|all| match &args.output {
        Some(file) => write(file, &all).map(|()| 0),
        None => Ok(output.finish(&text(&all), 0)),
    });
    done.unwrap_or_else(|error| could_not_work(&error))
}

fn of_all(files: &[PathBuf]) -> Result<Observed, String> {
    let mut all = None;
    for file in files {
        let read = read(file)?
            .ok_or_else(|| format!("could not read {}: it is not there", file.display()))?;
        all = Some(match all {
            None => read,
            Some(all) => {
                merged(all, read).map_err(|error| format!("{error} ({})", file.display()))?
            }
        });
    }
    all.ok_or_else(|| "could not merge: no file was given".to_owned())
}

/// What a file holds; none where there is no file.
pub(crate) fn read(file: &Path) -> Result<Option<Observed>, String> {
    let cannot = |why: &dyn std::fmt::Display| format!("could not read {}: {why}", file.display());
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(cannot(&landfall_probe::plain(&error))),
    };
    parsed(&text).map(Some).map_err(|why| cannot(&why))
}

/// Writes a file as a whole or not at all.
pub(crate) fn write(file: &Path, observed: &Observed) -> Result<(), String> {
    written::write(file, text(observed))
}

/// The runs of both; a run that both have is there once.
pub(crate) fn merged(mut into: Observed, other: Observed) -> Result<Observed, String> {
    of_arch(&other, into.arch)?;
    let is_there = |run: &ObservedRun| run.started.is_some() && into.runs.contains(run);
    let new: Vec<ObservedRun> = other.runs.into_iter().filter(|run| !is_there(run)).collect();
    into.runs.extend(new);
    into.runs.sort_by_key(|run| run.started);
    Ok(into)
}

/// Refuses calls of another architecture: a number means another call there.
pub(crate) fn of_arch(observed: &Observed, arch: Arch) -> Result<(), String> {
    if observed.arch == arch {
        return Ok(());
    }
    Err(format!(
        "could not merge calls of {} with calls of {arch}: they are other calls; keep a file for each",
        observed.arch
    ))
}

/// The architecture whose calls the kernel of another one serves besides, to programs of 32 bits.
pub(crate) fn foreign(arch: Arch) -> Option<Arch> {
    match arch {
        Arch::Amd64 => Some(Arch::I386),
        Arch::Arm64 => Some(Arch::Arm),
        _ => None,
    }
}

/// What a call is called, or its number where the tables do not know it.
pub(crate) fn call_name(arch: Option<Arch>, number: u32) -> String {
    arch.and_then(|arch| syscall_name(arch, number))
        .map_or_else(|| number.to_string(), str::to_owned)
}

#[derive(Serialize, Deserialize)]
struct File {
    schema: u32,
    /// The version that wrote it.
    landfall: String,
    arch: String,
    runs: Vec<Run>,
}

#[derive(Serialize, Deserialize)]
struct Run {
    program: String,
    started: Option<u64>,
    kernel: Option<String>,
    by: String,
    complete: bool,
    exit_code: Option<i32>,
    signal: Option<i32>,
    calls: BTreeMap<String, u64>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    foreign_calls: BTreeMap<String, u64>,
}

/// A file as it is written.
pub(crate) fn text(observed: &Observed) -> String {
    let named = |arch: Option<Arch>, calls: &BTreeMap<u32, u64>| {
        calls.iter().map(|(number, count)| (call_name(arch, *number), *count)).collect()
    };
    let runs = observed.runs.iter().map(|run| Run {
        program: run.command.first().cloned().unwrap_or_default(),
        started: run.started,
        kernel: run.kernel.clone(),
        by: run.by.name().to_owned(),
        complete: run.complete,
        exit_code: match run.ended {
            Some(Ended::Code(code)) => Some(code),
            Some(Ended::Signal(_)) | None => None,
        },
        signal: match run.ended {
            Some(Ended::Signal(signal)) => Some(signal),
            Some(Ended::Code(_)) | None => None,
        },
        calls: named(Some(observed.arch), &run.calls),
        foreign_calls: named(foreign(observed.arch), &run.foreign),
    });
    let file = File {
        schema: SCHEMA,
        landfall: env!("CARGO_PKG_VERSION").to_owned(),
        arch: observed.arch.name().to_owned(),
        runs: runs.collect(),
    };
    // Maps with keys of text, numbers and texts: nothing that JSON could refuse.
    let mut text = serde_json::to_string_pretty(&file).unwrap_or_default();
    text.push('\n');
    text
}

/// What a file says, or what is wrong with it.
fn parsed(text: &str) -> Result<Observed, String> {
    #[derive(Deserialize)]
    struct Versioned {
        schema: u32,
    }
    let not_ours = |error: serde_json::Error| format!("it is no file of `landfall trace`: {error}");
    let Versioned { schema } = serde_json::from_str(text).map_err(not_ours)?;
    if schema != SCHEMA {
        return Err(format!("its schema is {schema}, and this landfall knows {SCHEMA}"));
    }
    let file: File = serde_json::from_str(text).map_err(not_ours)?;
    let arch: Arch = file.arch.parse().map_err(|error| format!("{error}"))?;
    let runs = file.runs.into_iter().map(|run| {
        Ok(ObservedRun {
            calls: numbered(Some(arch), run.calls)?,
            foreign: numbered(foreign(arch), run.foreign_calls)?,
            command: vec![run.program],
            started: run.started,
            kernel: run.kernel,
            by: *Tracer::ALL
                .iter()
                .find(|by| by.name() == run.by)
                .ok_or_else(|| format!("nothing counts by {:?}", run.by))?,
            ended: match (run.exit_code, run.signal) {
                (Some(code), _) => Some(Ended::Code(code)),
                (None, Some(signal)) => Some(Ended::Signal(signal)),
                (None, None) => None,
            },
            complete: run.complete,
        })
    });
    Ok(Observed { arch, runs: runs.collect::<Result<_, String>>()? })
}

/// Calls by their numbers.
fn numbered(
    arch: Option<Arch>,
    calls: BTreeMap<String, u64>,
) -> Result<BTreeMap<u32, u64>, String> {
    let numbered = calls.into_iter().map(|(name, count)| {
        let number = name.parse().ok().or_else(|| syscall_number(arch?, &name));
        let number = number.ok_or_else(|| format!("no call is known by the name {name:?}"))?;
        Ok((number, count))
    });
    numbered.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn observed() -> Observed {
        let run = ObservedRun {
            command: vec!["web".to_owned()],
            started: Some(1_767_225_600),
            kernel: Some("6.12.1".to_owned()),
            calls: BTreeMap::from([(0, 7), (60, 1), (999_999, 2)]),
            foreign: BTreeMap::from([(1, 3)]),
            by: Tracer::Ebpf,
            ended: Some(Ended::Signal(15)),
            complete: false,
        };
        let second = ObservedRun { started: None, ended: Some(Ended::Code(0)), ..run.clone() };
        Observed { arch: Arch::Amd64, runs: vec![run, second] }
    }

    #[test]
    fn what_was_written_is_read_back() {
        let text = text(&observed());
        assert!(text.contains("\"read\": 7") && text.contains("\"999999\": 2"), "{text}");
        assert!(text.contains("\"exit\": 3"), "386 calls its first so: {text}");
        assert_eq!(parsed(&text), Ok(observed()));
    }

    #[test]
    fn a_file_merged_twice_counts_once() {
        let mut first = observed();
        first.runs.truncate(1);
        let twice = merged(first.clone(), first.clone()).unwrap();
        assert_eq!(twice, first);
        let mut other = first.clone();
        other.arch = Arch::Arm64;
        assert!(merged(first, other).unwrap_err().contains("calls of arm64"));
    }

    #[test]
    fn what_is_no_such_file_is_told_and_not_overwritten() {
        assert!(parsed("{}").unwrap_err().contains("no file of `landfall trace`"));
        assert!(parsed("{\"schema\": 9}").unwrap_err().contains("schema is 9"));
        let unknown = text(&observed()).replace("\"read\"", "\"raed\"");
        assert!(parsed(&unknown).unwrap_err().contains("raed"));
        let text = text(&observed());
        for end in 0..text.len() - 2 {
            assert!(parsed(&text[..end]).is_err(), "cut at {end}");
        }
    }
}
