use super::*;

fn top(text: &str) -> Node {
    let yaml = read(text);
    assert_eq!(yaml.problems, [], "{text}");
    yaml.documents[0].clone()
}

/// Every node, aliases not followed.
fn all<'n>(node: &'n Node, into: &mut Vec<&'n Node>) {
    into.push(node);
    match &node.value {
        Value::Sequence(items) => items.iter().for_each(|item| all(item, into)),
        Value::Mapping(entries) => entries.iter().for_each(|(key, value)| {
            all(key, into);
            all(value, into);
        }),
        Value::Scalar { .. } | Value::Alias { .. } => {}
    }
}

/// Whether every node lies in the text and every masked text says what its node says.
fn hold(text: &str) {
    let yaml = read(text);
    let mut nodes = Vec::new();
    yaml.documents.iter().for_each(|node| all(node, &mut nodes));
    for node in nodes {
        let piece = text.get(node.span.range()).expect("a piece of the text");
        if let (Value::Scalar { text: says, .. }, true) = (&node.value, yaml.problems.is_empty()) {
            let Some(masked) = block_text(text, node) else { continue };
            let quotes = 2 * usize::from(masked.start > node.span.start);
            assert_eq!(masked.text.len(), piece.len() - quotes, "{text}");
            assert_eq!(masked.plain().trim_end(), says.trim_end(), "{text}");
        }
    }
    for span in yaml.comments.iter().chain(yaml.problems.iter().map(|problem| &problem.span)) {
        assert!(text.get(span.range()).is_some(), "{text}");
    }
}

const SAMPLE: &str = "\
# häuser
name: \"Bühne # 1\" # after
'on': {push: [main, 'é'], pull: }
env: &env
  GOOS: linux   # é
  CGO_ENABLED: !!str 0
jobs:
- run: |
    # no comment of YAML
    echo ü
      deeper

    end

  if: >-
    one
    two

    three
  other: a plain
    text in two # lines
- <<: *env
  empty:
  last: \"a\\\"b\\\\ \\
    c\"
";

#[test]
fn nodes_stand_where_they_say_though_the_text_is_no_ascii() {
    let top = top(SAMPLE);
    assert_eq!(top.get("name").unwrap().span.text(SAMPLE), "\"Bühne # 1\"");
    assert_eq!(top.get("on").unwrap().span.text(SAMPLE), "{push: [main, 'é'], pull: }");
    let env = top.get("env").unwrap();
    assert_eq!(env.span.text(SAMPLE), "GOOS: linux   # é\n  CGO_ENABLED: !!str 0");
    let cgo = env.get("CGO_ENABLED").unwrap();
    assert_eq!((cgo.span.text(SAMPLE), cgo.tag.as_deref()), ("0", Some("!!str")));
    let empty = top.get("jobs").unwrap().items()[1].get("empty").unwrap();
    assert!(empty.is_left_out());
    assert!(SAMPLE[..empty.span.start as usize].ends_with("  empty:"));
}

#[test]
fn a_comment_inside_a_scalar_is_none() {
    let comments = read(SAMPLE).comments;
    let comments: Vec<_> = comments.iter().map(|span| span.text(SAMPLE)).collect();
    assert_eq!(comments, ["# häuser", "# after", "# é", "# lines"]);
}

#[test]
fn a_script_is_read_where_it_stands() {
    let top = top(SAMPLE);
    let run = top.get("jobs").unwrap().items()[0].get("run").unwrap();
    let script = block_text(SAMPLE, run).unwrap();
    assert_eq!(script.plain(), "# no comment of YAML\necho ü\n  deeper\n\nend\n");
    let at = script.text.find('ü').unwrap();
    assert_eq!(script.span(at..at + 2).text(SAMPLE), "ü");
    assert!(run.span.text(SAMPLE).starts_with("    # no") && script.text.starts_with("\0\0\0\0#"));
}

#[test]
fn a_folded_text_has_spaces_for_line_breaks() {
    let top = top(SAMPLE);
    let step = &top.get("jobs").unwrap().items()[0];
    let plain = |key| block_text(SAMPLE, step.get(key).unwrap()).unwrap().plain();
    assert_eq!(plain("if"), "one two\nthree\n");
    assert_eq!(plain("other"), "a plain text in two");
    hold(">\n\n  a\n  b\n   more\n\n  c\n\n\n  d\n");
    hold("- \"a\n  b \n\n  c\"\n- 'it''s\n\n\n  d'\n");
}

#[test]
fn escapes_are_read_where_they_stand_or_not_at_all() {
    let text = "- \"echo \\\"a\\\"\\n\"\n- \"\\x41\"\n";
    let top = top(text);
    let masked = block_text(text, &top.items()[0]).unwrap();
    assert_eq!((&*masked.text, masked.start), ("echo \0\"a\0\"\0\n", 3));
    assert_eq!(block_text(text, &top.items()[1]), None);
    assert_eq!(top.items()[1].as_str(), Some("A"));
}

#[test]
fn what_is_merged_in_is_found_behind_what_is_its_own() {
    let text = "a: &a {x: 1, y: 1}\nb: &b\n  <<: *a\n  y: 2\nc:\n  <<: [*b, {z: 3}]\n";
    let top = top(text);
    let c = top.get("c").unwrap();
    let said = |key| c.get(key).and_then(Node::as_str);
    assert_eq!(
        (said("x"), said("y"), said("z"), said("w")),
        (Some("1"), Some("2"), Some("3"), None)
    );
    assert_eq!(c.entries().len(), 1);
}

#[test]
fn the_last_of_two_keys_counts() {
    assert_eq!(top("a: 1\na: 2\n").get("a").and_then(Node::as_str), Some("2"));
}

#[test]
fn a_broken_file_is_read_on_from_the_next_key() {
    let text = "{{- if .Values.a }}\nkind: Pod\nspec:\n  a: {{ b }}\n  c: [\nlast: 1\n---\nx: y\n";
    let yaml = read(text);
    assert!(!yaml.problems.is_empty());
    assert_eq!(yaml.documents.len(), 2 + usize::from(yaml.documents[0].get("kind").is_none()));
    let said = |key| yaml.documents.iter().find_map(|top| top.get(key)?.as_str());
    assert_eq!((said("kind"), said("last"), said("x")), (Some("Pod"), Some("1"), Some("y")));
    let cut = read("a: 1\nb: [1, 2");
    assert_eq!(cut.documents[0].get("b").unwrap().items().len(), 2);
}

#[test]
fn documents_are_many() {
    let text = "--- # one\na: 1\n---\n...\n---\n- b\n";
    let yaml = read(text);
    assert_eq!((yaml.problems, yaml.documents.len()), (vec![], 3));
    assert_eq!(yaml.comments[0].text(text), "# one");
    assert!(read("# only\n").documents.is_empty());
}

#[test]
fn a_bomb_of_aliases_stays_small() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..60 {
        let more = format!("*a{}, ", n - 1).repeat(9);
        text += &format!("a{n}: &a{n} [{more}]\n");
    }
    let bomb = top(&text);
    assert_eq!(bomb.get("a59").unwrap().items().len(), 9);
    let mut text = "a0: &a0 {x: 1}\n".to_owned();
    for n in 1..60 {
        let more = format!("*a{}, ", n - 1).repeat(9);
        text += &format!("a{n}: &a{n} {{<<: [{more}]}}\n");
    }
    assert_eq!(top(&text).get("a59").unwrap().get("y"), None);
}

#[test]
fn an_alias_of_what_it_stands_in_is_no_circle() {
    let text = "a: &a [1, *a]\n";
    let top = top(text);
    let inner = &top.get("a").unwrap().items()[1];
    assert_eq!(inner.value, Value::Alias { name: "a".to_owned(), of: None });
    assert_eq!(inner.items(), []);
}

#[test]
fn a_chain_of_aliases_ends_before_the_stack_does() {
    let mut text = "- &a0 [x]\n".to_owned();
    for n in 1..20_000 {
        text += &format!("- &a{n} [*a{}]\n", n - 1);
    }
    assert!(!read(&text).problems.is_empty());
}

#[test]
fn nesting_has_an_end() {
    for open in ["[", "{a: ", "- ", "? ", "a:\n", "{", "[{", "!a [", "&a ["] {
        let yaml = read(&open.repeat(100_000));
        assert!(yaml.problems.len() <= 16, "{open}");
    }
    let mut text = String::new();
    for depth in 0..2_000 {
        text += &" ".repeat(depth);
        text += "a:\n";
    }
    text += "b: 1\n";
    let yaml = read(&text);
    assert_eq!(yaml.problems.len(), 1);
    assert_eq!(yaml.documents[0].get("b").and_then(Node::as_str), Some("1"));
}

#[test]
fn any_text_is_an_answer() {
    for (cut, _) in SAMPLE.char_indices() {
        hold(&SAMPLE[..cut]);
        let mut bytes = SAMPLE.as_bytes().to_vec();
        for flip in
            [b'\\', b'\n', b'\r', b'\t', b':', b'#', b'|', 0, 0xff, SAMPLE.as_bytes()[cut] ^ 1]
        {
            bytes[cut] = flip;
            let _ = read(&String::from_utf8_lossy(&bytes));
        }
    }
}

#[test]
fn crlf_is_no_part_of_a_script() {
    let text = "a: |\r\n  x\r\n  y\r\nb: |+\r\n\r\n";
    let top = top(text);
    assert_eq!(block_text(text, top.get("a").unwrap()).unwrap().plain(), "x\ny\n");
    assert_eq!(block_text(text, top.get("b").unwrap()).unwrap().plain().trim(), "");
}

#[test]
fn a_block_scalar_with_an_anchor_or_nothing_in_it_has_its_lines() {
    let text = "a: &x !t # c\n  |2-\n    in\n   less\nb: |\nc: >-\n\n\nd: |  # why\n  z";
    let top = top(text);
    let lines = |key: &str| top.get(key).unwrap().span.text(text);
    assert_eq!(lines("a"), "    in\n   less\n");
    assert_eq!((lines("b"), lines("c"), lines("d")), ("", "", "  z"));
    assert_eq!(read(text).comments.len(), 2);
    for text in ["# |\n|2-\n", "- >\n  |\n- |", "a: |\n  >\n"] {
        hold(text);
    }
}

#[test]
fn what_stands_in_brackets_or_quotes_may_be_indented_less() {
    // Each is read so by go-yaml and PyYAML, and refused by the letter of YAML 1.2.
    let text = "a:\n  b: [\n    \"yes\",\n    'no'\n  ]\n  c: [\n  x,\n y ]\n  d: 'one\n  two'\n  e: {f: 1,\n}\nz: 1\n";
    let top = top(text);
    let a = top.get("a").unwrap();
    let items = |key: &str| a.get(key).unwrap().items().len();
    assert_eq!((items("b"), items("c")), (2, 2));
    assert_eq!(a.get("b").unwrap().span.text(text), "[\n    \"yes\",\n    'no'\n  ]");
    assert_eq!(a.get("d").unwrap().span.text(text), "'one\n  two'");
    assert!(a.get("d").and_then(Node::as_str).unwrap().starts_with("one "));
    assert_eq!(a.get("e").unwrap().get("f").and_then(Node::as_str), Some("1"));
    assert_eq!(top.get("z").and_then(Node::as_str), Some("1"));
    // A bracket that nothing closes is still one.
    assert!(!read("a:\n  b: [\n  x\nz: 1\n").problems.is_empty());
}

#[test]
fn a_long_file_is_not_read_again_for_each_quote_that_is_indented_less() {
    let quotes = |count: usize| "a:\n  b: 'x\n y'\n".repeat(count);
    assert_eq!(read(&quotes(30)).problems, []);
    let yaml = read(&("key: value\n".repeat(10_000) + &quotes(30)));
    assert!(!yaml.problems.is_empty());
    assert!(yaml.documents[0].entries().len() > 10_000);
}
