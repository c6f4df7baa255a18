//! Logs that are kept in the form of Go's txtar, and what `landfall explain` says of one.

use std::path::Path;
use std::sync::{LazyLock, Mutex};
use std::thread;

use landfall_formats::log::{Lines, message};
use landfall_rules::{Explainer, Looked};

/// A log and its name: that of its archive, and its own.
pub(crate) struct Log {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// The logs of an archive. What stands before the first says how they were made.
pub(crate) fn of_archive(path: &Path) -> Vec<Log> {
    let archive = path.file_stem().unwrap_or_default().to_string_lossy();
    let text = std::fs::read_to_string(path).expect("an archive is text");
    let mut logs: Vec<Log> = Vec::new();
    for line in text.lines() {
        let name = line.strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --"));
        match (name, logs.last_mut()) {
            (Some(name), _) => {
                logs.push(Log { name: format!("{archive}/{name}"), text: String::new() });
            }
            (None, Some(log)) => {
                log.text.push_str(line);
                log.text.push('\n');
            }
            (None, None) => assert!(line.is_empty() || line.starts_with('#'), "{archive}: {line}"),
        }
    }
    logs
}

/// The names of the signatures that explain a log, best first. What `landfall explain` does is done here without
/// starting it a thousand times, for it reads all signatures anew each time.
pub(crate) fn causes(log: &[u8]) -> Vec<String> {
    static READY: LazyLock<Explainer<'static>> = LazyLock::new(|| {
        let all = landfall_know::signatures().expect("the signatures are read");
        Explainer::new(all).expect("the texts are looked for")
    });
    let mut explainer = READY.clone();
    let mut lines = Lines::default();
    lines.push(log, |line| explainer.line(line, message));
    lines.finish(|line| explainer.line(line, message));
    explainer.end(message);
    explainer.finish(&Looked::default()).into_iter().map(|cause| cause.signature).collect()
}

/// What is answered for each of many, by as many threads as there are cores.
pub(crate) fn each<T: Sync, R: Send>(all: &[T], answer: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let (queue, answers) = (Mutex::new(all.iter().enumerate()), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().expect("nobody panics with it").next();
                    let Some((nth, one)) = next else { return };
                    let said = answer(one);
                    answers.lock().expect("nobody panics with it").push((nth, said));
                }
            });
        }
    });
    let mut answers = answers.into_inner().expect("all have ended");
    answers.sort_by_key(|(nth, _)| *nth);
    answers.into_iter().map(|(_, answer)| answer).collect()
}
