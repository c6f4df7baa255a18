//! An emulator that a container without rights is to register.

use landfall_facts::{Finding, Run, Said};

use crate::recipes::{Answers, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A container that registers emulators with the kernel is started without `--privileged`.
    ///
    /// ## Why it breaks
    /// Handlers are registered in `/proc/sys/fs/binfmt_misc`, which a container sees read-only, if at all, and may
    /// not mount: `error: operation not permitted`, `cannot mount binfmt_misc filesystem at
    /// /proc/sys/fs/binfmt_misc`, or `sh: can't create /proc/sys/fs/binfmt_misc/register: Permission denied`.
    /// Seen by users in dbhi/qus#18 and catthehacker/docker_images#112, where privileges were taken away; the mount
    /// was refused here to a process without CAP_SYS_ADMIN. No Docker was run.
    ///
    /// ## How to mend it
    /// `docker run --rm --privileged tonistiigi/binfmt --install all`, or the step `uses:
    /// docker/setup-qemu-action@v3`, which does the same.
    ///
    /// ```case
    /// -- build.sh --
    /// docker run --rm tonistiigi/binfmt --install arm64
    /// docker buildx build --platform linux/arm64 -t web .
    /// -- finds --
    /// build.sh:1: tonistiigi/binfmt registers emulators, which a container without --privileged may not do
    /// ```
    /// ```case
    /// -- build.sh --
    /// docker run --rm --privileged tonistiigi/binfmt --install all
    /// sudo podman run --privileged=true --rm docker.io/multiarch/qemu-user-static:latest --reset -p yes
    /// docker run --rm tonistiigi/binfmt
    /// docker run --rm --cap-add SYS_ADMIN tonistiigi/binfmt --install all
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-24.04
    ///     steps:
    ///       - run: docker run --rm ${{ inputs.flags }} tonistiigi/binfmt --install all
    /// -- unsure --
    /// .github/workflows/ci.yml: ${{ inputs.flags }} is known only when it runs
    /// ```
    emulator_installed_without_privileges: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_program(&["docker", "podman", "nerdctl"], |_, run| one(run))
}

fn one(run: &Run) -> Answer {
    let is_image = |said: &Said| {
        let named = |word: &str, image: &str| {
            let name = word.rsplit_once(image);
            name.is_some_and(|(before, tag)| {
                (before.is_empty() || before.ends_with('/'))
                    && (tag.is_empty() || tag.starts_with([':', '@']))
            })
        };
        ["tonistiigi/binfmt", "multiarch/qemu-user-static", "linuxkit/binfmt"]
            .into_iter()
            .find(|image| said.known().is_some_and(|word| named(word, image)))
    };
    let Some((place, image)) =
        run.words.iter().enumerate().find_map(|(place, said)| Some((place, is_image(said)?)))
    else {
        return Ok(None);
    };
    let (flags, asked) = run.words.split_at(place);
    let registers = |said: &Said| {
        let word = said.known().unwrap_or_default();
        word.starts_with("--install")
            || word.starts_with("--reset")
            || word.starts_with("--uninstall")
    };
    if flags.first().and_then(Said::known) != Some("run") || !asked.iter().any(registers) {
        return Ok(None);
    }
    for flag in flags {
        let Some(word) = flag.text.look()? else { continue };
        let word = word.value();
        if word.starts_with("--privileged") && word != "--privileged=false"
            || word.contains("SYS_ADMIN")
        {
            return Ok(None);
        }
    }
    if run.flow.is_forgiven {
        return Ok(None);
    }
    Ok(Some(
        Finding::new(format!(
            "{image} registers emulators, which a container without --privileged may not do"
        ))
        .has(run.written.lines().next().unwrap_or_default(), &run.at)
        .mend(format!("docker run --rm --privileged {image} …")),
    ))
}
