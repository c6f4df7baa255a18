//! Static archives, as ar(1) makes them: SysV and GNU, BSD and macOS, and AIX's own.

use crate::{ReadError, Source, bytes, bytes_up_to};

/// A file within an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Where it begins, in bytes from the archive's beginning.
    pub offset: u64,
    /// Its length.
    pub size: u64,
}

/// The members of an archive, in order, without its symbol tables and its table of names. A thin
/// archive, which holds no bytes of its members, is an error.
pub fn read(source: &dyn Source) -> Result<Vec<Member>, ReadError> {
    match bytes_up_to(source, 0, 8)?.as_ref() {
        b"!<arch>\n" => common(source),
        b"<bigaf>\n" => big(source),
        b"!<thin>\n" => Err(ReadError::damaged(
            0,
            "this is a thin archive, which only points at its members; give the members themselves",
        )),
        _ => Err(ReadError::damaged(0, "the magic number is none of an archive's")),
    }
}

const HEADER: u64 = 60;

fn common(source: &dyn Source) -> Result<Vec<Member>, ReadError> {
    let mut members = Vec::new();
    let mut long_names = None;
    let mut names_len = 0;
    let mut at = 8;
    while at < source.len() {
        let header = bytes(source, at, HEADER)?;
        if !header.ends_with(b"`\n") {
            return Err(ReadError::damaged(at, "the header of a member does not end as one"));
        }
        let size = number(&header[48..58])
            .ok_or_else(|| ReadError::damaged(at + 48, "the length of a member is no number"))?;
        let start = at + HEADER;
        if size > source.len() - start {
            return Err(ReadError::damaged(at, "a member reaches beyond the archive's end"));
        }
        match trimmed(&header[..16]) {
            // The symbol tables of GNU and Windows.
            b"/" | b"/SYM64/" | b"/<ECSYMBOLS>/" | b"/<HYBRIDMAP>/" => {}
            b"//" => long_names = Some((start, size)),
            field => {
                let named = name(source, field, start, size, long_names)?;
                // A million members may claim one long name; together honest names fit the file.
                names_len += named.name.len() as u64;
                if names_len > 2 * source.len() {
                    return Err(ReadError::damaged(at, "the names of the members overlap"));
                }
                if !is_symbol_table(&named.name) {
                    members.push(named);
                }
            }
        }
        // Each member begins at an even place.
        at = start + size + size % 2;
    }
    Ok(members)
}

fn name(
    source: &dyn Source,
    field: &[u8],
    start: u64,
    size: u64,
    long_names: Option<(u64, u64)>,
) -> Result<Member, ReadError> {
    // BSD: the name stands before the member's bytes, and its length in the field.
    if let Some(len) = field.strip_prefix(b"#1/").and_then(number) {
        if len > size.min(LONGEST_NAME) {
            return Err(ReadError::damaged(
                start,
                "the name of a member is longer than the member",
            ));
        }
        let name = bytes(source, start, len)?;
        let end = memchr::memchr(0, &name).unwrap_or(name.len());
        return Ok(Member { name: text(&name[..end]), offset: start + len, size: size - len });
    }
    // GNU: the field says where in the table of names the name begins; there it ends with "/\n",
    // and on Windows with a zero byte.
    if let Some(place) = field.strip_prefix(b"/").and_then(number) {
        let missing = || ReadError::damaged(start, "the long name of a member is missing");
        let (table, len) = long_names.ok_or_else(missing)?;
        let left = len.checked_sub(place).ok_or_else(missing)?;
        let rest = bytes_up_to(source, table + place, left.min(LONGEST_NAME))?;
        let end = memchr::memchr2(b'\n', 0, &rest).ok_or_else(missing)?;
        let name = rest[..end].strip_suffix(b"/").unwrap_or(&rest[..end]);
        return Ok(Member { name: text(name), offset: start, size });
    }
    let name = field.strip_suffix(b"/").unwrap_or(field);
    Ok(Member { name: text(name), offset: start, size })
}

const LONGEST_NAME: u64 = 4096;

// BSD and macOS give it a name like any member's.
fn is_symbol_table(name: &str) -> bool {
    matches!(name, "__.SYMDEF" | "__.SYMDEF SORTED" | "__.SYMDEF_64" | "__.SYMDEF_64 SORTED")
}

// AIX: members form a chain, and all numbers are decimal texts (ar.h).
fn big(source: &dyn Source) -> Result<Vec<Member>, ReadError> {
    let header = bytes(source, 0, 128)?;
    let no_number = |at: u64| ReadError::damaged(at, "a number of the archive is none");
    let place = |field: &[u8], at| number(field).ok_or_else(|| no_number(at));
    let mut at = place(&header[68..88], 68)?;
    let last = place(&header[88..108], 88)?;
    let mut members = Vec::new();
    let mut walked = 0u64;
    while at != 0 {
        let header = bytes(source, at, 112)?;
        let (size, next) = (place(&header[..20], at)?, place(&header[20..40], at + 20)?);
        let name_len = place(&header[108..112], at + 108)?;
        let name = bytes(source, at + 112, name_len)?;
        let after_name = at + 112 + name_len + name_len % 2;
        if bytes(source, after_name, 2)?.as_ref() != b"`\n" {
            return Err(ReadError::damaged(
                after_name,
                "the header of a member does not end as one",
            ));
        }
        let offset = after_name + 2;
        if size > source.len().saturating_sub(offset) {
            return Err(ReadError::damaged(at, "a member reaches beyond the archive's end"));
        }
        members.push(Member { name: text(&name), offset, size });
        if at == last {
            break;
        }
        // Members may stand in any order, so a chain that bites its tail, and members that lie over
        // one another, are told by their length.
        walked = walked.saturating_add(114 + name_len).saturating_add(size);
        if walked > source.len() {
            return Err(ReadError::damaged(at, "the chain of members never ends"));
        }
        at = next;
    }
    Ok(members)
}

fn trimmed(field: &[u8]) -> &[u8] {
    field.trim_ascii_end()
}

fn number(field: &[u8]) -> Option<u64> {
    std::str::from_utf8(field.trim_ascii()).ok()?.parse().ok()
}

fn text(name: &[u8]) -> String {
    String::from_utf8_lossy(name).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(name: &str, content: &[u8]) -> Vec<u8> {
        let mut bytes =
            format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", 0, 0, 0, 644, content.len())
                .into_bytes();
        bytes.extend(content);
        if content.len() % 2 == 1 {
            bytes.push(b'\n');
        }
        bytes
    }

    fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut bytes = b"!<arch>\n".to_vec();
        for (name, content) in members {
            bytes.extend(member(name, content));
        }
        bytes
    }

    fn names_and_bytes(archive: &dyn Source) -> Vec<(String, Vec<u8>)> {
        let members = read(archive).unwrap();
        let bytes_of = |m: &Member| bytes(archive, m.offset, m.size).unwrap().into_owned();
        members.iter().map(|m| (m.name.clone(), bytes_of(m))).collect()
    }

    #[test]
    fn a_gnu_archive_names_its_members() {
        let names = b"a_name_longer_than_15.o/\nanother_one.o/\n";
        let file = archive(&[
            ("/", b"abcd"),
            ("//", names),
            ("go.o/", b"odd"),
            ("/25", b"12"),
            ("/0", b""),
        ]);
        assert_eq!(
            names_and_bytes(&file),
            [
                ("go.o".into(), b"odd".to_vec()),
                ("another_one.o".into(), b"12".to_vec()),
                ("a_name_longer_than_15.o".into(), vec![]),
            ]
        );
    }

    #[test]
    fn a_bsd_archive_names_its_members() {
        let file = archive(&[
            ("#1/20", b"__.SYMDEF SORTED\0\0\0\0table"),
            ("go.o", b"odd"),
            ("#1/12", b"000001.o\0\0\0\0text"),
        ]);
        assert_eq!(
            names_and_bytes(&file),
            [("go.o".into(), b"odd".to_vec()), ("000001.o".into(), b"text".to_vec())]
        );
    }

    #[test]
    fn a_thin_archive_says_what_to_do() {
        let error = read(&b"!<thin>\n".to_vec()).unwrap_err().to_string();
        assert!(error.contains("give the members themselves"), "{error}");
    }

    #[test]
    fn a_member_that_claims_more_than_there_is_costs_nothing() {
        let mut file = archive(&[("go.o", b"12")]);
        file[8 + 48..8 + 58].copy_from_slice(b"9999999999");
        assert!(read(&file).is_err());
    }

    fn big_archive(next: u64) -> Vec<u8> {
        let mut file =
            format!("<bigaf>\n{:<20}{:<20}{:<20}{:<20}{:<20}{:<20}", 0, 0, 0, 128, 999, 0)
                .into_bytes();
        file.extend(
            format!(
                "{:<20}{next:<20}{:<20}{:<12}{:<12}{:<12}{:<12}{:<4}go.o`\n",
                2, 0, 0, 0, 0, 0, 4
            )
            .into_bytes(),
        );
        file.extend(b"12");
        file
    }

    #[test]
    fn an_aix_archive_is_a_chain_of_members() {
        assert_eq!(names_and_bytes(&big_archive(0)), [("go.o".into(), b"12".to_vec())]);
    }

    #[test]
    fn a_chain_that_bites_its_tail_ends() {
        let error = read(&big_archive(128)).unwrap_err().to_string();
        assert!(error.contains("never ends"), "{error}");
    }
}
