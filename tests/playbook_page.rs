//! The page about writing a playbook does what it says: its files are written, its commands are run, and every line of
//! output that it shows is there.

#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod common;

use common::Scratch;
use duban::model::table::{EVENT_KINDS, Table, case_events};
use serde_json::Value;

const PAGE: &str = include_str!("../docs/writing-a-playbook.md");
const SCHEMA: &str = include_str!("../schemas/playbook.schema.json");

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

/// Whatever a playbook may say stands on the page: each key of the schema in the table of its section.
#[test]
fn every_key_of_the_schema_is_on_the_page() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let mut missing = Vec::new();
    for (section, shape) in schema["properties"].as_object().unwrap() {
        let heading = [format!("### `[[{section}]]` "), format!("### `[{section}]` ")];
        let Some(at) = heading.iter().find_map(|heading| PAGE.find(heading)) else {
            // What stands outside all sections.
            missing.extend((!PAGE.contains(&format!("`{section}`"))).then(|| section.clone()));
            continue;
        };
        let text = PAGE[at + 1..].split("\n### ").next().unwrap();
        let mut keys = Vec::new();
        collect(&schema, shape, "", &mut keys);
        let is_missing = |key: &String| {
            // What is counted of a figure and of what is asked by the same keys.
            let key = key.replace("denominator.", "numerator.");
            !text.contains(&format!("| `{key}` |"))
        };
        missing.extend(keys.iter().filter(|key| is_missing(key)).map(|key| format!("{section}: {key}")));
    }
    assert!(missing.is_empty(), "not on the page: {missing:#?}");
}

/// The keys of `shape` and of what lies in it, after `above`; texts in two languages are one key.
fn collect(schema: &Value, shape: &Value, above: &str, keys: &mut Vec<String>) {
    let shape = resolved(schema, shape);
    let shape = if shape["type"] == "array" { resolved(schema, &shape["items"]) } else { shape };
    let Some(properties) = shape["properties"].as_object() else { return };
    if properties.keys().eq(["en", "zh"].iter()) {
        return;
    }
    for (key, inner) in properties {
        let path = format!("{above}{key}");
        collect(schema, inner, &format!("{path}."), keys);
        keys.push(path);
    }
}

fn resolved<'s>(schema: &'s Value, mut shape: &'s Value) -> &'s Value {
    while let Some(target) = shape["$ref"].as_str() {
        shape = schema.pointer(target.trim_start_matches('#')).unwrap();
    }
    shape
}

/// Kinds of events with what Chinese tables write for them.
#[test]
fn every_kind_of_event_is_on_the_page() {
    for kind in EVENT_KINDS {
        let chinese = Table::CaseEvents.spec().columns[case_events::KIND].in_chinese(kind).unwrap_or("");
        let said = format!("`{kind}` {chinese}");
        assert!(PAGE.contains(said.trim_end()), "{said}");
    }
}
