//! Images in which Go programs are built: what a tag says of the release, the base and the tools.

use landfall_facts::{GoVersion, Origin};

use crate::named::distro_of;
use crate::table::{Row, rows};

const TABLE: &str = "go-images.csv";

/// Suites that name a kind of base but none of its releases.
const KINDS: [&str; 4] = ["", "alpine", "windowsservercore", "nanoserver"];

/// What is known of an image in which Go programs are built.
#[derive(Debug, Clone)]
pub struct GoImage {
    /// The Go release. For a tag that says a minor release only it is the newest patch release that
    /// the table knows, and of a minor that is still built the image may have a newer one. Without
    /// a patch number where the tag or the digest leaves it open.
    pub go: Option<GoVersion>,
    /// Whether the tag says the patch release.
    pub is_exact: bool,
    /// The base, as the name of a target: where the tag has meant only one, or has stopped moving.
    pub base: Option<String>,
    /// Every base that the tag has meant, oldest first; empty where nobody knows.
    pub bases: Vec<String>,
    /// Whether another day can bring another base: the tag names none and is still built.
    pub floats: bool,
    /// Whether there is such a tag at all.
    pub exists: Option<bool>,
    /// Whether a C compiler is installed.
    pub has_c_compiler: Option<bool>,
    /// Whether git is installed.
    pub has_git: Option<bool>,
    /// The variables that it sets, as the Dockerfile writes them.
    pub sets: Vec<(String, String)>,
    /// The row.
    pub origin: Origin,
}

/// What the table knows of an image by its full name,
/// `docker.io/library/golang:1.22.3-alpine3.19@sha256:…`; `None` for an image that it does not have.
pub fn go_image(name: &str) -> Option<GoImage> {
    let (name, digest) = name.split_once('@').map_or((name, None), |(name, it)| (name, Some(it)));
    let (image, tag) = match name.rsplit_once(':') {
        Some((image, tag)) if !tag.contains('/') => (image, Some(tag)),
        Some(_) | None => (name, None),
    };
    let image = plain(image);
    let first = rows(TABLE).find(|row| row.get("image") == image)?;
    let tag = Tag::read(tag.unwrap_or(if digest.is_some() { "?" } else { "latest" }));
    let row = tag.row(image);
    Some(match row {
        Some(row) => tag.held_against(row, digest.is_some()),
        None => tag.without_row(image, first.origin(), digest.is_some()),
    })
}

/// The name under which the table has an image: `golang` for `docker.io/library/golang`.
fn plain(image: &str) -> &str {
    let short = image.strip_prefix("docker.io/").unwrap_or(image);
    match short.rsplit_once('/') {
        Some((namespace, name))
            if rows("namespaces.csv").any(|row| row.get("namespace") == namespace) =>
        {
            name
        }
        Some(_) | None => short,
    }
}

/// A tag, taken apart.
#[derive(Debug, Default)]
struct Tag<'a> {
    /// The release as the tag writes it, without the `v` of some.
    release: &'a str,
    minor: Option<u32>,
    patch: Option<u32>,
    /// Whether it is of a beta, a release candidate or the tip.
    is_early: bool,
    suite: &'a str,
}

impl<'a> Tag<'a> {
    /// `1.22.3-alpine3.19`, `v1.22.3`, `bookworm`, `rhel-9-golang-1.22-openshift-4.17`.
    fn read(tag: &'a str) -> Self {
        let (release, suite) = match tag.split_once("golang-") {
            Some((before, after)) => {
                (after.split('-').next().unwrap_or_default(), before.trim_end_matches('-'))
            }
            None => tag.split_once('-').unwrap_or((tag, "")),
        };
        let release = release.strip_prefix('v').unwrap_or(release);
        let is_release = release == "1" || release.starts_with("1.");
        if !is_release {
            let is_early = ["rc", "tip"].contains(&release);
            let suite = match tag {
                "latest" => "",
                _ if is_early => suite.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-'),
                _ => tag,
            };
            return Self { suite, is_early, ..Self::default() };
        }
        let mut numbers = release.split('.').skip(1);
        let minor = numbers.next().unwrap_or_default();
        let digits = minor.find(|c: char| !c.is_ascii_digit()).unwrap_or(minor.len());
        let suite_of_early = suite.strip_prefix("rc").map(|rest| rest.trim_start_matches('-'));
        Self {
            release,
            minor: minor[..digits].parse().ok(),
            patch: numbers.next().and_then(|patch| patch.parse().ok()),
            is_early: digits < minor.len() || suite_of_early.is_some(),
            suite: suite_of_early.unwrap_or_else(|| behind_revision(suite)),
        }
    }

    /// Whether it says more than a minor release.
    fn is_exact(&self) -> bool {
        self.patch.is_some()
            || (self.is_early && self.release.contains(|c: char| c.is_alphabetic()))
    }

    fn row(&self, image: &str) -> Option<&'static Row> {
        let of_image = || rows(TABLE).filter(|row| row.get("image") == image);
        let of_suite = || of_image().filter(|row| row.get("suite") == self.suite);
        let of_release = match self.minor {
            Some(minor) => of_suite().find(|row| minor_of(row) == Some(minor)),
            // The release is left open: what the newest one holds is what is pulled.
            None => of_suite().max_by_key(|row| minor_of(row)),
        };
        let whatever = |row: &&Row| row.get("go") == "*";
        of_release
            .or_else(|| of_suite().find(whatever))
            .or_else(|| of_image().filter(whatever).find(|row| row.get("suite") == "*"))
    }

    fn held_against(&self, row: &'static Row, has_digest: bool) -> GoImage {
        let is_any = row.get("go") == "*";
        let range = (!is_any).then(|| patches(row)).flatten();
        let (first, last) = range.unzip();
        let ended = !row.get("built_until").is_empty();
        let is_older = self.patch.zip(last).is_some_and(|(patch, last)| patch < last);
        let is_newer = self.patch.zip(last).is_some_and(|(patch, last)| patch > last);
        let is_missing = self.patch.zip(first).is_some_and(|(patch, first)| patch < first);
        // A release has its tag no more once the next is out.
        let settled = has_digest || (self.minor.is_some() && ended) || is_older;
        let at = match self.patch {
            Some(patch) => Some(patch),
            None if self.is_early => Some(0),
            None if has_digest => None,
            None => last,
        };
        let steps: Vec<(&str, u32)> = row.words("bases").map(step).collect();
        let steps = match self.patch {
            _ if (self.minor.is_none() || self.is_early)
                && !is_any
                && KINDS.contains(&self.suite) =>
            {
                &[]
            }
            Some(_) if is_newer && KINDS.contains(&self.suite) => &[],
            Some(patch) => match steps.iter().rposition(|(_, since)| *since <= patch) {
                Some(at) => &steps[at..=at],
                None => &[],
            },
            None => steps.as_slice(),
        };
        let names_base = if is_any {
            steps.iter().any(|(base, _)| base.contains(':')) || self.is_exact()
        } else {
            !KINDS.contains(&self.suite) && !steps.is_empty()
        };
        let bases: Vec<String> = steps.iter().filter_map(|(base, _)| target(base)).collect();
        let base = match (bases.as_slice(), has_digest) {
            _ if bases.len() < steps.len() => None,
            ([only], _) => Some(only.clone()),
            ([.., last], false) if settled => Some(last.clone()),
            _ => None,
        };
        let exists = match self.patch {
            _ if is_any || self.is_early || range.is_none() || self.minor.is_none() => None,
            Some(_) if is_missing || (is_newer && ended) => Some(false),
            Some(_) if is_newer => None,
            Some(_) | None => Some(true),
        };
        let yes_or_no = |column| match row.get(column) {
            "yes" if !is_newer => Some(true),
            "no" if !is_newer => Some(false),
            _ => None,
        };
        let set = row.words("sets").filter(|_| !is_newer).map(step);
        let sets = set.filter(|(_, since)| at.is_none_or(|at| *since <= at));
        GoImage {
            go: self.go(at),
            is_exact: self.is_exact(),
            base,
            bases,
            floats: !names_base && !settled,
            exists,
            has_c_compiler: yes_or_no("compiler"),
            has_git: yes_or_no("git"),
            sets: sets
                .filter_map(|(set, _)| set.split_once('='))
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            origin: row.origin(),
        }
    }

    /// Of a release or a suite that the table does not have, only what the tag itself says.
    fn without_row(&self, image: &str, origin: Origin, has_digest: bool) -> GoImage {
        let of_minor = |row: &&Row| {
            row.get("image") == image && self.minor.is_some() && minor_of(row) == self.minor
        };
        let mut of_minor = rows(TABLE).filter(of_minor).peekable();
        let is_known = of_minor.peek().is_some() && !self.is_early;
        let has_ended = is_known && of_minor.all(|row| !row.get("built_until").is_empty());
        let named = rows(TABLE).find(|row| {
            row.get("image") == image
                && row.get("suite") == self.suite
                && !KINDS.contains(&self.suite)
        });
        let base = named.and_then(|row| target(row.get("bases")));
        GoImage {
            go: if self.is_exact() { self.go(self.patch) } else { None },
            is_exact: self.is_exact(),
            bases: base.iter().cloned().collect(),
            floats: base.is_none() && KINDS.contains(&self.suite) && !has_digest,
            base,
            exists: has_ended.then_some(false),
            has_c_compiler: None,
            has_git: None,
            sets: Vec::new(),
            origin,
        }
    }

    /// The release, as a toolchain writes it.
    fn go(&self, patch: Option<u32>) -> Option<GoVersion> {
        let minor = self.minor?;
        if self.is_early {
            let early = self.is_exact().then(|| format!("go{}", self.release))?;
            return early.parse().ok();
        }
        let text = match patch {
            // The first release of a minor had no third number before Go 1.21.
            Some(0) if minor < 21 => format!("go1.{minor}"),
            Some(patch) => format!("go1.{minor}.{patch}"),
            None => format!("go1.{minor}"),
        };
        text.parse().ok()
    }
}

/// `bookworm` of `1-bookworm`: some count their own builds of a release.
fn behind_revision(suite: &str) -> &str {
    match suite.split_once('-') {
        Some((revision, suite)) if revision.bytes().all(|byte| byte.is_ascii_digit()) => suite,
        Some(_) | None => suite,
    }
}

fn minor_of(row: &Row) -> Option<u32> {
    row.get("go").strip_prefix("1.")?.parse().ok()
}

/// The first and the last patch release of a row.
fn patches(row: &Row) -> Option<(u32, u32)> {
    let (first, last) = row.get("patches").split_once('-')?;
    Some((first.parse().ok()?, last.parse().ok()?))
}

/// `debian:12` and 5 of `debian:12@5`; without a number it is so from the first on.
fn step(word: &str) -> (&str, u32) {
    match word.rsplit_once('@') {
        Some((what, since)) => (what, since.parse().unwrap_or(0)),
        None => (word, 0),
    }
}

/// A base that landfall has as a target.
fn target(base: &str) -> Option<String> {
    Some(distro_of(base)?.target())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str) -> GoImage {
        go_image(name).unwrap_or_else(|| panic!("{name}"))
    }

    fn go(name: &str) -> Option<String> {
        of(name).go.map(|go| go.to_string())
    }

    fn base(name: &str) -> Option<String> {
        of(name).base
    }

    fn is_local(image: &GoImage) -> bool {
        image.sets.contains(&("GOTOOLCHAIN".into(), "local".into()))
    }

    #[test]
    fn a_full_name_says_the_release_and_the_base() {
        let image = of("docker.io/library/golang:1.22.3-alpine3.19@sha256:0123");
        assert_eq!(image.go.as_ref().unwrap().to_string(), "go1.22.3");
        assert!(image.is_exact && !image.floats && is_local(&image));
        assert_eq!(image.base.as_deref(), Some("alpine:3.19"));
        assert_eq!((image.has_c_compiler, image.has_git), (Some(false), Some(false)));
        assert_eq!(image.exists, Some(true));
    }

    #[test]
    fn the_same_image_goes_under_many_names() {
        for name in [
            "golang",
            "docker.io/golang",
            "library/golang",
            "public.ecr.aws/docker/library/golang",
            "arm64v8/golang",
        ] {
            assert_eq!(base(&format!("{name}:1.20.14-bookworm")).as_deref(), Some("debian:12"));
        }
        assert!(go_image("localhost:5000/golang").is_none());
        assert!(go_image("ghcr.io/acme/golang:1.22").is_none());
        assert!(go_image("debian:12").is_none());
    }

    #[test]
    fn a_minor_release_means_its_newest_patch() {
        assert_eq!(go("golang:1.20").as_deref(), Some("go1.20.14"));
        assert!(!of("golang:1.20").is_exact);
        // It stopped at 1.20.5 when bookworm came.
        assert_eq!(go("golang:1.20-buster").as_deref(), Some("go1.20.5"));
        assert_eq!(go("golang:1.20.0-bullseye").as_deref(), Some("go1.20"));
        assert_eq!(go("golang:1.21.0-bullseye").as_deref(), Some("go1.21.0"));
        // A digest holds whatever was the newest on its day.
        assert_eq!(go("golang:1.20@sha256:0123").as_deref(), Some("go1.20"));
    }

    #[test]
    fn a_tag_without_a_suite_moved_to_another_base() {
        let image = of("golang:1.20");
        assert_eq!(image.bases, ["debian:11", "debian:12"]);
        // It is not built any more.
        assert_eq!((image.base.as_deref(), image.floats), (Some("debian:12"), false));
        assert_eq!(base("golang:1.20.4").as_deref(), Some("debian:11"));
        assert_eq!(base("golang:1.20.5").as_deref(), Some("debian:12"));
        assert_eq!(base("golang:1.24.5").as_deref(), Some("debian:12"));
        assert_eq!(base("golang:1.24.6").as_deref(), Some("debian:13"));
        assert_eq!(base("golang:1.20@sha256:0123"), None);
        let image = of("golang:1.26-alpine");
        assert_eq!(image.bases, ["alpine:3.23", "alpine:3.24"]);
        assert_eq!((image.base, image.floats), (None, true));
        let image = of("golang:1.27");
        assert_eq!((image.base.as_deref(), image.floats), (Some("debian:13"), true));
    }

    #[test]
    fn no_release_is_made_up_for_what_always_moves() {
        for name in ["golang", "golang:latest", "golang:1", "golang:alpine", "golang:1-alpine"] {
            let image = of(name);
            assert!(image.go.is_none() && image.base.is_none() && image.floats, "{name}");
        }
        assert_eq!(of("golang:alpine").has_c_compiler, Some(false));
        assert_eq!(of("golang").has_c_compiler, Some(true));
        assert_eq!(base("golang:bookworm").as_deref(), Some("debian:12"));
        let pinned = of("golang@sha256:0123");
        assert!(pinned.go.is_none() && pinned.base.is_none() && !pinned.floats);
    }

    #[test]
    fn a_release_newer_than_the_table_is_not_guessed() {
        let image = of("golang:1.99");
        assert!(image.go.is_none() && image.base.is_none() && image.has_c_compiler.is_none());
        assert!(image.sets.is_empty() && image.floats && image.exists.is_none());
        let image = of("golang:1.27.99-bookworm");
        assert_eq!(image.go.unwrap().to_string(), "go1.27.99");
        assert_eq!(image.base.as_deref(), Some("debian:12"));
        assert_eq!((image.has_c_compiler, image.exists), (None, None));
        assert_eq!(base("golang:1.99-bookworm").as_deref(), Some("debian:12"));
        assert_eq!(base("golang:1.27.99"), None);
    }

    #[test]
    fn a_tag_that_never_was_is_told() {
        assert_eq!(of("golang:1.19.4-bookworm").exists, Some(false));
        assert_eq!(of("golang:1.19.10-bookworm").exists, Some(true));
        assert_eq!(of("golang:1.25-bullseye").exists, Some(false));
        assert_eq!(of("golang:1.22.13").exists, Some(false));
        assert_eq!(of("golang:1.21rc2-alpine3.18").exists, None);
        assert_eq!(of("golang:1.21-rc").exists, None);
    }

    #[test]
    fn the_toolchain_is_local_since_the_second_release_of_1_21() {
        assert!(!is_local(&of("golang:1.20")));
        assert!(!is_local(&of("golang:1.21.0")));
        assert!(is_local(&of("golang:1.21.1")) && is_local(&of("golang:1.21")));
        assert!(!is_local(&of("golang:1.26-windowsservercore-ltsc2022")));
        assert_eq!(base("golang:1.26-nanoserver-ltsc2022").as_deref(), Some("windows:server-2022"));
    }

    #[test]
    fn an_early_release_says_only_what_its_tag_says() {
        let image = of("golang:1.21rc2-alpine3.18");
        assert_eq!(image.go.unwrap().to_string(), "go1.21rc2");
        assert_eq!((image.is_exact, image.base.as_deref()), (true, Some("alpine:3.18")));
        assert!(!is_local(&of("golang:1.21rc2-alpine3.18")));
        assert_eq!(base("golang:1.20rc1"), None);
        assert_eq!(go("golang:1.21-rc"), None);
        assert_eq!(go("golang:tip"), None);
    }

    #[test]
    fn other_builders_write_the_release_elsewhere() {
        let image = of("registry.ci.openshift.org/ocp/builder:rhel-9-golang-1.22-openshift-4.17");
        assert_eq!(image.go.unwrap().to_string(), "go1.22");
        assert_eq!((image.is_exact, image.base.as_deref()), (false, Some("rhel:9")));
        let image = of("registry.access.redhat.com/ubi8/go-toolset:1.19.10-10");
        assert_eq!(image.go.unwrap().to_string(), "go1.19.10");
        assert_eq!((image.base.as_deref(), image.floats), (Some("ubi:8"), false));
        assert_eq!(go("registry.access.redhat.com/ubi9/go-toolset:9.8-1786522985"), None);
        let image = of("ghcr.io/goreleaser/goreleaser-cross:v1.22.3");
        assert_eq!(image.go.unwrap().to_string(), "go1.22.3");
        assert_eq!((image.has_c_compiler, image.base), (Some(true), None));
        let image = of("mcr.microsoft.com/oss/go/microsoft/golang:1.22.1-1-bookworm");
        assert_eq!(image.go.as_ref().unwrap().to_string(), "go1.22.1");
        assert!(!is_local(&image) && image.base.as_deref() == Some("debian:12"));
        let image = of("quay.io/prometheus/golang-builder:1.24-base");
        assert_eq!(image.base.as_deref(), Some("debian:12"));
        let image = of("cgr.dev/chainguard/go");
        assert_eq!((image.base.as_deref(), image.floats), (Some("wolfi"), true));
    }

    #[test]
    fn every_row_is_found_by_its_own_tag() {
        for row in rows(TABLE).filter(|row| row.get("go") != "*") {
            let suite = row.get("suite");
            let tag =
                format!("{}{}{suite}", row.get("go"), if suite.is_empty() { "" } else { "-" });
            let name = format!("{}:{tag}", row.get("image"));
            assert_eq!(of(&name).origin, row.origin(), "{name}");
        }
    }
}
