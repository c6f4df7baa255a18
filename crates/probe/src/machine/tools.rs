//! The Go command of a machine.

use std::path::Path;

use landfall_facts::{Arch, Fact, GoVersion, Machine, Origin, Os, Toolchain, Why};

use super::files::on_path;
use super::settings as said;
use super::{OfTables, compiler};
use crate::artifact::{Depth, Lacks};
use crate::binary;
use crate::roots::settings::own_file;
use crate::roots::{Settings, goroot, join, settings};
use crate::world::{Blind, Kind, World};

/// Where installers put a Go besides on PATH.
const USUAL: [&str; 6] = [
    "/usr/local/go",
    "/usr/lib/go",
    "/usr/lib/golang",
    "/opt/go",
    "/snap/go/current",
    "/opt/homebrew/opt/go/libexec",
];

/// Where version managers and distributions keep several side by side, and what lies between the name of
/// one and its root; what begins with `~` is below the home directory.
const SIDE_BY_SIDE: [(&str, &str); 8] = [
    ("~/sdk", ""),
    ("~/.asdf/installs/golang", "go"),
    ("~/.local/share/mise/installs/go", ""),
    ("~/.gvm/gos", ""),
    ("~/.goenv/versions", ""),
    ("/usr/lib", ""),
    ("/opt/hostedtoolcache/go", "x64"),
    ("/usr/local/Cellar/go", "libexec"),
];

const ENVIRONMENT: &str = "the environment";

/// Fills in which Go there is and what is said to it, on a system. Whether something can be run there is
/// the world's to know.
pub(super) fn fill(world: &dyn World, os: Os, of_tables: &OfTables, machine: &mut Machine) {
    let mut settings = Settings::new(world);
    let kept = settings.names();
    let go = &mut machine.toolchain;
    go.go = on_path(world, &format!("go{}", std::env::consts::EXE_SUFFIX));
    let said = |name: &str| world.env(name).filter(|value| !value.is_empty());
    let by = by_name;
    // What starts another Go, as version managers do, knows which.
    let of_other = || {
        let told = world.run(&["go", "env", "GOROOT"]).ok()?;
        Some(told.trim().to_owned()).filter(|root| !root.is_empty())
    };
    let own = go.go.known().and_then(|path| goroot::of(world, path).or_else(of_other));
    go.goroot = match (&go.go, &own) {
        (Fact::Known(path, _), Some(root)) => {
            Fact::Known(root.clone(), Origin::Path(world.shown(path)))
        }
        (Fact::Known(path, _), None) => Fact::Unknown(Why::new(format!(
            "{} is no Go with its library beside it: it may start another",
            world.shown(path)
        ))),
        (Fact::Absent(origin), _) => Fact::Absent(origin.clone()),
        (Fact::Unknown(why), _) => Fact::Unknown(why.clone()),
    };
    go.version = of_root(world, &go.goroot);
    go.arch = arch(world, &go.goroot);
    go.goroot_said = Fact::from_option(said("GOROOT"), by("GOROOT"));
    go.goroot_said_version = of_root(world, &go.goroot_said);
    go.all = all(world, go.goroot.known().map(String::as_str));
    let root = said("GOROOT").or(own);
    if let Some(text) = root.and_then(|dir| world.text(&join(&dir, "go.env")).ok()) {
        settings.add(&text);
    }
    let setting = |name: &str| match (said(name), settings.get(world, name)) {
        (Some(value), _) => Fact::Known(value, by(name)),
        (None, Some(value)) => {
            let by = settings.said_by(name).unwrap_or(settings::OWN);
            Fact::Known(value, Origin::Setting { name: name.to_owned(), by })
        }
        (None, None) => Fact::Absent(by(name)),
    };
    go.cgo_enabled = setting("CGO_ENABLED");
    go.os_said = setting("GOOS");
    go.arch_said = setting("GOARCH");
    go.bin_said = setting("GOBIN");
    go.toolchain_said = setting("GOTOOLCHAIN");
    go.modules_said = setting("GO111MODULE");
    go.proxy_said = match setting("GOPROXY") {
        // What everybody has nobody has set.
        Fact::Known(_, Origin::Setting { by: settings::OF_ALL, .. }) => {
            Fact::Absent(by_name("GOPROXY"))
        }
        said => said,
    };
    let flags = setting("GOFLAGS")
        .map(|flags| settings::flags(&flags).into_iter().map(str::to_owned).collect::<Vec<_>>());
    go.flags_said = setting("GOFLAGS").map(|flags| {
        let names = flags.split_whitespace().map(|flag| flag.split('=').next().unwrap_or(flag));
        names.map(str::to_owned).collect()
    });
    go.compiler = of_compiler(world, go);
    go.library = of_library(world, &go.goroot);
    go.leftovers = leftovers(world, go, of_tables);
    let kept_by = Origin::Path(own_file(world).map_or_else(String::new, |file| world.shown(&file)));
    go.kept = Fact::from_option(Some(kept).filter(|kept| !kept.is_empty()), kept_by);
    go.installs_on_path = installs_on_path(world, &setting("GOBIN"), &setting("GOPATH"));
    go.git = on_path(world, &format!("git{}", std::env::consts::EXE_SUFFIX));
    go.cache = cache(&setting("GOCACHE"), &said);
    go.module_cache = module_cache(&setting("GOMODCACHE"), &setting("GOPATH"), &said);
    go.wanted_there = wanted_there(world, os, go);
    let default_cc = (of_tables.default_cc)(os);
    compiler::fill(world, &setting("CC"), &setting("PKG_CONFIG"), default_cc, machine);
    said::fill(world, &setting, default_cc, &flags, machine);
}

/// Whether the release that GOTOOLCHAIN names is there: by its name on PATH, or in the module cache
/// (`cmd/go/internal/toolchain`, `Exec`).
fn wanted_there(world: &dyn World, os: Os, go: &Toolchain) -> Fact<bool> {
    let Fact::Known(said, origin) = &go.toolchain_said else { return not_seen(&go.toolchain_said) };
    let name = said.split('+').next().unwrap_or_default();
    if !name.starts_with("go1") {
        return Fact::Absent(origin.clone());
    }
    if let Fact::Known(_, found) = on_path(world, name) {
        return Fact::Known(true, found);
    }
    let (Fact::Known(cache, _), Fact::Known(arch, _)) = (&go.module_cache, &go.arch) else {
        return Fact::Unknown(Why::new("where a fetched toolchain would lie is not known"));
    };
    let dir = join(cache, &format!("golang.org/toolchain@v0.0.1-{name}.{os}-{arch}"));
    match world.kind(&dir) {
        Ok(_) => Fact::Known(true, Origin::Path(world.shown(&dir))),
        Err(Blind::NotThere) => Fact::Known(false, Origin::Path(world.shown(&dir))),
        Err(Blind::Cannot(why)) => Fact::Unknown(why),
    }
}

/// Whether PATH has the directory that `go install` puts programs into.
fn installs_on_path(world: &dyn World, bin: &Fact<String>, gopath: &Fact<String>) -> Fact<bool> {
    let home = || world.env("HOME").filter(|home| !home.is_empty());
    let of_gopath = || {
        let said = gopath.known().and_then(|dirs| std::env::split_paths(dirs).next());
        said.map(|dir| dir.to_string_lossy().into_owned())
    };
    let dir = bin.known().cloned().or_else(|| {
        of_gopath().or_else(|| home().map(|home| join(&home, "go"))).map(|dir| join(&dir, "bin"))
    });
    let Some(path) = world.env("PATH") else { return Fact::Absent(by_name("PATH")) };
    let is_there = |dir: String| std::env::split_paths(&path).any(|one| Path::new(&dir) == one);
    // Where nobody has installed anything nobody misses it.
    let dir = dir.filter(|dir| world.list(dir).is_ok_and(|names| !names.is_empty()));
    Fact::from_option(dir.map(is_there), by_name("PATH"))
}

/// The version that the compiler of Go is of, which every command of Go starts.
fn of_compiler(world: &dyn World, go: &Toolchain) -> Fact<GoVersion> {
    let Fact::Known(root, _) = &go.goroot else { return not_seen(&go.goroot) };
    let tools = join(root, "pkg/tool");
    let names = match world.list(&tools) {
        Ok(names) => names,
        Err(Blind::NotThere) => return Fact::Absent(Origin::Path(world.shown(&tools))),
        Err(Blind::Cannot(why)) => return Fact::Unknown(why),
    };
    // There may be tools of other platforms too.
    let end = go.arch.known().map(|arch| format!("_{arch}")).unwrap_or_default();
    let name = names.iter().find(|name| name.ends_with(&end)).map_or("", String::as_str);
    let path = join(&tools, &format!("{name}/compile{}", std::env::consts::EXE_SUFFIX));
    let source = match world.open(&path) {
        Ok(source) => source,
        Err(Blind::NotThere) => return Fact::Absent(Origin::Path(world.shown(&path))),
        Err(Blind::Cannot(why)) => return Fact::Unknown(why),
    };
    let shown = world.shown(&path);
    let builds = binary::builds(source.as_ref(), &shown, Depth::Verdict(Lacks::default()));
    match builds.as_deref() {
        Ok([only, ..]) => only.go.version.clone(),
        _ => Fact::Unknown(Why::new(format!("{shown} is no program"))),
    }
}

/// The minor release that the standard library says it is of.
fn of_library(world: &dyn World, root: &Fact<String>) -> Fact<GoVersion> {
    let Fact::Known(root, _) = root else { return not_seen(root) };
    let path = join(root, "src/internal/goversion/goversion.go");
    let origin = Origin::Path(world.shown(&path));
    let text = match world.text(&path) {
        Ok(text) => text,
        Err(Blind::NotThere) => return Fact::Absent(origin),
        Err(Blind::Cannot(why)) => return Fact::Unknown(why),
    };
    let minor = text.lines().find_map(|line| line.strip_prefix("const Version = "));
    match minor.and_then(|minor| format!("go1.{}", minor.trim()).parse().ok()) {
        Some(version) => Fact::Known(version, origin),
        None => Fact::Unknown(Why::new(format!("{} says no version", world.shown(&path)))),
    }
}

/// Files in a GOROOT that its release has no more.
fn leftovers(world: &dyn World, go: &Toolchain, of_tables: &OfTables) -> Fact<Vec<String>> {
    let (Fact::Known(root, origin), Fact::Known(version, _)) = (&go.goroot, &go.version) else {
        return match &go.version {
            Fact::Unknown(why) => Fact::Unknown(why.clone()),
            Fact::Known(..) | Fact::Absent(_) => not_seen(&go.goroot),
        };
    };
    let mut files = Vec::new();
    for file in (of_tables.removed_before)(version) {
        match world.kind(&join(root, file)) {
            Ok(Kind::File) => files.push(file.to_owned()),
            Ok(_) | Err(Blind::NotThere) => {}
            Err(Blind::Cannot(why)) => return Fact::Unknown(why),
        }
    }
    Fact::from_option(Some(files).filter(|files| !files.is_empty()), origin.clone())
}

/// Nothing, for the reason that there is no such directory, or that nobody could look.
fn not_seen<T>(root: &Fact<String>) -> Fact<T> {
    match root {
        Fact::Known(_, origin) | Fact::Absent(origin) => Fact::Absent(origin.clone()),
        Fact::Unknown(why) => Fact::Unknown(why.clone()),
    }
}

pub(super) fn by_name(name: &str) -> Origin {
    Origin::Setting { name: name.to_owned(), by: ENVIRONMENT }
}

/// Where the Go command keeps what it has built (`cmd/go/internal/cache`, `DefaultDir`).
fn cache(setting: &Fact<String>, said: &dyn Fn(&str) -> Option<String>) -> Fact<String> {
    if let Fact::Known(..) = setting {
        return setting.clone();
    }
    let (name, below) = match std::env::consts::OS {
        "windows" => ("LocalAppData", ""),
        "macos" | "ios" => ("HOME", "/Library/Caches"),
        _ if said("XDG_CACHE_HOME").is_some() => ("XDG_CACHE_HOME", ""),
        _ => ("HOME", "/.cache"),
    };
    let origin = Origin::Setting { name: name.to_owned(), by: ENVIRONMENT };
    Fact::from_option(said(name).map(|dir| format!("{dir}{below}/go-build")), origin)
}

/// Where the Go command keeps modules (`cmd/go/internal/cfg`, `gopathDir`).
fn module_cache(
    setting: &Fact<String>,
    gopath: &Fact<String>,
    said: &dyn Fn(&str) -> Option<String>,
) -> Fact<String> {
    if let Fact::Known(..) = setting {
        return setting.clone();
    }
    let first = |list: String| {
        let dir = std::env::split_paths(&list).find(|dir| !dir.as_os_str().is_empty())?;
        Some(dir.to_string_lossy().into_owned())
    };
    if let Fact::Known(list, origin) = gopath {
        let dir = first(list.clone()).map(|dir| join(&dir, "pkg/mod"));
        return Fact::from_option(dir, origin.clone());
    }
    let name = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
    Fact::from_option(said(name).map(|home| join(&home, "go/pkg/mod")), by_name(name))
}

/// The version of what lies in a GOROOT.
fn of_root(world: &dyn World, root: &Fact<String>) -> Fact<GoVersion> {
    let root = match root {
        Fact::Known(root, _) => root,
        Fact::Absent(origin) => return Fact::Absent(origin.clone()),
        Fact::Unknown(why) => return Fact::Unknown(why.clone()),
    };
    let path = join(root, "VERSION");
    let origin = Origin::Path(world.shown(&path));
    match world.text(&path) {
        Ok(text) => match text.split_whitespace().next().unwrap_or_default().parse() {
            Ok(version) => Fact::Known(version, origin),
            Err(error) => {
                Fact::Unknown(Why::new(format!("{} says no version: {error}", world.shown(&path))))
            }
        },
        Err(Blind::NotThere) => Fact::Absent(origin),
        Err(Blind::Cannot(why)) => Fact::Unknown(why),
    }
}

/// What the `go` in a GOROOT is a program for.
fn arch(world: &dyn World, root: &Fact<String>) -> Fact<Arch> {
    let root = match root {
        Fact::Known(root, _) => root,
        Fact::Absent(origin) => return Fact::Absent(origin.clone()),
        Fact::Unknown(why) => return Fact::Unknown(why.clone()),
    };
    let path = join(root, &format!("bin/go{}", std::env::consts::EXE_SUFFIX));
    let source = match world.open(&path) {
        Ok(source) => source,
        Err(Blind::NotThere) => return Fact::Absent(Origin::Path(world.shown(&path))),
        Err(Blind::Cannot(why)) => return Fact::Unknown(why),
    };
    let shown = world.shown(&path);
    match binary::builds(source.as_ref(), &shown, Depth::Verdict(Lacks::default())) {
        // A fat file is for each of its slices.
        Ok(builds) => match builds.as_slice() {
            [only] => only.arch.clone(),
            _ => Fact::Absent(Origin::Path(shown)),
        },
        Err(_) => Fact::Unknown(Why::new(format!("{shown} is no program"))),
    }
}

/// Every Go on PATH and where one is usually put, by its root, each once.
fn all(world: &dyn World, first: Option<&str>) -> Fact<Vec<String>> {
    let path = world.env("PATH").unwrap_or_default();
    let name = format!("go{}", std::env::consts::EXE_SUFFIX);
    let on_path = std::env::split_paths(&path).filter_map(|dir| {
        let file = join(&dir.to_string_lossy(), &name);
        (world.kind(&file) == Ok(Kind::File)).then(|| goroot::of(world, &file))?
    });
    let home = world.env("HOME").filter(|home| !home.is_empty());
    let side_by_side = SIDE_BY_SIDE.iter().flat_map(|(dir, below)| {
        let dir = match (dir.strip_prefix("~/"), &home) {
            (Some(rest), Some(home)) => Some(join(home, rest)),
            (Some(_), None) => None,
            (None, _) => Some((*dir).to_owned()),
        };
        let names = dir.as_ref().and_then(|dir| world.list(dir).ok()).unwrap_or_default();
        // Of all that lies there a Go is called so, or by its number.
        let is_one = |name: &&String| {
            name.starts_with("go-1") || name.starts_with("go1") || name.starts_with("1.")
        };
        let of_name = |name: &String| join(dir.as_deref().unwrap_or("/"), &join(name, below));
        names.iter().filter(is_one).map(of_name).collect::<Vec<_>>()
    });
    let usual = USUAL.iter().map(|root| (*root).to_owned()).chain(side_by_side);
    let usual = usual.filter_map(|root| {
        let root = world.resolve(&root).ok()?;
        (world.kind(&join(&root, "src/unsafe")) == Ok(Kind::Directory)).then_some(root)
    });
    let mut roots: Vec<String> = Vec::new();
    for root in first.map(str::to_owned).into_iter().chain(on_path).chain(usual) {
        if !roots.contains(&root) {
            roots.push(root);
        }
    }
    let told = roots.iter().map(|root| {
        let version = goroot::version(world, root).unwrap_or_else(|| "?".to_owned());
        format!("{root} {version}")
    });
    let told: Vec<String> = told.collect();
    let origin = Origin::Setting { name: "PATH".to_owned(), by: ENVIRONMENT };
    Fact::from_option(Some(told).filter(|told| !told.is_empty()), origin)
}
