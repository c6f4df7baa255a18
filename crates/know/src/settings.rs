//! Settings whose values Go makes words for.

use landfall_facts::{GoVersion, Origin};
use regex_lite::Regex;

use crate::godebug::minor;
use crate::table::{Row, rows};

/// What Go makes of the value of a setting.
#[derive(Debug, Clone)]
pub struct Taken {
    /// Whether it is one that Go takes.
    pub is_taken: bool,
    /// The first minor release that reads the setting.
    pub since: u32,
    /// The row.
    pub origin: Origin,
}

/// What Go makes of a value for a setting, named in small letters; `None` for a setting that has no words of
/// its own.
pub fn taken(setting: &str, value: &str) -> Option<Taken> {
    let row = rows("settings.csv").find(|row| row.get("name") == setting)?;
    let whole = Regex::new(&format!("^({})$", row.get("accepts"))).ok()?;
    let since = minor(row.get("go"))?;
    Some(Taken { is_taken: whole.is_match(value), since, origin: row.origin() })
}

/// The experiment in a value of GOEXPERIMENT that a release does not know; `None` where it knows all, or
/// the release is not in the table.
pub fn unknown_experiment<'v>(value: &'v str, go: &GoVersion) -> Option<&'v str> {
    let all = || rows("experiment-names.csv");
    let of_release =
        |first: &str, last: &str| Some(minor(first)? <= go.minor() && go.minor() <= minor(last)?);
    if !all().any(|row| of_release(row.get("first"), row.get("last")) == Some(true)) {
        return None;
    }
    let newest = all().filter_map(|row| minor(row.get("last"))).max()?;
    let is_known = |name: &str| {
        all().any(|row| {
            row.get("name") == name && of_release(row.get("first"), row.get("last")).unwrap_or(true)
        })
    };
    if go.minor() > newest {
        return None;
    }
    value.split(',').find(|word| {
        let is_plain = word.is_empty() || *word == "none";
        !is_plain && !is_known(word) && !word.strip_prefix("no").is_some_and(is_known)
    })
}

/// Whether GODEBUG knows a feature of an amd64 CPU by this name.
pub fn is_cpu_feature(name: &str) -> bool {
    rows("cpu-features.csv").any(|row| row.get("name") == name)
}

/// Whether a flag, without what stands before it, is one that GOFLAGS may hold.
pub fn is_flag(name: &str) -> bool {
    rows("go-flags.csv").any(|row| row.get("name") == name)
}

/// Whether a flag, without its dash, is one of the linker that `go build` does not know.
pub fn is_linker_flag(name: &str) -> bool {
    rows("linker-flags.csv").any(|row| row.get("name") == name)
}

/// Whether the Go command, or a compiler that it starts, reads a variable of the environment.
pub fn is_variable(name: &str) -> bool {
    rows("go-variables.csv").any(|row| row.get("name") == name && row.get("means").is_empty())
}

/// What a variable of the Go command sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sets {
    /// A program that it starts.
    Tool,
    /// What is built for.
    Platform,
    /// How it is built.
    Build,
    /// Which modules, and from where.
    Modules,
    /// A directory or file of its own.
    Place,
    /// What a program does when it runs.
    Run,
}

/// What a variable of the environment sets for the Go command; `None` where it reads none of that name.
pub fn variable_sets(name: &str) -> Option<Sets> {
    let is_it = |row: &&Row| row.get("name") == name && row.get("means").is_empty();
    match rows("go-variables.csv").find(is_it)?.get("sets") {
        "tool" => Some(Sets::Tool),
        "platform" => Some(Sets::Platform),
        "build" => Some(Sets::Build),
        "modules" => Some(Sets::Modules),
        "place" => Some(Sets::Place),
        "run" => Some(Sets::Run),
        _ => None,
    }
}

/// What was probably meant by a variable that nobody reads, and the row.
pub fn meant_variable(name: &str) -> Option<(&'static str, Origin)> {
    let row = rows("go-variables.csv").find(|row| row.get("name") == name)?;
    Some((row.get("means"), row.origin())).filter(|(means, _)| !means.is_empty())
}

/// Whether Docker and BuildKit know a build argument by themselves.
pub fn is_known_argument(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    rows("build-arguments.csv").any(|row| match row.get("name").strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => row.get("name") == upper,
    })
}

/// Files of GOROOT that a release does not have, though an older one did.
pub fn removed_before(go: &GoVersion) -> impl Iterator<Item = &'static str> {
    let minor_of = go.minor();
    rows("removed-files.csv")
        .filter(move |row| minor(row.get("last")).is_some_and(|last| last < minor_of))
        .map(|row| row.get("path"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_has_its_words() {
        let taken = |setting, value| taken(setting, value).map(|taken| taken.is_taken);
        assert_eq!(taken("goamd64", "v3"), Some(true));
        assert_eq!(taken("goamd64", "v9"), Some(false));
        assert_eq!(taken("goarm64", "v8.2,lse,crypto"), Some(true));
        assert_eq!(taken("gomaxprocs", "0"), Some(false));
        assert_eq!(
            taken(
                "gosumdb",
                "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
            ),
            Some(true)
        );
        assert_eq!(taken("gopath", "/go"), None);
    }

    #[test]
    fn every_variable_that_is_read_sets_something() {
        for row in rows("go-variables.csv").filter(|row| row.get("means").is_empty()) {
            assert!(variable_sets(row.get("name")).is_some(), "{}", row.get("name"));
        }
        assert_eq!(variable_sets("GOARCH"), Some(Sets::Platform));
        assert_eq!(variable_sets("GO_ARCH"), None);
    }

    #[test]
    fn docker_knows_arguments_in_either_case() {
        assert!(is_known_argument("http_proxy") && is_known_argument("BUILDKIT_INLINE_CACHE"));
        assert!(!is_known_argument("VERSION"));
    }

    #[test]
    fn an_experiment_is_of_releases() {
        let go = |text: &str| text.parse::<GoVersion>().unwrap();
        assert_eq!(unknown_experiment("loopvar,nosuch", &go("go1.26.8")), Some("nosuch"));
        assert_eq!(unknown_experiment("rangefunc", &go("go1.26.8")), Some("rangefunc"));
        assert_eq!(unknown_experiment("rangefunc,noloopvar,none", &go("go1.22.1")), None);
        // Nobody has read that one yet.
        assert_eq!(unknown_experiment("nosuch", &go("go1.99.1")), None);
    }

    #[test]
    fn what_a_newer_release_has_removed_is_left_over_there() {
        assert_eq!(removed_before(&"go1.22.10".parse().unwrap()).count(), 0);
        assert_eq!(removed_before(&"go1.27.3".parse().unwrap()).count(), 4);
        assert_eq!(removed_before(&"go1.23.9".parse().unwrap()).count(), 1);
    }
}
