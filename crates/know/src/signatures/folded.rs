//! What a line says whatever quotes, dashes and blanks it was written with: compilers choose their quotes by the locale
//! and by their age, and editors, chats and pages put others in the place of both.

use std::borrow::Cow;

use memchr::memchr;

/// A text with one kind of quotes, dashes and blanks, and without letters that nobody sees.
pub fn folded(text: &str) -> Cow<'_, str> {
    if text.is_ascii() && memchr(b'`', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for one in text.chars() {
        match one {
            '`' | '‘' | '’' | '‚' | '‛' | '′' | '´' | '‹' | '›' => out.push('\''),
            '“' | '”' | '„' | '‟' | '″' | '«' | '»' => out.push('"'),
            // Non-breaking, thin, and as wide as a sign of Chinese.
            '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => {
                out.push(' ')
            }
            '‐' | '‑' | '‒' | '–' | '−' => out.push('-'),
            '—' => out.push_str("--"),
            '…' => out.push_str("..."),
            // No width, or a mark of the order of bytes.
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => {}
            one => out.push(one),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_dashes_and_blanks_are_of_one_kind() {
        for (written, expected) in [
            ("version `GLIBC_2.34' not found", "version 'GLIBC_2.34' not found"),
            ("version ‘GLIBC_2.34’ not found", "version 'GLIBC_2.34' not found"),
            ("exec: “gcc”: not\u{a0}found", "exec: \"gcc\": not found"),
            ("go build —mod=mod –x … \u{feff}end", "go build --mod=mod -x ... end"),
            ("未找到命令 é", "未找到命令 é"),
        ] {
            assert_eq!(folded(written), expected);
        }
    }
}
