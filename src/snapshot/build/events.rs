//! Case events, put in order by case and time.

use rayon::prelude::*;

use super::super::columns::NEVER;
use super::super::error::SnapshotError;
use super::super::events::Events;
use super::super::index::AgencyIdx;
use super::super::links::starts;
use super::cases::PlacedCases;
use super::words::WordIndex;
use super::{Indexes, read};
use crate::model::rows::Tables;
use crate::model::table::{EVENT_KINDS, EVENT_RESULTS, Table, case_events};
use crate::model::time::Zone;

/// An event as read; sorts by case, time, kind and agency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct EventLine<'a> {
    case: u32,
    at: u32,
    kind: u8,
    agency: u32,
    /// The step; empty when none was stated.
    pub(super) step: &'a str,
    result: u8,
    count: u32,
    has_reason: bool,
}

/// Reads the events in order.
pub(super) fn read<'a>(
    tables: &'a Tables,
    zone: &Zone,
    indexes: &Indexes<'a>,
    cases: &PlacedCases<'a>,
) -> Result<Vec<EventLine<'a>>, SnapshotError> {
    let mut lines = read::read(tables, Table::CaseEvents, |record| {
        let place = |column: usize, list: &[&str]| -> Result<Option<u8>, SnapshotError> {
            let stated = record.text(column)?;
            let place = list.iter().position(|word| *word == stated).and_then(|at| u8::try_from(at).ok());
            match place {
                None if !stated.is_empty() => Err(record.wrong(column, "a word of its list")),
                found => Ok(found),
            }
        };
        let kind = place(case_events::KIND, EVENT_KINDS)?;
        Ok(EventLine {
            case: record.required(case_events::CASE_ID, &cases.index)?,
            at: record.seconds(case_events::AT, zone)?,
            kind: kind.ok_or_else(|| record.wrong(case_events::KIND, "a kind of event"))?,
            agency: record.reference(case_events::AGENCY_ID, &indexes.agencies)?,
            step: record.text(case_events::STEP)?,
            result: place(case_events::RESULT, EVENT_RESULTS)?.map_or(0, |at| at + 1),
            count: Some(record.integer(case_events::COUNT)?).filter(|&count| count != NEVER).unwrap_or(0),
            has_reason: !record.is_empty(case_events::REASON),
        })
    })?;
    lines.par_sort_unstable();
    Ok(lines)
}

/// The columns of `lines`, which are in order, for so many cases.
pub(super) fn columns(lines: &[EventLine<'_>], case_count: usize, words: &WordIndex<'_>) -> Events {
    Events {
        first: starts(case_count, lines.iter().map(|line| line.case)),
        at: lines.iter().map(|line| line.at).collect(),
        kind: lines.iter().map(|line| line.kind).collect(),
        agency: lines.iter().map(|line| AgencyIdx::new(line.agency)).collect(),
        step: lines.iter().map(|line| words.get(line.step)).collect(),
        result: lines.iter().map(|line| line.result).collect(),
        count: lines.iter().map(|line| line.count).collect(),
        has_reason: lines.iter().map(|line| line.has_reason).collect(),
    }
}
