//! Where source, Go and modules lay when each was built.

use landfall_facts::{Cause, Directory, Fact, Input, Origin};

use super::{Pair, cause};

/// Adds the directories that were others. Where paths were trimmed from one alone, that is another matter, and
/// recorded.
pub(super) fn add(pair: &Pair<'_>, all: &mut Vec<Cause>) {
    const TRIM: &str = "build both with -trimpath, or in directories of one name";
    let (before, after) = (&pair.from.anatomy, &pair.to.anatomy);
    let mut moved = |input, a: Option<&String>, b: Option<&String>, origins| {
        if let (Some(a), Some(b)) = (a, b)
            && a != b
        {
            all.push(cause(input, format!("{a} → {b}"), origins, TRIM));
        }
    };
    fn origins<'o, T>(a: &'o Fact<T>, b: &'o Fact<T>) -> [Option<&'o Origin>; 2] {
        [a.origin(), b.origin()]
    }
    moved(
        Input::Goroot,
        before.goroot.known(),
        after.goroot.known(),
        origins(&before.goroot, &after.goroot),
    );
    moved(
        Input::ModuleCache,
        before.module_cache.known(),
        after.module_cache.known(),
        origins(&before.module_cache, &after.module_cache),
    );
    if let (Some(a), Some(b)) = (before.source.known(), after.source.known())
        && let Some((a, b)) = moved_to(a, b)
    {
        let origins = origins(&before.source, &after.source);
        moved(Input::SourceDirectory, Some(&a), Some(&b), origins);
    }
}

/// From where to where files moved; `None` where they did not. A file that is only in one of them may change
/// the directory that all share, and no file has moved for that.
fn moved_to(before: &Directory, after: &Directory) -> Option<(String, String)> {
    if before.path == after.path {
        return None;
    }
    let whole = |dir: &Directory| -> Vec<String> {
        dir.files.iter().map(|file| format!("{}/{file}", dir.path)).collect()
    };
    let (old, new) = (whole(before), whole(after));
    if old.iter().any(|file| new.contains(file)) {
        return None;
    }
    // What a file of the one and one of the other end in alike is below the directory that moved.
    let is_common = before.files.iter().any(|file| after.files.contains(file));
    is_common.then(|| (before.path.clone(), after.path.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory(path: &str, files: &[&str]) -> Directory {
        let files = files.iter().map(|file| (*file).to_owned()).collect();
        Directory { path: path.to_owned(), files }
    }

    #[test]
    fn a_new_file_elsewhere_moves_nothing() {
        let before = directory("/w/app/cmd/x", &["main.go"]);
        let after = directory("/w/app", &["cmd/x/main.go", "lib/a.go"]);
        assert_eq!(moved_to(&before, &after), None);
        let moved = directory("/other/app", &["cmd/x/main.go", "lib/a.go"]);
        let told = moved_to(&after, &moved).unwrap();
        assert_eq!(told, ("/w/app".to_owned(), "/other/app".to_owned()));
    }
}
