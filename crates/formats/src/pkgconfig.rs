//! The files by which pkg-config knows a library: `libsystemd.pc`.

use std::collections::BTreeMap;

/// What such a file says, with its variables put in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PkgConfig {
    /// Its version.
    pub version: String,
    /// The other files that it needs.
    pub requires: Vec<String>,
    /// The directories with its headers, as `-I` names them.
    pub include_dirs: Vec<String>,
    /// The directories with its libraries, as `-L` names them.
    pub library_dirs: Vec<String>,
    /// Its libraries, without `-l`.
    pub libraries: Vec<String>,
}

/// A variable may stand for others, but not for more text than any such file has.
const LONGEST: usize = 1 << 16;

/// Reads the text of a file that lies in a directory.
pub fn read(text: &str, dir: &str) -> PkgConfig {
    let mut variables: BTreeMap<&str, String> = [("pcfiledir", dir.to_owned())].into();
    let mut read = PkgConfig::default();
    let joined = text.replace("\\\n", " ");
    for line in joined.lines() {
        let line = line.split('#').next().unwrap_or_default().trim();
        let end = line.find(|c: char| !(c.is_ascii_alphanumeric() || "_.".contains(c)));
        let Some((name, rest)) = end.map(|end| line.split_at(end)) else { continue };
        let rest = rest.trim_start();
        if let Some(value) = rest.strip_prefix('=') {
            let value = expanded(value.trim(), &variables);
            variables.insert(name, value);
        } else if let Some(value) = rest.strip_prefix(':') {
            let value = expanded(value.trim(), &variables);
            match name {
                "Version" => read.version = value,
                "Requires" => read.requires = required(&value),
                "Libs" => {
                    read.library_dirs = behind("-L", &value);
                    read.libraries = behind("-l", &value);
                }
                "Cflags" | "CFlags" => read.include_dirs = behind("-I", &value),
                _ => {}
            }
        }
    }
    read
}

/// A text with `${name}` replaced by what was said of it before.
fn expanded(text: &str, variables: &BTreeMap<&str, String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("${") {
        let Some((name, behind)) = behind.split_once('}') else { break };
        out.push_str(before);
        out.push_str(variables.get(name).map_or("", String::as_str));
        rest = behind;
        if out.len() > LONGEST {
            return String::new();
        }
    }
    out.push_str(rest);
    out
}

/// The names in a list of which each may ask for a version: `a >= 1.2, b`.
fn required(list: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut is_version = false;
    for word in list.split([',', ' ', '\t']).filter(|word| !word.is_empty()) {
        if matches!(word, "=" | "<" | ">" | "<=" | ">=" | "!=") {
            is_version = true;
        } else if !std::mem::take(&mut is_version) {
            names.push(word.to_owned());
        }
    }
    names
}

fn behind(flag: &str, flags: &str) -> Vec<String> {
    let mut words = flags.split_whitespace();
    let mut found = Vec::new();
    while let Some(word) = words.next() {
        match word.strip_prefix(flag) {
            Some("") => found.extend(words.next().map(str::to_owned)),
            Some(value) => found.push(value.trim_matches('"').to_owned()),
            None => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_put_in_and_versions_left_out() {
        let text = "prefix=/usr\nlibdir=${prefix}/lib # here\n\nName: x\nVersion: 1.2\n\
                    Requires: a >= 1.0, b c = 2\nLibs: -L${libdir} -lx \\\n  -l y\n\
                    Cflags: -I${prefix}/include/x -DX\n";
        let read = read(text, "/usr/lib/pkgconfig");
        assert_eq!((read.version.as_str(), read.requires), ("1.2", words("a b c")));
        assert_eq!((read.library_dirs, read.libraries), (words("/usr/lib"), words("x y")));
        assert_eq!(read.include_dirs, words("/usr/include/x"));
    }

    #[test]
    fn variables_that_double_end() {
        let mut text = "a=xxxxxxxxxxxxxxxx\n".to_owned();
        text += &"a=${a}${a}${a}${a}\n".repeat(100);
        text += "Version: ${a}\nLibs: ${pcfiledir} ${open\n";
        assert!(read(&text, "/d").version.len() <= 4 * LONGEST);
    }

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }
}
