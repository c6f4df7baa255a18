//! Texts of others in a page: whatever they hold, they stay text.

use std::fmt;

use crate::tr;

/// A text that may stand between tags and in attributes. Characters that nobody sees, and those that turn the
/// direction of what follows, are shown by signs: a name must not pass for another.
pub(super) struct Text<'a>(pub(super) &'a str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                '\n' | '\t' => f.write_char(c)?,
                // The signs for controls stand in their order.
                '\0'..='\u{1f}' => {
                    f.write_char(char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'))?;
                }
                '\u{7f}' => f.write_char('\u{2421}')?,
                '\u{80}'..='\u{9f}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}' => f.write_char('\u{fffd}')?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

/// A number as people read it: `1,812`.
pub(super) fn number(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// "1 machine", "1,200 machines": a function for each of the things that are counted.
macro_rules! counted {
    ($($name:ident: $one:expr, $many:expr;)+) => {$(
        pub(super) fn $name(count: usize) -> String {
            match count {
                1 => $one,
                _ => ($many)(number(count)),
            }
        }
    )+};
}

counted! {
    artifacts: tr!("1 artifact"), |count| tr!("{count} artifacts", count);
    doubts: tr!("1 doubt"), |count| tr!("{count} doubts", count);
    facts: tr!("1 fact"), |count| tr!("{count} facts", count);
    findings: tr!("1 finding"), |count| tr!("{count} findings", count);
    kinds: tr!("1 kind"), |count| tr!("{count} kinds", count);
    machines: tr!("1 machine"), |count| tr!("{count} machines", count);
    packages: tr!("1 package"), |count| tr!("{count} packages", count);
    reasons: tr!("1 reason"), |count| tr!("{count} reasons", count);
    recipes: tr!("1 recipe"), |count| tr!("{count} recipes", count);
    rules: tr!("1 rule"), |count| tr!("{count} rules", count);
    runs: tr!("1 run"), |count| tr!("{count} runs", count);
    sections: tr!("1 section"), |count| tr!("{count} sections", count);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_text_holds_it_stays_text() {
        assert_eq!(
            Text("<script>alert('1')&\"</script>").to_string(),
            "&lt;script&gt;alert(&#39;1&#39;)&amp;&quot;&lt;/script&gt;"
        );
        assert_eq!(Text("a\u{1b}[31m\u{202e}gnp.exe\0").to_string(), "a␛[31m\u{fffd}gnp.exe␀");
    }

    #[test]
    fn numbers_are_parted_by_thousands() {
        let all = [0, 12, 999, 1000, 1_234_567].map(number);
        assert_eq!(all, ["0", "12", "999", "1,000", "1,234,567"]);
    }
}
