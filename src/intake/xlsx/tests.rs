//! Workbooks as they come: written by a library, changed by office programs, damaged.

use std::io::Cursor;

use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook as Writer, Worksheet};

use super::*;
use crate::intake::reject::Reject;
use crate::model::rows::Row;
use crate::model::time::Zone;

type Cells = Vec<Vec<String>>;
type Places = Vec<(String, Reject)>;

/// The workbook whose only sheet `write` fills.
fn workbook(name: &str, write: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut writer = Writer::new();
    let sheet = writer.add_worksheet();
    sheet.set_name(name).unwrap();
    write(sheet);
    writer.save_to_buffer().unwrap()
}

fn write_rows(sheet: &mut Worksheet, rows: &[&[&str]]) {
    for (row, cells) in (0u32..).zip(rows) {
        for (column, cell) in (0u16..).zip(*cells) {
            sheet.write_string(row, column, *cell).unwrap();
        }
    }
}

/// Rows of the sheets that are read, and the rejects with their places.
fn read(bytes: &[u8], table: Option<Table>) -> Result<(Vec<(Table, Cells)>, Places), FileError> {
    let zone = Zone::parse("Asia/Shanghai").unwrap();
    let mut rejects = Rejects::new(None);
    let mut workbook = Workbook::open(Cursor::new(bytes))?;
    let mut found = Vec::new();
    for (name, named) in workbook.sheets().tables {
        let index = rejects.source(&name);
        let source = Source { index, table: named.or(table), zone: &zone, progress: &|_| {} };
        let mut tables = Tables::default();
        let table = workbook.rows(&name, &source, &mut tables, &mut rejects)?.table;
        let cells = |row: Row<'_>| row.cells().map(|c| String::from_utf8(c.to_vec()).unwrap()).collect();
        found.push((table, tables.rows(table).map(|(_, row)| cells(row)).collect()));
    }
    let placed =
        rejects.shown().iter().map(|r| (rejects.place(r.source, r.line, r.column), r.clone())).collect();
    Ok((found, placed))
}

const CASES: [&str; 5] = ["案件编号", "村代码", "案件类型", "登记时间", "办结时间"];

#[test]
fn dates_and_numbers_are_read_as_they_were_meant() {
    let (day, time) = (
        Format::new().set_num_format("yyyy/m/d"),
        Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\" h:mm"),
    );
    let zeros = Format::new().set_num_format("000000");
    let bytes = workbook("Sheet1", |sheet| {
        // A title above the header, an empty row below it, and a table that begins in column B.
        sheet.merge_range(0, 1, 0, 5, "二〇二六年案件台账", &Format::new()).unwrap();
        for (column, name) in (1u16..).zip(CASES) {
            sheet.write_string(1, column, name).unwrap();
        }
        sheet.write_number_with_format(3, 1, 17, &zeros).unwrap();
        sheet.write_number(3, 2, 220_101_001_000_f64).unwrap();
        sheet.write_formula(3, 3, Formula::new("=\"土\"&\"地\"").set_result("土地")).unwrap();
        sheet.write_datetime_with_format(3, 4, ExcelDateTime::from_ymd(2026, 7, 1).unwrap(), &day).unwrap();
        let noon = ExcelDateTime::from_ymd(2026, 7, 2).unwrap().and_hms_milli(12, 0, 29, 600).unwrap();
        sheet.write_datetime_with_format(3, 5, noon, &time).unwrap();
        sheet.set_row_hidden(3).unwrap();
        sheet.write_string(4, 1, " 000018 ").unwrap();
        sheet.write_string(4, 2, "220101001000").unwrap();
        sheet.write_string(4, 3, "劳动").unwrap();
        sheet.write_number(4, 4, 46_204.375).unwrap();
        sheet.write_string(4, 5, "2026-07-02 08:00").unwrap();
        sheet.write_blank(5, 1, &zeros).unwrap();
    });
    let (tables, rejects) = read(&bytes, Some(Table::Cases)).unwrap();
    assert_eq!(rejects, []);
    let cells = &tables[0].1;
    assert_eq!(cells.len(), 2);
    let first = ["000017", "220101001000", "土地", "2026-07-01", "", "", "", "", "2026-07-02 12:00:30"];
    assert_eq!(cells[0][..9], first);
    let second =
        ["000018", "220101001000", "劳动", "2026-07-01 09:00:00", "", "", "", "", "2026-07-02 08:00"];
    assert_eq!(cells[1][..9], second);
}

#[test]
fn what_office_programs_have_changed_is_refused_with_its_cell() {
    let day = Format::new().set_num_format("m\"月\"d\"日\"");
    let bytes = workbook("案件", |sheet| {
        write_rows(sheet, &[&CASES]);
        for row in 1..=7 {
            write_row(sheet, row);
        }
        sheet.write_datetime_with_format(1, 0, ExcelDateTime::from_ymd(2025, 1, 3).unwrap(), &day).unwrap();
        sheet.write_number(2, 0, 2_201_010_010_001_234.0).unwrap();
        sheet.write_string(3, 1, "2.20101E+11").unwrap();
        sheet.write_number(4, 1, 1.1).unwrap();
        sheet.write_formula(5, 2, Formula::new("=NA()").set_result("#N/A")).unwrap();
        sheet.write_number(6, 3, 20_260_701).unwrap();
        sheet.write_string(7, 6, "旁注").unwrap();
    });
    let (tables, rejects) = read(&bytes, None).unwrap();
    assert_eq!((tables[0].0, tables[0].1.len()), (Table::Cases, 0));
    let places: Vec<(&str, &str)> =
        rejects.iter().map(|(place, r)| (place.as_str(), r.value.as_str())).collect();
    assert_eq!(
        places,
        [
            ("案件!A2", "2025-01-03"),
            ("案件!A3", "2201010010001234"),
            ("案件!B4", "2.20101E+11"),
            ("案件!B5", "1.1"),
            ("案件!C6", "#N/A"),
            ("案件!D7", "20260701"),
            ("案件:8", ""),
        ]
    );
    let advice = "format the column as text and enter it again";
    assert!(rejects[..4].iter().all(|(_, r)| r.reason.to_string().ends_with(advice)), "{rejects:?}");
    assert_eq!(rejects[6].1.reason.to_string(), "cell G8 is filled, but its column has no header");
}

fn write_row(sheet: &mut Worksheet, row: u32) {
    for (column, cell) in (0u16..).zip(["c1", "22", "土地", "2026-07-01"]) {
        sheet.write_string(row, column, cell).unwrap();
    }
}

#[test]
fn a_number_among_codes_with_zeros_is_refused() {
    let row: &[&str] = &["", "22", "土地", "2026-07-01"];
    let bytes = workbook("cases", |sheet| {
        write_rows(sheet, &[&CASES, row, &["0017", "22", "土地", "2026-07-01"], row, row]);
        sheet.write_number(1, 0, 16).unwrap();
        sheet.write_number(3, 0, 18).unwrap();
        // This one is refused for its date, and once.
        sheet.write_number(4, 0, 19).unwrap();
        sheet.write_string(4, 3, "昨天").unwrap();
    });
    let (tables, rejects) = read(&bytes, None).unwrap();
    let kept: Vec<&str> = tables[0].1.iter().map(|cells| cells[0].as_str()).collect();
    assert_eq!(kept, ["0017"]);
    let told: Vec<(&str, &str)> =
        rejects.iter().map(|(place, r)| (place.as_str(), r.value.as_str())).collect();
    assert_eq!(told, [("cases!D5", "昨天"), ("cases!A2", "16"), ("cases!A4", "18")]);
}

/// A workbook as openpyxl writes it: formulas, and beside them an empty result.
#[test]
fn a_formula_that_nobody_computed_is_refused_with_its_cell() {
    let book = small();
    for result in ["<v></v>", "<v/>", ""] {
        let changed = replace_in(&book, "xl/worksheets/sheet1.xml", "<v>2</v>", result);
        let error = read(&changed, None).unwrap_err().to_string();
        assert!(error.starts_with("cell C3 has a formula") && error.contains("Excel or WPS"), "{error}");
    }
}

#[test]
fn dates_of_a_1904_workbook_are_four_years_on() {
    let bytes = workbook("cases", |sheet| {
        write_rows(sheet, &[&CASES, &["c1", "22", "土地"]]);
        sheet.write_number(1, 3, 44_742.0).unwrap();
    });
    let bytes = replace_in(&bytes, "xl/workbook.xml", "<workbookPr ", "<workbookPr date1904=\"1\" ");
    let (tables, _) = read(&bytes, None).unwrap();
    assert_eq!(tables[0].1[0][3], "2026-07-01");
}

#[test]
fn sheets_named_as_tables_are_read_and_others_passed_over() {
    let mut writer = Writer::new();
    writer.add_worksheet().set_name("说明").unwrap();
    for (name, head) in [("流转2025", ["case_id", "seq"]), ("当事人", ["案件编号", "当事人代号"])]
    {
        let sheet = writer.add_worksheet();
        sheet.set_name(name).unwrap();
        write_rows(sheet, &[&head]);
    }
    let hidden = writer.add_worksheet().set_name("parties-old").unwrap();
    hidden.set_hidden(true);
    let bytes = writer.save_to_buffer().unwrap();
    let sheets = Workbook::open(Cursor::new(&bytes)).unwrap().sheets();
    assert_eq!(sheets.others, ["说明"]);
    let named: Vec<Option<Table>> = sheets.tables.iter().map(|(_, table)| *table).collect();
    assert_eq!(named, [Table::Handoffs, Table::Parties, Table::Parties].map(Some));
    let mut writer = Writer::new();
    writer.add_worksheet().set_name("旧").unwrap().set_hidden(true);
    writer.add_worksheet().set_name("新").unwrap().set_active(true);
    writer.add_worksheet().set_name("其他").unwrap();
    let sheets = Workbook::open(Cursor::new(writer.save_to_buffer().unwrap())).unwrap().sheets();
    assert_eq!(
        (sheets.tables, sheets.others),
        (vec![("新".to_owned(), None)], vec!["旧".to_owned(), "其他".to_owned()])
    );
}

#[test]
fn headers_at_fault_are_named_with_their_row() {
    let error = |rows: &[&[&str]]| {
        read(&workbook("cases", |sheet| write_rows(sheet, rows)), None).unwrap_err().to_string()
    };
    assert_eq!(error(&[]), "is empty; a table needs at least a header row");
    let unknown = error(&[&["案件台账"], &["案件编号", "", "类型", "村代码", "登记时间", "经办意见"]]);
    assert!(unknown.starts_with("line 2: table `cases` has no column `经办意见`"), "{unknown}");
    assert!(error(&[&["案件编号"]]).starts_with("line 1: table `cases` needs a column `village_code`"));
}

/// `workbook` with `from` replaced by `to` in one of its parts.
fn replace_in(workbook: &[u8], part: &str, from: &str, to: &str) -> Vec<u8> {
    use std::io::{Read, Write};
    use zip::write::{SimpleFileOptions, ZipWriter};
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let mut text = Vec::new();
        file.read_to_end(&mut text).unwrap();
        let name = file.name().unwrap().into_owned();
        if name == part {
            let whole = String::from_utf8(text).unwrap();
            assert!(whole.contains(from), "{part} has no {from}");
            text = whole.replace(from, to).into_bytes();
        }
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(&text).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn small() -> Vec<u8> {
    workbook("cases", |sheet| {
        write_rows(
            sheet,
            &[&CASES, &["c1", "22", "土地", "2026-07-01"], &["c2", "22", "劳动", "2026-07-02"]],
        );
        sheet.write_number(1, 1, 220_101_001_000_f64).unwrap();
        sheet.write_formula(2, 2, Formula::new("=1+1").set_result("2")).unwrap();
    })
}

#[test]
fn damaged_parts_are_errors_and_nothing_worse() {
    let book = small();
    let damage = [
        ("xl/worksheets/sheet1.xml", "<row r=\"2\"", "<row r=\"99999999999\""),
        ("xl/worksheets/sheet1.xml", "r=\"A2\"", "r=\"ZZZZZZZZZZ2\""),
        ("xl/worksheets/sheet1.xml", "r=\"A2\"", "r=\"B2\""),
        ("xl/worksheets/sheet1.xml", "r=\"A3\"", "r=\"A1\""),
        ("xl/worksheets/sheet1.xml", "t=\"s\"", "t=\"q\""),
        ("xl/worksheets/sheet1.xml", "</sheetData>", ""),
        ("xl/sharedStrings.xml", "uniqueCount=\"", "uniqueCount=\"99999999999"),
        ("xl/sharedStrings.xml", "<si>", "<no>"),
        ("xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "../../nowhere"),
        ("_rels/.rels", "xl/workbook.xml", "workbook"),
    ];
    for (part, from, to) in damage {
        let read = read(&replace_in(&book, part, from, to), None);
        assert!(matches!(read, Err(FileError::DamagedWorkbook { .. })), "{part}: {from}: {read:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn a_workbook_with_changed_bytes_never_panics(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut book = small();
        for (at, byte) in changes {
            let at = at.index(book.len());
            book[at] = byte;
        }
        if let Some(cut) = cut {
            book.truncate(cut.index(book.len()));
        }
        if let Ok((tables, rejects)) = read(&book, None) {
            prop_assert!(tables.len() <= 1 && rejects.len() <= 20);
        }
    }

    #[test]
    fn a_sheet_with_changed_text_never_panics(
        part in prop::sample::select(vec!["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"]),
        from in prop::sample::select(vec!["\"", "<", ">", "1", "2", "r=", "s=", "<v>", "</", "=\"", "/", "count"]),
        to in prop::sample::select(vec!["", "\"", "<", "0", "4294967296", "18446744073709551616", "-1", "&#x0;", "&lol;", "<![CDATA[", "一"]),
    ) {
        let book = small();
        let name = part;
        let text = part_of(&book, name);
        if let Some(at) = text.find(from) {
            let first = &text[..at + from.len()];
            let changed = replace_in(&book, name, first, &(text[..at].to_owned() + to));
            let read = read(&changed, None);
            prop_assert!(read.is_ok() || !read.unwrap_err().to_string().is_empty());
        }
    }
}

fn part_of(workbook: &[u8], part: &str) -> String {
    use std::io::Read;
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut text = String::new();
    archive.by_name(part).unwrap().read_to_string(&mut text).unwrap();
    text
}
