//! What the Go toolchain left in an executable, whatever its container.

use landfall_facts::{
    Arch, Build, CpuLevel, Fact, GoVersion, Module, Needs, Origin, Setting, VersionSource, Why,
};
use landfall_formats::layout::Layout;
use landfall_formats::pclntab::{self, FunctionTable, Wanted};
use landfall_formats::{ReadError, Source, buildinfo, goversion};

use crate::artifact::{Depth, Lacks};

/// Functions whose presence shows a need: the Go linker drops what nothing can reach.
pub(crate) const CERTIFICATES: [Wanted<'_>; 1] = [of("crypto/x509", "crypto/x509.loadSystemRoots")];
pub(crate) const TIME_ZONES: [Wanted<'_>; 1] = [of("time", "time.LoadLocation")];
pub(crate) const USERS: [Wanted<'_>; 4] = [
    of("os/user", "os/user.Current"),
    of("os/user", "os/user.Lookup"),
    of("os/user", "os/user.LookupId"),
    of("os/user", "os/user.LookupGroupId"),
];
pub(crate) const NAMES: [Wanted<'_>; 1] = [of("net", "net.(*Resolver).goLookupIPCNAMEOrder")];
pub(crate) const TEMPORARY_FILES: [Wanted<'_>; 4] = [
    of("os", "os.CreateTemp"),
    of("os", "os.MkdirTemp"),
    of("io/ioutil", "io/ioutil.TempFile"),
    of("io/ioutil", "io/ioutil.TempDir"),
];
/// What reads the files where `os/user` was built without C, from Go 1.9 on.
pub(crate) const USER_FILE: [Wanted<'_>; 1] = [of("os/user", "os/user.readColonFile")];
pub(crate) const PLUGINS: [Wanted<'_>; 2] =
    [of("plugin", "plugin.Open"), of("plugin", "plugin.open")];
const C_NAMES: [Wanted<'_>; 1] = [of("net", "net._C2func_getaddrinfo")];
const TIME_ZONE_DATA: [Wanted<'_>; 2] = [
    of("time/tzdata", "time/tzdata.loadFromEmbeddedTZData"),
    of("time/tzdata", "time/tzdata.init"),
];
const FALLBACK: &str = "golang.org/x/crypto/x509roots/fallback";
const CERTIFICATE_DATA: [Wanted<'_>; 2] = [
    of(FALLBACK, "golang.org/x/crypto/x509roots/fallback.init.0"),
    of(FALLBACK, "golang.org/x/crypto/x509roots/fallback.newFallbackCertPool"),
];
/// Assembly of runtime/cgo through which every call from C into Go passes. Others who do without
/// C have a function of that name too, but not that package.
const CGO: [Wanted<'_>; 1] = [of("runtime/cgo", "crosscall2")];

const fn of(package: &'static str, name: &'static str) -> Wanted<'static> {
    Wanted { package, name }
}

/// Fills in what Go left. What is not Go keeps no Go facts but the one that it is not.
pub(crate) fn fill(layout: &Layout<'_>, build: &mut Build, depth: Depth) {
    let name = build.name.clone();
    let at = |offset: u64| Origin::Bytes { path: name.clone(), offset };
    let damaged = |error: &ReadError| Why::damaged(&name, error);
    let info = buildinfo::read(layout);
    let table = pclntab::find(layout);
    let is_go = matches!(info, Ok(Some(_))) || matches!(table, Ok(Some(_)));
    build.go.is_go = match (&info, &table) {
        (Ok(Some(info)), _) => Fact::Known(true, at(info.offset)),
        (_, Ok(Some(table))) => Fact::Known(true, at(table.offset)),
        (Err(error), _) | (_, Err(error)) => Fact::Unknown(damaged(error)),
        (Ok(None), Ok(None)) => Fact::Known(false, at(0)),
    };
    match info {
        Ok(Some(info)) => fill_info(info, build, &at),
        Ok(None) => absent(build, &at(0)),
        Err(error) => {
            let blind = Build::unknown("", &damaged(&error));
            let is_go = std::mem::replace(&mut build.go.is_go, Fact::Absent(at(0)));
            build.go = blind.go;
            build.go.is_go = is_go;
            build.cgo.recorded = Fact::Unknown(damaged(&error));
        }
    }
    if is_go && build.go.version.known().is_none() {
        version_without_info(layout, &table, build, &at);
    }
    build.cpu = cpu(layout, build).unwrap_or_else(|error| Fact::Unknown(damaged(&error)));
    build.cpu_at_start = match (depth, build.arch.known().copied().and_then(Choice::of)) {
        (Depth::Verdict(_), _) => Fact::Unknown(Why::new("a verdict goes by what is recorded")),
        (Depth::Everything, Some(choice)) => match insisted(layout, &choice, &name, u32::MAX) {
            Ok(Some(level)) => level,
            Ok(None) => Fact::Absent(at(0)),
            Err(error) => Fact::Unknown(damaged(&error)),
        },
        (Depth::Everything, None) => Fact::Absent(at(0)),
    };
    match table {
        Ok(Some(table)) => {
            if let Err(error) = fill_functions(layout, &table, build, depth, &at) {
                blind_functions(build, &damaged(&error));
            }
        }
        Ok(None) if is_go => blind_functions(
            build,
            &Why::new(format!("{name} has no function table that landfall knows")),
        ),
        Ok(None) => no_functions(build, &at(0)),
        Err(error) => blind_functions(build, &damaged(&error)),
    }
}

/// Fills in what Go left in a WebAssembly module, whose producer names its version.
pub(crate) fn fill_wasm(source: &dyn Source, version: Option<&str>, build: &mut Build) {
    let name = build.name.clone();
    let at = |offset: u64| Origin::Bytes { path: name.clone(), offset };
    let info = buildinfo::read_wasm(source);
    build.go.is_go = match (&info, version) {
        (Ok(None), None) => Fact::Known(false, at(0)),
        (Err(error), None) => Fact::Unknown(Why::damaged(&name, error)),
        _ => Fact::Known(true, at(0)),
    };
    match info {
        Ok(Some(mut info)) => {
            info.go_version = version.unwrap_or_default().to_owned();
            fill_info(info, build, &at);
        }
        Ok(None) => absent(build, &at(0)),
        Err(error) => {
            let blind = Build::unknown("", &Why::damaged(&name, &error));
            build.go = blind.go;
            build.cgo.recorded = blind.cgo.recorded;
        }
    }
    if build.go.version.known().is_none()
        && let Some(Ok(version)) = version.map(str::parse)
    {
        build.go.version = Fact::Known(version, at(0));
        build.go.version_source = Some(VersionSource::RuntimeString);
    }
    build.cgo.linked = Fact::Known(false, at(0));
}

/// Whether a symbol was made by cgo: for a call into C, a call out of it, or its start-up.
pub(crate) fn is_cgo_name(name: &[u8]) -> bool {
    let last = name.iter().rposition(|byte| *byte == b'.').map_or(name, |dot| &name[dot + 1..]);
    [&b"_cgo_"[..], b"x_cgo_", b"_cgoexp_", b"_Cfunc_", b"_C2func_", b"_Cgo_"]
        .iter()
        .any(|prefix| last.starts_with(prefix))
}

fn fill_info(info: buildinfo::BuildInfo, build: &mut Build, at: &dyn Fn(u64) -> Origin) {
    let origin = at(info.offset);
    build.go.version = match info.go_version.parse::<GoVersion>() {
        Ok(version) => {
            build.go.version_source = Some(VersionSource::BuildInfo);
            Fact::Known(version, origin.clone())
        }
        Err(error) => Fact::Unknown(Why::new(error.to_string())),
    };
    // Before Go 1.18 there were no settings, and a build from loose files has none of the rest.
    let old = build.go.version.known().is_some_and(|version| version.minor() < 18);
    build.go.main = Fact::from_option(info.main, origin.clone());
    build.go.module = Fact::from_option(info.module.map(convert), origin.clone());
    build.go.modules = match info.modules.is_empty() {
        true => Fact::Absent(origin.clone()),
        false => Fact::Known(info.modules.into_iter().map(convert).collect(), origin.clone()),
    };
    if info.settings.is_empty() {
        let why = Why::new(match old {
            true => "Go before 1.18 records no build settings",
            false => "the build information holds no build settings",
        });
        build.go.settings = Fact::Unknown(why.clone());
        build.cgo.recorded = Fact::Unknown(why);
        return;
    }
    let settings: Vec<_> =
        info.settings.into_iter().map(|(key, value)| Setting { key, value }).collect();
    build.go.settings = Fact::Known(settings, origin.clone());
    build.cgo.recorded = match build.go.setting("CGO_ENABLED") {
        Some("1") => Fact::Known(true, origin),
        Some("0") => Fact::Known(false, origin),
        _ => Fact::Absent(origin),
    };
}

fn convert(module: buildinfo::Module) -> Module {
    Module {
        path: module.path,
        version: module.version,
        sum: module.sum,
        replaced_by: module.replaced_by.map(|by| Box::new(convert(*by))),
    }
}

fn absent(build: &mut Build, origin: &Origin) {
    build.go.version = Fact::Absent(origin.clone());
    build.go.main = Fact::Absent(origin.clone());
    build.go.module = Fact::Absent(origin.clone());
    build.go.modules = Fact::Absent(origin.clone());
    build.go.settings = Fact::Absent(origin.clone());
    build.cgo.recorded = Fact::Absent(origin.clone());
}

fn version_without_info(
    layout: &Layout<'_>,
    table: &Result<Option<FunctionTable>, ReadError>,
    build: &mut Build,
    at: &dyn Fn(u64) -> Origin,
) {
    if let Ok(Some(version)) = goversion::read(layout)
        && let Ok(version) = version.parse()
    {
        build.go.version = Fact::Known(version, at(0));
        build.go.version_source = Some(VersionSource::RuntimeString);
        return;
    }
    let Ok(Some(table)) = table else { return };
    let range = match table.form.releases() {
        (first, Some(last)) => {
            format!("its function table is of the form of Go 1.{first} to 1.{last}")
        }
        (first, None) => format!("its function table is of the form of Go 1.{first} and later"),
    };
    build.go.version = Fact::Unknown(Why::new(range));
    build.go.version_source = Some(VersionSource::FunctionTable);
}

/// The CPU level that the build was compiled for: as the build settings name it, else by the
/// release, for the choice of a level came with a release, else by the words that the start-up
/// code of a higher level would print.
fn cpu(layout: &Layout<'_>, build: &Build) -> Result<Fact<CpuLevel>, ReadError> {
    let Some(arch) = build.arch.known() else {
        return Ok(Fact::Unknown(
            build.arch.why().cloned().unwrap_or_else(|| Why::not_given("architecture")),
        ));
    };
    let Some(choice) = Choice::of(*arch) else {
        return Ok(match build.arch.origin() {
            Some(origin) => Fact::Absent(origin.clone()),
            None => Fact::Unknown(Why::not_given("architecture")),
        });
    };
    let name = &build.name;
    let Fact::Known(_, origin) = &build.go.settings else {
        if let Fact::Known(version, origin) = &build.go.version {
            let lowest =
                || Fact::Known(CpuLevel::new(choice.setting, choice.lowest), origin.clone());
            if version.minor() < choice.since {
                return Ok(lowest());
            }
            if let Some(level) = insisted(layout, &choice, name, version.minor())? {
                return Ok(level);
            }
            if choice.words.first().is_some_and(|(_, _, since)| version.minor() >= *since) {
                return Ok(lowest());
            }
        }
        return Ok(Fact::Unknown(Why::new(format!("{name} does not record {}", choice.setting))));
    };
    let level = build.go.setting(choice.setting).unwrap_or(choice.lowest);
    Ok(Fact::Known(CpuLevel::new(choice.setting, level), origin.clone()))
}

/// The level without which the start-up code of a minor release would print its words and stop.
fn insisted(
    layout: &Layout<'_>,
    choice: &Choice,
    name: &str,
    minor: u32,
) -> Result<Option<Fact<CpuLevel>>, ReadError> {
    for (text, level, since) in choice.words {
        if minor >= *since
            && let Some(offset) = layout.find_text(text.as_bytes())?
        {
            let origin = Origin::Bytes { path: name.to_owned(), offset };
            return Ok(Some(Fact::Known(CpuLevel::new(choice.setting, *level), origin)));
        }
    }
    Ok(None)
}

/// What can be chosen of an architecture.
struct Choice {
    setting: &'static str,
    lowest: &'static str,
    /// The minor release that brought the choice.
    since: u32,
    /// What start-up code prints on a lesser CPU, at which level, since which minor release.
    words: &'static [(&'static str, &'static str, u32)],
}

impl Choice {
    fn of(arch: Arch) -> Option<Self> {
        let choice = |setting, lowest, since, words| Some(Self { setting, lowest, since, words });
        match arch {
            // `bad_cpu_msg` of runtime/asm_amd64.s and asm_arm64.s.
            Arch::Amd64 => choice(
                "GOAMD64",
                "v1",
                18,
                &[
                    ("AMD64 processors with v4 microarchitecture support", "v4", 18),
                    ("AMD64 processors with v3 microarchitecture support", "v3", 18),
                    ("AMD64 processors with v2 microarchitecture support", "v2", 18),
                ],
            ),
            Arch::Arm64 => {
                choice("GOARM64", "v8.0", 23, &[("ARM64 processors with LSE support", "v8.1", 25)])
            }
            Arch::Arm => choice("GOARM", "5", 0, &[]),
            Arch::I386 => choice("GO386", "softfloat", 16, &[]),
            Arch::Ppc64 | Arch::Ppc64le => choice("GOPPC64", "power8", 9, &[]),
            Arch::Riscv64 => choice("GORISCV64", "rva20u64", 23, &[]),
            // One level only, or a choice of software arithmetic, which every CPU runs.
            Arch::Loong64
            | Arch::S390x
            | Arch::Wasm
            | Arch::Mips
            | Arch::Mipsle
            | Arch::Mips64
            | Arch::Mips64le => None,
        }
    }
}

fn fill_functions(
    layout: &Layout<'_>,
    table: &FunctionTable,
    build: &mut Build,
    depth: Depth,
    at: &dyn Fn(u64) -> Origin,
) -> Result<(), ReadError> {
    let lacks = match depth {
        Depth::Verdict(lacks) => lacks,
        Depth::Everything => Lacks::ANY,
    };
    let groups: [(bool, &[Wanted<'_>]); 10] = [
        (lacks.certificates, &CERTIFICATES),
        (lacks.time_zones, &TIME_ZONES),
        (lacks.users, &USERS),
        (lacks.resolver, &NAMES),
        (lacks.temporary_files, &TEMPORARY_FILES),
        (true, &C_NAMES),
        (lacks.users, &USER_FILE),
        (true, &PLUGINS),
        (lacks.time_zones, &TIME_ZONE_DATA),
        (lacks.certificates, &CERTIFICATE_DATA),
    ];
    let asked = groups.map(|(asked, group)| if asked { group } else { &[] });
    let found = pclntab::any_of(layout, table, &asked)?;
    let origin = at(table.offset);
    let [
        certificates,
        time_zones,
        users,
        names,
        temporary_files,
        c_names,
        user_file,
        plugins,
        zone_data,
        certificate_data,
    ] = std::array::from_fn(|group| match groups[group] {
        (true, wanted) => {
            let name = found[group].map(|at| wanted[at].name.to_owned());
            Fact::from_option(name, origin.clone())
        }
        (false, _) => Fact::Unknown(Why::new("every machine has what it would read")),
    });
    build.needs = Needs {
        certificates,
        time_zones,
        users,
        names,
        temporary_files,
        c_names,
        user_file,
        plugins,
    };
    build.embedded.time_zones = zone_data;
    build.embedded.certificates = match &build.go.modules {
        // It has no other package. Of one that is replaced by a directory no file name tells.
        Fact::Known(modules, origin) if modules.iter().any(|module| module.path == FALLBACK) => {
            Fact::Known(FALLBACK.to_owned(), origin.clone())
        }
        Fact::Known(..) | Fact::Absent(_) | Fact::Unknown(_) => certificate_data,
    };
    // The linker puts runtime/cgo last, and no verdict asks for it.
    build.cgo.linked = match depth {
        Depth::Verdict(_) => Fact::Unknown(Why::new("a verdict does not look for runtime/cgo")),
        Depth::Everything => {
            let cgo = pclntab::any_of(layout, table, &[&CGO])?;
            Fact::Known(cgo.iter().any(Option::is_some), origin.clone())
        }
    };
    build.symbols.functions = Fact::Known(table.functions, origin.clone());
    if depth == Depth::Everything {
        let mut cgo = 0;
        pclntab::names(layout, table, |name| cgo += u64::from(is_cgo_name(name)))?;
        build.symbols.cgo_in_functions = Fact::Known(cgo, origin);
    }
    Ok(())
}

fn blind_functions(build: &mut Build, why: &Why) {
    let blind = Build::unknown("", why);
    build.needs = blind.needs;
    build.embedded = blind.embedded;
    build.cgo.linked = blind.cgo.linked;
    build.symbols.functions = blind.symbols.functions;
    build.symbols.cgo_in_functions = blind.symbols.cgo_in_functions;
}

/// What is not Go has no Go functions that could show a need.
fn no_functions(build: &mut Build, origin: &Origin) {
    let none = || Fact::Absent(origin.clone());
    build.needs = Needs {
        certificates: none(),
        time_zones: none(),
        users: none(),
        names: none(),
        temporary_files: none(),
        c_names: none(),
        user_file: none(),
        plugins: none(),
    };
    build.embedded.time_zones = none();
    build.embedded.certificates = none();
    build.cgo.linked = Fact::Known(false, origin.clone());
    build.symbols.functions = Fact::Absent(origin.clone());
    build.symbols.cgo_in_functions = Fact::Known(0, origin.clone());
}
