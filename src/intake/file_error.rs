//! Why a file, or a sheet of a workbook, cannot be read as a table at all.

use crate::intake::csv_blocks::CutError;
use crate::intake::header::HeaderError;
use crate::intake::utf16::BadUtf16;
use crate::limits::{ROWS_MAX, WORKBOOK_BYTES_MAX};

/// Why a file cannot be read as a table at all.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// No byte, or nothing but white space.
    #[error("is empty; a table needs at least a header row")]
    Empty,
    /// A workbook of an old office program, or one that is locked by a password.
    #[error(
        "is an old workbook (.xls, .et) or one with a password; save it as .xlsx without a password, or as CSV UTF-8"
    )]
    OldWorkbook,
    /// A ZIP file, which is read as a workbook and not as text.
    #[error("is a workbook or another ZIP file, and no text")]
    Workbook,
    /// A ZIP file that is no workbook of this kind.
    #[error("is a ZIP file or a document, but no .xlsx workbook; save it as .xlsx or CSV UTF-8")]
    NotXlsx,
    /// A workbook that cannot be read.
    #[error("is a damaged workbook ({reason}); open it in an office program and save it again")]
    DamagedWorkbook {
        /// What is wrong with it.
        reason: String,
    },
    /// A workbook that unpacks to more than may be read.
    #[error(
        "unpacks to more than {WORKBOOK_BYTES_MAX} bytes, or to parts that are too large or too many; save the table alone as .xlsx or CSV UTF-8"
    )]
    WorkbookSize,
    /// A workbook with a formula that was never computed.
    #[error(
        "cell {cell} has a formula without a stored result; open the workbook in Excel or WPS and save it again"
    )]
    FormulaWithoutResult {
        /// The first such cell, such as `C17`.
        cell: String,
    },
    /// Bytes that no text has.
    #[error("is not a text file (byte {offset} is zero); save it as CSV UTF-8")]
    Binary {
        /// Offset of the first zero byte.
        offset: usize,
    },
    /// Bytes that are no text in the file's encoding.
    #[error("line {line}, column {column}: not {encoding} text; save the file as CSV UTF-8")]
    Malformed {
        /// What the bytes are not.
        encoding: &'static str,
        /// Line of the first byte at fault, from 1.
        line: u32,
        /// Column of that byte in characters, from 1.
        column: u32,
    },
    /// The text was taken for UTF-8 and proved to be GB18030 only later: the caller opens the file again and says so.
    #[error("is GB18030 text, which was seen only after parts of it had been read")]
    Again,
    /// The header does not fit.
    #[error("line {line}: {source}")]
    Header {
        /// Line of the header, from 1.
        line: u32,
        /// Why it does not fit.
        source: HeaderError,
    },
    /// The stream cannot be cut into records.
    #[error("{0}")]
    Cut(#[source] CutError),
    /// More rows than one call may hold.
    #[error("more than {ROWS_MAX} rows; split the file")]
    TooManyRows,
}

impl From<CutError> for FileError {
    fn from(error: CutError) -> Self {
        if let CutError::Read(cause) = &error
            && let Some(bad) = cause.get_ref().and_then(|e| e.downcast_ref::<BadUtf16>())
        {
            return Self::Malformed { encoding: "UTF-16", line: bad.line, column: bad.column };
        }
        Self::Cut(error)
    }
}
