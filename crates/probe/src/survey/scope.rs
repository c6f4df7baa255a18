//! What the packages of a survey declare, and where.

use std::sync::OnceLock;

use hashbrown::HashMap;
use rayon::prelude::*;

use super::{Kind, Package, Set, Survey, Word};

/// What a package declares at its top level.
#[derive(Debug, Default)]
pub(super) struct Scope {
    /// Where each name is declared; nowhere, if only in files that are built nowhere.
    pub(super) names: HashMap<Word, Set>,
    /// Where a type has a field or method, by the type's name and the member's.
    members: HashMap<(Word, Word), Set>,
    /// The types of fields that are of one of Go's own, and where each is of it.
    fields: HashMap<(Word, Word), Vec<(Word, Set)>>,
    /// Where a type may have more members than are listed: it embeds or is made of another.
    open_types: HashMap<Word, Set>,
    /// The files that declare each name, by their place: made when first asked for.
    files: OnceLock<HashMap<Word, Vec<usize>>>,
}

impl Scope {
    pub(super) fn new(package: &Package) -> Self {
        let mut scope = Self::default();
        // A file of another package in the directory, as `package main` behind a tag, is no part.
        let mut read = package.files.iter().filter(|file| file.unread.is_none());
        let clause = read.find(|file| file.built != 0).map(|file| file.package);
        for file in package.files.iter().filter(|file| Some(file.package) == clause) {
            for unit in &file.units {
                match unit.kind {
                    Kind::Method(receiver) => {
                        let of = receiver.into_iter().flat_map(|receiver| {
                            unit.names.iter().map(move |(name, _)| (receiver, *name))
                        });
                        of.for_each(|member| {
                            *scope.members.entry(member).or_default() |= file.built
                        });
                        continue;
                    }
                    Kind::Type => scope.add_type(unit, file.built),
                    Kind::Values | Kind::Func { .. } => {}
                }
                for (name, _) in &unit.names {
                    *scope.names.entry(*name).or_default() |= file.built;
                }
            }
        }
        scope.doubt(package);
        scope
    }

    /// What could not be read may declare anything.
    fn doubt(&mut self, package: &Package) {
        let unread = package.files.iter().filter(|file| file.unread.is_some());
        let unread = unread.fold(0, |set, file| set | file.built);
        if unread != 0 {
            self.names.values_mut().for_each(|on| *on |= unread);
            self.members.values_mut().for_each(|on| *on |= unread);
        }
    }

    /// The files of the package that declare a name, whether or not they are built.
    pub(super) fn declaring(&self, package: &Package, name: Word) -> &[usize] {
        let files = self.files.get_or_init(|| {
            let mut files: HashMap<Word, Vec<usize>> = HashMap::new();
            for (number, file) in package.files.iter().enumerate() {
                let is_method = |unit: &&super::Unit| matches!(unit.kind, Kind::Method(_));
                for unit in file.units.iter().filter(|unit| !is_method(unit)) {
                    for (name, _) in &unit.names {
                        let files = files.entry(*name).or_default();
                        if files.last() != Some(&number) {
                            files.push(number);
                        }
                    }
                }
            }
            files
        });
        files.get(&name).map(Vec::as_slice).unwrap_or_default()
    }

    fn add_type(&mut self, unit: &super::Unit, built: Set) {
        for (name, _) in &unit.names {
            let mut is_open = unit.is_derived;
            for member in unit.members.iter().filter(|member| !member.is_nested) {
                *self.members.entry((*name, member.name)).or_default() |= built;
                if let Some(of) = member.of {
                    self.fields.entry((*name, member.name)).or_default().push((of, built));
                }
                is_open |= member.is_embedded;
            }
            if is_open {
                *self.open_types.entry(*name).or_default() |= built;
            }
        }
    }

    /// Where a member of a type is missing, though the type is there; `None` if the type has no
    /// such member anywhere.
    pub(super) fn missing(&self, of: Word, member: Word) -> Option<Set> {
        let has = self.members.get(&(of, member))?;
        let declared = self.names.get(&of)?;
        let is_open = self.open_types.get(&of).copied().unwrap_or_default();
        Some(declared & !has & !is_open)
    }
}

impl Scope {
    /// The types of a field, and where it is of each, as far as they are Go's own.
    pub(super) fn field(&self, of: Word, name: Word) -> &[(Word, Set)] {
        self.fields.get(&(of, name)).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Where any type at all has a member of some name.
pub(super) fn members(survey: &Survey<'_>) -> HashMap<Word, Set> {
    let of = |package: &Package| {
        let mut found: HashMap<Word, Set> = HashMap::default();
        for file in &package.files {
            let on = file.built & package.reached;
            for unit in &file.units {
                unit.members.iter().for_each(|member| *found.entry(member.name).or_default() |= on);
                if let Kind::Method(_) = unit.kind {
                    unit.names.iter().for_each(|(name, _)| *found.entry(*name).or_default() |= on);
                }
            }
        }
        found
    };
    survey.packages.par_iter().map(of).reduce(HashMap::default, |mut all, found| {
        found.into_iter().for_each(|(name, on)| *all.entry(name).or_default() |= on);
        all
    })
}
