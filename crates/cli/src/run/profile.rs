//! What is run below: a policy file, or a profile in the form of OCI and Docker, for this kernel and these rights.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use landfall_facts::{Action, Arch, KernelVersion, Why};
use landfall_know::{Capabilities, Decided, policy};
use landfall_sandbox::policy_file::{self, NEW};
use landfall_sandbox::rules::Rules;

/// What a file says, and whether changes to it can be followed.
pub(super) struct Said {
    pub(super) rules: Rules,
    /// What becomes of calls above a number, where that is not the default.
    pub(super) newer: Option<(u32, Action)>,
    pub(super) is_policy_file: bool,
}

/// Reads a policy file or a profile.
pub(super) fn read(path: &Path, arch: Arch, learns: bool) -> Result<Said, String> {
    if learns {
        begin(path)?;
    }
    let shown = path.display();
    let text = text(path)?;
    if is_json(&text) {
        if learns {
            return Err(format!(
                "could not learn into {shown}: it is a profile, and what is learned goes into a policy file; learn \
                 into another one that builds on it, by profile = \"{shown}\""
            ));
        }
        let Decided { policy, newer, .. } = profile(path, &text, arch)?;
        return Ok(Said { rules: Rules::of_profile(policy, newer), newer, is_policy_file: false });
    }
    let file = policy_file::read(&text, arch)
        .map_err(|error| format!("could not understand {shown}: {error}"))?;
    let built_on = match &file.profile {
        None => None,
        Some(name) => {
            let path = path.parent().unwrap_or(Path::new("")).join(name);
            Some(profile(&path, &self::text(&path)?, arch)?.policy)
        }
    };
    let rules = Rules { arch, file, profile: built_on, newer: None };
    Ok(Said { rules, newer: None, is_policy_file: true })
}

fn text(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| {
        format!("could not read {}: {}", path.display(), landfall_probe::plain(&error))
    })
}

/// No line of TOML begins so.
fn is_json(text: &str) -> bool {
    text.trim_start().starts_with('{')
}

/// A policy file to learn into, where there is none.
fn begin(path: &Path) -> Result<(), String> {
    match File::create_new(path) {
        Ok(mut file) => file.write_all(NEW.as_bytes()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
    .map_err(|error| {
        format!("could not make {}: {}", path.display(), landfall_probe::plain(&error))
    })
}

/// What a profile comes to here, with the newest runtime.
fn profile(path: &Path, text: &str, arch: Arch) -> Result<Decided, String> {
    let shown = path.display().to_string();
    let read = landfall_probe::seccomp_profile(&shown, text)?;
    policy(&read, arch, kernel(), &rights()).map_err(|error| format!("{shown}: {error}"))
}

/// The kernel of this machine, if it tells.
pub(crate) fn kernel() -> Option<KernelVersion> {
    let release = fs::read_to_string("/proc/sys/kernel/osrelease").ok()?;
    let mut parts = release.trim().split(['.', '-']);
    format!("{}.{}", parts.next()?, parts.next()?).parse().ok()
}

/// What we may do, and so what the program may: a profile allows `mount` to who has CAP_SYS_ADMIN.
fn rights() -> Capabilities {
    let has = || {
        let status = fs::read_to_string("/proc/self/status").ok()?;
        let bits = status.lines().find_map(|line| line.strip_prefix("CapEff:"))?;
        u64::from_str_radix(bits.trim(), 16).ok()
    };
    match has() {
        Some(bits) => {
            let all = (0..).zip(CAPABILITIES);
            Capabilities::of(all.filter(|(bit, _)| bits >> bit & 1 == 1).map(|(_, name)| *name))
        }
        None => Capabilities::Unknown(Why::new("/proc does not tell")),
    }
}

/// By their bits (linux/capability.h of Linux 6.1).
const CAPABILITIES: &[&str] = &[
    "CAP_CHOWN",
    "CAP_DAC_OVERRIDE",
    "CAP_DAC_READ_SEARCH",
    "CAP_FOWNER",
    "CAP_FSETID",
    "CAP_KILL",
    "CAP_SETGID",
    "CAP_SETUID",
    "CAP_SETPCAP",
    "CAP_LINUX_IMMUTABLE",
    "CAP_NET_BIND_SERVICE",
    "CAP_NET_BROADCAST",
    "CAP_NET_ADMIN",
    "CAP_NET_RAW",
    "CAP_IPC_LOCK",
    "CAP_IPC_OWNER",
    "CAP_SYS_MODULE",
    "CAP_SYS_RAWIO",
    "CAP_SYS_CHROOT",
    "CAP_SYS_PTRACE",
    "CAP_SYS_PACCT",
    "CAP_SYS_ADMIN",
    "CAP_SYS_BOOT",
    "CAP_SYS_NICE",
    "CAP_SYS_RESOURCE",
    "CAP_SYS_TIME",
    "CAP_SYS_TTY_CONFIG",
    "CAP_MKNOD",
    "CAP_LEASE",
    "CAP_AUDIT_WRITE",
    "CAP_AUDIT_CONTROL",
    "CAP_SETFCAP",
    "CAP_MAC_OVERRIDE",
    "CAP_MAC_ADMIN",
    "CAP_SYSLOG",
    "CAP_WAKE_ALARM",
    "CAP_BLOCK_SUSPEND",
    "CAP_AUDIT_READ",
    "CAP_PERFMON",
    "CAP_BPF",
    "CAP_CHECKPOINT_RESTORE",
];
