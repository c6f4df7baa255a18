//! Makes the calls of a survey: each reference is followed to what it can mean.

use hashbrown::{HashMap, HashSet};
use rayon::prelude::*;

use super::{CUse, Calls, Edge, Kind, Node, Place, Scope, Survey, To, Unit, Word};
use crate::survey::{File, Reference};

impl<'s, 'p> Calls<'s, 'p> {
    /// The calls on one platform. The survey must have been made for it.
    pub fn new(survey: &'s Survey<'p>, platform: usize) -> Self {
        let on = 1 << platform;
        let mut calls = Self {
            survey,
            on,
            units: Vec::new(),
            begins: Vec::new(),
            edges: Vec::new(),
            scopes: Vec::new(),
            names: Vec::new(),
            by_name: HashMap::new(),
            reflected: 0,
            c_uses: Vec::new(),
            unsafe_uses: Vec::new(),
            fields: HashSet::new(),
            values: Vec::new(),
            taken: HashSet::new(),
        };
        calls.number();
        calls.declare();
        calls.connect();
        calls
    }

    /// Gives every declaration that is built a number.
    fn number(&mut self) {
        for (package, told) in self.survey.packages.iter().enumerate() {
            for (number, file) in told.files.iter().enumerate() {
                let is_built = file.built & told.reached & self.on != 0;
                for unit in 0..if is_built { file.units.len() } else { 0 } {
                    self.units.push(Place {
                        package: package as u32,
                        file: number as u32,
                        unit: unit as u32,
                        receiver: None,
                    });
                }
            }
        }
    }

    /// What the packages declare, and the names of all methods.
    fn declare(&mut self) {
        let mut scopes: Vec<Scope> = Vec::new();
        scopes.resize_with(self.survey.packages.len(), Scope::default);
        let init = self.survey.words.add("init");
        let mut methods = Vec::new();
        let mut fields = HashSet::new();
        for node in 0..self.units.len() as Node {
            let Place { package, file, .. } = self.units[node as usize];
            let file = &self.survey.packages[package as usize].files[file as usize];
            let scope = &mut scopes[package as usize];
            scope.clause.get_or_insert(file.package);
            let unit = self.unit(node);
            let listed = unit.members.iter().filter(|member| !member.is_method);
            fields.extend(listed.map(|member| member.name));
            for (name, _) in &unit.names {
                match unit.kind {
                    Kind::Method(of) => {
                        methods.push((node, of, *name));
                        scope.methods.extend(of.map(|of| ((of, *name), node)));
                    }
                    Kind::Func { .. } if *name == init => scope.inits.push(node),
                    Kind::Func { .. } => {
                        scope.names.insert(*name, node);
                        if file.exports.contains(name) {
                            scope.exports.push(node);
                        }
                    }
                    Kind::Type | Kind::Values => {
                        scope.names.insert(*name, node);
                    }
                }
            }
            if unit.kind == Kind::Values {
                scope.inits.push(node);
            }
        }
        let first = self.units.len() + 2 * self.survey.packages.len();
        // No method has no name.
        self.reflected = first as Node;
        self.names.push((self.survey.words.add(""), Vec::new()));
        for (method, of, name) in methods {
            if self.survey.words.get(name).starts_with(char::is_uppercase) {
                self.names[0].1.push(method);
            }
            let scope = &mut scopes[self.units[method as usize].package as usize];
            let receiver = of.and_then(|of| scope.names.get(&of).copied());
            self.units[method as usize].receiver = receiver;
            if let Some(receiver) = receiver {
                scope.of_type.entry(receiver).or_default().push(method);
            }
            let node = *self.by_name.entry(name).or_insert_with(|| {
                self.names.push((name, Vec::new()));
                (first + self.names.len() - 1) as Node
            });
            self.names[node as usize - first].1.push(method);
        }
        self.scopes = scopes;
        self.fields = fields;
    }

    fn connect(&mut self) {
        // The declarations of a file stand together, and one file's references are followed with
        // the same imports.
        let mut files: Vec<(Node, Node)> = Vec::new();
        for (node, place) in self.units.iter().enumerate() {
            let node = node as Node;
            match files.last_mut() {
                Some((first, end)) if place.unit != 0 && *first < *end => *end = node + 1,
                _ => files.push((node, node + 1)),
            }
        }
        let words = ["C", ".", "Pointer"].map(|word| self.survey.words.add(word));
        let asks = ["Method", "MethodByName"].map(|word| self.survey.words.add(word));
        let shared: &Self = self;
        let found: Vec<Found> = files
            .par_iter()
            .map(|(first, end)| {
                let place = shared.units[*first as usize];
                let package = &shared.survey.packages[place.package as usize];
                let file = &package.files[place.file as usize];
                let reflects = file.imports.iter().any(|import| import.path == "reflect");
                let asks = reflects.then_some(asks);
                let package = place.package as usize;
                let follow = Follow { calls: shared, package, file, words, asks };
                follow.file(*first, *end)
            })
            .collect();
        let mut inits: Vec<Vec<Edge>> = vec![Vec::new(); self.survey.packages.len()];
        let mut speaks_c = vec![false; self.survey.packages.len()];
        for ((first, end), found) in files.iter().zip(found) {
            let package = self.units[*first as usize].package as usize;
            let mut edges = found.edges.into_iter();
            for (_, count) in (*first..*end).zip(found.counts) {
                self.begins.push(self.edges.len() as u32);
                self.edges.extend(edges.by_ref().take(count as usize));
            }
            inits[package].extend(found.at_import);
            speaks_c[package] |= !found.c_uses.is_empty();
            self.c_uses.extend(found.c_uses);
            self.unsafe_uses.extend(found.unsafe_uses);
            self.values.extend(found.values);
            self.taken.extend(found.taken);
        }
        for edges in inits {
            self.begins.push(self.edges.len() as u32);
            self.edges.extend(edges);
        }
        for package in 0..self.scopes.len() {
            self.begins.push(self.edges.len() as u32);
            // What C is given it may call.
            for to in self.scopes[package].exports.clone() {
                let at = self.unit(to).names.first().map_or(0, |(_, at)| *at);
                self.edges.push(Edge { to, by: to, at, is_exact: false });
            }
        }
        // Which methods a name leads to depends on the program.
        let names = std::iter::repeat_n(self.edges.len() as u32, self.names.len() + 1);
        self.begins.extend(names);
    }
}

/// What was found in a file.
#[derive(Default)]
struct Found {
    /// The calls of its declarations, one after another.
    edges: Vec<Edge>,
    /// How many each has.
    counts: Vec<u32>,
    /// What it does as its package is imported.
    at_import: Vec<Edge>,
    c_uses: Vec<CUse>,
    unsafe_uses: Vec<(Node, u32)>,
    /// How many arguments each declaration gives to values.
    values: Vec<u32>,
    /// The functions that are named without being called.
    taken: Vec<Node>,
}

/// Whether a function without a name stands in a declaration.
fn holds_function(unit: &Unit) -> bool {
    unit.sizes.as_ref().is_some_and(|sizes| sizes.literals != 0)
}

/// Follows the references of a file.
struct Follow<'a, 's, 'p> {
    calls: &'a Calls<'s, 'p>,
    package: usize,
    file: &'a File,
    /// `C`, `.` and `Pointer`.
    words: [Word; 3],
    /// `Method` and `MethodByName`, if the file imports reflect.
    asks: Option<[Word; 2]>,
}

impl Follow<'_, '_, '_> {
    fn file(&self, first: Node, end: Node) -> Found {
        let mut found = Found::default();
        let init = self.calls.survey.words.add("init");
        let c_code =
            (self.calls.units.len() + self.calls.survey.packages.len() + self.package) as Node;
        for node in first..end {
            let unit = self.calls.unit(node);
            let before = found.edges.len();
            let mut speaks_c = None;
            let mut calls_variable = false;
            for reference in &unit.references {
                if let To::Selected(base, name) = reference.to
                    && self.is_free(base)
                {
                    let Reference { at, is_called, .. } = *reference;
                    if self.file.imports_c && base == self.words[0] {
                        found.c_uses.push(CUse { by: node, name, at, is_called });
                        speaks_c = speaks_c.or(is_called.then_some(at));
                        continue;
                    }
                    let of = self.imported(base);
                    let is_unsafe = of.is_some_and(|of| self.path(of) == "unsafe");
                    if is_unsafe && name == self.words[2] && is_called {
                        found.unsafe_uses.push((node, at));
                    }
                }
                let first = found.edges.len();
                self.follow(node, reference, &mut found.edges);
                calls_variable |= self.may_call_variable(reference, &found.edges[first..]);
                if reference.is_mentioned {
                    self.take(first, &mut found);
                }
                if unit.kind == Kind::Values {
                    self.initialise(unit, reference, first, &mut found);
                }
            }
            if let Some(at) = speaks_c {
                let edge = Edge { to: c_code, by: node, at, is_exact: true };
                found.edges.push(edge);
                found.at_import.extend((unit.kind == Kind::Values).then_some(edge));
            }
            if matches!(unit.kind, Kind::Func { .. }) && unit.names.iter().any(|it| it.0 == init) {
                let at = unit.names.first().map_or(0, |(_, at)| *at);
                found.at_import.push(Edge { to: node, by: node, at, is_exact: true });
            }
            let sizes = unit.sizes.as_deref().copied().unwrap_or_default();
            found.values.push(sizes.values | if calls_variable { sizes.named } else { 0 });
            found.counts.push((found.edges.len() - before) as u32);
        }
        found
    }

    /// What a variable is made of is called as its package is imported. Who uses the variable may
    /// call what it holds: functions that are named, and those that stand in it.
    fn initialise(&self, unit: &Unit, reference: &Reference, first: usize, found: &mut Found) {
        for edge in &mut found.edges[first..] {
            let is_exact = edge.is_exact && !holds_function(unit);
            found.at_import.push(Edge { is_exact, ..*edge });
            edge.is_exact = false;
        }
        if !holds_function(unit) && !reference.is_mentioned {
            let is_type = |node: Node| {
                let units = &self.calls.units;
                units.get(node as usize).is_some() && self.calls.unit(node).kind == Kind::Type
            };
            let mut place = 0;
            // Types stay: their methods can be called through what the variable holds.
            found.edges.retain(|edge| {
                place += 1;
                place <= first || is_type(edge.to)
            });
        }
    }

    /// Whether a variable or field may be called by a reference that has these calls.
    fn may_call_variable(&self, reference: &Reference, edges: &[Edge]) -> bool {
        let is_variable = |edge: &Edge| {
            let is_unit = (edge.to as usize) < self.calls.units.len();
            is_unit && self.calls.unit(edge.to).kind == Kind::Values
        };
        reference.is_called
            && match reference.to {
                To::Name(_) => edges.iter().any(is_variable),
                To::Selected(_, name) => {
                    edges.iter().any(is_variable) || self.calls.fields.contains(&name)
                }
                To::Member(name) | To::Typed(_, _, name) => self.calls.fields.contains(&name),
            }
    }

    /// Notes what may be called wherever its value goes.
    fn take(&self, first: usize, found: &mut Found) {
        for edge in &found.edges[first..] {
            let is_unit = (edge.to as usize) < self.calls.units.len();
            match is_unit {
                true if matches!(
                    self.calls.unit(edge.to).kind,
                    Kind::Func { .. } | Kind::Method(_)
                ) =>
                {
                    found.taken.push(edge.to);
                }
                true => {}
                false => found.taken.extend(self.calls.named(edge.to)),
            }
        }
    }

    fn follow(&self, by: Node, reference: &Reference, edges: &mut Vec<Edge>) {
        let Reference { to, at, is_called, .. } = *reference;
        // Another function may have been put into a variable.
        let is_fixed = |to: Node| self.calls.unit(to).kind != Kind::Values;
        let mut add = |to: Option<Node>, is_exact: bool| {
            let is_exact = is_exact && to.is_some_and(is_fixed);
            edges.extend(to.map(|to| Edge { to, by, at, is_exact }));
            to.is_some()
        };
        let scope = &self.calls.scopes[self.package];
        let by_name = |name: Word| self.calls.by_name.get(&name).copied();
        if let (To::Selected(_, name) | To::Member(name) | To::Typed(_, _, name), Some(asks)) =
            (to, self.asks)
            && asks.contains(&name)
            && is_called
        {
            add(Some(self.calls.reflected), false);
        }
        match to {
            To::Name(name) => {
                add(self.free(name), is_called);
            }
            To::Selected(base, name) => match self.imported(base) {
                Some(of) if !scope.names.contains_key(&base) => {
                    add(self.calls.scopes[of].names.get(&name).copied(), is_called);
                }
                _ => {
                    add(self.free(base), false);
                    let method = scope.methods.get(&(base, name)).copied();
                    if !add(method, is_called) {
                        add(by_name(name), false);
                    }
                }
            },
            To::Member(name) => {
                add(by_name(name), false);
            }
            To::Typed(base, of, name) => {
                let package = match base {
                    Some(base) => self.imported(base),
                    None => Some(self.package),
                };
                let scope = package.map(|package| &self.calls.scopes[package]);
                let declared = scope.and_then(|scope| scope.names.get(&of).copied());
                add(declared, is_called);
                let method = scope.and_then(|scope| scope.methods.get(&(of, name)).copied());
                let listed = declared.and_then(|node| {
                    let mut members = self.calls.unit(node).members.iter();
                    members.find(|member| member.name == name && !member.is_nested)
                });
                // What a field holds was named by whoever put it there.
                let is_field =
                    listed.is_some_and(|member| !member.is_method && !member.is_embedded);
                if !add(method, is_called) && !is_field {
                    add(by_name(name), false);
                }
            }
        }
    }

    fn free(&self, name: Word) -> Option<Node> {
        let of = |package: usize| self.calls.scopes[package].names.get(&name).copied();
        let dots = || {
            let dots = self.file.imports.iter().filter(|it| it.name == Some(self.words[1]));
            dots.map(|import| import.package).find_map(of)
        };
        of(self.package).or_else(dots)
    }

    /// Whether the package does not declare a name itself.
    fn is_free(&self, name: Word) -> bool {
        !self.calls.scopes[self.package].names.contains_key(&name)
    }

    /// The package that the file calls by a name.
    fn imported(&self, name: Word) -> Option<usize> {
        let import = self.file.imports.iter().find(|import| match import.name {
            Some(given) => given == name,
            None => self.calls.scopes[import.package].clause == Some(name),
        });
        import.map(|import| import.package)
    }

    fn path(&self, package: usize) -> &str {
        &self.calls.survey.packages[package].path
    }
}
