//! The parts of a saved image: its manifests, its configuration, its layers, wherever they lie.

use std::collections::HashMap;
use std::path::Path;

use landfall_formats::oci::{self, Config, Descriptor, Document, LayerKind, Platform};
use landfall_formats::{ReadError, bytes};

use super::Trouble;
use super::tree::inside;
use super::unpack::{AGAIN, Member, Room, What, members, unpacked};
use crate::file::{FileSource, Stretch};
use crate::world::{Blind, Kind, Real, Rooted, World, open_at};

/// A named part: a file of a directory or a member of an archive.
pub(super) enum Parts {
    Directory(Rooted),
    Archive(HashMap<String, Part>),
}

/// A member of the archive, or a link to one: old releases of `docker save` link equal layers.
pub(super) enum Part {
    File(Stretch),
    Link(String),
}

/// One of the images in the file.
pub(super) struct Variant {
    /// How a user would know it.
    pub(super) name: String,
    /// The machine that it is for.
    pub(super) platform: Platform,
    config: String,
    layers: Vec<Layer>,
}

#[derive(Clone)]
struct Layer {
    path: String,
    size: Option<u64>,
    kind: LayerKind,
}

/// Registries take no manifest of more than 4 MiB; a configuration tells a long history.
const LONGEST_TEXT: u64 = 16 << 20;
/// An index in an index is common, one in that is not.
const DEEPEST: usize = 4;
/// Of platforms there are some twenty.
const MOST_MANIFESTS: usize = 1000;

impl Parts {
    /// The parts in a directory or an archive.
    pub(super) fn open(path: &str, room: &mut Room) -> Result<Self, Trouble> {
        let unseen = |blind| match blind {
            Blind::NotThere => Trouble::new("there is no such file", "check its name"),
            Blind::Cannot(why) => Trouble::new(why.to_string(), "see that it can be read"),
        };
        if Real.kind(path).map_err(unseen)? == Kind::Directory {
            return Ok(Self::Directory(Rooted::new(path).map_err(unseen)?));
        }
        let file = open_at(Path::new(path), path).map_err(unseen)?;
        if file.stretch().len == 0 {
            return Err(Trouble::new("the file is empty", AGAIN));
        }
        let tar = unpacked(file.stretch().clone(), "it", room)?;
        let mut archive = HashMap::new();
        members(&tar, "it", room, |Member { name, what, .. }, _| {
            let Some(path) = inside(&name) else {
                let what = format!("it has the member \"{name}\", which leads out of it");
                return Err(Trouble::new(what, "do not unpack it; save the image again"));
            };
            let part = match what {
                What::File(content) => Part::File(content),
                What::HardLink(target) => Part::Link(target),
                What::Symlink(target) => {
                    let dir = path.rsplit_once('/').map_or("", |(dir, _)| dir);
                    let base = if target.starts_with('/') { "" } else { dir };
                    Part::Link(format!("{base}/{target}"))
                }
                What::Directory | What::Other => return Ok(()),
            };
            archive.insert(path, part);
            Ok(())
        })?;
        Ok(Self::Archive(archive))
    }

    /// The images there are, each platform's for itself.
    pub(super) fn variants(&self) -> Result<Vec<Variant>, Trouble> {
        if let Some(text) = self.text("oci-layout")? {
            oci::layout_version(&text).map_err(|error| damaged("oci-layout", &error))?;
        }
        let index = self.text("index.json")?;
        let mut gone = Vec::new();
        let mut variants = match &index {
            Some(index) => self.listed(index, &mut gone)?,
            None => Vec::new(),
        };
        // Newer releases of Docker write both; the index alone tells the platforms.
        if variants.is_empty()
            && let Some(text) = self.text("manifest.json")?
        {
            variants = self.saved(&text)?;
        } else if index.is_none() {
            return Err(self.no_image());
        }
        match (variants.is_empty(), gone.first()) {
            (false, _) => Ok(variants),
            (true, Some(path)) => Err(missing("the manifest", path)),
            (true, None) => Err(Trouble::new("it lists no image", AGAIN)),
        }
    }

    fn no_image(&self) -> Trouble {
        let (what, remedy) = match self {
            Self::Directory(_) => ("directory", "of a root filesystem say rootfs:DIR"),
            Self::Archive(_) => (
                "tar archive",
                "save one with `docker save`; unpack a root filesystem, say rootfs:DIR",
            ),
        };
        Trouble::new(format!("it is a {what} without index.json and manifest.json"), remedy)
    }

    /// The configuration of an image, and the names and contents of its layers, the lowest first.
    pub(super) fn image(
        &self,
        variant: &Variant,
    ) -> Result<(Config, Vec<(String, Stretch)>), Trouble> {
        let config = self.config(&variant.config)?;
        let count = variant.layers.len();
        let promised = config.rootfs.diff_ids.len();
        if promised != 0 && promised != count {
            let what = format!("its manifest has {count} layers, its configuration {promised}");
            return Err(Trouble::new(what, AGAIN));
        }
        let mut layers = Vec::new();
        for (index, layer) in variant.layers.iter().enumerate() {
            let name = format!("layer {} of {count}", index + 1);
            layers.push((layer.path.clone(), self.layer(layer, &name)?));
        }
        Ok((config, layers))
    }

    fn layer(&self, layer: &Layer, name: &str) -> Result<Stretch, Trouble> {
        match layer.kind {
            LayerKind::Tar | LayerKind::Foreign => {}
            LayerKind::Encrypted => {
                let what = format!("{name} ({}) is encrypted", layer.path);
                return Err(Trouble::new(what, "decrypt the image first"));
            }
            LayerKind::Other => {
                let what = format!("{name} ({}) is no part of a file system", layer.path);
                return Err(Trouble::new(what, "save an image, not another artifact"));
            }
        }
        let content = self.part(&layer.path)?;
        let content = content.ok_or_else(|| match layer.kind {
            LayerKind::Foreign => Trouble::new(
                format!("{name} ({}) is left to its publisher", layer.path),
                "save the image with its foreign layers",
            ),
            _ => missing(name, &layer.path),
        })?;
        match layer.size {
            Some(size) if size != content.len => Err(Trouble::new(
                format!("{name} ({}) has {} of {size} bytes", layer.path, content.len),
                AGAIN,
            )),
            _ => Ok(content),
        }
    }

    /// The images of an index, and of the indexes it lists. Blobs that were not saved are `gone`:
    /// `docker save` writes the index of all platforms beside the blobs of one.
    fn listed(&self, index: &[u8], gone: &mut Vec<String>) -> Result<Vec<Variant>, Trouble> {
        let mut variants: Vec<Variant> = Vec::new();
        let Document::Index(descriptors) =
            oci::document(index).map_err(|error| damaged("index.json", &error))?
        else {
            return Err(Trouble::new("index.json is no index", AGAIN));
        };
        let with_name = |descriptors: Vec<Descriptor>, name: Option<String>, depth| {
            let one = move |it: Descriptor| {
                let name = it.name().map(str::to_owned).or_else(|| name.clone());
                (it, name, depth)
            };
            descriptors.into_iter().rev().map(one)
        };
        let mut pending: Vec<_> = with_name(descriptors, None, 1).collect();
        let mut seen = 0;
        while let Some((descriptor, name, depth)) = pending.pop() {
            seen += 1;
            if seen > MOST_MANIFESTS || depth > DEEPEST {
                return Err(Trouble::new("its indexes go on without end", AGAIN));
            }
            if descriptor.is_attestation() {
                continue;
            }
            let path = blob_path(&descriptor)?;
            let Some(text) = self.text(&path)? else {
                gone.push(path);
                continue;
            };
            let (config, layers) = match oci::document(&text).map_err(|it| damaged(&path, &it))? {
                Document::Index(inner) => {
                    pending.extend(with_name(inner, name, depth + 1));
                    continue;
                }
                Document::Manifest { config, layers } => (blob_path(&config)?, layers),
            };
            if variants.iter().any(|variant| variant.config == config) {
                continue;
            }
            let mut own = Vec::new();
            for layer in layers {
                let (path, kind) = (blob_path(&layer)?, layer.layer_kind());
                own.push(Layer { path, size: Some(layer.size), kind });
            }
            let platform = match descriptor.platform {
                Some(platform) => platform,
                None => self.config(&config)?.platform,
            };
            let name = name.unwrap_or_else(|| descriptor.digest.clone());
            variants.push(Variant { name, platform, config, layers: own });
        }
        Ok(variants)
    }

    /// The images that `docker save` lists in its own way.
    fn saved(&self, text: &[u8]) -> Result<Vec<Variant>, Trouble> {
        let mut variants: Vec<Variant> = Vec::new();
        for saved in oci::saved(text).map_err(|error| damaged("manifest.json", &error))? {
            if variants.iter().any(|variant| variant.config == saved.config) {
                continue;
            }
            let platform = self.config(&saved.config)?.platform;
            let layer = |path| Layer { path, size: None, kind: LayerKind::Tar };
            variants.push(Variant {
                name: saved.repo_tags.first().unwrap_or(&saved.config).clone(),
                platform,
                config: saved.config,
                layers: saved.layers.into_iter().map(layer).collect(),
            });
        }
        Ok(variants)
    }

    fn config(&self, path: &str) -> Result<Config, Trouble> {
        let text = self.text(path)?.ok_or_else(|| missing("the configuration", path))?;
        oci::config(&text).map_err(|error| damaged(path, &error))
    }

    fn text(&self, path: &str) -> Result<Option<Vec<u8>>, Trouble> {
        let Some(part) = self.part(path)? else { return Ok(None) };
        if part.len > LONGEST_TEXT {
            return Err(Trouble::new(format!("{path} is longer than any such text"), AGAIN));
        }
        let len = part.len;
        match bytes(&FileSource::of(part), 0, len) {
            Ok(text) => Ok(Some(text.into_owned())),
            Err(error) => Err(damaged(path, &error)),
        }
    }

    fn part(&self, path: &str) -> Result<Option<Stretch>, Trouble> {
        let archive = match self {
            Self::Directory(root) => {
                return match root.file(path) {
                    Ok(file) => Ok(Some(file.stretch().clone())),
                    Err(Blind::NotThere) => Ok(None),
                    Err(Blind::Cannot(why)) => {
                        Err(Trouble::new(why.to_string(), "see that it can be read"))
                    }
                };
            }
            Self::Archive(archive) => archive,
        };
        let mut path = inside(path);
        for _ in 0..40 {
            match path.and_then(|path| archive.get(&path)) {
                Some(Part::File(content)) => return Ok(Some(content.clone())),
                Some(Part::Link(target)) => path = inside(target),
                None => return Ok(None),
            }
        }
        Ok(None)
    }
}

fn blob_path(descriptor: &Descriptor) -> Result<String, Trouble> {
    oci::blob_path(&descriptor.digest).map_err(|error| damaged("a manifest", &error))
}

fn missing(what: &str, path: &str) -> Trouble {
    Trouble::new(format!("{what} ({path}) is not there"), AGAIN)
}

fn damaged(path: &str, error: &ReadError) -> Trouble {
    Trouble::new(format!("{path} is damaged: {error}"), AGAIN)
}
