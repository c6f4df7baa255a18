//! Jobs of pipelines: where they run, and what their steps do, once for each combination of a matrix.

use crate::{Env, Fact, Origin, Said};

/// A job of a workflow or pipeline; a build of GoReleaser or ko for one platform is one as well.
#[derive(Debug, Clone)]
pub struct Job {
    /// Its file, among all files.
    pub file: usize,
    /// Its name, as others call it.
    pub name: String,
    /// Where it begins.
    pub at: Origin,
    /// Who runs it.
    pub system: JobSystem,
    /// What the matrix puts in, by name; `a.b` is what stands under b in a.
    pub matrix: Vec<(String, Said)>,
    /// The label of the runner, where one is said.
    pub runner: Option<Said>,
    /// The image that its commands run in, where one is said.
    pub image: Option<Said>,
    /// What every step begins with.
    pub env: Env,
    /// What it does, in order.
    pub steps: Vec<JobStep>,
}

/// Who runs a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JobSystem {
    /// A workflow of GitHub.
    Workflow,
    /// A composite action: it runs where it is called.
    Action,
    /// GitLab.
    Gitlab,
    /// GoReleaser, wherever that is started.
    Goreleaser,
    /// ko, wherever that is started.
    Ko,
}

/// A step of a job.
#[derive(Debug, Clone)]
pub struct JobStep {
    /// Where it begins.
    pub at: Origin,
    /// The action that it uses.
    pub uses: Option<Used>,
    /// What is given to the action, or to the build.
    pub with: Vec<(String, Said)>,
    /// Its commands: the first among all runs, and the one behind the last.
    pub runs: (usize, usize),
    /// The shell that is asked for.
    pub shell: Option<Said>,
    /// The condition under which it runs, where nobody here can tell whether it holds.
    pub condition: Option<Said>,
    /// What says that its failure is none, unless it surely says no such thing.
    pub forgiven: Option<Said>,
    /// What stands under `run`, whatever shell reads it.
    pub script: Option<Said>,
    /// The variables that later steps see: its `env:`, and what it writes into `GITHUB_ENV`.
    pub env: Env,
    /// The names that its scripts export and do not hand on, with the commands that do it.
    pub lost: Vec<(String, Origin)>,
}

impl JobStep {
    /// What is given under a name.
    pub fn with(&self, name: &str) -> Option<&Said> {
        self.with.iter().rev().find(|(key, _)| key == name).map(|(_, said)| said)
    }

    /// Whether one of some words stands in its script.
    pub fn says(&self, words: &[&str]) -> bool {
        let script = self.script.as_ref();
        script.is_some_and(|said| words.iter().any(|word| said.written.contains(word)))
    }

    /// Whether it uses an action, whatever version of it.
    pub fn is_action(&self, name: &str) -> bool {
        self.uses.as_ref().is_some_and(|used| used.action == name)
    }
}

/// An action that is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Used {
    /// `actions/setup-go`, in lower case.
    pub action: String,
    /// Its major version, as `@v5` or a comment behind a hash says it.
    pub major: Fact<u32>,
    /// The line.
    pub at: Origin,
}

/// A setting of a file that has no commands, by its path, as `archives.format`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileSetting {
    /// Its file, among all files.
    pub file: usize,
    /// The keys that lead to it, joined by dots; places in lists are left out.
    pub path: String,
    /// Its value; empty where it holds others.
    pub value: String,
    /// Where the key stands.
    pub at: Origin,
}
