//! A line for the Go command, taken apart as `cmd/go` does it.

use landfall_facts::{Fact, GoCommand, GoFlag, Said, Why};

/// The flags that take no value, written in `cmd/go/internal/work` and `cmd/go/internal/test`.
const BOOLEAN: [&str; 30] = [
    "a",
    "n",
    "i",
    "race",
    "msan",
    "asan",
    "cover",
    "v",
    "work",
    "x",
    "linkshared",
    "modcacherw",
    "trimpath",
    "buildvcs",
    "json",
    "c",
    "short",
    "failfast",
    "benchmem",
    "fullpath",
    "m",
    "u",
    "d",
    "t",
    "e",
    "deps",
    "compiled",
    "export",
    "find",
    "test",
];

/// What the words behind `go` ask for; `None` where no verb is known.
pub(super) fn read(words: &[Said]) -> Option<GoCommand> {
    let mut rest = words.iter().peekable();
    // `go -C dir build`
    while let Some(word) = rest.peek().and_then(|said| said.known())
        && word.starts_with('-')
    {
        let takes_next = word.trim_start_matches('-') == "C";
        rest.next();
        if takes_next {
            rest.next();
        }
    }
    let first = rest.next()?.known()?.to_owned();
    let verb = match first.as_str() {
        "mod" | "work" | "env" | "tool" | "telemetry" => {
            match rest.peek().and_then(|s| s.known()) {
                Some(second)
                    if !second.starts_with('-') && matches!(first.as_str(), "mod" | "work") =>
                {
                    let verb = format!("{first} {second}");
                    rest.next();
                    verb
                }
                _ => first,
            }
        }
        _ => first,
    };
    let mut command = GoCommand { verb, flags: Vec::new(), packages: Vec::new() };
    while let Some(said) = rest.next() {
        let Some(word) = said.known() else {
            match unknown_value(said) {
                Some(flag) => command.flags.push(flag),
                None => command.packages.push(said.clone()),
            }
            continue;
        };
        let is_flag = command.packages.iter().all(|one| one.known().is_none())
            && word.starts_with('-')
            && word.len() > 1;
        if !is_flag {
            command.packages.push(said.clone());
            // What stands behind the packages of `go run` and `go tool` is for the program.
            continue;
        }
        let flag = word.trim_start_matches('-');
        let (name, value, at) = match flag.split_once('=') {
            Some((name, value)) => {
                (name.to_owned(), Fact::Known(value.to_owned(), said.at.clone()), said.at.clone())
            }
            None if BOOLEAN.contains(&flag) || (command.verb == "env" && flag == "w") => {
                (flag.to_owned(), Fact::Known("true".to_owned(), said.at.clone()), said.at.clone())
            }
            None => match rest.next() {
                Some(value) => (flag.to_owned(), value.text.clone(), said.at.clone()),
                None => {
                    let why = Why::new(format!("-{flag} has no value"));
                    (flag.to_owned(), Fact::Unknown(why), said.at.clone())
                }
            },
        };
        command.flags.push(GoFlag { name, value, at });
    }
    Some(command)
}

/// `-ldflags="-X main.version=$VERSION"`: the name is there, and the value is not known.
fn unknown_value(said: &Said) -> Option<GoFlag> {
    let (name, _) = said.written.strip_prefix('-')?.split_once('=')?;
    let name = name.trim_start_matches('-');
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric());
    is_name.then(|| GoFlag { name: name.to_owned(), value: said.text.clone(), at: said.at.clone() })
}
