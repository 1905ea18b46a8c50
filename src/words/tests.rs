//! The catalogue as a whole: both languages agree, and the source names only what exists.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use fluent_bundle::FluentResource;

use super::*;

/// Variables of every message of one language, by key.
fn catalogue(files: Files) -> BTreeMap<String, BTreeSet<String>> {
    let mut messages = BTreeMap::new();
    for (area, text) in files {
        let faults = FluentResource::try_new((*text).to_owned()).err().map(|(_, faults)| faults);
        assert_eq!(faults, None, "{area}.ftl");
        for (key, body) in entries(text) {
            assert!(messages.insert(key.clone(), variables(&body)).is_none(), "{area}.ftl: `{key}` twice");
        }
    }
    messages
}

/// Keys and bodies of a file: a message starts at the line's start and goes on while lines are indented or closing.
fn entries(text: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        let starts = line.starts_with(|c: char| c.is_ascii_alphabetic());
        match (starts, line.split_once(" ="), found.last_mut()) {
            (true, Some((key, body)), _) => found.push((key.to_owned(), body.to_owned())),
            (false, _, Some((_, body))) if !line.starts_with('#') => {
                body.push('\n');
                body.push_str(line);
            }
            _ => assert!(line.is_empty() || line.starts_with('#'), "not of a message: {line}"),
        }
    }
    found
}

fn variables(body: &str) -> BTreeSet<String> {
    let word = |t: &str| t.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>();
    body.split('$').skip(1).map(word).collect()
}

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            into.push(path);
        }
    }
}

/// Calls of `name(` in `text` whose first argument is a literal: the literal and the rest of the call.
fn calls<'t>(text: &'t str, name: &str) -> Vec<(&'t str, &'t str)> {
    let opening = format!(".{name}(");
    text.match_indices(&opening)
        .filter_map(|(at, _)| {
            let call = balanced(&text[at + opening.len()..]);
            let (key, rest) = call.trim_start().strip_prefix('"')?.split_once('"')?;
            Some((key, rest))
        })
        .collect()
}

/// `text` up to the bracket that closes one opened before it.
fn balanced(text: &str) -> &str {
    let mut depth = 1;
    for (at, c) in text.char_indices() {
        depth += i32::from(c == '(') - i32::from(c == ')');
        if depth == 0 {
            return &text[..at];
        }
    }
    text
}

#[test]
fn both_languages_have_the_same_keys_and_variables() {
    let (zh, en) = (catalogue(FILES_ZH), catalogue(FILES_EN));
    assert!(30 < zh.len(), "the files were read");
    assert_eq!(zh.keys().collect::<Vec<_>>(), en.keys().collect::<Vec<_>>());
    for (key, vars) in &zh {
        assert_eq!(vars, &en[key], "variables of `{key}`");
    }
}

#[test]
fn every_file_of_the_catalogue_is_compiled_in() {
    for (lang, files) in [(Lang::Zh, FILES_ZH), (Lang::En, FILES_EN)] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/words").join(lang.code());
        let mut there: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|e| e.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
            .collect();
        let mut listed: Vec<&str> = files.iter().map(|(area, _)| *area).collect();
        there.sort();
        listed.sort_unstable();
        assert_eq!(there, listed);
    }
}

#[test]
fn every_message_that_the_source_names_exists_with_these_variables() {
    let known = catalogue(FILES_ZH);
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut seen = 0;
    for path in files.iter().filter(|p| !p.ends_with("words/tests.rs")) {
        let text: String = fs::read_to_string(path)
            .unwrap()
            .lines()
            .filter(|l| !l.trim_start().starts_with("//"))
            .flat_map(|l| [l, "\n"])
            .collect();
        for (key, rest) in calls(&text, "say").into_iter().chain(calls(&text, "say_with")) {
            seen += 1;
            assert!(known.contains_key(key), "{}: no message `{key}`", path.display());
            let vars = &known[key];
            if rest.contains(".say") {
                continue;
            }
            let given: BTreeSet<String> = rest
                .split("(\"")
                .skip(1)
                .filter_map(|t| t.split_once("\",").map(|(name, _)| name.to_owned()))
                .collect();
            let literal = rest.trim().is_empty() || rest.contains("&[");
            assert!(
                !literal || &given == vars,
                "{}: `{key}` takes {vars:?}, given {given:?}",
                path.display()
            );
        }
    }
    assert!(20 < seen, "the source was read");
}

#[test]
fn languages_are_read_as_environments_write_them() {
    for text in ["zh", "ZH", "zh_CN.UTF-8", "zh-Hans-CN", "zh_TW", " zh@pinyin "] {
        assert_eq!(Lang::parse(text), Some(Lang::Zh), "{text}");
    }
    for text in ["en", "en_GB.UTF-8", "EN-us"] {
        assert_eq!(Lang::parse(text), Some(Lang::En), "{text}");
    }
    for text in ["", "C", "C.UTF-8", "POSIX", "de_DE", "zhx", "english"] {
        assert_eq!(Lang::parse(text), None, "{text}");
    }
}

#[test]
fn texts_go_in_as_they_are_and_without_marks() {
    for lang in Lang::ALL {
        let said = Words::new(lang)
            .say_with("playbook-problem-unknown-zone", &[("found", Arg::from("{ $x } \"é\""))]);
        assert!(said.contains("{ $x } \"é\""), "{said}");
        assert!(!said.contains(['\u{2068}', '\u{2069}']), "{said}");
        assert_eq!(Words::new(lang).say("no-such-message"), "no-such-message");
    }
}

#[test]
fn counts_are_grouped_and_choose_singular_or_plural() {
    let (zh, en) = (Words::new(Lang::Zh), Words::new(Lang::En));
    let refused = |words: Words, count| words.say_with("import-refused", &[("count", Arg::Count(count))]);
    assert_eq!(refused(en, 1), "1 row refused: nothing was stored");
    assert_eq!(refused(en, 0), "0 rows refused: nothing was stored");
    assert_eq!(refused(en, 1_234_567), "1,234,567 rows refused: nothing was stored");
    assert_eq!(refused(zh, 1_001), "退回 1,001 行：什么都没有存储");
    // A plain number stays plain: the year of a date is one.
    assert_eq!(en.say_with("sweep-ledger", &[("seq", Arg::Number(12_345))]), "ledger to entry 12345");
}

/// A noun in the plural right behind a number would be wrong behind a 1.
#[test]
fn no_english_message_puts_a_bare_plural_behind_a_count() {
    const COUNTED: [&str; 14] = [
        "rows", "files", "entries", "segments", "tables", "units", "notices", "faults", "handoffs",
        "threads", "days", "cells", "bytes", "cases",
    ];
    for (area, text) in FILES_EN {
        for (key, body) in entries(text) {
            let body = body.split_whitespace().collect::<Vec<_>>().join(" ");
            for part in body.split("*[other]") {
                // What stands behind `*[other]` up to the closing bracket is the plural form; look at the rest.
                let plain = if part.len() == body.len() {
                    part
                } else {
                    part.split_once(" }").map_or("", |(_, t)| t)
                };
                for noun in COUNTED {
                    let bare = plain.contains(&format!("}} {noun}"));
                    let constant = plain.contains(&format!("{{ $max }} {noun}"));
                    assert!(!bare || constant, "{area}.ftl: `{key}`: {noun}");
                }
            }
        }
    }
}
