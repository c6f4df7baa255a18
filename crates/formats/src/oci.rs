//! The texts of a saved container image: what it consists of, and how it is started.
//!
//! Written in the OCI image specification (`image-layout.md`, `image-index.md`, `manifest.md`,
//! `config.md`) and, for `manifest.json`, in Docker's image specification v1.2.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::ReadError;

/// An image in Docker's `manifest.json`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Saved {
    /// The name of its configuration in the archive.
    pub config: String,
    /// The names it was saved under.
    #[serde(default, deserialize_with = "or_default")]
    pub repo_tags: Vec<String>,
    /// The names of its layers in the archive, the lowest first.
    #[serde(default, deserialize_with = "or_default")]
    pub layers: Vec<String>,
}

/// A reference to a blob.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Descriptor {
    /// What the blob is.
    #[serde(default)]
    pub media_type: String,
    /// Its hash, by which it is found.
    pub digest: String,
    /// Its length.
    pub size: u64,
    /// The machine that it is for.
    pub platform: Option<Platform>,
    #[serde(default, deserialize_with = "or_default")]
    annotations: Annotations,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
struct Annotations {
    #[serde(rename = "org.opencontainers.image.ref.name")]
    name: Option<String>,
    #[serde(rename = "io.containerd.image.name")]
    full_name: Option<String>,
    #[serde(rename = "vnd.docker.reference.type")]
    reference_type: Option<String>,
}

/// The machine that an image is for, in Go's words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Platform {
    /// `linux`, `windows` …
    #[serde(default)]
    pub os: String,
    /// `amd64`, `arm64` …
    #[serde(default)]
    pub architecture: String,
    /// `v7` of `arm`, `v3` of `amd64` …
    #[serde(default, deserialize_with = "or_default")]
    pub variant: String,
}

/// What a blob lists: other manifests, or the parts of one image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Document {
    /// An index, or `index.json` itself.
    Index(Vec<Descriptor>),
    /// A manifest.
    Manifest {
        /// Its configuration.
        config: Descriptor,
        /// Its layers, the lowest first.
        layers: Vec<Descriptor>,
    },
}

/// How an image is started, and for which machine it was made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Config {
    /// The machine that it is for.
    #[serde(flatten)]
    pub platform: Platform,
    /// How it is started.
    #[serde(default, deserialize_with = "or_default", rename = "config")]
    pub start: Start,
    /// What its layers are.
    #[serde(default, deserialize_with = "or_default")]
    pub rootfs: RootFs,
}

/// How an image is started.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Start {
    /// The environment, `NAME=value` each.
    #[serde(deserialize_with = "or_default")]
    pub env: Vec<String>,
    /// The program that is always started.
    #[serde(deserialize_with = "or_default")]
    pub entrypoint: Vec<String>,
    /// Its arguments, or the program where there is no entry point.
    #[serde(deserialize_with = "or_default")]
    pub cmd: Vec<String>,
    /// The directory it is started in.
    #[serde(deserialize_with = "or_default")]
    pub working_dir: String,
    /// The user it is started as, by name or number.
    #[serde(deserialize_with = "or_default")]
    pub user: String,
}

/// What the layers of an image are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct RootFs {
    /// The hashes of the layers as they are unpacked.
    #[serde(default, deserialize_with = "or_default")]
    pub diff_ids: Vec<String>,
}

/// What kind of blob a layer is, by its media type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LayerKind {
    /// A tar archive, compressed in a way that its first bytes tell.
    Tar,
    /// A tar archive that the image's publisher hands out, and that is not kept with the image.
    Foreign,
    /// A tar archive that cannot be read without a key.
    Encrypted,
    /// No part of a file system.
    Other,
}

/// The images that Docker's `manifest.json` lists.
pub fn saved(json: &[u8]) -> Result<Vec<Saved>, ReadError> {
    parse(json, "no list of images")
}

/// An index, a manifest, or `index.json`.
pub fn document(json: &[u8]) -> Result<Document, ReadError> {
    #[derive(Deserialize)]
    struct Either {
        manifests: Option<Vec<Descriptor>>,
        config: Option<Descriptor>,
        layers: Option<Vec<Descriptor>>,
    }
    let either: Either = parse(json, "neither an image index nor an image manifest")?;
    match either {
        Either { manifests: Some(manifests), .. } => Ok(Document::Index(manifests)),
        Either { config: Some(config), layers: Some(layers), .. } => {
            Ok(Document::Manifest { config, layers })
        }
        Either { .. } => {
            Err(ReadError::damaged(0, "neither an image index nor an image manifest stands here"))
        }
    }
}

/// The configuration of an image.
pub fn config(json: &[u8]) -> Result<Config, ReadError> {
    parse(json, "no configuration of an image")
}

/// The version in `oci-layout`; only 1.x is known.
pub fn layout_version(json: &[u8]) -> Result<String, ReadError> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Layout {
        image_layout_version: String,
    }
    let version = parse::<Layout>(json, "no version of an image layout")?.image_layout_version;
    match version.starts_with("1.") {
        true => Ok(version),
        false => Err(ReadError::damaged(
            0,
            format!("the image layout has version {}, and 1.0.0 is known", version.escape_debug()),
        )),
    }
}

/// Where a layout keeps the blob with this hash.
pub fn blob_path(digest: &str) -> Result<String, ReadError> {
    let word = |text: &str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    match digest.split_once(':') {
        Some((algorithm, hash)) if word(algorithm) && word(hash) => {
            Ok(format!("blobs/{algorithm}/{hash}"))
        }
        _ => Err(ReadError::damaged(0, format!("\"{}\" is no digest", digest.escape_debug()))),
    }
}

impl Descriptor {
    /// The name that the image was saved under, the longer one of two.
    pub fn name(&self) -> Option<&str> {
        self.annotations.full_name.as_deref().or(self.annotations.name.as_deref())
    }

    /// Whether it says how an image was built rather than being one (BuildKit's attestations).
    pub fn is_attestation(&self) -> bool {
        self.annotations.reference_type.as_deref() == Some("attestation-manifest")
            || self.platform.as_ref().is_some_and(|platform| platform.os == "unknown")
    }

    /// What kind of blob a layer is.
    pub fn layer_kind(&self) -> LayerKind {
        let kind = self.media_type.as_str();
        if kind.ends_with("+encrypted") {
            return LayerKind::Encrypted;
        }
        // Docker's own name for a layer does not say that it may be plain or zstd.
        let is_tar = kind.starts_with("application/vnd.oci.image.layer.v1.tar")
            || kind.starts_with("application/vnd.docker.image.rootfs.diff.tar")
            || kind.starts_with("application/vnd.docker.container.image.rootfs.diff");
        let is_foreign = kind.starts_with("application/vnd.oci.image.layer.nondistributable.")
            || kind.starts_with("application/vnd.docker.image.rootfs.foreign.");
        match (is_tar, is_foreign) {
            (true, _) => LayerKind::Tar,
            (_, true) => LayerKind::Foreign,
            (false, false) => LayerKind::Other,
        }
    }
}

impl Platform {
    /// Whether it is the one that a user means by an operating system and an architecture; where
    /// there are variants, any of them.
    pub fn is(&self, os: &str, architecture: &str) -> bool {
        self.os == os && self.architecture == architecture
    }
}

impl std::fmt::Display for Platform {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.os, self.architecture)?;
        match self.variant.as_str() {
            "" => Ok(()),
            variant => write!(f, "/{variant}"),
        }
    }
}

impl Config {
    /// A variable of the environment; of two with one name the last holds.
    pub fn env(&self, name: &str) -> Option<&str> {
        let mut pairs = self.start.env.iter().rev().filter_map(|pair| pair.split_once('='));
        pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
    }
}

/// Go writes an empty list as `null`.
fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

fn parse<T: DeserializeOwned>(json: &[u8], instead: &str) -> Result<T, ReadError> {
    serde_json::from_slice(json).map_err(|error| {
        let before: usize = json
            .split_inclusive(|byte| *byte == b'\n')
            .take(error.line().saturating_sub(1))
            .map(<[u8]>::len)
            .sum();
        let text = error.to_string();
        let text = text.split(" at line ").next().unwrap_or_default();
        ReadError::damaged(
            (before + error.column()) as u64,
            format!("{instead} stands here: {text}"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_is_an_empty_list() {
        let json = br#"[{"Config":"c.json","RepoTags":null,"Layers":["a/layer.tar"]}]"#;
        let saved = saved(json).unwrap();
        assert_eq!(saved[0].repo_tags, [""; 0]);
        assert_eq!(saved[0].layers, ["a/layer.tar"]);
        let config = config(br#"{"os":"linux","architecture":"arm","config":null}"#).unwrap();
        assert_eq!((config.start, config.rootfs), Default::default());
    }

    #[test]
    fn a_configuration_says_how_the_image_is_started() {
        let config = config(
            br#"{"os":"linux","architecture":"arm","variant":"v7","config":{"Env":["PATH=/bin","A=1=2","PATH=/usr/bin"],
                "Entrypoint":["/web"],"Cmd":["-v"],"WorkingDir":"/srv","User":"65532"},
                "rootfs":{"type":"layers","diff_ids":["sha256:aa"]},"history":[{}]}"#,
        )
        .unwrap();
        assert_eq!(config.platform.to_string(), "linux/arm/v7");
        assert_eq!(config.env("PATH"), Some("/usr/bin"));
        assert_eq!(config.env("A"), Some("1=2"));
        assert_eq!(config.env("HOME"), None);
        assert_eq!(config.start.entrypoint, ["/web"]);
        assert_eq!(
            (config.start.working_dir.as_str(), config.start.user.as_str()),
            ("/srv", "65532")
        );
        assert_eq!(config.rootfs.diff_ids, ["sha256:aa"]);
    }

    #[test]
    fn an_index_and_a_manifest_are_told_apart_by_what_they_list() {
        let index = document(
            br#"{"schemaVersion":2,"manifests":[{"mediaType":"m","digest":"sha256:aa","size":2,
                "platform":{"os":"linux","architecture":"arm64"},"annotations":{"org.opencontainers.image.ref.name":"1.0"}},
                {"digest":"sha256:bb","size":2,"annotations":{"vnd.docker.reference.type":"attestation-manifest"}}]}"#,
        )
        .unwrap();
        let Document::Index(manifests) = index else { panic!("{index:?}") };
        assert_eq!(manifests[0].name(), Some("1.0"));
        assert_eq!(
            manifests.iter().map(Descriptor::is_attestation).collect::<Vec<_>>(),
            [false, true]
        );
        let manifest =
            document(br#"{"config":{"digest":"sha256:aa","size":1},"layers":[]}"#).unwrap();
        assert!(matches!(manifest, Document::Manifest { .. }));
        assert_eq!(
            document(b"{}").unwrap_err().to_string(),
            "neither an image index nor an image manifest stands here (byte 0x0)"
        );
    }

    #[test]
    fn a_digest_is_no_path() {
        assert_eq!(blob_path("sha256:0aF").unwrap(), "blobs/sha256/0aF");
        for digest in
            ["sha256:../../etc/passwd", "../x:aa", "sha256:", "sha256", "sha256:a/b", "a:b:c"]
        {
            assert!(blob_path(digest).is_err(), "{digest}");
        }
    }

    #[test]
    fn the_media_type_tells_which_layers_can_be_read() {
        let kind = |media_type: &str| {
            let json = format!(
                r#"{{"config":{{"mediaType":"{media_type}","digest":"a:b","size":1}},"layers":[]}}"#
            );
            match document(json.as_bytes()).unwrap() {
                Document::Manifest { config, .. } => config.layer_kind(),
                Document::Index(_) => LayerKind::Other,
            }
        };
        let tar = [
            "application/vnd.oci.image.layer.v1.tar",
            "application/vnd.oci.image.layer.v1.tar+gzip",
            "application/vnd.oci.image.layer.v1.tar+zstd",
            "application/vnd.docker.image.rootfs.diff.tar.gzip",
            "application/vnd.docker.image.rootfs.diff.tar",
        ];
        assert!(tar.iter().all(|name| kind(name) == LayerKind::Tar));
        assert_eq!(
            kind("application/vnd.oci.image.layer.v1.tar+gzip+encrypted"),
            LayerKind::Encrypted
        );
        assert_eq!(
            kind("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"),
            LayerKind::Foreign
        );
        assert_eq!(kind("application/vnd.in-toto+json"), LayerKind::Other);
    }

    #[test]
    fn what_is_no_json_says_where() {
        let error = saved(b"[\n{\"Config\":7}]").unwrap_err().to_string();
        assert_eq!(
            error,
            "no list of images stands here: invalid type: integer `7`, expected a string (byte 0xd)"
        );
        assert!(saved(b"").is_err());
        assert!(config(&b"[".repeat(1 << 20)).is_err());
    }
}
