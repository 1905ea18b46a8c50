//! What happened to cases besides handoffs, in rows per case (CSR), by time.

use super::column_bytes;
use super::index::{AgencyIdx, CaseIdx, WordIdx};

/// The events of all cases, 19 bytes each.
#[derive(Debug, Default)]
pub struct Events {
    /// Where the events of each case start; empty when there is no event at all.
    pub(super) first: Vec<u32>,
    pub(super) at: Vec<u32>,
    pub(super) kind: Vec<u8>,
    pub(super) agency: Vec<AgencyIdx>,
    pub(super) step: Vec<WordIdx>,
    /// Places in `EVENT_RESULTS` from 1; 0 where none is stated.
    pub(super) result: Vec<u8>,
    pub(super) count: Vec<u32>,
    pub(super) has_reason: Vec<bool>,
}

/// One event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventRow {
    /// When, in seconds since 1970.
    pub at: u32,
    /// Its kind, as a place in `EVENT_KINDS`.
    pub kind: u8,
    /// Whose it was.
    pub agency: Option<AgencyIdx>,
    /// The step, rung, path or clause of the playbook.
    pub step: Option<WordIdx>,
    /// How it ended, as a place in `EVENT_RESULTS`.
    pub result: Option<u8>,
    /// How many, such as families visited; 0 where nothing is stated.
    pub count: u32,
    /// Whether a reason was recorded; it is sealed itself.
    pub has_reason: bool,
}

impl Events {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.at.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.at.is_empty()
    }

    /// The events of `case` by time, of one moment by kind and agency.
    #[inline]
    pub fn of(&self, case: CaseIdx) -> impl ExactSizeIterator<Item = EventRow> + Clone + '_ {
        let rows = match (self.first.get(case.index()), self.first.get(case.index() + 1)) {
            (Some(&from), Some(&to)) => from as usize..to as usize,
            (None | Some(_), None) | (None, Some(_)) => 0..0,
        };
        rows.map(|row| self.row(row))
    }

    fn row(&self, row: usize) -> EventRow {
        EventRow {
            at: self.at[row],
            kind: self.kind[row],
            agency: self.agency[row].some(),
            step: self.step[row].some(),
            result: self.result[row].checked_sub(1),
            count: self.count[row],
            has_reason: self.has_reason[row],
        }
    }

    pub(super) fn memory_bytes(&self) -> usize {
        column_bytes(&self.first)
            + column_bytes(&self.at)
            + column_bytes(&self.kind)
            + column_bytes(&self.agency)
            + column_bytes(&self.step)
            + column_bytes(&self.result)
            + column_bytes(&self.count)
            + column_bytes(&self.has_reason)
    }
}
