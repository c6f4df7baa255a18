//! Decides the calls that the kernel leaves open, by a policy file that may change at any time.
//!
//! Whether the file is another one now is looked at each time before a call is decided: an edit counts for the very
//! next call. What cannot be read, is still being written or says nothing sensible leaves what was said before.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use landfall_facts::{Action, Arch, Policy};

use crate::confine::{Asked, Judge, Verdict};
use crate::kernel::confining::{Seen, seen, whole};
use crate::policy_file::{self, PolicyFile};
use crate::rules::Rules;

/// What is told while a program runs.
#[derive(Debug)]
pub enum Event<'a> {
    /// A call was decided. The program waits still.
    Decided(&'a Decided),
    /// The policy file was read again; these calls changed.
    ReadAgain {
        /// Of which another thing is said now.
        changed: BTreeSet<u32>,
        /// Which the file does not allow any more, and the kernel does to the end.
        fixed: BTreeSet<u32>,
    },
    /// The policy file cannot be followed, for this reason, and what it said before counts.
    Kept(String),
    /// What was learned could not be written, for this reason.
    NotWritten(String),
}

/// A call, and what became of it.
#[derive(Debug, Clone, Copy)]
pub struct Decided {
    /// The call and who made it.
    pub asked: Asked,
    /// What becomes of it.
    pub verdict: Verdict,
    /// Whether nothing names it: the default decided, or it was learned.
    pub is_unnamed: bool,
    /// How often the same was decided of this call by now, this time counted.
    pub times: u64,
}

/// Who is told.
pub type Ear = Box<dyn Fn(&Event<'_>) + Send + Sync>;

/// The calls that were asked about, and how often each was allowed, refused or fatal.
pub type Counts = BTreeMap<(u32, Verdict), u64>;

/// Decides.
pub struct Supervisor {
    followed: Option<PathBuf>,
    learns: bool,
    /// What the kernel decides by itself, to the end.
    kernel: Policy,
    now: RwLock<Arc<Now>>,
    reading: Mutex<Reading>,
    counts: Mutex<Counts>,
    learned: Mutex<Learned>,
    ear: Ear,
}

/// What counts.
struct Now {
    rules: Rules,
    /// How the file looked when it said so.
    seen: Option<Seen>,
}

/// What is known of a file that cannot be followed now.
#[derive(Default)]
struct Reading {
    /// How it looked when it made no sense.
    broken: Option<Seen>,
    /// Whether it was said that it is gone, or that it is still being written.
    is_said: bool,
}

#[derive(Default)]
struct Learned {
    /// Since the program began.
    all: BTreeSet<u32>,
    /// Not written yet.
    unwritten: BTreeSet<u32>,
    failed: bool,
}

impl Supervisor {
    /// Decides by these rules, and by what becomes of the file that they were read from. One that learns allows what
    /// nothing names, and writes it into the file.
    pub fn new(rules: Rules, followed: Option<PathBuf>, learns: bool, ear: Ear) -> Self {
        Self {
            kernel: rules.for_the_kernel(),
            // As it looks is not known: it is read again before the first call is decided.
            now: RwLock::new(Arc::new(Now { rules, seen: None })),
            followed,
            learns,
            reading: Mutex::default(),
            counts: Mutex::default(),
            learned: Mutex::default(),
            ear,
        }
    }

    /// What the kernel decides by itself.
    pub fn kernel(&self) -> &Policy {
        &self.kernel
    }

    /// What was asked so far.
    pub fn counts(&self) -> Counts {
        lock(&self.counts).clone()
    }

    /// What was learned so far.
    pub fn learned(&self) -> BTreeSet<u32> {
        lock(&self.learned).all.clone()
    }

    /// Writes what was learned and not written yet.
    pub fn write_learned(&self) {
        let Some(path) = &self.followed else { return };
        // Nobody waits while it is written.
        let numbers: Vec<u32> = lock(&self.learned).unwritten.iter().copied().collect();
        if numbers.is_empty() {
            return;
        }
        let result = add(path, &numbers, self.now().rules.arch);
        let mut learned = lock(&self.learned);
        match result {
            // Another is writing: the next look is not far.
            Ok(false) => {}
            Ok(true) => {
                learned.unwritten.retain(|number| !numbers.contains(number));
                learned.failed = false;
            }
            Err(error) => {
                if !learned.failed {
                    (self.ear)(&Event::NotWritten(error));
                }
                learned.failed = true;
            }
        }
    }

    fn now(&self) -> Arc<Now> {
        self.now.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What counts now: what the file says, where it has changed and says anything.
    fn followed(&self) -> Arc<Now> {
        let now = self.now();
        let Some(path) = &self.followed else { return now };
        let looks = seen(path);
        let is_same = |now: &Now| matches!((&looks, &now.seen), (Ok(looks), Some(seen)) if looks == seen && seen.is_settled());
        if is_same(&now) {
            return now;
        }
        let mut reading = lock(&self.reading);
        // Another may have read it meanwhile.
        let now = self.now();
        if is_same(&now)
            || matches!(&looks, Ok(looks) if reading.broken == Some(*looks) && looks.is_settled())
        {
            return now;
        }
        match self.read(path, &now) {
            Ok(next) => {
                *reading = Reading::default();
                let next = Arc::new(next);
                *self.now.write().unwrap_or_else(PoisonError::into_inner) = next.clone();
                next
            }
            Err(Unread::Broken(how, why)) => {
                if reading.broken != Some(how) {
                    (self.ear)(&Event::Kept(why));
                }
                *reading = Reading { broken: Some(how), is_said: false };
                now
            }
            Err(Unread::NotNow(why)) => {
                if !reading.is_said {
                    (self.ear)(&Event::Kept(why));
                }
                *reading = Reading { broken: None, is_said: true };
                now
            }
        }
    }

    fn read(&self, path: &Path, now: &Now) -> Result<Now, Unread> {
        let (how, text) = match whole(path) {
            Ok(Some(whole)) => whole,
            Ok(None) => return Err(Unread::NotNow("it is being written".to_owned())),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(Unread::NotNow("it is gone".to_owned()));
            }
            Err(error) => return Err(Unread::NotNow(error.to_string())),
        };
        let file =
            policy_file::read(&text, now.rules.arch).map_err(|why| Unread::Broken(how, why))?;
        self.tell(&now.rules.file, &file);
        let rules = Rules { file, ..now.rules.clone() };
        Ok(Now { rules, seen: Some(how) })
    }

    /// Tells what another file changes, and what it cannot change any more.
    fn tell(&self, before: &PolicyFile, after: &PolicyFile) {
        let learned = lock(&self.learned);
        let names = before.named.keys().chain(after.named.keys());
        let changed: BTreeSet<u32> = names
            .filter(|number| before.named.get(number) != after.named.get(number))
            // What we wrote ourselves is no news.
            .filter(|number| !learned.all.contains(number))
            .copied()
            .collect();
        drop(learned);
        let is_fixed = |number: &&u32| {
            let clauses = self.kernel.calls.get(number).map_or(&[][..], Vec::as_slice);
            !clauses.is_empty() && clauses.iter().all(|clause| clause.action != Action::Notify)
        };
        let fixed = changed.iter().filter(is_fixed).copied().collect();
        if !changed.is_empty() || before.default != after.default {
            (self.ear)(&Event::ReadAgain { changed, fixed });
        }
    }

    fn decided(&self, asked: &Asked) -> (Verdict, bool) {
        let now = self.followed();
        let number = asked.call.number;
        match now.rules.named(&asked.call) {
            Some(verdict) => (verdict, false),
            None if self.learns => {
                let mut learned = lock(&self.learned);
                if learned.all.insert(number) {
                    learned.unwritten.insert(number);
                }
                (Verdict::Allow, true)
            }
            None => (now.rules.default(&asked.call), true),
        }
    }
}

impl Judge for Supervisor {
    fn judge(&self, asked: &Asked) -> Verdict {
        let (verdict, is_unnamed) = self.decided(asked);
        let times = {
            let mut counts = lock(&self.counts);
            let times = counts.entry((asked.call.number, verdict)).or_default();
            *times += 1;
            *times
        };
        (self.ear)(&Event::Decided(&Decided { asked: *asked, verdict, is_unnamed, times }));
        verdict
    }

    fn look_around(&self) {
        self.followed();
        self.write_learned();
    }
}

/// Why a file cannot be followed.
enum Unread {
    /// As it looks now, it makes no sense.
    Broken(Seen, String),
    /// It may be there, or whole, at the next look.
    NotNow(String),
}

/// Writes into a policy file that it allows these calls: beside it first, and then in its place, so that whoever
/// reads it has the one or the other. False where it is being changed by another.
fn add(path: &Path, numbers: &[u32], arch: Arch) -> Result<bool, String> {
    let not_written = |error: io::Error| format!("could not write {}: {error}", path.display());
    // What a link leads to is written, and the link stays.
    let real = fs::canonicalize(path).map_err(not_written)?;
    let Some((how, text)) = whole(&real).map_err(not_written)? else { return Ok(false) };
    let known = policy_file::read(&text, arch).map(|file| file.named);
    let Ok(known) = known else { return Ok(false) };
    let new: Vec<u32> = numbers.iter().copied().filter(|it| !known.contains_key(it)).collect();
    let Some(more) = policy_file::with_allowed(&text, &new, arch) else { return Ok(false) };
    if new.is_empty() {
        return Ok(true);
    }
    let mut name = real.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let beside = real.with_file_name(name);
    let written = (|| {
        let mut file = File::create(&beside)?;
        file.set_permissions(fs::metadata(&real)?.permissions())?;
        file.write_all(more.as_bytes())?;
        file.sync_all()?;
        drop(file);
        if seen(&real)? != how {
            fs::remove_file(&beside)?;
            return Ok(false);
        }
        fs::rename(&beside, &real)?;
        // So that the new name is on the disk as well; not every file system can.
        if let Some(directory) = real.parent().map(File::open) {
            let _ = directory.and_then(|it| it.sync_all());
        }
        Ok(true)
    })();
    if written.is_err() {
        // It is of no use; that it could not be written is told.
        let _ = fs::remove_file(&beside);
    }
    written.map_err(not_written)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
