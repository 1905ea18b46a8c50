//! One table as CSV: UTF-8 with a byte order mark, lines ended by CRLF (RFC 4180), cells guarded.

use std::io::{self, Write};

use super::columns::{cells, exported, heading};
use crate::model::rows::Row;
use crate::model::table::Table;
use crate::words::Lang;

/// Tells office programs that the file is UTF-8 and not the system's own encoding.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A table being written.
pub struct CsvTable<W: Write> {
    table: Table,
    writer: csv::Writer<W>,
    rows: u64,
}

impl<W: Write> CsvTable<W> {
    /// Begins `table` in `out` with its header row in that language.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn begin(table: Table, headers: Lang, mut out: W) -> io::Result<Self> {
        out.write_all(BYTE_ORDER_MARK.as_bytes())?;
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        writer.write_record(exported(table).map(|(_, column)| heading(column, headers)))?;
        Ok(Self { table, writer, rows: 0 })
    }

    /// Appends a row.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn push(&mut self, row: Row<'_>) -> io::Result<()> {
        self.rows += 1;
        Ok(self.writer.write_record(cells(self.table, row))?)
    }

    /// Ends the table; gives `out` back and how many rows were written.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn finish(self) -> io::Result<(W, u64)> {
        let out = self.writer.into_inner().map_err(|e| io::Error::other(e.error().to_string()))?;
        Ok((out, self.rows))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::rows::RowBuf;

    #[test]
    fn a_table_has_its_mark_its_header_and_its_line_ends() {
        let mut table = CsvTable::begin(Table::People, Lang::En, Vec::new()).unwrap();
        for row in [&["p,1", "official", "王\n\"小\"明"][..], &["2", "=cmd", "", "", "-5"]] {
            table.push(RowBuf::new(row).as_row()).unwrap();
        }
        let (bytes, rows) = table.finish().unwrap();
        let expected = "\u{feff}id,kind,name,agency_id,title,capacity,team,valid_from,valid_to,stars,stars_basis\r\n\
                        \"p,1\",official,\"王\n\"\"小\"\"明\",,,,,,,,\r\n2,'=cmd,,,'-5,,,,,,\r\n";
        assert_eq!((String::from_utf8(bytes).unwrap().as_str(), rows), (expected, 2));
    }
}
