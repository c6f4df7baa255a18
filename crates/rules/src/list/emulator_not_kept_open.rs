//! An emulator that is registered, and that no container has.

use landfall_facts::{Finding, Recipes, Run, Said, Step};

use crate::recipes::{Answers, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// `multiarch/qemu-user-static --reset` registers emulators without `-p yes`.
    ///
    /// ## Why it breaks
    /// The kernel then looks for `/usr/bin/qemu-aarch64-static` in each container or chroot that starts a program of
    /// arm64. It was only in the container that registered it: `exec /bin/sh: no such file or directory` for a
    /// shell that is there. With `-p yes` the flag `F` is set, and the kernel keeps the emulator open. Seen by users
    /// in docker-library/python#363 and rpm-software-management/mock#277; registered here without `F`, a program
    /// for arm64 was not started in a chroot, and with `F` it was.
    ///
    /// ## How to mend it
    /// `--reset -p yes`. Or have `qemu-aarch64-static` in every image, which is how it was done before Linux 4.8.
    ///
    /// ```case
    /// -- build.sh --
    /// docker run --rm --privileged multiarch/qemu-user-static --reset
    /// docker build --platform linux/arm64 -t web .
    /// -- finds --
    /// build.sh:1: emulators are registered without -p yes, and no container has their programs
    /// ```
    /// ```case
    /// -- build.sh --
    /// docker run --rm --privileged multiarch/qemu-user-static --reset -p yes
    /// docker run --rm --privileged multiarch/qemu-user-static:register --reset --persistent yes
    /// docker run --rm --privileged multiarch/qemu-user-static:x86_64-aarch64 /bin/true
    /// ```
    /// The images bring the emulator.
    /// ```case
    /// -- build.sh --
    /// docker run --rm --privileged multiarch/qemu-user-static:register --reset
    /// docker build -t web .
    /// -- Dockerfile --
    /// FROM arm64v8/alpine:3.20
    /// COPY qemu-aarch64-static /usr/bin/
    /// RUN apk add --no-cache ca-certificates
    /// ```
    /// ```case
    /// -- build.sh --
    /// docker run --rm --privileged multiarch/qemu-user-static --reset $1
    /// -- unsure --
    /// build.sh: nothing here sets $1
    /// ```
    emulator_not_kept_open: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_program(&["docker", "podman"], |tree, run| one(tree.recipes, run))
}

fn one(recipes: &Recipes, run: &Run) -> Answer {
    let is_image = |said: &Said| {
        let word = said.known().unwrap_or_default();
        let tag = word.rsplit_once("multiarch/qemu-user-static").map(|(_, tag)| tag);
        matches!(tag, Some("" | ":latest" | ":register"))
    };
    let Some(place) = run.words.iter().position(is_image) else { return Ok(None) };
    let asked = &run.words[place + 1..];
    let registers = |said: &Said| said.known().is_some_and(|word| word == "--reset");
    if !asked.iter().any(registers) || brings_emulator(recipes) {
        return Ok(None);
    }
    for said in asked {
        let Some(word) = said.text.look()? else { continue };
        if word.value().starts_with("-p") || word.value().starts_with("--persistent") {
            return Ok(None);
        }
    }
    Ok(Some(
        Finding::new(
            "emulators are registered without -p yes, and no container has their programs",
        )
        .has(run.written.lines().next().unwrap_or_default(), &run.at)
        .mend("--reset -p yes"),
    ))
}

/// Whether some recipe hands an emulator on, into an image or a container, or installs one.
fn brings_emulator(recipes: &Recipes) -> bool {
    let is_emulator = |text: &str| text.contains("qemu-") && text.contains("-static");
    let of_images = recipes.images.iter().flat_map(|image| &image.stages).any(|stage| {
        stage.steps.iter().any(|step| match step {
            Step::Copy(copied) => copied.sources.iter().any(|said| is_emulator(&said.written)),
            Step::Run { .. }
            | Step::Env { .. }
            | Step::Arg { .. }
            | Step::User(_)
            | Step::Expose(_) => false,
        })
    });
    let of_runs = |run: &Run| {
        // The image that registers is called so too.
        is_emulator(&run.written.replace("multiarch/qemu-user-static", ""))
    };
    of_images || recipes.runs.iter().any(of_runs)
}
