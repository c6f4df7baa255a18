//! Causes of different bytes that no test can make happen with the one Go at hand: by facts written by hand.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use landfall_facts::{
    Anatomy, Build, Bytes, ComparedBuild, Directory, Fact, FunctionDiffers, GoBuildId, Holds,
    Origin, PieceDiffers, Setting, Why,
};
use landfall_rules::compare_builds;

fn known<T>(value: T) -> Fact<T> {
    Fact::Known(value, Origin::Path("app".to_owned()))
}

fn absent<T>() -> Fact<T> {
    Fact::Absent(Origin::Path("app".to_owned()))
}

/// A build of which that is known which these tests are about.
fn build() -> ComparedBuild {
    let mut build = Build::unknown("app", &Why::new("no test asks"));
    build.go.version = known("go1.26.8".parse().unwrap());
    build.go.settings = known(vec![setting("GOOS", "linux"), setting("-trimpath", "")]);
    let id = GoBuildId::parse("link/main/content/whole").unwrap();
    let anatomy = Anatomy {
        size: 1,
        sections: absent(),
        packages: absent(),
        go_build_id: known(id),
        linker_build_id: absent(),
        c_compilers: known(vec!["GCC: (Debian 12.2.0) 12.2.0".to_owned()]),
        goroot: known("/usr/local/go".to_owned()),
        module_cache: known("/root/go/pkg/mod".to_owned()),
        source: known(Directory { path: "/w".to_owned(), files: vec!["main.go".to_owned()] }),
        signature: absent(),
        time_stamp: absent(),
        cgo_names_kept: absent(),
        linked_texts: absent(),
        members: absent(),
    };
    ComparedBuild { build: Box::new(build), anatomy: Box::new(anatomy) }
}

fn setting(key: &str, value: &str) -> Setting {
    Setting { key: key.to_owned(), value: value.to_owned() }
}

fn piece(holds: Holds) -> PieceDiffers {
    PieceDiffers {
        section: String::new(),
        holds,
        from: Some((0, 8)),
        to: Some((0, 8)),
        bytes: Some(1),
        ranges: vec![(0, 1)],
        ranges_in_all: 1,
        texts: None,
    }
}

/// The causes of a change, with what differs besides the build ID.
fn causes(change: impl Fn(&mut ComparedBuild), holds: &[Holds]) -> Vec<&'static str> {
    let mut changed = build();
    changed.anatomy.go_build_id = known(GoBuildId::parse("x/y/z/w").unwrap());
    change(&mut changed);
    let pieces = holds.iter().chain(&[Holds::GoBuildId]).map(|holds| piece(*holds)).collect();
    let bytes = Bytes { pieces, functions: Vec::new(), functions_in_all: 0 };
    let told = compare_builds(build(), changed, false, Some(bytes));
    told.causes.iter().map(|cause| cause.input.name()).collect()
}

#[test]
fn each_input_is_named_and_no_other() {
    let all = [Holds::Code, Holds::Lines, Holds::Data];
    let go = |it: &mut ComparedBuild| it.build.go.version = known("go1.27.3".parse().unwrap());
    assert_eq!(causes(go, &all), ["go"]);
    let compiler = |it: &mut ComparedBuild| {
        it.anatomy.c_compilers = known(vec!["Debian clang version 14.0.6".to_owned()]);
    };
    assert_eq!(causes(compiler, &all), ["c-compiler"]);
    let goroot = |it: &mut ComparedBuild| it.anatomy.goroot = known("/opt/go".to_owned());
    assert_eq!(causes(goroot, &[Holds::SourcePaths]), ["goroot"]);
    let cache = |it: &mut ComparedBuild| it.anatomy.module_cache = known("/m/pkg/mod".to_owned());
    assert_eq!(causes(cache, &[Holds::SourcePaths]), ["module-cache"]);
    let debug = |it: &mut ComparedBuild| {
        it.build.go.settings =
            known(vec![setting("GOOS", "linux"), setting("DefaultGODEBUG", "a=1")]);
    };
    assert_eq!(causes(debug, &[Holds::Data]), ["setting"]);
    let before = causes(|it| it.build.cgo.linked = known(true), &all);
    assert_eq!(before, ["source"], "of one side alone nothing is known");
    let id = |text: &'static str| {
        move |it: &mut ComparedBuild| {
            it.anatomy.go_build_id = known(GoBuildId::parse(text).unwrap());
        }
    };
    assert_eq!(causes(id("x/main/content/y"), &[Holds::Data]), ["link-flags"]);
    assert_eq!(causes(id("link/main/content/y"), &[Holds::Code]), ["external-link"]);
    assert_eq!(causes(id("x/y/content/z"), &[]), ["named-otherwise"]);
    assert_eq!(causes(id("x/y/z/w"), &[Holds::Data]), ["source"]);
    assert_eq!(causes(id("link/main/content/whole"), &[Holds::Code]), ["after-build"]);
}

#[test]
fn cgo_that_nobody_recorded_is_seen_where_it_is_linked() {
    let (mut older, mut newer) = (build(), build());
    older.build.cgo.linked = known(true);
    newer.build.cgo.linked = known(false);
    newer.anatomy.go_build_id = known(GoBuildId::parse("x/y/z/w").unwrap());
    let told = compare_builds(older, newer, false, None);
    let inputs: Vec<_> = told.causes.iter().map(|cause| cause.input.name()).collect();
    assert_eq!(inputs, ["setting"]);
    assert!(told.causes[0].says.ends_with("with → without"), "{:?}", told.causes);
}

#[test]
fn what_is_not_known_of_one_is_neither_alike_nor_a_change() {
    let mut blind = build();
    blind.build.go.version = Fact::Unknown(Why::new("damaged"));
    let told = compare_builds(build(), blind, false, None);
    assert!(told.unseen.iter().any(|(name, why)| name == "go" && why == "now: damaged"));
    assert!(told.changes.iter().all(|change| change.name != "go"));
}

#[test]
fn code_that_only_refers_to_texts_that_moved_is_no_other_source() {
    let told = |holds: &[Holds]| {
        let mut newer = build();
        newer.anatomy.go_build_id = known(GoBuildId::parse("x/main/content/w").unwrap());
        newer.anatomy.linked_texts = Fact::Unknown(Why::new("stripped"));
        let alike = FunctionDiffers {
            name: "os.(*File).Write".to_owned(),
            package: "os".to_owned(),
            from: Some(64),
            to: Some(64),
        };
        let pieces = holds.iter().map(|holds| piece(*holds)).collect();
        let bytes = Bytes { pieces, functions: vec![alike], functions_in_all: 1 };
        let told = compare_builds(build(), newer, false, Some(bytes));
        told.causes.iter().map(|cause| cause.input.name()).collect::<Vec<_>>()
    };
    assert_eq!(told(&[Holds::Code, Holds::Data]), ["link-flags"]);
    assert_eq!(told(&[Holds::Code]), ["source"]);
}

#[test]
fn code_that_a_commit_does_not_explain_is_another_source_too() {
    let mut newer = build();
    newer.build.go.settings = known(vec![setting("GOOS", "linux"), setting("vcs.revision", "b0b")]);
    newer.anatomy.go_build_id = known(GoBuildId::parse("x/y/z/w").unwrap());
    let grown = FunctionDiffers {
        name: "main.main".to_owned(),
        package: "main".to_owned(),
        from: Some(10),
        to: Some(20),
    };
    let bytes =
        Bytes { pieces: vec![piece(Holds::Code)], functions: vec![grown], functions_in_all: 1 };
    let told = compare_builds(build(), newer, false, Some(bytes));
    let inputs: Vec<_> = told.causes.iter().map(|cause| cause.input.name()).collect();
    assert_eq!(inputs, ["vcs", "source"]);
    assert!(told.causes[1].says.contains("main.main has 20 bytes of code, and had 10"));
}
