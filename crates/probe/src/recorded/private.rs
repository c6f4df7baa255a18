//! What of a machine may be written down: no value of the environment, no name of a user or a host,
//! no directory of somebody's own. What may not is told as `elsewhere`, or not at all.

use landfall_facts::{Arch, Fact, Machine, Os, Plain, Why};

use crate::machine::settings::{OF_FILES, OF_WORDS};

/// What stands for what is not told.
const ELSEWHERE: &str = "elsewhere";
/// Directories that systems and their installers make.
const OF_SYSTEM: [&str; 17] = [
    "/bin/",
    "/sbin/",
    "/lib/",
    "/lib32/",
    "/lib64/",
    "/libexec/",
    "/usr/",
    "/etc/",
    "/proc/",
    "/sys/",
    "/dev/",
    "/snap/",
    "/nix/store/",
    "/opt/homebrew/",
    "/opt/go/",
    "/system/",
    "/Library/",
];
/// The same, themselves.
const ITSELF: [&str; 6] = ["/", "/tmp", "/var/tmp", "/opt/go", "/run", "/dev"];

/// Takes out of a machine what is nobody's business but its owner's.
pub fn without_private(machine: &mut Machine) {
    machine.each_mut(&mut |name, fact| {
        let told = match fact.plain() {
            Fact::Known(Plain::Text(text), origin) => {
                Fact::Known(Plain::Text(shared(name, &text)), origin)
            }
            Fact::Known(Plain::List(texts), origin) => {
                let texts = texts.iter().map(|text| shared(name, text)).collect();
                Fact::Known(Plain::List(texts), origin)
            }
            // A reason names what could not be read, and that may be anybody's.
            Fact::Unknown(why) => Fact::Unknown(Why::new(reason(&why.to_string()))),
            Fact::Known(Plain::Flag(_) | Plain::Number(_), _) | Fact::Absent(_) => return,
        };
        // What a fact cannot be it is not told as.
        if fact.put(told).is_err() {
            let _ = fact.put(Fact::Unknown(Why::new("it is not told")));
        }
    });
}

/// Facts whose words a system makes, and nobody's environment.
const WORDS: [&str; 52] = [
    "os",
    "arches",
    "emulated",
    "cpu",
    "cpu_flags",
    "libc",
    "glibc",
    "musl",
    "kernel",
    "macos",
    "windows",
    "certificates",
    "time_zones",
    "users",
    "resolver",
    "user_sources",
    "host_sources",
    "toolchain.version",
    "toolchain.goroot_said_version",
    "toolchain.arch",
    "toolchain.compiler",
    "toolchain.library",
    "settings.gowork",
    "settings.goroot_final",
    "surroundings.refused",
    "surroundings.capabilities",
    "surroundings.selinux_denials",
    "settings.gopath",
    "settings.gocacheprog",
    "settings.cgo_cflags",
    "settings.cxx",
    "settings.ld_preload",
    "settings.pkg_config_libdir",
    "settings.pkg_config_sysroot_dir",
    "settings.home",
    "settings.https_proxy",
    "settings.http_proxy",
    "compiler.target",
    "network.host_lookups",
    "surroundings.umask",
    "surroundings.emulators_not_there",
    "surroundings.emulators_not_kept",
    "surroundings.emulators_off",
    "surroundings.emulators_without_rights",
    "surroundings.emulators_until_restart",
    "surroundings.distribution",
    "surroundings.distribution_version",
    "surroundings.container",
    "surroundings.clock_source",
    "surroundings.huge_pages",
    "surroundings.lockdown",
    "surroundings.localhost",
];
/// Facts that landfall itself puts into words where a system needs no file.
const OWN_WORDS: [&str; 7] = [
    "compiler.proper",
    "compiler.assembler",
    "compiler.linker",
    "temporary_files",
    "surroundings.null_device",
    "surroundings.own_executable",
    "surroundings.build_directory",
];

/// What may be told of a text.
fn shared(name: &str, text: &str) -> String {
    let is_path = text.contains(['/', '\\']);
    let is_told = match name {
        "libraries" => is_soname(text),
        "interpreters" => {
            let path = text.rsplitn(3, ' ').last().unwrap_or_default();
            return if is_of_system(path) { text.to_owned() } else { ELSEWHERE.to_owned() };
        }
        "toolchain.cache" if text == "off" => true,
        "toolchain.cgo_enabled" => ["0", "1", "true", "false"].contains(&text),
        "toolchain.os_said" => text.parse::<Os>().is_ok(),
        "toolchain.arch_said" => text.parse::<Arch>().is_ok(),
        "toolchain.toolchain_said" => is_toolchain(text),
        "toolchain.flags_said" => is_flag(text),
        "toolchain.modules_said" => ["on", "off", "auto"].contains(&text),
        // Whose program it was is nobody's business.
        "surroundings.selinux_denials" => {
            let what: Vec<&str> = text.split(' ').take(3).collect();
            return if is_plain(text) {
                format!("{} ?", what.join(" "))
            } else {
                ELSEWHERE.to_owned()
            };
        }
        "surroundings.first_process" => landfall_facts::INITS.contains(&text),
        "toolchain.kept" => is_variable(text),
        "toolchain.leftovers" => is_go_file(text),
        "settings.goflags" => is_valued_flag(text),
        "settings.godebug" => is_debug_setting(text),
        "settings.goexperiment" => text == "none",
        "settings.gosumdb" => ["off", "sum.golang.org", "sum.golang.google.cn"].contains(&text),
        name if name.starts_with("settings.go") && !WORDS.contains(&name) => is_setting(text),
        "network.name_servers" | "network.silent_name_server" => {
            text == "the system"
                || text.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        "compiler.trial" | "compiler.thread" => text == "built",
        "toolchain.proxy_said" => ["off", "direct"].contains(&text),
        "surroundings.memory_limit_said" => is_amount(text),
        "surroundings.time_zone_said" | "surroundings.time_zone_file" => text == "UTC",
        "compiler.called" => is_compiler(text),
        // A path, and what is told of it.
        "toolchain.all" => {
            let (path, version) = text.rsplit_once(' ').unwrap_or((text, "?"));
            let version = if is_plain(version) { version } else { "?" };
            return format!("{} {version}", shared("", path));
        }
        // What somebody says of a directory is one of the system's, or nobody's business.
        _ if is_path => is_of_system(text),
        name if name.ends_with("_mount") => true,
        name if OWN_WORDS.contains(&name) => text.contains(' ') && is_plain(text),
        name => WORDS.contains(&name) && is_plain(text),
    };
    if is_told { text.to_owned() } else { ELSEWHERE.to_owned() }
}

/// A name of a library: what is left out would not be found.
fn is_soname(text: &str) -> bool {
    text.len() <= 255 && text.bytes().all(|byte| byte.is_ascii_graphic()) && !text.contains('/')
}

/// Further flags of the Go command that GOFLAGS may hold: those whose values are nobody's business.
const FLAGS: [&str; 7] =
    ["asmflags", "count", "gcflags", "installsuffix", "ldflags", "tags", "work"];

/// Whether a flag is one of the Go command.
fn is_flag(flag: &str) -> bool {
    let name = flag.trim_start_matches('-');
    OF_WORDS.contains(&name) || OF_FILES.contains(&name) || FLAGS.contains(&name)
}

/// A name of a variable that the Go command keeps.
fn is_variable(name: &str) -> bool {
    let is_upper = name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    let is_of_go = name.starts_with("GO") || name.starts_with("CGO_");
    name.len() <= 20 && (["CC", "CXX", "AR"].contains(&name) || is_of_go && is_upper)
}

/// A flag with a value of few words.
fn is_valued_flag(flag: &str) -> bool {
    let (name, value) = flag.split_once('=').unwrap_or((flag, "true"));
    const VALUES: [&str; 18] = [
        "true",
        "false",
        "0",
        "1",
        "auto",
        "there",
        "not_there",
        "mod",
        "readonly",
        "vendor",
        "gc",
        "gccgo",
        "pie",
        "exe",
        "plugin",
        "shared",
        "c-shared",
        "c-archive",
    ];
    let is_number = value.len() <= 4 && value.bytes().all(|byte| byte.is_ascii_digit());
    is_flag(name) && (is_number || VALUES.contains(&value))
}

/// A key and a value that the runtime of Go has, of those that count.
fn is_debug_setting(text: &str) -> bool {
    const KEYS: [&str; 8] = [
        "gctrace",
        "schedtrace",
        "inittrace",
        "gcpacertrace",
        "scavtrace",
        "allocfreetrace",
        "fips140",
        "netdns",
    ];
    let (key, value) = text.split_once('=').unwrap_or((text, ""));
    let is_number = value.len() <= 6 && value.bytes().all(|byte| byte.is_ascii_digit());
    KEYS.contains(&key) && (is_number || ["on", "off", "only", "go", "cgo"].contains(&value))
}

/// What Go has as the value of a setting: words of its own, and numbers of a version, a level or a share.
fn is_setting(text: &str) -> bool {
    const OWN: [&str; 17] = [
        "off",
        "softfloat",
        "hardfloat",
        "sse2",
        "lse",
        "crypto",
        "satconv",
        "signext",
        "latest",
        "inprocess",
        "certified",
        "none",
        "single",
        "all",
        "system",
        "crash",
        "wer",
    ];
    let is_numbered = |word: &str| {
        let number = ["v", "power", "rva", "-"].iter().find_map(|start| word.strip_prefix(start));
        let number = number.unwrap_or(word).trim_end_matches("u64");
        let is_number = number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        (1..=6).contains(&number.len()) && is_number
    };
    text.split(',').all(|word| OWN.contains(&word) || is_numbered(word))
}

/// A file of the standard library.
fn is_go_file(path: &str) -> bool {
    path.starts_with("src/runtime/") && path.ends_with(".go") && is_plain(&path[12..])
}

fn is_toolchain(text: &str) -> bool {
    let (name, mode) = text.split_once('+').unwrap_or((text, "auto"));
    let is_version = name.strip_prefix("go1.").is_some_and(|rest| {
        rest.len() <= 8
            && rest.bytes().all(|byte| byte.is_ascii_digit() || b".rcbeta".contains(&byte))
    });
    let is_word = ["local", "auto", "path", "default"].contains(&name);
    (is_version || is_word) && ["auto", "path"].contains(&mode)
}

/// Digits and a unit.
fn is_amount(text: &str) -> bool {
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let units = ["", "B", "K", "M", "G", "T", "KB", "MB", "GB", "TB", "KiB", "MiB", "GiB", "TiB"];
    text == "off" || (unit.len() < text.len() && text.len() <= 16 && units.contains(&unit))
}

fn is_compiler(text: &str) -> bool {
    let name = text.strip_suffix(".exe").unwrap_or(text);
    let name = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '-');
    let is_of_kind = ["gcc", "clang", "cc", "zig", "tcc", "icx"].iter().any(|kind| {
        name == *kind || name.strip_suffix(kind).is_some_and(|rest| rest.ends_with('-'))
    });
    is_of_kind && is_plain(text) && text.len() <= 40
}

/// A word of a system: of letters, digits and little else, and not as long as a secret.
fn is_plain(text: &str) -> bool {
    let is_known = |c: char| c.is_ascii_alphanumeric() || "._+-=@: ,'".contains(c);
    text.len() <= 64 && text.chars().all(is_known)
}

fn is_of_system(path: &str) -> bool {
    let is_below = |dir: &&str| path.starts_with(dir);
    (ITSELF.contains(&path) || OF_SYSTEM.iter().any(is_below))
        && !path.contains(' ')
        && !path.split('/').any(|part| part == "..")
}

/// A reason with the paths of others taken out, and of commands all but their names.
fn reason(text: &str) -> String {
    let mut parts = text.split('`');
    let mut told = words(parts.next().unwrap_or_default());
    for (at, part) in parts.enumerate() {
        match at % 2 {
            0 => {
                let name = part.split(' ').next().unwrap_or_default();
                let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
                let name = if is_known_tool(name) { name } else { "a command" };
                told += &format!("`{name}`");
            }
            _ => told += &words(part),
        }
    }
    told
}

/// A tool whose name says nothing of anybody.
fn is_known_tool(name: &str) -> bool {
    ["go", "df", "mount", "sh", "sw_vers", "sysctl", "cmd"].contains(&name) || is_compiler(name)
}

fn words(text: &str) -> String {
    let word = |word: &str| {
        let path = word.trim_matches([':', ',', '"', '\'', ';', '(', ')']);
        match path.contains(['/', '\\']) && !is_of_system(path) {
            true => word.replace(path, ELSEWHERE),
            false => word.to_owned(),
        }
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_systems_have_is_told_and_what_people_have_is_not() {
        for (name, text, told) in [
            ("toolchain.go", "/usr/local/go/bin/go", "/usr/local/go/bin/go"),
            ("toolchain.go", "/home/kim/go/bin/go", ELSEWHERE),
            ("toolchain.all", "/home/kim/sdk/go1.22 1.22.4", "elsewhere 1.22.4"),
            ("toolchain.goroot", "/usr/../home/kim", ELSEWHERE),
            ("toolchain.bin_said", "hunter2", ELSEWHERE),
            ("toolchain.goroot_said", "hunter2", ELSEWHERE),
            ("toolchain.bin_said", "/usr/bin hunter2", ELSEWHERE),
            ("toolchain.cache", "off", "off"),
            ("temporary_files", "hunter2", ELSEWHERE),
            (
                "temporary_files",
                "the system's own temporary directory",
                "the system's own temporary directory",
            ),
            ("libraries", "libstdc++.so.6", "libstdc++.so.6"),
            ("toolchain.cgo_enabled", "1", "1"),
            ("toolchain.cgo_enabled", "hunter2", ELSEWHERE),
            ("toolchain.toolchain_said", "go1.22.4+auto", "go1.22.4+auto"),
            ("toolchain.toolchain_said", "go1.ghp_12", ELSEWHERE),
            ("settings.goflags", "-n", "-n"),
            ("settings.goflags", "-mod=vendor", "-mod=vendor"),
            ("settings.goflags", "-mod=hunter2", ELSEWHERE),
            ("settings.goamd64", "v3", "v3"),
            ("settings.goamd64", "hunter2", ELSEWHERE),
            ("settings.godebug", "hunter2=1", ELSEWHERE),
            ("surroundings.first_process", "dash", "dash"),
            ("surroundings.first_process", "kims-server", ELSEWHERE),
            ("toolchain.flags_said", "-mod", "-mod"),
            ("toolchain.flags_said", "-token", ELSEWHERE),
            ("compiler.called", "x86_64-linux-gnu-gcc-12", "x86_64-linux-gnu-gcc-12"),
            ("compiler.called", "ghp_0123456789", ELSEWHERE),
            ("temporary_files", "/tmp", "/tmp"),
            ("temporary_files", "/tmp/kim-7", ELSEWHERE),
            (
                "interpreters",
                "/lib64/ld-linux-x86-64.so.2 amd64 glibc",
                "/lib64/ld-linux-x86-64.so.2 amd64 glibc",
            ),
        ] {
            assert_eq!(shared(name, text), told, "{name} {text}");
        }
    }

    #[test]
    fn a_reason_keeps_its_words_and_loses_the_paths_of_others() {
        assert_eq!(
            reason("could not read /home/kim/x: permission denied"),
            "could not read elsewhere: permission denied"
        );
        assert_eq!(
            reason("`/opt/x/gcc -DTOKEN=hunter2 -dumpmachine` failed: exit status: 1"),
            "`gcc` failed: exit status: 1"
        );
        assert_eq!(
            reason("`hunter2 -x` is not there to be run"),
            "`a command` is not there to be run"
        );
        let kept = "could not read /proc/1/limits: permission denied";
        assert_eq!(reason(kept), kept);
    }
}
