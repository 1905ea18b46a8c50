//! Tables as one workbook: a sheet per table, every cell a text, so that no code loses its zeros, no date its form and
//! nothing is computed.
//!
//! Rows go to temporary files as they come; a table with more rows than a sheet holds goes on in `handoffs-2`.

use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

use super::columns::{TABLES, cells, exported, heading};
use crate::limits::{SHEET_CELL_UNITS_MAX, SHEET_ROWS_MAX};
use crate::model::rows::Row;
use crate::model::table::Table;
use crate::words::Lang;

/// Rows of a sheet whose cells its column widths are measured by.
const MEASURED_ROWS: u32 = 1_000;
/// Widest column, in digits.
const WIDTH_MAX: usize = 60;
/// Room beside the text: for the filter's button in the header, and for the eye.
const WIDTH_ROOM: usize = 3;

/// Why a workbook cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BookError {
    /// A cell is longer than a sheet's cells may be.
    #[error(
        "table `{table}`, row `{key}`: a cell of more than {SHEET_CELL_UNITS_MAX} characters, which no sheet holds; \
         export as csv"
    )]
    CellTooLong {
        /// The table.
        table: Table,
        /// The first cell of the row.
        key: String,
    },
    /// The workbook's writer refused.
    #[error("the workbook could not be written")]
    Xlsx(#[from] XlsxError),
    /// The workbook's writer gave up, as it does when its temporary files cannot be written.
    #[error("the workbook could not be written: is the disk full?")]
    GaveUp,
}

/// One sheet being written.
struct Sheet {
    worksheet: Worksheet,
    /// Rows written, the header included.
    rows: u32,
    widths: Vec<usize>,
}

/// A table's sheets: those that are full, and the last.
struct Pages {
    table: Table,
    full: Vec<Sheet>,
    open: Sheet,
    rows: u64,
}

/// How many rows a table has in the workbook, and on which sheets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The table.
    pub table: Table,
    /// Its rows, headers aside.
    pub rows: u64,
    /// Names of its sheets in order.
    pub sheets: Vec<String>,
}

/// A workbook being written.
pub struct Book {
    workbook: Workbook,
    pages: Vec<Pages>,
    rows_max: u32,
    text: Format,
    headers: Lang,
}

impl Book {
    /// Begins a workbook with an empty sheet for every table, headers in that language; temporary files lie in `folder`.
    ///
    /// # Errors
    /// [`BookError`] when they cannot be made.
    pub fn begin(folder: &Path, headers: Lang) -> Result<Self, BookError> {
        Self::with_rows_max(folder, headers, SHEET_ROWS_MAX)
    }

    /// [`Book::begin`] with sheets of at most `rows_max` rows, the header included (at least 2).
    fn with_rows_max(folder: &Path, headers: Lang, rows_max: u32) -> Result<Self, BookError> {
        let mut workbook = Workbook::new();
        // The same rows give the same bytes, whenever they are written.
        let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
        workbook.set_tempdir(folder)?;
        let text = Format::new().set_num_format("@");
        let mut book = Self { workbook, pages: Vec::new(), rows_max: rows_max.max(2), text, headers };
        for table in TABLES {
            let open = book.sheet(table)?;
            book.pages.push(Pages { table, full: Vec::new(), open, rows: 0 });
        }
        Ok(book)
    }

    /// Appends a row to `table`; rows of tables that are never exported are passed over.
    ///
    /// # Errors
    /// [`BookError`] when a cell is too long or a temporary file cannot be written.
    pub fn push(&mut self, table: Table, row: Row<'_>) -> Result<(), BookError> {
        let Some(at) = self.pages.iter().position(|p| p.table == table) else { return Ok(()) };
        if self.rows_max <= self.pages[at].open.rows {
            let next = self.sheet(table)?;
            let full = std::mem::replace(&mut self.pages[at].open, next);
            self.pages[at].full.push(full);
        }
        let (pages, text) = (&mut self.pages[at], &self.text);
        pages.rows += 1;
        uninterrupted(|| pages.open.write(table, row, text))
    }

    /// A new sheet of `table` with its header row.
    fn sheet(&mut self, table: Table) -> Result<Sheet, BookError> {
        let worksheet = self.workbook.new_worksheet_with_constant_memory()?;
        let mut sheet = Sheet { worksheet, rows: 1, widths: Vec::new() };
        let bold = Format::new().set_bold().set_num_format("@");
        for (at, (_, column)) in (0u16..).zip(exported(table)) {
            sheet.worksheet.set_column_format(at, &self.text)?;
            let heading = heading(column, self.headers);
            sheet.worksheet.write_string_with_format(0, at, heading, &bold)?;
            sheet.widths.push(heading.width());
        }
        sheet.worksheet.set_freeze_panes(1, 0)?;
        Ok(sheet)
    }

    /// Ends the workbook and writes it to `out`.
    ///
    /// # Errors
    /// [`BookError`] when `out` or a temporary file cannot be written.
    pub fn finish(mut self, out: impl Write + Send) -> Result<Vec<Written>, BookError> {
        let mut written = Vec::with_capacity(self.pages.len());
        for Pages { table, full, open, rows } in std::mem::take(&mut self.pages) {
            let mut sheets = Vec::new();
            for (number, mut sheet) in (1u32..).zip(full.into_iter().chain([open])) {
                let name = if number == 1 { table.name().to_owned() } else { format!("{table}-{number}") };
                sheet.close(&name)?;
                self.workbook.push_worksheet(sheet.worksheet);
                sheets.push(name);
            }
            written.push(Written { table, rows, sheets });
        }
        uninterrupted(|| Ok(self.workbook.save_to_writer(out)?))?;
        Ok(written)
    }
}

impl Sheet {
    fn write(&mut self, table: Table, row: Row<'_>, text: &Format) -> Result<(), BookError> {
        for (at, cell) in (0u16..).zip(cells(table, row)) {
            let Ok(cell) = std::str::from_utf8(&cell) else { continue };
            if cell.is_empty() {
                continue;
            }
            // A sheet counts UTF-16 units, and no text has more of them than bytes.
            if SHEET_CELL_UNITS_MAX < cell.len() && SHEET_CELL_UNITS_MAX < cell.encode_utf16().count() {
                return Err(BookError::CellTooLong { table, key: row.text(0).to_owned() });
            }
            if self.rows <= MEASURED_ROWS
                && let Some(width) = self.widths.get_mut(usize::from(at))
            {
                *width = cell.lines().map(UnicodeWidthStr::width).fold(*width, usize::max);
            }
            self.worksheet.write_string_with_format(self.rows, at, cell, text)?;
        }
        self.rows += 1;
        Ok(())
    }

    fn close(&mut self, name: &str) -> Result<(), BookError> {
        self.worksheet.set_name(name)?;
        for (at, &width) in (0u16..).zip(&self.widths) {
            let width = u16::try_from((width + WIDTH_ROOM).min(WIDTH_MAX)).unwrap_or(u16::MAX);
            self.worksheet.set_column_width(at, f64::from(width))?;
        }
        let last = u16::try_from(self.widths.len().saturating_sub(1)).unwrap_or(u16::MAX);
        self.worksheet.autofilter(0, 0, self.rows - 1, last)?;
        Ok(())
    }
}

/// The writer panics where a temporary file cannot be written; here that is an error like any other.
fn uninterrupted<T>(work: impl FnOnce() -> Result<T, BookError>) -> Result<T, BookError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(BookError::GaveUp))
}

#[cfg(test)]
mod tests;
