//! vendor/modules.txt: which packages were copied, and of which modules.

use std::collections::BTreeMap;

/// What a modules.txt says.
#[derive(Debug, Clone, Default)]
pub(super) struct Vendored {
    /// Whether `go work vendor` wrote it.
    pub(super) is_of_workspace: bool,
    /// The module of each package.
    pub(super) packages: BTreeMap<String, Module>,
}

/// A module, at what it was copied from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Module {
    /// Its path.
    pub(super) path: String,
    /// The version that was copied, that of what stands in for it; `None` for a directory.
    pub(super) version: Option<String>,
}

/// What a modules.txt says. A line that means nothing is passed over, as Go does
/// (`cmd/go/internal/modload`, `readVendorList`).
pub(super) fn read(text: &str) -> Vendored {
    let marks = |line: &str, mark: &str| {
        line.strip_prefix("## ").is_some_and(|marks| marks.split(';').any(|one| one.trim() == mark))
    };
    let mut vendored = Vendored {
        is_of_workspace: text.lines().next().is_some_and(|line| marks(line, "workspace")),
        ..Vendored::default()
    };
    let mut module: Option<Module> = None;
    for line in text.lines() {
        if let Some(of_module) = line.strip_prefix("# ") {
            let words: Vec<&str> = of_module.split_whitespace().collect();
            let new = |path: &str, version: Option<&str>| {
                Some(Module { path: path.to_owned(), version: version.map(str::to_owned) })
            };
            module = match words.as_slice() {
                [path, _, "=>", _, version] | [path, "=>", _, version] => new(path, Some(version)),
                [path, _, "=>", _] | [path, "=>", _] => new(path, None),
                [path, version] if version.starts_with('v') => new(path, Some(version)),
                _ => None,
            };
        } else if let Some(module) = &module
            && !line.starts_with('#')
            && let [package] = line.split_whitespace().collect::<Vec<_>>()[..]
        {
            vendored.packages.insert(package.to_owned(), module.clone());
        }
    }
    vendored
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_of_the_module_above_it() {
        let text = "## workspace\n# a.b/c v1.2.3\n## explicit; go 1.21\na.b/c\na.b/c/d\n\
                    # e.f v1.0.0 => ../f\ne.f/g\n# h.i v1.0.0 => j.k v2.0.0\nh.i\n# l.m => ./m\n";
        let vendored = read(text);
        assert!(vendored.is_of_workspace);
        let told = |package: &str| {
            let module = &vendored.packages[package];
            (module.path.as_str(), module.version.as_deref())
        };
        assert_eq!(told("a.b/c/d"), ("a.b/c", Some("v1.2.3")));
        assert_eq!(told("e.f/g"), ("e.f", None));
        assert_eq!(told("h.i"), ("h.i", Some("v2.0.0")));
        assert_eq!(vendored.packages.len(), 4);
    }
}
