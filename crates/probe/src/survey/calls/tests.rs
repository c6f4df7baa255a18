//! Small modules, and the ways of calls through them.

use std::fs;

use landfall_facts::SourceAnswer;
use landfall_formats::gosrc::{Known, Platform};

use super::Ways;
use crate::roots::Roots;
use crate::survey::Survey;
use crate::why::{Question, Unclear, answer};
use crate::world::Real;

const KNOWN: Known<'_> =
    Known { systems: &["linux", "windows"], unix_systems: &["linux"], architectures: &["amd64"] };

fn platform(system: &'static str, has_cgo: bool) -> Platform<'static> {
    Platform {
        system,
        architecture: "amd64",
        has_cgo,
        compiler: "gc",
        release: 26,
        tags: &[],
        known: KNOWN,
    }
}

/// What is said of a module of these files, on Linux with cgo.
fn ask(files: &[(&str, &str)], what: &str, ways: Ways) -> Result<SourceAnswer, Unclear> {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    fs::write(dir.path().join("go.mod"), "module m\n\ngo 1.24\n").unwrap();
    let roots = Roots::new(&Real, dir.path().to_str().unwrap()).unwrap();
    let platforms = [platform("linux", false), platform("linux", true), platform("windows", true)];
    let survey = Survey::with_calls(&Real, &roots, &platforms, None, 1);
    answer(&Real, &roots, &survey, 1, Question { what, ways, wants_callers: true })
}

/// The best way in the program's only file, written short: `!` stands before what is only possible.
fn way(text: &str, what: &str) -> Option<String> {
    let text = format!("package main\n\nimport \"C\"\n\n{text}\n");
    let answer = ask(&[("main.go", &text)], what, Ways::Best).unwrap();
    let [entry] = answer.entries.as_slice() else { panic!("{:?}", answer.entries) };
    let way = entry.calls.first()?;
    let step = |step: &landfall_facts::CallStep| {
        let name = step.name.strip_prefix("m.").unwrap_or(&step.name);
        format!("{}{name}", if step.is_exact { "" } else { "!" })
    };
    Some(way.steps.iter().map(step).collect::<Vec<_>>().join(" "))
}

#[test]
fn a_function_that_is_called_by_its_name_is_certain() {
    let text = "func main() { a() }\nfunc a() { b() }\nfunc b() { C.x() }";
    assert_eq!(way(text, "C.x").unwrap(), "main a b C.x");
    let unused = format!("{text}\nfunc c() {{ C.y() }}");
    assert_eq!(way(&unused, "C.y"), None);
}

#[test]
fn a_method_of_an_evident_type_is_certain_and_another_possible() {
    let methods = "type T struct{}\nfunc (t *T) Go() { C.x() }\n";
    let evident = "func main() { t := &T{}; t.Go() }";
    assert_eq!(way(&format!("{methods}{evident}"), "C.x").unwrap(), "main T.Go C.x");
    let unknown = "func main() { get().Go() }\nfunc get() *T { return &T{} }";
    assert_eq!(way(&format!("{methods}{unknown}"), "C.x").unwrap(), "main !T.Go C.x");
}

#[test]
fn a_call_through_an_interface_reaches_only_types_that_the_program_names() {
    let text = "type I interface{ Go() }\nfunc main() { run(A{}) }\nfunc run(i I) { i.Go() }\n\
                type A struct{}\nfunc (A) Go() {}\ntype B struct{}\nfunc (B) Go() { C.x() }\n";
    assert_eq!(way(text, "C.x"), None);
    let named = format!("{text}\nvar _ I = B{{}}");
    assert_eq!(way(&named, "C.x").unwrap(), "main run !B.Go C.x");
}

#[test]
fn a_certain_way_goes_before_a_shorter_one_that_is_possible() {
    let text = "func main() { call(c); a() }\nfunc call(f func()) { f() }\nfunc a() { b() }\n\
                func b() { c() }\nfunc c() { C.x() }";
    assert_eq!(way(text, "C.x").unwrap(), "main a b c C.x");
    let value = "func main() { call(c) }\nfunc call(f func()) { f() }\nfunc c() { C.x() }";
    assert_eq!(way(value, "C.x").unwrap(), "main !c C.x");
}

#[test]
fn reflection_may_call_every_exported_method() {
    let text = "import \"reflect\"\n\ntype T struct{}\nfunc (T) Go() { C.x() }\n\
                func (T) hide() { C.y() }\n";
    let asks =
        format!("{text}func main() {{ reflect.ValueOf(T{{}}).MethodByName(\"Go\").Call(nil) }}");
    assert_eq!(way(&asks, "C.x").unwrap(), "main !T.Go C.x");
    assert_eq!(way(&asks, "C.y"), None);
    let other = format!("{text}func main() {{ reflect.ValueOf(T{{}}).Kind() }}");
    assert_eq!(way(&other, "C.x"), None);
}

#[test]
fn a_field_is_no_method_of_the_same_name() {
    let text = "type T struct{ Go int }\ntype U struct{}\nfunc (U) Go() { C.x() }\nvar u U\n\
                func main() { t := T{Go: 1}; _ = t.Go; _ = u }";
    assert_eq!(way(text, "C.x"), None);
}

#[test]
fn who_uses_a_variable_may_call_the_function_in_it_but_not_what_made_it() {
    let held = "var hook = func() { C.x() }\nfunc main() { hook() }";
    assert_eq!(way(held, "C.x").unwrap(), "main !hook C.x");
    let made = "var one = make_()\nfunc make_() int { C.x(); return 1 }\nfunc main() { _ = one }";
    assert_eq!(way(made, "C.x").unwrap(), "m (as it is imported) make_ C.x");
}

#[test]
fn c_may_call_back_what_is_exported_to_it() {
    let text =
        "func main() { C.x() }\n\n//export back\nfunc back() { deep() }\nfunc deep() { C.y() }";
    assert_eq!(way(text, "C.y").unwrap(), "main C code of m !back deep C.y");
    assert_eq!(way(text, "//export").unwrap(), "main C code of m !back");
}

#[test]
fn a_program_is_told_by_which_imports_and_where_it_holds() {
    let files = [
        ("cmd/a/main.go", "package main\n\nimport \"m/b\"\n\nfunc main() { b.B() }\n"),
        ("cmd/z/main.go", "package main\n\nfunc main() {}\n"),
        ("b/b.go", "package b\n\nimport \"m/c\"\n\nfunc B() { c.Do() }\n"),
        (
            "c/c_linux.go",
            "package c\n\n// #cgo linux LDFLAGS: -lthing\nimport \"C\"\n\nfunc Do() { C.thing() }\n",
        ),
        ("c/other.go", "//go:build !linux || !cgo\n\npackage c\n\nfunc Do() {}\n"),
    ];
    let told = ask(&files, "C.thing", Ways::Best).unwrap();
    assert_eq!(told.holds, [1]);
    assert_eq!(told.entries[0].imports, ["m/cmd/a", "m/b", "m/c"]);
    assert_eq!(told.others, 1);
    assert_eq!(told.conditions, [("c/c_linux.go".to_owned(), "built by its name".to_owned())]);
    let last = told.entries[0].calls[0].steps.last().unwrap();
    assert_eq!(last.place, Some(("c/c_linux.go".to_owned(), 6)));
    assert_eq!(told.callers, ["m/b.B", "m/c.Do", "m/cmd/a.main"]);
    for library in ["thing", "libthing.so.2", "libthing"] {
        assert_eq!(ask(&files, library, Ways::Best).unwrap().kind, "library", "{library}");
    }
    assert_eq!(ask(&files, "m/c", Ways::Best).unwrap().holds, [0, 1, 2]);
    assert_eq!(ask(&files, "c.Do", Ways::Best).unwrap().subject, "m/c.Do");
    let unknown = ask(&files, "C.thin", Ways::Best).unwrap_err();
    assert_eq!(unknown, Unclear::Unknown(vec!["C.thing".to_owned()]));
}

#[test]
fn packages_that_no_program_imports_are_starts_too() {
    let c = "package b\n\nimport \"C\"\n\n";
    let exported = format!("{c}func Do() {{ do() }}\nfunc do() {{ C.x() }}\n");
    let hidden = format!("{c}func do() {{ C.x() }}\n");
    let main = "package main\n\nfunc main() {}\n";
    for (text, start) in [(&exported, "m/b.Do"), (&hidden, "m/b.do")] {
        let told = ask(&[("main.go", main), ("b/b.go", text)], "C.x", Ways::Best).unwrap();
        let [entry] = told.entries.as_slice() else { panic!("{:?}", told.entries) };
        assert_eq!((entry.program.as_str(), told.others), ("m/b", 1));
        assert_eq!(entry.calls[0].steps[0].name, start);
    }
}

#[test]
fn a_name_that_several_have_is_asked_back() {
    let files = [
        ("main.go", "package main\n\nimport (\n\t\"m/a/x\"\n\t\"m/b/x\"\n)\n\nfunc main() {}\n"),
        ("a/x/x.go", "package x\n"),
        ("b/x/x.go", "package x\n"),
    ];
    let many = Unclear::Many(vec!["m/a/x".to_owned(), "m/b/x".to_owned()]);
    assert_eq!(ask(&files, "x", Ways::Best).unwrap_err(), many);
}

#[test]
fn calls_in_a_circle_end() {
    let text = "func main() { a() }\nfunc a() { b(); main() }\nfunc b() { a(); C.x() }";
    assert_eq!(way(text, "C.x").unwrap(), "main a b C.x");
}
