//! A program that is to be started, as execve(2) wants it.

use std::ffi::{CString, OsStr, OsString};
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

/// A program with its arguments and environment.
pub(super) struct Program {
    pub(super) path: CString,
    pub(super) arguments: Vec<CString>,
    pub(super) environment: Vec<CString>,
}

impl Program {
    /// The program of this name, looked for as a shell does.
    pub(super) fn new(command: &[OsString]) -> Result<Self, String> {
        let [name, ..] = command else {
            return Err("could not start a program: none is named".to_owned());
        };
        let path = found(name)?;
        let c = |text: &OsStr| {
            CString::new(text.as_bytes())
                .map_err(|_| format!("could not start {}: a word holds a NUL", path.display()))
        };
        let variables = std::env::vars_os().map(|(mut variable, value)| {
            variable.push("=");
            variable.push(value);
            c(&variable)
        });
        Ok(Self {
            path: c(path.as_os_str())?,
            arguments: command.iter().map(|word| c(word)).collect::<Result<_, _>>()?,
            environment: variables.collect::<Result<_, _>>()?,
        })
    }

    /// Why it could not be executed, in words.
    pub(super) fn not_executed(&self, error: &io::Error) -> String {
        format!("could not start {}: {error}", self.path.to_string_lossy())
    }
}

/// The file that a shell would start for a name.
fn found(name: &OsStr) -> Result<PathBuf, String> {
    if name.as_bytes().contains(&b'/') {
        return Ok(PathBuf::from(name));
    }
    let is_program = |path: &Path| {
        path.metadata().is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
    };
    let path = std::env::var_os("PATH").unwrap_or_else(|| "/usr/local/bin:/usr/bin:/bin".into());
    let mut all = std::env::split_paths(&path).map(|dir| Path::new(".").join(dir).join(name));
    all.find(|path| is_program(path))
        .ok_or_else(|| format!("could not start {}: it is not in PATH", name.to_string_lossy()))
}
