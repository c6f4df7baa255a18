//! Images forged here: saved in every way there is, laid in layers, damaged, and malicious.

#![expect(clippy::unwrap_used, reason = "a test that cannot write its image has failed")]

mod forge;

use std::path::Path;

use landfall_facts::{Build, Why};
use landfall_formats::bytes;
use landfall_probe::{Blind, Image, Kind, World, machine};
use tar::EntryType;

use forge::{
    CONFIG, DIR, FIFO, FILE, HARD, LINK, add, archive, docker, docker_members, gzip, oci_members,
    tar, zstd,
};

fn open_for(file: &[u8], platform: Option<(&str, &str)>) -> Result<Image, String> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("web.tar");
    std::fs::write(&path, file).unwrap();
    let path = path.to_str().unwrap().to_owned();
    let image = Image::open(&path, platform);
    image.map_err(|error| error.to_string().replace(&path, "web.tar"))
}

fn open(file: &[u8]) -> Result<Image, String> {
    open_for(file, None)
}

fn layered(layers: &[Vec<u8>]) -> Image {
    open(&docker(layers)).unwrap()
}

fn why(file: &[u8]) -> String {
    match open(file) {
        Ok(_) => panic!("it could be read"),
        Err(why) => why,
    }
}

fn root() -> Vec<u8> {
    tar(&[
        ("etc/", DIR, ""),
        ("etc/passwd", FILE, "root:x:0:0\n"),
        ("usr/lib/a", FILE, "A"),
        ("lib", LINK, "usr/lib"),
    ])
}

fn is_root(image: &Image) {
    assert_eq!(image.text("/etc/passwd").unwrap(), "root:x:0:0\n");
    assert_eq!(image.text("/lib/a").unwrap(), "A");
    assert_eq!(image.resolve("/lib/a").unwrap(), "/usr/lib/a");
    assert_eq!(image.list("/").unwrap(), ["etc", "lib", "usr"]);
    assert_eq!(image.kind("/lib").unwrap(), Kind::Directory);
    assert_eq!(image.open("/nowhere").err(), Some(Blind::NotThere));
    assert_eq!(image.open("/etc/passwd/x").err(), Some(Blind::NotThere));
}

#[test]
fn an_image_is_read_however_it_is_packed_inside_and_outside() {
    let golden = include_bytes!("../golden/layer.tar.zst").to_vec();
    for layer in [root(), gzip(&root()), zstd(&root()), golden] {
        let file = docker(&[layer]);
        for file in [gzip(&file), zstd(&file), file] {
            is_root(&open(&file).unwrap());
        }
    }
}

#[test]
fn a_zstd_layer_in_several_frames_some_to_be_skipped_is_read_whole() {
    let (one, two) = (root(), root());
    let (one, two) = (&one[..700], &two[700..]);
    let skipped = b"\x51\x2a\x4d\x18\x03\0\0\0abc";
    let layer = [skipped, &zstd(one)[..], skipped, &zstd(two), skipped].concat();
    is_root(&layered(std::slice::from_ref(&layer)));
    let cut = &layer[..layer.len() - 1];
    assert!(
        why(&docker(&[cut.to_vec()])).contains("layer 1 of 1 (0/layer.tar) is zstd and cut short")
    );
}

#[test]
fn gzip_members_in_a_row_are_one_layer() {
    let root = root();
    is_root(&layered(&[[gzip(&root[..700]), gzip(&root[700..])].concat()]));
}

#[test]
fn an_oci_layout_is_read_as_an_archive_and_as_a_directory() {
    let members = oci_members(&["linux/amd64"], &[gzip(&root())]);
    is_root(&open(&archive(&members)).unwrap());
    let dir = tempfile::tempdir().unwrap();
    for (name, content) in &members {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    is_root(&Image::open(dir.path().to_str().unwrap(), None).unwrap());
}

#[test]
fn an_archive_with_both_manifests_is_read_by_its_index() {
    let mut members = oci_members(&["linux/arm64"], &[root()]);
    members.push(("manifest.json".into(), br#"[{"Config":"gone","Layers":["gone"]}]"#.to_vec()));
    let image = open(&archive(&members)).unwrap();
    is_root(&image);
    assert_eq!(image.platform().to_string(), "linux/arm64");
    // The index of all platforms beside the blobs of none: Docker's own list still holds.
    members.retain(|(name, _)| name != "blobs/sha256/f0" && name != "manifest.json");
    let text = br#"[{"Config":"blobs/sha256/c0","RepoTags":null,"Layers":["blobs/sha256/1a0"]}]"#;
    members.push(("manifest.json".into(), text.to_vec()));
    is_root(&open(&archive(&members)).unwrap());
}

#[test]
fn the_platform_that_is_asked_for_is_looked_at() {
    let file = archive(&oci_members(&["linux/arm64", "windows/amd64", "linux/amd64"], &[root()]));
    let seen =
        |asked| open_for(&file, asked).map(|it| (it.platform().to_string(), it.env("P").unwrap()));
    assert_eq!(seen(None).unwrap(), ("linux/amd64".into(), "linux/amd64".into()));
    assert_eq!(seen(Some(("linux", "arm64"))).unwrap().1, "linux/arm64");
    assert_eq!(
        seen(Some(("linux", "s390x"))).unwrap_err(),
        "could not read image \"web.tar\": it is for linux/arm64, windows/amd64, linux/amd64 and \
         not for linux/s390x; save or pull the image for linux/s390x"
    );
    let first = archive(&oci_members(&["linux/arm64", "linux/s390x"], &[root()]));
    let first = open(&first).unwrap();
    assert_eq!(first.platform().to_string(), "linux/arm64");
    assert_eq!(first.platforms().len(), 2);
}

#[test]
fn an_index_may_list_indexes_but_not_without_end() {
    let mut members = oci_members(&["linux/amd64"], &[root()]);
    let inner = members.pop().unwrap().1;
    members.push(("blobs/sha256/eeee".into(), inner));
    let outer = |digest: &str| {
        let text = format!(r#"{{"manifests":[{{"digest":"sha256:{digest}","size":1}}]}}"#);
        text.into_bytes()
    };
    members.push(("index.json".into(), outer("eeee")));
    is_root(&open(&archive(&members)).unwrap());
    members.push(("blobs/sha256/abab".into(), outer("abab")));
    members.push(("index.json".into(), outer("abab")));
    assert!(why(&archive(&members)).contains("its indexes go on without end"));
}

#[test]
fn two_images_of_one_platform_are_not_guessed_between() {
    let file = archive(&oci_members(&["linux/amd64", "linux/amd64"], &[root()]));
    let why = why(&file);
    assert!(
        why.contains("it holds 2 images: sha256:f0, sha256:f1; save only one of them"),
        "{why}"
    );
}

#[test]
fn the_configuration_says_how_the_image_is_started() {
    let image = layered(&[root()]);
    assert_eq!(image.env("LD_LIBRARY_PATH").unwrap(), "/opt/lib");
    assert_eq!(image.env("HOME"), None);
    assert_eq!(image.config().start.entrypoint, ["/web"]);
    assert!(image.shown("/etc/passwd").ends_with("web.tar:/etc/passwd"));
    assert!(matches!(image.run(&["ls"]), Err(Blind::Cannot(_))));
}

#[test]
fn a_later_layer_replaces_and_hides_what_lies_below() {
    let below = tar(&[
        ("a/one", FILE, "1"),
        ("a/two", FILE, "2"),
        ("b/kept", FILE, "k"),
        ("b/gone", FILE, "g"),
        ("c/old", FILE, "o"),
        ("d", FILE, "file"),
        ("e/deep/er", FILE, "dir"),
        ("f", LINK, "a"),
    ]);
    let above = tar(&[
        ("c/new", FILE, "n"),
        ("c/.wh..wh..opq", FILE, ""),
        ("b/.wh.gone", FILE, ""),
        ("a/one", FILE, "one"),
        ("d/", DIR, ""),
        ("d/now", FILE, "dir"),
        ("e", FILE, "file"),
        ("f/", DIR, ""),
        (".wh..wh.plnk/5.6", FILE, "aufs"),
    ]);
    let image = layered(&[below, gzip(&above)]);
    assert_eq!(image.list("/a").unwrap(), ["one", "two"]);
    assert_eq!(image.text("/a/one").unwrap(), "one");
    assert_eq!(image.list("/b").unwrap(), ["kept"]);
    assert_eq!(image.list("/c").unwrap(), ["new"]);
    assert_eq!(image.text("/d/now").unwrap(), "dir");
    assert_eq!(image.text("/e").unwrap(), "file");
    assert_eq!(image.resolve("/f").unwrap(), "/f");
    assert_eq!(image.list("/").unwrap(), ["a", "b", "c", "d", "e", "f"]);
}

#[test]
fn a_whiteout_does_not_hide_what_its_own_layer_has() {
    let below = tar(&[("a/old", FILE, "")]);
    let above = tar(&[("a/", DIR, ""), ("a/new", FILE, ""), (".wh.a", FILE, "")]);
    assert_eq!(layered(&[below, above]).list("/a").unwrap(), ["new"]);
}

#[test]
fn a_hard_link_shares_the_file_and_outlives_its_other_name() {
    let below = tar(&[("bin/busybox", FILE, "box"), ("bin/sh", HARD, "bin/busybox")]);
    let above = tar(&[("bin/.wh.busybox", FILE, "")]);
    let image = layered(&[below, above]);
    assert_eq!(image.list("/bin").unwrap(), ["sh"]);
    assert_eq!(image.text("/bin/sh").unwrap(), "box");
    let dangling = docker(&[tar(&[("sh", HARD, "bin/busybox")])]);
    assert!(why(&dangling).contains("the entry \"sh\" of layer 1 of 1 (0/layer.tar) is a link to"));
}

#[test]
fn links_are_followed_inside_the_image_only() {
    let image = layered(&[
        tar(&[
            ("etc/passwd", FILE, "inside"),
            ("up", LINK, "../../../../etc/passwd"),
            ("absolute", LINK, "/etc/passwd"),
            ("loop", LINK, "pool"),
            ("pool", LINK, "loop"),
            ("dangling", LINK, "/nowhere/at/all"),
        ]),
        // The parent of an entry may be a link of a layer below.
        tar(&[("real/x", FILE, "x"), ("seeming", LINK, "/real")]),
        tar(&[("seeming/y", FILE, "y"), ("dangling/z", FILE, "z")]),
    ]);
    assert_eq!(image.text("/up").unwrap(), "inside");
    assert_eq!(image.text("/absolute").unwrap(), "inside");
    assert_eq!(image.text("/../../etc/passwd").unwrap(), "inside");
    assert_eq!(image.list("/real").unwrap(), ["x", "y"]);
    assert_eq!(image.text("/nowhere/at/all/z").unwrap(), "z");
    let Err(Blind::Cannot(why)) = image.kind("/loop") else { panic!("a loop has no end") };
    assert!(why.to_string().contains("too many levels of symbolic links"), "{why}");
}

#[test]
fn an_entry_that_leads_out_of_the_image_is_named() {
    let escape = |entry: (&str, EntryType, &str)| why(&docker(&[tar(&[entry])]));
    assert_eq!(
        escape(("a/../../etc/passwd", FILE, "x")),
        "could not read image \"web.tar\": layer 1 of 1 (0/layer.tar) has the entry \
         \"a/../../etc/passwd\", which leads out of the image; do not run it; build it again"
    );
    assert!(escape(("..", LINK, "/")).contains("leads out of the image"));
    assert!(escape(("x/.wh...", FILE, "")).contains("leads out of the image"));
    assert!(escape(("x", HARD, "../../etc/passwd")).contains("leads out of the image"));
    // An absolute name, and one that stays inside, mean a place in the image.
    let image = layered(&[tar(&[("/etc/a", FILE, "a"), ("./x/../etc/./b", FILE, "b")])]);
    assert_eq!(image.list("/etc").unwrap(), ["a", "b"]);
    assert!(why(&tar(&[("../manifest.json", FILE, "[]")])).contains("leads out of it"));
}

#[test]
fn an_entry_behind_a_loop_of_links_is_named() {
    let layer = tar(&[("a", LINK, "b"), ("b", LINK, "a"), ("a/x", FILE, "")]);
    assert!(why(&docker(&[layer])).contains("the entry \"a/x\" of layer 1"));
}

#[test]
fn what_is_neither_file_nor_directory_is_not_opened() {
    let image = layered(&[tar(&[("fifo", FIFO, ""), ("null", EntryType::Char, "")])]);
    for name in ["/fifo", "/null"] {
        assert_eq!(image.kind(name).unwrap(), Kind::Other);
        assert!(matches!(image.open(name), Err(Blind::Cannot(_))));
    }
    assert!(matches!(image.open("/"), Err(Blind::Cannot(_))));
    assert_eq!(image.list("/fifo").err(), Some(Blind::NotThere));
}

#[test]
fn names_of_any_length_are_whole() {
    let long = format!("{}/file", ["directory-with-a-long-name"; 20].join("/"));
    let mut layer = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(1);
    layer.append_data(&mut header, &long, &b"g"[..]).unwrap();
    layer.append_pax_extensions([("path", format!("pax/{long}").as_bytes())]).unwrap();
    add(&mut layer, "short", FILE, b"p");
    let image = layered(&[layer.into_inner().unwrap()]);
    assert_eq!(image.text(&format!("/{long}")).unwrap(), "g");
    assert_eq!(image.text(&format!("/pax/{long}")).unwrap(), "p");
}

#[test]
fn a_path_longer_than_linux_takes_is_refused() {
    let mut layer = tar::Builder::new(Vec::new());
    let long = "a/".repeat(3000);
    layer.append_pax_extensions([("path", long.as_bytes())]).unwrap();
    add(&mut layer, "short", FILE, b"p");
    assert!(why(&docker(&[layer.into_inner().unwrap()])).contains("longer path than Linux takes"));
}

#[test]
fn headers_without_end_are_not_kept_in_memory() {
    let mut layer = tar::Builder::new(Vec::new());
    add(&mut layer, "x", EntryType::XHeader, &vec![b'x'; 2 << 20]);
    add(&mut layer, "short", FILE, b"p");
    let why = why(&docker(&[gzip(&layer.into_inner().unwrap())]));
    assert!(why.contains("headers of one entry are longer than a megabyte"), "{why}");
}

#[test]
fn a_sparse_file_is_read_with_its_holes() {
    // GNU tar's old form: four stretches in the header, the true size behind them.
    let mut header = tar::Header::new_gnu();
    header.as_old_mut().name[..6].copy_from_slice(b"sparse");
    header.set_entry_type(EntryType::GNUSparse);
    header.set_size(512);
    let gnu = header.as_gnu_mut().unwrap();
    gnu.sparse[0].offset.copy_from_slice(b"00000010000\0");
    gnu.sparse[0].numbytes.copy_from_slice(b"00000001000\0");
    gnu.realsize.copy_from_slice(b"00000011000\0");
    header.set_cksum();
    let mut layer = tar::Builder::new(Vec::new());
    layer.append(&header, &[b'x'; 512][..]).unwrap();
    add(&mut layer, "after", FILE, b"after");
    let image = layered(&[gzip(&layer.into_inner().unwrap())]);
    let file = image.open("/sparse").unwrap();
    assert_eq!(file.len(), 4096 + 512);
    assert_eq!(bytes(file.as_ref(), 4094, 4).unwrap().as_ref(), b"\0\0xx");
    assert_eq!(image.text("/after").unwrap(), "after");
}

#[test]
fn files_are_read_from_several_threads_at_once() {
    let big: Vec<u8> = (0..1u32 << 18).flat_map(u32::to_le_bytes).collect();
    let mut layer = tar::Builder::new(Vec::new());
    add(&mut layer, "big", FILE, &big);
    add(&mut layer, "small", FILE, b"small");
    let image = layered(&[layer.into_inner().unwrap()]);
    std::thread::scope(|scope| {
        for thread in 0..4u64 {
            let (image, big) = (&image, &big);
            scope.spawn(move || {
                for turn in 0..500 {
                    let at = (thread * 7919 + turn * 104_729) % ((1 << 20) - 64);
                    let file = image.open("/big").unwrap();
                    let read = bytes(file.as_ref(), at, 64).unwrap();
                    assert_eq!(read.as_ref(), &big[at as usize..at as usize + 64]);
                    assert_eq!(image.text("/small").unwrap(), "small");
                }
            });
        }
    });
}

#[test]
fn what_is_no_image_is_told_what_it_is() {
    let says = |file: &[u8], what: &str| {
        let why = why(file);
        assert!(why.starts_with("could not read image \"web.tar\": "), "{why}");
        assert!(why.contains(what) && why.contains("; "), "{why}");
    };
    says(b"", "the file is empty; save or pull the image again");
    says(b"hello", "it is no tar archive, packed with gzip or zstd or not at all; save");
    says(&b"hello".repeat(500), "it is no tar archive");
    says(&root(), "it is a tar archive without index.json and manifest.json");
    says(&gzip(&root()), "it is a tar archive without index.json and manifest.json");
    says(&tar(&[]), "without index.json and manifest.json");
    says(&tar(&[("manifest.json", FILE, "[]")]), "it lists no image");
    says(&tar(&[("manifest.json", FILE, "{")]), "manifest.json is damaged: no list of images");
    says(
        &tar(&[("manifest.json", FILE, r#"[{"Config":"c","Layers":[]}]"#)]),
        "the configuration (c) is not there",
    );
    says(
        &tar(&[("index.json", FILE, r#"{"manifests":[{"digest":"sha256:../x","size":1}]}"#)]),
        "is no digest",
    );
    says(
        &tar(&[("index.json", FILE, r#"{"manifests":[{"digest":"sha256:aa","size":1}]}"#)]),
        "the manifest (blobs/sha256/aa) is not there",
    );
    says(&tar(&[("oci-layout", FILE, r#"{"imageLayoutVersion":"2.0"}"#)]), "version 2.0");
    says(b"\xfd7zXZ\0....", "it is packed with xz; unpack it");
    let mut members = docker_members(&[root(), gzip(&root())]);
    members.retain(|(name, _)| name != "1/layer.tar");
    says(&archive(&members), "layer 2 of 2 (1/layer.tar) is not there");
    let cut = |layer: Vec<u8>, at: usize| docker(&[layer[..at].to_vec()]);
    says(&cut(gzip(&root()), 100), "layer 1 of 1 (0/layer.tar) is gzip and cut short at byte 100");
    says(&cut(zstd(&root()), 50), "layer 1 of 1 (0/layer.tar) is zstd and cut short at byte 50");
    says(
        &cut(root(), 1030),
        "layer 1 of 1 (0/layer.tar) is a tar archive and cut short at byte 1030",
    );
    let mut members = oci_members(&["linux/amd64"], &[root()]);
    members[1].1.truncate(2048);
    says(&archive(&members), "(blobs/sha256/1a0) has 2048 of 4096 bytes");
    let flipped = |mut layer: Vec<u8>| {
        let at = layer.len() - 6;
        layer[at] ^= 0xff;
        docker(&[layer])
    };
    says(&flipped(gzip(&root())), "is gzip and damaged before byte");
    let nowhere = Image::open("/nowhere/web.tar", None).err().unwrap().to_string();
    assert_eq!(
        nowhere,
        "could not read image \"/nowhere/web.tar\": there is no such file; check its name"
    );
    let dir = tempfile::tempdir().unwrap();
    let why = Image::open(dir.path().to_str().unwrap(), None).err().unwrap().to_string();
    assert!(
        why.contains("it is a directory without index.json and manifest.json; of a root"),
        "{why}"
    );
}

#[test]
fn layers_that_cannot_be_read_say_why() {
    let of = |media_type: &str, keep: bool| {
        let mut members = oci_members(&["linux/amd64"], &[root()]);
        for (name, content) in &mut members {
            if name == "blobs/sha256/f0" {
                let text = String::from_utf8_lossy(content);
                *content =
                    text.replace("application/vnd.oci.image.layer.v1.tar+gzip", media_type).into();
            }
        }
        members.retain(|(name, _)| keep || name != "blobs/sha256/1a0");
        why(&archive(&members))
    };
    assert!(of("application/vnd.oci.image.layer.v1.tar+encrypted", true).contains("is encrypted"));
    assert!(of("application/vnd.in-toto+json", true).contains("is no part of a file system"));
    let foreign = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";
    assert!(of(foreign, false).contains("is left to its publisher"));
}

#[test]
fn a_manifest_and_a_configuration_that_do_not_agree_are_refused() {
    let mut members = docker_members(&[root()]);
    members[0].1 =
        br#"{"os":"linux","architecture":"amd64","rootfs":{"diff_ids":["sha256:a","sha256:b"]}}"#
            .to_vec();
    assert!(why(&archive(&members)).contains("its manifest has 1 layers, its configuration 2"));
}

#[test]
fn a_layer_that_is_a_link_to_another_is_that_layer() {
    let mut tar = tar::Builder::new(Vec::new());
    add(&mut tar, "a/layer.tar", FILE, &root());
    add(&mut tar, "b/layer.tar", LINK, b"../a/layer.tar");
    add(&mut tar, "c.json", FILE, CONFIG.as_bytes());
    add(&mut tar, "manifest.json", FILE, br#"[{"Config":"c.json","Layers":["b/layer.tar"]}]"#);
    is_root(&open(&tar.into_inner().unwrap()).unwrap());
}

#[test]
fn an_image_is_a_machine() {
    let loader = include_bytes!("../../../formats/tests/golden/elf-amd64-so");
    let mut layer = tar::Builder::new(Vec::new());
    add(&mut layer, "usr/lib64/ld-linux-x86-64.so.2", FILE, loader);
    add(&mut layer, "lib64", LINK, b"usr/lib64");
    add(&mut layer, "etc/passwd", FILE, b"root:x:0:0\n");
    let image = layered(&[gzip(&layer.into_inner().unwrap())]);
    let machine = machine::rooted(&image, "image:web.tar", &Build::unknown("x", &Why::new("x")));
    let (path, origin) = (machine.users.known().unwrap(), machine.users.origin().unwrap());
    assert_eq!(path, "/etc/passwd");
    assert!(origin.to_string().ends_with("web.tar:/etc/passwd"), "{origin}");
    let interpreters = machine.interpreters.known().unwrap();
    assert_eq!(interpreters[0].path, "/lib64/ld-linux-x86-64.so.2");
}

/// Everything there is in an image, read.
fn read_all(image: &Image, dir: &str, depth: usize) {
    for name in image.list(dir).unwrap_or_default() {
        let path = format!("{dir}/{name}");
        let _ = image.text(&path);
        if depth < 8 && image.kind(&path) == Ok(Kind::Directory) {
            read_all(image, &path, depth + 1);
        }
    }
}

/// Opens many damaged forms of one file, which is written only once for each.
fn each_damage(whole: &[u8], dir: &Path, mut damage: impl FnMut(usize, &mut Vec<u8>) -> bool) {
    let path = dir.join("web.tar");
    for turn in 0.. {
        let mut file = whole.to_vec();
        if !damage(turn, &mut file) {
            break;
        }
        std::fs::write(&path, &file).unwrap();
        if let Ok(image) = Image::open(path.to_str().unwrap(), None) {
            read_all(&image, "", 0);
        }
    }
}

fn small_images() -> Vec<Vec<u8>> {
    let root = root();
    let mut all =
        vec![docker(std::slice::from_ref(&root)), docker(&[gzip(&root)]), docker(&[zstd(&root)])];
    all.push(archive(&oci_members(
        &["linux/amd64"],
        &[include_bytes!("../golden/layer.tar.zst").to_vec()],
    )));
    let packed: Vec<Vec<u8>> = all.iter().flat_map(|file| [gzip(file), zstd(file)]).collect();
    all.extend(packed);
    all
}

#[test]
fn an_image_cut_short_anywhere_is_refused_or_whole() {
    let dir = tempfile::tempdir().unwrap();
    for whole in small_images() {
        let (places, mut opened) = (whole.len() / 97 + whole.len() / 512, 0);
        each_damage(&whole, dir.path(), |turn, file| {
            let blocks = whole.len() / 512;
            let at = if turn < blocks { turn * 512 } else { (turn - blocks) * 97 };
            file.truncate(at);
            // Only the end of the archive can be done without: two blocks of zeros, and the zeros
            // that fill the last block before them.
            if at + 1536 <= whole.len() && open(&whole[..at]).is_ok() {
                opened += 1;
            }
            turn < places
        });
        assert_eq!(opened, 0);
    }
}

#[test]
fn an_image_with_a_flipped_byte_makes_no_panic() {
    let dir = tempfile::tempdir().unwrap();
    for whole in small_images() {
        let step = if whole.len() > 4096 { 41 } else { 5 };
        each_damage(&whole, dir.path(), |turn, file| {
            let at = turn / 2 * step;
            let Some(byte) = file.get_mut(at) else { return false };
            *byte ^= if turn % 2 == 0 { 0xff } else { 1 << (at % 8) };
            true
        });
    }
}
