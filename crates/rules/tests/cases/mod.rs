//! The small language of `case` blocks: a build and a machine in a line each, and what is said.
//!
//! What a line does not name is there and harmless: a static Go program for linux/amd64, on a
//! Linux machine that has every file and no C library. `?` is what could not be looked at.

use landfall_facts::{
    Action, Asked, Binding, Build, CallSite, CgoLine, CpuLevel, DebugSetting, Derived, Export,
    Fact, Format, GlibcImport, GlibcVersion, Guard, HandedToC, Import, Interpreter, Kind, Libc,
    Library, Linking, Listed, Machine, NamedCall, Obstacle, Origin, Plain, RealStart, Refusal,
    SeenShelf, Setting, Shelf, Source, SourcePackage, StartEnd, Started, Syscall, Tier, Verdict,
    VersionWanted, Why,
};

/// A case: two sides, and what the rule whose manual it stands in says of them.
pub(crate) struct Case {
    pub(crate) text: String,
    pub(crate) build: Build,
    pub(crate) machine: Machine,
    pub(crate) says: Vec<String>,
    pub(crate) also: Vec<String>,
}

impl Case {
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let (mut build, mut machine) = (plain_build(), plain_machine());
        let (mut says, mut also) = (Vec::new(), Vec::new());
        for line in text.lines() {
            let (key, value) = line.split_once(':').ok_or_else(|| format!("no key in {line:?}"))?;
            let value = value.trim();
            match key {
                "build" => value.split(", ").try_for_each(|phrase| ask(&mut build, phrase))?,
                "target" => {
                    let mut phrases = value.split(", ");
                    machine.name = phrases.next().unwrap_or_default().to_owned();
                    if let Some((os, arch)) = machine.name.clone().split_once('/')
                        && let (Ok(os), Ok(arch)) = (os.parse(), arch.parse())
                    {
                        machine.os = known(os);
                        machine.arches = known(vec![arch]);
                    }
                    phrases.try_for_each(|phrase| give(&mut machine, phrase))?;
                }
                "finds" | "unsure" | "fine" => says.push(format!("{key}: {value}")),
                "also" => also.extend(value.split(", ").map(str::to_owned)),
                _ => return Err(format!("{key:?} is no key of a case")),
            }
        }
        Ok(Self { text: text.trim_end().to_owned(), build, machine, says, also })
    }
}

fn word() -> Origin {
    Origin::Word("a case".into())
}

fn known<T>(value: T) -> Fact<T> {
    Fact::Known(value, word())
}

fn absent<T>() -> Fact<T> {
    Fact::Absent(word())
}

fn denied<T>() -> Fact<T> {
    Fact::Unknown(Why::new("permission denied"))
}

fn plain_build() -> Build {
    let mut build = Build::unknown("app", &Why::new("a case that says nothing of it"));
    build.format = known(Format::Elf { bits: 64, big_endian: false });
    build.kind = known(Kind::Executable);
    build.os = known(landfall_facts::Os::Linux);
    build.arch = known(landfall_facts::Arch::Amd64);
    build.cpu = absent();
    build.packed = absent();
    build.go.is_go = known(true);
    build.go.version = absent();
    let link = &mut build.link;
    link.kind = known(Linking::Static);
    link.interpreter = absent();
    link.needed = absent();
    link.soname = absent();
    link.rpath = absent();
    link.no_default_dirs = known(false);
    link.runpath = absent();
    link.libc = absent();
    link.versions = absent();
    link.imports = absent();
    link.newest_glibc_import = absent();
    link.relr = known(false);
    link.kernel = absent();
    link.isa = absent();
    link.static_glibc = known(false);
    link.static_glibc_names = absent();
    let needs = &mut build.needs;
    for need in [
        &mut needs.certificates,
        &mut needs.time_zones,
        &mut needs.users,
        &mut needs.names,
        &mut needs.temporary_files,
        &mut needs.c_names,
        &mut needs.user_file,
        &mut needs.plugins,
        &mut build.embedded.certificates,
        &mut build.embedded.time_zones,
    ] {
        *need = absent();
    }
    build.macho.signature = known(true);
    build
}

fn plain_machine() -> Machine {
    let mut machine = Machine::unknown("", &Why::new("a case that says nothing of it"));
    machine.os = known(landfall_facts::Os::Linux);
    machine.arches = known(vec![landfall_facts::Arch::Amd64]);
    machine.emulated = absent();
    machine.libc = absent();
    machine.glibc = absent();
    machine.musl = absent();
    machine.kernel = absent();
    machine.macos = absent();
    machine.windows = absent();
    machine.interpreters = absent();
    machine.libraries = known(Shelf::Listed(Listed {
        sonames: Vec::new(),
        table: "base-libraries.csv".into(),
        complete: true,
    }));
    for file in files(&mut machine) {
        *file.1 = known(file.0.to_owned());
    }
    machine.user_sources = absent();
    machine.host_sources = absent();
    machine.commands = known(Vec::new());
    machine
}

fn files(machine: &mut Machine) -> [(&'static str, &mut Fact<String>); 5] {
    [
        ("certificates", &mut machine.certificates),
        ("time_zones", &mut machine.time_zones),
        ("users", &mut machine.users),
        ("resolver", &mut machine.resolver),
        ("temporary_files", &mut machine.temporary_files),
    ]
}

fn push<T>(list: &mut Fact<Vec<T>>, value: T) {
    match list {
        Fact::Known(all, _) => all.push(value),
        Fact::Absent(_) | Fact::Unknown(_) => *list = known(vec![value]),
    }
}

fn level(text: &str) -> Result<CpuLevel, String> {
    let (setting, level) = text.split_once('=').ok_or_else(|| format!("{text:?} is no level"))?;
    Ok(CpuLevel::new(setting, level))
}

fn ask(build: &mut Build, phrase: &str) -> Result<(), String> {
    let (verb, rest) = phrase.split_once(' ').unwrap_or((phrase, ""));
    let link = &mut build.link;
    match (verb, rest) {
        ("interpreter", "?") => link.interpreter = denied(),
        ("libc", "?") => link.libc = denied(),
        ("kind", "?") => build.kind = denied(),
        ("cpu", "?") => build.cpu = denied(),
        ("built", "by ?") => build.go.version = denied(),
        ("imports", "?") => link.newest_glibc_import = denied(),
        ("interpreter", path) => {
            link.kind = known(Linking::Dynamic);
            link.interpreter = known(path.to_owned());
            link.libc = known(if path.contains("musl") { Libc::Musl } else { Libc::Glibc });
        }
        ("needs", name) => push(&mut link.needed, name.to_owned()),
        ("wants", rest) => {
            let (library, version) = rest.split_once(' ').ok_or("wants LIBRARY VERSION")?;
            push(
                &mut link.versions,
                VersionWanted {
                    library: library.into(),
                    version: version.into(),
                    weak: false,
                    offset: 0,
                },
            );
        }
        ("imports" | "calls", symbol) => {
            let (symbol, version) =
                symbol.split_once('@').map_or((symbol, None), |(a, b)| (a, Some(b)));
            if let Some(version) = version {
                let version: GlibcVersion = version.parse().map_err(|error| format!("{error}"))?;
                link.newest_glibc_import = known(GlibcImport {
                    version,
                    symbols: vec![symbol.to_owned()],
                    library: "libc.so.6".into(),
                });
            }
            let import = Import {
                symbol: symbol.to_owned(),
                version: version.map(|version| format!("GLIBC_{version}")),
                library: None,
                weak: false,
                binding: if verb == "calls" { Binding::Lazy } else { Binding::Now },
                offset: 0,
            };
            push(&mut link.imports, import);
        }
        ("other", slice) => {
            let arch = slice.trim_start_matches("slice ");
            build.other_slices.push(arch.parse().map_err(|error| format!("{error}"))?);
        }
        ("relr", _) => link.relr = known(true),
        ("static", rest) if rest.starts_with("glibc of kernel ") => {
            let kernel = rest.trim_start_matches("glibc of kernel ");
            link.kernel = known(kernel.parse().map_err(|error| format!("{error}"))?);
        }
        ("static", "glibc 2.34") => {
            (link.static_glibc, link.static_glibc_names) = (known(true), known(true));
        }
        ("static", "glibc 2.31") => {
            (link.static_glibc, link.static_glibc_names) = (known(true), known(false));
        }
        ("cpu", text) => build.cpu = known(level(text)?),
        ("note", text) => build.link.isa = known(level(text)?),
        ("packed", packer) => build.packed = known(packer.to_owned()),
        ("musl", _) => {
            link.kind = known(Linking::Dynamic);
            link.libc = known(Libc::Musl);
        }
        ("kind", kind) => {
            let all = [
                Kind::Executable,
                Kind::Pie,
                Kind::CShared,
                Kind::CArchive,
                Kind::Package,
                Kind::Plugin,
                Kind::Object,
            ];
            build.kind = known(*all.iter().find(|one| one.name() == kind).ok_or("no such kind")?);
        }
        ("unsigned", _) => build.macho.signature = known(false),
        ("signature", "?") => build.macho.signature = denied(),
        ("uses", "plugins ?") => build.needs.plugins = denied(),
        ("uses" | "brings", what) => {
            let (needs, embedded) = (&mut build.needs, &mut build.embedded);
            let (fact, function) = match (verb, what) {
                ("uses", "certificates") => {
                    (&mut needs.certificates, "crypto/x509.loadSystemRoots")
                }
                ("uses", "time_zones") => (&mut needs.time_zones, "time.LoadLocation"),
                ("uses", "users") => (&mut needs.users, "os/user.Current"),
                ("uses", "names") => (&mut needs.names, "net.(*Resolver).goLookupIPCNAMEOrder"),
                ("uses", "temporary_files") => (&mut needs.temporary_files, "os.CreateTemp"),
                ("uses", "user_file") => (&mut needs.user_file, "os/user.readColonFile"),
                ("uses", "plugins") => (&mut needs.plugins, "plugin.Open"),
                ("uses", "c_names") => (&mut needs.c_names, "net._C2func_getaddrinfo"),
                ("brings", "certificates") => {
                    (&mut embedded.certificates, "golang.org/x/crypto/x509roots/fallback.init.0")
                }
                ("brings", "time_zones") => (&mut embedded.time_zones, "time/tzdata.init"),
                _ => return Err(format!("{phrase:?} is nothing a build does")),
            };
            *fact = known(function.to_owned());
        }
        ("source", "?") => build.source = denied(),
        ("source", cgo) => build.source = known(Box::new(source(cgo == "with cgo"))),
        (
            "undefined" | "not" | "package" | "debug" | "flags" | "allow" | "starts" | "compiler"
            | "hands",
            rest,
        ) => {
            let Fact::Known(source, _) = &mut build.source else {
                return Err(format!("{phrase:?} is said of a source"));
            };
            say(source, verb, rest);
        }
        ("asked", what) => ask_for(build, what)?,
        ("symbols", count) => {
            let count: u64 = count.parse().map_err(|_| "symbols NUMBER")?;
            build.symbols.symtab = if count == 0 { absent() } else { known(count) };
        }
        ("dwarf", "in it") => build.symbols.dwarf = known(true),
        ("dwarf", "away") => build.symbols.dwarf = known(false),
        ("cgo", "linked") => build.cgo.linked = known(true),
        ("cgo", "not linked") => build.cgo.linked = known(false),
        ("main", path) => build.go.main = known(path.to_owned()),
        ("settings", "") => build.go.settings = known(Vec::new()),
        ("setting", text) => push(&mut build.go.settings, setting(text)?),
        ("makes", "?") => build.syscalls = denied(),
        ("makes", call) => make(build, call)?,
        (go, "") if go.starts_with("go1.") => {
            build.go.version = known(go.parse().map_err(|error| format!("{error}"))?)
        }
        (platform, "") if platform.contains('/') => {
            let (os, arch) = platform.split_once('/').ok_or("no platform")?;
            let os = os.parse().map_err(|error| format!("{error}"))?;
            build.os = known(os);
            build.arch = known(arch.parse().map_err(|error| format!("{error}"))?);
            if os != landfall_facts::Os::Linux {
                build.format = known(Format::MachO { bits: 64, big_endian: false });
            }
        }
        _ => return Err(format!("{phrase:?} is nothing a build asks for")),
    }
    Ok(())
}

fn setting(text: &str) -> Result<Setting, String> {
    let (key, value) = text.split_once('=').ok_or("setting KEY=VALUE")?;
    Ok(Setting { key: key.to_owned(), value: value.to_owned() })
}

/// What the one who builds it asked for.
fn ask_for(build: &mut Build, what: &str) -> Result<(), String> {
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

/// A source of which nothing is wrong.
fn source(has_cgo: bool) -> Source {
    Source {
        release: 26,
        has_cgo,
        cgo_origin: word(),
        obstacles: Vec::new(),
        packages: Vec::new(),
        settings: Vec::new(),
        cgo_lines: Vec::new(),
        compiler: ("gcc".to_owned(), word()),
        handed: Vec::new(),
        allowed: Vec::new(),
        starts: known(Vec::new()),
    }
}

fn say(source: &mut Source, verb: &str, rest: &str) {
    let obstacle = |kind, name: &str, says: String, because: &str| Obstacle {
        kind,
        name: name.to_owned(),
        says,
        because: because.to_owned(),
        place: Some(("app.go".to_owned(), 1)),
        way: vec!["app".to_owned()],
        is_doubt: kind == "not_on_disk",
    };
    match verb {
        "undefined" => {
            let says = format!("undefined: {rest}");
            source.obstacles.push(obstacle("undefined", rest, says, "left out"));
        }
        "not" => {
            let path = rest.trim_start_matches("on disk ");
            let why = format!("{path} is not on disk; `go mod download` fetches it");
            source.obstacles.push(obstacle("not_on_disk", path, String::new(), &why));
        }
        "package" => source.packages.push(SourcePackage {
            path: rest.to_owned(),
            uses_cgo: source.has_cgo,
            way: vec!["app".to_owned(), rest.to_owned()],
            imported: Some(word()),
        }),
        "flags" => {
            let mut words = rest.split(' ');
            let name = match words.next() {
                Some("CFLAGS") => "CFLAGS",
                Some("CXXFLAGS") => "CXXFLAGS",
                _ => "LDFLAGS",
            };
            let flags = words.map(str::to_owned).collect();
            let package = "example.com/c".to_owned();
            source.cgo_lines.push(CgoLine { package, name, flags, origin: word() });
        }
        "hands" => {
            let (function, written) = rest.split_once(' ').unwrap_or((rest, "&v"));
            source.handed.push(HandedToC {
                package: "example.com/c".to_owned(),
                function: function.to_owned(),
                written: written.to_owned(),
                kind: "map",
                origin: word(),
            });
        }
        "compiler" => source.compiler.0 = rest.to_owned(),
        "starts" => {
            let (name, by) = (rest.to_owned(), "app.main".to_owned());
            push(&mut source.starts, Started { name, by, origin: word() });
        }
        "allow" => {
            let (name, value) = rest.split_once('=').unwrap_or((rest, ""));
            source.allowed.push((name.to_owned(), value.to_owned()));
        }
        _ => {
            let (key, value) = rest.split_once('=').unwrap_or((rest, ""));
            let (key, value) = (key.to_owned(), value.to_owned());
            source.settings.push(DebugSetting { key, value, origin: word() });
        }
    }
}

/// `futex runtime`, or `anything`: a call with a number that could not be told.
fn make(build: &mut Build, call: &str) -> Result<(), String> {
    let arch = landfall_facts::Arch::Amd64;
    let empty = || Derived {
        program: "app".to_owned(),
        arch,
        calls: Vec::new(),
        unresolved: Vec::new(),
        doubts: Vec::new(),
    };
    if build.syscalls.known().is_none() {
        build.syscalls = known(Box::new(empty()));
    }
    let Fact::Known(derived, _) = &mut build.syscalls else { return Err("no calls".into()) };
    let site = CallSite { function: "main.own".to_owned(), address: 1, origin: word() };
    let Some((name, tier)) = call.split_once(' ') else {
        derived.unresolved.push(site);
        return Ok(());
    };
    let all = [Tier::Observed, Tier::Runtime, Tier::Likely, Tier::Reachable, Tier::Seldom];
    let tier = all.into_iter().find(|one| one.name() == tier).ok_or("no such tier")?;
    let path = vec!["main.main".to_owned(), site.function.clone()];
    let number = landfall_know::syscall_number(arch, name).ok_or("no such call")?;
    derived.calls.push(NamedCall {
        name: name.to_owned(),
        number,
        since: landfall_know::syscall_since(arch, number),
        how: Syscall { tier, when: None, path, site },
    });
    Ok(())
}

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

fn give(machine: &mut Machine, phrase: &str) -> Result<(), String> {
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
            let libc = if path.contains("musl") { Libc::Musl } else { Libc::Glibc };
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
