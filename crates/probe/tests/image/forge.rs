//! Archives, layers and images made in memory, whole or as wild as a test wants them.

use std::io::Write as _;

use flate2::{Compression, write::GzEncoder};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use tar::EntryType;

pub(crate) const FILE: EntryType = EntryType::Regular;
pub(crate) const DIR: EntryType = EntryType::Directory;
pub(crate) const LINK: EntryType = EntryType::Symlink;
pub(crate) const HARD: EntryType = EntryType::Link;
pub(crate) const FIFO: EntryType = EntryType::Fifo;

/// An archive of entries, each with its content or its target. No name is too wild for it.
pub(crate) fn tar(entries: &[(&str, EntryType, &str)]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, kind, text) in entries {
        add(&mut tar, name, *kind, text.as_bytes());
    }
    tar.into_inner().unwrap()
}

/// Adds one entry, whose content is its target where it is a link.
pub(crate) fn add(tar: &mut tar::Builder<Vec<u8>>, name: &str, kind: EntryType, content: &[u8]) {
    let mut header = tar::Header::new_gnu();
    header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
    header.set_entry_type(kind);
    header.set_mode(0o755);
    let is_link = [LINK, HARD].contains(&kind);
    if is_link {
        header.set_link_name_literal(content).unwrap();
    }
    let content = if is_link { &[][..] } else { content };
    header.set_size(content.len() as u64);
    header.set_cksum();
    tar.append(&header, content).unwrap();
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

pub(crate) fn zstd(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec(bytes, CompressionLevel::Fastest)
}

pub(crate) const CONFIG: &str = r#"{"os":"linux","architecture":"amd64","config":{"Env":["PATH=/bin","LD_LIBRARY_PATH=/opt/lib"],"Entrypoint":["/web"]}}"#;

/// The members of what `docker save` writes.
pub(crate) fn docker_members(layers: &[Vec<u8>]) -> Vec<(String, Vec<u8>)> {
    let names: Vec<String> = (0..layers.len()).map(|index| format!("{index}/layer.tar")).collect();
    let manifest = format!(r#"[{{"Config":"c.json","RepoTags":["web:1"],"Layers":{names:?}}}]"#);
    let mut members = vec![("c.json".to_owned(), CONFIG.as_bytes().to_vec())];
    members.extend(names.into_iter().zip(layers.iter().cloned()));
    members.push(("manifest.json".to_owned(), manifest.into_bytes()));
    members
}

/// The parts of an OCI layout with one image for each platform.
pub(crate) fn oci_members(platforms: &[&str], layers: &[Vec<u8>]) -> Vec<(String, Vec<u8>)> {
    let mut members =
        vec![("oci-layout".to_owned(), br#"{"imageLayoutVersion":"1.0.0"}"#.to_vec())];
    let mut own = Vec::new();
    for (index, layer) in layers.iter().enumerate() {
        members.push((format!("blobs/sha256/1a{index}"), layer.clone()));
        own.push(format!(
            r#"{{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"sha256:1a{index}","size":{}}}"#,
            layer.len()
        ));
    }
    let mut list = Vec::new();
    for (index, platform) in platforms.iter().enumerate() {
        let (os, arch) = platform.split_once('/').unwrap();
        let config = format!(
            r#"{{"os":"{os}","architecture":"{arch}","config":{{"Env":["P={platform}"]}}}}"#
        );
        let manifest = format!(
            r#"{{"config":{{"digest":"sha256:c{index}","size":{}}},"layers":[{}]}}"#,
            config.len(),
            own.join(",")
        );
        list.push(format!(
            r#"{{"digest":"sha256:f{index}","size":{},"platform":{{"os":"{os}","architecture":"{arch}"}}}}"#,
            manifest.len()
        ));
        members.push((format!("blobs/sha256/c{index}"), config.into_bytes()));
        members.push((format!("blobs/sha256/f{index}"), manifest.into_bytes()));
    }
    list.push(
        r#"{"digest":"sha256:dead","size":1,"platform":{"os":"unknown","architecture":"unknown"}}"#
            .into(),
    );
    let index = format!(r#"{{"schemaVersion":2,"manifests":[{}]}}"#, list.join(","));
    members.push(("index.json".to_owned(), index.into_bytes()));
    members
}

pub(crate) fn archive(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, content) in members {
        add(&mut tar, name, FILE, content);
    }
    tar.into_inner().unwrap()
}

pub(crate) fn docker(layers: &[Vec<u8>]) -> Vec<u8> {
    archive(&docker_members(layers))
}
