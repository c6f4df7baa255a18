//! The facts of an artifact for a terminal: a line a fact, what is not known said.

use std::fmt::{Display, Write as _};

use anstyle::Style;
use landfall_facts::{Build, Fact, Kind, SourceTree};

use crate::language::{padded, tr};
use crate::tr;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// The facts of each tree of Go source, and of each build.
pub fn render(builds: &[Build], sources: &[SourceTree]) -> String {
    let builds = builds.iter().map(|build| {
        let mut out = String::new();
        Lines { out: &mut out }.build(build);
        out
    });
    let sources = sources.iter().map(|tree| {
        let mut out = String::new();
        Lines { out: &mut out }.source(tree);
        out
    });
    sources.chain(builds).collect::<Vec<_>>().join("\n")
}

/// What a build is, in one line: `linux/amd64, go1.26.8, dynamic, glibc 2.34`.
pub fn about(build: &Build) -> String {
    let mut parts = Vec::new();
    if let (Some(os), Some(arch)) = (build.os.known(), build.arch.known()) {
        parts.push(format!("{os}/{arch}"));
    }
    parts.extend(build.go.version.known().map(ToString::to_string));
    parts.extend(build.link.kind.known().map(|kind| kind.name().to_owned()));
    match build.link.newest_glibc_import.known() {
        Some(import) => parts.push(format!("glibc {}", import.version)),
        None => parts.extend(build.link.libc.known().map(|libc| libc.name().to_owned())),
    }
    parts.join(", ")
}

struct Lines<'a> {
    out: &'a mut String,
}

impl Lines<'_> {
    fn source(&mut self, tree: &SourceTree) {
        let SourceTree { dir, module, go_version, toolchain, counts, unread_files } = tree;
        let _ = writeln!(self.out, "{BOLD}{dir}{BOLD:#}  {}", tr!("Go source"));
        match (module.known(), module.why()) {
            (Some(module), _) => self.line("module", module),
            (None, Some(why)) => self.line("module", &format!("unknown: {why}")),
            (None, None) => self.line("module", "none: there is no go.mod"),
        }
        if let Some(version) = go_version.known() {
            let toolchain = toolchain.known().map(|name| format!(", toolchain {name}"));
            self.line("go", &format!("{version}{}", toolchain.unwrap_or_default()));
        }
        let broken = match counts.broken_files {
            0 => String::new(),
            broken => format!(", {broken} that the Go parser would refuse"),
        };
        self.line("files", &format!("{}, {} lines{broken}", counts.go_files, counts.lines));
        let cgo = match counts.files_importing_c {
            0 => "no file imports \"C\"".to_owned(),
            files => format!(
                "{files} files import \"C\": {} selectors, {} #cgo lines, {} functions exported",
                counts.c_selectors, counts.cgo_directives, counts.exports
            ),
        };
        self.line("cgo", &cgo);
        let pointers = match counts.unsafe_pointer_selectors {
            0 => "no unsafe.Pointer".to_owned(),
            all => format!(
                "{all} times unsafe.Pointer, {} of them conversions",
                counts.unsafe_pointer_conversions
            ),
        };
        self.line("unsafe", &pointers);
        for (name, count) in [("linkname", counts.linknames), ("embed", counts.embeds)] {
            if count > 0 {
                self.line(name, &format!("{count} times"));
            }
        }
        if *unread_files > 0 {
            self.line("not read", &format!("{unread_files} files, which are in no count"));
        }
    }

    fn build(&mut self, build: &Build) {
        let size = tr!("{size} bytes", size = build.size);
        let _ = writeln!(self.out, "{BOLD}{}{BOLD:#}  {size}", build.name);
        self.format(build);
        self.go(build);
        self.link(build);
        self.left(build);
    }

    fn format(&mut self, build: &Build) {
        if let Some(format) = build.format.known() {
            let bits = format.bits().map(|bits| format!("{bits}-bit"));
            let order =
                format.big_endian().map(|big| if big { "big-endian" } else { "little-endian" });
            let kind = build.kind.known().map(|kind| kind.name());
            let words = [Some(format.name()), bits.as_deref(), order, kind];
            self.line("format", &words.into_iter().flatten().collect::<Vec<_>>().join(" "));
        }
        match (build.os.known(), build.arch.known()) {
            (Some(os), Some(arch)) => self.line("platform", &format!("{os}/{arch}")),
            _ => {
                self.fact("os", &build.os);
                self.fact("arch", &build.arch);
            }
        }
        self.fact("cpu", &build.cpu);
        if let Some(level) = build.cpu_at_start.known() {
            self.line("at start", &format!("the code insists on {level}"));
        }
        self.fact("packed", &build.packed);
    }

    fn go(&mut self, build: &Build) {
        let go = &build.go;
        match go.is_go.known() {
            Some(false) => self.line("go", "no Go program"),
            _ => match (go.version.known(), go.version_source) {
                (Some(version), Some(source)) => {
                    self.line("go", &format!("{version}  {DIM}({}){DIM:#}", source.name()))
                }
                _ => self.fact("go", &go.version),
            },
        }
        self.fact("main", &go.main);
        if let Some(module) = go.module.known() {
            self.line("module", &format!("{} {}", module.path, module.version));
        }
        if let Some(modules) = go.modules.known() {
            self.line("modules", &format!("{} others linked in", modules.len()));
        }
        for setting in
            go.settings.known().into_iter().flatten().filter(|setting| !setting.value.is_empty())
        {
            self.line("setting", &format!("{}={}", setting.key, setting.value));
        }
        let word = |fact: &Fact<bool>| match fact.known() {
            Some(true) => "yes",
            Some(false) => "no",
            None => "unknown",
        };
        if go.is_go.known() == Some(&true) {
            let (recorded, linked) = (word(&build.cgo.recorded), word(&build.cgo.linked));
            self.line("cgo", &format!("recorded {recorded}, linked in {linked}"));
        }
    }

    fn link(&mut self, build: &Build) {
        let link = &build.link;
        let pie =
            if build.kind.known() == Some(&Kind::Pie) { ", position-independent" } else { "" };
        match link.kind.known() {
            Some(kind) => self.line("link", &format!("{}{pie}", kind.name())),
            None => self.why("link", &link.kind),
        }
        self.fact("loader", &link.interpreter);
        for name in link.needed.known().into_iter().flatten() {
            self.line("needs", name);
        }
        for (label, paths) in [("rpath", &link.rpath), ("runpath", &link.runpath)] {
            if let Some(paths) = paths.known() {
                self.line(label, &paths.join(":"));
            }
        }
        if let Some(import) = link.newest_glibc_import.known() {
            let by = match import.symbols.as_slice() {
                [] => import.library.clone(),
                [first] => first.clone(),
                [first, rest @ ..] => format!("{first} and {} more", rest.len()),
            };
            self.line("glibc", &format!("{} or later, for {by}", import.version));
        }
        if let Some(imports) = link.imports.known() {
            self.line("imports", &format!("{} symbols", imports.len()));
        }
        if link.relr.known() == Some(&true) {
            self.line("relr", "relative relocations in the short form");
        }
        if let Some(kernel) = link.kernel.known() {
            self.line("abi note", &format!("Linux {kernel} or later"));
        }
        if let Some(isa) = link.isa.known() {
            self.line("isa note", &isa.to_string());
        }
        if link.static_glibc.known() == Some(&true) {
            self.line("libc", "glibc is linked in statically");
        }
        if let Some(version) = build.pe.os_version.known() {
            self.line("windows", &format!("header asks for {version}"));
        }
        self.fact("subsystem", &build.pe.subsystem);
        if let Some(checksum) = build.pe.checksum.known() {
            self.line("checksum", &format!("{checksum:#x}"));
        }
        if let Some(version) = build.macho.minimum_os.known() {
            self.line("macos", &format!("{version} or later"));
        }
        if let Some(signed) = build.macho.signature.known() {
            self.line("signature", if *signed { "there" } else { "none" });
        }
    }

    fn left(&mut self, build: &Build) {
        let symbols = &build.symbols;
        match &symbols.symtab {
            Fact::Known(count, _) => self.line("symbols", &format!("{count} in the symbol table")),
            Fact::Absent(_) => self.line("symbols", "stripped"),
            Fact::Unknown(_) => {}
        }
        if let Some(dwarf) = symbols.dwarf.known() {
            self.line("dwarf", if *dwarf { "kept" } else { "none" });
        }
        if let Some(count) = symbols.functions.known() {
            self.line("functions", &format!("{count} in Go's function table"));
        }
        let residue = [&symbols.cgo_in_symtab, &symbols.cgo_in_dynsym, &symbols.cgo_in_functions]
            .map(|fact| fact.known().copied().unwrap_or(0));
        if residue.iter().any(|count| *count > 0) {
            let [symtab, dynsym, functions] = residue;
            self.line(
                "cgo names",
                &format!(
                    "{symtab} in symbols, {dynsym} in dynamic symbols, {functions} in functions"
                ),
            );
        }
        let needs = &build.needs;
        let read = [
            ("certificate authorities", &needs.certificates),
            ("time zones", &needs.time_zones),
            ("users", &needs.users),
            ("host names", &needs.names),
            ("temporary files", &needs.temporary_files),
        ];
        for (what, fact) in read {
            if let Some(function) = fact.known() {
                self.line("reads", &format!("{what}  {DIM}({function}){DIM:#}"));
            }
        }
        for (what, fact) in [
            ("time zones", &build.embedded.time_zones),
            ("certificate authorities", &build.embedded.certificates),
        ] {
            if fact.known().is_some() {
                self.line("brings", what);
            }
        }
    }

    fn fact<T: Display>(&mut self, label: &str, fact: &Fact<T>) {
        match fact {
            Fact::Known(value, _) => self.line(label, &value.to_string()),
            Fact::Absent(_) => {}
            Fact::Unknown(_) => self.why(label, fact),
        }
    }

    /// Says why a fact is not known; a reason that merely does not apply is left out.
    fn why<T>(&mut self, label: &str, fact: &Fact<T>) {
        if let Some(why) =
            fact.why().filter(|why| !why.to_string().starts_with("landfall does not look"))
        {
            self.line(label, &format!("unknown: {why}"));
        }
    }

    fn line(&mut self, label: &str, value: &str) {
        let label = padded(&tr(label), 10);
        let _ = writeln!(self.out, "  {BOLD}{label}{BOLD:#} {}", tr(value));
    }
}
