//! Constants that do not fit where they are put if an `int` has 32 bits.
//!
//! Told only where nothing else can be meant: numbers that are written out and constants of `math`,
//! in a conversion, in the declaration of a variable, or handed to a function of `fmt`.

use super::lexer::tokens;
use super::{File, Span, Token};

/// A constant that needs more than 32 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WideConstant<'a> {
    /// As it is written.
    pub written: &'a str,
    /// Its value.
    pub value: i128,
    /// What it is put into: `int`, `uint` or `uintptr`.
    pub of: &'static str,
    /// Where it stands.
    pub at: u32,
}

/// Functions of fmt whose arguments become an `int` if they are constants.
const PRINTERS: [&str; 10] = [
    "Print", "Println", "Printf", "Sprint", "Sprintln", "Sprintf", "Errorf", "Fprint", "Fprintln",
    "Fprintf",
];

/// Parentheses within one another, and tokens in the arguments of one call: more than anyone writes,
/// and few enough to be looked at for each of a million calls.
const DEEPEST: usize = 64;
const LONGEST: usize = 512;

/// The constants of a file that do not fit, in order. `file` is what was read of the same text.
pub fn wide_constants<'a>(text: &'a [u8], file: &File<'_>) -> Vec<WideConstant<'a>> {
    // Most files have no number of that size in any of these forms.
    let has = |what: &[u8]| memchr::memmem::find(text, what).is_some();
    if !has(b"<<") && !has(b"math.M") && !has_long_number(text) {
        return Vec::new();
    }
    // Another package may go by either name.
    let imports =
        |path: &str| file.imports.iter().any(|import| import.path == path && import.name.is_none());
    let (has_math, has_fmt) = (imports("math"), imports("fmt"));
    Reader { text, tokens: tokens(text), has_math, has_fmt }.find()
}

fn has_long_number(text: &[u8]) -> bool {
    let mut digits = 0;
    text.iter().any(|byte| {
        digits = if byte.is_ascii_hexdigit() || *byte == b'_' { digits + 1 } else { 0 };
        digits >= 8
    })
}

struct Reader<'a> {
    text: &'a [u8],
    tokens: Vec<(Token, Span)>,
    has_math: bool,
    has_fmt: bool,
}

impl<'a> Reader<'a> {
    fn find(&self) -> Vec<WideConstant<'a>> {
        let mut found = Vec::new();
        for at in 0..self.tokens.len() {
            match self.token(at) {
                Token::Name if self.token(at + 1) == Token::OpenParen => {
                    if let Some(of) = self.integer(at).filter(|_| self.is_conversion(at)) {
                        self.put(&mut found, at + 2, &[Token::CloseParen], of);
                    } else if self.is_printer(at) {
                        self.arguments(at + 2, &mut found);
                    }
                }
                // Of several names each has its own value.
                Token::Name
                    if self.token(at + 1) == Token::Define
                        && (at == 0 || self.token(at - 1) != Token::Comma) =>
                {
                    let ends = [Token::Semicolon, Token::OpenBrace, Token::CloseBrace];
                    self.put(&mut found, at + 2, &ends, "int");
                }
                Token::Var | Token::Const if self.token(at + 1) == Token::Name => {
                    let of = match (self.token(at), self.token(at + 2)) {
                        (Token::Var, Token::Assign) => Some(("int", at + 3)),
                        (_, Token::Name) if self.token(at + 3) == Token::Assign => {
                            self.integer(at + 2).map(|of| (of, at + 4))
                        }
                        _ => None,
                    };
                    if let Some((of, value)) = of {
                        self.put(&mut found, value, &[Token::Semicolon], of);
                    }
                }
                _ => {}
            }
        }
        found
    }

    /// Notes the constant that begins there if it ends with one of these, and does not fit.
    fn put(
        &self,
        found: &mut Vec<WideConstant<'a>>,
        from: usize,
        ends: &[Token],
        of: &'static str,
    ) -> Option<usize> {
        let mut at = from;
        let value = self.binary(&mut at, 1, 0)?;
        if !ends.contains(&self.token(at)) {
            return None;
        }
        let fits = match of {
            "int" => i32::try_from(value).is_ok(),
            _ => u32::try_from(value).is_ok(),
        };
        // What fits nowhere was never built.
        let fits_in_64 = match of {
            "int" => i64::try_from(value).is_ok(),
            _ => u64::try_from(value).is_ok(),
        };
        if !fits && fits_in_64 {
            let (start, end) = (self.tokens[from].1.start, self.tokens[at - 1].1.end);
            let written = self.text.get(start as usize..end as usize).unwrap_or_default();
            let written = std::str::from_utf8(written).unwrap_or_default();
            found.push(WideConstant { written, value, of, at: start });
        }
        Some(at)
    }

    /// The arguments of a call, of which each that is a constant becomes an `int`.
    fn arguments(&self, from: usize, found: &mut Vec<WideConstant<'a>>) {
        let mut at = from;
        while at < from + LONGEST {
            let ends = [Token::Comma, Token::CloseParen];
            self.put(found, at, &ends, "int");
            // On to the next argument of this call.
            let mut depth = 0_usize;
            while at < from + LONGEST {
                match self.token(at) {
                    Token::OpenParen | Token::OpenBracket | Token::OpenBrace => depth += 1,
                    Token::CloseParen | Token::CloseBracket | Token::CloseBrace if depth > 0 => {
                        depth -= 1;
                    }
                    Token::Comma if depth == 0 => break,
                    Token::CloseParen | Token::End => return,
                    _ => {}
                }
                at += 1;
            }
            at += 1;
        }
    }

    /// The type of that name whose size is that of the platform.
    fn integer(&self, at: usize) -> Option<&'static str> {
        ["int", "uint", "uintptr"].into_iter().find(|name| *name == self.word(at))
    }

    fn is_conversion(&self, at: usize) -> bool {
        let before = if at == 0 { Token::Semicolon } else { self.token(at - 1) };
        // `x.int(…)`, `func int(…)`, and `[]int(…)`, `map[k]int(…)`, `*int(…)`.
        !matches!(before, Token::Period | Token::Func | Token::CloseBracket | Token::Mul)
    }

    fn is_printer(&self, at: usize) -> bool {
        self.has_fmt
            && at >= 2
            && self.token(at - 1) == Token::Period
            && self.word(at - 2) == "fmt"
            && PRINTERS.contains(&self.word(at))
            && (at < 3 || self.token(at - 3) != Token::Period)
    }

    /// A constant expression, as far as operators bind at least as tightly as `least`.
    fn binary(&self, at: &mut usize, least: u8, depth: usize) -> Option<i128> {
        let mut value = self.unary(at, depth)?;
        loop {
            let operator = self.token(*at);
            let tightness = match operator {
                Token::Add | Token::Sub | Token::Or | Token::Xor => 1,
                Token::Mul
                | Token::Quo
                | Token::Rem
                | Token::Shl
                | Token::Shr
                | Token::And
                | Token::AndNot => 2,
                _ => return Some(value),
            };
            if tightness < least {
                return Some(value);
            }
            *at += 1;
            let other = self.binary(at, tightness + 1, depth)?;
            value = match operator {
                Token::Add => value.checked_add(other)?,
                Token::Sub => value.checked_sub(other)?,
                Token::Or => value | other,
                Token::Xor => value ^ other,
                Token::Mul => value.checked_mul(other)?,
                Token::Quo => value.checked_div(other)?,
                Token::Rem => value.checked_rem(other)?,
                Token::And => value & other,
                Token::AndNot => value & !other,
                Token::Shl => {
                    let by = u32::try_from(other).ok().filter(|by| *by < 96)?;
                    let shifted = value.checked_shl(by)?;
                    (shifted >> by == value).then_some(shifted)?
                }
                _ => value.checked_shr(u32::try_from(other).ok()?)?,
            };
        }
    }

    fn unary(&self, at: &mut usize, depth: usize) -> Option<i128> {
        let mut signs = Vec::new();
        while matches!(self.token(*at), Token::Add | Token::Sub | Token::Xor) {
            signs.push(self.token(*at));
            *at += 1;
        }
        if signs.len() > DEEPEST || depth > DEEPEST {
            return None;
        }
        if self.token(*at) == Token::OpenParen {
            *at += 1;
            let value = self.binary(at, 1, depth + 1)?;
            let is_closed = self.token(*at) == Token::CloseParen;
            *at += 1;
            return if is_closed { signed(value, &signs) } else { None };
        }
        let value = match self.token(*at) {
            Token::Int => number(self.word(*at))?,
            Token::Name
                if self.has_math
                    && self.word(*at) == "math"
                    && self.token(*at + 1) == Token::Period =>
            {
                *at += 2;
                of_math(self.word(*at))?
            }
            _ => return None,
        };
        *at += 1;
        signed(value, &signs)
    }

    fn token(&self, at: usize) -> Token {
        self.tokens.get(at).map_or(Token::End, |(token, _)| *token)
    }

    fn word(&self, at: usize) -> &'a str {
        let span = self.tokens.get(at).map(|(_, span)| *span).unwrap_or_default();
        std::str::from_utf8(span.of(self.text)).unwrap_or_default()
    }
}

fn signed(value: i128, signs: &[Token]) -> Option<i128> {
    signs.iter().rev().try_fold(value, |value, sign| match sign {
        Token::Sub => value.checked_neg(),
        Token::Xor => Some(!value),
        _ => Some(value),
    })
}

/// A whole number as Go writes them.
fn number(text: &str) -> Option<i128> {
    let text = text.replace('_', "").to_ascii_lowercase();
    let (digits, base) = match text.get(..2) {
        Some("0x") => (&text[2..], 16),
        Some("0b") => (&text[2..], 2),
        Some("0o") => (&text[2..], 8),
        Some(start) if start.starts_with('0') => (&text[1..], 8),
        _ => (text.as_str(), 10),
    };
    i128::from_str_radix(digits, base).ok()
}

/// The constants of math that are the same everywhere.
fn of_math(name: &str) -> Option<i128> {
    Some(match name {
        "MaxInt8" => i128::from(i8::MAX),
        "MinInt8" => i128::from(i8::MIN),
        "MaxInt16" => i128::from(i16::MAX),
        "MinInt16" => i128::from(i16::MIN),
        "MaxInt32" => i128::from(i32::MAX),
        "MinInt32" => i128::from(i32::MIN),
        "MaxInt64" => i128::from(i64::MAX),
        "MinInt64" => i128::from(i64::MIN),
        "MaxUint8" => i128::from(u8::MAX),
        "MaxUint16" => i128::from(u16::MAX),
        "MaxUint32" => i128::from(u32::MAX),
        "MaxUint64" => i128::from(u64::MAX),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(body: &str) -> Vec<(String, String)> {
        found_with("\"fmt\"; \"math\"", body)
    }

    fn found_with(imports: &str, body: &str) -> Vec<(String, String)> {
        let text = format!("package p\n\nimport ({imports})\n\n{body}\n");
        let all = wide_constants(text.as_bytes(), &super::super::read(text.as_bytes()));
        all.into_iter().map(|it| (it.written.to_owned(), it.of.to_owned())).collect()
    }

    #[test]
    fn what_does_not_fit_is_told_where_it_is_put() {
        let one = |written: &str, of: &str| vec![(written.to_owned(), of.to_owned())];
        assert_eq!(found("var x = 1 << 40"), one("1 << 40", "int"));
        assert_eq!(found("var x int = -1<<31 - 1"), one("-1<<31 - 1", "int"));
        assert_eq!(found("func f() { x := 0x1_0000_0000 }"), one("0x1_0000_0000", "int"));
        assert_eq!(found("var x = f(int(math.MaxInt64))"), one("math.MaxInt64", "int"));
        assert_eq!(found("var x = uint(1<<32)"), one("1<<32", "uint"));
        assert_eq!(
            found("func f() { fmt.Println(\"x\", math.MaxUint32) }"),
            one("math.MaxUint32", "int")
        );
        assert_eq!(found("const x uintptr = 2 * (1 << 31)"), one("2 * (1 << 31)", "uintptr"));
    }

    #[test]
    fn what_fits_or_could_be_something_else_is_not() {
        for body in [
            "var x = 1<<31 - 1",
            "var x uint = 1<<32 - 1",
            "const x = 1 << 40",
            "var x = 1 << 80",
            "var x int64 = 1 << 40",
            "var x = 1 << n",
            "var x = []int(nil)",
            "var x = 1 << 40.0",
            "var x = uint64(1 << 40)",
            "func f() { x, y := 1 << 40, 2 }",
            "func f() { log.Println(1 << 40); a.fmt.Println(1 << 40) }",
            "var x = 4294967296.0",
        ] {
            assert_eq!(found(body), [], "{body}");
        }
    }

    #[test]
    fn what_other_packages_call_math_and_fmt_is_not_known() {
        let other = "fmt \"example.com/fmt\"; math \"example.com/math32\"";
        for body in ["var x = math.MaxInt64", "func f() { fmt.Println(1 << 40) }"] {
            assert_eq!(found(body).len(), 1, "{body}");
            assert_eq!(found_with(other, body), [], "{body}");
        }
    }

    #[test]
    fn what_nobody_writes_ends_soon() {
        let n = 50_000;
        for (open, close) in [("(", ")"), ("-", ""), ("int(", ")"), ("fmt.Println(", ")")] {
            let body =
                format!("var x = 1 << 40\nvar y = {}1 << 40{}", open.repeat(n), close.repeat(n));
            assert!(!found(&body).is_empty(), "{open}");
        }
    }
}
