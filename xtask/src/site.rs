//! `cargo xtask site`: the documentation as pages that work from disk, made of the same files that people read in the
//! repository, with a page for each signature and each table. A dead link is a failure.

mod links;
mod markdown;
mod pages;
mod tables;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::table;

/// Of the repository's own pages, those that the site has besides `docs/`.
const ROOT_PAGES: [&str; 4] = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"];
const STYLE: &str = include_str!("site/style.css");
const SCRIPT: &str = include_str!("site/search.js");

/// Where the site goes.
#[derive(clap::Args)]
pub struct Options {
    /// The directory that is written; one that is there is replaced
    #[arg(long, short)]
    output: Option<PathBuf>,
}

/// One page of the site.
struct Page {
    /// Its file, from the top of the site.
    path: String,
    title: String,
    /// What it is: a heading of the navigation.
    kind: Kind,
    /// What stands in it, as HTML.
    body: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Start,
    Task,
    Guide,
    Reference,
    Rule,
    Signature,
    Table,
}

/// Writes the site and says where it is.
pub fn run(options: &Options) -> Result<ExitCode, String> {
    let site = Site::read(&table::workspace())?;
    let dead = site.dead_links();
    if !dead.is_empty() {
        for line in &dead {
            println!("{line}");
        }
        return Ok(ExitCode::FAILURE);
    }
    let folder = options.output.clone().unwrap_or_else(|| table::workspace().join("target/site"));
    site.write(&folder)?;
    println!("{} pages, no dead link: {}", site.pages.len(), folder.join("index.html").display());
    Ok(ExitCode::SUCCESS)
}

/// All pages, and the files that they link to.
struct Site {
    pages: Vec<Page>,
    /// By their path in the repository and on the site.
    files: BTreeSet<String>,
    /// Links that lead nowhere in the repository, each with its page.
    nowhere: Vec<String>,
    repository: PathBuf,
}

impl Site {
    fn read(repository: &Path) -> Result<Self, String> {
        let mut sources = BTreeMap::new();
        for name in ROOT_PAGES {
            sources.insert(name.to_owned(), read(&repository.join(name))?);
        }
        for folder in ["docs", "docs/howto", "docs/rules"] {
            for name in names(&repository.join(folder), ".md")? {
                let path = format!("{folder}/{name}");
                sources.insert(path.clone(), read(&repository.join(&path))?);
            }
        }
        let known: BTreeSet<String> = sources.keys().cloned().collect();
        let mut site = Self {
            pages: Vec::new(),
            files: BTreeSet::new(),
            nowhere: Vec::new(),
            repository: repository.to_owned(),
        };
        for (source, text) in &sources {
            let page = markdown::render(source, text, |link| site.followed(&known, source, link));
            let path = pages::path_of(source);
            site.pages.push(Page {
                kind: pages::kind_of(source),
                path,
                title: page.title,
                body: page.body,
            });
        }
        site.pages.extend(tables::signatures(repository, &known)?);
        site.pages.extend(tables::tables(repository, &mut site.files)?);
        site.pages.push(tables::proofs(repository, &mut site.files)?);
        Ok(site)
    }

    /// Where a link of `source` leads on the site.
    fn followed(&mut self, known: &BTreeSet<String>, source: &str, link: &str) -> Option<String> {
        if link.contains("://") || link.starts_with("mailto:") || link.starts_with('#') {
            return Some(link.to_owned());
        }
        let (file, place) = link.split_once('#').map_or((link, ""), |(file, place)| (file, place));
        let wanted = links::resolved(source, file);
        let place = if place.is_empty() { String::new() } else { format!("#{place}") };
        let here = pages::path_of(source);
        if known.contains(&wanted) {
            return Some(links::relative(&here, &pages::path_of(&wanted)) + &place);
        }
        let there = self.repository.join(&wanted);
        if there.is_file() {
            let copy = format!("source/{wanted}");
            self.files.insert(wanted);
            return Some(links::relative(&here, &copy) + &place);
        }
        if !there.is_dir() {
            self.nowhere.push(format!("{source}: {link} leads nowhere"));
        }
        // A directory has no page; its name stands there as text.
        None
    }

    /// Every link that leads to no page, no file and no place, a line each.
    fn dead_links(&self) -> Vec<String> {
        let mut dead = self.nowhere.clone();
        let places: BTreeMap<&str, BTreeSet<&str>> = self
            .pages
            .iter()
            .map(|page| (&*page.path, links::values(&page.body, " id=\"")))
            .collect();
        for page in &self.pages {
            for link in links::values(&page.body, " href=\"") {
                if link.contains("://") || link.starts_with("mailto:") {
                    continue;
                }
                let (file, place) = link.split_once('#').unwrap_or((link, ""));
                let file = if file.is_empty() {
                    page.path.clone()
                } else {
                    links::resolved(&page.path, file)
                };
                let copied =
                    file.strip_prefix("source/").is_some_and(|file| self.files.contains(file));
                let there = places.get(&*file);
                if there.is_none() && !copied {
                    dead.push(format!("{}: {link} leads nowhere", page.path));
                } else if !place.is_empty() && there.is_some_and(|ids| !ids.contains(place)) {
                    dead.push(format!("{}: {link} names no heading there", page.path));
                }
            }
        }
        dead
    }

    fn write(&self, folder: &Path) -> Result<(), String> {
        match fs::remove_dir_all(folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(format!("could not remove {}: {error}", folder.display()));
            }
            _ => {}
        }
        for page in &self.pages {
            write(&folder.join(&page.path), pages::whole(page, &self.pages).as_bytes())?;
        }
        for file in &self.files {
            let bytes = fs::read(self.repository.join(file))
                .map_err(|error| format!("could not read {file}: {error}"))?;
            write(&folder.join("source").join(file), &bytes)?;
        }
        write(&folder.join("style.css"), STYLE.as_bytes())?;
        write(&folder.join("search.js"), (pages::index(&self.pages) + SCRIPT).as_bytes())
    }
}

fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|error| format!("could not read {}: {error}", file.display()))
}

fn write(file: &Path, bytes: &[u8]) -> Result<(), String> {
    let folder = file.parent().unwrap_or(file);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(file, bytes))
        .map_err(|error| format!("could not write {}: {error}", file.display()))
}

/// The names in a folder that end so, in order.
fn names(folder: &Path, ending: &str) -> Result<Vec<String>, String> {
    let failed = |error| format!("could not list {}: {error}", folder.display());
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name().to_string_lossy().into_owned();
        if name.ends_with(ending) {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Result<Site, String> {
        Site::read(&table::workspace())
    }

    #[test]
    fn no_link_of_the_site_is_dead() -> Result<(), String> {
        assert_eq!(site()?.dead_links(), Vec::<String>::new());
        Ok(())
    }

    #[test]
    fn a_link_that_leads_nowhere_is_told() -> Result<(), String> {
        let mut site = site()?;
        let body =
            "<a href=\"gone.html\">x</a><a href=\"start.html#no-such-heading\">y</a>".to_owned();
        site.pages.push(Page { path: "x.html".into(), title: "x".into(), kind: Kind::Guide, body });
        assert_eq!(site.dead_links().len(), 2);
        Ok(())
    }

    #[test]
    fn every_rule_signature_and_table_has_its_page() -> Result<(), String> {
        let (site, root) = (site()?, table::workspace());
        let has = |path: String| assert!(site.pages.iter().any(|page| page.path == path), "{path}");
        for rule in names(&root.join("crates/rules/src/list"), ".rs")? {
            has(format!("rules/{}.html", rule.trim_end_matches(".rs")));
        }
        let data = root.join("crates/know/data");
        for table in names(&data, ".csv")? {
            has(format!("tables/{}.html", table.trim_end_matches(".csv")));
        }
        for file in names(&data.join("signatures"), ".toml")? {
            let text = read(&data.join("signatures").join(file))?;
            let mut lines = text.lines().peekable();
            while let Some(line) = lines.next() {
                let name = lines.peek().and_then(|next| next.strip_prefix("name = \""));
                if let (true, Some(name)) = (line == "[[signature]]", name) {
                    has(format!("signatures/{}.html", name.trim_end_matches('"')));
                }
            }
        }
        Ok(())
    }
}
