//! Any text as a Makefile, with the scripts in it: what is told stands in the text.
#![no_main]

use landfall_formats::makefile::{self, Kind};
use landfall_formats::shell;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let read = makefile::read(text);
    for item in &read.items {
        assert!(text.get(item.span.range()).is_some(), "{item:?}");
        assert!(read.branches(item.condition).count() <= read.conditions.len());
        match &item.kind {
            Kind::Rule(rule) => {
                for line in &rule.recipe {
                    assert!(text.get(line.span.range()).is_some(), "{line:?}");
                    let _ = shell::read(&line.script.text, line.script.start);
                }
            }
            Kind::Assignment(one) => {
                let _ = makefile::script(text, one.value_span);
            }
            Kind::Export(_) | Kind::Include(_) | Kind::Expansion => {}
        }
    }
});
