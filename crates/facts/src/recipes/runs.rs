//! Commands: what each sees, what becomes of its failure, and what it asks of the Go command.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use crate::{Fact, Origin, Said, Why};

/// What a command finds in its environment. Commands share what none of them changes.
#[derive(Debug, Clone, Default)]
pub struct Env {
    vars: Arc<BTreeMap<Arc<str>, Arc<Var>>>,
    /// Whether more was set than is kept: then nothing is known of what is not there.
    is_full: bool,
}

/// Nobody sets more variables; each command has an environment, and a recipe may run thousands.
const MOST: usize = 1000;

/// What is known of a variable for which there was no room.
static NO_ROOM: LazyLock<Var> = LazyLock::new(|| Var {
    value: Fact::Unknown(Why::new("more than 1000 variables are set here: this is not followed")),
    is_exported: true,
    is_arg: false,
});

/// A variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Var {
    /// Its value.
    pub value: Fact<String>,
    /// Whether programs see it.
    pub is_exported: bool,
    /// Whether it is an `ARG` of a Dockerfile: it ends with its stage.
    pub is_arg: bool,
}

impl Env {
    /// What programs see of a name. `Absent` where nothing here sets it.
    pub fn get(&self, name: &str) -> Fact<String> {
        match self.var(name) {
            Some(var) if var.is_exported => var.value.clone(),
            _ => Fact::Absent(Origin::Nature(format!("nothing here sets {name}"))),
        }
    }

    /// A variable, seen by programs or not.
    pub fn var(&self, name: &str) -> Option<&Var> {
        let kept = self.vars.get(name).map(|var| &**var);
        kept.or_else(|| self.is_full.then(|| &*NO_ROOM))
    }

    /// All variables, by name.
    pub fn vars(&self) -> impl Iterator<Item = (&str, &Var)> {
        self.vars.iter().map(|(name, var)| (&**name, &**var))
    }

    /// Sets a variable.
    pub fn set(&mut self, name: impl Into<String>, var: Var) {
        let name = name.into();
        if self.vars.len() >= MOST && !self.vars.contains_key(name.as_str()) {
            self.is_full = true;
            return;
        }
        Arc::make_mut(&mut self.vars).insert(name.into(), Arc::new(var));
    }

    /// Takes a variable away.
    pub fn unset(&mut self, name: &str) {
        if self.vars.contains_key(name) {
            Arc::make_mut(&mut self.vars).remove(name);
        }
    }

    /// Keeps the variables that something is so of.
    pub fn retain(&mut self, keep: impl Fn(&str, &Var) -> bool) {
        if self.vars.iter().any(|(name, var)| !keep(name, var)) {
            Arc::make_mut(&mut self.vars).retain(|name, var| keep(name, var));
        }
    }

    /// Whether both are the same because nothing was changed since.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.vars, &other.vars)
    }
}

/// A command that is run.
#[derive(Debug, Clone)]
pub struct Run {
    /// The program, without its directory.
    pub program: Fact<String>,
    /// The program as it is written.
    pub called: Said,
    /// Its arguments.
    pub words: Vec<Said>,
    /// The environment it sees.
    pub env: Env,
    /// What the script exports and `sudo` keeps from it.
    pub withheld: Vec<String>,
    /// The directory it runs in: absolute in an image, else below that of all recipes.
    pub dir: Fact<String>,
    /// How the whole command is written, with what is set before it.
    pub written: String,
    /// Where that stands.
    pub at: Origin,
    /// Where it runs.
    pub home: Home,
    /// What becomes of its failure.
    pub flow: Flow,
    /// What it asks of the Go command, where it is that.
    pub go: Option<Box<GoCommand>>,
}

/// Where a command runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Home {
    /// In a stage of an image.
    Stage {
        /// Among all images.
        image: usize,
        /// Among its stages.
        stage: usize,
        /// Which instruction of the stage: a shell of its own.
        shell: usize,
    },
    /// In a script that somebody calls.
    Script {
        /// Among all files.
        file: usize,
    },
    /// In a recipe of a Makefile.
    Target {
        /// Among all files.
        file: usize,
        /// Which line: a shell of its own.
        shell: usize,
    },
    /// In a step of a job: a shell of its own.
    Step {
        /// Among all jobs.
        job: usize,
        /// Among its steps.
        step: usize,
    },
}

/// What becomes of a command's failure, and when it runs at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flow {
    /// Its output goes into another command, and `pipefail` is off.
    pub is_piped: bool,
    /// `||` follows with something that succeeds, as `true`.
    pub is_forgiven: bool,
    /// Another command follows whatever became of it: `;` or a new line, and `set -e` is off.
    pub is_passed_over: bool,
    /// It stands in a subshell, a pipeline or the background: what it sets is lost.
    pub is_apart: bool,
    /// It runs under a condition, in a loop or in a function.
    pub is_conditional: bool,
    /// It is the condition: its failure is asked for.
    pub is_asked: bool,
}

/// What is asked of the Go command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoCommand {
    /// `build`, `install`, `test` …; two words where they are, as `mod download`.
    pub verb: String,
    /// Its flags, in order.
    pub flags: Vec<GoFlag>,
    /// What stands behind the flags: packages, files.
    pub packages: Vec<Said>,
}

impl GoCommand {
    /// The flag of a name that counts: the last.
    pub fn flag(&self, name: &str) -> Option<&GoFlag> {
        self.flags.iter().rev().find(|flag| flag.name == name)
    }

    /// Whether it compiles: everything that is built with is of interest.
    pub fn compiles(&self) -> bool {
        matches!(self.verb.as_str(), "build" | "install" | "test" | "run" | "vet" | "get")
    }

    /// Whether a program comes out of it that is kept.
    pub fn ships(&self) -> bool {
        matches!(self.verb.as_str(), "build" | "install")
    }
}

/// A flag of the Go command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoFlag {
    /// Its name, without dashes.
    pub name: String,
    /// Its value; `true` where none is given.
    pub value: Fact<String>,
    /// The whole, with its value.
    pub at: Origin,
}
