//! What a `build` line of a case says.

use landfall_facts::{
    Binding, Build, CallSite, CpuLevel, Derived, Fact, Format, GlibcImport, GlibcVersion, Import,
    Kind, Libc, Linking, NamedCall, Syscall, Tier, VersionWanted,
};

use super::order::{ask_for, setting};
use super::source::{say, source};
use super::{absent, denied, known, push, word};

pub(super) fn level(text: &str) -> Result<CpuLevel, String> {
    let (setting, level) = text.split_once('=').ok_or_else(|| format!("{text:?} is no level"))?;
    Ok(CpuLevel::new(setting, level))
}

pub(super) fn ask(build: &mut Build, phrase: &str) -> Result<(), String> {
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
            if !matches!(os, landfall_facts::Os::Linux | landfall_facts::Os::Android) {
                build.format = known(Format::MachO { bits: 64, big_endian: false });
            }
        }
        _ => return Err(format!("{phrase:?} is nothing a build asks for")),
    }
    Ok(())
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
