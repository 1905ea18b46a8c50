//! Reading entries; a row goes straight into packed cells.

use std::borrow::Cow;

use super::layout::{CELLS_MAX, layout};
use super::text::{Cursor, Raw, parse_instant};
use super::write::contradiction;
use super::{DecodeError, VERSION, document};
use crate::model::entry::{Body, Correction, Entry, EntryKind};
use crate::model::rows::RowBuf;
use crate::model::subject::Subject;
use crate::model::table::Table;

/// Longest part of a wrong name that an error repeats, in characters.
const SHOWN_CHARS: usize = 64;

/// See [`super::decode`].
pub(super) fn decode(bytes: &[u8]) -> Result<Entry, DecodeError> {
    let text = std::str::from_utf8(bytes).map_err(|_| DecodeError::NotUtf8)?;
    // An entry of another version may look different altogether, so its version explains any other error.
    decode_entry(Cursor { text, at: 0 }).map_err(|error| match version(text) {
        Some(found) if found != VERSION => DecodeError::Version { found },
        _ => error,
    })
}

/// The version that an encoding states near its end, if it does.
fn version(text: &str) -> Option<u64> {
    const KEY: &str = ",\"v\":";
    let at = text.rfind(KEY)? + KEY.len();
    Cursor { text, at }.number()
}

/// The members of an object of strings, as they stand.
#[derive(Default)]
struct Cells<'a> {
    members: [(Raw<'a>, Raw<'a>); CELLS_MAX],
    count: usize,
}

/// A body whose kind is not known yet, since its key sorts before that of the kind.
struct Unread<'a> {
    at: usize,
    text: &'a str,
    /// Its members, when it is an object of strings.
    cells: Option<&'a Cells<'a>>,
}

fn decode_entry(mut cursor: Cursor<'_>) -> Result<Entry, DecodeError> {
    let c = &mut cursor;
    expect(c, b"{\"actor\":", "an object that begins with `actor`")?;
    let actor = boxed(c)?;
    expect(c, b",\"body\":", "`body`")?;
    let (mut cells, at) = (Cells::default(), c.at);
    let flat = cells.fill(c);
    if !flat {
        c.at = at;
        c.skip().ok_or_else(|| form(c, "a JSON value"))?;
    }
    let body = Unread { at, text: &c.text[at..c.at], cells: flat.then_some(&cells) };
    expect(c, b",\"kind\":", "`kind`")?;
    let kind = string(c)?;
    let kind = EntryKind::parse(&kind).ok_or_else(|| DecodeError::Kind { name: shown(&kind) })?;
    let stated = c.take(b",\"occurred_at\":");
    let occurred_at = if stated { boxed(c)? } else { Box::default() };
    if stated && occurred_at.is_empty() {
        return Err(form(c, "a time, or no `occurred_at`"));
    }
    expect(c, b",\"recorded_at\":", "`recorded_at`")?;
    let recorded_at = c
        .string()
        .and_then(|raw| parse_instant(raw.text.as_bytes()))
        .ok_or_else(|| form(c, "a time in UTC"))?;
    expect(c, b",\"seq\":", "`seq`")?;
    let seq = c.number().ok_or_else(|| form(c, "a whole number"))?;
    expect(c, b",\"subject\":", "`subject`")?;
    let subject = Subject::parse(&string(c)?).ok_or_else(|| form(c, "a subject `kind:key`"))?;
    expect(c, b",\"v\":1,\"version\":", "`v` 1 and `version`")?;
    let version = c.number().and_then(|v| u32::try_from(v).ok()).ok_or_else(|| form(c, "a version"))?;
    expect(c, b"}", "the end of the object")?;
    if c.at != c.text.len() {
        return Err(form(c, "the end"));
    }
    let body = read_body(c.text, kind, &body)?;
    Ok(Entry { seq, version, subject, kind, occurred_at, recorded_at, actor, body })
}

fn form(c: &Cursor<'_>, expected: &'static str) -> DecodeError {
    DecodeError::Form { at: c.at, expected }
}

#[inline]
fn expect(c: &mut Cursor<'_>, literal: &[u8], expected: &'static str) -> Result<(), DecodeError> {
    if c.take(literal) { Ok(()) } else { Err(form(c, expected)) }
}

fn string<'a>(c: &mut Cursor<'a>) -> Result<Cow<'a, str>, DecodeError> {
    let raw = c.string().ok_or_else(|| form(c, "a string"))?;
    raw.unescape().ok_or_else(|| form(c, "canonical escapes before here"))
}

fn boxed(c: &mut Cursor<'_>) -> Result<Box<str>, DecodeError> {
    string(c).map(|text| text.into())
}

fn shown(name: &str) -> String {
    name.chars().take(SHOWN_CHARS).collect()
}

impl<'a> Cells<'a> {
    /// Reads an object of at most [`CELLS_MAX`] strings; false when something else stands there.
    fn fill(&mut self, c: &mut Cursor<'a>) -> bool {
        self.count = 0;
        if c.take(b"{}") {
            return true;
        }
        let mut open = c.take(b"{");
        while open && let Some(member) = self.members.get_mut(self.count) {
            let Some(name) = c.string() else {
                return false;
            };
            let colon = c.take(b":");
            let Some(cell) = c.string().filter(|_| colon) else {
                return false;
            };
            *member = (name, cell);
            self.count += 1;
            if c.take(b"}") {
                return true;
            }
            open = c.take(b",");
        }
        false
    }
}

fn read_body(whole: &str, kind: EntryKind, body: &Unread<'_>) -> Result<Body, DecodeError> {
    let Unread { at, text, cells } = *body;
    match kind {
        EntryKind::Recorded(table) | EntryKind::Progressed(table) => {
            let cells = cells.ok_or(DecodeError::Form { at, expected: "an object of cells" })?;
            read_row(table, cells).map(Body::Row)
        }
        EntryKind::Corrected(table) => {
            let correction = read_correction(table, &mut Cursor { text: whole, at })?;
            Ok(Body::Correction(Box::new(correction)))
        }
        EntryKind::PlaybookAdopted
        | EntryKind::NoticeDrafted
        | EntryKind::NoticeStepped(_)
        | EntryKind::Service(_) => read_document(text),
    }
}

fn read_document(text: &str) -> Result<Body, DecodeError> {
    let value = serde_json::from_str(text).map_err(|_| DecodeError::Document)?;
    let mut again = Vec::with_capacity(text.len());
    document::put(&mut again, &value, 0).map_err(|_| DecodeError::Document)?;
    if again == text.as_bytes() { Ok(Body::Document(value)) } else { Err(DecodeError::Document) }
}

fn read_row(table: Table, cells: &Cells<'_>) -> Result<RowBuf, DecodeError> {
    const EMPTY: Cow<'static, str> = Cow::Borrowed("");
    let mut row: [Cow<'_, str>; CELLS_MAX] = [EMPTY; CELLS_MAX];
    let mut named = layout(table).named.iter();
    for (name, raw) in &cells.members[..cells.count] {
        // Names ascend on both sides, so each is looked for only behind the one before.
        let found = named.find(|n| n.name == name.text && !name.escaped && !raw.text.is_empty());
        let found = found.zip(raw.unescape());
        let Some((named, cell)) = found else {
            return Err(DecodeError::Column { table, column: shown(name.text) });
        };
        row[named.column] = cell;
    }
    Ok(RowBuf::new(row.iter().map(|cell| cell.as_bytes())))
}

fn read_correction(table: Table, c: &mut Cursor<'_>) -> Result<Correction, DecodeError> {
    expect(c, b"{\"basis\":", "a correction that begins with `basis`")?;
    let basis = boxed(c)?;
    expect(c, b",\"corrects\":[", "`corrects`")?;
    let mut corrects = Vec::new();
    while !c.take(b"]") {
        if !corrects.is_empty() {
            expect(c, b",", "a comma")?;
        }
        corrects.push(c.number().ok_or_else(|| form(c, "a sequence"))?);
    }
    let mut cells = Cells::default();
    let mut row = |key: &[u8]| -> Result<RowBuf, DecodeError> {
        expect(c, key, "`row` and `was`")?;
        if cells.fill(c) { read_row(table, &cells) } else { Err(form(c, "an object of cells")) }
    };
    let (row, was) = (row(b",\"row\":")?, row(b",\"was\":")?);
    expect(c, b"}", "the end of the correction")?;
    let changed = was.as_row().cells().enumerate().filter(|(_, cell)| !cell.is_empty());
    let columns = changed.map(|(column, _)| column).collect();
    let correction = Correction { row, was, columns, corrects, basis };
    match contradiction(table, &correction) {
        None => Ok(correction),
        Some(_) => Err(form(c, "a correction that holds together")),
    }
}
