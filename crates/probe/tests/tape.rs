//! The machine we stand on, told from a tape: what was asked and what was answered, refusals
//! included. A question that is not on the tape fails the test.

use std::collections::HashMap;

use landfall_facts::{Build, Fact, Why};
use landfall_formats::Source;
use landfall_probe::{Blind, Kind, World, machine};

#[derive(Default)]
struct Tape {
    texts: HashMap<&'static str, Result<&'static str, Blind>>,
}

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
        panic!("{command:?} is not on the tape")
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
    let machine = machine::here(&tape, &build());
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

    let tape = Tape { texts: HashMap::from([("/lib64", Err(denied("/lib64")))]) };
    let looked = machine::rooted(&tape, "rootfs", &build);
    assert!(looked.interpreters.why().unwrap().to_string().contains("permission denied"));
    assert!(looked.arches.why().is_some());
}
