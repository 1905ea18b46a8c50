//! The latest moment that any case states: from then on edges, which show the present only, tell the whole truth.
//!
//! Kept as one record of its own, raised whenever entries state something later. It is an upper bound: a correction
//! to something earlier does not lower it. Times without an offset are kept as text, in which they compare as they
//! do on one clock, so that nothing here depends on the playbook's zone.

use std::sync::LazyLock;

use rayon::prelude::*;
use serde_json::json;
use uuid::Uuid;

use crate::graph::record::{Record, RecordError};
use crate::model::entry::{Body, Entry, EntryKind};
use crate::model::rows::Row;
use crate::model::subject::{Subject, SubjectKind};
use crate::model::table::{Table, case_events, cases, handoffs, meetings};
use crate::model::time::{Instant, Zone};

const DAY_S: u32 = 86_400;
/// Entries that one task looks at.
const ENTRIES_PER_TASK: usize = 1 << 13;

/// Where the record lies.
#[must_use]
pub fn id() -> Uuid {
    static ID: LazyLock<Uuid> = LazyLock::new(|| Subject::new(SubjectKind::Directory, "latest").uuid());
    *ID
}

/// The latest moment that was stated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Latest {
    /// Of times without an offset, as given; empty when there is none.
    civil: String,
    /// Of times with an offset, in seconds since 1970.
    absolute: u32,
}

impl Latest {
    /// The latest moment that `entries` state about cases.
    pub(super) fn of(entries: &[Entry]) -> Self {
        let of_task = |entries: &[Entry]| {
            let mut latest = Self::default();
            entries.iter().for_each(|entry| latest.see_entry(entry));
            latest
        };
        entries.par_chunks(ENTRIES_PER_TASK).map(of_task).reduce(Self::default, Self::max)
    }

    /// The later of both, each kind of time by itself.
    pub(super) fn max(self, other: Self) -> Self {
        Self { civil: self.civil.max(other.civil), absolute: self.absolute.max(other.absolute) }
    }

    /// What `record` holds.
    pub(super) fn of_record(record: &Record) -> Self {
        let document = record.document.as_ref();
        let part = |key: &str| document.and_then(|document| document.get(key));
        let absolute = part("absolute").and_then(serde_json::Value::as_u64);
        Self {
            civil: part("civil").and_then(|civil| civil.as_str()).unwrap_or_default().to_owned(),
            absolute: absolute.and_then(|at| u32::try_from(at).ok()).unwrap_or(0),
        }
    }

    /// The record that holds it.
    pub(super) fn record(&self) -> Record {
        let document = json!({ "civil": self.civil, "absolute": self.absolute });
        Record { document: Some(document), ..Record::default() }
    }

    fn see_entry(&mut self, entry: &Entry) {
        let (EntryKind::Recorded(table) | EntryKind::Progressed(table) | EntryKind::Corrected(table)) =
            entry.kind
        else {
            return;
        };
        let columns: &[usize] = match table {
            Table::Cases => &[cases::OPENED_AT, cases::CLOSED_AT],
            Table::Handoffs => &[handoffs::SENT_AT, handoffs::RECEIVED_AT, handoffs::FINISHED_AT],
            Table::CaseEvents => &[case_events::AT],
            Table::Divisions
            | Table::Agencies
            | Table::People
            | Table::Mediators
            | Table::Assignments
            | Table::Parties
            | Table::Screenings
            | Table::Rosters
            | Table::Tasks
            | Table::Links => return,
            Table::Meetings => &[meetings::CALLED_AT, meetings::ATTENDED_AT],
        };
        match &entry.body {
            Body::Row(row) => self.see_row(row.as_row(), columns),
            Body::Correction(correction) => self.see_row(correction.row.as_row(), columns),
            Body::Document(_) => {}
        }
    }

    fn see_row(&mut self, row: Row<'_>, columns: &[usize]) {
        for (_, cell) in row.cells().enumerate().filter(|(column, _)| columns.contains(column)) {
            self.see(cell);
        }
    }

    fn see(&mut self, cell: &[u8]) {
        match cell.len() {
            0 => {}
            10 | 16 | 19 if cell.get(10).is_none_or(|&b| b == b' ') => {
                if self.civil.as_bytes() < cell {
                    self.civil = String::from_utf8_lossy(cell).into_owned();
                }
            }
            _ => self.absolute = self.absolute.max(absolute(cell)),
        }
    }
}

/// A time with an offset; one that cannot be read is later than all.
fn absolute(cell: &[u8]) -> u32 {
    static UTC: LazyLock<Option<Zone>> = LazyLock::new(|| Zone::parse("UTC"));
    let at = UTC.as_ref().and_then(|utc| utc.parse_instant(cell).ok());
    at.map_or(u32::MAX, Instant::unix)
}

/// Whether nothing stated lies after `now`, given the text of the record at [`id`]: then the state that edges show is
/// that of `now`. False also when a change of the clock in `zone` leaves it in doubt.
///
/// # Errors
/// [`RecordError::Damaged`] when the text is no record.
pub fn is_past(text: Option<&str>, zone: &Zone, now: Instant) -> Result<bool, RecordError> {
    let Some(text) = text else { return Ok(true) };
    let latest = Latest::of_record(&Record::decode(text)?);
    if now.unix() < latest.absolute {
        return Ok(false);
    }
    if latest.civil.is_empty() {
        return Ok(true);
    }
    let Ok(at) = zone.parse_instant(latest.civil.as_bytes()) else { return Ok(false) };
    // Text compares as instants do unless the clock was moved shortly before.
    let before = Instant::from_unix(i64::from(at.unix().saturating_sub(DAY_S))).unwrap_or(at);
    let time_of_day = |at| zone.civil(at).get(11..).map(str::to_owned);
    Ok(at <= now && time_of_day(at) == time_of_day(before))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::rows::RowBuf;

    fn latest(cells: &[&str]) -> String {
        let mut latest = Latest::default();
        latest.see_row(RowBuf::new(cells).as_row(), &[0, 1, 2]);
        latest.record().encode()
    }

    fn past(text: &str, zone: &str, now: &str) -> bool {
        let zone = Zone::parse(zone).unwrap();
        is_past(Some(text), &zone, zone.parse_instant(now.as_bytes()).unwrap()).unwrap()
    }

    #[test]
    fn what_is_stated_last_is_kept_whatever_its_form() {
        let text = latest(&["2026-07-01", "2026-07-01 00:00:05", "2026-06-30 23:59"]);
        assert!(!past(&text, "Asia/Shanghai", "2026-07-01 00:00:04"));
        assert!(past(&text, "Asia/Shanghai", "2026-07-01 00:00:05"));
        let text = latest(&["2026-06-01", "2026-07-01T00:00:05+08:00", ""]);
        assert!(!past(&text, "UTC", "2026-06-30 16:00:04"));
        assert!(past(&text, "UTC", "2026-06-30 16:00:05"));
        assert!(!past(&latest(&["2026-07-01T99"]), "UTC", "2100-01-01"), "unreadable is later than all");
        assert!(is_past(None, &Zone::parse("UTC").unwrap(), Instant::from_unix(0).unwrap()).unwrap());
    }

    #[test]
    fn a_clock_that_was_moved_leaves_it_in_doubt() {
        let text = latest(&["2026-03-29 03:10:00", "", ""]);
        assert!(!past(&text, "Europe/Amsterdam", "2026-03-29 12:00:00"));
        assert!(past(&text, "Asia/Shanghai", "2026-03-29 12:00:00"));
    }
}
