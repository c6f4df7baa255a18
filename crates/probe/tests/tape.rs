//! The machine we stand on, told from a tape: what was asked and what was answered, refusals
//! included. A question that is not on the tape fails the test.

use std::collections::HashMap;

use landfall_facts::{Arch, Build, Fact, Why};
use landfall_formats::Source;
use landfall_probe::{Blind, Kind, World, machine};

#[derive(Default)]
struct Tape {
    texts: HashMap<&'static str, Result<&'static str, Blind>>,
    variables: HashMap<&'static str, &'static str>,
    printed: HashMap<&'static str, Result<&'static str, Blind>>,
}

/// What a landfall for Linux on amd64 is made for.
const LINUX: (&str, &str) = ("linux", "x86_64");

fn denied(path: &str) -> Blind {
    Blind::Cannot(Why::denied(path, &"permission denied"))
}

/// Files that every Linux machine is asked for and this one does not have.
const NOT_THERE: [&str; 24] = [
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
    "/etc/nsswitch.conf",
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
        const ASKED: [&str; 5] =
            ["LD_LIBRARY_PATH", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR", "ZONEINFO"];
        assert!(ASKED.contains(&name), "{name} is not on the tape");
        self.variables.get(name).map(|value| (*value).to_owned())
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
fn what_the_environment_names_is_where_go_looks() {
    let build = Build::unknown("./app", &Why::new("of no weight here"));
    let mut tape = Tape::default();
    tape.variables.extend([("SSL_CERT_FILE", "/ca.pem"), ("ZONEINFO", "/zones.zip")]);
    tape.variables.insert("TMPDIR", "");
    tape.texts.extend([("/ca.pem", Ok("")), ("/zones.zip", Ok(""))]);
    let machine = machine::rooted(&tape, "rootfs", &build);
    assert_eq!(machine.certificates.known().unwrap(), "/ca.pem");
    assert_eq!(machine.time_zones.known().unwrap(), "/zones.zip");
    // The variable takes the place of all the usual files.
    tape.texts.insert("/ca.pem", Err(Blind::NotThere));
    tape.texts.insert("/etc/ssl/cert.pem", Ok(""));
    let machine = machine::rooted(&tape, "rootfs", &build);
    assert!(matches!(machine.certificates, Fact::Absent(_)));
    // An empty one is none.
    assert_eq!(machine.temporary_files.origin().unwrap().to_string(), "/tmp");
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
    tape.texts.insert("/proc/sys/fs/binfmt_misc/status", Ok("enabled\n"));
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
    let off = with_handlers(&[(HANDLER, ARM64), ("/proc/sys/fs/binfmt_misc/status", "disabled\n")]);
    assert!(matches!(off, Fact::Absent(_)));
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

/// The head of an ELF file for a little-endian machine, which is all that is asked of a loader.
fn loader(class: u8, machine: u8) -> &'static str {
    let mut head = vec![0; 64];
    head[..7].copy_from_slice(&[0x7f, b'E', b'L', b'F', class, 1, 1]);
    head[18] = machine;
    String::from_utf8_lossy(&head).into_owned().leak()
}

#[test]
fn a_source_of_names_counts_where_it_is_at_work() {
    let machine = |tape: &Tape| machine::rooted(tape, "rootfs", &build());
    let mut tape = Tape::default();
    tape.texts.insert("/lib", Ok("ld-linux.so.2\n"));
    tape.texts.insert("/lib/ld-linux.so.2", Ok(loader(1, 3)));
    let listed = "passwd: files sss systemd\nhosts: files mdns4_minimal [NOTFOUND=return] dns\n";
    tape.texts.insert("/etc/nsswitch.conf", Ok(listed));
    let sockets =
        ["/var/lib/sss/pipes/nss", "/run/avahi-daemon/socket", "/var/run/avahi-daemon/socket"];
    for socket in sockets {
        tape.texts.insert(socket, Err(Blind::NotThere));
    }
    let told = machine(&tape);
    assert!(matches!(told.user_sources, Fact::Absent(_)));
    assert!(matches!(told.host_sources, Fact::Absent(_)));
    tape.texts.insert(sockets[0], Ok(""));
    tape.texts.insert(sockets[1], Err(denied(sockets[1])));
    let told = machine(&tape);
    assert_eq!(told.user_sources.known(), Some(&vec!["sss".to_owned()]));
    assert_eq!(told.user_sources.origin().unwrap().to_string(), "/etc/nsswitch.conf:1");
    assert!(told.host_sources.why().unwrap().to_string().contains(sockets[1]));
    // By musl's loader nobody reads that file.
    tape.texts.remove("/lib/ld-linux.so.2");
    tape.texts.insert("/lib", Ok("ld-musl-x86_64.so.1\n"));
    tape.texts.insert("/lib/ld-musl-x86_64.so.1", Ok(loader(2, 62)));
    assert!(matches!(machine(&tape).user_sources, Fact::Absent(_)));
}

#[test]
fn what_is_kept_from_us_could_be_of_the_architecture_that_is_asked_for() {
    let mut build = build();
    build.arch = Fact::Known(Arch::Amd64, landfall_facts::Origin::Word("a test".into()));
    let mut tape = Tape::default();
    tape.texts.insert("/lib", Ok("ld-linux.so.2\n"));
    tape.texts.insert("/lib/ld-linux.so.2", Ok(loader(1, 3)));
    let machine = machine::rooted(&tape, "rootfs", &build);
    assert_eq!(machine.arches.known(), Some(&vec![Arch::I386]));
    tape.texts.insert("/lib64", Err(denied("/lib64")));
    let machine = machine::rooted(&tape, "rootfs", &build);
    assert!(machine.arches.why().unwrap().to_string().contains("/lib64"));
}

#[test]
fn a_root_with_another_systems_loader_is_of_that_system() {
    let mut tape = Tape::default();
    tape.texts.insert("/libexec", Ok("ld-elf.so.1\n"));
    tape.texts.insert("/libexec/ld-elf.so.1", Ok(loader(2, 62)));
    let machine = machine::rooted(&tape, "rootfs", &build());
    assert_eq!(machine.os.known(), Some(&landfall_facts::Os::Freebsd));
}

#[test]
fn a_library_path_that_begins_where_the_program_lies_is_not_known_here() {
    let mut build = build();
    build.link.needed =
        Fact::Known(vec!["sub/liba.so".into()], landfall_facts::Origin::Word("a test".into()));
    build.link.interpreter = Fact::Known(
        "/lib/ld-musl-x86_64.so.1".into(),
        landfall_facts::Origin::Word("a test".into()),
    );
    let mut tape = Tape::default();
    tape.variables.insert("LD_LIBRARY_PATH", "$ORIGIN/lib:here");
    tape.texts.insert("/lib", Ok("ld-musl-x86_64.so.1\n"));
    tape.texts.insert("/lib/ld-musl-x86_64.so.1", Ok(loader(2, 62)));
    tape.texts.insert("/etc/ld-musl-x86_64.path", Ok("/lib\n"));
    let machine = machine::rooted(&tape, "rootfs", &build);
    let Some(landfall_facts::Shelf::Seen(shelf)) = machine.libraries.known() else {
        panic!("files")
    };
    let blind: Vec<_> = shelf.blind.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(blind, ["$ORIGIN/lib", "here", "sub/liba.so"]);
}
