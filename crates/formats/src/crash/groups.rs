//! Stacks that are the same, kept once and counted.

use std::hash::BuildHasher as _;

use hashbrown::{DefaultHashBuilder, HashMap};

use super::{Crash, Group, Of, Stack};

/// So many places are kept of one crash.
const MOST: usize = 4096;
/// So many states of one place.
const STATES: usize = 16;

/// Finds the group of a stack.
#[derive(Default)]
pub(super) struct Groups {
    by_stack: HashMap<u64, usize>,
    hasher: DefaultHashBuilder,
}

impl Groups {
    pub(super) fn clear(&mut self) {
        self.by_stack.clear();
    }

    /// Puts a stack where it belongs. The first one and those of races stand alone: that is the one that crashed.
    pub(super) fn add(&mut self, crash: &mut Crash, stack: Stack) {
        if matches!(stack.of, Of::Goroutine(1..) | Of::Profile) {
            crash.goroutines += stack.count;
        }
        let alone = crash.groups.is_empty() && !matches!(stack.of, Of::Profile)
            || matches!(stack.of, Of::Access(_) | Of::Creation(_) | Of::Thread(_) | Of::Runtime);
        let key = (!alone).then(|| self.key(&stack));
        if let Some(group) = key.and_then(|key| crash.groups.get_mut(*self.by_stack.get(&key)?)) {
            group.count += stack.count;
            group.minutes = group.minutes.max(stack.minutes);
            let is_new = match group.states.iter_mut().find(|(state, _)| *state == stack.state) {
                Some((_, count)) => {
                    *count += stack.count;
                    false
                }
                None => group.states.len() < STATES,
            };
            if is_new {
                group.states.push((stack.state, stack.count));
            }
            return;
        }
        if crash.groups.len() >= MOST {
            crash.left_out += stack.count;
            return;
        }
        if let Some(key) = key {
            self.by_stack.insert(key, crash.groups.len());
        }
        crash.groups.push(Group {
            count: stack.count,
            states: vec![(stack.state.clone(), stack.count)],
            minutes: stack.minutes,
            stack,
        });
    }

    fn key(&self, stack: &Stack) -> u64 {
        let frames = stack.frames.iter().chain(&stack.creator);
        let places: Vec<_> = frames
            .map(|frame| {
                (
                    &*frame.function,
                    &*frame.file,
                    frame.line,
                    frame.function.is_empty().then_some(frame.pc),
                )
            })
            .collect();
        self.hasher.hash_one((places, stack.creator.is_some(), stack.unavailable))
    }
}
