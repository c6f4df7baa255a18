//! What the Go command would do for a build, and which entries of its cache it would take for it. Nothing is built
//! and nothing fetched.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use landfall_facts::{Kept, Stale, StaleFault};
use landfall_formats::gocache;
use landfall_probe::kept::{self, Found};
use rayon::prelude::*;
use serde::Deserialize;

use crate::matrix::toolchain::Toolchain;

/// A way to build: by which Go, where, with what in the environment, with which flags, and what.
pub(crate) struct Way<'a> {
    pub(crate) go: &'a Toolchain,
    pub(crate) dir: &'a Path,
    pub(crate) env: Vec<(String, String)>,
    pub(crate) flags: &'a [String],
    pub(crate) packages: Vec<String>,
}

/// What `go env` says there.
pub(super) struct Said(BTreeMap<String, String>);

impl Said {
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// The words of a setting, as `cmd/internal/quoted` parts them.
    pub(super) fn words(&self, name: &str) -> Vec<String> {
        words(self.get(name))
    }
}

/// A package, as `go list` tells it.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Package {
    pub(super) import_path: String,
    pub(super) dir: String,
    pub(super) name: String,
    pub(super) target: String,
    pub(super) dep_only: bool,
    pub(super) cgo_files: Vec<String>,
    #[serde(rename = "CFiles")]
    pub(super) c_files: Vec<String>,
    #[serde(rename = "CXXFiles")]
    pub(super) cxx_files: Vec<String>,
    #[serde(rename = "HFiles")]
    h_files: Vec<String>,
    s_files: Vec<String>,
    #[serde(rename = "CgoCFLAGS")]
    pub(super) cflags: Vec<String>,
    #[serde(rename = "CgoCPPFLAGS")]
    pub(super) cppflags: Vec<String>,
    #[serde(rename = "CgoCXXFLAGS")]
    pub(super) cxxflags: Vec<String>,
    #[serde(rename = "CgoLDFLAGS")]
    pub(super) ldflags: Vec<String>,
    #[serde(rename = "CgoPkgConfig")]
    pub(super) pkg_config: Vec<String>,
    /// What the cache has of it.
    #[serde(skip)]
    pub(super) found: Option<Found>,
}

const LISTED: &str = "-json=ImportPath,Dir,Name,Target,DepOnly,CgoFiles,CFiles,CXXFiles,HFiles,SFiles,CgoCFLAGS,\
                      CgoCPPFLAGS,CgoCXXFLAGS,CgoLDFLAGS,CgoPkgConfig";

impl Package {
    /// Whether a file counts in the key under which the package is kept: it lies in its directory and is of a kind
    /// that the Go command knows. A header in a directory below does not.
    pub(super) fn is_in_key(&self, file: &Path) -> bool {
        let Some(name) = file.file_name().and_then(|name| name.to_str()) else { return false };
        let lists = [&self.cgo_files, &self.c_files, &self.cxx_files, &self.h_files, &self.s_files];
        file.parent() == Some(Path::new(&self.dir))
            && lists.iter().any(|list| list.iter().any(|one| one == name))
    }
}

impl Way<'_> {
    /// A go command there.
    pub(super) fn command(&self, verb: &str) -> Command {
        let mut command = Command::new(&self.go.program);
        command.arg(verb).current_dir(self.dir).env("GOPROXY", "off");
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        if let Some(choice) = &self.go.choice {
            command.env("GOTOOLCHAIN", choice);
        }
        command
    }

    pub(super) fn said(&self) -> Result<Said, String> {
        let output = self.run(self.command("env").arg("-json"))?;
        let said = serde_json::from_slice(&output.stdout)
            .map_err(|error| format!("could not understand what `go env` says: {error}"))?;
        Ok(Said(said))
    }

    /// The packages of a build, with what the cache has of each.
    pub(super) fn graph(&self, said: &Said) -> Result<Vec<Package>, String> {
        let mut list = self.command("list");
        list.args(["-deps", LISTED]).args(self.flags).args(&self.packages);
        let output = self.run(&mut list)?;
        let listed = serde_json::Deserializer::from_slice(&output.stdout).into_iter::<Package>();
        let mut packages: Vec<Package> = listed
            .collect::<Result<_, _>>()
            .map_err(|error| format!("could not understand what `go list` says: {error}"))?;
        let actions = self.actions()?;
        let cache = Path::new(said.get("GOCACHE"));
        for package in &mut packages {
            let Some(action) = actions.get(&package.import_path) else { continue };
            package.found = kept::entry(cache, action)?;
        }
        Ok(packages)
    }

    /// The beginning of the name under which each package is kept.
    fn actions(&self) -> Result<BTreeMap<String, String>, String> {
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase", default)]
        #[derive(Default)]
        struct Action {
            mode: String,
            package: String,
            #[serde(rename = "ActionID")]
            action_id: String,
        }
        let scratch = Scratch::new()?;
        let file = scratch.0.join("graph.json");
        let mut build = self.command("build");
        // What is not in the cache is printed, not done.
        build.arg("-n").arg(format!("-debug-actiongraph={}", file.display()));
        build.args(["-o", NOWHERE]).args(self.flags).args(&self.packages);
        let output = build.output().map_err(|error| self.could_not(&error))?;
        let text = fs::read(&file).map_err(|_| {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            format!("`go build -n` says {}", said.lines().last().unwrap_or("nothing"))
        })?;
        let actions: Vec<Action> = serde_json::from_slice(&text).map_err(|error| {
            format!("could not understand what `go build` is about to do: {error}")
        })?;
        let built = actions.into_iter().filter(|action| action.mode == "build");
        Ok(built
            .filter_map(|action| Some((action.package, gocache::action(&action.action_id)?)))
            .collect())
    }

    /// Runs a go command that is to end well.
    pub(super) fn run(&self, command: &mut Command) -> Result<Output, String> {
        let output = command.output().map_err(|error| self.could_not(&error))?;
        if output.status.success() {
            return Ok(output);
        }
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let first = said.lines().find(|line| !line.trim().is_empty() && !line.starts_with("# "));
        let verb = command.get_args().next().unwrap_or_default().to_string_lossy().into_owned();
        Err(format!("`go {verb}` says {}", first.unwrap_or("nothing, and fails")))
    }

    fn could_not(&self, error: &std::io::Error) -> String {
        format!("could not run {}: {}", self.go.program.display(), landfall_probe::plain(error))
    }
}

/// Where several programs can be written to at once.
const NOWHERE: &str = if cfg!(windows) { "NUL" } else { "/dev/null" };

/// Finds the files of the build cache that do not have the bytes that their names say. Tells which packages they are of.
pub(super) fn damaged(graph: &[Package], cache: &Path, kept: &mut Kept) -> Vec<String> {
    let looks: Vec<(&Package, &Found, Result<bool, String>)> = graph
        .par_iter()
        .filter_map(|package| Some((package, package.found.as_ref()?)))
        .map(|(package, found)| (package, found, kept::is_damaged(cache, &found.entry)))
        .collect();
    kept.entries += looks.len();
    let mut damaged = Vec::new();
    for (package, found, look) in looks {
        match look {
            Ok(false) => continue,
            Err(why) => kept.unsure.push(why),
            Ok(true) => {
                let output = kept::output(cache, &found.entry);
                damaged.push(package.import_path.clone());
                kept.stale.push(Stale {
                    fault: StaleFault::Damaged,
                    what: package.import_path.clone(),
                    why: format!(
                        "{} has other bytes than its name says: a disk or a file system lost them, or somebody \
                         wrote to it. The Go command looks at its length alone",
                        output.display()
                    ),
                    removes: vec![
                        found.file.display().to_string(),
                        output.display().to_string(),
                    ],
                    then: "go build compiles this package alone, and what the change leads to".to_owned(),
                    removed: None,
                });
            }
        }
    }
    damaged
}

/// Words parted by blanks, where quotes around one hold it together.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (word, behind) = match first {
            '"' | '\'' => rest[1..].split_once(first).unwrap_or((&rest[1..], "")),
            _ => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        words.push(word.to_owned());
        rest = behind.trim_start();
    }
    words
}

/// A directory of our own that goes with all that is in it.
pub(super) struct Scratch(pub(super) PathBuf);

impl Scratch {
    pub(super) fn new() -> Result<Self, String> {
        use std::sync::atomic::{AtomicU32, Ordering};
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let dir = std::env::temp_dir();
        let dir = dir.join(format!("landfall-clean-{}-{number}", std::process::id()));
        // One that is there already may be another's.
        fs::create_dir(&dir).map(|()| Self(dir.clone())).map_err(|error| {
            format!("could not write to {}: {}", dir.display(), landfall_probe::plain(&error))
        })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Nobody is there to be told.
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_hold_words_together() {
        assert_eq!(words(" -g  '-I/a b' \"-DX=1\" "), ["-g", "-I/a b", "-DX=1"]);
        assert_eq!(words(""), Vec::<String>::new());
    }
}
