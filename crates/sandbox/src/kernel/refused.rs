//! Why the kernel lets nobody trace here, and what would still work.

use std::fs;
use std::io;

/// What is said where ptrace(2) was refused of a process that runs.
pub(super) fn ptrace_refused(process: u32, error: &io::Error) -> String {
    format!("could not trace process {process} by ptrace: {}", why(process, false, error))
}

/// What is said where ptrace(2) was refused of a child of ours, which waits to become a program.
pub(super) fn ptrace_of_child_refused(child: u32, error: &io::Error) -> String {
    format!("could not trace the program by ptrace: {}", why(child, true, error))
}

fn why(process: u32, is_child: bool, error: &io::Error) -> String {
    let read = |file: &str| fs::read_to_string(file).unwrap_or_default();
    let around = Around {
        is_child,
        own: &read("/proc/self/status"),
        other: &read(&format!("/proc/{process}/status")),
        yama: read("/proc/sys/kernel/yama/ptrace_scope").trim().parse().ok(),
    };
    around.why(error)
}

/// What is said where bpf(2) was refused.
pub(super) fn bpf_refused(error: &dyn std::fmt::Display) -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let lacks = lacking(&status, &[(21, "CAP_SYS_ADMIN")]).is_some()
        && lacking(&status, &[(39, "CAP_BPF"), (38, "CAP_PERFMON")]).is_some();
    let why = if lacks {
        "it takes root, or CAP_BPF and CAP_PERFMON (Linux 5.8), or CAP_SYS_ADMIN".to_owned()
    } else if field(&status, "Seccomp").is_some_and(|mode| mode != "0") {
        format!("{error}; a seccomp filter is around us, as containers have it, and may forbid bpf")
    } else {
        error.to_string()
    };
    format!("could not let the kernel count by ebpf: {why}")
}

/// What is known of two processes when one may not trace the other.
struct Around<'a> {
    is_child: bool,
    own: &'a str,
    other: &'a str,
    /// kernel.yama.ptrace_scope
    yama: Option<u32>,
}

impl Around<'_> {
    fn why(&self, error: &io::Error) -> String {
        if error.raw_os_error() == Some(ESRCH) {
            return "there is none".to_owned();
        }
        if let Some(tracer) = field(self.other, "TracerPid").filter(|tracer| *tracer != "0") {
            return format!("process {tracer} traces it already, and there can be one only");
        }
        let lacks = lacking(self.own, &[(19, "CAP_SYS_PTRACE")]).is_some();
        match self.yama {
            Some(3) => {
                return "kernel.yama.ptrace_scope is 3: nobody may, until the next start of the machine; \
                        --by ebpf needs no ptrace"
                    .to_owned();
            }
            Some(2) if lacks => {
                return "kernel.yama.ptrace_scope is 2: that takes CAP_SYS_PTRACE".to_owned();
            }
            Some(1) if lacks && !self.is_child => {
                return "kernel.yama.ptrace_scope is 1: only one's own children may be traced without \
                        CAP_SYS_PTRACE; start the program with landfall trace -- CMD"
                    .to_owned();
            }
            _ => {}
        }
        if field(self.own, "Seccomp").is_some_and(|mode| mode != "0") {
            return format!(
                "{error}; a seccomp filter is around us, as containers have it, and may forbid ptrace: \
                 allow it there, or trace from outside"
            );
        }
        let user = |status| field(status, "Uid").map(str::to_owned);
        if lacks && !self.is_child && user(self.own) != user(self.other) {
            return format!("{error}; it is another user's, which takes CAP_SYS_PTRACE");
        }
        error.to_string()
    }
}

/// ESRCH (asm-generic/errno-base.h).
const ESRCH: i32 = 3;

/// The first of these capabilities that a process lacks, by its /proc/PID/status; none where that is not told.
fn lacking<'a>(status: &str, wanted: &[(u32, &'a str)]) -> Option<&'a str> {
    let has = u64::from_str_radix(field(status, "CapEff")?, 16).ok()?;
    wanted.iter().find(|(bit, _)| has >> bit & 1 == 0).map(|(_, name)| *name)
}

fn field<'a>(status: &'a str, name: &str) -> Option<&'a str> {
    let value = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    Some(value.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &str = "Uid:\t0\t0\t0\t0\nTracerPid:\t0\nCapEff:\t000001ffffffffff\nSeccomp:\t0\n";
    const USER: &str = "Uid:\t7\t7\t7\t7\nTracerPid:\t0\nCapEff:\t0000000000000000\nSeccomp:\t0\n";

    fn why(own: &str, other: &str, yama: Option<u32>, is_child: bool) -> String {
        Around { is_child, own, other, yama }.why(&io::Error::from_raw_os_error(1))
    }

    #[test]
    fn the_right_that_is_missing_is_named() {
        let said = why(USER, USER, Some(1), false);
        assert!(
            said.contains("ptrace_scope is 1") && said.contains("landfall trace -- CMD"),
            "{said}"
        );
        assert!(why(USER, USER, Some(2), true).contains("CAP_SYS_PTRACE"));
        assert!(why(ROOT, USER, Some(3), false).contains("--by ebpf"));
        assert!(why(USER, ROOT, None, false).contains("another user's"));
        let filtered = USER.replace("Seccomp:\t0", "Seccomp:\t2");
        assert!(why(&filtered, "", Some(1), true).contains("a seccomp filter is around us"));
    }

    #[test]
    fn one_that_is_traced_already_is_told_with_its_tracer() {
        let traced = ROOT.replace("TracerPid:\t0", "TracerPid:\t41");
        assert!(why(ROOT, &traced, None, false).starts_with("process 41 traces it"));
    }

    #[test]
    fn what_lacks_nothing_tells_what_the_kernel_said() {
        assert!(why(ROOT, ROOT, Some(1), false).contains("os error 1"));
    }
}
