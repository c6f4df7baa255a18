//! Jobs of pipelines and their steps, with what follows from where they run.

use landfall_facts::{
    Fact, Image, Job, JobStep, JobSystem, ModuleFile, Origin, Recipes, Run, Said, Unsure, Why,
};
use landfall_know::{Runner, Sets, variable_sets};

use super::tree::module_of;
use super::{Making, StageSeen};

/// A job, where it stands.
#[derive(Clone, Copy)]
pub(crate) struct JobSeen<'a> {
    pub(crate) recipes: &'a Recipes,
    pub(crate) job: &'a Job,
}

/// A step of a job.
#[derive(Clone, Copy)]
pub(crate) struct StepSeen<'a> {
    pub(crate) recipes: &'a Recipes,
    pub(crate) job: &'a Job,
    /// Among the steps.
    pub(crate) place: usize,
    pub(crate) step: &'a JobStep,
}

impl<'a> JobSeen<'a> {
    /// Its steps.
    pub(crate) fn steps(&self) -> impl Iterator<Item = StepSeen<'a>> + use<'a> {
        let Self { recipes, job } = *self;
        let seen = move |(place, step)| StepSeen { recipes, job, place, step };
        job.steps.iter().enumerate().map(seen)
    }

    /// The machine of GitHub that it runs on, where its label is one of those.
    pub(crate) fn runner(&self) -> Option<Runner> {
        landfall_know::runner(self.job.runner.as_ref()?.known()?)
    }

    /// Whether it is a job of a workflow.
    pub(crate) fn is_workflow(&self) -> bool {
        self.job.system == JobSystem::Workflow
    }

    /// The operating system and architecture that its commands run on.
    pub(crate) fn platform(&self) -> Fact<(String, String)> {
        let Some(label) = &self.job.runner else {
            let why = match self.job.system {
                JobSystem::Workflow | JobSystem::Action => "the runner is not known",
                JobSystem::Gitlab => "the machine that GitLab runs the job on is not known",
                JobSystem::Goreleaser => "the machine that GoReleaser runs on is not known",
                JobSystem::Ko => "the machine that ko runs on is not known",
            };
            return Fact::Unknown(Why::new(why));
        };
        let Some(name) = label.known() else {
            return Fact::Unknown(
                label.text.why().cloned().unwrap_or_else(|| Why::new("no runner is named")),
            );
        };
        match landfall_know::runner(name) {
            Some(runner) => {
                let os = if self.job.image.is_some() { "linux" } else { runner.os };
                Fact::Known((os.to_owned(), runner.arch.to_owned()), label.at.clone())
            }
            None => Fact::Unknown(Why::new(format!("nobody here knows the runner {name}"))),
        }
    }
}

impl<'a> StepSeen<'a> {
    /// The job.
    pub(crate) fn job(&self) -> JobSeen<'a> {
        JobSeen { recipes: self.recipes, job: self.job }
    }

    /// The steps before it.
    pub(crate) fn before(&self) -> impl DoubleEndedIterator<Item = &'a JobStep> {
        self.job.steps[..self.place].iter()
    }

    /// Whether a step before it checks the repository out: `None` where that is under a condition.
    pub(crate) fn is_checked_out(&self) -> Option<bool> {
        let mut checkouts = self.before().filter(|step| step.is_action("actions/checkout"));
        match checkouts.next() {
            None => Some(false),
            Some(first) => first.condition.is_none().then_some(true),
        }
    }

    /// Whether what is checked out lies where steps run.
    pub(crate) fn is_at_top(&self) -> bool {
        let of_other = |step: &&JobStep| {
            step.is_action("actions/checkout")
                && (step.with("path").is_some() || step.with("repository").is_some())
        };
        !self.job.steps.iter().any(|step| of_other(&step))
    }

    /// The steps behind it.
    pub(crate) fn behind(&self) -> impl Iterator<Item = StepSeen<'a>> {
        let place = self.place;
        self.job().steps().filter(move |one| one.place > place)
    }

    /// Its commands.
    pub(crate) fn runs(&self) -> &'a [Run] {
        self.recipes.runs.get(self.step.runs.0..self.step.runs.1).unwrap_or_default()
    }

    /// The last stages of the images that it makes for platforms that it names.
    pub(crate) fn images(&self) -> impl Iterator<Item = StageSeen<'a>> {
        let (recipes, step, runs) = (self.recipes, self.step, self.runs());
        // The combinations of a matrix stand in one place, and differ in what is put in there.
        let names = move |image: &Image| {
            let target = image.target.to_string();
            let is_it = |text: &str| text.split([',', '\n', '=']).any(|one| one.trim() == target);
            match step.with("platforms").and_then(Said::known) {
                Some(text) => is_it(text),
                None => runs.iter().flat_map(|run| &run.words).filter_map(Said::known).any(is_it),
            }
        };
        let is_made_here = move |image: &&'a Image| {
            image.target_said_by.iter().any(|said| step.at.holds(said)) && names(image)
        };
        recipes.images.iter().filter(is_made_here).filter_map(move |image| {
            let place = image.stages.len().checked_sub(1)?;
            Some(StageSeen { recipes, image, place, stage: image.stages.get(place)? })
        })
    }

    /// Its lines for the Go command.
    pub(crate) fn makings(&self) -> impl Iterator<Item = Making<'a>> + use<'a> {
        let recipes = self.recipes;
        let runs = self.runs();
        runs.iter().filter_map(move |run| Some(Making { recipes, run, go: run.go.as_deref()? }))
    }

    /// Whether it sets a Go up.
    pub(crate) fn sets_go_up(&self) -> bool {
        self.step.is_action("actions/setup-go")
    }

    /// What it gives to the action that sets a Go up.
    pub(crate) fn of_setup(&self, input: &str) -> Option<&'a Said> {
        self.step.with(input).filter(|_| self.sets_go_up())
    }

    /// The release of Go that it sets up, where that can be known: one of a matrix must be.
    pub(crate) fn go_version(&self) -> Result<Option<(&'a Said, &'a str)>, Unsure> {
        let Some(said) = self.of_setup("go-version") else { return Ok(None) };
        match said.known() {
            Some(text) => Ok(Some((said, text))),
            None if said.written.contains("matrix.") => said.text.look().map(|_| None),
            None => Ok(None),
        }
    }

    /// The major version of the action that it uses.
    pub(crate) fn major(&self) -> Option<u32> {
        self.step.uses.as_ref()?.major.known().copied()
    }

    /// The line that names the action, or where the step begins.
    pub(crate) fn place(&self) -> &'a Origin {
        self.step.uses.as_ref().map_or(&self.step.at, |used| &used.at)
    }

    /// Whether an emulator may be set up where it runs: by a step before it, or in its own lines, that is not known
    /// to leave that alone.
    pub(crate) fn may_have_emulator(&self) -> bool {
        let leaves_alone = |step: &JobStep| match &step.uses {
            Some(used) => {
                used.action.starts_with("actions/")
                    || used.action != "docker/setup-qemu-action"
                        && landfall_know::known_action(&used.action)
                            .is_some_and(|known| known.is_plain)
            }
            // A script or a Makefile may do it as well.
            None => {
                !step.says(&["docker", "podman", "qemu", "binfmt", "make ", "task ", ".sh", "./"])
            }
        };
        !self.before().all(leaves_alone) || self.step.says(&["qemu", "binfmt"])
    }

    /// The variables that its own `env:` sets, with where.
    pub(crate) fn own_env(&self) -> impl Iterator<Item = (&'a str, &'a str, &'a Origin)> {
        let own = &self.step.at;
        self.step.env.vars().filter_map(move |(name, var)| match &var.value {
            Fact::Known(value, at) => own.holds(at).then_some((name, value.as_str(), at)),
            Fact::Absent(_) | Fact::Unknown(_) => None,
        })
    }
}

impl<'a> Making<'a> {
    /// The step that it runs in.
    pub(crate) fn step(&self) -> Option<StepSeen<'a>> {
        let landfall_facts::Home::Step { job, step: place } = self.run.home else { return None };
        let job = self.recipes.jobs.get(job)?;
        Some(StepSeen { recipes: self.recipes, job, place, step: job.steps.get(place)? })
    }

    /// Whether the Go command is the one that PATH leads to.
    pub(crate) fn is_on_path(&self) -> bool {
        self.run.called.known() == Some("go")
    }

    /// The step before it that set up the Go that it calls.
    pub(crate) fn setup(&self) -> Option<StepSeen<'a>> {
        // A wrapper of the project's own, as `./tool/go`, has a Go of its own.
        let own = self.step().filter(|_| self.is_on_path())?;
        own.job().steps().filter(|one| one.place < own.place && one.sets_go_up()).last()
    }

    /// What `actions/setup-go` says of GOTOOLCHAIN, where it does.
    pub(super) fn toolchain_of_setup(&self) -> Option<Fact<String>> {
        let own = self.step()?;
        let setup = self.setup()?;
        // What a step sets for itself, or a step behind that one has put into GITHUB_ENV, is stronger.
        let said = |env: &landfall_facts::Env| env.get("GOTOOLCHAIN").origin().cloned();
        if said(&self.run.env) != said(&own.job.env) {
            return None;
        }
        let used = setup.step.uses.as_ref()?;
        match &used.major {
            // Since v6.0.0 (actions/setup-go#460).
            Fact::Known(major, at) if *major >= 6 => {
                Some(Fact::Known("local".to_owned(), at.clone()))
            }
            Fact::Known(..) | Fact::Absent(_) => None,
            Fact::Unknown(why) => Some(Fact::Unknown(why.clone())),
        }
    }

    /// The module that a step builds, by the directory that it runs in.
    pub(super) fn module_of_step(&self) -> Option<&'a ModuleFile> {
        let dir = self.run.dir.known()?;
        if self.go.flag("C").is_some() {
            return None;
        }
        let dir = dir.trim_start_matches("./").trim_matches('/');
        module_of(self.recipes, if dir == "." { "" } else { dir })
    }
}

/// A Go that `actions/setup-go` sets up, and a module that asks for a newer one.
pub(crate) struct OlderSetup<'a> {
    pub(crate) setup: StepSeen<'a>,
    pub(crate) release: &'a Said,
    pub(crate) minor: u32,
    pub(crate) asked: (&'a str, &'a Origin),
}

/// Whether a line is run by a Go that was set up and is older than go.mod asks for.
pub(crate) fn older_setup<'a>(making: &Making<'a>) -> Result<Option<OlderSetup<'a>>, Unsure> {
    let reads_module = making.go.compiles() || making.go.verb.starts_with("mod ");
    let is_elsewhere =
        making.go.packages.iter().any(|said| said.known().is_some_and(|name| name.contains('@')));
    let Some(setup) = making.setup().filter(|_| reads_module && !is_elsewhere) else {
        return Ok(None);
    };
    let Some(module) = making.module().filter(|_| setup.step.condition.is_none()) else {
        return Ok(None);
    };
    let Some(asked) = module.go.look()? else { return Ok(None) };
    let Some(release) = setup.step.with("go-version") else { return Ok(None) };
    let Some(text) = release.text.look()? else { return Ok(None) };
    let Some((minor, patch)) = named_release(text.value()) else { return Ok(None) };
    let Some((wanted, wanted_patch)) = named_release(asked.value()) else { return Ok(None) };
    let is_older = match (patch, wanted_patch) {
        _ if minor != wanted => minor < wanted,
        (Some(patch), Some(wanted)) => patch < wanted,
        _ => false,
    };
    let asked = (asked.value().as_str(), asked.origin);
    Ok(is_older.then_some(OlderSetup { setup, release, minor, asked }))
}

/// Whether the Go command or a C compiler reads a variable.
pub(crate) fn is_of_go(name: &str) -> bool {
    matches!(variable_sets(name), Some(Sets::Platform | Sets::Build | Sets::Modules))
        || matches!(name, "CC" | "CXX")
        || name.starts_with("CGO_")
        || name.starts_with("PKG_CONFIG_")
}

/// A release of Go as `go-version` names it: `1.22`, `1.22.3` or `1.22.x`, with its patch where that is said.
pub(crate) fn named_release(text: &str) -> Option<(u32, Option<u32>)> {
    let text = text.trim().trim_start_matches('v');
    let mut parts = text.strip_prefix("1.")?.split('.');
    let minor = parts.next()?.parse().ok()?;
    let patch = match parts.next() {
        None | Some("x" | "X" | "*") => None,
        Some(patch) => Some(patch.parse().ok()?),
    };
    parts.next().is_none().then_some((minor, patch))
}

/// A text that is known.
pub(crate) fn text(said: Option<&Said>) -> Option<&str> {
    said.and_then(Said::known)
}
