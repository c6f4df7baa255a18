//! What is said of texts, by signatures made for that.

use landfall_know::{DoNot, Pattern};

use super::*;

fn text(is: &'static str) -> Text {
    Text {
        is: Pattern::parse(is).unwrap(),
        with: None,
        near: Vec::new(),
        unless: Vec::new(),
        weak: false,
        seen: "a test".into(),
        from: "a test".into(),
    }
}

fn cause(name: &str) -> Cause {
    Cause {
        says: format!("{name} of {{program|it}}"),
        rules: Vec::new(),
        packages: None,
        mend: vec!["mend {program|it}".to_owned()],
        prove: Vec::new(),
        do_not: vec![DoNot { what: "this".to_owned(), why: "that".to_owned() }],
        from: Vec::new(),
    }
}

fn signature(name: &str, texts: Vec<Text>) -> Signature {
    let cause = cause(name);
    Signature {
        name: name.to_owned(),
        summary: "{program|it} fails".to_owned(),
        stage: "test",
        general: false,
        follows: Vec::new(),
        texts,
        causes: vec![cause].into(),
    }
}

fn told(signatures: &[Signature], log: &str) -> Vec<Explained> {
    let mut explainer = Explainer::new(signatures).unwrap();
    log.lines().for_each(|line| explainer.line(line, |line| line));
    explainer.end(|line| line);
    explainer.finish(&Looked::default())
}

fn names(signatures: &[Signature], log: &str) -> Vec<String> {
    told(signatures, log).into_iter().map(|one| one.signature).collect()
}

#[test]
fn what_was_captured_is_in_all_words() {
    let told = told(
        &[signature("lost", vec![text("{program}: is not there")])],
        "a\nx: ./app: is not there\n",
    );
    let [one] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((one.summary.as_str(), one.line, one.times), ("./app fails", 2, 1));
    assert_eq!(
        (one.says.as_str(), one.mend.as_slice()),
        ("lost of ./app", &["mend ./app".to_owned()][..])
    );
    assert_eq!(one.certainty, Certainty::Likely);
}

#[test]
fn the_heavier_text_comes_first_and_what_only_says_that_something_failed_last() {
    let all = [
        signature("short", vec![text("failed: no")]),
        Signature {
            general: true,
            ..signature("general", vec![text("exit status 1 of all that was run")])
        },
        signature("long", vec![text("failed: no such thing")]),
    ];
    assert_eq!(
        names(&all, "failed: no such thing\nexit status 1 of all that was run"),
        ["long", "short", "general"]
    );
}

#[test]
fn a_consequence_comes_behind_what_it_follows() {
    let later = Signature {
        follows: vec!["first".to_owned()],
        ..signature("later", vec![text("and so it all broke down")])
    };
    let all = [later, signature("first", vec![text("it began")])];
    assert_eq!(names(&all, "it began\nand so it all broke down"), ["first", "later"]);
    assert_eq!(names(&all, "and so it all broke down"), ["later"]);
}

#[test]
fn a_weak_text_counts_alone_or_with_what_speaks_for_it() {
    let weak = Text { weak: true, near: vec!["goroutine ".into()], ..text("^Killed$") };
    let all = [signature("killed", vec![weak])];
    let noise = "line\n".repeat(5);
    assert_eq!(names(&all, "Killed"), ["killed"]);
    assert_eq!(names(&all, &format!("{noise}Killed\n")), [""; 0]);
    assert_eq!(names(&all, &format!("{noise}Killed\n{noise}goroutine 1\n")), ["killed"]);
    let far = "line\n".repeat(NEAR + 1);
    assert_eq!(names(&all, &format!("Killed\n{far}goroutine 1\n")), [""; 0]);
}

#[test]
fn what_stands_near_counts_however_much_follows() {
    let weak = Text { weak: true, near: vec!["goroutine ".into()], ..text("^Killed$") };
    let all = [signature("killed", vec![weak])];
    let many = "line\n".repeat(NEAR + 1) + &"goroutine 2\n".repeat(5000);
    assert_eq!(names(&all, &format!("goroutine 1\nKilled\n{many}")), ["killed"]);
    assert_eq!(names(&all, &format!("{many}Killed\n")), ["killed"]);
}

#[test]
fn what_stands_near_begins_a_word() {
    let near = Text { near: vec!["go build".into()], ..text("no such library") };
    let all = [signature("lost", vec![near])];
    assert_eq!(names(&all, "cargo build\nno such library"), [""; 0]);
    assert_eq!(names(&all, "cargo build; go build\nno such library"), ["lost"]);
}

#[test]
fn a_few_lines_were_picked_from_what_stood_near_them() {
    let near = vec!["go build".into()];
    let near = Text { near, weak: true, ..text("no such library") };
    let all = [signature("lost", vec![near])];
    let certainty = |log: &str| told(&all, log).first().map(|one| one.certainty);
    assert_eq!(certainty("a\n\nno such library\nb"), Some(Certainty::Possible));
    assert_eq!(certainty("a\ngo build\nno such library"), Some(Certainty::Likely));
    assert_eq!(certainty("a\nb\nno such library\nc"), None);
}

#[test]
fn one_of_a_group_of_words_may_stand_near() {
    let near = Text { near: vec!["<go>".into(), "xgo".into()], ..text("no such library") };
    let all = [signature("lost", vec![near])];
    for word in ["go build", "GOARCH", "xgo"] {
        assert_eq!(names(&all, &format!("a\nb\nc\n{word}\nno such library")), ["lost"], "{word}");
    }
    assert_eq!(names(&all, "a\nb\nc\n<go>\nno such library"), [""; 0]);
}

#[test]
fn only_what_was_looked_at_speaks_against_a_cause() {
    let of_build = Signature {
        causes: vec![Cause {
            rules: vec!["interpreter_not_there".to_owned()],
            ..cause("of a build")
        }]
        .into(),
        ..signature("lost", vec![text("is not there")])
    };
    let all = [of_build];
    let mut explainer = Explainer::new(&all).unwrap();
    explainer.line("it is not there", |line| line);
    explainer.end(|line| line);
    let machine_alone = Looked { at_machine: true, ..Looked::default() };
    assert_eq!(explainer.finish(&machine_alone)[0].evidence, []);
    let whole = Looked { at_build: true, ..Looked::default() };
    assert!(explainer.finish(&whole)[0].evidence[0].text.contains("interpreter_not_there"));
}

#[test]
fn another_line_can_be_asked_for_and_be_forbidden() {
    let with = Text {
        with: Some(Pattern::parse("needed by {program})").unwrap()),
        ..text("no such library")
    };
    let unless = Text { unless: vec!["npm ERR!".into()], ..text("no such library") };
    let (with, unless) = ([signature("with", vec![with])], [signature("unless", vec![unless])]);
    assert_eq!(names(&with, "no such library"), [""; 0]);
    assert_eq!(told(&with, "no such library\nneeded by ./app)")[0].says, "with of ./app");
    assert_eq!(names(&unless, "no such library"), ["unless"]);
    assert_eq!(names(&unless, "no such library\nnpm ERR! x"), [""; 0]);
}

#[test]
fn a_line_without_an_end_is_looked_at_around_the_text() {
    let all = [signature("long", vec![text("{program}: is not there")])];
    let noise = "é".repeat(50_000);
    assert_eq!(
        told(&all, &format!("{noise} ./app: is not there {noise}"))[0].says,
        "long of ./app"
    );
}

#[test]
fn the_line_of_source_that_a_message_names_is_told() {
    for (message, place) in [
        ("see\u{a0}x.go:12: not there", Some(("x.go", 12))),
        ("./main.go:5:15: undefined: x", Some(("./main.go", 5))),
        ("panic (a/b.go:12)", Some(("a/b.go", 12))),
        ("main.go: no such file", None),
        ("go: downloading", None),
    ] {
        let place = place.map(|(file, line): (&str, u32)| (file.to_owned(), line));
        assert_eq!(place_in(message), place, "{message}");
    }
}

#[test]
fn what_could_confirm_a_cause_is_a_rule() {
    for one in landfall_know::signatures().unwrap() {
        for rule in one.causes.iter().flat_map(|cause| &cause.rules) {
            assert!(crate::find(rule).is_some(), "{}: there is no rule {rule}", one.name);
        }
    }
}

#[test]
fn a_million_different_cases_are_kept_as_few() {
    let all = [signature("many", vec![text("{program}: is not there")])];
    let log: String = (0..10_000).map(|one| format!("app{one}: is not there\n")).collect();
    assert_eq!(told(&all, &log).len(), MOST_CASES);
}

#[test]
fn a_line_that_a_terminal_broke_is_one() {
    let lost =
        [signature("lost", vec![text("{program}: the loader that it asks for is not there")])];
    let long = "x".repeat(40);
    let whole =
        format!("{long}: app: the loader that it asks for is not there, so it does not start");
    for width in [62, 66, 70, 75, 80] {
        let (first, second) = whole.split_at(width);
        let told = told(&lost, &format!("one\n{first}\n{second}\nlast\n"));
        assert_eq!((told.len(), told[0].line, told[0].times), (1, 2, 1), "{width}");
    }
    // A mail breaks at blanks; nothing is as narrow as this.
    assert_eq!(names(&lost, &whole.replacen("asks for is", "asks for\nis", 1)), ["lost"]);
    assert!(names(&lost, "app: the loader that it\nasks for is not there").is_empty());
}

#[test]
fn a_message_begins_with_a_small_letter_or_a_capital_one() {
    let all = [signature("lost", vec![text("it is not there")])];
    let said = told(&all, "It is not there");
    assert_eq!((said.len(), &*said[0].text), (1, "It is not there"));
    assert_eq!(names(&all, "and It is not there"), [""; 0]);
    let all = [signature("lost", vec![text("It is {what}")])];
    assert_eq!(names(&all, "it is lost"), ["lost"]);
    // Wherever its longest piece stands, and a line that says it as it is says it once.
    let all = [signature("lost", vec![text("open {what}: no such thing on this machine")])];
    assert_eq!(names(&all, "Open a.so: no such thing on this machine"), ["lost"]);
    assert_eq!(told(&all, "open a.so: no such thing on this machine")[0].times, 1);
}

#[test]
fn a_line_that_two_texts_of_a_signature_fit_is_told_once() {
    let both = vec![text("exec {program}: format error"), text("exec /{program}: format error")];
    let told = told(&[signature("format", both)], "exec /app: format error\n");
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].summary, "app fails");
}

#[test]
fn what_one_line_says_of_several_is_told_of_each() {
    let lost = [signature("lost", vec![text("{program}: is not there")])];
    assert_eq!(told(&lost, "one: is not there").len(), 1);
    let mut explainer = Explainer::new(&lost).unwrap();
    explainer.line("one: is not there\ntwo: is not there", |line| line);
    explainer.end(|line| line);
    let told = explainer.finish(&Looked::default());
    let summaries: Vec<&str> = told.iter().map(|one| one.summary.as_str()).collect();
    assert_eq!(summaries, ["one fails", "two fails"]);
}

#[test]
fn no_line_goes_on_in_another_log() {
    let lost = [signature("lost", vec![text("the loader that it asks for is not there")])];
    let (first, second) =
        (format!("{} the loader that", "x".repeat(60)), "it asks for is not there");
    for (is_one, found) in [(true, 1), (false, 0)] {
        let mut explainer = Explainer::new(&lost).unwrap();
        explainer.line(&first, |line| line);
        if !is_one {
            explainer.end(|line| line);
        }
        explainer.line(second, |line| line);
        explainer.end(|line| line);
        assert_eq!(explainer.finish(&Looked::default()).len(), found);
    }
}
