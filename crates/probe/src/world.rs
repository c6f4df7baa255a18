//! What can be looked at: a file system, a few commands, an environment. The real one, a root
//! filesystem below a directory, an image, or a tape.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use landfall_facts::Why;
use landfall_formats::Source;

use crate::file::{FileSource, plain};

/// Something with files, commands and an environment.
///
/// A path is absolute and means a place in this world; links are followed inside it.
pub trait World: Sync {
    /// Opens a regular file.
    fn open(&self, path: &str) -> Result<Box<dyn Source>, Blind>;

    /// The names in a directory, sorted.
    fn list(&self, dir: &str) -> Result<Vec<String>, Blind>;

    /// Whether a regular file or a directory is there.
    fn kind(&self, path: &str) -> Result<Kind, Blind>;

    /// Where a path leads after all links, as a path of this world.
    fn resolve(&self, path: &str) -> Result<String, Blind>;

    /// Whether a path's last part is a link.
    fn is_link(&self, path: &str) -> bool {
        let (dir, name) = path.rsplit_once('/').unwrap_or((".", path));
        match (self.resolve(dir), self.resolve(path)) {
            (Ok(dir), Ok(there)) => there != format!("{}/{name}", dir.trim_end_matches('/')),
            _ => false,
        }
    }

    /// The output of a command; `Blind::Cannot` in a world where nothing runs.
    fn run(&self, command: &[&str]) -> Result<String, Blind>;

    /// A variable of the environment that a program started here would see.
    fn env(&self, name: &str) -> Option<String>;

    /// What may still be put on the file system that a directory lies on.
    fn room(&self, dir: &str) -> Result<Room, Blind> {
        Err(Blind::Cannot(Why::new(format!(
            "how much room {} has was not looked at",
            self.shown(dir)
        ))))
    }

    /// Whether a program that is started here may write to a directory, however it is mounted.
    fn may_write(&self, dir: &str) -> Result<bool, Blind> {
        let why = format!("whether {} may be written to was not looked at", self.shown(dir));
        Err(Blind::Cannot(Why::new(why)))
    }

    /// What the kernel refuses to a program that is started here, of what programs of Go need.
    fn refused(&self) -> Result<Vec<String>, Blind> {
        Err(Blind::Cannot(Why::new("what the kernel refuses was not tried")))
    }

    /// The end of a long text file.
    fn tail(&self, path: &str) -> Result<String, Blind> {
        let file = self.open(path)?;
        let start = file.len().saturating_sub(LONGEST_TAIL);
        let bytes = landfall_formats::bytes(file.as_ref(), start, file.len() - start)
            .map_err(|error| Blind::Cannot(Why::denied(&self.shown(path), &error)))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Whether another user than this one owns a file or directory.
    fn is_of_another(&self, path: &str) -> Result<bool, Blind> {
        let why = format!("who owns {} was not looked at", self.shown(path));
        Err(Blind::Cannot(Why::new(why)))
    }

    /// How the user would name a path of this world.
    fn shown(&self, path: &str) -> String;

    /// A whole small text file. A world in which files do not say how long they are, as those of
    /// /proc do not, reads them to their end instead.
    fn text(&self, path: &str) -> Result<String, Blind> {
        let file = self.open(path)?;
        let cannot =
            |error: &dyn std::fmt::Display| Blind::Cannot(Why::denied(&self.shown(path), error));
        if file.len() > LONGEST_TEXT {
            return Err(cannot(&"it is longer than a megabyte"));
        }
        let bytes = landfall_formats::bytes(file.as_ref(), 0, file.len())
            .map_err(|error| cannot(&error))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// A text that every machine of its kind has: that it is not there is a reason like any other.
pub(crate) fn expected(world: &dyn World, path: &str) -> Result<String, Why> {
    world.text(path).map_err(|blind| match blind {
        Blind::Cannot(why) => why,
        Blind::NotThere => Why::new(format!("{} is not there", world.shown(path))),
    })
}

/// No command that is asked for a fact takes so long.
const PATIENCE: Duration = Duration::from_secs(20);
/// A text longer than this is not what we read whole.
const LONGEST_TEXT: u64 = 1 << 20;

/// As much of a log as is read.
const LONGEST_TAIL: u64 = 1 << 18;

/// What may still be put on a file system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// In bytes, for users other than root.
    pub bytes: u64,
    /// In files; `None` where the file system counts none.
    pub files: Option<u64>,
}

/// What a path leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is its name")]
pub enum Kind {
    File,
    Directory,
    Other,
}

/// Why a path was not seen: the two reasons are never mixed up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Blind {
    /// It was looked for, and it is not there.
    NotThere,
    /// Nobody could look.
    Cannot(Why),
}

impl Blind {
    fn of(shown: &str, error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::NotThere,
            _ => Self::Cannot(Why::denied(shown, &plain(error))),
        }
    }
}

/// The world we stand in.
#[derive(Debug, Clone, Copy)]
pub struct Real;

impl World for Real {
    fn open(&self, path: &str) -> Result<Box<dyn Source>, Blind> {
        Ok(Box::new(open_at(Path::new(path), path)?))
    }

    fn list(&self, dir: &str) -> Result<Vec<String>, Blind> {
        list_at(Path::new(dir), dir)
    }

    fn text(&self, path: &str) -> Result<String, Blind> {
        text_at(Path::new(path), path)
    }

    fn kind(&self, path: &str) -> Result<Kind, Blind> {
        kind_at(Path::new(path), path)
    }

    fn resolve(&self, path: &str) -> Result<String, Blind> {
        let real = fs::canonicalize(path).map_err(|error| Blind::of(path, &error))?;
        Ok(real.to_string_lossy().into_owned())
    }

    fn is_link(&self, path: &str) -> bool {
        fs::symlink_metadata(path).is_ok_and(|meta| meta.is_symlink())
    }

    fn run(&self, command: &[&str]) -> Result<String, Blind> {
        output_of(command, PATIENCE)
    }

    fn env(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }

    #[cfg(unix)]
    fn room(&self, dir: &str) -> Result<Room, Blind> {
        let told = rustix::fs::statvfs(dir).map_err(|error| Blind::of(dir, &error.into()))?;
        Ok(Room {
            bytes: told.f_bavail.saturating_mul(told.f_frsize),
            files: (told.f_files > 0).then_some(told.f_favail),
        })
    }

    #[cfg(target_os = "linux")]
    fn refused(&self) -> Result<Vec<String>, Blind> {
        use rustix::event::{EventfdFlags, epoll, eventfd};
        use rustix::io::Errno;
        use rustix::net::{AddressFamily, SocketFlags, SocketType, socket_with};
        use rustix::pipe::{PipeFlags, pipe_with};
        use rustix::rand::{GetRandomFlags, getrandom};
        let tried = [
            ("epoll_create1", epoll::create(epoll::CreateFlags::CLOEXEC).err()),
            ("eventfd2", eventfd(0, EventfdFlags::CLOEXEC).err()),
            ("pipe2", pipe_with(PipeFlags::CLOEXEC).err()),
            ("getrandom", getrandom(&mut [0_u8; 1], GetRandomFlags::NONBLOCK).err()),
            (
                "netlink",
                socket_with(AddressFamily::NETLINK, SocketType::RAW, SocketFlags::CLOEXEC, None)
                    .err(),
            ),
        ];
        // That there are too many already is another matter.
        let is_refused = |error: &Errno| {
            [Errno::PERM, Errno::ACCESS, Errno::NOSYS, Errno::AFNOSUPPORT].contains(error)
        };
        let refused = tried.into_iter().filter(|(_, error)| error.as_ref().is_some_and(is_refused));
        Ok(refused.map(|(name, _)| name.to_owned()).collect())
    }

    #[cfg(unix)]
    fn is_of_another(&self, path: &str) -> Result<bool, Blind> {
        use std::os::unix::fs::MetadataExt;
        let meta = fs::metadata(path).map_err(|error| Blind::of(path, &error))?;
        Ok(meta.uid() != rustix::process::geteuid().as_raw())
    }

    #[cfg(unix)]
    fn may_write(&self, dir: &str) -> Result<bool, Blind> {
        use rustix::io::Errno;
        match rustix::fs::access(dir, rustix::fs::Access::WRITE_OK) {
            // That it is mounted read-only is another matter.
            Ok(()) | Err(Errno::ROFS) => Ok(true),
            Err(Errno::ACCESS | Errno::PERM) => Ok(false),
            Err(error) => Err(Blind::of(dir, &error.into())),
        }
    }

    fn shown(&self, path: &str) -> String {
        path.to_owned()
    }
}

/// What a command prints that is started here, if it is done in time.
fn output_of(command: &[&str], patience: Duration) -> Result<String, Blind> {
    let shown = command.join(" ");
    let (program, arguments) =
        command.split_first().ok_or_else(|| Blind::Cannot(Why::new("an empty command")))?;
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| Blind::of(&shown, &error))?;
    let cannot = |what: &str| Blind::Cannot(Why::new(format!("`{shown}` {what}")));
    let (told, wait) = mpsc::channel();
    if let Some(stdout) = child.stdout.take() {
        let reader = thread::Builder::new().spawn(move || {
            let mut text = Vec::new();
            let read = stdout.take(LONGEST_TEXT + 1).read_to_end(&mut text);
            // Nobody waits any more if it took too long.
            let _ = told.send(read.map(|_| text));
        });
        if let Err(error) = reader {
            // Nobody reads what it says, and it may wait for that.
            let _ = child.kill();
            let _ = child.wait();
            return Err(Blind::of(&shown, &error));
        }
    }
    // Who says more, or takes longer, is none of the commands that are meant.
    let text = wait.recv_timeout(patience);
    let is_too_long = text
        .as_ref()
        .is_ok_and(|text| text.as_ref().is_ok_and(|text| text.len() as u64 > LONGEST_TEXT));
    if text.is_err() || is_too_long {
        // It may have ended just now.
        let _ = child.kill();
    }
    let status = child.wait().map_err(|error| Blind::of(&shown, &error))?;
    match text {
        Err(_) => Err(cannot(&format!("was not done after {} seconds", patience.as_secs()))),
        Ok(_) if is_too_long => Err(cannot("says more than a megabyte")),
        Ok(Err(error)) => Err(Blind::of(&shown, &error)),
        Ok(Ok(_)) if !status.success() => Err(cannot(&format!("failed: {status}"))),
        Ok(Ok(text)) => Ok(String::from_utf8_lossy(&text).into_owned()),
    }
}

impl Real {
    /// Opens a regular file by a path that need not be text.
    pub fn open_path(&self, path: &Path) -> Result<Box<dyn Source>, Blind> {
        Ok(Box::new(open_at(path, &path.to_string_lossy())?))
    }
}

/// A root filesystem below a directory. No link leads out of it.
#[derive(Debug, Clone)]
pub struct Rooted {
    dir: PathBuf,
}

/// As many links as Linux follows (`MAXSYMLINKS`).
const MOST_LINKS: usize = 40;

impl Rooted {
    /// The root filesystem below a directory, which must be one.
    pub fn new(dir: &str) -> Result<Self, Blind> {
        match kind_at(Path::new(dir), dir)? {
            Kind::Directory => Ok(Self { dir: PathBuf::from(dir) }),
            Kind::File | Kind::Other => {
                Err(Blind::Cannot(Why::denied(dir, &"it is not a directory")))
            }
        }
    }

    /// The directory.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Opens a regular file.
    pub(crate) fn file(&self, path: &str) -> Result<FileSource, Blind> {
        open_at(&self.dir.join(self.walk(path)?), &self.shown(path))
    }

    fn walk(&self, path: &str) -> Result<PathBuf, Blind> {
        let (_, found) = follow(PathBuf::new(), path, &self.shown(path), |at, name| {
            let at = at.join(name);
            let here = self.dir.join(&at);
            let unseen = |error| Blind::of(&here.to_string_lossy(), &error);
            if !fs::symlink_metadata(&here).map_err(unseen)?.is_symlink() {
                return Ok(Step::At(at));
            }
            let target = fs::read_link(&here).map_err(unseen)?;
            Ok(Step::Link(target.to_string_lossy().into_owned()))
        })?;
        Ok(found)
    }
}

/// What a name in a directory stands for.
pub(crate) enum Step<Place> {
    At(Place),
    Link(String),
}

/// Where a path below a root leads with every link followed there: its path without links, and
/// the place. `step` goes from a place to what has a name in it; `shown` is what the user calls the
/// path.
pub(crate) fn follow<Place>(
    root: Place,
    path: &str,
    shown: &str,
    mut step: impl FnMut(&Place, &str) -> Result<Step<Place>, Blind>,
) -> Result<(String, Place), Blind> {
    let mut pending: Vec<String> = parts(path).collect();
    let mut way: Vec<(String, Place)> = Vec::new();
    let mut links = 0;
    while let Some(part) = pending.pop() {
        if part == ".." {
            way.pop();
            continue;
        }
        let at = way.last().map_or(&root, |(_, place)| place);
        match step(at, &part)? {
            Step::At(place) => way.push((part, place)),
            Step::Link(target) => {
                links += 1;
                if links > MOST_LINKS {
                    let why = "too many levels of symbolic links";
                    return Err(Blind::Cannot(Why::denied(shown, &why)));
                }
                if target.starts_with('/') {
                    way.clear();
                }
                pending.extend(parts(&target));
            }
        }
    }
    let names: Vec<&str> = way.iter().map(|(name, _)| name.as_str()).collect();
    let path = names.join("/");
    Ok((path, way.pop().map_or(root, |(_, place)| place)))
}

/// The parts of a path, the last first.
fn parts(path: &str) -> impl Iterator<Item = String> {
    path.rsplit('/').filter(|part| !part.is_empty() && *part != ".").map(str::to_owned)
}

impl World for Rooted {
    fn open(&self, path: &str) -> Result<Box<dyn Source>, Blind> {
        Ok(Box::new(self.file(path)?))
    }

    fn list(&self, dir: &str) -> Result<Vec<String>, Blind> {
        list_at(&self.dir.join(self.walk(dir)?), &self.shown(dir))
    }

    fn text(&self, path: &str) -> Result<String, Blind> {
        text_at(&self.dir.join(self.walk(path)?), &self.shown(path))
    }

    fn kind(&self, path: &str) -> Result<Kind, Blind> {
        kind_at(&self.dir.join(self.walk(path)?), &self.shown(path))
    }

    fn resolve(&self, path: &str) -> Result<String, Blind> {
        Ok(format!("/{}", self.walk(path)?.display()))
    }

    fn run(&self, command: &[&str]) -> Result<String, Blind> {
        Err(Blind::Cannot(Why::new(format!(
            "`{}` is not run in a root filesystem",
            command.join(" ")
        ))))
    }

    fn env(&self, _name: &str) -> Option<String> {
        None
    }

    fn shown(&self, path: &str) -> String {
        self.dir.join(path.trim_start_matches('/')).to_string_lossy().into_owned()
    }
}

pub(crate) fn open_at(path: &Path, shown: &str) -> Result<FileSource, Blind> {
    // Only a regular file is opened: opening a FIFO would wait for a writer.
    match kind_at(path, shown)? {
        Kind::File => {}
        Kind::Directory => return Err(Blind::Cannot(Why::denied(shown, &"it is a directory"))),
        Kind::Other => return Err(Blind::Cannot(Why::denied(shown, &"it is no regular file"))),
    }
    let file = File::open(path).map_err(|error| Blind::of(shown, &error))?;
    FileSource::new(file).map_err(|error| Blind::of(shown, &error))
}

fn text_at(path: &Path, shown: &str) -> Result<String, Blind> {
    if kind_at(path, shown)? != Kind::File {
        return Err(Blind::Cannot(Why::denied(shown, &"it is no regular file")));
    }
    let mut bytes = Vec::new();
    let read =
        File::open(path).and_then(|file| file.take(LONGEST_TEXT + 1).read_to_end(&mut bytes));
    read.map_err(|error| Blind::of(shown, &error))?;
    if bytes.len() as u64 > LONGEST_TEXT {
        return Err(Blind::Cannot(Why::denied(shown, &"it is longer than a megabyte")));
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn list_at(dir: &Path, shown: &str) -> Result<Vec<String>, Blind> {
    let entries = fs::read_dir(dir).map_err(|error| Blind::of(shown, &error))?;
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| Blind::of(shown, &error))?;
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    names.sort_unstable();
    Ok(names)
}

fn kind_at(path: &Path, shown: &str) -> Result<Kind, Blind> {
    let meta = fs::metadata(path).map_err(|error| Blind::of(shown, &error))?;
    Ok(if meta.is_file() {
        Kind::File
    } else if meta.is_dir() {
        Kind::Directory
    } else {
        Kind::Other
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_does_not_end_or_says_too_much_is_no_fact() {
        let why = |command: &[&str], patience| match output_of(command, patience) {
            Err(Blind::Cannot(why)) => why.to_string(),
            told => panic!("{told:?}"),
        };
        let soon = Duration::from_millis(100);
        assert!(why(&["sleep", "60"], soon).contains("was not done after"));
        assert!(why(&["yes"], PATIENCE).contains("says more than a megabyte"));
        assert!(why(&["false"], PATIENCE).contains("failed"));
        assert_eq!(output_of(&["landfall-no-such-program"], soon), Err(Blind::NotThere));
        assert_eq!(output_of(&["echo", "a"], PATIENCE), Ok("a\n".to_owned()));
    }
}
