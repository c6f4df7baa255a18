//! A platform in a recipe that Go does not have.

use landfall_facts::{Arch, Edit, Fact, Origin, Os};

use crate::recipes::{Answers, Making, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// `GOOS` and `GOARCH` of a line make no port of Go.
    ///
    /// ## Why it breaks
    /// `go: unsupported GOOS/GOARCH pair linux/x86_64`. Go has its own names: `amd64` for x86_64,
    /// `arm64` for aarch64, `arm` with `GOARM=7` for armv7, `386` for i686, `darwin` for macOS. Where
    /// `TARGETPLATFORM` was meant to be `TARGETARCH` it reads `unsupported GOOS/GOARCH pair
    /// linux/linux/amd64`. Seen by users in getsentry/sentry-kubernetes#88; run here with Go 1.26.
    ///
    /// ## How to mend it
    /// Write the names of `go tool dist list`.
    ///
    /// ```case
    /// -- build.sh --
    /// GOOS=linux GOARCH=x86_64 go build -o web .
    /// -- finds --
    /// build.sh:1: linux/x86_64 is no port of Go; did you mean amd64?
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// ARG TARGETPLATFORM
    /// RUN CGO_ENABLED=0 GOARCH=$TARGETPLATFORM go build -o /web .
    /// -- finds --
    /// Dockerfile:3: linux/linux/amd64 is no port of Go; did you mean TARGETARCH?
    /// ```
    /// ```case
    /// -- build.sh --
    /// GOOS=linux GOARCH=amd64 go build -o web .
    /// GOOS=darwin GOARCH=386 GOTOOLCHAIN=go1.14 go build -o web .
    /// GOOS=darwin GOARCH=arm64 go build -o web .
    /// GOOS=macos go version
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// ARG ARCH
    /// RUN CGO_ENABLED=0 GOOS=macos GOARCH=$ARCH go build -o /web .
    /// -- unsure --
    /// Dockerfile: $ARCH is what --build-arg says
    /// ```
    platform_pair_not_known: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    if !making.go.compiles() || making.go.verb == "get" || !making.counts() {
        return Ok(None);
    }
    let (os, arch) = (making.var("GOOS"), making.var("GOARCH"));
    if os.known().is_none() && arch.known().is_none() {
        return Ok(None);
    }
    let is_good = |fact: &Fact<String>, good: &dyn Fn(&str) -> bool| {
        fact.known().is_none_or(|text| good(text))
    };
    let is_os = is_good(&os, &|text| text.parse::<Os>().is_ok());
    let is_arch = is_good(&arch, &|text| text.parse::<Arch>().is_ok());
    if is_os && is_arch && !is_no_pair(making, &os, &arch) {
        return Ok(None);
    }
    let (said_os, said_arch) = (os.look()?, arch.look()?);
    let own_os = said_os.as_ref().map_or("linux", |os| os.value().as_str());
    let own_arch = said_arch.as_ref().map_or("amd64", |arch| arch.value().as_str());
    let meant_os = own_os.parse::<Os>().err().and_then(|error| error.meant);
    let meant_arch = match own_arch.parse::<Arch>() {
        Err(_) if own_arch.contains('/') => Some("TARGETARCH"),
        Err(error) => error.meant,
        Ok(_) => None,
    };
    let meant = meant_os.or(meant_arch);
    let hint = meant.map(|name| format!("; did you mean {name}?")).unwrap_or_default();
    let mut finding = making.told(format!("{own_os}/{own_arch} is no port of Go{hint}"));
    for (name, said) in [("GOOS", &said_os), ("GOARCH", &said_arch)] {
        if let Some(said) = said {
            finding = finding.needs(format!("{name}={}", said.value()), said.origin);
        }
    }
    if let (Some(name), Some(meant)) = (meant, place(meant_os, &said_os, &said_arch))
        && name != "TARGETARCH"
        && written_as_is(making, meant.0)
    {
        finding = finding.perhaps_fixed_by(format!("write {name}"), Edit::replace(meant.1, name));
    }
    Ok(Some(finding.mend("write a pair of `go tool dist list`")))
}

type Said<'a> = Option<landfall_facts::Seen<'a, String>>;

/// The text that is wrong, and where it stands.
fn place<'a>(
    meant_os: Option<&str>,
    os: &Said<'a>,
    arch: &Said<'a>,
) -> Option<(&'a str, &'a Origin)> {
    let said = if meant_os.is_some() { os } else { arch };
    said.as_ref().map(|said| (said.value().as_str(), said.origin))
}

/// Whether a line has the text itself, and no variable that stands for it.
fn written_as_is(making: &Making<'_>, text: &str) -> bool {
    making.run.written.contains(&format!("={text}"))
}

/// Whether both names are known and were never a port together.
fn is_no_pair(making: &Making<'_>, os: &Fact<String>, arch: &Fact<String>) -> bool {
    let (Some(os), Some(arch)) = (os.known(), arch.known()) else { return false };
    let (Ok(os), Ok(arch)) = (os.parse::<Os>(), arch.parse::<Arch>()) else { return false };
    let is_there =
        |minor: u32| landfall_know::ports(minor).iter().any(|port| (port.0, port.1) == (os, arch));
    match making.go_minor() {
        Some(minor) => !is_there(minor),
        None => landfall_know::port(os, arch).is_none(),
    }
}
