//! What a Go file says of itself, seen in one pass and without any other file.

use super::declarations::{self, Declaration, Export};
use super::imports::{self, Import};
use super::walk::Walk;
use super::{CSelector, Directive, Fault, Span, Token, UnsafePointer};

/// What stands in one file. Of a broken one, what can be seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct File<'a> {
    /// The name in the package clause, and where it stands.
    pub package: Option<(&'a str, Span)>,
    /// The imports, in order.
    pub imports: Vec<Import<'a>>,
    /// What is declared at the top level, in order.
    pub declarations: Vec<Declaration<'a>>,
    /// Where something is selected from "C", if that is imported.
    pub c_selectors: Vec<CSelector<'a>>,
    /// Where `unsafe.Pointer` stands, if unsafe is imported.
    pub unsafe_pointers: Vec<UnsafePointer>,
    /// The functions that are exported to C, in order.
    pub exports: Vec<Export<'a>>,
    /// The `//go:` comments, in order.
    pub directives: Vec<Directive<'a>>,
    /// What is broken: the first hundred places. None in a file that the Go parser takes.
    pub faults: Vec<Fault>,
}

impl File<'_> {
    /// Whether the file is for cgo.
    pub fn imports_c(&self) -> bool {
        self.imports.iter().any(|import| import.path == "C")
    }
}

/// Reads a file. Beyond 4 GiB it is not looked at.
pub fn read(text: &[u8]) -> File<'_> {
    let mut walk = Walk::new(text);
    let mut file = File::default();
    encoding(&mut walk);
    if walk.token != Token::Package {
        walk.fault(walk.span.start, "package clause is missing");
    }
    while walk.token != Token::End {
        let start = walk.span.start;
        match walk.token {
            Token::Package => package(&mut walk, &mut file),
            Token::Import => {
                if !file.declarations.is_empty() {
                    walk.fault(start, "import stands after another declaration");
                }
                imports::declaration(&mut walk, &mut file.imports);
            }
            Token::Const | Token::Var | Token::Type => {
                declarations::group(&mut walk, &mut file.declarations);
            }
            Token::Func => {
                declarations::function(&mut walk, &mut file.declarations, &mut file.exports);
            }
            _ => {}
        }
        if walk.span.start == start || !walk.take(Token::Semicolon) {
            resume(&mut walk);
        }
    }
    File {
        c_selectors: walk.uses.c_selectors,
        unsafe_pointers: walk.uses.unsafe_pointers,
        directives: walk.directives,
        faults: walk.faults,
        ..file
    }
}

fn package<'a>(walk: &mut Walk<'a>, file: &mut File<'a>) {
    if file.package.is_some() {
        walk.fault(walk.span.start, "second package clause");
    }
    walk.advance();
    let name = walk.take_name();
    if name.is_none() {
        walk.fault(walk.span.start, "package has no name");
    }
    file.package = file.package.or(name);
}

/// After something that is no declaration: goes on where the next one may begin.
fn resume(walk: &mut Walk<'_>) {
    if walk.token == Token::End {
        return;
    }
    walk.fault(walk.span.start, "declaration or its end expected");
    while walk.token != Token::End {
        let is_statement =
            walk.last.is_none_or(|(last, _)| matches!(last, Token::Semicolon | Token::CloseBrace));
        match walk.token {
            Token::Import => return,
            Token::Package | Token::Const | Token::Var | Token::Type if is_statement => return,
            Token::Func if is_statement || walk.declares_function() => return,
            _ => walk.advance(),
        }
    }
}

/// Go takes UTF-8 only, without NUL and with a byte order mark only where the file begins.
fn encoding(walk: &mut Walk<'_>) {
    let text = walk.text;
    if let Err(error) = std::str::from_utf8(text) {
        walk.fault(error.valid_up_to() as u32, "text is not UTF-8");
    }
    if let Some(nul) = memchr::memchr(0, text) {
        walk.fault(nul as u32, "text has a zero byte");
    }
    let mark = memchr::memmem::find(text.get(3..).unwrap_or_default(), b"\xef\xbb\xbf");
    if let Some(mark) = mark {
        walk.fault(mark as u32 + 3, "byte order mark stands within the text");
    }
}

#[cfg(test)]
mod tests {
    use super::super::Kind;
    use super::*;

    fn declared(text: &str) -> Vec<&str> {
        read(text.as_bytes()).declarations.iter().map(|it| it.name).collect()
    }

    fn messages(text: &str) -> Vec<&'static str> {
        read(text.as_bytes()).faults.iter().map(|it| it.message).collect()
    }

    #[test]
    fn a_function_that_is_not_closed_ends_at_the_next() {
        let text =
            "package p\nfunc a() {\nif x {\n}\nfunc b() {}\nfunc (t *T) c() {\nfunc(){}()\n}\n";
        assert_eq!(declared(text), ["a", "b", "c"]);
        assert_eq!(messages(text)[0], "bracket is not closed before the next function");
        let text = "package p\nvar x = f(1,\nfunc b() {}\ntype c int\n";
        assert_eq!(declared(text), ["x", "b", "c"]);
    }

    #[test]
    fn what_is_no_declaration_is_stepped_over() {
        let text =
            "package p\nimport \"a\"\n} )\nimport \"b\"\nvoid f() {}\nvar c = 1 }\nfunc d() {}\n";
        let file = read(text.as_bytes());
        let paths: Vec<_> = file.imports.iter().map(|it| it.path.as_ref()).collect();
        assert_eq!(paths, ["a", "b"]);
        assert_eq!(declared(text), ["c", "d"]);
        assert_eq!(file.faults[0].offset, 21);
    }

    #[test]
    fn a_file_without_a_package_clause_still_says_what_it_has() {
        let text = "import \"a\"\nfunc b() {}\n";
        assert_eq!(declared(text), ["b"]);
        assert_eq!(messages(text), ["package clause is missing"]);
        assert_eq!(messages(""), ["package clause is missing"]);
        assert_eq!(messages("package p\npackage q\n"), ["second package clause"]);
    }

    #[test]
    fn an_import_without_a_path_does_not_hide_the_next() {
        let text = "package p\nimport (\n\ta b\n\t\"c\", \"d\"\n\t5\n\t\"e\"\n)\nfunc f() {}\n";
        let file = read(text.as_bytes());
        let paths: Vec<_> = file.imports.iter().map(|it| it.path.as_ref()).collect();
        assert_eq!(paths, ["c", "d", "e"]);
        assert_eq!(file.faults.len(), 3);
    }

    #[test]
    fn a_method_may_have_type_parameters() {
        let text = "package p\nfunc (t T[A]) m[B any](b B) B { return b }\n";
        let file = read(text.as_bytes());
        let kind = Kind::Method { receiver: Some("T"), is_generic: true, has_body: true };
        assert_eq!(file.declarations[0].kind, kind);
        assert_eq!(file.faults, []);
    }

    #[test]
    fn a_text_that_go_cannot_decode_says_so() {
        assert_eq!(messages("package p\n// \0\n"), ["text has a zero byte"]);
        assert_eq!(messages("package p\n// \u{feff}\n").len(), 1);
        assert_eq!(read(b"package p\n// \xff\n").faults[0].message, "text is not UTF-8");
    }
}
