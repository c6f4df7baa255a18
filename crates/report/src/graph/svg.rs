//! The graph as a picture: who imports stands left of what is imported, what cgo builds is framed
//! thickly, and the libraries that it links are round.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use landfall_facts::PackageGraph;

/// How wide a letter of the font is, how high a line, and how far apart things stand, in pixels.
const LETTER: usize = 7;
const HEIGHT: usize = 26;
const BESIDE: usize = 60;
const BELOW: usize = 14;
const MARGIN: usize = 20;
/// How often the columns are put in order, forth and back.
const TURNS: usize = 4;

const STYLE: &str = "text{font:12px ui-monospace,monospace;fill:#1f2328}\
    rect{fill:#fff;stroke:#8c959f}.cgo{fill:#fff4e5;stroke:#9a4a00;stroke-width:2}\
    .library{fill:#eef4ff;stroke:#0550ae}path{fill:none;stroke:#8c959f}";

/// A picture in Scalable Vector Graphics.
pub(super) fn draw(graph: &PackageGraph, links: &[(&str, String)]) -> String {
    let drawing = Drawing::of(graph, links);
    let mut out = drawing.head(graph, "xmlns=\"http://www.w3.org/2000/svg\" role=\"img\"");
    let _ = writeln!(out, "<style>{STYLE}</style>");
    for (_, path) in drawing.arrows() {
        let _ = writeln!(out, "<path d=\"{path}\"/>");
    }
    for number in 0..drawing.names.len() {
        out.push_str(&drawing.thing(number));
    }
    out.push_str("</svg>\n");
    out
}

/// The same within a page: each thing is a group with its number, each arrow has those of its ends.
pub(super) fn in_page(graph: &PackageGraph, links: &[(&str, String)]) -> String {
    let drawing = Drawing::of(graph, links);
    let mut out = drawing.head(graph, "role=\"group\"");
    for ((from, to), path) in drawing.arrows() {
        let _ = writeln!(out, "<path d=\"{path}\" data-ends=\"{from} {to}\"/>");
    }
    for number in 0..drawing.names.len() {
        let _ =
            writeln!(out, "<g data-number=\"{number}\">{}</g>", drawing.thing(number).trim_end());
    }
    out.push_str("</svg>\n");
    out
}

/// Where everything stands.
struct Drawing<'a> {
    names: Vec<&'a str>,
    edges: Vec<(usize, usize)>,
    /// From the left, from above, and how wide.
    places: Vec<(usize, usize, usize)>,
    cgo: BTreeSet<&'a str>,
    libraries: BTreeSet<&'a str>,
    width: usize,
    height: usize,
}

impl<'a> Drawing<'a> {
    fn of(graph: &'a PackageGraph, links: &'a [(&str, String)]) -> Self {
        let mut edges: Vec<(&str, &str)> =
            graph.edges.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
        edges.extend(links.iter().map(|(path, library)| (*path, library.as_str())));
        let mut names: Vec<&str> = graph.cgo.iter().map(|one| one.path.as_str()).collect();
        names.extend(edges.iter().flat_map(|(from, to)| [*from, *to]));
        names.sort_unstable();
        names.dedup();
        let numbers: BTreeMap<&str, usize> =
            names.iter().enumerate().map(|(number, name)| (*name, number)).collect();
        let edges: Vec<(usize, usize)> =
            edges.iter().map(|(from, to)| (numbers[from], numbers[to])).collect();
        let columns = ordered(columns(names.len(), &edges), &edges);
        let mut places = vec![(0, 0, 0); names.len()];
        let (mut x, mut bottom) = (MARGIN, 0);
        for column in &columns {
            let width_of = |one: &usize| names[*one].chars().count() * LETTER + 20;
            let widest = column.iter().map(width_of).max().unwrap_or(0);
            for (row, one) in column.iter().enumerate() {
                places[*one] = (x, MARGIN + row * (HEIGHT + BELOW), width_of(one));
            }
            bottom = bottom.max(MARGIN + column.len() * (HEIGHT + BELOW));
            x += widest + BESIDE;
        }
        Self {
            names,
            edges,
            places,
            cgo: graph.cgo.iter().map(|package| package.path.as_str()).collect(),
            libraries: links.iter().map(|(_, library)| library.as_str()).collect(),
            width: (x + MARGIN).saturating_sub(BESIDE),
            height: bottom + MARGIN,
        }
    }

    fn head(&self, graph: &PackageGraph, attributes: &str) -> String {
        let Self { width, height, .. } = self;
        format!(
            "<svg {attributes} width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\n<title>{}</title>\n",
            escaped(&format!("What leads to cgo in {} on {}", graph.module, graph.platform))
        )
    }

    /// Each arrow with its ends.
    fn arrows(&self) -> impl Iterator<Item = ((usize, usize), String)> {
        self.edges.iter().map(|(from, to)| {
            let ((left, top, wide), (right, end, _)) = (self.places[*from], self.places[*to]);
            let (begin, top, end) = (left + wide, top + HEIGHT / 2, end + HEIGHT / 2);
            let middle = begin.midpoint(right);
            let path = format!("M{begin} {top}C{middle} {top} {middle} {end} {right} {end}");
            ((*from, *to), path)
        })
    }

    fn thing(&self, number: usize) -> String {
        let (name, (x, y, width)) = (self.names[number], self.places[number]);
        let (class, round) = match (self.cgo.contains(name), self.libraries.contains(name)) {
            (true, _) => (" class=\"cgo\"", 3),
            (false, true) => (" class=\"library\"", HEIGHT / 2),
            (false, false) => ("", 3),
        };
        let (text_x, text_y) = (x + 10, y + HEIGHT / 2 + 4);
        format!(
            "<rect{class} x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{HEIGHT}\" rx=\"{round}\"/>\
             <text x=\"{text_x}\" y=\"{text_y}\">{}</text>\n",
            escaped(name)
        )
    }
}

/// Each thing in a column right of all that lead to it. What stands in a circle, which imports
/// never do, stands where it can.
fn columns(count: usize, edges: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let mut column = vec![0; count];
    let mut missing = vec![0; count];
    edges.iter().for_each(|(_, to)| missing[*to] += 1);
    let mut pending: Vec<usize> = (0..count).filter(|one| missing[*one] == 0).collect();
    while let Some(one) = pending.pop() {
        for (_, to) in edges.iter().filter(|(from, _)| *from == one) {
            column[*to] = column[*to].max(column[one] + 1);
            missing[*to] -= 1;
            if missing[*to] == 0 {
                pending.push(*to);
            }
        }
    }
    let mut columns = vec![Vec::new(); column.iter().max().map_or(0, |last| last + 1)];
    column.iter().enumerate().for_each(|(one, at)| columns[*at].push(one));
    columns
}

/// The columns with each thing near the middle of what it is bound to in the column beside.
fn ordered(mut columns: Vec<Vec<usize>>, edges: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let count = columns.iter().map(Vec::len).sum();
    let mut rows = vec![0_usize; count];
    let mut bound: Vec<[Vec<usize>; 2]> = vec![Default::default(); count];
    for (from, to) in edges {
        bound[*to][0].push(*from);
        bound[*from][1].push(*to);
    }
    for turn in 0..TURNS {
        let side = turn % 2;
        let last = columns.len();
        for at in (0..last).map(|at| if side == 0 { at } else { last - 1 - at }) {
            columns[at].iter().enumerate().for_each(|(row, one)| rows[*one] = row);
            let middle = |one: &usize| {
                let others = &bound[*one][side];
                let sum: usize = others.iter().map(|other| rows[*other]).sum();
                // In hundredths, so that whole numbers will do.
                if others.is_empty() { rows[*one] * 100 } else { sum * 100 / others.len() }
            };
            let mut sorted: Vec<(usize, usize)> =
                columns[at].iter().map(|one| (middle(one), *one)).collect();
            sorted.sort_unstable();
            columns[at] = sorted.into_iter().map(|(_, one)| one).collect();
            columns[at].iter().enumerate().for_each(|(row, one)| rows[*one] = row);
        }
    }
    columns
}

/// Text that may stand in XML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_imported_stands_right_of_all_who_import_it() {
        let found = columns(4, &[(0, 1), (1, 3), (0, 3), (2, 3)]);
        assert_eq!(found, [vec![0, 2], vec![1], vec![3]]);
    }

    #[test]
    fn a_circle_ends() {
        assert_eq!(columns(3, &[(0, 1), (1, 2), (2, 1)]).concat().len(), 3);
    }

    #[test]
    fn things_stand_beside_what_they_are_bound_to() {
        let edges = [(0, 3), (1, 2)];
        assert_eq!(ordered(columns(4, &edges), &edges), [vec![0, 1], vec![3, 2]]);
    }
}
