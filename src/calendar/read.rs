//! From TOML to holidays, with every problem found on the way.

use std::collections::BTreeMap;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::{Expected, Problem, What};
use super::table::DAYS;
use super::{Holiday, Mark, Name, Notice};
use crate::limits::{CALENDAR_BYTES_MAX, CALENDAR_TEXT_CHARS_MAX, HOLIDAY_DAYS_MAX};
use crate::model::time::Day;

const TOP_KEYS: &[&str] = &["known_from", "known_through", "notice"];
const NOTICE_KEYS: &[&str] = &["title", "number", "issued", "holiday"];
const HOLIDAY_KEYS: &[&str] = &["name", "first", "last", "workdays"];
const NAME_KEYS: &[&str] = &["zh", "en"];

/// The span of known days of the calendar that a file is laid over.
#[derive(Clone, Copy)]
pub(super) struct Base {
    pub(super) known_from: Day,
    pub(super) known_through: Day,
}

/// What a file says.
pub(super) struct Sheet {
    pub(super) known_from: Day,
    pub(super) known_through: Day,
    pub(super) holidays: Vec<Holiday>,
    /// In order of days, each day once.
    pub(super) marks: Vec<Mark>,
}

/// Reads `source`, which stands alone or is laid over `base`.
pub(super) fn sheet(source: &str, base: Option<Base>) -> Result<Sheet, Vec<Problem>> {
    if CALENDAR_BYTES_MAX < source.len() {
        let what = What::FileTooLong { bytes: source.len(), bytes_max: CALENDAR_BYTES_MAX };
        return Err(vec![Problem { line: 1, column: 1, key: String::new(), what }]);
    }
    let (root, faults) = DeTable::parse_recoverable(source);
    let mut reader = Reader::default();
    for fault in &faults {
        let at = fault.span().map_or(0, |s| s.start);
        reader.problem(at, String::new(), What::Syntax(fault.message().to_owned()));
    }
    // Where the format is broken, keys are lost and values are guesses.
    let known = if faults.is_empty() { reader.file(root.get_ref(), base) } else { None };
    match known {
        Some((known_from, known_through)) if reader.found.is_empty() => {
            let marks = reader.marks.into_values().collect();
            Ok(Sheet { known_from, known_through, holidays: reader.holidays, marks })
        }
        _ => Err(placed(source, reader.found)),
    }
}

/// A table, where it starts, and what leads to it.
struct Section<'t> {
    table: &'t DeTable<'t>,
    at: usize,
    path: String,
}

impl<'t> Section<'t> {
    fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    fn get(&self, key: &str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.table.get(key)
    }
}

/// A problem at a byte of the source, before lines are counted.
struct Found {
    at: usize,
    key: String,
    what: What,
}

#[derive(Default)]
struct Reader {
    found: Vec<Found>,
    holidays: Vec<Holiday>,
    marks: BTreeMap<i32, Mark>,
}

impl Reader {
    fn problem(&mut self, at: usize, key: String, what: What) {
        self.found.push(Found { at, key, what });
    }

    /// Reads the whole file; the span of days that it makes known.
    fn file(&mut self, root: &DeTable<'_>, base: Option<Base>) -> Option<(Day, Day)> {
        let top = Section { table: root, at: 0, path: String::new() };
        self.close(&top, TOP_KEYS);
        let known = self.known(&top, base);
        for notice in self.tables(&top, "notice") {
            self.notice(&notice);
        }
        known
    }

    fn known(&mut self, top: &Section<'_>, base: Option<Base>) -> Option<(Day, Day)> {
        let known = |reader: &mut Self, key, stand_in: Option<Day>| match stand_in {
            Some(day) if top.get(key).is_none() => Some(day),
            _ => reader.date(top, key),
        };
        let from = known(self, "known_from", base.map(|b| b.known_from))?;
        let through = known(self, "known_through", base.map(|b| b.known_through))?;
        let at = |key| top.get(key).map_or(0, |v| v.span().start);
        if through < from {
            let what = What::Reversed { first: from, last: through };
            self.problem(at("known_through"), "known_through".to_owned(), what);
        }
        if let Some(Base { known_from, known_through }) = base {
            let joins = i64::from(from.number()) <= i64::from(known_through.number()) + 1
                && i64::from(known_from.number()) <= i64::from(through.number()) + 1;
            if !joins {
                let key = if known_through < from { "known_from" } else { "known_through" };
                let what = What::Gap { from: known_from, through: known_through };
                self.problem(at(key), key.to_owned(), what);
            }
        }
        Some((from, through))
    }

    fn notice(&mut self, section: &Section<'_>) {
        self.close(section, NOTICE_KEYS);
        let title = self.name(section, "title");
        let number = section.get("number").map(|_| self.text(section, "number"));
        let issued = section.get("issued").map(|_| self.date(section, "issued"));
        let notice = Arc::new(Notice { title, number, issued: issued.flatten() });
        for holiday in self.tables(section, "holiday") {
            self.holiday(&holiday, &notice);
        }
    }

    fn holiday(&mut self, section: &Section<'_>, notice: &Arc<Notice>) {
        self.close(section, HOLIDAY_KEYS);
        let name = self.name(section, "name");
        let (first, last) = (self.date(section, "first"), self.date(section, "last"));
        let workdays = self.dates(section, "workdays");
        let (Some(first), Some(last)) = (first, last) else { return };
        let at = section.get("last").map_or(section.at, |v| v.span().start);
        let days = i64::from(last.number()) - i64::from(first.number()) + 1;
        if days < 1 {
            return self.problem(at, section.path_of("last"), What::Reversed { first, last });
        }
        if i64::from(HOLIDAY_DAYS_MAX) < days {
            let what = What::TooManyDays { days, days_max: i64::from(HOLIDAY_DAYS_MAX) };
            return self.problem(at, section.path_of("last"), what);
        }
        let off = (first.number()..=last.number()).map(|day| (day, false));
        let marked: Vec<(i32, bool)> = off.chain(workdays.iter().map(|d| (d.number(), true))).collect();
        let holiday = Holiday { name, first, last, workdays, notice: notice.clone() };
        self.holidays.push(holiday);
        for (day, works) in marked {
            self.mark(section, day, works);
        }
    }

    /// Notes a day of the holiday read last.
    fn mark(&mut self, section: &Section<'_>, day: i32, works: bool) {
        let holiday = self.holidays.len() - 1;
        let key = if works { "workdays" } else { "first" };
        match self.marks.get(&day).copied() {
            None => {
                self.marks.insert(day, Mark { day, holiday, works });
            }
            Some(before) => {
                let name = self.holidays[before.holiday].name.zh.clone();
                let at = section.get(key).map_or(section.at, |v| v.span().start);
                let what = What::RepeatedDay { day: Day::from_number(day), name };
                self.problem(at, section.path_of(key), what);
            }
        }
    }

    /// The value of `key`, reported as missing when it is not there.
    fn required<'t>(
        &mut self,
        section: &Section<'t>,
        key: &str,
        expected: Expected,
    ) -> Option<&'t Spanned<DeValue<'t>>> {
        let value = section.get(key);
        if value.is_none() {
            self.problem(section.at, section.path_of(key), What::MissingKey(expected));
        }
        value
    }

    fn wrong_type(&mut self, value: &Spanned<DeValue<'_>>, path: String, expected: Expected) {
        let found = value.get_ref().type_str();
        self.problem(value.span().start, path, What::WrongType { found, expected });
    }

    fn text(&mut self, section: &Section<'_>, key: &str) -> String {
        let Some(value) = self.required(section, key, Expected::Text) else {
            return String::new();
        };
        let Some(text) = value.get_ref().as_str().map(str::trim) else {
            self.wrong_type(value, section.path_of(key), Expected::Text);
            return String::new();
        };
        let chars_max = CALENDAR_TEXT_CHARS_MAX;
        match text.chars().count() {
            0 => self.problem(value.span().start, section.path_of(key), What::EmptyText { chars_max }),
            chars if chars_max < chars => {
                self.problem(
                    value.span().start,
                    section.path_of(key),
                    What::TextTooLong { chars, chars_max },
                );
            }
            _ => {}
        }
        text.to_owned()
    }

    fn name(&mut self, section: &Section<'_>, key: &str) -> Name {
        let path = section.path_of(key);
        let value = self.required(section, key, Expected::Names);
        let Some((value, table)) = value.and_then(|v| Some((v, v.get_ref().as_table()?))) else {
            if let Some(value) = value {
                self.wrong_type(value, path, Expected::Names);
            }
            return Name { zh: String::new(), en: String::new() };
        };
        let section = Section { table, at: value.span().start, path };
        self.close(&section, NAME_KEYS);
        Name { zh: self.text(&section, "zh"), en: self.text(&section, "en") }
    }

    fn date(&mut self, section: &Section<'_>, key: &str) -> Option<Day> {
        let value = self.required(section, key, Expected::Date)?;
        self.day(value, section.path_of(key))
    }

    fn dates(&mut self, section: &Section<'_>, key: &str) -> Vec<Day> {
        let Some(value) = section.get(key) else { return Vec::new() };
        let Some(items) = value.get_ref().as_array() else {
            self.wrong_type(value, section.path_of(key), Expected::Dates);
            return Vec::new();
        };
        let path = section.path_of(key);
        (1..).zip(items.iter()).filter_map(|(nth, item)| self.day(item, format!("{path}[{nth}]"))).collect()
    }

    fn day(&mut self, value: &Spanned<DeValue<'_>>, path: String) -> Option<Day> {
        let written = value.get_ref().as_datetime().filter(|d| d.time.is_none());
        let Some(date) = written.and_then(|d| d.date) else {
            self.wrong_type(value, path, Expected::Date);
            return None;
        };
        let text = format!("{:04}-{:02}-{:02}", date.year, date.month, date.day);
        // TOML has no date that does not exist, save in the year 0.
        let day = Day::parse(text.as_bytes()).unwrap_or(Day::MIN);
        if (0..i32::from(DAYS)).contains(&day.number()) {
            return Some(day);
        }
        self.problem(value.span().start, path, What::OutsideYears(day));
        None
    }

    /// The tables of a list; none when the key is not there.
    fn tables<'t>(&mut self, section: &Section<'t>, key: &str) -> Vec<Section<'t>> {
        let Some(value) = section.get(key) else { return Vec::new() };
        let path = section.path_of(key);
        let Some(items) = value.get_ref().as_array() else {
            self.wrong_type(value, path, Expected::Tables);
            return Vec::new();
        };
        let mut sections = Vec::with_capacity(items.len());
        for (nth, item) in (1..).zip(items.iter()) {
            let path = format!("{path}[{nth}]");
            match item.get_ref().as_table() {
                Some(table) => sections.push(Section { table, at: item.span().start, path }),
                None => self.wrong_type(item, path, Expected::Tables),
            }
        }
        sections
    }

    /// Reports the keys of `section` that are not in `allowed`.
    fn close(&mut self, section: &Section<'_>, allowed: &'static [&'static str]) {
        for (key, _) in section.table {
            let name: &str = key.get_ref().as_ref();
            if !allowed.contains(&name) {
                let what = What::UnknownKey { allowed, near: nearest(name, allowed) };
                self.problem(key.span().start, section.path_of(&shortened(name)), what);
            }
        }
    }
}

/// Counts lines and columns, in one walk over the source.
fn placed(source: &str, mut found: Vec<Found>) -> Vec<Problem> {
    found.sort_by_key(|f| f.at);
    let (mut line, mut column) = (1, 1);
    let mut chars = source.char_indices().peekable();
    let mut problems = Vec::with_capacity(found.len());
    for Found { at, key, what } in found {
        while let Some((_, c)) = chars.next_if(|(i, _)| *i < at) {
            (line, column) = if c == '\n' { (line + 1, 1) } else { (line, column + 1) };
        }
        problems.push(Problem { line, column, key, what });
    }
    problems
}

/// What was written, short enough for a message.
fn shortened(text: &str) -> String {
    const CHARS_MAX: usize = 60;
    match text.char_indices().nth(CHARS_MAX) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// The key most like `word`, when it is at least half like it.
fn nearest(word: &str, keys: &[&'static str]) -> Option<&'static str> {
    let word = shortened(word);
    let likeness = |key: &&'static str| strsim::normalized_damerau_levenshtein(&word, key);
    let best = keys.iter().copied().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    best.filter(|key| 0.5 <= likeness(key))
}
