//! What several sections have: a limit, kinds of events, and keys that belong together.

use super::super::problem::What;
use super::super::written::Fields;
use super::Reader;
use crate::calendar::budget::{Terms, Unit};

pub(super) fn unit(fields: &Fields, key: &str) -> Unit {
    match fields.choice(key) {
        Some(1) => Unit::WorkingDay,
        Some(2) => Unit::Hour,
        Some(3) => Unit::WorkingHour,
        _ => Unit::CalendarDay,
    }
}

/// The limit `amount` of `unit`.
pub(super) fn limit(fields: &Fields) -> Option<Terms> {
    Some(Terms::new(unit(fields, "unit"), fields.integer("amount")?))
}

pub(super) fn events(choices: Vec<usize>) -> Vec<u8> {
    choices.into_iter().filter_map(|choice| u8::try_from(choice).ok()).collect()
}

pub(super) fn event(fields: &Fields, key: &str) -> u8 {
    fields.choice(key).and_then(|choice| u8::try_from(choice).ok()).unwrap_or(0)
}

/// Reports that of two keys which belong together one is missing, unless it was given and is wrong.
pub(super) fn together(reader: &mut Reader<'_>, fields: &Fields, one: &'static str, other: &'static str) {
    if fields.has(one) != fields.has(other) {
        let (given, missing) = if fields.has(one) { (one, other) } else { (other, one) };
        let (at, path) = fields.place(given);
        reader.problem(at, path, What::NeedsKey(missing));
    }
}

/// Reports a list that must not be empty and is.
pub(super) fn filled(reader: &mut Reader<'_>, fields: &Fields, key: &'static str) {
    if fields.has(key) && fields.tables(key).is_empty() {
        let (at, path) = fields.place(key);
        let max = crate::limits::PLAYBOOK_LIST_MAX;
        reader.problem(at, path, What::WrongLength { found: 0, min: 1, max });
    }
}
