//! The facts of a file, as the oracle writes them and as the reader has them.

use std::collections::HashSet;

use landfall_formats::gosrc::{self, File, Kind, Preamble, Reference, References, To};
use serde::Deserialize;

/// What is said of one file. A row is an array.
#[derive(Debug, Default, PartialEq, Deserialize)]
pub(crate) struct Facts {
    pub(crate) refused: bool,
    package: String,
    #[serde(deserialize_with = "rows")]
    imports: Vec<(String, String, u32, u32)>,
    #[serde(deserialize_with = "rows")]
    preambles: Vec<(u32, String)>,
    #[serde(deserialize_with = "rows")]
    declarations: Vec<(String, String, u32, u32, u32, String, bool)>,
    #[serde(deserialize_with = "rows")]
    c_selectors: Vec<(String, u32, u32)>,
    #[serde(deserialize_with = "rows")]
    pointers: Vec<(u32, u32, bool)>,
    #[serde(deserialize_with = "rows")]
    exports: Vec<(String, String, u32)>,
    #[serde(deserialize_with = "rows")]
    directives: Vec<(u32, String)>,
    #[serde(deserialize_with = "rows")]
    linknames: Vec<serde_json::Value>,
    #[serde(deserialize_with = "rows")]
    free: Vec<u32>,
    selected: usize,
}

/// Go writes a list without rows as null.
fn rows<'de, D, T>(from: D) -> Result<Vec<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(from).map(Option::unwrap_or_default)
}

/// What the reader says.
pub(crate) fn of(file: &File<'_>, text: &[u8]) -> Facts {
    let preamble = |it: &Preamble| (it.comments[0].start, it.text(text));
    let references = gosrc::references(text);
    Facts {
        refused: false,
        package: file.package.map_or_else(String::new, |(name, _)| name.to_owned()),
        imports: file
            .imports
            .iter()
            .map(|it| {
                let name = it.name.unwrap_or_default().to_owned();
                (it.path.to_string(), name, it.span.start, it.span.end)
            })
            .collect(),
        preambles: file
            .imports
            .iter()
            .filter_map(|it| it.preamble.as_ref())
            .map(preamble)
            .collect(),
        declarations: file
            .declarations
            .iter()
            .map(|it| {
                let (kind, receiver, is_generic) = kind(it.kind);
                let (start, end) = (it.span.start, it.span.end);
                (kind, it.name.to_owned(), it.name_at, start, end, receiver, is_generic)
            })
            .collect(),
        c_selectors: file
            .c_selectors
            .iter()
            .map(|it| (it.name.to_owned(), it.span.start, it.span.end))
            .collect(),
        pointers: file
            .unsafe_pointers
            .iter()
            .map(|it| (it.span.start, it.span.end, it.converts))
            .collect(),
        exports: file
            .exports
            .iter()
            .map(|it| (it.name.to_owned(), it.function.to_owned(), it.span.start))
            .collect(),
        directives: file.directives.iter().map(|it| (it.span.start, it.text().into())).collect(),
        linknames: file
            .directives
            .iter()
            .filter_map(|it| match it.linkname()? {
                (local, None) => Some(serde_json::json!([it.span.start, local])),
                (local, Some(target)) => Some(serde_json::json!([it.span.start, local, target])),
            })
            .collect(),
        free: free(&references),
        selected: all(&references)
            .filter(|it| matches!(it.to, To::Selected(..) | To::Member(..)))
            .count(),
    }
}

fn all<'r, 'a>(references: &'r References<'a>) -> impl Iterator<Item = &'r Reference<'a>> {
    references.units.iter().flat_map(|unit| &unit.references)
}

/// Where names stand that the file does not declare. Keys in a literal may be fields; `go/parser`
/// leaves them out too.
fn free(references: &References<'_>) -> Vec<u32> {
    let mut free: Vec<u32> = all(references)
        .filter(|it| matches!(it.to, To::Name(_) | To::Selected(..)))
        .map(|it| it.at)
        .collect();
    free.sort_unstable();
    free
}

fn kind(kind: Kind<'_>) -> (String, String, bool) {
    let without = |has_body: bool| if has_body { "" } else { " without body" };
    match kind {
        Kind::Const => ("const".into(), String::new(), false),
        Kind::Var => ("var".into(), String::new(), false),
        Kind::Type { is_alias: true, is_generic } => ("alias".into(), String::new(), is_generic),
        Kind::Type { is_alias: false, is_generic } => ("type".into(), String::new(), is_generic),
        Kind::Func { is_generic, has_body } => {
            (format!("func{}", without(has_body)), String::new(), is_generic)
        }
        Kind::Method { receiver, is_generic, has_body } => (
            format!("method{}", without(has_body)),
            receiver.unwrap_or_default().to_owned(),
            is_generic,
        ),
    }
}

impl Facts {
    /// Takes over what else is told of references.
    pub(crate) fn follow(&mut self, theirs: &Self) {
        self.free.clone_from(&theirs.free);
        self.selected = theirs.selected;
    }

    /// Leaves out the free names that the file declares, and those of type parameters: to
    /// `go/parser` the latter hold to the end of the group, and hide its types from what follows.
    pub(crate) fn leave_out_declared(&mut self, file: &File<'_>, text: &[u8]) {
        let word = |at: u32| {
            let rest = &text[at as usize..];
            let is_part =
                |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_' || **byte >= 128;
            &rest[..rest.iter().take_while(is_part).count()]
        };
        let mut declared = HashSet::new();
        for it in &file.declarations {
            match it.kind {
                Kind::Method { .. } => continue,
                Kind::Type { is_generic: true, .. } => {
                    let starts = it.span.start..it.span.end;
                    declared.extend(starts.map(word).filter(|word| !word.is_empty()));
                }
                _ => {}
            }
            declared.insert(it.name.as_bytes());
        }
        self.free.retain(|at| !declared.contains(word(*at)));
    }

    /// Where the reader's facts of a good file differ from these.
    pub(crate) fn differences(&self, ours: &Self) -> Vec<String> {
        let mut all = Vec::new();
        all.extend(first(
            "package",
            std::slice::from_ref(&self.package),
            std::slice::from_ref(&ours.package),
        ));
        all.extend(first("imports", &self.imports, &ours.imports));
        all.extend(first("preambles", &self.preambles, &ours.preambles));
        all.extend(first("declarations", &self.declarations, &ours.declarations));
        all.extend(first("C selectors", &self.c_selectors, &ours.c_selectors));
        all.extend(first("unsafe.Pointer", &self.pointers, &ours.pointers));
        all.extend(first("exports", &self.exports, &ours.exports));
        all.extend(first("directives", &self.directives, &ours.directives));
        all.extend(first("linknames", &self.linknames, &ours.linknames));
        all.extend(first("free names", &self.free, &ours.free));
        all.extend(first("selectors", &[self.selected], &[ours.selected]));
        all
    }

    /// Of a file that Go refuses, it still says the package and some imports.
    pub(crate) fn broken_differences(&self, ours: &Self) -> Vec<String> {
        let mut all = Vec::new();
        if !self.package.is_empty() && self.package != ours.package {
            all.push(format!("package {:?}, not {:?}", ours.package, self.package));
        }
        for import in self.imports.iter().filter(|import| !ours.imports.contains(import)) {
            all.push(format!("import {import:?} is missing"));
        }
        all
    }
}

fn first<T: PartialEq + std::fmt::Debug>(what: &str, theirs: &[T], ours: &[T]) -> Option<String> {
    if theirs == ours {
        return None;
    }
    let same = theirs.iter().zip(ours).take_while(|(a, b)| a == b).count();
    let (theirs, ours) = (theirs.get(same), ours.get(same));
    Some(format!("{what}: Go has {theirs:?}, the reader {ours:?}"))
}
