//! What of entries may be shown: without whom a case complains against, with free text opened.

use zeroize::Zeroizing;

use super::{History, Placed};
use crate::app::error::AppError;
use crate::ledger::Tip;
use crate::ledger::file::FileLedger;
use crate::model::entry::{Body, Entry, EntryKind, Seq};
use crate::model::rows::{Row, RowBuf};
use crate::model::subject::Subject;
use crate::model::table::{Sealing, Table, cases};
use crate::vault::error::VaultError;
use crate::vault::{CORRECTION_BASIS, Vault, is_sealed};

/// The columns that say whom a case complains against.
const COMPLAINTS: [usize; 2] = [cases::AGAINST_AGENCY, cases::AGAINST_PERSON];

impl History {
    /// The history up to entry `seq`, which `ledger` has: what a snapshot of that entry shows, and nothing that came
    /// after it.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn until(mut self, seq: Seq, ledger: &FileLedger) -> Result<Self, AppError> {
        self.entries.retain(|placed| placed.entry.seq <= seq);
        if seq < self.tip.seq {
            let root = ledger.root_at(seq)?.unwrap_or(self.tip.root);
            self.tip = Tip { seq, root };
        }
        Ok(self)
    }

    /// The history without whom the case complains against. An entry that states nothing else is left out; one that
    /// does loses its leaf, by which the cells could be guessed.
    #[must_use]
    pub fn without_complaints(mut self) -> Self {
        self.entries.retain_mut(without_complaint);
        self
    }

    /// Opens free text as far as the vault's keys allow; names and contacts of parties stay sealed.
    ///
    /// # Errors
    /// When a text was changed.
    pub fn open_texts(&mut self, vault: &Vault) -> Result<(), AppError> {
        self.entries.iter_mut().try_for_each(|placed| open_texts(&mut placed.entry, vault))
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "only these are about rows of tables")]
fn table_of(kind: EntryKind) -> Option<Table> {
    match kind {
        EntryKind::Recorded(table) | EntryKind::Progressed(table) | EntryKind::Corrected(table) => {
            Some(table)
        }
        _ => None,
    }
}

/// Takes whom the case complains against out of an entry; whether anything is left.
pub fn without_complaint(placed: &mut Placed) -> bool {
    let Placed { entry, leaf, .. } = placed;
    if table_of(entry.kind) != Some(Table::Cases) {
        return true;
    }
    match &mut entry.body {
        Body::Row(row) => {
            if COMPLAINTS.iter().all(|&column| row.as_row().cell(column).is_empty()) {
                return true;
            }
            *row = blanked(row.as_row());
            *leaf = None;
            let filled = row.as_row().cells().filter(|cell| !cell.is_empty()).count();
            1 < filled
        }
        Body::Correction(correction) => {
            if !correction.columns.iter().any(|column| COMPLAINTS.contains(column)) {
                return true;
            }
            correction.columns.retain(|column| !COMPLAINTS.contains(column));
            (correction.row, correction.was) =
                (blanked(correction.row.as_row()), blanked(correction.was.as_row()));
            *leaf = None;
            !correction.columns.is_empty()
        }
        Body::Document(_) => true,
    }
}

fn blanked(row: Row<'_>) -> RowBuf {
    let cells = row.cells().enumerate();
    RowBuf::new(cells.map(|(at, cell)| if COMPLAINTS.contains(&at) { &b""[..] } else { cell }))
}

fn open_texts(entry: &mut Entry, vault: &Vault) -> Result<(), AppError> {
    let Some(table) = table_of(entry.kind).filter(|table| *table != Table::Parties) else { return Ok(()) };
    match &mut entry.body {
        Body::Row(row) => {
            *row = opened(table, row.as_row(), vault)?;
        }
        Body::Correction(correction) => {
            let owner = Subject::sealing_subject(table, correction.row.as_row());
            if let Some(basis) = open(vault, &owner, table, CORRECTION_BASIS, &correction.basis)? {
                correction.basis = basis.as_str().into();
            }
            correction.row = opened(table, correction.row.as_row(), vault)?;
            correction.was = opened(table, correction.was.as_row(), vault)?;
        }
        Body::Document(_) => {}
    }
    Ok(())
}

/// `row` with its sealed cells opened.
fn opened(table: Table, row: Row<'_>, vault: &Vault) -> Result<RowBuf, AppError> {
    let owner = Subject::sealing_subject(table, row);
    let columns = table.spec().columns;
    let mut cells = Vec::new();
    for (at, cell) in row.cells().enumerate() {
        let is_sealing = columns.get(at).is_some_and(|column| column.sealing != Sealing::Never);
        let plain = if is_sealing { open(vault, &owner, table, at, row.text(at))? } else { None };
        cells.push(plain.map_or_else(|| cell.to_vec(), |plain| plain.as_bytes().to_vec()));
    }
    Ok(RowBuf::new(cells))
}

/// The text of a cell that is sealed and can be opened.
///
/// # Errors
/// When it was changed.
pub fn open(
    vault: &Vault,
    owner: &Subject,
    table: Table,
    column: usize,
    text: &str,
) -> Result<Option<Zeroizing<String>>, AppError> {
    if !is_sealed(text) {
        return Ok(None);
    }
    match vault.unseal(owner, table, column, text) {
        Ok(plain) => Ok(Some(plain)),
        // Without the key it stays sealed, and so it does when the key has been destroyed.
        Err(VaultError::MasterMissing { .. } | VaultError::NoKey { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
