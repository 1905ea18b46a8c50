//! The sections of a playbook on its page: every key that was given, in the order of the list of keys.

use super::heading;
use crate::playbook::Playbook;
use crate::playbook::sections::SECTIONS;
use crate::playbook::shape::{Key, Kind};
use crate::playbook::titles::{List, in_chinese};
use crate::playbook::written::{Fields, Value};
use crate::words::escape::{markdown, markdown_prose};
use crate::words::{Arg, Lang, Words};

/// The sections that were given, each under its heading.
pub(super) fn sections(out: &mut String, playbook: &Playbook, words: &Words) {
    let page = Page { playbook, words };
    for section in SECTIONS {
        let name = section.name;
        match (section.kind, playbook.written.value(name)) {
            (Kind::Tables(shape), Some(Value::Tables(entries))) if !entries.is_empty() => {
                page.heading(out, &format!("[[{name}]]"), name);
                entries.iter().for_each(|entry| page.entry(out, name, shape, entry));
                out.push('\n');
            }
            (Kind::Table(shape), Some(Value::Table(table))) => {
                page.heading(out, &format!("[{name}]"), name);
                page.lines(out, name, shape, table, "");
                out.push('\n');
            }
            _ => {}
        }
    }
}

/// What keys of tables are called that stand above an entry.
const HEAD: [&str; 3] = ["id", "name", "title"];

struct Page<'p> {
    playbook: &'p Playbook,
    words: &'p Words,
}

impl Page<'_> {
    fn heading(&self, out: &mut String, written: &str, name: &str) {
        let title = self.words.say(&format!("section-{name}"));
        heading(out, 2, &format!("{} `{written}`", markdown_prose(&title)));
    }

    /// An entry of a list: its title and name, and under it what it says.
    fn entry(&self, out: &mut String, section: &str, shape: &[Key], entry: &Fields) {
        let (name, title) = (entry.entry_name(), entry.texts("title"));
        out.push_str(&format!("- {}\n", self.named(title.in_lang(self.words.lang()), &name)));
        self.lines(out, section, shape, entry, "    ");
    }

    /// A title with the word that tables have for it, in Markdown.
    fn named(&self, title: &str, word: &str) -> String {
        let is_plain = |word: &str| word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
        let shown = if is_plain(word) { format!("`{word}`") } else { markdown(word) };
        let title = markdown_prose(title);
        match (title.is_empty() || title == markdown(word), word.is_empty()) {
            (_, true) => title,
            (true, false) => shown,
            (false, false) => {
                let args = [("title", (&title).into()), ("word", (&shown).into())];
                self.words.say_with("playbook-page-word", &args)
            }
        }
    }

    /// A line for each key that was given, but for those of the title.
    fn lines(&self, out: &mut String, holder: &str, shape: &[Key], table: &Fields, indent: &str) {
        for key in shape.iter().filter(|key| !HEAD.contains(&key.name)) {
            let label = markdown_prose(&self.label(holder, key.name));
            match (key.kind, table.value(key.name)) {
                (Kind::Tables(below), Some(Value::Tables(entries))) => {
                    out.push_str(&format!("{indent}- {label}\n"));
                    for (nth, entry) in (1..).zip(entries) {
                        let said = self.inline(key.name, below, entry, table);
                        out.push_str(&format!("{indent}    {nth}. {said}\n"));
                    }
                }
                (Kind::Table(below), Some(Value::Table(inner))) => {
                    let said = self.inline(key.name, below, inner, table);
                    out.push_str(&format!("{indent}- {}\n", self.about(&label, &said)));
                }
                (_, Some(_)) => {
                    if let Some(said) = self.said(holder, key, table, table) {
                        out.push_str(&format!("{indent}- {}\n", self.about(&label, &said)));
                    }
                }
                (_, None) => {}
            }
        }
    }

    fn about(&self, label: &str, said: &str) -> String {
        self.words.say_with("playbook-page-about", &[("label", label.into()), ("said", said.into())])
    }

    /// A table within an entry, on one line: its title and name, then each key that was given.
    fn inline(&self, holder: &str, shape: &[Key], table: &Fields, around: &Fields) -> String {
        let mut parts = Vec::new();
        let title = table.texts("title");
        if let Some(word) = table.word_if("name") {
            parts.push(self.named(title.in_lang(self.words.lang()), &word));
        } else if !title.zh.is_empty() {
            parts.push(markdown_prose(title.in_lang(self.words.lang())));
        }
        for key in shape.iter().filter(|key| !HEAD.contains(&key.name)) {
            if let Some(said) = self.said(holder, key, table, around) {
                parts.push(self.about(&markdown_prose(&self.label(holder, key.name)), &said));
            }
        }
        parts.join(self.words.say("rule-separator").trim_matches('"'))
    }

    fn label(&self, holder: &str, key: &str) -> String {
        let own = format!("key-{holder}-{key}");
        let said = self.words.say(&own);
        if said == own { self.words.say(&format!("key-{key}")) } else { said }
    }

    /// What was given for a key, in Markdown; none when it stands beside another: the unit of an amount.
    fn said(&self, holder: &str, key: &Key, table: &Fields, around: &Fields) -> Option<String> {
        let words = |list: &[String]| {
            let said: Vec<String> =
                list.iter().map(|word| self.word(holder, key.name, word, table)).collect();
            self.words.list(&said)
        };
        Some(match (table.value(key.name)?, key.kind) {
            (Value::Word(word), Kind::Word) => self.word(holder, key.name, word, table),
            (Value::Word(word), _) => word.clone(),
            (Value::Words(list), _) => words(list),
            (Value::Groups(groups), _) => {
                let or = self.words.say("playbook-page-or");
                let group = |group: &Vec<String>| {
                    let said: Vec<String> =
                        group.iter().map(|word| self.word(holder, key.name, word, table)).collect();
                    said.join(or.trim_matches('"'))
                };
                self.words.list(&groups.iter().map(group).collect::<Vec<_>>())
            }
            (Value::Texts(text), _) => markdown_prose(text.in_lang(self.words.lang())),
            (Value::Integer(number), _) if key.name == "amount" => self.limit(*number, table, around),
            (Value::Integer(number), _) => number.to_string(),
            (Value::Bool(truth), _) => {
                self.words.say(if *truth { "playbook-page-yes" } else { "playbook-page-no" })
            }
            (Value::Choice(_), Kind::OneOf(_)) if key.name == "unit" && table.has("amount") => return None,
            (Value::Choice(choice), Kind::OneOf(list)) => self.choice(list.get(*choice)?),
            (Value::Choices(choices), Kind::SomeOf(list)) => {
                let said: Vec<String> =
                    choices.iter().filter_map(|at| list.get(*at)).map(|word| self.choice(word)).collect();
                self.words.list(&said)
            }
            (Value::MonthDay(day), _) => day.to_string(),
            (Value::Spans(spans), _) => {
                self.words.list(&spans.iter().map(ToString::to_string).collect::<Vec<_>>())
            }
            (Value::Choice(_) | Value::Choices(_) | Value::Table(_) | Value::Tables(_), _) => return None,
        })
    }

    /// An amount with its unit: that of the table, else of the one around, else calendar days.
    fn limit(&self, amount: u32, table: &Fields, around: &Fields) -> String {
        let units = super::super::sections::UNITS;
        let unit = table.choice("unit").or_else(|| around.choice("unit")).and_then(|at| units.get(at));
        let key = format!("rule-limit-{}", unit.unwrap_or(&"calendar_day"));
        self.words.say_with(&key, &[("amount", Arg::Count(amount.into()))])
    }

    /// A word of a closed list.
    fn choice(&self, word: &str) -> String {
        let key = format!("choice-{word}");
        let said = self.words.say(&key);
        match (said == key, self.words.lang()) {
            (false, _) => said,
            (true, Lang::Zh) => in_chinese(word).unwrap_or(word).to_owned(),
            (true, Lang::En) => word.replace('_', " "),
        }
    }

    /// A word of the tables: what it is called, and the word itself.
    fn word(&self, holder: &str, key: &str, word: &str, table: &Fields) -> String {
        let list = list_of(holder, key, table.choice("what").or_else(|| table.choice("table")));
        if self.words.lang() == Lang::En && self.playbook.title_of(list, word).is_none() {
            return self.named("", word);
        }
        self.named(&self.playbook.called(list, word, self.words), word)
    }
}

/// From which list the words of a key are; `what` is the place of the word that a requirement or a figure looks at.
fn list_of(holder: &str, key: &str, what: Option<usize>) -> List {
    match (holder, key) {
        ("each", "kinds") if what == Some(1) => List::AgencyKinds,
        ("needs", "kinds") if what == Some(2) => List::AgencyKinds,
        ("numerator" | "denominator", "kinds") if what == Some(1) => List::AgencyKinds,
        ("numerator" | "denominator", "kinds") if matches!(what, Some(4 | 5)) => List::CaseKinds,
        ("each" | "needs" | "numerator" | "denominator" | "meetings", "kinds" | "kind") => List::Others,
        (_, "takes" | "kinds") => List::CaseKinds,
        (_, "channels") => List::Channels,
        (_, "boards" | "windows") => List::Boards,
        (_, "tiers") => List::Tiers,
        (_, "teams") => List::Teams,
        (_, "clock") => List::Clocks,
        (_, "role" | "roles" | "leader_role" | "interest_roles" | "handling_roles") => List::Roles,
        (
            _,
            "agency_kinds" | "unit_kinds" | "centre_kind" | "convener_kind" | "to_kinds" | "by_kinds"
            | "parties" | "lead_kinds" | "guide_kinds" | "entry_kinds" | "conference_kind",
        ) => List::AgencyKinds,
        _ => List::Rungs,
    }
}
