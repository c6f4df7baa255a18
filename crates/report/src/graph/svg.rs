//! The graph as a picture: who imports stands left of what is imported, what cgo builds is framed
//! thickly, and the libraries that it links are round.

use std::collections::BTreeMap;
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
    let (width, height) = ((x + MARGIN).saturating_sub(BESIDE), bottom + MARGIN);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\">\n<title>{}</title>\n\
         <style>{STYLE}</style>\n",
        escaped(&format!("What leads to cgo in {} on {}", graph.module, graph.platform))
    );
    for (from, to) in &edges {
        let ((left, top, wide), (right, end, _)) = (places[*from], places[*to]);
        let (begin, top, end) = (left + wide, top + HEIGHT / 2, end + HEIGHT / 2);
        let middle = begin.midpoint(right);
        let _ = writeln!(
            out,
            "<path d=\"M{begin} {top}C{middle} {top} {middle} {end} {right} {end}\"/>"
        );
    }
    for (name, (x, y, width)) in names.iter().zip(&places) {
        let is_cgo = graph.cgo.iter().any(|package| package.path == *name);
        let (class, round) = match (is_cgo, links.iter().any(|(_, library)| library == name)) {
            (true, _) => (" class=\"cgo\"", 3),
            (false, true) => (" class=\"library\"", HEIGHT / 2),
            (false, false) => ("", 3),
        };
        let (text_x, text_y) = (x + 10, y + HEIGHT / 2 + 4);
        let _ = writeln!(
            out,
            "<rect{class} x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{HEIGHT}\" rx=\"{round}\"/>\
             <text x=\"{text_x}\" y=\"{text_y}\">{}</text>",
            escaped(name)
        );
    }
    out.push_str("</svg>\n");
    out
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
