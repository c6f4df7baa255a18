//! What is taken off a line, and what is not.

use super::*;

fn lines(pieces: &[&[u8]]) -> Vec<String> {
    let (mut lines, mut all) = (Lines::default(), Vec::new());
    pieces.iter().for_each(|piece| lines.push(piece, |line| all.push(line.to_owned())));
    lines.finish(|line| all.push(line.to_owned()));
    all
}

#[test]
fn lines_are_whole_whatever_pieces_they_come_in() {
    assert_eq!(lines(&[b"a", b"b\nc", b"\n\nd"]), ["ab", "c", "", "d"]);
    assert_eq!(lines(&[b"a\r\nb\r\n"]), ["a", "b"]);
}

#[test]
fn a_file_of_powershell_is_read_as_any_other() {
    let wide: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain("go: no\r\nx".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert_eq!(lines(&[&wide[..5], &wide[5..]]), ["go: no", "x"]);
    // A pipe may deliver its bytes one by one.
    let single: Vec<&[u8]> = wide.chunks(1).collect();
    assert_eq!(lines(&single), ["go: no", "x"]);
    assert_eq!(lines(&[b"\xef", b"\xbb", b"\xbfgo: no"]), ["go: no"]);
    // What begins as a mark and ends there is none.
    assert_eq!(lines(&[b"\xef"]), ["\u{fffd}"]);
}

#[test]
fn a_line_without_an_end_is_handed_out_in_pieces() {
    let long = vec![b'x'; 3 * LONGEST];
    let told = lines(&[&long, b"\nnext"]);
    assert!(told.iter().all(|line| line.len() <= LONGEST));
    assert_eq!(told.last().map(String::as_str), Some("next"));
}

#[test]
fn colours_and_what_was_written_over_are_gone() {
    assert_eq!(
        plain(b"\x1b[31;1merror\x1b[0m: \x1b]8;;http://x\x07link\x1b]8;;\x07"),
        "error: link"
    );
    assert_eq!(plain(b"50%\r100%\rdone\r"), "done");
    assert_eq!(plain(b"caf\xe9"), "caf\u{fffd}");
}

#[test]
fn what_is_wrapped_in_json_is_taken_out() {
    let line =
        br#"{"log":"exec: \"gcc\": not found\n","stream":"stderr","time":"2026-11-20T10:00:00Z"}"#;
    assert_eq!(plain(line), "exec: \"gcc\": not found");
    assert_eq!(
        plain(br#"{"level":"error","msg":"failed","error":"no such host"}"#),
        "failed: no such host"
    );
    assert_eq!(plain(b"{not json"), "{not json");
}

#[test]
fn what_a_logger_put_in_quotes_is_read_as_it_was_said() {
    assert_eq!(
        plain(br#"time="now" level=error msg="exec: \"gcc\": not found\n\tat C:\\x""#),
        "time=\"now\" level=error msg=\"exec: \"gcc\": not found\n\tat C:\\x\""
    );
    assert_eq!(
        plain(br#"ValueError: ('failed', b"can't load package: no\n", 'returncode', 1)"#),
        "ValueError: ('failed', b\"can't load package: no\n\", 'returncode', 1)"
    );
    for source in
        [r#"printf("a\n");"#, r"Some(b'\n') => rb'\d+'", r#"x := "\"a\"""#, r"C:\new\tools"]
    {
        assert_eq!(plain(source.as_bytes()), source);
    }
}

#[test]
fn a_message_begins_behind_times_and_names() {
    for prefix in [
        "2026-11-20T10:11:12.1234567Z ",
        "2026-11-20T10:11:12.123+01:00 stderr F ",
        "2026/11/20 10:11:12 ",
        "10:11:12 ",
        "#12 3.456 ",
        "##[error]",
        "2026-11-20T10:11:12Z ##[error]",
        "web-1  | ",
        "web-1  | 2026/11/20 10:11:12 ",
        "[pod/web-1/web] ",
        "[2026-11-20 10:11:12] ",
        "Nov 20 10:00:00 host web[123]: ",
        "::error file=main.go,line=3::",
        "",
    ] {
        assert_eq!(message(&format!("{prefix}./x: not found")), "./x: not found", "{prefix}");
    }
}

#[test]
fn what_go_says_in_brackets_is_no_prefix() {
    for line in
        ["[signal SIGSEGV: segmentation violation]", "# runtime/cgo", "main.go:3:1: x", "a || b"]
    {
        assert_eq!(message(line), line);
    }
}

#[test]
fn a_line_in_backquotes_of_json_or_in_a_frame_ends_before_them() {
    assert_eq!(message("│ ./x: not found    │"), "./x: not found");
    assert_eq!(message("`./x: not found`"), "./x: not found");
    assert_eq!(message("  \"message\": \"./x: not found\","), "./x: not found");
}

#[test]
fn what_an_engine_wrote_in_parts_is_one_line_and_lines_are_numbered_as_before() {
    let gitlab =
        b"2026-11-20T10:11:12.000000Z 01E ./x: \n2026-11-20T10:11:12.000001Z 01E+not found\n\
                   2026-11-20T10:11:12.000002Z 00O end\n";
    assert_eq!(
        lines(&[gitlab]),
        [
            "2026-11-20T10:11:12.000000Z 01E ./x: not found",
            "",
            "2026-11-20T10:11:12.000002Z 00O end"
        ]
    );
    let container =
        b"2026-11-20T10:11:12.1Z stderr P ./x: \n2026-11-20T10:11:12.2Z stderr P not \n\
                      2026-11-20T10:11:12.3Z stderr F found\n2026-11-20T10:11:12.4Z stderr F end\n";
    assert_eq!(
        lines(&[container]),
        [
            "2026-11-20T10:11:12.1Z stderr P ./x: not found",
            "",
            "",
            "2026-11-20T10:11:12.4Z stderr F end"
        ]
    );
    // A part of another stream is none of this.
    let other = b"2026-11-20T10:11:12.1Z stderr P one\n2026-11-20T10:11:12.2Z stdout F two\n";
    assert_eq!(lines(&[other]).len(), 2);
}

#[test]
fn parts_without_an_end_are_not_held() {
    let first = "2026-11-20T10:11:12.000000Z 01E a\n";
    let rest = "2026-11-20T10:11:12.000000Z 01E+aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n";
    let log = [first, &rest.repeat(10_000)].concat();
    let told = lines(&[log.as_bytes()]);
    assert_eq!(told.len(), 10_001);
    assert!(told.iter().all(|line| line.len() <= LONGEST));
}

#[test]
fn json_is_taken_out_of_json_and_each_line_of_it_is_one() {
    let inner = r#"{\"level\":\"error\",\"msg\":\"\\u001b[31ma\\nb \\\"c\\\" \\u003cd\\u003e\"}"#;
    let docker = format!(r#"{{"log":"{inner}\n","stream":"stderr"}}"#);
    assert_eq!(plain(docker.as_bytes()), "a\nb \"c\" <d>");
    let zap = br#"{"level":"error","msg":"failed","error":"no such host","stacktrace":"main.main 1\n\t/x/main.go:3"}"#;
    assert_eq!(plain(zap), "failed: no such host\nmain.main 1\n\t/x/main.go:3");
    let api = br#"{"message":"Validation Failed","errors":[{"resource":"Run","detail":"exec: \"gcc\": not found"}]}"#;
    assert_eq!(plain(api), "Validation Failed\nexec: \"gcc\": not found");
    assert_eq!(plain(br#"[{"message":"one two","time":"now"}]"#), "one two");
    let test = br#"{"Action":"output","Package":"x","Output":"FAIL\n"}"#;
    assert_eq!(plain(test), "FAIL");
}

#[test]
fn a_piece_of_json_is_read_as_the_whole_is() {
    assert_eq!(
        plain(br#"  "message": "one\ntwo \"three\"","#),
        "  \"message\": \"one\ntwo \"three\"\","
    );
    let zap = b"2026-11-20T10:11:12Z\tERROR\tfailed\t{\"error\": \"exec: \\\"gcc\\\"\"}";
    assert!(plain(zap).ends_with("{\"error\": \"exec: \"gcc\"\"}"));
}

#[test]
fn escapes_of_several_writers_are_read_and_others_stay() {
    assert_eq!(escapes::unescaped(r"b'one\n\ttwo'").as_deref(), Some("b'one\n\ttwo'"));
    assert_eq!(
        escapes::unescaped(r"\033[31mone\x1b[0m \u003e\ud83d\ude00\e[K").as_deref(),
        Some("\x1b[31mone\x1b[0m >\u{1f600}\x1b[K")
    );
    assert_eq!(escapes::unescaped(r"C:\Go \u12 \ud800 \x"), None);
    assert_eq!(escapes::unescaped("nothing"), None);
}

#[test]
fn what_pages_and_commands_escape_is_read() {
    assert_eq!(
        plain(b"exec: &quot;gcc&#34; &#39;x&#x27; &lt;a&gt; &amp;&nbsp;b &c; &"),
        "exec: \"gcc\" 'x' <a> &\u{20}b &c; &"
    );
    assert_eq!(plain(b"::error file=a.go::one%0Atwo 5%25"), "::error file=a.go::one\ntwo 5%");
    assert_eq!(plain(b"100%0A"), "100%0A");
}

#[test]
fn colours_that_were_copied_are_gone_and_times_in_brackets_stay() {
    for line in [
        "\x1b_bk;t=1700000000000\x07error",
        "\x1b[31merror\x1b(B\x1b[m",
        "^[[31merror^[[0m",
        "\u{241b}[1merror",
        "[0K[31;1merror[0;m",
        "[31merror[0m",
        "error[K",
    ] {
        assert_eq!(plain(line.as_bytes()), "error", "{line}");
    }
    for line in [
        "rate(x[5m])",
        "x[30m0s]",
        "map[K]V",
        "f[K comparable]",
        "a[0]",
        "[1m]",
        "[\u{201c}x\u{201d}]",
    ] {
        assert_eq!(plain(line.as_bytes()), line);
    }
}

#[test]
fn what_was_written_over_is_kept_where_it_says_something() {
    assert_eq!(plain(b"section_start:1:x\r\x1b[0KHeader"), "section_start:1:x\nHeader");
    assert_eq!(
        plain(b"one: not found\rone: not found\r 10%\r 20% of all\rtwo\r\r"),
        "one: not found\ntwo"
    );
}

#[test]
fn wide_letters_are_read_in_both_orders_and_without_a_mark() {
    let wide =
        |of: fn(u16) -> [u8; 2]| "go: no\r\nx".encode_utf16().flat_map(of).collect::<Vec<u8>>();
    assert_eq!(lines(&[&[0xfe, 0xff], &wide(u16::to_be_bytes)]), ["go: no", "x"]);
    assert_eq!(lines(&[&wide(u16::to_le_bytes)]), ["go: no", "x"]);
}

#[test]
fn any_bytes_are_lines() {
    let pieces: [&[u8]; 12] = [
        b"[",
        b"^[[",
        b"\xe2\x80\x9c",
        b"&#x;",
        b"&",
        b"\\u",
        b"\\ud83d\\",
        b"=\"",
        b"\r",
        b"\x1b",
        b"2026-11-20T10:11:12.000000Z 0",
        b"1m",
    ];
    for one in pieces {
        for two in pieces {
            for three in pieces {
                let all = [one, two, three].concat();
                let text = plain(&all).into_owned();
                assert!(message(&text).len() <= text.len());
                let _ = escapes::unescaped(&text);
                let _ = lines(&[&all]);
            }
        }
    }
}
