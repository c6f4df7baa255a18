//! The order in which loaders look, on shelves made by hand: what the real loaders of `truth/` do
//! not meet often enough.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod cases;

use cases::Case;
use landfall_facts::{
    Arch, Build, CacheEntry, Export, Fact, Library, Machine, Origin, SeenShelf, Shelf, Verdict,
    VersionWanted, Why,
};
use landfall_rules::judge;

const GLIBC: &str = "/lib64/ld-linux-x86-64.so.2";
const MUSL: &str = "/lib/ld-musl-x86_64.so.1";

fn word() -> Origin {
    Origin::Word("a test".into())
}

fn library(path: &str, needed: &[&str]) -> Library {
    Library {
        path: path.into(),
        real_path: path.into(),
        arch: Some(Arch::Amd64),
        soname: path.rsplit('/').next().map(str::to_owned),
        needed: needed.iter().map(|name| (*name).to_owned()).collect(),
        rpath: Vec::new(),
        runpath: Vec::new(),
        no_default_dirs: false,
        defines: Vec::new(),
        wants: Vec::new(),
        exports: Fact::Absent(word()),
        imports: Vec::new(),
    }
}

/// A program that needs liba.so, and a machine with these libraries whose loader looks in /lib.
fn pair(loader: &str, libraries: Vec<Library>) -> (Build, Machine) {
    let text = format!(
        "build: interpreter {loader}, needs liba.so\ntarget: rootfs, interpreter {loader}\n"
    );
    let Case { text, build, mut machine, says, also } = Case::read(&text).unwrap();
    assert!(says.is_empty() && also.is_empty(), "two sides, and nothing said yet: {text}");
    let shelf = SeenShelf { default_dirs: vec!["/lib".into()], libraries, ..SeenShelf::default() };
    machine.libraries = Fact::Known(Shelf::Seen(shelf), word());
    (build, machine)
}

fn missing(build: &Build, machine: &Machine) -> Option<String> {
    let report = judge(build, machine, &[]);
    let finding =
        report.findings.into_iter().find(|finding| finding.rule == "library_not_there")?;
    Some(finding.says)
}

#[test]
fn a_programs_rpath_serves_its_libraries_libraries_too() {
    let (mut build, machine) =
        pair(GLIBC, vec![library("/opt/liba.so", &["libb.so"]), library("/opt/libb.so", &[])]);
    build.link.rpath = Fact::Known(vec!["/opt".into()], word());
    assert_eq!(missing(&build, &machine), None);
}

#[test]
fn a_programs_runpath_serves_its_own_libraries_only() {
    let libraries = || vec![library("/opt/liba.so", &["libb.so"]), library("/opt/libb.so", &[])];
    let (mut build, machine) = pair(GLIBC, libraries());
    build.link.runpath = Fact::Known(vec!["/opt".into()], word());
    assert_eq!(missing(&build, &machine).unwrap(), "libb.so is not in rootfs");
    // musl makes no such difference.
    let (mut build, machine) = pair(MUSL, libraries());
    build.link.runpath = Fact::Known(vec!["/opt".into()], word());
    assert_eq!(missing(&build, &machine), None);
}

#[test]
fn a_runpath_turns_the_rpath_beside_it_off() {
    let (mut build, machine) = pair(GLIBC, vec![library("/opt/liba.so", &[])]);
    build.link.rpath = Fact::Known(vec!["/opt".into()], word());
    build.link.runpath = Fact::Known(vec!["/none".into()], word());
    assert_eq!(missing(&build, &machine).unwrap(), "liba.so is not in rootfs");
}

#[test]
fn origin_is_where_the_library_lies_that_says_it() {
    let mut a = library("/lib/liba.so", &["libb.so"]);
    a.runpath = vec!["$ORIGIN/private".into()];
    let (build, machine) = pair(GLIBC, vec![a, library("/lib/private/libb.so", &[])]);
    assert_eq!(missing(&build, &machine), None);
}

#[test]
fn glibc_passes_over_a_file_of_another_architecture_and_musl_fails_on_it() {
    let libraries = || {
        let mut foreign = library("/first/liba.so", &[]);
        foreign.arch = Some(Arch::Arm64);
        vec![foreign, library("/lib/liba.so", &[])]
    };
    for (loader, says) in
        [(GLIBC, None), (MUSL, Some("/first/liba.so of rootfs cannot be loaded: it is for arm64"))]
    {
        let (mut build, machine) = pair(loader, libraries());
        build.link.rpath = Fact::Known(vec!["/first".into()], word());
        assert_eq!(missing(&build, &machine).as_deref(), says);
    }
}

#[test]
fn musl_answers_to_the_names_of_its_own_libraries() {
    let text = format!(
        "build: interpreter {MUSL}, needs libpthread.so.0\ntarget: rootfs, interpreter {MUSL}\n"
    );
    let Case { text, build, mut machine, says, also } = Case::read(&text).unwrap();
    assert!(says.is_empty() && also.is_empty(), "two sides, and nothing said yet: {text}");
    machine.libraries = Fact::Known(Shelf::Seen(SeenShelf::default()), word());
    assert_eq!(missing(&build, &machine), None);
}

#[test]
fn a_place_that_could_not_be_looked_at_proves_no_absence() {
    let (build, mut machine) = pair(GLIBC, Vec::new());
    let shelf = SeenShelf {
        default_dirs: vec!["/lib".into()],
        blind: vec![("/lib/liba.so".into(), Why::new("permission denied"))],
        ..SeenShelf::default()
    };
    machine.libraries = Fact::Known(Shelf::Seen(shelf), word());
    assert_eq!(missing(&build, &machine), None);
    let report = judge(&build, &machine, &[]);
    assert_eq!(report.verdict, Verdict::Unsure);
}

#[test]
fn what_a_damaged_build_does_not_tell_is_not_taken_for_nothing() {
    let damages: [fn(&mut Build); 5] = [
        |build| build.arch = Fact::Unknown(Why::new("damaged")),
        |build| build.link.rpath = Fact::Unknown(Why::new("damaged")),
        |build| build.link.runpath = Fact::Unknown(Why::new("damaged")),
        |build| build.link.versions = Fact::Unknown(Why::new("damaged")),
        |build| build.link.imports = Fact::Unknown(Why::new("damaged")),
    ];
    for damage in damages {
        let (mut build, machine) = pair(GLIBC, vec![library("/lib/liba.so", &[])]);
        assert_eq!(judge(&build, &machine, &[]).verdict, Verdict::Runs);
        damage(&mut build);
        assert_eq!(judge(&build, &machine, &[]).verdict, Verdict::Unsure);
    }
}

#[test]
fn where_not_all_could_be_seen_a_library_that_was_not_found_is_not_missing() {
    let (build, mut machine) = pair(GLIBC, Vec::new());
    let unseen = Some(Why::new("the cache could not be read"));
    machine.libraries =
        Fact::Known(Shelf::Seen(SeenShelf { unseen, ..SeenShelf::default() }), word());
    assert_eq!(missing(&build, &machine), None);
    assert_eq!(judge(&build, &machine, &[]).verdict, Verdict::Unsure);
}

#[test]
fn what_is_kept_from_us_on_the_way_could_be_what_the_loader_takes() {
    let (mut build, machine) = pair(GLIBC, vec![library("/lib/liba.so", &[])]);
    build.link.rpath = Fact::Known(vec!["/opt".into()], word());
    assert_eq!(judge(&build, &machine, &[]).verdict, Verdict::Runs);
    let mut machine = machine;
    if let Fact::Known(Shelf::Seen(shelf), _) = &mut machine.libraries {
        shelf.blind.push(("/opt/liba.so".into(), Why::new("permission denied")));
    }
    assert_eq!(judge(&build, &machine, &[]).verdict, Verdict::Unsure);
}

#[test]
fn the_glibc_that_counts_is_the_one_that_the_loader_takes() {
    let libc = |path: &str, newest: &str| Library {
        defines: vec!["GLIBC_2.2.5".into(), newest.to_owned()],
        ..library(path, &[])
    };
    for (first, last, verdict) in
        [("GLIBC_2.34", "GLIBC_2.31", Verdict::Runs), ("GLIBC_2.31", "GLIBC_2.34", Verdict::Breaks)]
    {
        let text = format!(
            "build: interpreter {GLIBC}, imports pthread_create@2.34\n\
             target: rootfs, interpreter {GLIBC}, glibc 2.31\n"
        );
        let Case { mut build, mut machine, .. } = Case::read(&text).unwrap();
        build.link.rpath = Fact::Known(vec!["/opt".into()], word());
        build.link.needed = Fact::Known(vec!["libc.so.6".into()], word());
        let wanted = VersionWanted {
            library: "libc.so.6".into(),
            version: "GLIBC_2.34".into(),
            weak: false,
            offset: 0,
        };
        build.link.versions = Fact::Known(vec![wanted], word());
        let mut libraries = vec![libc("/opt/libc.so.6", first), libc("/lib/libc.so.6", last)];
        for library in &mut libraries {
            library.exports = Fact::Known(
                vec![Export {
                    symbol: "pthread_create".into(),
                    version: Some("GLIBC_2.34".into()),
                }],
                word(),
            );
        }
        let dirs = vec!["/lib".into()];
        let shelf = SeenShelf { default_dirs: dirs, libraries, ..SeenShelf::default() };
        machine.libraries = Fact::Known(Shelf::Seen(shelf), word());
        let report = judge(&build, &machine, &[]);
        assert_eq!(report.verdict, verdict, "{:?}", report.findings);
        if verdict == Verdict::Breaks {
            let says = &report.findings[0].says;
            assert_eq!(says, "pthread_create needs glibc 2.34; rootfs has 2.31");
        }
    }
}

#[test]
fn a_library_is_served_by_the_loader_of_whoever_loads_it() {
    let text = format!(
        "build: interpreter {MUSL}, needs libc.so, imports puts\n\
         target: rootfs, interpreter {MUSL}\n"
    );
    let Case { mut build, mut machine, .. } = Case::read(&text).unwrap();
    build.link.interpreter = Fact::Absent(word());
    let mut loader = library(MUSL, &[]);
    loader.exports = Fact::Known(vec![Export { symbol: "puts".into(), version: None }], word());
    let mut shelf = SeenShelf { libraries: vec![loader], ..SeenShelf::default() };
    shelf.loader = Some(MUSL.into());
    machine.libraries = Fact::Known(Shelf::Seen(shelf.clone()), word());
    assert_eq!(judge(&build, &machine, &[]).verdict, Verdict::Runs);
    shelf.loader = None;
    machine.libraries = Fact::Known(Shelf::Seen(shelf), word());
    assert_eq!(judge(&build, &machine, &[]).verdict, Verdict::Breaks);
}

#[test]
fn who_bars_the_default_directories_finds_nothing_in_them() {
    let (mut build, mut machine) = pair(GLIBC, vec![library("/lib/liba.so", &[])]);
    build.link.no_default_dirs = Fact::Known(true, word());
    if let Fact::Known(Shelf::Seen(shelf), _) = &mut machine.libraries {
        let (name, path) = ("liba.so".to_owned(), "/lib/liba.so".to_owned());
        shelf.cache.push(CacheEntry { name, path, hwcaps: None });
    }
    assert_eq!(missing(&build, &machine).unwrap(), "liba.so is not in rootfs");
    build.link.no_default_dirs = Fact::Known(false, word());
    assert_eq!(missing(&build, &machine), None);
}
