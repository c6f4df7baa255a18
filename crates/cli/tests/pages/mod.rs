//! Pages that show what commands print: the commands are run, and what they print is held against the page.

use std::fs;
use std::path::Path;

/// One block of a page between two lines of backquotes.
pub(crate) struct Block<'a> {
    /// The words behind the opening backquotes: a language, and the name of a file where it is one.
    pub(crate) info: Vec<&'a str>,
    /// What stands between.
    pub(crate) text: &'a str,
}

/// All blocks of a page, in their order.
pub(crate) fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut pieces = page.split("```");
    pieces.next();
    let mut blocks = Vec::new();
    while let Some(block) = pieces.next() {
        if let Some((info, text)) = block.split_once('\n') {
            blocks.push(Block { info: info.split_whitespace().collect(), text });
        }
        // What stands between two blocks.
        pieces.next();
    }
    blocks
}

/// The commands of a console block, each with the lines that it prints.
pub(crate) fn commands(block: &str) -> Vec<(&str, Vec<&str>)> {
    let mut commands: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in block.lines() {
        match (line.strip_prefix("$ "), commands.last_mut()) {
            (Some(command), _) => commands.push((command, Vec::new())),
            (None, Some((_, shown))) => shown.push(line),
            (None, None) => panic!("{line:?} stands before the first command"),
        }
    }
    commands
}

/// Fails unless each line that is shown was printed, and each line that was printed is shown.
pub(crate) fn hold(page: &str, command: &str, shown: &[&str], printed: &str) {
    for line in shown {
        let there = printed.lines().any(|printed| as_shown(line, printed));
        assert!(there, "{page}: `{command}` does not print\n{line}\nbut\n{printed}");
    }
    for line in printed.lines() {
        let there = shown.iter().any(|shown| as_shown(shown, line));
        assert!(there, "{page} does not show this line of `{command}`:\n{line}\nof\n{printed}");
    }
}

/// Whether a line is as shown, where `…` stands for anything and spaces for spaces.
pub(crate) fn as_shown(shown: &str, line: &str) -> bool {
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (shown, line) = (squeezed(shown), squeezed(line));
    let mut parts = shown.split('…');
    let Some(mut rest) = line.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let parts: Vec<&str> = parts.collect();
    for (at, part) in parts.iter().enumerate() {
        let last = at + 1 == parts.len();
        let found = if last { rest.rfind(part) } else { rest.find(part) };
        let Some(found) = found else { return false };
        rest = &rest[found + part.len()..];
    }
    rest.is_empty()
}

/// Writes a file and the directories above it.
pub(crate) fn write(file: &Path, text: &str) {
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}
