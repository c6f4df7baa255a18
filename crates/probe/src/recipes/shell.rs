//! What a script runs, with the environment that each command sees.

use landfall_facts::{Env, Fact, Flow, Home, Origin, Run, Said, Var, Why};
use landfall_formats::shell::{
    Assignment, Change, Command, Foreign, Join, Kind, Part, Pipeline, Simple, Statement, Word,
};
use landfall_formats::{Span, shell};

use super::go_command;
use super::text::Text;
use super::values::{LONGEST, Reading, too_long};

/// A loop over more values than this is not run through.
const MOST_VALUES: usize = 12;
/// Scripts inside scripts are followed so deep.
const DEEPEST: usize = 4;

/// What holds at a place of a script.
#[derive(Clone)]
pub(super) struct Scope {
    pub(super) env: Env,
    pub(super) dir: Fact<String>,
    /// `set -e`
    pub(super) stops: bool,
    /// `set -o pipefail`
    pub(super) pipefail: bool,
    /// `set -a`: whatever is set is exported.
    pub(super) exports: bool,
}

/// One script being followed.
pub(super) struct Following<'a> {
    pub(super) text: &'a Text,
    pub(super) home: Home,
    pub(super) foreign: &'a dyn Fn(&Foreign) -> Fact<String>,
    pub(super) runs: &'a mut Vec<Run>,
    pub(super) depth: usize,
    /// How many values loops were run through: a loop in a loop in a loop is not run a thousand times.
    pub(super) rounds: usize,
}

impl Following<'_> {
    /// Runs statements one after the other.
    pub(super) fn list(&mut self, list: &[Statement], scope: &mut Scope, flow: Flow) {
        for (at, statement) in list.iter().enumerate() {
            let next = list.get(at + 1);
            // `go build; if [ $? -ne 0 ]` asks what became of it.
            let is_asked = flow.is_asked || next.is_some_and(|next| self.asks_for_status(next));
            self.statement(statement, scope, Flow { is_asked, ..flow }, next.is_none());
        }
    }

    fn asks_for_status(&self, statement: &Statement) -> bool {
        let mut commands = statement.pipelines.iter().flat_map(|(_, one)| &one.commands);
        commands.any(|command| self.text.written(command.span).contains("$?"))
    }

    fn statement(&mut self, statement: &Statement, scope: &mut Scope, flow: Flow, is_last: bool) {
        let pipelines = &statement.pipelines;
        for (at, (join, pipeline)) in pipelines.iter().enumerate() {
            let next = pipelines.get(at + 1);
            let mut flow = flow;
            let stands_last = next.is_none();
            flow.is_conditional |= *join == Join::Or;
            flow.is_asked |= pipeline.is_negated || matches!(next, Some((Join::Or, _)));
            flow.is_forgiven |=
                matches!(next, Some((Join::Or, other)) if self.always_succeeds(other));
            // Of `a && b` the shell does not stop at a, even after `set -e`.
            let stops = scope.stops && stands_last;
            flow.is_passed_over = if is_last { flow.is_passed_over } else { !stops };
            flow.is_apart |= statement.in_background;
            self.pipeline(pipeline, scope, flow);
        }
    }

    fn always_succeeds(&self, pipeline: &Pipeline) -> bool {
        let Some(Command { kind: Kind::Simple(simple), .. }) = pipeline.commands.last() else {
            return false;
        };
        let name = simple.words.first().and_then(Word::literal).unwrap_or_default();
        matches!(name.as_str(), "true" | ":" | "echo" | "printf")
    }

    fn pipeline(&mut self, pipeline: &Pipeline, scope: &mut Scope, flow: Flow) {
        let is_alone = pipeline.commands.len() == 1;
        for (at, command) in pipeline.commands.iter().enumerate() {
            let mut flow = flow;
            let is_last = at + 1 == pipeline.commands.len();
            flow.is_piped |= !is_last && !scope.pipefail;
            flow.is_apart |= !is_alone;
            if is_alone {
                self.command(command, scope, flow);
            } else {
                // Each command of a pipeline is a shell of its own: what it sets is lost.
                self.command(command, &mut scope.clone(), flow);
            }
        }
    }

    fn command(&mut self, command: &Command, scope: &mut Scope, flow: Flow) {
        for word in command.redirects.iter().map(|redirect| &redirect.target) {
            self.outputs(word, scope, flow);
        }
        match &command.kind {
            Kind::Simple(simple) => self.simple(simple, command.span, scope, flow),
            Kind::Subshell(list) => {
                let flow = Flow { is_apart: true, ..flow };
                self.list(list, &mut scope.clone(), flow);
            }
            Kind::Group(list) => self.list(list, scope, flow),
            Kind::If(branches, otherwise) => self.branches(branches, otherwise, scope, flow),
            Kind::While(condition, body) => {
                let asked = Flow { is_asked: true, ..flow };
                self.list(condition, scope, asked);
                self.may_run(&[body], scope, flow);
            }
            Kind::For(name, values, body) => self.for_each(name, values, body, scope, flow),
            Kind::Case(word, bodies) => {
                self.outputs(word, scope, flow);
                let bodies: Vec<_> = bodies.iter().map(Vec::as_slice).collect();
                self.may_run(&bodies, scope, flow);
            }
            Kind::Function(_, body) => {
                // Its arguments are not known, nor when it is called.
                let mut inner = scope.clone();
                let flow = Flow { is_conditional: true, ..Flow::default() };
                self.command(body, &mut inner, flow);
                self.unsure_of(scope, &[inner], "a function sets it");
            }
            Kind::Test => {}
        }
    }

    fn branches(
        &mut self,
        branches: &[(Vec<Statement>, Vec<Statement>)],
        otherwise: &[Statement],
        scope: &mut Scope,
        flow: Flow,
    ) {
        let asked = Flow { is_asked: true, ..flow };
        let mut bodies: Vec<&[Statement]> = Vec::new();
        for (condition, then) in branches {
            self.list(condition, scope, asked);
            bodies.push(then);
        }
        bodies.push(otherwise);
        self.may_run(&bodies, scope, flow);
    }

    /// Bodies of which one is run, or none: what they set is not known afterwards.
    fn may_run(&mut self, bodies: &[&[Statement]], scope: &mut Scope, flow: Flow) {
        let flow = Flow { is_conditional: true, ..flow };
        let mut ends = Vec::new();
        for body in bodies {
            let mut inner = scope.clone();
            self.list(body, &mut inner, flow);
            ends.push(inner);
        }
        self.unsure_of(scope, &ends, "it is set under a condition");
    }

    /// After something that may have happened: what it changed is unknown.
    fn unsure_of(&self, scope: &mut Scope, ends: &[Scope], why: &str) {
        for end in ends {
            if !end.env.is_same(&scope.env) {
                let changed: Vec<(String, bool)> = end
                    .env
                    .vars()
                    .filter(|(name, var)| scope.env.var(name) != Some(var))
                    .map(|(name, var)| (name.to_owned(), var.is_exported))
                    .collect();
                for (name, is_exported) in changed {
                    let value = Fact::Unknown(Why::new(format!("of ${name}, {why}")));
                    scope.env.set(name, Var { value, is_exported, is_arg: false });
                }
            }
            if end.dir != scope.dir {
                scope.dir = Fact::Unknown(Why::new("the directory is changed under a condition"));
            }
        }
    }

    fn for_each(
        &mut self,
        name: &str,
        values: &[Word],
        body: &[Statement],
        scope: &mut Scope,
        flow: Flow,
    ) {
        let flow = Flow { is_conditional: true, ..flow };
        let mut said = Vec::new();
        for word in values {
            self.outputs(word, scope, flow);
            self.reading(scope).split(word, &mut said);
        }
        let rounds = self.rounds + said.len();
        let are_known = !said.is_empty() && said.iter().all(|one| one.known().is_some());
        let exported = scope.env.var(name).is_some_and(|var| var.is_exported);
        let is_globbed =
            |one: &Said| one.known().is_some_and(|text| text.contains(['*', '?', '{']));
        if are_known && rounds <= MOST_VALUES && !said.iter().any(is_globbed) {
            self.rounds = rounds;
            for one in said {
                let var = Var { value: one.text, is_exported: exported, is_arg: false };
                scope.env.set(name, var);
                self.list(body, scope, flow);
            }
            return;
        }
        let value = Fact::Unknown(Why::new(format!("${name} takes one value after another")));
        scope.env.set(name, Var { value, is_exported: exported, is_arg: false });
        self.may_run(&[body], scope, flow);
    }

    fn simple(&mut self, simple: &Simple, span: Span, scope: &mut Scope, flow: Flow) {
        for word in simple.words.iter().chain(simple.assignments.iter().map(|one| &one.value)) {
            self.outputs(word, scope, flow);
        }
        if simple.words.is_empty() {
            for assignment in &simple.assignments {
                self.assign(assignment, scope, false);
            }
            return;
        }
        let mut words = Vec::new();
        let reading = self.reading(scope);
        simple.words.iter().for_each(|word| reading.split(word, &mut words));
        let mut env = scope.env.clone();
        for assignment in &simple.assignments {
            let value = self.value(assignment, scope);
            env.set(&assignment.name, Var { value, is_exported: true, is_arg: false });
        }
        put_in_before(&simple.words, &mut words, &mut env);
        let Some(name) = words.first().and_then(Said::known).map(str::to_owned) else {
            self.run(words, env, scope, span, flow);
            return;
        };
        match name.as_str() {
            "export" | "declare" | "typeset" | "readonly" | "local" => {
                self.declare(&name, simple, scope);
                self.run(words, env, scope, span, flow);
            }
            "unset" => {
                words.iter().skip(1).filter_map(Said::known).for_each(|name| scope.env.unset(name))
            }
            "set" => set(&words[1..], scope),
            "shopt" | "trap" | ":" => {}
            "cd" | "pushd" => {
                let to = words
                    .iter()
                    .skip(1)
                    .find(|said| said.known().is_none_or(|w| !w.starts_with('-')));
                scope.dir = moved(&scope.dir, to);
                self.run(words, env, scope, span, flow);
            }
            _ => self.run(words, env, scope, span, flow),
        }
    }

    fn value(&self, assignment: &Assignment, scope: &Scope) -> Fact<String> {
        let said = self.reading(scope).whole(&assignment.value);
        if !assignment.is_added {
            return said.text;
        }
        let before = scope.env.var(&assignment.name).map(|var| &var.value);
        match (before, said.text) {
            (Some(Fact::Known(before, _)), Fact::Known(more, origin)) => {
                if before.len() > LONGEST {
                    return Fact::Unknown(too_long());
                }
                Fact::Known(format!("{before}{more}"), origin)
            }
            (None, text) => text,
            (_, Fact::Unknown(why)) => Fact::Unknown(why),
            (Some(Fact::Unknown(why)), _) => Fact::Unknown(why.clone()),
            (Some(Fact::Absent(_)), text) | (Some(_), text) => text,
        }
    }

    fn assign(&mut self, assignment: &Assignment, scope: &mut Scope, exports: bool) {
        let value = self.value(assignment, scope);
        let is_exported = exports
            || scope.exports
            || scope.env.var(&assignment.name).is_some_and(|var| var.is_exported);
        scope.env.set(&assignment.name, Var { value, is_exported, is_arg: false });
    }

    /// `export A=b C`, and its kin.
    fn declare(&mut self, name: &str, simple: &Simple, scope: &mut Scope) {
        let flags = |word: &&Word| word.literal().is_some_and(|text| text.starts_with('-'));
        let exports = name == "export"
            || simple
                .words
                .iter()
                .filter(flags)
                .any(|word| word.literal().is_some_and(|text| text.contains('x')));
        for word in simple.words.iter().skip(1) {
            let Some(assignment) = as_assignment(word, self.text) else {
                let Some(name) = word.literal().filter(|name| !name.starts_with('-')) else {
                    continue;
                };
                if exports && let Some(var) = scope.env.var(&name).cloned() {
                    scope.env.set(name, Var { is_exported: true, ..var });
                }
                continue;
            };
            self.assign(&assignment, scope, exports);
        }
    }

    /// A program is run whose words stand in a list.
    pub(super) fn words(&mut self, elements: &[(String, Span)], scope: &Scope, span: Span) {
        let said = |(text, span): &(String, Span)| {
            let at = self.text.at(*span);
            Said {
                text: Fact::Known(text.clone(), at.clone()),
                written: self.text.written(*span),
                at,
            }
        };
        let words = elements.iter().map(said).collect();
        self.run(words, scope.env.clone(), scope, span, Flow::default());
    }

    /// A line in the language of another shell: what it runs is not known.
    pub(super) fn unread(&mut self, shell: &str, scope: &Scope, span: Span) {
        let text = Fact::Unknown(Why::new(format!("{shell} reads this line")));
        let (written, at) = (self.text.written(span), self.text.at(span));
        let words = vec![Said { text, written, at }];
        self.run(words, scope.env.clone(), scope, span, Flow::default());
    }

    /// A program is run.
    fn run(&mut self, mut words: Vec<Said>, mut env: Env, scope: &Scope, span: Span, flow: Flow) {
        let before = env.clone();
        let is_sudo = matches!(words.first().and_then(Said::known), Some("sudo" | "doas"));
        unwrap(&mut words, &mut env);
        let is_withheld =
            |name: &str, var: &Var| is_sudo && var.is_exported && env.var(name).is_none();
        let withheld = before.vars().filter(|(name, var)| is_withheld(name, var));
        let withheld = withheld.map(|(name, _)| name.to_owned()).collect();
        let Some(called) = words.first().cloned() else { return };
        let arguments = words.split_off(1);
        let program = called.text.clone().map(|path| {
            let name = path.rsplit('/').next().unwrap_or_default();
            name.to_owned()
        });
        let name = program.known().map(String::as_str).unwrap_or_default();
        let is_go = name == "go" || is_numbered_go(name);
        let go = is_go.then(|| go_command::read(&arguments)).flatten().map(Box::new);
        if matches!(name, "sh" | "bash" | "ash" | "dash") {
            self.inner(&arguments, &env, scope, flow);
        }
        self.runs.push(Run {
            program,
            called,
            words: arguments,
            env,
            withheld,
            dir: scope.dir.clone(),
            written: self.text.written(span),
            at: self.text.at(span),
            home: self.home,
            flow,
            go,
        });
    }

    /// `sh -c '…'`: a script in a word.
    fn inner(&mut self, words: &[Said], env: &Env, scope: &Scope, flow: Flow) {
        let options = |said: &&Said| said.known().is_some_and(|text| text.starts_with('-'));
        let flags: String =
            words.iter().take_while(options).filter_map(Said::known).collect::<Vec<_>>().join("");
        if !flags.contains('c') || self.depth >= DEEPEST {
            return;
        }
        let is_script = |said: &&Said| {
            said.known().is_some_and(|text| !text.starts_with('-') && text != "pipefail")
        };
        let Some(script) = words.iter().find(is_script) else { return };
        // It is read where it stands if it stands there as it is.
        let Origin::Span { span: place, .. } = &script.at else { return };
        let written = script.written.as_str();
        let inner =
            written.strip_prefix(['"', '\'']).and_then(|rest| rest.strip_suffix(['"', '\'']));
        let Some(inner) = inner.filter(|inner| script.known() == Some(*inner)) else { return };
        let read = shell::read(inner, place.bytes.0 + 1);
        let mut env = env.clone();
        env.retain(|_, var| var.is_exported);
        let mut scope = Scope {
            env,
            dir: scope.dir.clone(),
            stops: flags.contains('e'),
            pipefail: words.iter().any(|said| said.known() == Some("pipefail")),
            exports: false,
        };
        self.depth += 1;
        self.list(&read.list, &mut scope, Flow { is_apart: true, ..flow });
        self.depth -= 1;
    }

    /// Commands whose output is put into a word.
    fn outputs(&mut self, word: &Word, scope: &Scope, flow: Flow) {
        for part in &word.parts {
            match part {
                Part::Output(list) => {
                    let flow = Flow { is_apart: true, is_asked: true, ..flow };
                    self.list(list, &mut scope.clone(), flow);
                }
                Part::Variable(variable) => match &variable.change {
                    Change::OrElse(word) | Change::IfSet(word) => self.outputs(word, scope, flow),
                    _ => {}
                },
                _ => {}
            }
        }
    }

    fn reading<'b>(&'b self, scope: &'b Scope) -> Reading<'b> {
        Reading { text: self.text, env: &scope.env, foreign: self.foreign }
    }
}

/// `go1.22.3` and its kin, which `golang.org/dl` installs.
fn is_numbered_go(name: &str) -> bool {
    name.strip_prefix("go1.").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// `set -euo pipefail` and `set +e`.
fn set(words: &[Said], scope: &mut Scope) {
    let mut words = words.iter().filter_map(Said::known).peekable();
    while let Some(word) = words.next() {
        let on = match word.as_bytes().first() {
            Some(b'-') => true,
            Some(b'+') => false,
            _ => return,
        };
        if word.contains('e') && !word.contains("--") {
            scope.stops = on;
        }
        if word.contains('a') && !word.contains("--") {
            scope.exports = on;
        }
        if word.ends_with('o')
            && let Some(option) = words.next()
        {
            match option {
                "pipefail" => scope.pipefail = on,
                "errexit" => scope.stops = on,
                "allexport" => scope.exports = on,
                _ => {}
            }
        }
    }
}

/// The directory that a `cd` leads to.
pub(super) fn moved(dir: &Fact<String>, to: Option<&Said>) -> Fact<String> {
    let Some(to) = to else { return Fact::Unknown(Why::new("the home directory is not known")) };
    match (&to.text, dir) {
        (Fact::Known(path, origin), _) if path.starts_with('/') => {
            Fact::Known(path.clone(), origin.clone())
        }
        (Fact::Known(path, origin), Fact::Known(dir, _)) => {
            Fact::Known(super::joined(dir, path), origin.clone())
        }
        (Fact::Known(..) | Fact::Absent(_), other) => other.clone(),
        (Fact::Unknown(why), _) => Fact::Unknown(why.clone()),
    }
}

/// `NAME=value` as a word of `export`.
fn as_assignment(word: &Word, text: &Text) -> Option<Assignment> {
    let Some(Part::Text { text: first, is_quoted: false }) = word.parts.first() else {
        return None;
    };
    let (name, rest) = first.split_once('=')?;
    let is_name = |c: char| c == '_' || c.is_ascii_alphanumeric();
    let (name, is_added) = match name.strip_suffix('+') {
        Some(name) => (name, true),
        None => (name, false),
    };
    if name.is_empty() || !name.chars().all(is_name) {
        return None;
    }
    let mut value = word.clone();
    value.parts[0] = Part::Text { text: rest.to_owned(), is_quoted: false };
    let skipped = text.written(word.span).find('=').map_or(0, |at| at + 1);
    value.span.start += u32::try_from(skipped).unwrap_or(0);
    Some(Assignment { name: name.to_owned(), is_added, value, span: word.span })
}

/// Takes off what only starts another program: `sudo`, `env`, `time` …
fn unwrap(words: &mut Vec<Said>, env: &mut Env) {
    loop {
        let name = words.first().and_then(Said::known).unwrap_or_default();
        let name = name.rsplit('/').next().unwrap_or_default().to_owned();
        match name.as_str() {
            "exec" | "command" | "builtin" | "nohup" | "time" | "nice" | "ionice" | "stdbuf"
            | "eatmydata" => {
                words.remove(0);
                drop_flags(words, &["-n", "-c"]);
            }
            "sudo" | "doas" => {
                words.remove(0);
                let keeps = words
                    .iter()
                    .take_while(|said| said.known().is_some_and(|word| word.starts_with('-')))
                    .any(|said| {
                        said.known()
                            .is_some_and(|word| word == "-E" || word.starts_with("--preserve-env"))
                    });
                drop_flags(words, &["-u", "-g", "-C", "-h", "-p"]);
                if !keeps {
                    // Written in sudo(8): of the environment of the caller little is left.
                    env.retain(|name, _| matches!(name, "PATH" | "HOME" | "TERM"));
                }
                assigned(words, env);
            }
            "env" => {
                words.remove(0);
                let clears =
                    words.first().and_then(Said::known).is_some_and(|w| w == "-i" || w == "-");
                if clears {
                    env.retain(|_, _| false);
                }
                while let Some(word) = words.first().and_then(Said::known) {
                    match word {
                        "-u" => {
                            let name =
                                words.get(1).and_then(Said::known).unwrap_or_default().to_owned();
                            env.unset(&name);
                            words.drain(..2.min(words.len()));
                        }
                        word if word.starts_with('-') => {
                            words.remove(0);
                        }
                        _ => break,
                    }
                }
                assigned(words, env);
            }
            _ => return,
        }
        if words.is_empty() {
            return;
        }
    }
}

/// `CGO_ENABLED=0 go`, where another language puts both in: its words are assignments to the shell.
fn put_in_before(written: &[Word], words: &mut Vec<Said>, env: &mut Env) {
    let is_foreign =
        |word: &Word| word.parts.first().is_some_and(|part| matches!(part, Part::Foreign(_)));
    if !written.first().is_some_and(is_foreign) {
        return;
    }
    while let Some((name, value)) =
        words.first().and_then(Said::known).and_then(|word| word.split_once('='))
    {
        let is_name = |c: char| c == '_' || c.is_ascii_alphanumeric();
        if name.is_empty() || !name.chars().all(is_name) || words.len() < 2 {
            return;
        }
        let value = Fact::Known(value.to_owned(), words[0].at.clone());
        env.set(name.to_owned(), Var { value, is_exported: true, is_arg: false });
        words.remove(0);
    }
}

/// `NAME=value` words before a program.
fn assigned(words: &mut Vec<Said>, env: &mut Env) {
    while let Some(said) = words.first() {
        let is_name = |name: &str| {
            !name.is_empty() && name.chars().all(|c| c == '_' || c.is_ascii_alphanumeric())
        };
        let written = said.written.split_once('=').map(|(name, _)| name.to_owned());
        let Some(name) = written.filter(|name| is_name(name)) else { return };
        let value = said
            .text
            .clone()
            .map(|text| text.split_once('=').map_or(String::new(), |(_, value)| value.to_owned()));
        env.set(name, Var { value, is_exported: true, is_arg: false });
        words.remove(0);
    }
}

fn drop_flags(words: &mut Vec<Said>, with_value: &[&str]) {
    while let Some(word) = words.first().and_then(Said::known).filter(|word| word.starts_with('-'))
    {
        let takes_next = with_value.contains(&word);
        words.remove(0);
        if takes_next && !words.is_empty() {
            words.remove(0);
        }
    }
}
