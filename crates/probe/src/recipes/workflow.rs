//! Workflows of GitHub and composite actions: what the steps of their jobs run.

use landfall_facts::{
    Env, Fact, Flow, Home, Job, JobStep, JobSystem, Origin, Recipes, Run, Said, Used, Var, Why,
};
use landfall_formats::shell::{self, Foreign};
use landfall_formats::yaml::{self, Node, Yaml};

use super::expression::Context;
use super::matrix::{Combination, combinations};
use super::shell::{Following, Scope};
use super::text::Text;

/// Reads a workflow.
pub(super) fn workflow(text: &Text, read: &Yaml, file: usize, recipes: &mut Recipes) {
    let Some(top) = read.documents.first() else { return };
    let nothing = Combination { values: Vec::new(), is_whole: true };
    let mut reader = Reader { text, file, recipes };
    for (name, job) in top.get("jobs").map(Node::entries).unwrap_or_default() {
        let matrix = job.get("strategy").and_then(|strategy| strategy.get("matrix"));
        for combination in combinations(text, matrix) {
            let env = reader.env(top.get("env"), &Env::default(), &nothing, None);
            let label = job.get("runs-on").map(|node| reader.label(node, &env, &combination));
            let runner = label.as_ref().and_then(runner_os);
            let env = reader.env(job.get("env"), &env, &combination, runner);
            let context = Context {
                matrix: &combination.values,
                is_whole: combination.is_whole,
                env: &env,
                runner,
            };
            if job.get("if").and_then(Node::as_str).is_some_and(|text| never(&context, text)) {
                continue;
            }
            let image = job.get("container").and_then(|node| node.get("image").or(Some(node)));
            let image = image.filter(|node| node.as_str().is_some_and(|text| !text.is_empty()));
            let image = image.map(|node| said(text, node, &context));
            let made = Job {
                file,
                name: name.as_str().unwrap_or_default().to_owned(),
                at: text.at(name.span),
                system: JobSystem::Workflow,
                matrix: combination.values.clone(),
                runner: label,
                image,
                env: env.clone(),
                steps: Vec::new(),
            };
            let defaults = [job.get("defaults"), top.get("defaults")];
            let steps = job.get("steps").map(Node::items).unwrap_or_default();
            reader.job(made, steps, defaults, &combination, runner);
        }
    }
}

/// Reads a composite action.
pub(super) fn action(text: &Text, read: &Yaml, file: usize, recipes: &mut Recipes) {
    let Some(top) = read.documents.first() else { return };
    let Some(runs) = top.get("runs") else { return };
    let Some(steps) = runs.get("steps") else { return };
    let made = Job {
        file,
        name: top.get("name").and_then(Node::as_str).unwrap_or_default().to_owned(),
        at: text.at(runs.span),
        system: JobSystem::Action,
        matrix: Vec::new(),
        runner: None,
        image: None,
        env: Env::default(),
        steps: Vec::new(),
    };
    let unknown = Combination::default();
    Reader { text, file, recipes }.job(made, steps.items(), [None, None], &unknown, None);
}

struct Reader<'a> {
    text: &'a Text,
    file: usize,
    recipes: &'a mut Recipes,
}

impl Reader<'_> {
    fn job(
        &mut self,
        mut job: Job,
        steps: &[Node],
        defaults: [Option<&Node>; 2],
        combination: &Combination,
        runner: Option<&'static str>,
    ) {
        let number = self.recipes.jobs.len();
        let mut env = job.env.clone();
        let dir = dir_of(self.text, &job, steps);
        for node in steps {
            let own = self.env(node.get("env"), &env, combination, runner);
            let context = Context {
                matrix: &combination.values,
                is_whole: combination.is_whole,
                env: &own,
                runner,
            };
            let condition = node.get("if").filter(|node| node.as_str().is_some());
            if condition.and_then(Node::as_str).is_some_and(|text| never(&context, text)) {
                continue;
            }
            let condition = condition
                .filter(|node| holds(&context, node.as_str().unwrap_or_default()).is_none());
            let default = |key: &str| {
                let run = |node: &Option<&'_ Node>| Some((*node)?.get("run")?.get(key)?.clone());
                defaults.iter().find_map(run)
            };
            let shell = node.get("shell").cloned().or_else(|| default("shell"));
            let to =
                node.get("working-directory").cloned().or_else(|| default("working-directory"));
            let dir = match to {
                Some(to) => super::shell::moved(&dir, Some(&said(self.text, &to, &context))),
                None => dir.clone(),
            };
            let forgiven = node.get("continue-on-error");
            let forgiven = forgiven
                .filter(|node| holds(&context, node.as_str().unwrap_or_default()) != Some(false));
            let mut step = JobStep {
                at: self.text.at(node.span),
                uses: node.get("uses").map(|node| used(self.text, node)),
                with: with(self.text, node.get("with"), &context),
                runs: (self.recipes.runs.len(), self.recipes.runs.len()),
                shell: shell.map(|node| said(self.text, &node, &context)),
                condition: condition.map(|node| said(self.text, node, &context)),
                forgiven: forgiven.map(|node| said(self.text, node, &context)),
                script: node.get("run").map(|node| script_text(self.text, node)),
                env: own.clone(),
                lost: Vec::new(),
            };
            if let Some(script) = node.get("run") {
                let how = Shell::of(step.shell.as_ref(), runner).or_else(|| {
                    let is_windows = matches!(
                        step.shell.as_ref().map(Said::known),
                        None | Some(Some("pwsh" | "powershell" | "cmd"))
                    );
                    (is_windows && is_plain(script.as_str()?)).then_some(Shell::PLAIN)
                });
                let home = Home::Step { job: number, step: job.steps.len() };
                let flow = Flow { is_conditional: step.condition.is_some(), ..Flow::default() };
                if let Some(how) = how {
                    self.script(script, home, &context, how, dir, flow);
                }
                step.runs.1 = self.recipes.runs.len();
                hand_on(&self.recipes.runs[step.runs.0..], &mut env, &mut step);
            }
            job.steps.push(step);
        }
        self.recipes.jobs.push(job);
    }

    fn script(
        &mut self,
        script: &Node,
        home: Home,
        context: &Context<'_>,
        how: Shell,
        dir: Fact<String>,
        flow: Flow,
    ) {
        let Some(masked) = yaml::block_text(&self.text.text, script) else { return };
        let read = shell::read(&masked.text, masked.start);
        let foreign = |what: &Foreign| match what {
            Foreign::Expression(inner) => match context.filled(&format!("${{{{{inner}}}}}")) {
                Ok(text) => Fact::Known(text, Origin::Nature("an expression".to_owned())),
                Err(why) => Fact::Unknown(why),
            },
            Foreign::Make(_) => super::values::nothing_foreign(what),
        };
        let mut scope = Scope {
            env: context.env.clone(),
            dir,
            stops: how.stops,
            pipefail: how.pipefail,
            exports: false,
        };
        // On a runner that nobody knows it may be meant for PowerShell.
        if !how.is_sure && !read.problems.is_empty() {
            return;
        }
        let problem = |one: &shell::Problem| (one.says.to_owned(), self.text.at(one.span));
        let problems = &mut self.recipes.files[self.file].problems;
        for one in read.problems.iter().map(problem) {
            if !problems.contains(&one) {
                problems.push(one);
            }
        }
        let mut following = Following {
            text: self.text,
            home,
            foreign: &foreign,
            runs: &mut self.recipes.runs,
            depth: 0,
            rounds: 0,
        };
        following.list(&read.list, &mut scope, flow);
    }

    /// What `env:` adds to variables.
    fn env(
        &self,
        node: Option<&Node>,
        before: &Env,
        combination: &Combination,
        runner: Option<&'static str>,
    ) -> Env {
        let mut env = before.clone();
        for (name, value) in node.map(Node::entries).unwrap_or_default() {
            let context = Context {
                matrix: &combination.values,
                is_whole: combination.is_whole,
                env: before,
                runner,
            };
            let Some(name) = name.as_str() else { continue };
            let value = said(self.text, value, &context).text;
            env.set(name, Var { value, is_exported: true, is_arg: false });
        }
        env
    }

    /// The label of a runner; of several the one that names a system.
    fn label(&self, node: &Node, env: &Env, combination: &Combination) -> Said {
        let context = Context {
            matrix: &combination.values,
            is_whole: combination.is_whole,
            env,
            runner: None,
        };
        match node.items() {
            [] => said(self.text, node, &context),
            [one] => said(self.text, one, &context),
            // Several labels are those of somebody's own runner.
            _ => Said {
                text: Fact::Unknown(Why::new("the runner is one of somebody's own")),
                written: self.text.written(node.span),
                at: self.text.at(node.span),
            },
        }
    }
}

/// A scalar with its expressions put in.
pub(super) fn said(text: &Text, node: &Node, context: &Context<'_>) -> Said {
    let at = text.at(node.span);
    let written = text.written(node.span);
    let fact = match node.as_str() {
        Some(own) => match context.filled(own) {
            Ok(text) => Fact::Known(text, at.clone()),
            Err(why) => Fact::Unknown(why),
        },
        None => Fact::Unknown(Why::new(format!("{written} is no text"))),
    };
    Said { text: fact, written, at }
}

/// A script as it is written.
fn script_text(text: &Text, node: &Node) -> Said {
    let at = text.at(node.span);
    let own = node.as_str().unwrap_or_default().to_owned();
    Said { text: Fact::Known(own.clone(), at.clone()), written: own, at }
}

fn with(text: &Text, node: Option<&Node>, context: &Context<'_>) -> Vec<(String, Said)> {
    let entries = node.map(Node::entries).unwrap_or_default();
    let pair =
        |(key, value): &(Node, Node)| Some((key.as_str()?.to_owned(), said(text, value, context)));
    entries.iter().filter_map(pair).collect()
}

/// The directory that steps run in: the repository's, unless something else is checked out.
fn dir_of(text: &Text, job: &Job, steps: &[Node]) -> Fact<String> {
    if job.system == JobSystem::Action {
        return Fact::Unknown(Why::new("the directory that the action is used in is not known"));
    }
    let is_other = |step: &Node| {
        let is_checkout = step
            .get("uses")
            .and_then(Node::as_str)
            .is_some_and(|uses| uses.starts_with("actions/checkout@"));
        let with = step.get("with");
        is_checkout
            && with
                .is_some_and(|with| with.get("path").is_some() || with.get("repository").is_some())
    };
    match steps.iter().find(|step| is_other(step)) {
        Some(_) => {
            Fact::Unknown(Why::new("a repository is checked out into a directory of its own"))
        }
        None => Fact::Known(".".to_owned(), Origin::Path(text.path.to_string())),
    }
}

/// An action, and which major version of it.
fn used(text: &Text, node: &Node) -> Used {
    let at = text.at(node.span);
    let whole = node.as_str().unwrap_or_default();
    let (action, version) = whole.split_once('@').unwrap_or((whole, ""));
    let major = |word: &str| word.trim_start_matches('v').split('.').next()?.parse::<u32>().ok();
    let is_hash = version.len() == 40 && version.bytes().all(|byte| byte.is_ascii_hexdigit());
    // `uses: actions/setup-go@0c52d547… # v5.0.1`
    let behind = text.text.get(node.span.end as usize..).unwrap_or_default();
    let comment = behind.lines().next().unwrap_or_default().trim().trim_matches(['"', '\'']);
    let comment = comment.trim_start().strip_prefix('#').unwrap_or_default().trim();
    let comment = comment.trim_start_matches("tag=").trim_start_matches("ratchet:");
    let word = comment.split_whitespace().next().unwrap_or_default();
    let word = word.rsplit('@').next().unwrap_or_default();
    let found =
        if is_hash { Some(word).filter(|word| word.starts_with('v')) } else { Some(version) };
    let major = match found.and_then(major).filter(|major| *major < 1000) {
        Some(major) => Fact::Known(major, at.clone()),
        None => Fact::Unknown(Why::new(format!("which version {whole} is, is not known here"))),
    };
    Used { action: action.to_ascii_lowercase(), major, at }
}

/// What a condition comes to.
fn holds(context: &Context<'_>, text: &str) -> Option<bool> {
    let text = text.trim();
    let inner = text.strip_prefix("${{").and_then(|rest| rest.strip_suffix("}}"));
    match inner {
        Some(inner) if !inner.contains("${{") => context.value(inner).holds(),
        _ if text.contains("${{") => None,
        _ => context.value(text).holds(),
    }
}

/// Whether a condition surely does not hold.
fn never(context: &Context<'_>, text: &str) -> bool {
    holds(context, text) == Some(false)
}

fn runner_os(label: &Said) -> Option<&'static str> {
    let label = label.known()?.to_ascii_lowercase();
    let names =
        [("ubuntu", "Linux"), ("linux", "Linux"), ("windows", "Windows"), ("macos", "macOS")];
    names.iter().find(|(part, _)| label.contains(part)).map(|(_, os)| *os)
}

/// What a shell does about failures.
#[derive(Debug, Clone, Copy)]
struct Shell {
    stops: bool,
    pipefail: bool,
    /// Whether it is one of our kind, and not only where the runner is none of Windows.
    is_sure: bool,
}

/// Whether every shell there is reads a script alike: words with nothing around them.
fn is_plain(script: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || " ./_-:=,+".contains(c);
    let mut lines = script.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.all(|line| {
        let sets = line.split(' ').next().is_some_and(|word| word.contains('='));
        line.chars().all(is_word) && !sets
    })
}

impl Shell {
    /// One of Windows, whose words are those of `sh`. What it does about failures is not ours to judge.
    const PLAIN: Self = Self { stops: true, pipefail: true, is_sure: true };

    /// As the runner starts it; `None` for what is no shell of our kind. Written in "Workflow syntax", under
    /// `jobs.<job_id>.steps[*].shell`.
    fn of(said: Option<&Said>, runner: Option<&'static str>) -> Option<Self> {
        let Some(said) = said else {
            return (runner != Some("Windows")).then_some(Self {
                stops: true,
                pipefail: false,
                is_sure: runner.is_some(),
            });
        };
        let words = said.known()?;
        let (program, options) = words.split_once(' ').unwrap_or((words, ""));
        let program = program.rsplit('/').next().unwrap_or_default();
        match (program, options) {
            ("bash", "") => Some(Self { stops: true, pipefail: true, is_sure: true }),
            ("sh", "") => Some(Self { stops: true, pipefail: false, is_sure: true }),
            ("bash" | "sh", options) => {
                let flags = options
                    .split_whitespace()
                    .filter(|word| word.starts_with('-') && !word.starts_with("--"));
                let stops = flags.into_iter().any(|word| word.contains('e'));
                Some(Self { stops, pipefail: options.contains("pipefail"), is_sure: true })
            }
            _ => None,
        }
    }
}

/// What a script writes into `GITHUB_ENV` is seen by the steps behind it, what it exports is not.
fn hand_on(runs: &[Run], env: &mut Env, step: &mut JobStep) {
    for run in runs {
        let name = run.called.known().unwrap_or_default();
        if !matches!(name, "echo" | "printf") || !run.written.contains("GITHUB_ENV") {
            continue;
        }
        let Some(word) = run.words.iter().find(|word| word.written.contains('=')) else { continue };
        let written = word.written.trim_start_matches(['"', '\'']);
        let Some((name, _)) = written.split_once('=') else { continue };
        let value = match (&word.text, run.flow.is_conditional || name.contains("<<")) {
            (Fact::Known(text, origin), false) => {
                let value = text.split_once('=').map_or("", |(_, value)| value);
                Fact::Known(value.to_owned(), origin.clone())
            }
            (Fact::Unknown(why), _) => Fact::Unknown(why.clone()),
            _ => Fact::Unknown(Why::new(format!("${name} is set under a condition"))),
        };
        env.set(name, Var { value, is_exported: true, is_arg: false });
    }
    // What is written in another way is not known.
    let mentions = runs.iter().any(|run| run.written.contains("GITHUB_ENV"));
    let exports =
        runs.iter().filter(|run| run.called.known() == Some("export") && !run.flow.is_apart);
    for run in exports {
        for word in &run.words {
            let Some((name, _)) = word.written.split_once('=') else { continue };
            if !mentions {
                step.lost.push((name.to_owned(), run.at.clone()));
            }
        }
    }
}

#[cfg(test)]
mod tests;
