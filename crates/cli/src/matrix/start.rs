//! How a product is started here: as it is, by an emulator, or not at all.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use landfall_facts::{Arch, Done, Os};
use landfall_sandbox::passing::Stop;

use super::work::{self, Ended};

/// So long a product may run.
const PATIENCE: Duration = Duration::from_secs(60);

/// The command that the user says, its first word aside.
pub(crate) struct Start {
    arguments: Vec<String>,
}

impl Start {
    /// Reads a command as a shell parts it, without variables and the like.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let mut words = parted(text)?.into_iter();
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
            Err(_) => return Done::Untried,
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
                    Done::No(format!("started, {status}: {}", first.unwrap_or("it says nothing")))
                }
            },
        }
    }
}

/// What has to stand before a product so that it runs here.
fn runner(
    os: Os,
    arch: Arch,
    own: (Option<Os>, Option<Arch>),
    compiler: Option<&str>,
) -> Result<Vec<OsString>, ()> {
    let (Some(own_os), Some(own_arch)) = own else { return Err(()) };
    let is_own =
        os == own_os && (arch == own_arch || (own_arch == Arch::Amd64 && arch == Arch::I386));
    if is_own {
        return Ok(Vec::new());
    }
    let found = |names: &[String]| names.iter().find_map(|name| on_path(name));
    match (os, own_os) {
        (Os::Linux, Os::Linux) => {
            let name = emulator(arch).ok_or(())?;
            let names = [format!("qemu-{name}-static"), format!("qemu-{name}")];
            if let Some(program) = found(&names) {
                let mut words = vec![program.into_os_string()];
                // Where Debian's cross compilers have the loader and the libraries.
                let prefix =
                    compiler.and_then(|it| it.strip_suffix("-gcc")).map(|it| format!("/usr/{it}"));
                if let Some(prefix) = prefix.filter(|prefix| Path::new(prefix).is_dir()) {
                    words.extend(["-L".into(), prefix.into()]);
                }
                return Ok(words);
            }
            // The kernel starts an emulator by itself.
            let registered = fs::read_to_string(format!("/proc/sys/fs/binfmt_misc/qemu-{name}"));
            if registered.is_ok_and(|text| text.starts_with("enabled")) {
                Ok(Vec::new())
            } else {
                Err(())
            }
        }
        (Os::Windows, Os::Linux) if matches!(arch, Arch::Amd64 | Arch::I386) => {
            found(&["wine64".to_owned(), "wine".to_owned()]).map(|wine| vec![wine.into()]).ok_or(())
        }
        (Os::Wasip1, _) => found(&["wasmtime".to_owned()]).map(|it| vec![it.into()]).ok_or(()),
        _ => Err(()),
    }
}

/// What QEMU calls an architecture.
fn emulator(arch: Arch) -> Option<&'static str> {
    Some(match arch {
        Arch::Amd64 => "x86_64",
        Arch::I386 => "i386",
        Arch::Arm => "arm",
        Arch::Arm64 => "aarch64",
        Arch::Riscv64 => "riscv64",
        Arch::Ppc64 => "ppc64",
        Arch::Ppc64le => "ppc64le",
        Arch::S390x => "s390x",
        Arch::Mips => "mips",
        Arch::Mipsle => "mipsel",
        Arch::Mips64 => "mips64",
        Arch::Mips64le => "mips64el",
        Arch::Loong64 => "loongarch64",
        _ => return None,
    })
}

fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|dir| dir.join(name)).find(|program| program.is_file())
}

/// The words of a command: parted by blanks, and quotes keep them together.
fn parted(text: &str) -> Result<Vec<String>, String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in text.chars() {
        match (quote, c) {
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (Some(open), c) if c == open => quote = None,
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    if quote.is_some() {
        return Err(format!("could not use --run {text}: a quote does not end"));
    }
    words.extend(word);
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_parted_as_a_shell_does() {
        assert_eq!(parted("app --name 'a b'  \"\" c").unwrap(), ["app", "--name", "a b", "", "c"]);
        assert!(parted("app 'a").is_err());
        assert!(Start::read("  ").is_err());
    }

    #[test]
    fn what_runs_here_needs_nothing_before_it() {
        let own = (Some(Os::Linux), Some(Arch::Amd64));
        assert_eq!(runner(Os::Linux, Arch::I386, own, None), Ok(Vec::new()));
        assert_eq!(runner(Os::Plan9, Arch::Amd64, own, None), Err(()));
    }
}
