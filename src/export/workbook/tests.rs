//! Workbooks read back by another program's reader.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

use super::*;
use crate::model::rows::RowBuf;

fn book(rows_max: u32, rows: &[(Table, &[&str])]) -> (Xlsx<Cursor<Vec<u8>>>, Vec<Written>) {
    let folder = tempfile::tempdir().unwrap();
    let mut book = Book::with_rows_max(folder.path(), Lang::En, rows_max).unwrap();
    for (table, row) in rows {
        book.push(*table, RowBuf::new(*row).as_row()).unwrap();
    }
    let mut bytes = Vec::new();
    let written = book.finish(&mut bytes).unwrap();
    (Xlsx::new(Cursor::new(bytes)).unwrap(), written)
}

fn texts(workbook: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str) -> Vec<Vec<String>> {
    let range = workbook.worksheet_range(sheet).unwrap();
    let text = |cell: &Data| {
        assert!(matches!(cell, Data::String(_) | Data::Empty), "not a text: {cell:?}");
        cell.to_string()
    };
    range.rows().map(|row| row.iter().map(text).collect()).collect()
}

#[test]
fn every_cell_is_a_text_and_comes_back_as_it_was() {
    let row = ["000123456789", "official", "王\r\n小_x000D_明 ", "<&>\"", "=1+1", "7", "", "2026-07-01"];
    let (mut workbook, written) = book(SHEET_ROWS_MAX, &[(Table::People, &row)]);
    assert_eq!(workbook.sheet_names(), TABLES.map(Table::name));
    let people = texts(&mut workbook, "people");
    assert_eq!(people[0][..3], ["id", "kind", "name"]);
    let expected = ["000123456789", "official", row[2], "<&>\"", "'=1+1", "7", "", "2026-07-01"];
    assert_eq!(people[1][..8], expected);
    assert_eq!(texts(&mut workbook, "cases").len(), 1, "a table without rows has its header");
    let people = Written { table: Table::People, rows: 1, sheets: vec!["people".to_owned()] };
    assert_eq!(written[2], people);
}

#[test]
fn a_table_goes_on_on_further_sheets_behind_its_first() {
    let ids = ["a", "b", "c", "d", "e"];
    let rows = ids.map(|id| [id, "k"]);
    let rows: Vec<(Table, &[&str])> = rows.iter().map(|row| (Table::People, &row[..])).collect();
    let (mut workbook, written) = book(3, &rows);
    assert_eq!(workbook.sheet_names()[2..5], ["people", "people-2", "people-3"]);
    assert_eq!((written[2].rows, written[2].sheets.len()), (5, 3));
    let found: Vec<String> = ["people", "people-2", "people-3"]
        .into_iter()
        .flat_map(|name| texts(&mut workbook, name).into_iter().skip(1).map(|row| row[0].clone()))
        .collect();
    assert_eq!(found, ids);
}

#[test]
fn a_cell_that_no_sheet_holds_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let mut book = Book::begin(folder.path(), Lang::En).unwrap();
    let fits = "甲".repeat(SHEET_CELL_UNITS_MAX);
    book.push(Table::People, RowBuf::new(["1", "k", &fits]).as_row()).unwrap();
    let long = format!("{fits}乙");
    let refused = book.push(Table::People, RowBuf::new(["2", "k", &long]).as_row()).unwrap_err();
    assert!(
        refused.to_string().starts_with("table `people`, row `2`: a cell of more than 32767"),
        "{refused}"
    );
}

#[test]
fn the_same_rows_give_the_same_bytes() {
    let bytes = || {
        let folder = tempfile::tempdir().unwrap();
        let mut book = Book::begin(folder.path(), Lang::En).unwrap();
        book.push(Table::People, RowBuf::new(["1", "k"]).as_row()).unwrap();
        let mut bytes = Vec::new();
        book.finish(&mut bytes).unwrap();
        bytes
    };
    assert_eq!(bytes(), bytes());
}
