//! Who in a Go program made a call that waits for an answer: the functions on its stack, by name.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

use landfall_probe::syscalls::{Callers, Standing};
use landfall_probe::{Real, World as _};
use landfall_sandbox::confine::Asked;

/// So much of a stack is looked at.
const STACK: u64 = 64 << 10;

/// The programs that made calls so far, with their functions.
#[derive(Default)]
pub(super) struct Programs(Mutex<HashMap<String, Option<Arc<Callers>>>>);

impl Programs {
    /// The function that a call is made in, who called that, and so on. Nothing where the program is none of Go, or
    /// may not be looked into.
    pub(super) fn callers(&self, asked: &Asked) -> Vec<String> {
        let thread = format!("/proc/{}", asked.thread);
        let found = (|| {
            let (offset, top) = stands(&thread, asked.call.instruction_pointer)?;
            let callers = self.program(&thread)?;
            let stack = stack(&thread, top).unwrap_or_default();
            let address = asked.call.instruction_pointer;
            Some(callers.of(&Standing { offset, address, stack: &stack }))
        })();
        found.unwrap_or_default()
    }

    /// The functions of a thread's program. They are read once: that may take a tenth of a second.
    fn program(&self, thread: &str) -> Option<Arc<Callers>> {
        let program = fs::read_link(format!("{thread}/exe")).ok()?.display().to_string();
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let read = || {
            let source = Real.open(&format!("{thread}/exe")).ok()?;
            Callers::read(&*source).map(Arc::new)
        };
        known.entry(program).or_insert_with(read).clone()
    }
}

/// Where in the file of its program a thread is, and where its stack ends.
fn stands(thread: &str, address: u64) -> Option<(u64, u64)> {
    let hex = |text: &str| u64::from_str_radix(text.trim_start_matches("0x"), 16).ok();
    let program = fs::read_link(format!("{thread}/exe")).ok()?;
    let maps = fs::read_to_string(format!("{thread}/maps")).ok()?;
    let offset = maps.lines().find_map(|line| {
        // 00400000-004ab000 r-xp 00001000 fe:00 1179 /usr/bin/program
        let mut fields = line.split_ascii_whitespace();
        let (start, end) = fields.next()?.split_once('-')?;
        let (start, end) = (hex(start)?, hex(end)?);
        let from = hex(fields.nth(1)?)?;
        let is_here = (start..end).contains(&address) && line.ends_with(program.to_str()?);
        is_here.then(|| from.checked_add(address - start)).flatten()
    })?;
    // The number of the call, its arguments, the stack and the place.
    let now = fs::read_to_string(format!("{thread}/syscall")).ok()?;
    let top = now.split_ascii_whitespace().rev().nth(1)?;
    Some((offset, hex(top)?))
}

fn stack(thread: &str, top: u64) -> Option<Vec<u8>> {
    let mut memory = File::open(format!("{thread}/mem")).ok()?;
    memory.seek(SeekFrom::Start(top)).ok()?;
    let mut stack = Vec::new();
    // Where the stack is shorter, an error says so, and what lies before that is read.
    let _ = memory.take(STACK).read_to_end(&mut stack);
    Some(stack)
}
