//! Pipelines of GitLab: what the scripts of their jobs run.

use landfall_facts::{
    Env, Fact, Flow, Home, Job, JobStep, JobSystem, Origin, Recipes, Said, Var, Why,
};
use landfall_formats::shell;
use landfall_formats::yaml::{self, Node, Yaml};

use super::shell::{Following, Scope};
use super::text::Text;
use super::values::{Reading, nothing_foreign};

/// Keys at the top that are no jobs. Written in the "CI/CD YAML syntax reference".
const NO_JOBS: [&str; 12] = [
    "default",
    "include",
    "stages",
    "variables",
    "workflow",
    "spec",
    "image",
    "services",
    "cache",
    "before_script",
    "after_script",
    "pages",
];
/// Templates of templates are followed so deep.
const DEEPEST: usize = 4;
/// A job extends no more than this.
const MOST: usize = 32;

/// Reads a pipeline.
pub(super) fn pipeline(text: &Text, read: &Yaml, file: usize, recipes: &mut Recipes) {
    // `spec:` may stand in a document of its own before the pipeline.
    let Some(top) = read.documents.last() else { return };
    super::goreleaser::settings(text, top, String::new(), file, 0, recipes);
    let mut global = Env::default();
    variables(text, top.get("variables"), &mut global);
    for (name, job) in top.entries() {
        let Some(own) = name.as_str() else { continue };
        if NO_JOBS.contains(&own) || own.starts_with('.') {
            continue;
        }
        let chain = chain(top, job);
        let Some(script) = find(&chain, top, "script") else { continue };
        let mut env = global.clone();
        for one in chain.nodes.iter().rev() {
            variables(text, one.get("variables"), &mut env);
        }
        let image = find(&chain, top, "image");
        let image = image.and_then(|node| node.get("name").or(Some(node)));
        let mut image = image.map(|node| filled(text, node, &env));
        if !chain.is_whole {
            let why = Why::new("what the job extends stands in another file");
            if let Some(said) = &mut image {
                said.text = Fact::Unknown(why.clone());
            }
        }
        let number = recipes.jobs.len();
        let from = recipes.runs.len();
        let mut scope = Scope {
            env: env.clone(),
            dir: Fact::Known(".".to_owned(), Origin::Path(text.path.to_string())),
            stops: true,
            pipefail: true,
            exports: false,
        };
        let home = Home::Step { job: number, step: 0 };
        let before = find(&chain, top, "before_script");
        for node in before.into_iter().chain([script]) {
            lines(text, node, home, &mut scope, recipes);
        }
        let forgiven =
            find(&chain, top, "allow_failure").filter(|node| node.as_str() == Some("true"));
        recipes.jobs.push(Job {
            file,
            name: own.to_owned(),
            at: text.at(name.span),
            system: JobSystem::Gitlab,
            matrix: Vec::new(),
            runner: None,
            image,
            env: env.clone(),
            steps: vec![JobStep {
                at: text.at(name.span),
                uses: None,
                with: Vec::new(),
                runs: (from, recipes.runs.len()),
                shell: None,
                condition: None,
                forgiven: forgiven.map(|node| filled(text, node, &env)),
                script: None,
                env,
                lost: Vec::new(),
            }],
        });
    }
}

/// A job and what it extends, the nearest first.
struct Chain<'a> {
    nodes: Vec<&'a Node>,
    /// Whether all that it extends stands in this file.
    is_whole: bool,
}

fn chain<'a>(top: &'a Node, job: &'a Node) -> Chain<'a> {
    let mut chain = Chain { nodes: vec![job], is_whole: true };
    extend(top, job, &mut chain, 0);
    chain
}

fn extend<'a>(top: &'a Node, job: &'a Node, chain: &mut Chain<'a>, depth: usize) {
    let Some(extends) = job.get("extends") else { return };
    let one = extends.as_str();
    let names = extends.items().iter().rev().filter_map(Node::as_str).chain(one);
    for name in names {
        match top.get(name) {
            Some(node) if depth < DEEPEST && chain.nodes.len() < MOST => {
                chain.nodes.push(node);
                extend(top, node, chain, depth + 1);
            }
            _ => chain.is_whole = false,
        }
    }
}

/// What a job says under a key, or what it takes over.
fn find<'a>(chain: &Chain<'a>, top: &'a Node, key: &str) -> Option<&'a Node> {
    let own = chain.nodes.iter().find_map(|node| node.get(key));
    own.or_else(|| top.get("default")?.get(key)).or_else(|| match key {
        "script" | "allow_failure" => None,
        _ => top.get(key),
    })
}

fn variables(text: &Text, node: Option<&Node>, env: &mut Env) {
    for (name, value) in node.map(Node::entries).unwrap_or_default() {
        let Some(name) = name.as_str() else { continue };
        let value = filled(text, value.get("value").unwrap_or(value), env).text;
        env.set(name, Var { value, is_exported: true, is_arg: false });
    }
}

/// A scalar with variables put in.
fn filled(text: &Text, node: &Node, env: &Env) -> Said {
    let at = text.at(node.span);
    let written = text.written(node.span);
    let own = node.as_str().unwrap_or_default();
    let value = if node.tag.is_some() {
        Fact::Unknown(Why::new(format!("{written} was not followed")))
    } else if own.contains('$') {
        let word = shell::words(own, node.span.start);
        match word.as_slice() {
            [word] => Reading { text, env, foreign: &nothing_foreign }.whole(word).text,
            _ => Fact::Unknown(Why::new(format!("{written} was not followed"))),
        }
    } else {
        Fact::Known(own.to_owned(), at.clone())
    };
    Said { text: value, written, at }
}

/// The lines of a script: one shell runs them all.
fn lines(text: &Text, node: &Node, home: Home, scope: &mut Scope, recipes: &mut Recipes) {
    if node.as_str().is_some() {
        let Some(masked) = yaml::block_text(&text.text, node) else { return };
        let read = shell::read(&masked.text, masked.start);
        let mut following = Following {
            text,
            home,
            foreign: &nothing_foreign,
            runs: &mut recipes.runs,
            depth: 0,
            rounds: 0,
        };
        following.list(&read.list, scope, Flow::default());
        return;
    }
    for item in node.items() {
        // Lists of lists are laid flat.
        if item.as_str().is_some() {
            lines(text, item, home, scope, recipes);
        } else {
            let inner = item.items().iter().filter(|inner| inner.as_str().is_some());
            inner.for_each(|inner| lines(text, inner, home, scope, recipes));
        }
    }
}

#[cfg(test)]
mod tests;
