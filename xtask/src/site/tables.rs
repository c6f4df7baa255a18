//! The pages that no one writes: signatures, tables with their sources, and what verdicts are proven by.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use toml::{Table, Value};

use super::markdown::escaped;
use super::{Kind, Page, names, read};
use crate::table;

const DATA: &str = "crates/know/data";
/// Of a longer table a page shows the beginning; the whole file lies beside it.
const MOST_ROWS: usize = 1500;

/// A page for each signature, and their list.
pub fn signatures(repository: &Path, known: &BTreeSet<String>) -> Result<Vec<Page>, String> {
    let folder = repository.join(DATA).join("signatures");
    let (mut pages, mut list, mut count) = (Vec::new(), String::new(), 0);
    for file in names(&folder, ".toml")? {
        let read: Table = toml::from_str(&read(&folder.join(&file))?)
            .map_err(|error| format!("could not read {file}: {error}"))?;
        let stage = file.trim_end_matches(".toml");
        let _ = write!(list, "<h2 id=\"{stage}\">{stage}</h2>\n<ul>\n");
        for signature in tables_of(&read, "signature") {
            let (name, summary) = (text_of(signature, "name"), text_of(signature, "summary"));
            let (shown, says) = (escaped(name), plain(summary));
            let _ =
                writeln!(list, "<li><a href=\"{shown}.html\"><code>{shown}</code></a> {says}</li>");
            let body = signature_body(signature, stage, known);
            let path = format!("signatures/{name}.html");
            pages.push(Page { path, title: name.to_owned(), kind: Kind::Signature, body });
            count += 1;
        }
        list.push_str("</ul>\n");
    }
    let body = format!(
        "<h1>Signatures</h1>\n<p>{count} faults that are known by what they print, by where it shows. \
         <code>landfall explain FILE</code> looks for them.</p>\n{list}"
    );
    let path = "signatures/index.html".to_owned();
    pages.push(Page { path, title: "Signatures".into(), kind: Kind::Reference, body });
    Ok(pages)
}

fn signature_body(signature: &Table, stage: &str, known: &BTreeSet<String>) -> String {
    let name = escaped(text_of(signature, "name"));
    let mut body = format!(
        "<p class=\"above\"><a href=\"index.html#{stage}\">Signatures: {stage}</a></p>\n<h1>{name}</h1>\n<p>{}</p>\n",
        plain(text_of(signature, "summary"))
    );
    let follows = texts_of(signature, "follows");
    if !follows.is_empty() {
        let links: Vec<String> = follows
            .iter()
            .map(|of| format!("<a href=\"{0}.html\"><code>{0}</code></a>", escaped(of)))
            .collect();
        let _ = writeln!(body, "<p>It can follow from {}.</p>", links.join(", "));
    }
    body.push_str("<h2>What can have caused it</h2>\n");
    for cause in tables_of(signature, "cause") {
        let _ =
            write!(body, "<section class=\"cause\">\n<p>{}</p>\n", plain(text_of(cause, "says")));
        listed(&mut body, "Mend", texts_of(cause, "mend").into_iter().map(plain));
        let code = |text: &str| format!("<code>{}</code>", plain(text));
        listed(&mut body, "Prove", texts_of(cause, "prove").into_iter().map(code));
        let not = tables_of(cause, "do_not");
        let told = not.map(|not| {
            format!("<b>{}</b>: {}", plain(text_of(not, "what")), plain(text_of(not, "why")))
        });
        listed(&mut body, "Do not", told);
        let rules = texts_of(cause, "rules").into_iter().map(|rule| {
            if known.contains(&format!("docs/rules/{rule}.md")) {
                format!("<a href=\"../rules/{0}.html\"><code>{0}</code></a>", escaped(rule))
            } else {
                escaped(rule)
            }
        });
        listed(&mut body, "Rules that confirm it", rules);
        listed(&mut body, "Sources", texts_of(cause, "from").into_iter().map(source));
        body.push_str("</section>\n");
    }
    body.push_str("<h2>Its texts</h2>\n<p>Words in braces stand for anything.</p>\n");
    for text in tables_of(signature, "text") {
        let _ = write!(
            body,
            "<pre tabindex=\"0\"><code>{}</code></pre>\n<ul class=\"small\">\n",
            escaped(text_of(text, "is"))
        );
        for (key, told) in [("with", "with, near it"), ("seen", "seen with")] {
            if !text_of(text, key).is_empty() {
                let _ = writeln!(body, "<li>{told}: {}</li>", escaped(text_of(text, key)));
            }
        }
        for (key, told) in [("near", "only near one of"), ("unless", "not near")] {
            let words = texts_of(text, key);
            if !words.is_empty() {
                let _ = writeln!(body, "<li>{told}: {}</li>", escaped(&words.join(" · ")));
            }
        }
        let _ = write!(body, "<li>source: {}</li>\n</ul>\n", source(text_of(text, "from")));
    }
    body
}

/// A page for each table of what landfall knows, and their list.
pub fn tables(repository: &Path, files: &mut BTreeSet<String>) -> Result<Vec<Page>, String> {
    let (mut pages, mut list) = (Vec::new(), String::new());
    for file in names(&repository.join(DATA), ".csv")? {
        let source = format!("{DATA}/{file}");
        let read = CsvFile::of(&read(&repository.join(&source))?);
        files.insert(source.clone());
        let name = file.trim_end_matches(".csv");
        let what = escaped(read.what());
        let _ = writeln!(
            list,
            "<tr><td><a href=\"{name}.html\">{name}</a></td><td>{}</td><td>{what}</td></tr>",
            read.rows.len()
        );
        let body = format!(
            "<p class=\"above\"><a href=\"index.html\">Tables</a></p>\n<h1>{name}</h1>\n{}<p>{} rows; \
             <a href=\"../source/{source}\">the file itself</a>.</p>\n{}",
            read.certificate(),
            read.rows.len(),
            read.shown()
        );
        let path = format!("tables/{name}.html");
        pages.push(Page { path, title: name.to_owned(), kind: Kind::Table, body });
    }
    let body = format!(
        "<h1>Tables</h1>\n<p>What landfall takes for true about the world. Each table says where it is from, when it was taken \
         and how it is renewed, and each row ends with its source.</p>\n<div class=\"wide\"><table>\n\
         <thead><tr><th>table</th><th>rows</th><th>what</th></tr></thead>\n<tbody>\n{list}</tbody></table></div>\n"
    );
    let path = "tables/index.html".to_owned();
    pages.push(Page { path, title: "Tables".into(), kind: Kind::Reference, body });
    Ok(pages)
}

/// What verdicts were held against: the tables of `truth/`.
pub fn proofs(repository: &Path, files: &mut BTreeSet<String>) -> Result<Page, String> {
    let mut body = "<h1>How verdicts are proven</h1>\n<p>A rule exists because the thing was seen to break. What really happened \
         is measured, written down, and every change of landfall is held against it. These are the records.</p>\n"
        .to_owned();
    for file in names(&repository.join("truth"), ".csv")? {
        let source = format!("truth/{file}");
        let read = CsvFile::of(&read(&repository.join(&source))?);
        files.insert(source.clone());
        let name = file.trim_end_matches(".csv");
        let _ = write!(
            body,
            "<h2 id=\"{name}\">{name}</h2>\n{}<p>{} rows of {}; <a href=\"source/{source}\">the file itself</a>.</p>\n",
            read.certificate(),
            read.rows.len(),
            escaped(&read.columns.join(", "))
        );
    }
    Ok(Page {
        path: "proofs.html".into(),
        title: "How verdicts are proven".into(),
        kind: Kind::Reference,
        body,
    })
}

/// A table with its birth certificate.
struct CsvFile {
    /// Each line of it: its word, and what it says.
    birth: Vec<(String, String)>,
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl CsvFile {
    fn of(text: &str) -> Self {
        let birth = text.lines().filter_map(|line| line.strip_prefix('#')).map(|line| {
            let (word, says) = line.trim().split_once([' ', ':']).unwrap_or((line.trim(), ""));
            (word.to_owned(), says.trim().to_owned())
        });
        let mut lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        let columns = lines.next().map(table::fields).unwrap_or_default();
        Self { birth: birth.collect(), columns, rows: lines.map(table::fields).collect() }
    }

    fn what(&self) -> &str {
        self.birth.iter().find(|(word, _)| word == "what").map_or("", |(_, says)| says)
    }

    fn certificate(&self) -> String {
        let lines = self
            .birth
            .iter()
            .map(|(word, says)| format!("<dt>{}</dt><dd>{}</dd>\n", escaped(word), escaped(says)));
        format!("<dl>\n{}</dl>\n", lines.collect::<String>())
    }

    fn shown(&self) -> String {
        let cells = |fields: &[String], tag: &str| -> String {
            fields.iter().map(|field| format!("<{tag}>{}</{tag}>", source(field))).collect()
        };
        let rows: String = self
            .rows
            .iter()
            .take(MOST_ROWS)
            .map(|row| format!("<tr>{}</tr>\n", cells(row, "td")))
            .collect();
        let head = cells(&self.columns, "th");
        format!(
            "<div class=\"wide\"><table class=\"data\"><thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody></table></div>\n"
        )
    }
}

fn listed(body: &mut String, heading: &str, items: impl Iterator<Item = String>) {
    let items: String = items.map(|item| format!("<li>{item}</li>\n")).collect();
    if !items.is_empty() {
        let _ = write!(body, "<h3>{heading}</h3>\n<ul>\n{items}</ul>\n");
    }
}

/// A text in which `{program|the program}` stands for what a log says: here, what is said without one.
fn plain(text: &str) -> String {
    let mut said = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('{') {
        said.push_str(before);
        match behind.split_once('}') {
            Some((field, after)) if field.contains('|') => {
                said.push_str(field.split_once('|').map_or("", |(_, other)| other));
                rest = after;
            }
            _ => {
                said.push('{');
                rest = behind;
            }
        }
    }
    escaped(&(said + rest))
}

/// A text, as a link where it is an address and nothing else.
fn source(text: &str) -> String {
    let shown = escaped(text);
    if text.starts_with("https://") && !text.contains(' ') {
        format!("<a href=\"{shown}\">{shown}</a>")
    } else {
        shown
    }
}

fn tables_of<'a>(table: &'a Table, key: &str) -> impl Iterator<Item = &'a Table> {
    table.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table)
}

fn text_of<'a>(table: &'a Table, key: &str) -> &'a str {
    table.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn texts_of<'a>(table: &'a Table, key: &str) -> Vec<&'a str> {
    let values = table.get(key).and_then(Value::as_array);
    values.into_iter().flatten().filter_map(Value::as_str).collect()
}
