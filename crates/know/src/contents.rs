//! What packages of distributions bring, and what lies where in images.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::table::rows;

/// What a package brings, as far as rules on recipes ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Brings {
    /// A C compiler by the name of gcc or clang.
    Compiler,
    /// The headers of the C library, on Alpine.
    Headers,
    /// git.
    Git,
    /// The Go command.
    Go,
    /// A bundle of certificates where Go looks for one.
    Certificates,
    /// The database of time zones.
    TimeZones,
    /// A loader of glibc or musl.
    Loader,
    /// The name of glibc's loader, over musl.
    Layer,
}

/// The packages that bring something, the best known one first.
pub fn packages_with(what: Brings) -> &'static [&'static str] {
    static BY_WORD: OnceLock<ByWord> = OnceLock::new();
    let word = match what {
        Brings::Compiler => "compiler",
        Brings::Headers => "headers",
        Brings::Git => "git",
        Brings::Go => "go",
        Brings::Certificates => "certificates",
        Brings::TimeZones => "time-zones",
        Brings::Loader => "loader",
        Brings::Layer => "layer",
    };
    let by_word = BY_WORD.get_or_init(|| by_word("packages.csv", "brings", "package"));
    by_word.get(word).map_or(&[], Vec::as_slice)
}

/// What lies at a path of an image, as far as rules on recipes ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Certificates, where Go itself looks for them.
    Bundles,
    /// Certificates, somewhere below.
    Certificates,
    /// The database of time zones.
    TimeZones,
    /// The names of users.
    Users,
    /// Temporary files.
    TemporaryFiles,
    /// What says how names are resolved.
    Resolver,
    /// Commands: a directory of PATH.
    Commands,
    /// Programs that are installed with all that they need.
    Programs,
    /// What recipes build.
    Outputs,
}

/// The paths at which something lies.
pub fn paths_with(what: Holds) -> &'static [&'static str] {
    static BY_WORD: OnceLock<ByWord> = OnceLock::new();
    let word = match what {
        Holds::Bundles => "bundles",
        Holds::Certificates => "certificates",
        Holds::TimeZones => "time-zones",
        Holds::Users => "users",
        Holds::TemporaryFiles => "temporary-files",
        Holds::Resolver => "resolver",
        Holds::Commands => "commands",
        Holds::Programs => "programs",
        Holds::Outputs => "outputs",
    };
    let by_word = BY_WORD.get_or_init(|| by_word("image-paths.csv", "holds", "path"));
    by_word.get(word).map_or(&[], Vec::as_slice)
}

/// The names of rows by a word that each has. Asked for with every command of a recipe.
type ByWord = HashMap<&'static str, Vec<&'static str>>;

fn by_word(table: &str, column: &str, name: &str) -> ByWord {
    let mut by_word = ByWord::new();
    for row in rows(table) {
        for word in row.words(column) {
            by_word.entry(word).or_default().push(row.get(name));
        }
    }
    by_word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_may_bring_several_things() {
        assert!(packages_with(Brings::Compiler).contains(&"alpine-sdk"));
        assert!(packages_with(Brings::Git).contains(&"alpine-sdk"));
        assert!(!packages_with(Brings::Headers).contains(&"gcc"));
    }

    #[test]
    fn the_best_known_package_stands_first() {
        assert_eq!(packages_with(Brings::Certificates)[0], "ca-certificates");
        assert_eq!(packages_with(Brings::TimeZones)[0], "tzdata");
    }

    #[test]
    fn every_word_of_the_tables_is_asked_for() {
        let known = [
            (
                "packages.csv",
                "brings",
                "compiler headers git go certificates time-zones loader layer",
            ),
            (
                "image-paths.csv",
                "holds",
                "bundles certificates time-zones users temporary-files resolver commands programs outputs",
            ),
        ];
        for (table, column, words) in known {
            for row in rows(table) {
                for word in row.words(column) {
                    assert!(words.split(' ').any(|one| one == word), "{table}: {word}");
                }
            }
        }
    }
}
