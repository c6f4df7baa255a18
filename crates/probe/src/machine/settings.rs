//! What is said to Go, to C's tools and to every program of Go.

use landfall_facts::{Fact, Machine, Origin, Plain, Why};

use super::files::{first, on_path};
use crate::roots::join;
use crate::world::{Blind, Kind, World};

/// Settings that only the environment says; the others may stand in Go's own files too.
const OF_ENVIRONMENT: [&str; 12] = [
    "goroot_final",
    "gogc",
    "gomaxprocs",
    "gotraceback",
    "godebug",
    "ld_preload",
    "pkg_config_libdir",
    "pkg_config_sysroot_dir",
    "home",
    "https_proxy",
    "http_proxy",
    "gocacheprog",
];

/// Fills in what is said. `setting` is what the environment and Go's files say of a variable,
/// `default_cc` what Go calls for C by itself, and `flags` are the words of `GOFLAGS`.
pub(super) fn fill(
    world: &dyn World,
    setting: &dyn Fn(&str) -> Fact<String>,
    default_cc: &str,
    flags: &Fact<Vec<String>>,
    machine: &mut Machine,
) {
    let goroot = machine.toolchain.goroot.known().cloned();
    machine.settings.each_mut(&mut |name, fact| {
        let variable = name.to_ascii_uppercase();
        let said = match OF_ENVIRONMENT.contains(&name) {
            true => of_environment(world, &variable),
            false => setting(&variable),
        };
        let told = match name {
            "shell_files" => {
                Fact::Absent(Origin::Nature("nobody asked for the files of shells".to_owned()))
            }
            "goflags" => match flags.clone() {
                Fact::Known(flags, origin) => {
                    match flags.iter().map(|flag| valued(world, flag)).collect() {
                        Ok(flags) => Fact::Known(Plain::List(flags), origin),
                        Err(why) => Fact::Unknown(why),
                    }
                }
                Fact::Absent(origin) => Fact::Absent(origin),
                Fact::Unknown(why) => Fact::Unknown(why),
            },
            "godebug" => said.map(|said| Plain::List(said.split(',').map(str::to_owned).collect())),
            "gowork" | "home" | "goroot_final" | "pkg_config_sysroot_dir" => {
                led(said, |path| match path {
                    "off" if name == "gowork" => Ok("off"),
                    path => leads(world, path),
                })
            }
            "pkg_config_libdir" => {
                led(said, |dirs| any_leads(world, dirs.split(':'), "there", "not there"))
            }
            "gopath" => said.map(|path| Plain::Text(of_gopath(&path, goroot.as_deref()))),
            "gocacheprog" => led(said, |command| program(world, command)),
            "cxx" => {
                let own = if default_cc.contains("clang") { "clang++" } else { "g++" };
                let origin = said.origin().cloned().unwrap_or_else(|| by_name(&variable));
                let called = said.known().map_or(own, String::as_str).to_owned();
                led(Fact::Known(called, origin), |called| program(world, called))
            }
            "ld_preload" => led(said, |libraries| {
                // A name without a directory is looked for as any library is.
                let all = libraries.split([':', ' ']).filter(|path| path.starts_with('/'));
                any_leads(world, all, "not there", "there")
            }),
            "cgo_cflags" => said.map(|flags| {
                let level = flags.split_whitespace().rfind(|flag| flag.starts_with("-O"));
                Plain::Text(if level.is_some() { "optimized" } else { "none" }.to_owned())
            }),
            "https_proxy" | "http_proxy" => proxy(world, &variable),
            _ => said.map(Plain::Text),
        };
        // Each is of its type.
        let _ = fact.put(told);
    });
}

/// Files that shells read before they do anything (bash(1), zsh(1), pam_env(8)); what begins with `~` is below
/// the home directory.
const OF_SHELLS: [&str; 13] = [
    "/etc/environment",
    "/etc/profile",
    "/etc/bash.bashrc",
    "/etc/bashrc",
    "/etc/zsh/zshenv",
    "~/.profile",
    "~/.bash_profile",
    "~/.bash_login",
    "~/.bashrc",
    "~/.zshenv",
    "~/.zprofile",
    "~/.zshrc",
    "~/.config/fish/config.fish",
];
/// Variables besides those that begin with GO or CGO_.
const ALSO: [&str; 7] =
    ["CC", "CXX", "AR", "PKG_CONFIG", "PKG_CONFIG_PATH", "LD_PRELOAD", "LD_LIBRARY_PATH"];

/// The lines of files of shells that set something of Go. What is in them besides is not told.
pub fn of_shells(world: &dyn World) -> Fact<Vec<String>> {
    const BELOW: &str = "/etc/profile.d";
    let home = world.env("HOME").filter(|home| !home.is_empty());
    let below = world.list(BELOW).unwrap_or_default().into_iter().map(|name| join(BELOW, &name));
    let of_home = |file: &&str| match (file.strip_prefix("~/"), &home) {
        (Some(rest), Some(home)) => Some(join(home, rest)),
        (Some(_), None) => None,
        (None, _) => Some((*file).to_owned()),
    };
    let files = OF_SHELLS.iter().filter_map(of_home).chain(below);
    let mut told = Vec::new();
    for file in files {
        let text = match world.text(&file) {
            Ok(text) => text,
            Err(Blind::NotThere) => continue,
            Err(Blind::Cannot(why)) => return Fact::Unknown(why),
        };
        let set = text.lines().zip(1..).filter_map(|(line, number)| Some((sets(line)?, number)));
        told.extend(set.map(|(name, number)| format!("{name} {file}:{number}")));
    }
    let origin = Origin::Nature("as these lines say".to_owned());
    Fact::from_option(Some(told).filter(|told| !told.is_empty()), origin)
}

/// The variable of Go or C that a line of a shell sets, if it does.
fn sets(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let name = match line.strip_prefix("set ") {
        // fish: set -gx GOPATH …
        Some(rest) => rest.split_whitespace().find(|word| !word.starts_with('-'))?,
        None => {
            let rest = line.strip_prefix("export ").unwrap_or(line).trim_start();
            rest.split_once('=')?.0
        }
    };
    let is_name =
        name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    let is_of_go = name.starts_with("GO") || name.starts_with("CGO_") || ALSO.contains(&name);
    (is_name && is_of_go).then_some(name)
}

fn by_name(name: &str) -> Origin {
    Origin::Setting { name: name.to_owned(), by: "the environment" }
}

fn of_environment(world: &dyn World, name: &str) -> Fact<String> {
    Fact::from_option(world.env(name).filter(|value| !value.is_empty()), by_name(name))
}

fn is_absolute(path: &str) -> bool {
    path.starts_with('/') || path.get(1..3) == Some(":\\")
}

/// What a path leads to; an error where nobody may look.
fn leads(world: &dyn World, path: &str) -> Result<&'static str, Why> {
    match (is_absolute(path), world.kind(path)) {
        (false, _) => Ok("relative"),
        (true, Ok(_)) => Ok("there"),
        (true, Err(Blind::NotThere)) => Ok("not there"),
        (true, Err(Blind::Cannot(why))) => Err(why),
    }
}

/// Whether the program of a command is there.
fn program(world: &dyn World, command: &str) -> Result<&'static str, Why> {
    let name = command.split_whitespace().next().unwrap_or_default();
    let found = match name.contains(['/', '\\']) {
        true => first(world, &[name], Kind::File),
        false => on_path(world, name),
    };
    match found {
        Fact::Known(..) => Ok("there"),
        Fact::Absent(_) => Ok("not there"),
        Fact::Unknown(why) => Err(why),
    }
}

/// A setting by what it leads to.
fn led(said: Fact<String>, leads: impl FnOnce(&str) -> Result<&'static str, Why>) -> Fact<Plain> {
    match said {
        Fact::Known(text, origin) => match leads(&text) {
            Ok(word) => Fact::Known(Plain::Text(word.to_owned()), origin),
            Err(why) => Fact::Unknown(why),
        },
        Fact::Absent(origin) => Fact::Absent(origin),
        Fact::Unknown(why) => Fact::Unknown(why),
    }
}

/// What several paths lead to: `wanted` as soon as one does, and else the other word.
fn any_leads<'p>(
    world: &dyn World,
    paths: impl Iterator<Item = &'p str>,
    wanted: &'static str,
    other: &'static str,
) -> Result<&'static str, Why> {
    let mut hidden = None;
    for path in paths {
        match leads(world, path) {
            Ok(word) if word == wanted => return Ok(wanted),
            Ok(_) => {}
            Err(why) => hidden = Some(why),
        }
    }
    hidden.map_or(Ok(other), Err)
}

/// What Go makes of each directory of GOPATH (`cmd/go/main.go`).
fn of_gopath(said: &str, goroot: Option<&str>) -> String {
    let dirs: Vec<_> = std::env::split_paths(said).collect();
    let tells = |dir: &std::path::PathBuf| {
        let dir = dir.to_string_lossy();
        match dir.strip_prefix('~') {
            Some(_) => Some("~".to_owned()),
            None if !is_absolute(&dir) && !dir.is_empty() => Some("relative".to_owned()),
            None => None,
        }
    };
    let is_root = |dir: &std::path::PathBuf| {
        let dir = dir.to_string_lossy();
        goroot.is_some_and(|root| root.trim_end_matches('/') == dir.trim_end_matches('/'))
    };
    match dirs.iter().find_map(tells) {
        Some(told) => told,
        None if dirs.iter().any(is_root) => "goroot".to_owned(),
        None => "there".to_owned(),
    }
}

/// Flags whose value is a word that Go itself makes, or a number.
pub(crate) const OF_WORDS: [&str; 15] = [
    "mod",
    "buildmode",
    "buildvcs",
    "compiler",
    "race",
    "msan",
    "asan",
    "trimpath",
    "a",
    "v",
    "x",
    "n",
    "p",
    "linkshared",
    "modcacherw",
];
/// Flags whose value is a file or a program.
pub(crate) const OF_FILES: [&str; 4] = ["modfile", "overlay", "pgo", "toolexec"];

/// A flag with what may be told of its value; in a list a word has no blanks.
fn valued(world: &dyn World, flag: &str) -> Result<String, Why> {
    let (name, value) = match flag.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (flag, None),
    };
    let bare = name.trim_start_matches('-');
    Ok(match value {
        Some(value) if OF_WORDS.contains(&bare) => format!("-{bare}={value}"),
        Some(value) if OF_FILES.contains(&bare) => {
            let leads = match (bare, value) {
                ("pgo", "auto" | "off") => "there",
                ("toolexec", command) => program(world, command)?,
                (_, path) => match world.kind(path) {
                    Ok(_) => "there",
                    Err(Blind::NotThere) => "not there",
                    Err(Blind::Cannot(why)) => return Err(why),
                },
            };
            format!("-{bare}={}", leads.replace(' ', "_"))
        }
        // What is no flag is anybody's word.
        _ if name.starts_with('-') => format!("-{bare}"),
        _ => "elsewhere".to_owned(),
    })
}

/// What Go makes of a proxy (`golang.org/x/net/http/httpproxy`): the variable in capitals stands before
/// the other.
fn proxy(world: &dyn World, name: &str) -> Fact<Plain> {
    let capitals = of_environment(world, name);
    let small = of_environment(world, &name.to_ascii_lowercase());
    if let (Fact::Known(one, origin), Fact::Known(other, _)) = (&capitals, &small)
        && one != other
    {
        return Fact::Known(Plain::Text("differ".to_owned()), origin.clone());
    }
    let said = if capitals.known().is_some() { capitals } else { small };
    said.map(|address| {
        let is_understood = is_address(&address) || is_address(&format!("http://{address}"));
        let told = if is_understood { "understood" } else { "not understood" };
        Plain::Text(told.to_owned())
    })
}

/// What `net/url` takes for an address with a scheme: every percent sign begins an escape, and what
/// stands after a colon at the end of the host is a number.
fn is_address(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let port = match host.rsplit_once(']') {
        Some((_, rest)) => rest.strip_prefix(':'),
        None => host.split_once(':').map(|(_, port)| port),
    };
    let is_port = port.is_none_or(|port| port.bytes().all(|byte| byte.is_ascii_digit()));
    let has_only_escapes = text.split('%').skip(1).all(|after| {
        after.get(..2).is_some_and(|two| two.bytes().all(|byte| byte.is_ascii_hexdigit()))
    });
    let has_controls = text.bytes().any(|byte| byte < b' ' || byte == 0x7f);
    is_scheme && is_port && has_only_escapes && !has_controls && !host.contains(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_a_shell_sets_a_variable() {
        assert_eq!(sets("export GOFLAGS=-mod=mod"), Some("GOFLAGS"));
        assert_eq!(sets("  CC=clang"), Some("CC"));
        assert_eq!(sets("set -gx GOPATH $HOME/go"), Some("GOPATH"));
        for line in ["# export GOFLAGS=x", "export TOKEN=x", "GOODBYE", "echo GOFLAGS", "google=1"]
        {
            assert_eq!(sets(line), None, "{line}");
        }
    }

    #[test]
    fn a_proxy_is_an_address() {
        for address in
            ["http://up:3128", "socks5://10.0.0.1:1080", "http://[::1]:3128", "http://a:b@c"]
        {
            assert!(is_address(address), "{address}");
        }
        for text in ["proxy", "http://%zz", "http://a:port", "http://a b", "http://a\u{7f}"] {
            assert!(!is_address(text), "{text}");
        }
    }
}
