//! Which tables and columns an export holds, and what stands in a cell.

use std::borrow::Cow;

use crate::model::guard::guarded;
use crate::model::rows::Row;
use crate::model::table::{Column, Sealing, Table};
use crate::vault::is_sealed;
use crate::words::Lang;

/// The tables that hold rows, in order of dependency: all but the short form `mediators`, whose rows are kept in
/// `people`.
pub const TABLES: [Table; 13] = [
    Table::Divisions,
    Table::Agencies,
    Table::People,
    Table::Cases,
    Table::Assignments,
    Table::Handoffs,
    Table::CaseEvents,
    Table::Parties,
    Table::Screenings,
    Table::Rosters,
    Table::Tasks,
    Table::Meetings,
    Table::Links,
];

/// The columns of `table` that are exported, with their indexes: all that are not always sealed.
pub fn exported(table: Table) -> impl Iterator<Item = (usize, &'static Column)> {
    table.spec().columns.iter().enumerate().filter(|(_, column)| column.sealing != Sealing::Always)
}

/// The header of `column`: its name, or in Chinese the first of those that an import takes for it.
#[must_use]
pub fn heading(column: &Column, lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => column.aliases.first().copied().unwrap_or(column.name),
        Lang::En => column.name,
    }
}

/// The columns of `table` that are sealed always or when the row is about a case. The former are left out; the latter
/// are exported with their sealed cells empty.
pub fn withheld(table: Table) -> impl Iterator<Item = &'static Column> {
    table.spec().columns.iter().filter(|column| column.sealing != Sealing::Never)
}

/// The cells of `row` under the columns of [`exported`], as they are written: sealed ones empty, live ones guarded.
pub fn cells<'r>(table: Table, row: Row<'r>) -> impl Iterator<Item = Cow<'r, [u8]>> {
    let mut cells = row.cells();
    table.spec().columns.iter().filter_map(move |column| {
        // Cells at the end that were never filled are not stored.
        let cell = cells.next().unwrap_or(&[]);
        let sealed = std::str::from_utf8(cell).is_ok_and(is_sealed);
        match (column.sealing, sealed) {
            (Sealing::Always, _) => None,
            (Sealing::Never | Sealing::WhenCase, true) => Some(Cow::Borrowed(&[][..])),
            (Sealing::Never | Sealing::WhenCase, false) => Some(guarded(cell)),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::rows::RowBuf;

    fn written(table: Table, row: &[&str]) -> Vec<String> {
        let row = RowBuf::new(row);
        cells(table, row.as_row()).map(|c| String::from_utf8(c.into_owned()).unwrap()).collect()
    }

    #[test]
    fn every_table_that_holds_rows_is_exported() {
        let expected: Vec<Table> = Table::ALL.into_iter().filter(|t| *t != Table::Mediators).collect();
        assert_eq!(TABLES.to_vec(), expected);
    }

    #[test]
    fn sealed_columns_are_left_out_and_sealed_cells_empty() {
        let names = |table| exported(table).map(|(_, c)| c.name).collect::<Vec<_>>();
        assert_eq!(names(Table::Parties), ["case_id", "ref"]);
        let events = ["case_id", "at", "kind", "agency_id", "step", "result", "count"];
        assert_eq!(names(Table::CaseEvents), events);
        assert!(!names(Table::Cases).contains(&"outcome") && !names(Table::Screenings).contains(&"reporter"));
        assert_eq!(written(Table::Parties, &["c", "=p", "sealed:v1:AA", "sealed:v1:BB"]), ["c", "'=p"]);
        let case = ["p", "", "c", "", "mediator", "2026-01-01", "", "sealed:v1:AA"];
        assert_eq!(written(Table::Assignments, &case)[7], "");
        let village = ["p", "v", "", "", "mediator", "2026-01-01", "", "letter"];
        assert_eq!(written(Table::Assignments, &village)[7], "letter");
        assert_eq!(withheld(Table::Cases).map(|c| c.name).collect::<Vec<_>>(), ["outcome", "tier_reason"]);
    }

    #[test]
    fn a_short_row_has_a_cell_for_every_column() {
        assert_eq!(written(Table::People, &["1", "official"]).len(), 11);
    }
}
