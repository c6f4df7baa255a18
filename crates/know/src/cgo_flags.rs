//! The flags that the Go command lets a `#cgo` line have.

use std::borrow::Cow;

use regex_lite::Regex;

use crate::godebug::spans;
use crate::table::{Row, rows};

/// For whom a flag is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CgoFlags {
    /// `CFLAGS`, `CPPFLAGS`, `CXXFLAGS` and `FFLAGS`.
    Compiler,
    /// `LDFLAGS`.
    Linker,
}

/// What the Go command says of a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CgoFlag {
    /// It may stand there.
    Allowed,
    /// It may stand there, and the argument behind it belongs to it.
    WithNext,
    /// `invalid flag`: only `CGO_CFLAGS_ALLOW`, `CGO_LDFLAGS_ALLOW` and so on let it in.
    Refused,
}

/// What a minor release says of a flag in a `#cgo` line and of the argument behind it; `None` for
/// a release that the table does not have.
///
/// Written in `cmd/go/internal/work/security.go` under `checkFlags`.
pub fn cgo_flag(go: u32, flags: CgoFlags, flag: &str, next: Option<&str>) -> Option<CgoFlag> {
    let all: Vec<&Row> = rows("cgo-flags.csv").filter(|row| spans(row, go)).collect();
    if all.is_empty() {
        return None;
    }
    let [valid, never, with_next] = match flags {
        CgoFlags::Compiler => ["compiler", "", "compiler-next"],
        CgoFlags::Linker => ["linker", "linker-never", "linker-next"],
    };
    let of = |kind: &'static str| all.iter().filter(move |row| row.get("kind") == kind);
    let fits = |kind, flag: &str| of(kind).any(|row| is_whole(row.get("pattern"), flag));
    if fits(never, flag) {
        return Some(CgoFlag::Refused);
    }
    if fits(valid, &absolute(flag)) {
        return Some(CgoFlag::Allowed);
    }
    const PUSH: &str = "-Wl,--push-state";
    if fits(valid, PUSH)
        && let Some(parts) = flag.strip_prefix("-Wl,").filter(|_| flag.starts_with(PUSH))
        && flag[PUSH.len()..].starts_with(',')
    {
        let good = |part| {
            let part = format!("-Wl,{part}");
            fits(valid, &part) && !fits(never, &part)
        };
        return Some(if parts.split(',').all(good) { CgoFlag::Allowed } else { CgoFlag::Refused });
    }
    let takes_next = of(with_next).any(|row| row.get("pattern").replace(COMMA, ",") == flag);
    let takes_it = takes_next && next.is_some_and(|next| fits_behind(flag, next));
    Some(if takes_it { CgoFlag::WithNext } else { CgoFlag::Refused })
}

/// How the table writes a comma.
const COMMA: &str = "\\x2c";

/// A pattern that only a flag itself fits.
pub fn exactly(flag: &str) -> String {
    let escaped = flag.chars().map(|c| match c {
        '.' | '+' | '*' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '^' | '$' | '|' | '\\' => {
            format!("\\{c}")
        }
        c => c.to_string(),
    });
    escaped.collect()
}

/// Whether the first match of a pattern is the whole flag.
pub fn is_whole(pattern: &str, flag: &str) -> bool {
    let whole = |pattern: Regex| pattern.find(flag).is_some_and(|found| found.as_str() == flag);
    Regex::new(pattern).is_ok_and(whole)
}

/// Whether an argument may stand behind a flag that takes one.
fn fits_behind(flag: &str, next: &str) -> bool {
    let of_linker = || Some(next.strip_prefix("-Wl,")?).filter(|_| flag.starts_with("-Wl,"));
    // It is made an absolute path first, whatever it is.
    PATHS.contains(&flag)
        || is_safe(next)
        || of_linker().is_some_and(|name| is_safe(name) && !name.contains(','))
}

/// The flags whose paths are made absolute before they are looked at.
///
/// Written in `go/build` under `makePathsAbsolute`.
const PATHS: [&str; 2] = ["-I", "-L"];

fn absolute(flag: &str) -> Cow<'_, str> {
    let path = PATHS.iter().find_map(|start| Some((start, flag.strip_prefix(start)?)));
    match path {
        Some((start, path)) if !path.is_empty() && !path.starts_with('/') => {
            Cow::Owned(format!("{start}/{path}"))
        }
        _ => Cow::Borrowed(flag),
    }
}

/// Whether an argument begins as no flag and no file of flags does.
///
/// Written in `cmd/go/internal/load` under `SafeArg`.
fn is_safe(argument: &str) -> bool {
    argument.chars().next().is_some_and(|first| {
        first.is_ascii_alphanumeric() || "._/".contains(first) || !first.is_ascii()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_one() {
        for row in rows("cgo-flags.csv") {
            assert!(Regex::new(row.get("pattern")).is_ok(), "{row:?}");
        }
    }

    #[test]
    fn a_release_allows_what_its_list_has() {
        let of = |go, flag| cgo_flag(go, CgoFlags::Compiler, flag, None);
        assert_eq!(of(26, "-fplugin=x"), Some(CgoFlag::Refused));
        assert_eq!(of(26, "-mcmodel=large"), Some(CgoFlag::Allowed));
        assert_eq!(of(22, "-mcmodel=large"), Some(CgoFlag::Refused));
        assert_eq!(of(999, "-O2"), None);
    }
}
