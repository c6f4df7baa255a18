//! How a product is started here: as it is, by an emulator, or not at all.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use landfall_facts::{Arch, Done, Os};
use landfall_probe::roots::flags;
use landfall_sandbox::passing::Stop;

use super::toolchain::on_path;
use super::work::{self, Ended};

/// So long a product may run.
const PATIENCE: Duration = Duration::from_secs(60);

/// The command that the user says, its first word aside.
pub(crate) struct Start {
    arguments: Vec<String>,
}

impl Start {
    /// Reads a command: words parted by blanks, and quotes around one hold it together.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let mut words = flags(text).into_iter().map(str::to_owned);
        match words.next() {
            Some(_) => Ok(Self { arguments: words.collect() }),
            None => Err("could not use --run: it is empty".to_owned()),
        }
    }

    /// Runs a product.
    pub(crate) fn run(
        &self,
        product: &Path,
        (os, arch): (Os, Arch),
        compiler: Option<&str>,
        stop: &Stop,
    ) -> Done {
        let own = landfall_probe::machine::own_platform();
        let before = match runner(os, arch, own, compiler) {
            Ok(before) => before,
            Err(why) => return Done::Unsure(why),
        };
        let mut words = before.into_iter().chain([product.as_os_str().to_owned()]);
        let Some(first) = words.next() else { return Done::Untried };
        let mut command = Command::new(first);
        command.args(words).args(&self.arguments);
        match work::run(&mut command, PATIENCE, stop) {
            Err(error) => {
                Done::No(format!("it could not be started: {}", landfall_probe::plain(&error)))
            }
            Ok(ran) => match ran.ended {
                Ended::Stopped => Done::Untried,
                Ended::Late => {
                    Done::No(format!("it had not ended after {} seconds", PATIENCE.as_secs()))
                }
                Ended::By(status) if status.success() => Done::Yes,
                Ended::By(status) => {
                    let [output, errors] = &ran.said;
                    let said = if errors.is_empty() { output } else { errors };
                    let text = String::from_utf8_lossy(said);
                    let first = text.lines().map(str::trim).find(|line| !line.is_empty());
                    let first = first.unwrap_or("it says nothing");
                    // The emulator found no loader for it here, which says nothing of where it is to go.
                    match first.starts_with("qemu-") && first.contains("Could not open") {
                        true => Done::Unsure(format!("not run: {first}")),
                        false => Done::No(format!("started, {status}: {first}")),
                    }
                }
            },
        }
    }
}

/// What has to stand before a product so that it runs here, or why nothing does.
fn runner(
    os: Os,
    arch: Arch,
    own: (Option<Os>, Option<Arch>),
    compiler: Option<&str>,
) -> Result<Vec<OsString>, String> {
    let nothing = |lacks: String| {
        format!("not run: nothing here runs programs for {}/{}{lacks}", os.name(), arch.name())
    };
    let (Some(own_os), Some(own_arch)) = own else { return Err(nothing(String::new())) };
    // An amd64 kernel may be set not to run 32-bit programs: the start tells.
    let is_narrow = (own_arch, arch) == (Arch::Amd64, Arch::I386);
    if os == own_os && (arch == own_arch || is_narrow) {
        return Ok(Vec::new());
    }
    let found = |names: &[String]| {
        let program = names.iter().find_map(|name| on_path(name));
        program.ok_or_else(|| nothing(format!(" ({} is not in PATH)", names.join(" or "))))
    };
    match (os, own_os) {
        (Os::Linux, Os::Linux) => {
            let known = landfall_know::architecture(arch).and_then(|known| known.emulator);
            let name = known.ok_or_else(|| nothing(String::new()))?;
            // The kernel starts an emulator by itself.
            let handler = fs::read_to_string(format!("/proc/sys/fs/binfmt_misc/qemu-{name}"));
            if handler.is_ok_and(|text| text.starts_with("enabled")) && compiler.is_none() {
                return Ok(Vec::new());
            }
            let program = found(&[format!("qemu-{name}-static"), format!("qemu-{name}")])?;
            let mut words = vec![program.into_os_string()];
            if let Some(root) = compiler.and_then(|compiler| libraries(compiler, (os, arch))) {
                words.extend(["-L".into(), root.into()]);
            }
            Ok(words)
        }
        (Os::Windows, Os::Linux) if matches!(arch, Arch::Amd64 | Arch::I386) => {
            found(&["wine64".to_owned(), "wine".to_owned()]).map(|wine| vec![wine.into()])
        }
        (Os::Wasip1, _) => found(&["wasmtime".to_owned()]).map(|it| vec![it.into()]),
        _ => Err(nothing(String::new())),
    }
}

/// Where Debian has the loader and the C library that a cross compiler links; what zig links against an older one
/// starts there as well.
fn libraries(compiler: &str, (os, arch): (Os, Arch)) -> Option<String> {
    let all = landfall_know::cross_compilers(os, arch);
    let named = [compiler].into_iter().chain(all.iter().map(|one| one.program));
    let mut roots =
        named.filter_map(|name| name.strip_suffix("-gcc")).map(|prefix| format!("/usr/{prefix}"));
    roots.find(|root| Path::new(root).join("lib").is_dir())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_has_a_first_word_and_quotes_hold_words_together() {
        let start = Start::read("app --name 'a b' c").unwrap();
        assert_eq!(start.arguments, ["--name", "a b", "c"]);
        assert!(Start::read("  ").is_err());
    }

    #[test]
    fn what_runs_here_needs_nothing_before_it() {
        let own = (Some(Os::Linux), Some(Arch::Amd64));
        assert_eq!(runner(Os::Linux, Arch::I386, own, None), Ok(Vec::new()));
        let why = runner(Os::Plan9, Arch::Amd64, own, None).unwrap_err();
        assert_eq!(why, "not run: nothing here runs programs for plan9/amd64");
    }
}
