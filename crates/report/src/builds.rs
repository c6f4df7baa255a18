//! What changed from one artifact to another: what breaks first, then what can matter, sizes, and why the bytes
//! are not the same.

mod json;

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use landfall_facts::{
    BuildsCompared, Bytes, Cause, Change, ComparedBuild, Fact, Holds, Measured, PieceDiffers,
    Plain, ReachCompared, TargetCompared, Topic, Verdict,
};

use crate::language::{padded, tr};
use crate::{inspection, text, tr};

pub use json::json;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const RED: Style = AnsiColor::Red.on_default().bold();
const YELLOW: Style = AnsiColor::Yellow.on_default().bold();
const GREEN: Style = AnsiColor::Green.on_default().bold();

/// How much is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Show {
    /// Also what changes nothing where the program runs, and all of long lists.
    pub all: bool,
    /// Why the bytes differ, even of two that are no builds of one source.
    pub causes: bool,
}

/// Two builds held against each other, for a terminal.
pub fn render(compared: &BuildsCompared, show: Show) -> String {
    let mut out = String::new();
    let mut page = Page { out: &mut out, show };
    page.head(compared);
    if compared.is_same {
        return out;
    }
    compared.targets.iter().for_each(|target| page.target(target));
    if let Some(reach) = &compared.reach {
        page.reach(reach);
    }
    page.changes(compared);
    page.sizes(&compared.from, &compared.to);
    page.causes(compared);
    out
}

struct Page<'a> {
    out: &'a mut String,
    show: Show,
}

impl Page<'_> {
    fn head(&mut self, compared: &BuildsCompared) {
        let (from, to) = (&compared.from.build, &compared.to.build);
        let _ = writeln!(self.out, "{BOLD}{}{BOLD:#} → {BOLD}{}{BOLD:#}", from.name, to.name);
        if compared.is_same {
            let same = tr!("the same, byte for byte: {size} bytes", size = to.size);
            let _ = writeln!(self.out, "  {GREEN}{same}{GREEN:#}");
            return;
        }
        let (was, is) = (inspection::about(from), inspection::about(to));
        let grown = change_of_size(from.size, to.size);
        let grown = if grown.is_empty() { String::new() } else { format!(" ({grown})") };
        if was == is {
            self.line("both", &is);
        } else {
            self.line("was", &was);
            self.line("is", &is);
        }
        self.line("file", &format!("{} → {} bytes{grown}", from.size, to.size));
    }

    fn target(&mut self, target: &TargetCompared) {
        let TargetCompared { target, from, to, came, went, doubts } = target;
        let (was, is) = (text::style(*from), text::style(*to));
        let (from, to_word) = (tr(from.name()), tr(to.name()));
        let target = format!("{BOLD}{target}{BOLD:#}");
        let change = format!("{was}{from}{was:#} → {is}{to_word}{is:#}");
        let _ = writeln!(self.out, "{}", tr!("on {target}: {change}", target, change));
        came.iter().for_each(|finding| text::finding(self.out, finding));
        for finding in went {
            text::no_more(self.out, finding);
        }
        if came.is_empty() && went.is_empty() {
            let says = match to {
                Verdict::Runs => tr!("nothing came and nothing went"),
                Verdict::Breaks | Verdict::Unsure => {
                    tr!("what was found of the older is found still")
                }
            };
            let _ = writeln!(self.out, "  {DIM}{says}{DIM:#}");
        }
        for doubt in doubts {
            text::doubt(self.out, doubt, YELLOW);
        }
    }

    fn reach(&mut self, reach: &ReachCompared) {
        for (word, colour, names) in
            [(tr!("no longer on"), RED, &reach.lost), (tr!("now also on"), GREEN, &reach.won)]
        {
            if !names.is_empty() {
                let most = if self.show.all { usize::MAX } else { 12 };
                let names = listed(names, most);
                let _ = writeln!(self.out, "  {colour}{word}{colour:#} {names}");
            }
        }
    }

    fn changes(&mut self, compared: &BuildsCompared) {
        let (matter, only): (Vec<&Change>, Vec<&Change>) =
            compared.changes.iter().partition(|change| change.matters);
        if !matter.is_empty() {
            let _ = writeln!(self.out, "{BOLD}{}{BOLD:#}", tr!("what changed"));
        }
        matter.iter().for_each(|change| self.change(change));
        if self.show.all {
            only.iter().for_each(|change| self.change(change));
            for (name, why) in &compared.unseen {
                let why = tr(&why.to_string()).into_owned();
                self.line(name, &format!("{DIM}{}{DIM:#}", tr!("not known: {why}", why)));
            }
        } else {
            let (only, unseen) = (only.len(), compared.unseen.len());
            let counts = [
                (only > 0)
                    .then(|| tr!("{only} more differ that change nothing where it runs", only)),
                (unseen > 0).then(|| tr!("{unseen} not known of one", unseen)),
            ];
            let counts: Vec<String> = counts.into_iter().flatten().collect();
            if !counts.is_empty() {
                let told = tr!("{counts}; --all shows them", counts = counts.join(&tr!(", ")));
                let _ = writeln!(self.out, "  {DIM}{told}{DIM:#}");
            }
        }
    }

    fn change(&mut self, change: &Change) {
        let Change { name, added, removed, moved, .. } = change;
        let is_list = !(added.is_empty() && removed.is_empty() && moved.is_empty());
        let says = if is_list { counted(change) } else { told(change) };
        self.line(name, &says);
        let most = match (self.show.all, change.topic) {
            (true, _) => usize::MAX,
            (false, Topic::Modules | Topic::Loader) => 6,
            (false, _) => 3,
        };
        let moved = moved.iter().map(|one| format!("{} {} → {}", one.name, one.from, one.to));
        let added = added.iter().map(|one| format!("{GREEN}+{GREEN:#} {one}"));
        let removed = removed.iter().map(|one| format!("{RED}-{RED:#} {one}"));
        let all: Vec<String> = moved.chain(added).chain(removed).collect();
        for one in all.iter().take(most) {
            self.line("", one);
        }
        if let Some(rest @ 1..) = all.len().checked_sub(most) {
            self.line("", &format!("{DIM}{}{DIM:#}", tr!("and {rest} more", rest)));
        }
        if let Some(means) = &change.means {
            self.line("", &format!("{DIM}{}{DIM:#}", tr(means)));
        }
    }

    fn sizes(&mut self, from: &ComparedBuild, to: &ComparedBuild) {
        let (before, after) = (&from.anatomy, &to.anatomy);
        for (what, a, b, most) in [
            (tr!("code by package"), &before.packages, &after.packages, 6),
            (tr!("sections"), &before.sections, &after.sections, 4),
        ] {
            let (Some(a), Some(b)) = (a.known(), b.known()) else { continue };
            let most = if self.show.all { usize::MAX } else { most };
            self.grown(&what, &differences(a, b), most);
        }
    }

    fn grown(&mut self, what: &str, all: &[Grown<'_>], most: usize) {
        if all.is_empty() {
            return;
        }
        let total: i64 = all.iter().map(|one| one.by()).sum();
        let _ = writeln!(self.out, "{BOLD}{what}{BOLD:#} {}", signed(total));
        for one in all.iter().take(most) {
            let word = match (one.from, one.to) {
                (None, _) => tr!("  new"),
                (_, None) => tr!("  gone"),
                (Some(_), Some(_)) => String::new(),
            };
            let _ =
                writeln!(self.out, "  {:>11}  {}{DIM}{word}{DIM:#}", signed(one.by()), one.name);
        }
        if let Some(rest @ 1..) = all.len().checked_sub(most) {
            let left: i64 = all[most..].iter().map(|one| one.by()).sum();
            let more = tr!("{rest} more", rest);
            let _ = writeln!(self.out, "  {:>11}  {DIM}{more}{DIM:#}", signed(left));
        }
    }

    fn causes(&mut self, compared: &BuildsCompared) {
        if let (Some(why), false) = (&compared.other_source, self.show.causes) {
            let why = tr(why);
            let told =
                tr!("not two builds of one source ({why}); --same tells why the bytes differ", why);
            let _ = writeln!(self.out, "{DIM}{told}{DIM:#}");
            return;
        }
        if !compared.causes.is_empty() {
            let _ = writeln!(self.out, "{BOLD}{}{BOLD:#}", tr!("why the bytes differ"));
        }
        for cause in &compared.causes {
            self.cause(cause);
        }
        if let Some(bytes) = &compared.bytes {
            self.bytes(bytes);
        }
    }

    fn cause(&mut self, cause: &Cause) {
        let colour = if cause.is_sure { RED } else { YELLOW };
        let name = tr(cause.input.name());
        let name = if cause.is_sure { name.into_owned() } else { tr!("probably {name}", name) };
        let _ = writeln!(self.out, "  {colour}{name}{colour:#}  {}", tr(&cause.says));
        if self.show.all {
            let seen = [&cause.from, &cause.to].into_iter().flatten();
            let seen: Vec<String> = seen.map(ToString::to_string).collect();
            let _ =
                writeln!(self.out, "    {DIM}{}{DIM:#}  {}", tr!("seen"), seen.join(&tr!(" and ")));
        }
        let _ = writeln!(self.out, "    {DIM}{}{DIM:#}  {}", tr!("mend"), tr(&cause.mend));
    }

    fn bytes(&mut self, bytes: &Bytes) {
        if bytes.pieces.is_empty() {
            return;
        }
        let _ = writeln!(self.out, "{BOLD}{}{BOLD:#}", tr!("which bytes"));
        let most = if self.show.all { usize::MAX } else { 8 };
        // That headers and gaps differ follows from the rest.
        let mut pieces: Vec<&PieceDiffers> = bytes.pieces.iter().collect();
        pieces.sort_by_key(|piece| matches!(piece.holds, Holds::Headers | Holds::Between));
        for piece in pieces.iter().take(most) {
            self.piece(piece);
        }
        if let Some(rest @ 1..) = bytes.pieces.len().checked_sub(most) {
            let more = tr!("and in {rest} more pieces; --all shows them", rest);
            let _ = writeln!(self.out, "  {DIM}{more}{DIM:#}");
        }
    }

    fn piece(&mut self, piece: &PieceDiffers) {
        let place = match piece.from.or(piece.to) {
            Some((offset, _)) => format!("{offset:#x}"),
            None => String::new(),
        };
        let amount = match (piece.bytes, piece.from, piece.to) {
            (Some(bytes), _, _) => {
                let ranges = piece.ranges_in_all;
                match ranges {
                    1 => tr!("{bytes} bytes in 1 place", bytes),
                    _ => tr!("{bytes} bytes in {ranges} places", bytes, ranges),
                }
            }
            (None, Some((_, a)), Some((_, b))) => tr!("{a} → {b} bytes long", a, b),
            (None, Some(_), None) => tr!("only in the older"),
            (None, None, _) => tr!("only in the newer"),
        };
        let section =
            if piece.section.is_empty() { String::new() } else { format!(" ({})", piece.section) };
        let says = tr(piece.holds.says());
        let from = tr!("from byte {place} on", place);
        let _ = writeln!(self.out, "  {says}{section}: {amount}  {DIM}{from}{DIM:#}");
        if self.show.all {
            for (at, len) in &piece.ranges {
                let len = tr!("{len} bytes", len);
                let _ = writeln!(self.out, "    {DIM}{at:#x}, {len}{DIM:#}");
            }
        }
        if let Some((a, b)) = &piece.texts {
            let _ = writeln!(self.out, "    {a:?} → {b:?}");
        }
    }

    fn line(&mut self, label: &str, value: &str) {
        let label = padded(&tr(label), 12);
        let _ = writeln!(self.out, "  {BOLD}{label}{BOLD:#} {}", tr(value));
    }
}

fn told(change: &Change) -> String {
    format!("{} → {}", shown(&change.from), shown(&change.to))
}

fn counted(change: &Change) -> String {
    let (moved, new, gone) = (change.moved.len(), change.added.len(), change.removed.len());
    let counts = [
        (moved > 0).then(|| tr!("{moved} moved", moved)),
        (new > 0).then(|| tr!("{new} new", new)),
        (gone > 0).then(|| tr!("{gone} gone", gone)),
    ];
    counts.into_iter().flatten().collect::<Vec<_>>().join(&tr!(", "))
}

fn shown(fact: &Fact<Plain>) -> String {
    match fact {
        Fact::Known(Plain::Flag(true), _) => tr!("yes"),
        Fact::Known(Plain::Flag(false), _) => tr!("no"),
        Fact::Known(Plain::Number(number), _) => number.to_string(),
        Fact::Known(Plain::Text(text), _) => text.clone(),
        Fact::Known(Plain::List(texts), _) => listed(texts, 6),
        Fact::Absent(_) => tr!("none"),
        Fact::Unknown(_) => "?".to_owned(),
    }
}

fn listed(names: &[String], most: usize) -> String {
    match names.len().checked_sub(most) {
        Some(rest @ 1..) => tr!("{names} and {rest} more", names = names[..most].join(", "), rest),
        _ => names.join(", "),
    }
}

/// Something whose length changed.
pub(crate) struct Grown<'a> {
    name: &'a str,
    from: Option<u64>,
    to: Option<u64>,
}

impl Grown<'_> {
    fn by(&self) -> i64 {
        // No file is so long.
        let len = |len: Option<u64>| i64::try_from(len.unwrap_or(0)).unwrap_or(i64::MAX);
        len(self.to).saturating_sub(len(self.from))
    }
}

/// What has another length, the largest change first.
pub(crate) fn differences<'a>(before: &'a [Measured], after: &'a [Measured]) -> Vec<Grown<'a>> {
    let mut all: std::collections::BTreeMap<&str, (Option<u64>, Option<u64>)> = Default::default();
    let add = |known: &mut Option<u64>, size: u64| *known = Some(known.unwrap_or(0) + size);
    for one in before {
        add(&mut all.entry(&one.name).or_default().0, one.size);
    }
    for one in after {
        add(&mut all.entry(&one.name).or_default().1, one.size);
    }
    let changed = all.into_iter().filter(|(_, (from, to))| from != to);
    let mut changed: Vec<Grown<'_>> =
        changed.map(|(name, (from, to))| Grown { name, from, to }).collect();
    changed.sort_by_key(|one| std::cmp::Reverse(one.by().unsigned_abs()));
    changed
}

fn signed(by: i64) -> String {
    let sign = if by < 0 { '-' } else { '+' };
    format!("{sign}{}", size(by.unsigned_abs()))
}

/// A length in bytes as people read it.
pub(crate) fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{:.1} KiB", bytes as f64 / 1024.0),
        _ => format!("{:.1} MiB", bytes as f64 / 1_048_576.0),
    }
}

/// By how much a file grew or shrank; empty where it did not.
fn change_of_size(from: u64, to: u64) -> String {
    if from == to {
        return String::new();
    }
    let by = i64::try_from(to).unwrap_or(i64::MAX) - i64::try_from(from).unwrap_or(i64::MAX);
    let share = by as f64 / from.max(1) as f64 * 100.0;
    format!("{}, {share:+.1} %", signed(by))
}
