//! What systemd starts: units, with the drop-ins that lie beside them.

use landfall_facts::{Fact, Recipes, Said, UnitFile, UnitSetting, Why};
use landfall_formats::unit::{self, Entry};

use super::comments;
use super::text::Text;

/// Reads a unit or a drop-in.
pub(super) fn unit(text: &Text, file: usize, recipes: &mut Recipes) {
    let read = unit::read(&text.text);
    let problem = |one: &unit::Problem| (one.says.to_owned(), text.at(one.span));
    recipes.files[file].problems = read.problems.iter().map(problem).collect();
    recipes.files[file].allowed = comments::allowed(text, &read.comments);
    let below = &recipes.files[file].below;
    let name = match drop_in_of(below) {
        Some(unit) => unit.rsplit('/').next().unwrap_or_default().to_owned(),
        None => below.rsplit('/').next().unwrap_or_default().to_owned(),
    };
    let mut settings = Vec::new();
    for section in &read.sections {
        let of = |entry: &Entry| setting(text, &section.name, entry);
        settings.extend(section.entries.iter().map(of));
    }
    recipes.units.push(UnitFile { file, name, settings });
}

/// Puts drop-ins behind the settings of their units; one whose unit is not here stands alone.
pub(super) fn join_drop_ins(recipes: &mut Recipes) {
    let units = std::mem::take(&mut recipes.units);
    let path = |file: usize| recipes.files.get(file).map_or("", |file| file.below.as_str());
    let (drop_ins, mut units): (Vec<_>, Vec<_>) =
        units.into_iter().partition(|unit| drop_in_of(path(unit.file)).is_some());
    for drop_in in drop_ins {
        let own = drop_in_of(path(drop_in.file));
        match units.iter_mut().find(|unit| Some(path(unit.file)) == own) {
            Some(unit) => unit.settings.extend(drop_in.settings),
            None => units.push(drop_in),
        }
    }
    recipes.units = units;
}

/// The path of the unit that a drop-in is for: of `x.service.d/limits.conf` it is `x.service`.
fn drop_in_of(path: &str) -> Option<&str> {
    let (dir, name) = path.rsplit_once('/')?;
    if name.ends_with(".conf") { dir.strip_suffix(".d") } else { None }
}

fn setting(text: &Text, section: &str, entry: &Entry) -> UnitSetting {
    let starts = entry.key.starts_with("Exec");
    let words = unit::words(&entry.value).into_iter().map(|(word, at)| {
        let written = entry.value.get(at.clone()).unwrap_or_default().to_owned();
        let at = text.at(entry.place(at));
        let value = match put_in(&word, starts) {
            Ok(value) => Fact::Known(value, at.clone()),
            Err(what) => Fact::Unknown(Why::new(format!("{what} is put in where the unit starts"))),
        };
        Said { text: value, written, at }
    });
    UnitSetting {
        section: section.to_owned(),
        key: entry.key.clone(),
        value: entry.value.clone(),
        words: words.collect(),
        at: text.at(entry.span),
        key_at: text.at(entry.key_span),
        value_at: text.at(entry.value_span),
    }
}

/// A word with what systemd always puts in; else what is not known. Written in systemd.unit(5) under
/// "Specifiers", and for variables in systemd.service(5) under "Command lines".
fn put_in(word: &str, starts: bool) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = word;
    while let Some(at) = rest.find(['%', '$']) {
        out.push_str(&rest[..at]);
        let mut behind = rest[at + 1..].chars();
        let next = behind.next();
        match (rest.as_bytes()[at], next) {
            (b'%', Some('%')) => out.push('%'),
            (b'%', Some('t')) => out.push_str("/run"),
            (b'%', Some('S')) => out.push_str("/var/lib"),
            (b'%', Some('C')) => out.push_str("/var/cache"),
            (b'%', Some('L')) => out.push_str("/var/log"),
            (b'%', Some('E')) => out.push_str("/etc"),
            (b'%', Some('T')) => out.push_str("/tmp"),
            (b'%', Some(letter)) if letter.is_ascii_alphabetic() => {
                return Err(format!("what %{letter} stands for"));
            }
            (b'$', Some('$')) if starts => out.push('$'),
            (b'$', Some(next))
                if starts && (next == '{' || next == '_' || next.is_ascii_alphabetic()) =>
            {
                return Err(format!("the value of {}", &rest[at..]));
            }
            (sign, _) => {
                out.push(char::from(sign));
                rest = &rest[at + 1..];
                continue;
            }
        }
        rest = behind.as_str();
    }
    out.push_str(rest);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::super::{FoundText, read};

    /// A unit's name, and the key and words of each setting.
    type Told = (String, Vec<(String, Vec<String>)>);

    fn units(files: &[(&str, &str)]) -> Vec<Told> {
        let found = |(path, text): &(&str, &str)| FoundText::new(path, text).unwrap();
        let recipes = read(files.iter().map(found).collect());
        let words = |setting: &super::UnitSetting| {
            let of = |said: &super::Said| said.known().unwrap_or("?").to_owned();
            (setting.key.clone(), setting.words.iter().map(of).collect())
        };
        let of =
            |unit: &super::UnitFile| (unit.name.clone(), unit.settings.iter().map(words).collect());
        recipes.units.iter().map(of).collect()
    }

    #[test]
    fn a_drop_in_counts_behind_its_unit_and_one_without_stands_alone() {
        let all = units(&[
            ("web.service.d/a.conf", "[Service]\nUser=web\n"),
            ("web.service", "[Service]\nExecStart=/web -d %S/web $MORE\n"),
            ("other.service.d/a.conf", "[Service]\nUser=other\n"),
        ]);
        let words =
            |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            all,
            [
                (
                    "web.service".to_owned(),
                    vec![
                        ("ExecStart".to_owned(), words(&["/web", "-d", "/var/lib/web", "?"])),
                        ("User".to_owned(), words(&["web"])),
                    ]
                ),
                ("other.service".to_owned(), vec![("User".to_owned(), words(&["other"]))]),
            ]
        );
    }
}
