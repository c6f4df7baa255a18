//! What a change of a build means, where that is known.

use std::cmp::Ordering;

use landfall_facts::{Change, ComparedBuild, Fact, Os, Plain};
use landfall_know::go_release;

/// Both builds.
pub(super) struct Context<'a> {
    pub(super) from: &'a ComparedBuild,
    pub(super) to: &'a ComparedBuild,
}

impl Context<'_> {
    /// What a change means; `None` where it says so itself.
    pub(super) fn means(&self, change: &Change) -> Option<String> {
        let (had, has) = (is_there(&change.from), is_there(&change.to));
        match change.name.as_str() {
            "glibc" => self.glibc(),
            "cpu" => self.cpu(),
            "loader" if self.is_other_system() => None,
            "loader" if !had => Some("it needs a dynamic loader now, and its C library".to_owned()),
            "loader" if !has => Some("it needs no dynamic loader any more".to_owned()),
            "go" => self.go(),
            "cgo linked in" if has => Some(
                "it has C in it now: its C library and libraries have to be there, and hosts and users \
                 may be asked of C"
                    .to_owned(),
            ),
            "cgo linked in" => {
                Some("it has no C in it any more: hosts and users are asked of Go alone".to_owned())
            }
            "symbol table" if !has => Some(
                "stripped: nm and gdb know no names; tracebacks and pprof do, by Go's function table"
                    .to_owned(),
            ),
            "symbol table" if !had => Some("no longer stripped".to_owned()),
            "cgo names in .symtab" => Some(self.cgo_left()),
            "reads certificate authorities" if has => {
                Some("TLS to others fails where there are none".to_owned())
            }
            "reads time zones" if has => {
                Some("time.LoadLocation fails where there are none".to_owned())
            }
            "brings time zones" if !has => Some("the machine has to have them now".to_owned()),
            "brings certificate authorities" if !has => {
                Some("the machine has to have them now".to_owned())
            }
            "signature" if !has && self.is(Os::Darwin) => {
                Some("macOS on arm64 starts nothing that is not signed".to_owned())
            }
            "signature" if !has => Some("nobody vouches for the file any more".to_owned()),
            "system calls" if !change.added.is_empty() => {
                Some("a seccomp profile made for the older one refuses what came".to_owned())
            }
            "build settings" if !has => {
                Some("how it was built is not recorded any more".to_owned())
            }
            "DefaultGODEBUG" => Some(self.godebug()),
            _ => None,
        }
    }

    fn is(&self, os: Os) -> bool {
        self.to.build.os.known() == Some(&os)
    }

    fn is_other_system(&self) -> bool {
        self.from.build.os.known() != self.to.build.os.known()
    }

    fn glibc(&self) -> Option<String> {
        let newest = |of: &ComparedBuild| of.build.link.newest_glibc_import.known().cloned();
        match (newest(self.from), newest(self.to)) {
            (Some(a), Some(b)) if a.version < b.version => {
                let symbols = &b.symbols;
                let by = match symbols.as_slice() {
                    [] => b.library.clone(),
                    [one] => one.clone(),
                    [one, rest @ ..] => format!("{one} and {} more", rest.len()),
                };
                Some(format!("a machine with an older glibc no longer starts it, for {by}"))
            }
            (Some(_), Some(b)) => Some(format!("it starts with glibc {} too", b.version)),
            (None, Some(_)) => Some("it needs glibc now".to_owned()),
            (_, None) => Some("it needs no glibc any more".to_owned()),
        }
    }

    fn cpu(&self) -> Option<String> {
        let (a, b) = (self.from.build.cpu.known()?, self.to.build.cpu.known()?);
        match a.compare(b)? {
            Ordering::Less => Some(format!("a CPU below {b} stops it at the start")),
            Ordering::Greater => Some(format!("it runs on CPUs of {b} too")),
            Ordering::Equal => None,
        }
    }

    /// Which systems a release of Go gave up, as the table of releases tells.
    fn go(&self) -> Option<String> {
        let of = |of: &ComparedBuild| {
            let build = &of.build;
            go_release(build.go.version.known()?, build.arch.known().copied())
        };
        let (before, after) = (of(self.from)?, of(self.to)?);
        let asks = |what: String| format!("it asks for {what} now ({})", after.origin);
        match self.to.build.os.known()? {
            Os::Linux if before.kernel != after.kernel => {
                Some(asks(format!("Linux {}", after.kernel?)))
            }
            Os::Darwin if before.macos != after.macos => {
                Some(asks(format!("macOS {}", after.macos?)))
            }
            Os::Windows if before.windows != after.windows => {
                Some(asks(format!("Windows {}", after.windows?)))
            }
            _ => None,
        }
    }

    fn godebug(&self) -> String {
        let [a, b] = [self.from, self.to].map(|of| of.build.go.version.known());
        match a == b {
            true => "the go line of go.mod moved, or its godebug or //go:debug lines did",
            false => "how the newer Go keeps to what the go line of go.mod asks for",
        }
        .to_owned()
    }

    /// What of cgo is left after the symbols were taken out, where, and whether it matters.
    fn cgo_left(&self) -> String {
        let symbols = &self.to.build.symbols;
        let count = |fact: &Fact<u64>| fact.known().copied().unwrap_or(0);
        let (kept, functions) = (count(&symbols.cgo_in_dynsym), count(&symbols.cgo_in_functions));
        let mut left = Vec::new();
        if kept > 0 {
            let names =
                self.to.anatomy.cgo_names_kept.known().map(Vec::as_slice).unwrap_or_default();
            let names =
                if names.len() <= 4 { format!(" ({})", names.join(", ")) } else { String::new() };
            left.push(format!("{kept} in .dynsym{names}, which C calls back through"));
        }
        if functions > 0 {
            left.push(format!("{functions} in Go's function table, which tracebacks need"));
        }
        match left.is_empty() {
            true => "nothing of cgo is left in any table".to_owned(),
            false => format!("of cgo stay {}: no fault, and nothing to strip", left.join(", and ")),
        }
    }
}

fn is_there(fact: &Fact<Plain>) -> bool {
    match fact {
        Fact::Known(Plain::Flag(flag), _) => *flag,
        Fact::Known(..) => true,
        Fact::Absent(_) | Fact::Unknown(_) => false,
    }
}
