//! A fact and where it was learned: known, surely absent, or not to be looked at.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// Something learned about a build or a machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact<T> {
    /// It is so, and this is where it was learned.
    Known(T, Origin),
    /// It was looked for here, and it is not there.
    Absent(Origin),
    /// Nobody could look.
    Unknown(Why),
}

impl<T> Fact<T> {
    /// The value where it is known, `None` where it is surely absent, and `Unsure` where nobody
    /// could look. The third never turns into one of the others: it travels on by `?`.
    pub fn look(&self) -> Result<Option<Seen<'_, T>>, Unsure> {
        match self {
            Self::Known(value, origin) => Ok(Some(Seen { value, origin })),
            Self::Absent(_) => Ok(None),
            Self::Unknown(why) => Err(Unsure(why.clone())),
        }
    }

    /// The value, if it is known. For showing; a rule uses [`Fact::look`].
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value, _) => Some(value),
            Self::Absent(_) | Self::Unknown(_) => None,
        }
    }

    /// Where it was learned, present or absent; `None` if nobody could look.
    pub fn origin(&self) -> Option<&Origin> {
        match self {
            Self::Known(_, origin) | Self::Absent(origin) => Some(origin),
            Self::Unknown(_) => None,
        }
    }

    /// Why nobody could look, if nobody could.
    pub fn why(&self) -> Option<&Why> {
        match self {
            Self::Unknown(why) => Some(why),
            Self::Known(..) | Self::Absent(_) => None,
        }
    }

    /// The same fact about something made of the value.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Fact<U> {
        match self {
            Self::Known(value, origin) => Fact::Known(make(value), origin),
            Self::Absent(origin) => Fact::Absent(origin),
            Self::Unknown(why) => Fact::Unknown(why),
        }
    }

    /// `Known` where there is a value, `Absent` where there is none.
    pub fn from_option(value: Option<T>, origin: Origin) -> Self {
        match value {
            Some(value) => Self::Known(value, origin),
            None => Self::Absent(origin),
        }
    }
}

/// A known value, lent together with its origin.
#[derive(Debug)]
pub struct Seen<'a, T> {
    value: &'a T,
    /// Where it was learned.
    pub origin: &'a Origin,
}

impl<'a, T> Seen<'a, T> {
    /// The value, lent as long as the fact lives.
    pub fn value(&self) -> &'a T {
        self.value
    }
}

impl<T> Deref for Seen<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value
    }
}

/// Where a fact was learned.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Origin {
    /// A line of a text file.
    Line {
        /// The file, as the user would name it.
        path: String,
        /// Counted from 1.
        line: u32,
    },
    /// A piece of a text file.
    Span {
        /// The file, as the user would name it.
        path: Arc<str>,
        /// Where it begins and ends.
        span: Place,
    },
    /// A place in a binary file.
    Bytes {
        /// The file, as the user would name it.
        path: String,
        /// In bytes from its beginning.
        offset: u64,
    },
    /// A file or directory itself: that it is there, or is not.
    Path(String),
    /// The output of a command.
    Command(String),
    /// A row of one of our tables.
    Row {
        /// The file name of the table.
        table: String,
        /// The line of the file, counted from 1.
        row: u32,
    },
    /// The user's own word, for example the name of a target.
    Word(String),
    /// A setting of the Go command or a variable of the environment: that it is set, or is not.
    Setting {
        /// Its name.
        name: String,
        /// Who sets it: `the environment`, or a file of Go's own.
        by: &'static str,
    },
    /// What the Go command does by itself where nobody says otherwise.
    Go(String),
    /// What is so of every machine of its kind.
    Nature(String),
    /// What this program itself is made for: where it runs, so do others of its kind.
    Itself(String),
}

/// A piece of a text: where it begins and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The line of its first character, counted from 1.
    pub line: u32,
    /// The column of its first character, counted from 1, in characters.
    pub column: u32,
    /// The line of its end.
    pub end_line: u32,
    /// The column behind its last character.
    pub end_column: u32,
    /// Its first byte, and the byte behind its last.
    pub bytes: (u32, u32),
}

impl Origin {
    /// Whether another piece of the same text stands within this one.
    pub fn holds(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Span { path, span }, Self::Span { path: other, span: inner }) => {
                path == other && span.bytes.0 <= inner.bytes.0 && inner.bytes.1 <= span.bytes.1
            }
            _ => false,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line { path, line } => write!(f, "{path}:{line}"),
            Self::Span { path, span } => write!(f, "{path}:{}:{}", span.line, span.column),
            Self::Bytes { path, offset } => write!(f, "{path}, byte {offset:#x}"),
            Self::Path(path) => f.write_str(path),
            Self::Command(command) => write!(f, "`{command}`"),
            Self::Row { table, row } => write!(f, "{table}:{row}"),
            Self::Word(word) => write!(f, "as you said: {word}"),
            Self::Setting { name, by } => write!(f, "{name} of {by}"),
            Self::Go(does) => write!(f, "as Go does: {does}"),
            Self::Nature(what) => f.write_str(what),
            Self::Itself(made_for) => write!(f, "this landfall is made for {made_for}"),
        }
    }
}

/// Why nobody could look: a short phrase that ends "could not look: …". One reason holds for many facts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Why(Arc<str>);

impl Why {
    /// A reason in our own words.
    pub fn new(reason: impl Into<String>) -> Self {
        Self(reason.into().into())
    }

    /// Nothing of this kind was handed to us.
    pub fn not_given(what: &str) -> Self {
        Self(format!("no {what} was given").into())
    }

    /// The system refused: permission denied, input/output error …
    pub fn denied(path: &str, error: &dyn fmt::Display) -> Self {
        Self(format!("could not read {path}: {error}").into())
    }

    /// The bytes are there but do not hold together.
    pub fn damaged(path: &str, what: &dyn fmt::Display) -> Self {
        Self(format!("{path} is damaged: {what}").into())
    }

    /// Our table has no row, or an empty field, for this.
    pub fn not_in_table(table: &str, what: &dyn fmt::Display) -> Self {
        Self(format!("{table} does not say {what}").into())
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A question that could not be answered because something could not be looked at.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Unsure(pub Why);

impl fmt::Display for Unsure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_could_look_at_is_never_absent() {
        let fact: Fact<u8> = Fact::Unknown(Why::denied("/etc/shadow", &"permission denied"));
        let told = fact.look().map(|seen| seen.is_some());
        assert_eq!(told.unwrap_err().to_string(), "could not read /etc/shadow: permission denied");
    }

    #[test]
    fn an_absent_fact_still_knows_where_it_was_looked_for() {
        let fact: Fact<u8> = Fact::Absent(Origin::Path("/etc/passwd".into()));
        assert!(fact.look().unwrap().is_none());
        assert_eq!(fact.origin().unwrap().to_string(), "/etc/passwd");
    }

    #[test]
    fn a_known_value_is_lent_with_its_origin() {
        let fact = Fact::Known(7u8, Origin::Row { table: "distros.csv".into(), row: 41 });
        let seen = fact.look().unwrap().unwrap();
        assert_eq!((*seen, seen.origin.to_string()), (7, "distros.csv:41".to_owned()));
    }
}
