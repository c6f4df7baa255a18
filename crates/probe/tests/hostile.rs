//! Damaged artifacts through every probe: no panic, no hang, and never a file lost.

#![expect(
    clippy::unwrap_used,
    clippy::ptr_arg,
    reason = "a test that cannot go on stops; sources are vectors"
)]

use std::fs;
use std::path::Path;

use landfall_probe::{Depth, Lacks, anatomy, builds};

fn goldens() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../formats/tests/golden");
    let mut all: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_none_or(|extension| extension != "md"))
        .map(|path| {
            (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap())
        })
        .collect();
    all.sort();
    all
}

/// About this many places of a file.
const PLACES: usize = 400;

fn look(name: &str, bytes: &Vec<u8>) {
    for depth in [Depth::Verdict(Lacks::ANY), Depth::Everything] {
        // Either there is something to say of it, or a reason why not.
        match builds(bytes, name, depth) {
            Ok(builds) => assert!(!builds.is_empty(), "{name} came to nothing"),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}

#[test]
fn a_golden_cut_short_anywhere_is_told_or_refused() {
    for (name, bytes) in goldens() {
        for len in (0..bytes.len()).step_by((bytes.len() / PLACES).max(1)) {
            look(&name, &bytes[..len].to_vec());
        }
    }
}

#[test]
fn a_golden_cut_short_is_refused_or_still_known_for_go() {
    let depth = Depth::Verdict(Lacks::ANY);
    for (name, bytes) in goldens() {
        let is_go = |bytes: &Vec<u8>| {
            let builds = builds(bytes, &name, depth).ok()?;
            Some(builds.iter().all(|build| build.go.is_go.known() == Some(&true)))
        };
        if is_go(&bytes) != Some(true) {
            continue;
        }
        for tenth in 1..10 {
            let cut = bytes[..bytes.len() * tenth / 10].to_vec();
            assert_ne!(is_go(&cut), Some(false), "{name} at {tenth}/10");
        }
    }
}

#[test]
fn a_golden_with_a_byte_flipped_anywhere_is_told_or_refused() {
    for (name, mut bytes) in goldens() {
        for at in (0..bytes.len()).step_by((bytes.len() / PLACES).max(1)) {
            for flip in [0xff, 0x01, 0x80] {
                bytes[at] ^= flip;
                look(&name, &bytes);
                bytes[at] ^= flip;
            }
        }
    }
}

#[test]
fn an_archive_of_the_compiler_is_a_package_and_no_library_for_c() {
    let member = |name: &str| format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", 0, 0, 0, 644, 2);
    let archive = |name: &str| format!("!<arch>\n{}ab", member(name));
    let kind = |text: String| {
        let builds = builds(&text.into_bytes(), "web", Depth::Everything).unwrap();
        builds[0].kind.known().copied()
    };
    assert_eq!(kind(archive("__.PKGDEF")), Some(landfall_facts::Kind::Package));
    assert_eq!(kind(archive("go.o/")), Some(landfall_facts::Kind::CArchive));
}

#[test]
fn a_fat_file_of_static_archives_is_one_archive_for_each_architecture() {
    let archive = b"!<arch>\n";
    let mut fat = Vec::new();
    for number in [0xcafe_babe_u32, 1, 0x0100_000c, 0, 28, archive.len() as u32, 0] {
        fat.extend(number.to_be_bytes());
    }
    fat.extend(archive);
    let builds = builds(&fat, "lib.a", Depth::Everything).unwrap();
    let kinds: Vec<_> = builds.iter().map(|build| build.kind.known().copied()).collect();
    assert_eq!(kinds, [Some(landfall_facts::Kind::CArchive)]);
}

#[test]
fn a_damaged_artifact_is_taken_apart_and_held_against_the_whole_or_refused() {
    const FEWER: usize = 40;
    let look = |name: &str, whole: &Vec<u8>, bytes: &Vec<u8>| {
        assert_eq!(anatomy::anatomy(bytes, name).size, bytes.len() as u64);
        for (one, other) in [(whole, bytes), (bytes, whole)] {
            if let Ok(told) = anatomy::differences(one, other) {
                let is_same = anatomy::is_same(one, other).unwrap();
                assert_eq!(told.pieces.is_empty(), is_same, "{name}: {told:?}");
            }
        }
    };
    for (name, whole) in goldens() {
        look(&name, &whole, &whole);
        let step = (whole.len() / FEWER).max(1);
        for at in (0..whole.len()).step_by(step) {
            look(&name, &whole, &whole[..at].to_vec());
            let mut flipped = whole.clone();
            flipped[at] ^= 0x81;
            look(&name, &whole, &flipped);
        }
    }
}
