//! Writing entries straight from packed rows.

use super::document;
use super::layout::{CELLS_MAX, kind_name, layout};
use super::text::{instant_text, put_escaped, put_number, put_string};
use super::{EncodeError, Parts};
use crate::limits::ENTRY_BYTES_MAX;
use crate::model::entry::{Body, Correction, EntryKind};
use crate::model::rows::Row;
use crate::model::table::Table;
use crate::model::time::Instant;

/// Writes the entries of one batch: what they share is made once.
#[derive(Clone, Debug)]
pub struct Encoder {
    /// From the opening brace to the body's key.
    head: Vec<u8>,
    /// `recorded_at` with its value, and the key of the sequence.
    recorded: Vec<u8>,
}

impl Encoder {
    /// An encoder for entries by `actor`, learnt at `recorded_at`.
    #[must_use]
    pub fn new(actor: &str, recorded_at: Instant) -> Self {
        let mut head = b"{\"actor\":".to_vec();
        put_string(&mut head, actor.as_bytes());
        head.extend_from_slice(b",\"body\":");
        let recorded = format!(",\"recorded_at\":\"{}\",\"seq\":", instant_text(recorded_at)).into_bytes();
        Self { head, recorded }
    }

    /// Appends the encoding of one entry to `out`.
    ///
    /// # Errors
    /// [`EncodeError`]; then `out` is as it was.
    pub fn put(&self, out: &mut Vec<u8>, parts: &Parts<'_>) -> Result<(), EncodeError> {
        let start = out.len();
        let put = self.put_parts(out, parts).and_then(|()| match out.len() - start {
            bytes if ENTRY_BYTES_MAX < bytes => Err(EncodeError::TooLong { bytes }),
            _ => Ok(()),
        });
        if put.is_err() {
            out.truncate(start);
        }
        put
    }

    fn put_parts(&self, out: &mut Vec<u8>, parts: &Parts<'_>) -> Result<(), EncodeError> {
        out.extend_from_slice(&self.head);
        put_body(out, parts.kind, parts.body)?;
        out.extend_from_slice(b",\"kind\":\"");
        out.extend_from_slice(kind_name(parts.kind).as_bytes());
        out.push(b'"');
        if !parts.occurred_at.is_empty() {
            out.extend_from_slice(b",\"occurred_at\":");
            put_string(out, parts.occurred_at.as_bytes());
        }
        out.extend_from_slice(&self.recorded);
        put_number(out, parts.seq);
        out.extend_from_slice(b",\"subject\":\"");
        out.extend_from_slice(parts.subject.kind.name().as_bytes());
        out.push(b':');
        put_escaped(out, parts.subject.key.as_bytes());
        out.extend_from_slice(b"\",\"v\":1,\"version\":");
        put_number(out, u64::from(parts.version));
        out.push(b'}');
        Ok(())
    }
}

fn put_body(out: &mut Vec<u8>, kind: EntryKind, body: &Body) -> Result<(), EncodeError> {
    match (kind, body) {
        (EntryKind::Recorded(table) | EntryKind::Progressed(table), Body::Row(row)) => {
            put_row(out, table, row.as_row())
        }
        (EntryKind::Corrected(table), Body::Correction(correction)) => put_correction(out, table, correction),
        (
            EntryKind::PlaybookAdopted
            | EntryKind::NoticeDrafted
            | EntryKind::NoticeStepped(_)
            | EntryKind::Service(_),
            Body::Document(value),
        ) => document::put(out, value, 0),
        _ => Err(EncodeError::BodyForm { kind: kind.name() }),
    }
}

fn put_row(out: &mut Vec<u8>, table: Table, row: Row<'_>) -> Result<(), EncodeError> {
    let named = &layout(table).named;
    let mut cells: [&[u8]; CELLS_MAX] = [&[]; CELLS_MAX];
    for (column, cell) in row.cells().enumerate() {
        if named.len() <= column && !cell.is_empty() {
            return Err(EncodeError::Column { table, column, columns: named.len() });
        }
        if let Some(slot) = cells.get_mut(column) {
            *slot = cell;
        }
    }
    let start = out.len();
    let mut separator = b'{';
    for named in named {
        let cell = cells[named.column];
        if !cell.is_empty() {
            out.push(separator);
            out.extend_from_slice(&named.key);
            put_string(out, cell);
            separator = b',';
        }
    }
    if separator == b'{' {
        out.push(separator);
    }
    out.push(b'}');
    // Quotes and braces are ASCII, so the whole is UTF-8 only if every cell is.
    match std::str::from_utf8(&out[start..]) {
        Ok(_) => Ok(()),
        Err(_) => Err(EncodeError::NotUtf8 { table }),
    }
}

fn put_correction(out: &mut Vec<u8>, table: Table, correction: &Correction) -> Result<(), EncodeError> {
    if let Some(why) = contradiction(table, correction) {
        return Err(EncodeError::Correction { table, why });
    }
    out.extend_from_slice(b"{\"basis\":");
    put_string(out, correction.basis.as_bytes());
    out.extend_from_slice(b",\"corrects\":");
    let mut separator = b'[';
    for seq in &correction.corrects {
        out.push(separator);
        put_number(out, *seq);
        separator = b',';
    }
    if separator == b'[' {
        out.push(separator);
    }
    out.extend_from_slice(b"],\"row\":");
    put_row(out, table, correction.row.as_row())?;
    out.extend_from_slice(b",\"was\":");
    put_row(out, table, correction.was.as_row())?;
    out.push(b'}');
    Ok(())
}

/// Why a correction cannot be read back from its rows alone; none when it can.
pub(super) fn contradiction(table: Table, correction: &Correction) -> Option<&'static str> {
    let key = table.spec().key;
    let filled = |row: Row<'_>| -> Vec<usize> {
        row.cells().enumerate().filter(|(_, cell)| !cell.is_empty()).map(|(column, _)| column).collect()
    };
    let (row, was) = (filled(correction.row.as_row()), filled(correction.was.as_row()));
    if was != correction.columns {
        Some("its columns are not those of the cells as they were")
    } else if was.iter().any(|c| key.contains(c)) {
        Some("it changes a cell of the key")
    } else if !was.iter().all(|c| row.contains(c)) {
        Some("it leaves a changed cell empty")
    } else {
        None
    }
}
