//! Who calls whom on one platform, told without types: what is certain is told apart from what is
//! only possible, and what is possible is never left out.
//!
//! A method that is called on a value whose type is not evident may be any method of that name, of
//! a type that the program names. A function that is named without being called may be called by
//! whoever names it. Who asks reflection for a method may call every exported one, which is what the
//! Go linker takes for granted too. What assembly and `//go:linkname` call is not seen.

mod building;
mod search;
#[cfg(test)]
mod tests;

use hashbrown::{HashMap, HashSet};

use super::{Kind, Set, Survey, To, Unit, Word};

pub use search::{Path, Program, Reached, Step, Ways};

/// Something that can be called, or through which a call goes.
pub type Node = u32;

/// Who calls whom.
#[derive(Debug)]
pub struct Calls<'s, 'p> {
    /// What it was made from.
    pub survey: &'s Survey<'p>,
    /// The platform, as a set.
    pub on: Set,
    /// The declarations, by number.
    units: Vec<Place>,
    /// Where the calls of each node begin in `edges`.
    begins: Vec<u32>,
    edges: Vec<Edge>,
    scopes: Vec<Scope>,
    /// By the number of the first node of its kind: a method's name, and the methods of that name.
    names: Vec<(Word, Vec<Node>)>,
    /// The name node of each name of a method.
    by_name: HashMap<Word, Node>,
    /// The name node of all methods that are exported: what reflection finds.
    reflected: Node,
    /// Where C is spoken of.
    pub c_uses: Vec<CUse>,
    /// Where something is converted by `unsafe.Pointer`, and in what.
    pub unsafe_uses: Vec<(Node, u32)>,
    /// The names of all fields.
    fields: HashSet<Word>,
    /// How many arguments each declaration gives to values that are called.
    values: Vec<u32>,
    /// The functions and methods that are named without being called.
    taken: HashSet<Node>,
}

/// Where a declaration stands: its package, its file there, and its place in the file.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// The package.
    pub package: u32,
    /// The file of the package.
    pub file: u32,
    /// The unit of the file.
    pub unit: u32,
    /// The type that it is a method of.
    receiver: Option<Node>,
}

/// A selector from "C".
#[derive(Debug, Clone, Copy)]
pub struct CUse {
    /// By what.
    pub by: Node,
    /// What is selected.
    pub name: Word,
    /// Where.
    pub at: u32,
    /// Whether it is called.
    pub is_called: bool,
}

/// A call.
#[derive(Debug, Clone, Copy)]
struct Edge {
    to: Node,
    /// The declaration in which it stands.
    by: Node,
    at: u32,
    /// Whether it is this that is called, and nothing else can be.
    is_exact: bool,
}

/// What a package declares on the platform.
#[derive(Debug, Default)]
struct Scope {
    /// The name in its package clauses.
    clause: Option<Word>,
    names: HashMap<Word, Node>,
    /// By the type's name and the method's.
    methods: HashMap<(Word, Word), Node>,
    /// The methods of each type.
    of_type: HashMap<Node, Vec<Node>>,
    /// What it does when it is imported.
    inits: Vec<Node>,
    /// What it gives to C.
    exports: Vec<Node>,
}

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A declaration.
    Unit,
    /// What a package does when it is imported.
    Init(usize),
    /// The C code of a package.
    C(usize),
    /// A method of which only the name is known.
    Name,
}

impl Calls<'_, '_> {
    /// What a node is.
    pub fn what(&self, node: Node) -> What {
        let packages = self.survey.packages.len();
        let Some(rest) = (node as usize).checked_sub(self.units.len()) else { return What::Unit };
        match rest.checked_sub(packages) {
            None => What::Init(rest),
            Some(rest) if rest < packages => What::C(rest),
            Some(_) => What::Name,
        }
    }

    /// The declarations of functions and methods.
    pub fn functions(&self) -> impl Iterator<Item = Node> {
        let units = 0..self.units.len() as Node;
        units.filter(|node| matches!(self.unit(*node).kind, Kind::Func { .. } | Kind::Method(_)))
    }

    /// The package that a node is of; none for a mere name.
    pub fn package(&self, node: Node) -> Option<usize> {
        match self.what(node) {
            What::Unit => Some(self.units[node as usize].package as usize),
            What::Init(package) | What::C(package) => Some(package),
            What::Name => None,
        }
    }

    /// Where a declaration stands.
    pub fn place(&self, node: Node) -> Option<Place> {
        self.units.get(node as usize).copied()
    }

    /// What a node goes by: `path.Func`, `path.Type.Method`.
    pub fn name(&self, node: Node) -> String {
        let path = |package: usize| self.survey.packages[package].path.as_str();
        match self.what(node) {
            What::Init(package) => format!("{} (as it is imported)", path(package)),
            What::C(package) => format!("C code of {}", path(package)),
            What::Name => String::new(),
            What::Unit => {
                let unit = self.unit(node);
                let path = path(self.units[node as usize].package as usize);
                let name = unit.names.first().map(|(name, _)| self.survey.words.get(*name));
                let name = name.unwrap_or_default();
                match unit.kind {
                    Kind::Method(Some(of)) => {
                        format!("{path}.{}.{name}", self.survey.words.get(of))
                    }
                    Kind::Method(None) | Kind::Func { .. } | Kind::Type | Kind::Values => {
                        format!("{path}.{name}")
                    }
                }
            }
        }
    }

    /// A function of a package, or the method of one of its types.
    pub fn declared(&self, package: usize, of: Option<&str>, name: &str) -> Option<Node> {
        let scope = &self.scopes[package];
        let name = self.survey.words.add(name);
        match of {
            Some(of) => scope.methods.get(&(self.survey.words.add(of), name)).copied(),
            None => scope.names.get(&name).copied(),
        }
    }

    /// The declaration of a file, which is built, in which something stands.
    pub fn enclosing(&self, package: usize, file: usize, at: u32) -> Option<Node> {
        let key = |place: &Place| (place.package as usize, place.file as usize);
        let first = self.units.partition_point(|place| key(place) < (package, file));
        let end = self.units.partition_point(|place| key(place) <= (package, file));
        let begin = |node: &Node| self.unit(*node).names.first().map_or(0, |(_, at)| *at);
        let nodes = first as Node..end as Node;
        nodes.filter(|node| begin(node) <= at).max_by_key(begin)
    }

    /// What a package gives to C.
    pub fn exports(&self, package: usize) -> &[Node] {
        &self.scopes[package].exports
    }

    /// Whether a declaration runs by itself as its package is imported.
    pub fn is_init(&self, node: Node) -> bool {
        self.package(node).is_some_and(|package| self.scopes[package].inits.contains(&node))
    }

    fn init(&self, package: usize) -> Node {
        (self.units.len() + package) as Node
    }

    fn nodes(&self) -> usize {
        self.begins.len() - 1
    }

    fn unit(&self, node: Node) -> &Unit {
        let Place { package, file, unit, .. } = self.units[node as usize];
        &self.survey.packages[package as usize].files[file as usize].units[unit as usize]
    }

    fn calls(&self, node: Node) -> &[Edge] {
        let node = node as usize;
        &self.edges[self.begins[node] as usize..self.begins[node + 1] as usize]
    }

    /// The methods that go by the name that a node stands for.
    fn named(&self, node: Node) -> &[Node] {
        let first = self.units.len() + 2 * self.survey.packages.len();
        let place = (node as usize).checked_sub(first);
        place.and_then(|place| self.names.get(place)).map_or(&[], |(_, methods)| methods)
    }
}
