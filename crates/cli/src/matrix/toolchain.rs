//! The Gos that build: found by their releases, and asked who they are.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use landfall_facts::{Arch, GoVersion, Os};

/// A Go command.
#[derive(Debug, Clone)]
pub(crate) struct Toolchain {
    pub(crate) program: PathBuf,
    /// What GOTOOLCHAIN has to say, so that it starts no other in its place.
    pub(crate) choice: Option<String>,
    pub(crate) version: GoVersion,
    pub(crate) goroot: String,
    pub(crate) modcache: String,
    /// The file of what `go env -w` keeps.
    pub(crate) goenv: String,
    /// The platform that it runs on.
    pub(crate) host: (Os, Arch),
}

/// The Gos that are asked for, or the one in PATH, as it chooses itself in the module's directory.
pub(crate) fn find(asked: &[String], dir: &Path) -> Result<Vec<Toolchain>, String> {
    if asked.is_empty() {
        return ask(Path::new("go"), None, dir).map(|one| vec![one]);
    }
    asked.iter().map(|one| one_of(one, dir)).collect()
}

fn one_of(asked: &str, dir: &Path) -> Result<Toolchain, String> {
    if asked.contains(['/', '\\']) {
        // A relative path is meant from here, and the command is started elsewhere.
        let program = fs::canonicalize(asked).map_err(|error| {
            format!("could not use --go {asked}: {}", landfall_probe::plain(&error))
        })?;
        return ask(&program, Some("local".to_owned()), dir);
    }
    let wanted = asked.trim_start_matches("go");
    let is_number = wanted.split('.').all(|part| part.parse::<u32>().is_ok());
    if !wanted.starts_with("1.") || !is_number {
        return Err(format!(
            "could not use --go {asked}: write a release, as in 1.27 or 1.27.3, or the path of a go command"
        ));
    }
    let fits = |version: &GoVersion| {
        let text = version.to_string();
        let text = text.trim_start_matches("go");
        text == wanted || text.strip_prefix(wanted).is_some_and(|rest| rest.starts_with('.'))
    };
    let mut found: Vec<Toolchain> = installed(wanted)
        .into_iter()
        .filter_map(|program| ask(&program, Some("local".to_owned()), dir).ok())
        .filter(|one| fits(&one.version))
        .collect();
    found.sort_by_key(|one| one.version.patch());
    if let Some(newest) = found.pop() {
        return Ok(newest);
    }
    // The Go command fetches a release that is named with all its numbers.
    if wanted.split('.').count() == 3 {
        let fetched = ask(Path::new("go"), Some(format!("go{wanted}")), dir);
        return fetched.map_err(|error| {
            format!("could not use --go {asked}: it is not here, and could not be fetched: {error}")
        });
    }
    Err(format!(
        "could not use --go {asked}: no such Go is in PATH, ~/sdk or the module cache; name it with all its \
         numbers, as in {wanted}.1, so that the Go command fetches it, or by the path of its go command"
    ))
}

/// Where a release can be: in PATH, where golang.org/dl puts it, and where the Go command keeps what it fetched.
fn installed(wanted: &str) -> Vec<PathBuf> {
    let named = |dir: PathBuf, start: &str, behind: &str| -> Vec<PathBuf> {
        let entries = fs::read_dir(&dir).into_iter().flatten().flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        names
            .filter(|name| name.starts_with(start))
            .map(|name| dir.join(name).join(behind))
            .filter(|program| program.is_file())
            .collect()
    };
    let exe = format!("go{}", env::consts::EXE_SUFFIX);
    let start = format!("go{wanted}");
    let mut all: Vec<PathBuf> = env::var_os("PATH")
        .iter()
        .flat_map(|path| env::split_paths(path))
        .map(|dir| dir.join(&exe))
        .filter(|program| program.is_file())
        .collect();
    if let Some(home) = env::home_dir() {
        all.extend(named(home.join("sdk"), &start, &format!("bin/{exe}")));
        let gopath = env::var_os("GOPATH").map_or_else(|| home.join("go"), PathBuf::from);
        let cache = env::var_os("GOMODCACHE").map_or_else(|| gopath.join("pkg/mod"), PathBuf::from);
        let toolchain = format!("toolchain@v0.0.1-{start}");
        all.extend(named(cache.join("golang.org"), &toolchain, &format!("bin/{exe}")));
    }
    all
}

/// Asks a go command who it is.
fn ask(program: &Path, choice: Option<String>, dir: &Path) -> Result<Toolchain, String> {
    const ASKED: [&str; 6] =
        ["GOVERSION", "GOROOT", "GOMODCACHE", "GOENV", "GOHOSTOS", "GOHOSTARCH"];
    let shown = program.display();
    let mut command = Command::new(program);
    command.arg("env").args(ASKED).current_dir(dir);
    if let Some(choice) = &choice {
        command.env("GOTOOLCHAIN", choice);
    }
    let output = command
        .output()
        .map_err(|error| format!("could not run {shown}: {}", landfall_probe::plain(&error)))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let lines: Vec<&str> = said.lines().collect();
    let ([version, goroot, modcache, goenv, os, arch], true) =
        (&lines[..], output.status.success())
    else {
        let errors = String::from_utf8_lossy(&output.stderr);
        let first =
            errors.lines().find(|line| !line.trim().is_empty()).unwrap_or("it says nothing");
        return Err(format!("`{shown} env` failed: {first}"));
    };
    let no_name =
        |error: &dyn std::fmt::Display| format!("could not understand `{shown} env`: {error}");
    Ok(Toolchain {
        program: program.to_path_buf(),
        choice,
        version: version.parse().map_err(|error| no_name(&error))?,
        goroot: (*goroot).to_owned(),
        modcache: (*modcache).to_owned(),
        goenv: (*goenv).to_owned(),
        host: (
            os.parse().map_err(|error| no_name(&error))?,
            arch.parse().map_err(|error| no_name(&error))?,
        ),
    })
}

/// A program in PATH.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    let name = format!("{name}{}", env::consts::EXE_SUFFIX);
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|dir| dir.join(&name)).find(|program| program.is_file())
}
