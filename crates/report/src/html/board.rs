//! Who is judged on what: builds, recipes and machines by their numbers, machines of one family beside each other.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use landfall_facts::{Report, Severity, Verdict};

use crate::tr;

/// All that was judged.
pub(super) struct Board<'a> {
    /// Builds in the order in which they come.
    pub(super) builds: Vec<&'a str>,
    /// Recipes, numbered after the builds.
    pub(super) recipes: Vec<&'a str>,
    /// Machines, family by family.
    pub(super) machines: Vec<Machine<'a>>,
    /// Families in the order in which they come.
    pub(super) families: Vec<Family<'a>>,
    /// What follows for a subject on a machine.
    pub(super) cells: BTreeMap<(usize, usize), Cell>,
    /// How many run, are unsure, break.
    pub(super) tally: [usize; 3],
    /// How many of those that run do so with something that fails.
    pub(super) degraded: usize,
    subjects: HashMap<(bool, &'a str), usize>,
    places: HashMap<&'a str, usize>,
}

/// A machine by its whole name, and by what tells it from others of its family.
pub(super) struct Machine<'a> {
    pub(super) name: &'a str,
    pub(super) release: &'a str,
}

/// Machines that are releases of one thing.
pub(super) struct Family<'a> {
    pub(super) name: &'a str,
    first: usize,
    count: usize,
}

impl Family<'_> {
    /// The numbers of its machines.
    pub(super) fn range(&self) -> Range<usize> {
        self.first..self.first + self.count
    }
}

/// What follows for a pair.
#[derive(Clone, Copy)]
pub(super) struct Cell {
    pub(super) verdict: Verdict,
    /// Whether something it can do fails.
    pub(super) is_degraded: bool,
}

impl<'a> Board<'a> {
    pub(super) fn new(pairs: &'a [Report], recipes: &'a [Report]) -> Self {
        let mut board = Self {
            builds: Vec::new(),
            recipes: Vec::new(),
            machines: Vec::new(),
            families: Vec::new(),
            cells: BTreeMap::new(),
            tally: [0; 3],
            degraded: 0,
            subjects: HashMap::new(),
            places: HashMap::new(),
        };
        board.number(pairs, recipes);
        let all = pairs.iter().map(|one| (false, one)).chain(recipes.iter().map(|one| (true, one)));
        for (is_recipe, report) in all {
            board.tally[report.verdict as usize] += 1;
            let degrades =
                |finding: &landfall_facts::Finding| finding.severity == Severity::Degrades;
            let is_degraded =
                report.verdict == Verdict::Runs && report.findings.iter().any(degrades);
            board.degraded += usize::from(is_degraded);
            let pair = board.pair(is_recipe, report);
            // Of a pair that is told of twice, the worse counts.
            let cell =
                board.cells.entry(pair).or_insert(Cell { verdict: report.verdict, is_degraded });
            cell.verdict = cell.verdict.max(report.verdict);
            cell.is_degraded |= is_degraded;
        }
        board
    }

    /// Gives each thing its number.
    fn number(&mut self, pairs: &'a [Report], recipes: &'a [Report]) {
        let mut families: Vec<(&str, Vec<&str>)> = Vec::new();
        let mut known = HashMap::new();
        for report in pairs {
            let next = self.builds.len();
            self.subjects.entry((false, &report.build)).or_insert_with(|| {
                self.builds.push(&report.build);
                next
            });
            if self.places.insert(&report.machine, 0).is_none() {
                let (family, _) = parts(&report.machine);
                let at = *known.entry(family).or_insert_with(|| {
                    families.push((family, Vec::new()));
                    families.len() - 1
                });
                families[at].1.push(&report.machine);
            }
        }
        for (name, machines) in families {
            self.families.push(Family { name, first: self.machines.len(), count: machines.len() });
            for name in machines {
                self.places.insert(name, self.machines.len());
                self.machines.push(Machine { name, release: parts(name).1 });
            }
        }
        for report in recipes {
            let next = self.builds.len() + self.recipes.len();
            self.subjects.entry((true, &report.build)).or_insert_with(|| {
                self.recipes.push(&report.build);
                next
            });
        }
    }

    /// The numbers of a report's subject and machine.
    pub(super) fn pair(&self, is_recipe: bool, report: &'a Report) -> (usize, usize) {
        let subject = self.subjects.get(&(is_recipe, report.build.as_str())).copied();
        let machine = match is_recipe {
            true => Some(self.machines.len()),
            false => self.places.get(report.machine.as_str()).copied(),
        };
        // Each report has been numbered.
        (subject.unwrap_or_default(), machine.unwrap_or_default())
    }

    /// A subject's name.
    pub(super) fn subject(&self, number: usize) -> &'a str {
        let recipe = |number: usize| self.recipes.get(number - self.builds.len());
        self.builds.get(number).or_else(|| recipe(number)).copied().unwrap_or_default()
    }

    /// A machine's name. Recipes are judged as they are written, which stands behind all machines.
    pub(super) fn machine(&self, number: usize) -> String {
        self.machines
            .get(number)
            .map_or_else(|| tr!("as written"), |machine| machine.name.to_owned())
    }

    /// The family that a machine is of.
    pub(super) fn family(&self, machine: usize) -> Option<&Family<'a>> {
        self.families.iter().find(|family| family.range().contains(&machine))
    }
}

/// A family and a release: `debian` and `12`. What has no release is its own.
fn parts(machine: &str) -> (&str, &str) {
    match machine.split_once(':') {
        Some((family, release)) if !release.is_empty() => (family, release),
        // Platforms are told apart by what they run on.
        _ => match machine.split_once('/') {
            Some((system, arch)) => (system, arch),
            None => (machine, machine),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_is_a_release_of_its_family() {
        assert_eq!(parts("debian:12"), ("debian", "12"));
        assert_eq!(parts("alpine:3.20/arm64"), ("alpine", "3.20/arm64"));
        assert_eq!(parts("linux/arm/v6"), ("linux", "arm/v6"));
        assert_eq!(parts("rootfs:/srv/a:b"), ("rootfs", "/srv/a:b"));
        assert_eq!(parts("scratch"), ("scratch", "scratch"));
        assert_eq!(parts("odd:"), ("odd:", "odd:"));
    }
}
