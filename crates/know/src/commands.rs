//! Which commands official images bring.

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alpine_has_the_wget_of_busybox_and_no_curl() {
        assert!(image_command("alpine:3.20", "wget").unwrap().is_there);
        assert!(!image_command("docker.io/library/alpine:3.20.1", "curl").unwrap().is_there);
        assert_eq!(image_command("debian:12-slim", "sh").unwrap().kind, "dash");
        assert!(image_command("scratch", "sh").is_none());
    }
}
