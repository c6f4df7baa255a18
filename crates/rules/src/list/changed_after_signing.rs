//! A file that is changed after what vouches for it was made.

use landfall_facts::{Fact, Finding, Home, Run, Said, Unsure};
use landfall_know::{DoneToFile, done_to_file};

use crate::recipes::{Answers, Making, Tree, earlier_with, file_of, files_of, later, runs_behind};
use crate::rule::{Answer, rule};

rule! {
    /// A file is signed, or its checksum is written, and a later command changes it.
    ///
    /// ## Why it breaks
    /// `strip`, `upx`, `patchelf` and `codesign` write another file in the place of the one that they are given, and
    /// the checksum or signature is that of the file before: `web: FAILED` and `WARNING: 1 computed checksum did NOT
    /// match` for everybody who checks what he fetched. Nothing fails where it is built. Seen by users in
    /// prometheus-community/windows_exporter#1900, goreleaser/goreleaser#5459, goreleaser/goreleaser#3010 and
    /// veertuinc/packer-plugin-veertu-anka#34. `sha256sum -c` and `gpg --verify` were run here on a program after
    /// `strip`; `codesign` and `cosign` were not.
    ///
    /// ## How to mend it
    /// Change the file first, then sign it, then write the checksum.
    ///
    /// ```case
    /// -- build.sh --
    /// set -e
    /// go build -o dist/web .
    /// sha256sum dist/web > dist/web.sha256
    /// strip dist/web
    /// -- finds --
    /// build.sh:4: strip changes dist/web after its checksum was written
    /// ```
    /// ```case
    /// -- Makefile --
    /// release:
    /// 	go build -o web .
    /// 	gpg --detach-sign --armor web
    /// 	upx ./web
    /// -- finds --
    /// Makefile:4: upx changes ./web after gpg signed it
    /// -- also --
    /// packed_program_tells_nothing
    /// ```
    /// In the right order, into another file, a checksum that is only shown, one that is written again, and a file
    /// that is made anew.
    /// ```case
    /// -- build.sh --
    /// set -e
    /// go build -o web .
    /// strip web
    /// codesign -s - web
    /// sha256sum web > web.sha256
    /// strip -o small web
    /// sha256sum other > other.sha256
    /// -- again.sh --
    /// sha256sum web > web.sha256
    /// strip web
    /// sha256sum web > web.sha256
    /// -- shown.sh --
    /// sha256sum web
    /// strip web
    /// sha256sum -c web.sha256
    /// -- anew.sh --
    /// sha256sum web > web.sha256
    /// go build -o web .
    /// strip web
    /// ```
    /// ```case
    /// -- build.sh --
    /// sha256sum "$1" > "$1.sha256"
    /// strip "$1"
    /// -- unsure --
    /// build.sh: nothing here sets $1
    /// ```
    changed_after_signing: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    // Most projects sign nothing.
    let vouches = |run: &Run| does(run, DoneToFile::Summed) || does(run, DoneToFile::Signed);
    if !tree.recipes.runs.iter().any(vouches) {
        return Answers::new();
    }
    tree.of_runs(one)
}

fn one<'a>(tree: &Tree<'a>, run: &'a Run) -> Answer {
    if may_not_run(tree, run) || !does(run, DoneToFile::Changed) {
        return Ok(None);
    }
    let before = earlier_with(tree.recipes, run);
    // Where a script begins is not known, and so not where it is after `cd`.
    if run.dir.known().is_none()
        && before.iter().any(|other| is_one_of(other, &["cd", "pushd", "popd"]))
    {
        return Ok(None);
    }
    for file in files_of(run, &[]) {
        let vouches =
            |other: &&Run| !may_not_run(tree, other) && vouches_for(tree, other, run, file);
        let Some(at) = before.iter().position(vouches) else { continue };
        let vouching = before[at];
        let is_made_anew = before[..at].iter().any(|other| may_make(tree, other, run, file));
        if is_made_anew || is_done_again(tree, vouching, run, file) {
            continue;
        }
        if let Fact::Unknown(why) = &file.text {
            return Err(Unsure(why.clone()));
        }
        return Ok(Some(told(run, vouching, file)));
    }
    Ok(None)
}

fn told(run: &Run, vouching: &Run, file: &Said) -> Finding {
    let name = |run: &Run| run.program.known().cloned().unwrap_or_default();
    let (changing, signing) = (name(run), name(vouching));
    let when = match does(vouching, DoneToFile::Summed) {
        true => "after its checksum was written".to_owned(),
        false => format!("after {signing} signed it"),
    };
    Finding::new(format!("{changing} changes {} {when}", file.written))
        .has(run.written.trim(), &run.at)
        .needs(vouching.written.trim(), &vouching.at)
        .mend(format!("{changing} first, then {signing}"))
}

fn does(run: &Run, what: DoneToFile) -> bool {
    let words: Vec<&str> = run.words.iter().map(|said| said.known().unwrap_or("?")).collect();
    let program = run.program.known().map_or("", String::as_str);
    done_to_file(program, &words).contains(&what)
}

fn may_not_run(tree: &Tree<'_>, run: &Run) -> bool {
    let step = match run.home {
        Home::Step { job, step } => tree.recipes.jobs.get(job).and_then(|job| job.steps.get(step)),
        Home::Stage { .. } | Home::Script { .. } | Home::Target { .. } => None,
    };
    run.flow.is_conditional
        || run.flow.is_asked
        || step.is_some_and(|step| step.condition.is_some())
}

fn is_one_of(run: &Run, names: &[&str]) -> bool {
    run.program.known().is_some_and(|name| names.contains(&name.as_str()))
}

/// Whether a command is given the file that another one is given.
fn is_given(other: &Run, run: &Run, file: &Said) -> bool {
    files_of(other, &[]).any(|said| match (said.known(), file.known()) {
        (Some(one), Some(word)) => file_of(other, one) == file_of(run, word),
        // Whatever it is, it is the same for both.
        (None, None) => said.written == file.written && other.dir.known() == run.dir.known(),
        (Some(_), None) | (None, Some(_)) => false,
    })
}

/// Whether a command signs a file, or writes its checksum into another.
fn vouches_for(tree: &Tree<'_>, other: &Run, run: &Run, file: &Said) -> bool {
    let is_kept = || {
        let next = runs_behind(tree.recipes, other).next();
        let into = |run: &Run| run.written.contains('>') || is_one_of(run, &["tee"]);
        into(other) || other.flow.is_apart && next.is_some_and(into)
    };
    // A signature of its own is put in the place of the one before.
    let signs = || does(other, DoneToFile::Signed) && other.program.known() != run.program.known();
    is_given(other, run, file) && (does(other, DoneToFile::Summed) && is_kept() || signs())
}

/// Whether a command may put another file there, or go where the same name is another one.
fn may_make(tree: &Tree<'_>, other: &Run, run: &Run, file: &Said) -> bool {
    let making = other.go.as_deref().map(|go| Making { recipes: tree.recipes, run: other, go });
    let is_made = making.is_some_and(|making| match file.known() {
        Some(word) => making.makes_for(run, word),
        None => making.go.ships(),
    });
    let calls_more = other.program.known().is_none_or(|name| name.ends_with(".sh"))
        || is_one_of(other, &["make", "gmake", "sh", "bash", "goreleaser", "mage", "just"]);
    let is_looked_at = || {
        does(other, DoneToFile::Changed)
            || does(other, DoneToFile::Summed)
            || does(other, DoneToFile::Signed)
            || is_one_of(other, &["chmod", "chown", "ls", "file", "echo", "cat", "test"])
    };
    is_made || calls_more || is_given(other, run, file) && !is_looked_at()
}

/// Whether what vouched for the file is made once more behind the change.
fn is_done_again(tree: &Tree<'_>, vouching: &Run, run: &Run, file: &Said) -> bool {
    later(tree.recipes, run).any(|other| {
        other.program.known() == vouching.program.known() && is_given(other, run, file)
    })
}
