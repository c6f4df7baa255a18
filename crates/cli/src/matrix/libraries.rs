//! What pkg-config says of the C libraries that source asks it for: the Go command asks the one of the machine that
//! builds, whatever it builds for.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io::ErrorKind;
use std::process::{Command, Stdio};

use landfall_facts::CgoLine;
use landfall_probe::Real;
use landfall_probe::roots::{Roots, flags};

/// A pkg-config, and what it said.
pub(crate) struct PkgConfig {
    program: String,
    said: RefCell<HashMap<Vec<String>, Option<String>>>,
}

impl PkgConfig {
    /// The one that the Go command asks.
    pub(crate) fn of(roots: &Roots) -> Self {
        let said = roots.settings.get(&Real, "PKG_CONFIG").unwrap_or_default();
        let program = flags(&said).first().copied().unwrap_or("pkg-config").to_owned();
        Self { program, said: RefCell::default() }
    }

    /// Why the first of these lines that it cannot answer stops a build.
    pub(crate) fn refuses(&self, lines: &[CgoLine]) -> Option<String> {
        let mut lines = lines.iter().filter(|line| line.name == "pkg-config");
        lines.find_map(|line| {
            let mut said = self.said.borrow_mut();
            let why = said.entry(line.flags.clone()).or_insert_with(|| self.ask(&line.flags));
            why.as_ref().map(|why| format!("{why}; {} asks for it", line.package))
        })
    }

    /// Asks as the Go command does (`getPkgConfigFlags` in `cmd/go/internal/work`).
    fn ask(&self, words: &[String]) -> Option<String> {
        let words = words.iter().filter(|word| *word != "--");
        let (options, names): (Vec<&String>, Vec<&String>) =
            words.partition(|word| word.starts_with("--"));
        let all: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
        let names_said = all.join(" ");
        let mut command = Command::new(&self.program);
        command.arg("--cflags").args(options).arg("--").args(names).stdin(Stdio::null());
        match command.output() {
            Ok(output) if output.status.success() => None,
            Ok(_) => Some(format!("{} does not find {names_said}", self.program)),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                Some(format!("{} is not in PATH, and is to find {names_said}", self.program))
            }
            // The build tells.
            Err(_) => None,
        }
    }
}
