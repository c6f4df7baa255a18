//! What a Makefile runs, with the environment that make gives to each line.

mod said;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use landfall_facts::{
    Env, Fact, Flow, Home, MakeTarget, MakeVariable, Makefile, Origin, Recipes, Run, Var, Why,
};
use landfall_formats::makefile::{self, Assignment, Kind, Operator, Rule};
use landfall_formats::shell::{self, Foreign};
use landfall_formats::{Span, makefile as reader};

use super::comments;
use super::shell::{Following, Scope};
use super::text::Text;
use said::{ForTargets, Uses};

/// A variable that is made of variables is followed so deep, and no further than this many bytes.
const DEEPEST: usize = 12;
const LONGEST: usize = 1 << 16;
const MOST_STEPS: u32 = 10_000;
/// Nobody asks for more at once; and so deep may one need another.
const MOST_TARGETS: usize = 60;

/// Reads a Makefile and follows its recipes.
pub(super) fn follow(text: &Text, file: usize, recipes: &mut Recipes) {
    let read = reader::read(&text.text);
    let problem = |one: &makefile::Problem| (one.says.to_owned(), text.at(one.span));
    recipes.files[file].problems = read.problems.iter().map(problem).collect();
    let mut all_comments = read.comments.clone();
    let below = recipes.files[file].below.clone();
    let mut making = Making {
        text,
        file,
        variables: BTreeMap::new(),
        exports_all: false,
        wraps: Wraps::default(),
        is_one_shell: false,
        shell: 0,
        dir: directory(&below),
        steps: Cell::new(0),
        home: None,
    };
    for item in &read.items {
        making.item(&item.kind, item.condition.is_some());
    }
    let mut targets = Vec::new();
    let said = ForTargets::of(&read.items);
    for item in &read.items {
        if let Kind::Rule(rule) = &item.kind {
            let is_conditional = item.condition.is_some();
            let target =
                making.rule(rule, &said, is_conditional, &mut recipes.runs, &mut all_comments);
            targets.push(target);
        }
    }
    let uses = Uses::of(&text.text);
    let variables = read.items.iter().filter_map(|item| match &item.kind {
        Kind::Assignment(one) => Some(making.said(one, item.condition.is_some(), &uses)),
        _ => None,
    });
    let makefile = Makefile {
        file,
        variables: variables.collect(),
        targets,
        short_references: short_references(text, &read, &all_comments),
        phony: phony(&read),
        includes: read
            .items
            .iter()
            .any(|item| matches!(item.kind, Kind::Include(_) | Kind::Expansion)),
        is_one_shell: making.is_one_shell,
        exports_all: making.exports_all,
    };
    all_comments.sort();
    recipes.files[file].allowed = comments::allowed(text, &all_comments);
    recipes.makefiles.push(makefile);
}

/// How somebody calls make.
pub(super) struct Call<'a> {
    pub(super) env: &'a Env,
    pub(super) dir: &'a Fact<String>,
    pub(super) targets: Vec<String>,
    /// The variables of its line, which are stronger than those of the Makefile.
    pub(super) said: Vec<(String, Fact<String>)>,
    pub(super) home: Home,
}

/// Follows what make runs for somebody who calls it: the targets, and first what they need.
pub(super) fn call(text: &Text, file: usize, call: &Call<'_>, runs: &mut Vec<Run>) {
    let read = reader::read(&text.text);
    let known = |value: &Fact<String>| {
        let at = value.origin().cloned();
        let at = at.unwrap_or_else(|| Origin::Nature("the caller sets it".to_owned()));
        let value = match value {
            Fact::Known(text, _) => Ok((text.clone(), false)),
            Fact::Absent(_) => Ok((String::new(), false)),
            Fact::Unknown(why) => Err(why.clone()),
        };
        Known { value, is_exported: true, at }
    };
    let exported = call.env.vars().filter(|(_, var)| var.is_exported);
    let mut making = Making {
        text,
        file,
        variables: exported.map(|(name, var)| (name.to_owned(), known(&var.value))).collect(),
        exports_all: false,
        wraps: Wraps::default(),
        is_one_shell: false,
        shell: 0,
        dir: call.dir.clone(),
        steps: Cell::new(0),
        home: Some(call.home),
    };
    for item in &read.items {
        making.item(&item.kind, item.condition.is_some());
        for (name, value) in &call.said {
            making.variables.insert(name.clone(), known(value));
        }
    }
    let rules: Vec<(&Rule, bool)> = read
        .items
        .iter()
        .filter_map(|item| match &item.kind {
            Kind::Rule(rule) => Some((rule, item.condition.is_some())),
            Kind::Assignment(_) | Kind::Export(_) | Kind::Include(_) | Kind::Expansion => None,
        })
        .collect();
    let first = || {
        let is_target = |(rule, _): &&(&Rule, bool)| {
            rule.targets.first().is_some_and(|target| !target.text.starts_with('.'))
        };
        rules.iter().find(is_target).map(|(rule, _)| rule.targets[0].text.clone())
    };
    let targets = match call.targets.as_slice() {
        [] => first().into_iter().collect(),
        targets => targets.to_vec(),
    };
    let said = ForTargets::of(&read.items);
    let mut done = BTreeSet::new();
    for target in targets {
        making.make(&target, &said, &rules, &mut done, runs);
    }
}

/// Where make runs: a part that others include runs where they are.
fn directory(below: &str) -> Fact<String> {
    let (dir, name) = below.rsplit_once('/').unwrap_or(("", below));
    if name.ends_with(".mk") {
        return Fact::Unknown(Why::new("the directory that includes it is not known"));
    }
    Fact::Known(dir.to_owned(), Origin::Nature("make runs where its Makefile is".to_owned()))
}

/// What is known of a variable.
#[derive(Debug, Clone)]
struct Known {
    /// The text, and whether it is expanded where it is used.
    value: Result<(String, bool), Why>,
    is_exported: bool,
    at: Origin,
}

/// What `SHELL` and `.SHELLFLAGS` do about failures.
#[derive(Debug, Clone, Copy, Default)]
struct Wraps {
    stops: bool,
    pipefail: bool,
}

struct Making<'a> {
    text: &'a Text,
    file: usize,
    variables: BTreeMap<String, Known>,
    exports_all: bool,
    wraps: Wraps,
    is_one_shell: bool,
    shell: usize,
    dir: Fact<String>,
    /// How many references were followed for one text.
    steps: Cell<u32>,
    /// Where its recipes are run, if somebody calls it.
    home: Option<Home>,
}

impl Making<'_> {
    fn item(&mut self, kind: &Kind, is_conditional: bool) {
        match kind {
            Kind::Assignment(one) if one.targets.is_empty() => self.assign(one, is_conditional),
            Kind::Export(export) if export.names.is_empty() => self.exports_all = export.exports,
            Kind::Export(export) => {
                for name in &export.names {
                    if let Some(known) = self.variables.get_mut(&name.text) {
                        known.is_exported = export.exports;
                    } else {
                        let why = format!("nothing in the Makefile sets {}", name.text);
                        let value = Err(Why::new(why));
                        let at = self.text.at(name.span);
                        let known = Known { value, is_exported: export.exports, at };
                        self.variables.insert(name.text.clone(), known);
                    }
                }
            }
            Kind::Rule(rule) => {
                let is = |name: &str| rule.targets.iter().any(|target| target.text == name);
                self.is_one_shell |= is(".ONESHELL");
                self.exports_all |= is(".EXPORT_ALL_VARIABLES");
            }
            Kind::Assignment(_) | Kind::Include(_) | Kind::Expansion => {}
        }
    }

    fn assign(&mut self, one: &Assignment, is_conditional: bool) {
        let name = one.name.text.clone();
        let before = self.variables.get(&name).cloned();
        if one.operator == Operator::Default
            && before.as_ref().is_some_and(|known| known.value.is_ok())
        {
            return;
        }
        let mut value = self.value(one, before.as_ref());
        if is_conditional {
            value = Err(Why::new(format!("of {name}, it is set under a condition")));
        }
        if matches!(name.as_str(), "SHELL" | ".SHELLFLAGS") {
            let flags = &one.value;
            self.wraps.pipefail |= flags.contains("pipefail");
            self.wraps.stops |= flags
                .split_whitespace()
                .any(|word| word.starts_with('-') && !word.starts_with("--") && word.contains('e'));
        }
        let was_exported = before.is_some_and(|known| known.is_exported);
        let is_exported = one.exports.unwrap_or(was_exported);
        let at = self.text.at(one.value_span);
        self.variables.insert(name, Known { value, is_exported, at });
    }

    fn value(&self, one: &Assignment, before: Option<&Known>) -> Result<(String, bool), Why> {
        let text = one.value.clone();
        match one.operator {
            Operator::Recursive | Operator::Default => Ok((text, true)),
            Operator::Simple | Operator::Immediate => Ok((self.expanded(&text, None, 0)?, false)),
            Operator::Shell => Err(Why::new("what a command puts out is not known before it ran")),
            Operator::Append => match before.map(|known| known.value.clone()) {
                None => Ok((text, true)),
                Some(Ok((first, true))) => Ok((format!("{first} {text}"), true)),
                Some(Ok((first, false))) => {
                    Ok((format!("{first} {}", self.expanded(&text, None, 0)?), false))
                }
                Some(Err(why)) => Err(why),
            },
        }
    }

    /// A text with make's variables put in. `target` is what `$@` stands for.
    fn expanded(&self, text: &str, target: Option<&str>, depth: usize) -> Result<String, Why> {
        if depth > DEEPEST {
            return Err(Why::new("a variable is made of itself"));
        }
        let too_long = || Why::new("what make puts together here is too long");
        if depth == 0 {
            self.steps.set(0);
        }
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            out.push_str(&rest[..at]);
            let behind = &rest[at + 1..];
            let Some(first) = behind.chars().next() else { break };
            let (name, len) = match first {
                '$' => {
                    out.push('$');
                    rest = &behind[1..];
                    continue;
                }
                '(' | '{' => {
                    let close = if first == '(' { ')' } else { '}' };
                    let Some(end) = behind.find(close) else {
                        return Err(Why::new("a reference does not end"));
                    };
                    (&behind[1..end], end + 1)
                }
                other => (&behind[..other.len_utf8()], other.len_utf8()),
            };
            out.push_str(&self.reference(name, target, depth)?);
            self.steps.set(self.steps.get() + 1);
            if out.len() > LONGEST || self.steps.get() > MOST_STEPS {
                return Err(too_long());
            }
            rest = &behind[len..];
        }
        out.push_str(rest);
        Ok(out)
    }

    fn reference(&self, name: &str, target: Option<&str>, depth: usize) -> Result<String, Why> {
        let is_name =
            name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte));
        match (self.variables.get(name), name) {
            (Some(known), _) => match &known.value {
                Ok((text, true)) => self.expanded(text, target, depth + 1),
                Ok((text, false)) => Ok(text.clone()),
                Err(why) => Err(why.clone()),
            },
            (None, "@") => match target {
                Some(target) if !target.contains(['%', '$']) => Ok(target.to_owned()),
                _ => Err(Why::new("$@ is what is made")),
            },
            (None, "MAKE") => Ok("make".to_owned()),
            (None, "RM") => Ok("rm -f".to_owned()),
            (None, _) if is_name && !name.is_empty() => {
                Err(Why::new(format!("nothing in the Makefile sets {name}")))
            }
            (None, _) => Err(Why::new(format!("make computes $({name})"))),
        }
    }

    fn fact(&self, known: &Known, target: Option<&str>) -> Fact<String> {
        let text = match &known.value {
            Ok((text, true)) => self.expanded(text, target, 0),
            Ok((text, false)) => Ok(text.clone()),
            Err(why) => Err(why.clone()),
        };
        match text {
            Ok(text) => Fact::Known(text, known.at.clone()),
            Err(why) => Fact::Unknown(why),
        }
    }

    /// This with the variables that are said for the targets of a rule, if there are any.
    fn of_target(&self, said: &ForTargets<'_>, rule: &Rule) -> Option<Self> {
        let meant = said.of_rule(rule);
        if meant.is_empty() {
            return None;
        }
        let mut own = Making {
            variables: self.variables.clone(),
            dir: self.dir.clone(),
            steps: Cell::new(0),
            ..*self
        };
        for (one, is_conditional) in meant {
            own.assign(one, is_conditional);
        }
        Some(own)
    }

    fn rule(
        &mut self,
        rule: &Rule,
        said: &ForTargets<'_>,
        is_conditional: bool,
        runs: &mut Vec<Run>,
        comments: &mut Vec<Span>,
    ) -> MakeTarget {
        let first = self.shell;
        let own = self.of_target(said, rule);
        let own = own.as_ref().unwrap_or(self);
        let target = match rule.targets.as_slice() {
            [one] => Some(one.text.as_str()),
            _ => None,
        };
        let mut env = Env::default();
        for (name, known) in &own.variables {
            if known.is_exported || self.exports_all {
                let value = own.fact(known, target);
                env.set(name, Var { value, is_exported: true, is_arg: false });
            }
        }
        let foreign = |what: &Foreign| own.foreign(what, target);
        let fresh = || Scope {
            env: env.clone(),
            dir: self.dir.clone(),
            stops: self.wraps.stops,
            pipefail: self.wraps.pipefail,
            exports: false,
        };
        let mut scope = fresh();
        let mut shell = first;
        let mut forgiven = Vec::new();
        for line in &rule.recipe {
            if !self.is_one_shell {
                scope = fresh();
            }
            let read = shell::read(&line.script.text, line.script.start);
            comments.extend(&read.comments);
            let home = self.home.unwrap_or(Home::Target { file: self.file, shell });
            let is_conditional = is_conditional || line.condition.is_some();
            let flow = Flow { is_conditional, ..Flow::default() };
            let mut following =
                Following { text: self.text, home, foreign: &foreign, runs, depth: 0, rounds: 0 };
            following.list(&read.list, &mut scope, flow);
            forgiven.push(line.may_fail);
            shell += 1;
        }
        self.shell = shell;
        let names = rule.targets.iter().map(|one| (one.text.clone(), self.text.at(one.span)));
        MakeTarget {
            names: names.collect(),
            has_prerequisites: !rule.prerequisites.is_empty() || rule.is_double,
            shells: (first, shell),
            forgiven,
        }
    }

    /// Runs the recipe of a target, behind those of what it needs.
    fn make(
        &mut self,
        target: &str,
        said: &ForTargets<'_>,
        rules: &[(&Rule, bool)],
        done: &mut BTreeSet<String>,
        runs: &mut Vec<Run>,
    ) {
        if done.len() > MOST_TARGETS || !done.insert(target.to_owned()) {
            return;
        }
        let is_meant = |rule: &Rule| {
            rule.targets.iter().any(|one| {
                one.text == target
                    || self.expanded(&one.text, None, 0).is_ok_and(|text| text == target)
            })
        };
        let meant: Vec<(&Rule, bool)> =
            rules.iter().filter(|(rule, _)| is_meant(rule)).copied().collect();
        for (rule, _) in &meant {
            let words = rule.prerequisites.iter().chain(&rule.order_only);
            let names: Vec<String> =
                words.filter_map(|word| self.expanded(&word.text, None, 0).ok()).collect();
            if done.len() < MOST_TARGETS {
                for name in names.iter().flat_map(|name| name.split_whitespace()) {
                    self.make(name, said, rules, done, runs);
                }
            }
        }
        for (rule, is_conditional) in meant {
            self.rule(rule, said, is_conditional, runs, &mut Vec::new());
        }
    }

    fn foreign(&self, what: &Foreign, target: Option<&str>) -> Fact<String> {
        let Foreign::Make(name) = what else { return super::values::nothing_foreign(what) };
        if name.starts_with('?') {
            return Fact::Unknown(Why::new("make computes what stands here"));
        }
        match self.reference(name, target, 0) {
            Ok(text) => {
                let at = self.variables.get(name).map(|known| known.at.clone());
                Fact::Known(text, at.unwrap_or_else(|| Origin::Nature(format!("make sets {name}"))))
            }
            Err(why) => Fact::Unknown(why),
        }
    }

    /// An assignment as it counts when the whole file is read.
    fn said(&self, one: &Assignment, is_conditional: bool, uses: &Uses<'_>) -> MakeVariable {
        let known = self.variables.get(&one.name.text);
        let is_exported = one.exports.unwrap_or(false)
            || self.exports_all
            || known.is_some_and(|known| known.is_exported);
        let own = match (one.targets.is_empty(), known) {
            (true, Some(known)) => self.fact(known, None),
            _ => match self.expanded(&one.value, None, 0) {
                Ok(text) => Fact::Known(text, self.text.at(one.value_span)),
                Err(why) => Fact::Unknown(why),
            },
        };
        MakeVariable {
            name: one.name.text.clone(),
            value: own,
            is_exported,
            is_used: uses.has(&one.name.text),
            is_conditional,
            is_default: one.operator == Operator::Default,
            targets: one.targets.iter().map(|word| word.text.clone()).collect(),
            at: self.text.at(one.name.span.to(one.value_span)),
            name_at: self.text.at(one.name.span),
        }
    }
}

/// What `.PHONY` names.
fn phony(read: &makefile::Makefile) -> Vec<String> {
    let mut all = Vec::new();
    for item in &read.items {
        if let Kind::Rule(rule) = &item.kind
            && rule.targets.iter().any(|target| target.text == ".PHONY")
        {
            all.extend(rule.prerequisites.iter().map(|word| word.text.clone()));
        }
    }
    all
}

/// `$GOOS`, where make sees `$G`.
fn short_references(
    text: &Text,
    read: &makefile::Makefile,
    comments: &[Span],
) -> Vec<(String, Origin)> {
    let mut all = Vec::new();
    let rules = read.items.iter().filter_map(|item| match &item.kind {
        Kind::Rule(rule) => Some(rule),
        _ => None,
    });
    for line in rules.flat_map(|rule| &rule.recipe) {
        let span = line.span;
        let written = span.text(&text.text);
        let mut at = 0;
        while let Some(found) = written.get(at..).and_then(|rest| rest.find('$')) {
            let start = at + found;
            let behind = &written[start + 1..];
            if behind.starts_with(['$', '(', '{']) {
                at = start + 2;
                continue;
            }
            let is_part = |c: char| c == '_' || c.is_ascii_alphanumeric();
            let len = behind.find(|c| !is_part(c)).unwrap_or(behind.len());
            if len > 1 && behind.starts_with(|c: char| c == '_' || c.is_ascii_alphabetic()) {
                let first = span.start as usize + start;
                let place = Span::of(first..first + 1 + len);
                let is_in = |one: &Span| one.start <= place.start && place.start < one.end;
                if !comments.iter().any(is_in) {
                    all.push((behind[..len].to_owned(), text.at(place)));
                }
            }
            at = start + 1 + len;
        }
    }
    all
}

#[cfg(test)]
mod tests;
