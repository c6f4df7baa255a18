//! What is shipped, and all that it asks for.

use crate::{
    Arch, Asked, CpuLevel, Derived, Fact, GlibcVersion, GoVersion, KernelVersion, Libc,
    MacosVersion, Origin, Os, Source, VersionWanted, Why, WindowsVersion,
};

/// One artifact and what can be told of it.
///
/// A fat Mach-O file is one build for each slice. Facts that need a look into the file's function
/// table are `Unknown` until somebody asked for that look.
#[derive(Debug, Clone)]
pub struct Build {
    /// The file, as the user named it; a slice of a fat file says which.
    pub name: String,
    /// The file alone, as the user named it.
    pub file: String,
    /// The slice of a fat file, by its architecture.
    pub slice: Option<&'static str>,
    /// The file's length in bytes.
    pub size: u64,
    /// The container format.
    pub format: Fact<Format>,
    /// What the file is for.
    pub kind: Fact<Kind>,
    /// The operating system it is for.
    pub os: Fact<Os>,
    /// The architecture it is for.
    pub arch: Fact<Arch>,
    /// The architectures of the other slices of the same file.
    pub other_slices: Vec<Arch>,
    /// The CPU level it was compiled for; `Absent` for an architecture that has one only.
    pub cpu: Fact<CpuLevel>,
    /// The CPU level that its own start-up code insists on, whatever was recorded; `Absent` where
    /// the code insists on none.
    pub cpu_at_start: Fact<CpuLevel>,
    /// The packer that hides the program, `Absent` where there is none.
    pub packed: Fact<String>,
    /// What the Go toolchain wrote into it.
    pub go: Go,
    /// cgo, as recorded and as linked.
    pub cgo: Cgo,
    /// What it asks of a dynamic loader.
    pub link: Link,
    /// What is left of symbols.
    pub symbols: Symbols,
    /// What of the machine's files the linked functions read.
    pub needs: Needs,
    /// What it brings along.
    pub embedded: Embedded,
    /// What only a PE file has.
    pub pe: Pe,
    /// What only a Mach-O file has.
    pub macho: MacHo,
    /// What its source says of building it; `Absent` for what is built already.
    pub source: Fact<Box<Source>>,
    /// The system calls that it can make; `Absent` until somebody asks for that long look.
    pub syscalls: Fact<Box<Derived>>,
    /// What it was asked to be; `Absent` where nobody knows who built it.
    pub asked: Fact<Box<Asked>>,
}

impl Build {
    /// A build of which nothing could be looked at, for this one reason.
    pub fn unknown(name: impl Into<String>, why: &Why) -> Self {
        fn no<T>(why: &Why) -> Fact<T> {
            Fact::Unknown(why.clone())
        }
        let name = name.into();
        let file = name.clone();
        Self {
            file: name.clone(),
            name,
            slice: None,
            size: 0,
            format: no(why),
            kind: no(why),
            os: no(why),
            arch: no(why),
            other_slices: Vec::new(),
            cpu: no(why),
            cpu_at_start: no(why),
            packed: no(why),
            go: Go {
                is_go: no(why),
                version: no(why),
                version_source: None,
                main: no(why),
                module: no(why),
                modules: no(why),
                settings: no(why),
            },
            cgo: Cgo { recorded: no(why), linked: no(why) },
            link: Link {
                kind: no(why),
                interpreter: no(why),
                needed: no(why),
                soname: no(why),
                rpath: no(why),
                runpath: no(why),
                no_default_dirs: no(why),
                libc: no(why),
                versions: no(why),
                imports: no(why),
                newest_glibc_import: no(why),
                relr: no(why),
                kernel: no(why),
                isa: no(why),
                static_glibc: no(why),
                static_glibc_names: no(why),
            },
            symbols: Symbols {
                symtab: no(why),
                dwarf: no(why),
                functions: no(why),
                cgo_in_symtab: no(why),
                cgo_in_dynsym: no(why),
                cgo_in_functions: no(why),
            },
            needs: Needs {
                certificates: no(why),
                time_zones: no(why),
                users: no(why),
                names: no(why),
                temporary_files: no(why),
                c_names: no(why),
                user_file: no(why),
                plugins: no(why),
            },
            embedded: Embedded { time_zones: no(why), certificates: no(why) },
            pe: Pe {
                checksum: no(why),
                subsystem: no(why),
                relocations: no(why),
                os_version: no(why),
            },
            macho: MacHo { minimum_os: no(why), sdk: no(why), signature: no(why) },
            source: Fact::Absent(Origin::Path(file.clone())),
            syscalls: Fact::Absent(Origin::Path(file.clone())),
            asked: Fact::Absent(Origin::Path(file)),
        }
    }
}

/// A container format, with the width of its words and their byte order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is its name")]
pub enum Format {
    Elf { bits: u8, big_endian: bool },
    MachO { bits: u8, big_endian: bool },
    Pe { bits: u8 },
    Xcoff { bits: u8 },
    Wasm,
    Archive,
    Plan9 { bits: u8 },
}

impl Format {
    /// `elf`, `macho`, `pe`, `xcoff`, `wasm`, `archive` or `plan9`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Elf { .. } => "elf",
            Self::MachO { .. } => "macho",
            Self::Pe { .. } => "pe",
            Self::Xcoff { .. } => "xcoff",
            Self::Wasm => "wasm",
            Self::Archive => "archive",
            Self::Plan9 { .. } => "plan9",
        }
    }

    /// 32 or 64; `None` for an archive, whose members may be of any kind.
    pub fn bits(self) -> Option<u8> {
        match self {
            Self::Elf { bits, .. }
            | Self::MachO { bits, .. }
            | Self::Pe { bits }
            | Self::Plan9 { bits }
            | Self::Xcoff { bits } => Some(bits),
            Self::Wasm => Some(32),
            Self::Archive => None,
        }
    }

    /// Whether the highest byte of a number comes first; `None` for an archive.
    pub fn big_endian(self) -> Option<bool> {
        match self {
            Self::Elf { big_endian, .. } | Self::MachO { big_endian, .. } => Some(big_endian),
            Self::Xcoff { .. } => Some(true),
            // The header of a Plan 9 file is big-endian, all that it holds is its machine's.
            Self::Pe { .. } | Self::Wasm | Self::Plan9 { .. } => Some(false),
            Self::Archive => None,
        }
    }
}

/// What a file is for. Go's own names for build modes where it has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A program at a fixed address.
    Executable,
    /// A program that can be loaded anywhere.
    Pie,
    /// A shared library made by `-buildmode=c-shared`, or not by Go at all.
    CShared,
    /// A static archive made by `-buildmode=c-archive`, or not by Go at all.
    CArchive,
    /// A package that was compiled and not linked: what `go build -o` writes where no program is named.
    Package,
    /// A plugin made by `-buildmode=plugin`.
    Plugin,
    /// A relocatable object.
    Object,
}

impl Kind {
    /// The name that `-buildmode` has for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Executable => "exe",
            Self::Pie => "pie",
            Self::CShared => "c-shared",
            Self::CArchive => "c-archive",
            Self::Package => "package",
            Self::Plugin => "plugin",
            Self::Object => "object",
        }
    }

    /// Whether a user starts it.
    pub fn is_program(self) -> bool {
        matches!(self, Self::Executable | Self::Pie)
    }
}

/// What the Go toolchain wrote into a build.
#[derive(Debug, Clone)]
pub struct Go {
    /// Whether it is Go at all.
    pub is_go: Fact<bool>,
    /// The toolchain's version.
    pub version: Fact<GoVersion>,
    /// How the version was learned.
    pub version_source: Option<VersionSource>,
    /// The import path of package main.
    pub main: Fact<String>,
    /// The main module.
    pub module: Fact<Module>,
    /// The modules linked in, without the main one.
    pub modules: Fact<Vec<Module>>,
    /// The build settings, in the order in which they were written.
    pub settings: Fact<Vec<Setting>>,
}

impl Go {
    /// The value of a build setting, if the settings are known and have it.
    pub fn setting(&self, key: &str) -> Option<&str> {
        self.settings
            .known()?
            .iter()
            .find(|setting| setting.key == key)
            .map(|setting| setting.value.as_str())
    }
}

/// How a Go version was learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VersionSource {
    /// From the build information, as `go version` does.
    BuildInfo,
    /// From the string that `runtime.buildVersion` points to.
    RuntimeString,
    /// From the layout of the function table: a range, not a release.
    FunctionTable,
}

impl VersionSource {
    /// `buildinfo`, `runtime-string` or `pclntab`.
    pub fn name(self) -> &'static str {
        match self {
            Self::BuildInfo => "buildinfo",
            Self::RuntimeString => "runtime-string",
            Self::FunctionTable => "pclntab",
        }
    }
}

/// A module as recorded in the build information.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Module {
    /// Its path.
    pub path: String,
    /// Its version, `(devel)` for a main module built from a work tree without one.
    pub version: String,
    /// Its checksum, empty for a main module.
    pub sum: String,
    /// What a `replace` line put in its place.
    pub replaced_by: Option<Box<Module>>,
}

/// A build setting, for example `CGO_ENABLED=1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Its name.
    pub key: String,
    /// Its value.
    pub value: String,
}

/// cgo as recorded beside cgo as linked: they differ in practice.
#[derive(Debug, Clone)]
pub struct Cgo {
    /// What the setting `CGO_ENABLED` says.
    pub recorded: Fact<bool>,
    /// Whether package runtime/cgo is really in it.
    pub linked: Fact<bool>,
}

/// What a build asks of a dynamic loader.
#[derive(Debug, Clone)]
pub struct Link {
    /// Static or dynamic.
    pub kind: Fact<Linking>,
    /// The dynamic loader that the kernel is told to start.
    pub interpreter: Fact<String>,
    /// The libraries it names, in order.
    pub needed: Fact<Vec<String>>,
    /// The name it gives itself as a library.
    pub soname: Fact<String>,
    /// Where to look for libraries, its dependencies' too.
    pub rpath: Fact<Vec<String>>,
    /// Where to look for its own direct libraries.
    pub runpath: Fact<Vec<String>>,
    /// Whether the default directories are not to be searched for its libraries.
    pub no_default_dirs: Fact<bool>,
    /// The C library it was linked against.
    pub libc: Fact<Libc>,
    /// The library versions that a loader checks before anything runs.
    pub versions: Fact<Vec<VersionWanted>>,
    /// The symbols it takes from libraries.
    pub imports: Fact<Vec<Import>>,
    /// The import that asks for the newest glibc.
    pub newest_glibc_import: Fact<GlibcImport>,
    /// Whether it asks the loader to understand relative relocations in the short form (RELR).
    pub relr: Fact<bool>,
    /// The oldest kernel it says it runs on (the ABI note of a C library linked in).
    pub kernel: Fact<KernelVersion>,
    /// The CPU level that a property note asks the loader to insist on.
    pub isa: Fact<CpuLevel>,
    /// A static program with glibc inside: it still loads glibc's name service libraries.
    pub static_glibc: Fact<bool>,
    /// Whether that glibc looks names up in files and by DNS without any library, as 2.34 and newer do.
    pub static_glibc_names: Fact<bool>,
}

/// Whether a dynamic loader is involved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is its name")]
pub enum Linking {
    Static,
    Dynamic,
}

impl Linking {
    /// `static` or `dynamic`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Static => "static",
            Self::Dynamic => "dynamic",
        }
    }
}

/// A symbol taken from a library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Its name.
    pub symbol: String,
    /// Its version, for example `GLIBC_2.34`.
    pub version: Option<String>,
    /// The library that the version belongs to.
    pub library: Option<String>,
    /// Whether the program does without it.
    pub weak: bool,
    /// When a loader looks for it.
    pub binding: Binding,
    /// The place of the symbol table entry, in bytes from the file's beginning.
    pub offset: u64,
}

/// When a loader looks for a symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binding {
    /// Before the program starts.
    Now,
    /// When it is first called, unless `LD_BIND_NOW` is set or the C library is musl.
    Lazy,
}

/// The import that asks for the newest glibc of all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GlibcImport {
    /// The version asked for.
    pub version: GlibcVersion,
    /// The symbols of that version, sorted; empty where the version is asked for as a whole.
    pub symbols: Vec<String>,
    /// The library they come from, for example `libc.so.6`.
    pub library: String,
}

/// What is left of symbols in a build.
#[derive(Debug, Clone)]
pub struct Symbols {
    /// The number of entries of the symbol table; `Absent` when stripped.
    pub symtab: Fact<u64>,
    /// Debugging information in DWARF form.
    pub dwarf: Fact<bool>,
    /// The number of functions in Go's function table, which survives stripping.
    pub functions: Fact<u64>,
    /// Names that cgo makes (`_cgo_*`, `x_cgo_*`, `_Cfunc_*`) in the symbol table.
    pub cgo_in_symtab: Fact<u64>,
    /// The same in the dynamic symbol table.
    pub cgo_in_dynsym: Fact<u64>,
    /// The same in Go's function table.
    pub cgo_in_functions: Fact<u64>,
}

/// What of a machine's files a build's own functions read. Each fact is the name of a linked
/// function that shows the need; the Go linker drops what nothing can reach.
#[derive(Debug, Clone)]
pub struct Needs {
    /// Certificate authorities: it verifies the servers it talks TLS to.
    pub certificates: Fact<String>,
    /// Time zones by name.
    pub time_zones: Fact<String>,
    /// The user database.
    pub users: Fact<String>,
    /// Host names.
    pub names: Fact<String>,
    /// A directory for temporary files.
    pub temporary_files: Fact<String>,
    /// Host names through the C library.
    pub c_names: Fact<String>,
    /// Users by reading `/etc/passwd` and `/etc/group` itself, without asking the C library.
    pub user_file: Fact<String>,
    /// Plugins, which it opens while it runs.
    pub plugins: Fact<String>,
}

/// What a build brings along so that the machine need not have it.
#[derive(Debug, Clone)]
pub struct Embedded {
    /// The time zone database (`time/tzdata`).
    pub time_zones: Fact<String>,
    /// Certificate authorities (`golang.org/x/crypto/x509roots/fallback`).
    pub certificates: Fact<String>,
}

/// What only a PE file has.
#[derive(Debug, Clone)]
pub struct Pe {
    /// The checksum of the optional header; 0 in most Go programs, and that is fine.
    pub checksum: Fact<u32>,
    /// `console`, `gui`, `native` …
    pub subsystem: Fact<String>,
    /// Whether it can be loaded at another address.
    pub relocations: Fact<bool>,
    /// The Windows version that the header asks for.
    pub os_version: Fact<WindowsVersion>,
}

/// What only a Mach-O file has.
#[derive(Debug, Clone)]
pub struct MacHo {
    /// The oldest macOS it says it runs on.
    pub minimum_os: Fact<MacosVersion>,
    /// The SDK it was built with.
    pub sdk: Fact<MacosVersion>,
    /// Whether a code signature is in it.
    pub signature: Fact<bool>,
}
