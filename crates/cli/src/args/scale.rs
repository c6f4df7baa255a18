//! Work that is parted among many machines: which part is meant, and what puts the parts together.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Parser, ValueEnum};

use super::Format;

/// One part of some work, as in 2/8: the first is 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shard {
    pub(crate) number: u32,
    pub(crate) of: u32,
}

impl Shard {
    /// All the work.
    pub(crate) const WHOLE: Self = Self { number: 1, of: 1 };
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers = text.split_once('/').map(|(number, of)| (number.parse(), of.parse()));
        match numbers {
            Some((Ok(number), Ok(of))) if (1..=of).contains(&number) => Ok(Self { number, of }),
            Some((Ok(0), Ok(_))) => Err("the first shard is 1, as in 1/8".to_owned()),
            Some((Ok(number), Ok(of))) => {
                Err(format!("of {of} shards none is number {number}: the last is {of}/{of}"))
            }
            _ => Err("write which shard of how many, as in 2/8".to_owned()),
        }
    }
}

/// How `landfall check` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CheckFormat {
    /// For people: findings with both sides and how to mend them
    Text,
    /// One line a finding
    Concise,
    /// For programs
    Json,
    /// A line of JSON for each pair as soon as it is judged, for `landfall merge`
    Jsonl,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of a GitHub workflow
    Github,
    /// One page for a browser, which needs no network and no other file
    Html,
}

impl CheckFormat {
    /// The form of a whole report; `None` where it is lines for `landfall merge`.
    pub(crate) fn whole(self) -> Option<Format> {
        match self {
            Self::Text => Some(Format::Text),
            Self::Concise => Some(Format::Concise),
            Self::Json => Some(Format::Json),
            Self::Sarif => Some(Format::Sarif),
            Self::Github => Some(Format::Github),
            Self::Html => Some(Format::Html),
            Self::Jsonl => None,
        }
    }
}

/// Puts the results of all shards together, and says what `landfall check` would have said of the whole. A shard
/// that is missing, cut off, or of another plan is told by its number, and then nothing counts as running
/// everywhere: exit code 2, if nothing breaks.
#[derive(Debug, Parser)]
pub(crate) struct Merge {
    /// What `landfall check --format jsonl` wrote; a directory stands for the files in it that end in .jsonl
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value_t = CheckFormat::Text)]
    pub(crate) format: CheckFormat,
    /// The file to write, as a whole or not at all; `-`, or without it, it is printed
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_count_from_one() {
        assert_eq!("2/8".parse(), Ok(Shard { number: 2, of: 8 }));
        assert_eq!("1/1".parse(), Ok(Shard::WHOLE));
        for wrong in ["0/8", "9/8", "0/0", "1/0", "2", "", "/", "a/b", "1/2/3", "-1/2"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
