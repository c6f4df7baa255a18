//! YAML files, such as workflows and compose files, with where everything in them stands.
//!
//! A file that is broken is read up to the break, and then on from the next key that stands at the
//! start of a line. Templates that make YAML are such files.

mod build;
mod script;

use crate::Span;
use std::sync::Arc;

pub use script::block_text;

/// What a YAML file says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Yaml {
    /// The top of each document in it.
    pub documents: Vec<Node>,
    /// The comments, from their `#` to the end of their line.
    pub comments: Vec<Span>,
    /// What could not be understood.
    pub problems: Vec<Problem>,
}

/// A scalar, a sequence or a mapping. A copy of it shares all that it holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where it stands, its quotes or brackets included, its anchor and tag not. Of a block scalar
    /// (`|`, `>`) it is the lines of the text, from the start of the first to the end of the last.
    /// What was left out, as in `key:`, stands behind that colon and is empty.
    pub span: Span,
    /// Its tag, for example `!reference` or `!!str`.
    pub tag: Option<String>,
    /// What it is.
    pub value: Value,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A text, a number, or nothing: YAML's schemas are the caller's.
    Scalar {
        /// Without quotes, escapes and indentation.
        text: Arc<str>,
        /// How it was written.
        style: Style,
    },
    /// Its items.
    Sequence(Arc<[Node]>),
    /// Its keys and what they hold, each as often as it was given.
    Mapping(Arc<[(Node, Node)]>),
    /// `*name`. Since one of them may stand for many more, whoever follows them counts his steps.
    Alias {
        /// The name.
        name: String,
        /// What the name was given to; `None` inside of that very node.
        of: Option<Arc<Node>>,
    },
}

/// How a scalar was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// `'…'`
    Single,
    /// `"…"`
    Double,
    /// `|`
    Literal,
    /// `>`
    Folded,
}

/// What could not be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub span: Span,
    /// Why.
    pub says: String,
}

/// What a text says.
pub fn read(text: &str) -> Yaml {
    build::read(text)
}

/// So many mappings are looked at for one key of a mapping that others are merged into.
const MERGES: u32 = 64;

impl Node {
    /// What it holds under a key, its own or one that is merged in by `<<`. Of a key that is given
    /// twice the last one counts, as for most readers.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.find(key, &mut MERGES.clone())
    }

    fn find(&self, key: &str, left: &mut u32) -> Option<&Self> {
        *left = left.checked_sub(1)?;
        let entries = self.entries();
        let own = entries.iter().rev().find(|(name, _)| name.as_str() == Some(key));
        if let Some((_, value)) = own {
            return Some(value);
        }
        let merged = entries.iter().filter(|(name, _)| name.is_merge()).map(|(_, value)| value);
        for value in merged {
            let found = match &value.resolved().value {
                Value::Sequence(items) => items.iter().find_map(|item| item.find(key, left)),
                _ => value.find(key, left),
            };
            if found.is_some() {
                return found;
            }
        }
        None
    }

    fn is_merge(&self) -> bool {
        matches!(&self.value, Value::Scalar { text, style: Style::Plain } if &**text == "<<")
    }

    /// Its text, if it is a scalar.
    pub fn as_str(&self) -> Option<&str> {
        match &self.resolved().value {
            Value::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// Its items, if it is a sequence.
    pub fn items(&self) -> &[Self] {
        match &self.resolved().value {
            Value::Sequence(items) => items,
            _ => &[],
        }
    }

    /// Its own keys and what they hold, if it is a mapping.
    pub fn entries(&self) -> &[(Self, Self)] {
        match &self.resolved().value {
            Value::Mapping(entries) => entries,
            _ => &[],
        }
    }

    /// The node itself, or that which it is an alias of.
    pub fn resolved(&self) -> &Self {
        match &self.value {
            Value::Alias { of: Some(of), .. } => of,
            _ => self,
        }
    }

    /// Whether nothing was written, as in `key:`.
    pub fn is_left_out(&self) -> bool {
        self.span.start == self.span.end
    }
}

#[cfg(test)]
mod tests;
