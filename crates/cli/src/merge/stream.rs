//! All results of some shards in the order of the plan: those of one thing at a time are held.

use std::collections::VecDeque;

use landfall_report::lines::{self, At, Told};

use super::parts::{Lined, Part};
use super::rule;

/// All that is said of one thing is far less, in bytes.
const MOST: usize = 512 << 20;

/// What the parts tell, until one can no longer be read.
pub(super) struct Stream<'a> {
    parts: std::slice::Iter<'a, Part>,
    now: Option<(&'a Part, Lined, u64)>,
    /// The results of one thing, in order.
    ready: VecDeque<(At, Told)>,
    /// The first of the next thing.
    next: Option<(At, Told)>,
    /// Why it ended early, if it did.
    pub(super) error: Option<String>,
}

impl<'a> Stream<'a> {
    /// The parts in the order of their shards.
    pub(super) fn new(parts: &'a [Part]) -> Self {
        Self { parts: parts.iter(), now: None, ready: VecDeque::new(), next: None, error: None }
    }

    /// The next result as it stands in the files, and how long its line is.
    fn read(&mut self) -> Result<Option<(At, Told, usize)>, String> {
        loop {
            if let Some((part, lined, left)) = &mut self.now
                && *left > 0
            {
                *left -= 1;
                let changed = |why: &str| {
                    format!("could not merge {}: it changed meanwhile: {why}", part.file)
                };
                let line = lined.next().map_err(|why| changed(&why))?;
                let line = line.ok_or_else(|| changed("it has fewer lines"))?;
                let (at, told) = lines::told(&line, rule).map_err(|why| changed(&why))?;
                return Ok(Some((at, told, line.len())));
            }
            let Some(part) = self.parts.next() else { return Ok(None) };
            let mut lined = Lined::open(&part.path)
                .map_err(|why| format!("could not read {}: {why}", part.file))?;
            // The head is known.
            lined.next().map_err(|why| format!("could not read {}: {why}", part.file))?;
            self.now = Some((part, lined, part.lines));
        }
    }

    /// Gathers what is told of one thing: where two shards have its machines, both tell of it.
    fn gather(&mut self) -> Result<(), String> {
        let first = match self.next.take() {
            Some(first) => Some(first),
            None => self.read()?.map(|(at, told, _)| (at, told)),
        };
        let Some(first) = first else { return Ok(()) };
        let thing = first.0[0];
        let mut of_thing = vec![first];
        let mut held = 0;
        while let Some((at, told, long)) = self.read()? {
            let told = (at, told);
            if at[0] != thing {
                self.next = Some(told);
                break;
            }
            held += long;
            if held > MOST {
                let count = of_thing.len();
                return Err(format!("could not merge: {count} results are of one file, and more"));
            }
            // That it could not be looked at both say.
            if !matches!(told.1, Told::Failure(_)) || !of_thing.contains(&told) {
                of_thing.push(told);
            }
        }
        of_thing.sort_by_key(|(at, _)| *at);
        self.ready = of_thing.into();
        Ok(())
    }
}

impl Iterator for Stream<'_> {
    type Item = (At, Told);

    fn next(&mut self) -> Option<Self::Item> {
        if self.ready.is_empty() && self.error.is_none() {
            self.error = self.gather().err();
        }
        self.ready.pop_front()
    }
}
