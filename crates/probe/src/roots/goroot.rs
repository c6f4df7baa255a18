//! Where the Go that would build lies, as far as files tell.

use std::path::Path;

use landfall_formats::gomod::Said;

use super::settings::Settings;
use super::versions::go_order;
use super::{TooOld, join};
use crate::world::{Kind, World};

/// GOROOT: as it is set, or of the `go` that the search path names first, or as that says.
pub(super) fn find(world: &dyn World, settings: &Settings) -> Option<String> {
    settings.get(world, "GOROOT").or_else(|| of_path(world)).or_else(|| {
        let said = world.run(&["go", "env", "GOROOT"]).ok()?;
        Some(said.trim().to_owned()).filter(|dir| !dir.is_empty())
    })
}

/// The directory above the one in which the first `go` of PATH lies behind all links. What has no
/// standard library beside it is a script that starts another.
fn of_path(world: &dyn World) -> Option<String> {
    let path = world.env("PATH")?;
    let name = format!("go{}", std::env::consts::EXE_SUFFIX);
    let files = std::env::split_paths(&path).map(|dir| join(&dir.to_string_lossy(), &name));
    let mut there = files.filter(|file| world.kind(file) == Ok(Kind::File));
    of(world, &there.next()?)
}

/// The root that a `go` belongs to, if its library lies beside it.
pub(crate) fn of(world: &dyn World, go: &str) -> Option<String> {
    let real = world.resolve(go).ok()?;
    let root = Path::new(&real).parent()?.parent()?.to_string_lossy().into_owned();
    (world.kind(&join(&root, "src/unsafe")) == Ok(Kind::Directory)).then_some(root)
}

/// The version of the Go in a GOROOT, for example `1.26.8`.
pub(crate) fn version(world: &dyn World, goroot: &str) -> Option<String> {
    let text = world.text(&join(goroot, "VERSION")).ok()?;
    let first = text.split_whitespace().next()?;
    first.strip_prefix("go").map(str::to_owned)
}

/// The GOROOT of the toolchain in the module cache to which the Go command would switch for a
/// module that asks for a newer one (<https://go.dev/doc/toolchain>).
pub(super) fn switched(
    world: &dyn World,
    settings: &Settings,
    (goroot, modcache): (&str, &str),
    asked: &[&str],
) -> Option<String> {
    let toolchain = settings.get(world, "GOTOOLCHAIN").unwrap_or_else(|| "auto".to_owned());
    let (least, mode) = toolchain.split_once('+').unwrap_or(match toolchain.as_str() {
        mode @ ("auto" | "path" | "local") => ("local", mode),
        version => (version, "local"),
    });
    let least = least.strip_prefix("go");
    let here = version(world, goroot)?;
    let mut wanted = least.unwrap_or(&here);
    if mode == "auto" {
        for asked in asked {
            if go_order(asked) > go_order(wanted) {
                wanted = asked;
            }
        }
    }
    if wanted == here {
        return None;
    }
    // Which system this runs on is not asked for: there is one.
    let parent = join(modcache, "golang.org");
    let start = format!("toolchain@v0.0.1-go{wanted}.");
    let name = world.list(&parent).ok()?.into_iter().find(|name| name.starts_with(&start))?;
    Some(join(&parent, &name))
}

/// Why the Go of a GOROOT refuses what asks for a version: it may use no other.
pub(super) fn refusal(
    world: &dyn World,
    settings: &Settings,
    goroot: &str,
    (path, asked): (String, &Said),
) -> Option<TooOld> {
    let setting = settings.get(world, "GOTOOLCHAIN")?;
    let here = match setting.as_str() {
        "local" => version(world, goroot)?,
        // A release that is named is run, and fetched if need be. With a `+`, or one of the other
        // words, a newer one may be looked for.
        named => named.strip_prefix("go").filter(|it| !it.contains('+'))?.to_owned(),
    };
    (go_order(&asked.text)? > go_order(&here)?).then(|| TooOld {
        place: (path, asked.line),
        asked: asked.text.clone(),
        here,
        setting,
    })
}
