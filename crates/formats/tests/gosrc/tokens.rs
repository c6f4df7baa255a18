//! The tokens of a file: one number for all, made as the oracle makes it, and the text without one.

use landfall_formats::gosrc::{Lexer, Token};

/// FNV-1a over what the tokens are, where they stand and how they read.
pub(crate) fn number(text: &[u8]) -> u64 {
    let mut lexer = Lexer::new(text);
    let mut hash = 0xcbf2_9ce4_8422_2325;
    let mut add = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    loop {
        let (token, span) = lexer.scan();
        token.text().bytes().for_each(&mut add);
        span.start.to_le_bytes().into_iter().for_each(&mut add);
        match token {
            Token::End => return hash,
            Token::Comment
            | Token::Name
            | Token::Int
            | Token::Float
            | Token::Imaginary
            | Token::Rune
            | Token::String => {
                span.of(text).iter().filter(|it| **it != b'\r').copied().for_each(&mut add);
            }
            _ => {}
        }
    }
}

/// The text without its first token, without its second, and so on.
pub(crate) fn each_left_out(text: &str) -> Vec<String> {
    let mut lexer = Lexer::new(text.as_bytes());
    let mut texts = Vec::new();
    loop {
        let (token, span) = lexer.scan();
        if token == Token::End {
            return texts;
        }
        texts.push(format!("{}{}", &text[..span.start as usize], &text[span.end as usize..]));
    }
}
