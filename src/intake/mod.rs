//! Floor 2: bytes to typed rows, with every error's place.
//!
//! A file is read in blocks of a few megabytes that end at record ends; blocks are parsed in parallel and kept in
//! order. One bad row never hides the others, and memory is bounded by the rows themselves. Nothing here opens a
//! file: callers hand in a [`std::io::Read`].

pub mod cells;
pub mod csv_blocks;
pub mod header;
pub mod read;
pub mod reject;
pub mod row_rules;
