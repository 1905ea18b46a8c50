//! Times that lie ahead of the clock: no fault, since a clock may be wrong and a sitting may be entered beforehand, but
//! more often a slip of the pen in the year. A sweep does not see such a row before its time.

use rayon::prelude::*;

use crate::app::import::index::{Verdict, Verdicts};
use crate::model::rows::{Block, RowAt, Tables};
use crate::model::table::{CellKind, Table};
use crate::model::time::{Instant, Zone};

/// Rows that are named of each column; all are counted.
pub const AHEAD_SHOWN_MAX: usize = 3;

/// How long before the clock a date may stand and still be ahead of it in another zone.
const MARGIN_S: u32 = 2 * 86_400;

/// A column in which rows of a call lie ahead of the clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ahead {
    /// The table.
    pub table: Table,
    /// The column.
    pub column: &'static str,
    /// How many rows.
    pub rows: u64,
    /// The first of them, at most [`AHEAD_SHOWN_MAX`].
    pub examples: Vec<Example>,
}

/// One row that lies ahead of the clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// Its file or sheet, as a source of the call.
    pub source: u32,
    /// Its line.
    pub line: u32,
    /// The time as given.
    pub value: String,
}

/// Columns of times in which rows that say something new lie behind `now`, in the order of tables and columns.
#[must_use]
pub fn ahead(tables: &Tables, verdicts: &Verdicts, zone: &Zone, now: Instant) -> Vec<Ahead> {
    let near = Instant::from_unix(i64::from(now.unix().saturating_sub(MARGIN_S)));
    let clock = Clock { zone, now, near: near.map_or_else(String::new, |near| zone.civil(near)) };
    let mut found = Vec::new();
    for table in Table::ALL {
        for (at, column) in table.spec().columns.iter().enumerate() {
            if column.kind != CellKind::Instant {
                continue;
            }
            let of_block = |(number, block): (usize, &Block)| {
                let says = |index: usize| match verdicts.get(table, RowAt::new(number, index)) {
                    Verdict::New | Verdict::Progress | Verdict::Correction => true,
                    Verdict::Same | Verdict::Bad => false,
                };
                clock.ahead_in(block, at, says)
            };
            let (mut rows, mut examples) = (0, Vec::new());
            let blocks: Vec<_> = tables.blocks(table).par_iter().enumerate().map(of_block).collect();
            for (count, first) in blocks {
                rows += count;
                examples.extend(first);
            }
            if 0 < rows {
                examples.truncate(AHEAD_SHOWN_MAX);
                found.push(Ahead { table, column: column.name, rows, examples });
            }
        }
    }
    found
}

/// The time of day, and a text that times well before it stand before.
struct Clock<'z> {
    zone: &'z Zone,
    now: Instant,
    near: String,
}

impl Clock<'_> {
    fn ahead_in(&self, block: &Block, column: usize, says: impl Fn(usize) -> bool) -> (u64, Vec<Example>) {
        let (mut rows, mut examples) = (0, Vec::new());
        for index in 0..block.len() {
            let cell = block.row(index).cell(column);
            // Times are kept with the year first, so nearly every one is done with a look at its date.
            if cell.get(..10) < self.near.as_bytes().get(..10) || !self.is_ahead(cell) || !says(index) {
                continue;
            }
            rows += 1;
            if examples.len() < AHEAD_SHOWN_MAX {
                let value = String::from_utf8_lossy(cell).into_owned();
                examples.push(Example { source: block.source, line: block.line(index), value });
            }
        }
        (rows, examples)
    }

    fn is_ahead(&self, cell: &[u8]) -> bool {
        self.zone.parse_instant(cell).is_ok_and(|at| self.now < at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::read::from_text;
    use crate::intake::reject::Rejects;

    fn found(now: &str) -> Vec<(&'static str, u64, Vec<u32>)> {
        let zone = Zone::parse("Asia/Shanghai").unwrap();
        let text = "case_id,seq,from_agency,to_agency,sent_at,received_at\n\
            c,1,A,B,2026-01-01,2026-01-02 09:00\nc,2,B,A,2026-03-01,\nc,3,A,B,2026-03-02,\n\
            c,4,B,A,2026-03-01T00:00:00+14:00,\nc,5,A,B,2026-03-03,2026-03-04\nc,6,B,A,2026-03-05,\n";
        let tables = from_text(Table::Handoffs, text, &zone, &mut Rejects::new(None)).unwrap();
        let mut verdicts = Verdicts::new(&tables);
        verdicts.set(Table::Handoffs, RowAt::new(0, 5), Verdict::Same);
        let now = zone.parse_instant(now.as_bytes()).unwrap();
        let lines = |a: &Ahead| a.examples.iter().map(|e| e.line).collect();
        ahead(&tables, &verdicts, &zone, now).iter().map(|a| (a.column, a.rows, lines(a))).collect()
    }

    #[test]
    fn what_lies_ahead_of_the_clock_is_counted_by_column_with_the_first_rows() {
        assert_eq!(found("2026-03-04"), []);
        assert_eq!(found("2026-03-03 23:59:59"), [("received_at", 1, vec![6])]);
        assert_eq!(found("2026-03-01"), [("sent_at", 2, vec![4, 6]), ("received_at", 1, vec![6])]);
        // The offset counts: 1 March begins earlier there.
        assert_eq!(found("2026-02-28 17:59:59")[0], ("sent_at", 4, vec![3, 4, 5]));
        assert_eq!(found("2026-02-28 18:00")[0], ("sent_at", 3, vec![3, 4, 6]));
        assert_eq!(found("1999-01-01")[0], ("sent_at", 5, vec![2, 3, 4]), "all but what is known");
    }
}
