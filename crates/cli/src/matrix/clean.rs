//! What is kept of earlier builds and would make products wrong: of the caches, and of the products themselves.

use landfall_facts::{Kept, Verdict};
use rayon::prelude::*;

use super::plan::Planned;
use super::{Job, kept};
use crate::clean::{Proof, Way, look_at_modules, look_at_packages};

/// Looks at all that is kept for the combinations: at the modules once for each Go, and at the packages once for each
/// combination.
pub(super) fn look(job: &Job<'_>, planned: &[Planned]) -> Kept {
    let mut all = Kept { what: job.roots.module_path().to_owned(), ..Kept::default() };
    for go in 0..job.gos.len() {
        if let Some(first) = planned.iter().find(|one| one.go == go) {
            all.join(look_at_modules(&way(job, first), job.roots));
        }
    }
    let is_of_stale = !all.stale.is_empty();
    let is_built = |one: &&Planned| one.predicted != Verdict::Breaks || job.args.try_all;
    let looks: Vec<Kept> = planned
        .par_iter()
        .filter(is_built)
        .map(|one| {
            let product = job.product(one);
            let note = kept::note(&product);
            let products = [(product, note)];
            let proof = Proof { is_of_all: false, products: Some(&products), is_of_stale };
            look_at_packages(&way(job, one), proof)
        })
        .collect();
    looks.into_iter().for_each(|look| all.join(look));
    all
}

fn way<'a>(job: &'a Job<'_>, planned: &Planned) -> Way<'a> {
    Way {
        go: &job.gos[planned.go],
        dir: job.roots.module_dir.as_ref(),
        env: job.command(planned).0,
        flags: &job.args.flags,
        packages: vec![planned.program.clone()],
    }
}
