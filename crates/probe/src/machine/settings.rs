//! What is said to Go, to C's tools and to every program of Go.

use landfall_facts::{Fact, Machine, Origin, Plain};

use super::files::on_path;
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
            "goflags" => flags
                .clone()
                .map(|flags| Plain::List(flags.iter().map(|flag| valued(world, flag)).collect())),
            "godebug" => said.map(|said| Plain::List(said.split(',').map(str::to_owned).collect())),
            "gowork" | "home" | "goroot_final" | "pkg_config_sysroot_dir" => {
                said.map(|path| match path.as_str() {
                    "off" if name == "gowork" => Plain::Text(path),
                    path => Plain::Text(leads(world, path)),
                })
            }
            "pkg_config_libdir" => said.map(|dirs| {
                let is_there = dirs.split(':').any(|dir| world.kind(dir) == Ok(Kind::Directory));
                Plain::Text(if is_there { "there" } else { "not there" }.to_owned())
            }),
            "gopath" => said.map(|path| Plain::Text(of_gopath(world, &path, goroot.as_deref()))),
            "gocacheprog" => said.map(|command| Plain::Text(program(world, &command))),
            "cxx" => {
                let own = if default_cc.contains("clang") { "clang++" } else { "g++" };
                let called = said.known().map_or(own, String::as_str);
                let origin = said.origin().cloned().unwrap_or_else(|| by_name(&variable));
                Fact::Known(Plain::Text(program(world, called)), origin)
            }
            "ld_preload" => said.map(|libraries| {
                // A name without a directory is looked for as any library is.
                let mut all = libraries.split([':', ' ']).filter(|path| path.starts_with('/'));
                let is_lost = all.any(|path| leads(world, path) == "not there");
                Plain::Text(if is_lost { "not there" } else { "there" }.to_owned())
            }),
            "cgo_cflags" => said.map(|flags| {
                let level = flags.split_whitespace().rfind(|flag| flag.starts_with("-O"));
                Plain::Text(level.unwrap_or("none").to_owned())
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

/// What a path leads to.
fn leads(world: &dyn World, path: &str) -> String {
    let is_absolute = path.starts_with('/') || path.get(1..3) == Some(":\\");
    match (is_absolute, world.kind(path)) {
        (false, _) => "relative",
        (true, Ok(_)) => "there",
        (true, Err(_)) => "not there",
    }
    .to_owned()
}

/// Whether the program of a command is there.
fn program(world: &dyn World, command: &str) -> String {
    let name = command.split_whitespace().next().unwrap_or_default();
    let is_there = match name.contains(['/', '\\']) {
        true => world.kind(name) == Ok(Kind::File),
        false => matches!(on_path(world, name), Fact::Known(..)),
    };
    if is_there { "there" } else { "not there" }.to_owned()
}

/// What Go makes of each directory of GOPATH (`cmd/go/main.go`).
fn of_gopath(world: &dyn World, said: &str, goroot: Option<&str>) -> String {
    let dirs: Vec<_> = std::env::split_paths(said).collect();
    let tells = |dir: &std::path::PathBuf| {
        let dir = dir.to_string_lossy();
        match dir.strip_prefix('~') {
            Some(_) => Some("~".to_owned()),
            None if leads(world, &dir) == "relative" && !dir.is_empty() => {
                Some("relative".to_owned())
            }
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
const OF_WORDS: [&str; 15] = [
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
const OF_FILES: [&str; 4] = ["modfile", "overlay", "pgo", "toolexec"];

/// A flag with what may be told of its value.
fn valued(world: &dyn World, flag: &str) -> String {
    let (name, value) = match flag.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (flag, None),
    };
    let bare = name.trim_start_matches('-');
    match value {
        Some(value) if OF_WORDS.contains(&bare) => format!("-{bare}={value}"),
        Some(value) if OF_FILES.contains(&bare) => {
            let leads = match (bare, value) {
                ("pgo", "auto" | "off") => "there".to_owned(),
                ("toolexec", command) => program(world, command).replace(' ', "_"),
                (_, path) => match world.kind(path) {
                    Ok(_) => "there".to_owned(),
                    Err(_) => "not_there".to_owned(),
                },
            };
            format!("-{bare}={leads}")
        }
        // What is no flag is anybody's word.
        _ if name.starts_with('-') => format!("-{bare}"),
        _ => "elsewhere".to_owned(),
    }
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
