//! Packages whose C was compiled with headers that have changed since: the Go command keeps them by their own files,
//! the flags and the compiler's version, and not by what they include (`cmd/go/internal/work`, `buildActionID`).
//!
//! Times only tell where to look. What is told is proven: the package is built anew beside the cache, out of what the
//! cache has of all others, and comes out otherwise.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use landfall_facts::{Kept, Stale, StaleFault};
use landfall_formats::gosrc;
use landfall_probe::kept::{self, Found};
use rayon::prelude::*;

use super::built::{Package, Said, Scratch, Way};

/// Looks at the packages with C that the cache has. One that is damaged goes anyway.
pub(super) fn look(
    way: &Way<'_>,
    said: &Said,
    graph: &[Package],
    is_of_all: bool,
    damaged: &[String],
    kept: &mut Kept,
) {
    let with_c: Vec<(&Package, &Found)> = graph
        .iter()
        .filter(|package| !package.cgo_files.is_empty() && !damaged.contains(&package.import_path))
        .filter_map(|package| Some((package, package.found.as_ref()?)))
        .collect();
    kept.with_c += with_c.len();
    let newer: Vec<_> = with_c
        .par_iter()
        .map(|(package, found)| {
            let included = Included { way, said, package }.files();
            included.map(|files| newest_since(&files, found.entry.written))
        })
        .collect();
    for ((package, found), newer) in with_c.into_iter().zip(newer) {
        let newer = match newer {
            Ok(newer) => newer,
            Err(why) => {
                kept.unsure.push(format!(
                    "whether the C of {} is still that of its headers is not known: {why}",
                    package.import_path
                ));
                continue;
            }
        };
        if newer.is_none() && !is_of_all {
            continue;
        }
        match comes_out_otherwise(way, said, graph, package, found) {
            Ok(false) => {}
            Ok(true) => kept.stale.push(stale(package, found, newer.as_deref())),
            Err(why) => kept.unsure.push(format!(
                "{} could not be built anew to compare it: {why}",
                package.import_path
            )),
        }
    }
}

fn stale(package: &Package, found: &Found, newer: Option<&Path>) -> Stale {
    let cause = match newer {
        Some(file) => format!("{} was written after its C was compiled", file.display()),
        None => {
            "the cache is of another machine or image: nothing here is newer than it".to_owned()
        }
    };
    Stale {
        fault: StaleFault::Headers,
        what: package.import_path.clone(),
        why: format!(
            "{cause}, and built anew it comes out otherwise. The Go command does not look at what C includes"
        ),
        removes: vec![found.file.display().to_string()],
        then: "go build compiles this package, and what the change leads to".to_owned(),
        removed: None,
    }
}

/// The files that the C of a package is made of, beside its own.
struct Included<'a> {
    way: &'a Way<'a>,
    said: &'a Said,
    package: &'a Package,
}

impl Included<'_> {
    fn files(&self) -> Result<BTreeSet<PathBuf>, String> {
        let mut files = BTreeSet::new();
        let flags =
            self.flags(&["CGO_CPPFLAGS", "CGO_CFLAGS"], &self.package.cflags, &mut files)?;
        let cc = self.said.words("CC");
        for name in &self.package.cgo_files {
            let path = Path::new(&self.package.dir).join(name);
            let text = fs::read(&path).map_err(|error| could_not_read(&path, &error))?;
            let file = gosrc::read(&text);
            let preambles = file.imports.iter().filter_map(|import| import.preamble.as_ref());
            let code: String = preambles.map(|preamble| for_c(&preamble.text(&text))).collect();
            if code.contains('#') {
                self.preprocess(&cc, &flags, &["-x", "c", "-"], &code, &mut files)?;
            }
        }
        for name in &self.package.c_files {
            self.preprocess(&cc, &flags, &[name], "", &mut files)?;
        }
        if !self.package.cxx_files.is_empty() {
            let flags =
                self.flags(&["CGO_CPPFLAGS", "CGO_CXXFLAGS"], &self.package.cxxflags, &mut files)?;
            for name in &self.package.cxx_files {
                self.preprocess(&self.said.words("CXX"), &flags, &[name], "", &mut files)?;
            }
        }
        files.extend(self.compiler(&cc));
        files.retain(|file| !self.package.is_in_key(file));
        Ok(files)
    }

    /// The flags for C or C++, with those that pkg-config says; its files count too.
    fn flags(
        &self,
        settings: &[&str],
        own: &[String],
        files: &mut BTreeSet<PathBuf>,
    ) -> Result<Vec<String>, String> {
        let mut flags: Vec<String> =
            settings.iter().flat_map(|setting| self.said.words(setting)).collect();
        match self.said.get("GOARCH") {
            "386" => flags.push("-m32".to_owned()),
            "amd64" => flags.push("-m64".to_owned()),
            _ => {}
        }
        flags.extend(self.package.cppflags.iter().chain(own).cloned());
        let (asked, packages): (Vec<&String>, Vec<&String>) =
            self.package.pkg_config.iter().partition(|word| word.starts_with('-'));
        if !packages.is_empty() {
            let said = self.pkg_config(&[&["--cflags"][..]].concat(), &asked, &packages)?;
            flags.extend(super::built::words(&said));
            for package in packages {
                let dir = self.pkg_config(&["--variable=pcfiledir"], &[], &[package])?;
                files.insert(Path::new(dir.trim()).join(format!("{package}.pc")));
            }
        }
        Ok(flags)
    }

    fn pkg_config(
        &self,
        verb: &[&str],
        flags: &[&String],
        packages: &[&String],
    ) -> Result<String, String> {
        let program = match self.said.get("PKG_CONFIG") {
            "" => "pkg-config",
            program => program,
        };
        let mut command = Command::new(program);
        command.args(verb).args(flags).arg("--").args(packages).current_dir(&self.package.dir);
        let output = command.output().map_err(|error| could_not_run(program, &error))?;
        match output.status.success() {
            true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
            false => Err(complaint(program, &output.stderr)),
        }
    }

    /// Asks the compiler which files it would read.
    fn preprocess(
        &self,
        compiler: &[String],
        flags: &[String],
        source: &[&str],
        code: &str,
        files: &mut BTreeSet<PathBuf>,
    ) -> Result<(), String> {
        let (program, first) = compiler.split_first().ok_or("no C compiler is said")?;
        let mut command = Command::new(program);
        // What cgo writes is not there yet.
        command.args(first).args(["-M", "-MG"]).args(flags).args(["-I", "."]).args(source);
        command
            .current_dir(&self.package.dir)
            .envs(self.way.env.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| could_not_run(program, &error))?;
        if let Some(mut pipe) = child.stdin.take() {
            // One that does not read says why it ended.
            let _ = pipe.write_all(code.as_bytes());
        }
        let output = child.wait_with_output().map_err(|error| could_not_run(program, &error))?;
        if !output.status.success() {
            return Err(complaint(program, &output.stderr));
        }
        let dir = Path::new(&self.package.dir);
        files.extend(depended(&String::from_utf8_lossy(&output.stdout)).map(|file| dir.join(file)));
        Ok(())
    }

    /// The programs that compile: another of the same version has the same name for the Go command.
    fn compiler(&self, cc: &[String]) -> Vec<PathBuf> {
        let Some(program) = cc.first() else { return Vec::new() };
        let path = std::env::var_os("PATH").unwrap_or_default();
        let found =
            std::env::split_paths(&path).map(|dir| dir.join(program)).find(|it| it.is_file());
        let mut command = Command::new(program);
        command.args(&cc[1..]).arg("-print-prog-name=cc1").stderr(Stdio::null());
        let named =
            command.output().map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
        let named = named.ok().map(|name| PathBuf::from(name.trim())).filter(|it| it.is_absolute());
        found.into_iter().chain(named).collect()
    }
}

/// C code without the lines that are for cgo.
fn for_c(code: &str) -> String {
    let is_for_cgo = |line: &str| {
        let rest = line.trim_start().strip_prefix("#cgo");
        rest.is_some_and(|rest| rest.starts_with([' ', '\t']))
    };
    let lines = code
        .lines()
        .map(|line| if is_for_cgo(line) { "\n".to_owned() } else { line.to_owned() + "\n" });
    lines.collect()
}

/// The files that a rule for make depends on: parted by blanks, with `\` before a blank of a name or a line end.
fn depended(rule: &str) -> impl Iterator<Item = PathBuf> {
    let mut files = Vec::new();
    let text = rule.replace("\\\r\n", " ").replace("\\\n", " ");
    for line in text.lines() {
        let Some((_, list)) = line.split_once(": ") else { continue };
        let mut name = String::new();
        let mut letters = list.chars().chain([' ']).peekable();
        while let Some(letter) = letters.next() {
            match letter {
                '\\' if letters.peek().is_some_and(|next| matches!(next, ' ' | '#')) => {
                    name.extend(letters.next());
                }
                '$' if letters.peek() == Some(&'$') => name.extend(letters.next()),
                ' ' | '\t' => {
                    if !name.is_empty() {
                        files.push(PathBuf::from(std::mem::take(&mut name)));
                    }
                }
                letter => name.push(letter),
            }
        }
    }
    files.into_iter()
}

/// The file that was written or put there last, if that was later than the time, in nanoseconds since 1970.
fn newest_since(files: &BTreeSet<PathBuf>, time: u128) -> Option<PathBuf> {
    let dated = files.iter().filter_map(|file| Some((written(file)?, file)));
    let newest = dated.max_by_key(|(written, _)| *written)?;
    (newest.0 > time).then(|| newest.1.clone())
}

/// When a file was written, or came to lie there: a package manager gives it the time of its own making.
pub(super) fn written(file: &Path) -> Option<u128> {
    let there = fs::metadata(file).ok()?;
    let since =
        |time: SystemTime| time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
    Some(since(there.modified().ok()?).max(came(&there)))
}

#[cfg(unix)]
fn came(there: &fs::Metadata) -> u128 {
    use std::os::unix::fs::MetadataExt as _;
    let (seconds, rest) = (u128::try_from(there.ctime()), u128::try_from(there.ctime_nsec()));
    seconds.unwrap_or_default() * 1_000_000_000 + rest.unwrap_or_default()
}

#[cfg(not(unix))]
fn came(_: &fs::Metadata) -> u128 {
    0
}

/// Builds a package out of what the cache has of all others, in a cache of its own, and tells whether that is another
/// than is kept.
fn comes_out_otherwise(
    way: &Way<'_>,
    said: &Said,
    graph: &[Package],
    package: &Package,
    found: &Found,
) -> Result<bool, String> {
    let scratch = Scratch::new()?;
    let cache = Path::new(said.get("GOCACHE"));
    let others = graph.iter().filter(|other| other.import_path != package.import_path);
    for entry in others.filter_map(|other| other.found.as_ref()) {
        for file in [entry.file.clone(), kept::output(cache, &entry.entry)] {
            let Ok(below) = file.strip_prefix(cache) else { continue };
            let into = scratch.0.join(below);
            let put =
                into.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| lend(&file, &into));
            put.map_err(|error| could_not_read(&file, &error))?;
        }
    }
    let mut list = way.command("list");
    list.args(["-export", "-f", "{{.Export}}"]).args(way.flags).arg(&package.import_path);
    list.env("GOCACHE", &scratch.0);
    let output = way.run(&mut list)?;
    let made = PathBuf::from(OsString::from(String::from_utf8_lossy(&output.stdout).trim()));
    let name = made.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    match name.strip_suffix("-d") {
        Some(sum) => Ok(sum != found.entry.output),
        None => Err(format!("`go list -export` says {}", made.display())),
    }
}

/// Puts a file of a cache into another, without its bytes where that is possible.
#[cfg(unix)]
fn lend(file: &Path, into: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(file, into)
}

#[cfg(not(unix))]
fn lend(file: &Path, into: &Path) -> io::Result<()> {
    fs::copy(file, into).map(|_| ())
}

fn could_not_read(path: &Path, error: &io::Error) -> String {
    format!("could not read {}: {}", path.display(), landfall_probe::plain(error))
}

fn could_not_run(program: &str, error: &io::Error) -> String {
    format!("could not run {program}: {}", landfall_probe::plain(error))
}

fn complaint(program: &str, said: &[u8]) -> String {
    let said = String::from_utf8_lossy(said).into_owned();
    let first = said.lines().find(|line| line.contains("error")).or_else(|| said.lines().next());
    format!("{program} says {}", first.unwrap_or("nothing, and fails"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_for_cgo_are_not_for_c() {
        let code = "#cgo LDFLAGS: -lm\n  #cgo\tCFLAGS: -O\n#include <a.h>\n#cgoing";
        assert_eq!(for_c(code), "\n\n#include <a.h>\n#cgoing\n");
    }

    #[test]
    fn a_rule_for_make_names_files() {
        let rule = "-: /usr/include/stdc-predef.h \\\n  /a\\ b/x.h /c$$d.h sub/s.h\nx.o: x.c\n";
        let files: Vec<PathBuf> = depended(rule).collect();
        let wanted = ["/usr/include/stdc-predef.h", "/a b/x.h", "/c$d.h", "sub/s.h", "x.c"];
        assert_eq!(files, wanted.map(PathBuf::from));
    }
}
