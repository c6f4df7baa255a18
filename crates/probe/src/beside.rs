//! The world as another process of this machine sees it: its environment, and its root filesystem where
//! that is another one.

use std::collections::HashMap;

use landfall_facts::{Fact, Machine, Origin, Why};
use landfall_formats::Source;

use crate::roots::join;
use crate::world::{Blind, Kind, Room, Rooted, World, expected};

/// Which root another process has.
enum Root {
    /// The one of this process.
    Same,
    /// One of its own.
    Own(Rooted),
    /// Nobody could look.
    Hidden(Why),
}

/// What another process sees.
pub(crate) struct Beside<'w> {
    here: &'w dyn World,
    process: u32,
    root: Root,
    environment: Result<HashMap<String, String>, Why>,
}

impl<'w> Beside<'w> {
    /// What a process sees, by its number.
    pub(crate) fn new(here: &'w dyn World, process: u32) -> Self {
        // In another namespace, or below another root, other mounts are seen.
        let mounts = |who: &str| expected(here, &format!("/proc/{who}/mountinfo"));
        let root = match (mounts("self"), mounts(&process.to_string())) {
            (Ok(own), Ok(others)) if own == others => Root::Same,
            (Ok(_), Ok(_)) => match Rooted::new(&format!("/proc/{process}/root")) {
                Ok(root) => Root::Own(root),
                Err(Blind::Cannot(why)) => Root::Hidden(why),
                Err(Blind::NotThere) => Root::Hidden(ended(process)),
            },
            (Err(why), _) | (_, Err(why)) => Root::Hidden(why),
        };
        let environment = match here.text(&format!("/proc/{process}/environ")) {
            Ok(text) => {
                let pairs = text.split('\0').filter_map(|pair| pair.split_once('='));
                Ok(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
            }
            Err(Blind::Cannot(why)) => Err(why),
            Err(Blind::NotThere) => Err(ended(process)),
        };
        Self { here, process, root, environment }
    }

    /// Takes back what was told of an environment that nobody could read.
    pub(crate) fn correct(&self, machine: &mut Machine) {
        let Err(why) = &self.environment else { return };
        machine.each_mut(&mut |_, fact| {
            let told = fact.plain();
            if let Some(Origin::Setting { by: "the environment", .. }) = told.origin() {
                // Any fact can be unknown.
                let _ = fact.put(Fact::Unknown(why.clone()));
            }
        });
    }

    /// Where a path is looked for: what the kernel tells is told here of all.
    fn at(&self, path: &str) -> Result<&dyn World, Blind> {
        let is_of_kernel = path.starts_with("/proc/") || path.starts_with("/sys/");
        match &self.root {
            Root::Own(root) if !is_of_kernel => Ok(root),
            Root::Hidden(why) if !is_of_kernel => Err(Blind::Cannot(why.clone())),
            _ => Ok(self.here),
        }
    }
}

fn ended(process: u32) -> Why {
    Why::new(format!("process {process} has ended"))
}

impl World for Beside<'_> {
    fn open(&self, path: &str) -> Result<Box<dyn Source>, Blind> {
        self.at(path)?.open(path)
    }

    fn list(&self, dir: &str) -> Result<Vec<String>, Blind> {
        self.at(dir)?.list(dir)
    }

    fn text(&self, path: &str) -> Result<String, Blind> {
        self.at(path)?.text(path)
    }

    fn kind(&self, path: &str) -> Result<Kind, Blind> {
        self.at(path)?.kind(path)
    }

    fn resolve(&self, path: &str) -> Result<String, Blind> {
        match path {
            "." => self.here.resolve(&format!("/proc/{}/cwd", self.process)),
            path => self.at(path)?.resolve(path),
        }
    }

    fn is_link(&self, path: &str) -> bool {
        self.at(path).is_ok_and(|world| world.is_link(path))
    }

    // As it would start it: by its own PATH, and not at all in another root.
    fn run(&self, command: &[&str]) -> Result<String, Blind> {
        let Some((program, arguments)) = command.split_first() else { return Err(Blind::NotThere) };
        match &self.root {
            Root::Same => {}
            Root::Own(root) => return root.run(command),
            Root::Hidden(why) => return Err(Blind::Cannot(why.clone())),
        }
        let path = self.env("PATH").unwrap_or_default();
        let files = std::env::split_paths(&path).map(|dir| join(&dir.to_string_lossy(), program));
        let found = match program.contains('/') {
            true => Some((*program).to_owned()),
            false => files.into_iter().find(|file| self.kind(file) == Ok(Kind::File)),
        };
        let program = found.ok_or(Blind::NotThere)?;
        let command: Vec<&str> =
            std::iter::once(program.as_str()).chain(arguments.iter().copied()).collect();
        self.here.run(&command)
    }

    fn env(&self, name: &str) -> Option<String> {
        self.environment.as_ref().ok()?.get(name).cloned()
    }

    fn room(&self, dir: &str) -> Result<Room, Blind> {
        match &self.root {
            Root::Same => self.here.room(dir),
            Root::Own(root) => self.here.room(&root.shown(dir)),
            Root::Hidden(why) => Err(Blind::Cannot(why.clone())),
        }
    }

    fn shown(&self, path: &str) -> String {
        self.at(path).map_or_else(|_| path.to_owned(), |world| world.shown(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A machine that shows of another process nothing but that it is there.
    struct Closed;

    impl World for Closed {
        fn open(&self, path: &str) -> Result<Box<dyn Source>, Blind> {
            match path {
                "/proc/self/mountinfo" | "/etc/os-release" => Ok(Box::new(b"ID=here".to_vec())),
                path => Err(Blind::Cannot(Why::denied(path, &"permission denied"))),
            }
        }

        fn list(&self, _dir: &str) -> Result<Vec<String>, Blind> {
            Err(Blind::NotThere)
        }

        fn kind(&self, _path: &str) -> Result<Kind, Blind> {
            Ok(Kind::File)
        }

        fn resolve(&self, path: &str) -> Result<String, Blind> {
            Ok(path.to_owned())
        }

        fn run(&self, _command: &[&str]) -> Result<String, Blind> {
            Ok(String::new())
        }

        fn env(&self, _name: &str) -> Option<String> {
            Some("mine".to_owned())
        }

        fn shown(&self, path: &str) -> String {
            path.to_owned()
        }
    }

    #[test]
    fn the_files_of_this_process_are_not_told_as_those_of_another() {
        let beside = Beside::new(&Closed, 7);
        assert!(matches!(beside.text("/etc/os-release"), Err(Blind::Cannot(_))));
        assert!(matches!(beside.kind("/etc/passwd"), Err(Blind::Cannot(_))));
        assert!(matches!(beside.run(&["gcc", "-dumpmachine"]), Err(Blind::Cannot(_))));
        assert_eq!(beside.env("HOME"), None);
        let mut machine = Machine::unknown("", &Why::new("a test"));
        let by = Origin::Setting { name: "HOME".to_owned(), by: "the environment" };
        machine.settings.home = Fact::Absent(by);
        beside.correct(&mut machine);
        assert!(matches!(machine.settings.home, Fact::Unknown(_)));
    }
}
