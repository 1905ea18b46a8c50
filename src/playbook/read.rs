//! From TOML to a playbook, with every problem found on the way.
//!
//! Reading never stops at a problem: what is missing or wrong gets a stand-in value, and the playbook is handed out
//! only when there was no problem at all.

mod base;
mod clocks;
mod declared;
mod doubts;
mod later;
mod notice;
mod parts;
mod place;
mod rules;
mod section;
mod shaped;
mod thresholds;

use std::collections::BTreeSet;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use section::Section;

use super::problem::{Expected, Problem, What};
use super::{Coverage, Playbook, Text};
use crate::calendar::Calendar;
use crate::limits::{ID_BYTES_MAX, PLAYBOOK_BYTES_MAX, PLAYBOOK_LIST_MAX, PLAYBOOK_TEXT_CHARS_MAX};
use crate::model::table::{LEVELS, Table, assignments};
use crate::model::time::Zone;

/// What is less like a word than this was not meant by it: at most a third of the letters may differ.
const LIKENESS_MIN: f64 = 2.0 / 3.0;

/// What the reader of TOML says of a key or table given twice.
const DUPLICATE_MESSAGE: &str = "duplicate key";

/// Reads `source`, which may stand on another playbook: on `base_source`, or on the one of that name that is compiled in.
pub(super) fn playbook(
    name: &str,
    source: &str,
    base_source: Option<&str>,
) -> Result<Playbook, Vec<Problem>> {
    if PLAYBOOK_BYTES_MAX < source.len() {
        let what = What::FileTooLong { bytes: source.len(), bytes_max: PLAYBOOK_BYTES_MAX };
        return Err(vec![Problem { line: 1, column: 1, key: String::new(), what }]);
    }
    let (root, faults) = DeTable::parse_recoverable(source);
    let mut reader = Reader { source, found: Vec::new() };
    let mut top = Section { table: Some(root.get_ref()), ..Section::default() };

    let title = reader.texts(&mut top, "title");
    let (base, stands_on) = reader.base(&mut top, base_source).unzip();
    let (under, _) = DeTable::parse_recoverable(stands_on.unwrap_or(""));
    top.under = base.as_ref().map(|_| under.get_ref());
    let zone = match base.as_ref().filter(|_| top.may_lack("zone")) {
        Some(base) => Some(base.zone.clone()),
        None => reader.zone(&mut top, "zone"),
    };
    let thresholds = match base.as_ref().filter(|_| top.may_lack("thresholds")) {
        Some(base) => base.thresholds.clone(),
        None => thresholds::thresholds(&mut reader, &mut top),
    };
    let coverage = match base.as_ref().filter(|_| top.may_lack("coverage")) {
        Some(base) => base.coverage.clone(),
        None => coverage(&mut reader, &mut top),
    };
    let notice = match base.as_ref().filter(|_| top.may_lack("notice")) {
        Some(base) => base.notice.clone(),
        None => notice::rules(&mut reader, &mut top),
    };
    let rules = rules::rules(&mut reader, &mut top, base.as_ref());
    reader.close(&top);

    let problems = reader.problems(&faults);
    match zone {
        Some(zone) if problems.is_empty() => Ok(Playbook {
            name: name.to_owned(),
            title,
            zone,
            calendar: Calendar::china(),
            thresholds,
            coverage,
            notice,
            place: rules.place,
            clocks: rules.clocks,
            kpis: rules.kpis,
            written: rules.written,
            doubts: placed(source, rules.doubts),
        }),
        _ => Err(problems),
    }
}

fn coverage(reader: &mut Reader<'_>, top: &mut Section<'_>) -> Coverage {
    let mut section = reader.table(top, "coverage");
    let coverage = Coverage {
        role: reader.word_of(&mut section, "role", (Table::Assignments, assignments::ROLE)),
        level: reader.level(&mut section, "level"),
        persons_min: reader.integer(&mut section, "persons_min", 1, 1_000),
        chain_levels: reader.levels_or(&mut section, "chain_levels", later::CHAIN_LEVELS),
    };
    reader.close(&section);
    coverage
}

/// A problem at a byte of the source, before lines are counted.
struct Found {
    at: usize,
    key: String,
    what: What,
}

struct Reader<'s> {
    source: &'s str,
    found: Vec<Found>,
}

impl Reader<'_> {
    fn problem(&mut self, at: usize, key: String, what: What) {
        self.found.push(Found { at, key, what });
    }

    /// The value of `key`, reported as missing when it is not there.
    fn required<'t>(
        &mut self,
        section: &mut Section<'t>,
        key: &'static str,
        expected: Expected,
    ) -> Option<&'t Spanned<DeValue<'t>>> {
        section.asked.push(key);
        let value = section.value(key);
        if value.is_none() && section.table.is_some() {
            self.problem(section.at, section.path_of(key), What::MissingKey(expected));
        }
        value
    }

    fn wrong_type(&mut self, value: &Spanned<DeValue<'_>>, path: String, expected: Expected) {
        let found = value.get_ref().type_str();
        self.problem(value.span().start, path, What::WrongType { found, expected });
    }

    fn integer(&mut self, section: &mut Section<'_>, key: &'static str, min: u32, max: u32) -> u32 {
        let expected = Expected::Integer { min, max };
        let Some(value) = self.required(section, key, expected) else {
            return min;
        };
        let Some(written) = value.get_ref().as_integer() else {
            self.wrong_type(value, section.path_of(key), expected);
            return min;
        };
        match u32::from_str_radix(written.as_str(), written.radix()) {
            Ok(number) if min <= number && number <= max => number,
            _ => {
                let what = What::OutOfRange { found: shortened(&written.to_string()), min, max };
                self.problem(value.span().start, section.path_of(key), what);
                min
            }
        }
    }

    fn text(&mut self, section: &mut Section<'_>, key: &'static str, chars_max: usize) -> String {
        let Some(value) = self.required(section, key, Expected::Text) else {
            return String::new();
        };
        let Some(text) = value.get_ref().as_str() else {
            self.wrong_type(value, section.path_of(key), Expected::Text);
            return String::new();
        };
        let (text, chars) = (text.trim(), text.trim().chars().count());
        if text.is_empty() {
            self.problem(value.span().start, section.path_of(key), What::EmptyText);
        } else if chars_max < chars {
            let what = What::WrongLength { found: chars, min: 1, max: chars_max };
            self.problem(value.span().start, section.path_of(key), what);
        }
        text.to_owned()
    }

    /// A text that is compared with cells of tables.
    fn word(&mut self, section: &mut Section<'_>, key: &'static str) -> String {
        self.text(section, key, ID_BYTES_MAX)
    }

    /// A text that is compared with cells of that column: the word that intake keeps for it.
    fn word_of(
        &mut self,
        section: &mut Section<'_>,
        key: &'static str,
        (table, column): (Table, usize),
    ) -> String {
        let word = self.word(section, key);
        let column = table.spec().columns.get(column);
        column.and_then(|column| column.meaning(word.as_bytes())).map_or(word, str::to_owned)
    }

    fn zone(&mut self, section: &mut Section<'_>, key: &'static str) -> Option<Zone> {
        let name = self.word(section, key);
        let zone = Zone::parse(&name);
        if let (None, false, Some(value)) = (&zone, name.is_empty(), section.value(key)) {
            let near = nearest(&name, jiff::tz::db().available().map(|z| z.as_str().to_owned()), 0.8);
            let what = What::UnknownZone { found: shortened(&name), near };
            self.problem(value.span().start, section.path_of(key), what);
        }
        zone
    }

    fn level(&mut self, section: &mut Section<'_>, key: &'static str) -> usize {
        let name = self.word(section, key);
        match section.value(key) {
            Some(value) if !name.is_empty() => self.level_of(&name, value.span().start, section.path_of(key)),
            _ => 0,
        }
    }

    /// The table `key`, which keeps what it leaves out of the table below.
    fn table<'t>(&mut self, section: &mut Section<'t>, key: &'static str) -> Section<'t> {
        let under = section.under(key);
        Section { under, ..self.table_or(section, key, Expected::Table) }
    }

    fn table_or<'t>(
        &mut self,
        section: &mut Section<'t>,
        key: &'static str,
        expected: Expected,
    ) -> Section<'t> {
        let value = self.required(section, key, expected);
        self.section(value, section.path_of(key), section.at, expected)
    }

    fn section<'t>(
        &mut self,
        value: Option<&'t Spanned<DeValue<'t>>>,
        path: String,
        at: usize,
        expected: Expected,
    ) -> Section<'t> {
        let table = value.and_then(|v| v.get_ref().as_table());
        if let (Some(value), None) = (value, table) {
            self.wrong_type(value, path.clone(), expected);
        }
        Section { table, path, at: value.map_or(at, |v| v.span().start), ..Section::default() }
    }

    /// The tables of a list, at least one.
    fn tables<'t>(&mut self, section: &mut Section<'t>, key: &'static str) -> Vec<Section<'t>> {
        let path = section.path_of(key);
        let Some(value) = self.required(section, key, Expected::Tables) else {
            return Vec::new();
        };
        let Some(items) = value.get_ref().as_array() else {
            self.wrong_type(value, path, Expected::Tables);
            return Vec::new();
        };
        let items: Vec<&'t Spanned<DeValue<'t>>> = items.iter().collect();
        if items.is_empty() || PLAYBOOK_LIST_MAX < items.len() {
            let what = What::WrongLength { found: items.len(), min: 1, max: PLAYBOOK_LIST_MAX };
            self.problem(value.span().start, path.clone(), what);
        }
        (1..)
            .zip(items)
            .map(|(nth, item)| self.section(Some(item), format!("{path}[{nth}]"), 0, Expected::Table))
            .collect()
    }

    fn texts(&mut self, section: &mut Section<'_>, key: &'static str) -> Text {
        let table = self.table_or(section, key, Expected::Texts);
        self.texts_of(table)
    }

    fn texts_of(&mut self, mut section: Section<'_>) -> Text {
        let zh = self.text(&mut section, "zh", PLAYBOOK_TEXT_CHARS_MAX);
        let en = self.text(&mut section, "en", PLAYBOOK_TEXT_CHARS_MAX);
        self.close(&section);
        Text { zh, en }
    }

    /// Reports the keys of `section` that nothing asked for.
    fn close(&mut self, section: &Section<'_>) {
        // A key that is there already was not meant, so it is not proposed.
        let free: Vec<&str> = section.asked.iter().copied().filter(|k| section.own(k).is_none()).collect();
        let mut meant = Vec::new();
        for (key, _) in section.table.into_iter().flatten() {
            let name = key.get_ref().as_ref();
            if section.asked.contains(&name) {
                continue;
            }
            let near =
                nearest(name, section.asked.iter().copied().filter(|k| free.contains(k)), LIKENESS_MIN);
            meant.extend(near.filter(|_| meant.len() < free.len()).map(|k| section.path_of(k)));
            let what = What::UnknownKey { allowed: section.asked.clone(), near };
            self.problem(key.span().start, section.path_of(&shortened(name)), what);
        }
        // One slip of the pen is one problem: the key that was meant is not missing besides.
        self.found.retain(|f| !matches!(f.what, What::MissingKey(_)) || !meant.contains(&f.key));
    }

    /// All problems, the format's own included, in order of place.
    fn problems(mut self, faults: &[toml::de::Error]) -> Vec<Problem> {
        let at = |fault: &toml::de::Error| fault.span().unwrap_or(0..0);
        let (doubled, broken): (Vec<_>, Vec<_>) =
            faults.iter().partition(|f| f.message() == DUPLICATE_MESSAGE);
        if !broken.is_empty() {
            // Where the format is broken, keys are lost and values are guesses: their absence says nothing.
            let lines = Lines::new(self.source);
            let torn: BTreeSet<usize> = broken.iter().map(|f| lines.line(at(f).start)).collect();
            self.found
                .retain(|f| !matches!(f.what, What::MissingKey(_)) && !torn.contains(&lines.line(f.at)));
        }
        for fault in doubled {
            let key = shortened(self.source.get(at(fault)).unwrap_or(""));
            self.problem(at(fault).start, key, What::DuplicateKey);
        }
        for fault in broken {
            self.problem(at(fault).start, String::new(), What::Syntax(fault.message().to_owned()));
        }
        self.found.sort_by_key(|f| f.at);
        placed(self.source, self.found)
    }
}

/// Counts lines and columns of problems that are in order of place, in one walk over the source.
fn placed(source: &str, found: Vec<Found>) -> Vec<Problem> {
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

/// Where the lines of a source start.
struct Lines(Vec<usize>);

impl Lines {
    fn new(source: &str) -> Self {
        Self(source.match_indices('\n').map(|(at, _)| at + 1).collect())
    }

    fn line(&self, at: usize) -> usize {
        self.0.partition_point(|&start| start <= at) + 1
    }
}

/// What was written, short enough for a message.
fn shortened(text: &str) -> String {
    const CHARS_MAX: usize = 60;
    match text.char_indices().nth(CHARS_MAX) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// The choice most like `word`, when it is at least `likeness_min` like it (1 = equal).
fn nearest<T: AsRef<str>>(word: &str, choices: impl Iterator<Item = T>, likeness_min: f64) -> Option<T> {
    if ID_BYTES_MAX < word.len() {
        return None;
    }
    let likeness = |choice: &T| {
        strsim::normalized_damerau_levenshtein(&word.to_lowercase(), &choice.as_ref().to_lowercase())
    };
    choices
        .map(|c| (likeness(&c), c))
        .filter(|(l, _)| likeness_min <= *l)
        .reduce(|best, next| if best.0 < next.0 { next } else { best })
        .map(|(_, c)| c)
}
