//! A machine that was written down: the file behind `machine:FILE.toml`, read back.
//!
//! What the file names is known; what it lists under `absent` was looked for and is not there;
//! what stands in the table `unknown`, with a reason, nobody could look at; and of what it does
//! not speak at all nobody knows anything either.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

use landfall_facts::{Fact, Interpreter, Libc, Listed, Machine, Origin, Shelf, Why};
use serde::Deserialize;

use crate::elf;

/// The number that changes when a field changes its meaning or goes away.
const SCHEMA: u32 = 1;

/// What can stand under `absent` or `unknown`.
const FACTS: [&str; 19] = [
    "os",
    "arches",
    "emulated",
    "cpu_flags",
    "libc",
    "glibc",
    "musl",
    "kernel",
    "macos",
    "windows",
    "interpreters",
    "libraries",
    "certificates",
    "time_zones",
    "users",
    "resolver",
    "user_sources",
    "host_sources",
    "temporary_files",
];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Recorded {
    schema: u32,
    name: String,
    os: Option<String>,
    arches: Option<Vec<String>>,
    emulated: Option<Vec<String>>,
    cpu_flags: Option<Vec<String>>,
    libc: Option<String>,
    glibc: Option<String>,
    musl: Option<String>,
    kernel: Option<String>,
    macos: Option<String>,
    windows: Option<String>,
    interpreters: Option<Vec<RecordedInterpreter>>,
    libraries: Option<Vec<String>>,
    certificates: Option<String>,
    time_zones: Option<String>,
    users: Option<String>,
    resolver: Option<String>,
    user_sources: Option<Vec<String>>,
    host_sources: Option<Vec<String>>,
    temporary_files: Option<String>,
    #[serde(default)]
    absent: Vec<String>,
    #[serde(default)]
    unknown: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RecordedInterpreter {
    path: String,
    arch: String,
}

/// Reads a recorded machine; `path` is the file as the user named it. An error says what is wrong
/// with it, and where.
pub fn read(text: &str, path: &str) -> Result<Machine, String> {
    let recorded: Recorded =
        toml::from_str(text).map_err(|error| format!("could not understand {path}: {error}"))?;
    if recorded.schema != SCHEMA {
        return Err(format!(
            "could not understand {path}: its schema is {}, this landfall reads {SCHEMA}",
            recorded.schema
        ));
    }
    let misspelt = recorded.absent.iter().chain(recorded.unknown.keys());
    if let Some(name) = misspelt.into_iter().find(|name| !FACTS.contains(&name.as_str())) {
        return Err(format!(
            "could not understand {path}: a machine has no {name:?}; it can have {}",
            FACTS.join(", ")
        ));
    }
    let file = File { text, path, absent: &recorded.absent, unknown: &recorded.unknown };
    let mut machine =
        Machine::unknown(&recorded.name, &Why::new(format!("{path} does not say it")));
    machine.os = file.parsed("os", recorded.os)?;
    machine.arches = file.all("arches", recorded.arches)?;
    machine.emulated = match file.all("emulated", recorded.emulated)? {
        // Who lists what runs and names no emulator has listed it all.
        Fact::Unknown(_) if !recorded.unknown.contains_key("emulated") => {
            Fact::Absent(file.origin("arches"))
        }
        said => said,
    };
    machine.cpu_flags = file.plain("cpu_flags", recorded.cpu_flags);
    machine.libc = match recorded.libc.as_deref() {
        Some("glibc") => Fact::Known(Libc::Glibc, file.origin("libc")),
        Some("musl") => Fact::Known(Libc::Musl, file.origin("libc")),
        Some("bionic") => Fact::Known(Libc::Bionic, file.origin("libc")),
        Some("uclibc") => Fact::Known(Libc::Uclibc, file.origin("libc")),
        Some("native") => Fact::Known(Libc::Native, file.origin("libc")),
        Some(other) => {
            return Err(file.bad(
                "libc",
                &format!("{other:?} is none of glibc, musl, bionic, uclibc, native"),
            ));
        }
        None => file.missing("libc"),
    };
    machine.glibc = file.parsed("glibc", recorded.glibc)?;
    machine.musl = file.parsed("musl", recorded.musl)?;
    machine.kernel = file.parsed("kernel", recorded.kernel)?;
    machine.macos = file.parsed("macos", recorded.macos)?;
    machine.windows = file.parsed("windows", recorded.windows)?;
    machine.interpreters = match recorded.interpreters {
        Some(all) => {
            let one = |one: &RecordedInterpreter| {
                Ok(Interpreter {
                    path: one.path.clone(),
                    arch: Some(file.one("interpreters", &one.arch)?),
                    libc: elf::libc_of_interpreter(&one.path).unwrap_or(Libc::Native),
                })
            };
            let all: Result<Vec<_>, String> = all.iter().map(one).collect();
            Fact::Known(all?, file.origin("interpreters"))
        }
        None => file.missing("interpreters"),
    };
    let listed = |sonames: Vec<String>| {
        let sonames = sonames.into_iter().map(Cow::Owned).collect();
        Shelf::Listed(Listed { sonames, table: path.to_owned(), complete: true })
    };
    machine.shelf = match file.plain("libraries", recorded.libraries).map(listed) {
        // No library at all is a list, too.
        Fact::Absent(origin) => Fact::Known(listed(Vec::new()), origin),
        said => said,
    };
    machine.certificates = file.plain("certificates", recorded.certificates);
    machine.time_zones = file.plain("time_zones", recorded.time_zones);
    machine.users = file.plain("users", recorded.users);
    machine.resolver = file.plain("resolver", recorded.resolver);
    machine.user_sources = file.plain("user_sources", recorded.user_sources);
    machine.host_sources = file.plain("host_sources", recorded.host_sources);
    machine.temporary_files = file.plain("temporary_files", recorded.temporary_files);
    Ok(machine)
}

struct File<'a> {
    text: &'a str,
    path: &'a str,
    absent: &'a [String],
    unknown: &'a BTreeMap<String, String>,
}

impl File<'_> {
    fn parsed<T: FromStr<Err: Display>>(
        &self,
        key: &str,
        value: Option<String>,
    ) -> Result<Fact<T>, String> {
        match value {
            Some(value) => Ok(Fact::Known(self.one(key, &value)?, self.origin(key))),
            None => Ok(self.missing(key)),
        }
    }

    fn all<T: FromStr<Err: Display>>(
        &self,
        key: &str,
        values: Option<Vec<String>>,
    ) -> Result<Fact<Vec<T>>, String> {
        let Some(values) = values else { return Ok(self.missing(key)) };
        let values: Result<_, _> = values.iter().map(|value| self.one(key, value)).collect();
        Ok(Fact::Known(values?, self.origin(key)))
    }

    fn plain<T>(&self, key: &str, value: Option<T>) -> Fact<T> {
        match value {
            Some(value) => Fact::Known(value, self.origin(key)),
            None => self.missing(key),
        }
    }

    fn one<T: FromStr<Err: Display>>(&self, key: &str, value: &str) -> Result<T, String> {
        value.parse().map_err(|error| self.bad(key, &error))
    }

    fn missing<T>(&self, key: &str) -> Fact<T> {
        if self.absent.iter().any(|absent| absent == key) {
            return Fact::Absent(self.origin("absent"));
        }
        match self.unknown.get(key) {
            Some(reason) => Fact::Unknown(Why::new(reason.as_str())),
            None => Fact::Unknown(Why::new(format!("{} does not speak of {key}", self.path))),
        }
    }

    fn origin(&self, key: &str) -> Origin {
        Origin::Line { path: self.path.to_owned(), line: self.line(key) }
    }

    /// The line on which a key stands: keys of the first table are unique, tables come after them.
    fn line(&self, key: &str) -> u32 {
        let is_key = |line: &str| {
            let rest = line.trim_start().trim_start_matches("[[").strip_prefix(key);
            rest.is_some_and(|rest| rest.trim_start().starts_with(['=', ']']))
        };
        (1..).zip(self.text.lines()).find(|(_, line)| is_key(line)).map_or(1, |(line, _)| line)
    }

    fn bad(&self, key: &str, error: &dyn Display) -> String {
        format!("could not understand {}:{}: {error}", self.path, self.line(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROD: &str = r#"
schema = 1
name = "prod-7"
os = "linux"
arches = ["amd64"]
libc = "glibc"
glibc = "2.31"
absent = ["musl", "time_zones"]
libraries = ["libc.so.6"]

[[interpreters]]
path = "/lib64/ld-linux-x86-64.so.2"
arch = "amd64"

[unknown]
users = "permission denied"
"#;

    #[test]
    fn known_absent_and_unknown_stay_three_things() {
        let machine = read(PROD, "prod.toml").unwrap();
        assert_eq!(machine.glibc.origin().unwrap().to_string(), "prod.toml:7");
        assert!(matches!(machine.musl, Fact::Absent(_)));
        assert_eq!(machine.users.why().unwrap().to_string(), "permission denied");
        assert_eq!(machine.kernel.why().unwrap().to_string(), "prod.toml does not speak of kernel");
        assert_eq!(machine.interpreters.known().unwrap()[0].libc, Libc::Glibc);
    }

    #[test]
    fn a_machine_without_libraries_has_an_empty_list_of_them() {
        let text = PROD
            .replace("libraries = [\"libc.so.6\"]\n", "")
            .replace("\"time_zones\"]", "\"libraries\"]");
        let Fact::Known(Shelf::Listed(listed), _) = read(&text, "prod.toml").unwrap().shelf else {
            panic!("a list");
        };
        assert!(listed.complete && listed.sonames.is_empty());
    }

    #[test]
    fn a_bad_value_is_refused_with_its_line() {
        let error = read(&PROD.replace("2.31", "new"), "prod.toml").unwrap_err();
        assert!(error.contains("prod.toml:7"), "{error}");
        assert!(
            read(&PROD.replace("schema = 1", "schema = 9"), "prod.toml")
                .unwrap_err()
                .contains("schema is 9")
        );
        assert!(read(&PROD.replace("name", "nom"), "prod.toml").is_err());
        let error = read(&PROD.replace("\"musl\"", "\"muls\""), "prod.toml").unwrap_err();
        assert!(error.contains("a machine has no \"muls\""), "{error}");
    }
}
