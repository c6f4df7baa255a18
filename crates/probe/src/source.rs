//! Go source: which files are whose module's, what a go.mod says, and what stands in a file.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use landfall_facts::{Fact, Origin, SourceCounts, Why};
use landfall_formats::gomod::{self, Said};
use landfall_formats::gosrc;

use crate::file::plain;
use crate::world::{Blind, Kind, World};

/// The files of one module.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TreeFiles {
    /// The directory that holds it.
    pub dir: PathBuf,
    /// Its go.mod, if it has one.
    pub gomod: Option<PathBuf>,
    /// Its Go files.
    pub files: Vec<PathBuf>,
}

/// Sorts the files below a directory by the modules they belong to: each to the go.mod in the
/// nearest directory above it. What is neither a go.mod nor Go source is left out, and so is a
/// module without Go source.
pub fn trees<'p>(root: &Path, files: impl IntoIterator<Item = &'p Path>) -> Vec<TreeFiles> {
    let files: Vec<&Path> = files.into_iter().collect();
    let mut trees = vec![TreeFiles { dir: root.to_path_buf(), ..TreeFiles::default() }];
    for gomod in files.iter().filter(|file| file.file_name().is_some_and(|name| name == "go.mod")) {
        let dir = gomod.parent().unwrap_or(root);
        let gomod = Some(gomod.to_path_buf());
        match trees.iter_mut().find(|tree| tree.dir == dir) {
            Some(tree) => tree.gomod = gomod,
            None => {
                trees.push(TreeFiles { dir: dir.to_path_buf(), gomod, files: Vec::new() });
            }
        }
    }
    trees.sort_by(|one, other| one.dir.cmp(&other.dir));
    for file in files.iter().filter(|file| file.extension().is_some_and(|end| end == "go")) {
        let of_dir = |dir: &Path| trees.binary_search_by(|tree| tree.dir.as_path().cmp(dir)).ok();
        if let Some(at) = file.ancestors().skip(1).find_map(of_dir) {
            trees[at].files.push(file.to_path_buf());
        }
    }
    trees.retain(|tree| !tree.files.is_empty());
    trees
}

/// The whole of a file of source, or what is wrong with it.
pub fn content(path: &Path) -> Result<Vec<u8>, String> {
    let file = File::open(path).map_err(|error| plain(&error))?;
    let meta = file.metadata().map_err(|error| plain(&error))?;
    if !meta.is_file() {
        return Err("it is no regular file".to_owned());
    }
    if meta.len() > LONGEST {
        return Err("it is longer than any source".to_owned());
    }
    let mut bytes = Vec::new();
    file.take(LONGEST + 1).read_to_end(&mut bytes).map_err(|error| plain(&error))?;
    match bytes.len() as u64 <= LONGEST {
        true => Ok(bytes),
        false => Err("it is longer than any source".to_owned()),
    }
}

/// More than a hundred times the longest file of any module that is known.
const LONGEST: u64 = 1 << 28;
/// More than ten times that longest file. What is kept of a file that is followed name by name may
/// take thirty times its length.
const LONGEST_FOLLOWED: u64 = 1 << 25;

/// The whole of a file that a package is built from; `None` for a link to nowhere or a directory
/// with such a name, which are no files to the Go command either.
pub(crate) fn text(world: &dyn World, path: &str) -> Option<Result<Vec<u8>, Why>> {
    let file = match world.open(path) {
        Ok(file) => file,
        Err(Blind::NotThere) => return None,
        Err(Blind::Cannot(_)) if world.kind(path) == Ok(Kind::Directory) => return None,
        Err(Blind::Cannot(why)) => return Some(Err(why)),
    };
    if file.len() > LONGEST_FOLLOWED {
        let limit = LONGEST_FOLLOWED >> 20;
        let error = format!("it is longer than {limit} MiB, and so than any source");
        return Some(Err(Why::denied(&world.shown(path), &error)));
    }
    let bytes = landfall_formats::bytes(file.as_ref(), 0, file.len());
    let damaged = |error| Why::damaged(&world.shown(path), &error);
    Some(bytes.map(|bytes| bytes.into_owned()).map_err(damaged))
}

/// What a go.mod says of its module: its path, its Go release, its toolchain.
pub fn module(bytes: &[u8], path: &str) -> [Fact<String>; 3] {
    let file = gomod::read(bytes);
    let fact = |said: Option<Said>| match said {
        Some(Said { text, line }) => {
            Fact::Known(text, Origin::Line { path: path.to_owned(), line })
        }
        None => Fact::Absent(Origin::Path(path.to_owned())),
    };
    [fact(file.module), fact(file.go), fact(file.toolchain)]
}

/// What stands in one file.
pub fn counts(text: &[u8]) -> SourceCounts {
    let file = gosrc::read(text);
    let count = |number: usize| number as u64;
    let directives =
        |name: &str| count(file.directives.iter().filter(|one| one.name() == name).count());
    let cgo_lines = file.imports.iter().filter_map(|import| import.preamble.as_ref());
    SourceCounts {
        go_files: 1,
        lines: lines(text),
        broken_files: u64::from(!file.faults.is_empty()),
        files_importing_c: u64::from(file.imports_c()),
        c_selectors: count(file.c_selectors.len()),
        cgo_directives: count(cgo_lines.map(|preamble| preamble.directives.len()).sum()),
        exports: count(file.exports.len()),
        unsafe_pointer_selectors: count(file.unsafe_pointers.len()),
        unsafe_pointer_conversions: count(
            file.unsafe_pointers.iter().filter(|pointer| pointer.converts).count(),
        ),
        linknames: directives("linkname"),
        embeds: directives("embed"),
    }
}

/// The lines of a text, the last one too that does not end.
fn lines(text: &[u8]) -> u64 {
    let ended = memchr::memchr_iter(b'\n', text).count();
    let open = !matches!(text.last(), None | Some(b'\n'));
    ended as u64 + u64::from(open)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_within_another_is_a_tree_of_its_own() {
        let files = [
            "m/a.go",
            "m/go.mod",
            "m/in/go.mod",
            "m/in/deep/b.go",
            "m/vendor/x/c.go",
            "m/empty/go.mod",
            "m/readme.md",
        ];
        let trees = trees(Path::new("m"), files.iter().map(Path::new));
        let told: Vec<_> = trees
            .iter()
            .map(|tree| (tree.dir.to_str().unwrap(), tree.gomod.is_some(), tree.files.len()))
            .collect();
        assert_eq!(told, [("m", true, 2), ("m/in", true, 1)]);
    }

    #[test]
    fn files_of_no_module_are_the_directorys_own() {
        let trees = trees(Path::new("."), [Path::new("./a.go"), Path::new("./b/c.go")]);
        assert_eq!(trees.len(), 1);
        assert_eq!((trees[0].gomod.is_none(), trees[0].files.len()), (true, 2));
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        assert_eq!(content(Path::new("src")).unwrap_err(), "it is no regular file");
        assert_eq!(content(Path::new("no/such.go")).unwrap_err(), "no such file or directory");
        assert!(!content(Path::new("src/lib.rs")).unwrap().is_empty());
    }

    #[test]
    fn what_stands_in_a_file_is_counted() {
        let text = b"package p\n\n// #cgo LDFLAGS: -lm\nimport \"C\"\nimport \"unsafe\"\n\n\
            //export F\nfunc F(p *C.int) unsafe.Pointer { return unsafe.Pointer(C.f(p)) }";
        let counts = counts(text);
        assert_eq!(counts.lines, 8);
        assert_eq!((counts.files_importing_c, counts.cgo_directives, counts.exports), (1, 1, 1));
        assert_eq!(counts.c_selectors, 2);
        assert_eq!((counts.unsafe_pointer_selectors, counts.unsafe_pointer_conversions), (2, 1));
    }
}
