//! The tokens of Go, in the order and with the names of `go/token`.

macro_rules! tokens {
    ($($name:ident = $text:literal,)*) => {
        /// What a piece of Go source is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Token {
            $(#[doc = concat!("`", $text, "`")] $name,)*
        }

        impl Token {
            /// How `go/token` writes it: an operator or keyword as it stands in source.
            pub const fn text(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }
        }
    };
}

tokens! {
    Illegal = "ILLEGAL",
    End = "EOF",
    Comment = "COMMENT",
    Name = "IDENT",
    Int = "INT",
    Float = "FLOAT",
    Imaginary = "IMAG",
    Rune = "CHAR",
    String = "STRING",
    Add = "+",
    Sub = "-",
    Mul = "*",
    Quo = "/",
    Rem = "%",
    And = "&",
    Or = "|",
    Xor = "^",
    Shl = "<<",
    Shr = ">>",
    AndNot = "&^",
    AddAssign = "+=",
    SubAssign = "-=",
    MulAssign = "*=",
    QuoAssign = "/=",
    RemAssign = "%=",
    AndAssign = "&=",
    OrAssign = "|=",
    XorAssign = "^=",
    ShlAssign = "<<=",
    ShrAssign = ">>=",
    AndNotAssign = "&^=",
    AndAnd = "&&",
    OrOr = "||",
    Arrow = "<-",
    Increment = "++",
    Decrement = "--",
    Equal = "==",
    Less = "<",
    Greater = ">",
    Assign = "=",
    Not = "!",
    NotEqual = "!=",
    LessEqual = "<=",
    GreaterEqual = ">=",
    Define = ":=",
    Ellipsis = "...",
    OpenParen = "(",
    OpenBracket = "[",
    OpenBrace = "{",
    Comma = ",",
    Period = ".",
    CloseParen = ")",
    CloseBracket = "]",
    CloseBrace = "}",
    Semicolon = ";",
    Colon = ":",
    Tilde = "~",
    Break = "break",
    Case = "case",
    Chan = "chan",
    Const = "const",
    Continue = "continue",
    Default = "default",
    Defer = "defer",
    Else = "else",
    Fallthrough = "fallthrough",
    For = "for",
    Func = "func",
    Go = "go",
    Goto = "goto",
    If = "if",
    Import = "import",
    Interface = "interface",
    Map = "map",
    Package = "package",
    Range = "range",
    Return = "return",
    Select = "select",
    Struct = "struct",
    Switch = "switch",
    Type = "type",
    Var = "var",
}

/// The keywords, each in its own slot.
const KEYWORDS: [Token; 128] = {
    use Token::*;
    let keywords = [
        Break,
        Case,
        Chan,
        Const,
        Continue,
        Default,
        Defer,
        Else,
        Fallthrough,
        For,
        Func,
        Go,
        Goto,
        If,
        Import,
        Interface,
        Map,
        Package,
        Range,
        Return,
        Select,
        Struct,
        Switch,
        Type,
        Var,
    ];
    let mut table = [Illegal; 128];
    let mut index = 0;
    while index < keywords.len() {
        let slot = slot(keywords[index].text().as_bytes());
        assert!(matches!(table[slot], Illegal), "two keywords share a slot");
        table[slot] = keywords[index];
        index += 1;
    }
    table
};

/// Where a keyword would stand; the factor is the smallest that keeps them apart.
const fn slot(word: &[u8]) -> usize {
    (word[0] as usize + word[1] as usize + 16 * word.len()) % 128
}

impl Token {
    /// What a word is: a keyword or a name.
    pub(super) fn of_word(word: &[u8]) -> Self {
        if word.len() < 2 {
            return Self::Name;
        }
        match KEYWORDS[slot(word)] {
            Self::Illegal => Self::Name,
            keyword if keyword.text().as_bytes() == word => keyword,
            _ => Self::Name,
        }
    }

    /// Whether a newline after it ends a statement.
    ///
    /// Written in the specification under "Semicolons".
    pub(super) fn ends_statement(self) -> bool {
        matches!(
            self,
            Self::Name
                | Self::Int
                | Self::Float
                | Self::Imaginary
                | Self::Rune
                | Self::String
                | Self::Break
                | Self::Continue
                | Self::Fallthrough
                | Self::Return
                | Self::Increment
                | Self::Decrement
                | Self::CloseParen
                | Self::CloseBracket
                | Self::CloseBrace
        )
    }
}
