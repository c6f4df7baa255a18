//! `--format html`: what a page shows besides the results, looked at only where there is one to write.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use landfall_facts::Report;
use landfall_report::Unseen;
use landfall_report::html::{self, Page};

use crate::output::{VERSION, rule_text};

/// The page of pairs and recipes. `line` gives a line of a file, counted from 1.
pub(crate) fn render(
    pairs: &[Report],
    recipes: &[Report],
    unseen: Unseen<'_>,
    line: &dyn Fn(&str, u32) -> Option<String>,
) -> String {
    html::render(&Page { pairs, recipes, unseen, version: VERSION, rule: &rule_text, line })
}

/// No file of Go source that people read is longer, in bytes.
const LONGEST: u64 = 4 << 20;

/// The lines of Go source below some directories, each file read once. Other files are not for us: what is named
/// like a file here may lie in an image.
pub(crate) struct SourceLines<'a> {
    dirs: &'a [PathBuf],
    read: RefCell<HashMap<String, Vec<String>>>,
}

impl<'a> SourceLines<'a> {
    pub(crate) fn below(dirs: &'a [PathBuf]) -> Self {
        Self { dirs, read: RefCell::default() }
    }

    /// A line of a file, counted from 1.
    pub(crate) fn line(&self, path: &str, line: u32) -> Option<String> {
        let mut read = self.read.borrow_mut();
        let lines = read.entry(path.to_owned()).or_insert_with(|| self.lines(path));
        lines.get((line as usize).checked_sub(1)?).cloned()
    }

    fn lines(&self, path: &str) -> Vec<String> {
        let file = Path::new(path);
        let is_source = file.extension().is_some_and(|kind| kind == "go")
            || file.file_name().is_some_and(|name| name == "go.mod");
        let is_below = file.is_relative() || self.dirs.iter().any(|dir| file.starts_with(dir));
        let is_short = fs::metadata(file).is_ok_and(|file| file.is_file() && file.len() <= LONGEST);
        let text = (is_source && is_below && is_short).then(|| fs::read(file));
        match text {
            Some(Ok(text)) => String::from_utf8_lossy(&text).lines().map(str::to_owned).collect(),
            Some(Err(_)) | None => Vec::new(),
        }
    }
}
