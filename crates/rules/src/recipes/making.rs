//! A line for the Go command, and what it comes to where it stands.

use landfall_facts::{
    Base, Fact, GoCommand, Home, Image, ModuleFile, Recipes, Run, Said, Stage, Step, Why,
};
use landfall_know::{Brings, GoImage, packages_with};

use super::tree::{builder, module_of, so};

/// A line for the Go command.
pub(crate) struct Making<'a> {
    pub(crate) recipes: &'a Recipes,
    /// The command with its environment.
    pub(crate) run: &'a Run,
    /// What it asks for.
    pub(crate) go: &'a GoCommand,
}

impl<'a> Making<'a> {
    /// The image and stage that it runs in.
    pub(crate) fn stage(&self) -> Option<(&'a Image, &'a Stage)> {
        let Home::Stage { image, stage, .. } = self.run.home else { return None };
        let image = self.recipes.images.get(image)?;
        Some((image, image.stages.get(stage)?))
    }

    /// What the table knows of the image that it runs in.
    pub(crate) fn builder(&self) -> Option<GoImage> {
        builder(self.recipes, self.run)
    }

    /// What a variable is for the Go command: of its environment, or of the image that it runs in.
    pub(crate) fn var(&self, name: &str) -> Fact<String> {
        if name == "GOTOOLCHAIN"
            && let Some(said) = self.toolchain_of_setup()
        {
            return said;
        }
        match self.run.env.get(name) {
            Fact::Absent(origin) => {
                if let Some(written) = self.written_by_go(name) {
                    return written;
                }
                let of_image = self.builder().and_then(|image| {
                    let (_, value) = image.sets.iter().find(|(own, _)| own == name)?;
                    Some(Fact::Known(value.clone(), image.origin.clone()))
                });
                of_image.unwrap_or(Fact::Absent(origin))
            }
            // Written in `cmd/go/internal/cfg`: an empty variable is one that is not set.
            Fact::Known(value, origin) if value.is_empty() => Fact::Absent(origin),
            known => known,
        }
    }

    /// The architecture of the machine on which it runs.
    pub(crate) fn own_arch(&self) -> Fact<String> {
        match self.stage() {
            Some((_, stage)) => match &stage.platform {
                Fact::Known(platform, origin) => match platform.split('/').nth(1) {
                    Some(arch) => Fact::Known(arch.to_owned(), origin.clone()),
                    None => Fact::Unknown(Why::new(format!("{platform} names no architecture"))),
                },
                Fact::Absent(origin) => Fact::Absent(origin.clone()),
                Fact::Unknown(why) => Fact::Unknown(why.clone()),
            },
            None => match self.step() {
                Some(step) => step.job().platform().map(|(_, arch)| arch),
                None => Fact::Unknown(Why::new("the machine that the script runs on is not known")),
            },
        }
    }

    /// The operating system of the machine on which it runs.
    pub(crate) fn own_os(&self) -> Fact<String> {
        match self.stage() {
            Some((_, stage)) => match &stage.platform {
                Fact::Known(platform, origin) => {
                    let os = platform.split('/').next().unwrap_or_default();
                    Fact::Known(os.to_owned(), origin.clone())
                }
                Fact::Absent(origin) => Fact::Absent(origin.clone()),
                Fact::Unknown(why) => Fact::Unknown(why.clone()),
            },
            None => match self.step() {
                Some(step) => step.job().platform().map(|(os, _)| os),
                None => Fact::Unknown(Why::new("the machine that the script runs on is not known")),
            },
        }
    }

    /// GOARCH, as said or as the Go command takes it: that of its machine.
    pub(crate) fn arch(&self) -> Fact<String> {
        match self.var("GOARCH") {
            Fact::Absent(_) => self.own_arch(),
            said => said,
        }
    }

    /// GOOS, as said or as the Go command takes it.
    pub(crate) fn os(&self) -> Fact<String> {
        match self.var("GOOS") {
            Fact::Absent(_) => self.own_os(),
            said => said,
        }
    }

    /// Whether it builds for another platform than that of its machine.
    pub(crate) fn is_cross(&self) -> Fact<bool> {
        let mut unknown = None;
        for (said, own) in
            [(self.var("GOARCH"), self.own_arch()), (self.var("GOOS"), self.own_os())]
        {
            match (said, own) {
                (Fact::Absent(_), _) => {}
                (Fact::Known(said, origin), Fact::Known(own, _)) => {
                    if said != own {
                        return Fact::Known(true, origin);
                    }
                }
                (Fact::Unknown(why), _) | (_, Fact::Unknown(why)) => unknown = Some(why),
                (Fact::Known(..), Fact::Absent(_)) => {}
            }
        }
        match unknown {
            Some(why) => Fact::Unknown(why),
            None => so(false, "it builds for the machine that it runs on"),
        }
    }

    /// Whether cgo is on: as said, or as the Go command takes it.
    pub(crate) fn cgo(&self) -> Fact<bool> {
        match self.var("CGO_ENABLED") {
            Fact::Known(value, origin) if value == "0" => return Fact::Known(false, origin),
            Fact::Known(value, origin) if value == "1" => return Fact::Known(true, origin),
            Fact::Unknown(why) => return Fact::Unknown(why),
            // Any other value is as good as none (shared ledger, S0-55).
            Fact::Known(..) | Fact::Absent(_) => {}
        }
        match self.is_cross() {
            Fact::Known(true, origin) => return Fact::Known(false, origin),
            Fact::Unknown(why) => return Fact::Unknown(why),
            Fact::Known(false, _) | Fact::Absent(_) => {}
        }
        if let Fact::Known(_, origin) = self.var("CC") {
            return Fact::Known(true, origin);
        }
        match self.c_compiler() {
            Fact::Known(is_there, origin) => Fact::Known(is_there, origin),
            Fact::Absent(origin) => Fact::Known(false, origin),
            Fact::Unknown(why) => Fact::Unknown(why),
        }
    }

    /// Whether a C compiler is in the stage when it runs: in its image, or installed before.
    pub(crate) fn c_compiler(&self) -> Fact<bool> {
        if self.stage().is_none() && self.step().is_none() {
            return Fact::Unknown(Why::new("the machine that the script runs on is not known"));
        }
        if let Some(installed) = self.installs(packages_with(Brings::Compiler)) {
            return Fact::Known(true, installed.at.clone());
        }
        let said = match self.step() {
            Some(step) => match (&step.job.image, step.job().runner()) {
                (Some(said), _) => Some(said),
                (None, Some(runner)) => {
                    let why = "the table does not say whether the runner has a C compiler";
                    return match runner.has_c_compiler {
                        Some(is_there) => Fact::Known(is_there, runner.origin),
                        None => Fact::Unknown(Why::new(why)),
                    };
                }
                (None, None) => return step.job().platform().map(|_| false),
            },
            None => self.first_image(),
        };
        match (self.builder(), said) {
            (Some(builder), _) => match builder.has_c_compiler {
                Some(false) if self.may_have_installed() => Fact::Unknown(Why::new(
                    "what is installed before was not followed to a C compiler",
                )),
                Some(is_there) => Fact::Known(is_there, builder.origin),
                None => Fact::Unknown(Why::new(
                    "the table does not say whether the image has a C compiler",
                )),
            },
            (None, Some(said)) => Fact::Unknown(Why::new(format!(
                "nobody here knows whether {} has a C compiler",
                said.known().unwrap_or(&said.written)
            ))),
            (None, None) => so(false, "scratch has nothing"),
        }
    }

    /// The command before this one, in its stage or one that it begins with, that installs one of some
    /// packages.
    pub(crate) fn installs(&self, packages: &[&str]) -> Option<&'a Run> {
        match self.run.home {
            Home::Stage { .. } | Home::Step { .. } => {
                self.runs_before().filter(|run| installs(run, packages)).last()
            }
            Home::Script { .. } | Home::Target { .. } => None,
        }
    }

    /// The image that it runs in, as `FROM` names it.
    pub(crate) fn first_image(&self) -> Option<&'a Said> {
        if let Some(step) = self.step() {
            // Where another Go is set up, that of the image is not called.
            return step.job.image.as_ref().filter(|_| self.setup().is_none());
        }
        let Home::Stage { image, stage, .. } = self.run.home else { return None };
        super::tree::first_image(self.recipes.images.get(image)?, stage)
    }

    /// Whether what is written names a variable.
    pub(crate) fn mentions(&self, variable: &str) -> bool {
        let names = |text: &str| {
            text.contains(&format!("${variable}")) || text.contains(&format!("${{{variable}"))
        };
        names(&self.run.written)
    }

    /// Whether the module's own go.mod is read: not where a program is asked for at a version, nor in a stage
    /// that nobody copied or mounted it into.
    pub(crate) fn is_in_module(&self) -> bool {
        let at_version = |said: &Said| said.known().is_some_and(|package| package.contains('@'));
        if self.go.packages.iter().any(at_version) {
            return false;
        }
        let Home::Stage { image, stage, .. } = self.run.home else { return true };
        let Some(image) = self.recipes.images.get(image) else { return true };
        let mut place = Some(stage);
        while let Some(stage) = place.and_then(|place| image.stages.get(place)) {
            let brings = |step: &Step| match step {
                Step::Copy(copied) => copied.sources.iter().any(may_hold_module),
                // What is mounted from another place than a cache may be the source.
                Step::Run { mounts, .. } => mounts.iter().any(|mount| mount.kind == "bind"),
                Step::Env { .. } | Step::Arg { .. } | Step::User(_) | Step::Expose(_) => false,
            };
            if stage.steps.iter().any(brings) {
                return true;
            }
            place = match stage.base {
                Base::Stage(before) => Some(before),
                // An image that nobody here knows may hold anything.
                Base::Image(_) | Base::Scratch(_) => None,
            };
        }
        false
    }

    /// Whether a file of this path comes out of it, as far as `-o` and the directory tell.
    pub(crate) fn makes(&self, path: &str) -> bool {
        let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        let dir = self.run.dir.known().map(String::as_str);
        match self.go.flag("o").map(|flag| &flag.value) {
            Some(Fact::Known(out, _)) => {
                let whole = match (out.starts_with('/'), dir) {
                    (true, _) => Some(out.clone()),
                    (false, Some(dir)) => Some(joined(dir, out)),
                    (false, None) => None,
                };
                let ends_alike = || out.rsplit('/').next() == Some(name);
                match whole {
                    Some(whole)
                        if out.ends_with('/')
                            || whole.rsplit('/').next().is_some_and(|last| {
                                !last.contains('.') && path.starts_with(&format!("{whole}/"))
                            }) =>
                    {
                        path.starts_with(whole.trim_end_matches('/'))
                    }
                    Some(whole) => {
                        whole == path
                            || (path.contains('*') && ends_alike())
                            || whole.starts_with(&format!("{}/", path.trim_end_matches('/')))
                    }
                    None => ends_alike(),
                }
            }
            Some(Fact::Absent(_) | Fact::Unknown(_)) => false,
            // Without -o a program is called as its package is, and lies where it is built or installed.
            None => {
                let package = self.go.packages.iter().find_map(|said| said.known()).unwrap_or(".");
                let package = package.split('@').next().unwrap_or_default();
                let called = package.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
                let is_of_module = || {
                    let module = self.module().and_then(|module| module.name.known());
                    module.is_some_and(|module| module.rsplit('/').next() == Some(name))
                };
                match called {
                    "." | "..." | "" => is_of_module(),
                    called => called == name,
                }
            }
        }
    }

    /// Whether it is built in a directory that is another module's.
    pub(crate) fn directory_is_elsewhere(&self) -> bool {
        let Some(module) = self.module() else { return false };
        let others = self.recipes.modules.iter().any(|other| other.dir != module.dir);
        // Where there is one module, every directory is its own.
        others && self.go.flag("C").is_some()
    }

    /// Whether it stands in a file.
    pub(crate) fn is_of_file(&self, number: usize) -> bool {
        match self.run.home {
            Home::Stage { .. } | Home::Step { .. } => false,
            Home::Script { file } | Home::Target { file, .. } => file == number,
        }
    }

    /// The module that is built: the one that the recipe stands in.
    pub(crate) fn module(&self) -> Option<&'a ModuleFile> {
        let file = match self.run.home {
            Home::Stage { image, .. } => self.recipes.images.get(image)?.file,
            Home::Script { file } | Home::Target { file, .. } => file,
            Home::Step { .. } => return self.module_of_step(),
        };
        let path = &self.recipes.files.get(file)?.below;
        module_of(self.recipes, path.rsplit_once('/').map_or("", |(dir, _)| dir))
    }
}

/// Whether a command installs one of some packages with the package manager of a distribution.
pub(crate) fn installs(run: &Run, packages: &[&str]) -> bool {
    let Some(name) = run.program.known() else { return false };
    let Some(verb) = landfall_know::installing_verb(name) else { return false };
    let words = || run.words.iter().filter_map(|said| said.known());
    // `gcc=12.2.0-r4`, `gcc>12`, `gcc-12`, `gcc:amd64`
    let is_meant = |word: &str| {
        packages.iter().any(|package| {
            word.strip_prefix(package).is_some_and(|rest| {
                rest.is_empty()
                    || rest.starts_with(['=', '~', '<', '>', ':'])
                    || rest
                        .strip_prefix('-')
                        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
            })
        })
    };
    words().any(|word| word == verb) && words().any(is_meant)
}

/// Whether what is copied may be a go.mod, or a directory that has one.
fn may_hold_module(source: &Said) -> bool {
    let Some(path) = source.known() else { return true };
    let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    name == "go.mod" || name.contains('*') || name.is_empty() || !name.contains('.') || name == "."
}

/// A path below a directory.
fn joined(dir: &str, path: &str) -> String {
    let path = path.trim_start_matches("./");
    format!("{}/{path}", dir.trim_end_matches('/'))
}
