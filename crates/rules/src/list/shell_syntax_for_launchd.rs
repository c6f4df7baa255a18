//! A program of launchd whose arguments are written for a shell.

use landfall_facts::{Finding, PropertyList, Unsure, Why};

use crate::recipes::{Answers, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A property list hands a program the signs of a shell, which launchd does not read.
    ///
    /// ## Why it breaks
    /// launchd starts programs without a shell: `&&`, `|`, `>`, and variables such as `$HOME` come to the
    /// program as they are (launchd.plist(5) under `ProgramArguments`,
    /// https://developer.apple.com/library/archive/documentation/MacOSX/Conceptual/BPSystemStartup/Chapters/CreatingLaunchdJobs.html).
    /// No macOS was asked here.
    ///
    /// ## How to mend it
    /// `StandardOutPath` for a redirection, or `/bin/sh`, `-c` and one text.
    ///
    /// ```case
    /// -- com.example.web.plist --
    /// <plist version="1.0">
    /// <dict>
    /// <key>Label</key><string>web</string>
    /// <key>ProgramArguments</key>
    /// <array>
    /// <string>/usr/local/bin/web</string>
    /// <string>&gt;&gt;</string>
    /// <string>/tmp/web.log</string>
    /// </array>
    /// </dict>
    /// </plist>
    /// -- finds --
    /// com.example.web.plist:7: >> is an argument of /usr/local/bin/web here: launchd starts no shell
    /// ```
    /// ```case
    /// -- com.example.web.plist --
    /// <plist version="1.0">
    /// <dict>
    /// <key>Label</key><string>web</string>
    /// <key>ProgramArguments</key>
    /// <array>
    /// <string>/usr/local/bin/web</string>
    /// <string>$HOME/data</string>
    /// </array>
    /// </dict>
    /// </plist>
    /// -- finds --
    /// com.example.web.plist:7: $HOME/data is an argument of /usr/local/bin/web here: launchd starts no shell
    /// ```
    /// ```case
    /// -- com.example.web.plist --
    /// <plist version="1.0">
    /// <dict>
    /// <key>Label</key><string>web</string>
    /// <key>ProgramArguments</key>
    /// <array>
    /// <string>/bin/sh</string>
    /// <string>-c</string>
    /// <string>web &gt; /tmp/web.log</string>
    /// </array>
    /// </dict>
    /// </plist>
    /// ```
    /// ```case
    /// -- com.example.web.plist --
    /// <plist version="1.0">
    /// <dict>
    /// <key>Label</key><string>web</string>
    /// <key>ProgramArguments</key>
    /// <array>
    /// <string>{{.Path}}</string>
    /// <string>&gt;</string>
    /// </array>
    /// </dict>
    /// </plist>
    /// -- unsure --
    /// com.example.web.plist: {{.Path}} is filled in by something else
    /// ```
    shell_syntax_for_launchd: Degrades of recipes, preview
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_plists(one)
}

fn one(list: &PropertyList) -> Answer {
    const SIGNS: [&str; 7] = ["&&", "||", "|", ">", ">>", "2>&1", "&"];
    let mut words = list.all(&["ProgramArguments"]);
    let Some(program) = words.next() else { return Ok(None) };
    let name = program.value.rsplit('/').next().unwrap_or_default();
    if matches!(name, "sh" | "bash" | "zsh" | "env") {
        return Ok(None);
    }
    let mut words = words.filter(|word| {
        SIGNS.contains(&word.value.as_str())
            || word.value.starts_with("$HOME")
            || word.value.starts_with("~/")
    });
    let Some(sign) = words.next() else { return Ok(None) };
    if program.value.contains("{{") {
        let why = format!("{} is filled in by something else", program.value);
        return Err(Unsure(Why::new(why)));
    }
    Ok(Some(
        Finding::new(format!(
            "{} is an argument of {} here: launchd starts no shell",
            sign.value, program.value
        ))
        .has(sign.value.clone(), &sign.at)
        .mend("StandardOutPath for a redirection, or /bin/sh -c"),
    ))
}
