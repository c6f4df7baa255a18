//! A machine that was written down: the file behind `machine:FILE.toml`, both ways.
//!
//! What the file names is known; what it lists under `absent` was looked for and is not there;
//! what stands in the table `unknown`, with a reason, nobody could look at; and of what it does
//! not speak at all nobody knows anything either.

mod private;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use landfall_facts::{Fact, Machine, Origin, Plain, Recorded as _, Shelf, Why};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub use self::private::without_private;

/// The number that changes when a fact changes its meaning or goes away.
const SCHEMA: u32 = 1;

/// Reads a recorded machine; `path` is the file as the user named it. An error says what is wrong
/// with it, and where.
pub fn read(text: &str, path: &str) -> Result<Machine, String> {
    let cannot = |what: &str| format!("could not understand {path}: {what}");
    let table = DeTable::parse(text).map_err(|error| cannot(&error.to_string()))?;
    let mut file = File { text, path, said: BTreeMap::new() };
    file.take("", table.get_ref())?;
    let schema = file.said.remove("schema").ok_or_else(|| cannot("it has no `schema`"))?;
    if schema.plain != Plain::Number(SCHEMA.into()) {
        let says = match schema.plain {
            Plain::Number(number) => format!("its schema is {number}"),
            _ => "its schema is no number".to_owned(),
        };
        return Err(cannot(&format!("{says}, this landfall reads {SCHEMA}")));
    }
    let name = file.said.remove("name").ok_or_else(|| cannot("it has no `name`"))?;
    let name = String::typed(name.plain).map_err(|error| file.bad(name.line, "name", &error))?;
    let absent = match file.said.remove("absent") {
        Some(said) => {
            let names = Vec::<String>::typed(said.plain);
            let names = names.map_err(|error| file.bad(said.line, "absent", &error))?;
            names.into_iter().map(|name| (name, said.line)).collect()
        }
        None => BTreeMap::new(),
    };
    let mut facts = Facts { file, absent, names: BTreeSet::new(), wrong: None };
    let mut machine = Machine::unknown(name, &Why::new(format!("{path} does not say it")));
    machine.each_mut(&mut |name, fact| {
        let said = facts.said_of(name);
        let line = said.origin().map(Origin::to_string).unwrap_or_default();
        if let Err(error) = fact.put(said) {
            let cannot = format!("could not understand {line}: {name}: {error}");
            facts.wrong.get_or_insert(cannot);
        }
    });
    facts.nothing_else()?;
    if let Fact::Known(Shelf::Listed(listed), _) = &mut machine.libraries {
        listed.table = path.to_owned();
    }
    // No library at all is a list, too.
    if let Fact::Absent(origin) = &machine.libraries {
        let none = Shelf::typed(Plain::List(Vec::new()))?;
        machine.libraries = Fact::Known(none, origin.clone());
    }
    // Who lists what runs and names no emulator has listed it all.
    if let (Fact::Unknown(_), Fact::Known(_, origin), false) =
        (&machine.emulated, &machine.arches, facts.is_unknown("emulated"))
    {
        machine.emulated = Fact::Absent(origin.clone());
    }
    Ok(machine)
}

/// A machine as it is written down.
pub fn write(machine: &Machine) -> String {
    let mut known: BTreeMap<String, Vec<(String, Plain)>> = BTreeMap::new();
    let (mut absent, mut unknown) = (Vec::new(), Vec::new());
    machine.each(&mut |name, fact| match fact.plain() {
        Fact::Known(plain, _) => {
            let (group, key) = name.rsplit_once('.').unwrap_or(("", name));
            known.entry(group.to_owned()).or_default().push((key.to_owned(), plain));
        }
        Fact::Absent(_) => absent.push(name.to_owned()),
        Fact::Unknown(why) => unknown.push((name.to_owned(), why.to_string())),
    });
    let mut text = HEAD.to_owned();
    let mut line = |key: &str, plain: Plain| {
        let _ = writeln!(text, "{key} = {}", value(plain));
    };
    line("schema", Plain::Number(SCHEMA.into()));
    line("name", Plain::Text(machine.name.clone()));
    for (key, plain) in known.remove("").unwrap_or_default() {
        line(&key, plain);
    }
    line("absent", Plain::List(absent));
    for (group, facts) in known {
        let _ = writeln!(text, "\n[{group}]");
        for (key, plain) in facts {
            let _ = writeln!(text, "{key} = {}", value(plain));
        }
    }
    if !unknown.is_empty() {
        text += "\n[unknown]\n";
    }
    for (name, why) in unknown {
        let _ = writeln!(text, "{} = {}", value(Plain::Text(name)), value(Plain::Text(why)));
    }
    text
}

/// What stands above a machine that landfall writes down.
const HEAD: &str = "\
# A machine, as landfall saw it. `landfall check ./app --for machine:FILE.toml` reads it.
#
# What is named is known. What was looked for and is not there stands under `absent`. What could
# not be looked at stands under `unknown`, with the reason.
";

fn value(plain: Plain) -> toml::Value {
    match plain {
        Plain::Flag(flag) => flag.into(),
        // Beyond that TOML has no numbers, and no kernel has a limit.
        Plain::Number(number) => i64::try_from(number).unwrap_or(i64::MAX).into(),
        Plain::Text(text) => text.into(),
        Plain::List(texts) => texts.into(),
    }
}

struct File<'a> {
    text: &'a str,
    path: &'a str,
    /// What it says, by name; the name of a table stands before a dot.
    said: BTreeMap<String, Said>,
}

struct Said {
    plain: Plain,
    line: u32,
}

impl File<'_> {
    /// Takes what a table says. One within one is a group of facts, and `unknown` has no groups.
    fn take(&mut self, group: &str, table: &DeTable<'_>) -> Result<(), String> {
        for (key, found) in table {
            let name = match group {
                "" => key.get_ref().to_string(),
                group => format!("{group}.{}", key.get_ref()),
            };
            let line = self.line(key.span().start);
            match found.get_ref() {
                DeValue::Table(inner) if group.is_empty() => self.take(&name, inner)?,
                one => {
                    let plain = plain(one).map_err(|error| self.bad(line, &name, &error))?;
                    self.said.insert(name, Said { plain, line });
                }
            }
        }
        Ok(())
    }

    fn line(&self, at: usize) -> u32 {
        let before = &self.text.as_bytes()[..at.min(self.text.len())];
        u32::try_from(before.iter().filter(|byte| **byte == b'\n').count() + 1).unwrap_or(u32::MAX)
    }

    fn origin(&self, line: u32) -> Origin {
        Origin::Line { path: self.path.to_owned(), line }
    }

    fn bad(&self, line: u32, name: &str, error: &str) -> String {
        format!("could not understand {}:{line}: {name}: {error}", self.path)
    }
}

fn plain(value: &DeValue<'_>) -> Result<Plain, String> {
    let word = |item: &Spanned<DeValue<'_>>| item.get_ref().as_str().map(str::to_owned);
    let found = match value {
        DeValue::String(text) => Some(Plain::Text(text.to_string())),
        DeValue::Boolean(flag) => Some(Plain::Flag(*flag)),
        DeValue::Integer(number) => {
            u64::from_str_radix(number.as_str(), number.radix()).ok().map(Plain::Number)
        }
        DeValue::Array(items) => items.iter().map(word).collect::<Option<_>>().map(Plain::List),
        DeValue::Float(_) | DeValue::Datetime(_) | DeValue::Table(_) => None,
    };
    found.ok_or_else(|| {
        "it is none of true and false, a number that is not negative, a text and a list of texts"
            .to_owned()
    })
}

/// What a file says of facts, each of which is asked for once.
struct Facts<'a> {
    file: File<'a>,
    absent: BTreeMap<String, u32>,
    /// The names that a machine has.
    names: BTreeSet<String>,
    wrong: Option<String>,
}

impl Facts<'_> {
    fn said_of(&mut self, name: &str) -> Fact<Plain> {
        self.names.insert(name.to_owned());
        if let Some(Said { plain, line }) = self.file.said.remove(name) {
            return Fact::Known(plain, self.file.origin(line));
        }
        if let Some(line) = self.absent.get(name) {
            return Fact::Absent(self.file.origin(*line));
        }
        match self.file.said.get(&format!("unknown.{name}")).map(|said| &said.plain) {
            Some(Plain::Text(reason)) => Fact::Unknown(Why::new(reason.as_str())),
            _ => Fact::Unknown(Why::new(format!("{} does not speak of {name}", self.file.path))),
        }
    }

    fn is_unknown(&self, name: &str) -> bool {
        self.file.said.contains_key(&format!("unknown.{name}"))
    }

    /// That it says nothing of what no machine has.
    fn nothing_else(&self) -> Result<(), String> {
        if let Some(wrong) = &self.wrong {
            return Err(wrong.clone());
        }
        let said = self.file.said.iter().map(|(name, said)| (name, said.line));
        let mut all = said.chain(self.absent.iter().map(|(name, line)| (name, *line)));
        let misspelt = all.find_map(|(name, line)| {
            let name = name.strip_prefix("unknown.").unwrap_or(name);
            (!self.names.contains(name)).then_some((name, line))
        });
        let Some((name, line)) = misspelt else { return Ok(()) };
        let near = self.names.iter().min_by_key(|known| strsim::levenshtein(known, name));
        let near = near.map(|near| format!("; did you mean {near:?}?")).unwrap_or_default();
        let path = self.file.path;
        Err(format!("could not understand {path}:{line}: a machine has no {name:?}{near}"))
    }
}

#[cfg(test)]
mod tests {
    use landfall_facts::Libc;

    use super::*;

    const PROD: &str = r#"
schema = 1
name = "prod-7"
os = "linux"
arches = ["amd64"]
libc = "glibc"
glibc = "2.31"
absent = ["musl", "time_zones"]
libraries = ["libc.so.6"]
interpreters = ["/lib64/ld-linux-x86-64.so.2 amd64 glibc"]

[unknown]
users = "permission denied"
"#;

    #[test]
    fn known_absent_and_unknown_stay_three_things() {
        let machine = read(PROD, "prod.toml").unwrap();
        assert_eq!(machine.glibc.origin().unwrap().to_string(), "prod.toml:7");
        assert!(matches!(machine.musl, Fact::Absent(_)));
        assert_eq!(machine.users.why().unwrap().to_string(), "permission denied");
        assert_eq!(machine.kernel.why().unwrap().to_string(), "prod.toml does not speak of kernel");
        assert_eq!(machine.interpreters.known().unwrap()[0].libc, Libc::Glibc);
    }

    #[test]
    fn a_machine_without_libraries_has_an_empty_list_of_them() {
        let text = PROD
            .replace("libraries = [\"libc.so.6\"]\n", "")
            .replace("\"time_zones\"]", "\"libraries\"]");
        let Fact::Known(Shelf::Listed(listed), _) = read(&text, "prod.toml").unwrap().libraries
        else {
            panic!("a list");
        };
        assert!(listed.complete && listed.sonames.is_empty());
    }

    #[test]
    fn a_bad_value_is_refused_with_its_line() {
        let error = read(&PROD.replace("2.31", "new"), "prod.toml").unwrap_err();
        assert!(error.contains("prod.toml:7"), "{error}");
        assert!(
            read(&PROD.replace("schema = 1", "schema = 9"), "prod.toml")
                .unwrap_err()
                .contains("schema is 9")
        );
        assert!(read(&PROD.replace("name", "nom"), "prod.toml").is_err());
        let error = read(&PROD.replace("\"musl\"", "\"muls\""), "prod.toml").unwrap_err();
        assert!(error.contains("a machine has no \"muls\""), "{error}");
    }

    #[test]
    fn what_is_written_down_is_read_back() {
        let plain = |machine: &Machine| {
            let mut all = BTreeMap::new();
            machine.each(&mut |name, fact| {
                let said = match fact.plain() {
                    Fact::Known(plain, _) => format!("{plain:?}"),
                    Fact::Absent(_) => "absent".to_owned(),
                    Fact::Unknown(why) => why.to_string(),
                };
                all.insert(name.to_owned(), said);
            });
            all
        };
        let mut machine = read(PROD, "prod.toml").unwrap();
        machine.temporary_files = Fact::Unknown(Why::new("a reason \"with\" \\ and \n in it"));
        machine.users = Fact::Known("/etc/passwd".into(), Origin::Path("/etc/passwd".into()));
        let written = write(&machine);
        let again = read(&written, "again.toml").unwrap();
        assert_eq!(plain(&again), plain(&machine), "{written}");
        assert_eq!(write(&again), written);
    }

    #[test]
    fn what_no_machine_has_is_refused_with_what_may_be_meant() {
        let says = |text: &str| read(text, "prod.toml").unwrap_err();
        let error = says(&PROD.replace("glibc = ", "glib = "));
        assert!(error.contains("prod.toml:7: a machine has no \"glib\"; did you mean \"glibc\"?"));
        let error = says(&PROD.replace("\"musl\", ", "\"muls\", "));
        assert!(error.contains("did you mean \"musl\"?"), "{error}");
        let error = says(&PROD.replace("users =", "user =").replace("[unknown]", "[unknow]"));
        assert!(error.contains("a machine has no \"unknow.user\""), "{error}");
        for (old, new) in [("\"linux\"", "7"), ("[\"amd64\"]", "\"amd64\""), ("\"2.31\"", "2.31")] {
            let error = says(&PROD.replacen(old, new, 1));
            assert!(error.starts_with("could not understand prod.toml:"), "{error}");
        }
    }
}
