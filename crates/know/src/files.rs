//! Programs that change a file where it lies, sign it, or print its checksum.

use crate::table::{Row, rows};

/// What a program does to a file that it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DoneToFile {
    /// Writes another in its place.
    Changed,
    /// Makes a signature of it.
    Signed,
    /// Prints its checksum.
    Summed,
}

/// All that a program does to a file when it is called with some words; nothing where the table does not have it.
pub fn done_to_file(program: &str, words: &[&str]) -> Vec<DoneToFile> {
    let has = |row: &Row, column: &str| row.words(column).any(|one| words.contains(&one));
    let files = words.iter().filter(|word| !word.starts_with('-')).count();
    let is_meant = |row: &&'static Row| {
        let is_asked = row.words("asks").next().is_none() || has(row, "asks");
        let fits = row.get("files").parse::<usize>().is_ok_and(|most| files > most);
        is_asked && !has(row, "spares") && !fits
    };
    // `aarch64-linux-gnu-strip`
    let short = program.rsplit('-').next().unwrap_or_default();
    let known = |name: &str| rows("file-tools.csv").any(|row| row.get("program") == name);
    let name = if known(program) { program } else { short };
    let of_program = rows("file-tools.csv").filter(|row| row.get("program") == name);
    of_program
        .filter(is_meant)
        .filter_map(|row| match row.get("does") {
            "changes" => Some(DoneToFile::Changed),
            "signs" => Some(DoneToFile::Signed),
            "sums" => Some(DoneToFile::Summed),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_done_to_a_file_is_told_by_the_words() {
        use DoneToFile::{Changed, Signed, Summed};
        assert_eq!(done_to_file("strip", &["-s", "web"]), [Changed]);
        assert_eq!(done_to_file("aarch64-linux-gnu-strip", &["web"]), [Changed]);
        assert_eq!(done_to_file("strip", &["-o", "small", "web"]), []);
        assert_eq!(done_to_file("objcopy", &["web", "out"]), []);
        assert_eq!(done_to_file("upx", &["-t", "web"]), []);
        assert_eq!(done_to_file("codesign", &["-s", "-", "web"]), [Changed, Signed]);
        assert_eq!(done_to_file("codesign", &["--remove-signature", "web"]), [Changed]);
        assert_eq!(done_to_file("sha256sum", &["web"]), [Summed]);
        assert_eq!(done_to_file("sha256sum", &["-c", "sums"]), []);
        assert_eq!(done_to_file("gpg", &["--verify", "web.asc", "web"]), []);
        assert_eq!(done_to_file("cp", &["web", "out"]), []);
    }
}
