//! Holds the numbers of system calls against those in the `syscall` package of the Go at hand, for every port.

use std::path::Path;
use std::process::Command;

use landfall_facts::Arch;
use landfall_know::{syscall_name, syscall_number};

/// What Go has a name for and Linux no call: limits and old names.
const NO_CALLS: &[&str] = &[
    "linux_syscalls",
    "o32_linux_syscalls",
    "n32_linux_syscalls",
    "64_linux_syscalls",
    "arch_specific_syscall",
    "oabi_syscall_base",
    "syscall_base",
    "madvise1",
    "fstatat",
];

/// A call of which the file of arm64 has the other name too, that of arm and powerpc.
const OTHER_NAME: (Arch, &str) = (Arch::Arm64, "sync_file_range2");

/// Calls that arm has in its old ABI only, under numbers that are empty in that of Go.
const OLD_ARM: &[&str] = &[
    "time",
    "umount",
    "stime",
    "alarm",
    "utime",
    "getrlimit",
    "select",
    "readdir",
    "mmap",
    "socketcall",
    "syscall",
    "ipc",
];

#[test]
fn go_has_the_same_numbers() {
    let output = Command::new("go").args(["env", "GOROOT"]).output().unwrap();
    let root = String::from_utf8(output.stdout).unwrap();
    let folder = Path::new(root.trim()).join("src/syscall");
    let mut compared = 0;
    for arch in Arch::ALL.iter().copied().filter(|arch| *arch != Arch::Wasm) {
        let text =
            std::fs::read_to_string(folder.join(format!("zsysnum_linux_{arch}.go"))).unwrap();
        for (name, number) in text.lines().filter_map(constant) {
            if is_no_call(arch, &name) {
                continue;
            }
            assert_eq!(syscall_number(arch, &name), Some(number), "{name} of {arch}");
            assert_eq!(syscall_name(arch, number), Some(&*name));
            compared += 1;
        }
    }
    assert!(compared > 3_500, "{compared}");
}

/// Whether Go has a name that no call of that architecture has.
fn is_no_call(arch: Arch, name: &str) -> bool {
    let is_room =
        |word: &str| name.strip_prefix(word).is_some_and(|rest| rest.parse::<u32>().is_ok());
    NO_CALLS.contains(&name)
        || is_room("unused")
        || is_room("reserved")
        || arch == Arch::Arm && OLD_ARM.contains(&name)
        || (arch, name) == OTHER_NAME
}

/// `SYS_READ = 0`
fn constant(line: &str) -> Option<(String, u32)> {
    let (name, number) = line.trim().strip_prefix("SYS_")?.split_once('=')?;
    Some((name.trim().to_ascii_lowercase(), number.trim().parse().ok()?))
}
