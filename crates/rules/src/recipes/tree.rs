//! All recipes, subject by subject.

use landfall_facts::{
    Base, Confinement, Fact, Home, Image, MakeVariable, Makefile, ModuleFile, Origin, Profile,
    PropertyList, Recipes, Run, UnitFile, UnitSetting, Unsure,
};
use landfall_know::{GoImage, go_image};

use super::{JobSeen, Making, ServiceSeen, StageSeen, StepSeen, UnitSeen};
use crate::rule::Answer;

/// What a rule answers about each place that it looked at.
pub(crate) type Answers = Vec<(Origin, Answer)>;

/// All recipes of a project.
pub(crate) struct Tree<'a> {
    /// What was read.
    pub(crate) recipes: &'a Recipes,
}

impl<'a> Tree<'a> {
    /// Asks about every command.
    pub(crate) fn of_runs(&self, ask: impl Fn(&Self, &'a Run) -> Answer) -> Answers {
        self.recipes.runs.iter().map(|run| (run.at.clone(), ask(self, run))).collect()
    }

    /// Asks about every command that has this name.
    pub(crate) fn of_program(
        &self,
        names: &[&str],
        ask: impl Fn(&Self, &'a Run) -> Answer,
    ) -> Answers {
        let is_meant =
            |run: &&Run| run.program.known().is_some_and(|name| names.contains(&name.as_str()));
        let runs = self.recipes.runs.iter().filter(is_meant);
        runs.map(|run| (run.at.clone(), ask(self, run))).collect()
    }

    /// Asks about every line for the Go command.
    pub(crate) fn of_go(&self, ask: impl Fn(&Making<'a>) -> Answer) -> Answers {
        self.makings().map(|making| (making.run.at.clone(), ask(&making))).collect()
    }

    /// Asks about every stage of every image.
    pub(crate) fn of_stages(&self, ask: impl Fn(&StageSeen<'a>) -> Answer) -> Answers {
        self.stages().map(|seen| (seen.stage.at.clone(), ask(&seen))).collect()
    }

    /// Asks about the last stage of every image: what is shipped.
    pub(crate) fn of_shipped(&self, ask: impl Fn(&StageSeen<'a>) -> Answer) -> Answers {
        let last = self.stages().filter(StageSeen::is_last);
        last.map(|seen| (seen.stage.at.clone(), ask(&seen))).collect()
    }

    /// Asks about every unit of systemd with an ending, as `service`.
    pub(crate) fn of_units(&self, kind: &str, ask: impl Fn(&UnitSeen<'a>) -> Answer) -> Answers {
        let is_meant = |unit: &&UnitFile| unit.name.rsplit('.').next() == Some(kind);
        let units = self.recipes.units.iter().filter(is_meant);
        units.map(|unit| (self.file(unit.file), ask(&self.unit(unit)))).collect()
    }

    /// Asks about every service that starts a program which can be taken for one of this project.
    pub(crate) fn of_go_services(&self, ask: impl Fn(&UnitSeen<'a>) -> Answer) -> Answers {
        self.of_units("service", |seen| if seen.is_of_go() { ask(seen) } else { Ok(None) })
    }

    /// Asks about every setting of every unit.
    pub(crate) fn of_settings(
        &self,
        ask: impl Fn(&UnitSeen<'a>, &'a UnitSetting) -> Answer,
    ) -> Answers {
        let mut answers = Vec::new();
        for unit in &self.recipes.units {
            let seen = self.unit(unit);
            let of = |setting: &'a UnitSetting| (setting.at.clone(), ask(&seen, setting));
            answers.extend(unit.settings.iter().map(of));
        }
        answers
    }

    /// Asks about every assignment of every Makefile.
    pub(crate) fn of_make_variables(
        &self,
        ask: impl Fn(&Self, &'a Makefile, &'a MakeVariable) -> Answer,
    ) -> Answers {
        let mut answers = Vec::new();
        for file in &self.recipes.makefiles {
            let of = |one: &'a MakeVariable| (one.at.clone(), ask(self, file, one));
            answers.extend(file.variables.iter().map(of));
        }
        answers
    }

    /// Asks about every line of every recipe of every Makefile.
    pub(crate) fn of_make_lines(&self, ask: impl Fn(&MakeLine<'a>) -> Answer) -> Answers {
        let mut answers = Vec::new();
        for file in &self.recipes.makefiles {
            // The runs of a file stand together, in the order of its shells.
            let shell_of = |run: &&Run| match run.home {
                Home::Target { file: own, shell } if own == file.file => Some(shell),
                _ => None,
            };
            let runs: Vec<(usize, &Run)> =
                self.recipes.runs.iter().filter_map(|run| Some((shell_of(&run)?, run))).collect();
            for target in &file.targets {
                let (first, behind) = target.shells;
                for (number, is_forgiven) in (first..behind).zip(&target.forgiven) {
                    let of = |shells: std::ops::Range<usize>| {
                        let own = runs.iter().filter(move |(shell, _)| shells.contains(shell));
                        own.map(|(_, run)| *run).collect::<Vec<_>>()
                    };
                    let runs = of(number..number + 1);
                    let Some(at) = runs.first().map(|run| run.at.clone()) else { continue };
                    let line = MakeLine {
                        recipes: self.recipes,
                        runs,
                        later: of(number + 1..behind),
                        is_forgiven: *is_forgiven,
                        is_one_shell: file.is_one_shell,
                    };
                    answers.push((at, ask(&line)));
                }
            }
        }
        answers
    }

    /// Asks about every seccomp profile.
    pub(crate) fn of_profiles(&self, ask: impl Fn(&'a Profile) -> Answer) -> Answers {
        self.recipes.profiles.iter().map(|one| (one.at.clone(), ask(one))).collect()
    }

    /// Asks about every property list that launchd starts something by.
    pub(crate) fn of_plists(&self, ask: impl Fn(&'a PropertyList) -> Answer) -> Answers {
        self.recipes.plists.iter().map(|one| (self.file(one.file), ask(one))).collect()
    }

    /// Asks about every path that AppArmor or SELinux knows.
    pub(crate) fn of_confinements(&self, ask: impl Fn(&'a Confinement) -> Answer) -> Answers {
        self.recipes.confinements.iter().map(|one| (one.at.clone(), ask(one))).collect()
    }

    /// Every unit of systemd.
    pub(crate) fn units(&self) -> impl Iterator<Item = UnitSeen<'a>> + use<'a> {
        let recipes = self.recipes;
        recipes.units.iter().map(move |unit| UnitSeen { recipes, unit })
    }

    fn unit(&self, unit: &'a UnitFile) -> UnitSeen<'a> {
        UnitSeen { recipes: self.recipes, unit }
    }

    /// Asks about every service of every compose file.
    pub(crate) fn of_services(&self, ask: impl Fn(&ServiceSeen<'a>) -> Answer) -> Answers {
        let recipes = self.recipes;
        let seen = move |service| ServiceSeen { recipes, service };
        let services = recipes.services.iter().map(seen);
        services.map(|seen| (seen.service.at.clone(), ask(&seen))).collect()
    }

    /// Asks about every job of every pipeline.
    pub(crate) fn of_jobs(&self, ask: impl Fn(&JobSeen<'a>) -> Answer) -> Answers {
        self.jobs().map(|seen| (seen.job.at.clone(), ask(&seen))).collect()
    }

    /// Asks about every step of every job.
    pub(crate) fn of_steps(&self, ask: impl Fn(&StepSeen<'a>) -> Answer) -> Answers {
        let steps = self.jobs().flat_map(|seen| seen.steps());
        steps.map(|seen| (seen.step.at.clone(), ask(&seen))).collect()
    }

    /// Every job of every pipeline.
    pub(crate) fn jobs(&self) -> impl Iterator<Item = JobSeen<'a>> + use<'a> {
        let recipes = self.recipes;
        recipes.jobs.iter().map(move |job| JobSeen { recipes, job })
    }

    /// Every line for the Go command.
    pub(crate) fn makings(&self) -> impl Iterator<Item = Making<'a>> + use<'a> {
        let recipes = self.recipes;
        recipes.runs.iter().filter_map(move |run| {
            let go = run.go.as_deref()?;
            Some(Making { recipes, run, go })
        })
    }

    /// Every stage of every image.
    pub(crate) fn stages(&self) -> impl Iterator<Item = StageSeen<'a>> + use<'a> {
        let recipes = self.recipes;
        recipes.images.iter().flat_map(move |image| {
            let seen = move |(place, stage)| StageSeen { recipes, image, place, stage };
            image.stages.iter().enumerate().map(seen)
        })
    }

    /// A file as such.
    pub(crate) fn file(&self, file: usize) -> Origin {
        let path = self.recipes.files.get(file).map_or("", |file| &*file.path);
        Origin::Path(path.to_owned())
    }
}

/// A line of a recipe of a Makefile.
pub(crate) struct MakeLine<'a> {
    pub(crate) recipes: &'a Recipes,
    /// What it runs.
    pub(crate) runs: Vec<&'a Run>,
    /// What later lines of the recipe run.
    pub(crate) later: Vec<&'a Run>,
    /// Whether `-` stands before it.
    pub(crate) is_forgiven: bool,
    /// Whether the whole recipe is one shell.
    pub(crate) is_one_shell: bool,
}

/// The image that a stage comes from in the end, through the stages that it begins with; `None` for
/// `scratch`.
pub(crate) fn first_image(image: &Image, mut place: usize) -> Option<&landfall_facts::Said> {
    loop {
        match &image.stages.get(place)?.base {
            Base::Scratch(_) => return None,
            Base::Image(said) => return Some(said),
            Base::Stage(before) => place = *before,
        }
    }
}

/// What the table knows of the image in which a command runs.
pub(crate) fn builder(recipes: &Recipes, run: &Run) -> Option<GoImage> {
    let said = match run.home {
        Home::Stage { image, stage, .. } => first_image(recipes.images.get(image)?, stage)?,
        Home::Step { job, .. } => recipes.jobs.get(job)?.image.as_ref()?,
        Home::Script { .. } | Home::Target { .. } => return None,
    };
    go_image(said.known()?)
}

/// The module whose directory a recipe of a path belongs to: the nearest above it.
pub(crate) fn module_of<'a>(recipes: &'a Recipes, below: &str) -> Option<&'a ModuleFile> {
    let holds = |module: &&ModuleFile| {
        module.dir.is_empty()
            || below == module.dir
            || below.starts_with(&format!("{}/", module.dir))
    };
    recipes.modules.iter().filter(holds).max_by_key(|module| module.dir.len())
}

/// Which of a row it is, where it is one of them and not a copy.
pub(crate) fn place_in<T>(row: &[T], one: &T) -> Option<usize> {
    let from = std::ptr::from_ref(one).addr().checked_sub(row.as_ptr().addr())?;
    let place = from / size_of::<T>().max(1);
    (place < row.len()).then_some(place)
}

/// A fact that is so by nature.
pub(crate) fn so<T>(value: T, because: impl Into<String>) -> Fact<T> {
    Fact::Known(value, Origin::Nature(because.into()))
}

/// What says that something is so; `None` where it is not.
pub(crate) fn where_on(fact: Fact<bool>) -> Result<Option<Origin>, Unsure> {
    match fact {
        Fact::Known(true, origin) => Ok(Some(origin)),
        Fact::Known(false, _) | Fact::Absent(_) => Ok(None),
        Fact::Unknown(why) => Err(Unsure(why)),
    }
}

/// What says that something is not so; `None` where it is, or nothing is said.
pub(crate) fn where_off(fact: Fact<bool>) -> Result<Option<Origin>, Unsure> {
    where_on(fact.map(|is_on| !is_on))
}
