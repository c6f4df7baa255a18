//! A saved container image as a world: what `docker save`, or an OCI layout, holds.

mod parts;
mod tree;
mod unpack;
mod written;

use std::fmt;
use std::path::Path;

use landfall_facts::Why;
use landfall_formats::Source;
use landfall_formats::oci::{Config, Platform};

use crate::file::FileSource;
use crate::world::{Blind, Kind, World};
use parts::{Parts, Variant};
use tree::{Node, Tree};
use unpack::{Room, unpacked};

/// A saved container image, of one platform. Its files stay in files: those of packed layers in
/// temporary ones, which vanish with it.
pub struct Image {
    name: String,
    tree: Tree,
    config: Config,
    platforms: Vec<Platform>,
}

/// Why a file is no image that can be looked at, and what the reader can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoImage {
    image: String,
    trouble: Trouble,
}

/// What is wrong, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Trouble {
    what: String,
    remedy: String,
}

impl Trouble {
    fn new(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { what: what.into(), remedy: remedy.into() }
    }
}

impl fmt::Display for NoImage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { image, trouble: Trouble { what, remedy } } = self;
        write!(f, "could not read image \"{image}\": {what}; {remedy}")
    }
}

impl std::error::Error for NoImage {}

impl Image {
    /// Opens what `docker save` or an OCI layout holds, in an archive (packed or not) or in a
    /// directory. Of several platforms that one which is asked for by operating system and
    /// architecture; if none is, `linux/amd64`, or else the first.
    pub fn open(path: &str, platform: Option<(&str, &str)>) -> Result<Self, NoImage> {
        Self::within(path, platform, Room::new())
            .map_err(|trouble| NoImage { image: path.to_owned(), trouble })
    }

    fn within(path: &str, platform: Option<(&str, &str)>, mut room: Room) -> Result<Self, Trouble> {
        let parts = Parts::open(path, &mut room)?;
        let variants = parts.variants()?;
        let mut platforms: Vec<Platform> = Vec::new();
        for variant in &variants {
            if !platforms.contains(&variant.platform) {
                platforms.push(variant.platform.clone());
            }
        }
        let variant = choose(variants, platform)?;
        let (config, layers) = parts.image(&variant)?;
        let mut tree = Tree::new();
        let count = layers.len();
        for (index, (name, layer)) in layers.into_iter().enumerate() {
            let name = format!("layer {} of {count} ({name})", index + 1);
            let layer = unpacked(layer, &name, &mut room)?;
            tree.lay(&layer, &name, &mut room)?;
        }
        let config = Config { platform: variant.platform, ..config };
        Ok(Self { name: path.to_owned(), tree, config, platforms })
    }

    /// The platform of what is looked at.
    pub fn platform(&self) -> &Platform {
        &self.config.platform
    }

    /// The platforms that there are, in the order of the image's index.
    pub fn platforms(&self) -> &[Platform] {
        &self.platforms
    }

    /// How the image is started.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Writes its file system into an empty directory, as a container would have it. What is no file, directory or
    /// link is left out: engines make devices themselves. Where we are not root, all of it is ours.
    pub fn write_to(&self, dir: &Path) -> Result<(), String> {
        written::write(&self.tree, dir, written::MOST).map_err(|why| {
            let name = &self.name;
            format!("could not unpack image \"{name}\": {why}; unpack it and say rootfs:DIR")
        })
    }

    fn cannot(&self, path: &str, why: &str) -> Blind {
        Blind::Cannot(Why::denied(&self.shown(path), &why))
    }
}

/// The image that is meant, of several.
fn choose(variants: Vec<Variant>, asked: Option<(&str, &str)>) -> Result<Variant, Trouble> {
    let (os, architecture) = asked.unwrap_or(("linux", "amd64"));
    let meant = variants
        .iter()
        .find(|variant| variant.platform.is(os, architecture))
        .or(variants.first().filter(|_| asked.is_none()));
    let Some(meant) = meant.map(|variant| variant.platform.clone()) else {
        let mut there: Vec<String> =
            variants.iter().map(|variant| variant.platform.to_string()).collect();
        there.dedup();
        return Err(Trouble::new(
            format!("it is for {} and not for {os}/{architecture}", there.join(", ")),
            format!("save or pull the image for {os}/{architecture}"),
        ));
    };
    let mut meant: Vec<Variant> =
        variants.into_iter().filter(|variant| variant.platform == meant).collect();
    if meant.len() > 1 {
        let names: Vec<String> = meant.into_iter().map(|variant| variant.name).collect();
        return Err(Trouble::new(
            format!("it holds {} images: {}", names.len(), names.join(", ")),
            "save only one of them",
        ));
    }
    meant.pop().ok_or_else(|| Trouble::new("it holds no image", unpack::AGAIN))
}

impl World for Image {
    fn open(&self, path: &str) -> Result<Box<dyn Source>, Blind> {
        match self.tree.find(path)?.1 {
            Node::File(content) => Ok(Box::new(FileSource::of(content.clone()))),
            Node::Directory(_) => Err(self.cannot(path, "it is a directory")),
            Node::Link(_) | Node::Other => Err(self.cannot(path, "it is no regular file")),
        }
    }

    fn list(&self, dir: &str) -> Result<Vec<String>, Blind> {
        match self.tree.find(dir)?.1 {
            Node::Directory(children) => Ok(children.keys().cloned().collect()),
            Node::File(_) | Node::Link(_) | Node::Other => Err(Blind::NotThere),
        }
    }

    fn kind(&self, path: &str) -> Result<Kind, Blind> {
        Ok(match self.tree.find(path)?.1 {
            Node::File(_) => Kind::File,
            Node::Directory(_) => Kind::Directory,
            Node::Link(_) | Node::Other => Kind::Other,
        })
    }

    fn resolve(&self, path: &str) -> Result<String, Blind> {
        Ok(format!("/{}", self.tree.find(path)?.0))
    }

    fn run(&self, command: &[&str]) -> Result<String, Blind> {
        let command = command.join(" ");
        Err(Blind::Cannot(Why::new(format!("`{command}` is not run in an image"))))
    }

    fn env(&self, name: &str) -> Option<String> {
        self.config.env(name).map(str::to_owned)
    }

    fn shown(&self, path: &str) -> String {
        format!("{}:/{}", self.name, path.trim_start_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saved(layer: &[u8]) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        let mut tar = tar::Builder::new(&file);
        let mut add = |name: &str, content: &[u8]| {
            let mut header = tar::Header::new_gnu();
            header.set_size(content.len() as u64);
            tar.append_data(&mut header, name, content).unwrap();
        };
        add("c.json", br#"{"os":"linux","architecture":"amd64"}"#);
        add("layer", layer);
        add("manifest.json", br#"[{"Config":"c.json","Layers":["layer"]}]"#);
        tar.finish().unwrap();
        drop(tar);
        file
    }

    fn with_room(layer: &[u8], room: Room) -> Option<String> {
        let file = saved(layer);
        let image = Image::within(file.path().to_str().unwrap(), None, room);
        image.err().map(|trouble| format!("{}; {}", trouble.what, trouble.remedy))
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packer = flate2::read::GzEncoder::new(bytes, flate2::Compression::best());
        let mut packed = Vec::new();
        std::io::Read::read_to_end(&mut packer, &mut packed).unwrap();
        packed
    }

    #[test]
    fn a_bomb_is_not_unpacked_to_its_end() {
        let bomb = gzip(&vec![0; 8 << 20]);
        assert!(bomb.len() < 1 << 14);
        assert_eq!(with_room(&bomb, Room::of(8 << 20, 100)), None);
        assert_eq!(
            with_room(&bomb, Room::of(1 << 20, 100)).unwrap(),
            "it unpacks to more than 32 GiB; unpack it and say rootfs:DIR"
        );
    }

    #[test]
    fn a_layer_of_entries_without_end_is_refused() {
        let mut layer = tar::Builder::new(Vec::new());
        for _ in 0..1000 {
            let mut header = tar::Header::new_gnu();
            header.set_size(0);
            layer.append_data(&mut header, "same", &b""[..]).unwrap();
        }
        let layer = gzip(&layer.into_inner().unwrap());
        assert_eq!(with_room(&layer, Room::of(1 << 30, 1100)), None);
        let why = with_room(&layer, Room::of(1 << 30, 900)).unwrap();
        assert!(why.contains("more entries than any image"), "{why}");
    }

    #[test]
    fn directories_on_the_way_count_too() {
        let mut layer = tar::Builder::new(Vec::new());
        for index in 0..20 {
            let mut header = tar::Header::new_gnu();
            header.set_size(0);
            let name = format!("{index}/{}", "a/".repeat(2000));
            layer.append_data(&mut header, name, &b""[..]).unwrap();
        }
        let layer = layer.into_inner().unwrap();
        assert!(with_room(&layer, Room::of(1 << 30, 1000)).is_some());
        assert_eq!(with_room(&layer, Room::of(1 << 30, 2000)), None);
    }

    #[test]
    fn what_could_not_be_read_ends_with_what_to_do() {
        let error =
            NoImage { image: "web".into(), trouble: Trouble::new("it is gone", "look again") };
        assert_eq!(error.to_string(), "could not read image \"web\": it is gone; look again");
    }
}
