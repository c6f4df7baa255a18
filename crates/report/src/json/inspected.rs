//! The facts of artifacts and of source as JSON.

use landfall_facts::{Build, Fact, SourceTree};
use serde::Serialize;

use super::{Error, SCHEMA, errors, print};
use crate::Failure;

/// The facts of `inspect`.
pub fn facts(builds: &[Build], sources: &[SourceTree], failures: &[Failure]) -> String {
    let artifacts = builds.iter().map(Artifact::of).collect();
    let sources = sources.iter().map(SourceFacts::of).collect();
    print(&Facts { schema: SCHEMA, artifacts, sources, errors: errors(failures) })
}

#[derive(Serialize)]
struct Facts<'a> {
    schema: u32,
    artifacts: Vec<Artifact<'a>>,
    sources: Vec<SourceFacts<'a>>,
    errors: Vec<Error<'a>>,
}

#[derive(Serialize)]
struct SourceFacts<'a> {
    path: &'a str,
    module: Option<&'a str>,
    go_version: Option<&'a str>,
    toolchain: Option<&'a str>,
    go_files: u64,
    lines: u64,
    broken_files: u64,
    files_importing_c: u64,
    c_selectors: u64,
    cgo_directives: u64,
    exports: u64,
    unsafe_pointer_selectors: u64,
    unsafe_pointer_conversions: u64,
    linknames: u64,
    embeds: u64,
    unread_files: u64,
}

impl<'a> SourceFacts<'a> {
    fn of(tree: &'a SourceTree) -> Self {
        let SourceTree { dir, module, go_version, toolchain, counts, unread_files } = tree;
        Self {
            path: dir,
            module: module.known().map(String::as_str),
            go_version: go_version.known().map(String::as_str),
            toolchain: toolchain.known().map(String::as_str),
            go_files: counts.go_files,
            lines: counts.lines,
            broken_files: counts.broken_files,
            files_importing_c: counts.files_importing_c,
            c_selectors: counts.c_selectors,
            cgo_directives: counts.cgo_directives,
            exports: counts.exports,
            unsafe_pointer_selectors: counts.unsafe_pointer_selectors,
            unsafe_pointer_conversions: counts.unsafe_pointer_conversions,
            linknames: counts.linknames,
            embeds: counts.embeds,
            unread_files: *unread_files,
        }
    }
}

/// A fact is its value, or `null` with the reason under `unknown`; what is absent is `null` alone.
#[derive(Serialize)]
struct Artifact<'a> {
    path: &'a str,
    size: u64,
    format: Option<&'static str>,
    bits: Option<u8>,
    big_endian: Option<bool>,
    kind: Option<&'static str>,
    os: Option<&'static str>,
    arch: Option<&'static str>,
    cpu: Option<String>,
    cpu_at_start: Option<String>,
    packed: Option<&'a str>,
    go: Go<'a>,
    cgo: Cgo,
    link: Link<'a>,
    symbols: Symbols,
    needs: Needs<'a>,
    embedded: Embedded<'a>,
    pe: Pe<'a>,
    macho: MachO,
    unknown: Vec<Unknown>,
}

#[derive(Serialize)]
struct Go<'a> {
    is_go: Option<bool>,
    version: Option<String>,
    version_source: Option<&'static str>,
    main: Option<&'a str>,
    module: Option<Module<'a>>,
    modules: Vec<Module<'a>>,
    settings: serde_json::Map<String, serde_json::Value>,
}

#[derive(Serialize)]
struct Module<'a> {
    path: &'a str,
    version: &'a str,
    sum: &'a str,
    replaced_by: Option<Box<Module<'a>>>,
}

#[derive(Serialize)]
struct Cgo {
    recorded: Option<bool>,
    linked: Option<bool>,
}

#[derive(Serialize)]
struct Link<'a> {
    kind: Option<&'static str>,
    pie: Option<bool>,
    interpreter: Option<&'a str>,
    needed: &'a [String],
    soname: Option<&'a str>,
    rpath: &'a [String],
    runpath: &'a [String],
    libc: Option<&'static str>,
    newest_glibc: Option<String>,
    newest_glibc_symbol: Option<&'a str>,
    newest_glibc_symbols: &'a [String],
    versions: Vec<Version<'a>>,
    imports: Vec<Import<'a>>,
    relr: Option<bool>,
    kernel: Option<String>,
    isa: Option<String>,
    static_glibc: Option<bool>,
}

#[derive(Serialize)]
struct Version<'a> {
    library: &'a str,
    version: &'a str,
    weak: bool,
}

#[derive(Serialize)]
struct Import<'a> {
    symbol: &'a str,
    version: Option<&'a str>,
    library: Option<&'a str>,
    weak: bool,
}

#[derive(Serialize)]
struct Symbols {
    symtab: Option<bool>,
    symtab_entries: Option<u64>,
    dwarf: Option<bool>,
    functions: Option<u64>,
    cgo_in_symtab: Option<u64>,
    cgo_in_dynsym: Option<u64>,
    cgo_in_functions: Option<u64>,
}

#[derive(Serialize)]
struct Needs<'a> {
    certificates: Option<&'a str>,
    time_zones: Option<&'a str>,
    users: Option<&'a str>,
    names: Option<&'a str>,
    temporary_files: Option<&'a str>,
    c_names: Option<&'a str>,
    user_file: Option<&'a str>,
    plugins: Option<&'a str>,
}

#[derive(Serialize)]
struct Embedded<'a> {
    time_zones: Option<&'a str>,
    certificates: Option<&'a str>,
}

#[derive(Serialize)]
struct Pe<'a> {
    checksum: Option<u32>,
    subsystem: Option<&'a str>,
    relocations: Option<bool>,
    os_version: Option<String>,
}

#[derive(Serialize)]
struct MachO {
    minimum_os: Option<String>,
    sdk: Option<String>,
    signature: Option<bool>,
}

#[derive(Serialize)]
struct Unknown {
    fact: &'static str,
    reason: String,
}

impl<'a> Artifact<'a> {
    fn of(build: &'a Build) -> Self {
        let link = &build.link;
        Self {
            path: &build.name,
            size: build.size,
            format: build.format.known().map(|format| format.name()),
            bits: build.format.known().and_then(|format| format.bits()),
            big_endian: build.format.known().and_then(|format| format.big_endian()),
            kind: build.kind.known().map(|kind| kind.name()),
            os: build.os.known().map(|os| os.name()),
            arch: build.arch.known().map(|arch| arch.name()),
            cpu: shown(&build.cpu),
            cpu_at_start: shown(&build.cpu_at_start),
            packed: text(&build.packed),
            go: Go {
                is_go: build.go.is_go.known().copied(),
                version: shown(&build.go.version),
                version_source: build.go.version_source.map(|source| source.name()),
                main: text(&build.go.main),
                module: build.go.module.known().map(module),
                modules: build.go.modules.known().into_iter().flatten().map(module).collect(),
                settings: build
                    .go
                    .settings
                    .known()
                    .into_iter()
                    .flatten()
                    .map(|setting| (setting.key.clone(), setting.value.clone().into()))
                    .collect(),
            },
            cgo: Cgo {
                recorded: build.cgo.recorded.known().copied(),
                linked: build.cgo.linked.known().copied(),
            },
            link: Link {
                kind: link.kind.known().map(|kind| kind.name()),
                pie: build.kind.known().map(|kind| *kind == landfall_facts::Kind::Pie),
                interpreter: text(&link.interpreter),
                needed: list(&link.needed),
                soname: text(&link.soname),
                rpath: list(&link.rpath),
                runpath: list(&link.runpath),
                libc: link.libc.known().map(|libc| libc.name()),
                newest_glibc: link
                    .newest_glibc_import
                    .known()
                    .map(|import| import.version.to_string()),
                newest_glibc_symbol: link
                    .newest_glibc_import
                    .known()
                    .and_then(|import| import.symbols.first())
                    .map(String::as_str),
                newest_glibc_symbols: link
                    .newest_glibc_import
                    .known()
                    .map_or(&[], |import| &import.symbols),
                versions: link
                    .versions
                    .known()
                    .into_iter()
                    .flatten()
                    .map(|wanted| Version {
                        library: &wanted.library,
                        version: &wanted.version,
                        weak: wanted.weak,
                    })
                    .collect(),
                imports: link
                    .imports
                    .known()
                    .into_iter()
                    .flatten()
                    .map(|import| Import {
                        symbol: &import.symbol,
                        version: import.version.as_deref(),
                        library: import.library.as_deref(),
                        weak: import.weak,
                    })
                    .collect(),
                relr: link.relr.known().copied(),
                kernel: shown(&link.kernel),
                isa: shown(&link.isa),
                static_glibc: link.static_glibc.known().copied(),
            },
            symbols: Symbols {
                symtab: build.symbols.symtab.look().ok().map(|symtab| symtab.is_some()),
                symtab_entries: build.symbols.symtab.known().copied(),
                dwarf: build.symbols.dwarf.known().copied(),
                functions: build.symbols.functions.known().copied(),
                cgo_in_symtab: build.symbols.cgo_in_symtab.known().copied(),
                cgo_in_dynsym: build.symbols.cgo_in_dynsym.known().copied(),
                cgo_in_functions: build.symbols.cgo_in_functions.known().copied(),
            },
            needs: Needs {
                certificates: text(&build.needs.certificates),
                time_zones: text(&build.needs.time_zones),
                users: text(&build.needs.users),
                names: text(&build.needs.names),
                temporary_files: text(&build.needs.temporary_files),
                c_names: text(&build.needs.c_names),
                user_file: text(&build.needs.user_file),
                plugins: text(&build.needs.plugins),
            },
            embedded: Embedded {
                time_zones: text(&build.embedded.time_zones),
                certificates: text(&build.embedded.certificates),
            },
            pe: Pe {
                checksum: build.pe.checksum.known().copied(),
                subsystem: text(&build.pe.subsystem),
                relocations: build.pe.relocations.known().copied(),
                os_version: shown(&build.pe.os_version),
            },
            macho: MachO {
                minimum_os: shown(&build.macho.minimum_os),
                sdk: shown(&build.macho.sdk),
                signature: build.macho.signature.known().copied(),
            },
            unknown: unknown(build),
        }
    }
}

fn text(fact: &Fact<String>) -> Option<&str> {
    fact.known().map(String::as_str)
}

fn list(fact: &Fact<Vec<String>>) -> &[String] {
    fact.known().map_or(&[], Vec::as_slice)
}

fn shown<T: std::fmt::Display>(fact: &Fact<T>) -> Option<String> {
    fact.known().map(ToString::to_string)
}

fn module(module: &landfall_facts::Module) -> Module<'_> {
    Module {
        path: &module.path,
        version: &module.version,
        sum: &module.sum,
        replaced_by: module.replaced_by.as_deref().map(|by| Box::new(self::module(by))),
    }
}

/// The facts that nobody could look at, with the reason, so that `null` is not read as "no".
fn unknown(build: &Build) -> Vec<Unknown> {
    let mut all = Vec::new();
    let format = build.format.known().map(|format| format.name());
    // What only another format has is not worth a word.
    let foreign = |fact: &str| {
        let of = fact.split_once('.').map(|(of, _)| of);
        matches!(of, Some("pe" | "macho")) && format.is_some() && of != format
    };
    let mut add = |fact: &'static str, why: Option<&landfall_facts::Why>| {
        if let Some(why) = why.filter(|_| !foreign(fact)) {
            all.push(Unknown { fact, reason: why.to_string() });
        }
    };
    add("format", build.format.why());
    add("kind", build.kind.why());
    add("os", build.os.why());
    add("arch", build.arch.why());
    add("cpu", build.cpu.why());
    add("cpu_at_start", build.cpu_at_start.why());
    add("packed", build.packed.why());
    add("go.is_go", build.go.is_go.why());
    add("go.version", build.go.version.why());
    add("go.main", build.go.main.why());
    add("go.module", build.go.module.why());
    add("go.modules", build.go.modules.why());
    add("go.settings", build.go.settings.why());
    add("cgo.recorded", build.cgo.recorded.why());
    add("cgo.linked", build.cgo.linked.why());
    add("link.kind", build.link.kind.why());
    add("link.interpreter", build.link.interpreter.why());
    add("link.needed", build.link.needed.why());
    add("link.soname", build.link.soname.why());
    add("link.rpath", build.link.rpath.why());
    add("link.runpath", build.link.runpath.why());
    add("link.libc", build.link.libc.why());
    add("link.newest_glibc", build.link.newest_glibc_import.why());
    add("link.versions", build.link.versions.why());
    add("link.imports", build.link.imports.why());
    add("link.relr", build.link.relr.why());
    add("link.kernel", build.link.kernel.why());
    add("link.isa", build.link.isa.why());
    add("link.static_glibc", build.link.static_glibc.why());
    add("symbols.symtab", build.symbols.symtab.why());
    add("symbols.dwarf", build.symbols.dwarf.why());
    add("symbols.functions", build.symbols.functions.why());
    add("symbols.cgo_in_symtab", build.symbols.cgo_in_symtab.why());
    add("symbols.cgo_in_dynsym", build.symbols.cgo_in_dynsym.why());
    add("symbols.cgo_in_functions", build.symbols.cgo_in_functions.why());
    add("needs.certificates", build.needs.certificates.why());
    add("needs.time_zones", build.needs.time_zones.why());
    add("needs.users", build.needs.users.why());
    add("needs.names", build.needs.names.why());
    add("needs.temporary_files", build.needs.temporary_files.why());
    add("needs.c_names", build.needs.c_names.why());
    add("needs.user_file", build.needs.user_file.why());
    add("needs.plugins", build.needs.plugins.why());
    add("embedded.time_zones", build.embedded.time_zones.why());
    add("embedded.certificates", build.embedded.certificates.why());
    add("pe.checksum", build.pe.checksum.why());
    add("pe.subsystem", build.pe.subsystem.why());
    add("pe.relocations", build.pe.relocations.why());
    add("pe.os_version", build.pe.os_version.why());
    add("macho.minimum_os", build.macho.minimum_os.why());
    add("macho.sdk", build.macho.sdk.why());
    add("macho.signature", build.macho.signature.why());
    all
}
