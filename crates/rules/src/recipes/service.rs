//! A service of a compose file, and the image that it builds.

use landfall_facts::{Fact, Origin, RecipeKind, Recipes, Service};

use super::StageSeen;

/// A service, where it stands.
#[derive(Clone, Copy)]
pub(crate) struct ServiceSeen<'a> {
    pub(crate) recipes: &'a Recipes,
    pub(crate) service: &'a Service,
}

impl<'a> ServiceSeen<'a> {
    /// The Dockerfile that it builds, among all files; `None` where that is not one of them, or not said.
    pub(crate) fn dockerfile(&self) -> Option<usize> {
        let said = |key: &str| self.service.get(key);
        if !self.service.has("build") || self.service.has("build.dockerfile_inline") {
            return None;
        }
        let context = match said("build.context").or_else(|| said("build")) {
            Some(said) => said.known()?,
            None => ".",
        };
        let name = match said("build.dockerfile") {
            Some(said) => said.known()?,
            None => "Dockerfile",
        };
        let own = &self.recipes.files.get(self.service.file)?.below;
        let dir = own.rsplit_once('/').map_or("", |(dir, _)| dir);
        let path = joined(&joined(dir, context)?, name)?;
        let is_it = |file: &landfall_facts::RecipeFile| {
            file.below == path && file.kind == RecipeKind::Dockerfile
        };
        self.recipes.files.iter().position(is_it)
    }

    /// The stage that it starts: the one of `target`, or the last.
    pub(crate) fn stage(&self) -> Option<StageSeen<'a>> {
        let file = self.dockerfile()?;
        let image = self.recipes.images.iter().find(|image| image.file == file)?;
        let place = match self.service.get("build.target") {
            Some(target) => {
                let target = target.known()?;
                let is_it = |name: &String| name.eq_ignore_ascii_case(target);
                image.stages.iter().rposition(|stage| stage.name.as_ref().is_some_and(is_it))?
            }
            None => image.stages.len().checked_sub(1)?,
        };
        Some(StageSeen { recipes: self.recipes, image, place, stage: image.stages.get(place)? })
    }

    /// A variable of the program: of the service, or of the image that it builds. `Absent` where neither
    /// sets it, `Unknown` where something that is not here may.
    pub(crate) fn var(&self, name: &str) -> Fact<String> {
        let pairs = self.service.pairs("environment");
        if let Some((_, value, _)) = pairs.into_iter().rfind(|(own, _, _)| own == name) {
            return value;
        }
        if self.is_partial() {
            let why = format!("{name} may come from a file that is not read here");
            return Fact::Unknown(landfall_facts::Why::new(why));
        }
        let of_image = self.stage().and_then(|stage| stage.stage.env.var(name).cloned());
        match of_image {
            Some(var) if !var.is_arg => var.value,
            _ => Fact::Absent(Origin::Nature(format!("nothing here sets {name}"))),
        }
    }

    /// How much memory the program may have, as it is written.
    pub(crate) fn memory_limit(&self) -> Option<&'a landfall_facts::Said> {
        self.limit(["mem_limit", "deploy.resources.limits.memory"])
    }

    /// How many processors the program may use, as it is written.
    pub(crate) fn processor_limit(&self) -> Option<&'a landfall_facts::Said> {
        self.limit(["cpus", "deploy.resources.limits.cpus"])
    }

    fn limit(&self, keys: [&str; 2]) -> Option<&'a landfall_facts::Said> {
        keys.into_iter().find_map(|key| self.service.get(key))
    }

    /// Whether another file adds to it.
    pub(crate) fn is_partial(&self) -> bool {
        ["env_file", "extends"].iter().any(|key| self.service.has(key))
    }
}

/// A path below a directory, both below that of all recipes; `None` where it leads out of there.
fn joined(dir: &str, path: &str) -> Option<String> {
    if path.starts_with('/') || path.contains("://") || path.starts_with("git@") {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in dir.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
