//! What a module holds of cgo, unsafe and system calls, as a text that people review and CI holds
//! against the source.

use std::collections::BTreeSet;

use landfall_facts::{Surface, SurfaceLine};

use crate::conditions::in_words;

/// The text. It says nothing of versions, lines and places of a disk, so that only a change of what
/// is held changes it.
pub fn text(surface: &Surface) -> String {
    let mut out = format!(
        "# What {} and all that it is built from hold of cgo, unsafe and direct system calls.\n\
         # `landfall baseline --write FILE` renews this file, `landfall baseline --check FILE` holds\n\
         # the source against it. By the ports of Go 1.{}.\n",
        surface.module, surface.release
    );
    for line in &surface.lines {
        out += &told(surface, line);
        out.push('\n');
    }
    out
}

/// Lines of facts that one of two texts has and the other has not: what is new, and what is gone.
pub fn difference(before: &str, now: &str) -> (Vec<String>, Vec<String>) {
    let facts = |text: &str| -> BTreeSet<String> {
        let lines = text.lines().map(str::trim_end);
        lines.filter(|it| !it.is_empty() && !it.starts_with('#')).map(str::to_owned).collect()
    };
    let (before, now) = (facts(before), facts(now));
    (now.difference(&before).cloned().collect(), before.difference(&now).cloned().collect())
}

fn told(surface: &Surface, line: &SurfaceLine) -> String {
    let mut told = format!("{} {}", line.package, line.kind);
    if !line.what.is_empty() {
        told = format!("{told} {}", line.what);
    }
    if !line.on.is_empty() {
        told = format!("{told}: {}", in_words(&surface.ports, &line.on));
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_facts_differ() {
        let (new, gone) =
            difference("# by 1.26\na cgo\r\nb links z\n", "# by 1.27\n\na cgo\nc cgo\n");
        assert_eq!(new, ["c cgo"]);
        assert_eq!(gone, ["b links z"]);
    }
}
