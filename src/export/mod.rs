//! Floor 7: rows and entries as files that other programs read.
//!
//! Three forms: a folder of CSV tables, a workbook, and an object-centric event log (OCEL 2.0). Writers take rows one
//! after another and keep none of them, so a directory of any size is written in bounded memory.
//!
//! Invariant: nothing here decides what may leave; the caller hands in what may. But whatever is handed in, no sealed
//! column is written, and no cell that a spreadsheet program would take for a formula.

pub mod columns;
pub mod csv_table;
pub mod ocel;
pub mod workbook;
