use landfall_facts::Recipes;

use crate::recipes::{FoundText, read};

fn makefile(text: &str) -> Recipes {
    read(vec![FoundText::new("Makefile", text).unwrap()])
}

fn told(recipes: &Recipes) -> Vec<String> {
    let of = |run: &landfall_facts::Run| {
        let words = std::iter::once(&run.called).chain(&run.words);
        let words: Vec<_> = words.map(|said| said.known().unwrap_or("?")).collect();
        let env = run.env.get("GOOS");
        format!("{} GOOS={}", words.join(" "), env.known().map_or("?", |text| text))
    };
    recipes.runs.iter().map(of).collect()
}

#[test]
fn a_variable_goes_to_commands_only_where_it_is_exported() {
    let text = "GOOS := linux\nGO = go\nOUT = bin/$(NAME)\nNAME := web\n\
        build:\n\t$(GO) build -o $(OUT) $(MORE)\n";
    assert_eq!(told(&makefile(text)), ["go build -o bin/web ? GOOS=?"]);
    let text = format!("export {text}");
    assert_eq!(told(&makefile(&text)), ["go build -o bin/web ? GOOS=linux"]);
}

#[test]
fn what_make_puts_in_is_read_with_its_quotes() {
    let text = "FLAGS := -ldflags '-X main.v=1 -s'\nall:\n\tgo build $(FLAGS) -tags \"a b\" .\n";
    let recipes = makefile(text);
    let go = recipes.runs[0].go.as_ref().unwrap();
    assert_eq!(go.flag("ldflags").unwrap().value.known().unwrap(), "-X main.v=1 -s");
    assert_eq!(go.packages.len(), 1);
}

#[test]
fn each_line_is_a_shell_and_a_target_has_variables_of_its_own() {
    let text = "build: export GOOS = linux\nbuild:\n\texport GOOS=plan9\n\tgo build\n";
    assert_eq!(told(&makefile(text)), ["export GOOS=plan9 GOOS=linux", "go build GOOS=linux"]);
    let text = format!(".ONESHELL:\n{text}");
    assert_eq!(told(&makefile(&text))[1], "go build GOOS=plan9");
}

#[test]
fn what_a_condition_sets_is_not_known() {
    let text = "A = 1\nifdef X\nA = 2\nendif\nB ?= 3\nall:\n\techo $(A) $(B) $(shell x) $@\n";
    assert_eq!(told(&makefile(text)), ["echo ? 3 ? all GOOS=?"]);
}

#[test]
fn a_reference_of_one_letter_is_told() {
    let recipes = makefile("all:\n\techo $GOOS $$HOME $@ $x.go $(A)\n\t@# of $PATH\n");
    let names: Vec<_> =
        recipes.makefiles[0].short_references.iter().map(|(name, _)| &**name).collect();
    assert_eq!(names, ["GOOS"]);
}
