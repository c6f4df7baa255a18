//! The programs that a file starts by name: what stands in quotes behind `exec.Command`.

use landfall_formats::gosrc::{File, References, To};

/// The names of programs, with where each is started.
pub(super) fn of_file(
    file: &File<'_>,
    references: &References<'_>,
    text: &[u8],
) -> Vec<(String, u32)> {
    let mut imports = file.imports.iter().filter(|import| import.path == "os/exec");
    let Some(exec) = imports.next().map(|import| import.name.unwrap_or("exec")) else {
        return Vec::new();
    };
    let units = references.units.iter().flat_map(|unit| &unit.references);
    let started = units.filter_map(|reference| {
        let To::Selected(base, function) = reference.to else { return None };
        let before = match function {
            "Command" | "LookPath" => 0,
            "CommandContext" => 1,
            _ => return None,
        };
        let rest = text.get(reference.at as usize..)?;
        let name = argument(rest, before).filter(|_| base == exec && reference.is_called)?;
        Some((name, reference.at))
    });
    // Where the current directory is nobody knows.
    started.filter(|(name, _)| name.starts_with('/') || !name.contains(['/', '\\'])).collect()
}

/// No argument before the name is longer, in bytes.
const LONGEST: usize = 4096;

/// The argument of the call that stands there, if it is a plain string.
fn argument(call: &[u8], before: usize) -> Option<String> {
    let call = &call[..call.len().min(LONGEST)];
    let mut rest = &call[call.iter().position(|byte| *byte == b'(')? + 1..];
    for _ in 0..before {
        let mut depth = 0_usize;
        let end = rest.iter().position(|byte| {
            match byte {
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            *byte == b',' && depth == 0
        });
        rest = &rest[end? + 1..];
    }
    let rest = rest.trim_ascii_start();
    let quote = *rest.first().filter(|first| matches!(first, b'"' | b'`'))?;
    let name = &rest[1..];
    let name = &name[..name.iter().position(|byte| *byte == quote)?];
    // It ends there, and is not put together with something else.
    let behind = rest[name.len() + 2..].trim_ascii_start().first()?;
    let is_plain = !name.is_empty() && !name.contains(&b'\\') && matches!(behind, b',' | b')');
    is_plain.then(|| String::from_utf8_lossy(name).into_owned())
}

#[cfg(test)]
mod tests {
    use landfall_formats::gosrc;

    use super::*;

    #[test]
    fn what_is_written_out_is_told_and_nothing_else() {
        let text = "package m\n\nimport (\n\t\"context\"\n\t\"os/exec\"\n)\n\nfunc f(x string) {\n\
            \texec.Command(\"git\", \"log\")\n\texec.CommandContext(context.Background(), `sh`)\n\
            \texec.LookPath( \"/usr/bin/ip\")\n\texec.Command(x)\n\texec.Command(\"a\" + x)\n\
            \texec.Command(\"./own\")\n\tother.Command(\"no\")\n}\n";
        let file = gosrc::read(text.as_bytes());
        let references = gosrc::references(text.as_bytes());
        let found = of_file(&file, &references, text.as_bytes());
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["git", "sh", "/usr/bin/ip"]);
    }
}
