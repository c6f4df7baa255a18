//! Any text as a shell script: what is told stands in the text.
#![no_main]

use landfall_formats::shell;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let script = shell::read(text, 0);
    for statement in &script.list {
        for (_, pipeline) in &statement.pipelines {
            assert!(text.get(pipeline.span.range()).is_some(), "{pipeline:?}");
        }
    }
    assert!(script.problems.iter().all(|problem| text.get(problem.span.range()).is_some()));
    shell::redirects(&script, &mut |_| {});
    let _ = shell::words(text, 0);
});
