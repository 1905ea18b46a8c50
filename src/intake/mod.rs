//! Floor 2: bytes to typed rows, with every error's place.
//!
//! A file of text is read in blocks of a megabyte that end at record ends; blocks are parsed in parallel and kept in
//! order. A workbook is read cell by cell. One bad row never hides the others, and memory is bounded by the rows themselves. Nothing here opens a
//! file: callers hand in a [`std::io::Read`].

pub mod cells;
pub mod csv_blocks;
pub mod dates;
pub mod encoding;
pub mod file_error;
pub mod header;
pub mod open;
pub mod passed_over;
pub mod position;
pub mod read;
pub mod reject;
pub mod row_rules;
pub mod unknown;
pub mod utf16;
pub mod xlsx;
