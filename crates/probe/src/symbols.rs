//! The function, the file and the line of an address in a program: what turns a crash's numbers into places
//! in the source.
//!
//! Go's own table answers for Go, for no one strips it; debugging information for C, from the program or
//! from a file beside it; and where there is none, the names of symbols.

mod container;

use landfall_facts::Arch;
use landfall_formats::pclntab::Lines;
use landfall_formats::{ReadError, Source};

use container::Container;

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
}

impl<'a> Symbols<'a> {
    /// Those of a program; of a universal file, of its first.
    pub fn read(source: &'a dyn Source) -> Result<Self, ReadError> {
        Self::read_for(source, None)
    }

    /// Those of a program; of a universal file, of the one for an architecture.
    pub fn read_for(source: &'a dyn Source, arch: Option<Arch>) -> Result<Self, ReadError> {
        let container = Container::read(source, arch)?;
        let go = match container.go(source)? {
            Some((layout, filled)) => Lines::read(layout, filled)?,
            None => None,
        };
        Ok(Self { container, go })
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
            place.offset = place.offset.map(|offset| offset + u64::from(!begins));
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
