//! Which file a word of a command names, and what a recipe did before.

use landfall_facts::{Home, Recipes, Run, Said};

use super::go_line::{is_beside, runs_behind, stage_of};
use super::{Making, place_in};

/// The file that a word of a command names: with its directory, where that is known.
pub(crate) fn file_of(run: &Run, word: &str) -> String {
    let path = word.trim_start_matches("./");
    match run.dir.known().filter(|_| !path.starts_with('/')) {
        Some(dir) => format!("{}/{path}", dir.trim_end_matches('/')),
        None => path.to_owned(),
    }
}

/// The files that a command is given: its words that are no flags, nor values of some flags.
pub(crate) fn files_of<'a>(
    run: &'a Run,
    flags_with_value: &'a [&str],
) -> impl Iterator<Item = &'a Said> {
    let mut is_value = false;
    run.words.iter().filter(move |said| {
        let word = said.known().unwrap_or_default();
        let is_file = !is_value && !word.starts_with('-');
        is_value = flags_with_value.contains(&word);
        is_file
    })
}

/// Commands that stand farther apart than this are not held together.
const FARTHEST: usize = 200;

/// The commands that ran before another of the same recipe, the nearest first: of its stage, script or job, or of
/// its Makefile.
pub(crate) fn earlier<'a>(
    recipes: &'a Recipes,
    run: &'a Run,
) -> impl Iterator<Item = &'a Run> + use<'a> {
    let own = place_in(&recipes.runs, run).unwrap_or_default();
    let chain: Vec<usize> = match run.home {
        Home::Stage { image, stage, .. } => stage_of(recipes, image, stage)
            .map_or(Vec::new(), |seen| seen.chain().into_iter().map(|(place, _)| place).collect()),
        Home::Script { .. } | Home::Target { .. } | Home::Step { .. } => Vec::new(),
    };
    let is_near = move |other: &&Run| match other.home {
        Home::Stage { stage, .. } => chain.contains(&stage),
        Home::Script { .. } | Home::Target { .. } | Home::Step { .. } => true,
    };
    let before = recipes.runs[..own].iter().rev().take(FARTHEST);
    before.take_while(move |other| is_beside(run.home, other.home)).filter(is_near)
}

/// The commands that run behind another in the same recipe, the nearest first.
pub(crate) fn later<'a>(recipes: &'a Recipes, run: &'a Run) -> impl Iterator<Item = &'a Run> {
    let behind = runs_behind(recipes, run).take(FARTHEST);
    behind.take_while(|other| is_beside(run.home, other.home))
}

/// The commands that ran before another and surely run with it: of a Makefile, those of its target.
pub(crate) fn earlier_with<'a>(recipes: &'a Recipes, run: &'a Run) -> Vec<&'a Run> {
    let shells = match run.home {
        Home::Target { file, shell } => {
            let files = recipes.makefiles.iter().filter(|makefile| makefile.file == file);
            let targets = files.flat_map(|makefile| &makefile.targets);
            targets
                .map(|target| target.shells)
                .find(|(first, behind)| (*first..*behind).contains(&shell))
        }
        Home::Stage { .. } | Home::Script { .. } | Home::Step { .. } => None,
    };
    let is_with = |other: &&Run| match (other.home, shells) {
        (Home::Target { shell, .. }, Some((first, behind))) => (first..behind).contains(&shell),
        _ => true,
    };
    earlier(recipes, run).filter(is_with).collect()
}

impl<'a> Making<'a> {
    /// Whether a command of its recipe, or of its Makefile, may find there what it makes under a name.
    pub(crate) fn makes_for(&self, run: &Run, word: &str) -> bool {
        self.go.ships() && self.makes(&file_of(run, word.trim_end_matches("/*")))
    }
}
