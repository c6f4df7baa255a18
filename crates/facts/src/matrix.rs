//! What becomes of a program in every combination of port, cgo and Go: foretold, built, verified and run.

use crate::Verdict;

/// The combinations of a module.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// The module's path.
    pub module: String,
    /// The combinations, in the order in which they were asked for.
    pub cells: Vec<Cell>,
    /// It was stopped before all was done.
    pub is_stopped: bool,
}

/// A program built in one way.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// GOOS.
    pub os: String,
    /// GOARCH.
    pub arch: String,
    /// The CPU level, as in `GOAMD64=v3`, where one is asked for.
    pub level: Option<String>,
    /// Whether cgo is enabled.
    pub has_cgo: bool,
    /// The release of Go, as it names itself.
    pub go: String,
    /// The import path of the program.
    pub program: String,
    /// Runs: it will be built. Breaks: it will not, or not so that it runs.
    pub predicted: Verdict,
    /// Why it will not, or why that is not known; empty where it will.
    pub reason: String,
    /// The environment that the Go command gets besides, and the command.
    pub command: (Vec<(String, String)>, Vec<String>),
    /// What came of building it.
    pub built: Done,
    /// How long that took, in seconds; of a product that was kept, when it was built.
    pub seconds: Option<f64>,
    /// It was built before from the same, and kept.
    pub is_kept: bool,
    /// Where the product is, and its size in bytes.
    pub product: Option<(String, u64)>,
    /// Whether the product is what was asked for.
    pub verified: Done,
    /// Whether it runs where it is to go, by target.
    pub targets: Vec<(String, Done)>,
    /// What came of running it.
    pub ran: Done,
}

/// What came of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Done {
    /// Nobody tried.
    Untried,
    /// It went well.
    Yes,
    /// It did not: why.
    No(String),
    /// It is not known: why.
    Unsure(String),
}

impl Done {
    /// `yes`, `no` or `unsure`; `None` where nobody tried.
    pub fn word(&self) -> Option<&'static str> {
        match self {
            Self::Untried => None,
            Self::Yes => Some("yes"),
            Self::No(_) => Some("no"),
            Self::Unsure(_) => Some("unsure"),
        }
    }

    /// Why it did not go well, or why that is not known.
    pub fn why(&self) -> Option<&str> {
        match self {
            Self::No(why) | Self::Unsure(why) => Some(why),
            Self::Untried | Self::Yes => None,
        }
    }
}

impl Cell {
    /// The port, with its level: `linux/amd64 v3`.
    pub fn port(&self) -> String {
        let level = self.level.as_deref().and_then(|level| level.split_once('='));
        let level = level.map(|(_, level)| format!(" {level}")).unwrap_or_default();
        format!("{}/{}{level}", self.os, self.arch)
    }

    /// The steps behind the prediction, in their order.
    pub fn steps(&self) -> impl Iterator<Item = &Done> {
        let targets = self.targets.iter().map(|(_, step)| step);
        [&self.built, &self.verified].into_iter().chain(targets).chain([&self.ran])
    }

    /// What became of it: what was seen counts, and where nothing was, what was foretold.
    pub fn verdict(&self) -> Verdict {
        if self.built == Done::Untried {
            return self.predicted;
        }
        let any = |is: fn(&Done) -> bool| self.steps().any(is);
        if any(|step| matches!(step, Done::No(_))) {
            Verdict::Breaks
        } else if any(|step| matches!(step, Done::Unsure(_))) {
            Verdict::Unsure
        } else {
            Verdict::Runs
        }
    }
}
