//! What a word comes to once everything is put in.

use landfall_facts::{Env, Fact, Origin, Said, Why};
use landfall_formats::shell::{self, Change, Foreign, Part, Variable, Word};

use super::text::Text;

/// What is known where a word is read.
pub(super) struct Reading<'a> {
    pub(super) text: &'a Text,
    pub(super) env: &'a Env,
    /// What another language puts in: a Makefile's variable or a workflow's expression.
    pub(super) foreign: &'a dyn Fn(&Foreign) -> Fact<String>,
}

/// No other language puts anything in.
pub(super) fn nothing_foreign(what: &Foreign) -> Fact<String> {
    let name = match what {
        Foreign::Make(name) => format!("$({name})"),
        Foreign::Expression(inner) => format!("${{{{ {inner} }}}}"),
    };
    Fact::Unknown(Why::new(format!("nobody here puts in {name}")))
}

/// The names that BuildKit knows by itself. In a stage they are empty unless an `ARG` line asks for them.
pub(super) const PLATFORM_ARGS: [&str; 8] = [
    "TARGETPLATFORM",
    "TARGETOS",
    "TARGETARCH",
    "TARGETVARIANT",
    "BUILDPLATFORM",
    "BUILDOS",
    "BUILDARCH",
    "BUILDVARIANT",
];

/// No variable that anybody puts in is longer, and twenty times `a=$a$a` is a million times the first.
pub(super) const LONGEST: usize = 1 << 12;

/// Why a value that grows and grows is not followed.
pub(super) fn too_long() -> Why {
    Why::new("what is put in here is longer than 4 KiB: this is not followed")
}

impl Reading<'_> {
    /// One word as one text, as where nothing is split.
    pub(super) fn whole(&self, word: &Word) -> Said {
        let (mut all, mut put_in) = (String::new(), 0);
        let at = self.text.at(word.span);
        let written = self.text.written(word.span);
        for part in &word.parts {
            let text = self.part(part).and_then(|text| {
                let is_written = matches!(part, Part::Text { .. });
                put_in += if is_written { 0 } else { text.len() };
                if put_in > LONGEST { Err(too_long()) } else { Ok(text) }
            });
            match text {
                Ok(text) => all.push_str(&text),
                Err(why) => return Said { text: Fact::Unknown(why), written, at },
            }
        }
        Said { text: Fact::Known(all, at.clone()), written, at }
    }

    /// A word as a shell hands it on: a variable outside quotes may be several words, or none.
    pub(super) fn split(&self, word: &Word, out: &mut Vec<Said>) {
        let may_split = word.parts.iter().any(|part| {
            matches!(part, Part::Variable(variable) if !variable.is_quoted)
                || matches!(part, Part::Output(_) | Part::Foreign(_) | Part::Other)
        });
        if let [Part::Foreign(foreign @ Foreign::Make(_))] = word.parts.as_slice()
            && let Fact::Known(text, _) = (self.foreign)(foreign)
        {
            self.put_in(word, &text, out);
            return;
        }
        let whole = self.whole(word);
        let is_all = word.parts.len() == 1;
        match (&whole.text, may_split && is_all) {
            (Fact::Known(text, _), true) => {
                for piece in text.split_whitespace() {
                    let text = Fact::Known(piece.to_owned(), whole.at.clone());
                    out.push(Said { text, written: whole.written.clone(), at: whole.at.clone() });
                }
            }
            _ => out.push(whole),
        }
    }

    /// The words that make puts in before the shell reads them, quotes and all.
    fn put_in(&self, word: &Word, text: &str, out: &mut Vec<Said>) {
        let at = self.text.at(word.span);
        let written = self.text.written(word.span);
        for piece in shell::words(text, 0) {
            let text = match piece.literal() {
                Some(text) => Fact::Known(text, at.clone()),
                None => Fact::Unknown(Why::new("what make puts in names variables of the shell")),
            };
            out.push(Said { text, written: written.clone(), at: at.clone() });
        }
    }

    fn part(&self, part: &Part) -> Result<String, Why> {
        match part {
            Part::Text { text, .. } => Ok(text.clone()),
            Part::Variable(variable) => self.variable(variable),
            Part::Foreign(foreign) => match (self.foreign)(foreign) {
                Fact::Known(text, _) if text.contains(['"', '\\', '`', '$']) => {
                    Err(Why::new("what is put in here holds quotes"))
                }
                Fact::Known(text, _) => Ok(text),
                Fact::Absent(_) => Ok(String::new()),
                Fact::Unknown(why) => Err(why),
            },
            Part::Output(_) => Err(Why::new("what a command puts out is not known before it ran")),
            Part::Other => Err(Why::new("what is computed here was not followed")),
        }
    }

    fn variable(&self, variable: &Variable) -> Result<String, Why> {
        let name = variable.name.as_str();
        let value = match self.env.var(name) {
            Some(var) => var.value.clone(),
            None if PLATFORM_ARGS.contains(&name) => {
                Fact::Known(String::new(), Origin::Nature(format!("no ARG asks for {name}")))
            }
            None => Fact::Absent(Origin::Nature(format!("nothing here sets {name}"))),
        };
        let set = match &value {
            Fact::Known(text, _) => Some(text.as_str()),
            Fact::Absent(_) => None,
            Fact::Unknown(why) => return Err(why.clone()),
        };
        let otherwise = |word: &Word| {
            let said = self.whole(word);
            match said.text {
                Fact::Known(text, _) => Ok(text),
                Fact::Absent(_) => Ok(String::new()),
                Fact::Unknown(why) => Err(why),
            }
        };
        match (&variable.change, set) {
            (Change::None | Change::OrFail, Some(text)) => Ok(text.to_owned()),
            (Change::OrElse(_), Some(text)) if !text.is_empty() => Ok(text.to_owned()),
            (Change::OrElse(word), _) => otherwise(word),
            (Change::IfSet(word), Some(text)) if !text.is_empty() => otherwise(word),
            (Change::IfSet(_), _) => Ok(String::new()),
            (Change::Without { prefix }, Some(text)) => {
                Ok(text.strip_prefix(prefix.as_str()).unwrap_or(text).to_owned())
            }
            (Change::WithoutEnd { suffix }, Some(text)) => {
                Ok(text.strip_suffix(suffix.as_str()).unwrap_or(text).to_owned())
            }
            (Change::Other, Some(_)) => {
                Err(Why::new(format!("what is done to ${name} here was not followed")))
            }
            (_, None) => Err(Why::new(format!("nothing here sets ${name}"))),
        }
    }
}
