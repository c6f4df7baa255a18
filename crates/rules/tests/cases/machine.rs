//! What a `target` line of a case says.

use landfall_facts::{
    Action, Export, Fact, Guard, Interpreter, Libc, Library, Listed, Machine, Plain, RealStart,
    Refusal, SeenShelf, Shelf, StartEnd, Verdict,
};

use super::build::level;
use super::{absent, denied, files, known, push, word};

/// `mount EPERM`, `ptrace kill`, `statx EPERM unknown`: by a profile that lets all the rest through.
fn refuse(machine: &mut Machine, call: &str) -> Result<(), String> {
    let arch = landfall_facts::Arch::Amd64;
    let mut words = call.split(' ');
    let name = words.next().unwrap_or_default();
    let action = match words.next() {
        Some("EPERM") => Action::Errno(1),
        Some("ENOSYS") => Action::Errno(38),
        Some("kill") => Action::KillProcess,
        _ => return Err(format!("{call:?} is no call and what becomes of it")),
    };
    let unknown_to = words.next().map(|_| ("libseccomp 2.4.1".to_owned(), word()));
    let rest = Refusal { action: Action::Allow, at: word(), unknown_to: None };
    let profile = "app.json".to_owned();
    if machine.profile.known().is_none() {
        let (calls, undecided) = Default::default();
        machine.profile = known(Box::new(Guard { profile, arch, default: rest, calls, undecided }));
    }
    let Fact::Known(guard, _) = &mut machine.profile else { return Err("no profile".into()) };
    let number = landfall_know::syscall_number(arch, name).ok_or("no such call")?;
    guard.calls.insert(number, Some(Refusal { action, at: word(), unknown_to }));
    Ok(())
}

/// `exit 3`: how `app --version` ended, which was foretold to run.
fn started(how: &str) -> Result<RealStart, String> {
    let code = how.strip_prefix("exit ").and_then(|code| code.parse().ok());
    let code = code.ok_or_else(|| format!("{how:?} is no end of a start"))?;
    Ok(RealStart {
        command: "app --version".to_owned(),
        by: None,
        ended: StartEnd::Code(code),
        said: Some("no such thing".to_owned()),
        foretold: Verdict::Runs,
    })
}

pub(super) fn give(machine: &mut Machine, phrase: &str) -> Result<(), String> {
    let (verb, rest) = phrase.split_once(' ').unwrap_or((phrase, ""));
    if let Some((_, file)) =
        files(machine).into_iter().find(|(name, _)| *name == verb || *name == rest)
    {
        *file = match (verb, rest) {
            ("no", _) => absent(),
            (_, "?") => denied(),
            _ => return Err(format!("{phrase:?} is neither \"no …\" nor \"… ?\"")),
        };
        return Ok(());
    }
    let bad = |error: &dyn std::fmt::Display| format!("{phrase:?}: {error}");
    if verb.contains('.') || rest.contains('.') && verb == "no" {
        return fill(machine, phrase);
    }
    match (verb, rest) {
        ("no", "commands") => machine.commands = absent(),
        ("commands", "?") => machine.commands = denied(),
        ("commands", there) => {
            machine.commands = known(there.split(' ').map(str::to_owned).collect());
        }
        ("user_sources" | "host_sources", rest) => {
            let sources = match verb {
                "user_sources" => &mut machine.user_sources,
                _ => &mut machine.host_sources,
            };
            *sources = match rest {
                "?" => denied(),
                _ => known(rest.split(' ').map(str::to_owned).collect()),
            };
        }
        ("profile", "?") => machine.profile = denied(),
        ("refuses", call) => refuse(machine, call)?,
        ("started", "?") => machine.started = denied(),
        ("started", how) => machine.started = known(Box::new(started(how)?)),
        ("foretold", "breaks") => match &mut machine.started {
            Fact::Known(started, _) => started.foretold = Verdict::Breaks,
            Fact::Absent(_) | Fact::Unknown(_) => return Err("it was not started".into()),
        },
        ("os", "?") => machine.os = denied(),
        ("arch", "?") => machine.arches = denied(),
        ("emulated", "?") => machine.emulated = denied(),
        ("emulated", arch) => {
            machine.emulated = known(vec![arch.parse().map_err(|error| bad(&error))?]);
        }
        ("libc", "?") => machine.libc = denied(),
        ("glibc", "?") => machine.glibc = denied(),
        ("glibc", version) => {
            machine.libc = known(Libc::Glibc);
            machine.glibc = known(version.parse().map_err(|error| bad(&error))?);
        }
        ("musl", version) => {
            machine.libc = known(Libc::Musl);
            machine.musl = known(version.parse().map_err(|error| bad(&error))?);
        }
        ("kernel", "?") => machine.kernel = denied(),
        ("kernel", version) => {
            machine.kernel = known(version.parse().map_err(|error| bad(&error))?)
        }
        ("macos", version) => machine.macos = known(version.parse().map_err(|error| bad(&error))?),
        ("windows", "?") => machine.windows = denied(),
        ("windows", version) => {
            machine.windows = known(version.parse().map_err(|error| bad(&error))?)
        }
        ("interpreter", "?") => machine.interpreters = denied(),
        ("interpreter", path) => {
            let libc = match path {
                _ if path.contains("musl") => Libc::Musl,
                _ if path.starts_with("/system/") => Libc::Bionic,
                _ => Libc::Glibc,
            };
            let arch = machine.arches.known().and_then(|arches| arches.first()).copied();
            machine.libc = known(libc);
            push(&mut machine.interpreters, Interpreter { path: path.to_owned(), arch, libc });
        }
        ("cpu", "?") => machine.cpu = denied(),
        ("cpu", text) => machine.cpu = known(level(text)?),
        ("flags", flags) => {
            machine.cpu_flags = known(flags.split(' ').map(str::to_owned).collect())
        }
        ("library", name) => listed(machine).sonames.push(name.to_owned().into()),
        ("libraries", "?") => listed(machine).complete = false,
        ("no", "libraries") => {}
        ("file", rest) => file(machine, rest)?,
        (platform, "") if platform.contains('/') => {
            let (os, arch) = platform.split_once('/').ok_or("no platform")?;
            machine.os = known(os.parse().map_err(|error| bad(&error))?);
            machine.arches = known(vec![arch.parse().map_err(|error| bad(&error))?]);
        }
        _ => return Err(format!("{phrase:?} is nothing a machine has")),
    }
    Ok(())
}

/// A fact of a group by its name: `limits.open_files 20`, `limits.open_files ?`, `no limits.stack`.
fn fill(machine: &mut Machine, phrase: &str) -> Result<(), String> {
    let (verb, rest) = phrase.split_once(' ').unwrap_or((phrase, ""));
    let (wanted, value) = if verb == "no" { (rest, None) } else { (verb, Some(rest)) };
    let mut done = Err(format!("a machine has no {wanted}"));
    machine.each_mut(&mut |name, fact| {
        if name != wanted {
            return;
        }
        done = match value {
            None => fact.put(absent()),
            Some("?") => fact.put(denied()),
            Some(text) => {
                let words = text.split_whitespace().map(str::to_owned).collect();
                let number = text.parse().ok().map(Plain::Number);
                let flag = text.parse().ok().map(Plain::Flag);
                let all =
                    [number, flag, Some(Plain::Text(text.to_owned())), Some(Plain::List(words))];
                let mut fits = all.into_iter().flatten();
                fits.find_map(|plain| fact.put(known(plain)).ok())
                    .ok_or_else(|| format!("{text:?} is no {wanted}"))
            }
        };
    });
    done
}

fn listed(machine: &mut Machine) -> &mut Listed {
    match &mut machine.libraries {
        Fact::Known(Shelf::Listed(listed), _) => listed,
        _ => panic!("a machine has either files or a list"),
    }
}

/// `libcrypto.so.3 defines OPENSSL_3.0.0` or `libc.so offers printf`: a file that was looked at.
fn file(machine: &mut Machine, rest: &str) -> Result<(), String> {
    let words: Vec<&str> = rest.split(' ').collect();
    let [name, verb, what] = words[..] else {
        return Err(format!("{rest:?}: NAME defines VERSION, or NAME offers SYMBOL"));
    };
    if !matches!(&machine.libraries, Fact::Known(Shelf::Seen(_), _)) {
        let loaders = machine.interpreters.known();
        let loader = loaders.and_then(|all| all.first()).map(|one| one.path.clone());
        let seen = SeenShelf { loader, default_dirs: vec!["/lib".into()], ..SeenShelf::default() };
        machine.libraries = known(Shelf::Seen(seen));
    }
    let Fact::Known(Shelf::Seen(shelf), _) = &mut machine.libraries else {
        return Err("no shelf".into());
    };
    shelf.libraries.push(Library {
        path: format!("/lib/{name}"),
        real_path: format!("/lib/{name}"),
        arch: machine.arches.known().and_then(|arches| arches.first()).copied(),
        soname: Some(name.to_owned()),
        needed: Vec::new(),
        rpath: Vec::new(),
        runpath: Vec::new(),
        no_default_dirs: false,
        defines: if verb == "defines" { vec![what.to_owned()] } else { Vec::new() },
        wants: Vec::new(),
        exports: known(vec![Export {
            symbol: if verb == "offers" { what.to_owned() } else { String::new() },
            version: None,
        }]),
        imports: Vec::new(),
    });
    Ok(())
}
