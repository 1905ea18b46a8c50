//! The document of `history --json`: `schemas/history.schema.json`.
//!
//! Cells stand under the names of their columns, in their order; a sealed cell is `{"sealed": true}` and never opened.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::Value;

use crate::app::history::{History, Placed};
use crate::ledger::merkle::hex;
use crate::model::entry::{Body, Correction, EntryKind};
use crate::model::rows::Row;
use crate::model::table::{Column, Table};
use crate::model::time::Zone;
use crate::vault::is_sealed;

/// A history as `history --json` prints it.
#[derive(Debug, Serialize)]
pub struct HistoryView<'a> {
    /// Kind of subject.
    pub kind: &'static str,
    /// Its id.
    pub id: &'a str,
    /// The ledger's last entry.
    pub ledger_seq: u64,
    /// The Merkle root over all entries up to it.
    pub root: String,
    /// The subject's entries in order.
    pub entries: Vec<EntryView<'a>>,
}

/// One entry.
#[derive(Debug, Serialize)]
pub struct EntryView<'a> {
    /// Its position in the ledger.
    pub seq: u64,
    /// The subject's version that it makes.
    pub version: u32,
    /// Its kind.
    pub kind: String,
    /// When it happened, as stated; null when nothing was.
    pub occurred_at: Option<&'a str>,
    /// When the ledger learnt it.
    pub recorded_at: String,
    /// Who stated it.
    pub actor: &'a str,
    /// What it states.
    #[serde(flatten)]
    pub body: BodyView<'a>,
    /// Number of the segment of the ledger that holds it.
    pub segment: u32,
    /// Its leaf in the Merkle tree; null where something of the entry is kept back.
    pub leaf: Option<String>,
}

/// What an entry states, by kind.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum BodyView<'a> {
    /// Cells stated for the first time.
    Cells {
        /// Filled cells by column.
        cells: CellsView<'a>,
    },
    /// Cells changed.
    Correction {
        /// The row's key.
        key: CellsView<'a>,
        /// What was and what is.
        changes: Vec<ChangeView<'a>>,
        /// On what basis.
        basis: CellView<'a>,
        /// Entries that had stated the changed cells.
        corrects: &'a [u64],
    },
    /// A document.
    Document {
        /// The document.
        document: &'a Value,
    },
}

/// A changed cell.
#[derive(Debug, Serialize)]
pub struct ChangeView<'a> {
    /// Its column.
    pub column: &'static str,
    /// As it was.
    pub was: CellView<'a>,
    /// As it is from this entry on.
    pub is: CellView<'a>,
}

/// Cells by the names of their columns.
#[derive(Debug, Default)]
pub struct CellsView<'a>(pub Vec<(&'static str, CellView<'a>)>);

impl Serialize for CellsView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (column, cell) in &self.0 {
            map.serialize_entry(column, cell)?;
        }
        map.end()
    }
}

/// A cell as it may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum CellView<'a> {
    /// Its text; null when it is empty.
    Text(Option<&'a str>),
    /// Sealed.
    Sealed {
        /// Always true.
        sealed: bool,
    },
}

impl<'a> CellView<'a> {
    /// The view of `text`.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        if is_sealed(text) {
            return Self::Sealed { sealed: true };
        }
        Self::Text(Some(text).filter(|text| !text.is_empty()))
    }
}

impl<'a> HistoryView<'a> {
    /// The document of `history`, instants shown in `zone`.
    #[must_use]
    pub fn new(history: &'a History, zone: &Zone) -> Self {
        Self {
            kind: history.subject.kind.name(),
            id: &history.subject.key,
            ledger_seq: history.tip.seq,
            root: format!("sha256:{}", hex(&history.tip.root)),
            entries: history.entries.iter().map(|placed| EntryView::new(placed, zone)).collect(),
        }
    }
}

impl<'a> EntryView<'a> {
    /// The view of `placed`, instants shown in `zone`.
    #[must_use]
    pub fn new(placed: &'a Placed, zone: &Zone) -> Self {
        let entry = &placed.entry;
        Self {
            seq: entry.seq,
            version: entry.version,
            kind: entry.kind.name(),
            occurred_at: Some(&*entry.occurred_at).filter(|text| !text.is_empty()),
            recorded_at: zone.rfc3339(entry.recorded_at),
            actor: &entry.actor,
            body: body(entry.kind, &entry.body),
            segment: placed.segment,
            leaf: placed.leaf.as_ref().map(hex),
        }
    }
}

fn body(kind: EntryKind, body: &Body) -> BodyView<'_> {
    match (table(kind), body) {
        (Some(table), Body::Row(row)) => BodyView::Cells { cells: cells(table, row.as_row()) },
        (Some(table), Body::Correction(correction)) => self::correction(table, correction),
        (_, Body::Document(document)) => BodyView::Document { document },
        // An entry of another form is refused when the ledger is read.
        (None, Body::Row(_) | Body::Correction(_)) => BodyView::Cells { cells: CellsView::default() },
    }
}

fn correction(table: Table, correction: &Correction) -> BodyView<'_> {
    let Correction { row, was, columns, corrects, basis } = correction;
    let specs = table.spec().columns;
    let change = |&at: &usize| {
        let Column { name, .. } = specs.get(at)?;
        let (was, is) = (was.as_row().text(at), row.as_row().text(at));
        Some(ChangeView { column: name, was: CellView::new(was), is: CellView::new(is) })
    };
    let mut key = cells(table, row.as_row());
    key.0.retain(|(name, _)| table.spec().key.iter().any(|&at| specs[at].name == *name));
    BodyView::Correction {
        key,
        changes: columns.iter().filter_map(change).collect(),
        basis: CellView::new(basis),
        corrects,
    }
}

/// The filled cells of `row`.
fn cells(table: Table, row: Row<'_>) -> CellsView<'_> {
    let columns = table.spec().columns.iter().enumerate();
    let filled = columns.map(|(at, column)| (column.name, row.text(at))).filter(|(_, text)| !text.is_empty());
    CellsView(filled.map(|(name, text)| (name, CellView::new(text))).collect())
}

#[expect(clippy::wildcard_enum_match_arm, reason = "whatever is not about a row of a table has a document")]
fn table(kind: EntryKind) -> Option<Table> {
    match kind {
        EntryKind::Recorded(table) | EntryKind::Progressed(table) | EntryKind::Corrected(table) => {
            Some(table)
        }
        _ => None,
    }
}
