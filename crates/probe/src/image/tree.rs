//! The file system that layers make, one laid over the other.

use std::collections::BTreeMap;

use super::Trouble;
use super::unpack::{AGAIN, Marks, Member, Room, What, members};
use crate::file::Stretch;
use crate::world::{Blind, Step, follow};

/// A file system. Its first node is its root.
pub(super) struct Tree {
    nodes: Vec<Node>,
    /// Of each node.
    marks: Vec<Marks>,
}

/// What stands under a name; under two names for a hard link.
pub(super) enum Node {
    Directory(BTreeMap<String, usize>),
    File(Stretch),
    Link(String),
    Other,
}

/// The number of the first.
pub(super) const ROOT: usize = 0;

impl Tree {
    /// A file system with nothing in it.
    pub(super) fn new() -> Self {
        Self { nodes: vec![Node::Directory(BTreeMap::new())], marks: vec![Marks::UNNAMED] }
    }

    /// What is in a node, whose number it is known by, and who may do what with it.
    pub(super) fn node(&self, at: usize) -> (&Node, Marks) {
        (&self.nodes[at], self.marks[at])
    }

    /// The node that a path leads to, and its path without links.
    pub(super) fn find(&self, path: &str) -> Result<(String, &Node), Blind> {
        let (path, node) = follow(ROOT, path, path, |at, name| self.step(*at, name))?;
        Ok((path, &self.nodes[node]))
    }

    /// Lays a layer over what is there.
    pub(super) fn lay(
        &mut self,
        layer: &Stretch,
        name: &str,
        room: &mut Room,
    ) -> Result<(), Trouble> {
        let mut entries = Vec::new();
        members(layer, name, room, |member, room| {
            let Some(path) = inside(&member.name) else {
                return Err(outside(name, &member.name));
            };
            // A whiteout hides only what lies below its layer, wherever it stands in it; so the
            // others wait until all whiteouts are through.
            match meaning(&path) {
                Meaning::Entry => entries.push(Member { name: path, ..member }),
                Meaning::Hides(dir, hidden) => self.hide(dir, Some(hidden), room)?,
                Meaning::Empties(dir) => self.hide(dir, None, room)?,
                Meaning::Nothing => {}
                Meaning::Outside => return Err(outside(name, &member.name)),
            }
            Ok(())
        })?;
        for Member { name: path, what, marks } in entries {
            self.put(&path, what, marks, room).map_err(|trouble| match trouble {
                Unplaced::Entry(why) => {
                    Trouble::new(format!("the entry \"{path}\" of {name} {why}"), AGAIN)
                }
                Unplaced::NoRoom(trouble) => trouble,
            })?;
        }
        Ok(())
    }

    fn step(&self, at: usize, name: &str) -> Result<Step<usize>, Blind> {
        let child = self.child(at, name).ok_or(Blind::NotThere)?;
        Ok(match &self.nodes[child] {
            Node::Link(target) => Step::Link(target.clone()),
            Node::Directory(_) | Node::File(_) | Node::Other => Step::At(child),
        })
    }

    fn child(&self, at: usize, name: &str) -> Option<usize> {
        match &self.nodes[at] {
            Node::Directory(children) => children.get(name).copied(),
            Node::File(_) | Node::Link(_) | Node::Other => None,
        }
    }

    fn children(&mut self, at: usize) -> Option<&mut BTreeMap<String, usize>> {
        match &mut self.nodes[at] {
            Node::Directory(children) => Some(children),
            Node::File(_) | Node::Link(_) | Node::Other => None,
        }
    }

    fn hide(&mut self, dir: &str, name: Option<&str>, room: &mut Room) -> Result<(), Trouble> {
        let mut steps = 0;
        let found = follow(ROOT, dir, dir, |at, name| {
            steps += 1;
            self.step(*at, name)
        });
        room.step(steps)?;
        let Ok((_, dir)) = found else { return Ok(()) };
        match (self.children(dir), name) {
            (Some(children), Some(name)) => drop(children.remove(name)),
            (Some(children), None) => children.clear(),
            (None, _) => {}
        }
        Ok(())
    }

    fn put(
        &mut self,
        path: &str,
        what: What,
        marks: Marks,
        room: &mut Room,
    ) -> Result<(), Unplaced> {
        let (dir, name) = parent(path);
        if name.is_empty() {
            if matches!(what, What::Directory) {
                self.marks[ROOT] = marks;
            }
            return Ok(());
        }
        let dir = self.directory(dir, room)?;
        let before = self.child(dir, name);
        let node = match what {
            What::Directory => match before.map(|before| &self.nodes[before]) {
                Some(Node::Directory(_)) => {
                    if let Some(mark) = before.and_then(|before| self.marks.get_mut(before)) {
                        *mark = marks;
                    }
                    return Ok(());
                }
                _ => self.add(Node::Directory(BTreeMap::new()), marks),
            },
            What::File(content) => self.add(Node::File(content), marks),
            What::Symlink(target) => self.add(Node::Link(target), marks),
            What::Other => self.add(Node::Other, marks),
            What::HardLink(target) => self.linked(&target, room)?,
        };
        if let Some(children) = self.children(dir) {
            children.insert(name.to_owned(), node);
        }
        Ok(())
    }

    /// The directory at a path, made where it is not there: an archive need not name it.
    fn directory(&mut self, path: &str, room: &mut Room) -> Result<usize, Unplaced> {
        let mut steps = 0;
        let found = follow(ROOT, path, path, |at, name| {
            steps += 1;
            match self.step(*at, name) {
                Ok(Step::Link(target)) => return Ok(Step::Link(target)),
                Ok(Step::At(node)) if matches!(self.nodes[node], Node::Directory(_)) => {
                    return Ok(Step::At(node));
                }
                Ok(Step::At(_)) | Err(_) => {}
            }
            let made = self.add(Node::Directory(BTreeMap::new()), Marks::UNNAMED);
            if let Some(children) = self.children(*at) {
                children.insert(name.to_owned(), made);
            }
            Ok(Step::At(made))
        });
        room.step(steps)?;
        let (_, node) = found.map_err(|_| Unplaced::Entry("lies behind a loop of links".into()))?;
        Ok(node)
    }

    /// The node that a hard link shares.
    fn linked(&self, target: &str, room: &mut Room) -> Result<usize, Unplaced> {
        let shown = target;
        let Some(target) = inside(target) else {
            let why = format!("is a link to \"{shown}\", which leads out of the image");
            return Err(Unplaced::Entry(why));
        };
        let (dir, name) = parent(&target);
        let mut steps = 0;
        let dir = follow(ROOT, dir, dir, |at, name| {
            steps += 1;
            self.step(*at, name)
        });
        room.step(steps)?;
        let node = dir.ok().and_then(|(_, dir)| self.child(dir, name));
        match node.filter(|node| !matches!(self.nodes[*node], Node::Directory(_))) {
            Some(node) => Ok(node),
            None => {
                let why = format!("is a link to \"{shown}\", which is no file of the image");
                Err(Unplaced::Entry(why))
            }
        }
    }

    fn add(&mut self, node: Node, marks: Marks) -> usize {
        self.nodes.push(node);
        self.marks.push(marks);
        self.nodes.len() - 1
    }
}

/// Why an entry was not placed: something about it, or about the whole image.
enum Unplaced {
    Entry(String),
    NoRoom(Trouble),
}

impl From<Trouble> for Unplaced {
    fn from(trouble: Trouble) -> Self {
        Self::NoRoom(trouble)
    }
}

/// What an entry of a layer means (OCI image specification, `layer.md`, "Whiteouts").
enum Meaning<'p> {
    /// It is there.
    Entry,
    /// The layers below have nothing of this name in this directory.
    Hides(&'p str, &'p str),
    /// The layers below have nothing in this directory.
    Empties(&'p str),
    /// It served the AUFS of old Docker.
    Nothing,
    /// It would hide something that is not in the image.
    Outside,
}

fn meaning(path: &str) -> Meaning<'_> {
    let (dir, name) = parent(path);
    if name == ".wh..wh..opq" {
        return Meaning::Empties(dir);
    }
    if path.split('/').any(|part| part.starts_with(".wh..wh.")) {
        return Meaning::Nothing;
    }
    match name.strip_prefix(".wh.") {
        Some("" | "." | "..") => Meaning::Outside,
        Some(hidden) => Meaning::Hides(dir, hidden),
        None => Meaning::Entry,
    }
}

fn outside(layer: &str, entry: &str) -> Trouble {
    Trouble::new(
        format!("{layer} has the entry \"{entry}\", which leads out of the image"),
        "do not run it; build it again",
    )
}

fn parent(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// A name in an archive as a path below the root; `None` if it leads out of it. An absolute name
/// means a place below the root too, as it does to `tar`.
pub(super) fn inside(name: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in name.split('/').filter(|part| !part.is_empty() && *part != ".") {
        match part {
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
