//! The machine we stand on, told from a tape: what was asked and what was answered, refusals
//! included. A question that is not on the tape fails the test.

use std::collections::HashMap;

use landfall_facts::{Arch, Build, Fact, Why};
use landfall_formats::Source;
use landfall_probe::{Blind, Kind, World, machine};

#[derive(Default)]
struct Tape {
    texts: HashMap<&'static str, Result<&'static str, Blind>>,
    printed: HashMap<&'static str, Result<&'static str, Blind>>,
}

/// What a landfall for Linux on amd64 is made for.
const LINUX: (&str, &str) = ("linux", "x86_64");

fn denied(path: &str) -> Blind {
    Blind::Cannot(Why::denied(path, &"permission denied"))
}

/// Files that every Linux machine is asked for and this one does not have.
const NOT_THERE: [&str; 23] = [
    "/lib64",
    "/lib",
    "/lib32",
    "/libexec",
    "/usr/libexec",
    "/system/bin",
    "/etc/ld.so.cache",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/tls/cacert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/cert.pem",
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/ssl/certs",
    "/etc/pki/tls/certs",
    "/usr/share/zoneinfo",
    "/usr/share/lib/zoneinfo",
    "/usr/lib/locale/TZ",
    "/etc/zoneinfo",
    "/proc/sys/fs/binfmt_misc",
    "/tmp",
    "/etc/passwd",
    "/etc/resolv.conf",
];

impl Tape {
    fn told(&self, path: &str) -> Result<&'static str, Blind> {
        match self.texts.get(path) {
            Some(answer) => answer.clone(),
            None if NOT_THERE.contains(&path) => Err(Blind::NotThere),
            None => panic!("{path} is not on the tape"),
        }
    }
}

impl World for Tape {
    fn open(&self, path: &str) -> Result<Box<dyn Source>, Blind> {
        self.told(path).map(|text| Box::new(text.as_bytes().to_vec()) as Box<dyn Source>)
    }

    fn list(&self, dir: &str) -> Result<Vec<String>, Blind> {
        self.told(dir).map(|text| text.lines().map(str::to_owned).collect())
    }

    fn kind(&self, path: &str) -> Result<Kind, Blind> {
        self.told(path).map(|_| Kind::File)
    }

    fn resolve(&self, path: &str) -> Result<String, Blind> {
        Ok(path.to_owned())
    }

    fn run(&self, command: &[&str]) -> Result<String, Blind> {
        let command = command.join(" ");
        match self.printed.get(command.as_str()) {
            Some(answer) => answer.clone().map(str::to_owned),
            None => panic!("`{command}` is not on the tape"),
        }
    }

    fn env(&self, name: &str) -> Option<String> {
        assert!(["LD_LIBRARY_PATH", "TMPDIR"].contains(&name), "{name} is not on the tape");
        None
    }

    fn shown(&self, path: &str) -> String {
        path.to_owned()
    }
}

fn build() -> Build {
    let origin = landfall_facts::Origin::Word("a test".into());
    let mut build = Build::unknown("app", &Why::new("a test"));
    build.link.interpreter = Fact::Absent(origin.clone());
    build.link.needed = Fact::Absent(origin);
    build
}

#[test]
fn what_the_kernel_tells_is_known_and_what_it_refuses_is_not_absent() {
    let mut tape = Tape::default();
    tape.texts.insert("/proc/sys/kernel/osrelease", Ok("6.1.0-13-amd64\n"));
    tape.texts.insert("/proc/cpuinfo", Err(denied("/proc/cpuinfo")));
    tape.texts.insert("/etc/passwd", Err(denied("/etc/passwd")));
    tape.texts.insert("/etc/resolv.conf", Ok("nameserver 192.0.2.1\n"));
    let machine = machine::here(&tape, LINUX, &build());
    assert_eq!(machine.kernel.known().unwrap().to_string(), "6.1.0");
    let why = machine.cpu_flags.why().unwrap().to_string();
    assert_eq!(why, "could not read /proc/cpuinfo: permission denied");
    assert!(matches!(machine.users, Fact::Unknown(_)));
    assert!(matches!(machine.resolver, Fact::Known(..)));
    assert!(matches!(machine.certificates, Fact::Absent(_)));
    assert!(matches!(machine.time_zones, Fact::Absent(_)));
    assert!(matches!(machine.interpreters, Fact::Absent(_)));
}

#[test]
fn a_loader_directory_that_is_kept_from_us_is_not_an_empty_one() {
    let build = Build::unknown("./app", &Why::new("of no weight here"));
    let looked = machine::rooted(&Tape::default(), "rootfs", &build);
    assert!(matches!(looked.interpreters, Fact::Absent(_)));

    let mut tape = Tape::default();
    tape.texts.insert("/lib64", Err(denied("/lib64")));
    let looked = machine::rooted(&tape, "rootfs", &build);
    assert!(looked.interpreters.why().unwrap().to_string().contains("permission denied"));
    assert!(looked.arches.why().is_some());
}

/// A Linux machine with these files of binfmt_misc.
fn with_handlers(handlers: &[(&'static str, &'static str)]) -> Fact<Vec<Arch>> {
    let mut tape = Tape::default();
    tape.texts.insert("/proc/sys/kernel/osrelease", Ok("6.1.0\n"));
    tape.texts.insert("/proc/cpuinfo", Ok("flags : sse2\n"));
    tape.texts.insert("/proc/sys/fs/binfmt_misc", Ok("register\nstatus\nqemu-aarch64\n"));
    tape.texts.extend(handlers.iter().map(|(path, text)| (*path, Ok(*text))));
    machine::here(&tape, LINUX, &build()).emulated
}

#[test]
fn an_emulator_is_known_by_the_files_that_it_takes() {
    const HANDLER: &str = "/proc/sys/fs/binfmt_misc/qemu-aarch64";
    const ARM64: &str = "enabled\ninterpreter /usr/bin/any\nflags: OCF\noffset 0\n\
        magic 7f454c460201010000000000000000000200b700\n\
        mask ffffffffffffff00fffffffffffffffffeffffff\n";
    let disabled = &*ARM64.replacen("enabled", "disabled", 1).leak();
    assert_eq!(with_handlers(&[(HANDLER, ARM64)]).known(), Some(&vec![Arch::Arm64]));
    assert!(matches!(with_handlers(&[(HANDLER, disabled)]), Fact::Absent(_)));
    assert!(matches!(with_handlers(&[(HANDLER, "enabled\nextension .py\n")]), Fact::Absent(_)));
    // In a container the directory is empty, and the host's handlers count all the same.
    let empty = with_handlers(&[("/proc/sys/fs/binfmt_misc", "")]);
    assert!(empty.why().unwrap().to_string().contains("is not mounted"));
}

#[test]
fn an_apple_machine_is_what_its_system_says_and_not_what_landfall_is_made_for() {
    let mac = |arch, silicon: Result<&'static str, Blind>, rosetta: Result<&'static str, Blind>| {
        let mut tape = Tape::default();
        tape.printed.insert("sw_vers -productVersion", Ok("15.1\n"));
        tape.printed.insert("sysctl -n hw.optional.arm64", silicon);
        tape.texts.insert("/Library/Apple/usr/libexec/oah", rosetta);
        let machine = machine::here(&tape, ("macos", arch), &build());
        (machine.arches.known().cloned().unwrap(), machine.emulated)
    };
    let (arm, amd) = (|| vec![Arch::Arm64], || vec![Arch::Amd64]);
    let not_there = || Err(Blind::NotThere);
    let (arches, emulated) = mac("aarch64", Ok("1\n"), not_there());
    assert_eq!((arches, matches!(emulated, Fact::Absent(_))), (arm(), true));
    let (arches, emulated) = mac("aarch64", Ok("1\n"), Ok(""));
    assert_eq!((arches, emulated.known().cloned()), (arm(), Some(amd())));
    let (arches, emulated) = mac("x86_64", Ok("1\n"), not_there());
    assert_eq!((arches, emulated.known().cloned()), (arm(), Some(amd())));
    let intel = Err(Blind::Cannot(Why::new("unknown oid")));
    let (arches, emulated) = mac("x86_64", intel, not_there());
    assert_eq!((arches, matches!(emulated, Fact::Absent(_))), (amd(), true));
}
