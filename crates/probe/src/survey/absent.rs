//! Files that the C code of a module names as its own and that do not lie there: `go mod vendor`
//! copies only directories with Go files, and the archive of a module has no submodules of git.

use landfall_formats::gosrc::{self, Verb};

use super::reading::Reader;
use super::{Package, Set};
use crate::roots::{Home, join};
use crate::world::Kind;

/// A file that is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absent {
    /// As it is written.
    pub name: String,
    /// The file that names it, by its place in the package, and where.
    pub at: (usize, u32),
    /// Where it is asked for.
    pub on: Set,
    /// Whether it is a header, or something for the linker.
    pub is_header: bool,
    /// Whether somebody may make it before the build: nobody can in the module cache.
    pub may_be_made: bool,
}

/// What a `#cgo` line calls the directory of its package.
pub(super) const SRCDIR: &str = "${SRCDIR}";
/// What is handed to the linker as it lies there.
const OBJECTS: [&str; 6] = [".a", ".o", ".so", ".dylib", ".lib", ".syso"];

impl Reader<'_> {
    /// What is missing of a package of another module. What the module itself lacks may be made
    /// before it is built, as what a module lacks that lies in a directory beside it.
    pub(super) fn absent(&self, package: &Package) -> Vec<Absent> {
        let Home::Module { path, version } = &package.home else { return Vec::new() };
        if version.is_none() && !self.roots.is_vendored {
            return Vec::new();
        }
        let may_be_made = self.roots.is_vendored;
        let lines =
            || {
                package.files.iter().enumerate().flat_map(|(number, file)| {
                    file.cgo_lines.iter().map(move |line| (number, line))
                })
            };
        let is_there = |path: &str| self.world.kind(path) == Ok(Kind::File);
        let mut absent = Vec::new();
        for (number, line) in lines().filter(|(_, line)| line.verb == Verb::LdFlags) {
            for argument in &line.arguments {
                let Some(below) = argument.strip_prefix(SRCDIR) else { continue };
                let is_object = OBJECTS.iter().any(|ending| below.ends_with(ending));
                if is_object && !is_there(&join(&package.dir, below.trim_start_matches('/'))) {
                    let (name, at) = (argument.clone(), (number, line.at));
                    let on = line.on;
                    absent.push(Absent { name, at, on, is_header: false, may_be_made });
                }
            }
        }
        // pkg-config may name any directory.
        if lines().any(|(_, line)| line.verb == Verb::PkgConfig) {
            return absent;
        }
        let of_compiler = |verb: Verb| matches!(verb, Verb::CFlags | Verb::CppFlags);
        let flags = lines().filter(|(_, line)| of_compiler(line.verb));
        let named = flags.flat_map(|(_, line)| &line.arguments);
        let named = named.filter_map(|flag| flag.strip_prefix("-I"));
        let mut dirs: Vec<String> = named
            .map(|dir| match dir.strip_prefix(SRCDIR) {
                Some(below) => join(&package.dir, below.trim_start_matches('/')),
                None if dir.starts_with('/') => dir.to_owned(),
                None => join(&package.dir, dir),
            })
            .collect();
        dirs.push(package.dir.clone());
        let cached = version.as_ref().and_then(|version| {
            let below = package.path.strip_prefix(path.as_str())?.trim_start_matches('/');
            Some(join(&self.roots.cached(path, version)?, below))
        });
        let headers = package.files.iter().enumerate().flat_map(|(number, file)| {
            file.headers.iter().map(move |(at, name)| (number, at, name))
        });
        for (number, at, name) in headers {
            let is_relative = name.starts_with("./") || name.starts_with("../");
            // Another's header may be anywhere: that it is the module's own, its archive says.
            let is_own =
                is_relative || cached.as_ref().is_some_and(|dir| is_there(&join(dir, name)));
            if is_own && !dirs.iter().any(|dir| is_there(&join(dir, name))) {
                let (on, at) = (package.files[number].built, (number, *at));
                let name = name.clone();
                absent.push(Absent { name, at, on, is_header: true, may_be_made: false });
            }
        }
        absent
    }
}

/// The headers that a file of Go includes in quotes and by a path, wherever it is built, with where
/// its C code begins.
pub(super) fn headers(file: &gosrc::File<'_>, text: &[u8]) -> Vec<(u32, String)> {
    let mut found = Vec::new();
    for preamble in file.imports.iter().filter_map(|import| import.preamble.as_ref()) {
        let at = preamble.comments.first().map_or(0, |comment| comment.start);
        let code = preamble.text(text);
        // What stands in a condition may be for another system.
        let own = gosrc::includes(&code)
            .into_iter()
            .filter(|it| it.is_quoted && !it.is_conditional && it.name.contains('/'));
        found.extend(own.map(|it| (at, it.name.to_owned())));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_headers_that_are_included_everywhere_count() {
        let text = "package p\n\n// #include <stdio.h>\n// #include \"own.h\"\n// # include \"inc/a.h\"\n\
                    // #ifdef _WIN32\n// #include \"win/b.h\"\n// #endif\n// #include \"../c.h\"\n\
                    import \"C\"\n";
        let file = gosrc::read(text.as_bytes());
        let found = headers(&file, text.as_bytes());
        let names: Vec<&str> = found.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(names, ["inc/a.h", "../c.h"]);
    }
}
