//! What of the encoding depends only on a table: its kinds' names, and its columns in the order of their names.

use std::sync::LazyLock;

use crate::model::entry::EntryKind;
use crate::model::table::Table;

/// Most columns of a table of the contract.
pub(super) const CELLS_MAX: usize = 16;

/// A column in the order of names.
pub(super) struct Named {
    /// Its index in the table.
    pub(super) column: usize,
    /// Its name.
    pub(super) name: &'static str,
    /// Its name as a JSON key, colon included.
    pub(super) key: Vec<u8>,
}

/// A table as the encoding sees it.
pub(super) struct Layout {
    /// Columns, by name.
    pub(super) named: Vec<Named>,
    recorded: String,
    progressed: String,
    corrected: String,
}

static LAYOUTS: LazyLock<Vec<Layout>> = LazyLock::new(|| Table::ALL.into_iter().map(Layout::new).collect());

impl Layout {
    fn new(table: Table) -> Self {
        let columns = table.spec().columns;
        assert!(columns.len() <= CELLS_MAX, "CELLS_MAX must be raised");
        let named = |(column, name): (usize, &'static str)| {
            let key = format!("\"{name}\":").into_bytes();
            Named { column, name, key }
        };
        let mut named: Vec<Named> = columns.iter().map(|c| c.name).enumerate().map(named).collect();
        named.sort_unstable_by_key(|n| n.name);
        Self {
            named,
            recorded: EntryKind::Recorded(table).name(),
            progressed: EntryKind::Progressed(table).name(),
            corrected: EntryKind::Corrected(table).name(),
        }
    }
}

/// The layout of `table`.
pub(super) fn layout(table: Table) -> &'static Layout {
    &LAYOUTS[table as usize]
}

/// The name of `kind`, without making it anew.
pub(super) fn kind_name(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::PlaybookAdopted => "playbook.adopted",
        EntryKind::NoticeDrafted => "notice.drafted",
        EntryKind::NoticeStepped(step) => step.entry_name(),
        EntryKind::Service(record) => record.entry_name(),
        EntryKind::Recorded(table) => &layout(table).recorded,
        EntryKind::Progressed(table) => &layout(table).progressed,
        EntryKind::Corrected(table) => &layout(table).corrected,
    }
}
