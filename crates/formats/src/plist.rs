//! Property lists of macOS in their XML form: every value with the keys that lead to it, and its place.
//!
//! The reader is tolerant: what is no property list says nothing. Written in `PropertyList-1.0.dtd`.

use crate::Span;

/// A text, a number or a truth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The keys that lead to it. The elements of an array all have that of the array.
    pub keys: Vec<String>,
    /// The text; of `<true/>` it is `true`.
    pub value: String,
    /// Where the value stands, without its tags.
    pub span: Span,
}

/// What a file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plist {
    /// Every value in its order.
    pub entries: Vec<Entry>,
    /// The comments, from `<!--` to `-->`.
    pub comments: Vec<Span>,
}

/// Values inside values are read so deep.
const DEEPEST: usize = 32;

/// What a text says.
pub fn read(text: &str) -> Plist {
    let mut plist = Plist::default();
    let mut keys: Vec<Option<String>> = Vec::new();
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| memchr::memchr(b'<', rest.as_bytes())) {
        let start = at + found;
        let rest = &text[start..];
        if rest.starts_with("<!--") {
            let end = rest.find("-->").map_or(rest.len(), |end| end + 3);
            plist.comments.push(Span::of(start..start + end));
            at = start + end;
            continue;
        }
        let Some(end) = rest.find('>') else { break };
        let tag = &rest[1..end];
        at = start + end + 1;
        let name = tag.split([' ', '\t', '\n', '\r']).next().unwrap_or_default();
        let content = || {
            let inner = text.get(at..).unwrap_or_default();
            let len = memchr::memchr(b'<', inner.as_bytes()).unwrap_or(inner.len());
            (unescaped(&inner[..len]), Span::of(at..at + len))
        };
        match name {
            "dict" if keys.len() < DEEPEST => keys.push(None),
            "/dict" => {
                keys.pop();
            }
            "key" => {
                if let Some(last) = keys.last_mut() {
                    *last = Some(content().0);
                }
            }
            "string" | "integer" | "real" | "date" => {
                let (value, span) = content();
                plist.entries.push(Entry { keys: path(&keys), value, span });
            }
            "true/" | "false/" | "true" | "false" => {
                let value = name.trim_end_matches('/').to_owned();
                let span = Span::of(start..at);
                plist.entries.push(Entry { keys: path(&keys), value, span });
            }
            _ => {}
        }
    }
    plist
}

fn path(keys: &[Option<String>]) -> Vec<String> {
    keys.iter().flatten().cloned().collect()
}

fn unescaped(text: &str) -> String {
    let mut out = text.to_owned();
    for (escape, letter) in
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")]
    {
        if out.contains(escape) {
            out = out.replace(escape, letter);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEB: &str = "<?xml version=\"1.0\"?>\n<!-- the web -->\n<plist version=\"1.0\">\n<dict>\n\
        <key>Label</key><string>web</string>\n<key>ProgramArguments</key>\n<array>\n\
        <string>sh</string><string>a &amp;&amp; b</string></array>\n<key>SoftResourceLimits</key>\n\
        <dict><key>NumberOfFiles</key><integer>256</integer></dict>\n<key>KeepAlive</key><true/>\n\
        </dict></plist>\n";

    #[test]
    fn every_value_has_its_keys_and_its_place() {
        let plist = read(WEB);
        let said: Vec<_> = plist
            .entries
            .iter()
            .map(|entry| (entry.keys.join("."), &*entry.value, entry.span.text(WEB)))
            .collect();
        let one = |keys: &str, value, text| (keys.to_owned(), value, text);
        assert_eq!(
            said,
            [
                one("Label", "web", "web"),
                one("ProgramArguments", "sh", "sh"),
                one("ProgramArguments", "a && b", "a &amp;&amp; b"),
                one("SoftResourceLimits.NumberOfFiles", "256", "256"),
                one("KeepAlive", "true", "<true/>"),
            ]
        );
        assert_eq!(plist.comments[0].text(WEB), "<!-- the web -->");
    }

    #[test]
    fn any_text_is_an_answer() {
        for (cut, _) in WEB.char_indices() {
            let _ = read(&WEB[..cut]);
            let mut bytes = WEB.as_bytes().to_vec();
            for flip in [b'<', b'>', b'/', b'&', 0, 0xff] {
                bytes[cut] = flip;
                let text = String::from_utf8_lossy(&bytes);
                assert!(read(&text).entries.iter().all(|one| text.get(one.span.range()).is_some()));
            }
        }
        assert!(read(&"<dict>".repeat(100_000)).entries.is_empty());
    }
}
