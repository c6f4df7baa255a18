//! `landfall check --shard` and `landfall merge`: parts of the work put together say what the whole says, and what is
//! lost on the way is told.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod forge;

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use forge::{CGO, STATIC};
use serde_json::Value;
use tempfile::TempDir;

const MACHINES: [&str; 6] = ["--for", "debian:11", "--for", "alpine:3.20", "--for", "scratch"];

fn landfall(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_landfall"));
    command.current_dir(dir);
    command
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Builds a small program for a platform, by the Go at hand.
fn built(file: &Path, os: &str, arch: &str) {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs/bare");
    let output = Command::new("go")
        .args(["build", "-trimpath", "-o"])
        .arg(file)
        .arg(".")
        .envs([("CGO_ENABLED", "0"), ("GOOS", os), ("GOARCH", arch)])
        .current_dir(program)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", said(&output));
}

/// A directory with programs of several systems, copies of them, what is broken, what is no program, and recipes.
fn shipped() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let dist = dir.path().join("dist");
    fs::create_dir_all(dist.join("more/deep")).unwrap();
    for (os, arch) in [("linux", "amd64"), ("windows", "386"), ("darwin", "arm64")] {
        let file = dist.join(format!("go-{os}-{arch}"));
        built(&file, os, arch);
        for copy in 0..3 {
            fs::copy(&file, dist.join(format!("more/go-{os}-{copy}"))).unwrap();
        }
    }
    let whole = fs::read(dist.join("go-linux-amd64")).unwrap();
    fs::write(dist.join("broken"), &whole[..100]).unwrap();
    fs::write(dist.join("more/cut"), &whole[..whole.len() / 3]).unwrap();
    for copy in 0..12 {
        CGO.write(&dist.join(format!("more/cgo-{copy}")));
        STATIC.write(&dist.join(format!("more/deep/static-{copy}")));
    }
    let goldens = Path::new(env!("CARGO_MANIFEST_DIR")).join("../formats/tests/golden");
    for golden in fs::read_dir(goldens).unwrap() {
        let golden = golden.unwrap().path();
        if golden.is_file() {
            fs::copy(&golden, dist.join("more/deep").join(golden.file_name().unwrap())).unwrap();
        }
    }
    fs::write(dist.join("notes.txt"), "nothing to see\n").unwrap();
    let recipe = "FROM --platform=$BUILDPLATFORM golang:1.26 AS build\nARG TARGETARCH=amd64\n\
         RUN CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /web .\nFROM alpine:3.20\n\
         COPY --from=build /web /web\nENTRYPOINT [\"/web\"]\n";
    fs::write(dist.join("Dockerfile"), recipe).unwrap();
    fs::write(dist.join("build.sh"), "#!/bin/sh\necho built\n").unwrap();
    dir
}

/// A directory in which everything runs everywhere.
fn running(count: usize) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("dist")).unwrap();
    for number in 0..count {
        STATIC.write(&dir.path().join(format!("dist/static-{number:04}")));
    }
    dir
}

/// Starts a shard that writes its results to a file.
fn shard(dir: &Path, machines: &[&str], number: usize, of: usize) -> std::process::Child {
    landfall(dir)
        .args(["check", "dist", "--format", "jsonl", "--shard", &format!("{number}/{of}")])
        .args(["--output", &format!("results/{number}.jsonl")])
        .args(machines)
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Runs all shards at once.
fn sharded(dir: &Path, machines: &[&str], of: usize) {
    let _ = fs::remove_dir_all(dir.join("results"));
    fs::create_dir(dir.join("results")).unwrap();
    let shards: Vec<_> = (1..=of).map(|number| shard(dir, machines, number, of)).collect();
    for mut shard in shards {
        assert!(shard.wait().unwrap().code().is_some_and(|code| code <= 3));
    }
    assert_eq!(fs::read_dir(dir.join("results")).unwrap().count(), of);
}

fn merged(dir: &Path, format: &str) -> Output {
    landfall(dir).args(["merge", "results", "--format", format]).output().unwrap()
}

fn whole(dir: &Path, format: &str) -> Output {
    landfall(dir).args(["check", "dist", "--format", format]).args(MACHINES).output().unwrap()
}

#[test]
fn all_shards_together_say_what_the_whole_says() {
    let dir = shipped();
    let dir = dir.path();
    for of in [1, 7] {
        sharded(dir, &MACHINES, of);
        for format in ["text", "concise", "json", "sarif", "github", "jsonl"] {
            let (merged, whole) = (merged(dir, format), whole(dir, format));
            let text = |output: &Output| String::from_utf8(output.stdout.clone()).unwrap();
            assert_eq!(text(&merged), text(&whole), "{format} of {of} shards");
            assert_eq!((merged.status.code(), said(&merged)), (whole.status.code(), said(&whole)));
            assert_eq!(whole.status.code(), Some(3), "a file is broken");
            assert!(format == "sarif" || text(&whole).contains("Dockerfile"), "{format}");
        }
    }
}

/// A file with a program for each of two processors, as `lipo` makes it.
fn fat(dir: &Path) -> Vec<u8> {
    let slices =
        [("amd64", [0x0100_0007_u32, 3]), ("arm64", [0x0100_000c, 0])].map(|(arch, cpu)| {
            let file = dir.join(arch);
            built(&file, "darwin", arch);
            (cpu, fs::read(&file).unwrap())
        });
    let align = |at: usize| at.next_multiple_of(1 << 14);
    let mut words = vec![0xcafe_babe, 2];
    let mut start = align(8);
    for ([cpu, kind], slice) in &slices {
        words.extend([*cpu, *kind, start as u32, slice.len() as u32, 14]);
        start = align(start + slice.len());
    }
    let mut whole: Vec<u8> = words.iter().flat_map(|word: &u32| word.to_be_bytes()).collect();
    for (_, slice) in &slices {
        whole.resize(align(whole.len()), 0);
        whole.extend(slice);
    }
    whole
}

#[test]
fn a_file_for_many_machines_is_parted_by_them() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    fs::create_dir(dir.join("dist")).unwrap();
    fs::write(dir.join("dist/app"), fat(dir)).unwrap();
    let machines = ["darwin/arm64", "darwin/amd64", "debian:11", "debian:12", "debian:13"];
    let machines: Vec<&str> = machines.iter().flat_map(|name| ["--for", name]).collect();
    sharded(dir, &machines, 5);
    let lines = |number: usize| {
        let text = fs::read_to_string(dir.join(format!("results/{number}.jsonl"))).unwrap();
        text.lines().filter(|line| line.contains("\"pair\"")).count()
    };
    // Both slices on each machine, and several shards have some of them.
    assert_eq!((1..=5).map(lines).sum::<usize>(), 2 * 5);
    assert!((1..=5).filter(|number| lines(*number) > 0).count() >= 3);
    let whole =
        landfall(dir).args(["check", "dist", "--format", "json"]).args(&machines).output().unwrap();
    let merged = merged(dir, "json");
    assert_eq!(merged.stdout, whole.stdout);
    assert_eq!(merged.status.code(), whole.status.code());
}

#[test]
fn a_shard_that_is_lost_is_told_by_its_number_in_every_form() {
    let dir = running(9);
    let dir = dir.path();
    let machines = ["--for", "debian:12"];
    sharded(dir, &machines, 3);
    assert_eq!(merged(dir, "text").status.code(), Some(0));
    fs::remove_file(dir.join("results/2.jsonl")).unwrap();
    for format in ["text", "concise", "json", "sarif", "github", "html"] {
        let merged = merged(dir, format);
        let told = String::from_utf8_lossy(&merged.stdout);
        assert!(told.contains("shard 2 of 3 is missing"), "{format}: {told}");
        assert!(said(&merged).contains("landfall: shard 2 of 3 is missing"), "{format}");
        assert_eq!(merged.status.code(), Some(2), "{format}");
    }
    let told: Value = serde_json::from_slice(&merged(dir, "json").stdout).unwrap();
    assert_eq!(told["missing"][0]["shard"], 2);
    assert!(schema("check").is_valid(&told), "{told}");
    let log: Value = serde_json::from_slice(&merged(dir, "sarif").stdout).unwrap();
    assert_eq!(log["runs"][0]["invocations"][0]["executionSuccessful"], false);
    // What lacks a shard is never taken for whole afterwards.
    fs::write(dir.join("all.jsonl"), merged(dir, "jsonl").stdout).unwrap();
    let again = landfall(dir).args(["merge", "all.jsonl"]).output().unwrap();
    assert_eq!(again.status.code(), Some(2), "{}", said(&again));
    // What breaks is known all the same.
    CGO.write(&dir.join("dist/cgo"));
    sharded(dir, &["--for", "debian:11"], 3);
    fs::remove_file(dir.join("results/3.jsonl")).unwrap();
    assert_eq!(merged(dir, "text").status.code(), Some(1));
}

#[test]
fn a_shard_that_is_killed_midway_is_told_and_can_be_run_again() {
    let dir = running(3000);
    let dir = dir.path();
    let machines = ["--for", "debian:12", "--for", "debian:13"];
    fs::create_dir(dir.join("results")).unwrap();
    let half = dir.join("results/2.jsonl");
    let mut killed = landfall(dir)
        .args(["check", "dist", "--format", "jsonl", "--shard", "2/2"])
        .args(machines)
        .stdout(fs::File::create(&half).unwrap())
        .spawn()
        .unwrap();
    let start = Instant::now();
    while fs::metadata(&half).unwrap().len() < 20_000 {
        assert!(start.elapsed() < Duration::from_secs(60), "nothing was written");
        std::thread::sleep(Duration::from_millis(1));
    }
    killed.kill().unwrap();
    assert!(!killed.wait().unwrap().success());
    assert!(shard(dir, &machines, 1, 2).wait().unwrap().success());
    let merged_now = merged(dir, "concise");
    assert_eq!(merged_now.status.code(), Some(2), "{}", said(&merged_now));
    assert!(said(&merged_now).contains("results/2.jsonl: shard 2 of 2 is cut off"));
    // What it had judged counts as far as it goes.
    let pairs = String::from_utf8_lossy(&merged_now.stdout).lines().count();
    assert!(pairs > 3000 && pairs < 6000, "{pairs}");
    // It is run again beside what it left.
    fs::rename(&half, dir.join("results/2-killed.jsonl")).unwrap();
    assert!(shard(dir, &machines, 2, 2).wait().unwrap().success());
    let merged_now = merged(dir, "json");
    assert_eq!(merged_now.status.code(), Some(0), "{}", said(&merged_now));
    let told: Value = serde_json::from_slice(&merged_now.stdout).unwrap();
    assert_eq!(told["verdicts"].as_array().unwrap().len(), 6000);
}

#[test]
fn a_file_is_written_as_a_whole_or_not_at_all() {
    let dir = running(2000);
    let dir = dir.path();
    let machines = ["--for", "debian:12"];
    fs::create_dir(dir.join("results")).unwrap();
    let mut killed = shard(dir, &machines, 1, 1);
    let start = Instant::now();
    let left = || {
        let files = fs::read_dir(dir.join("results")).unwrap();
        files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect::<Vec<_>>()
    };
    while left().is_empty() {
        assert!(start.elapsed() < Duration::from_secs(60), "nothing was written");
        std::thread::sleep(Duration::from_millis(1));
    }
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert!(left().iter().all(|name| name.ends_with(".new")), "{:?}", left());
    // In a container the next process has the same number as the one that was killed.
    let script = "touch results/1.jsonl.$$.new && exec \"$0\" check dist/static-0001 --for debian:12 \
         --format jsonl --output results/1.jsonl";
    let status = Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_landfall")])
        .current_dir(dir)
        .status()
        .unwrap();
    assert!(status.success());
    assert_eq!(merged(dir, "text").status.code(), Some(0));
}

#[test]
fn a_shard_that_is_there_twice_is_fine_where_both_say_the_same() {
    let dir = running(8);
    let dir = dir.path();
    sharded(dir, &["--for", "debian:12"], 2);
    fs::copy(dir.join("results/1.jsonl"), dir.join("results/1-again.jsonl")).unwrap();
    assert_eq!(merged(dir, "text").status.code(), Some(0));
    // The same shard of the same plan, with another answer: somebody changed it.
    let text = fs::read_to_string(dir.join("results/1.jsonl")).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let cut = format!("{}\n{}\n", lines[0], lines[1].replace("runs", "breaks"));
    fs::write(dir.join("results/1-again.jsonl"), cut).unwrap();
    let merged = merged(dir, "text");
    assert_eq!(merged.status.code(), Some(2));
    assert!(said(&merged).contains("they are not the same"), "{}", said(&merged));
}

#[test]
fn a_shard_of_another_plan_does_not_count() {
    let dir = running(8);
    let dir = dir.path();
    let machines = ["--for", "debian:12"];
    let foreign = |says: &str| {
        let merged = merged(dir, "text");
        assert_eq!(merged.status.code(), Some(2));
        let said = said(&merged);
        assert!(said.contains("of another plan") && said.contains(says), "{said}");
        assert!(said.contains("shard 3 of 3 is missing"), "{said}");
    };
    sharded(dir, &machines, 3);
    shard(dir, &["--for", "debian:11"], 3, 3).wait().unwrap();
    foreign("for debian:11, and the others are for debian:12");
    shard(dir, &machines, 3, 4).wait().unwrap();
    foreign("one of 4, and the others are of 3");
    // The same name and size, and not the same file.
    let file = dir.join("dist/static-0007");
    let before = fs::read(&file).unwrap();
    let mut other = before.clone();
    other[9] ^= 1;
    fs::write(&file, other).unwrap();
    shard(dir, &machines, 3, 3).wait().unwrap();
    foreign("of other files, tables or options");
    fs::write(&file, before).unwrap();
    STATIC.write(&dir.join("dist/one-more"));
    shard(dir, &machines, 3, 3).wait().unwrap();
    foreign("of 9 files, and the others are of 8");
}

#[test]
fn no_damage_passes_for_an_answer() {
    let dir = running(3);
    let dir = dir.path();
    sharded(dir, &["--for", "debian:12"], 1);
    let file = dir.join("results/1.jsonl");
    let good = fs::read(&file).unwrap();
    let code = |bytes: &[u8]| {
        fs::write(&file, bytes).unwrap();
        merged(dir, "text").status.code().unwrap()
    };
    assert_eq!(code(&good), 0);
    for step in 0..60 {
        let at = step * good.len() / 60;
        assert!([2, 3].contains(&code(&good[..at])), "cut at {at}");
        let mut flipped = good.clone();
        flipped[at] ^= 4;
        assert!([2, 3].contains(&code(&flipped)), "flipped at {at}");
    }
    let text = String::from_utf8(good).unwrap();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    for left_out in 0..lines.len() {
        let mut some = lines.clone();
        some.remove(left_out);
        assert!([2, 3].contains(&code(some.concat().as_bytes())), "without line {left_out}");
    }
    assert_eq!(code([&text, lines[1]].concat().as_bytes()), 2, "more behind the end");
    assert_eq!(code(text.replace("\"of\":1", "\"of\":4000000000").as_bytes()), 3);
    let newer = text.replace("{\"landfall\":\"", "{\"landfall\":\"9.");
    assert_eq!(code(newer.as_bytes()), 3, "of another version");
    let deep = format!("{}{}", lines[0], "[".repeat(1 << 20));
    assert_eq!(code(deep.as_bytes()), 2);
}

#[test]
fn what_cannot_be_parted_or_merged_is_refused() {
    let dir = running(1);
    let dir = dir.path();
    let refused = |arguments: &[&str], says: &str| {
        let output = landfall(dir).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(3), "{arguments:?}");
        assert!(said(&output).contains(says), "{}", said(&output));
    };
    refused(&["check", "dist", "--shard", "1/2"], "--for <TARGET>");
    refused(&["check", "dist", "--format", "jsonl"], "name the machines with --for");
    refused(&["check", "dist", "--for", "here", "--shard", "1/2"], "landfall record");
    refused(&["check", "dist", "--for", "scratch", "--shard", "0/2"], "the first shard is 1");
    refused(&["check", "dist", "--for", "scratch", "--shard", "3/2"], "the last is 2/2");
    refused(&["merge", "dist"], "no file in it ends in .jsonl");
    refused(&["merge", "dist/static-0000"], "none of the files holds results of a shard");
    refused(&["merge", "nowhere.jsonl"], "nowhere.jsonl");
    fs::create_dir(dir.join("empty")).unwrap();
    let empty = ["check", "empty", "--for", "scratch", "--format", "jsonl"];
    for (number, file) in ["a", "b"].iter().enumerate() {
        let shard = format!("{}/2", number + 1);
        let file = format!("{file}.jsonl");
        let mut command = landfall(dir);
        command.args(empty).args(["--shard", &shard, "--output", &file]);
        assert_eq!(command.status().unwrap().code(), Some(0));
    }
    refused(&["merge", "a.jsonl", "b.jsonl"], "there is no artifact in it");
    refused(&empty, "there is no artifact in it");
}

/// A schema of this repository.
fn schema(name: &str) -> jsonschema::Validator {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas");
    let text = fs::read_to_string(path.join(format!("{name}.schema.json"))).unwrap();
    jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
}

#[test]
fn each_line_is_as_its_schema_says() {
    let dir = shipped();
    let schema = schema("results");
    let told = whole(dir.path(), "jsonl");
    let text = String::from_utf8(told.stdout).unwrap();
    for line in text.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let wrong: Vec<String> = schema.iter_errors(&line).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{wrong:?}: {line}");
    }
    for kind in ["\"landfall\"", "\"pair\"", "\"recipe\"", "\"failure\"", "\"complete\""] {
        assert!(
            text.contains(&format!("{{{kind}")) || text.contains(&format!(",{kind}")),
            "{kind}"
        );
    }
}
