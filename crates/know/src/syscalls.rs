//! The system calls of Linux: their numbers on each architecture and the kernel that brought them.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use landfall_facts::{Arch, KernelVersion, Origin};

use crate::table::{Row, rows};

/// The name of a call by its number.
pub fn syscall_name(arch: Arch, number: u32) -> Option<&'static str> {
    Some(numbers(arch)?.by_number.get(&number)?.row.get("name"))
}

/// The number of a call by its name. Nothing where the architecture has no such call, as `open` of arm64, or
/// the table is older than it.
pub fn syscall_number(arch: Arch, name: &str) -> Option<u32> {
    numbers(arch)?.by_name.get(name).copied()
}

/// The kernel release that brought a call on an architecture, and the row that says so.
///
/// Nothing where that is not known, and for a number behind which there never was a call. A call that is older
/// than the port itself has the release that brought it elsewhere.
pub fn syscall_since(arch: Arch, number: u32) -> Option<(KernelVersion, Origin)> {
    let call = numbers(arch)?.by_number.get(&number)?;
    Some((call.since?, call.row.origin()))
}

/// The calls that the kernel makes a thread go on with after one of these was interrupted, each with the call
/// that is gone on with so, and the row that says so.
pub fn implied_syscalls<'a>(
    calls: impl Fn(&str) -> bool + 'a,
) -> impl Iterator<Item = (&'static str, &'static str, Origin)> + 'a {
    rows("implied-calls.csv")
        .filter(move |row| calls(row.get("call")))
        .map(|row| (row.get("implies"), row.get("call"), row.origin()))
}

/// By what a program can ask for something.
#[derive(Debug, Clone, Copy)]
pub enum Asks {
    /// By values of a type of Go.
    Makes(&'static str),
    /// By a function of Go.
    Has(&'static str),
}

/// A call that a function makes only in one case.
#[derive(Debug, Clone, Copy)]
pub struct SeldomCall {
    function: &'static str,
    /// In which case.
    pub when: &'static str,
    /// A program that makes values of this type of Go, or has this function linked in, can ask for it at any
    /// time.
    pub unless: Option<Asks>,
}

impl SeldomCall {
    /// Whether it is about a function; `taken` where somebody takes that from a library.
    pub fn is_of(&self, function: &str, taken: bool) -> bool {
        match self.function.strip_suffix('*') {
            Some(start) => !taken && function.starts_with(start),
            None => self.function == function,
        }
    }
}

/// What is known of who makes a call only in one case.
pub fn seldom_calls(call: &str) -> Vec<SeldomCall> {
    let of = |row: &'static Row| SeldomCall {
        function: row.get("function"),
        when: row.get("when"),
        unless: match row.get("unless").split_once(' ') {
            Some(("makes", name)) => Some(Asks::Makes(name)),
            Some(("has", name)) => Some(Asks::Has(name)),
            _ => None,
        },
    };
    rows("seldom-calls.csv").filter(|row| row.get("call") == call).map(of).collect()
}

/// The call whose number a library looks up by name while it runs, where it looks up no other.
pub fn looked_up_call(library: &str) -> Option<&'static str> {
    let row = rows("looked-up-calls.csv").find(|row| row.get("library") == library)?;
    Some(row.get("call"))
}

/// All calls that have a number on an architecture, by their numbers.
pub fn syscalls_of(arch: Arch) -> impl Iterator<Item = (u32, &'static str)> {
    let calls = numbers(arch).into_iter().flat_map(|all| &all.by_number);
    calls.map(|(number, call)| (*number, call.row.get("name")))
}

/// The number of `ENOSYS`, by which the kernel says that it has no such call.
pub fn enosys(arch: Arch) -> u16 {
    /// Of all but those that the table says otherwise of (asm-generic/errno.h).
    const USUAL: u16 = 38;
    let row = rows("seccomp-architectures.csv").find(|row| row.get("arch") == arch.name());
    row.and_then(|row| row.get("nosys").parse().ok()).unwrap_or(USUAL)
}

/// The calls of one architecture.
struct Numbers {
    by_number: BTreeMap<u32, Call>,
    by_name: HashMap<&'static str, u32>,
}

/// A call of one architecture.
struct Call {
    row: &'static Row,
    since: Option<KernelVersion>,
}

/// Read once for each architecture that is asked for: a search in a binary asks thousands of times.
fn numbers(arch: Arch) -> Option<&'static Numbers> {
    static READ: [OnceLock<Numbers>; Arch::ALL.len()] =
        [const { OnceLock::new() }; Arch::ALL.len()];
    let column = column(arch)?;
    let at = Arch::ALL.iter().position(|one| *one == arch)?;
    Some(READ[at].get_or_init(|| read(column)))
}

/// The column that holds the numbers of an architecture: the order of bytes makes no difference to them.
fn column(arch: Arch) -> Option<&'static str> {
    match arch {
        Arch::Mipsle => Some(Arch::Mips.name()),
        Arch::Mips64le => Some(Arch::Mips64.name()),
        Arch::Ppc64le => Some(Arch::Ppc64.name()),
        Arch::Wasm => None,
        Arch::I386
        | Arch::Amd64
        | Arch::Arm
        | Arch::Arm64
        | Arch::Loong64
        | Arch::Mips
        | Arch::Mips64
        | Arch::Ppc64
        | Arch::Riscv64
        | Arch::S390x => Some(arch.name()),
    }
}

fn read(column: &str) -> Numbers {
    let mut numbers = Numbers { by_number: BTreeMap::new(), by_name: HashMap::new() };
    for row in rows("syscalls.csv") {
        let Some((number, since)) = entry(row, column) else { continue };
        // The user's rows come first and are right.
        numbers.by_number.entry(number).or_insert(Call { row, since });
        numbers.by_name.entry(row.get("name")).or_insert(number);
    }
    numbers
}

/// The number in a field such as `434`, `364@4.3` or `169@?`, and the release.
fn entry(row: &Row, column: &str) -> Option<(u32, Option<KernelVersion>)> {
    let field = row.get(column);
    let (number, since) = field.split_once('@').unwrap_or((field, row.get("since")));
    Some((number.parse().ok()?, since.parse().ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn since(arch: Arch, name: &str) -> Option<String> {
        let number = syscall_number(arch, name)?;
        syscall_since(arch, number).map(|(release, _)| release.to_string())
    }

    #[test]
    fn a_call_has_another_number_on_each_architecture() {
        let of = |arch| syscall_number(arch, "openat");
        assert_eq!(of(Arch::Amd64), Some(257));
        assert_eq!(of(Arch::I386), Some(295));
        assert_eq!(of(Arch::Arm64), Some(56));
        assert_eq!(of(Arch::Mipsle), Some(4288));
        assert_eq!(of(Arch::Mips64le), Some(5247));
        assert_eq!(of(Arch::Wasm), None);
        assert_eq!(syscall_number(Arch::Arm64, "open"), None);
        assert_eq!(syscall_name(Arch::Arm, 0xf0002), Some("cacheflush"));
        assert_eq!(syscall_name(Arch::S390x, 5), Some("open"));
    }

    #[test]
    fn a_call_came_with_another_kernel_where_the_row_says_so() {
        assert_eq!(since(Arch::Amd64, "clone3").as_deref(), Some("5.3"));
        assert_eq!(since(Arch::Mips64, "clone3").as_deref(), Some("5.4"));
        assert_eq!(since(Arch::I386, "socket").as_deref(), Some("4.3"));
        assert_eq!(since(Arch::Amd64, "uprobe").as_deref(), Some("6.18"));
    }

    #[test]
    fn the_kernel_of_a_call_that_is_never_made_is_not_known() {
        assert_eq!(syscall_number(Arch::I386, "break"), Some(17));
        assert_eq!(since(Arch::I386, "break"), None);
        assert_eq!(syscall_name(Arch::Riscv64, 42), Some("nfsservctl"));
        assert_eq!(since(Arch::Riscv64, "nfsservctl"), None);
    }

    #[test]
    fn no_such_call_has_another_number_on_mips() {
        assert_eq!((enosys(Arch::Amd64), enosys(Arch::Mips64le)), (38, 89));
    }

    #[test]
    fn every_field_is_a_number_with_or_without_a_release() {
        let mut fields = 0;
        for row in rows("syscalls.csv") {
            let since = row.get("since");
            assert!(since.is_empty() || since.parse::<KernelVersion>().is_ok(), "{row:?}");
            for column in Arch::ALL.iter().filter_map(|arch| column(*arch)) {
                let field = row.get(column);
                let Some((_, release)) = entry(row, column) else {
                    assert_eq!(field, "", "{row:?}");
                    continue;
                };
                fields += 1;
                let said = field.contains('@') && !field.ends_with("@?");
                assert!(!said || release.is_some(), "{row:?}");
            }
        }
        assert!(fields > 3_000, "{fields}");
    }

    #[test]
    fn no_number_is_that_of_two_calls() {
        for arch in Arch::ALL.iter().copied().filter(|arch| *arch != Arch::Wasm) {
            let all = numbers(arch).unwrap();
            assert_eq!(all.by_number.len(), all.by_name.len(), "{arch}");
            let order: Vec<_> = syscalls_of(arch).map(|(number, _)| number).collect();
            assert!(order.len() > 300 && order.is_sorted(), "{arch}");
        }
    }
}
