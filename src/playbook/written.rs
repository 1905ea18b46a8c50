//! What was written in a playbook's sections, by the list of their keys: rules are read from it, and the page is made of
//! it, so that neither can say what the other does not.

use super::Text;
use crate::calendar::hours::{MonthDay, Span};

/// A table as it was read: what is missing or wrong has the value that stands for nothing.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    /// Where each key that was given stands: its name, its byte and its path.
    pub(super) places: Vec<(&'static str, usize, String)>,
    pub(super) values: Vec<(&'static str, Value)>,
    /// Where the table stands.
    pub(super) at: usize,
    /// Its path.
    pub(super) path: String,
}

/// What a key was given.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Word(String),
    Words(Vec<String>),
    Groups(Vec<Vec<String>>),
    Texts(Text),
    Integer(u32),
    Bool(bool),
    Choice(usize),
    Choices(Vec<usize>),
    MonthDay(MonthDay),
    Spans(Vec<Span>),
    Table(Fields),
    Tables(Vec<Fields>),
}

impl Value {
    /// The words in it, and the tables with the rest.
    pub(super) fn parts(&self) -> (Vec<&String>, &[Fields]) {
        match self {
            Self::Word(word) => (vec![word], &[]),
            Self::Words(words) => (words.iter().collect(), &[]),
            Self::Groups(groups) => (groups.iter().flatten().collect(), &[]),
            Self::Table(below) => (Vec::new(), std::slice::from_ref(below)),
            Self::Tables(below) => (Vec::new(), below),
            Self::Texts(_)
            | Self::Integer(_)
            | Self::Bool(_)
            | Self::Choice(_)
            | Self::Choices(_)
            | Self::MonthDay(_)
            | Self::Spans(_) => (Vec::new(), &[]),
        }
    }
}

impl Fields {
    pub(super) fn value(&self, name: &str) -> Option<&Value> {
        self.values.iter().find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    /// Whether the key was given.
    pub(super) fn has(&self, name: &str) -> bool {
        self.places.iter().any(|(key, ..)| *key == name)
    }

    /// Where the key stands, and its path; the section itself when it was not given.
    pub(super) fn place(&self, name: &str) -> (usize, String) {
        match self.places.iter().find(|(key, ..)| *key == name) {
            Some((_, at, path)) => (*at, path.clone()),
            None => (self.at, self.path.clone()),
        }
    }

    pub(super) fn word(&self, name: &str) -> String {
        self.word_if(name).unwrap_or_default()
    }

    pub(super) fn word_if(&self, name: &str) -> Option<String> {
        match self.value(name) {
            Some(Value::Word(word)) => Some(word.clone()),
            _ => None,
        }
    }

    pub(super) fn words(&self, name: &str) -> Vec<String> {
        match self.value(name) {
            Some(Value::Words(words)) => words.clone(),
            _ => Vec::new(),
        }
    }

    pub(super) fn groups(&self, name: &str) -> Vec<Vec<String>> {
        match self.value(name) {
            Some(Value::Groups(groups)) => groups.clone(),
            _ => Vec::new(),
        }
    }

    pub(super) fn texts(&self, name: &str) -> Text {
        match self.value(name) {
            Some(Value::Texts(text)) => text.clone(),
            _ => Text::default(),
        }
    }

    pub(super) fn integer(&self, name: &str) -> Option<u32> {
        match self.value(name) {
            Some(Value::Integer(number)) => Some(*number),
            _ => None,
        }
    }

    pub(super) fn bool(&self, name: &str) -> Option<bool> {
        match self.value(name) {
            Some(Value::Bool(truth)) => Some(*truth),
            _ => None,
        }
    }

    /// The place of the chosen word in its list.
    pub(super) fn choice(&self, name: &str) -> Option<usize> {
        match self.value(name) {
            Some(Value::Choice(choice)) => Some(*choice),
            _ => None,
        }
    }

    pub(super) fn choices(&self, name: &str) -> Vec<usize> {
        match self.value(name) {
            Some(Value::Choices(choices)) => choices.clone(),
            _ => Vec::new(),
        }
    }

    pub(super) fn month_day(&self, name: &str) -> Option<MonthDay> {
        match self.value(name) {
            Some(Value::MonthDay(day)) => Some(*day),
            _ => None,
        }
    }

    pub(super) fn spans(&self, name: &str) -> Vec<Span> {
        match self.value(name) {
            Some(Value::Spans(spans)) => spans.clone(),
            _ => Vec::new(),
        }
    }

    pub(super) fn table(&self, name: &str) -> Option<&Self> {
        match self.value(name) {
            Some(Value::Table(fields)) => Some(fields),
            _ => None,
        }
    }

    pub(super) fn tables(&self, name: &str) -> &[Self] {
        match self.value(name) {
            Some(Value::Tables(tables)) => tables,
            _ => &[],
        }
    }

    /// Whether `word` stands in it or in a table below it.
    pub(super) fn has_word(&self, word: &str) -> bool {
        self.values.iter().any(|(_, value)| {
            let (words, below) = value.parts();
            words.into_iter().any(|one| one == word) || below.iter().any(|fields| fields.has_word(word))
        })
    }

    /// The short name of an entry of a list: its `id`, else its `name`.
    pub(super) fn entry_name(&self) -> String {
        self.word_if("id").unwrap_or_else(|| self.word("name"))
    }

    /// These sections laid over those of `base`. Of a list, entries of `base` stay which these do not name anew, before
    /// the new ones: an entry is one rule, so it is replaced as a whole. Of a section without entries the keys that these
    /// leave out were read from `base` already.
    pub(super) fn over(mut self, base: &Self) -> Self {
        for (key, stands) in &base.values {
            let own = self.values.iter_mut().find(|(name, _)| name == key).map(|(_, value)| value);
            match (own, stands) {
                (Some(Value::Tables(own)), Value::Tables(stand)) => {
                    let is_kept = |entry: &&Self| own.iter().all(|o| o.entry_name() != entry.entry_name());
                    let kept: Vec<Self> = stand.iter().filter(is_kept).cloned().collect();
                    own.splice(0..0, kept);
                }
                (Some(_), _) => {}
                (None, _) => self.values.push((key, stands.clone())),
            }
        }
        self
    }
}
