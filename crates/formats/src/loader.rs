//! What is compiled into a dynamic loader: the directories it searches, and musl's version.

use crate::layout::scan;
use crate::{ReadError, Source};

/// The default directories of a glibc loader, in order. They stand one after the other in it
/// (`system_dirs`, glibc `elf/dl-load.c`), each with a slash at both ends; distributions differ.
pub fn glibc_directories(source: &dyn Source) -> Result<Vec<String>, ReadError> {
    let mut best: Vec<String> = Vec::new();
    scan(source, 0, source.len(), 512, |_, block| {
        let mut run: Vec<String> = Vec::new();
        for text in block.split(|byte| *byte == 0).chain([&b""[..]]) {
            if is_directory(text) {
                run.push(String::from_utf8_lossy(&text[..text.len() - 1]).into_owned());
                continue;
            }
            if run.len() > best.len() && run.iter().any(|dir| dir.contains("lib")) {
                best.clone_from(&run);
            }
            run.clear();
        }
        None::<()>
    })?;
    Ok(if best.len() >= 2 { best } else { Vec::new() })
}

fn is_directory(text: &[u8]) -> bool {
    let path = |byte: &u8| byte.is_ascii_alphanumeric() || b"/._-+".contains(byte);
    text.len() > 2
        && text.len() < 256
        && text.starts_with(b"/")
        && text.ends_with(b"/")
        && text.iter().all(path)
}

/// The default search path of a musl loader (`ldso/dynlink.c`): used where there is no
/// `/etc/ld-musl-ARCH.path`.
pub const MUSL_DIRECTORIES: [&str; 3] = ["/lib", "/usr/local/lib", "/usr/lib"];

/// The directories of musl's `/etc/ld-musl-ARCH.path`: separated by colons or line ends.
pub fn musl_directories(text: &str) -> Vec<String> {
    text.split([':', '\n']).filter(|dir| !dir.is_empty()).map(str::to_owned).collect()
}

/// The version that a musl loader prints of itself.
pub fn musl_version(source: &dyn Source) -> Result<Option<String>, ReadError> {
    scan(source, 0, source.len(), 64, |_, block| {
        block.split(|byte| *byte == 0).find_map(|text| {
            let text = std::str::from_utf8(text).ok()?;
            let mut parts = text.split('.');
            let number = |part: Option<&str>| {
                part.is_some_and(|part| {
                    part.len() <= 2 && !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())
                })
            };
            let is_version = parts.next() == Some("1")
                && number(parts.next())
                && number(parts.next())
                && parts.next().is_none();
            is_version.then(|| text.to_owned())
        })
    })
}

/// The version in the words that glibc's libc.so.6 prints when it is run: `GNU C Library (Debian
/// GLIBC 2.36-9) stable release version 2.36.`
pub fn glibc_version(source: &dyn Source) -> Result<Option<String>, ReadError> {
    const WORDS: &[u8] = b" release version 2.";
    scan(source, 0, source.len(), 64, |_, block| {
        let at = memchr::memmem::find(block, WORDS)? + WORDS.len();
        let digits: Vec<u8> =
            block[at..].iter().copied().take_while(u8::is_ascii_digit).take(4).collect();
        (!digits.is_empty()).then(|| format!("2.{}", String::from_utf8_lossy(&digits)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_directories_stand_in_a_row() {
        let file = b"xx\0/etc/ld.so.cache\0/lib/x86_64-linux-gnu/\0/usr/lib/x86_64-linux-gnu/\0/lib/\0/usr/lib/\0y".to_vec();
        let dirs = glibc_directories(&file).unwrap();
        assert_eq!(
            dirs,
            ["/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib", "/usr/lib"]
        );
    }

    #[test]
    fn glibc_names_its_release() {
        let file = b"GNU C Library (Debian GLIBC 2.31-13) stable release version 2.31.\n".to_vec();
        assert_eq!(glibc_version(&file).unwrap().as_deref(), Some("2.31"));
    }

    #[test]
    fn a_lone_directory_is_no_search_path() {
        assert!(glibc_directories(&b"\0/dev/\0not".to_vec()).unwrap().is_empty());
    }

    #[test]
    fn musl_separates_by_colon_or_line() {
        assert_eq!(musl_directories("/lib:/usr/lib\n/opt/lib\n"), ["/lib", "/usr/lib", "/opt/lib"]);
    }

    #[test]
    fn musl_names_its_version() {
        assert_eq!(
            musl_version(&b"\0Version %s\n\0x1.2\x001.2.5\0".to_vec()).unwrap().as_deref(),
            Some("1.2.5")
        );
    }
}
