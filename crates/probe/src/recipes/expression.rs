//! What stands between `${{` and `}}`, as far as it follows from the file itself.

use std::iter::Peekable;
use std::str::CharIndices;

use landfall_facts::{Env, Fact, Said, Why};

/// Expressions in expressions are followed so deep.
const DEEPEST: usize = 24;

/// What is known where an expression is read.
pub(super) struct Context<'a> {
    /// What the matrix puts in.
    pub(super) matrix: &'a [(String, Said)],
    /// Whether that is all it puts in.
    pub(super) is_whole: bool,
    pub(super) env: &'a Env,
    /// `Linux`, `Windows` or `macOS`.
    pub(super) runner: Option<&'static str>,
}

/// What an expression comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Text(String),
    Truth(bool),
    Null,
    Unknown(Why),
}

impl Value {
    /// Whether it counts as true; `None` where that is not known.
    pub(super) fn holds(&self) -> Option<bool> {
        match self {
            Self::Text(text) => Some(!text.is_empty() && text != "false" && text != "0"),
            Self::Truth(truth) => Some(*truth),
            Self::Null => Some(false),
            Self::Unknown(_) => None,
        }
    }

    fn text(self) -> Result<String, Why> {
        match self {
            Self::Text(text) => Ok(text),
            Self::Truth(truth) => Ok(truth.to_string()),
            Self::Null => Ok(String::new()),
            Self::Unknown(why) => Err(why),
        }
    }
}

impl Context<'_> {
    /// An expression, without its `${{` and `}}`.
    pub(super) fn value(&self, expression: &str) -> Value {
        let mut reader = Reader {
            context: self,
            rest: expression.char_indices().peekable(),
            expression,
            depth: 0,
        };
        let value = reader.or();
        reader.blank();
        match reader.rest.next() {
            None => value,
            Some(_) => reader.unknown(),
        }
    }

    /// A text with everything put in that stands in `${{ }}`.
    pub(super) fn filled(&self, text: &str) -> Result<String, Why> {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once("${{") {
            let (inner, after) = behind.split_once("}}").unwrap_or((behind, ""));
            out.push_str(before);
            out.push_str(&self.value(inner).text()?);
            rest = after;
        }
        out.push_str(rest);
        Ok(out)
    }

    fn named(&self, name: &str) -> Value {
        let lower = name.to_ascii_lowercase();
        let unknown =
            || Value::Unknown(Why::new(format!("${{{{ {name} }}}} is known only when it runs")));
        let said = |fact: &Fact<String>| match fact {
            Fact::Known(text, _) => Value::Text(text.clone()),
            Fact::Absent(_) => Value::Null,
            Fact::Unknown(why) => Value::Unknown(why.clone()),
        };
        match lower.split_once('.') {
            None if lower == "true" => Value::Truth(true),
            None if lower == "false" => Value::Truth(false),
            None if lower == "null" => Value::Null,
            Some(("matrix", key)) => {
                let found =
                    self.matrix.iter().rev().find(|(own, _)| own.to_ascii_lowercase() == key);
                match found {
                    Some((_, one)) => said(&one.text),
                    None if self.is_whole => Value::Null,
                    None => unknown(),
                }
            }
            // What a step before has put into GITHUB_ENV may not be known here.
            Some(("env", _)) => match self.env.var(&name[4..]) {
                Some(var) => said(&var.value),
                None => unknown(),
            },
            Some(("runner", "os")) => match self.runner {
                Some(os) => Value::Text(os.to_owned()),
                None => unknown(),
            },
            _ => unknown(),
        }
    }
}

struct Reader<'a> {
    context: &'a Context<'a>,
    rest: Peekable<CharIndices<'a>>,
    expression: &'a str,
    depth: usize,
}

impl Reader<'_> {
    fn unknown(&self) -> Value {
        Value::Unknown(Why::new(format!("${{{{ {} }}}} was not followed", self.expression.trim())))
    }

    fn blank(&mut self) {
        while self.rest.next_if(|(_, c)| c.is_whitespace()).is_some() {}
    }

    /// Passes over a sign, if it stands here.
    fn takes(&mut self, sign: &str) -> bool {
        self.blank();
        let Some((at, _)) = self.rest.peek() else { return false };
        if !self.expression[*at..].starts_with(sign) {
            return false;
        }
        sign.chars().for_each(|_| {
            self.rest.next();
        });
        true
    }

    fn or(&mut self) -> Value {
        self.depth += 1;
        if self.depth > DEEPEST {
            return self.unknown();
        }
        let mut value = self.and();
        while self.takes("||") {
            let next = self.and();
            value = match value.holds() {
                Some(true) => value,
                Some(false) => next,
                None => value,
            };
        }
        self.depth -= 1;
        value
    }

    fn and(&mut self) -> Value {
        let mut value = self.equal();
        while self.takes("&&") {
            let next = self.equal();
            value = match (value.holds(), next.holds()) {
                (Some(true), _) => next,
                (Some(false), _) => value,
                // Whatever the first is: both are not true.
                (None, Some(false)) => Value::Truth(false),
                (None, _) => value,
            };
        }
        value
    }

    fn equal(&mut self) -> Value {
        let left = self.unary();
        let is_equal = if self.takes("==") {
            true
        } else if self.takes("!=") {
            false
        } else {
            return left;
        };
        let right = self.unary();
        match (left.text(), right.text()) {
            (Ok(left), Ok(right)) => Value::Truth(left.eq_ignore_ascii_case(&right) == is_equal),
            (Err(why), _) | (_, Err(why)) => Value::Unknown(why),
        }
    }

    fn unary(&mut self) -> Value {
        self.blank();
        let is_not = self.rest.peek().is_some_and(|(at, _)| {
            let rest = &self.expression[*at..];
            rest.starts_with('!') && !rest.starts_with("!=")
        });
        if !is_not {
            return self.primary();
        }
        self.rest.next();
        self.depth += 1;
        if self.depth > DEEPEST {
            return self.unknown();
        }
        let value = self.unary();
        self.depth -= 1;
        match value.holds() {
            Some(truth) => Value::Truth(!truth),
            None => value,
        }
    }

    fn primary(&mut self) -> Value {
        if self.takes("(") {
            let value = self.or();
            return if self.takes(")") { value } else { self.unknown() };
        }
        if self.takes("'") {
            return self.quoted();
        }
        let mut name = String::new();
        let is_of_name = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '*');
        while let Some((_, c)) = self.rest.next_if(|(_, c)| is_of_name(*c)) {
            name.push(c);
        }
        if name.is_empty() {
            return self.unknown();
        }
        if self.takes("(") {
            return self.call(&name);
        }
        if self.rest.peek().is_some_and(|(_, c)| *c == '[') {
            return self.unknown();
        }
        if name.parse::<f64>().is_ok() {
            return Value::Text(name);
        }
        self.context.named(&name)
    }

    fn quoted(&mut self) -> Value {
        let mut text = String::new();
        while let Some((_, c)) = self.rest.next() {
            if c != '\'' {
                text.push(c);
            } else if self.rest.next_if(|(_, c)| *c == '\'').is_some() {
                text.push('\'');
            } else {
                return Value::Text(text);
            }
        }
        self.unknown()
    }

    fn call(&mut self, name: &str) -> Value {
        let mut arguments = Vec::new();
        while !self.takes(")") {
            if self.rest.peek().is_none() || arguments.len() > DEEPEST {
                return self.unknown();
            }
            arguments.push(self.or());
            self.takes(",");
        }
        let mut texts = Vec::new();
        for argument in arguments {
            match argument.text() {
                Ok(text) => texts.push(text),
                Err(why) => return Value::Unknown(why),
            }
        }
        let lower: Vec<String> = texts.iter().map(|text| text.to_lowercase()).collect();
        match (name.to_ascii_lowercase().as_str(), lower.as_slice()) {
            ("success" | "always", []) => Value::Truth(true),
            ("startswith", [text, begin]) => Value::Truth(text.starts_with(begin)),
            ("endswith", [text, end]) => Value::Truth(text.ends_with(end)),
            ("contains", [text, inner]) => Value::Truth(text.contains(inner)),
            ("format", [_, ..]) => {
                let mut out = texts[0].clone();
                for (number, text) in texts[1..].iter().enumerate() {
                    out = out.replace(&format!("{{{number}}}"), text);
                }
                Value::Text(out)
            }
            _ => self.unknown(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use landfall_facts::{Origin, Var};

    fn value(expression: &str) -> Value {
        let at = Origin::Path("x".to_owned());
        let said = |text: &str| Said {
            text: Fact::Known(text.to_owned(), at.clone()),
            written: text.to_owned(),
            at: at.clone(),
        };
        let matrix = [("os".to_owned(), said("ubuntu-latest")), ("arch".to_owned(), said("arm64"))];
        let mut env = Env::default();
        let value = Fact::Known("1.22".to_owned(), at.clone());
        env.set("GO", Var { value, is_exported: true, is_arg: false });
        Context { matrix: &matrix, is_whole: true, env: &env, runner: Some("Linux") }
            .value(expression)
    }

    #[test]
    fn what_the_file_says_is_put_in() {
        let text = |text: &str| Value::Text(text.to_owned());
        assert_eq!(value(" matrix.os "), text("ubuntu-latest"));
        assert_eq!(value("env.GO"), text("1.22"));
        assert_eq!(value("matrix.nosuch"), Value::Null);
        assert_eq!(value("matrix.arch == 'ARM64' && 'a' || 'b'"), text("a"));
        assert_eq!(value("matrix.arch != 'arm64' && 'a' || 'b'"), text("b"));
        assert_eq!(value("format('{0}-{1}', matrix.os, 'arm')"), text("ubuntu-latest-arm"));
        assert_eq!(
            value("startsWith(matrix.os, 'ubuntu') && !(runner.os == 'Windows')"),
            Value::Truth(true)
        );
    }

    #[test]
    fn what_is_known_only_later_is_not_guessed() {
        for one in [
            "github.ref",
            "inputs.os || 'x'",
            "fromJSON(needs.a.outputs.b)",
            "matrix['os']",
            "(",
            "'",
        ] {
            assert!(matches!(value(one), Value::Unknown(_)), "{one}");
        }
        assert_eq!(value("github.ref == 'x' && matrix.arch == 'amd64'"), Value::Truth(false));
        assert!(matches!(value(&"(".repeat(5000)), Value::Unknown(_)));
        assert!(matches!(value(&"!".repeat(5000)), Value::Unknown(_)));
    }
}
