//! What fuzzing made up, and bytes without any order, through every reader: no panic, no hang. The fuzz targets
//! themselves call the same functions.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

#[expect(unreachable_pub, reason = "the crate of the fuzz targets hands them out")]
#[expect(clippy::ptr_arg, reason = "sources are vectors")]
#[path = "../../../fuzz/src/lib.rs"]
mod readers;

use readers::READERS;

/// Far more than any input takes that is so small, even where tests are slow, and far less than one that does
/// not end.
const LONGEST: Duration = Duration::from_secs(20);
/// What all of a corpus may weigh, for it is part of the repository.
const MOST_BYTES: usize = 150_000;
const MOST_FILES: usize = 60;

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz")
}

/// The inputs that are kept for a target.
fn corpus(target: &str) -> Vec<(String, Vec<u8>)> {
    let files =
        fs::read_dir(fuzz().join("corpus").join(target)).unwrap().map(|it| it.unwrap().path());
    let name = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
    files.map(|path| (name(&path), fs::read(&path).unwrap())).collect()
}

fn feed(target: &str, read: readers::Reader, input: &str, bytes: &[u8]) {
    let start = Instant::now();
    let outcome = std::panic::catch_unwind(|| read(bytes));
    assert!(outcome.is_ok(), "{target} does not bear {input}: {} bytes", bytes.len());
    let took = start.elapsed();
    assert!(took < LONGEST, "{target} takes {took:?} for {input}: {} bytes", bytes.len());
}

#[test]
fn whatever_fuzzing_made_up_is_borne_by_its_reader() {
    for (target, read) in READERS {
        let corpus = corpus(target);
        assert!(!corpus.is_empty(), "{target} has no corpus");
        corpus.iter().for_each(|(name, bytes)| feed(target, *read, name, bytes));
    }
}

#[test]
fn a_corpus_is_small_enough_to_be_kept() {
    for (target, _) in READERS {
        let corpus = corpus(target);
        let bytes: usize = corpus.iter().map(|(_, bytes)| bytes.len()).sum();
        assert!(
            corpus.len() <= MOST_FILES && bytes <= MOST_BYTES,
            "the corpus of {target} has {} files of {bytes} bytes; fuzz/README.md says how to make it smaller",
            corpus.len()
        );
    }
}

#[test]
fn every_target_is_there_for_the_fuzzer_and_for_this_test() {
    let here: BTreeSet<String> = READERS.iter().map(|(target, _)| (*target).to_owned()).collect();
    let manifest = fs::read_to_string(fuzz().join("Cargo.toml")).unwrap();
    let bins = manifest.split("[[bin]]").skip(1).filter_map(|bin| bin.split('"').nth(1));
    assert_eq!(bins.map(str::to_owned).collect::<BTreeSet<_>>(), here);
    let folders = fs::read_dir(fuzz().join("corpus")).unwrap();
    let folders = folders.map(|it| it.unwrap().file_name().to_string_lossy().into_owned());
    assert_eq!(folders.collect::<BTreeSet<_>>(), here);
    for (target, _) in READERS {
        let file = fuzz().join(format!("fuzz_targets/{target}.rs"));
        assert!(fs::read_to_string(file).unwrap().contains("fuzz_target!"), "{target}");
    }
}

/// Bytes without any order, and one more than makes words.
fn noise(len: usize) -> Vec<u8> {
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut bytes = Vec::new();
    while bytes.len() < len {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        bytes.extend_from_slice(&seed.to_le_bytes());
    }
    bytes.push(1);
    bytes
}

#[test]
fn bytes_without_any_order_are_no_trouble() {
    let noise = noise(1 << 16);
    let letters: Vec<u8> = noise
        .iter()
        .map(|byte| b" \n\t:-#{}[]()\"'\\$`|&<>ab0,=!*"[usize::from(byte % 28)])
        .collect();
    for (target, read) in READERS {
        for bytes in [&noise, &letters] {
            for start in (0..bytes.len()).step_by(4001) {
                let end = bytes.len().min(start + 2000);
                feed(target, *read, &format!("noise from {start}"), &bytes[start..end]);
            }
        }
    }
}

#[test]
fn bytes_without_any_order_are_code_of_every_machine() {
    let noise = noise(100_000);
    for which in 0..9 {
        for near_the_end in 0..2 {
            let bytes = [&[which, near_the_end], noise.as_slice()].concat();
            feed("code", readers::programs::code, "noise", &bytes);
            // What is no instruction ends the code of some machines: begin anew behind it.
            for start in (0..noise.len()).step_by(4001) {
                let end = noise.len().min(start + 8000);
                let bytes = [&[which, near_the_end], &noise[start..end]].concat();
                feed("code", readers::programs::code, &format!("noise from {start}"), &bytes);
            }
        }
    }
}
