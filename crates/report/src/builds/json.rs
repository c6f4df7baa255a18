//! What changed from one artifact to another, for programs.

use landfall_facts::{
    Anatomy, Build, BuildsCompared, Bytes, Cause, Change, ComparedBuild, Fact, FunctionDiffers,
    Measured, Moved, PieceDiffers, ReachCompared, TargetCompared,
};
use serde::Serialize;

use super::{Grown, differences};
use crate::{inspection, json};

/// All comparisons as JSON: one, or one for each slice that both files have.
pub fn json(all: &[BuildsCompared]) -> String {
    json::print(&Compared {
        schema: json::SCHEMA,
        comparisons: all.iter().map(Comparison::of).collect(),
    })
}

#[derive(Serialize)]
struct Compared<'a> {
    schema: u32,
    comparisons: Vec<Comparison<'a>>,
}

#[derive(Serialize)]
struct Comparison<'a> {
    from: Artifact<'a>,
    to: Artifact<'a>,
    same: bool,
    alike: usize,
    changes: Vec<Changed<'a>>,
    targets: Vec<Target<'a>>,
    reach: Option<Reach<'a>>,
    sizes: Sizes<'a>,
    other_source: Option<&'a str>,
    causes: Vec<Caused<'a>>,
    bytes: Option<Differing<'a>>,
    unknown: Vec<Unseen<'a>>,
}

impl<'a> Comparison<'a> {
    fn of(one: &'a BuildsCompared) -> Self {
        Self {
            from: Artifact::of(&one.from),
            to: Artifact::of(&one.to),
            same: one.is_same,
            alike: one.alike,
            changes: one.changes.iter().map(Changed::of).collect(),
            targets: one.targets.iter().map(Target::of).collect(),
            reach: one.reach.as_ref().map(Reach::of),
            sizes: Sizes::of(&one.from.anatomy, &one.to.anatomy),
            other_source: one.other_source.as_deref(),
            causes: one.causes.iter().map(Caused::of).collect(),
            bytes: one.bytes.as_ref().map(Differing::of),
            unknown: one.unseen.iter().map(|(name, why)| Unseen { name, why }).collect(),
        }
    }
}

#[derive(Serialize)]
struct Artifact<'a> {
    path: &'a str,
    slice: Option<&'a str>,
    size: u64,
    about: String,
    go_build_id: Option<&'a str>,
    linker_build_id: Option<&'a str>,
}

impl<'a> Artifact<'a> {
    fn of(one: &'a ComparedBuild) -> Self {
        let Build { file, slice, size, .. } = one.build.as_ref();
        let id = one.anatomy.go_build_id.known();
        Self {
            path: file,
            slice: *slice,
            size: *size,
            about: inspection::about(&one.build),
            go_build_id: id.map(|id| id.whole.as_str()),
            linker_build_id: one.anatomy.linker_build_id.known().map(String::as_str),
        }
    }
}

#[derive(Serialize)]
struct Changed<'a> {
    topic: &'static str,
    from: json::Told,
    to: json::Told,
    added: &'a [String],
    removed: &'a [String],
    moved: Vec<Moving<'a>>,
    means: Option<&'a str>,
    matters: bool,
}

impl<'a> Changed<'a> {
    fn of(change: &'a Change) -> Self {
        let moved = change.moved.iter();
        Self {
            topic: change.topic.name(),
            from: json::Told::of(&change.name, change.from.clone()),
            to: json::Told::of(&change.name, change.to.clone()),
            added: &change.added,
            removed: &change.removed,
            moved: moved.map(|Moved { name, from, to }| Moving { name, from, to }).collect(),
            means: change.means.as_deref(),
            matters: change.matters,
        }
    }
}

#[derive(Serialize)]
struct Moving<'a> {
    name: &'a str,
    from: &'a str,
    to: &'a str,
}

#[derive(Serialize)]
struct Target<'a> {
    target: &'a str,
    from: &'static str,
    to: &'static str,
    came: Vec<json::Finding<'a>>,
    went: Vec<json::Finding<'a>>,
    unsure: Vec<json::Doubt<'a>>,
}

impl<'a> Target<'a> {
    fn of(one: &'a TargetCompared) -> Self {
        Self {
            target: &one.target,
            from: one.from.name(),
            to: one.to.name(),
            came: one.came.iter().map(json::Finding::of).collect(),
            went: one.went.iter().map(json::Finding::of).collect(),
            unsure: one.doubts.iter().map(json::Doubt::of).collect(),
        }
    }
}

#[derive(Serialize)]
struct Reach<'a> {
    lost: &'a [String],
    won: &'a [String],
}

impl<'a> Reach<'a> {
    fn of(reach: &'a ReachCompared) -> Self {
        Self { lost: &reach.lost, won: &reach.won }
    }
}

/// What has another length; null where the lengths of one of the two are not known.
#[derive(Serialize)]
struct Sizes<'a> {
    packages: Option<Vec<Size<'a>>>,
    sections: Option<Vec<Size<'a>>>,
}

impl<'a> Sizes<'a> {
    fn of(before: &'a Anatomy, after: &'a Anatomy) -> Self {
        type Lengths = Fact<Vec<Measured>>;
        let of = |a: &'a Lengths, b: &'a Lengths| -> Option<Vec<Size<'a>>> {
            let all = differences(a.known()?, b.known()?);
            Some(all.into_iter().map(|Grown { name, from, to }| Size { name, from, to }).collect())
        };
        Self {
            packages: of(&before.packages, &after.packages),
            sections: of(&before.sections, &after.sections),
        }
    }
}

#[derive(Serialize)]
struct Size<'a> {
    name: &'a str,
    from: Option<u64>,
    to: Option<u64>,
}

#[derive(Serialize)]
struct Caused<'a> {
    input: &'static str,
    message: &'a str,
    sure: bool,
    from: Option<String>,
    to: Option<String>,
    mend: &'a str,
}

impl<'a> Caused<'a> {
    fn of(cause: &'a Cause) -> Self {
        Self {
            input: cause.input.name(),
            message: &cause.says,
            sure: cause.is_sure,
            from: cause.from.as_ref().map(ToString::to_string),
            to: cause.to.as_ref().map(ToString::to_string),
            mend: &cause.mend,
        }
    }
}

#[derive(Serialize)]
struct Differing<'a> {
    pieces: Vec<Piece<'a>>,
    functions: Vec<Function<'a>>,
    functions_in_all: usize,
}

impl<'a> Differing<'a> {
    fn of(bytes: &'a Bytes) -> Self {
        let function = |one: &'a FunctionDiffers| Function {
            name: &one.name,
            package: &one.package,
            from: one.from,
            to: one.to,
        };
        Self {
            pieces: bytes.pieces.iter().map(Piece::of).collect(),
            functions: bytes.functions.iter().map(function).collect(),
            functions_in_all: bytes.functions_in_all,
        }
    }
}

#[derive(Serialize)]
struct Piece<'a> {
    section: &'a str,
    holds: &'static str,
    from: Option<Stretch>,
    to: Option<Stretch>,
    bytes: Option<u64>,
    ranges: Vec<Stretch>,
    ranges_in_all: u64,
    texts: Option<[&'a str; 2]>,
}

#[derive(Serialize)]
struct Stretch {
    offset: u64,
    len: u64,
}

impl<'a> Piece<'a> {
    fn of(piece: &'a PieceDiffers) -> Self {
        let stretch = |(offset, len)| Stretch { offset, len };
        Self {
            section: &piece.section,
            holds: piece.holds.name(),
            from: piece.from.map(stretch),
            to: piece.to.map(stretch),
            bytes: piece.bytes,
            ranges: piece.ranges.iter().copied().map(stretch).collect(),
            ranges_in_all: piece.ranges_in_all,
            texts: piece.texts.as_ref().map(|(a, b)| [a.as_str(), b.as_str()]),
        }
    }
}

#[derive(Serialize)]
struct Function<'a> {
    name: &'a str,
    package: &'a str,
    from: Option<u64>,
    to: Option<u64>,
}

#[derive(Serialize)]
struct Unseen<'a> {
    name: &'a str,
    why: &'a str,
}
