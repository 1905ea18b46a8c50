//! The walk of the README: its commands are run one after another in one empty folder, its tables are written, and what
//! it shows of their output is there.

#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod common;

use std::fs;

use common::Scratch;

const README: &str = include_str!("../README.md");

/// The sections that are walked through: the last one is about the service, which does not end by itself.
fn walk() -> &'static str {
    let from = README.find("## A walk through").unwrap();
    let to = README.find("### 13. Over HTTP").unwrap();
    &README[from..to]
}

/// What was run, what it said, and with which code it ended.
struct Ran {
    command: String,
    said: String,
    code: i32,
    /// Lines of its output that the README shows.
    shown: usize,
}

impl Ran {
    /// Runs a command of the README: what stands behind `#` is for the reader, and `>` sends its output into a file.
    fn of(s: &Scratch, line: &str) -> Self {
        let command = line.split("  #").next().unwrap().trim();
        let (words, file) = match command.split_once(" > ") {
            Some((command, file)) => (words(command), Some(file)),
            None => (words(command), None),
        };
        let mut duban = assert_cmd::Command::cargo_bin("duban").unwrap();
        duban.current_dir(s.path()).args(&words[1..]).env("LC_ALL", "en_GB.UTF-8");
        let output = duban.output().unwrap();
        if let Some(file) = file {
            fs::write(s.path().join(file), &output.stdout).unwrap();
        }
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        Self { command: command.to_owned(), said, code: output.status.code().unwrap(), shown: 0 }
    }

    /// Looks for a line of the README in what was said; the README leaves out what differs each time.
    fn shows(&mut self, line: &str) {
        let line = plain(line);
        // What the README leaves out: everything between two parts of a line, and what differs each time.
        let parts: Vec<&str> = match line.strip_prefix("root: sha256:") {
            Some(_) => vec!["root: sha256:", ""],
            None => line.split("...").map(str::trim).collect(),
        };
        let is_it = |said: String| match parts.as_slice() {
            [whole] => said == *whole,
            parts => said.starts_with(parts[0]) && has_in_order(&said, parts),
        };
        let is_there = self.said.lines().map(plain).any(is_it);
        assert!(is_there, "the README shows of `{}`:\n{line}\nit says:\n{}", self.command, self.said);
        self.shown += 1;
    }

    /// A command that the README shows to be refused ends with 1, all others with 0.
    fn check(&self) {
        let is_refused = self.said.starts_with("error: refused") && 0 < self.shown;
        assert_eq!(self.code, i32::from(is_refused), "{}\n{}", self.command, self.said);
    }
}

/// Whether `parts` stand in `text` one behind the other.
fn has_in_order(text: &str, parts: &[&str]) -> bool {
    let mut rest = text;
    parts.iter().all(|part| match rest.split_once(part) {
        Some((_, behind)) => {
            rest = behind;
            true
        }
        None => false,
    })
}

/// The words of a command, of which some stand in quotes.
fn words(command: &str) -> Vec<String> {
    let parts = command.split('"').enumerate();
    parts
        .flat_map(|(nth, part)| {
            let quoted = if nth % 2 == 1 { vec![part] } else { part.split_whitespace().collect() };
            quoted.into_iter().map(str::to_owned)
        })
        .collect()
}

/// Without what only aligns it.
fn plain(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_walk_of_the_readme_works_from_end_to_end() {
    let s = Scratch::new();
    let mut ran: Vec<Ran> = Vec::new();
    let mut lines = walk().lines();
    while let Some(line) = lines.next() {
        if let Some(command) = line.strip_prefix("    ").filter(|line| line.starts_with("duban ")) {
            ran.push(Ran::of(&s, command));
        } else if line == "```text" {
            for line in lines.by_ref().take_while(|line| *line != "```") {
                match line.strip_prefix("$ ") {
                    Some(command) => ran.push(Ran::of(&s, command)),
                    None => ran.last_mut().unwrap().shows(line),
                }
            }
        } else if let Some((_, file)) = line.strip_prefix("```").and_then(|info| info.split_once(' ')) {
            let text: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            s.write(file, text.join("\n") + "\n");
        }
    }
    ran.iter().for_each(Ran::check);
    // What the page shows of the demonstration in English, save the rules under headings.
    let shown = README.split("The same in English").nth(1).and_then(|text| text.split("```").nth(1)).unwrap();
    for line in shown.lines().skip(1).filter(|line| !line.is_empty() && !line.starts_with("---")) {
        ran[0].shows(line);
    }
    let (commands, shown) = (ran.len(), ran.iter().map(|ran| ran.shown).sum::<usize>());
    assert!(45 <= commands && 35 <= shown, "{commands} {shown}");
}
