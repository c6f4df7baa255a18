//! What an image starts, what is in it, and what surely is not.

use landfall_facts::{
    Copied, CopiedFrom, Fact, Libc, Machine, Origin, Run, Said, Start, Target, Unsure,
};
use landfall_know::{Holds, Leaves, go_image, installing_verb, leaves, paths_with};

use super::making::installs;
use super::{Making, Shipped, StageSeen};

/// A program of Go that a stage takes from another and starts.
pub(crate) struct Started<'a> {
    /// How it is shipped.
    pub(crate) shipped: Shipped<'a>,
    /// The line that builds it.
    pub(crate) making: Making<'a>,
}

impl<'a> StageSeen<'a> {
    /// What is run when a container of it is started: the entrypoint, or else the command.
    pub(crate) fn start(&self) -> Option<&'a Start> {
        self.stage.entrypoint.as_ref().or(self.stage.command.as_ref())
    }

    /// The program of Go that it starts, by whatever words.
    pub(crate) fn started(&self) -> Option<Started<'a>> {
        let starts = [&self.stage.entrypoint, &self.stage.command];
        let starts = starts.into_iter().flatten();
        let programs = self.shipped_programs();
        let names = |start: &Start, shipped: &Shipped<'_>| {
            let files = landings(shipped.copied, &shipped.path);
            let is_it = |word: &str| {
                files.iter().any(|file| {
                    word == file
                        || base(word) == base(file)
                            && (word.starts_with('.') || !word.contains('/'))
                })
            };
            start.words.iter().filter_map(Said::known).any(|text| match start.is_shell {
                true => text.split_whitespace().any(is_it),
                false => is_it(text),
            })
        };
        programs
            .into_iter()
            .find(|(shipped, _)| starts.clone().any(|start| names(start, shipped)))
            .map(|(shipped, making)| Started { shipped, making })
    }

    /// The file that is surely copied to one of some paths, or below it, and the line that does it.
    pub(crate) fn surely_brings(&self, paths: &[&str]) -> Option<(String, Origin)> {
        self.copies().find_map(|copied| {
            let files = copied.sources.iter().filter_map(|source| source.known());
            let mut landed = files.flat_map(|source| landings(copied, source));
            let is_below = |file: &String| {
                paths.iter().any(|path| {
                    file.strip_prefix(path)
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                })
            };
            landed.find(is_below).map(|file| (file, copied.at.clone()))
        })
    }

    /// Whether something that is copied into it may be a path, lie in it or hold it.
    pub(crate) fn brings(&self, path: &str) -> bool {
        let under = |path: &str, dir: &str| {
            let dir = dir.trim_end_matches('/');
            path == dir || path.strip_prefix(dir).is_some_and(|rest| rest.starts_with('/'))
        };
        self.copies().any(|copied| {
            let Some(to) = copied.to.known() else { return true };
            let unpacks = copied.is_add && copied.sources.iter().any(is_archive);
            if copied.sources.is_empty() {
                return under(path, to) || under(to, path);
            }
            copied.sources.iter().any(|source| match source.known() {
                Some(source) if !unpacks && self.is_file(copied, source) => {
                    landings(copied, source).iter().any(|file| under(file, path))
                }
                // What is in a directory nobody here knows.
                Some(_) | None => under(path, to) || under(to, path),
            })
        })
    }

    /// Why nobody can tell where something that it copies goes to.
    pub(crate) fn unknown_copy(&self) -> Option<Unsure> {
        self.copies().find_map(|copied| match &copied.to.text {
            Fact::Unknown(why) => Some(Unsure(why.clone())),
            Fact::Known(..) | Fact::Absent(_) => None,
        })
    }

    /// Whether what is copied is surely one file: a program that a line builds, or a name with an ending.
    fn is_file(&self, copied: &Copied, source: &str) -> bool {
        if source.contains('*') || source.ends_with('/') {
            return false;
        }
        let has_ending = base(source).rsplit_once('.').is_some_and(|(stem, end)| {
            !stem.is_empty() && ["crt", "pem", "sh", "yml", "yaml", "json", "zip"].contains(&end)
        });
        let is_known = matches!(base(source), "passwd" | "group");
        let is_built = match &copied.from {
            CopiedFrom::Stage(from, _) => self.other(*from).is_some_and(|other| {
                let path = format!("/{}", source.trim_start_matches('/'));
                other.makings().any(|making| making.output().as_deref() == Some(&*path))
            }),
            CopiedFrom::Context | CopiedFrom::Image(_) => false,
        };
        has_ending || is_known || is_built || self.is_named(&landings(copied, source))
    }

    /// Whether what is started names one of some files: then it is no directory.
    fn is_named(&self, files: &[String]) -> bool {
        let starts = [&self.stage.entrypoint, &self.stage.command];
        let words = starts.into_iter().flatten().flat_map(|start| &start.words);
        let mut words = words.filter_map(Said::known).flat_map(str::split_whitespace);
        words.any(|word| files.iter().any(|file| file == word))
    }

    /// The lines for the Go command that are run in it.
    pub(crate) fn makings(&self) -> impl Iterator<Item = Making<'a>> + use<'a> {
        let recipes = self.recipes;
        let of_stage: Vec<&Run> = self.runs().collect();
        of_stage.into_iter().filter_map(move |run| {
            let go = run.go.as_deref()?;
            Some(Making { recipes, run, go })
        })
    }

    /// Whether commands are run in it that can put more into it than is said: an installation, a script, a
    /// program that nobody here knows.
    pub(crate) fn is_added_to(&self) -> bool {
        self.runs()
            .any(|run| run.program.known().is_none_or(|name| !leaves(name, Leaves::Programs)))
    }

    /// Whether one of some packages is installed in it, or may be: by a line of which not every word is
    /// known, or by a script.
    pub(crate) fn may_install(&self, packages: &[&str]) -> bool {
        self.runs().any(|run| {
            let Some(name) = run.program.known() else { return true };
            let is_whole = run.words.iter().all(|said| said.known().is_some());
            let is_script = run.called.written.contains('/') || name == "sh" || name == "bash";
            // A name, in whatever line: `/var/cache/x/tzdata.apk`
            let names = packages.iter().any(|package| run.written.contains(package));
            let is_manager =
                installs(run, packages) || !is_whole && installing_verb(name).is_some();
            is_script || names || is_manager
        })
    }

    /// Whether it begins with an image, or a variant of one, that brings a shell after all.
    fn is_for_debugging(&self) -> bool {
        self.first_image().is_some_and(|said| {
            said.written.contains("debug") || said.known().is_none_or(|name| name.contains("debug"))
        })
    }

    /// The machine that its image is where that image has no shell and nothing brings one.
    pub(crate) fn without_shell(&self) -> Result<Option<Machine>, Unsure> {
        let machine = self.machine()?;
        let lacks = matches!(machine.commands, Fact::Absent(_));
        let is_so = lacks && !self.is_for_debugging() && !self.brings("/bin/sh");
        Ok(is_so.then_some(machine))
    }

    /// What a command in it is missing, a shell or one of the usual tools: `needs a shell, and scratch has
    /// none`.
    pub(crate) fn unable(&self, shell: bool, tool: Option<&str>) -> Result<Option<String>, Unsure> {
        let brings = |name: &str| {
            paths_with(Holds::Commands).iter().any(|dir| self.brings(&format!("{dir}/{name}")))
        };
        if !shell && tool.is_none()
            || tool.is_some_and(|name| brings(name) || self.may_install(&[name]))
        {
            return Ok(None);
        }
        if let Some(unsure) = self.unknown_image() {
            return tool.map_or(Ok(None), |_| Err(unsure));
        }
        let called = self.called();
        if let Ok(Some(_)) = self.without_shell() {
            return Ok(Some(match tool.filter(|_| !shell) {
                Some(name) => format!("calls {name}, and {called} has none"),
                None => format!("needs a shell, and {called} has none"),
            }));
        }
        let (Some(name), Some(image)) = (tool, self.base_name()) else { return Ok(None) };
        let command = landfall_know::image_command(&image, name);
        // The images in which Go is built bring more than what they are made of.
        let lacks = command.is_some_and(|command| !command.is_there) && image == called;
        Ok(lacks.then(|| format!("calls {name}, and {called} has none")))
    }

    /// The name of the image, or of what that image is made of, under which the tables know it.
    pub(crate) fn base_name(&self) -> Option<String> {
        let name = self.first_image()?.known()?;
        Some(
            go_image(name)
                .and_then(|image| image.base.or_else(|| image.bases.last().cloned()))
                .unwrap_or_else(|| name.to_owned()),
        )
    }

    /// Whether it begins with an image that only a variable names.
    pub(crate) fn unknown_image(&self) -> Option<Unsure> {
        match &self.first_image()?.text {
            Fact::Unknown(why) => Some(Unsure(why.clone())),
            Fact::Known(..) | Fact::Absent(_) => None,
        }
    }

    /// How it is called where it stands: the image of its `FROM`, or `scratch`.
    pub(crate) fn called(&self) -> &'a str {
        self.first_image().map_or("scratch", |said| said.known().unwrap_or(&said.written))
    }
}

impl Making<'_> {
    /// The file that it writes, where `-o` and the directory tell; absolute.
    pub(crate) fn output(&self) -> Option<String> {
        let Fact::Known(out, _) = &self.go.flag("o")?.value else { return None };
        if out.ends_with('/') || out == "." {
            return None;
        }
        match out.starts_with('/') {
            true => Some(out.clone()),
            false => {
                let dir = self.run.dir.known()?;
                let out = out.trim_start_matches("./");
                (!out.starts_with("..")).then(|| format!("{}/{out}", dir.trim_end_matches('/')))
            }
        }
    }

    /// Whether somebody asks for cgo by name: `CGO_ENABLED=1`, or `-race`, which does not go without.
    pub(crate) fn asks_for_cgo(&self) -> bool {
        let is_said = matches!(self.var("CGO_ENABLED"), Fact::Known(value, _) if value == "1");
        is_said || self.go.flag("race").is_some()
    }

    /// Whether something in it may make a program that needs no loader, or that of another C library: a
    /// flag for the linker, another compiler, or one that is not known.
    pub(crate) fn may_be_static(&self) -> bool {
        let says = |text: &Fact<String>| match text {
            Fact::Known(text, _) => text.contains("static") || text.contains("dynamic-linker"),
            Fact::Absent(_) => false,
            Fact::Unknown(_) => true,
        };
        let flags = self.go.flags.iter().filter(|flag| {
            matches!(flag.name.as_str(), "ldflags" | "tags" | "buildmode" | "extldflags")
        });
        let is_c = |flag: &landfall_facts::GoFlag| {
            flag.name == "buildmode"
                && flag
                    .value
                    .known()
                    .is_none_or(|mode| !["exe", "default", "pie"].contains(&&**mode))
        };
        let unknown_words = self.go.packages.iter().any(|said| said.known().is_none());
        unknown_words
            || flags.clone().any(|flag| says(&flag.value) || is_c(flag))
            || ["GOFLAGS", "CGO_LDFLAGS", "CC"].iter().any(|name| match self.var(name) {
                Fact::Absent(_) => false,
                found => *name == "CC" || says(&found),
            })
    }

    /// The C library that it builds with: that of the image it runs in.
    pub(crate) fn libc(&self) -> Option<(Libc, Option<Machine>)> {
        let name = self.first_image()?.known()?;
        let own = match go_image(name) {
            Some(image) => match image.base.as_ref().or(image.bases.last()) {
                Some(base) => base.parse::<Target>().ok()?,
                // The table does not say which release of it: the kind is as the tag says.
                None if name.contains("windows") || name.contains("nanoserver") => return None,
                None if name.contains("alpine") => return Some((Libc::Musl, None)),
                None => return Some((Libc::Glibc, None)),
            },
            None => name.parse::<Target>().ok()?,
        };
        let machine = landfall_know::resolve(&own).ok()??;
        let libc = *machine.libc.known()?;
        Some((libc, Some(machine)))
    }
}

/// Where a file may come to lie: in the place that is named, or in the directory of that name.
pub(crate) fn landings(copied: &Copied, source: &str) -> Vec<String> {
    let Some(to) = copied.to.known() else { return Vec::new() };
    let dir = to.trim_end_matches('/');
    let inside = format!("{dir}/{}", base(source));
    match to.ends_with('/') || copied.sources.len() > 1 {
        true => vec![inside],
        false => vec![dir.to_owned(), inside],
    }
}

/// The last name of a path.
pub(crate) fn base(path: &str) -> &str {
    path.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

/// Whether `ADD` unpacks it, or nobody knows.
fn is_archive(said: &Said) -> bool {
    let Some(name) = said.known() else { return true };
    [".tar", ".tgz", ".gz", ".bz2", ".xz", ".tbz", ".txz", ".zst"]
        .iter()
        .any(|end| name.contains(end))
}
