//! The directories of a module that lies in a directory: those that can hold packages, and the
//! modules within it, which are none of it.

use std::collections::{BTreeSet, HashSet};

use crate::world::{Kind, World};

/// The directories of a module, each as a path from the module's own, which is empty.
#[derive(Debug, Clone, Default)]
pub(super) struct Tree {
    /// Those with a Go file in them that is no test.
    pub(super) packages: Vec<String>,
    /// Those that hold a go.mod of their own.
    pub(super) modules: BTreeSet<String>,
}

impl Tree {
    /// What lies below a directory, without what `ignore` lines of its go.mod name.
    ///
    /// Passed over is what the Go command passes over (`cmd/go/internal/search`, `MatchDirs`):
    /// `testdata`, names that begin with a period or an underscore, what is below `vendor`, and
    /// links, so that none leads round and round.
    pub(super) fn new(world: &dyn World, dir: &str, ignore: &[&str]) -> Self {
        let ignored = Ignored::new(ignore);
        let mut tree = Self::default();
        let mut pending = vec![String::new()];
        while let Some(at) = pending.pop() {
            let names = world.list(&super::join(dir, &at)).unwrap_or_default();
            if !at.is_empty() && names.binary_search_by(|name| name.as_str().cmp("go.mod")).is_ok()
            {
                tree.modules.insert(at);
                continue;
            }
            if holds_package(&names) {
                tree.packages.push(at.clone());
            }
            if at == "vendor" || at.ends_with("/vendor") {
                continue;
            }
            for name in &names {
                let below = if at.is_empty() { name.clone() } else { format!("{at}/{name}") };
                let is_passed_over = name.starts_with(['.', '_'])
                    || name == "testdata"
                    || below == "vendor"
                    || ignored.names(&below);
                let path = super::join(dir, &below);
                // Most names are of files, and say so.
                let may_be_dir = !name.ends_with("_test.go") && !name.ends_with(".s");
                if !is_passed_over
                    && may_be_dir
                    && world.kind(&path) == Ok(Kind::Directory)
                    && !world.is_link(&path)
                {
                    pending.push(below);
                }
            }
        }
        tree.packages.sort_unstable();
        tree
    }

    /// Takes a directory that is named: patterns pass over `_examples/app`, and who asks for it gets it.
    pub(super) fn name(&mut self, world: &dyn World, dir: &str, named: &str) {
        let names = world.list(&super::join(dir, named)).unwrap_or_default();
        let place = self.packages.binary_search_by(|known| known.as_str().cmp(named));
        if let (true, Err(place)) = (holds_package(&names), place) {
            self.packages.insert(place, named.to_owned());
        }
    }

    /// Whether a directory lies in a module within this one.
    pub(super) fn is_of_other(&self, at: &str) -> bool {
        let ends = at.match_indices('/').map(|(end, _)| end).chain([at.len()]);
        !self.modules.is_empty() && ends.map(|end| &at[..end]).any(|dir| self.modules.contains(dir))
    }
}

fn holds_package(names: &[String]) -> bool {
    names.iter().any(|name| name.ends_with(".go") && !name.ends_with("_test.go"))
}

/// What `ignore` lines name: `./x` the directory at the root, `x` one wherever.
struct Ignored<'a> {
    at_root: HashSet<&'a str>,
    anywhere: HashSet<&'a str>,
}

impl<'a> Ignored<'a> {
    fn new(lines: &[&'a str]) -> Self {
        let mut ignored = Self { at_root: HashSet::new(), anywhere: HashSet::new() };
        for line in lines {
            match line.strip_prefix("./") {
                Some(line) => ignored.at_root.insert(line.trim_matches('/')),
                None => ignored.anywhere.insert(line.trim_matches('/')),
            };
        }
        ignored
    }

    /// Whether a line names a directory or one above it.
    fn names(&self, dir: &str) -> bool {
        let parts_of = |from: usize| {
            let rest = &dir[from..];
            let ends = rest.match_indices('/').map(|(end, _)| end).chain([rest.len()]);
            ends.map(move |end| &rest[..end])
        };
        if !self.at_root.is_empty() && parts_of(0).any(|part| self.at_root.contains(part)) {
            return true;
        }
        let mut starts = [0].into_iter().chain(dir.match_indices('/').map(|(at, _)| at + 1));
        !self.anywhere.is_empty()
            && starts.any(|from| parts_of(from).any(|part| self.anywhere.contains(part)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ignore_line_names_a_directory_at_the_root_or_anywhere() {
        let is_ignored = |dir, lines: &[&str]| Ignored::new(lines).names(dir);
        assert!(is_ignored("a/b/c", &["b"]) && is_ignored("b", &["./b/"]));
        assert!(is_ignored("a/b/c", &["./a/b"]) && is_ignored("x/a/b/c", &["a/b"]));
        assert!(!is_ignored("a/b", &["./b"]) && !is_ignored("ab", &["b"]));
    }

    #[test]
    fn what_is_below_a_module_within_is_of_that() {
        let tree = Tree { modules: ["a/b".to_owned()].into(), ..Tree::default() };
        assert!(tree.is_of_other("a/b") && tree.is_of_other("a/b/c"));
        assert!(!tree.is_of_other("a") && !tree.is_of_other("a/bc") && !tree.is_of_other(""));
    }
}
