//! Any text as a Dockerfile: what is told stands in the text.
#![no_main]

use landfall_formats::{dockerfile, shell};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let read = dockerfile::read(text);
    for one in &read.instructions {
        assert!(text.get(one.span.range()).is_some(), "{one:?}");
        assert!(text.get(one.keyword_span.range()).is_some(), "{one:?}");
        assert!(one.heres.iter().all(|here| text.get(here.body.range()).is_some()), "{one:?}");
        let _ = (one.words(), one.elements(), one.pairs());
        let _ = shell::read(&one.body.text, one.body.start);
    }
});
