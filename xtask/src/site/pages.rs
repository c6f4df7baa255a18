//! Where a page lies, and what stands around it: navigation, search, one style.

use std::fmt::Write as _;

use super::markdown::escaped;
use super::{Kind, Page, links};

/// The file on the site that the repository's file becomes.
pub fn path_of(source: &str) -> String {
    let path = match source.strip_prefix("docs/") {
        Some(path) => path.to_owned(),
        None => source.to_lowercase(),
    };
    let stem = path.strip_suffix(".md").unwrap_or(&path);
    match stem.strip_suffix("README").or(stem.strip_suffix("readme")) {
        Some(folder) => format!("{folder}index.html"),
        None => format!("{stem}.html"),
    }
}

pub fn kind_of(source: &str) -> Kind {
    match source {
        "README.md" | "docs/start.md" => Kind::Start,
        "docs/rules/README.md" | "docs/myths.md" => Kind::Reference,
        _ if source.starts_with("docs/howto/") => Kind::Task,
        _ if source.starts_with("docs/rules/") => Kind::Rule,
        _ => Kind::Guide,
    }
}

/// A page with all that stands around it.
pub fn whole(page: &Page, all: &[Page]) -> String {
    let top = "../".repeat(page.path.matches('/').count());
    let title = escaped(&page.title);
    let name = if page.path == "index.html" {
        "landfall".to_owned()
    } else {
        format!("{title} – landfall")
    };
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{name}</title>\n\
         <link rel=\"stylesheet\" href=\"{top}style.css\">\n</head>\n<body data-top=\"{top}\">\n\
         <a class=\"skip\" href=\"#main\">To the text</a>\n\
         <header><a class=\"home\" href=\"{top}index.html\">landfall</a>\n\
         <input id=\"search\" type=\"search\" placeholder=\"Search titles\" aria-label=\"Search titles\" autocomplete=\"off\">\n\
         <ol id=\"found\" hidden></ol></header>\n<div class=\"sides\">\n{}<main id=\"main\">\n{}</main>\n</div>\n\
         <script src=\"{top}search.js\"></script>\n</body>\n</html>\n",
        navigation(page, all),
        page.body,
    )
}

/// What search looks through, as a line of JavaScript.
pub fn index(pages: &[Page]) -> String {
    let mut rows: Vec<[&str; 3]> = Vec::new();
    for page in pages {
        let kind = match page.kind {
            Kind::Start | Kind::Guide | Kind::Reference => "guide",
            Kind::Task => "task",
            Kind::Rule => "rule",
            Kind::Signature => "signature",
            Kind::Table => "table",
        };
        rows.push([&page.title, &page.path, kind]);
    }
    format!("const PAGES = {};\n", serde_json::json!(rows))
}

/// Links to what is not one of many; rules, signatures and tables have lists of their own.
fn navigation(here: &Page, all: &[Page]) -> String {
    let mut text = "<nav aria-label=\"Pages\"><details open><summary>Pages</summary>\n".to_owned();
    let groups = [
        (Kind::Start, "Start"),
        (Kind::Task, "Ten tasks"),
        (Kind::Reference, "Look up"),
        (Kind::Guide, "In detail"),
    ];
    for (kind, heading) in groups {
        let _ = write!(text, "<h2>{heading}</h2>\n<ul>\n");
        for page in all.iter().filter(|page| page.kind == kind) {
            let current = if page.path == here.path { " aria-current=\"page\"" } else { "" };
            let link = links::relative(&here.path, &page.path);
            let title = escaped(&page.title);
            let _ = writeln!(text, "<li><a href=\"{link}\"{current}>{title}</a></li>");
        }
        text.push_str("</ul>\n");
    }
    text + "</details></nav>\n"
}
