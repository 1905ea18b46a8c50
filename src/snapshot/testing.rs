//! Tables and snapshots from literal text, for tests.

use super::Snapshot;
use super::build::build;
use crate::model::rows::{Block, Tables};
use crate::model::table::Table;
use crate::model::time::Zone;

/// Tables whose rows are lines of cells separated by commas, under a line of column names.
pub(crate) fn tables(parts: &[(Table, &str)]) -> Tables {
    let mut tables = Tables::default();
    for &(table, text) in parts {
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let header: Vec<&str> = lines.next().unwrap().split(',').collect();
        let columns = table.spec().columns;
        for name in &header {
            assert!(columns.iter().any(|c| c.name == *name), "{table} has no column {name}");
        }
        let mut block = Block::new(0);
        for (line, number) in lines.zip(2u32..) {
            let cells: Vec<&str> = line.split(',').collect();
            assert_eq!(cells.len(), header.len(), "{line}");
            let cell = |name| header.iter().position(|h| *h == name).map_or("", |at| cells[at]);
            block.push(number, columns.iter().map(|c| cell(c.name).as_bytes()));
        }
        tables.push(table, block);
    }
    tables
}

/// The zone of the tests.
pub(crate) fn zone() -> Zone {
    Zone::parse("Asia/Shanghai").unwrap()
}

/// The snapshot of [`tables`].
pub(crate) fn snapshot(parts: &[(Table, &str)]) -> Snapshot {
    build(&tables(parts), &zone(), None).unwrap()
}
