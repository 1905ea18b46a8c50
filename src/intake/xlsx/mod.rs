//! Workbooks (`.xlsx`): which sheets are tables, and their rows.
//!
//! A workbook is unpacked once beforehand and measured ([`container`]); its sheets are then read cell by cell, so that
//! memory is bounded by its texts and the rows themselves. A formula counts as its stored result. Of merged cells only
//! the first holds the value; hidden rows, columns and filtered rows are read like others.

pub mod container;
mod formulas;
mod lines;
pub mod number;
pub mod sheet;

use std::io::{Read, Seek};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use crate::intake::file_error::FileError;
use crate::intake::header::table_of_stem;
use crate::intake::read::Source;
use crate::intake::reject::Rejects;
use crate::intake::xlsx::sheet::SheetRead;
use crate::model::rows::Tables;
use crate::model::table::Table;

/// An open workbook.
pub struct Workbook<R> {
    xlsx: Xlsx<R>,
}

/// The sheets of a workbook.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheets {
    /// Sheets to be read, with the table that their name says.
    pub tables: Vec<(String, Option<Table>)>,
    /// Sheets passed over.
    pub others: Vec<String>,
}

impl<R: Read + Seek> Workbook<R> {
    /// Opens the workbook in `input`.
    ///
    /// # Errors
    /// [`FileError`] when it is none, is damaged or too large.
    pub fn open(mut input: R) -> Result<Self, FileError> {
        container::check(&mut input)?;
        input.rewind().map_err(|e| FileError::DamagedWorkbook { reason: e.to_string() })?;
        guarded(|| Ok(Self { xlsx: Xlsx::new(input).map_err(fault)? }))
    }

    /// Every sheet that is named as a table, or else the first one that is not hidden.
    #[must_use]
    pub fn sheets(&self) -> Sheets {
        let all = self.xlsx.sheets_metadata().iter().filter(|s| s.typ == SheetType::WorkSheet);
        let mut sheets = Sheets::default();
        let mut first = None;
        for sheet in all {
            match table_of_stem(&sheet.name) {
                Some(table) => sheets.tables.push((sheet.name.clone(), Some(table))),
                None => {
                    if first.is_none() && sheet.visible == SheetVisible::Visible {
                        first = Some(sheets.others.len());
                    }
                    sheets.others.push(sheet.name.clone());
                }
            }
        }
        if let (true, Some(first)) = (sheets.tables.is_empty(), first) {
            sheets.tables.push((sheets.others.remove(first), None));
        }
        sheets
    }

    /// Reads sheet `name` into `tables`; bad rows go to `rejects`.
    ///
    /// # Errors
    /// [`FileError`] when the sheet is no table or is damaged; rows read before stay in `tables`, which the caller drops.
    pub fn rows(
        &mut self,
        name: &str,
        source: &Source<'_>,
        tables: &mut Tables,
        rejects: &mut Rejects<'_>,
    ) -> Result<SheetRead, FileError> {
        let is_1904 = self.xlsx.has_1904_epoch();
        guarded(|| {
            let cells = self.xlsx.worksheet_cells_reader(name).map_err(fault)?;
            sheet::rows(cells, is_1904, source, tables, rejects)
        })
    }
}

/// Runs `read`; a panic of the library over a workbook that nobody thought of is a damaged workbook.
fn guarded<T>(read: impl FnOnce() -> Result<T, FileError>) -> Result<T, FileError> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
        Err(FileError::DamagedWorkbook { reason: "it could not be made sense of".to_owned() })
    })
}

fn fault(error: XlsxError) -> FileError {
    FileError::DamagedWorkbook { reason: error.to_string() }
}

#[cfg(test)]
mod tests;
