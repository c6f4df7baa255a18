use super::*;

fn good(text: &str) -> Makefile {
    let file = read(text);
    assert_eq!(file.problems, [], "{text}");
    file
}

fn assignments(file: &Makefile) -> Vec<&Assignment> {
    let kinds = file.items.iter().map(|item| &item.kind);
    kinds.filter_map(|kind| if let Kind::Assignment(it) = kind { Some(it) } else { None }).collect()
}

fn rules(file: &Makefile) -> Vec<&Rule> {
    let kinds = file.items.iter().map(|item| &item.kind);
    kinds.filter_map(|kind| if let Kind::Rule(it) = kind { Some(it) } else { None }).collect()
}

fn texts(words: &[Word]) -> Vec<&str> {
    words.iter().map(|word| &*word.text).collect()
}

/// The covered text of the only recipe line of a rule, without its tab.
fn masked(line: &str) -> String {
    let text = format!("a:\n\t{line}\n");
    let file = read(&text);
    let script = &rules(&file)[0].recipe[0].script;
    assert_eq!(script.text.len(), line.len() + 1, "{line}");
    script.text.strip_prefix('\0').unwrap().to_owned()
}

const SAMPLE: &str = "\
# übung
GOOS ?= linux# here
FLAGS := -a \\
\t  -b   \\
  -c
export CGO_ENABLED=0
export
unexport A $(B C)
override private X += y # z
NOW != date
-include a.mk $(wildcard *.d)
ifeq ($(GOOS),linux)
define LD =
-s
endef
else ifdef Y
web: export GOARCH := arm64
else
vpath %.c src
endif
.PHONY: all
all web.exe: é.go | dir ; @echo # yes
\t@-go build -o $@ $(FLAGS) \\
\t  ./... && echo $$HOME
# not of the shell
ifdef V

\t# of the shell
endif
%.o:: %.c
$(O): %.o: %.c
$(eval $(call X,a:b))
";

#[test]
fn assignments_are_read_with_all_that_stands_before_them() {
    let file = good(SAMPLE);
    let said: Vec<_> =
        assignments(&file).iter().map(|it| (&*it.name.text, it.operator, &*it.value)).collect();
    assert_eq!(
        said,
        [
            ("GOOS", Operator::Default, "linux"),
            ("FLAGS", Operator::Simple, "-a -b -c"),
            ("CGO_ENABLED", Operator::Recursive, "0"),
            ("X", Operator::Append, "y"),
            ("NOW", Operator::Shell, "date"),
            ("LD", Operator::Recursive, "-s"),
            ("GOARCH", Operator::Simple, "arm64"),
        ]
    );
    let all = assignments(&file);
    assert_eq!(all[2].exports, Some(true));
    assert!(all[3].overrides && all[3].is_private && all[5].is_define);
    assert_eq!((texts(&all[6].targets), all[6].exports), (vec!["web"], Some(true)));
    assert_eq!(all[1].value_span.text(SAMPLE), "-a \\\n\t  -b   \\\n  -c");
    assert_eq!(all[0].name.span.text(SAMPLE), "GOOS");
}

#[test]
fn an_export_names_some_or_means_all() {
    let file = good(SAMPLE);
    let exports: Vec<_> = file
        .items
        .iter()
        .filter_map(|item| match &item.kind {
            Kind::Export(export) => Some((export.exports, texts(&export.names))),
            _ => None,
        })
        .collect();
    assert_eq!(exports, [(true, vec![]), (false, vec!["A", "$(B C)"])]);
}

#[test]
fn an_item_knows_its_branch() {
    let file = good(SAMPLE);
    let branches = |name: &str| -> Vec<&str> {
        let is = |item: &&Item| matches!(&item.kind, Kind::Assignment(it) if it.name.text == name);
        let item = file.items.iter().find(is).unwrap();
        file.branches(item.condition).map(|branch| branch.span.text(SAMPLE)).collect()
    };
    assert_eq!(branches("NOW"), [""; 0]);
    assert_eq!(branches("LD"), ["ifeq ($(GOOS),linux)"]);
    assert_eq!(branches("GOARCH"), ["else ifdef Y"]);
    let nested = "ifdef A\nifdef B\nx=1\nendif\nendif\n";
    let file = good(nested);
    let around: Vec<_> =
        file.branches(file.items[0].condition).map(|it| it.span.text(nested)).collect();
    assert_eq!(around, ["ifdef B", "ifdef A"]);
}

#[test]
fn rules_are_read_in_all_their_forms() {
    let file = good(SAMPLE);
    let rules = rules(&file);
    assert_eq!(
        (texts(&rules[0].targets), texts(&rules[0].prerequisites)),
        (vec![".PHONY"], vec!["all"])
    );
    assert_eq!(texts(&rules[1].targets), ["all", "web.exe"]);
    assert_eq!(rules[1].prerequisites[0].span.text(SAMPLE), "é.go");
    assert_eq!(texts(&rules[1].order_only), ["dir"]);
    assert!(rules[2].is_double && !rules[1].is_double);
    assert_eq!(
        (texts(&rules[3].targets), texts(&rules[3].pattern), texts(&rules[3].prerequisites)),
        (vec!["$(O)"], vec!["%.o"], vec!["%.c"])
    );
    assert_eq!(file.items.last().unwrap().kind, Kind::Expansion);
}

#[test]
fn a_recipe_goes_on_behind_comments_blank_lines_and_conditions() {
    let file = good(SAMPLE);
    let recipe = &rules(&file)[1].recipe;
    let plain: Vec<_> = recipe.iter().map(|line| line.script.plain()).collect();
    assert_eq!(
        plain,
        ["echo # yes", "go build -o \u{1}@ \u{1}{FLAGS}   ./... && echo $HOME", "# of the shell"]
    );
    assert!(recipe[0].is_silent && recipe[1].may_fail && !recipe[1].runs_always);
    assert_eq!(file.conditions[recipe[2].condition.unwrap()].span.text(SAMPLE), "ifdef V");
    let comments: Vec<_> = file.comments.iter().map(|span| span.text(SAMPLE)).collect();
    assert_eq!(comments, ["# übung", "# here", "# z", "# not of the shell"]);
}

#[test]
fn what_is_makes_own_is_covered_byte_for_byte() {
    assert_eq!(masked("@- +go $(A)"), "\0\0\0\0go \u{1}{A}");
    assert_eq!(masked("${A_b.c-1}$$x$<$^"), "\u{1}{A_b.c-1}\0$x\u{1}<\u{1}^");
    assert_eq!(masked("$(shell a (b) é)x"), "\u{1}{??????????????}x");
    assert_eq!(masked("$(A$(B))${}$é"), "\u{1}{?????}\u{1}{}\u{1}é");
    assert_eq!(masked("a\\\n\tb\\\\\\\r\n c\\d"), "a\0\0\0b\\\\\0\0\0 c\\d");
    assert_eq!(masked("\u{1}{A}$"), "?{A}\0");
    assert_eq!(masked("$(A é"), "\u{1}{???}");
    assert_eq!(masked("$("), "\u{1}?");
}

#[test]
fn another_prefix_than_the_tab_may_be_chosen() {
    let file = good(".RECIPEPREFIX = >\na:\n>echo\n\tB = 1\n");
    assert_eq!(rules(&file)[0].recipe[0].script.plain(), "echo");
    assert_eq!(assignments(&file)[1].name.text, "B");
}

#[test]
fn a_define_holds_another() {
    let text = "define A\n x\n define B\n endef # b\n\tendef\nendef\nC=1\n";
    let file = good(text);
    assert_eq!(assignments(&file)[0].value, " x\n define B\n endef # b\n\tendef");
    assert_eq!(assignments(&file)[1].name.text, "C");
    assert_eq!(good("define E\nendef").items.len(), 1);
}

#[test]
fn words_of_make_may_be_names() {
    let file = good("export: a\ndefine := 1\ninclude = 2\nexport := 3\nprivate:\n");
    assert_eq!((rules(&file).len(), assignments(&file).len()), (2, 3));
    let value = "a:;x=1\nb: c=d; e\nA = $(shell grep '#' x) # c\n";
    let file = good(value);
    assert_eq!(rules(&file)[0].recipe[0].script.plain(), "x=1");
    assert_eq!(assignments(&file)[0].value, "d; e");
    assert_eq!(assignments(&file)[1].value, "$(shell grep '#' x)");
}

#[test]
fn what_is_broken_is_told_and_the_rest_is_read() {
    let text = "\techo\nno rule\nelse\nendif\nifdef A\na:\n\t$(B\ndefine C\n";
    let file = read(text);
    let places: Vec<_> = file.problems.iter().map(|found| found.span.text(text)).collect();
    assert_eq!(places, ["echo", "no rule", "else", "endif", "\t$(B", "define C", "ifdef A"]);
}

#[test]
fn a_rule_goes_on_behind_an_error_that_stops_make() {
    let text = "a:\nifeq (, $(B))\n$(error B is not set)\nendif\n\techo\n";
    let file = good(text);
    assert_eq!(rules(&file)[0].recipe[0].script.plain(), "echo");
}

#[test]
fn crlf_ends_a_line_too() {
    let file = good("A = 1 \\\r\n 2\r\nb:\r\n\techo\r\n");
    assert_eq!(assignments(&file)[0].value, "1 2");
    assert_eq!(rules(&file)[0].recipe[0].script.plain(), "echo");
}

#[test]
fn any_text_is_an_answer() {
    let check = |text: &str| {
        let file = read(text);
        for rule in rules(&file) {
            for line in &rule.recipe {
                assert_eq!(line.span.range().len(), line.script.text.len());
            }
        }
        for item in &file.items {
            assert!(text.get(item.span.range()).is_some());
        }
        for assignment in assignments(&file) {
            let _ = script(text, assignment.value_span);
            assert!(text.get(assignment.value_span.range()).is_some());
        }
    };
    for (cut, _) in SAMPLE.char_indices() {
        check(&SAMPLE[..cut]);
        let mut bytes = SAMPLE.as_bytes().to_vec();
        for flip in [b'\\', b'\n', b'\t', b'$', b'(', b':', b';', b'#', b'=', 0, 0xff] {
            bytes[cut] = flip;
            check(&String::from_utf8_lossy(&bytes));
        }
    }
}

#[test]
fn much_of_one_thing_takes_no_time() {
    let many = [
        "\\\n",
        "$(",
        "${",
        "ifdef A\n",
        "define A\n",
        "$$",
        "a:\n\t$(",
        "\\",
        "a ",
        "else\n",
        ":",
        "export ",
        "a:\n\t\\\n\t",
        "#\\\n",
        "A=\\\n",
    ];
    for piece in many {
        let _ = read(&piece.repeat(1_000_000 / piece.len()));
    }
}
