//! The state of one subject: its rows as they stand, and which entries made them so.
//!
//! Written as lines of text: `L` and the runs of entries, `D` and a document, `S` and a step taken with a notice, or a
//! table's name and the row's cells, all separated by tabs. Tabs, line feeds and backslashes inside cells are escaped.

use std::borrow::Cow;

use crate::graph::step::StepRecord;
use crate::model::entry::{Body, Correction, Entry, EntryKind, Seq};
use crate::model::rows::{Block, Row, RowBuf};
use crate::model::table::Table;

/// Rows, document and entries of one subject.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// Runs of the subject's entries in the ledger: first sequence and count, ascending and not touching.
    pub log: Vec<(Seq, u32)>,
    /// Rows as they stand, in the order in which they were first recorded.
    pub rows: Vec<(Table, RowBuf)>,
    /// The document, of a subject that is one.
    pub document: Option<serde_json::Value>,
    /// What was done with a notice, in the order of the ledger; its drafting is the first.
    pub steps: Vec<StepRecord>,
}

/// Why an entry or a stored record cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The entry does not follow the record.
    #[error("entry {seq} makes version {version} of `{subject}`, which stands at {known}")]
    Version {
        /// The entry.
        seq: Seq,
        /// Its subject.
        subject: String,
        /// The version that it makes.
        version: u32,
        /// The version known.
        known: u32,
    },
    /// The entry changes a row that is not there.
    #[error("entry {seq} changes a row of `{subject}` that was never recorded")]
    RowMissing {
        /// The entry.
        seq: Seq,
        /// Its subject.
        subject: String,
    },
    /// The stored text is not a record.
    #[error("a stored record is damaged at `{line}`")]
    Damaged {
        /// The line at fault, cut.
        line: String,
    },
}

impl Record {
    /// How many entries the subject has.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.log.iter().map(|(_, count)| count).sum()
    }

    /// Sequences of the subject's entries, ascending.
    pub fn seqs(&self) -> impl Iterator<Item = Seq> + '_ {
        self.log.iter().flat_map(|&(first, count)| first..first + u64::from(count))
    }

    /// The row of `table` whose key cells are those of `like`.
    #[must_use]
    pub fn row_like(&self, table: Table, like: Row<'_>) -> Option<&RowBuf> {
        self.rows
            .iter()
            .find(|(t, row)| *t == table && same_key(table, row.as_row(), like))
            .map(|(_, row)| row)
    }

    /// The row of the table that the subject is identified by.
    #[must_use]
    pub fn head(&self, table: Table) -> Option<Row<'_>> {
        self.rows.iter().find(|(t, _)| *t == table).map(|(_, row)| row.as_row())
    }

    /// Takes `entry` in. An entry that the record already holds is passed over, so that replay is idempotent;
    /// returns whether anything changed.
    ///
    /// # Errors
    /// [`RecordError`] when the entry does not follow the record.
    pub fn apply(&mut self, entry: &Entry) -> Result<bool, RecordError> {
        let known = self.version();
        if entry.version <= known
            && self.log.last().is_some_and(|&(first, n)| entry.seq < first + u64::from(n))
        {
            return Ok(false);
        }
        if entry.version != known + 1 {
            let subject = entry.subject.to_string();
            return Err(RecordError::Version { seq: entry.seq, subject, version: entry.version, known });
        }
        self.change(entry)?;
        match self.log.last_mut() {
            Some((first, count)) if *first + u64::from(*count) == entry.seq => *count += 1,
            _ => self.log.push((entry.seq, 1)),
        }
        Ok(true)
    }

    fn change(&mut self, entry: &Entry) -> Result<(), RecordError> {
        match (entry.kind, &entry.body) {
            (EntryKind::Recorded(table), Body::Row(row)) => {
                self.rows.push((table, row.clone()));
                Ok(())
            }
            (EntryKind::Progressed(table), Body::Row(filled)) => {
                let columns = other_columns(table, filled.as_row());
                let open = |row: Row<'_>| columns.iter().all(|&c| row.cell(c).is_empty());
                self.overlay(entry, table, filled.as_row(), open)
            }
            (EntryKind::Corrected(table), Body::Correction(c)) => {
                let Correction { row, was, .. } = &**c;
                let columns = other_columns(table, was.as_row());
                let as_was = |row: Row<'_>| columns.iter().all(|&c| row.cell(c) == was.as_row().cell(c));
                self.overlay(entry, table, row.as_row(), as_was)
            }
            (EntryKind::NoticeStepped(_), Body::Document(_)) => {
                self.steps.push(StepRecord::of(entry));
                Ok(())
            }
            (_, Body::Document(document)) => {
                if entry.kind == EntryKind::NoticeDrafted {
                    self.steps.push(StepRecord::of(entry));
                }
                self.document = Some(document.clone());
                Ok(())
            }
            _ => Err(RecordError::RowMissing { seq: entry.seq, subject: entry.subject.to_string() }),
        }
    }

    /// Puts the filled cells of `cells` over those of the row with the same key, and of several (the spells of an
    /// assignment) over the first that `fits`.
    fn overlay(
        &mut self,
        entry: &Entry,
        table: Table,
        cells: Row<'_>,
        fits: impl Fn(Row<'_>) -> bool,
    ) -> Result<(), RecordError> {
        let found = self
            .rows
            .iter_mut()
            .filter(|(t, row)| *t == table && same_key(table, row.as_row(), cells))
            .find(|(_, row)| fits(row.as_row()));
        let Some((_, row)) = found else {
            return Err(RecordError::RowMissing { seq: entry.seq, subject: entry.subject.to_string() });
        };
        *row = merged(table, row.as_row(), cells);
        Ok(())
    }

    /// The record as text.
    #[must_use]
    pub fn encode(&self) -> String {
        let mut text = String::with_capacity(64 + 96 * self.rows.len());
        text.push('L');
        for (first, count) in &self.log {
            text.push_str(&format!("\t{first}+{count}"));
        }
        if let Some(document) = &self.document {
            text.push_str("\nD\t");
            escape(&document.to_string(), &mut text);
        }
        for step in &self.steps {
            text.push_str("\nS\t");
            escape(&step.encode(), &mut text);
        }
        for (table, row) in &self.rows {
            text.push('\n');
            text.push_str(table.name());
            for cell in row.as_row().cells() {
                text.push('\t');
                escape(std::str::from_utf8(cell).unwrap_or(""), &mut text);
            }
        }
        text
    }

    /// Reads what [`Record::encode`] wrote.
    ///
    /// # Errors
    /// [`RecordError::Damaged`] names the line that is none of a record's.
    pub fn decode(text: &str) -> Result<Self, RecordError> {
        let mut record = Self::default();
        for line in text.split('\n') {
            let damaged = || RecordError::Damaged { line: line.chars().take(40).collect() };
            let (head, rest) = line.split_once('\t').unwrap_or((line, ""));
            match head {
                "L" => record.log = decode_log(rest).ok_or_else(damaged)?,
                "D" => record.document = Some(serde_json::from_str(&unescape(rest)).map_err(|_| damaged())?),
                "S" => record.steps.push(StepRecord::decode(&unescape(rest)).ok_or_else(damaged)?),
                name => {
                    let table = Table::ALL.into_iter().find(|t| t.name() == name).ok_or_else(damaged)?;
                    let cells = rest.split('\t').map(|cell| unescape(cell).into_owned().into_bytes());
                    record.rows.push((table, RowBuf::new(cells)));
                }
            }
        }
        Ok(record)
    }
}

/// Adds the rows of the record `text` to `blocks`, one per table, without making a [`Record`].
///
/// # Errors
/// [`RecordError::Damaged`] names the line that is none of a record's.
pub fn decode_into(text: &str, blocks: &mut [Block; Table::ALL.len()]) -> Result<(), RecordError> {
    // Bytes and not characters: cells are short, and setting up a search costs more than looking at each byte.
    let mut known: Option<Table> = None;
    for line in text.as_bytes().split(|&b| b == b'\n') {
        let (head, rest) = match memchr::memchr(b'\t', line) {
            Some(tab) => (&line[..tab], &line[tab + 1..]),
            None => (line, &[][..]),
        };
        if matches!(head, b"L" | b"D" | b"S") {
            continue;
        }
        // Rows of one table mostly follow each other.
        let is_named = |table: &Table| table.name().as_bytes() == head;
        known = known.filter(is_named).or_else(|| Table::ALL.into_iter().find(is_named));
        let Some(table) = known else {
            let line = String::from_utf8_lossy(line).chars().take(40).collect();
            return Err(RecordError::Damaged { line });
        };
        let block = &mut blocks[table as usize];
        let line_number = u32::try_from(block.len()).unwrap_or(u32::MAX);
        let cells = rest.split(|&b| b == b'\t');
        if memchr::memchr(b'\\', rest).is_none() {
            block.push(line_number, cells);
        } else {
            let cells: Vec<String> =
                cells.map(|cell| unescape(&String::from_utf8_lossy(cell)).into_owned()).collect();
            block.push(line_number, cells.iter().map(String::as_bytes));
        }
    }
    Ok(())
}

/// The filled columns of `row` besides its key.
fn other_columns(table: Table, row: Row<'_>) -> Vec<usize> {
    let spec = table.spec();
    (0..spec.columns.len()).filter(|c| !spec.key.contains(c) && !row.cell(*c).is_empty()).collect()
}

/// Whether two rows of `table` have the same key.
#[must_use]
pub fn same_key(table: Table, a: Row<'_>, b: Row<'_>) -> bool {
    table.spec().key.iter().all(|&c| a.cell(c) == b.cell(c))
}

/// `row` with the filled cells of `over` put over it.
#[must_use]
pub fn merged(table: Table, row: Row<'_>, over: Row<'_>) -> RowBuf {
    RowBuf::new(
        (0..table.spec().columns.len())
            .map(|c| if over.cell(c).is_empty() { row.cell(c) } else { over.cell(c) }),
    )
}

fn decode_log(text: &str) -> Option<Vec<(Seq, u32)>> {
    let run = |run: &str| {
        let (first, count) = run.split_once('+')?;
        Some((first.parse().ok()?, count.parse().ok()?))
    };
    text.split('\t').filter(|r| !r.is_empty()).map(run).collect()
}

fn escape(cell: &str, text: &mut String) {
    if !cell.bytes().any(|b| matches!(b, b'\t' | b'\n' | b'\\')) {
        text.push_str(cell);
        return;
    }
    for c in cell.chars() {
        match c {
            '\t' => text.push_str("\\t"),
            '\n' => text.push_str("\\n"),
            '\\' => text.push_str("\\\\"),
            c => text.push(c),
        }
    }
}

fn unescape(cell: &str) -> Cow<'_, str> {
    if !cell.contains('\\') {
        return Cow::Borrowed(cell);
    }
    let mut text = String::with_capacity(cell.len());
    let mut chars = cell.chars();
    while let Some(c) = chars.next() {
        match (c, if c == '\\' { chars.next() } else { None }) {
            ('\\', Some('t')) => text.push('\t'),
            ('\\', Some('n')) => text.push('\n'),
            ('\\', Some(other)) => text.push(other),
            (c, _) => text.push(c),
        }
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::subject::{Subject, SubjectKind};
    use crate::model::time::Instant;
    use proptest::prelude::*;

    fn entry(seq: Seq, version: u32, kind: EntryKind, body: Body) -> Entry {
        Entry {
            seq,
            version,
            subject: Subject::new(SubjectKind::Case, "c"),
            kind,
            occurred_at: "".into(),
            recorded_at: Instant::from_unix(0).unwrap(),
            actor: "import".into(),
            body,
        }
    }

    #[test]
    fn progress_fills_cells_and_replay_changes_nothing() {
        let hop = |cells: &[&str]| Body::Row(RowBuf::new(cells));
        let entries = [
            entry(5, 1, EntryKind::Recorded(Table::Handoffs), hop(&["c", "1", "A", "B", "2026-01-01"])),
            entry(6, 2, EntryKind::Recorded(Table::Handoffs), hop(&["c", "2", "B", "A", "2026-01-03"])),
            entry(9, 3, EntryKind::Progressed(Table::Handoffs), hop(&["c", "1", "", "", "", "2026-01-02"])),
        ];
        let mut record = Record::default();
        for entry in &entries {
            assert!(record.apply(entry).unwrap());
        }
        assert_eq!((record.version(), record.log.clone()), (3, vec![(5, 2), (9, 1)]));
        assert_eq!(record.rows[0].1, RowBuf::new(["c", "1", "A", "B", "2026-01-01", "2026-01-02"]));
        let again = record.clone();
        for entry in &entries {
            assert!(!record.apply(entry).unwrap());
        }
        assert_eq!(record, again);
        let skipped = entry(12, 5, EntryKind::Recorded(Table::Handoffs), hop(&["c", "3"]));
        assert!(matches!(record.apply(&skipped), Err(RecordError::Version { known: 3, .. })));
    }

    fn step() -> StepRecord {
        let kind = EntryKind::NoticeStepped(crate::model::notice_step::NoticeStep::Sign);
        let recorded_at = Instant::from_unix(9).unwrap();
        let body = serde_json::json!({"at": "x\\n"});
        StepRecord { seq: 7, kind, actor: "p\t1".into(), recorded_at, body }
    }

    proptest! {
        #[test]
        fn records_come_back_as_written(cells in prop::collection::vec(prop::collection::vec("[a\\\\\t\n甲]{0,5}", 1..5), 0..5), log in prop::collection::vec((1u64..1000, 1u32..9), 0..3)) {
            let rows: Vec<_> = cells.iter().map(|row| (Table::Parties, RowBuf::new(row))).collect();
            let record = Record { log, rows, document: Some(serde_json::json!({"a": "\t\\n"})), steps: vec![step()] };
            prop_assert_eq!(&Record::decode(&record.encode()).unwrap(), &record);
            let mut blocks: [Block; Table::ALL.len()] = Default::default();
            decode_into(&record.encode(), &mut blocks).unwrap();
            for (index, (_, row)) in record.rows.iter().enumerate() {
                let loaded = RowBuf::new(blocks[Table::Parties as usize].row(index).cells());
                prop_assert_eq!(&loaded, row);
            }
        }

        #[test]
        fn decoding_arbitrary_text_never_panics(text in "\\PC{0,40}|[LD\t\n+0-9\\\\]{0,40}") {
            let mut blocks: [Block; Table::ALL.len()] = Default::default();
            prop_assert_eq!(Record::decode(&text).is_ok() , Record::decode(&text).is_ok());
            drop(decode_into(&text, &mut blocks));
        }
    }
}
