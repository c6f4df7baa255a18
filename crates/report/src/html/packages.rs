//! What leads to cgo in a module, as a picture that can be searched and folded, and as a list.

use std::fmt::Write as _;

use landfall_facts::PackageGraph;

use super::markup::{self, Text};
use crate::graph::picture;
use crate::tr;

/// The graphs of modules in which anything is built by cgo.
pub(super) fn render(graphs: &[PackageGraph]) -> String {
    let mut out = String::new();
    for graph in graphs.iter().filter(|graph| !graph.cgo.is_empty()) {
        let _ = write!(
            out,
            "<figure class=\"graph\"><figcaption>{} \
             <label class=\"seek\" hidden>{} <input type=\"search\" autocomplete=\"off\" spellcheck=\"false\"></label> \
             <span class=\"seek\" hidden>{}</span></figcaption>\n\
             <div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{}\">{}</div>\n",
            tr!(
                "{module} on {platform}: {some} of {packages} built by cgo.",
                module = format!("<b>{}</b>", Text(&graph.module)),
                platform = Text(&graph.platform),
                some = graph.cgo.len(),
                packages = markup::packages(graph.packages)
            ),
            tr!("Find a package"),
            tr!("Choose a package to fold what only it leads to."),
            tr!("What leads to cgo"),
            picture(graph)
        );
        let _ = writeln!(
            out,
            "<details class=\"fold\"><summary>{}</summary><div class=\"scroll\"><table class=\"where\"><tbody>",
            tr!("As a list")
        );
        for package in &graph.cgo {
            let links: Vec<String> =
                package.libraries.iter().map(|name| format!("-l{name}")).collect();
            let asks = [links, package.pkg_config.clone()].concat();
            let asks = match asks.is_empty() {
                true => String::new(),
                false => tr!("; asks for {libraries}", libraries = asks.join(" ")),
            };
            let _ = writeln!(
                out,
                "<tr><td>{}</td><td>{}{}</td></tr>",
                Text(&package.path),
                tr!("by {way}", way = Text(&package.way.join(" → "))),
                Text(&asks)
            );
        }
        out.push_str("</tbody></table></div></details></figure>\n");
    }
    out
}
