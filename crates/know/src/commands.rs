//! Which commands official images bring, and what commands of recipes do.

use std::collections::HashMap;
use std::sync::OnceLock;

use landfall_facts::Origin;

use crate::named::distro_of;
use crate::table::rows;

/// What the table knows of a command in an image.
#[derive(Debug, Clone)]
pub struct ImageCommand {
    /// Whether it is there.
    pub is_there: bool,
    /// The program behind the name, as `dash` behind `sh`.
    pub kind: &'static str,
    /// The row.
    pub origin: Origin,
}

/// A command in an image by name; `None` where the table does not say.
pub fn image_command(image: &str, command: &str) -> Option<ImageCommand> {
    let distro = distro_of(image)?;
    let is_it = |row: &&crate::table::Row| {
        row.get("name") == distro.name() && row.get("command") == command
    };
    let row = rows("image-commands.csv").find(is_it)?;
    let is_there = row.get("is_there") == "yes";
    Some(ImageCommand { is_there, kind: row.get("kind"), origin: row.origin() })
}

/// What a command of a recipe is known to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Does {
    /// It puts out what it reads, and ends well whatever that was.
    Show,
    /// It puts out some of what it reads, or in another order.
    Pick,
    /// It may put programs into an image that its line does not name.
    Bring,
    /// It puts values in the place of variables.
    FillIn,
    /// It runs what a file of the project says.
    Call,
}

/// Whether a command is known to do something.
pub fn does(command: &str, what: Does) -> bool {
    let word = match what {
        Does::Show => "shows",
        Does::Pick => "picks",
        Does::Bring => "brings",
        Does::FillIn => "fills-in",
        Does::Call => "calls",
    };
    known(command).is_some_and(|known| known.does.contains(&word))
}

/// What a command of a recipe is known to leave as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaves {
    /// It puts no go.mod there.
    Module,
    /// It puts no go.sum there.
    Checksums,
    /// It puts no program where one is built.
    Outputs,
    /// It puts no program and no package into an image that its line does not name.
    Programs,
}

/// Whether a command surely leaves something as it is.
pub fn leaves(command: &str, what: Leaves) -> bool {
    let word = match what {
        Leaves::Module => "module",
        Leaves::Checksums => "checksums",
        Leaves::Outputs => "outputs",
        Leaves::Programs => "programs",
    };
    known(command).is_some_and(|known| known.leaves.contains(&word))
}

/// The word behind which a package manager takes the packages to install; `None` for other commands.
pub fn installing_verb(command: &str) -> Option<&'static str> {
    known(command)?.verb
}

/// What the rows of a command say together.
#[derive(Default)]
struct Known {
    verb: Option<&'static str>,
    does: Vec<&'static str>,
    leaves: Vec<&'static str>,
}

/// Asked for with every command that stands before each of all others.
fn known(command: &str) -> Option<&'static Known> {
    static BY_NAME: OnceLock<HashMap<&str, Known>> = OnceLock::new();
    let by_name = BY_NAME.get_or_init(|| {
        let mut by_name: HashMap<&str, Known> = HashMap::new();
        for row in rows("shell-commands.csv") {
            let known = by_name.entry(row.get("name")).or_default();
            known.verb = known.verb.or(Some(row.get("verb")).filter(|verb| !verb.is_empty()));
            known.does.extend(row.words("does"));
            known.leaves.extend(row.words("leaves"));
        }
        by_name
    });
    by_name.get(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_no_row_has_may_do_anything() {
        assert!(leaves("mkdir", Leaves::Programs) && !leaves("setup", Leaves::Programs));
        assert!(does("tee", Does::Show) && !does("go-junit-report", Does::Show));
        assert_eq!(
            (installing_verb("apk"), installing_verb("dnf")),
            (Some("add"), Some("install"))
        );
        assert_eq!(installing_verb("curl"), None);
    }

    #[test]
    fn every_word_of_a_command_is_asked_for() {
        let known = [
            ("does", "shows picks brings fills-in calls"),
            ("leaves", "module checksums outputs programs"),
        ];
        for (column, words) in known {
            for word in rows("shell-commands.csv").flat_map(|row| row.words(column)) {
                assert!(words.split(' ').any(|one| one == word), "{column}: {word}");
            }
        }
    }

    #[test]
    fn alpine_has_the_wget_of_busybox_and_no_curl() {
        assert!(image_command("alpine:3.20", "wget").unwrap().is_there);
        assert!(!image_command("docker.io/library/alpine:3.20.1", "curl").unwrap().is_there);
        assert_eq!(image_command("debian:12-slim", "sh").unwrap().kind, "dash");
        assert!(image_command("scratch", "sh").is_none());
    }
}
