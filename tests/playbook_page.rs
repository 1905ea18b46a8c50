//! The page about writing a playbook does what it says: its files are written, its commands are run, and every line of
//! output that it shows is there.

#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod common;

use common::Scratch;

const PAGE: &str = include_str!("../docs/writing-a-playbook.md");

/// The fenced blocks of the page: what stands after the fence, and the lines.
fn blocks() -> Vec<(&'static str, Vec<&'static str>)> {
    let mut blocks = Vec::new();
    let mut lines = PAGE.lines();
    while let Some(line) = lines.next() {
        if let Some(info) = line.strip_prefix("```") {
            blocks.push((info, lines.by_ref().take_while(|line| *line != "```").collect()));
        }
    }
    blocks
}

/// What `duban` says in the scratch folder.
fn run_in(s: &Scratch, args: &[&str]) -> String {
    let mut command = assert_cmd::Command::cargo_bin("duban").unwrap();
    let output = command.current_dir(s.path()).args(args).env("LC_ALL", "en_GB.UTF-8").output().unwrap();
    String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
}

/// The words of a command, of which some stand in quotes.
fn words(command: &str) -> Vec<&str> {
    let quoted = command.split('"').enumerate();
    quoted
        .flat_map(|(nth, part)| if nth % 2 == 1 { vec![part] } else { part.split_whitespace().collect() })
        .collect()
}

/// Without what only aligns it, which differs with what else is in the table.
fn plain(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_page_does_what_it_says() {
    let s = Scratch::new();
    let (mut commands, mut shown) = (0, 0);
    for (info, lines) in blocks() {
        if let Some((_, file)) = info.split_once(' ') {
            s.write(file, lines.join("\n") + "\n");
            continue;
        }
        let mut out = String::new();
        for line in lines {
            if let Some(command) = line.strip_prefix("$ duban ") {
                out = run_in(&s, &words(command));
                commands += 1;
            } else {
                let is_there = out.lines().any(|said| plain(said) == plain(line));
                assert!(is_there, "the page says:\n{line}\nthe program says:\n{out}");
                shown += 1;
            }
        }
    }
    assert!(6 <= commands && 7 <= shown, "{commands} {shown}");
}
