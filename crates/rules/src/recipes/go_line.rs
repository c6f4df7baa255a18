//! What is asked of a line for the Go command: its flags, what was there before it, and whether its failure
//! is seen.

use landfall_facts::{
    CopiedFrom, Fact, Finding, GoFlag, Home, Os, Recipes, Run, Said, Stage, Step, Why,
};
use landfall_know::{
    CgoDriver, Does, Holds, Leaves, WithoutCgo, does, installing_verb, leaves, paths_with,
};

use super::{Making, StageSeen, place_in};

/// The variables that the Go command and the compilers that it starts read.
pub(crate) fn is_read_by_go(name: &str) -> bool {
    name.starts_with("CGO_") || landfall_know::is_variable(name)
}

impl<'a> Making<'a> {
    /// Whether what it puts out goes into a program that only shows it, or keeps it in a file at which no
    /// later command looks.
    pub(crate) fn is_only_shown(&self) -> bool {
        let mut behind = runs_behind(self.recipes, self.run);
        let Some(reader) = behind.next() else { return false };
        let name = reader.program.known().map_or("", String::as_str);
        if !does(name, Does::Show) {
            return false;
        }
        let kept = |said: &&Said| said.known().is_some_and(|word| !word.starts_with('-'));
        let Some(file) = reader.words.iter().find(kept).filter(|_| name == "tee") else {
            return true;
        };
        let is_here = |run: &&Run| is_beside(run.home, self.run.home);
        let looks = |run: &Run| {
            !matches!(run.program.known().map(String::as_str), Some("tee" | "rm" | "cat" | "echo"))
                && run.words.iter().any(|said| said.written.contains(&file.written))
        };
        !behind.take_while(is_here).any(looks)
    }

    /// What a line before it keeps for good with `go env -w`, and a variable of the environment overrules.
    pub(super) fn written_by_go(&self, name: &str) -> Option<Fact<String>> {
        if !self.recipes.keeps_settings {
            return None;
        }
        if self.run.env.get("GOENV").known().is_some_and(|file| file == "off") {
            return None;
        }
        let keeps = |run: &'a Run| {
            let go = run.go.as_deref().filter(|go| go.verb == "env")?;
            let said = |said: &&Said| {
                said.written.split_once('=').map_or(&*said.written, |(own, _)| own) == name
            };
            let said = go.packages.iter().find(said)?;
            Some(match (&said.text, go.flag("w"), go.flag("u")) {
                _ if run.flow.is_conditional => Fact::Unknown(Why::new(format!(
                    "whether go env -w sets {name} is known only when it runs"
                ))),
                (Fact::Known(text, origin), Some(_), _) => {
                    Fact::Known(text.split_once('=')?.1.to_owned(), origin.clone())
                }
                (Fact::Unknown(why), Some(_), _) => Fact::Unknown(why.clone()),
                (_, None, Some(_)) => Fact::Absent(said.at.clone()),
                _ => return None,
            })
        };
        self.runs_before().filter_map(keeps).last()
    }

    /// Whether its failure is neither asked for nor forgiven.
    pub(crate) fn counts(&self) -> bool {
        !self.run.flow.is_asked && !self.run.flow.is_forgiven
    }

    /// The flag of a name that counts, where it is not switched off.
    pub(crate) fn switch(&self, name: &str) -> Option<&'a GoFlag> {
        let flag = self.go.flags.iter().rev().find(|flag| flag.name == name)?;
        (flag.value.known().map(String::as_str) != Some("false")).then_some(flag)
    }

    /// The text of a flag that counts: of the line, or else of GOFLAGS.
    pub(crate) fn flag_text(&self, name: &str) -> Fact<String> {
        if let Some(flag) = self.go.flag(name) {
            return flag.value.clone();
        }
        match self.var("GOFLAGS") {
            Fact::Known(flags, origin) => {
                let mut values = flags.split_whitespace().filter_map(|word| {
                    word.trim_start_matches('-').strip_prefix(name)?.strip_prefix('=')
                });
                match values.next_back() {
                    Some(value) => Fact::Known(value.trim_matches(['\'', '"']).to_owned(), origin),
                    None => Fact::Absent(origin),
                }
            }
            other => other,
        }
    }

    /// The flags for the linker of a program that is kept, where they hand `-static` to that of C.
    pub(crate) fn static_flags(&self) -> Option<String> {
        let flags = self.flag_text("ldflags");
        let flags = flags.known().filter(|_| self.go.ships())?;
        (flags.contains("extldflags") && flags.contains("-static")).then(|| flags.clone())
    }

    /// The minor release of Go in the image that it runs in.
    pub(crate) fn go_minor(&self) -> Option<u32> {
        Some(self.builder()?.go?.minor())
    }

    /// The steps of its stage, and of those that it begins with, before it.
    pub(crate) fn steps_before(&self) -> Vec<&'a Step> {
        let Home::Stage { stage: place, .. } = self.run.home else { return Vec::new() };
        let Some((image, stage)) = self.stage() else { return Vec::new() };
        let seen = StageSeen { recipes: self.recipes, image, place, stage };
        let number = place_in(&self.recipes.runs, self.run);
        let holds = |step: &Step| match (step, number) {
            (Step::Run { runs, .. }, Some(number)) => (runs.0..runs.1).contains(&number),
            _ => false,
        };
        let steps_of = |stage: &'a Stage| {
            let own = stage.steps.iter().position(holds).map_or(stage.steps.len(), |at| at + 1);
            &stage.steps[..own]
        };
        seen.chain().into_iter().rev().flat_map(|(_, stage)| steps_of(stage)).collect()
    }

    /// The commands that run before it: in its stage and those that it begins with, or in its script.
    pub(crate) fn runs_before(&self) -> impl Iterator<Item = &'a Run> + use<'a> {
        runs_before(self.recipes, self.run)
    }

    /// Whether something before it may have brought programs that nobody here can follow: a script, an
    /// archive, or files of another image.
    pub(crate) fn may_have_installed(&self) -> bool {
        let brings = |step: &Step| match step {
            Step::Copy(copied) => {
                let is_far = match &copied.from {
                    CopiedFrom::Context => copied.is_add,
                    CopiedFrom::Stage(..) | CopiedFrom::Image(_) => true,
                };
                let to = copied.to.known().unwrap_or("/");
                let of_programs = paths_with(Holds::Programs).iter().any(|dir| to.starts_with(dir));
                is_far && (of_programs || to.trim_end_matches('/').is_empty())
            }
            _ => false,
        };
        self.steps_before().into_iter().any(brings) || self.runs_before().any(is_not_followed)
    }

    /// Whether nothing before it can have brought a go.mod into its stage.
    pub(crate) fn has_no_module(&self) -> bool {
        let brings = |step: &Step| match step {
            Step::Copy(_) => true,
            Step::Run { mounts, .. } => mounts.iter().any(|mount| mount.kind == "bind"),
            Step::Env { .. } | Step::Arg { .. } | Step::User(_) | Step::Expose(_) => false,
        };
        let makes = |run: &Run| {
            let is_init = run.go.as_deref().is_some_and(|go| go.verb == "mod init");
            let name = run.program.known().map_or("", |name| name.as_str());
            is_init || !leaves(name, Leaves::Module)
        };
        let is_image = self.builder().is_some() && !self.steps_before().into_iter().any(brings);
        let is_off = self.var("GO111MODULE").known().is_some_and(|mode| mode == "off");
        let lies_here = matches!(self.run.home, Home::Stage { .. });
        is_image
            && lies_here
            && !is_off
            && !self.runs_before().any(makes)
            && !matches!(self.var("GOFLAGS"), Fact::Unknown(_))
    }

    /// A module that this one imports itself and that is a stub without cgo, with its line in go.mod.
    pub(crate) fn stubs(&self) -> Option<(CgoDriver, &'a landfall_facts::Origin)> {
        let os = self.os().known().and_then(|os| os.parse::<Os>().ok()).unwrap_or(Os::Linux);
        let module = self.module()?;
        module.imports().find_map(|(path, at)| {
            let driver = landfall_know::cgo_driver(path, os)?;
            (driver.without == WithoutCgo::Stub).then_some((driver, at))
        })
    }

    /// Whether it builds the program that the module is named for: others may do without the driver, and tags may
    /// leave it out.
    pub(crate) fn builds_main_program(&self) -> bool {
        let module = self.module().and_then(|module| module.name.known());
        let is_version = |part: &&str| {
            part.strip_prefix('v')
                .is_none_or(|rest| rest.is_empty() || !rest.bytes().all(|b| b.is_ascii_digit()))
        };
        let name = module.and_then(|path| path.rsplit('/').find(is_version)).unwrap_or_default();
        let is_named = |said: &Said| match said.known() {
            Some(path) => {
                let path = path.trim_end_matches('/').trim_end_matches(".go");
                matches!(path, "." | "./" | "main" | "./main")
                    || path.rsplit('/').next() == Some(name)
            }
            None => false,
        };
        let has_tags = !matches!(self.flag_text("tags"), Fact::Absent(_));
        !has_tags && !self.directory_is_elsewhere() && self.go.packages.iter().all(is_named)
    }

    /// Whether the module needs one that has C in it.
    pub(crate) fn needs_cgo_driver(&self) -> bool {
        let is_driver = |(path, _): &(String, _)| landfall_know::has_cgo_driver(path);
        self.module().is_some_and(|module| module.requires.iter().any(is_driver))
    }

    /// Whether cgo is on, where a recipe says so or its image tells.
    pub(crate) fn cgo_as_said(&self) -> Fact<bool> {
        match (self.run.home, self.var("CGO_ENABLED")) {
            (Home::Script { .. } | Home::Target { .. }, Fact::Absent(origin)) => {
                Fact::Absent(origin)
            }
            (Home::Script { .. } | Home::Target { .. }, Fact::Known(value, origin))
                if value != "0" && value != "1" =>
            {
                Fact::Absent(origin)
            }
            _ => self.cgo(),
        }
    }

    /// Whether it builds for another platform than its own, where a recipe tells; who calls a script is not
    /// known.
    pub(crate) fn is_cross_as_said(&self) -> Fact<bool> {
        match self.run.home {
            Home::Stage { .. } | Home::Step { .. } => self.is_cross(),
            Home::Script { .. } | Home::Target { .. } => {
                super::tree::so(false, "the machine that the script runs on is not known")
            }
        }
    }

    /// A finding at the line.
    pub(crate) fn told(&self, says: impl Into<String>) -> Finding {
        let first = self.run.written.lines().next().unwrap_or_default();
        Finding::new(says).has(first.trim_end_matches(['\\', ' ']), &self.run.at)
    }
}

/// The commands that run before another: in its stage and those that it begins with, or in its file.
pub(crate) fn runs_before<'a>(
    recipes: &'a Recipes,
    run: &Run,
) -> impl Iterator<Item = &'a Run> + use<'a> {
    let own = place_in(&recipes.runs, run).unwrap_or_default();
    let before = &recipes.runs[..own];
    // The commands of an image, a file and a job stand together.
    let from = before.iter().rposition(|other| !is_beside(run.home, other.home));
    let chain: Vec<usize> = match run.home {
        Home::Stage { image, stage, .. } => stage_of(recipes, image, stage)
            .map_or(Vec::new(), |seen| seen.chain().into_iter().map(|(place, _)| place).collect()),
        Home::Script { .. } | Home::Target { .. } | Home::Step { .. } => Vec::new(),
    };
    let home = run.home;
    let is_near = move |other: &&Run| match (home, other.home) {
        (Home::Stage { .. }, Home::Stage { stage, .. }) => chain.contains(&stage),
        (Home::Target { shell, .. }, Home::Target { shell: other, .. }) => shell == other,
        _ => true,
    };
    before[from.map_or(0, |at| at + 1)..].iter().filter(is_near)
}

/// Whether two commands are of the same image, file or job.
pub(super) fn is_beside(one: Home, other: Home) -> bool {
    match (one, other) {
        (Home::Target { file, .. }, Home::Target { file: own, .. })
        | (Home::Script { file }, Home::Script { file: own }) => file == own,
        (Home::Stage { image, .. }, Home::Stage { image: own, .. }) => image == own,
        (Home::Step { job, .. }, Home::Step { job: own, .. }) => job == own,
        _ => false,
    }
}

/// A stage of an image, by their numbers.
pub(super) fn stage_of(recipes: &Recipes, image: usize, place: usize) -> Option<StageSeen<'_>> {
    let image = recipes.images.get(image)?;
    let stage = image.stages.get(place)?;
    Some(StageSeen { recipes, image, place, stage })
}

/// The commands that stand behind another, of its recipe and of all later ones.
pub(crate) fn runs_behind<'a>(recipes: &'a Recipes, run: &'a Run) -> std::slice::Iter<'a, Run> {
    let own = place_in(&recipes.runs, run);
    own.and_then(|own| recipes.runs.get(own + 1..)).unwrap_or_default().iter()
}

/// Whether a command may bring programs without saying which.
fn is_not_followed(run: &Run) -> bool {
    let Some(name) = run.program.known() else { return true };
    let is_path = run.called.known().is_some_and(|path| path.contains('/'));
    let has_unknown = || run.words.iter().any(|said| said.known().is_none());
    match name.as_str() {
        name if installing_verb(name).is_some() => has_unknown(),
        "sh" | "bash" | "ash" => run.words.iter().any(|said| said.known() != Some("-c")),
        name => {
            does(name, Does::Bring)
                || name.starts_with("xx-")
                || name.ends_with(".sh")
                || (is_path && !run.called.written.starts_with("/usr/local/go/"))
        }
    }
}
