//! Markdown to HTML, with links that lead to pages, headings that can be linked to, and no HTML of the writer's.

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd, html};

/// A page that was rendered.
pub struct Rendered {
    /// Its first heading.
    pub title: String,
    pub body: String,
}

/// The page `source` in HTML. `follow` says where a link leads on the site; without an answer its words stay.
pub fn render(
    source: &str,
    text: &str,
    mut follow: impl FnMut(&str) -> Option<String>,
) -> Rendered {
    let mut title = String::new();
    let mut out: Vec<Event<'_>> = Vec::new();
    let mut ids: Vec<String> = Vec::new();
    let mut dropped = Vec::new();
    let mut events = Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH);
    while let Some(event) = events.next() {
        match event {
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let leads = follow(&dest_url);
                dropped.push(leads.is_none());
                if let Some(leads) = leads {
                    let dest_url = CowStr::from(leads);
                    out.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
                }
            }
            Event::End(TagEnd::Link) => {
                if dropped.pop() == Some(false) {
                    out.push(event);
                }
            }
            Event::Start(Tag::Heading { level, classes, attrs, .. }) => {
                let at = out.len();
                out.push(Event::Start(Tag::Heading { level, id: None, classes, attrs }));
                // What the heading says, for its name.
                let mut words = String::new();
                for event in events.by_ref() {
                    let ends = matches!(event, Event::End(TagEnd::Heading(_)));
                    if let Event::Text(text) | Event::Code(text) = &event {
                        words.push_str(text);
                    }
                    out.push(event);
                    if ends {
                        break;
                    }
                }
                if title.is_empty() {
                    title.clone_from(&words);
                }
                let name = unused(&mut ids, name_of(&words));
                if let Some(Event::Start(Tag::Heading { id, .. })) = out.get_mut(at) {
                    *id = Some(name.into());
                }
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                let mut code = String::new();
                for event in events.by_ref() {
                    match event {
                        Event::Text(text) => code.push_str(&text),
                        Event::End(TagEnd::CodeBlock) => break,
                        _ => {}
                    }
                }
                let info = match kind {
                    CodeBlockKind::Fenced(info) => info.to_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                out.push(Event::Html(block(&info, &code).into()));
            }
            Event::Html(html) | Event::InlineHtml(html) => out.push(Event::Text(html)),
            other => out.push(other),
        }
    }
    if title.is_empty() {
        source.clone_into(&mut title);
    }
    let mut body = String::new();
    html::push_html(&mut body, out.into_iter());
    let body = body
        .replace("<table>", "<div class=\"wide\"><table>")
        .replace("</table>", "</table></div>");
    Rendered { title, body }
}

/// Text as HTML shows it.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A block of code: under the name of its file, or with its commands marked.
fn block(info: &str, code: &str) -> String {
    let name = info.split_whitespace().nth(1);
    let caption =
        name.map_or(String::new(), |name| format!("<p class=\"file\">{}</p>", escaped(name)));
    let lines: Vec<String> = code
        .lines()
        .map(|line| match line.strip_prefix("$ ") {
            Some(command) if info == "console" => {
                format!("<span class=\"prompt\">$ </span><b>{}</b>", escaped(command))
            }
            _ => escaped(line),
        })
        .collect();
    format!("{caption}<pre tabindex=\"0\"><code>{}</code></pre>\n", lines.join("\n"))
}

/// The name of a heading as GitHub makes it, so that links hold in both places.
fn name_of(words: &str) -> String {
    let kept = words.trim().chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

fn unused(ids: &mut Vec<String>, name: String) -> String {
    let count = ids.iter().filter(|id| **id == name).count();
    ids.push(name.clone());
    if count == 0 { name } else { format!("{name}-{count}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_headings_and_commands_come_out_as_the_site_wants_them() {
        let text = "# A `b`\n[x](y.md) [gone](z/)\n\n```console\n$ go <x>\n```\n<b>raw</b>\n";
        let page = render("p.md", text, |link| (link == "y.md").then(|| "y.html".to_owned()));
        assert_eq!(page.title, "A b");
        assert!(page.body.contains("<h1 id=\"a-b\">"), "{}", page.body);
        assert!(page.body.contains("<a href=\"y.html\">x</a> gone"), "{}", page.body);
        assert!(page.body.contains("<b>go &lt;x&gt;</b>"), "{}", page.body);
        assert!(page.body.contains("&lt;b&gt;raw"), "{}", page.body);
    }
}
