//! A process that lives, looked at once: what it has, and what it may have.

use crate::{Fact, GoVersion};

/// One look at a process.
#[derive(Debug, Clone)]
pub struct Sample {
    /// Its number.
    pub process: u32,
    /// What it is called.
    pub name: String,
    /// The Go that built it; `Absent` if it is none of Go.
    pub go: Fact<GoVersion>,
    /// When it started, in hundredths of a second after the machine did: another process of the same
    /// number started at another time.
    pub started: u64,
    /// Processor time that it has used, in thousandths of a second.
    pub used: Fact<u64>,
    /// The unit of systemd that it belongs to; `Absent` where it belongs to none.
    pub unit: Fact<Unit>,
    /// What it has of this and that, and how much it may have.
    pub gauges: Vec<Gauge>,
}

/// What systemd would give to a service that is started now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its name: `app.service`.
    pub name: String,
    /// `LimitNOFILE=`, the hard limit of open files; `None` is as many as one likes.
    pub open_files: Option<u64>,
    /// `LimitNPROC=`.
    pub processes: Option<u64>,
    /// `TasksMax=`.
    pub tasks: Option<u64>,
}

/// How much of something there is, and how much there may be.
#[derive(Debug, Clone)]
pub struct Gauge {
    /// What it is: `open files`, `threads`, `memory of /system.slice` …
    pub name: String,
    /// Whether it is counted in bytes.
    pub is_in_bytes: bool,
    /// How much there is.
    pub has: Fact<u64>,
    /// How much there may be, and by what; `Absent` is: as much as it likes.
    pub may: Vec<(&'static str, Fact<u64>)>,
    /// What else is to be told of it.
    pub note: Option<String>,
}

impl Gauge {
    /// The smallest of what there may be, if any is known, and by what.
    pub fn least(&self) -> Option<(&'static str, u64)> {
        let known = self.may.iter().filter_map(|(by, limit)| Some((*by, *limit.known()?)));
        known.min_by_key(|(_, limit)| *limit)
    }

    /// How full it is, in hundredths, if both are known.
    pub fn percent(&self) -> Option<u64> {
        let (_, limit) = self.least()?;
        let has = u128::from(*self.has.known()?);
        u64::try_from(has * 100 / u128::from(limit.max(1))).ok()
    }
}
