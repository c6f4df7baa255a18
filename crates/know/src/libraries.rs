//! C libraries that Go packages use through cgo, and the packages that bring their headers.

use serde::Deserialize;

use crate::signatures::Captures;
use crate::table::rows;

/// How a text names a C library that is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NamedBy {
    /// By a header of it, captured as `header`.
    Header,
    /// By its name for pkg-config, captured as `library`.
    PkgConfig,
    /// By what stands behind `-l`, captured as `library`.
    Link,
}

/// The columns of packages, with what installs them.
const INSTALLED_BY: [(&str, &str); 2] = [
    ("debian", "Debian, Ubuntu: apt-get install -y "),
    ("msys2", "Windows, MSYS2: pacman -S mingw-w64-ucrt-x86_64-"),
];

impl NamedBy {
    fn column(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::PkgConfig => "pc",
            Self::Link => "link",
        }
    }

    /// The name that the text of a failure has for the library.
    pub(crate) fn captured_as(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::PkgConfig | Self::Link => "library",
        }
    }
}

/// How the library that a text names is installed to compile against, on each kind of system that is known; none
/// where nobody knows the library.
pub fn installing(by: NamedBy, captures: &Captures) -> Vec<String> {
    let Some(name) = captures.get(by.captured_as()) else { return Vec::new() };
    let name = name.trim_end_matches([':', ',', '.']);
    let is_it = |one: &str| one == name;
    let begins = |one: &str| one.strip_suffix('*').is_some_and(|start| name.starts_with(start));
    let column = by.column();
    // Whoever is named as a whole counts more than who is named by a beginning.
    let row = rows("c-libraries.csv")
        .find(|row| row.words(column).any(is_it))
        .or_else(|| rows("c-libraries.csv").find(|row| row.words(column).any(begins)));
    let Some(row) = row else { return Vec::new() };
    let said = INSTALLED_BY.iter().map(|(column, by)| (row.get(column), by));
    said.filter(|(package, _)| !package.is_empty())
        .map(|(package, by)| format!("{by}{package}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(by: NamedBy, name: &str) -> Vec<String> {
        installing(by, &Captures::from([(by.captured_as().to_owned(), name.to_owned())]))
    }

    #[test]
    fn a_library_is_known_by_header_by_pkg_config_and_by_the_linker() {
        let zmq = asked(NamedBy::Header, "zmq.h");
        assert_eq!(zmq[0], "Debian, Ubuntu: apt-get install -y libzmq3-dev");
        assert_eq!(zmq, asked(NamedBy::PkgConfig, "libzmq"));
        assert_eq!(zmq, asked(NamedBy::Link, "zmq:"));
        assert!(asked(NamedBy::Header, "mine.h").is_empty());
        assert!(asked(NamedBy::Link, "zm").is_empty());
    }

    #[test]
    fn a_whole_name_counts_more_than_a_beginning() {
        let image = asked(NamedBy::Header, "gst/app/gstappsink.h");
        assert!(image[0].ends_with(" libgstreamer-plugins-base1.0-dev"), "{image:?}");
        let core = asked(NamedBy::Header, "gst/gst.h");
        assert!(core[0].ends_with(" libgstreamer1.0-dev"), "{core:?}");
    }

    #[test]
    fn each_row_has_a_name_and_a_package_and_no_name_stands_twice() {
        let mut names = std::collections::BTreeSet::new();
        for row in rows("c-libraries.csv") {
            let before = names.len();
            for column in ["header", "pc", "link"] {
                for name in row.words(column) {
                    assert!(names.insert((column, name)), "{column} {name} stands there twice");
                }
            }
            assert!(names.len() > before, "{:?} has no name", row.origin());
            let is_packaged = INSTALLED_BY.iter().any(|(column, _)| !row.get(column).is_empty());
            assert!(is_packaged, "{:?} has no package", row.origin());
        }
        assert!(names.len() > 500);
    }
}
