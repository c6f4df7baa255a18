//! A compose file: its services, with every scalar that stands below each.

use landfall_facts::{Fact, Recipes, Said, Service, ServiceSetting, Why};
use landfall_formats::yaml::{self, Node, Value};

use super::comments;
use super::text::Text;

/// So deep does nobody write a service; one that leads to itself ends there.
const DEEPEST: u32 = 12;
/// And so much of it is read.
const MOST: usize = 4096;

/// Reads a compose file. Its services are added to all.
pub(super) fn read(text: &Text, file: usize, recipes: &mut Recipes) {
    let read = yaml::read(&text.text);
    let problem = |one: &yaml::Problem| (one.says.clone(), text.at(one.span));
    recipes.files[file].problems = read.problems.iter().map(problem).collect();
    recipes.files[file].allowed = comments::allowed(text, &read.comments);
    for document in &read.documents {
        let Some(services) = document.get("services") else { continue };
        for (name, body) in services.entries() {
            let Some(called) = name.as_str() else { continue };
            let mut service = Service {
                file,
                name: called.to_owned(),
                at: text.at(name.span),
                settings: Vec::new(),
            };
            flatten(text, body, "", DEEPEST, &mut service.settings);
            recipes.services.push(service);
        }
    }
}

/// Every scalar below a node, with the keys that lead to it. What is merged in by `<<` comes before what
/// the mapping says itself.
fn flatten(text: &Text, node: &Node, key: &str, left: u32, out: &mut Vec<ServiceSetting>) {
    let Some(left) = left.checked_sub(1).filter(|_| out.len() < MOST) else { return };
    match &node.resolved().value {
        Value::Scalar { text: value, .. } => {
            out.push(ServiceSetting { key: key.to_owned(), value: said(text, node, value) });
        }
        Value::Sequence(items) => {
            for item in items.iter() {
                flatten(text, item, key, left, out);
            }
        }
        Value::Mapping(entries) => {
            let is_merge = |name: &Node| name.as_str() == Some("<<");
            for (_, value) in entries.iter().filter(|(name, _)| is_merge(name)) {
                flatten(text, value, key, left, out);
            }
            for (name, value) in entries.iter().filter(|(name, _)| !is_merge(name)) {
                let name = name.as_str().unwrap_or_default();
                let inner = if key.is_empty() { name.to_owned() } else { format!("{key}.{name}") };
                flatten(text, value, &inner, left, out);
            }
        }
        Value::Alias { .. } => {}
    }
}

/// A scalar. Compose puts the variables of its own environment in, which nobody here knows.
fn said(text: &Text, node: &Node, value: &str) -> Said {
    let at = text.at(node.span);
    let is_put_in = value.replace("$$", "").contains('$');
    let known = match is_put_in {
        true => Fact::Unknown(Why::new(format!("compose puts {value} together when it starts"))),
        false => Fact::Known(value.replace("$$", "$"), at.clone()),
    };
    Said { text: known, written: value.to_owned(), at }
}

#[cfg(test)]
mod tests {
    use landfall_facts::{Fact, Recipes, Service};

    use crate::recipes::FoundText;

    fn services(text: &str) -> Vec<Service> {
        let found = FoundText::new("compose.yaml", text).unwrap();
        let recipes: Recipes = crate::recipes::read(vec![found]);
        recipes.services
    }

    #[test]
    fn the_environment_is_a_list_or_a_mapping() {
        let both = services(
            "services:\n  a:\n    environment: [TZ=UTC, HOME]\n  b:\n    environment: {TZ: UTC}\n",
        );
        for service in &both {
            let pairs = service.pairs("environment");
            assert!(
                matches!(&pairs[0], (name, Fact::Known(value, _), _) if name == "TZ" && value == "UTC")
            );
        }
        assert!(matches!(&both[0].pairs("environment")[1], (_, Fact::Unknown(_), _)));
    }

    #[test]
    fn what_is_merged_in_counts_less_than_what_is_said() {
        let all = services(
            "x-base: &base\n  user: '1'\n  build: {context: ., target: dev}\nservices:\n  a:\n    <<: *base\n    user: '2'\n",
        );
        assert_eq!(all[0].get("user").and_then(|said| said.known()), Some("2"));
        assert_eq!(all[0].get("build.target").and_then(|said| said.known()), Some("dev"));
        assert!(all[0].has("build") && !all[0].has("buil"));
    }

    #[test]
    fn what_compose_puts_in_is_not_known() {
        let all = services("services:\n  a:\n    image: web:${TAG}\n    command: echo $$HOME\n");
        assert!(all[0].get("image").unwrap().known().is_none());
        assert_eq!(all[0].get("command").unwrap().known(), Some("echo $HOME"));
    }
}
