//! What a log tells of crashes, with the names that a binary adds.

use landfall_facts::{Crash, CrashFrame, CrashGo, CrashGroup, CrashSignal, Whose};
use landfall_formats::crash::{Crash as Told, Frame, Group, Of, Reader, Said, release};

use crate::symbols::Symbols;

/// Reads a log in pieces; `name` may tell the release of Go.
pub struct CrashLog<'a> {
    reader: Reader,
    name: String,
    binaries: &'a [Symbols<'a>],
    go: Option<String>,
}

impl<'a> CrashLog<'a> {
    /// A log of this name; `binaries` name what the log does not, and `go` is their release.
    pub fn new(name: &str, binaries: &'a [Symbols<'a>], go: Option<String>) -> Self {
        Self { reader: Reader::default(), name: name.to_owned(), binaries, go }
    }

    /// Takes the next bytes; each crash that ends in them is handed out.
    pub fn push(&mut self, bytes: &[u8], mut each: impl FnMut(Crash)) {
        let (name, binaries, go) = (&self.name, self.binaries, &self.go);
        self.reader.push(bytes, |told| each(crash(told, name, binaries, go.as_deref())));
    }

    /// Hands out the last crash, if there is one.
    pub fn finish(self, mut each: impl FnMut(Crash)) {
        let Self { reader, name, binaries, go } = self;
        reader.finish(|told| each(crash(told, &name, binaries, go.as_deref())));
    }
}

fn crash(told: Told, log: &str, binaries: &[Symbols<'_>], go: Option<&str>) -> Crash {
    let name = log.rsplit(['/', '\\']).next().unwrap_or(log);
    let exact =
        told.go.clone().or(go.map(str::to_owned)).or_else(|| release(name).map(str::to_owned));
    let slides = slides(&told, binaries);
    let look = |pc: u64, is_return: bool| {
        let mut found = binaries.iter().zip(&slides).filter_map(|(binary, slide)| {
            let address = pc.checked_sub(slide.unwrap_or(0))?;
            if is_return { binary.at_return(address) } else { binary.at(address) }
        });
        found.next().unwrap_or_default()
    };
    let kind = kind(&told);
    let signal = told.signal.as_ref().map(|signal| CrashSignal {
        name: signal.name.clone(),
        code: signal.code,
        address: signal.address,
        pc: signal.pc,
        at: signal
            .pc
            .map(|pc| look(pc, false))
            .unwrap_or_default()
            .into_iter()
            .map(of_place)
            .collect(),
    });
    Crash {
        log: log.to_owned(),
        line: told.line,
        kind,
        said: told.said.iter().map(words).collect(),
        signal,
        notes: told.notes,
        in_c: told.in_cgo,
        groups: told.groups.into_iter().map(|one| group(one, &look)).collect(),
        goroutines: told.goroutines,
        left_out: told.left_out,
        go: CrashGo { exact, least: told.least, most: told.most },
        exit: told.exit,
        registers: told.registers,
        ..Crash::default()
    }
}

/// By how much each binary was moved: what a frame with a name and an address tells.
fn slides(told: &Told, binaries: &[Symbols<'_>]) -> Vec<Option<u64>> {
    let frames = || told.groups.iter().flat_map(|group| &group.stack.frames);
    let slide = |binary: &Symbols<'_>| {
        let mut named = frames().filter(|frame| !frame.inlined);
        named.find_map(|frame| binary.slide(&frame.function, frame.offset?, frame.pc?))
    };
    binaries.iter().map(|binary| if binary.moves() { slide(binary) } else { None }).collect()
}

fn kind(told: &Told) -> String {
    let first = |said: &Said| match said {
        Said::Panic { .. } => "panic".to_owned(),
        Said::Served(_) => "recovered panic".to_owned(),
        Said::Fatal(_) => "fatal error".to_owned(),
        Said::Signal(text) => {
            told.signal.as_ref().map_or(text.clone(), |signal| signal.name.clone())
        }
        Said::Race => "data race".to_owned(),
        Said::Dump(name) if name.is_empty() => "goroutines".to_owned(),
        Said::Dump(name) => name.clone(),
        Said::Native(_) => "stopped by C".to_owned(),
    };
    // A fatal error, or a signal, is what ended the program in which a panic went on.
    let strongest =
        told.said.iter().find(|said| matches!(said, Said::Fatal(_))).or(told.said.first());
    strongest.map_or("stacks".to_owned(), first)
}

fn words(said: &Said) -> String {
    match said {
        Said::Panic { value, recovered, again } => {
            let after = match (recovered, again) {
                (_, true) => " [recovered, raised again]",
                (true, false) => " [recovered]",
                (false, false) => "",
            };
            format!("panic: {value}{after}")
        }
        Said::Served(value) => format!("panic: {value}"),
        Said::Fatal(what) => format!("fatal error: {what}"),
        Said::Signal(text) | Said::Native(text) => text.clone(),
        Said::Race | Said::Dump(_) => String::new(),
    }
}

type Look<'a> = &'a dyn Fn(u64, bool) -> Vec<crate::symbols::Place>;

fn group(group: Group, look: Look<'_>) -> CrashGroup {
    let stack = group.stack;
    let (of, number) = match stack.of {
        Of::Goroutine(number) => ("goroutine", Some(number)),
        Of::Runtime => ("runtime", None),
        Of::Access(number) => ("access", number),
        Of::Creation(number) => ("creation", number),
        Of::Thread(number) => ("thread", Some(number)),
        Of::Profile => ("profile", None),
    };
    let mut states = group.states;
    states.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let frames = stack.frames.into_iter().enumerate();
    CrashGroup {
        title: stack.title,
        of,
        number,
        count: group.count,
        states,
        minutes: group.minutes,
        frames: frames.flat_map(|(at, frame)| frame_of(frame, at > 0, look)).collect(),
        elided: stack.elided,
        creator: stack.creator.map(plain),
        unavailable: stack.unavailable,
    }
}

/// A frame; one of which only the address was told becomes those that the binary tells.
fn frame_of(frame: Frame, is_return: bool, look: Look<'_>) -> Vec<CrashFrame> {
    if frame.function.is_empty()
        && let Some(pc) = frame.pc
    {
        let found: Vec<_> = look(pc, is_return).into_iter().map(of_place).collect();
        if !found.is_empty() {
            return found.into_iter().map(|found| CrashFrame { pc: Some(pc), ..found }).collect();
        }
    }
    vec![plain(frame)]
}

fn plain(frame: Frame) -> CrashFrame {
    CrashFrame {
        function: frame.function,
        arguments: frame.arguments,
        file: frame.file,
        line: frame.line,
        offset: frame.offset,
        pc: frame.pc,
        inlined: frame.inlined,
        whose: if frame.foreign { Whose::C } else { Whose::Unknown },
        looked_up: false,
    }
}

fn of_place(place: crate::symbols::Place) -> CrashFrame {
    let is_go = place.teller == crate::symbols::Teller::Go;
    CrashFrame {
        function: place.function,
        file: place.file,
        line: place.line,
        offset: place.offset,
        inlined: place.inlined,
        whose: if is_go { Whose::Unknown } else { Whose::C },
        looked_up: true,
        ..CrashFrame::default()
    }
}
