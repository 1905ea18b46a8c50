//! A file of a table: every record is read or refused, none is lost, and cutting a file into stretches loses none.

#![no_main]

use duban::intake::csv_blocks::{Stretches, first_record_end, last_record_end, line_ends};
use duban::intake::file_error::FileError;
use duban::intake::open::open;
use duban::intake::read::{Source, rows};
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
    for delimiter in [b',', b'\t', b';'] {
        cut(bytes, delimiter);
    }
});

fn read(bytes: &[u8], table: Option<Table>) {
    for as_gb18030 in [false, true] {
        read_as(bytes, table, as_gb18030);
    }
}

fn read_as(bytes: &[u8], table: Option<Table>, as_gb18030: bool) {
    let opened = match open(bytes, table, as_gb18030) {
        Ok(opened) => opened,
        Err(error) => return drop(error.to_string()),
    };
    let (table, delimiter) = (opened.header.table, opened.delimiter);
    // Records and lines of what is no UTF-8 are those of other bytes.
    let is_plain = !as_gb18030 && std::str::from_utf8(bytes).is_ok() && !bytes.contains(&0);
    let mut rejects = Rejects::new(None);
    let source = Source { index: rejects.source("x"), table: Some(table), zone: &ZONE, progress: &|_| {} };
    let mut tables = Tables::default();
    match rows(opened, &source, &mut tables, &mut rejects) {
        Ok(count) => {
            let good = tables.len(table) as u64;
            assert_eq!(count, good + rejects.count(), "rows read and rows that have become of them");
            if is_plain {
                let records = records(bytes, delimiter).len() as u64;
                assert_eq!(count + 1, records, "rows read and records of the file");
            }
            assert_eq!(rejects.count(), rejects.count_of(table));
        }
        Err(error) => assert!(matches!(error, FileError::Cut(_) | FileError::Malformed { .. }), "{error}"),
    }
    let lines = line_ends(bytes) + 1;
    let mut last = 1;
    for reject in rejects.shown() {
        let is_inside = !is_plain || reject.line as usize <= lines;
        assert!(last < reject.line && is_inside, "line {} of {lines}", reject.line);
        last = reject.line;
        assert!(!reject.reason.to_string().is_empty());
    }
    for (_, row) in tables.rows(table) {
        assert!(row.cells().count() <= table.spec().columns.len());
        assert!(row.cells().all(|cell| std::str::from_utf8(cell).is_ok()));
    }
}

/// The records as the parser reads them from the whole file at once; the mark of the byte order is none of them.
fn records(bytes: &[u8], delimiter: u8) -> Vec<csv::ByteRecord> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let blank = bytes.iter().take_while(|b| matches!(b, b' ' | b'\r' | b'\n' | 0x0c)).count();
    parse(&bytes[blank..], delimiter)
}

fn parse(bytes: &[u8], delimiter: u8) -> Vec<csv::ByteRecord> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(bytes);
    reader.byte_records().map(|record| record.expect("memory can be read")).collect()
}

fn cut(bytes: &[u8], delimiter: u8) {
    // The parser passes over a mark of the byte order where it begins, which a stretch may do anywhere; cells are
    // trimmed of it in any case.
    if bytes.windows(4).any(|w| matches!(w, [b'\n' | b'\r', 0xef, 0xbb, 0xbf])) {
        return;
    }
    let whole = parse(bytes, delimiter);
    let reads =
        |end: usize| [parse(&bytes[..end], delimiter), parse(&bytes[end..], delimiter)].concat() == whole;
    let places = [bytes.len(), bytes.len() / 2, bytes.len() / 3];
    for place in places {
        assert!(last_record_end(&bytes[..place], delimiter).is_none_or(reads), "the last end before {place}");
    }
    assert!(first_record_end(bytes, delimiter).is_none_or(reads), "the first end");
    let mut stretches = Stretches::new(bytes[..places[1]].to_vec(), &bytes[places[1]..], 1, delimiter);
    let mut joined = Vec::new();
    while let Ok(Some(stretch)) = stretches.next_stretch() {
        joined.extend(stretch.bytes);
    }
    assert!(bytes.starts_with(&joined), "stretches are the file");
}
