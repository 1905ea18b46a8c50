//! Reading a section by its shape: every key is looked at once, whatever it takes.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::super::problem::{Expected, What};
use super::super::shape::{Key, Kind};
use super::super::written::{Fields, Value};
use super::{Reader, Section, nearest, shortened};
use crate::calendar::hours::{MonthDay, Span};
use crate::limits::{ID_BYTES_MAX, PLAYBOOK_LIST_MAX};

/// What is less like a word than this was not meant by it: of two characters, as many words of tables have, one may
/// differ.
pub(super) const WORD_LIKENESS_MIN: f64 = 0.5;

impl Reader<'_> {
    /// The keys `shape` of `section`, without those that it has besides.
    pub(super) fn fields(&mut self, section: &mut Section<'_>, shape: &'static [Key]) -> Fields {
        let mut fields = Fields { at: section.at, path: section.path.clone(), ..Fields::default() };
        for key in shape {
            section.asked.push(key.name);
            let path = section.path_of(key.name);
            let Some(value) = section.value(key.name) else {
                if key.required && section.table.is_some() {
                    self.problem(section.at, path, What::MissingKey(expected(key.kind)));
                }
                continue;
            };
            // What comes from the playbook below has its place there, and is not wrong.
            let at = section.own(key.name).map_or(section.at, |own| own.span().start);
            fields.places.push((key.name, at, path.clone()));
            if let Some(read) = self.value(value, &path, key.kind, section.under(key.name)) {
                fields.values.push((key.name, read));
            }
        }
        fields
    }

    /// What was given, as the kind of its key says; `under` is the table that stands below it.
    fn value<'t>(
        &mut self,
        value: &'t Spanned<DeValue<'t>>,
        path: &str,
        kind: Kind,
        under: Option<&'t DeTable<'t>>,
    ) -> Option<Value> {
        let at = value.span().start;
        match kind {
            Kind::Word | Kind::Decimal | Kind::MonthDay | Kind::OneOf(_) => self.one_word(value, path, kind),
            Kind::Words => Some(Value::Words(self.words(value, path)?)),
            Kind::WordGroups => {
                let items = self.items(value, path, expected(kind))?;
                Some(Value::Groups(
                    items.into_iter().filter_map(|(item, path)| self.words(item, &path)).collect(),
                ))
            }
            Kind::SomeOf(allowed) => {
                let mut choices = Vec::new();
                for (item, path) in self.items(value, path, expected(kind))? {
                    let Some(word) = self.item_word(item, &path) else { continue };
                    let choice = self.choice(&word, item.span().start, &path, allowed);
                    if choice.is_some_and(|choice| choices.contains(&choice)) {
                        self.problem(item.span().start, path, What::RepeatedWord(word));
                    }
                    choices.extend(choice);
                }
                Some(Value::Choices(choices))
            }
            Kind::Hours => self.hours(value, path),
            Kind::Integer { min, max } => self.whole(value, path, min, max),
            Kind::Bool => match value.get_ref().as_bool() {
                Some(truth) => Some(Value::Bool(truth)),
                None => {
                    self.wrong_type(value, path.to_owned(), Expected::Bool);
                    None
                }
            },
            Kind::Texts => {
                let section = self.section(Some(value), path.to_owned(), at, Expected::Texts);
                Some(Value::Texts(self.texts_of(section)))
            }
            Kind::Table(shape) => {
                let section = self.section(Some(value), path.to_owned(), at, Expected::Table);
                Some(Value::Table(self.whole_table(Section { under, ..section }, shape)))
            }
            Kind::Tables(shape) => {
                let items = self.items(value, path, Expected::Tables)?;
                let tables = items
                    .into_iter()
                    .map(|(item, path)| {
                        let section = self.section(Some(item), path, at, Expected::Table);
                        self.whole_table(section, shape)
                    })
                    .collect();
                Some(Value::Tables(tables))
            }
        }
    }

    fn whole_table(&mut self, mut section: Section<'_>, shape: &'static [Key]) -> Fields {
        let fields = self.fields(&mut section, shape);
        self.close(&section);
        fields
    }

    fn one_word(&mut self, value: &Spanned<DeValue<'_>>, path: &str, kind: Kind) -> Option<Value> {
        let (word, at) = (self.item_word(value, path)?, value.span().start);
        match kind {
            Kind::OneOf(allowed) => self.choice(&word, at, path, allowed).map(Value::Choice),
            Kind::Decimal if !is_decimal(&word) => {
                self.problem(at, path.to_owned(), What::NoDecimal(shortened(&word)));
                None
            }
            Kind::MonthDay => match MonthDay::parse(&word) {
                Ok(day) => Some(Value::MonthDay(day)),
                Err(error) => {
                    self.problem(at, path.to_owned(), What::NoMonthDay(error.to_string()));
                    None
                }
            },
            Kind::Word
            | Kind::Words
            | Kind::WordGroups
            | Kind::Texts
            | Kind::Integer { .. }
            | Kind::Bool
            | Kind::SomeOf(_)
            | Kind::Decimal
            | Kind::Hours
            | Kind::Table(_)
            | Kind::Tables(_) => Some(Value::Word(word)),
        }
    }

    fn hours(&mut self, value: &Spanned<DeValue<'_>>, path: &str) -> Option<Value> {
        let mut spans = Vec::new();
        for (item, path) in self.items(value, path, Expected::Hours)? {
            let Some(word) = self.item_word(item, &path) else { continue };
            match Span::parse(&word) {
                Ok(span) => spans.push(span),
                Err(error) => self.problem(item.span().start, path, What::NoHours(error.to_string())),
            }
        }
        Some(Value::Spans(spans))
    }

    fn whole(&mut self, value: &Spanned<DeValue<'_>>, path: &str, min: u32, max: u32) -> Option<Value> {
        let Some(written) = value.get_ref().as_integer() else {
            self.wrong_type(value, path.to_owned(), Expected::Integer { min, max });
            return None;
        };
        match u32::from_str_radix(written.as_str(), written.radix()) {
            Ok(number) if min <= number && number <= max => Some(Value::Integer(number)),
            _ => {
                let what = What::OutOfRange { found: shortened(&written.to_string()), min, max };
                self.problem(value.span().start, path.to_owned(), what);
                None
            }
        }
    }

    /// The items of a list with their paths.
    fn items<'v, 'd>(
        &mut self,
        value: &'v Spanned<DeValue<'d>>,
        path: &str,
        expected: Expected,
    ) -> Option<Vec<(&'v Spanned<DeValue<'d>>, String)>> {
        let Some(items) = value.get_ref().as_array() else {
            self.wrong_type(value, path.to_owned(), expected);
            return None;
        };
        if PLAYBOOK_LIST_MAX < items.len() {
            let what = What::WrongLength { found: items.len(), min: 0, max: PLAYBOOK_LIST_MAX };
            self.problem(value.span().start, path.to_owned(), what);
        }
        Some((1..).zip(items.iter()).map(|(nth, item)| (item, format!("{path}[{nth}]"))).collect())
    }

    fn words(&mut self, value: &Spanned<DeValue<'_>>, path: &str) -> Option<Vec<String>> {
        let mut words: Vec<String> = Vec::new();
        let items = self.items(value, path, Expected::Words)?;
        let is_empty = items.is_empty();
        for (item, path) in items {
            let Some(word) = self.item_word(item, &path) else { continue };
            if words.contains(&word) {
                self.problem(item.span().start, path, What::RepeatedWord(word.clone()));
            }
            words.push(word);
        }
        if is_empty {
            let what = What::WrongLength { found: 0, min: 1, max: PLAYBOOK_LIST_MAX };
            self.problem(value.span().start, path.to_owned(), what);
        }
        Some(words)
    }

    fn item_word(&mut self, value: &Spanned<DeValue<'_>>, path: &str) -> Option<String> {
        let Some(text) = value.get_ref().as_str() else {
            self.wrong_type(value, path.to_owned(), Expected::Text);
            return None;
        };
        let (word, chars) = (text.trim(), text.trim().chars().count());
        if word.is_empty() {
            self.problem(value.span().start, path.to_owned(), What::EmptyText);
            return None;
        }
        if ID_BYTES_MAX < chars {
            let what = What::WrongLength { found: chars, min: 1, max: ID_BYTES_MAX };
            self.problem(value.span().start, path.to_owned(), what);
            return None;
        }
        Some(word.to_owned())
    }

    fn choice(
        &mut self,
        word: &str,
        at: usize,
        path: &str,
        allowed: &'static [&'static str],
    ) -> Option<usize> {
        let found = allowed.iter().position(|choice| *choice == word);
        if found.is_none() {
            let near = nearest(word, allowed.iter().copied(), WORD_LIKENESS_MIN);
            self.problem(at, path.to_owned(), What::UnknownWord { found: shortened(word), allowed, near });
        }
        found
    }
}

/// Whether `text` is a number as people publish it: digits, with a point and digits after it or without, below zero
/// or not.
fn is_decimal(text: &str) -> bool {
    let digits =
        |part: &str| !part.is_empty() && part.len() <= 15 && part.bytes().all(|b| b.is_ascii_digit());
    let (whole, rest) = match text.strip_prefix('-').unwrap_or(text).split_once('.') {
        Some((whole, rest)) => (whole, Some(rest)),
        None => (text.strip_prefix('-').unwrap_or(text), None),
    };
    digits(whole) && rest.is_none_or(|rest| digits(rest) && rest.len() <= 4)
}

/// What a key of that kind takes, for messages.
fn expected(kind: Kind) -> Expected {
    match kind {
        Kind::Word => Expected::Text,
        Kind::Words => Expected::Words,
        Kind::WordGroups => Expected::WordGroups,
        Kind::Texts => Expected::Texts,
        Kind::Integer { min, max } => Expected::Integer { min, max },
        Kind::Bool => Expected::Bool,
        Kind::OneOf(allowed) => Expected::OneOf(allowed),
        Kind::SomeOf(allowed) => Expected::SomeOf(allowed),
        Kind::Decimal => Expected::Decimal,
        Kind::MonthDay => Expected::MonthDay,
        Kind::Hours => Expected::Hours,
        Kind::Table(_) => Expected::Table,
        Kind::Tables(_) => Expected::Tables,
    }
}
