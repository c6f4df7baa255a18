//! The function, the file and the line of an address in a program: what turns a crash's numbers into places
//! in the source.
//!
//! Go's own table answers for Go, for no one strips it; debugging information for C, from the program or
//! from a file beside it; and where there is none, the names of symbols.

mod container;
mod debugging;

use std::cell::OnceCell;
use std::fmt;

use landfall_facts::Arch;
use landfall_formats::pclntab::Lines;
use landfall_formats::{ReadError, Source};

use container::Container;
use debugging::Debugging;

/// Pages of memory are no shorter anywhere: by so much at least a program is moved.
const PAGE: u64 = 1 << 12;

/// Who tells of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Teller {
    /// Go's table of functions: it is a function of Go, or assembly that calls as Go does.
    Go,
    /// Debugging information: C, or another language that cgo links.
    Debugging,
    /// A symbol, which has a name alone.
    Symbol,
}

/// A place in the source.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    /// The function's whole name; empty where nothing tells.
    pub function: String,
    /// The file as its compiler was told; empty where nothing tells.
    pub file: String,
    /// The line, 0 where nothing tells.
    pub line: u32,
    /// Whether the function has no code of its own here, but was inlined into the next place's.
    pub inlined: bool,
    /// How far the address is into the code of the function that was not inlined, where that is known: what
    /// a traceback prints as `+0x1d`.
    pub offset: Option<u64>,
    /// Who says so.
    pub teller: Teller,
}

/// What can be told of a program's addresses.
///
/// Addresses are as in the file; those of a program that may lie anywhere have [`Symbols::slide`] subtracted
/// first.
pub struct Symbols<'a> {
    container: Container,
    go: Option<Lines<'a>>,
    /// The program, and a file of debugging information that belongs to it: the latter is asked first.
    files: Vec<Described<'a>>,
}

/// A file that can tell of C, read when it is first asked.
struct Described<'a> {
    source: &'a dyn Source,
    container: Container,
    debugging: OnceCell<Option<Debugging>>,
    symbols: OnceCell<Named>,
}

/// The symbols of a file, in the order of their addresses, and where its code is.
struct Named {
    symbols: Vec<(u64, u64, String)>,
    code: Vec<(String, u64, u64)>,
}

/// Why a file of debugging information is of no use to a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotOfThisBuild {
    /// It cannot be read.
    Unreadable(ReadError),
    /// It is that of another build.
    Other {
        /// By what the two are told apart.
        by: &'static str,
        /// What the program has.
        program: String,
        /// What the other file has.
        debug: String,
    },
    /// Its code lies elsewhere.
    OtherCode,
}

impl fmt::Display for NotOfThisBuild {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(error) => write!(f, "could not read the debug file: {error}"),
            Self::Other { by, program, debug } => write!(
                f,
                "could not use the debug file: it is that of another build, its {by} is {debug} and the \
                 program's {program}; give the one that was made with this program"
            ),
            Self::OtherCode => write!(
                f,
                "could not use the debug file: it is that of another build, its code lies elsewhere than \
                 the program's; give the one that was made with this program"
            ),
        }
    }
}

impl std::error::Error for NotOfThisBuild {}

impl<'a> Symbols<'a> {
    /// Those of a program; of a universal file, of its first.
    pub fn read(source: &'a dyn Source) -> Result<Self, ReadError> {
        Self::read_for(source, None)
    }

    /// Those of a program; of a universal file, of the one for an architecture.
    pub fn read_for(source: &'a dyn Source, arch: Option<Arch>) -> Result<Self, ReadError> {
        let container = Container::read(source, arch)?;
        let (layout, filled) = container.go(source)?;
        let go = Lines::read(layout, filled)?;
        let own = Described::new(source, container.clone());
        Ok(Self { container, go, files: vec![own] })
    }

    /// The same with a file of debugging information that was split off the program, or a build of it that was
    /// not stripped. Refused if it is that of another build.
    pub fn with_debug(
        mut self,
        debug: &'a dyn Source,
        arch: Option<Arch>,
    ) -> Result<Self, NotOfThisBuild> {
        let container = Container::read(debug, arch).map_err(NotOfThisBuild::Unreadable)?;
        if let Some(own) = self.files.first() {
            same_build((&self.container, own.source), (&container, debug))?;
        }
        self.files.insert(0, Described::new(debug, container));
        Ok(self)
    }

    /// The name of the file that the debugging information was split off into, as the program has it
    /// (`.gnu_debuglink`).
    pub fn debug_link(&self) -> Option<String> {
        let own = self.files.last()?;
        let sections = self.container.sections(own.source);
        let link = sections.iter().find(|one| one.is("gnu_debuglink"))?;
        let bytes = landfall_formats::bytes(own.source, link.offset, link.len.min(1 << 12)).ok()?;
        let end = bytes.iter().position(|byte| *byte == 0)?;
        Some(String::from_utf8_lossy(bytes.get(..end)?).into_owned())
    }

    /// Whether it has Go's table of functions.
    pub fn is_go(&self) -> bool {
        self.go.is_some()
    }

    /// Whether a loader may move it: then addresses of a crash are not those of the file.
    pub fn moves(&self) -> bool {
        self.container.moves
    }

    /// The places of the instruction at an address, what was inlined first; `None` where nothing tells.
    pub fn at(&self, address: u64) -> Option<Vec<Place>> {
        let go = self.go_at(address);
        let has_file = |places: &Vec<Place>| places.iter().any(|place| !place.file.is_empty());
        if go.as_ref().is_some_and(has_file) {
            return go;
        }
        let told = self.files.iter().map(|file| file.at(address)).find(|places| !places.is_empty());
        told.or(go).or_else(|| self.files.iter().find_map(|file| file.symbol(address)))
    }

    /// What Go's own table tells.
    fn go_at(&self, address: u64) -> Option<Vec<Place>> {
        let found = self.go.as_ref()?.at(address)?;
        let offset = Some(address.wrapping_sub(found.start));
        let places = found.frames.into_iter().map(|frame| Place {
            function: frame.function,
            file: frame.file,
            line: frame.line,
            inlined: frame.inlined,
            offset,
            teller: Teller::Go,
        });
        Some(places.collect())
    }

    /// The places of the call that returns to an address: what a stack holds of all functions but the one that
    /// runs, or that a signal stopped. As the runtime does (`symPC` of runtime/traceback.go), the byte before is
    /// looked up, unless a function begins there; the offset is still that of the address itself.
    pub fn at_return(&self, address: u64) -> Option<Vec<Place>> {
        let begins = self.starts_at(address);
        let mut places = self.at(if begins { address } else { address.wrapping_sub(1) })?;
        for place in &mut places {
            place.offset = place.offset.map(|offset| offset.wrapping_add(u64::from(!begins)));
        }
        Some(places)
    }

    /// Whether a function of Go begins at an address.
    fn starts_at(&self, address: u64) -> bool {
        let start = self.go.as_ref().and_then(|go| go.start_of(address));
        start == Some(address)
    }

    /// The addresses of the functions of a name, as it is or as a traceback prints it (`main.f[...]`); of
    /// generic ones there may be several.
    pub fn named(&self, function: &str) -> Vec<u64> {
        self.go.as_ref().map(|go| go.named(function)).unwrap_or_default()
    }

    /// By how much the program was moved, if the instruction at an address of a crash is so far into a function
    /// (`main.main` and `+0x1d` of a traceback, with its `pc=`). `None` where no function of the name fits: then
    /// it is another program's crash.
    pub fn slide(&self, function: &str, offset: u64, address: u64) -> Option<u64> {
        let moved = |start: &u64| address.wrapping_sub(start.wrapping_add(offset));
        let fits = |by: &u64| by.is_multiple_of(PAGE) && (self.moves() || *by == 0);
        self.named(function).iter().map(moved).find(fits)
    }
}

impl<'a> Described<'a> {
    fn new(source: &'a dyn Source, container: Container) -> Self {
        Self { source, container, debugging: OnceCell::new(), symbols: OnceCell::new() }
    }

    /// What its debugging information tells of an address, with names from its symbols where that has none.
    fn at(&self, address: u64) -> Vec<Place> {
        let debugging =
            self.debugging.get_or_init(|| Debugging::read(&self.container, self.source));
        let mut places = debugging.as_ref().map(|it| it.at(address)).unwrap_or_default();
        let symbol = self.covering(address).filter(|_| !places.is_empty());
        if let (Some((start, _, name)), Some(last)) = (symbol, places.last_mut())
            && last.function.is_empty()
        {
            last.function.clone_from(name);
            last.offset = Some(address - start);
        }
        let offset = symbol.map(|(start, _, _)| address - start);
        places.iter_mut().for_each(|place| place.offset = offset);
        places
    }

    fn symbol(&self, address: u64) -> Option<Vec<Place>> {
        let (start, _, name) = self.covering(address)?;
        Some(vec![Place {
            function: name.clone(),
            file: String::new(),
            line: 0,
            inlined: false,
            offset: Some(address - start),
            teller: Teller::Symbol,
        }])
    }

    /// The symbol in whose code an address lies: the last before it, if that does not end before.
    fn covering(&self, address: u64) -> Option<&(u64, u64, String)> {
        let named = self.symbols.get_or_init(|| Named {
            symbols: self.container.symbols(self.source),
            code: self.container.code(self.source),
        });
        let before = named.symbols.partition_point(|(start, _, _)| *start <= address);
        let symbol = named.symbols.get(before.checked_sub(1)?)?;
        let inside = named.code.iter().any(|(_, start, len)| address.wrapping_sub(*start) < *len);
        (inside && (symbol.1 == 0 || address - symbol.0 < symbol.1)).then_some(symbol)
    }
}

/// Whether two files come from one build, by what both have of what tells builds apart.
fn same_build(
    (program, program_file): (&Container, &dyn Source),
    (debug, debug_file): (&Container, &dyn Source),
) -> Result<(), NotOfThisBuild> {
    let others = debug.identities(debug_file);
    for (by, program) in program.identities(program_file) {
        if let Some((_, debug)) = others.iter().find(|(name, _)| *name == by) {
            let debug = debug.clone();
            let same = program == debug;
            return if same { Ok(()) } else { Err(NotOfThisBuild::Other { by, program, debug }) };
        }
    }
    let same = program.code(program_file) == debug.code(debug_file);
    if same { Ok(()) } else { Err(NotOfThisBuild::OtherCode) }
}
