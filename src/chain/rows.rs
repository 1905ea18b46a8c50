//! Rows of the graph's records as the values that chains are made of.

use uuid::Uuid;

use super::source::Hop;
use super::standing::{closed_at, standing};
use crate::detect::world::Moment;
use crate::graph::load::LoadError;
use crate::graph::record::{Record, RecordError};
use crate::model::rows::{Row, RowBuf};
use crate::model::subject::{Subject, SubjectKind};
use crate::model::table::{Table, case_events, cases, handoffs};
use crate::model::time::{Day, Instant, Zone};
use crate::snapshot::columns::Validity;

/// Looks for handoffs from or to one agency in the text of a record, without decoding it.
#[derive(Debug)]
pub(super) struct Naming<'a> {
    id: &'a str,
    cell: memchr::memmem::Finder<'static>,
}

impl<'a> Naming<'a> {
    /// Looks for the agency of that id.
    pub(super) fn new(id: &'a str) -> Self {
        Self { id, cell: memchr::memmem::Finder::new(&format!("\t{id}\t")).into_owned() }
    }

    /// Whether a handoff in `text` names it. Of an id that a record writes otherwise than it is, always.
    pub(super) fn is_in(&self, text: &str) -> bool {
        let of_hop = |line: &str| {
            let mut cells =
                line.strip_prefix("handoffs\t").unwrap_or("").split('\t').skip(handoffs::FROM_AGENCY);
            cells.next() == Some(self.id) || cells.next() == Some(self.id)
        };
        self.id.contains(['\\', '\t', '\n'])
            || (self.cell.find(text.as_bytes()).is_some() && text.split('\n').any(of_hop))
    }
}

/// The holder of the case of `record` and whom it waits for, when it is open at `moment`.
pub(super) fn open_at(
    record: &Record,
    zone: &Zone,
    moment: Moment,
) -> Result<(Option<Uuid>, Option<Uuid>), LoadError> {
    let (row, now) = (case_row(record)?, moment.now.unix());
    if instant(row, cases::OPENED_AT, zone)?.is_none_or(|at| now < at.unix()) {
        return Ok((None, None));
    }
    let closed = closing(record, row, zone, now)?.is_some();
    let sent = hops(record, zone)?.into_iter().filter(|hop| hop.sent.unix() <= now);
    let last = sent.max_by_key(|hop| hop.seq);
    let stands = standing(closed, last.as_ref(), now);
    let holder = stands.holder.filter(|_| stands.is_open);
    Ok((holder, stands.charged.filter(|_| stands.waiting)))
}

/// The row of a case.
pub(super) fn case_row(record: &Record) -> Result<Row<'_>, LoadError> {
    record.head(Table::Cases).ok_or_else(|| damaged("a case without its row"))
}

/// When a case was closed, as it stands at second `now`.
pub(super) fn closing(
    record: &Record,
    row: Row<'_>,
    zone: &Zone,
    now: u32,
) -> Result<Option<u32>, LoadError> {
    let mut events = Vec::new();
    for (_, event) in record.rows.iter().filter(|(table, _)| *table == Table::CaseEvents) {
        let event = event.as_row();
        let reopens = match event.text(case_events::KIND) {
            "closed" => false,
            "reopened" => true,
            _ => continue,
        };
        events.extend(instant(event, case_events::AT, zone)?.map(|at| (at.unix(), reopens)));
    }
    let stated = instant(row, cases::CLOSED_AT, zone)?.map(Instant::unix);
    Ok(closed_at(stated, &events, now))
}

/// The handoffs of a case, in the order in which they were recorded.
pub(super) fn hops(record: &Record, zone: &Zone) -> Result<Vec<Hop<Uuid>>, LoadError> {
    let rows = record.rows.iter().filter(|(table, _)| *table == Table::Handoffs);
    let read = |(_, row): &(Table, RowBuf)| {
        let row = row.as_row();
        let number = row.text(handoffs::SEQ);
        Ok(Hop {
            seq: number.parse().map_err(|_| damaged(number))?,
            from: uuid(SubjectKind::Agency, row, handoffs::FROM_AGENCY),
            to: uuid(SubjectKind::Agency, row, handoffs::TO_AGENCY),
            sent: instant(row, handoffs::SENT_AT, zone)?
                .ok_or_else(|| damaged("a handoff without sent_at"))?,
            received: instant(row, handoffs::RECEIVED_AT, zone)?,
            finished: instant(row, handoffs::FINISHED_AT, zone)?,
        })
    };
    rows.map(read).collect()
}

/// Where the thing of that kind lies that a cell names.
pub(super) fn uuid(kind: SubjectKind, row: Row<'_>, column: usize) -> Uuid {
    Subject::new(kind, row.text(column)).uuid()
}

/// The same; none when the cell is empty.
pub(super) fn optional(kind: SubjectKind, row: Row<'_>, column: usize) -> Option<Uuid> {
    (!row.cell(column).is_empty()).then(|| uuid(kind, row, column))
}

/// A cell as an instant; none when it is empty.
pub(super) fn instant(row: Row<'_>, column: usize, zone: &Zone) -> Result<Option<Instant>, LoadError> {
    match row.cell(column) {
        [] => Ok(None),
        cell => zone.parse_instant(cell).map(Some).map_err(|_| damaged(row.text(column))),
    }
}

/// Two cells as days of validity, open where they are empty.
pub(super) fn validity(row: Row<'_>, from: usize, to: usize) -> Result<Validity, LoadError> {
    let day = |column: usize, open: Day| match row.cell(column) {
        [] => Ok(open),
        cell => Day::parse(cell).ok_or_else(|| damaged(row.text(column))),
    };
    Ok(Validity { from: day(from, Day::MIN)?, to: day(to, Day::MAX)? })
}

/// That the graph holds something that is not what was written.
pub(super) fn damaged(what: &str) -> LoadError {
    RecordError::Damaged { line: what.chars().take(40).collect() }.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_handoffs_from_or_to_the_agency_name_it() {
        let hop = |cells: &[&str]| (Table::Handoffs, RowBuf::new(cells));
        let rows =
            vec![hop(&["1", "7", "2", "33", "2026-01-01"]), hop(&["1", "8", "33", "a\\b", "2026-01-02"])];
        let text = Record { rows, ..Record::default() }.encode();
        for (id, named) in
            [("1", false), ("7", false), ("3", false), ("2", true), ("33", true), ("a\\b", true)]
        {
            assert_eq!(Naming::new(id).is_in(&text), named, "{id}");
        }
    }
}
