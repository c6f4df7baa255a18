//! Facts in their plainest form: how they are written down, read back, and held against each other.

use std::fmt::Display;
use std::str::FromStr;

use crate::{
    Arch, Fact, GlibcVersion, GoVersion, KernelVersion, MacosVersion, MuslVersion, Os,
    WindowsVersion,
};

/// A value without its type.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Plain {
    /// Yes or no.
    Flag(bool),
    /// A number; its unit stands in the fact's own words.
    Number(u64),
    /// A text.
    Text(String),
    /// Texts, in order.
    List(Vec<String>),
}

/// What can be written down and read back.
pub trait Recorded: Sized {
    /// Without its type.
    fn plain(&self) -> Plain;

    /// With its type again; an error says what it ought to be.
    fn typed(plain: Plain) -> Result<Self, String>;
}

/// A fact whatever it is of.
pub trait AnyFact {
    /// The fact of the plain value.
    fn plain(&self) -> Fact<Plain>;

    /// Takes the place of what it was; an error says what the value ought to be.
    fn put(&mut self, fact: Fact<Plain>) -> Result<(), String>;
}

impl<T: Recorded> AnyFact for Fact<T> {
    fn plain(&self) -> Fact<Plain> {
        match self {
            Self::Known(value, origin) => Fact::Known(value.plain(), origin.clone()),
            Self::Absent(origin) => Fact::Absent(origin.clone()),
            Self::Unknown(why) => Fact::Unknown(why.clone()),
        }
    }

    fn put(&mut self, fact: Fact<Plain>) -> Result<(), String> {
        *self = match fact {
            Fact::Known(plain, origin) => Self::Known(T::typed(plain)?, origin),
            Fact::Absent(origin) => Self::Absent(origin),
            Fact::Unknown(why) => Self::Unknown(why),
        };
        Ok(())
    }
}

impl Recorded for bool {
    fn plain(&self) -> Plain {
        Plain::Flag(*self)
    }

    fn typed(plain: Plain) -> Result<Self, String> {
        match plain {
            Plain::Flag(flag) => Ok(flag),
            _ => Err("it is either true or false".to_owned()),
        }
    }
}

impl Recorded for u64 {
    fn plain(&self) -> Plain {
        Plain::Number(*self)
    }

    fn typed(plain: Plain) -> Result<Self, String> {
        match plain {
            Plain::Number(number) => Ok(number),
            _ => Err("it is a number that is not negative".to_owned()),
        }
    }
}

impl Recorded for String {
    fn plain(&self) -> Plain {
        Plain::Text(self.clone())
    }

    fn typed(plain: Plain) -> Result<Self, String> {
        match plain {
            Plain::Text(text) => Ok(text),
            _ => Err("it is a text".to_owned()),
        }
    }
}

impl<T: Worded> Recorded for Vec<T> {
    fn plain(&self) -> Plain {
        Plain::List(self.iter().map(Worded::word).collect())
    }

    fn typed(plain: Plain) -> Result<Self, String> {
        match plain {
            Plain::List(words) => words.iter().map(|word| T::read(word)).collect(),
            _ => Err("it is a list of texts".to_owned()),
        }
    }
}

/// What is one text.
pub trait Worded: Sized {
    /// The text.
    fn word(&self) -> String;

    /// What the text says.
    fn read(word: &str) -> Result<Self, String>;
}

impl Worded for String {
    fn word(&self) -> String {
        self.clone()
    }

    fn read(word: &str) -> Result<Self, String> {
        Ok(word.to_owned())
    }
}

fn parsed<T: FromStr<Err: Display>>(word: &str) -> Result<T, String> {
    word.parse().map_err(|error: T::Err| error.to_string())
}

/// Types that are written as they are shown.
macro_rules! worded {
    ($($type:ty),+ $(,)?) => {$(
        impl Worded for $type {
            fn word(&self) -> String {
                self.to_string()
            }

            fn read(word: &str) -> Result<Self, String> {
                parsed(word)
            }
        }

        impl Recorded for $type {
            fn plain(&self) -> Plain {
                Plain::Text(self.word())
            }

            fn typed(plain: Plain) -> Result<Self, String> {
                Self::read(&String::typed(plain)?)
            }
        }
    )+};
}

worded!(
    Arch,
    Os,
    GlibcVersion,
    GoVersion,
    KernelVersion,
    MacosVersion,
    MuslVersion,
    WindowsVersion,
    crate::CpuLevel,
    crate::Interpreter,
    crate::Libc,
);

/// Declares a group of facts: a struct of them, what it is when nobody could look, and each of them
/// by its name. What is only there if it is `asked` for is absent else, and is never written down.
macro_rules! facts {
    (
        $(#[$doc:meta])*
        pub struct $group:ident {
            $($(#[$of:meta])* $name:ident: $type:ty,)+
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        pub struct $group {
            $($(#[$of])* pub $name: $crate::Fact<$type>,)+
        }

        impl $group {
            /// A group of which nothing could be looked at, for this one reason.
            pub fn unknown(why: &$crate::Why) -> Self {
                Self { $($name: $crate::Fact::Unknown(why.clone()),)+ }
            }

            /// Each fact, by its name.
            pub fn each(&self, see: &mut dyn FnMut(&str, &dyn $crate::AnyFact)) {
                $(see(stringify!($name), &self.$name);)+
            }

            /// Each fact, by its name, to be filled in.
            pub fn each_mut(
                &mut self,
                fill: &mut dyn FnMut(&str, &mut dyn $crate::AnyFact),
            ) {
                $(fill(stringify!($name), &mut self.$name);)+
            }
        }
    };
    (
        $(#[$doc:meta])*
        pub struct $whole:ident {
            $(#[$name_doc:meta])* name;
            $($(#[$of:meta])* $name:ident: $type:ty,)+
        }
        with {
            $($(#[$part_doc:meta])* $part:ident: $group:ty,)*
        }
        asked {
            $($(#[$asked_doc:meta])* $asked:ident: $of_asked:ty,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        pub struct $whole {
            $(#[$name_doc])* pub name: String,
            $($(#[$of])* pub $name: $crate::Fact<$type>,)+
            $($(#[$part_doc])* pub $part: $group,)*
            $($(#[$asked_doc])* pub $asked: $crate::Fact<$of_asked>,)*
        }

        impl $whole {
            /// One of which nothing could be looked at, for this one reason.
            pub fn unknown(name: impl Into<String>, why: &$crate::Why) -> Self {
                Self {
                    name: name.into(),
                    $($name: $crate::Fact::Unknown(why.clone()),)+
                    $($part: <$group>::unknown(why),)*
                    $($asked: $crate::Fact::Absent($crate::Origin::Nature(
                        "nobody asked for it".to_owned(),
                    )),)*
                }
            }

            /// Each fact, by its name: that of a group stands before a dot.
            pub fn each(&self, see: &mut dyn FnMut(&str, &dyn $crate::AnyFact)) {
                $(see(stringify!($name), &self.$name);)+
                $(self.$part.each(&mut |name, fact| {
                    see(&format!("{}.{name}", stringify!($part)), fact);
                });)*
            }

            /// Each fact, by its name, to be filled in.
            pub fn each_mut(
                &mut self,
                fill: &mut dyn FnMut(&str, &mut dyn $crate::AnyFact),
            ) {
                $(fill(stringify!($name), &mut self.$name);)+
                $(self.$part.each_mut(&mut |name, fact| {
                    fill(&format!("{}.{name}", stringify!($part)), fact);
                });)*
            }
        }
    };
}

pub(crate) use facts;
