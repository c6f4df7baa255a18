//! What of a script is read, told as one line for each command.

use super::*;

/// Each simple command in order: its words, with what is put in by name, and how deep it stands.
fn told(text: &str) -> Vec<String> {
    let script = read(text, 0);
    let mut out = Vec::new();
    list(&script.list, 0, &mut out);
    out
}

fn list(statements: &[Statement], depth: usize, out: &mut Vec<String>) {
    for (_, pipeline) in statements.iter().flat_map(|statement| &statement.pipelines) {
        pipeline.commands.iter().for_each(|one| command(one, depth, out));
    }
}

fn command(one: &Command, depth: usize, out: &mut Vec<String>) {
    match &one.kind {
        Kind::Simple(simple) => {
            let mut words: Vec<String> = Vec::new();
            for one in &simple.assignments {
                words.push(format!("{}={}", one.name, word(&one.value)));
            }
            words.extend(simple.words.iter().map(word));
            out.push(format!("{:depth$}{}", "", words.join("|")));
            for part in simple.words.iter().flat_map(|word| &word.parts) {
                if let Part::Output(inner) = part {
                    list(inner, depth + 1, out);
                }
            }
        }
        Kind::Subshell(inner) | Kind::Group(inner) => list(inner, depth + 1, out),
        Kind::If(branches, otherwise) => {
            for (condition, then) in branches {
                list(condition, depth, out);
                list(then, depth + 1, out);
            }
            list(otherwise, depth + 1, out);
        }
        Kind::While(condition, body) => {
            list(condition, depth, out);
            list(body, depth + 1, out);
        }
        Kind::For(_, _, body) => list(body, depth + 1, out),
        Kind::Case(_, bodies) => bodies.iter().for_each(|body| list(body, depth + 1, out)),
        Kind::Function(_, body) => command(body, depth + 1, out),
        Kind::Test => out.push(format!("{:depth$}test", "")),
    }
}

fn word(word: &Word) -> String {
    let part = |part: &Part| match part {
        Part::Text { text, .. } => text.clone(),
        Part::Variable(variable) => format!("<{}>", variable.name),
        Part::Output(_) => "<()>".to_owned(),
        Part::Foreign(Foreign::Make(name)) => format!("<make {name}>"),
        Part::Foreign(Foreign::Expression(inner)) => format!("<{{{inner}}}>"),
        Part::Other => "<?>".to_owned(),
    };
    word.parts.iter().map(part).collect()
}

#[test]
fn words_assignments_and_quotes_are_taken_apart() {
    assert_eq!(
        told(r#"CGO_ENABLED=0 GOOS="linux" go build -ldflags '-s -w' -o "$OUT/app" ./cmd/a\ b"#),
        ["CGO_ENABLED=0|GOOS=linux|go|build|-ldflags|-s -w|-o|<OUT>/app|./cmd/a b"]
    );
}

#[test]
fn a_variable_says_what_is_put_in_where_it_is_not_set() {
    let script = read("go build -o ${OUT:-bin/$NAME}.exe", 0);
    let Kind::Simple(simple) = &script.list[0].pipelines[0].1.commands[0].kind else {
        panic!("this is a simple command");
    };
    let Part::Variable(variable) = &simple.words[3].parts[0] else {
        panic!("the word begins with a variable");
    };
    let Change::OrElse(other) = &variable.change else { panic!("it has another value") };
    assert_eq!((variable.name.as_str(), word(other)), ("OUT", "bin/<NAME>".to_owned()));
    assert_eq!(simple.words[3].literal(), None);
}

#[test]
fn what_joins_commands_is_kept() {
    let script = read("! a | b && c || d & e; f", 7);
    let joins: Vec<_> = script.list[0].pipelines.iter().map(|(join, _)| *join).collect();
    assert_eq!(joins, [Join::First, Join::And, Join::Or]);
    let first = &script.list[0].pipelines[0].1;
    assert!(first.is_negated && first.commands.len() == 2 && script.list[0].in_background);
    assert_eq!((script.list.len(), first.span), (3, Span { start: 7, end: 15 }));
}

#[test]
fn compound_commands_hold_what_they_run() {
    let text = "if [ -f a ]; then one; elif [[ $b == c* ]]; then two; else three; fi
        for x in 1 2; do four $x; done
        while read line; do five; done < file
        case $a in x|y) six ;; (*) seven;; esac
        f() { eight; }
        function g { (nine); }
        bash-4.4+() { ten; }
        ((i++)); $((1 + 2))";
    assert_eq!(
        told(text),
        [
            "[|-f|a|]",
            " one",
            "test",
            " two",
            " three",
            " four|<x>",
            "read|line",
            " five",
            " six",
            " seven",
            "  eight",
            "   nine",
            "  ten",
            "test",
            "<?>"
        ]
    );
    assert_eq!(read(text, 0).problems, []);
}

#[test]
fn what_a_command_puts_out_is_read_too() {
    assert_eq!(
        told("V=$(git describe) a \"$(b \"$(c)\")\" `d e`"),
        ["V=<()>|a|<()>|<()>", " b|<()>", "  c", " d|e"]
    );
}

#[test]
fn a_here_document_is_no_command() {
    let text = "cat <<-'EOF' >out && next\n\tgo build\n\tEOF\nlast <<X\n$(no)\nX\n";
    assert_eq!(told(text), ["cat", "next", "last"]);
    let script = read(text, 0);
    let cat = &script.list[0].pipelines[0].1.commands[0].redirects[0];
    let here = cat.here.as_ref().unwrap();
    assert_eq!((here.body.text(text), here.is_plain), ("\tgo build\n", true));
}

#[test]
fn nothing_stands_where_another_language_takes_it_away() {
    assert_eq!(told("go \0\0build \\\n\0\0\0./...\0\0"), ["go|build|./..."]);
    assert_eq!(
        told("go build -o \u{1}{OUT} \u{1}@ ${{ matrix.goos }}-$A"),
        ["go|build|-o|<make OUT>|<make @>|<{matrix.goos}>-<A>"]
    );
}

#[test]
fn comments_are_kept_and_a_sign_within_a_word_begins_none() {
    let text = "a # why\n# landfall: allow x\nb c#d '#' $# ${#e}";
    assert_eq!(told(text), ["a", "b|c#d|#|<#>|<e>"]);
    let comments = read(text, 0).comments;
    assert_eq!(comments[1].text(text), "# landfall: allow x");
}

#[test]
fn broken_pieces_are_told_and_the_rest_is_read() {
    for (text, says, rest) in [
        ("fi; a", "this ends something that was not begun", "a"),
        ("if a; then b", "what is begun here does not end", "a"),
        ("a \"b", "a double quote is not closed", "a|b"),
        ("a )\nb", "this ends something that was not begun", "a"),
        ("for x in y; z", "a loop has no body", "z"),
    ] {
        let script = read(text, 0);
        assert_eq!(script.problems[0].says, says, "{text}");
        assert!(told(text).iter().any(|line| line.trim() == rest), "{text}: {:?}", told(text));
    }
}

#[test]
fn no_text_cut_short_or_changed_stops_the_reader() {
    let text = "if a \"$(b ${c:-`d`} <<E)\"; then\nx\nE\n case $é in @(a|b)) \u{1}{f} ;; esac; fi\n(( 1 ))";
    for end in 0..=text.len() {
        read(&String::from_utf8_lossy(&text.as_bytes()[..end]), 0);
    }
    for at in 0..text.len() {
        for byte in [0, b'(', b')', b'"', b'\'', b'`', b'{', b'}', b'\n', b'\\', b'$', b'<', 0xff] {
            let mut changed = text.as_bytes().to_vec();
            changed[at] = byte;
            read(&String::from_utf8_lossy(&changed), 0);
        }
    }
}

#[test]
fn deep_nesting_and_long_rows_end_soon() {
    for piece in [
        "(",
        "$(",
        "`",
        "{ ",
        "if ",
        "\"$(",
        "((",
        "${a:-",
        "case x in ",
        "<<a ",
        "&& ",
        "\\",
        "@(",
        "a[;",
        "case x in ((",
    ] {
        let script = read(&piece.repeat(200_000), 0);
        assert!(script.problems.len() <= 100, "{piece}");
    }
}
