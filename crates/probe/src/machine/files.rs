//! What Go programs read of a machine's files, and where they look for it.

use landfall_facts::{Build, Fact, Machine, Origin};

use crate::world::{Blind, Kind, World};

/// Where Go looks for certificate authorities on Linux: files first, the first that can be read
/// (`crypto/x509/root_linux.go`), then every file of these directories (`root_unix.go`).
const CERTIFICATE_FILES: [&str; 6] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/tls/cacert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/cert.pem",
];
pub(super) const CERTIFICATE_DIRECTORIES: [&str; 2] = ["/etc/ssl/certs", "/etc/pki/tls/certs"];
/// Where Go looks for time zones on Unix (`time/zoneinfo_unix.go`).
pub(super) const TIME_ZONES: [&str; 4] =
    ["/usr/share/zoneinfo", "/usr/share/lib/zoneinfo", "/usr/lib/locale/TZ", "/etc/zoneinfo"];
/// Where a shell of a container or a service looks for programs where nobody says otherwise.
const SEARCH_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// What of a machine lies in files where every Unix has it.
pub(super) fn fill(world: &dyn World, build: &Build, machine: &mut Machine) {
    machine.certificates = certificates(world);
    machine.time_zones = time_zones(world);
    machine.users = first(world, &["/etc/passwd"], Kind::File);
    machine.resolver = first(world, &["/etc/resolv.conf"], Kind::File);
    machine.temporary_files = temporary(world);
    machine.commands = commands(world, build);
}

/// What `crypto/x509` would read (`root_unix.go`): each variable stands in for a whole list.
fn certificates(world: &dyn World) -> Fact<String> {
    let file = match set(world, "SSL_CERT_FILE") {
        Some(file) => first(world, &[&file], Kind::File),
        None => first(world, &CERTIFICATE_FILES, Kind::File),
    };
    if !matches!(file, Fact::Absent(_)) {
        return file;
    }
    let dirs = set(world, "SSL_CERT_DIR");
    let dirs: Vec<&str> = match &dirs {
        Some(dirs) => dirs.split(':').collect(),
        None => CERTIFICATE_DIRECTORIES.to_vec(),
    };
    for dir in dirs {
        match world.list(dir) {
            Ok(names) if !names.is_empty() => {
                return Fact::Known(dir.to_owned(), Origin::Path(world.shown(dir)));
            }
            Ok(_) | Err(Blind::NotThere) => {}
            Err(Blind::Cannot(why)) => return Fact::Unknown(why),
        }
    }
    file
}

/// What `time` would read: `ZONEINFO`, a directory or a zip file, and then the usual places.
fn time_zones(world: &dyn World) -> Fact<String> {
    if let Some(path) = set(world, "ZONEINFO") {
        match world.kind(&path) {
            Ok(_) => return Fact::Known(path.clone(), Origin::Path(world.shown(&path))),
            Err(Blind::NotThere) => {}
            Err(Blind::Cannot(why)) => return Fact::Unknown(why),
        }
    }
    first(world, &TIME_ZONES, Kind::Directory)
}

/// The programs that a build starts and that are there.
fn commands(world: &dyn World, build: &Build) -> Fact<Vec<String>> {
    let starts = build.source.known().and_then(|source| source.starts.known());
    let Some(starts) = starts.filter(|starts| !starts.is_empty()) else {
        return Fact::Known(Vec::new(), Origin::Path(world.shown("/")));
    };
    let mut there = Vec::new();
    for name in starts.iter().map(|start| &start.name) {
        let found = match name.starts_with('/') {
            true => first(world, &[name], Kind::File),
            false => on_path(world, name),
        };
        match found {
            Fact::Known(..) => there.push(name.clone()),
            Fact::Absent(_) => {}
            Fact::Unknown(why) => return Fact::Unknown(why),
        }
    }
    Fact::Known(there, Origin::Word(format!("PATH={}", search_path(world))))
}

fn search_path(world: &dyn World) -> String {
    set(world, "PATH").unwrap_or_else(|| SEARCH_PATH.to_owned())
}

/// Where PATH has a program.
pub(super) fn on_path(world: &dyn World, name: &str) -> Fact<String> {
    let path = search_path(world);
    let files: Vec<String> = std::env::split_paths(&path)
        .map(|dir| format!("{}/{name}", dir.to_string_lossy().trim_end_matches('/')))
        .collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    match first(world, &files, Kind::File) {
        Fact::Absent(_) => {
            Fact::Absent(Origin::Setting { name: "PATH".to_owned(), by: "the environment" })
        }
        found => found,
    }
}

/// The first of these paths that is there.
pub(super) fn first(world: &dyn World, paths: &[&str], kind: Kind) -> Fact<String> {
    for path in paths {
        match world.kind(path) {
            Ok(found) if found == kind => {
                return Fact::Known((*path).to_owned(), Origin::Path(world.shown(path)));
            }
            Ok(_) | Err(Blind::NotThere) => {}
            Err(Blind::Cannot(why)) => return Fact::Unknown(why),
        }
    }
    Fact::Absent(Origin::Path(world.shown(paths.first().copied().unwrap_or("/"))))
}

/// The directory for temporary files (`os.TempDir`).
pub(super) fn temporary(world: &dyn World) -> Fact<String> {
    match set(world, "TMPDIR") {
        Some(dir) => first(world, &[&dir], Kind::Directory),
        None => first(world, &["/tmp"], Kind::Directory),
    }
}

/// A variable of the environment; Go takes an empty one for none.
fn set(world: &dyn World, name: &str) -> Option<String> {
    world.env(name).filter(|value| !value.is_empty())
}
