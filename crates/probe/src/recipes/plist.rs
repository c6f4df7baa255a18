//! What launchd starts.

use landfall_facts::{PropertyEntry, PropertyList, Recipes};
use landfall_formats::plist;

use super::comments;
use super::text::Text;

/// Reads a property list.
pub(super) fn plist(text: &Text, file: usize, recipes: &mut Recipes) {
    let read = plist::read(&text.text);
    recipes.files[file].allowed = comments::allowed(text, &read.comments);
    let entry = |one: plist::Entry| PropertyEntry {
        keys: one.keys,
        value: one.value,
        at: text.at(one.span),
    };
    let entries = read.entries.into_iter().map(entry).collect();
    recipes.plists.push(PropertyList { file, entries });
}
