//! The canonical encoding of an entry: one JSON object with sorted keys, no white space and the shortest escapes.
//!
//! ```text
//! {"actor":"import","body":{"case_id":"7","seq":"1"},"kind":"handoffs.recorded","occurred_at":"2026-01-01",
//!  "recorded_at":"2026-07-01T00:00:00Z","seq":5,"subject":"case:7","v":1,"version":2}
//! ```
//!
//! One entry has exactly one encoding and one encoding is of exactly one entry: [`decode`] refuses whatever
//! [`encode`] would not have written. That makes the Merkle leaf of an entry independent of who wrote it.
//! RFC 8785 is followed where it applies; keys sort by their UTF-8 bytes and numbers are whole.

mod document;
mod layout;
mod read;
mod text;
pub mod write;

#[cfg(test)]
mod tests;

use crate::model::entry::{Body, Entry, EntryKind, Seq};
use crate::model::subject::Subject;
use crate::model::table::Table;
use crate::model::time::Instant;
use write::Encoder;

/// Version of the encoding that is written.
pub const VERSION: u64 = 1;
/// Deepest nesting of a document.
pub const DOCUMENT_DEPTH_MAX: usize = 64;
/// Largest magnitude of a number in a document: what every JSON reader holds exactly (RFC 7493).
pub const DOCUMENT_NUMBER_MAX: u64 = (1 << 53) - 1;

/// What of an entry is not the same throughout its batch.
#[derive(Clone, Copy, Debug)]
pub struct Parts<'a> {
    /// Position in the ledger.
    pub seq: Seq,
    /// The subject's version that the entry makes.
    pub version: u32,
    /// What it is about.
    pub subject: &'a Subject,
    /// Its kind.
    pub kind: EntryKind,
    /// When it happened, as stated.
    pub occurred_at: &'a str,
    /// What it states.
    pub body: &'a Body,
}

/// An entry that has no encoding.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum EncodeError {
    /// A row under a document's kind, or the like.
    #[error("the body is not of the form that entries of kind {kind} have")]
    BodyForm {
        /// The entry's kind.
        kind: String,
    },
    /// A cell beyond the table's last column.
    #[error("a row has a cell in column {column}, but {table} has only {columns} columns")]
    Column {
        /// The table.
        table: Table,
        /// Index of the column.
        column: usize,
        /// How many columns the table has.
        columns: usize,
    },
    /// Bytes that are not UTF-8.
    #[error("a cell of {table} is not text in UTF-8")]
    NotUtf8 {
        /// The table.
        table: Table,
    },
    /// The parts of a correction contradict each other.
    #[error("a correction of {table} does not hold together: {why}")]
    Correction {
        /// The table.
        table: Table,
        /// What does not fit.
        why: &'static str,
    },
    /// A number with a fraction, or too large to be read exactly everywhere.
    #[error("the number {number} in a document is not a whole number within ±(2^53 - 1); write it as text")]
    Number {
        /// The number.
        number: String,
    },
    /// A document nested too deeply.
    #[error("a document is nested more than {DOCUMENT_DEPTH_MAX} levels deep")]
    Depth,
    /// An entry that is too long.
    #[error("the entry has {bytes} bytes; the limit is {}", crate::limits::ENTRY_BYTES_MAX)]
    TooLong {
        /// Length of its encoding in bytes.
        bytes: usize,
    },
}

/// Bytes that are not the encoding of an entry. The messages say where, never what stands there.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeError {
    /// Not UTF-8.
    #[error("not text in UTF-8")]
    NotUtf8,
    /// Written by a later version of this program.
    #[error(
        "written in version {found} of the encoding; this program reads version {VERSION}: use a newer one"
    )]
    Version {
        /// The version found.
        found: u64,
    },
    /// No such kind.
    #[error("`{name}` is not a kind of entry")]
    Kind {
        /// The kind's name, cut at 64 characters.
        name: String,
    },
    /// No such column.
    #[error("{table} has no column `{column}`, or it does not stand in its place")]
    Column {
        /// The table.
        table: Table,
        /// The column's name, cut at 64 characters.
        column: String,
    },
    /// Not the canonical form.
    #[error("byte {at}: expected {expected}")]
    Form {
        /// Offset in bytes.
        at: usize,
        /// What should stand there.
        expected: &'static str,
    },
    /// A document that is not the canonical form of itself.
    #[error("the document in it is not canonical JSON")]
    Document,
}

/// `instant` as entries, headers and commit records write it: RFC 3339 in UTC, in whole seconds.
#[must_use]
pub fn text_of_instant(instant: Instant) -> String {
    text::instant_text(instant)
}

/// The entry whose canonical encoding `bytes` are.
///
/// # Errors
/// [`DecodeError`] for all other bytes; it never panics.
pub fn decode(bytes: &[u8]) -> Result<Entry, DecodeError> {
    read::decode(bytes)
}

/// The canonical encoding of `entry`.
///
/// # Errors
/// [`EncodeError`] when the entry contradicts itself or holds what the encoding does not allow.
pub fn encode(entry: &Entry) -> Result<Vec<u8>, EncodeError> {
    let mut out = Vec::new();
    let parts = Parts {
        seq: entry.seq,
        version: entry.version,
        subject: &entry.subject,
        kind: entry.kind,
        occurred_at: &entry.occurred_at,
        body: &entry.body,
    };
    Encoder::new(&entry.actor, entry.recorded_at).put(&mut out, &parts)?;
    Ok(out)
}
