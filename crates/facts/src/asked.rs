//! What a build was asked to be, in the words of the one who builds it, to be held against what came out.

use crate::{CpuLevel, Fact, GlibcVersion, GoVersion, Kind, Libc, Origin, Setting};

/// What was asked of a build. What nobody asked for is `Absent`.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The CPU level, as in `GOAMD64=v3`.
    pub level: Fact<CpuLevel>,
    /// Whether C is to be linked in; `Absent` too where cgo is on and no package wants C.
    pub cgo: Fact<bool>,
    /// The kind of file, as `-buildmode` says.
    pub kind: Fact<Kind>,
    /// The release of Go.
    pub go: Fact<GoVersion>,
    /// The import path of package main.
    pub main: Fact<String>,
    /// No dynamic loader, as `-extldflags=-static` says.
    pub without_loader: Fact<bool>,
    /// No symbol table, as `-ldflags=-s` says.
    pub without_symbols: Fact<bool>,
    /// No debugging information, as `-ldflags=-w` and `-s` say.
    pub without_dwarf: Fact<bool>,
    /// The revision of the work tree, as `-buildvcs=true` says.
    pub revision: Fact<bool>,
    /// The C library that the C compiler links.
    pub libc: Fact<Libc>,
    /// The newest glibc that may be needed, as `zig cc -target x86_64-linux-gnu.2.28` says.
    pub newest_glibc: Fact<GlibcVersion>,
    /// What the toolchain writes down as build settings, by the names it has for them.
    pub settings: Vec<(Setting, Origin)>,
}

impl Asked {
    /// Nothing at all, of this file.
    pub fn nothing(file: &str) -> Self {
        fn no<T>(file: &str) -> Fact<T> {
            Fact::Absent(Origin::Path(file.to_owned()))
        }
        Self {
            level: no(file),
            cgo: no(file),
            kind: no(file),
            go: no(file),
            main: no(file),
            without_loader: no(file),
            without_symbols: no(file),
            without_dwarf: no(file),
            revision: no(file),
            libc: no(file),
            newest_glibc: no(file),
            settings: Vec::new(),
        }
    }
}
