//! What a seccomp profile allows, with the places of what it names.
//!
//! A profile among recipes is read as far as it goes. One that a user names is held against what the container
//! runtimes take, and refused with the reason where they would refuse it.

use landfall_facts::{Origin, Profile, ProfileArgument, ProfileConditions, ProfileRule, Recipes};
use landfall_formats::Span;
use serde_json::Value;

use super::text::Text;

/// The actions that runc knows (libcontainer/seccomp/config.go).
const ACTIONS: &[&str] = &[
    "SCMP_ACT_ALLOW",
    "SCMP_ACT_ERRNO",
    "SCMP_ACT_KILL",
    "SCMP_ACT_KILL_PROCESS",
    "SCMP_ACT_KILL_THREAD",
    "SCMP_ACT_LOG",
    "SCMP_ACT_NOTIFY",
    "SCMP_ACT_TRACE",
    "SCMP_ACT_TRAP",
];

/// The comparisons that runc knows.
const COMPARISONS: &[&str] = &[
    "SCMP_CMP_EQ",
    "SCMP_CMP_GE",
    "SCMP_CMP_GT",
    "SCMP_CMP_LE",
    "SCMP_CMP_LT",
    "SCMP_CMP_MASKED_EQ",
    "SCMP_CMP_NE",
];

/// Reads a profile. A file that is none, as one with the rules of something else, is passed over.
pub(super) fn profile(text: &Text, file: usize, recipes: &mut Recipes) {
    let read: Value = match serde_json::from_str(&text.text) {
        Ok(read) => read,
        Err(error) => {
            let at = text.at(Span::of(0..0));
            recipes.files[file].problems.push((format!("it is no JSON: {error}"), at));
            return;
        }
    };
    if let Some(profile) = taken(&read, text, file) {
        recipes.profiles.push(profile);
    }
}

/// Reads a profile that a user names, under the path that he gave. What the runtimes refuse is an error.
pub fn seccomp_profile(path: &str, text: &str) -> Result<Profile, String> {
    let bad = |reason: String| {
        format!(
            "could not read seccomp profile {path}: {reason}; see docker's default.json for the form"
        )
    };
    let read: Value =
        serde_json::from_str(text).map_err(|error| bad(format!("it is no JSON: {error}")))?;
    check(&read).map_err(&bad)?;
    let text = Text::new(path, text.to_owned());
    taken(&read, &text, 0).ok_or_else(|| bad("it has no defaultAction".to_owned()))
}

/// What is in it, and nothing where it is no profile.
fn taken(read: &Value, text: &Text, file: usize) -> Option<Profile> {
    let default_action = read.get("defaultAction").and_then(Value::as_str)?;
    let mut places = Places { text, from: 0 };
    let at = places.first("\"defaultAction\"");
    let mut architectures = Vec::new();
    for name in texts(read.get("architectures")) {
        architectures.push((name.to_owned(), places.first(&format!("\"{name}\""))));
    }
    let mut beside = Vec::new();
    for map in list(read, "archMap") {
        let own = map.get("architecture").and_then(Value::as_str);
        for name in own.into_iter().chain(texts(map.get("subArchitectures"))) {
            architectures.push((name.to_owned(), places.first(&format!("\"{name}\""))));
        }
        let others = texts(map.get("subArchitectures")).map(str::to_owned).collect();
        beside.extend(own.map(|own| (own.to_owned(), others)));
    }
    let rules = list(read, "syscalls").map(|one| rule(one, &mut places)).collect();
    Some(Profile {
        file,
        default_action: default_action.to_owned(),
        default_errno: read.get("defaultErrnoRet").and_then(Value::as_i64),
        at,
        architectures,
        beside,
        rules,
    })
}

fn rule(one: &Value, places: &mut Places<'_>) -> ProfileRule {
    let names = texts(one.get("names")).chain(text_of(one, "name"));
    let names = names.map(|name| (name.to_owned(), places.next(&format!("\"{name}\"")))).collect();
    ProfileRule {
        names,
        action: text_of(one, "action").unwrap_or_default().to_owned(),
        errno: one.get("errnoRet").and_then(Value::as_i64),
        arguments: list(one, "args").map(argument).collect(),
        includes: conditions(one.get("includes")),
        excludes: conditions(one.get("excludes")),
    }
}

fn argument(one: &Value) -> ProfileArgument {
    let number = |key: &str| one.get(key).and_then(Value::as_u64).unwrap_or_default();
    ProfileArgument {
        index: number("index"),
        compare: text_of(one, "op").unwrap_or_default().to_owned(),
        value: number("value"),
        value_two: number("valueTwo"),
    }
}

/// `{"caps": ["CAP_SYS_ADMIN"], "minKernel": "4.8"}`
fn conditions(said: Option<&Value>) -> ProfileConditions {
    let all = |key: &str| texts(said.and_then(|said| said.get(key))).map(str::to_owned).collect();
    ProfileConditions {
        arches: all("arches"),
        capabilities: all("caps"),
        min_kernel: said.and_then(|said| text_of(said, "minKernel")).map(str::to_owned),
    }
}

fn text_of<'a>(one: &'a Value, key: &str) -> Option<&'a str> {
    // An empty one is none: Docker writes them where nothing is said.
    one.get(key).and_then(Value::as_str).filter(|text| !text.is_empty())
}

fn list<'a>(one: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    one.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn texts(list: Option<&Value>) -> impl Iterator<Item = &str> {
    list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

/// What is wrong with a profile, as Docker and runc tell it.
fn check(read: &Value) -> Result<(), String> {
    let default = text_of(read, "defaultAction").ok_or("it has no defaultAction")?;
    known("defaultAction", default, ACTIONS)?;
    check_errno("defaultErrnoRet", read.get("defaultErrnoRet"))?;
    let has_some = |key: &str| list(read, key).next().is_some();
    if has_some("architectures") && has_some("archMap") {
        return Err("it has both architectures and archMap".to_owned());
    }
    if read.get("syscalls").is_some_and(|rules| !rules.is_array() && !rules.is_null()) {
        return Err("syscalls is no list".to_owned());
    }
    for (number, one) in (1..).zip(list(read, "syscalls")) {
        check_rule(one).map_err(|reason| {
            let names = texts(one.get("names")).chain(text_of(one, "name"));
            let first = names.take(1).map(|name| format!(" ({name})")).collect::<String>();
            format!("rule {number}{first}: {reason}")
        })?;
    }
    Ok(())
}

fn check_rule(one: &Value) -> Result<(), String> {
    let names = list(one, "names").next().is_some();
    match (names, text_of(one, "name")) {
        (true, Some(_)) => return Err("it has both name and names".to_owned()),
        (false, None) => return Err("it names no call".to_owned()),
        (true, None) | (false, Some(_)) => {}
    }
    if list(one, "names").any(|name| name.as_str().is_none_or(str::is_empty)) {
        return Err("a name is no text".to_owned());
    }
    known("action", text_of(one, "action").unwrap_or_default(), ACTIONS)?;
    check_errno("errnoRet", one.get("errnoRet"))?;
    if one.get("errnoRet").is_none() && text_of(one, "errno").is_some() {
        return Err("it gives its error by name only; write errnoRet".to_owned());
    }
    for argument in list(one, "args") {
        known("op", text_of(argument, "op").unwrap_or_default(), COMPARISONS)?;
        let number = |key: &str| argument.get(key).map_or(Some(0), Value::as_u64);
        if number("index").is_none_or(|index| index > 5) {
            return Err("the index of an argument is none from 0 to 5".to_owned());
        }
        if number("value").is_none() || number("valueTwo").is_none() {
            return Err("a value is no number that fits 64 bits".to_owned());
        }
    }
    for key in ["includes", "excludes"] {
        let Some(release) = one.get(key).and_then(|all| text_of(all, "minKernel")) else {
            continue;
        };
        let parts: Vec<_> = release.split('.').map(str::parse::<u8>).collect();
        if parts.len() != 2 || parts.iter().any(Result::is_err) {
            return Err(format!("minKernel {release:?} is no release such as 4.8"));
        }
    }
    Ok(())
}

fn known(what: &str, said: &str, all: &[&str]) -> Result<(), String> {
    if all.contains(&said) {
        return Ok(());
    }
    Err(format!("{what} {said:?} is not known, there are {}", all.join(", ")))
}

/// The kernel keeps 16 bits of it.
fn check_errno(key: &str, said: Option<&Value>) -> Result<(), String> {
    let is_fit = |said: &Value| said.is_null() || said.as_u64().is_some_and(|n| n <= 0xffff);
    match said {
        Some(said) if !is_fit(said) => Err(format!("{key} {said} is no number of an error")),
        Some(_) | None => Ok(()),
    }
}

/// Where words stand in the text. What a profile names stands there in the order in which it is read.
struct Places<'a> {
    text: &'a Text,
    from: usize,
}

impl Places<'_> {
    fn first(&self, word: &str) -> Origin {
        self.place(self.text.text.find(word).unwrap_or(0), word)
    }

    fn next(&mut self, word: &str) -> Origin {
        let rest = self.text.text.get(self.from..).unwrap_or_default();
        let Some(found) = rest.find(word) else { return self.first(word) };
        let at = self.from + found;
        self.from = at + word.len();
        self.place(at, word)
    }

    fn place(&self, at: usize, word: &str) -> Origin {
        self.text.at(Span::of(at..at + word.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{FoundText, read};
    use super::seccomp_profile;
    use landfall_facts::Origin;

    #[test]
    fn a_name_that_stands_twice_has_two_places() {
        let text = "{\"defaultAction\": \"SCMP_ACT_ERRNO\",\n\"architectures\": [\"SCMP_ARCH_X86_64\"],\n\
            \"syscalls\": [{\"names\": [\"clone\",\n\"read\"], \"action\": \"SCMP_ACT_ALLOW\"},\n\
            {\"names\": [\"clone\"], \"action\": \"SCMP_ACT_ALLOW\", \"args\": [{\"value\": 5}],\n\
            \"includes\": {\"caps\": [\"CAP_SYS_ADMIN\"], \"minKernel\": \"4.8\"}}]}";
        let recipes = read(vec![FoundText::new("seccomp.json", text).unwrap()]);
        let profile = &recipes.profiles[0];
        let line = |at: &Origin| match at {
            Origin::Span { span, .. } => span.line,
            _ => 0,
        };
        let lines: Vec<u32> =
            profile.rules.iter().flat_map(|rule| &rule.names).map(|(_, at)| line(at)).collect();
        assert_eq!(lines, [3, 4, 5]);
        let words: Vec<_> = profile.rules[1].conditions().collect();
        assert_eq!(words, ["CAP_SYS_ADMIN", "minKernel 4.8"]);
        assert_eq!(profile.rules[1].arguments[0].value, 5);
        assert_eq!(line(&profile.architectures[0].1), 2);
    }
    #[test]
    fn both_forms_of_a_rule_are_read_whole() {
        let text = r#"{"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 38,
            "archMap": [{"architecture": "SCMP_ARCH_X86_64", "subArchitectures": ["SCMP_ARCH_X86", "SCMP_ARCH_X32"]}],
            "syscalls": [
              {"name": "clone", "action": "SCMP_ACT_ALLOW", "comment": "", "includes": {}, "excludes": {"caps": ["CAP_SYS_ADMIN"], "arches": ["s390"]},
               "args": [{"index": 0, "value": 2114060288, "valueTwo": 0, "op": "SCMP_CMP_MASKED_EQ"}]},
              {"names": ["ptrace"], "action": "SCMP_ACT_ERRNO", "errnoRet": 1, "args": null, "includes": {"minKernel": "4.8"}}]}"#;
        let profile = seccomp_profile("own.json", text).unwrap();
        assert_eq!(profile.default_errno, Some(38));
        assert_eq!(profile.architectures.len(), 3);
        assert_eq!(profile.beside[0].1, ["SCMP_ARCH_X86", "SCMP_ARCH_X32"]);
        let [clone, ptrace] = &profile.rules[..] else { panic!("{profile:?}") };
        assert_eq!(clone.names[0].0, "clone");
        assert_eq!(clone.arguments[0].compare, "SCMP_CMP_MASKED_EQ");
        assert_eq!(clone.excludes.capabilities, ["CAP_SYS_ADMIN"]);
        assert_eq!(clone.excludes.arches, ["s390"]);
        assert_eq!(ptrace.errno, Some(1));
        assert_eq!(ptrace.includes.min_kernel.as_deref(), Some("4.8"));
        assert!(!ptrace.looks_at_arguments());
    }

    #[test]
    fn what_a_runtime_refuses_is_refused_with_the_reason() {
        let refused = |text: &str| seccomp_profile("own.json", text).unwrap_err();
        let rule = |rule: &str| {
            refused(&format!(r#"{{"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{rule}]}}"#))
        };
        assert!(refused("{").contains("it is no JSON"));
        assert!(refused("[]").contains("no defaultAction"));
        assert!(refused(r#"{"defaultAction": "ALLOW"}"#).contains("\"ALLOW\" is not known"));
        let both = r#"{"defaultAction": "SCMP_ACT_LOG", "architectures": ["a"], "archMap": [{}]}"#;
        assert!(refused(both).contains("both architectures and archMap"));
        assert!(rule(r#"{"names": ["read"]}"#).contains("rule 1 (read): action \"\" is not known"));
        assert!(rule(r#"{"action": "SCMP_ACT_ALLOW"}"#).contains("names no call"));
        let args = |arg: &str| {
            rule(&format!(r#"{{"names": ["read"], "action": "SCMP_ACT_ALLOW", "args": [{arg}]}}"#))
        };
        assert!(args(r#"{"index": 0, "op": "EQ"}"#).contains("op \"EQ\" is not known"));
        assert!(args(r#"{"index": 6, "op": "SCMP_CMP_EQ"}"#).contains("0 to 5"));
        assert!(args(r#"{"index": 0, "value": -1, "op": "SCMP_CMP_EQ"}"#).contains("64 bits"));
        let old =
            r#"{"names": ["read"], "action": "SCMP_ACT_ALLOW", "includes": {"minKernel": "4"}}"#;
        assert!(rule(old).contains("minKernel \"4\""));
        let named = r#"{"names": ["read"], "action": "SCMP_ACT_ERRNO", "errno": "EPERM"}"#;
        assert!(rule(named).contains("write errnoRet"));
        let much = r#"{"names": ["read"], "action": "SCMP_ACT_ERRNO", "errnoRet": 70000}"#;
        assert!(rule(much).contains("errnoRet 70000"));
    }
}
