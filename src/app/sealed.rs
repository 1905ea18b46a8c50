//! Counting what is sealed in the ledger, and what of it can no longer be opened.

use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::Value;

use crate::model::entry::{Body, Entry, EntryKind};
use crate::model::rows::Row;
use crate::model::subject::Subject;
use crate::model::table::{Sealing, Table};
use crate::vault::is_sealed;
use crate::vault::keys::Owners;

/// Counts over the entries of a ledger, from any number of threads.
#[derive(Debug)]
pub struct SealedCount<'v> {
    owners: Owners<'v>,
    cells: AtomicU64,
    keyless: AtomicU64,
}

impl<'v> SealedCount<'v> {
    /// Nothing counted yet; `owners` have keys.
    #[must_use]
    pub fn new(owners: Owners<'v>) -> Self {
        Self { owners, cells: AtomicU64::new(0), keyless: AtomicU64::new(0) }
    }

    /// Counts the sealed cells of `entry`.
    pub fn add(&self, entry: &Entry) {
        match (&entry.body, entry.kind) {
            (Body::Row(row), EntryKind::Recorded(table) | EntryKind::Progressed(table)) => {
                self.add_cells(table, row.as_row(), sealed_cells(table, row.as_row()));
            }
            (Body::Correction(correction), EntryKind::Corrected(table)) => {
                let row = correction.row.as_row();
                let rows = sealed_cells(table, row) + sealed_cells(table, correction.was.as_row());
                self.add_cells(table, row, rows + u64::from(is_sealed(&correction.basis)));
            }
            (Body::Document(document), EntryKind::NoticeStepped(_)) => {
                self.add_of(&entry.subject, sealed_texts(document));
            }
            _ => {}
        }
    }

    fn add_cells(&self, table: Table, row: Row<'_>, count: u64) {
        if count != 0 {
            self.add_of(&Subject::sealing_subject(table, row), count);
        }
    }

    fn add_of(&self, owner: &Subject, count: u64) {
        self.cells.fetch_add(count, Ordering::Relaxed);
        if count != 0 && !self.owners.include(owner) {
            self.keyless.fetch_add(count, Ordering::Relaxed);
        }
    }

    /// All sealed cells, and those among them whose subject has no key.
    #[must_use]
    pub fn counts(&self) -> (u64, u64) {
        (self.cells.load(Ordering::Relaxed), self.keyless.load(Ordering::Relaxed))
    }
}

/// Sealed texts anywhere in `document`: what was said to a notice.
fn sealed_texts(document: &Value) -> u64 {
    match document {
        Value::String(text) => u64::from(is_sealed(text)),
        Value::Array(parts) => parts.iter().map(sealed_texts).sum(),
        Value::Object(parts) => parts.values().map(sealed_texts).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    }
}

fn sealed_cells(table: Table, row: Row<'_>) -> u64 {
    let columns = table.spec().columns.iter().enumerate();
    let sealed = columns.filter(|(at, column)| column.sealing != Sealing::Never && is_sealed(row.text(*at)));
    sealed.count() as u64
}
