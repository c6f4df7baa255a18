//! `landfall watch`, on processes that really live, grow and end.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on stops")]

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

fn built(program: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("watch");
    std::fs::create_dir_all(&dir).unwrap();
    let file = dir.join(format!("{program}-{}", std::process::id()));
    let status = Command::new("go")
        .args(["build", "-o"])
        .arg(&file)
        .arg(".")
        .env("CGO_ENABLED", "0")
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs").join(program))
        .status();
    assert!(status.expect("could not start go").success());
    file
}

/// A process that ends with the test.
struct Started(Child);

impl Drop for Started {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The program below a shell that set limits for it; with files to open and a pause between two.
fn started(limits: &str, files: u32, pause: &str) -> (Started, u32) {
    // The shell stays its parent, and tells its number.
    let script = format!("{limits}; {} {files} {pause} & echo $!; wait", built("opens").display());
    let mut child =
        Command::new("/bin/sh").args(["-c", &script]).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let number = lines.next().unwrap().unwrap().trim().parse().unwrap();
    if pause == "0s" {
        assert_eq!(lines.next().unwrap().unwrap(), "open");
    }
    (Started(child), number)
}

/// Ends a process by its number.
fn end(number: u32) {
    let status = Command::new("kill").arg(number.to_string()).status();
    assert!(status.expect("could not start kill").success());
}

fn landfall(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_landfall")).args(arguments).output().unwrap()
}

fn gauge<'v>(told: &'v Value, name: &str) -> &'v Value {
    let gauges = told["gauges"].as_array().unwrap();
    gauges.iter().find(|gauge| gauge["name"] == name).unwrap_or_else(|| panic!("{name}: {told}"))
}

#[test]
fn a_process_near_its_limit_of_files_is_told_and_that_go_raised_it() {
    let (_process, number) = started("ulimit -Sn 60; ulimit -Hn 120", 110, "0s");
    let output = landfall(&["watch", &number.to_string(), "--once"]);
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(1), "{told}");
    // Newer releases leave one.
    assert!(told.contains("of 120") || told.contains("of 119"), "{told}");
    assert!(told.contains("raised from 60, as Go does since 1.19"), "{told}");
    assert!(told.contains(", go1."), "{told}");
    end(number);
    let (_process, number) = started(":", 3, "0s");
    let output = landfall(&["watch", &number.to_string(), "--once", "--format", "json"]);
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    // As the kernel counts them.
    let files = std::fs::read_dir(format!("/proc/{number}/fd")).unwrap().count();
    assert_eq!(gauge(&told, "open files")["value"], files);
    let maps = std::fs::read_to_string(format!("/proc/{number}/maps")).unwrap().lines().count();
    assert_eq!(gauge(&told, "memory maps")["value"], maps);
    end(number);
}

#[test]
fn what_a_program_tells_of_itself_is_told_beside_what_the_kernel_does() {
    let mut command = Command::new(built("serves"));
    command.args(["1000", "64"]).stdout(Stdio::piped());
    let mut child = Started(command.spawn().unwrap());
    let mut lines = BufReader::new(child.0.stdout.take().unwrap()).lines();
    let address = lines.next().unwrap().unwrap();
    let number = child.0.id().to_string();
    let look = |address: &str| {
        landfall(&["watch", &number, "--once", "--format", "json", "--pprof", address])
    };
    let output = look(&address);
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    // Those that serve come on top.
    let goroutines = gauge(&told, "goroutines")["value"].as_u64().unwrap();
    assert!((1001..=1020).contains(&goroutines), "{told}");
    let heap = gauge(&told, "heap of Go")["value"].as_u64().unwrap() >> 20;
    assert!((64..=80).contains(&heap), "{told}");
    let other = look("127.0.0.1:9");
    assert_eq!(other.status.code(), Some(2), "{other:?}");
    let told: Value = serde_json::from_slice(&other.stdout).unwrap();
    assert!(gauge(&told, "goroutines")["unknown"].is_string(), "{told}");
    assert_eq!(look("https://127.0.0.1").status.code(), Some(3));
}

#[test]
fn growth_is_told_and_when_it_ends_and_then_the_end_of_the_process() {
    let (_process, number) = started("ulimit -n 5000", 4000, "5ms");
    let mut watch = Command::new(env!("CARGO_BIN_EXE_landfall"))
        .args(["watch", &number.to_string(), "--interval", "0.2"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(watch.stdout.take().unwrap()).lines();
    let mut told: Vec<Value> = Vec::new();
    while told.len() < 4 {
        told.push(serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap());
    }
    let [first, .., last] = told.as_slice() else { panic!("several looks") };
    assert!(gauge(first, "open files")["per_second"].is_null());
    let files = gauge(last, "open files");
    let growth = files["per_second"].as_f64().unwrap();
    // A file about every five milliseconds, on a machine that may be busy.
    assert!((5.0..=220.0).contains(&growth), "{files}");
    let left = files["limit"].as_f64().unwrap() - files["value"].as_f64().unwrap();
    let full_in = files["full_in_seconds"].as_f64().unwrap();
    assert!((full_in - left / growth).abs() < 0.1, "{files}");
    end(number);
    let output = watch.wait_with_output().unwrap();
    let says = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(says.contains(&format!("process {number} has ended")), "{says}");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_process_that_is_not_there_and_a_time_that_is_none_are_errors() {
    let output = landfall(&["watch", "4194304", "--once"]);
    assert_eq!(output.status.code(), Some(3));
    let says = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(says.contains("could not look at process 4194304: there is none"), "{says}");
    for seconds in ["0", "-1", "nan", "1e99"] {
        let output = landfall(&["watch", "1", "--interval", seconds]);
        assert_eq!(output.status.code(), Some(3), "{seconds}");
    }
}
