//! Fetching the corpus says so when a program is missing afterwards.

use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn a_program_that_could_not_be_fetched_is_a_failure_beside_one_that_is_there() {
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("half-a-cache");
    fs::create_dir_all(cache.join("corpus")).unwrap();
    fs::write(cache.join("corpus/npm-esbuild-linux-arm-0.28.2"), "there").unwrap();
    let fetch = |only: &str| {
        Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(["corpus", "--only", only])
            // Where no npm can be started, nothing can be fetched.
            .env("PATH", "")
            .env("LANDFALL_CACHE", &cache)
            .output()
            .unwrap()
    };
    assert!(fetch("npm-esbuild-linux-arm-0.28.2").status.success());
    let output = fetch("npm-esbuild-linux-arm*-0.28.2");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(printed.contains("could not fetch npm-esbuild-linux-arm64-0.28.2"), "{printed}");
}
