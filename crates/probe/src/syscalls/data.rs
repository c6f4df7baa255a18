//! What lies in the data of a program and leads to functions: values of functions, tables of methods, and
//! the descriptions of types, which the runtime makes tables of methods from.

use hashbrown::{HashMap, HashSet};

use super::functions::Program;
use super::graph::Graph;
use super::memory::Memory;

/// How many words that lead nowhere end what Go lays out as one and nobody writes to: behind a table of
/// numbers stands something else.
const MOST_BARREN: u32 = 8;

/// The kind of an interface among the kinds of types.
const INTERFACE: u64 = 20;

/// No type of a real program has a quarter of so many methods.
const MOST_METHODS: u64 = 1 << 13;

/// The data of a program, as far as functions speak of it.
pub(super) struct Data<'a> {
    memory: &'a Memory,
    program: &'a Program,
    graph: &'a Graph,
    /// What is not followed: the description of the whole program leads to everything.
    closed: Vec<(u64, u64)>,
    types: Option<Types>,
    /// How far one object reaches at least.
    anchored: u64,
}

/// What was come to in the data.
pub(super) struct Seen {
    /// Where something begins that was followed.
    objects: Places,
    /// The words of these.
    scanned: Places,
    /// Each word that was read.
    pub(super) words: Places,
    methods: Methods,
}

impl Seen {
    fn nothing(memory: &Memory) -> Self {
        let [objects, scanned, words] = [(); 3].map(|()| Places::of(memory));
        Self { objects, scanned, words, methods: Methods::default() }
    }
}

/// The methods of types that were come to, and those that interfaces want which were come to. What is in a
/// table of all methods of a type is called only by who asks for its name, and whoever asks for an interface
/// asks for the names in it.
#[derive(Default)]
struct Methods {
    wanted: HashSet<MethodId>,
    /// Where in the list the last of those stands that wait for one.
    waiting: HashMap<MethodId, u32>,
    /// Functions that wait, each with where one stands that waits for the same; itself where there is none.
    list: Vec<(u32, u32)>,
}

/// The name and the type of a method, as the places of both among the descriptions of types.
type MethodId = (u32, u32);

impl Methods {
    /// Adds a method of a type.
    fn add(&mut self, id: MethodId, function: usize, each: &mut impl FnMut(usize)) {
        if self.wanted.contains(&id) {
            each(function);
        } else {
            let new = self.list.len() as u32;
            let before = self.waiting.insert(id, new).unwrap_or(new);
            self.list.push((function as u32, before));
        }
    }

    /// Adds a method of an interface.
    fn want(&mut self, id: MethodId, each: &mut impl FnMut(usize)) {
        if !self.wanted.insert(id) {
            return;
        }
        let mut next = self.waiting.remove(&id);
        while let Some(at) = next {
            let Some((function, before)) = self.list.get(at as usize).copied() else { return };
            each(function as usize);
            next = Some(before).filter(|before| *before != at);
        }
    }
}

/// A set of words of a program's memory, as far as the file has bytes there: elsewhere nothing leads anywhere.
pub(super) struct Places {
    /// The stretches: the first address, that behind the last, and the bit of the first.
    stretches: Vec<(u64, u64, u64)>,
    bits: Vec<u64>,
}

impl Places {
    /// The shortest word.
    const WORD: u64 = 4;

    fn of(memory: &Memory) -> Self {
        let mut bits = 0;
        let mut stretches = Vec::with_capacity(memory.stretches.len());
        for one in &memory.stretches {
            let len = one.bytes.len() as u64;
            stretches.push((one.address, one.address.saturating_add(len), bits));
            bits += len / Self::WORD + 1;
        }
        Self { stretches, bits: vec![0; (bits / 64 + 1) as usize] }
    }

    /// Adds a word; whether it was not there.
    fn insert(&mut self, address: u64) -> bool {
        let Some((at, bit)) = self.bit(address) else { return false };
        let Some(bits) = self.bits.get_mut(at) else { return false };
        let is_new = *bits & bit == 0;
        *bits |= bit;
        is_new
    }

    /// Whether it is there.
    pub(super) fn contains(&self, address: u64) -> bool {
        let found = self.bit(address).and_then(|(at, bit)| Some(self.bits.get(at)? & bit != 0));
        found.unwrap_or(false)
    }

    fn bit(&self, address: u64) -> Option<(usize, u64)> {
        let index =
            self.stretches.partition_point(|(start, _, _)| *start <= address).checked_sub(1)?;
        let (start, _, first) = self.stretches.get(index).filter(|(_, end, _)| address < *end)?;
        let bit = first + (address - start) / Self::WORD;
        Some(((bit / 64) as usize, 1 << (bit % 64)))
    }
}

/// Where a word leads.
#[derive(Clone, Copy)]
enum Leads {
    /// It is zero.
    Zero,
    /// It is a number.
    Nowhere,
    /// To where a function begins.
    ToCode {
        function: usize,
        /// Whether that is one of Go. Only the value of a function begins with its address, and tables of
        /// methods hold them; all else points to values (`cmd/link`, `go:funcdesc`).
        go: bool,
    },
    /// To data at this address.
    ToData(u64),
}

impl Leads {
    fn is_of_go(self) -> bool {
        matches!(self, Self::ToCode { go: true, .. })
    }

    fn follow(self, open: &mut Vec<u64>, each: &mut impl FnMut(usize)) {
        match self {
            Self::ToCode { function, .. } => each(function),
            Self::ToData(address) => open.push(address),
            Self::Zero | Self::Nowhere => {}
        }
    }
}

/// Where the descriptions of types lie, and where the code begins that they count from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Types {
    pub(super) start: u64,
    pub(super) end: u64,
    pub(super) text: u64,
}

impl Types {
    /// Whether a type of this name is described at an address (`Type.Str`, `Name` of `internal/abi/type.go`).
    pub(super) fn is_named(&self, memory: &Memory, address: u64, name: &[u8]) -> bool {
        let word = memory.word();
        if !(self.start..self.end).contains(&address) || !address.is_multiple_of(word) {
            return false;
        }
        let at = memory.number(address + 4 * word + 8, 4).and_then(|at| self.start.checked_add(at));
        let Some(bytes) = at.filter(|at| *at < self.end).and_then(|at| memory.from(at)) else {
            return false;
        };
        // Behind a byte of flags stands the length, seven bits a byte; before Go 1.17 as two bytes.
        let (Some(low), Some(high)) = (bytes.get(1), bytes.get(2)) else { return false };
        let (low, high) = (usize::from(*low), usize::from(*high));
        let now = if low < 0x80 { (low, 2) } else { (low & 0x7f | (high & 0x7f) << 7, 3) };
        let before = (low << 8 | high, 3);
        [now, before].into_iter().any(|(len, start)| {
            // The name of a type shares its bytes with that of its pointer.
            let found = bytes.get(start..start + len);
            found.is_some_and(|found| found.strip_prefix(b"*").unwrap_or(found) == name)
        })
    }
}

impl<'a> Data<'a> {
    pub(super) fn new(
        memory: &'a Memory,
        program: &'a Program,
        graph: &'a Graph,
        closed: Vec<(u64, u64)>,
        types: Option<Types>,
    ) -> Self {
        let anchored = if types.is_some() { 0 } else { graph.anchored() };
        Self { memory, program, graph, closed, types, anchored }
    }

    /// A walk through it that has come to nothing yet.
    pub(super) fn unseen(&self) -> Seen {
        Seen::nothing(self.memory)
    }

    /// The functions that the data leads to of which a function speaks, and which nobody spoke of before.
    pub(super) fn functions_of(
        &self,
        function: usize,
        seen: &mut Seen,
        each: &mut impl FnMut(usize),
    ) {
        let mut open: Vec<u64> = Vec::new();
        for one in self.graph.spoken(function) {
            if one.is_taken() {
                open.push(one.address());
            } else if seen.words.insert(one.address()) {
                // What is read is one word, whatever lies behind it.
                self.leads(one.address()).follow(&mut open, each);
            }
        }
        let word = self.memory.word();
        while let Some(address) = open.pop() {
            let begins = address.is_multiple_of(word) && !self.is_closed(address);
            if !begins || !seen.objects.insert(address) {
                continue;
            }
            if let Some(types) = self.types.filter(|types| self.is_type(address, types)) {
                self.of_type(address, types, &mut open, seen, each);
            } else {
                self.words(address, &mut open, seen, each);
            }
        }
    }

    /// Whether a type is described there: texts, values of functions and tables of methods lie among them.
    fn is_type(&self, address: u64, types: &Types) -> bool {
        let word = self.memory.word();
        if !(types.start..types.end).contains(&address) || !address.is_multiple_of(word) {
            return false;
        }
        let byte = |at: u64| self.memory.number(address + 2 * word + at, 1).unwrap_or(0);
        let size =
            |at: u64| self.memory.number(address + at * word, word as u8).unwrap_or(u64::MAX);
        let is_alignment = |byte: u64| byte.is_power_of_two() && byte <= 64;
        let (flags, kind) = (byte(4), byte(7) & 0x1f);
        is_alignment(byte(5))
            && is_alignment(byte(6))
            && flags < 0x40
            && (1..=26).contains(&kind)
            && size(1) <= size(0)
    }

    fn is_closed(&self, address: u64) -> bool {
        self.closed.iter().any(|(start, end)| (*start..*end).contains(&address))
    }

    /// The words from an address on, up to where something else begins.
    fn words(
        &self,
        address: u64,
        open: &mut Vec<u64>,
        seen: &mut Seen,
        each: &mut impl FnMut(usize),
    ) {
        let word = self.memory.word();
        let next = self.graph.begins.partition_point(|begin| *begin <= address);
        let end = self.graph.begins.get(next).copied().unwrap_or(u64::MAX);
        let end = end.max(address.saturating_add(self.anchored));
        let len = self.memory.from(address).map_or(0, <[u8]>::len) as u64;
        let end = end.min(address.saturating_add(len));
        let first = self.leads(address);
        if first.is_of_go() {
            first.follow(open, each);
            return;
        }
        let is_table = self.is_method_table(address);
        let is_fixed = self.types.is_some()
            && self.memory.stretch(address).is_some_and(|stretch| !stretch.writable);
        let mut barren = 0;
        for place in (address..end).step_by(word as usize) {
            let leads = self.leads(place);
            match leads {
                Leads::Zero => {}
                Leads::Nowhere => barren += 1,
                Leads::ToCode { .. } | Leads::ToData(_) => barren = 0,
            }
            // Values of functions stand side by side, each one word; and a table of methods ends with them.
            let is_method = leads.is_of_go();
            let ends = if is_table { place >= address + 3 * word && !is_method } else { is_method };
            if ends || (barren > MOST_BARREN && is_fixed) {
                break;
            }
            // Whoever came here before went on to the end.
            if !seen.scanned.insert(place) && self.anchored == 0 {
                break;
            }
            if seen.words.insert(place) {
                leads.follow(open, each);
            }
        }
    }

    /// Whether a table of the methods by which a type is an interface begins there (`abi.ITab`).
    fn is_method_table(&self, address: u64) -> bool {
        let Some(types) = self.types else { return false };
        let word = self.memory.word();
        let is_type = |at: u64| self.memory.pointer(at).is_some_and(|to| self.is_type(to, &types));
        is_type(address) && is_type(address + word) && self.leads(address + 3 * word).is_of_go()
    }

    /// Where a word leads.
    fn leads(&self, place: u64) -> Leads {
        let Some(value) = self.memory.pointer(place) else {
            let is_zero = self.memory.number(place, self.memory.word() as u8) == Some(0);
            return if is_zero { Leads::Zero } else { Leads::Nowhere };
        };
        if let Some(function) = self.program.starts_at(value) {
            let go = self.program.all.get(function).is_some_and(|one| one.go);
            return Leads::ToCode { function, go };
        }
        match self.memory.stretch(value) {
            Some(stretch) if !stretch.executable => Leads::ToData(value),
            _ => Leads::Nowhere,
        }
    }

    /// What a type leads to: its methods that somebody wants, and the types that it is made of, whose values
    /// reflection takes out of its own (`internal/abi/type.go`).
    fn of_type(
        &self,
        address: u64,
        types: Types,
        open: &mut Vec<u64>,
        seen: &mut Seen,
        each: &mut impl FnMut(usize),
    ) {
        const UNCOMMON: u64 = 1;
        let word = self.memory.word();
        let number = |at: u64, size: u8| self.memory.number(at, size);
        let pointer = |at: u64| self.memory.pointer(at);
        let own = address + 4 * word + 16;
        let Some(flags) = number(address + 2 * word + 4, 1) else { return };
        let Some(kind) = number(address + 2 * word + 7, 1) else { return };
        // How two values are compared: a function's value.
        let equal = pointer(address + 2 * word + 8).and_then(&pointer);
        equal.and_then(|equal| self.program.starts_at(equal)).into_iter().for_each(&mut *each);
        // How long the part is that only its kind has, and where in it other types are.
        let (sizes, parts): (&[u64], &[u64]) = match kind & 0x1f {
            17 => (&[3 * word], &[0]),
            18 => (&[2 * word], &[0]),
            19 => (&[8], &[]),
            INTERFACE => (&[4 * word], &[]),
            // As maps were before Go 1.24, and as they are since.
            21 => (&[5 * word, 8 * word, 4 * word + 8, 7 * word + 8], &[0, word]),
            22 | 23 => (&[word], &[0]),
            25 => (&[4 * word], &[]),
            _ => (&[0], &[]),
        };
        open.extend(parts.iter().filter_map(|part| pointer(own + part)));
        if kind & 0x1f == 25
            && let (Some(fields), Some(count)) =
                (pointer(own + word), number(own + 2 * word, word as u8))
        {
            let fields = (0..count.min(1 << 12)).map(|index| fields.wrapping_add(index * 3 * word));
            open.extend(fields.filter_map(|field| pointer(field.wrapping_add(word))));
        }
        if kind & 0x1f == INTERFACE {
            self.wants(own, &mut seen.methods, each);
        }
        if flags & UNCOMMON == 0 {
            return;
        }
        for size in sizes {
            self.methods(own + size.next_multiple_of(word), types, &mut seen.methods, each);
        }
    }

    /// The methods that an interface wants (`InterfaceType`, `Imethod`).
    fn wants(&self, own: u64, methods: &mut Methods, each: &mut impl FnMut(usize)) {
        let word = self.memory.word();
        let count = self.memory.number(own + 2 * word, word as u8);
        let (Some(at), Some(count)) = (self.memory.pointer(own + word), count) else { return };
        for index in 0..count.min(MOST_METHODS) {
            let number = |by: u64| self.memory.number(at.wrapping_add(index * 8 + by), 4);
            if let (Some(name), Some(of)) = (number(0), number(4)) {
                methods.want((name as u32, of as u32), each);
            }
        }
    }

    /// The methods in the part that a type with a name has (`UncommonType`, `Method`).
    fn methods(
        &self,
        uncommon: u64,
        types: Types,
        methods: &mut Methods,
        each: &mut impl FnMut(usize),
    ) {
        let number = |at: u64, size: u8| self.memory.number(at, size);
        let (Some(count), Some(at)) = (number(uncommon + 4, 2), number(uncommon + 8, 4)) else {
            return;
        };
        for index in 0..count.min(MOST_METHODS) {
            let method = uncommon.wrapping_add(at).wrapping_add(index * 16);
            let (Some(name), Some(of)) = (number(method, 4), number(method.wrapping_add(4), 4))
            else {
                break;
            };
            for place in [method.wrapping_add(8), method.wrapping_add(12)] {
                let function = number(place, 4)
                    .and_then(|offset| self.program.starts_at(types.text.wrapping_add(offset)));
                if let Some(function) = function {
                    methods.add((name as u32, of as u32), function, each);
                }
            }
        }
    }
}
