//! Files as they come: good, broken, and not tables at all.

use super::*;
use crate::model::table::handoffs;
use proptest::prelude::*;

fn read(table: Table, text: &str) -> (Result<Tables, FileError>, Vec<Reject>) {
    let zone = Zone::parse("Asia/Shanghai").unwrap();
    let mut rejects = Rejects::new(None);
    let tables = from_text(table, text, &zone, &mut rejects);
    (tables, rejects.shown().to_vec())
}

const HEAD: &str = "case_id,seq,from_agency,to_agency,sent_at,received_at,finished_at\n";

#[test]
fn no_table_has_more_columns_than_a_row_may_have_cells() {
    assert!(Table::ALL.into_iter().all(|t| t.spec().columns.len() <= CELLS_MAX));
}

#[test]
fn rows_keep_their_cells_and_lines() {
    let text = format!(
        "\u{feff}{HEAD}c1,01,A,B,2026-01-01 08:00,,\r\n\r\n\"c,2\",1,A,\"B\nb\",2026-01-01,2026-01-02,\r\n"
    );
    let (tables, rejects) = read(Table::Handoffs, &text);
    let tables = tables.unwrap();
    assert_eq!(rejects.len(), 1, "an id may not hold a line feed: {rejects:?}");
    assert_eq!((rejects[0].line, rejects[0].column), (4, Some("to_agency")));
    let block = &tables.blocks(Table::Handoffs)[0];
    assert_eq!((block.len(), block.line(0), block.row(0).text(handoffs::SEQ)), (1, 2, "1"));
}

#[test]
fn empty_lines_above_the_header_count_as_lines() {
    let (tables, rejects) = read(Table::Handoffs, &format!("\r\n  \n{HEAD}c1,1,A,B,2026-99-01,,\n"));
    assert_eq!((tables.unwrap().len(Table::Handoffs), rejects[0].line), (0, 4));
}

#[test]
fn line_ends_of_every_kind_are_read() {
    for end in ["\n", "\r\n", "\r"] {
        let text = format!("{HEAD}c1,1,A,B,2026-01-01,,\nc1,2,B,A,2026-01-99,,\nc1,3,A,B,2026-01-03,,")
            .replace('\n', end);
        let (tables, rejects) = read(Table::Handoffs, &text);
        let tables = tables.unwrap();
        assert_eq!((tables.len(Table::Handoffs), rejects.len(), rejects[0].line), (2, 1, 3), "{end:?}");
    }
}

#[test]
fn every_bad_row_is_reported_with_its_place() {
    let text = format!(
        "{HEAD}c1,1,A,B,2026-13-01,,\nc1,2,A,A,2026-01-01,,\nc1,3,A,B\nc1,4,A,B,2026-01-02,2026-01-01,\n,5,A,B,2026-01-01,,\nc1,6,A,B,2026-01-01,,\n"
    );
    let (tables, rejects) = read(Table::Handoffs, &text);
    assert_eq!(tables.unwrap().len(Table::Handoffs), 1);
    let places: Vec<_> =
        rejects.iter().map(|r| (r.line, r.column.unwrap_or("-"), r.value.as_str())).collect();
    assert_eq!(
        places,
        [
            (2, "sent_at", "2026-13-01"),
            (3, "to_agency", "A"),
            (4, "-", ""),
            (5, "received_at", "2026-01-01"),
            (6, "case_id", "")
        ]
    );
}

#[test]
fn dates_in_other_forms_are_kept_in_that_of_the_contract() {
    let text = format!(
        "{HEAD}c1,1,A,B,2026/1/2,2026年1月2日9时,2026-01-02T10:00:00+08:00\nc1,2,A,B,2026/10/1,2026/9/10,\nc1,3,A,B,2026/1/2,5/1/2026,\nc1,4,A,B,2026.2.30,,\nc1,5,A,A,2026.2.3,,\n"
    );
    let (tables, rejects) = read(Table::Handoffs, &text);
    let tables = tables.unwrap();
    let cells: Vec<&str> = (4..7).map(|c| tables.blocks(Table::Handoffs)[0].row(0).text(c)).collect();
    assert_eq!(cells, ["2026-01-02", "2026-01-02 09:00", "2026-01-02T10:00:00+08:00"]);
    let told: Vec<_> = rejects.iter().map(|r| (r.line, r.value.as_str(), r.reason.clone())).collect();
    assert_eq!(
        told,
        [
            (3, "2026/9/10", Reason::Before { earlier: "sent_at" }),
            (4, "5/1/2026", Reason::DayOrMonth),
            (5, "2026.2.30", Reason::Instant(crate::model::time::TimeError::Absent)),
            (6, "A", Reason::ToItself),
        ]
    );
    let (tables, rejects) =
        read(Table::People, "id,kind,valid_from\np,judge,2026年5月4日\nq,judge,4/5/2026\n");
    assert_eq!(tables.unwrap().blocks(Table::People)[0].row(0).text(7), "2026-05-04");
    assert_eq!((rejects[0].value.as_str(), &rejects[0].reason), ("4/5/2026", &Reason::DayOrMonth));
}

#[test]
fn files_that_are_no_tables_get_a_clear_error() {
    let error = |bytes: &[u8]| open(bytes, Some(Table::Handoffs), false).unwrap_err().to_string();
    assert_eq!(error(b""), "is empty; a table needs at least a header row");
    assert_eq!(error(b"\xef\xbb\xbf \n\n"), "is empty; a table needs at least a header row");
    assert!(error(b"PK\x03\x04rest").contains("workbook"));
    assert!(error(b"case_id\0,seq").contains("byte 7 is zero"));
    assert!(error(b"\xd0\xcf\x11\xe0\xa1\xb1").contains("old workbook"));
    assert!(error(b"case_id,\xff\xff\n").contains("line 1, column 9: not UTF-8 or GB18030 text"));
    assert!(error("编号，类型\n".as_bytes()).contains("parted by `，`"));
    let wide = "x,".repeat(10_000_000);
    assert!(error(wide.as_bytes()).contains("longer than"));
    let narrow = "x,".repeat(10_000);
    assert!(
        error(narrow.as_bytes()).contains("10001 columns") || error(narrow.as_bytes()).contains("no name")
    );
}

#[test]
fn a_quote_that_never_closes_is_found() {
    let text = format!(
        "{HEAD}c1,1,A,B,2026-01-01,,\nc2,1,A,\"B,2026-01-01,,\n{}",
        "c3,1,A,B,2026-01-01,,\n".repeat(400_000)
    );
    let (tables, _) = read(Table::Handoffs, &text);
    assert!(matches!(tables, Err(FileError::Cut(CutError::RecordTooLong { line: 3 }))), "{:?}", tables.err());
}

#[test]
fn sealed_cells_are_withheld_from_errors() {
    let (_, rejects) = read(Table::Parties, "case_id,ref,name\nc1,p1,王\u{1}五\n");
    assert_eq!((rejects[0].column, rejects[0].value.as_str()), (Some("name"), ""));
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let zone = Zone::parse("Asia/Shanghai").unwrap();
        let mut text = HEAD.as_bytes().to_vec();
        text.extend_from_slice(&bytes);
        for whole in [&bytes[..], &text[..]] {
            if let Ok(opened) = open(whole, None, false) {
                let mut rejects = Rejects::new(None);
                let source = Source { index: rejects.source("x"), table: None, zone: &zone, progress: &|_| {} };
                let mut tables = Tables::default();
                let read = rows(opened, &source, &mut tables, &mut rejects);
                let broken = |e: &FileError| {
                    matches!(e, FileError::Cut(CutError::QuoteOpen { .. }) | FileError::Malformed { .. })
                };
                prop_assert!(read.as_ref().err().is_none_or(broken), "{read:?}");
            }
        }
    }
}
