//! Links between files, as words.

use std::collections::BTreeSet;

/// The path that `link` names where it stands in `from`, both from the same top.
pub fn resolved(from: &str, link: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    parts.join("/")
}

/// How a page at `from` links to `to`.
pub fn relative(from: &str, to: &str) -> String {
    "../".repeat(from.matches('/').count()) + to
}

/// What stands between `before` and the next quote, wherever it does.
pub fn values<'a>(html: &'a str, before: &str) -> BTreeSet<&'a str> {
    html.split(before).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_resolved_from_the_page_it_stands_on() {
        assert_eq!(resolved("docs/howto/alpine.md", "../rules/x.md"), "docs/rules/x.md");
        assert_eq!(resolved("README.md", "./docs/run.md"), "docs/run.md");
        assert_eq!(relative("howto/alpine.html", "rules/x.html"), "../rules/x.html");
    }
}
