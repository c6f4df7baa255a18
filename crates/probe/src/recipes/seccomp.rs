//! What a seccomp profile allows, with the places of what it names.

use landfall_facts::{Origin, Profile, ProfileRule, Recipes};
use landfall_formats::Span;
use serde_json::Value;

use super::text::Text;

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
    let Some(default_action) = read.get("defaultAction").and_then(Value::as_str) else { return };
    let mut places = Places { text, from: 0 };
    let at = places.first("\"defaultAction\"");
    let mut architectures = Vec::new();
    for name in texts(read.get("architectures")) {
        architectures.push((name.to_owned(), places.first(&format!("\"{name}\""))));
    }
    for map in read.get("archMap").and_then(Value::as_array).into_iter().flatten() {
        let own = map.get("architecture").and_then(Value::as_str);
        for name in own.into_iter().chain(texts(map.get("subArchitectures"))) {
            architectures.push((name.to_owned(), places.first(&format!("\"{name}\""))));
        }
    }
    let rules = read.get("syscalls").and_then(Value::as_array).into_iter().flatten();
    let rules = rules.map(|one| rule(one, &mut places)).collect();
    recipes.profiles.push(Profile {
        file,
        default_action: default_action.to_owned(),
        default_errno: read.get("defaultErrnoRet").and_then(Value::as_i64),
        at,
        architectures,
        rules,
    });
}

fn rule(one: &Value, places: &mut Places<'_>) -> ProfileRule {
    let names = texts(one.get("names")).chain(one.get("name").and_then(Value::as_str));
    let names = names.map(|name| (name.to_owned(), places.next(&format!("\"{name}\"")))).collect();
    let arguments = || one.get("args").and_then(Value::as_array).into_iter().flatten();
    let values = arguments().flat_map(|one| [one.get("value"), one.get("valueTwo")]);
    ProfileRule {
        names,
        action: one.get("action").and_then(Value::as_str).unwrap_or_default().to_owned(),
        errno: one.get("errnoRet").and_then(Value::as_i64),
        looks_at_arguments: arguments().next().is_some(),
        argument_values: values.filter_map(|value| value?.as_u64()).collect(),
        only_with: conditions(one.get("includes")),
        not_with: conditions(one.get("excludes")),
    }
}

/// `{"caps": ["CAP_SYS_ADMIN"], "minKernel": "4.8"}`
fn conditions(said: Option<&Value>) -> Vec<String> {
    let all = said.and_then(Value::as_object).into_iter().flatten();
    all.flat_map(|(key, value)| match value {
        Value::String(text) => vec![format!("{key} {text}")],
        list => texts(Some(list)).map(str::to_owned).collect(),
    })
    .collect()
}

fn texts(list: Option<&Value>) -> impl Iterator<Item = &str> {
    list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
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
        assert_eq!(profile.rules[1].only_with, ["CAP_SYS_ADMIN", "minKernel 4.8"]);
        assert_eq!(profile.rules[1].argument_values, [5]);
        assert_eq!(line(&profile.architectures[0].1), 2);
    }
}
