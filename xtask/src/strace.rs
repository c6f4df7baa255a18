//! What strace and an emulator wrote down of a program and all that it started, parted by who made each call.
//!
//! A process is the program from the `execve` that made it so until one that makes it another; what it
//! does between a fork and an `execve` is the program's own doing. The first call of a log, the `execve` that
//! starts the program, is not: that is of whoever started it.

use std::collections::{BTreeMap, BTreeSet};

/// The calls of a log, by the file that was being executed.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Calls {
    /// Those of the program itself.
    pub own: BTreeSet<String>,
    /// Those of other files that it or its children executed, by the path that they were executed by.
    pub others: BTreeMap<String, BTreeSet<String>>,
    /// Lines that nobody understood.
    pub odd: Vec<String>,
}

impl Calls {
    /// Adds what another log of the same program has.
    pub fn merge(&mut self, other: Self) {
        self.own.extend(other.own);
        self.odd.extend(other.odd);
        for (file, calls) in other.others {
            self.others.entry(file).or_default().extend(calls);
        }
    }
}

/// Who executes what, of one process or thread.
#[derive(Clone, PartialEq, Eq)]
enum Image {
    /// Who starts the program.
    Starter,
    Own,
    Other(String),
}

/// The calls in a log of `strace -f -o FILE PROGRAM`; `is_own` tells of a path whether it is the program.
pub fn calls(log: &str, is_own: impl Fn(&str) -> bool) -> Calls {
    let lines: Vec<(u32, &str)> = log.lines().filter_map(parted).collect();
    let parents = parents(&lines);
    let mut found = Calls::default();
    let mut images: BTreeMap<u32, Image> = BTreeMap::new();
    // A process names its own file by what the kernel calls it, too.
    let image = |before: Option<&Image>, file: String| {
        let itself = file.is_empty() || file.starts_with("/proc/") || file.starts_with("/dev/fd/");
        match before {
            Some(before) if itself => before.clone(),
            _ if is_own(&file) => Image::Own,
            _ => Image::Other(file),
        }
    };
    // Whose child is not known is the program's; only the first process of a log is somebody else's.
    let mut strange = Image::Starter;
    // Paths of calls of execve that have not returned yet, and processes that are not of 64 bits.
    let (mut executing, mut narrow) = (BTreeMap::new(), BTreeSet::new());
    for (process, text) in lines {
        let line = Line::read(text);
        // A child may speak before the call that makes it returns, and long after.
        for one in [Some(process), line.child()].into_iter().flatten() {
            if !images.contains_key(&one) {
                let parent = parents.get(&one).and_then(|parent| images.get(parent));
                images.insert(one, parent.cloned().unwrap_or(strange.clone()));
                strange = Image::Own;
            }
        }
        match line {
            Line::Call { .. } | Line::Returned { .. } if narrow.contains(&process) => {}
            Line::Call { name, rest } => {
                let name = named(name);
                match images.get(&process) {
                    Some(Image::Other(file)) => {
                        found.others.entry(file.clone()).or_default().insert(name);
                    }
                    Some(Image::Own) => {
                        found.own.insert(name);
                    }
                    Some(Image::Starter) | None => {}
                }
                if let Some(file) = executed(text) {
                    if unfinished(rest) {
                        executing.insert(process, file);
                    } else if result(rest) == Some(0) {
                        let image = image(images.get(&process), file);
                        images.insert(process, image);
                    }
                }
            }
            Line::Returned { name: "execve" | "execveat", rest } => {
                if let Some(file) = executing.remove(&process).filter(|_| result(rest) == Some(0)) {
                    let image = image(images.get(&process), file);
                    images.insert(process, image);
                }
            }
            Line::Superseded(by) => {
                if let Some(file) = executing.remove(&by) {
                    executing.insert(process, file);
                }
                if let Some(image) = images.get(&by).cloned() {
                    images.insert(process, image);
                }
            }
            Line::Narrow(is) => {
                if is {
                    narrow.insert(process)
                } else {
                    narrow.remove(&process)
                };
            }
            Line::Returned { .. } | Line::Event => {}
            Line::Odd => found.odd.push(text.to_owned()),
        }
    }
    found
}

/// The calls in a log of qemu's `-strace`, whose processes write each in a line of its own.
///
/// It holds the program alone: what it executes is executed by the machine itself. `named` names a call of the
/// program's architecture that the emulator knows by its number only.
pub fn calls_of_emulator(log: &str, named: impl Fn(u32) -> Option<String>) -> Calls {
    let mut found = Calls::default();
    for (_, text) in log.lines().filter_map(parted) {
        // A thread may write into the line of another: what does not begin with a call tells nothing.
        if let Line::Call { name, .. } = Line::read(text) {
            found.own.insert(name.to_owned());
        } else if let Some(number) = text.strip_prefix("Unknown syscall ") {
            let number = number.split_whitespace().next().unwrap_or_default();
            let name = number.parse().ok().and_then(&named);
            found.own.insert(name.unwrap_or_else(|| number.to_owned()));
        }
    }
    // What socketcall(2) is told stands there as if it were the call: in capitals, but for one.
    let told = |name: &String| name.bytes().all(|byte| byte.is_ascii_uppercase());
    if found.own.iter().any(told) {
        found.own.retain(|name| !told(name) && name != "shutdown");
        found.own.insert("socketcall".to_owned());
    }
    found
}

/// A line of a log.
enum Line<'a> {
    /// A call, as far as it is known here; `rest` follows its opening bracket.
    Call {
        name: &'a str,
        rest: &'a str,
    },
    /// The end of a call that was begun in an earlier line.
    Returned {
        name: &'a str,
        rest: &'a str,
    },
    /// The leader of a process goes on as what a thread of it, this one, executed.
    Superseded(u32),
    /// From here on it makes calls of 32 bits, or of 64 again.
    Narrow(bool),
    /// A signal, an end, or a call of which no more is known than that there was one.
    Event,
    Odd,
}

impl<'a> Line<'a> {
    fn read(text: &'a str) -> Self {
        if let Some(rest) = text.strip_prefix("+++ superseded by execve in pid ") {
            return first_number(rest).map_or(Self::Odd, Self::Superseded);
        }
        if let Some(resumed) = text.strip_prefix("<... ") {
            return match resumed.split_once(" resumed>") {
                Some((name, rest)) => Self::Returned { name, rest },
                None => Self::Odd,
            };
        }
        if let Some(mode) = text.strip_prefix("[ Process PID=") {
            return Self::Narrow(!mode.contains("runs in 64 bit mode"));
        }
        if ["---", "+++", "???", "strace: "].iter().any(|event| text.starts_with(event)) {
            return Self::Event;
        }
        let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
        match text.split_at(end) {
            (name, rest) if !name.is_empty() && rest.starts_with('(') => {
                Self::Call { name, rest: &rest[1..] }
            }
            _ => Self::Odd,
        }
    }

    /// The process or thread that a call has made, in the numbers of the log where the maker knows it by
    /// another one.
    fn child(&self) -> Option<u32> {
        let (Self::Call { name, rest } | Self::Returned { name, rest }) = self else { return None };
        if !matches!(*name, "clone" | "clone3" | "fork" | "vfork") {
            return None;
        }
        match rest.rsplit_once("/* ") {
            Some((_, seen)) if seen.contains("in strace's PID NS") => first_number(seen),
            _ => result(rest).filter(|number| *number > 0)?.try_into().ok(),
        }
    }
}

/// The process that a line is of, and what follows.
fn parted(line: &str) -> Option<(u32, &str)> {
    let line = line.trim_start();
    // strace says this of a process without its number in front.
    if line.starts_with("[ Process PID=") {
        return Some((first_number(line)?, line));
    }
    let (process, text) = line.split_once(' ')?;
    Some((process.parse().ok()?, text.trim()))
}

/// Who made each process and thread.
fn parents(lines: &[(u32, &str)]) -> BTreeMap<u32, u32> {
    let mut parents = BTreeMap::new();
    for (process, text) in lines {
        if let Some(child) = Line::read(text).child() {
            parents.entry(child).or_insert(*process);
        }
    }
    parents
}

/// What a call returned, if that is a number.
fn result(rest: &str) -> Option<i64> {
    let (_, result) = rest.rsplit_once(" = ")?;
    result.split_whitespace().next()?.parse().ok()
}

fn unfinished(rest: &str) -> bool {
    rest.ends_with("<unfinished ...>")
}

/// The path that a line executes, as it was given; empty where a descriptor is executed.
fn executed(text: &str) -> Option<String> {
    let arguments = text.strip_prefix("execve(").or_else(|| {
        let (_, path) = text.strip_prefix("execveat(")?.split_once(", ")?;
        Some(path)
    })?;
    let (path, _) = arguments.strip_prefix('"')?.split_once('"')?;
    Some(path.to_owned())
}

/// The name of a call; strace writes one that is newer than itself as `syscall_0x1c4`.
fn named(name: &str) -> String {
    match name.strip_prefix("syscall_0x") {
        Some(number) => named_by_number(u32::from_str_radix(number, 16).ok(), name),
        None => name.to_owned(),
    }
}

fn named_by_number(number: Option<u32>, otherwise: &str) -> String {
    let known = NEWER.iter().find(|(newer, _)| number == Some(*newer));
    known.map_or_else(|| otherwise.to_owned(), |(_, name)| (*name).to_owned())
}

/// Calls that tools of 2022 do not name; since 424 a call has the same number everywhere
/// (scripts/syscall.tbl of Linux 6.18).
const NEWER: &[(u32, &str)] = &[
    (435, "clone3"),
    (436, "close_range"),
    (437, "openat2"),
    (438, "pidfd_getfd"),
    (439, "faccessat2"),
    (440, "process_madvise"),
    (441, "epoll_pwait2"),
    (442, "mount_setattr"),
    (443, "quotactl_fd"),
    (444, "landlock_create_ruleset"),
    (445, "landlock_add_rule"),
    (446, "landlock_restrict_self"),
    (447, "memfd_secret"),
    (448, "process_mrelease"),
    (449, "futex_waitv"),
    (450, "set_mempolicy_home_node"),
    (451, "cachestat"),
    (452, "fchmodat2"),
    (453, "map_shadow_stack"),
    (454, "futex_wake"),
    (455, "futex_wait"),
    (456, "futex_requeue"),
    (457, "statmount"),
    (458, "listmount"),
    (459, "lsm_get_self_attr"),
    (460, "lsm_set_self_attr"),
    (461, "lsm_list_modules"),
    (462, "mseal"),
    (463, "setxattrat"),
    (464, "getxattrat"),
    (465, "listxattrat"),
    (466, "removexattrat"),
    (467, "open_tree_attr"),
    (468, "file_getattr"),
    (469, "file_setattr"),
];

fn first_number(text: &str) -> Option<u32> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let digits = &text[start..];
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    digits[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_prog(log: &str) -> Calls {
        calls(log, |file| file == "/tmp/prog")
    }

    fn words(calls: &BTreeSet<String>) -> String {
        calls.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
    }

    const START: &str =
        "2731  execve(\"/tmp/prog\", [\"/tmp/prog\", \"serve\"], 0x7ffd0f8 /* 9 vars */) = 0\n";

    fn after_start(log: &str) -> Calls {
        of_prog(&format!("{START}{log}"))
    }

    #[test]
    fn a_call_that_is_cut_in_two_is_one() {
        let calls = after_start(
            "2731  arch_prctl(ARCH_SET_FS, 0x570d30) = 0\n\
             2731  futex(0x55f0, FUTEX_WAIT_PRIVATE, 0, NULL <unfinished ...>\n\
             2733  read(3,  <unfinished ...>\n\
             2731  <... futex resumed>)              = -1 EAGAIN (Resource temporarily unavailable)\n\
             2733  <... read resumed>\"\"..., 512)    = 12\n\
             2731  exit_group(0)                     = ?\n\
             2733  <... epoll_pwait resumed> <unfinished ...>) = ?\n\
             2733  +++ exited with 0 +++\n\
             2731  +++ exited with 0 +++\n",
        );
        assert_eq!(words(&calls.own), "arch_prctl exit_group futex read");
        assert!(calls.others.is_empty() && calls.odd.is_empty(), "{calls:?}");
    }

    #[test]
    fn signals_ends_and_calls_without_a_name_are_no_calls() {
        let calls = after_start(
            "2731  --- SIGURG {si_signo=SIGURG, si_code=SI_TKILL, si_pid=17, si_uid=0} ---\n\
             2731  rt_sigreturn({mask=[]})           = 1024\n\
             2731  restart_syscall(<... resuming interrupted nanosleep ...>) = 0\n\
             78    ???( <unfinished ...>\n\
             78    <... ??? resumed>)                = ?\n\
             2731  ????( <unfinished ...>\n\
             2731  +++ killed by SIGKILL +++\n",
        );
        assert_eq!(words(&calls.own), "restart_syscall rt_sigreturn");
        assert!(calls.odd.is_empty(), "{calls:?}");
    }

    #[test]
    fn between_fork_and_exec_a_child_is_the_program() {
        let calls = after_start(
            "2731  clone(child_stack=NULL, flags=CLONE_VM|CLONE_VFORK|SIGCHLD <unfinished ...>\n\
             2740  dup3(5, 1, 0)                     = 1\n\
             2740  execve(\"/usr/sbin/git\", [\"git\"], 0xc000 /* 9 vars */) = -1 ENOENT (No such file or directory)\n\
             2740  execve(\"/usr/bin/git\", [\"git\"], 0xc000 /* 9 vars */ <unfinished ...>\n\
             2731  <... clone resumed>)              = 2740\n\
             2740  <... execve resumed>)             = 0\n\
             2740  brk(NULL)                         = 0x55d\n\
             2740  vfork( <unfinished ...>\n\
             2741  chdir(\"/\")                        = 0\n\
             2741  execve(\"/tmp/prog\", [\"prog\"], 0x55 /* 9 vars */) = 0\n\
             2741  getuid()                          = 0\n\
             2740  <... vfork resumed>)              = 2741\n",
        );
        assert_eq!(words(&calls.own), "clone dup3 execve getuid");
        assert_eq!(words(&calls.others["/usr/bin/git"]), "brk chdir execve vfork");
    }

    #[test]
    fn a_program_that_starts_itself_anew_stays_itself() {
        let calls = after_start(
            "2731  clone(child_stack=NULL, flags=SIGCHLD) = 2740\n\
             2740  execve(\"/proc/self/exe\", [\"prog\", \"init\"], 0xc0 /* 9 vars */) = 0\n\
             2740  setns(7, CLONE_NEWNS)             = 0\n\
             2740  execveat(6, \"\", [\"prog\"], 0xc0 /* 9 vars */, AT_EMPTY_PATH) = 0\n\
             2740  setsid()                          = 2740\n\
             2740  execve(\"/proc/self/fd/7\", [\"prog\"], 0xc0 /* 9 vars */) = 0\n\
             2740  capset({}, {})                    = 0\n",
        );
        assert_eq!(words(&calls.own), "capset clone execve execveat setns setsid");
        assert!(calls.others.is_empty(), "{calls:?}");
    }

    #[test]
    fn what_a_thread_executes_the_leader_becomes() {
        let calls = after_start(
            "2731  clone(child_stack=0xc0, flags=CLONE_VM|CLONE_THREAD) = 2735\n\
             2731  futex(0xa5b8f0, FUTEX_WAIT_PRIVATE, 0, NULL <unfinished ...>\n\
             2735  execve(\"/usr/bin/id\", [...], 0x7ffd2223a9c0 /* 35 vars */ <unfinished ...>\n\
             2731  <... futex resumed>)              = ?\n\
             2731  +++ superseded by execve in pid 2735 +++\n\
             2731  <... execve resumed>)             = 0\n\
             2731  brk(NULL)                         = 0x55f557b78000\n",
        );
        assert_eq!(words(&calls.own), "clone execve futex");
        assert_eq!(words(&calls.others["/usr/bin/id"]), "brk");
    }

    #[test]
    fn a_child_in_another_namespace_is_known_by_both_numbers() {
        let calls = after_start(
            "2731  clone(child_stack=NULL, flags=CLONE_NEWPID|SIGCHLD) = 2750\n\
             2750  gettid()                          = 1 /* 2750 in strace's PID NS */\n\
             2750  clone(child_stack=NULL, flags=SIGCHLD) = 3 /* 2752 in strace's PID NS */\n\
             2750  execve(\"/bin/true\", [...], 0xc0 /* 9 vars */) = 0\n\
             2752  sethostname(\"\"..., 4)             = 0\n",
        );
        // The child was made before its parent went on as another file, and speaks only after.
        assert_eq!(words(&calls.own), "clone execve gettid sethostname");
        assert!(calls.others.is_empty(), "{calls:?}");
    }

    #[test]
    fn calls_of_32_bits_have_other_numbers_and_are_left_out() {
        let calls = after_start(
            "[ Process PID=2731 runs in 32 bit mode. ]\n\
             2731  waitpid(-1, NULL, 0)              = -1 ECHILD (No child processes)\n\
             2731  [ Process PID=2731 runs in 64 bit mode. ]\n\
             2731  wait4(-1, NULL, 0, NULL)          = -1 ECHILD (No child processes)\n",
        );
        assert_eq!(words(&calls.own), "wait4");
    }

    #[test]
    fn a_call_newer_than_strace_has_a_name() {
        let calls = after_start(
            "2731  syscall_0x1c4(0x9, 0xc0000, 0x1ed, 0x100, 0, 0) = 0\n\
             2731  syscall_0xfff(0, 0, 0, 0, 0, 0) = -1 ENOSYS (Function not implemented)\n",
        );
        assert_eq!(words(&calls.own), "fchmodat2 syscall_0xfff");
    }

    #[test]
    fn a_line_that_nobody_understands_is_told() {
        assert_eq!(after_start("2731  !?\n").odd, ["!?"]);
    }

    #[test]
    fn an_emulator_names_a_call_of_sockets_by_what_it_is_told() {
        let calls = calls_of_emulator(
            "18923 SOCKET(PF_INET,SOCK_STREAM|SOCK_CLOEXEC|SOCK_NONBLOCK,IPPROTO_IP) = 3\n\
             18923 shutdown(4,SHUT_WR) = 0\n\
             18923 close(4) = 0\n",
            |_| None,
        );
        assert_eq!(words(&calls.own), "close socketcall");
    }

    #[test]
    fn an_emulator_writes_lines_into_each_other() {
        let calls = calls_of_emulator(
            "18082 openat(AT_FDCWD,\"/proc/self/cgroup\",O_RDONLY|O_CLOEXEC) = 4\n\
             18082 futex(0x9,FUTEX_PRIVATE_FLAG|FUTEX_WAIT,0,NULL,0,0)18083 nanosleep(366503858616,0) = 0\n\
             \x20= 0\n\
             --- SIGURG {si_signo=SIGURG, si_code=SI_TKILL, si_pid=18082, si_uid=0} ---\n\
             (63 rt_sigaction({tv_sec = 5360,tv_nsec = 129104334}52,)0x0000004000041598,\n\
             18082 Unknown syscall 293\n\
             18082 Unknown syscall 4520\n",
            |number| (number == 293).then(|| "rseq".to_owned()),
        );
        assert_eq!(words(&calls.own), "4520 futex openat rseq");
        assert!(calls.odd.is_empty(), "{calls:?}");
    }
}
