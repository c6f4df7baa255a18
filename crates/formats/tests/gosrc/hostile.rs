//! Source that nobody meant to be read: no panic, no hang, and nothing said of places outside it.

use std::path::Path;

use landfall_formats::gosrc::{self, Span, header};

/// Reads a text and sees that all it is said to hold lies in it. Lends the names declared.
fn declared(text: &[u8]) -> Vec<String> {
    let file = gosrc::read(text);
    let within = |span: Span| assert!(span.start <= span.end && span.end as usize <= text.len());
    let constraint = header::constraint(text);
    if let Ok(Some(constraint)) = constraint {
        constraint.holds(&|tag| tag.is_empty());
        let _ = constraint.to_string();
    }
    file.imports.iter().for_each(|it| within(it.span));
    let preambles = file.imports.iter().filter_map(|it| it.preamble.as_ref());
    for preamble in preambles {
        assert!(preamble.text(text).len() <= text.len() * 3 + 1);
        preamble.directives.iter().for_each(|it| within(it.span));
    }
    file.declarations.iter().for_each(|it| within(it.span));
    file.c_selectors.iter().for_each(|it| within(it.span));
    file.unsafe_pointers.iter().for_each(|it| within(it.span));
    file.exports.iter().for_each(|it| within(it.span));
    for directive in &file.directives {
        within(directive.span);
        directive.embeds();
        directive.linkname();
    }
    let references = gosrc::references(text);
    let units = references.units.iter();
    let places = units.flat_map(|unit| unit.references.iter().map(|it| it.at));
    let fault = references.fault.map(|fault| fault.offset);
    places.chain(fault).for_each(|at| assert!(at as usize <= text.len()));
    assert!(file.faults.len() <= 100);
    assert!(file.faults.iter().all(|it| it.offset as usize <= text.len()));
    file.declarations.iter().map(|it| it.name.to_owned()).collect()
}

fn cases() -> Vec<Vec<u8>> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gosrc/cases");
    std::fs::read_dir(directory)
        .expect("the cases")
        .map(|case| std::fs::read(case.expect("a case").path()).expect("its text"))
        .collect()
}

#[test]
fn a_file_may_end_anywhere() {
    for case in cases() {
        for end in 0..case.len() {
            declared(&case[..end]);
        }
    }
}

#[test]
fn any_bit_may_be_wrong() {
    for mut case in cases() {
        for at in 0..case.len() {
            let bit = 1 << (at % 8);
            case[at] ^= bit;
            declared(&case);
            case[at] ^= bit;
        }
    }
}

#[test]
fn a_carriage_return_or_a_broken_character_may_stand_anywhere() {
    for case in cases() {
        for strange in [&b"\r"[..], b"\0", b"\xff", b"\xef\xbb\xbf", b"\xe2\x80"] {
            let text: Vec<u8> = case
                .iter()
                .flat_map(|byte| std::iter::once(byte).chain(strange))
                .copied()
                .collect();
            declared(&text);
        }
    }
}

#[test]
fn a_million_brackets_are_one_after_the_other() {
    let prelude = "package p\nimport \"C\"\nimport \"unsafe\"\n";
    for (before, bracket, after) in [
        ("var x = ", "(", ")"),
        ("var x = ", "[]", ""),
        ("func f() {", "{", "}"),
        ("func f() {", "func(", ")"),
        ("func ", "(", ")"),
        ("func f(", "func() ", ")"),
        ("func f() ", "chan ", "T"),
        ("type T [P * ", "(", ")"),
        ("import ", "(", ")"),
        ("var x = ", "(unsafe.Pointer)", ""),
        ("var x = ", "-", "1"),
        ("var x = a", "{a", "}"),
        ("var x = ", "func(){", "}()"),
        ("func f(a", "[a", "]"),
        ("func f() {", "if x {", "}"),
        ("func f() {", "switch { case ", "}"),
        ("func f() {", "if x {} else ", "{}"),
        ("type T ", "struct { a ", "}"),
        ("type T ", "interface { a(", ")}"),
    ] {
        for is_closed in [true, false] {
            let after = if is_closed { after.repeat(1_000_000) } else { String::new() };
            let brackets = bracket.repeat(1_000_000);
            declared(format!("{prelude}{before}{brackets}{after}").as_bytes());
        }
    }
}

#[test]
fn what_is_begun_again_and_again_costs_no_more_each_time() {
    for again in [
        "func (\n",
        "func (t [\nfunc (t T) m() {\n",
        "func f() {\n",
        "func f[T any(\n",
        "type T[P *(\nfunc f() {\n",
        "type T[P *T\n",
        "import (\n",
        "import \"C\"\n",
        "import a \"unsafe\"\n",
        "// a\n",
        "/* a */ ",
        "x // a\n",
        "`\n` // a\n",
        "//go:embed \"\n",
        "// #cgo LDFLAGS: \"\n",
        "// +build a\n",
        "// +build !a,b c\n\n",
        "//go:build ",
        "/**/",
        "/*\n*/",
        "/*",
        "\"",
        "'",
        "\\",
        "package p\n",
        "const (\n",
        "var a,",
        "*",
        "\u{660}",
    ] {
        declared(again.repeat(2_000_000 / again.len()).as_bytes());
        declared(format!("package p\n{}", again.repeat(2_000_000 / again.len())).as_bytes());
    }
}

#[test]
fn a_constraint_may_be_as_deep_as_one_is_read() {
    for (open, close) in [("!(a && ", ")"), ("(a || (a && ", "))"), ("(", ")")] {
        for depth in [25, 50, 99, 100, 101, 500, 1_000_000] {
            let text = format!("//go:build {}a{}\n\n", open.repeat(depth), close.repeat(depth));
            declared(text.as_bytes());
        }
    }
}

#[test]
fn a_line_may_be_a_hundred_megabytes_long() {
    let long = "x".repeat(100 << 20);
    for (before, after) in [("// ", "\n"), ("var a = \"", "\"\n"), ("var ", " int\n")] {
        let text = format!("package p\n{before}{long}{after}func last() {{}}\n");
        assert_eq!(declared(text.as_bytes()).last().map(String::as_str), Some("last"));
    }
}
