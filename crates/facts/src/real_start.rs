//! What came of really starting a build on a machine, beside what was foretold of it.

use std::fmt;

use crate::Verdict;

/// A start that was tried, and what it came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RealStart {
    /// The command, as the user would type it there.
    pub command: String,
    /// The emulator that ran it; nothing where the processor did.
    pub by: Option<String>,
    /// How it ended.
    pub ended: StartEnd,
    /// The first line that it said, on standard error if there is one.
    pub said: Option<String>,
    /// What the rules say that have not seen it start.
    pub foretold: Verdict,
}

/// How something that was started ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StartEnd {
    /// With this exit code.
    Code(i32),
    /// By this signal.
    Signal(i32),
    /// It was ended after so many seconds.
    Late(u64),
    /// The kernel did not start it, in its own words.
    Refused(String),
    /// Nobody could try, which says nothing of it: why.
    Untried(String),
}

impl RealStart {
    /// Whether it ended well.
    pub fn ran(&self) -> bool {
        self.ended == StartEnd::Code(0)
    }

    /// Why nobody could try to start it, if nobody could.
    pub fn untried(&self) -> Option<&str> {
        match &self.ended {
            StartEnd::Untried(why) => Some(why),
            StartEnd::Code(_) | StartEnd::Signal(_) | StartEnd::Late(_) | StartEnd::Refused(_) => {
                None
            }
        }
    }

    /// Whether it came otherwise than it was foretold. Who is unsure foretells nothing.
    pub fn belies(&self) -> bool {
        match self.foretold {
            Verdict::Runs => !self.ran() && self.untried().is_none(),
            Verdict::Breaks => self.ran(),
            Verdict::Unsure => false,
        }
    }

    /// How it ended, and what it said where it did not end well.
    pub fn told(&self) -> String {
        match &self.said {
            Some(said) if !self.ran() => format!("{}: {said}", self.ended),
            _ => self.ended.to_string(),
        }
    }
}

impl fmt::Display for StartEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(0) => f.write_str("ended well"),
            Self::Code(code) => write!(f, "ended with exit code {code}"),
            Self::Signal(number) => write!(f, "was killed by signal {number}"),
            Self::Late(seconds) => write!(f, "had not ended after {seconds} seconds"),
            Self::Refused(words) => write!(f, "was not started by the kernel: {words}"),
            Self::Untried(why) => f.write_str(why),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn started(ended: StartEnd, foretold: Verdict) -> RealStart {
        let said = Some("no such thing".to_owned());
        RealStart { command: "app".into(), by: None, ended, said, foretold }
    }

    #[test]
    fn a_start_belies_what_was_foretold_otherwise() {
        for (code, foretold, belies) in [
            (0, Verdict::Runs, false),
            (0, Verdict::Breaks, true),
            (0, Verdict::Unsure, false),
            (127, Verdict::Runs, true),
            (127, Verdict::Breaks, false),
            (127, Verdict::Unsure, false),
        ] {
            assert_eq!(started(StartEnd::Code(code), foretold).belies(), belies);
        }
    }

    #[test]
    fn what_nobody_tried_belies_nothing() {
        for foretold in [Verdict::Runs, Verdict::Unsure, Verdict::Breaks] {
            let started = started(StartEnd::Untried("no emulator".into()), foretold);
            assert!(!started.ran() && !started.belies());
        }
    }

    #[test]
    fn what_it_said_is_told_where_it_did_not_end_well() {
        let told = |code| started(StartEnd::Code(code), Verdict::Runs).told();
        assert_eq!(told(0), "ended well");
        assert_eq!(told(3), "ended with exit code 3: no such thing");
    }
}
