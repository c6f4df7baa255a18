//! Texts that are no failure of ours: what `landfall explain` says of manuals, of logs of other systems, of sources.
//!
//! They are other people's and are not kept. Those that are ours are in `truth/unrelated`, and a test holds them.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::Mutex;
use std::thread;

use serde_json::Value;

use crate::product;

/// What `cargo xtask truth unrelated` can be told.
#[derive(clap::Args)]
pub struct Options {
    /// Files, and directories with files, to ask about; what is compressed by gzip is unpacked
    #[arg(value_name = "PATH", default_values = ["/usr/share/doc", "/usr/share/man"])]
    places: Vec<PathBuf>,
    /// Of how many lines a piece is that is asked about at once
    #[arg(long, value_name = "N", default_value_t = 50)]
    lines: usize,
    /// Only files whose name ends so
    #[arg(long, value_name = "TEXT", default_value = "")]
    ending: String,
    /// Tables that landfall reads in the place of its own
    #[arg(long, value_name = "DIR")]
    tables: Option<PathBuf>,
    /// The landfall to ask; built from this workspace if not given
    #[arg(long, value_name = "PATH")]
    landfall: Option<PathBuf>,
}

/// An answer that was given.
struct Answer {
    place: String,
    signature: String,
    certainty: String,
    text: String,
}

/// What came of all that was asked.
#[derive(Default)]
struct Told {
    files: usize,
    pieces: usize,
    answers: Vec<Answer>,
    failures: Vec<String>,
}

/// Asks about each piece, and prints every answer.
pub fn run(options: &Options) -> Result<ExitCode, String> {
    let mut landfall = Command::new(match &options.landfall {
        Some(path) => path.clone(),
        None => product::build()?,
    });
    landfall.args(["explain", "--format", "json"]);
    if let Some(tables) = &options.tables {
        landfall.arg("--tables").arg(tables);
    }
    let asking = Asking {
        program: landfall.get_program().into(),
        arguments: landfall.get_args().map(Into::into).collect(),
        lines: options.lines.max(1),
    };
    let mut files = Vec::new();
    for place in &options.places {
        collect(place, &options.ending, &mut files)?;
    }
    let told = asking.all(&files);
    for Answer { place, signature, certainty, text } in &told.answers {
        println!("{place}: {signature} ({certainty}): {text}");
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for answer in &told.answers {
        *counts.entry(&answer.signature).or_default() += 1;
    }
    println!();
    for (signature, count) in &counts {
        println!("{count:6}  {signature}");
    }
    let mut asked: Vec<&str> = told.answers.iter().map(|answer| answer.place.as_str()).collect();
    asked.sort_unstable();
    asked.dedup();
    println!("{} of {} pieces of {} files are explained", asked.len(), told.pieces, told.files);
    for failure in &told.failures {
        println!("{failure}");
    }
    Ok(ExitCode::from(u8::from(!told.answers.is_empty() || !told.failures.is_empty())))
}

/// How one piece is asked about.
struct Asking {
    program: PathBuf,
    arguments: Vec<std::ffi::OsString>,
    lines: usize,
}

impl Asking {
    /// About all files, by as many threads as there are cores.
    fn all(&self, files: &[PathBuf]) -> Told {
        let (queue, told) = (Mutex::new(files.iter()), Mutex::new(Told::default()));
        thread::scope(|scope| {
            for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
                scope.spawn(|| {
                    loop {
                        let next = queue.lock().ok().and_then(|mut queue| queue.next());
                        let Some(file) = next else { return };
                        self.file(file, &told);
                    }
                });
            }
        });
        let mut told = told.into_inner().unwrap_or_default();
        told.answers.sort_by(|one, other| {
            (&one.signature, &one.place).cmp(&(&other.signature, &other.place))
        });
        told
    }

    fn file(&self, file: &Path, told: &Mutex<Told>) {
        let mut own = Told { files: 1, ..Told::default() };
        match text(file) {
            Ok(Some(text)) => self.pieces(file, &text, &mut own),
            Ok(None) => own.files = 0,
            Err(why) => own.failures.push(why),
        }
        if let Ok(mut told) = told.lock() {
            told.files += own.files;
            told.pieces += own.pieces;
            told.answers.append(&mut own.answers);
            told.failures.append(&mut own.failures);
        }
    }

    fn pieces(&self, file: &Path, text: &[u8], own: &mut Told) {
        let lines: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
        for (nth, piece) in lines.chunks(self.lines).enumerate() {
            let place = format!("{}:{}", file.display(), nth * self.lines + 1);
            own.pieces += 1;
            match self.piece(&piece.concat()) {
                Ok(causes) => {
                    own.answers.extend(causes.iter().map(|cause| Answer::of(&place, cause)))
                }
                Err(why) => own.failures.push(format!("{place}: {why}")),
            }
        }
    }

    /// What is said of a piece.
    fn piece(&self, text: &[u8]) -> Result<Vec<Value>, String> {
        let failed = |error: std::io::Error| format!("could not ask landfall: {error}");
        let mut landfall = Command::new(&self.program)
            .args(&self.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        // A piece is smaller than what landfall reads before it says anything.
        if let Some(mut stdin) = landfall.stdin.take() {
            stdin.write_all(text).map_err(failed)?;
        }
        let output = landfall.wait_with_output().map_err(failed)?;
        if !matches!(output.status.code(), Some(0 | 2)) {
            return Err(format!("landfall ended with {}", output.status));
        }
        let said: Value = serde_json::from_slice(&output.stdout)
            .map_err(|error| format!("could not read what landfall says: {error}"))?;
        Ok(said["causes"].as_array().cloned().unwrap_or_default())
    }
}

impl Answer {
    fn of(place: &str, cause: &Value) -> Self {
        let word = |name: &str| cause[name].as_str().unwrap_or_default().to_owned();
        Self {
            place: place.to_owned(),
            signature: word("signature"),
            certainty: word("certainty"),
            text: word("text"),
        }
    }
}

/// All files below a place whose name ends so.
fn collect(place: &Path, ending: &str, files: &mut Vec<PathBuf>) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("could not read {}: {error}", place.display());
    if place.is_file() {
        files.push(place.to_owned());
        return Ok(());
    }
    let mut below: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(place).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let kind = entry.file_type().map_err(failed)?;
        let is_meant = entry.file_name().to_string_lossy().ends_with(ending);
        // Whoever follows links finds the same manual ten times.
        if kind.is_dir() || (kind.is_file() && is_meant) {
            below.push(entry.path());
        }
    }
    below.sort();
    below.iter().try_for_each(|one| collect(one, ending, files))
}

/// The text of a file, none if it is no text.
fn text(file: &Path) -> Result<Option<Vec<u8>>, String> {
    const LOOKED_AT: usize = 4096;
    let failed = |error: std::io::Error| format!("could not read {}: {error}", file.display());
    let text = match file.extension().is_some_and(|end| end == "gz") {
        true => Command::new("gzip").arg("-dc").arg(file).output().map_err(failed)?.stdout,
        false => fs::read(file).map_err(failed)?,
    };
    let is_text = !text[..text.len().min(LOOKED_AT)].contains(&0);
    Ok(is_text.then_some(text))
}
