//! The platforms that pipelines, scripts and Makefiles make images for, each with its Dockerfile.

use landfall_facts::{ImagePlatform, JobStep, Origin, Recipes, Run, Said};

use super::docker::Wanted;
use super::joined;

/// A platform that an image is made for because somebody says so.
pub(super) struct NamedPlatform {
    /// The Dockerfile, below the directory of all recipes.
    pub(super) dockerfile: String,
    pub(super) wanted: Wanted,
}

/// An image is followed for no more platforms than this.
const MOST: usize = 12;

/// Every platform that is named.
pub(super) fn named(recipes: &Recipes) -> Vec<NamedPlatform> {
    let steps = recipes.jobs.iter().flat_map(|job| &job.steps).filter_map(of_step);
    let runs = recipes.runs.iter().filter_map(of_run);
    let mut all: Vec<NamedPlatform> = Vec::new();
    for (dockerfile, names, at) in steps.chain(runs) {
        for name in names.split([',', '\n']).map(str::trim) {
            let target = ImagePlatform::read(name);
            if target.os.is_empty() || target.arch.is_empty() {
                continue;
            }
            let is_it = |one: &&mut NamedPlatform| {
                one.dockerfile == dockerfile && one.wanted.target == target
            };
            if let Some(known) = all.iter_mut().find(is_it) {
                known.wanted.said_by.push(at.clone());
                continue;
            }
            if all.iter().filter(|one| one.dockerfile == dockerfile).count() >= MOST {
                continue;
            }
            let host = ImagePlatform::read("linux/amd64");
            let wanted = Wanted { host, target, said_by: vec![at.clone()] };
            all.push(NamedPlatform { dockerfile: dockerfile.clone(), wanted });
        }
    }
    all
}

/// `docker/build-push-action`: its Dockerfile, the platforms, and where they are said.
fn of_step(step: &JobStep) -> Option<(String, &str, &Origin)> {
    let said = step.with("platforms").filter(|_| step.is_action("docker/build-push-action"))?;
    let with = |name: &str| step.with(name).and_then(Said::known);
    let context = with("context").unwrap_or(".");
    Some((dockerfile(".", with("file"), context), said.known()?, &said.at))
}

/// `docker buildx build --platform … DIRECTORY`, likewise.
fn of_run(run: &Run) -> Option<(String, &str, &Origin)> {
    let word = |place: usize| run.words.get(place).and_then(Said::known);
    let is_build = match run.program.known()?.as_str() {
        "docker" if word(0) == Some("buildx") => matches!(word(1), Some("build" | "b")),
        "docker" | "podman" => word(0) == Some("build"),
        _ => false,
    };
    let (names, at) = value(run, &["--platform"]).filter(|_| is_build)?;
    let context = run.words.last()?.known()?;
    // What has an address, or is the value of a flag, is no directory of the project.
    if context.contains(':') || context.starts_with('-') {
        return None;
    }
    let dir = run.dir.known().filter(|dir| !dir.is_empty()).map_or(".", String::as_str);
    let file = value(run, &["-f", "--file"]).map(|(file, _)| file);
    Some((dockerfile(dir, file, context), names, at))
}

/// What a flag of a command is given, behind it or behind `=`.
fn value<'a>(run: &'a Run, flags: &[&str]) -> Option<(&'a str, &'a Origin)> {
    run.words.iter().enumerate().find_map(|(place, said)| {
        let word = said.known()?;
        match word.split_once('=') {
            Some((flag, value)) if flags.contains(&flag) => Some((value, &said.at)),
            None if flags.contains(&word) => {
                let next = run.words.get(place + 1)?;
                Some((next.known()?, &next.at))
            }
            Some(_) | None => None,
        }
    })
}

/// Where the Dockerfile lies: in the context, if no other is named.
fn dockerfile(dir: &str, file: Option<&str>, context: &str) -> String {
    match file {
        Some(file) => joined(dir, file),
        None => joined(dir, &format!("{context}/Dockerfile")),
    }
}

#[cfg(test)]
mod tests {
    use crate::recipes::{FoundText, read};

    /// The platforms that the image of `Dockerfile` is followed for because a recipe names them.
    fn named_by(path: &str, text: &str) -> Vec<String> {
        let files = [(path, text), ("Dockerfile", "FROM scratch\n")];
        let found = files.iter().filter_map(|(path, text)| FoundText::new(path, text)).collect();
        let images = read(found).images;
        let said = images.iter().filter(|image| image.target_said.is_some());
        said.map(|image| image.target.to_string()).collect()
    }

    #[test]
    fn a_line_for_docker_names_the_platforms_of_its_dockerfile() {
        for line in [
            "docker buildx build --platform linux/amd64,linux/arm/v6 -t web:1 .",
            "docker build --platform=linux/amd64,linux/arm/v6 -f ./Dockerfile --push sub",
            "podman build --platform linux/amd64,linux/arm/v6 .",
        ] {
            assert_eq!(named_by("build.sh", line), ["linux/amd64", "linux/arm/v6"], "{line}");
        }
        let makefile =
            "PLATFORMS = linux/s390x\nimage:\n\tdocker build --platform=$(PLATFORMS) .\n";
        assert_eq!(named_by("Makefile", makefile), ["linux/s390x"]);
    }

    #[test]
    fn a_line_for_another_dockerfile_names_none() {
        for line in [
            "docker build --platform linux/arm/v6 sub",
            "docker build --platform linux/arm/v6 -f Dockerfile.other .",
            "docker run --platform linux/arm/v6 .",
            "docker build --platform $PLATFORMS .",
            "docker build --platform linux/arm/v6 https://example.com/web.git",
        ] {
            assert_eq!(named_by("build.sh", line), [""; 0], "{line}");
        }
    }
}
