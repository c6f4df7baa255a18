//! How fast the log of a failure is explained: one of 1 MB as pipelines write it, and one of 1 GB, beside grep(1),
//! which only looks for the same words.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use super::{Bench, MEGABYTE, Row, Spent};
use crate::cache;
use crate::table;

/// Three failures of Go, as their tools print them.
const FAILURES: [&str; 3] = [
    "main.go:3:8: missing go.sum entry for module providing package github.com/google/uuid (imported by \
     example.com/app); to add:\n\tgo get example.com/app\n",
    "# example.com/app\n/usr/local/go/pkg/tool/linux_amd64/link: running gcc failed: exit status 1\n/usr/bin/ld: \
     cannot find -lnosuchlib: No such file or directory\ncollect2: error: ld returned 1 exit status\n",
    "./app: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by ./app)\n",
];

/// A log of 1 MB, and so many of them behind each other.
const SMALL: usize = 1_000_000;
const MANY: usize = 1000;

/// Adds what explaining a small and a large log takes.
pub(super) fn measure(bench: &Bench, rows: &mut Vec<Row>) -> Result<(), String> {
    let folder = cache::folder("bench")?.join("explain");
    fs::create_dir_all(&folder)
        .map_err(|e| format!("could not make the folder {}: {e}", folder.display()))?;
    let measured = small(bench, &folder).and_then(|small| {
        rows.push(small);
        large(bench, &folder)
    });
    // A file of 1 GB is not kept.
    cache::discard(&folder)?;
    rows.extend(measured?);
    Ok(())
}

fn small(bench: &Bench, folder: &Path) -> Result<Row, String> {
    let file = folder.join("small.log");
    let mut text = lines(SMALL, 0);
    for (nth, failure) in FAILURES.iter().enumerate() {
        let middle = text.len() * (nth + 1) / 4;
        let at = text[middle..].find('\n').map_or(text.len(), |end| middle + end + 1);
        text.insert_str(at, failure);
    }
    fs::write(&file, &text).map_err(|e| format!("could not write {}: {e}", file.display()))?;
    let mut none = Command::new(&bench.landfall);
    none.args(["explain", "nothing is known of this"]);
    let [ours, start] = bench.by_turns([&mut bench.landfall(&["explain"], &file), &mut none])?;
    Ok(Row {
        what: "explain: time that passes".to_owned(),
        subject: "a log of 1 MB with 3 failures".to_owned(),
        value: ours.wall,
        unit: "ms",
        goal: 20.0,
        at_least: false,
        raw: json!({ "wall_ms": ours.wall, "cpu_ms": ours.cpu, "memory_mb": ours.memory,
                     "start_wall_ms": start.wall, "start_cpu_ms": start.cpu }),
    })
}

fn large(bench: &Bench, folder: &Path) -> Result<[Row; 3], String> {
    let file = folder.join("large.log");
    let size =
        write_large(&file).map_err(|e| format!("could not write {}: {e}", file.display()))?;
    let words = literals(folder)?;
    let few = Bench { landfall: bench.landfall.clone(), runs: bench.runs.min(3) };
    // grep(1) whose output is /dev/null ends with the first line that it finds, even where it counts.
    let counted = folder.join("counted");
    let grep = || {
        let mut grep = Command::new("sh");
        grep.env("LC_ALL", "C").args(["-c", r#"exec grep -c "$@" > "$0""#]).arg(&counted);
        grep
    };
    let mut for_all = grep();
    for_all.args(["-F", "-f"]).arg(&words).arg(&file);
    let mut for_one = grep();
    for_one.arg("GLIBC_2.34").arg(&file);
    let [ours, all, one] =
        few.by_turns([&mut few.landfall(&["explain"], &file), &mut for_all, &mut for_one])?;
    Ok(beside(&ours, &all, &one, size))
}

fn beside(ours: &Spent, all: &Spent, one: &Spent, size: u64) -> [Row; 3] {
    let megabytes = size as f64 / MEGABYTE;
    let raw = json!({
        "wall_ms": ours.wall, "cpu_ms": ours.cpu, "memory_mb": ours.memory,
        "mb_per_second": megabytes / (ours.wall / 1e3), "grep_f_wall_ms": all.wall,
        "grep_f_memory_mb": all.memory, "grep_word_wall_ms": one.wall,
    });
    let row = |what: &str, value, unit, goal| Row {
        what: what.to_owned(),
        subject: "a log of 1 GB with 3 failures".to_owned(),
        value,
        unit,
        goal,
        at_least: false,
        raw: raw.clone(),
    };
    [
        row("explain: most memory held", ours.memory, "MB", 64.0),
        row("explain ÷ grep -c -F -f ALL-ITS-WORDS", ours.wall / all.wall, "x", 2.0),
        row("explain ÷ grep -c ONE-WORD", ours.wall / one.wall, "x", 20.0),
    ]
}

/// Writes the large log and answers its size.
fn write_large(file: &Path) -> std::io::Result<u64> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(file)?);
    for nth in 0..MANY {
        out.write_all(lines(SMALL, nth).as_bytes())?;
        if let Some(failure) =
            (nth % (MANY / 3) == 1).then(|| FAILURES.get(nth / (MANY / 3))).flatten()
        {
            out.write_all(failure.as_bytes())?;
        }
    }
    out.flush()?;
    Ok(fs::metadata(file)?.len())
}

/// Lines of a pipeline that went well, up to a size; each `nth` other ones.
fn lines(size: usize, nth: usize) -> String {
    let mut out = String::with_capacity(size + 200);
    let mut count = nth.wrapping_mul(7919);
    while out.len() < size {
        count = count.wrapping_add(1);
        let second = count / 100 % 60;
        let _ = write!(out, "2026-11-20T10:11:{second:02}.{count:07}Z ");
        let _ = match count % 7 {
            0 => writeln!(
                out,
                "ok  \texample.com/app/internal/part{count}\t{}.{:03}s",
                count % 9,
                count % 1000
            ),
            1 => writeln!(
                out,
                "go: downloading example.com/module{count} v1.{}.{}",
                count % 50,
                count % 9
            ),
            2 => writeln!(
                out,
                "#{} {}.{:03} Get:{count} main amd64 package-{count} [{} kB]",
                count % 30,
                count % 90,
                count % 1000,
                count % 4000
            ),
            3 => writeln!(out, "--- PASS: TestPart{count} (0.{:02}s)", count % 100),
            4 => writeln!(
                out,
                "{{\"level\":\"info\",\"msg\":\"request {count} was served\",\"status\":200}}"
            ),
            5 => writeln!(
                out,
                "npm warn deprecated package-{count}@2.{}.0: no error, only old",
                count % 10
            ),
            _ => writeln!(
                out,
                "  adding: dist/assets/chunk-{count:08x}.js (deflated {}%)",
                count % 90
            ),
        };
    }
    out
}

/// A file with the longest literal piece of every text that landfall knows, one on a line.
fn literals(folder: &Path) -> Result<PathBuf, String> {
    let tables = table::workspace().join("crates/know/data/signatures");
    let failed = |e: std::io::Error| format!("could not read {}: {e}", tables.display());
    let mut words: Vec<String> = Vec::new();
    for entry in fs::read_dir(&tables).map_err(failed)? {
        let text = fs::read_to_string(entry.map_err(failed)?.path()).map_err(failed)?;
        words
            .extend(text.lines().filter_map(|line| line.strip_prefix("is = ")).filter_map(literal));
    }
    words.sort();
    words.dedup();
    if words.is_empty() {
        return Err(format!("could not find a text in {}", tables.display()));
    }
    let file = folder.join("words");
    fs::write(&file, words.join("\n") + "\n")
        .map_err(|e| format!("could not write {}: {e}", file.display()))?;
    Ok(file)
}

/// The longest piece of a pattern, as TOML writes it, that stands for itself.
fn literal(pattern: &str) -> Option<String> {
    let quote = pattern.chars().next()?;
    let inside = pattern.trim_end().strip_prefix(quote)?.strip_suffix(quote)?;
    let plain = match quote {
        '"' => inside.replace("\\\"", "\"").replace("\\\\", "\\"),
        _ => inside.to_owned(),
    };
    let plain = plain.trim_start_matches('^').trim_end_matches('$').replace("{{", "\0");
    let pieces = plain.split(['{', '}']).enumerate();
    let literals = pieces.filter(|(nth, _)| nth % 2 == 0).map(|(_, piece)| piece);
    let longest = literals.max_by_key(|piece| piece.len())?.replace('\0', "{");
    // An empty word would stand in every line.
    (!longest.is_empty()).then_some(longest)
}
