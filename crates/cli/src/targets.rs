//! From the name of a target to a machine: looked up in the tables, or looked at through the door
//! that the name says.

use landfall_facts::{Build, Fact, Machine, Target, Why};
use landfall_probe::{Blind, Image, Lacks, NoImage, Real, Rooted, World, machine, recorded};

use crate::progress::during;

/// An open door to a machine. What lies behind it is looked at for one build at a time, for a
/// loader's way depends on the build.
pub(crate) enum Door {
    /// A machine that is fully described.
    Described(Box<Machine>),
    /// A root filesystem.
    Rootfs { name: String, root: Rooted },
    /// A saved image; of its platforms, one is open.
    Image { name: String, path: String, open: Box<Image> },
    /// The machine we stand on.
    Here,
}

impl Door {
    /// Opens the door that a target names.
    pub(crate) fn open(text: &str) -> Result<Self, String> {
        let target: Target =
            text.parse().map_err(|error: landfall_facts::BadTarget| error.to_string())?;
        if let Some(machine) = landfall_know::resolve(&target).map_err(|error| error.to_string())? {
            return Ok(Self::Described(Box::new(machine)));
        }
        match target {
            Target::Rootfs(dir) => match Rooted::new(&dir) {
                Ok(root) => Ok(Self::Rootfs { name: text.to_owned(), root }),
                Err(Blind::NotThere) => {
                    Err(format!("could not open target {text:?}: there is no such directory"))
                }
                Err(Blind::Cannot(why)) => Err(format!("could not open target {text:?}: {why}")),
            },
            Target::Here => Ok(Self::Here),
            Target::Recorded(path) => match Real.text(&path) {
                Ok(written) => {
                    let mut machine = recorded::read(&written, &path)?;
                    machine.name = text.to_owned();
                    Ok(Self::Described(Box::new(machine)))
                }
                Err(Blind::NotThere) => {
                    Err(format!("could not open target {text:?}: there is no such file"))
                }
                Err(Blind::Cannot(why)) => Err(format!("could not open target {text:?}: {why}")),
            },
            Target::Image(path) => match during(&format!("unpacking {path}"), || {
                Image::open(&path, None)
            }) {
                Ok(open) => Ok(Self::Image { name: text.to_owned(), path, open: Box::new(open) }),
                Err(error) => Err(error.to_string()),
            },
            Target::Named { .. } | Target::Platform { .. } => {
                Err(format!("could not open target {text:?}"))
            }
        }
    }

    /// Whether somebody looked at this very machine, or can: not where a table tells of all that are called so.
    pub(crate) fn is_looked_at(&self) -> bool {
        match self {
            Self::Described(machine) => machine.name.starts_with("machine:"),
            Self::Rootfs { .. } | Self::Image { .. } | Self::Here => true,
        }
    }

    /// The files of the machine, if it is one that can be looked at.
    pub(crate) fn world(&self) -> Option<&dyn World> {
        match self {
            Self::Described(_) => None,
            Self::Rootfs { root, .. } => Some(root),
            Self::Image { open, .. } => Some(open.as_ref()),
            Self::Here => Some(&Real),
        }
    }

    /// The files of the machine that one build would run on, if they can be given to it.
    pub(crate) fn home(&self, build: &Build) -> Result<Home<'_>, String> {
        Ok(match self {
            Self::Described(_) => Home::Nowhere,
            Self::Rootfs { root, .. } => Home::Directory(root),
            Self::Image { path, open, .. } => match other_platform(open, path, build) {
                Some(Ok(other)) => Home::OtherImage(Box::new(other)),
                Some(Err(error)) => return Err(error.to_string()),
                None => Home::Image(open),
            },
            Self::Here => Home::Here,
        })
    }

    /// What the machine may lack besides: known of one that is described; any thing may be lacking
    /// of one that is still to be looked at.
    pub(crate) fn add_lacks(&self, lacks: Lacks) -> Lacks {
        match self {
            Self::Described(machine) => lacks.or_on(machine),
            Self::Rootfs { .. } | Self::Image { .. } | Self::Here => Lacks::ANY,
        }
    }

    /// The machine, looked at with a build in mind.
    pub(crate) fn machine(&self, build: &Build) -> Machine {
        match self {
            Self::Described(machine) => machine.as_ref().clone(),
            Self::Rootfs { name, root } => machine::rooted(root, name, build),
            Self::Image { name, path, open } => {
                let mut machine = match other_platform(open, path, build) {
                    Some(Ok(other)) => machine::of_image(&other, name, build),
                    Some(Err(error)) => {
                        return Machine::unknown(name, &Why::new(error.to_string()));
                    }
                    None => machine::of_image(open, name, build),
                };
                if let Some((path, origin)) = landfall_know::resolver_of_images() {
                    machine.resolver = Fact::Known(path.to_owned(), origin);
                }
                machine
            }
            Self::Here => {
                machine::here(&Real, (std::env::consts::OS, std::env::consts::ARCH), build)
            }
        }
    }
}

/// Where a build can be started.
pub(crate) enum Home<'a> {
    /// Of the machine nothing is here but what is said of it.
    Nowhere,
    Directory(&'a Rooted),
    Image(&'a Image),
    /// The variant of the image for another platform.
    OtherImage(Box<Image>),
    Here,
}

/// The image's variant for a build's platform, where another one is open and there is such a one.
fn other_platform(open: &Image, path: &str, build: &Build) -> Option<Result<Image, NoImage>> {
    let (os, arch) = (build.os.known()?.name(), build.arch.known()?.name());
    let there = open.platforms().iter().any(|platform| platform.is(os, arch));
    (there && !open.platform().is(os, arch)).then(|| Image::open(path, Some((os, arch))))
}
