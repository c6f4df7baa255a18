//! The names that a file uses and that nobody declares where it is built.

use hashbrown::HashMap;

use super::{Found, Look, Obstacle, What, add};
use crate::survey::{File, Kind, Named, Package, Pair, Set, To, Word};

impl Look<'_, '_> {
    pub(super) fn file(
        &self,
        index: usize,
        package: &Package,
        number: usize,
        file: &File,
        on: Set,
        found: &mut Found,
    ) {
        let here = |at, what, on| Obstacle { package: index, at: Some((number, at)), what, on };
        if let Some(why) = &file.unread {
            return add(found, (11, &file.name), here(0, What::Unread { why: why.clone() }, on));
        }
        if let Some((at, message)) = file.broken {
            // What stands behind it was not seen, nor is it needed.
            return add(found, (12, &file.name), here(at, What::Broken { message }, on));
        }
        // A dot import may bring any name.
        let has_dot = file.imports.iter().any(|import| import.name == Some(self.dot));
        let has_nameless = file.imports.iter().any(|import| {
            import.name.is_none() && self.survey.packages[import.package].files.is_empty()
        });
        let assembled = package.others.iter().filter(|other| other.name.ends_with(".s"));
        let assembled = assembled.fold(0, |set, other| set | other.fits);
        let scope = &self.scopes[index];
        let word = |word| self.survey.words.get(word);
        let uses_cgo = package.files.iter().filter(|file| file.imports_c);
        let uses_cgo = uses_cgo.fold(0, |set, file| set | file.built);
        let imports = self.imported(file);
        let narrow = on & self.survey.narrow;
        for (written, of, at) in file.wide.iter().filter(|_| narrow != 0) {
            let what = What::Overflow { written: written.clone(), of };
            add(found, (18, written), here(*at, what, narrow));
        }
        for unit in &file.units {
            if let (Kind::Func { has_body: false }, [(name, at)]) = (unit.kind, &unit.names[..])
                && on & !assembled != 0
                && !file.linknames.contains(name)
            {
                let what = What::NoBody { name: word(*name) };
                add(found, (6, &word(*name)), here(*at, what, on & !assembled));
            }
            for pair in &unit.pairs {
                self.pair(index, &imports, pair, on, |what, on| {
                    let key = format!("{what:?}");
                    add(found, (14, &key), here(pair.at, what, on));
                });
            }
            for reference in &unit.references {
                let at = reference.at;
                match reference.to {
                    To::Name(name) | To::Selected(name, _)
                        if !has_dot
                            && !self.predeclared.contains(&name)
                            && (name != self.c || !file.imports_c)
                            && !imports.contains_key(&name) =>
                    {
                        let there = scope.names.get(&name).copied();
                        // What an import is called nobody knows where it is not on disk.
                        let is_told = there.is_some() || (!has_nameless && is_whole(package));
                        let missing = if is_told { on & !there.unwrap_or(0) } else { 0 };
                        if missing != 0 {
                            let what = || self.undefined(word(name), index, name);
                            add_once(found, (3, word(name)), missing, || here(at, what(), missing));
                        }
                    }
                    To::Selected(base, name) if base != self.c => {
                        let Some(of) = imports.get(&base).copied() else { continue };
                        let package = &self.survey.packages[of];
                        let declared = self.scopes[of].names.get(&name).copied();
                        let is_told = declared.is_some() || is_whole(package);
                        let missing =
                            if is_told { on & package.built & !declared.unwrap_or(0) } else { 0 };
                        if missing != 0 {
                            let written = format!("{}.{}", word(base), word(name));
                            let what = || self.undefined(written.clone(), of, name);
                            let key = (4, written.clone());
                            add_once(found, key, missing, || here(at, what(), missing));
                        }
                    }
                    To::Typed(base, of, name) => {
                        let package = match base {
                            Some(base) => imports.get(&base).copied(),
                            None => Some(index),
                        };
                        let Some(package) = package else { continue };
                        let missing = self.scopes[package].missing(of, name).unwrap_or(0) & on;
                        if missing != 0 && !has_dot {
                            let of = match base {
                                Some(base) => format!("{}.{}", word(base), word(of)),
                                None => word(of),
                            };
                            let key = format!("{of}.{}", word(name));
                            let what = What::NoMember { of: Some(of), name: word(name) };
                            add(found, (5, &key), here(at, what, missing));
                        }
                    }
                    To::Member(name) => {
                        let Some(members) = &self.members else { continue };
                        let there = members.get(&name);
                        // Fields of C structs are listed nowhere.
                        let missing = there.map_or(0, |there| on & !there & !uses_cgo);
                        if missing != 0 {
                            let what = What::NoMember { of: None, name: word(name) };
                            add(found, (5, &word(name)), here(at, what, missing));
                        }
                    }
                    To::Name(_) | To::Selected(..) => {}
                }
            }
        }
    }

    /// The platforms with cgo.
    /// Tells where the two fields of a pair are of different types, which Go converts by itself never.
    fn pair(
        &self,
        index: usize,
        imports: &HashMap<Word, usize>,
        pair: &Pair,
        on: Set,
        mut tell: impl FnMut(What, Set),
    ) {
        let types = |((base, of), name): (Named, Word)| {
            let package = match base {
                Some(base) => *imports.get(&base)?,
                None => index,
            };
            Some(self.scopes[package].field(of, name))
        };
        let (Some(left), Some(right)) = (types(pair.left), types(pair.right)) else { return };
        // Somewhere they fit, or nobody could ever have built it.
        let fits = |(wanted, there): &(Word, Set)| {
            right.iter().any(|(of, here)| of == wanted && there & here != 0)
        };
        if !left.iter().any(fits) {
            return;
        }
        for (wanted, there) in left {
            for (of, here) in right {
                let on = on & there & here;
                let [wanted, of] = [*wanted, *of].map(|word| plain(self.survey.words.get(word)));
                if on == 0 || wanted == of {
                    continue;
                }
                let ((base, of_type), name) = pair.right;
                let word = |word| self.survey.words.get(word);
                let base = base.map_or(String::new(), |base| word(base) + ".");
                let name = format!("{base}{}.{}", word(of_type), word(name));
                tell(What::Mismatch { name, of, wanted }, on);
            }
        }
    }

    fn undefined(&self, written: String, of: usize, name: Word) -> What {
        let package = &self.survey.packages[of];
        let files = self.scopes[of].declaring(package, name);
        let files = files.iter().map(|file| package.files[*file].name.clone()).collect();
        What::Undefined { name: written, of, files }
    }

    /// The packages that a file imports, by the names by which it calls them.
    fn imported(&self, file: &File) -> HashMap<Word, usize> {
        let mut imports = HashMap::with_capacity(file.imports.len());
        for import in &file.imports {
            let given = import.name.as_slice();
            let names = if given.is_empty() { &self.clauses[import.package] } else { given };
            for name in names {
                imports.entry(*name).or_insert(import.package);
            }
        }
        imports
    }
}

/// Adds an obstacle that costs much to make: only where it is not known yet.
fn add_once(found: &mut Found, key: (u8, String), on: Set, make: impl FnOnce() -> Obstacle) {
    match found.get_mut(&key) {
        Some(known) => known.on |= on,
        None => {
            found.insert(key, make());
        }
    }
}

/// The one of two names for the same type.
fn plain(name: String) -> String {
    match name.as_str() {
        "byte" => "uint8".to_owned(),
        "rune" => "int32".to_owned(),
        _ => name,
    }
}

/// Whether all that a package declares was seen: what SWIG would write is not there yet.
fn is_whole(package: &Package) -> bool {
    let is_seen = |file: &File| file.broken.is_none() && file.unread.is_none();
    // What lies nowhere is told by a table, which has only the names that some ports lack.
    !package.dir.is_empty()
        && !package.files.is_empty()
        && package.files.iter().all(is_seen)
        && !package.others.iter().any(|other| other.name.contains(".swig"))
}
