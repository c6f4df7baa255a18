//! A filter in words: what each of its instructions asks or does.

use landfall_facts::Action;

use crate::filter::{Filter, action, code};

/// What is in the accumulator when an instruction is reached.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Holds {
    Nothing,
    Number,
    Arch,
    /// The word at this place, from the first argument.
    Argument(u32),
}

/// Where the arguments begin: `struct seccomp_data` of linux/seccomp.h.
const ARGUMENTS: u32 = 16;

/// A sentence for each instruction; `name` is asked for the name of a call.
pub fn told(filter: &Filter, name: &dyn Fn(u32) -> Option<String>) -> Vec<String> {
    let all = &filter.instructions;
    let mut holds = vec![Holds::Nothing; all.len() + 1];
    let mut says = Vec::with_capacity(all.len());
    for (at, one) in all.iter().enumerate() {
        let held = holds[at];
        let mut leads_to = |target: usize, held: Holds| {
            if let Some(place) = holds.get_mut(target) {
                *place = held;
            }
        };
        says.push(match one.code {
            code::LOAD => {
                let held = match one.value {
                    0 => Holds::Number,
                    4 => Holds::Arch,
                    place => Holds::Argument(place.saturating_sub(ARGUMENTS)),
                };
                leads_to(at + 1, held);
                loaded(held)
            }
            code::AND => {
                leads_to(at + 1, held);
                "these bits of it".to_owned()
            }
            code::JUMP => {
                leads_to(at + 1 + one.value as usize, held);
                "go on below".to_owned()
            }
            code::RETURN => answered(action(one.value)),
            compared => {
                for distance in [one.if_true, one.if_false] {
                    leads_to(at + 1 + usize::from(distance), held);
                }
                asked(held, compared, one.value, filter, name)
            }
        });
    }
    says
}

fn loaded(held: Holds) -> String {
    match held {
        Holds::Arch => "the architecture".to_owned(),
        Holds::Argument(place) => {
            format!("argument {}, the word at byte {}", place / 8, place % 8)
        }
        Holds::Number | Holds::Nothing => "the number of the call".to_owned(),
    }
}

fn asked(
    held: Holds,
    compared: u16,
    value: u32,
    filter: &Filter,
    name: &dyn Fn(u32) -> Option<String>,
) -> String {
    match (held, compared) {
        (Holds::Arch, _) => format!("{}?", filter.arch),
        (Holds::Argument(_) | Holds::Nothing, _) => "is it so?".to_owned(),
        (Holds::Number, code::IF_EQUAL) => format!("{}?", named(value, name)),
        (Holds::Number, _) => format!("{} or above?", named(value, name)),
    }
}

fn named(number: u32, name: &dyn Fn(u32) -> Option<String>) -> String {
    name(number).map_or_else(|| number.to_string(), |name| format!("{name} ({number})"))
}

fn answered(action: Action) -> String {
    match action {
        Action::Allow => "let it through".to_owned(),
        Action::Log => "let it through and log it".to_owned(),
        Action::Notify => "ask whoever watches".to_owned(),
        Action::Trace(number) => format!("tell the tracer {number}"),
        Action::Errno(number) => format!("let it fail with error {number}"),
        Action::Trap => "send SIGSYS".to_owned(),
        Action::KillThread => "end the thread".to_owned(),
        Action::KillProcess => "end the process".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use landfall_facts::{Arch, ArgumentTest, Clause, Compare, Policy};

    use super::*;

    #[test]
    fn each_instruction_is_told_by_what_was_loaded_on_the_way_to_it() {
        let always = |action| vec![Clause { arguments: Vec::new(), action }];
        let test = ArgumentTest { index: 1, compare: Compare::Equal, value: 7 };
        let seven = vec![Clause { arguments: vec![test], action: Action::Allow }];
        let policy = Policy {
            arch: Arch::Amd64,
            default: Action::Errno(38),
            calls: BTreeMap::from([(0, always(Action::Allow)), (16, seven)]),
        };
        let filter = Filter::of(&policy).unwrap();
        let name = |number| (number == 16).then(|| "ioctl".to_owned());
        let told = told(&filter, &name);
        assert_eq!(told.len(), filter.instructions.len());
        assert_eq!(told[..3], ["the architecture", "amd64?", "the number of the call"]);
        let all = told.join("\n");
        assert!(all.contains("ioctl (16)"), "{all}");
        assert!(all.contains("argument 1, the word at byte 4\nis it so?"), "{all}");
        assert!(all.contains("let it fail with error 38"), "{all}");
    }
}
