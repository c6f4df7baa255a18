//! Build constraints: `//go:build` and `// +build` lines, as `go/build/constraint` reads them.

use std::fmt;

use super::Fault;
use super::lexer::{is_digit, is_letter};

/// As many operands as Go allows in a `//go:build` line.
const MOST_OPERANDS: usize = 1000;
/// Parentheses within parentheses. Go has no limit but that on operands; nobody comes near it.
const DEEPEST: usize = 100;
/// As many operators as Go allows in a `// +build` line.
const MOST_PLUS_OPERATORS: usize = 100;
/// The tag that Go puts where a `// +build` line has none that could be one.
const IGNORE: &str = "ignore";

/// What has to hold for a file to be built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Constraint {
    /// A tag is set.
    Tag(String),
    /// Something does not hold.
    Not(Box<Constraint>),
    /// All of these hold.
    All(Vec<Constraint>),
    /// One of these holds.
    Any(Vec<Constraint>),
}

impl Constraint {
    /// Whether it holds where `has` says which tags are set.
    pub fn holds(&self, has: &impl Fn(&str) -> bool) -> bool {
        match self {
            Self::Tag(tag) => has(tag),
            Self::Not(inner) => !inner.holds(has),
            Self::All(parts) => parts.iter().all(|part| part.holds(has)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(has)),
        }
    }

    /// Of a condition in a `#cgo` line, which may be written in either way.
    ///
    /// Written in `go/build` under `matchAuto`.
    pub fn of_cgo(condition: &str) -> Result<Self, Fault> {
        if condition.contains(['&', '|', '(', ')']) {
            go_expression(condition)
        } else {
            plus_expression(condition)
        }
    }
}

/// Writes it as a `//go:build` line does.
impl fmt::Display for Constraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = |f: &mut fmt::Formatter<'_>, parts: &[Self], between, inner: fn(&Self) -> _| {
            for (index, part) in parts.iter().enumerate() {
                if index > 0 {
                    f.write_str(between)?;
                }
                part.write(f, inner(part))?;
            }
            Ok(())
        };
        match self {
            Self::Tag(tag) => f.write_str(tag),
            Self::Not(inner) => {
                f.write_str("!")?;
                inner.write(f, matches!(**inner, Self::All(_) | Self::Any(_)))
            }
            Self::All(all) => parts(f, all, " && ", |part| matches!(part, Self::Any(_))),
            Self::Any(any) => parts(f, any, " || ", |part| matches!(part, Self::All(_))),
        }
    }
}

impl Constraint {
    fn write(&self, f: &mut fmt::Formatter<'_>, in_parens: bool) -> fmt::Result {
        if in_parens { write!(f, "({self})") } else { write!(f, "{self}") }
    }
}

/// What a line demands, if it is a constraint at all. A fault is counted from the beginning of
/// the expression.
pub fn parse(line: &str) -> Option<Result<Constraint, Fault>> {
    let line = line.strip_suffix('\n').unwrap_or(line);
    if let Some(expression) = after_go_build(line) {
        return Some(go_expression(expression));
    }
    after_plus_build(line).map(plus_expression)
}

/// The expression of a `//go:build` line.
pub(super) fn after_go_build(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("//go:build")?.trim_end();
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(|| rest.trim_start())
}

/// The expression of a `// +build` line.
pub(super) fn after_plus_build(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("//")?.trim().strip_prefix("+build")?;
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(|| rest.trim_start())
}

fn go_expression(text: &str) -> Result<Constraint, Fault> {
    let mut parser =
        Parser { text, at: 0, token: "", token_at: 0, is_tag: false, operands: 0, depth: 0 };
    let constraint = parser.any()?;
    if parser.token.is_empty() { Ok(constraint) } else { parser.wrong("unexpected token") }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    /// The token here: nothing at the end.
    token: &'a str,
    token_at: usize,
    is_tag: bool,
    operands: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn any(&mut self) -> Result<Constraint, Fault> {
        let mut parts = vec![self.all()?];
        while self.token == "||" {
            parts.push(self.all()?);
        }
        Ok(one_or(parts, Constraint::Any))
    }

    fn all(&mut self) -> Result<Constraint, Fault> {
        let mut parts = vec![self.not()?];
        while self.token == "&&" {
            parts.push(self.not()?);
        }
        Ok(one_or(parts, Constraint::All))
    }

    fn not(&mut self) -> Result<Constraint, Fault> {
        self.operands += 1;
        if self.operands > MOST_OPERANDS {
            return self.wrong("build constraint is too large");
        }
        self.step()?;
        if self.token != "!" {
            return self.operand();
        }
        self.step()?;
        if self.token == "!" {
            return self.wrong("double negation is not allowed");
        }
        Ok(Constraint::Not(Box::new(self.operand()?)))
    }

    fn operand(&mut self) -> Result<Constraint, Fault> {
        if self.token == "(" {
            self.depth += 1;
            if self.depth > DEEPEST {
                return self.wrong("build constraint is nested too deeply");
            }
            let inner = self.any()?;
            self.depth -= 1;
            if self.token != ")" {
                return self.wrong("parenthesis is not closed");
            }
            self.step()?;
            return Ok(inner);
        }
        if !self.is_tag {
            return self.wrong("tag expected");
        }
        let tag = Constraint::Tag(self.token.to_owned());
        self.step()?;
        Ok(tag)
    }

    fn step(&mut self) -> Result<(), Fault> {
        let rest = &self.text[self.at..];
        let token = rest.trim_start_matches([' ', '\t']);
        self.token_at = self.at + rest.len() - token.len();
        self.is_tag = false;
        let len = match token.as_bytes() {
            [] => 0,
            [b'(' | b')' | b'!', ..] => 1,
            [b'&', b'&', ..] | [b'|', b'|', ..] => 2,
            _ => {
                self.is_tag = true;
                token.find(|character| !is_in_tag(character)).unwrap_or(token.len())
            }
        };
        if self.is_tag && len == 0 {
            return self.wrong("character that stands in no constraint");
        }
        self.token = &token[..len];
        self.at = self.token_at + len;
        Ok(())
    }

    fn wrong<T>(&self, message: &'static str) -> Result<T, Fault> {
        Err(Fault { offset: self.token_at as u32, message })
    }
}

fn one_or(mut parts: Vec<Constraint>, several: fn(Vec<Constraint>) -> Constraint) -> Constraint {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        last => {
            parts.extend(last);
            several(parts)
        }
    }
}

fn is_in_tag(character: char) -> bool {
    is_letter(character) || is_digit(character) || matches!(character, '_' | '.')
}

/// Any of the words; of a word, all that commas part.
fn plus_expression(text: &str) -> Result<Constraint, Fault> {
    let mut operators = 0;
    let mut any = Vec::new();
    for word in text.split_whitespace() {
        let all: Vec<_> = word.split(',').map(plus_operand).collect();
        operators += all.len() - 1 + usize::from(!any.is_empty());
        if operators > MOST_PLUS_OPERATORS {
            return Err(Fault { offset: 0, message: "// +build line is too large" });
        }
        any.push(one_or(all, Constraint::All));
    }
    if any.is_empty() {
        any.push(Constraint::Tag(IGNORE.to_owned()));
    }
    Ok(one_or(any, Constraint::Any))
}

fn plus_operand(word: &str) -> Constraint {
    let ignore = || Constraint::Tag(IGNORE.to_owned());
    let tag = |word: &str| match word {
        "" => ignore(),
        _ if word.chars().all(is_in_tag) => Constraint::Tag(word.to_owned()),
        _ => ignore(),
    };
    match word.strip_prefix('!') {
        None => tag(word),
        Some(rest) if rest.is_empty() || rest.starts_with('!') => ignore(),
        Some(rest) => Constraint::Not(Box::new(tag(rest))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(line: &str) -> &'static str {
        parse(line).unwrap().unwrap_err().message
    }

    #[test]
    fn what_is_written_back_means_the_same() {
        let line = "//go:build !(a||b)&&(c&&d) || e.1";
        let constraint = parse(line).unwrap().unwrap();
        assert_eq!(constraint.to_string(), "(!(a || b) && c && d) || e.1");
        assert!(constraint.holds(&|tag| tag == "c" || tag == "d"));
        assert!(!constraint.holds(&|tag| tag == "a" || tag == "d"));
    }

    #[test]
    fn a_wrong_expression_says_what_is_wrong() {
        assert_eq!(message("//go:build a &&"), "tag expected");
        assert_eq!(message("//go:build (a"), "parenthesis is not closed");
        assert_eq!(message("//go:build !!a"), "double negation is not allowed");
        assert_eq!(message("//go:build a, b"), "character that stands in no constraint");
        assert_eq!(message("//go:build a b"), "unexpected token");
        let deep = format!("//go:build {}a{}", "(".repeat(101), ")".repeat(101));
        assert_eq!(message(&deep), "build constraint is nested too deeply");
        let large = format!("//go:build {}a", "a || ".repeat(1000));
        assert_eq!(message(&large), "build constraint is too large");
        let large = format!("// +build {}", "a ".repeat(102));
        assert_eq!(message(&large), "// +build line is too large");
    }

    #[test]
    fn other_comments_are_no_constraints() {
        for line in
            ["//go:builda", "// go:build a", "//go:build a\nb c", "// +builda", "/* +build */"]
        {
            assert!(parse(line).is_none_or(|it| it.is_err()), "{line}");
        }
    }
}
