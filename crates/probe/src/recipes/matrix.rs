//! The combinations of a matrix.

use landfall_facts::{Fact, Said, Why};
use landfall_formats::yaml::{Node, Value};

use super::text::Text;

/// More combinations than this are not told apart.
const MOST: usize = 32;
/// A combination holds no more values than this.
const VALUES: usize = 256;

/// One combination.
#[derive(Debug, Clone, Default)]
pub(super) struct Combination {
    /// What it puts in, by name; `a.b` is what stands under b in a.
    pub(super) values: Vec<(String, Said)>,
    /// Whether that is all.
    pub(super) is_whole: bool,
}

/// The combinations of a matrix; one that is empty where there is none.
pub(super) fn combinations(text: &Text, matrix: Option<&Node>) -> Vec<Combination> {
    let Some(matrix) = matrix else {
        return vec![Combination { values: Vec::new(), is_whole: true }];
    };
    let mut all = vec![Combination { values: Vec::new(), is_whole: true }];
    let mut axes = Vec::new();
    let mut is_whole = matches!(matrix.resolved().value, Value::Mapping(_));
    for (name, values) in matrix.entries() {
        let Some(name) = name.as_str().filter(|name| !matches!(*name, "include" | "exclude"))
        else {
            continue;
        };
        axes.push(name);
        let items = values.items();
        // A sequence that is computed.
        if items.is_empty() || all.len().saturating_mul(items.len()) > MOST {
            is_whole = false;
            continue;
        }
        let with = |before: &Combination| {
            let before = before.clone();
            items
                .iter()
                .map(move |item| {
                    let mut one = before.clone();
                    flatten(text, name, item, &mut one.values);
                    one
                })
                .collect::<Vec<_>>()
        };
        all = all.iter().flat_map(with).collect();
    }
    for (key, is_known) in [("exclude", true), ("include", false)] {
        let node = matrix.get(key);
        is_whole &= node.is_none_or(|node| is_known || !node.items().is_empty());
    }
    for entry in matrix.get("exclude").map(Node::items).unwrap_or_default() {
        let mut pairs = Vec::new();
        entry_values(text, entry, &mut pairs);
        all.retain(|one| !pairs.iter().all(|pair| has(one, pair)));
    }
    if axes.is_empty() {
        all.clear();
    }
    let originals = all.len();
    for entry in matrix.get("include").map(Node::items).unwrap_or_default() {
        let mut pairs = Vec::new();
        entry_values(text, entry, &mut pairs);
        let of_axis =
            |pair: &&(String, Said)| axes.contains(&pair.0.split('.').next().unwrap_or_default());
        let mut was_added = false;
        for one in &mut all[..originals] {
            if pairs.iter().filter(of_axis).all(|pair| has(one, pair)) {
                one.values.extend(pairs.iter().filter(|pair| !of_axis(pair)).cloned());
                was_added = true;
            }
        }
        if !was_added && all.len() < MOST {
            all.push(Combination { values: pairs, is_whole: true });
        }
    }
    if all.is_empty() {
        all.push(Combination::default());
    }
    all.iter_mut().for_each(|one| one.is_whole &= is_whole);
    all
}

fn entry_values(text: &Text, entry: &Node, out: &mut Vec<(String, Said)>) {
    for (name, value) in entry.entries() {
        if let Some(name) = name.as_str() {
            flatten(text, name, value, out);
        }
    }
}

fn has(one: &Combination, pair: &(String, Said)) -> bool {
    one.values.iter().any(|(name, said)| *name == pair.0 && said.known() == pair.1.known())
}

fn flatten(text: &Text, name: &str, node: &Node, out: &mut Vec<(String, Said)>) {
    let at = text.at(node.span);
    let unknown = |why: String| Fact::Unknown(Why::new(why));
    let value = match &node.resolved().value {
        Value::Scalar { text, .. } if text.contains("${{") => {
            unknown(format!("{name} of the matrix is computed"))
        }
        Value::Scalar { text, .. } => Fact::Known(text.to_string(), at.clone()),
        Value::Mapping(entries) => {
            // A mapping may hold itself by an alias.
            if name.matches('.').count() > 3 || out.len() > VALUES {
                return;
            }
            for (key, value) in entries.iter() {
                if let Some(key) = key.as_str() {
                    flatten(text, &format!("{name}.{key}"), value, out);
                }
            }
            return;
        }
        Value::Sequence(_) | Value::Alias { .. } => {
            unknown(format!("{name} of the matrix is a list"))
        }
    };
    out.push((name.to_owned(), Said { text: value, written: text.written(node.span), at }));
}
