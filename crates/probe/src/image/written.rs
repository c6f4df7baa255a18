//! The file system of an image, written into a directory.
//!
//! Every name is a part of a path, and every directory on the way was made here a moment before, so that no link of
//! the image is ever followed.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use landfall_formats::Source as _;

use super::tree::{Node, ROOT, Tree};
use super::unpack::Marks;
use crate::file::{FileSource, Stretch, plain};

/// Files of so many bytes in all are written: what is larger is no image to try a program in.
pub(super) const MOST: u64 = 16 << 30;

/// Writes all of a tree, unless it is longer than `most` bytes.
pub(super) fn write(tree: &Tree, dir: &Path, most: u64) -> Result<(), String> {
    let mut writer = Writer { tree, files: HashMap::new(), left: most };
    let mut directories = Vec::new();
    let mut pending = vec![(ROOT, dir.to_path_buf())];
    while let Some((at, path)) = pending.pop() {
        let (Node::Directory(children), marks) = tree.node(at) else { continue };
        directories.push((path.clone(), marks));
        for (name, child) in children {
            let path = path.join(name);
            let told = |error: io::Error| format!("{}: {}", path.display(), plain(&error));
            match tree.node(*child).0 {
                Node::Directory(_) => {
                    fs::create_dir(&path).map_err(told)?;
                    pending.push((*child, path));
                }
                Node::File(content) => writer.file(*child, content, &path).map_err(told)?,
                Node::Link(target) => link(target, &path, tree.node(*child).1).map_err(told)?,
                Node::Other => {}
            }
        }
    }
    // The innermost first: who may not write into a directory any more has nothing left to write.
    for (path, marks) in directories.iter().rev() {
        let told = |error: io::Error| format!("{}: {}", path.display(), plain(&error));
        // It is ours to remove again.
        let mode = marks.mode | 0o700;
        mark(path, Marks { mode, ..*marks }).map_err(told)?;
    }
    Ok(())
}

struct Writer<'a> {
    tree: &'a Tree,
    /// Where the files are that have more than one name.
    files: HashMap<usize, PathBuf>,
    left: u64,
}

impl Writer<'_> {
    fn file(&mut self, at: usize, content: &Stretch, path: &Path) -> io::Result<()> {
        if let Some(first) = self.files.get(&at) {
            return fs::hard_link(first, path);
        }
        let too_much =
            || io::Error::other("its files are longer than any that a program is tried with");
        self.left = self.left.checked_sub(content.len).ok_or_else(too_much)?;
        copied(content, path)?;
        mark(path, self.tree.node(at).1)?;
        self.files.insert(at, path.to_owned());
        Ok(())
    }
}

/// Copies a stretch to a new file; zeros become a hole.
fn copied(content: &Stretch, path: &Path) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    let source = FileSource::of(content.clone());
    let mut at = 0;
    while at < content.len {
        let len = (content.len - at).min(1 << 16);
        let bytes = source.lend(at, len as usize).map_err(io::Error::other)?;
        match bytes.iter().all(|byte| *byte == 0) {
            true => drop(file.seek(SeekFrom::Current(len as i64))?),
            false => file.write_all(&bytes)?,
        }
        at += len;
    }
    file.set_len(content.len)
}

#[cfg(unix)]
fn link(target: &str, path: &Path, marks: Marks) -> io::Result<()> {
    std::os::unix::fs::symlink(target, path)?;
    own(path, marks)
}

#[cfg(not(unix))]
fn link(_: &str, _: &Path, _: Marks) -> io::Result<()> {
    Err(io::Error::other("links are made on Unix alone"))
}

/// Says who may do what with a file. No right to become somebody goes with it.
#[cfg(unix)]
fn mark(path: &Path, marks: Marks) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    own(path, marks)?;
    fs::set_permissions(path, fs::Permissions::from_mode(marks.mode & 0o1777))
}

#[cfg(not(unix))]
fn mark(_: &Path, _: Marks) -> io::Result<()> {
    Ok(())
}

/// Root alone gives files away.
#[cfg(unix)]
fn own(path: &Path, marks: Marks) -> io::Result<()> {
    if !rustix::process::geteuid().is_root() {
        return Ok(());
    }
    let (user, group) = marks.owner;
    match std::os::unix::fs::lchown(path, Some(user), Some(group)) {
        // Root of a user namespace has not every user.
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        done => done,
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::MetadataExt as _;

    use super::super::unpack::Room;
    use super::*;

    fn stretch(bytes: &[u8]) -> Stretch {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        Stretch::whole(file).unwrap()
    }

    fn entry(
        tar: &mut tar::Builder<Vec<u8>>,
        name: &str,
        kind: tar::EntryType,
        mode: u32,
        what: &str,
    ) {
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(kind);
        header.set_mode(mode);
        let is_link = kind.is_symlink() || kind.is_hard_link();
        let content = if is_link { "" } else { what };
        header.set_size(content.len() as u64);
        if is_link {
            tar.append_link(&mut header, name, what).unwrap();
        } else {
            tar.append_data(&mut header, name, content.as_bytes()).unwrap();
        }
    }

    #[test]
    fn what_is_written_is_what_the_layers_make() {
        use tar::EntryType as Is;
        let mut below = tar::Builder::new(Vec::new());
        entry(&mut below, "bin", Is::Directory, 0o755, "");
        entry(&mut below, "bin/tool", Is::Regular, 0o4755, "tool");
        entry(&mut below, "gone/file", Is::Regular, 0o644, "gone");
        entry(&mut below, "tmp", Is::Directory, 0o1777, "");
        entry(&mut below, "null", Is::Char, 0o666, "");
        entry(&mut below, "way", Is::Symlink, 0o777, "/etc");
        entry(&mut below, "closed/file", Is::Regular, 0o400, &"\0".repeat(1 << 17));
        entry(&mut below, "closed", Is::Directory, 0o500, "");
        let mut above = tar::Builder::new(Vec::new());
        entry(&mut above, ".wh.gone", Is::Regular, 0o644, "");
        entry(&mut above, "bin/other", Is::Link, 0o755, "bin/tool");
        entry(&mut above, "way/passwd", Is::Regular, 0o644, "inside");
        let mut tree = Tree::new();
        for layer in [below, above] {
            tree.lay(&stretch(&layer.into_inner().unwrap()), "it", &mut Room::new()).unwrap();
        }
        let dir = tempfile::tempdir().unwrap();
        write(&tree, dir.path(), MOST).unwrap();
        let meta = |name: &str| fs::symlink_metadata(dir.path().join(name)).unwrap();
        assert_eq!(meta("bin/tool").mode() & 0o7777, 0o755, "no right to become somebody");
        assert_eq!(meta("bin/tool").ino(), meta("bin/other").ino());
        assert_eq!(meta("tmp").mode() & 0o7777, 0o1777);
        assert_eq!(meta("closed").mode() & 0o7777, 0o700);
        assert_eq!(
            (meta("closed/file").len(), meta("closed/file").mode() & 0o777),
            (1 << 17, 0o400)
        );
        assert!(meta("way").is_symlink());
        assert_eq!(fs::read_to_string(dir.path().join("etc/passwd")).unwrap(), "inside");
        for gone in ["gone", "null"] {
            assert!(fs::symlink_metadata(dir.path().join(gone)).is_err(), "{gone}");
        }
        let small = tempfile::tempdir().unwrap();
        let why = write(&tree, small.path(), 100).unwrap_err();
        assert!(why.contains("longer than any"), "{why}");
    }
}
