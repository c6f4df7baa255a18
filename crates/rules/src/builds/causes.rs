//! Why two artifacts are not the same: which inputs of their builds were others, as far as the artifacts tell.
//!
//! Four hashes of the Go build ID tell most: of what the linker was given, of what the compiler was given for
//! package main, and of what each of them made (`cmd/go`, `buildid.go`). Where the first three are alike, Go had
//! the same to do; where all four are, somebody did something to the file afterwards.

mod directories;
mod recorded;

use landfall_facts::{
    Bytes, Cause, ComparedBuild, Fact, FunctionDiffers, GoBuildId, Holds, Input, Origin,
};

pub use recorded::other_source;

/// The inputs that were others, the surest first. `bytes` is where the two differ, if somebody looked.
pub(super) fn causes(
    from: &ComparedBuild,
    to: &ComparedBuild,
    bytes: Option<&Bytes>,
) -> Vec<Cause> {
    let pair = Pair { from, to, bytes };
    let mut all = Vec::new();
    recorded::add(&pair, &mut all);
    pair.linked_texts(&mut all);
    directories::add(&pair, &mut all);
    pair.after_build(&mut all);
    pair.of_archive(&mut all);
    pair.source(&mut all);
    if all.is_empty() {
        all.extend(pair.what_is_left());
    }
    all.sort_by_key(|cause| !cause.is_sure);
    all
}

/// Both builds, and where they differ.
struct Pair<'a> {
    from: &'a ComparedBuild,
    to: &'a ComparedBuild,
    bytes: Option<&'a Bytes>,
}

/// A cause that both sides show.
fn cause(input: Input, says: String, origins: [Option<&Origin>; 2], mend: &str) -> Cause {
    let [from, to] = origins.map(Option::<&Origin>::cloned);
    Cause { input, says, from, to, is_sure: true, mend: mend.to_owned() }
}

impl Pair<'_> {
    fn build_ids(&self) -> Option<(&GoBuildId, &GoBuildId)> {
        self.from.anatomy.go_build_id.known().zip(self.to.anatomy.go_build_id.known())
    }

    fn id_origins(&self) -> [Option<&Origin>; 2] {
        [self.from, self.to].map(|one| one.anatomy.go_build_id.origin())
    }

    /// Whether a piece that holds this differs; `None` where nobody looked.
    fn differs(&self, holds: Holds) -> Option<bool> {
        Some(self.bytes?.pieces.iter().any(|piece| piece.holds == holds))
    }

    /// Texts that the linker was told to put into variables, where the flag that says so is not recorded.
    fn linked_texts(&self, all: &mut Vec<Cause>) {
        let (before, after) = (&self.from.anatomy.linked_texts, &self.to.anatomy.linked_texts);
        let (Some(a), Some(b)) = (before.known(), after.known()) else { return };
        let is_told = |cause: &Cause| cause.says.starts_with("-ldflags");
        if a == b || all.iter().any(is_told) {
            return;
        }
        let only = |these: &[String], others: &[String]| {
            let left = these.iter().filter(|text| !others.contains(text)).cloned();
            let left = left.collect::<Vec<_>>().join(" ");
            if left.is_empty() { "none".to_owned() } else { left }
        };
        let says = format!("-X {} → {}", only(a, b), only(b, a));
        let mend = "give the linker the same -X in both: -ldflags is not recorded under -trimpath";
        all.push(cause(Input::LinkFlags, says, [before.origin(), after.origin()], mend));
    }

    /// What was done to the files after the Go command was done with them.
    fn after_build(&self, all: &mut Vec<Cause>) {
        let (before, after) = (&self.from.anatomy, &self.to.anatomy);
        let is_one_build = self.build_ids().is_some_and(|(a, b)| a == b);
        let symbols = |one: &ComparedBuild| {
            let left = &one.build.symbols;
            let is_kept = |fact: &Fact<u64>| fact.known().is_some();
            (is_kept(&left.symtab), left.dwarf.known() == Some(&true))
        };
        let (a, b) = (symbols(self.from), symbols(self.to));
        if is_one_build && a != b {
            let says = match a > b {
                true => "symbols were taken out of the newer after the build, as strip does",
                false => "symbols were taken out of the older after the build, as strip does",
            };
            let origins = [&self.from.build, &self.to.build].map(|it| it.symbols.symtab.origin());
            let mend = "strip both or neither; -ldflags='-s -w' leaves them out from the start";
            all.push(cause(Input::Stripped, says.to_owned(), origins, mend));
        }
        let signed = self.differs(Holds::Signature) == Some(true);
        let other_signer = match (&before.signature, &after.signature) {
            (Fact::Unknown(_), _) | (_, Fact::Unknown(_)) => false,
            (a, b) => a.known() != b.known(),
        };
        // A linker's own signature is made of what it signs.
        if other_signer || (signed && is_one_build) {
            let word = |fact: &Fact<String>| match fact {
                Fact::Known(signer, _) => format!("signed {signer}"),
                Fact::Absent(_) => "not signed".to_owned(),
                Fact::Unknown(_) => "?".to_owned(),
            };
            let says = format!("{} → {}", word(&before.signature), word(&after.signature));
            let origins = [before.signature.origin(), after.signature.origin()];
            let mend = "compare what is built before it is signed, or take both signatures off";
            all.push(cause(Input::Signature, says, origins, mend));
        }
        if let (Some(a), Some(b)) = (before.time_stamp.known(), after.time_stamp.known())
            && a != b
        {
            let says = format!("linked at {a} → {b}, in seconds since 1970 began");
            let origins = [before.time_stamp.origin(), after.time_stamp.origin()];
            let mend =
                "have the C linker write none: -ldflags=-extldflags=-Wl,--no-insert-timestamp";
            all.push(cause(Input::TimeStamp, says, origins, mend));
        }
        if let (Some(a), Some(b)) = (before.c_compilers.known(), after.c_compilers.known())
            && a != b
        {
            let says = format!("{} → {}", a.join(", "), b.join(", "));
            let origins = [before.c_compilers.origin(), after.c_compilers.origin()];
            let mend = "build both in one image, with one C compiler";
            all.push(cause(Input::CCompiler, says, origins, mend));
        }
    }

    /// What differs in an archive besides what its members hold.
    fn of_archive(&self, all: &mut Vec<Cause>) {
        let (before, after) = (&self.from.anatomy.members, &self.to.anatomy.members);
        let (Some(a), Some(b)) = (before.known(), after.known()) else { return };
        let origins = [before.origin(), after.origin()];
        let sorted = |names: &Vec<String>| {
            let mut names = names.clone();
            names.sort_unstable();
            names
        };
        if a != b && sorted(a) == sorted(b) {
            let first = a.iter().zip(b).find(|(a, b)| a != b);
            let (a, b) = first.map_or(("", ""), |(a, b)| (a, b));
            let says = format!("the members stand in another order: {a} → {b} comes first");
            all.push(cause(
                Input::ArchiveOrder,
                says,
                origins,
                "hand them to ar in one order, as by sorting their names",
            ));
        } else if a == b
            && self.differs(Holds::MemberHeader) == Some(true)
            && self.differs(Holds::Member) == Some(false)
        {
            let says = "the members are alike but for their times, owners or modes".to_owned();
            let mend = "have ar write none: ar rcsD, which is its default in Debian";
            all.push(cause(Input::ArchiveTimes, says, origins, mend));
        }
    }

    /// Whether the source was another, where what else was another does not explain the code.
    fn source(&self, all: &mut Vec<Cause>) {
        let explains_code = |cause: &Cause| match cause.input {
            Input::Platform | Input::Go | Input::Main | Input::Modules | Input::CCompiler => true,
            Input::Setting => {
                !cause.says.starts_with("-ldflags") && !cause.says.starts_with("-trimpath")
            }
            Input::SourceDirectory
            | Input::Goroot
            | Input::ModuleCache
            | Input::Vcs
            | Input::MainVersion
            | Input::Source
            | Input::LinkFlags
            | Input::ExternalLink
            | Input::NamedOtherwise
            | Input::Stripped
            | Input::Signature
            | Input::TimeStamp
            | Input::ArchiveOrder
            | Input::ArchiveTimes
            | Input::AfterBuild => false,
        };
        let Some(bytes) = self.bytes.filter(|_| !all.iter().any(explains_code)) else { return };
        // Paths are in what the compiler makes, but for these two.
        let moves_paths = |cause: &Cause| {
            matches!(cause.input, Input::SourceDirectory | Input::Goroot | Input::ModuleCache)
                || cause.says.starts_with("-trimpath")
        };
        let other_main = self.build_ids().map(|(a, b)| a.main_content != b.main_content);
        let other_lines = self.differs(Holds::Lines) == Some(true);
        // Where the linker was given the same main, other texts among its data move what code refers to.
        let may_have_moved = other_main == Some(false) && self.differs(Holds::Data) == Some(true);
        let is_seen = bytes.functions.iter().any(|one| !may_have_moved || one.from != one.to);
        let is_other = match (!is_seen, other_main) {
            (false, _) => true,
            // Only main's own content tells of a text that was changed in it.
            (true, Some(other)) => {
                other && !all.iter().any(moves_paths) && self.differs_at_all(bytes)
            }
            (true, None) => other_lines,
        };
        if !is_other && !other_lines {
            return;
        }
        // The linker's variables do not move a line.
        let says = match bytes.functions.as_slice() {
            [] if other_lines => {
                "lines by address differ, and no function has another length".to_owned()
            }
            [] => "package main was compiled from another source, or with other flags".to_owned(),
            [first, ..] => functions(first, bytes),
        };
        let mend = "build both from one commit, with nothing changed besides";
        all.push(cause(Input::Source, says, self.id_origins(), mend));
    }

    /// Whether anything differs but what only names the rest.
    fn differs_at_all(&self, bytes: &Bytes) -> bool {
        bytes.pieces.iter().any(|piece| !piece.holds.follows() && piece.holds != Holds::Headers)
    }

    /// What is left where nothing that can be seen was another.
    fn what_is_left(&self) -> Option<Cause> {
        let bytes = self.bytes?;
        let unsure = |input, says: &str, mend: &str| {
            let cause = cause(input, says.to_owned(), self.id_origins(), mend);
            Some(Cause { is_sure: false, ..cause })
        };
        let Some((a, b)) = self.build_ids() else {
            return unsure(
                Input::AfterBuild,
                "nothing that is recorded was another, and there is no Go build ID to tell more",
                "build both with the same flags, and without -ldflags=-buildid=",
            );
        };
        if a == b {
            let says =
                "both have one Go build ID: the file was changed after the Go command made it";
            return Some(cause(
                Input::AfterBuild,
                says.to_owned(),
                self.id_origins(),
                "compare what the Go command made, before anything else is done to it",
            ));
        }
        if !self.differs_at_all(bytes) {
            return unsure(
                Input::NamedOtherwise,
                "nothing but build IDs differs: something was called otherwise, as a compiler's path or a \
                 flag, and came to the same program",
                "use the same commands and paths in both builds, or -ldflags=-buildid= in both",
            );
        }
        let same_main = a.main_action == b.main_action && a.main_content == b.main_content;
        if same_main && a.link_action == b.link_action {
            return unsure(
                Input::ExternalLink,
                "Go was given the same; an external linker made something else of it",
                "build both in one image, with one C compiler and linker",
            );
        }
        if same_main {
            let texts = bytes.pieces.iter().filter(|piece| piece.holds == Holds::Data);
            let texts = texts.filter_map(|piece| piece.texts.as_ref()).next();
            let seen = texts.map(|(a, b)| format!(": {a:?} → {b:?}")).unwrap_or_default();
            let says = format!(
                "package main is the same, and the linker was told something else, as by -X, which \
                 -trimpath keeps from being recorded{seen}"
            );
            return unsure(
                Input::LinkFlags,
                &says,
                "give the linker the same flags (-ldflags) in both",
            );
        }
        unsure(
            Input::Source,
            "package main was compiled from another source, or with other flags or paths",
            "build both from one commit with -trimpath",
        )
    }
}

/// Which functions were changed, by their packages.
fn functions(first: &FunctionDiffers, bytes: &Bytes) -> String {
    let mut packages: Vec<&str> = Vec::new();
    for one in &bytes.functions {
        if !packages.contains(&one.package.as_str()) {
            packages.push(&one.package);
        }
    }
    let word = match (first.from, first.to) {
        (None, _) => "is new".to_owned(),
        (_, None) => "is gone".to_owned(),
        (Some(a), Some(b)) if a == b => "has other code".to_owned(),
        (Some(a), Some(b)) => format!("has {b} bytes of code, and had {a}"),
    };
    let more = match bytes.functions_in_all {
        1 => String::new(),
        all => format!(", and {} more changed, of {}", all - 1, listed(&packages)),
    };
    format!("{} {word}{more}", first.name)
}

fn listed(names: &[&str]) -> String {
    const MOST: usize = 3;
    match names.len().checked_sub(MOST) {
        Some(rest @ 1..) => format!("{} and {rest} more packages", names[..MOST].join(", ")),
        _ => names.join(", "),
    }
}
