//! What a crash means, in sentences that need no manual, and what to do next.

use landfall_facts::{Arch, Crash, CrashSignal, Whose};
use landfall_know::{crash_word, exception, syscall_name};

/// Below this no program has anything: Linux keeps it free (vm.mmap_min_addr), and so do the others.
const NOTHING: u64 = 0x1000;
/// What the runtime shows of `kill(2)`: SI_USER, and SI_TKILL as a signed and an unsigned number.
const SENT: [u64; 3] = [0, 0xffff_fffa, 0xffff_ffff_ffff_fffa];

pub(super) fn tell(crash: &mut Crash) {
    let (mut means, mut next) = (Vec::new(), Vec::new());
    words(crash, &mut means, &mut next);
    if let Some(signal) = crash.signal.clone() {
        signalled(crash, &signal, &mut means, &mut next);
    }
    in_c(crash, &mut means, &mut next);
    match crash.kind.as_str() {
        "data race" => {
            means.push(
                "Two goroutines used the same memory at the same time, and one of them wrote."
                    .into(),
            );
            next.push(
                "guard it with a sync.Mutex, use sync/atomic, or hand it over a channel".into(),
            );
        }
        "goroutineleak profile" => {
            means.push(
                "These goroutines wait for what nobody can reach any more: they never end.".into(),
            );
            next.push("close the channel or cancel the context that each of them waits for".into());
        }
        "goroutines" | "goroutine profile" => {
            means.push("A dump of goroutines: nothing in it says that the program crashed.".into())
        }
        _ => {}
    }
    if let Some(sentence) = crash.exit.and_then(exit) {
        means.push(sentence);
    }
    means.dedup();
    next.dedup();
    (crash.means, crash.next) = (means, next);
}

fn words(crash: &Crash, means: &mut Vec<String>, next: &mut Vec<String>) {
    let is_nil = |signal: &CrashSignal| signal.address.is_some_and(|address| address < NOTHING);
    for said in &crash.said {
        let (kind, message) = match said.split_once(": ") {
            Some(("panic", message)) => ("panic", message),
            Some(("fatal error", message)) => ("fatal", message),
            _ => continue,
        };
        let message = message
            .strip_prefix("runtime: ")
            .filter(|rest| crash_word(kind, rest).is_some())
            .unwrap_or(message);
        if let Some(word) = crash_word(kind, message) {
            // The address below says it better.
            let is_said = message.contains("nil pointer dereference")
                && crash.signal.as_ref().is_some_and(is_nil);
            let is_bus = message == "fault"
                && crash.signal.as_ref().is_some_and(|signal| signal.name == "SIGBUS");
            if !is_said && !is_bus {
                means.push(word.means.to_owned());
            }
            if !is_bus {
                next.push(word.next.to_owned());
            }
        } else if kind == "panic" && means.is_empty() {
            means
                .push("The program itself, or a library, called panic with this value.".to_owned());
        }
    }
}

fn signalled(crash: &Crash, signal: &CrashSignal, means: &mut Vec<String>, next: &mut Vec<String>) {
    let sent = signal.code.is_some_and(|code| SENT.contains(&code));
    match signal.name.as_str() {
        "SIGSEGV" if sent => {
            means.push("The signal was sent by kill(2) and not by the CPU: another program, or the program itself, sent it.".into());
        }
        "SIGSEGV" => segfault(signal, means),
        "SIGBUS" => {
            means.push("A page could not be had: mostly a mapped file that somebody shortened while it was mapped, a full /dev/shm or a disk that failed; on some CPUs an address that is not aligned.".into());
            next.push("look who truncates the mapped file; in a container make /dev/shm larger (--shm-size)".into());
        }
        "SIGILL" => {
            means.push("The CPU does not know an instruction of the program: it was built for a higher CPU level (GOAMD64, -march=native), an emulator lacks it, or the code stopped itself (__builtin_trap).".into());
            next.push("compare `go version -m` (GOAMD64, GOARM) with /proc/cpuinfo; `landfall check --for` tells both".into());
        }
        "SIGSYS" => {
            means.push(match filtered(crash) {
                Some(call) => format!("A seccomp filter forbids the system call {call} and stops whoever makes it."),
                None => "A seccomp filter forbids a system call that the program made.".to_owned(),
            });
            next.push("`landfall seccomp derive` tells what the program calls; allow that in the profile, not everything".into());
        }
        "SIGABRT" if sent && crash.in_c => {
            means.push("C code stopped the program by abort(): what it said last stands before.".into());
        }
        "SIGABRT" if sent => means.push("The program was stopped by SIGABRT: abort() of C, or kill -ABRT from outside (a watchdog, systemd).".into()),
        "SIGABRT" => means.push("C code stopped the program by abort().".into()),
        "SIGQUIT" => {
            means.push("Somebody asked for a dump of all goroutines: Ctrl+\\, kill -QUIT, or a test's time that ran out. The program did not fail by itself.".into());
        }
        "SIGFPE" => means.push("A whole number was divided by zero in C code, or a division did not fit.".into()),
        "SIGTRAP" => means.push("A breakpoint or a trap was met: C code stopped itself, or runtime.Breakpoint was called.".into()),
        name if name.starts_with("0x") => {
            if let Some(known) = exception(name) {
                means.push(format!("{}: {}", known.name, known.means));
            }
            if name.eq_ignore_ascii_case("0xc0000005") {
                segfault(signal, means);
            }
        }
        _ => {}
    }
}

fn segfault(signal: &CrashSignal, means: &mut Vec<String>) {
    let Some(address) = signal.address else { return };
    let is_function = signal.pc == Some(0);
    means.push(match address {
        _ if is_function => "A function that is nil was called.".to_owned(),
        0 if signal.code == Some(0x80) => "The address is none that the CPU can have: a damaged pointer was followed.".to_owned(),
        0 => "A nil pointer was followed: the address is 0.".to_owned(),
        1..NOTHING => format!("A nil pointer was followed: the field at {address:#x} of something that is not there."),
        _ if signal.code == Some(2) => format!("The memory at {address:#x} is there, but may not be used like this: it was written to and is read-only, or run and is data."),
        _ => format!("At {address:#x} there is no memory: the pointer is damaged, or what it points to was freed. No nil pointer leads so far."),
    });
}

/// The system call that a filter stopped, from the registers.
fn filtered(crash: &Crash) -> Option<String> {
    let held = |name: &str| {
        crash.registers.iter().find(|(register, _)| register == name).map(|(_, held)| *held)
    };
    let (arch, number) = match () {
        () if held("rax").is_some() => (Arch::Amd64, held("rax")?),
        () if held("eax").is_some() => (Arch::I386, held("eax")?),
        () if held("r29").is_some() && held("r8").is_some() => (Arch::Arm64, held("r8")?),
        () if held("a7").is_some() => (Arch::Riscv64, held("a7")?),
        () => (Arch::Arm, held("r7")?),
    };
    let number = u32::try_from(number).ok()?;
    Some(
        syscall_name(arch, number)
            .map_or(format!("number {number}"), |name| format!("{name} ({number})")),
    )
}

fn in_c(crash: &Crash, means: &mut Vec<String>, next: &mut Vec<String>) {
    let first = crash.groups.first();
    let called =
        first.and_then(|group| group.frames.iter().find_map(|frame| c_function(&frame.function)));
    if crash.in_c {
        means.push(match called {
            Some(name) => {
                format!("It happened in C, in what {name} does; Go shows only its own side.")
            }
            None => "It happened in C code, or in what it called back; Go shows only its own side."
                .to_owned(),
        });
        next.push("for the C side: GOTRACEBACK=crash and a core dump in gdb, or build C with -fsanitize=address".into());
    } else if first
        .is_some_and(|group| group.frames.iter().any(|frame| frame.whose == Whose::Boundary))
    {
        means.push("C code takes part: the boundary is marked below.".to_owned());
    }
    for note in &crash.notes {
        let says = [
            ("*** stack smashing", "C code wrote beyond an array on its stack."),
            ("*** buffer overflow", "C code wrote beyond a buffer whose length the compiler knew."),
            ("free(): ", "C code freed what malloc had not given, or freed it twice."),
            ("double free", "C code freed the same memory twice."),
            ("malloc(): ", "C code wrote beyond memory of malloc; it was noticed only later."),
            ("corrupted ", "C code wrote beyond memory of malloc; it was noticed only later."),
            ("munmap_chunk(): ", "C code freed what malloc had not given."),
            (
                "terminate called",
                "A C++ exception was thrown that nobody caught; it may not cross into Go.",
            ),
            (
                "libc++abi: ",
                "A C++ exception was thrown that nobody caught; it may not cross into Go.",
            ),
        ];
        let known = says.iter().find(|(begin, _)| note.starts_with(begin));
        means.extend(known.map(|(_, sentence)| (*sentence).to_owned()));
    }
}

/// `sqlite3_step` of `main._Cfunc_sqlite3_step`.
fn c_function(function: &str) -> Option<&str> {
    let last = function.rsplit('.').next()?;
    last.strip_prefix("_Cfunc_").or_else(|| last.strip_prefix("_C2func_"))
}

/// What a status of a shell or a container engine says.
fn exit(code: u32) -> Option<String> {
    let signal = match code {
        132 => "SIGILL",
        134 => "SIGABRT",
        135 => "SIGBUS",
        137 => "SIGKILL, by which the kernel also ends who has too much memory",
        139 => "SIGSEGV",
        143 => "SIGTERM",
        159 => "SIGSYS",
        _ => return None,
    };
    Some(format!(
        "Exit status {code} is 128 and the number of {signal}: the program did not end by Go's own hand."
    ))
}
