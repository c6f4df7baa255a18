//! `landfall clean`: what is kept from earlier builds and is wrong, and the smallest thing to remove of it.

mod built;
mod compiled;
mod linked;
mod remove;

use std::path::{Path, PathBuf};

use landfall_facts::Kept;
use landfall_probe::kept;
use landfall_probe::roots::Roots;

pub(crate) use self::built::Way;
pub(crate) use self::remove::remove;
use crate::args::{CleanArgs, Facts};
use crate::matrix::toolchain;
use crate::module;
use crate::output::{Output, could_not_work};
use crate::progress::during;

pub(crate) fn run(args: &CleanArgs, output: &Output) -> i32 {
    match told(args, output) {
        Ok(code) => code,
        Err(error) => could_not_work(&error),
    }
}

fn told(args: &CleanArgs, output: &Output) -> Result<i32, String> {
    let roots = module::find(&args.dir)?;
    let mut kept = Kept { what: roots.module_path().to_owned(), ..Kept::default() };
    let gos = match toolchain::find(&args.go, &args.dir) {
        Ok(gos) => gos,
        Err(why) if args.go.is_empty() => {
            kept.unsure.push(format!("the build cache is not looked at: {why}"));
            kept.join(modules(&roots, roots.modcache.as_deref().map(Path::new), None));
            Vec::new()
        }
        Err(why) => return Err(why),
    };
    for go in &gos {
        let way = Way {
            go,
            dir: &args.dir,
            env: Vec::new(),
            flags: &args.flags,
            packages: vec!["./...".to_owned()],
        };
        let looked = during("looking at what is kept", || {
            let mut looked = look_at_modules(&way, &roots);
            let is_of_stale = !looked.stale.is_empty();
            let proof = Proof { is_of_all: args.all, products: None, is_of_stale };
            looked.join(look_at_packages(&way, proof));
            looked
        });
        kept.join(looked);
    }
    if args.apply {
        remove(&mut kept);
    }
    let code = exit_code(&kept);
    Ok(match args.format {
        Facts::Text => output.finish(&landfall_report::kept::text(&kept), code),
        Facts::Json => output.finish(&landfall_report::kept::json(&kept), code),
    })
}

/// 1 where something is to go and is still there, 2 where something could not be looked at.
pub(crate) fn exit_code(kept: &Kept) -> i32 {
    match (kept.is_clean(), kept.unsure.is_empty()) {
        (false, _) => 1,
        (true, false) => 2,
        (true, true) => 0,
    }
}

/// What is looked at beside what the caches have.
#[derive(Clone, Copy)]
pub(crate) struct Proof<'a> {
    /// All packages with C are built anew, whatever their times say.
    pub(crate) is_of_all: bool,
    /// Products that landfall keeps, with the note to remove; without it, those where the Go command puts them.
    pub(crate) products: Option<&'a [(PathBuf, PathBuf)]>,
    /// Something that all products are made of is to go.
    pub(crate) is_of_stale: bool,
}

/// Looks at what the module cache has for one way of building, and at the indexes of that.
pub(crate) fn look_at_modules(way: &Way<'_>, roots: &Roots) -> Kept {
    let mut kept = Kept::default();
    let said = match way.said() {
        Ok(said) => said,
        Err(why) => {
            kept.unsure.push(why);
            return kept;
        }
    };
    let (build, module) = (said.get("GOCACHE"), said.get("GOMODCACHE"));
    kept.build_cache = Some(build.to_owned());
    kept.module_cache = Some(module.to_owned());
    // The Go that a module chooses may be another than the one that was asked.
    let version = said.get("GOVERSION");
    kept.join(modules(roots, Some(Path::new(module)), Some((Path::new(build), version))));
    kept
}

/// Looks at what the build cache has for one way of building, and at the products.
pub(crate) fn look_at_packages(way: &Way<'_>, proof: Proof<'_>) -> Kept {
    let mut kept = Kept::default();
    let looked = way.said().and_then(|said| {
        kept.build_cache = Some(said.get("GOCACHE").to_owned());
        way.graph(&said).map(|graph| (said, graph))
    });
    let (said, graph) = match looked {
        Ok(looked) => looked,
        Err(why) => {
            let later = if proof.is_of_stale { "; look again when the rest is mended" } else { "" };
            kept.unsure.push(format!("the packages are not looked at: {why}{later}"));
            return kept;
        }
    };
    let damaged = built::damaged(&graph, Path::new(said.get("GOCACHE")), &mut kept);
    compiled::look(way, &said, &graph, proof.is_of_all, &damaged, &mut kept);
    linked::look(way, &said, &graph, proof, &mut kept);
    kept
}

/// Holds the modules against go.sum, unless they lie in the vendor directory.
fn modules(roots: &Roots, cache: Option<&Path>, built: Option<(&Path, &str)>) -> Kept {
    let (Some(cache), false) = (cache, roots.is_vendored) else { return Kept::default() };
    let dirs = roots.local_dirs();
    let sums =
        dirs.iter().flat_map(|dir| ["go.sum", "go.work.sum"].map(|name| Path::new(dir).join(name)));
    kept::modules(&sums.collect::<Vec<PathBuf>>(), cache, built)
}
