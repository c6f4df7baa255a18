//! What leads to cgo in a module, as a picture that can be searched and folded, and as a list.

use std::fmt::Write as _;

use landfall_facts::PackageGraph;

use super::markup::{Text, counted};
use crate::graph::picture;

/// The graphs of modules in which anything is built by cgo.
pub(super) fn render(graphs: &[PackageGraph]) -> String {
    let mut out = String::new();
    for graph in graphs.iter().filter(|graph| !graph.cgo.is_empty()) {
        let _ = write!(
            out,
            "<figure class=\"graph\"><figcaption><b>{}</b> on {}: {} of {} built by cgo. \
             <label class=\"seek\" hidden>Find a package <input type=\"search\" autocomplete=\"off\" spellcheck=\"false\"></label> \
             <span class=\"seek\" hidden>Choose a package to fold what only it leads to.</span></figcaption>\n\
             <div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"What leads to cgo\">{}</div>\n",
            Text(&graph.module),
            Text(&graph.platform),
            graph.cgo.len(),
            counted(graph.packages, "package", "packages"),
            picture(graph)
        );
        out.push_str("<details class=\"fold\"><summary>As a list</summary><div class=\"scroll\"><table class=\"where\"><tbody>\n");
        for package in &graph.cgo {
            let links: Vec<String> =
                package.libraries.iter().map(|name| format!("-l{name}")).collect();
            let asks = [links, package.pkg_config.clone()].concat();
            let asks = if asks.is_empty() {
                String::new()
            } else {
                format!("; asks for {}", asks.join(" "))
            };
            let _ = writeln!(
                out,
                "<tr><td>{}</td><td>by {}{}</td></tr>",
                Text(&package.path),
                Text(&package.way.join(" → ")),
                Text(&asks)
            );
        }
        out.push_str("</tbody></table></div></details></figure>\n");
    }
    out
}
