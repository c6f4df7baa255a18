//! A program that launchd is told to find by half a path.

use landfall_facts::{Finding, PropertyList, Unsure, Why};

use crate::recipes::{Answers, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A property list names its program by `~/…` or `./…`, which launchd does not read.
    ///
    /// ## Why it breaks
    /// launchd starts programs without a shell: a `~` is a letter, and a path that does not begin at the
    /// root is looked for below `/`. `launchctl print` shows `last exit code = 78: EX_CONFIG`. Written in
    /// launchd.plist(5) under `ProgramArguments`, which is execvp(3)'s. No macOS was asked here. It can be read
    /// at https://keith.github.io/xcode-man-pages/launchd.plist.5.html.
    ///
    /// ## How to mend it
    /// Write the whole path, or start `/bin/sh -c 'exec "$HOME/bin/web"'`.
    ///
    /// ```case
    /// -- com.example.web.plist --
    /// <plist version="1.0">
    /// <dict>
    /// <key>Label</key><string>web</string>
    /// <key>ProgramArguments</key>
    /// <array>
    /// <string>~/bin/web</string>
    /// </array>
    /// </dict>
    /// </plist>
    /// -- finds --
    /// com.example.web.plist:6: launchd finds no ~/bin/web: it wants a path from the root
    /// ```
    /// ```case
    /// -- com.example.web.plist --
    /// <plist version="1.0">
    /// <dict>
    /// <key>Label</key><string>web</string>
    /// <key>ProgramArguments</key>
    /// <array>
    /// <string>/usr/local/bin/web</string>
    /// <string>data/~</string>
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
    /// <string>/bin/sh</string>
    /// <string>-c</string>
    /// <string>exec ~/bin/web</string>
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
    /// <string>{{.Path}}/web</string>
    /// </array>
    /// </dict>
    /// </plist>
    /// -- unsure --
    /// com.example.web.plist: {{.Path}}/web is filled in by something else
    /// ```
    launchd_program_not_absolute: Breaks of recipes, preview
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_plists(one)
}

fn one(list: &PropertyList) -> Answer {
    let mut first = list.all(&["ProgramArguments"]).take(1).chain(list.all(&["Program"]));
    let found = first.find_map(|entry| {
        let path = entry.value.as_str();
        match path {
            path if path.contains("{{") || path.contains('$') => Some(Err(path)),
            path if path.starts_with(['~', '.']) => Some(Ok((path, &entry.at))),
            _ => None,
        }
    });
    match found {
        None => Ok(None),
        Some(Err(path)) => Err(Unsure(Why::new(format!("{path} is filled in by something else")))),
        Some(Ok((path, at))) => Ok(Some(
            Finding::new(format!("launchd finds no {path}: it wants a path from the root"))
                .has(path, at)
                .mend("write the whole path"),
        )),
    }
}
