//! What a `build` line of a case says was asked for.

use landfall_facts::{Asked, Build, Fact, Kind, Libc, Setting};

use super::build::level;
use super::{known, word};

/// What the one who builds it asked for.
pub(super) fn ask_for(build: &mut Build, what: &str) -> Result<(), String> {
    if build.asked.known().is_none() {
        build.asked = known(Box::new(Asked::nothing("app")));
    }
    let Fact::Known(asked, _) = &mut build.asked else { return Ok(()) };
    match what.split_once(' ').unwrap_or((what, "")) {
        ("cgo", "") => asked.cgo = known(true),
        ("no", "cgo") => asked.cgo = known(false),
        ("no", "loader") => asked.without_loader = known(true),
        ("no", "symbols") => asked.without_symbols = known(true),
        ("no", "dwarf") => asked.without_dwarf = known(true),
        ("revision", "") => asked.revision = known(true),
        ("level", text) => asked.level = known(level(text)?),
        ("main", path) => asked.main = known(path.to_owned()),
        ("libc", "musl") => asked.libc = known(Libc::Musl),
        ("libc", "glibc") => asked.libc = known(Libc::Glibc),
        ("glibc", text) => {
            asked.newest_glibc = known(text.parse().map_err(|error| format!("{error}"))?);
        }
        ("kind", "pie") => asked.kind = known(Kind::Pie),
        ("kind", "c-shared") => asked.kind = known(Kind::CShared),
        ("setting", text) => asked.settings.push((setting(text)?, word())),
        (go, "") if go.starts_with("go1.") => {
            asked.go = known(go.parse().map_err(|error| format!("{error}"))?)
        }
        _ => return Err(format!("{what:?} is nothing that is asked of a build")),
    }
    Ok(())
}

pub(super) fn setting(text: &str) -> Result<Setting, String> {
    let (key, value) = text.split_once('=').ok_or("setting KEY=VALUE")?;
    Ok(Setting { key: key.to_owned(), value: value.to_owned() })
}
