//! What a running machine says of its kernel, its CPU, its release and its emulators.

use landfall_facts::{
    Arch, Fact, KernelVersion, Machine, MacosVersion, Origin, Os, Why, WindowsVersion,
};
use landfall_formats::elf::Elf;

use crate::elf;
use crate::world::{Blind, World};

/// What a running Linux says of itself.
pub(super) fn linux(world: &dyn World, machine: &mut Machine) {
    machine.kernel = read(world, "/proc/sys/kernel/osrelease", kernel);
    machine.cpu_flags = read(world, "/proc/cpuinfo", cpu_flags);
    machine.emulated = binfmt(world);
}

/// What macOS says of itself.
pub(super) fn macos(world: &dyn World, machine: &mut Machine) {
    machine.macos = command(world, &["sw_vers", "-productVersion"], |text| {
        text.trim().parse::<MacosVersion>().ok()
    });
    rosetta(world, machine);
}

/// What Windows says of itself.
pub(super) fn windows(world: &dyn World, machine: &mut Machine) {
    machine.windows = command(world, &["cmd", "/c", "ver"], windows_version);
    // A program for x64 can stand on an Arm machine without knowing it.
    machine.emulated = Fact::Unknown(Why::new("Windows may emulate programs here"));
}

fn read<T>(world: &dyn World, path: &str, make: impl Fn(&str) -> Option<T>) -> Fact<T> {
    match world.text(path) {
        Ok(text) => match make(&text) {
            Some(value) => Fact::Known(value, Origin::Path(world.shown(path))),
            None => Fact::Unknown(Why::new(format!(
                "{} says nothing that landfall understands",
                world.shown(path)
            ))),
        },
        Err(Blind::NotThere) => {
            Fact::Unknown(Why::new(format!("{} is not there", world.shown(path))))
        }
        Err(Blind::Cannot(why)) => Fact::Unknown(why),
    }
}

fn command<T>(world: &dyn World, command: &[&str], make: impl Fn(&str) -> Option<T>) -> Fact<T> {
    let shown = command.join(" ");
    match world.run(command) {
        Ok(text) => match make(&text) {
            Some(value) => Fact::Known(value, Origin::Command(shown)),
            None => Fact::Unknown(Why::new(format!(
                "`{shown}` printed nothing that landfall understands"
            ))),
        },
        Err(Blind::NotThere) => {
            Fact::Unknown(Why::new(format!("`{shown}` is not there to be run")))
        }
        Err(Blind::Cannot(why)) => Fact::Unknown(why),
    }
}

/// The version in a kernel's release: `6.1.0-13-amd64` is 6.1.0.
fn kernel(release: &str) -> Option<KernelVersion> {
    let end = release.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(release.len());
    release[..end].trim_end_matches('.').parse().ok()
}

/// What every CPU of `/proc/cpuinfo` has: a program can be moved from one to another. On ARM the
/// architecture stands beside the features and brings all before it: 7 is armv6 and armv7.
fn cpu_flags(text: &str) -> Option<Vec<String>> {
    let lines = text
        .lines()
        .filter_map(|line| line.split_once(':'))
        .filter(|(key, _)| matches!(key.trim(), "flags" | "Features"));
    let mut sets = lines
        .map(|(_, flags)| flags.split_ascii_whitespace().map(str::to_owned).collect::<Vec<_>>());
    let first = sets.next()?;
    let common = sets
        .fold(first, |common, set| common.into_iter().filter(|flag| set.contains(flag)).collect());
    let architecture = text
        .lines()
        .filter_map(|line| line.split_once(':'))
        .filter(|(key, _)| key.trim() == "CPU architecture")
        .filter_map(|(_, number)| number.trim().parse::<u8>().ok())
        .min();
    Some(
        common
            .into_iter()
            .chain((6..=architecture.unwrap_or(0)).map(|n| format!("armv{n}")))
            .collect(),
    )
}

/// `Microsoft Windows [Version 10.0.19045.3803]` is 10.0.
fn windows_version(text: &str) -> Option<WindowsVersion> {
    let version = text.split("ersion ").nth(1)?;
    let mut parts = version.split('.');
    format!("{}.{}", parts.next()?, parts.next()?).parse().ok()
}

/// The architectures whose programs the kernel hands to an emulator (binfmt_misc): those that an
/// enabled handler knows by their first bytes.
fn binfmt(world: &dyn World) -> Fact<Vec<Arch>> {
    const DIRECTORY: &str = "/proc/sys/fs/binfmt_misc";
    let names = match world.list(DIRECTORY) {
        // Mounted, it holds these two; in a container it mostly is not, and the host's handlers
        // count all the same (kernel, admin-guide/binfmt-misc).
        Ok(names) if names.iter().any(|name| name == "status") => {
            let status = format!("{DIRECTORY}/status");
            match world.text(&status) {
                Ok(text) if text.trim() == "disabled" => {
                    return Fact::Absent(Origin::Path(world.shown(&status)));
                }
                Ok(_) | Err(Blind::NotThere) => names,
                Err(Blind::Cannot(why)) => return Fact::Unknown(why),
            }
        }
        Ok(_) | Err(Blind::NotThere) => {
            let why = format!("an emulator may be registered: {DIRECTORY} is not mounted");
            return Fact::Unknown(Why::new(why));
        }
        Err(Blind::Cannot(why)) => return Fact::Unknown(why),
    };
    let mut arches = Vec::new();
    for name in names.iter().filter(|name| !matches!(name.as_str(), "status" | "register")) {
        match world.text(&format!("{DIRECTORY}/{name}")) {
            Ok(text) => arches.extend(handled(&text)),
            Err(Blind::NotThere) => {}
            Err(Blind::Cannot(why)) => return Fact::Unknown(why),
        }
    }
    let origin = Origin::Path(world.shown(DIRECTORY));
    Fact::from_option(Some(arches).filter(|arches| !arches.is_empty()), origin)
}

/// The architecture of the ELF files that a handler of binfmt_misc takes, if it is enabled.
fn handled(handler: &str) -> Option<Arch> {
    let mut lines = handler.lines();
    if lines.next() != Some("enabled") {
        return None;
    }
    let hex = lines.find_map(|line| line.strip_prefix("magic "))?;
    let digits: Vec<u8> =
        hex.chars().map_while(|c| c.to_digit(16)).filter_map(|c| u8::try_from(c).ok()).collect();
    let mut header: Vec<u8> = digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect();
    header.resize(64, 0);
    elf::arch(&Elf::read(&header).ok()?)
}

/// An Apple machine tells what it is even to a program that Rosetta runs, which is made for amd64.
fn rosetta(world: &dyn World, machine: &mut Machine) {
    const SILICON: [&str; 3] = ["sysctl", "-n", "hw.optional.arm64"];
    const ROSETTA: &str = "/Library/Apple/usr/libexec/oah";
    let made_for_intel = machine.arches.known().is_some_and(|arches| arches.contains(&Arch::Amd64));
    let silicon = world.run(&SILICON).is_ok_and(|text| text.trim() == "1");
    let origin = Origin::Command(SILICON.join(" "));
    if made_for_intel && !silicon {
        machine.emulated = Fact::Absent(origin);
        return;
    }
    machine.arches = Fact::Known(vec![Arch::Arm64], origin.clone());
    machine.emulated = match (made_for_intel, world.kind(ROSETTA)) {
        (true, _) => Fact::Known(vec![Arch::Amd64], origin),
        (false, Ok(_)) => Fact::Known(vec![Arch::Amd64], Origin::Path(ROSETTA.to_owned())),
        (false, Err(Blind::NotThere)) => Fact::Absent(Origin::Path(ROSETTA.to_owned())),
        (false, Err(Blind::Cannot(why))) => Fact::Unknown(why),
    };
}

/// Go's name for what Rust calls an operating system.
pub(super) fn go_os(name: &str) -> Option<Os> {
    match name {
        "macos" => Some(Os::Darwin),
        other => other.parse().ok(),
    }
}

/// Go's name for what Rust calls an architecture.
pub(super) fn go_arch(name: &str) -> Option<Arch> {
    let little = cfg!(target_endian = "little");
    match name {
        "x86" => Some(Arch::I386),
        "x86_64" => Some(Arch::Amd64),
        "arm" => Some(Arch::Arm),
        "aarch64" => Some(Arch::Arm64),
        "loongarch64" => Some(Arch::Loong64),
        "mips" => Some(if little { Arch::Mipsle } else { Arch::Mips }),
        "mips64" => Some(if little { Arch::Mips64le } else { Arch::Mips64 }),
        "powerpc64" => Some(if little { Arch::Ppc64le } else { Arch::Ppc64 }),
        "riscv64" => Some(Arch::Riscv64),
        "s390x" => Some(Arch::S390x),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kernel_release_is_more_than_its_version() {
        assert_eq!(kernel("6.1.0-13-amd64\n").unwrap().to_string(), "6.1.0");
        assert_eq!(kernel("3.10.0-1160.el7.x86_64").unwrap(), KernelVersion::new(3, 10));
        assert_eq!(kernel("fish"), None);
    }

    #[test]
    fn only_what_all_cpus_have_counts() {
        let text = "processor\t: 0\nflags\t\t: sse avx2 fma\nprocessor\t: 1\nflags\t\t: sse fma\n";
        assert_eq!(cpu_flags(text).unwrap(), ["sse", "fma"]);
    }

    #[test]
    fn an_arm_cpu_says_its_architecture_beside_its_features() {
        let text = "Features\t: half vfp vfpv3\nCPU architecture: 7\n";
        assert_eq!(cpu_flags(text).unwrap(), ["half", "vfp", "vfpv3", "armv6", "armv7"]);
    }

    #[test]
    fn windows_says_its_version_in_a_sentence() {
        assert_eq!(
            windows_version("\nMicrosoft Windows [Version 10.0.19045.3803]\n").unwrap(),
            WindowsVersion::new(10, 0)
        );
    }
}
