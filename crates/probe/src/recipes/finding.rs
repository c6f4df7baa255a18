//! Which files below a directory are recipes.

use std::io::Read as _;
use std::path::Path;

use ignore::WalkBuilder;
use landfall_facts::{RecipeKind, Why};

/// What a file is of interest as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// A go.mod.
    Module,
    /// A recipe.
    Recipe(RecipeKind),
}

/// A file that was read.
#[derive(Debug, Clone)]
pub struct FoundText {
    /// Its path, as the user would name it.
    pub path: String,
    /// Its path below the directory that was looked through.
    pub below: String,
    /// What it is.
    pub kind: Found,
    /// Its text; bytes that are no UTF-8 are replaced.
    pub text: String,
    /// Why it was not read, if it was not.
    pub unread: Option<Why>,
}

impl FoundText {
    /// A text, if it is of interest at that path and with what it says.
    pub fn new(path: &str, text: &str) -> Option<Self> {
        let kind = kind_of(path).filter(|kind| is_such(*kind, path, text))?;
        let (path, text) = (path.to_owned(), text.to_owned());
        Some(Self { below: path.clone(), path, kind, text, unread: None })
    }
}

/// Nobody writes a longer recipe by hand; what is longer is not read.
const LONGEST: u64 = 1 << 20;

/// Reads every recipe below a directory, in the order of their paths, and tells which could not be read.
/// What `.gitignore` leaves out is left out, and what others wrote: `vendor`, `node_modules`, `testdata`.
pub fn find(dir: &Path) -> (Vec<FoundText>, Vec<(String, String)>) {
    let mut texts = Vec::new();
    let mut failures = Vec::new();
    let walk = WalkBuilder::new(dir)
        .hidden(false)
        .require_git(false)
        .sort_by_file_name(std::ffi::OsStr::cmp)
        .filter_entry(|entry| {
            let name = entry.file_name().to_string_lossy();
            let is_dir = entry.file_type().is_some_and(|kind| kind.is_dir());
            !(is_dir && OTHERS.contains(&&*name))
        })
        .build();
    for entry in walk {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                failures.push((dir.display().to_string(), error.to_string()));
                continue;
            }
        };
        if !entry.file_type().is_some_and(|kind| kind.is_file()) {
            continue;
        }
        let below = entry.path().strip_prefix(dir).unwrap_or(entry.path());
        let below = below.to_string_lossy().replace('\\', "/");
        let Some(kind) = kind_of(&below) else { continue };
        let is_below = !below.starts_with(".github/");
        if kind == Found::Recipe(RecipeKind::Workflow) && is_below && !is_of_project(entry.path()) {
            continue;
        }
        match one(entry.path(), below, kind) {
            Ok(found) => texts.extend(found),
            Err(failure) => failures.push(failure),
        }
    }
    (texts, failures)
}

/// Reads a file that somebody names, wherever it lies below the directory. `None` where it is no recipe.
pub fn find_one(dir: &Path, path: &Path) -> Result<Option<FoundText>, (String, String)> {
    let below = path.strip_prefix(dir).unwrap_or(path).to_string_lossy().replace('\\', "/");
    match kind_of(&below).or_else(|| kind_of(&path.to_string_lossy())) {
        Some(kind) => one(path, below, kind),
        None => Ok(None),
    }
}

fn one(path: &Path, below: String, kind: Found) -> Result<Option<FoundText>, (String, String)> {
    let shown = path.display().to_string();
    let shown = shown.strip_prefix("./").unwrap_or(&shown).to_owned();
    Ok(match text(path) {
        Ok(Text::Read(text)) if !is_such(kind, &below, &text) => None,
        Ok(Text::Read(text)) => Some(FoundText { path: shown, below, kind, text, unread: None }),
        Ok(Text::Unread(why)) => {
            let unread = Some(Why::new(why));
            Some(FoundText { path: shown, below, kind, text: String::new(), unread })
        }
        Err(error) => return Err((shown, crate::plain(&error).to_string())),
    })
}

/// Directories whose files somebody else wrote, or that are not built from.
const OTHERS: [&str; 6] =
    [".git", "vendor", "node_modules", "testdata", "third_party", ".terraform"];

enum Text {
    Read(String),
    /// Why it was not read.
    Unread(&'static str),
}

/// The text of a file, if it is one.
fn text(path: &Path) -> std::io::Result<Text> {
    let file = std::fs::File::open(path)?;
    let mut bytes = Vec::new();
    file.take(LONGEST + 1).read_to_end(&mut bytes)?;
    let head = &bytes[..bytes.len().min(4096)];
    if memchr::memchr(0, head).is_some() {
        return Ok(Text::Unread("it holds NUL bytes, as no text does, and was not read"));
    }
    if bytes.len() as u64 > LONGEST {
        return Ok(Text::Unread("it is longer than 1 MiB, and was not read"));
    }
    Ok(Text::Read(match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    }))
}

/// Whether a workflow that lies deeper belongs to a project of its own; else it is somebody's sample.
fn is_of_project(workflow: &Path) -> bool {
    let top = workflow.ancestors().nth(3);
    top.is_none_or(|top| ["go.mod", ".git"].iter().any(|name| top.join(name).exists()))
}

/// Whether a text is what its path makes of it. A script may begin with the name of a program that is no shell,
/// and many files have a name like `Dockerfile.nanorc`.
fn is_such(kind: Found, path: &str, text: &str) -> bool {
    match kind {
        Found::Recipe(RecipeKind::Script) => {
            let Some(line) = text.strip_prefix("#!").and_then(|rest| rest.lines().next()) else {
                return true;
            };
            let is_shell = |word: &str| {
                let name = word.rsplit('/').next().unwrap_or_default();
                ["sh", "bash", "dash", "ash", "ksh", "mksh", "zsh", "busybox"].contains(&name)
            };
            line.split_whitespace().any(is_shell)
        }
        Found::Recipe(RecipeKind::Dockerfile) => {
            let name = path.rsplit('/').next().unwrap_or_default();
            let begins = |line: &str| {
                line.split_whitespace().next().is_some_and(|word| word.eq_ignore_ascii_case("from"))
            };
            !name.contains('.') || text.lines().any(begins)
        }
        Found::Recipe(RecipeKind::AppArmor) => text.lines().any(|line| line.ends_with('{')),
        Found::Recipe(RecipeKind::SelinuxContexts) => text.contains(":object_r:"),
        _ => true,
    }
}

/// What a file is by its path below the directory, with forward slashes.
pub fn kind_of(path: &str) -> Option<Found> {
    let (dir, name) = path.rsplit_once('/').unwrap_or(("", path));
    let lower = name.to_ascii_lowercase();
    let recipe = |kind| Some(Found::Recipe(kind));
    let is_yaml = lower.ends_with(".yml") || lower.ends_with(".yaml");
    if name == "go.mod" {
        return Some(Found::Module);
    }
    if is_dockerfile(&lower) {
        return recipe(RecipeKind::Dockerfile);
    }
    let under = |inner: &str| dir == inner || dir.ends_with(&format!("/{inner}"));
    if is_yaml && under(".github/workflows") {
        return recipe(RecipeKind::Workflow);
    }
    if lower == "action.yml" || lower == "action.yaml" {
        return recipe(RecipeKind::Action);
    }
    if is_yaml && (lower.starts_with(".gitlab-ci") || under(".gitlab/ci")) {
        return recipe(RecipeKind::GitlabCi);
    }
    if is_yaml && (lower.starts_with(".goreleaser") || lower.starts_with("goreleaser")) {
        return recipe(RecipeKind::Goreleaser);
    }
    if lower == ".ko.yaml" || lower == ".ko.yml" {
        return recipe(RecipeKind::Ko);
    }
    if is_yaml && (lower.starts_with("docker-compose") || lower.starts_with("compose.")) {
        return recipe(RecipeKind::Compose);
    }
    if lower == "makefile" || lower == "gnumakefile" || lower.ends_with(".mk") {
        return recipe(RecipeKind::Makefile);
    }
    if lower.ends_with(".sh") || lower.ends_with(".bash") {
        return recipe(RecipeKind::Script);
    }
    if lower == "go.env" {
        return recipe(RecipeKind::GoEnv);
    }
    let extension = lower.rsplit('.').next().unwrap_or_default();
    if under("apparmor.d") || extension == "apparmor" {
        return recipe(RecipeKind::AppArmor);
    }
    match extension {
        "service" | "socket" | "timer" | "slice" => recipe(RecipeKind::Unit),
        "conf" if dir.ends_with(".service.d") => recipe(RecipeKind::Unit),
        "plist" => recipe(RecipeKind::Plist),
        "fc" => recipe(RecipeKind::SelinuxContexts),
        "json" if lower.contains("seccomp") => recipe(RecipeKind::Seccomp),
        _ => None,
    }
}

fn is_dockerfile(name: &str) -> bool {
    let others = [
        "dockerignore",
        "md",
        "sh",
        "py",
        "go",
        "tmpl",
        "template",
        "j2",
        "in",
        "txt",
        "tpl",
        "erb",
    ];
    let ends = |name: &str| others.iter().any(|end| name.ends_with(&format!(".{end}")));
    for word in ["dockerfile", "containerfile"] {
        let begins = name.strip_prefix(word);
        let is_named =
            begins.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-', '_']));
        if (is_named || name.ends_with(&format!(".{word}"))) && !ends(name) {
            return true;
        }
    }
    false
}
