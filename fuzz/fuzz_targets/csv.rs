//! A file of a table: every record is read or refused, none is lost, and cutting a file into stretches loses none.

#![no_main]

use duban::intake::csv_blocks::{Stretches, first_record_end, last_record_end, line_ends};
use duban::intake::read::{FileError, Source, open, rows};
use duban::intake::reject::Rejects;
use duban::model::rows::Tables;
use duban::model::table::Table;
use duban::model::time::Zone;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static ZONE: LazyLock<Zone> = LazyLock::new(|| Zone::parse("Asia/Shanghai").expect("a zone"));

fuzz_target!(|bytes: &[u8]| {
    read(bytes, None);
    Table::ALL.into_iter().for_each(|table| read(bytes, Some(table)));
    cut(bytes);
});

fn read(bytes: &[u8], table: Option<Table>) {
    let mut input = bytes;
    let opened = match open(&mut input, table) {
        Ok(opened) => opened,
        Err(error) => return drop(error.to_string()),
    };
    let table = opened.header.table;
    let mut rejects = Rejects::new(None);
    let source = Source { index: rejects.source("x"), table: Some(table), zone: &ZONE, progress: &|_| {} };
    let mut tables = Tables::default();
    match rows(opened, input, &source, &mut tables, &mut rejects) {
        Ok(count) => {
            let good = tables.len(table) as u64;
            assert_eq!(count, good + rejects.count(), "rows read and rows that have become of them");
            assert_eq!(count + 1, records(bytes).len() as u64, "rows read and records of the file");
            assert_eq!(rejects.count(), rejects.count_of(table));
        }
        Err(error) => assert!(matches!(error, FileError::Cut(_)), "{error}"),
    }
    let lines = line_ends(bytes) + 1;
    let mut last = 1;
    for reject in rejects.shown() {
        assert!(last < reject.line && reject.line as usize <= lines, "line {} of {lines}", reject.line);
        last = reject.line;
        assert!(!reject.reason.to_string().is_empty());
    }
    for (_, row) in tables.rows(table) {
        assert!(row.cells().count() <= table.spec().columns.len());
        assert!(row.cells().all(|cell| std::str::from_utf8(cell).is_ok()));
    }
}

/// The records as the parser reads them from the whole file at once; the mark of the byte order is none of them.
fn records(bytes: &[u8]) -> Vec<csv::ByteRecord> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let blank = bytes.iter().take_while(|b| b.is_ascii_whitespace()).count();
    parse(&bytes[blank..])
}

fn parse(bytes: &[u8]) -> Vec<csv::ByteRecord> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    reader.byte_records().map(|record| record.expect("memory can be read")).collect()
}

fn cut(bytes: &[u8]) {
    // The parser passes over a mark of the byte order where it begins, which a stretch may do anywhere; cells are
    // trimmed of it in any case.
    if bytes.windows(4).any(|w| matches!(w, [b'\n' | b'\r', 0xef, 0xbb, 0xbf])) {
        return;
    }
    let whole = parse(bytes);
    let reads = |end: usize| [parse(&bytes[..end]), parse(&bytes[end..])].concat() == whole;
    let places = [bytes.len(), bytes.len() / 2, bytes.len() / 3];
    for place in places {
        assert!(last_record_end(&bytes[..place]).is_none_or(reads), "the last end before {place}");
    }
    assert!(first_record_end(bytes).is_none_or(reads), "the first end");
    let mut stretches = Stretches::new(bytes[..places[1]].to_vec(), &bytes[places[1]..], 1);
    let mut joined = Vec::new();
    while let Ok(Some(stretch)) = stretches.next_stretch() {
        joined.extend(stretch.bytes);
    }
    assert!(bytes.starts_with(&joined), "stretches are the file");
}
