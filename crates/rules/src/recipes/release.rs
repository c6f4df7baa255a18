//! What is asked of a setting of GoReleaser that the table knows.

use landfall_facts::{FileSetting, Finding, RecipeKind, Unsure, Why};
use landfall_know::{ReleaseSetting, release_setting};

use super::{Answers, Tree};
use crate::rule::Answer;

/// A setting of GoReleaser that is taken away, or will be.
pub(crate) struct OldSetting<'a> {
    /// Where it stands.
    pub(crate) setting: &'a FileSetting,
    /// What the table knows of it.
    pub(crate) known: ReleaseSetting,
}

impl OldSetting<'_> {
    /// A finding at the setting, with what to write in its place.
    pub(crate) fn told(&self, says: impl Into<String>, because: impl Into<String>) -> Finding {
        let finding = Finding::new(says)
            .has(self.setting.path.clone(), &self.setting.at)
            .needs(because, &self.known.origin);
        match self.known.instead {
            "" => finding.mend("take it away"),
            instead => finding.mend(format!("{instead} takes its place")),
        }
    }
}

impl Tree<'_> {
    /// Asks about every setting in a file that is for the release in which that setting matters.
    pub(crate) fn of_old_settings(
        &self,
        matters_in: impl Fn(&ReleaseSetting) -> Option<&'static str>,
        ask: impl Fn(&OldSetting<'_>) -> Answer,
    ) -> Answers {
        let answer = |setting| -> Answer {
            let Some(known) = self.release_setting(setting) else { return Ok(None) };
            let Some(release) = matters_in(&known) else { return Ok(None) };
            match self.is_for(setting, release)? {
                true => ask(&OldSetting { setting, known }),
                false => Ok(None),
            }
        };
        self.recipes.settings.iter().map(|one| (one.at.clone(), answer(one))).collect()
    }

    /// The very release of GoReleaser that a job asks for.
    pub(crate) fn pinned_goreleaser(&self) -> Option<&str> {
        let steps = self.recipes.jobs.iter().flat_map(|job| &job.steps);
        let asking = steps.filter(|step| step.is_action("goreleaser/goreleaser-action"));
        let mut versions = asking.filter_map(|step| step.with("version")?.known());
        versions.find(|version| version.trim_start_matches('v').split('.').count() == 3)
    }

    fn release_setting(&self, setting: &FileSetting) -> Option<ReleaseSetting> {
        let kind = self.recipes.files.get(setting.file)?.kind;
        release_setting(&setting.path).filter(|_| kind == RecipeKind::Goreleaser)
    }

    /// Whether the file of a setting says that it is for a release.
    fn is_for(&self, setting: &FileSetting, release: &str) -> Result<bool, Unsure> {
        let mut of_file = self.recipes.settings.iter().filter(|one| one.file == setting.file);
        match of_file.find(|one| one.path == "version") {
            Some(version) => Ok(version.value == release),
            None => Err(Unsure(Why::new("which release of GoReleaser reads the file is not said"))),
        }
    }
}
