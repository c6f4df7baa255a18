//! Which functions a program comes to from where it begins, and by which way: by calls, by functions that
//! are handed on as values, and by what lies in its data.

use std::collections::VecDeque;

use super::data::{Data, Places};
use super::graph::Graph;

/// The functions that some others lead to, each with the one it is first come to from.
pub(super) struct Reach {
    from: Vec<u32>,
    /// What lies in the data that they lead to.
    pub(super) data: Places,
}

/// Nobody comes there.
const NOBODY: u32 = u32::MAX;

impl Reach {
    /// Goes from some functions to all that they lead to, breadth first, so that each way is a shortest
    /// one; to those that `enters` refuses it does not go.
    pub(super) fn from(
        roots: &[usize],
        graph: &Graph,
        data: &Data<'_>,
        enters: impl Fn(usize) -> bool,
    ) -> Self {
        let mut seen = data.unseen();
        let mut from = vec![NOBODY; graph.len()];
        let mut queue = VecDeque::new();
        for root in roots {
            if from.get(*root) == Some(&NOBODY) {
                from[*root] = *root as u32;
                queue.push_back(*root);
            }
        }
        while let Some(function) = queue.pop_front() {
            let mut go = |to: usize| {
                if from.get(to) == Some(&NOBODY) && enters(to) {
                    from[to] = function as u32;
                    queue.push_back(to);
                }
            };
            graph.callees(function).for_each(&mut go);
            data.functions_of(function, &mut seen, &mut go);
        }
        Self { from, data: seen.words }
    }

    /// Whether a function is come to.
    pub(super) fn has(&self, function: usize) -> bool {
        self.from.get(function).is_some_and(|from| *from != NOBODY)
    }

    /// The functions on the way to one, that one last.
    pub(super) fn path(&self, function: usize) -> Vec<usize> {
        let mut path = vec![function];
        let mut at = function;
        while let Some(from) = self.from.get(at).filter(|from| **from != NOBODY) {
            let from = *from as usize;
            if from == at {
                break;
            }
            path.push(from);
            at = from;
        }
        path.reverse();
        path
    }
}
