//! A stack that is being read, line by line.

use super::parts::{self, Where};
use super::{Frame, Of, Stack};

/// So many frames are kept; the runtime prints 100, a race detector and a debugger more.
const MOST: usize = 512;
/// Lines of others between the lines of a stack, after which it is taken to have ended.
const STRANGE: u32 = 20;

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Took {
    /// It belongs to the stack.
    Yes,
    /// It is of something else, and the stack goes on.
    No,
    /// The stack has ended.
    Ended,
}

/// Puts lines together.
pub(super) struct Builder {
    pub(super) stack: Stack,
    pending: Pending,
    strange: u32,
    /// What follows is of the goroutine that began this one.
    is_ancestor: bool,
    pcs: Vec<u64>,
    /// The greatest minor release that writes what was seen.
    pub(super) most: Option<u32>,
}

/// What waits for its file.
enum Pending {
    Nothing,
    Frame(Frame),
    Creator(Frame),
    /// A line that is the name of a C function if a file or an address follows.
    Maybe(String),
}

impl Builder {
    pub(super) fn new(stack: Stack) -> Self {
        Self {
            stack,
            pending: Pending::Nothing,
            strange: 0,
            is_ancestor: false,
            pcs: Vec::new(),
            most: None,
        }
    }

    /// The addresses of a row of a profile, in case that nobody names them.
    pub(super) fn with_addresses(mut self, pcs: Vec<u64>) -> Self {
        self.pcs = pcs;
        self
    }

    /// Takes a line that is [known](Self::known) to nobody, or not yet asked about.
    pub(super) fn take(&mut self, line: &str) -> Took {
        // The runtime may print what lies on the stack between the frames.
        if is_memory(line) {
            return Took::Yes;
        }
        self.strange += 1;
        let ended = line.is_empty() || self.strange > STRANGE;
        let is_name = line.len() < 512 && line.split_ascii_whitespace().count() < 4;
        if !ended && is_name && matches!(self.pending, Pending::Nothing | Pending::Maybe(_)) {
            self.pending = Pending::Maybe(line.to_owned());
        }
        if ended { Took::Ended } else { Took::No }
    }

    /// Takes a line that belongs to a stack, and tells the least release that writes it; `None` for any other line.
    pub(super) fn known(&mut self, line: &str) -> Option<Option<u32>> {
        let least = self.by_form(line)?;
        self.strange = 0;
        Some(least)
    }

    fn by_form(&mut self, line: &str) -> Option<Option<u32>> {
        if let Some(frame) = parts::function(line) {
            self.flush();
            let is_new = frame.arguments.contains('?').then_some(18);
            let is_aggregate = frame.arguments.contains('{').then_some(17);
            self.pending = Pending::Frame(frame);
            return Some(is_new.or(is_aggregate));
        }
        if let Some(told) = parts::place(line) {
            return self.placed(&told).then_some(None);
        }
        if let Some(rest) = line.strip_prefix("non-Go function at pc=") {
            self.flush();
            self.push(Frame { pc: parts::hex(rest), foreign: true, ..Frame::default() });
            return Some(None);
        }
        if let (Some(pc), Pending::Maybe(_)) =
            (line.strip_prefix("pc=").and_then(parts::hex), &self.pending)
        {
            return self.placed(&Where { pc: Some(pc), ..Where::default() }).then_some(None);
        }
        if line.starts_with("runtime: ")
            && let Some((_, pc)) = line.split_once("unknown pc ")
        {
            self.flush();
            self.push(Frame { pc: parts::hex(pc), foreign: true, ..Frame::default() });
            return Some(None);
        }
        if line.starts_with("...") && line.ends_with("frames elided...") {
            let count =
                line.trim_matches('.').split(' ').next().and_then(|count| count.parse().ok());
            self.flush();
            self.stack.elided += count.unwrap_or(1);
            return Some(count.map(|_: u64| 21));
        }
        if line.starts_with("goroutine running on other thread")
            || line.starts_with("goroutine in C code")
        {
            self.stack.unavailable = true;
            return Some(None);
        }
        if line.starts_with("[originating from goroutine ") {
            self.flush();
            self.is_ancestor = true;
            return Some(None);
        }
        if let Some((creator, in_goroutine)) = parts::creator(line) {
            self.flush();
            if !in_goroutine && !self.is_ancestor && tells_who_began(&self.stack, &creator) {
                self.most = Some(20);
            }
            self.pending = Pending::Creator(creator);
            return Some(in_goroutine.then_some(21));
        }
        None
    }

    fn placed(&mut self, told: &Where<'_>) -> bool {
        let fill = |frame: Frame| Frame {
            file: told.file.to_owned(),
            line: told.line,
            offset: told.offset,
            pc: told.pc,
            ..frame
        };
        match std::mem::replace(&mut self.pending, Pending::Nothing) {
            Pending::Frame(frame) => self.push(fill(frame)),
            Pending::Creator(frame) if !self.is_ancestor => self.stack.creator = Some(fill(frame)),
            Pending::Creator(_) => {}
            // The runtime prints functions of C without parentheses and distance, but with their address.
            Pending::Maybe(function) if told.pc.is_some() && told.offset.is_none() => {
                let function = if function == "non-Go function" { String::new() } else { function };
                self.push(fill(Frame { function, foreign: true, ..Frame::default() }));
            }
            Pending::Nothing | Pending::Maybe(_) => return false,
        }
        true
    }

    pub(super) fn push(&mut self, frame: Frame) {
        if self.is_ancestor {
            return;
        }
        if self.stack.frames.len() < MOST {
            self.stack.frames.push(frame);
        } else {
            self.stack.elided += 1;
        }
    }

    /// A function whose file never came is one all the same, where the log lost it.
    fn flush(&mut self) {
        match std::mem::replace(&mut self.pending, Pending::Nothing) {
            Pending::Frame(frame) => self.push(frame),
            Pending::Creator(frame) if !self.is_ancestor => self.stack.creator = Some(frame),
            Pending::Creator(_) | Pending::Nothing | Pending::Maybe(_) => {}
        }
    }

    /// The stack, as far as it came.
    pub(super) fn finish(mut self) -> Stack {
        self.flush();
        if self.stack.frames.is_empty() {
            let named = self.pcs.iter().take(MOST);
            self.stack.frames =
                named.map(|pc| Frame { pc: Some(*pc), ..Frame::default() }).collect();
        }
        if self.stack.count == 0 && !matches!(self.stack.of, Of::Profile) {
            self.stack.count = 1;
        }
        self.stack
    }
}

/// Whether Go 1.21 and newer would have said which goroutine began this one: not where the runtime did on its own
/// stack, which timers were run on until Go 1.22.
fn tells_who_began(stack: &Stack, creator: &Frame) -> bool {
    let by_runtime =
        ["runtime.", "runtime/", "time."].iter().any(|it| creator.function.starts_with(it));
    matches!(stack.of, Of::Goroutine(_)) && !by_runtime
}

/// Whether a line is of the memory that the runtime prints where it cannot go on: `stack: frame={…`, and rows of
/// an address and what lies there.
fn is_memory(line: &str) -> bool {
    let is_row = || {
        let (address, _) = line.split_once(":  ")?;
        let digits = address.strip_prefix("0x").unwrap_or(address);
        Some(digits.len() >= 8 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    line.starts_with("stack: frame={")
        || line.starts_with("runtime: unexpected return pc")
        || is_row() == Some(true)
}
