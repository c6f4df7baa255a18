//! To which programs AppArmor profiles and SELinux file contexts belong: the heads of the ones, the lines of the
//! others. What a profile allows is not read.

use crate::Span;

/// A path that something confines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confined {
    /// The profile, or the type that a file is labelled with.
    pub name: String,
    /// The path; `None` for a pattern that stands for several, and what a variable is put into.
    pub path: Option<String>,
    /// The head of the profile, or the line.
    pub span: Span,
}

/// The profiles of an AppArmor file that belong to a path, those inside others left out. Written in
/// apparmor.d(5).
pub fn apparmor(text: &str) -> Vec<Confined> {
    let mut depth = 0_usize;
    let mut all = Vec::new();
    for (span, line) in lines(text) {
        let line = line.split_once(" #").map_or(line, |(line, _)| line).trim_end();
        if let Some(head) = line.strip_suffix('{') {
            if depth == 0 {
                all.extend(head_of(head, span));
            }
            depth += 1;
        } else if line.ends_with('}') && !line.contains('{') {
            depth = depth.saturating_sub(1);
        }
    }
    all
}

/// `profile web /usr/bin/web flags=(complain)`
fn head_of(head: &str, span: Span) -> Option<Confined> {
    let words = head.split("flags=").next().unwrap_or_default();
    let mut words = words.split_whitespace().map(|word| word.trim_matches('"')).peekable();
    let name = match words.next()? {
        "profile" => words.next()?,
        path if path.starts_with(['/', '@', '{']) => path,
        _ => return None,
    };
    let path = words.find(|word| word.starts_with(['/', '@', '{'])).unwrap_or(name);
    let is_one = path.starts_with('/') && !path.contains(['*', '?', '[', '{', '@']);
    // A profile by name alone belongs to whatever asks for it.
    path.starts_with(['/', '@', '{']).then(|| Confined {
        name: name.to_owned(),
        path: is_one.then(|| path.to_owned()),
        span,
    })
}

/// The lines of a file of contexts (`.fc`) that label files. Written in selabel_file(5).
pub fn contexts(text: &str) -> Vec<Confined> {
    lines(text)
        .filter_map(|(span, line)| {
            let mut words = line.split_whitespace();
            let pattern = words.next().filter(|word| word.starts_with('/'))?;
            let context = words.last().filter(|word| word.contains(":object_r:"))?;
            let name = context.split(":object_r:").nth(1)?.split([',', ':', ')']).next()?;
            let path = pattern.replace("\\.", ".").replace("\\-", "-");
            let is_one = !path.contains(['*', '?', '[', '(', '\\', '|', '+']);
            Some(Confined { name: name.to_owned(), path: is_one.then_some(path), span })
        })
        .collect()
}

/// Every line that says something, less the blanks around it.
fn lines(text: &str) -> impl Iterator<Item = (Span, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').filter_map(move |whole| {
        let line = whole.trim();
        let from = at + (whole.len() - whole.trim_start().len());
        at += whole.len();
        let says = !line.is_empty() && !line.starts_with('#');
        says.then(|| (Span::of(from..from + line.len()), line))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(all: Vec<Confined>) -> Vec<(String, Option<String>)> {
        all.into_iter().map(|one| (one.name, one.path)).collect()
    }

    #[test]
    fn a_profile_belongs_to_the_path_of_its_head() {
        let text = "#include <tunables/global>\nabi <abi/4.0>,\n\n/usr/bin/a {\n  /etc/a r,\n  profile in /b {\n  }\n}\n\
                    profile c /opt/c flags=(complain) { # why\n}\nprofile \"d e\" {\n}\n/usr/{local/,}bin/f flags=(a){\n}\n\
                    @{exec} {\n}\nprofile g {\n";
        let one = |name: &str, path: Option<&str>| (name.to_owned(), path.map(str::to_owned));
        assert_eq!(
            told(apparmor(text)),
            [
                one("/usr/bin/a", Some("/usr/bin/a")),
                one("c", Some("/opt/c")),
                one("/usr/{local/,}bin/f", None),
                one("@{exec}", None),
            ]
        );
        assert_eq!(apparmor(text)[1].span.text(text), "profile c /opt/c flags=(complain) { # why");
    }

    #[test]
    fn a_context_labels_a_path_or_a_pattern() {
        let text = "# a\n/usr/bin/web\\.d\t--\tgen_context(system_u:object_r:web_exec_t,s0)\n\
                    /var/lib/web(/.*)?\t\tsystem_u:object_r:web_var_t:s0\n/x <<none>>\n";
        assert_eq!(
            told(contexts(text)),
            [
                ("web_exec_t".to_owned(), Some("/usr/bin/web.d".to_owned())),
                ("web_var_t".to_owned(), None)
            ]
        );
    }

    #[test]
    fn any_text_is_an_answer() {
        for text in
            ["", "}\n}\n{\n{", "profile", "profile {", "/ {", "\u{feff}/é {\r\n", "/a :object_r:"]
        {
            assert!(apparmor(text).len() < 3 && contexts(text).len() < 2, "{text}");
        }
    }
}
