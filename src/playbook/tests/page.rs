//! The page says everything that a playbook says, in words of the reader's language.

use super::super::sections::SECTIONS;
use super::super::shape::{Key, Kind};
use super::super::titles::in_chinese;
use super::super::written::{Fields, Value};
use super::*;

#[test]
fn the_page_shows_every_rule() {
    for name in ["default", "dongliao"] {
        for lang in Lang::ALL {
            let playbook = Playbook::builtin(name).unwrap();
            let page = show(&playbook, &Words::new(lang));
            insta::assert_snapshot!(format!("show_{name}_{}", lang.code()), page);
        }
    }
}

/// Every key below `keys`, with the name of what holds it.
fn every_key(holder: &'static str, keys: &'static [Key], into: &mut Vec<(&'static str, &'static Key)>) {
    for key in keys {
        into.push((holder, key));
        if let Kind::Table(below) | Kind::Tables(below) = key.kind {
            every_key(key.name, below, into);
        }
    }
}

#[test]
fn every_section_key_and_choice_has_words_in_both_languages() {
    let mut keys = Vec::new();
    every_key("", SECTIONS, &mut keys);
    for lang in Lang::ALL {
        let words = Words::new(lang);
        let has = |key: &str| words.say(key) != key;
        for (holder, key) in &keys {
            match *holder {
                "" => assert!(has(&format!("section-{}", key.name)), "section {}", key.name),
                _ if ["id", "name", "title"].contains(&key.name) => {}
                _ => assert!(
                    has(&format!("key-{}", key.name)) || has(&format!("key-{holder}-{}", key.name)),
                    "{holder}.{}",
                    key.name
                ),
            }
            if let (Kind::OneOf(list) | Kind::SomeOf(list), Lang::Zh) = (key.kind, lang) {
                for word in list {
                    assert!(has(&format!("choice-{word}")) || in_chinese(word).is_some(), "{word}");
                }
            }
        }
    }
}

/// Every text that `table` holds, each as the page must have it, with where it stands.
fn texts(shape: &[Key], table: &Fields, path: &str, lang: Lang, into: &mut Vec<(String, String)>) {
    for key in shape {
        let at = format!("{path}.{}", key.name);
        match (key.kind, table.value(key.name)) {
            (Kind::Table(below), Some(Value::Table(inner))) => texts(below, inner, &at, lang, into),
            (Kind::Tables(below), Some(Value::Tables(entries))) => {
                entries.iter().for_each(|entry| texts(below, entry, &at, lang, into));
            }
            (Kind::Word, Some(Value::Word(word))) => into.push((at, word.clone())),
            (_, Some(Value::Words(words))) => {
                into.extend(words.iter().map(|word| (at.clone(), word.clone())))
            }
            (_, Some(Value::Groups(groups))) => {
                into.extend(groups.iter().flatten().map(|word| (at.clone(), word.clone())));
            }
            (_, Some(Value::Texts(text))) => into.push((at, text.in_lang(lang).to_owned())),
            (_, Some(Value::Integer(number))) => into.push((at, crate::words::phrases::thousands(number))),
            (_, Some(Value::Word(published))) => into.push((at, published.clone())),
            (_, Some(Value::Choices(choices))) => assert!(!choices.is_empty(), "{at}"),
            _ => {}
        }
    }
}

#[test]
fn the_page_of_each_place_says_every_text_word_and_number_of_it() {
    for name in builtins() {
        let playbook = Playbook::builtin(name).unwrap();
        for lang in Lang::ALL {
            let page = show(&playbook, &Words::new(lang));
            let (page, mut all) = (page.replace(['\\', '`'], ""), Vec::new());
            for section in SECTIONS {
                if let (Kind::Tables(shape) | Kind::Table(shape), Some(value)) =
                    (section.kind, playbook.written.value(section.name))
                {
                    let entries: Vec<&Fields> = if let Value::Tables(entries) = value {
                        entries.iter().collect()
                    } else if let Value::Table(table) = value {
                        vec![table]
                    } else {
                        Vec::new()
                    };
                    for entry in entries {
                        texts(
                            shape,
                            entry,
                            &format!("{}[{}]", section.name, entry.entry_name()),
                            lang,
                            &mut all,
                        );
                    }
                }
            }
            assert!(name == "default" || 150 < all.len(), "{name} {}", all.len());
            let plain = |number: &str| number.replace(',', "");
            for (at, text) in all {
                let text = text.replace('`', "");
                let is_there = page.contains(&text) || page.contains(&plain(&text));
                assert!(is_there, "{name} {at}: {text} is not on the page");
            }
        }
    }
}

/// Words of the tables that stand on a Chinese page without what they are called.
#[test]
fn no_word_of_a_place_is_without_a_chinese_name() {
    let mut bare = Vec::new();
    for name in builtins() {
        let page = show(&Playbook::builtin(name).unwrap(), &Words::new(Lang::Zh));
        // Sentences speak of keys and of words as they are written.
        let page: Vec<&str> = page.lines().filter(|line| !line.contains('。')).collect();
        let page = page.join("\n");
        for (nth, part) in page.split('`').enumerate().filter(|(nth, _)| nth % 2 == 1) {
            let before = page.split('`').nth(nth - 1).unwrap_or_default();
            let is_key = part.starts_with('[') || before.ends_with("| ");
            if !is_key && !before.ends_with('（') {
                bare.push(format!("{name} {part}"));
            }
        }
    }
    bare.sort();
    bare.dedup();
    assert_eq!(bare, [] as [String; 0]);
}
