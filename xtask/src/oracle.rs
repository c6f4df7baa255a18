//! What really happens when a program is started in a root filesystem.
//!
//! The root's own loader is asked twice: once to list and bind everything, and once for real.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::elf::Elf;
use crate::emulator;

/// How a start ended, in the order in which a loader would notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Truth {
    /// It got past the loader.
    Runs,
    /// The kernel or the root's guard took it for no program at all.
    Format,
    /// The loader that it names is not there.
    Interpreter,
    /// The processor lacks something that is asked for.
    Cpu,
    /// A library is not there or cannot be used.
    Library,
    /// A library is there without the version of a symbol.
    Version,
    /// A symbol is nowhere.
    Symbol,
    /// It starts, but the loader will end it when it first calls a symbol that is nowhere.
    Lazy,
    /// It ended before `main` for a reason that has no name here yet.
    Other,
}

impl Truth {
    /// Its word in `truth/truth.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Runs => "runs",
            Self::Format => "format",
            Self::Interpreter => "interpreter",
            Self::Cpu => "cpu",
            Self::Library => "library",
            Self::Version => "version",
            Self::Symbol => "symbol",
            Self::Lazy => "lazy",
            Self::Other => "other",
        }
    }

    /// The truth with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        use Truth::*;
        let all = [Runs, Format, Interpreter, Cpu, Library, Version, Symbol, Lazy, Other];
        all.into_iter().find(|truth| truth.word() == word)
    }
}

/// One program in one root, measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// How the start ended.
    pub truth: Truth,
    /// The loader's own words; empty where it had none.
    pub detail: String,
    /// Whether `main` was seen to start; `None` where nobody tried.
    pub started: Option<bool>,
}

/// A root filesystem made ready for starting programs in it.
pub struct Bench {
    root: PathBuf,
    emulated: bool,
}

/// The folder inside a root that holds the programs under test, only while they are tested.
const GUESTS: &str = "landfall-truth";

/// The emulator's name in that folder.
const EMULATOR: &str = "qemu";

impl Bench {
    /// Prepares `root` for programs of `arch`.
    pub fn in_root(root: &Path, arch: &str) -> Result<Self, String> {
        let guests = root.join(GUESTS);
        fs::create_dir_all(&guests)
            .map_err(|e| format!("could not make {}: {e}", guests.display()))?;
        let emulator = emulator::of(arch, root)?;
        if let Some(from) = &emulator {
            fs::copy(from, guests.join(EMULATOR))
                .map_err(|e| format!("could not copy {}: {e}", from.display()))?;
        }
        Ok(Self { root: root.to_owned(), emulated: emulator.is_some() })
    }

    /// Starts the program; `None` where there is no way to tell without harm.
    pub fn measure(
        &self,
        id: &str,
        file: &Path,
        run: &[String],
    ) -> Result<Option<Measured>, String> {
        let guest = self.root.join(GUESTS).join(id);
        if !guest.exists() {
            fs::hard_link(file, &guest)
                .or_else(|_| fs::copy(file, &guest).map(drop))
                .map_err(|e| format!("could not bring {id} into {}: {e}", self.root.display()))?;
        }
        let inside = format!("/{GUESTS}/{id}");
        let interpreter = Elf::read(file)?.and_then(|elf| elf.interpreter);
        let started = if run.is_empty() { None } else { Some(self.start(&inside, run)?) };
        let listed = match &interpreter {
            Some(loader) => Some(self.list(loader, &inside)?),
            None => None,
        };
        let mut weighed = weigh(listed, started);
        if let Some(measured) = weighed.as_mut().filter(|m| m.truth == Truth::Runs)
            && interpreter.is_some()
            && !run.is_empty()
            && let Some(words) = self.owed(&inside, run)?
        {
            (measured.truth, measured.detail) = (Truth::Lazy, words);
        }
        Ok(weighed.map(|mut measured| {
            measured.detail = measured.detail.replace(&inside, &format!("./{id}"));
            measured
        }))
    }

    fn start(&self, inside: &str, run: &[String]) -> Result<Ending, String> {
        let mut words = vec![inside];
        words.extend(run.iter().map(String::as_str));
        self.inside(&words, &[])
    }

    /// The fault that a program which starts will meet when it calls what is not there.
    fn owed(&self, inside: &str, run: &[String]) -> Result<Option<String>, String> {
        let mut words = vec![inside];
        words.extend(run.iter().map(String::as_str));
        let ending = self.inside(&words, &["LD_BIND_NOW=1"])?;
        let owed = fault(&ending.said).filter(|(truth, _)| *truth == Truth::Symbol);
        Ok(owed.map(|(_, words)| words))
    }

    fn list(&self, loader: &str, inside: &str) -> Result<Ending, String> {
        // glibc's loader binds everything when LD_WARN and LD_BIND_NOW are set, as `ldd -r` does.
        self.inside(&[loader, "--list", inside], &["LD_WARN=yes", "LD_BIND_NOW=yes"])
    }

    fn inside(&self, words: &[&str], environment: &[&str]) -> Result<Ending, String> {
        let mut command = Command::new("env");
        command.args(["-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "HOME=/"]);
        command.args(environment);
        command.args(["timeout", "--kill-after=1", "5", "chroot", "--userspec=65534:65534"]);
        command.args(["--groups=65534"]).arg(&self.root);
        if self.emulated {
            command.arg(format!("/{GUESTS}/{EMULATOR}"));
        }
        let output = command
            .args(words)
            .stdin(std::process::Stdio::null())
            .output()
            .map_err(|e| format!("could not start env: {e}"))?;
        let mut said = String::from_utf8_lossy(&output.stderr).into_owned();
        said.push('\n');
        let silent = output.stdout.is_empty();
        said.push_str(&String::from_utf8_lossy(&output.stdout));
        Ok(Ending { code: output.status.code(), said, silent })
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        fs::remove_dir_all(self.root.join(GUESTS)).ok();
    }
}

/// How a started process ended.
struct Ending {
    code: Option<i32>,
    said: String,
    silent: bool,
}

/// The first fault that a loader, the kernel or the emulator speaks of.
pub fn fault(said: &str) -> Option<(Truth, String)> {
    let of_line = |line: &str| Some((fault_in(line)?, line.trim().to_owned()));
    said.lines().filter_map(of_line).min_by_key(|(truth, _)| *truth)
}

fn fault_in(line: &str) -> Option<Truth> {
    let has = |words: &str| line.contains(words);
    let truth = if has("CPU ISA level is lower than required")
        || has("CPU does not support")
        || has("This program can only be run on")
        || has("uncaught target signal 4")
    {
        Truth::Cpu
    } else if has("chroot: failed to run command") {
        if has("No such file or directory") { Truth::Interpreter } else { Truth::Format }
    } else if has("qemu") && has("Could not open '") || has("Error while loading /") {
        Truth::Interpreter
    } else if has("Invalid ELF image for this architecture") {
        Truth::Format
    } else if has("version `") && has("' not found (required by") || has("DT_RELR without") {
        Truth::Version
    } else if has("undefined symbol: ") || has("Error relocating ") {
        Truth::Symbol
    } else if line.ends_with("=> not found")
        || has("error while loading shared libraries: ")
        || has("Error loading shared library ")
    {
        Truth::Library
    } else if has("cannot set up thread-local storage") || has("FATAL: kernel too old") {
        Truth::Other
    } else {
        return None;
    };
    Some(truth)
}

/// One answer from what the loader listed and what a real start showed.
fn weigh(listed: Option<Ending>, started: Option<Ending>) -> Option<Measured> {
    let started = started.map(|ending| match fault(&ending.said) {
        // 124 is `timeout`'s word for a program that was still running, 137 for one that had to be killed.
        _ if matches!(ending.code, Some(124 | 137)) => (Truth::Runs, String::new()),
        Some(fault) if ending.silent || fault.0 == Truth::Cpu => fault,
        _ if ending.code == Some(132) => (Truth::Cpu, "illegal instruction".to_owned()),
        _ if ending.code.is_none_or(|code| code == 139) => {
            (Truth::Other, format!("died: {}", ending.said.lines().next().unwrap_or_default()))
        }
        _ => (Truth::Runs, String::new()),
    });
    let listed = listed.map(|ending| {
        fault(&ending.said).unwrap_or_else(|| match ending.code {
            Some(0) => (Truth::Runs, String::new()),
            _ => (Truth::Other, ending.said.trim().lines().next().unwrap_or_default().to_owned()),
        })
    });
    let seen = started.as_ref().map(|(truth, _)| *truth == Truth::Runs);
    let (truth, detail) = match (listed, started) {
        // A start has the last word where the listing found no fault, or none with a name:
        // an emulator is silent when the loader that it shall start is not there.
        (Some((Truth::Runs | Truth::Other, _)) | None, Some(fault)) => fault,
        (Some(fault), _) => fault,
        (None, None) => return None,
    };
    Some(Measured { truth, detail, started: seen })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn truth_of(said: &str) -> Option<Truth> {
        fault(said).map(|(truth, _)| truth)
    }

    #[test]
    fn a_version_that_is_too_new_is_told_from_a_missing_library() {
        let said = "./x: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.99' not found (required by ./x)";
        assert_eq!(truth_of(said), Some(Truth::Version));
        let said = "./x: error while loading shared libraries: libfoo.so.1: cannot open shared object file: No such file or directory";
        assert_eq!(truth_of(said), Some(Truth::Library));
        assert_eq!(truth_of("\tlibfoo.so.1 => not found"), Some(Truth::Library));
    }

    #[test]
    fn a_missing_loader_is_the_kernels_no_such_file() {
        let said = "chroot: failed to run command ‘/net_1’: No such file or directory";
        assert_eq!(truth_of(said), Some(Truth::Interpreter));
        let said = "qemu-aarch64-static: Could not open '/lib/ld-linux-aarch64.so.1': No such file or directory";
        assert_eq!(truth_of(said), Some(Truth::Interpreter));
    }

    #[test]
    fn another_systems_program_is_the_kernels_format_error() {
        let said = "chroot: failed to run command ‘/a64’: Exec format error";
        assert_eq!(truth_of(said), Some(Truth::Format));
    }

    #[test]
    fn a_symbol_that_is_nowhere_is_named_by_both_loaders() {
        let said = "./msb: symbol lookup error: ./msb: undefined symbol: msym";
        assert_eq!(truth_of(said), Some(Truth::Symbol));
        let said = "Error relocating ./x: msym: symbol not found";
        assert_eq!(truth_of(said), Some(Truth::Symbol));
    }

    #[test]
    fn a_library_for_another_libc_cannot_be_used() {
        let said = "./x: error while loading shared libraries: /lib/x86_64-linux-gnu/libc.so: invalid ELF header";
        assert_eq!(truth_of(said), Some(Truth::Library));
        let said =
            "Error loading shared library libfoo.so.1: No such file or directory (needed by ./x)";
        assert_eq!(truth_of(said), Some(Truth::Library));
    }

    #[test]
    fn a_processor_that_lacks_something_is_named() {
        let said =
            "This program can only be run on AMD64 processors with v3 microarchitecture support.";
        assert_eq!(truth_of(said), Some(Truth::Cpu));
        let said = "qemu: uncaught target signal 4 (Illegal instruction) - core dumped";
        assert_eq!(truth_of(said), Some(Truth::Cpu));
    }

    #[test]
    fn a_library_that_must_not_be_opened_counts_as_missing() {
        for words in
            ["cannot open shared object file", "cannot stat shared object", "cannot read file data"]
        {
            let said = format!(
                "./x: error while loading shared libraries: libc.so.6: {words}: Operation not permitted"
            );
            assert_eq!(truth_of(&said), Some(Truth::Library));
        }
    }

    #[test]
    fn of_several_faults_the_loaders_first_one_counts() {
        let said = "./x: /lib/libc.so.6: version `GLIBC_2.99' not found (required by ./x)\n\tlibfoo.so.1 => not found\n";
        assert_eq!(truth_of(said), Some(Truth::Library));
    }

    #[test]
    fn the_words_of_a_program_that_started_are_no_fault() {
        assert_eq!(truth_of("age 1.0\nflag provided but not defined: -version\n"), None);
    }
}
