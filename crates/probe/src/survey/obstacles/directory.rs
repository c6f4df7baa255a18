//! What the files of a directory make impossible together.

use std::collections::BTreeMap;

use super::{Declarer, Found, Look, Obstacle, What, add};
use crate::survey::{Absent, Kind, Package, Set, Unlinkable, Word};

impl Look<'_, '_> {
    /// What the files of a directory make impossible together.
    pub(super) fn directory(&self, index: usize, package: &Package, found: &mut Found) {
        let whole = |what, on| Obstacle { package: index, at: None, what, on };
        let with_cgo = package.files.iter().filter(|file| file.imports_c);
        let uses_cgo = with_cgo.fold(0, |set, file| set | file.built);
        let has_cgo = self.has_cgo();
        let has_swig = package.others.iter().any(|other| other.name.contains(".swig"));
        for other in &package.others {
            let on = other.fits & package.reached;
            let ending = other.name.rsplit('.').next().unwrap_or_default();
            match ending {
                "s" if on & uses_cgo != 0 => {
                    let what = What::AssemblyWithCgo { file: other.name.clone() };
                    // Only that which go vet and go build both refuse: see the callers of runCgo.
                    add(found, (9, ""), whole(what, on & uses_cgo));
                }
                "s" | "S" | "sx" | "swig" | "swigcxx" | "syso" => {}
                _ if !has_swig && on & has_cgo & !uses_cgo != 0 => {
                    let what = What::NeedlessC { file: other.name.clone() };
                    add(found, (8, ""), whole(what, on & has_cgo & !uses_cgo));
                }
                _ => {}
            }
        }
        for Unlinkable { name, fault, at, on } in &package.unlinkable {
            let what = What::Unlinkable { name: name.clone(), fault: fault.clone() };
            let on = on & package.reached;
            if on != 0 {
                add(
                    found,
                    (17, &format!("{name}{fault:?}")),
                    Obstacle { package: index, at: Some(*at), what, on },
                );
            }
        }
        for absent in &package.absent {
            let on = absent.on & package.reached;
            let Absent { name, is_header, may_be_made, .. } = absent.clone();
            let what = What::Absent { name, is_header, may_be_made };
            if on != 0 {
                let obstacle = Obstacle { package: index, at: Some(absent.at), what, on };
                add(found, (16, &absent.name), obstacle);
            }
        }
        self.declared_twice(index, package, found);
        // The first file of each platform says what the package is called there.
        let mut named: Vec<(Word, Set)> = Vec::new();
        let mut all: Set = 0;
        for file in package.files.iter().filter(|file| file.unread.is_none()) {
            let on = file.built & package.reached;
            for (one, there) in named.iter().filter(|(one, _)| *one != file.package) {
                if on & there != 0 {
                    let names = [*one, file.package].map(|word| self.survey.words.get(word));
                    add(found, (10, ""), whole(What::TwoPackages { names }, on & there));
                }
            }
            if on & !all != 0 {
                named.push((file.package, on & !all));
                all |= on;
            }
        }
    }

    fn declared_twice(&self, index: usize, package: &Package, found: &mut Found) {
        let mut declared: BTreeMap<(Option<Word>, Word), Vec<Declarer>> = BTreeMap::new();
        for (number, file) in package.files.iter().enumerate() {
            let on = file.built & package.reached;
            for unit in file.units.iter().filter(|_| on != 0) {
                let receiver = match unit.kind {
                    Kind::Method(None) => continue,
                    Kind::Method(receiver) => receiver,
                    Kind::Values | Kind::Type | Kind::Func { .. } => None,
                };
                for (name, at) in &unit.names {
                    if self.never_twice.contains(name) {
                        continue;
                    }
                    let before = declared.entry((receiver, *name)).or_default();
                    for (other, there) in before.iter() {
                        if there & on == 0 || *other == number {
                            continue;
                        }
                        let written = self.survey.words.get(*name);
                        let other = package.files[*other].name.clone();
                        let what = What::Redeclared { name: written.clone(), other };
                        let at = Some((number, *at));
                        let on = there & on;
                        add(found, (7, &written), Obstacle { package: index, at, what, on });
                    }
                    // Who adds no platform adds no pair either: so there are no more than platforms.
                    if before.iter().fold(on, |left, (_, there)| left & !there) != 0 {
                        before.push((number, on));
                    }
                }
            }
        }
    }
}
