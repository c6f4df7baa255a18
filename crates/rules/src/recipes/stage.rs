//! A stage of an image, and what it ships.

use landfall_facts::{
    Base, Copied, CopiedFrom, Home, Image, Machine, Mount, Recipes, Run, Said, Stage, Step, Target,
    Unsure, Why,
};

use super::tree::first_image;
use super::{Making, place_in};

/// A stage of an image, where it stands.
#[derive(Clone, Copy)]
pub(crate) struct StageSeen<'a> {
    pub(crate) recipes: &'a Recipes,
    pub(crate) image: &'a Image,
    /// Among the stages.
    pub(crate) place: usize,
    pub(crate) stage: &'a Stage,
}

/// A file that a build made and a stage ships.
pub(crate) struct Shipped<'a> {
    /// The `COPY` that brings it.
    pub(crate) copied: &'a Copied,
    /// The stage that it was built in.
    pub(crate) from: usize,
    /// Where it was built there.
    pub(crate) path: String,
}

impl<'a> StageSeen<'a> {
    /// Whether it is the one that is shipped.
    pub(crate) fn is_last(&self) -> bool {
        self.place + 1 == self.image.stages.len()
    }

    /// The stage and those that it begins with, the nearest first.
    pub(crate) fn chain(&self) -> Vec<(usize, &'a Stage)> {
        let mut all = vec![(self.place, self.stage)];
        let mut stage = self.stage;
        while let Base::Stage(before) = stage.base
            && let Some(next) = self.image.stages.get(before)
            && all.len() <= self.image.stages.len()
        {
            all.push((before, next));
            stage = next;
        }
        all
    }

    /// The stages that its image is made of, itself included: those that it begins with, takes files from or
    /// mounts. No other is built.
    pub(crate) fn needed(&self) -> Vec<StageSeen<'a>> {
        let mut places = vec![self.place];
        let mut is_known = vec![false; self.image.stages.len()];
        let mut next = 0;
        while let Some(place) = places.get(next).copied() {
            next += 1;
            let Some(stage) = self.image.stages.get(place) else { continue };
            let below = match stage.base {
                Base::Stage(before) => Some(before),
                Base::Image(_) | Base::Scratch(_) => None,
            };
            let named = |mount: &Mount| {
                let (_, from) = mount.settings.iter().find(|(name, _)| name == "from")?;
                self.image.stages.iter().position(|stage| stage.name.as_ref() == Some(from))
            };
            let taken = stage.steps.iter().flat_map(|step| match step {
                Step::Copy(copied) => match &copied.from {
                    CopiedFrom::Stage(place, _) => vec![*place],
                    CopiedFrom::Context | CopiedFrom::Image(_) => Vec::new(),
                },
                Step::Run { mounts, .. } => mounts.iter().filter_map(named).collect(),
                Step::Env { .. } | Step::Arg { .. } | Step::User(_) | Step::Expose(_) => Vec::new(),
            });
            let new: Vec<usize> = below.into_iter().chain(taken).collect();
            for place in new {
                if let Some(known) = is_known.get_mut(place).filter(|known| !**known) {
                    *known = true;
                    places.push(place);
                }
            }
        }
        places.into_iter().filter_map(|place| self.other(place)).collect()
    }

    /// The image that it comes from in the end; `None` for `scratch`.
    pub(crate) fn first_image(&self) -> Option<&'a Said> {
        first_image(self.image, self.place)
    }

    /// The machine that its image is, as the tables know it. What the stage itself adds is not in it.
    pub(crate) fn machine(&self) -> Result<Machine, Unsure> {
        let name = match self.first_image() {
            None => "scratch",
            Some(said) => match said.text.look()? {
                Some(name) => name.value().as_str(),
                None => return Err(Unsure(Why::new("FROM names no image"))),
            },
        };
        let name = name.split_once('@').map_or(name, |(name, _)| name);
        let base = landfall_know::go_image(name)
            .and_then(|image| image.base.or_else(|| image.bases.last().cloned()));
        let name = base.as_deref().unwrap_or(name);
        let unsure = |hint: String| Unsure(Why::new(format!("nobody here knows {name}: {hint}")));
        let target: Target = match name.parse() {
            Ok(target @ Target::Named { .. }) => target,
            _ => return Err(unsure("it is no name of an image".to_owned())),
        };
        match landfall_know::resolve(&target) {
            Ok(Some(machine)) => Ok(machine),
            Ok(None) => Err(unsure("it is no name of an image".to_owned())),
            Err(error) => Err(unsure(error.hint)),
        }
    }

    /// What it copies, and what the stages that it begins with copy.
    pub(crate) fn copies(&self) -> impl Iterator<Item = &'a Copied> {
        let steps = self.chain().into_iter().rev().flat_map(|(_, stage)| &stage.steps);
        steps.filter_map(|step| match step {
            Step::Copy(copied) => Some(&**copied),
            _ => None,
        })
    }

    /// What it runs, and what the stages that it begins with run.
    pub(crate) fn runs(&self) -> impl Iterator<Item = &'a Run> {
        let stages: Vec<usize> = self.chain().into_iter().map(|(place, _)| place).collect();
        let number = place_in(&self.recipes.images, self.image);
        self.recipes.runs.iter().filter(move |run| {
            matches!(run.home, Home::Stage { image, stage, .. }
                if Some(image) == number && stages.contains(&stage))
        })
    }

    /// The command that installs one of some packages in it.
    pub(crate) fn installs(&self, packages: &[&str]) -> Option<&'a Run> {
        self.runs().find(|run| super::making::installs(run, packages))
    }

    /// The files that it takes from other stages of this image.
    pub(crate) fn taken(&self) -> impl Iterator<Item = Shipped<'a>> {
        self.copies().flat_map(|copied| {
            let from = match &copied.from {
                CopiedFrom::Stage(place, _) => Some(*place),
                CopiedFrom::Context | CopiedFrom::Image(_) => None,
            };
            copied.sources.iter().filter_map(move |source| {
                let path = source.known()?;
                let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
                Some(Shipped { copied, from: from?, path })
            })
        })
    }

    /// The programs that a stage builds and this one takes, each with the line that builds it. Which file
    /// a line makes is told by `-o`, or by the directory that it installs into.
    pub(crate) fn shipped_programs(&self) -> Vec<(Shipped<'a>, Making<'a>)> {
        let mut all = Vec::new();
        for shipped in self.taken() {
            let Some(from) = self.other(shipped.from) else { continue };
            let makes = |run: &'a Run| {
                let go = run.go.as_deref().filter(|go| go.ships())?;
                let making = Making { recipes: self.recipes, run, go };
                making.makes(&shipped.path).then_some(making)
            };
            if let Some(making) = from.runs().filter_map(makes).last() {
                all.push((shipped, making));
            }
        }
        all
    }

    /// Whether a line of the stage, or of one that begins with it, names a variable.
    pub(crate) fn uses(&self, variable: &str) -> bool {
        let names = [format!("${variable}"), format!("${{{variable}")];
        let number = place_in(&self.recipes.images, self.image);
        let mut runs =
            self.recipes.runs.iter().filter(
                |run| matches!(run.home, Home::Stage { image, .. } if Some(image) == number),
            );
        runs.any(|run| names.iter().any(|name| run.written.contains(name)))
    }

    /// The stage of a place.
    pub(crate) fn other(&self, place: usize) -> Option<StageSeen<'a>> {
        let stage = self.image.stages.get(place)?;
        Some(StageSeen { place, stage, ..*self })
    }
}
