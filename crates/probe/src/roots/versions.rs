//! Which version comes first: of modules (semantic versions) and of Go.

use std::cmp::Ordering;

/// Which of two versions of a module is the older one. What stands behind a `+` does not count.
///
/// Written in `golang.org/x/mod/semver`; what is no version is older than all that are.
pub(super) fn compare(one: &str, other: &str) -> Ordering {
    let (one, other) = (parsed(one), parsed(other));
    let (Some(one), Some(other)) = (&one, &other) else {
        return one.is_some().cmp(&other.is_some());
    };
    one.0.cmp(&other.0).then_with(|| match (one.1, other.1) {
        ("", "") => Ordering::Equal,
        ("", _) => Ordering::Greater,
        (_, "") => Ordering::Less,
        (one, other) => one.split('.').map(Part::of).cmp(other.split('.').map(Part::of)),
    })
}

/// A part of what a prerelease is called: numbers come before words.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Part<'t> {
    /// Without leading zeros the longer number is the greater one, however long.
    Number(usize, &'t str),
    Word(&'t str),
}

impl<'t> Part<'t> {
    fn of(text: &'t str) -> Self {
        match text.bytes().all(|byte| byte.is_ascii_digit()) {
            true => Self::Number(text.len(), text),
            false => Self::Word(text),
        }
    }
}

/// The three numbers of a version, and what its prerelease is called.
fn parsed(version: &str) -> Option<([u64; 3], &str)> {
    let version = version.strip_prefix('v')?;
    let version = version.split('+').next()?;
    let (numbers, prerelease) = version.split_once('-').unwrap_or((version, ""));
    let mut out = [0; 3];
    let mut numbers = numbers.split('.');
    for number in &mut out {
        // v1 is short for v1.0.0.
        *number = numbers.next().map_or(Some(0), |text| text.parse().ok())?;
    }
    numbers.next().is_none().then_some((out, prerelease))
}

/// The minor release of a Go version of a go.mod, 21 for `1.21`, `1.21rc1` and `1.21.3`; the
/// release that stands for a go.mod without one if it cannot be read.
pub(super) fn go_minor(version: Option<&str>) -> u32 {
    // DefaultGoModVersion of cmd/go/internal/gover.
    const WITHOUT: u32 = 16;
    let minor = |version: &str| {
        let rest = version.strip_prefix("1.")?;
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        rest[..end].parse().ok()
    };
    version.and_then(minor).unwrap_or(WITHOUT)
}

/// What orders Go's own releases: `1.21` is before `1.21rc1`, and that before `1.21.0`.
pub(super) fn go_order(version: &str) -> Option<(u32, u32, u32)> {
    let rest = version.strip_prefix("1.")?;
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let minor = rest[..end].parse().ok()?;
    let rest = &rest[end..];
    let (rank, number) = match (rest.strip_prefix("beta"), rest.strip_prefix("rc")) {
        (Some(number), _) => (1, number),
        (_, Some(number)) => (2, number),
        (None, None) if rest.is_empty() => (0, "0"),
        (None, None) => (3, rest.strip_prefix('.')?),
    };
    Some((minor, rank, number.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_ordered_as_semver_says() {
        let rising = [
            "none",
            "v0.0.0-20200101000000-abcdef012345",
            "v0.0.0-20210101000000-000000000000",
            "v0.9.0",
            "v1.0.0-alpha",
            "v1.0.0-alpha.1",
            "v1.0.0-alpha.beta",
            "v1.0.0-beta.2",
            "v1.0.0-beta.11",
            "v1.0.0-rc.1",
            "v1.0.0",
            "v1.0.1-0.20200101000000-abcdef012345",
            "v1.10.0",
            "v2.0.0+incompatible",
        ];
        for pair in rising.windows(2) {
            assert_eq!(compare(pair[0], pair[1]), Ordering::Less, "{pair:?}");
        }
        assert_eq!(compare("v2.0.0+incompatible", "v2.0.0"), Ordering::Equal);
    }

    #[test]
    fn releases_of_go_are_ordered_as_go_says() {
        for pair in ["1.9", "1.21", "1.21beta1", "1.21rc2", "1.21.0", "1.21.10", "1.22"].windows(2)
        {
            assert!(go_order(pair[0]) < go_order(pair[1]), "{pair:?}");
        }
        assert_eq!(go_order("tip"), None);
        assert_eq!([go_minor(Some("1.21rc1")), go_minor(Some("1.9")), go_minor(None)], [21, 9, 16]);
    }
}
