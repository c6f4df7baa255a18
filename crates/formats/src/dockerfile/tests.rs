use super::*;

fn keywords(text: &str) -> Vec<(String, String)> {
    let told = |one: &Instruction| (one.keyword.clone(), one.body.text.replace('\0', ""));
    read(text).instructions.iter().map(told).collect()
}

fn said(keyword: &str, body: &str) -> (String, String) {
    (keyword.to_owned(), body.to_owned())
}

#[test]
fn a_line_is_continued_over_comments_and_empty_lines() {
    let text = "FROM a\nRUN one \\\n  # why\n\n  && two # no comment\n# end\ncmd three";
    assert_eq!(
        keywords(text),
        [said("FROM", " a"), said("RUN", " one   && two # no comment"), said("CMD", " three")]
    );
    let file = read(text);
    let comments: Vec<_> = file.comments.iter().map(|span| span.text(text)).collect();
    assert_eq!(comments, ["# why", "# end"]);
    assert_eq!(file.instructions[1].span.text(text).lines().count(), 4);
}

#[test]
fn places_in_what_follows_are_places_in_the_file() {
    let text = "RUN --mount=type=cache,target=/x a \\\n\t# c\n  \"b\"\n";
    let run = &read(text).instructions[0];
    let words: Vec<_> = run.words().iter().map(|word| word.span.text(text)).collect();
    assert_eq!(words, ["a", "\"b\""]);
    assert_eq!(run.flags[0].span.text(text), "--mount=type=cache,target=/x");
}

#[test]
fn two_dashes_end_the_flags() {
    let file = read("FROM a\nCOPY --chown=1 -- --b c\n");
    let copy = &file.instructions[1];
    assert_eq!(copy.flags.len(), 1);
    let words: Vec<_> = copy.words().iter().filter_map(Word::literal).collect();
    assert_eq!(words, ["--b", "c"]);
}

#[test]
fn the_escape_sign_of_windows_is_asked_for_at_the_top_alone() {
    let text = "# escape=`\nFROM a\nRUN dir c:\\ `\n x";
    assert_eq!(keywords(text)[1], said("RUN", " dir c:\\  x"));
    let late = "FROM a\n# escape=`\nRUN a `\nRUN b";
    assert_eq!(keywords(late).len(), 3);
}

#[test]
fn here_documents_follow_the_lines_that_ask_for_them() {
    let text = "RUN <<A cat && <<-'B' sh\none\nA\n\ttwo\n\tB\nCOPY <<E /x\n# no comment\nE\nUSER a";
    let file = read(text);
    let heres: Vec<_> = file
        .instructions
        .iter()
        .flat_map(|one| &one.heres)
        .map(|here| (here.name.as_str(), here.body.text(text), here.is_plain))
        .collect();
    assert_eq!(
        heres,
        [("A", "one\n", false), ("B", "\ttwo\n", true), ("E", "# no comment\n", false)]
    );
    assert_eq!((file.instructions.len(), file.comments.len()), (3, 0));
}

#[test]
fn a_sign_in_quotes_asks_for_no_here_document() {
    assert_eq!(keywords("RUN echo \"<<A\" $((1<<2))\nUSER a").len(), 2);
}

#[test]
fn names_and_values_are_taken_apart_in_both_forms() {
    let text = "ENV A=1 B=\"x $C\" \\\n D=${E:-f}\nENV OLD form of it\nARG G\nARG H=";
    let file = read(text);
    let told: Vec<_> = file
        .instructions
        .iter()
        .flat_map(Instruction::pairs)
        .map(|pair| {
            let value = pair.value.map(|word| word.span.text(text).to_owned());
            (pair.name, value, pair.span.text(text).to_owned())
        })
        .collect();
    let row = |name: &str, value: &str, whole: &str| {
        (name.to_owned(), Some(value.to_owned()), whole.to_owned())
    };
    assert_eq!(
        told,
        [
            row("A", "1", "A=1"),
            row("B", "\"x $C\"", "B=\"x $C\""),
            row("D", "${E:-f}", "D=${E:-f}"),
            row("OLD", "form of it", "OLD form of it"),
            ("G".to_owned(), None, "G".to_owned()),
            row("H", "", "H="),
        ]
    );
}

#[test]
fn the_json_form_says_where_each_element_stands() {
    let text = "ENTRYPOINT [\"/a\\\"b\", \\\n \"c\" ]\nCMD [one]\nCMD []";
    let file = read(text);
    let elements = file.instructions[0].elements().unwrap();
    assert_eq!(elements[0].0, "/a\"b");
    assert_eq!(elements[1].1.text(text), "\"c\"");
    assert_eq!(file.instructions[1].elements(), None);
    assert_eq!(file.instructions[2].elements(), Some(Vec::new()));
}

#[test]
fn what_stands_behind_onbuild_is_an_instruction() {
    let text = "ONBUILD COPY --from=a b c";
    let one = &read(text).instructions[0];
    assert!(one.is_on_build && one.keyword == "COPY" && one.flag("from").is_some());
}

#[test]
fn what_is_no_instruction_is_told_and_passed() {
    let file = read("FORM a\nFROM b");
    assert_eq!(file.problems[0].span, Span { start: 0, end: 4 });
    assert_eq!(file.instructions.len(), 2);
    let open = read("RUN <<A\nx");
    assert_eq!(open.problems[0].says, "a here-document does not end");
}

#[test]
fn no_file_cut_short_or_changed_stops_the_reader() {
    let text = "# escape=\\\n\u{feff}FROM é AS b\r\nENV A=\"é\" \\\n # x\n B\nRUN <<E [\"a\\\\\", \"\n\nE\nCMD [\"é\"]";
    for end in 0..=text.len() {
        all(&String::from_utf8_lossy(&text.as_bytes()[..end]));
    }
    for at in 0..text.len() {
        for byte in [0, b'\n', b'\\', b'"', b'[', b'#', b'-', b'<', b'=', b' ', 0xff] {
            let mut changed = text.as_bytes().to_vec();
            changed[at] = byte;
            all(&String::from_utf8_lossy(&changed));
        }
    }
    for piece in ["RUN <<A\n", "\\\n", "ONBUILD ", "RUN \\\n#\n", "ENV a "] {
        all(&piece.repeat(100_000));
    }
}

fn all(text: &str) {
    for one in read(text).instructions {
        assert!(one.span.range().end <= text.len());
        let _ = (one.words(), one.elements(), one.pairs());
    }
}
