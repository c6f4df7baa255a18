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
            pub fn text(self) -> &'static str {
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

impl Token {
    /// The keyword that a word is.
    pub(super) fn keyword(word: &[u8]) -> Option<Self> {
        Some(match word {
            b"break" => Self::Break,
            b"case" => Self::Case,
            b"chan" => Self::Chan,
            b"const" => Self::Const,
            b"continue" => Self::Continue,
            b"default" => Self::Default,
            b"defer" => Self::Defer,
            b"else" => Self::Else,
            b"fallthrough" => Self::Fallthrough,
            b"for" => Self::For,
            b"func" => Self::Func,
            b"go" => Self::Go,
            b"goto" => Self::Goto,
            b"if" => Self::If,
            b"import" => Self::Import,
            b"interface" => Self::Interface,
            b"map" => Self::Map,
            b"package" => Self::Package,
            b"range" => Self::Range,
            b"return" => Self::Return,
            b"select" => Self::Select,
            b"struct" => Self::Struct,
            b"switch" => Self::Switch,
            b"type" => Self::Type,
            b"var" => Self::Var,
            _ => return None,
        })
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
