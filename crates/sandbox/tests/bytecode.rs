//! What counts in the kernel is kept as clang built it, and is what its source says.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on stops")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use aya::EbpfLoader;
use aya::programs::RawTracePoint;
use object::{Object as _, ObjectSection as _, ObjectSymbol as _};

fn dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("bpf")
}

/// A number of the source (FNV-1a), which the bytecode holds.
fn number_of_source() -> u64 {
    let source = fs::read(dir().join("calls.bpf.c")).unwrap();
    source.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The bytecode as the clang at hand builds it.
fn built(test: &str) -> Vec<u8> {
    let file =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{test}-{}", std::process::id()));
    let status = Command::new("clang")
        .args(["-target", "bpf", "-mcpu=v2", "-O2", "-Wall", "-Werror", "-c", "calls.bpf.c"])
        .arg(format!("-DSOURCE={:#x}ull", number_of_source()))
        .arg("-o")
        .arg(&file)
        .current_dir(dir())
        .status();
    assert!(status.expect("could not start clang: install it").success());
    let built = fs::read(&file).unwrap();
    fs::remove_file(file).unwrap();
    built
}

/// The bytecode that landfall ships, which UPDATE=1 renews.
fn kept() -> Vec<u8> {
    static RENEWED: std::sync::Once = std::sync::Once::new();
    let file = dir().join("calls.bpf.o");
    if std::env::var_os("UPDATE").is_some() {
        RENEWED.call_once(|| fs::write(&file, built("kept")).unwrap());
    }
    fs::read(file).unwrap()
}

/// What is in it: each section by its name.
fn sections(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let file = object::File::parse(bytes).unwrap();
    let all = file.sections();
    all.map(|section| (section.name().unwrap().to_owned(), section.data().unwrap().to_vec()))
        .collect()
}

/// Its programs, maps and settings, each with its section.
fn names(bytes: &[u8]) -> BTreeMap<String, String> {
    let file = object::File::parse(bytes).unwrap();
    let named = file.symbols().filter(|symbol| symbol.is_global()).filter_map(|symbol| {
        let section = file.section_by_index(symbol.section_index()?).ok()?;
        Some((symbol.name().ok()?.to_owned(), section.name().ok()?.to_owned()))
    });
    named.collect()
}

#[test]
fn the_bytecode_was_built_from_the_source_beside_it() {
    assert_eq!(
        sections(&kept())["source"],
        number_of_source().to_le_bytes(),
        "calls.bpf.c has changed: UPDATE=1 cargo test -p landfall-sandbox --test bytecode"
    );
}

#[test]
fn clang_builds_the_same_again() {
    let (kept, built) = (kept(), built("again"));
    assert_eq!(names(&kept), names(&built));
    assert_eq!(names(&kept).len(), 23, "{:?}", names(&kept));
    let (kept, built) = (sections(&kept), sections(&built));
    for section in ["maps", "license", "source", ".rodata"] {
        assert_eq!(kept[section], built[section], "{section}");
    }
    // Another clang may choose other instructions for the same programs; that the kernel takes them is the
    // next test.
    if kept["clang"] == built["clang"] {
        let programs = kept.keys().filter(|name| name.contains("raw_tracepoint"));
        for section in programs {
            assert_eq!(kept[section], built[section], "{section}");
        }
    }
}

#[test]
fn the_kernel_takes_what_is_kept_and_what_clang_builds_now() {
    let (kept, built) = (kept(), built("now"));
    for (bytes, machine) in [(&kept, 0_u32), (&kept, 1), (&kept, 2), (&built, 1), (&built, 2)] {
        let mut loader = EbpfLoader::new();
        loader.btf(None);
        loader.override_global("KNOCK", &0x1234_5678_u32, true);
        loader.override_global("MACHINE", &machine, true);
        let mut loaded = match loader.load(bytes) {
            Ok(loaded) => loaded,
            // That we may not is no fault of theirs.
            Err(error) => {
                assert!(format!("{error:?}").contains("PermissionDenied"), "{error:?}");
                continue;
            }
        };
        let mut programs = 0;
        for (name, program) in loaded.programs_mut() {
            let program: &mut RawTracePoint = program.try_into().unwrap();
            program.load().unwrap_or_else(|error| panic!("{name}: {error:?}"));
            programs += 1;
        }
        assert_eq!(programs, 7);
    }
}
