//! What stands beside Go's own words: messages of C libraries, frames of debuggers and of `backtrace(3)`.

use super::parts::{hex, place};
use super::{Frame, Of, Stack};

/// Whether a line is the last word of a C or C++ library.
pub(super) fn is_last_word(line: &str) -> bool {
    const BEGIN: [&str; 17] = [
        "*** stack smashing detected ***",
        "*** buffer overflow detected ***",
        "*** Error in `",
        "free(): ",
        "malloc(): ",
        "realloc(): ",
        "malloc_consolidate(): ",
        "munmap_chunk(): ",
        "double free or corruption",
        "corrupted size vs. prev_size",
        "corrupted double-linked list",
        "malloc: *** error for object",
        "terminate called ",
        "Fatal glibc error: ",
        "libc++abi: ",
        "pure virtual method called",
        "fatal: morestack on ",
    ];
    let is_begin = BEGIN.iter().any(|begin| line.starts_with(begin));
    is_begin
        || line.starts_with("==") && line.contains("==ERROR: ") && line.contains("Sanitizer")
        || line.contains(": Assertion `") && line.ends_with("failed.")
        || line.starts_with("what():  ")
}

/// `Thread 3 (Thread 0x7f… (LWP 123) "app"):` of a debugger.
pub(super) fn thread(line: &str) -> Option<Stack> {
    let rest = line.strip_prefix("Thread ")?;
    let (number, rest) = rest.split_once(' ')?;
    let fits = rest.starts_with("(Thread 0x") || rest.starts_with("(LWP ");
    let number = number.parse().ok()?;
    let title = line.trim_end_matches(':').to_owned();
    fits.then(|| Stack { of: Of::Thread(number), title, count: 1, ..Stack::default() })
}

/// `#3  0x000000000047886b in runtime.cgocall (fn=…) at /src/cgocall.go:167` of a debugger, with its number.
pub(super) fn debugger(line: &str) -> Option<(u32, Frame)> {
    let (number, rest) = line.strip_prefix('#')?.split_once(' ')?;
    let number = number.parse().ok()?;
    let rest = rest.trim_start();
    let (pc, rest) = match rest.split_once(" in ") {
        Some((pc, rest)) if pc.starts_with("0x") => (hex(pc), rest),
        _ => (None, rest),
    };
    let (call, behind) = match rest.rsplit_once(") ") {
        Some((call, behind)) => (call, behind),
        None => (rest.strip_suffix(')')?, ""),
    };
    let function = call.split_once(" (").map_or(call, |(name, _)| name);
    let mut frame = Frame { function: function.to_owned(), pc, ..Frame::default() };
    if let Some(told) = behind.strip_prefix("at ").and_then(place) {
        told.file.clone_into(&mut frame.file);
        frame.line = told.line;
    } else if let Some(library) = behind.strip_prefix("from ") {
        library.clone_into(&mut frame.file);
    } else if pc.is_none() {
        return None;
    }
    // A debugger names what is of Go as Go does, with its package.
    frame.foreign = !frame.function.contains('.') && !frame.file.ends_with(".go");
    (frame.function != "??" || pc.is_some()).then_some((number, frame))
}

/// `./app(main+0x12)[0x55…]`, `/lib/libc.so.6(+0x3fdf0) [0x7f…]` of `backtrace_symbols(3)`.
pub(super) fn backtrace(line: &str) -> Option<Frame> {
    let (place, pc) = line.strip_suffix(']')?.rsplit_once('[')?;
    let (file, symbol) = place.trim_end().strip_suffix(')')?.split_once('(')?;
    let (name, offset) = symbol.split_once('+')?;
    let fits =
        !file.is_empty() && !file.contains(' ') && (file.contains('/') || file.contains('.'));
    fits.then_some(Frame {
        function: name.to_owned(),
        file: file.to_owned(),
        offset: Some(hex(offset)?),
        pc: Some(hex(pc)?),
        foreign: !name.contains('.'),
        ..Frame::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_of_a_debugger_are_read() {
        let line =
            "#3  0x000000000047886b in runtime.cgocall (fn=0x1, arg=0x2) at /src/cgocall.go:167";
        let (number, frame) = debugger(line).unwrap();
        assert_eq!(
            (number, &*frame.function, frame.pc, frame.line),
            (3, "runtime.cgocall", Some(0x47886b), 167)
        );
        assert!(!frame.foreign);
        let (_, frame) = debugger("#0  raise (sig=6) from /lib/libc.so.6").unwrap();
        assert!(frame.foreign && frame.function == "raise" && frame.file == "/lib/libc.so.6");
        for none in ["#12 0.345 go build", "# comment", "#3 done (fast)", "#1 x"] {
            assert_eq!(debugger(none), None, "{none}");
        }
    }

    #[test]
    fn lines_of_backtrace_are_read() {
        let frame = backtrace("./app(boom+0x12)[0x5555]").unwrap();
        assert_eq!((&*frame.function, &*frame.file, frame.pc), ("boom", "./app", Some(0x5555)));
        assert_eq!(backtrace("/lib/libc.so.6(+0x3fdf0) [0x7f00]").unwrap().function, "");
        assert_eq!(backtrace("see [docs](x+y)[1]"), None);
    }

    #[test]
    fn the_last_words_of_libraries_are_known() {
        for line in [
            "free(): invalid pointer",
            "*** stack smashing detected ***: terminated",
            "terminate called after throwing an instance of 'std::bad_alloc'",
            "==7==ERROR: AddressSanitizer: heap-use-after-free on address 0x6",
            "app: x.c:3: f: Assertion `0' failed.",
        ] {
            assert!(is_last_word(line), "{line}");
        }
        assert!(!is_last_word("free memory: 12"));
    }
}
