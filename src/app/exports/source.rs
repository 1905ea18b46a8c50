//! What may leave: the records of a directory in order of id, without the cases that an export leaves out.

use std::ops::{ControlFlow, RangeInclusive};

use hashbrown::HashSet;
use rayon::prelude::*;
use serde_json::Value;
use uuid::Uuid;

use crate::app::error::AppError;
use crate::app::exports::Audience;
use crate::graph::record::{Record, RecordError};
use crate::graph::schema::STATE;
use crate::model::rows::Row;
use crate::model::subject::SubjectKind;
use crate::model::table::{Table, assignments, cases, meetings};
use crate::store::graph::reader::Reader;

/// Records decoded by one task.
const RECORDS_PER_TASK: usize = 256;
/// Records read from the graph at a time.
const RECORDS_PER_CHUNK: usize = 32 * RECORDS_PER_TASK;

/// A record and the kind of its subject.
pub(super) type Item = (SubjectKind, Record);

/// Which records leave. Cases are seen before what refers to them, so one pass in order of id knows them all.
#[derive(Debug)]
pub(super) struct Sieve<'a> {
    /// Whether cases that complain against units and officials stay in.
    pub(super) complaints: bool,
    /// Whether notices stay in.
    pub(super) notices: bool,
    /// Cases that do not exist for whom the export is for.
    hidden: Option<&'a HashSet<String>>,
    omitted: HashSet<Box<str>>,
}

impl<'a> Sieve<'a> {
    pub(super) fn new(audience: Audience<'a>) -> Self {
        let (complaints, notices, hidden) = match audience {
            Audience::Anyone => (false, true, None),
            Audience::Supervisors => (true, true, None),
            Audience::Unit(_) => (false, false, None),
            Audience::Account { complaints, hidden } => (complaints, false, Some(hidden)),
        };
        Self { complaints, notices, hidden, omitted: HashSet::new() }
    }

    /// Cases left out so far.
    pub(super) fn omitted(&self) -> u64 {
        self.omitted.len() as u64
    }

    /// Whether the export has the case of that id.
    pub(super) fn has_case(&self, id: &str) -> bool {
        !self.omitted.contains(id) && !self.is_hidden(id)
    }

    /// Whether the record of a notice leaves.
    pub(super) fn keeps_notice(&self, record: &Record) -> bool {
        self.notices && (self.complaints || !record.document.as_ref().is_some_and(is_about_complaints))
    }

    fn is_hidden(&self, case: &str) -> bool {
        self.hidden.is_some_and(|hidden| hidden.contains(case))
    }

    /// Whether a record leaves.
    fn keeps(&mut self, (kind, record): &Item) -> bool {
        match kind {
            SubjectKind::Case => {
                let is_complaint = |row: &Row<'_>| {
                    !row.cell(cases::AGAINST_AGENCY).is_empty() || !row.cell(cases::AGAINST_PERSON).is_empty()
                };
                let complaint = record.head(Table::Cases).filter(|row| {
                    (!self.complaints && is_complaint(row)) || self.is_hidden(row.text(cases::ID))
                });
                complaint.is_none_or(|row| {
                    self.omitted.insert(row.text(cases::ID).into());
                    false
                })
            }
            SubjectKind::Assignment => {
                let case = |row: Row<'_>| self.has_case(row.text(assignments::CASE_ID));
                record.head(Table::Assignments).is_none_or(case)
            }
            SubjectKind::Notice => self.keeps_notice(record),
            SubjectKind::Directory
            | SubjectKind::Account
            | SubjectKind::Audit
            | SubjectKind::Request
            | SubjectKind::Webhook => false,
            SubjectKind::Meeting => {
                let case = |row: Row<'_>| self.has_case(row.text(meetings::CASE_ID));
                record.head(Table::Meetings).is_none_or(case)
            }
            SubjectKind::Division
            | SubjectKind::Agency
            | SubjectKind::Person
            | SubjectKind::Screening
            | SubjectKind::Roster
            | SubjectKind::Task
            | SubjectKind::Link => true,
        }
    }
}

/// Whether a notice was drafted because a unit holds a complaint against itself: that there is such a notice says that
/// there is a complaint.
fn is_about_complaints(document: &Value) -> bool {
    match document {
        Value::String(text) => text == "conflicts",
        Value::Array(parts) => parts.iter().any(is_about_complaints),
        Value::Object(parts) => parts.values().any(is_about_complaints),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Hands the records that leave of those that `reader` shows to `each`, chunk by chunk; `progress` is told the entries
/// of all records passed.
///
/// # Errors
/// When the graph cannot be read, or that of `each`.
pub(super) fn records(
    reader: &Reader,
    sieve: &mut Sieve<'_>,
    progress: &dyn Fn(u64),
    mut each: impl FnMut(&Sieve<'_>, Vec<Item>) -> Result<(), AppError>,
) -> Result<(), AppError> {
    let mut outcome = Ok(());
    reader.scan_text(*STATE, Uuid::nil()..=Uuid::max(), RECORDS_PER_CHUNK, |texts| {
        outcome = decoded(texts).and_then(|mut items| {
            let entries = items.iter().map(|(_, record)| u64::from(record.version())).sum();
            items.retain(|item| sieve.keeps(item));
            each(sieve, items)?;
            progress(entries);
            Ok(())
        });
        if outcome.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    outcome
}

/// Ids of all subjects of that kind.
fn ids_of(kind: SubjectKind) -> RangeInclusive<Uuid> {
    let (mut first, mut last) = ([0; 16], [0xff; 16]);
    (first[0], last[0]) = (kind as u8, kind as u8);
    Uuid::from_bytes(first)..=Uuid::from_bytes(last)
}

fn decoded(texts: Vec<(Uuid, String)>) -> Result<Vec<Item>, AppError> {
    let item = |(id, text): &(Uuid, String)| {
        let kind = SubjectKind::ALL.into_iter().find(|kind| *kind as u8 == id.as_bytes()[0]);
        Ok((kind.unwrap_or(SubjectKind::Directory), Record::decode(text)?))
    };
    let tasks = texts.par_iter().with_min_len(RECORDS_PER_TASK);
    Ok(tasks.map(item).collect::<Result<Vec<Item>, RecordError>>()?)
}

/// Makes parts of `items` on all cores, in order.
pub(super) fn parts<T: Send>(
    items: &[Item],
    make: impl Fn(&[Item]) -> std::io::Result<T> + Sync + Send,
) -> std::io::Result<Vec<T>> {
    items.par_chunks(RECORDS_PER_TASK).map(make).collect()
}

/// Hands every record of that kind to `each`.
///
/// # Errors
/// When the graph cannot be read.
pub(super) fn records_of(
    reader: &Reader,
    kind: SubjectKind,
    mut each: impl FnMut(&Record),
) -> Result<(), AppError> {
    let mut outcome = Ok(());
    reader.scan_text(*STATE, ids_of(kind), RECORDS_PER_CHUNK, |texts| {
        match decoded(texts) {
            Ok(items) => items.iter().for_each(|(_, record)| each(record)),
            Err(error) => outcome = Err(error),
        }
        if outcome.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::rows::RowBuf;

    fn item(kind: SubjectKind, table: Table, row: &[&str]) -> Item {
        (kind, Record { rows: vec![(table, RowBuf::new(row))], ..Record::default() })
    }

    fn notice(document: Value) -> Item {
        (SubjectKind::Notice, Record { document: Some(document), ..Record::default() })
    }

    #[test]
    fn a_complaint_goes_with_what_refers_to_it() {
        let plain = item(SubjectKind::Case, Table::Cases, &["1", "v", "land", "2026-01-01"]);
        let agency = item(SubjectKind::Case, Table::Cases, &["2", "v", "k", "2026-01-01", "", "", "A"]);
        let person = item(SubjectKind::Case, Table::Cases, &["3", "v", "k", "2026-01-01", "", "", "", "p"]);
        let leader = item(SubjectKind::Assignment, Table::Assignments, &["p", "", "3", "", "leader", "2026"]);
        let village = item(SubjectKind::Assignment, Table::Assignments, &["p", "v", "", "", "r", "2026"]);
        let keeps =
            |sieve: &mut Sieve<'_>| [&plain, &agency, &person, &leader, &village].map(|i| sieve.keeps(i));
        let mut sieve = Sieve::new(Audience::Anyone);
        assert_eq!(keeps(&mut sieve), [true, false, false, false, true]);
        assert_eq!((sieve.omitted(), sieve.has_case("1"), sieve.has_case("2")), (2, true, false));
        let mut sieve = Sieve::new(Audience::Supervisors);
        assert_eq!((keeps(&mut sieve), sieve.omitted()), ([true; 5], 0));
    }

    #[test]
    fn a_notice_about_a_complaint_held_by_the_unit_itself_is_left_out() {
        let plain = notice(serde_json::json!({"id": "1", "matter": {"detector": "lagging"}}));
        let telling = notice(serde_json::json!({"id": "2", "matter": {"detector": "conflicts"}}));
        let keeps = |audience| [&plain, &telling].map(|item| Sieve::new(audience).keeps(item));
        assert_eq!(keeps(Audience::Anyone), [true, false]);
        assert_eq!(keeps(Audience::Supervisors), [true, true]);
        assert_eq!(keeps(Audience::Unit("A")), [false, false]);
    }

    #[test]
    fn what_is_kept_from_an_account_goes_with_everything_that_names_it() {
        let case = |id, against| {
            item(SubjectKind::Case, Table::Cases, &[id, "v", "k", "2026-01-01", "", "", against])
        };
        let (plain, accusing, hidden) = (case("1", ""), case("2", "A"), case("3", "B"));
        let leader = item(SubjectKind::Assignment, Table::Assignments, &["p", "", "3", "", "leader", "2026"]);
        let meeting =
            item(SubjectKind::Meeting, Table::Meetings, &["m", "A", "k", "", "", "2026", "", "3", ""]);
        let notice = notice(serde_json::json!({"id": "1", "late": [{ "case": "2" }]}));
        let kept_from = HashSet::from_iter(["3".to_owned()]);
        let keeps = |complaints| {
            let mut sieve = Sieve::new(Audience::Account { complaints, hidden: &kept_from });
            let items = [&plain, &accusing, &hidden, &leader, &meeting, &notice];
            (items.map(|item| sieve.keeps(item)), sieve.has_case("3"))
        };
        assert_eq!(keeps(true), ([true, true, false, false, false, false], false));
        assert_eq!(keeps(false), ([true, false, false, false, false, false], false));
    }
}
