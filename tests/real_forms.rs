//! Real divisions, written in GB18030 and as a workbook and read back, are what they were.
//!
//! `DUBAN_DIVISIONS` names the table; else it is Jilin's under `DUBAN_REAL_DATA`; without either the test says that it is
//! skipped.

#![expect(clippy::unwrap_used, reason = "a helper of a test may fail as the test itself may")]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use common::Scratch;
use encoding_rs::GB18030;
use rust_xlsxwriter::Workbook;

fn divisions() -> Option<PathBuf> {
    let given = std::env::var_os("DUBAN_DIVISIONS").map(PathBuf::from);
    given.or_else(|| Some(PathBuf::from(std::env::var_os("DUBAN_REAL_DATA")?).join("divisions/jilin.csv")))
}

/// Entries of a ledger, one a line, without the time at which they were recorded.
fn entries(directory: &Path) -> Vec<String> {
    let mut segments: Vec<PathBuf> =
        fs::read_dir(directory.join("ledger")).unwrap().map(|e| e.unwrap().path()).collect();
    segments.sort();
    let mut entries = Vec::new();
    for segment in segments {
        let text = fs::read_to_string(segment).unwrap();
        for line in text.lines().filter(|line| line.get(9..10) == Some("e")) {
            let (_, json) = line.split_once('{').unwrap();
            let (before, after) = json.split_once("\"recorded_at\":\"").unwrap();
            entries.push(format!("{before}{}", after.split_once('"').unwrap().1));
        }
    }
    entries
}

/// Codes of the rows that GB18030 does not give back.
fn lost_in_gb18030(rows: &[Vec<String>]) -> BTreeSet<&str> {
    let comes_back = |text: &str| {
        let (bytes, _, is_lossy) = GB18030.encode(text);
        !is_lossy && GB18030.decode_without_bom_handling(&bytes).0 == text
    };
    rows.iter().filter(|row| row.iter().any(|cell| !comes_back(cell))).map(|row| row[0].as_str()).collect()
}

/// A workbook with codes as numbers, as an office program makes them, and all else as text.
fn workbook(rows: &[Vec<String>]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("行政区划").unwrap();
    for (row, cells) in (0u32..).zip(rows) {
        for (column, cell) in (0u16..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            match cell.parse::<f64>() {
                Ok(number) => sheet.write_number(row, column, number).unwrap(),
                Err(_) => sheet.write_string(row, column, cell).unwrap(),
            };
        }
    }
    workbook.save_to_buffer().unwrap()
}

#[test]
fn real_divisions_come_back_from_gb18030_and_from_a_workbook() {
    let Some(table) = divisions() else {
        println!("skipped: neither DUBAN_DIVISIONS nor DUBAN_REAL_DATA is set");
        return;
    };
    let s = Scratch::new();
    let text = fs::read_to_string(&table).unwrap();
    s.write("utf8/divisions.csv", &text);
    s.write("gb18030/divisions.csv", &*GB18030.encode(&text).0);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let cells = |record: csv::StringRecord| record.iter().map(str::to_owned).collect();
    let rows: Vec<Vec<String>> = reader.records().map(|record| cells(record.unwrap())).collect();
    s.write("xlsx/divisions.xlsx", workbook(&rows));
    let lost = lost_in_gb18030(&rows);
    for row in rows.iter().filter(|row| lost.contains(row[0].as_str())) {
        println!("GB18030 does not hold: {}", row.join(","));
    }
    println!("{} rows, of which GB18030 does not hold {}", rows.len() - 1, lost.len());
    let import = |form: &str| {
        let directory = format!("@d-{form}");
        s.run(["init", &directory]).exits(0);
        s.run(["import", &directory, &format!("@{form}")]).exits(0);
        entries(&s.join(&directory[1..]))
    };
    let expected = import("utf8");
    assert_eq!(expected.len(), rows.len(), "the playbook, and every row but the header");
    assert!(import("xlsx") == expected, "the workbook's entries differ");
    let found = import("gb18030");
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(&expected).filter(|(found, expected)| found != expected) {
        let is_lost = lost.iter().any(|code| expected.contains(&format!("\"division:{code}\"")));
        assert!(is_lost, "{found} for {expected}");
    }
}
