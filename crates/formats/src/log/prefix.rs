//! What stands before a message in a line: times, levels, quotes, columns, and the names of jobs, containers and units.

use memchr::memchr;

/// A line from where its message begins: behind times, levels, and the names of jobs, containers and units.
pub fn message(line: &str) -> &str {
    /// More than any three or four programs put before it.
    const MOST: usize = 8;
    let mut line = line.trim_start();
    for _ in 0..MOST {
        let Some(rest) = behind_prefix(line) else { return line };
        line = rest.trim_start();
    }
    line
}

fn behind_prefix(line: &str) -> Option<&str> {
    let first = *line.as_bytes().first()?;
    let by_first = match first {
        b'0'..=b'9' => behind_time(line).or_else(|| behind_step_time(line)),
        b'#' => behind_step(line),
        b'[' => behind_brackets(line),
        b'A'..=b'Z' => behind_day(line).or_else(|| behind_level(line)),
        b'>' | b'|' | b'=' | b'$' => behind_quote(line),
        b'`' => behind_backquote(line),
        b':' => behind_annotation(line),
        b'"' => behind_key(line),
        0xe2 => behind_column(line),
        _ => None,
    };
    by_first.or_else(|| behind_word(line)).or_else(|| behind_name(line))
}

/// `> ` of mails and Markdown, `| ` of tables, `$ ` of a shell, ` => => # ` of BuildKit, `==> web: ` of Packer.
fn behind_quote(line: &str) -> Option<&str> {
    if let Some(behind) = line.strip_prefix("=> => # ") {
        return Some(behind);
    }
    if let Some((name, behind)) = line.strip_prefix("==> ").and_then(|rest| rest.split_once(": ")) {
        return (!name.contains(' ')).then_some(behind);
    }
    let behind = line.strip_prefix(['>', '|', '$'])?;
    // `>=`, `||` and `$HOME` are none.
    behind.starts_with([' ', '\t', '>']).then_some(behind)
}

/// The frame of Terraform and others, which may stand on the right as well, and the signs before what is listed.
fn behind_column(line: &str) -> Option<&str> {
    const COLUMNS: [char; 3] = ['│', '┃', '║'];
    match line.strip_prefix(COLUMNS) {
        Some(inside) => Some(inside.trim_end().trim_end_matches(COLUMNS).trim_end()),
        None => line.strip_prefix(['▌', '❯', '•', '⨯']),
    }
}

/// The backquotes in which Markdown has a line of code.
fn behind_backquote(line: &str) -> Option<&str> {
    let inside = line.strip_prefix('`')?.trim_end().strip_suffix('`')?;
    (!inside.is_empty() && !inside.starts_with('`')).then_some(inside)
}

/// `"message": ` of JSON that is written in lines.
fn behind_key(line: &str) -> Option<&str> {
    let (name, behind) = line.strip_prefix('"')?.split_once("\": \"")?;
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte));
    let text = behind.trim_end().trim_end_matches(',');
    (is_name && !name.is_empty()).then(|| text.strip_suffix('"').unwrap_or(behind))
}

/// `E1120 10:11:12.123456    1234 pods.go:190] ` of klog, `ERRO[0001] ` of logrus, `Step #1 - "build": ` of Cloud
/// Build.
fn behind_level(line: &str) -> Option<&str> {
    const OF_LOGRUS: [&str; 6] = ["INFO", "WARN", "ERRO", "FATA", "DEBU", "PANI"];
    if let Some(rest) = line.strip_prefix("Step #") {
        let (number, behind) = rest.split_once(": ")?;
        return number.starts_with(|one: char| one.is_ascii_digit()).then_some(behind);
    }
    let (level, rest) = line.split_at_checked(4)?;
    if OF_LOGRUS.contains(&level) {
        let (seconds, behind) = rest.strip_prefix('[')?.split_once(']')?;
        return seconds.bytes().all(|byte| byte.is_ascii_digit()).then_some(behind);
    }
    let is_of_klog = matches!(line.as_bytes(), [b'I' | b'W' | b'E' | b'F', day @ ..]
        if day.iter().take_while(|byte| byte.is_ascii_digit()).count() == 4);
    let (place, behind) = line.split_once("] ")?;
    (is_of_klog && place.contains(".go:")).then_some(behind)
}

/// Words that a program puts before each line of another: git before those of a server, PowerShell before the first
/// that a program says for itself, Buildkite where its escape was copied, Terraform before those of a provisioner.
fn behind_word(line: &str) -> Option<&str> {
    if let Some(behind) = line.strip_prefix("remote:") {
        return behind.starts_with([' ', '\t']).then_some(behind);
    }
    if let Some(behind) = line.strip_prefix("_bk;t=") {
        return Some(behind.trim_start_matches(|one: char| one.is_ascii_digit() || one == '\x07'));
    }
    let at = memchr(b' ', line.as_bytes())?;
    let (name, rest) = (&line[..at], &line[at + 1..]);
    if let Some(behind) = rest.strip_prefix(": ") {
        return is_program(name).then_some(behind);
    }
    rest.strip_prefix("(local-exec): ").or_else(|| rest.strip_prefix("(remote-exec): "))
}

/// The name by which PowerShell started a program.
fn is_program(name: &str) -> bool {
    const KNOWN: [&str; 7] = ["go", "gcc", "g++", "clang", "docker", "git", "make"];
    let is_word =
        name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.+\\/:".contains(&byte));
    KNOWN.contains(&name) || (is_word && name.ends_with(".exe"))
}

/// Behind a time, and behind what engines put between it and the message.
fn behind_time(line: &str) -> Option<&str> {
    let rest = behind_clock(line)?;
    if let Some(behind) = behind_stream(rest).or_else(|| behind_unit(rest)) {
        return Some(behind);
    }
    // Netlify tells the time as clocks on walls do.
    if let Some(behind) = rest.strip_prefix(" AM: ").or_else(|| rest.strip_prefix(" PM: ")) {
        return Some(behind);
    }
    let full = [" stdout F", " stderr F", " stdout P", " stderr P"];
    let rest = full.iter().find_map(|stream| rest.strip_prefix(*stream)).unwrap_or(rest);
    // Behind the time of a log of Go's a line of source may stand, which is not ours to judge.
    rest.is_empty().then_some("").or_else(|| rest.strip_prefix([' ', '\t', ']', '|']))
}

/// `2026-11-20T10:11:12.123Z`, `2026/11/20 10:11:12`, `10:11:12.123`, with what follows of a zone.
fn behind_clock(line: &str) -> Option<&str> {
    let bytes = line.as_bytes();
    let digits = |from: usize, count: usize| {
        bytes.get(from..from + count).is_some_and(|some| some.iter().all(u8::is_ascii_digit))
    };
    let is = |at: usize, any: &[u8]| bytes.get(at).is_some_and(|byte| any.contains(byte));
    let is_day = digits(0, 4) && is(4, b"-/") && digits(5, 2) && is(7, b"-/") && digits(8, 2);
    let clock = match is_day && is(10, b"T ") {
        true => 11,
        false if is_day => return None,
        false => 0,
    };
    let is_clock = digits(clock, 2) && is(clock + 2, b":") && digits(clock + 3, 2);
    if !is_clock || !is(clock + 5, b":") || !digits(clock + 6, 2) {
        return None;
    }
    let rest = &line[clock + 8..];
    let end = rest.find(|one: char| !(one.is_ascii_digit() || ".,+-:Z".contains(one)));
    Some(&rest[end.unwrap_or(rest.len())..])
}

/// ` 00O ` and ` 01E+` of GitLab's runner: the number of a stream, which one it is, and whether it goes on.
fn behind_stream(rest: &str) -> Option<&str> {
    let (stream, behind) = rest.strip_prefix(' ')?.split_at_checked(4)?;
    let [high, low, b'O' | b'E', b' ' | b'+'] = stream.as_bytes() else { return None };
    (high.is_ascii_hexdigit() && low.is_ascii_hexdigit()).then_some(behind)
}

/// ` host unit[123]: ` of a journal with whole times, ` app[web.1]: ` of Heroku, ` app[1] ams [info]` of Fly.
fn behind_unit(rest: &str) -> Option<&str> {
    let rest = rest.strip_prefix(' ')?;
    let bracket = memchr(b'[', rest.as_bytes())?;
    if let Some(fly) = rest.strip_prefix("app[") {
        let words = fly.split_once("] ").and_then(|(_, behind)| behind.split_once(" ["));
        let known = words.filter(|(region, _)| region.len() == 3);
        if let Some((_, behind)) = known.and_then(|(_, level)| level.split_once(']')) {
            return Some(behind);
        }
    }
    let (name, number) = (&rest[..bracket], &rest[bracket + 1..]);
    let (number, behind) = number.split_once(']')?;
    let behind = behind.strip_prefix(": ")?;
    let is_number = number.rsplit('.').next()?.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && !number.is_empty() && name.split(' ').count() <= 2).then_some(behind)
}

/// The seconds that BuildKit puts before what a step says: `0.345 `.
fn behind_step_time(line: &str) -> Option<&str> {
    let (seconds, rest) = line.split_once(' ')?;
    let (whole, part) = seconds.split_once('.')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (digits(whole) && digits(part) && part.len() <= 3).then_some(rest)
}

/// `#12 ` of BuildKit, `##[error]` of GitHub and Azure, `##vso[task.logissue type=error]` of Azure.
fn behind_step(line: &str) -> Option<&str> {
    if let Some(rest) = line.strip_prefix("##") {
        let (kind, behind) =
            rest.strip_prefix("vso").unwrap_or(rest).strip_prefix('[')?.split_once(']')?;
        return kind.starts_with(|one: char| one.is_ascii_lowercase()).then_some(behind);
    }
    let (number, rest) = line.strip_prefix('#')?.split_once(' ')?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(rest)
}

/// `[pod/web-1/web] `, `[2026-11-20 …] `, `[  12.345678] ` of a kernel, `[error] `, `[ 50%] ` of CMake, `[3/12] ` of
/// ninja, `[web] ` of who starts many programs, `[build : test] ` of Tekton: not `[signal …]`, which Go says.
fn behind_brackets(line: &str) -> Option<&str> {
    let (inside, rest) = line.strip_prefix('[')?.split_once(']')?;
    let inside = inside.trim();
    let is_number = inside.as_bytes().first().is_some_and(u8::is_ascii_digit);
    let is_time = is_number && inside.contains([':', '.', '%', '/']);
    if is_time {
        // TeamCity tells the level and the step behind it.
        let rest = rest.strip_prefix("W:").or_else(|| rest.strip_prefix("E:")).unwrap_or(rest);
        let step = rest.trim_start().strip_prefix("[Step ").and_then(|step| step.split_once(']'));
        return Some(step.map_or(rest, |(_, behind)| behind));
    }
    let is_level = ["error", "warn", "info", "fatal", "debug", "stderr", "stdout"]
        .iter()
        .any(|level| inside.eq_ignore_ascii_case(level));
    let is_name = |name: &str| {
        let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./:#".contains(&byte);
        name.bytes().all(is_of_name) && name.bytes().any(|byte| byte.is_ascii_alphanumeric())
    };
    let is_job = rest.starts_with(' ') && inside.split(" : ").all(is_name);
    (is_level || is_job).then_some(rest)
}

/// `Nov 20 10:00:00 host unit[123]: ` of syslog and journald.
fn behind_day(line: &str) -> Option<&str> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (month, rest) = line.split_at_checked(3)?;
    if !MONTHS.contains(&month) {
        return None;
    }
    let rest = rest.trim_start();
    let (day, rest) = rest.split_once(' ')?;
    if day.len() > 2 || !day.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let rest = behind_clock(rest)?.strip_prefix(' ')?;
    let (_, rest) = rest.split_once(' ')?;
    let (unit, behind) = rest.split_once(": ")?;
    if unit.contains(' ') { Some(rest) } else { Some(behind) }
}

/// `::error file=main.go,line=3::` of GitHub.
fn behind_annotation(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("::")?;
    let is_one = ["error", "warning", "notice", "debug"].iter().any(|name| rest.starts_with(name));
    is_one.then(|| rest.split_once("::").map(|(_, rest)| rest)).flatten()
}

/// `web-1  | ` of compose, `+build | ` of Earthly, `web │ ` of Tilt.
fn behind_name(line: &str) -> Option<&str> {
    /// No name is longer.
    const LONGEST: usize = 64;
    let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.+/@:*".contains(byte);
    let len = line.bytes().take(LONGEST + 1).take_while(is_of_name).count();
    if len == 0 || len > LONGEST {
        return None;
    }
    let rest = line[len..].trim_start_matches(' ').strip_prefix(['|', '│'])?;
    rest.starts_with(' ').then_some(rest)
}
