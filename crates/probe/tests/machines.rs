//! Machines that are not here, told from tapes: what is seen of them is written down as
//! `landfall record` would, and held against what was written before. A tape says which findings
//! there have to be; `crates/cli/tests/machines.rs` asks landfall for them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use landfall_facts::{Os, Why};
use landfall_formats::Source;
use landfall_probe::{Blind, Kind, Room, World, machine, recorded};
use serde::Deserialize;

/// A machine as far as anybody looks: what does not stand here is not there.
#[derive(Deserialize)]
struct Tape {
    own: (String, String),
    #[serde(default)]
    environment: BTreeMap<String, String>,
    #[serde(default)]
    texts: BTreeMap<String, String>,
    #[serde(default)]
    elf: BTreeMap<String, Object>,
    #[serde(default)]
    links: BTreeMap<String, String>,
    #[serde(default)]
    commands: BTreeMap<String, String>,
    #[serde(default)]
    denied: BTreeMap<String, String>,
}

/// An ELF file that is nothing but its header and a text.
#[derive(Deserialize)]
struct Object {
    machine: u8,
    text: String,
    /// The Go that built it.
    #[serde(default)]
    go: Option<String>,
}

impl Object {
    /// One segment of data, which a Go version stands in as the linker writes it.
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = vec![0; 64];
        bytes[..7].copy_from_slice(&[0x7f, b'E', b'L', b'F', 2, 1, 1]);
        (bytes[16], bytes[18], bytes[20]) = (2, self.machine, 1);
        if let Some(go) = &self.go {
            let mut info = b"\xff Go buildinf:\x08\x02".to_vec();
            info.resize(32, 0);
            info.push(u8::try_from(go.len()).unwrap());
            info.extend(go.bytes());
            info.push(0);
            let size = u64::try_from(info.len()).unwrap().to_le_bytes();
            // The program header: PT_LOAD, to be read and written, at 128.
            (bytes[32], bytes[52], bytes[54], bytes[56]) = (64, 64, 56, 1);
            bytes.extend([1, 0, 0, 0, 6, 0, 0, 0]);
            for number in [128_u64, 128, 128].map(u64::to_le_bytes).iter().chain([&size, &size]) {
                bytes.extend(number);
            }
            bytes.extend(16_u64.to_le_bytes());
            bytes.resize(128, 0);
            bytes.extend(info);
        }
        bytes.extend(self.text.bytes());
        bytes
    }
}

impl Tape {
    fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        assert!(text.starts_with("# Hand-made."), "{} does not say so", path.display());
        toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    fn place(&self, path: &str) -> Result<String, Blind> {
        let mut path = path.trim_end_matches('/').to_owned();
        for _ in 0..8 {
            let link = self.links.iter().find_map(|(from, to)| {
                let rest = path.strip_prefix(from.as_str())?;
                (rest.is_empty() || rest.starts_with('/')).then(|| format!("{to}{rest}"))
            });
            match link {
                Some(to) => path = to,
                None => break,
            }
        }
        match self.denied.get(&path) {
            Some(why) => Err(Blind::Cannot(Why::denied(&path, why))),
            None => Ok(path),
        }
    }

    fn bytes(&self, path: &str) -> Result<Vec<u8>, Blind> {
        let path = self.place(path)?;
        if let Some(object) = self.elf.get(&path) {
            return Ok(object.bytes());
        }
        self.texts.get(&path).map(|text| text.clone().into_bytes()).ok_or(Blind::NotThere)
    }

    fn names(&self) -> impl Iterator<Item = &String> {
        self.texts.keys().chain(self.elf.keys()).chain(self.links.keys())
    }
}

impl World for Tape {
    fn open(&self, path: &str) -> Result<Box<dyn Source>, Blind> {
        Ok(Box::new(self.bytes(path)?))
    }

    fn list(&self, dir: &str) -> Result<Vec<String>, Blind> {
        let dir = format!("{}/", self.place(dir)?);
        let below = self.names().filter_map(|name| name.strip_prefix(&dir));
        let mut names: Vec<String> =
            below.map(|rest| rest.split('/').next().unwrap_or_default().to_owned()).collect();
        names.sort_unstable();
        names.dedup();
        if names.is_empty() { Err(Blind::NotThere) } else { Ok(names) }
    }

    fn kind(&self, path: &str) -> Result<Kind, Blind> {
        match (self.bytes(path), self.list(path)) {
            (Ok(_), _) => Ok(Kind::File),
            (Err(Blind::NotThere), Ok(_)) => Ok(Kind::Directory),
            (Err(blind), _) => Err(blind),
        }
    }

    fn resolve(&self, path: &str) -> Result<String, Blind> {
        self.kind(path)?;
        self.place(path)
    }

    fn run(&self, command: &[&str]) -> Result<String, Blind> {
        match self.commands.get(&command.join(" ")).map(String::as_str) {
            Some("failed") => Err(Blind::Cannot(Why::new("it failed"))),
            Some(text) => Ok(text.to_owned()),
            None => Err(Blind::NotThere),
        }
    }

    fn env(&self, name: &str) -> Option<String> {
        self.environment.get(name).cloned()
    }

    // As `df` printed it.
    fn room(&self, dir: &str) -> Result<Room, Blind> {
        let number = |letter: &str, of: u64| {
            // A tape holds it of one directory, and has one disk.
            let command = format!("df -P{letter} ");
            let asked = self.commands.iter().find(|(asked, _)| asked.starts_with(&command));
            let text = asked.map(|(_, text)| text).ok_or_else(|| {
                Blind::Cannot(Why::new(format!("`{command}{dir}` is not on the tape")))
            })?;
            let number = text
                .lines()
                .nth(1)
                .and_then(|line| line.split_whitespace().nth(3)?.parse::<u64>().ok());
            number.map(|number| number * of).ok_or(Blind::NotThere)
        };
        Ok(Room { bytes: number("k", 1024)?, files: number("i", 1).ok() })
    }

    // Every user of a tape owns what is on it.
    fn may_write(&self, _dir: &str) -> Result<bool, Blind> {
        Ok(true)
    }

    fn refused(&self) -> Result<Vec<String>, Blind> {
        Ok(Vec::new())
    }

    fn is_of_another(&self, _path: &str) -> Result<bool, Blind> {
        Ok(false)
    }

    fn is_link(&self, path: &str) -> bool {
        self.links.contains_key(path)
    }

    fn shown(&self, path: &str) -> String {
        path.to_owned()
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../machines")
}

#[test]
fn what_is_seen_of_each_machine_is_what_was_written_down() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut stale = Vec::new();
    let mut count = 0;
    for entry in fs::read_dir(folder().join("tapes")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let tape = Tape::read(&path);
        let own = (tape.own.0.as_str(), tape.own.1.as_str());
        let of_tables = machine::OfTables {
            default_cc: |os| if os == Os::Darwin { "clang" } else { "gcc" },
            removed_before: |_| vec!["src/runtime/exithook.go"],
        };
        let mut seen = machine::whole(&tape, own, None, &of_tables);
        seen.name.clone_from(&name);
        recorded::without_private(&mut seen);
        let text = recorded::write(&seen);
        // What is written can be read, and is the same when it is written again.
        let again = recorded::read(&text, "again.toml").unwrap();
        assert_eq!(recorded::write(&again), text, "{name}");
        let golden = folder().join(format!("{name}.toml"));
        if fs::read_to_string(&golden).ok().as_deref() != Some(&text) {
            match update {
                true => fs::write(&golden, text).unwrap(),
                false => stale.push(name),
            }
        }
        count += 1;
    }
    assert!(count >= 25, "{count} tapes");
    assert!(stale.is_empty(), "not as written down; UPDATE=1 renews them: {stale:?}");
}
