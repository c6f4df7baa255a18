//! Logs of public threads (`truth/threads.toml`), with the cause that was found there: it comes first.

#![expect(clippy::expect_used, reason = "a test that cannot go on stops")]

mod explain;

use std::fs;
use std::path::Path;

use explain::explained;
use rayon::prelude::*;
use serde::Deserialize;

/// Of a hundred logs so many are to be right.
const RIGHT: usize = 90;

#[derive(Deserialize)]
struct Logs {
    log: Vec<Log>,
}

#[derive(Deserialize)]
struct Log {
    from: String,
    cause: String,
    /// The signatures any of which is that cause.
    signature: Vec<String>,
    text: String,
}

#[test]
fn what_a_thread_found_is_the_first_cause_of_nine_in_ten() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../truth/threads.toml");
    let logs: Logs = toml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let logs = logs.log;
    assert!(logs.len() >= 150, "there are only {} logs", logs.len());
    let wrong: Vec<String> = logs
        .par_iter()
        .filter_map(|log| {
            let told = explained(log.text.as_bytes());
            let first = told["causes"][0]["signature"].as_str().unwrap_or("nothing");
            let is_right = log.signature.iter().any(|one| one == first);
            (!is_right).then(|| format!("{}\n  {first}, where {}", log.from, log.cause))
        })
        .collect();
    let right = (logs.len() - wrong.len()) * 100;
    println!("{} of {} first; not:\n{}", logs.len() - wrong.len(), logs.len(), wrong.join("\n"));
    assert!(
        right >= logs.len() * RIGHT,
        "{} of {}:\n{}",
        wrong.len(),
        logs.len(),
        wrong.join("\n")
    );
}
