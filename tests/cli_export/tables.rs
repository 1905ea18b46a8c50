//! Tables: the same after an import of the export, and the same in a workbook as in a folder.

use std::fs;

use calamine::{Data, Reader, open_workbook_auto};
use serde_json::{Value, json};

use super::common::{Scratch, bytes_under, holds};
use super::{directory, report, world};

const TABLES: [&str; 13] = [
    "divisions",
    "agencies",
    "people",
    "cases",
    "assignments",
    "handoffs",
    "case_events",
    "parties",
    "screenings",
    "rosters",
    "tasks",
    "meetings",
    "links",
];

fn table(s: &Scratch, folder: &str, table: &str) -> Vec<Vec<String>> {
    let bytes = fs::read(s.join(folder).join(format!("{table}.csv"))).unwrap();
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or_else(|| panic!("{table}: no mark"));
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
    let mut rows: Vec<Vec<String>> =
        reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect();
    rows[1..].sort();
    rows
}

#[test]
fn an_import_of_an_export_gives_the_same_tables() {
    let s = directory();
    let out = report(&s, ["--as", "csv", "@a", "--with-complaints"]);
    let counts: Vec<u64> =
        out["tables"].as_array().unwrap().iter().map(|t| t["rows"].as_u64().unwrap()).collect();
    assert_eq!(counts, [4, 2, 2, 3, 3, 6, 3, 2, 1, 0, 0, 0, 0]);
    assert_eq!(out["left_out"]["complaint_cases"], json!(null));
    s.run(["init", "@e"]).exits(0);
    s.run(["import", "@e", "@a"]).exits(0);
    s.run(["export", "@e", "--as", "csv", "@b", "--with-complaints"]).exits(0);
    assert_eq!(bytes_under(&s.join("a")), bytes_under(&s.join("b")));
    let again = s.run(["import", "@d", "@a", "--json"]).exits(0).json();
    assert_eq!(again["stored"], false, "what is known says nothing new: {again}");
    s.run(["verify", "@e"]).exits(0);
}

#[test]
fn an_export_of_tables_equals_what_was_handed_in() {
    let s = directory();
    s.run(["export", "@d", "--as", "csv", "@a", "--with-complaints"]).exits(0);
    let cell = |name: &str, row: usize, column: usize| table(&s, "a", name)[row][column].clone();
    assert_eq!(table(&s, "a", "divisions")[4][3], "'=HYPERLINK(\"http://x\")");
    assert_eq!(table(&s, "a", "agencies")[2][1], "局, \"大\"");
    assert_eq!((cell("agencies", 1, 0), cell("agencies", 1, 1)), ("'-5".into(), "'+1 所".into()));
    assert_eq!(cell("handoffs", 1, 3), "'-5");
    assert_eq!((cell("handoffs", 1, 1), cell("people", 1, 5)), ("1".into(), "7".into()), "one spelling");
    assert_eq!(cell("people", 1, 2), "''=李".replacen('\'', "", 1), "handed in as '=李, so =李 is meant");
    assert_eq!(cell("people", 1, 4), "'引号'");
    assert_eq!((cell("people", 2, 2), cell("people", 2, 4)), ("'@王小明".into(), "副局长\n主持工作".into()));
    assert_eq!((cell("cases", 1, 4), cell("cases", 1, 3)), ("'＝app".into(), "2026-01-01 09:00".into()));
    assert_eq!(cell("cases", 2, 3), "2026-01-02T09:00:00+08:00");
    let rows = table(&s, "a", "assignments");
    let bases: Vec<&str> = rows.iter().map(|row| row[7].as_str()).collect();
    assert_eq!(bases, ["basis", "", "", "'-文件"], "sealed where the row is about a case");
    let bytes = fs::read(s.join("a/people.csv")).unwrap();
    assert!(holds(&bytes, "valid_to,stars,stars_basis\r\n") && bytes.ends_with(b"\r\n"));
}

#[test]
fn nothing_sealed_leaves() {
    let s = directory();
    for (form, out) in [("csv", "a"), ("xlsx", "a.xlsx"), ("ocel2", "a.json")] {
        let at = format!("@{out}");
        let said = report(&s, ["--as", form, &at, "--with-complaints"]);
        let columns = said["left_out"]["sealed"].as_array().unwrap();
        assert!(columns.contains(&json!({"table": "parties", "column": "name", "when": "always"})));
        assert!(columns.contains(&json!({"table": "assignments", "column": "basis", "when": "case"})));
    }
    assert_eq!(table(&s, "a", "parties"), [["case_id", "ref"], ["c1", "p1"], ["c2", "p1"]]);
    assert_eq!(table(&s, "a", "screenings")[0], ["campaign", "division_code", "reported_at", "cases_found"]);
    let mut bytes = bytes_under(&s.join("a"));
    bytes.extend(fs::read(s.join("a.json")).unwrap());
    assert!(!holds(&bytes, "SECRET") && !holds(&bytes, "sealed:"));
    let book = workbook(&s, "a.xlsx");
    assert!(book.iter().flat_map(|(_, rows)| rows.iter().flatten()).all(|c| !c.contains("SECRET")));
}

/// Sheets of a workbook, every cell a text.
fn workbook(s: &Scratch, name: &str) -> Vec<(String, Vec<Vec<String>>)> {
    let mut book = open_workbook_auto(s.join(name)).unwrap();
    let text = |cell: &Data| {
        assert!(matches!(cell, Data::String(_) | Data::Empty), "not a text: {cell:?}");
        cell.to_string()
    };
    let names = book.sheet_names();
    let mut sheets = Vec::new();
    for name in names {
        let range = book.worksheet_range(&name).unwrap();
        let mut rows: Vec<Vec<String>> = range.rows().map(|row| row.iter().map(text).collect()).collect();
        rows[1..].sort();
        sheets.push((name, rows));
    }
    sheets
}

#[test]
fn a_workbook_holds_what_the_folder_holds() {
    let s = directory();
    s.run(["export", "@d", "--as", "csv", "@a"]).exits(0);
    let out = report(&s, ["--as", "xlsx", "@a.xlsx"]);
    assert_eq!(out["tables"][5], json!({"table": "handoffs", "rows": 2, "on": ["handoffs"]}));
    let sheets = workbook(&s, "a.xlsx");
    assert_eq!(sheets.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), TABLES);
    for (name, rows) in &sheets {
        let mut rows = rows.clone();
        // Empty cells at the ends of rows are no cells of a sheet.
        let width = rows[0].len();
        rows.iter_mut().for_each(|row| row.resize(width, String::new()));
        assert_eq!(rows, table(&s, "a", name), "{name}");
    }
}

#[test]
fn complaints_are_left_out_unless_they_are_asked_for() {
    let s = directory();
    let out = report(&s, ["--as", "csv", "@a"]);
    assert_eq!(out["left_out"]["complaint_cases"], 2);
    let ids = |name: &str, column: usize| {
        let rows = table(&s, "a", name);
        let mut ids: Vec<String> = rows[1..].iter().map(|row| row[column].clone()).collect();
        ids.retain(|id| !id.is_empty());
        ids.dedup();
        ids
    };
    for (name, column) in
        [("cases", 0), ("assignments", 2), ("handoffs", 0), ("case_events", 0), ("parties", 0)]
    {
        assert_eq!(ids(name, column), ["c1"], "{name}");
    }
    let explicit = report(&s, ["--as", "csv", "@b", "--without-complaints"]);
    assert_eq!(explicit["left_out"], out["left_out"]);
    assert_eq!(bytes_under(&s.join("a")), bytes_under(&s.join("b")));
    s.run(["export", "@d", "--as", "csv", "@c", "--with-complaints", "--without-complaints"]).exits(2);
    s.run(["export", "@d", "--as", "csv", "@c", "--with-complaints", "--for", "bad"]).exits(2);
}

/// Takes every case that complains, and what belongs to it, out of the tables in the folder `t`.
fn without_complaints(s: &Scratch) {
    for name in ["cases", "handoffs", "case_events", "parties", "assignments"] {
        let path = s.join("t").join(format!("{name}.csv"));
        let text = fs::read_to_string(&path).unwrap();
        let kept = text.lines().filter(|l| !l.contains("c2,") && !l.contains("c3,"));
        fs::write(&path, kept.map(|l| format!("{l}\n")).collect::<String>()).unwrap();
    }
}

#[test]
fn an_export_for_a_unit_is_what_it_would_be_if_there_were_no_complaint() {
    let with = directory();
    let without = Scratch::with_directory();
    world(&without);
    without_complaints(&without);
    without.run(["import", "@d", "@t"]).exits(0);
    for (form, out) in [("csv", "a"), ("xlsx", "a.xlsx"), ("ocel2", "a.json")] {
        let at = format!("@{out}");
        let said = [&with, &without].map(|s| {
            let ran = s.run(["export", "@d", "--as", form, &at, "--for", "bad", "--json"]).exits(0);
            let words = s.run(["export", "@d", "--as", form, &at, "--for", "bad", "--force"]).exits(0);
            let folder = s.path().display().to_string();
            (ran.out.replace(&folder, ""), words.out.replace(&folder, ""), words.err)
        });
        assert_eq!(said[0], said[1], "{form}");
        let bytes = [&with, &without].map(|s| {
            let path = s.join(out);
            if path.is_dir() { bytes_under(&path) } else { fs::read(path).unwrap() }
        });
        assert!(bytes[0] == bytes[1], "{form}");
    }
    let report = report(&with, ["--as", "csv", "@b", "--for", "bad"]);
    assert_eq!((&report["for"], &report["ledger_seq"]), (&json!("bad"), &Value::Null));
    assert_eq!(report["left_out"]["complaint_cases"], Value::Null);
}

#[test]
fn an_empty_directory_gives_tables_without_rows() {
    let s = Scratch::with_directory();
    let out = report(&s, ["--as", "csv", "@a"]);
    assert!(out["tables"].as_array().unwrap().iter().all(|t| t["rows"] == 0));
    let again = s.run(["import", "@d", "@a", "--json"]).exits(0).json();
    assert_eq!(again["stored"], false);
    report(&s, ["--as", "xlsx", "@a.xlsx"]);
    assert!(workbook(&s, "a.xlsx").iter().all(|(_, rows)| rows.len() == 1));
    report(&s, ["--as", "ocel2", "@a.json"]);
}
