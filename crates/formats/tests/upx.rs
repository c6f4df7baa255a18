//! What UPX packed is called packed, and what merely knows of UPX is not.

#![expect(clippy::expect_used, reason = "a test without its golden has failed")]

mod goldens;

use goldens::Golden;
use landfall_formats::upx::{self, Packed};

fn golden(name: &str) -> Golden {
    goldens::all().into_iter().find(|golden| golden.name == name).expect(name)
}

fn packed(name: &str) -> Option<Packed> {
    upx::packed(&golden(name).bytes).expect("a golden that can be read")
}

#[test]
fn every_format_that_upx_packs_is_recognised_with_its_release_and_size() {
    for (golden, original_size) in [
        ("upx-elf-386", 28_240),
        ("upx-elf-amd64", 38_952),
        ("upx-pe-amd64", 34_816),
        ("upx-macho-amd64", 45_352),
    ] {
        let packed = packed(golden).expect(golden);
        assert_eq!(packed.release.as_deref(), Some("4.24"), "{golden}");
        assert_eq!(packed.original_size, Some(original_size), "{golden}");
    }
}

#[test]
fn a_packed_shared_library_is_recognised_by_its_end() {
    let packed = packed("upx-elf-so").expect("packed");
    assert_eq!((packed.header_version, packed.original_size), (Some(14), Some(58_248)));
}

#[test]
fn what_was_never_packed_is_not_called_packed() {
    for golden in goldens::all() {
        if !golden.name.starts_with("upx-") {
            assert_eq!(upx::packed(&golden.bytes).ok().flatten(), None, "{}", golden.name);
        }
    }
}

#[test]
fn the_magic_alone_proves_nothing() {
    for name in ["pe-amd64-exe", "macho-amd64-exe"] {
        let golden = golden(name);
        for at in (512..golden.bytes.len() - 9).step_by(3) {
            let mut file = golden.bytes.clone();
            file[at..at + 9].copy_from_slice(b"4.24\0UPX!");
            assert_eq!(upx::packed(&file).ok().flatten(), None, "{name} at {at}");
        }
    }
}

#[test]
fn renamed_sections_hide_nothing() {
    let mut golden = golden("upx-pe-amd64");
    for name in [b"UPX0", b"UPX1"] {
        let at = golden.bytes.windows(4).position(|it| it == name).expect("a section name");
        golden.bytes[at..at + 4].copy_from_slice(b"text");
    }
    let packed = upx::packed(&golden.bytes).expect("a PE file").expect("packed");
    assert_eq!(packed.release.as_deref(), Some("4.24"));
}
