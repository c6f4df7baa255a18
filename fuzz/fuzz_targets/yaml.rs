//! Any text as YAML, with the scripts in it: what is told stands in the text.
#![no_main]

use landfall_formats::shell;
use landfall_formats::yaml::{self, Node, Value};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for document in &yaml::read(text).documents {
        visit(text, document);
    }
});

fn visit(text: &str, node: &Node) {
    assert!(text.get(node.span.range()).is_some(), "{node:?}");
    match &node.value {
        Value::Scalar { .. } => {
            if let Some(script) = yaml::block_text(text, node) {
                let _ = shell::read(&script.text, script.start);
            }
        }
        Value::Sequence(items) => items.iter().for_each(|item| visit(text, item)),
        Value::Mapping(entries) => {
            for (key, value) in entries.iter() {
                visit(text, key);
                visit(text, value);
            }
        }
        // What it stands for is visited where it stands.
        Value::Alias { .. } => {}
    }
}
