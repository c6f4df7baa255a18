//! The names that a function declares, scope by scope.

use hashbrown::HashMap;

use super::TypeName;

#[derive(Debug, Default)]
pub(super) struct Scopes<'a> {
    locals: Vec<Local<'a>>,
    /// The innermost local of each name.
    innermost: HashMap<&'a str, usize>,
    /// How many locals there were when each scope began.
    begun: Vec<usize>,
}

#[derive(Debug)]
struct Local<'a> {
    name: &'a str,
    of: Option<TypeName<'a>>,
    hides: Option<usize>,
}

impl<'a> Scopes<'a> {
    pub(super) fn open(&mut self) {
        self.begun.push(self.locals.len());
    }

    pub(super) fn close(&mut self) {
        let begun = self.begun.pop().unwrap_or(0);
        for local in self.locals.drain(begun..).rev() {
            match local.hides {
                Some(outer) => self.innermost.insert(local.name, outer),
                None => self.innermost.remove(local.name),
            };
        }
    }

    /// Declares a name in the innermost scope, with its type if that is evident.
    pub(super) fn declare(&mut self, name: &'a str, of: Option<TypeName<'a>>) {
        if name == "_" || self.begun.is_empty() {
            return;
        }
        let hides = self.innermost.insert(name, self.locals.len());
        self.locals.push(Local { name, of, hides });
    }

    /// Declares a name as `:=` does: one that this scope has already is kept, with its type.
    pub(super) fn redeclare(&mut self, name: &'a str, of: Option<TypeName<'a>>) {
        let begun = self.begun.last().copied().unwrap_or(0);
        if self.innermost.get(name).is_none_or(|local| *local < begun) {
            self.declare(name, of);
        }
    }

    /// The type of a local where that is evident; `None` if no scope has the name.
    pub(super) fn find(&self, name: &str) -> Option<Option<TypeName<'a>>> {
        self.innermost.get(name).map(|local| self.locals[*local].of)
    }
}
