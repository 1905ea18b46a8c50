//! One set of tables in every form in which offices keep it gives the same ledger, through the real binary.

#![expect(clippy::unwrap_used, reason = "a helper of a test may fail as the test itself may")]

mod common;

use std::fs;
use std::path::Path;

use common::Scratch;
use encoding_rs::GB18030;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};
use serde_json::Value;

/// A table: its name and header in English and in Chinese, and rows with the words of each, parted by `|`.
struct Sheet {
    names: [&'static str; 2],
    heads: [&'static str; 2],
    rows: &'static [[&'static str; 2]],
}

/// Both spellings are the same.
const fn same(row: &'static str) -> [&'static str; 2] {
    [row, row]
}

const SHEETS: &[Sheet] = &[
    Sheet {
        names: ["divisions", "行政区划"],
        heads: ["code,parent_code,level,name", "区划代码,上级代码,级别,名称"],
        rows: &[
            ["220100000000||city|长春市", "220100000000||市|长春市"],
            ["220102000000|220100000000|county|南关区", "220102000000|220100000000|县（市、区）|南关区"],
            ["220102001000|220102000000|town|南岭街道", "220102001000|220102000000|街道|南岭街道"],
            ["220102001001|220102001000|village|𠮷林社区", "220102001001|220102001000|社区|𠮷林社区"],
        ],
    },
    Sheet {
        names: ["agencies", "单位名录"],
        heads: [
            "id,name,kind,division_code,parent_id,coordinates",
            "单位编号,单位名称,单位类型,所属区划,上级单位,是否牵头",
        ],
        rows: &[
            ["007|调处中心, 南关|centre|220102000000||true", "007|调处中心, 南关|centre|220102000000||是"],
            [
                "008|\"一\"街道办|town_office|220102001000|007|false",
                "008|\"一\"街道办|town_office|220102001000|007|否",
            ],
        ],
    },
    Sheet {
        names: ["people", "人员"],
        heads: [
            "id,kind,name,agency_id,capacity,valid_from",
            "人员编号,人员类型,姓名,所在单位,承办上限,生效日期",
        ],
        rows: &[same("m1|mediator|上一|007|12|2025-01-01"), same("o1|official|王二|008||")],
    },
    Sheet {
        names: ["cases", "案件台账"],
        heads: ["id,village_code,kind,opened_at,rating", "案件编号,村（社区）代码,案件类型,登记时间,评价"],
        rows: &[
            same("2026-土-1|220102001001|土地|2026-01-05 09:30:00|95%"),
            same("2026-土-2|220102001001|劳动|2026-01-06|"),
        ],
    },
    Sheet {
        names: ["assignments", "责任分工"],
        heads: ["person_id,division_code,role,valid_from", "责任人编号,包保区划,责任角色,起始日期"],
        rows: &[same("m1|220102001001|mediator|2025-01-01")],
    },
    Sheet {
        names: ["handoffs", "流转"],
        heads: [
            "case_id,seq,from_agency,to_agency,sent_at,received_at,role",
            "案件编号,流转序号,移交单位,接收单位,移交时间,签收时间,主办协办",
        ],
        rows: &[
            [
                "2026-土-1|1|008|007|2026-01-05 10:00:00|2026-01-07 08:15:30|lead",
                "2026-土-1|1|008|007|2026-01-05 10:00:00|2026-01-07 08:15:30|主办",
            ],
            [
                "2026-土-1|2|007|008|2026-01-08 10:00:00||participating",
                "2026-土-1|2|007|008|2026-01-08 10:00:00||协办",
            ],
        ],
    },
    Sheet {
        names: ["case_events", "案件事件"],
        heads: ["case_id,at,kind,agency_id", "案件编号,发生时间,事件类型,办理单位"],
        rows: &[
            ["2026-土-1|2026-01-05 09:31:00|registered|008", "2026-土-1|2026-01-05 09:31:00|登记|008"],
            ["2026-土-1|2026-01-09 16:00:00|mediated|007", "2026-土-1|2026-01-09 16:00:00|调解|007"],
        ],
    },
];

const EN: usize = 0;
const ZH: usize = 1;

impl Sheet {
    fn rows(&self, words: usize) -> impl Iterator<Item = Vec<&'static str>> {
        let head = self.heads[words].split(',').collect();
        std::iter::once(head).chain(self.rows.iter().map(move |row| row[words].split('|').collect()))
    }

    fn text(&self, words: usize, delimiter: char, end: &str) -> String {
        let quoted = |cell: &str| {
            let plain = !cell.contains(['"', delimiter]);
            if plain { cell.to_owned() } else { format!("\"{}\"", cell.replace('"', "\"\"")) }
        };
        let line = |cells: Vec<&str>| {
            cells.into_iter().map(quoted).collect::<Vec<_>>().join(&delimiter.to_string()) + end
        };
        self.rows(words).map(line).collect()
    }

    /// Fills `sheet` with texts, or with numbers and dates where a person's office program would have made them.
    fn fill(&self, sheet: &mut Worksheet, words: usize, typed: bool) {
        let at = |format: &str| Format::new().set_num_format(format);
        for (row, cells) in (0u32..).zip(self.rows(words)) {
            for (column, cell) in (0u16..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
                let number = cell.parse::<f64>().ok().filter(|_| typed && 0 < row);
                let date = ExcelDateTime::parse_from_str(cell).ok().filter(|_| typed && cell.len() != 4);
                let percent = cell.strip_suffix('%').and_then(|n| n.parse::<f64>().ok()).filter(|_| typed);
                let written = match (number, date, percent) {
                    (Some(number), _, _) if cell.starts_with("00") => {
                        sheet.write_number_with_format(row, column, number, &at("000"))
                    }
                    (Some(number), _, _) => sheet.write_number(row, column, number),
                    (_, _, Some(percent)) => {
                        sheet.write_number_with_format(row, column, percent / 100.0, &at("0%"))
                    }
                    (_, Some(date), _) if cell.len() == 10 || cell.len() == 19 => {
                        sheet.write_datetime_with_format(row, column, &date, &at("yyyy/m/d h:mm"))
                    }
                    _ if typed && matches!(cell, "true" | "false") => {
                        sheet.write_boolean(row, column, cell == "true")
                    }
                    _ => sheet.write_string(row, column, cell),
                };
                written.unwrap();
            }
        }
    }
}

/// One workbook with a sheet for each table.
fn workbook(words: usize, typed: bool) -> Vec<u8> {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_name("填表说明").unwrap().write_string(0, 0, "请逐行填写").unwrap();
    for sheet in SHEETS {
        sheet.fill(workbook.add_worksheet().set_name(sheet.names[words]).unwrap(), words, typed);
    }
    workbook.save_to_buffer().unwrap()
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

fn gb18030(text: &str) -> Vec<u8> {
    let (bytes, _, is_lossy) = GB18030.encode(text);
    assert!(!is_lossy);
    bytes.into_owned()
}

/// Writes every form of the tables into a folder of its own; names of the folders.
fn write_forms(s: &Scratch) -> Vec<String> {
    type Encode = fn(&str) -> Vec<u8>;
    let texts: [(&str, usize, char, &str, &str, Encode); 8] = [
        ("plain", EN, ',', "\n", "csv", |t| t.as_bytes().to_vec()),
        ("chinese", ZH, ',', "\r\n", "csv", |t| t.as_bytes().to_vec()),
        ("marked", ZH, ',', "\r\n", "csv", |t| format!("\u{feff}{t}").into_bytes()),
        ("gb18030", ZH, ',', "\r\n", "csv", gb18030),
        ("gb18030-semicolon", EN, ';', "\n", "csv", gb18030),
        ("unicode-text", ZH, '\t', "\r\n", "txt", |t| utf16(&format!("\u{feff}{t}"), u16::to_le_bytes)),
        ("utf16-unmarked", EN, ',', "\n", "csv", |t| utf16(t, u16::to_le_bytes)),
        ("utf16-big", ZH, '\t', "\n", "tsv", |t| utf16(&format!("\u{feff}{t}"), u16::to_be_bytes)),
    ];
    let mut names = Vec::new();
    for (name, words, delimiter, end, ending, encode) in texts {
        for sheet in SHEETS {
            let text = sheet.text(words, delimiter, end);
            s.write(&format!("{name}/{}.{ending}", sheet.names[words]), encode(&text));
        }
        names.push(name.to_owned());
    }
    for (words, typed) in [(EN, false), (EN, true), (ZH, false), (ZH, true)] {
        let name = format!("workbook-{words}-{typed}");
        s.write(&format!("{name}/全部.xlsx"), workbook(words, typed));
        s.write(&format!("{name}/~$全部.xlsx"), "an office program has it open");
        names.push(name);
        let name = format!("workbooks-{words}-{typed}");
        for sheet in SHEETS {
            let mut workbook = Workbook::new();
            sheet.fill(workbook.add_worksheet(), words, typed);
            s.write(&format!("{name}/{}-2026.xlsx", sheet.names[words]), workbook.save_to_buffer().unwrap());
        }
        names.push(name);
    }
    names
}

/// Entries of a ledger without the time at which they were recorded.
fn entries(directory: &Path) -> Vec<Value> {
    let ledger = fs::read_to_string(directory.join("ledger/000001.log")).unwrap();
    let entry = |line: &str| {
        let mut entry: Value = serde_json::from_str(&line[line.find('{')?..]).unwrap();
        entry.as_object_mut().unwrap().remove("recorded_at");
        entry.get("subject").is_some().then_some(entry)
    };
    ledger.lines().filter_map(entry).collect()
}

#[test]
fn every_form_gives_the_same_entries_and_a_second_one_changes_nothing() {
    let s = Scratch::new();
    let forms = write_forms(&s);
    let mut first: Option<Vec<Value>> = None;
    for form in &forms {
        let (directory, folder) = (format!("@d-{form}"), format!("@{form}"));
        s.run(["init", &directory]).exits(0);
        s.run(["import", &directory, &folder]).exits(0);
        let entries = entries(&s.join(&directory[1..]));
        let rows: usize = SHEETS.iter().map(|sheet| sheet.rows.len()).sum();
        assert_eq!(entries.len(), rows + 1, "{form}: the playbook and every row");
        let first = first.get_or_insert_with(|| entries.clone());
        for (entry, expected) in entries.iter().zip(first.iter()) {
            assert_eq!(entry, expected, "{form}");
        }
        let again = s.run(["import", "@d-plain", &folder, "--json"]).exits(0).json();
        assert_eq!((&again["stored"], &again["rejected"]), (&false.into(), &0.into()), "{form}");
    }
}

#[test]
fn places_in_workbooks_are_named_by_file_sheet_and_cell() {
    let s = Scratch::with_directory();
    s.small_world();
    s.run(["import", "@d", "@t"]).exits(0);
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("cases").unwrap();
    for (column, name) in (0u16..).zip(["id", "village_code", "kind", "opened_at"]) {
        sheet.write_string(0, column, name).unwrap();
    }
    for (column, cell) in (0u16..).zip(["c2", "999", "land", "2026-01-01"]) {
        sheet.write_string(1, column, cell).unwrap();
    }
    s.write("x/cases.xlsx", workbook.save_to_buffer().unwrap());
    let ran = s.run(["import", "@d", "@x", "--rejects", "@bad.csv"]).exits(2);
    assert!(
        ran.err.contains("cases.xlsx[cases]!B2: village_code `999`: no row of `divisions`"),
        "{}",
        ran.err
    );
    assert!(fs::read_to_string(s.join("bad.csv")).unwrap().contains("cases.xlsx[cases],2,village_code,999,"));
    let document = s.run(["import", "@d", "@x", "--json"]).exits(2).json();
    assert_eq!((&document["rejects"][0]["cell"], &document["rejects"][0]["line"]), (&"B2".into(), &2.into()));
}

#[test]
fn old_workbooks_and_other_documents_get_advice() {
    let s = Scratch::with_directory();
    for name in ["cases.xls", "案件.et", "handoffs-2025.wps"] {
        let path = format!("x/{name}");
        s.write(&path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 rest");
        s.write("x/other.xls", "passed over");
        let ran = s.run(["import", "@d", "@x"]).exits(2);
        assert!(ran.err.contains(name) && ran.err.contains("save it as .xlsx"), "{}", ran.err);
        assert!(ran.err.contains("passed over") && ran.err.contains("other.xls"), "{}", ran.err);
        fs::remove_file(s.join(&path)).unwrap();
    }
}

#[test]
fn roles_and_kinds_in_chinese_are_those_of_the_playbook() {
    let s = Scratch::with_directory();
    s.small_world();
    s.write(
        "t/assignments.csv",
        "人员编号,区划代码,责任角色,起始日期\nm1,111,人民调解员,2025年1月1日\nm1,112,调解员,2025/1/1\no1,111,包村小组长,2025-01-01\no1,112,包村小组长,2025-01-01\no1,11,包保领导,2025-01-01\n",
    );
    s.write("t/people.csv", "编号,人员类型,姓名,单位\no1,干部,王二,A\n");
    let ran = s.run(["import", "@d", "@t", "--json"]).exits(0).json();
    assert_eq!(ran["unknown_roles"], serde_json::json!([{ "role": "包村小组长", "rows": 2 }]));
    let sweep =
        s.run(["sweep", "@d", "--now", "2026-01-05", "--only", "uncovered", "--json"]).exits(0).json();
    assert_eq!(sweep["totals"]["uncovered"], 0);
    // The English words are the same rows.
    let same = "person_id,division_code,role,valid_from\nm1,111,mediator,2025-01-01\no1,11,contract_leader,2025-01-01\n";
    s.write("x/assignments.csv", same);
    let again = s.run(["import", "@d", "@x", "--json"]).exits(0).json();
    assert_eq!(
        (&again["tables"][0]["unchanged"], &again["unknown_roles"]),
        (&2.into(), &serde_json::json!([]))
    );
    // It is said once, on the error stream, and in words.
    s.write("y/assignments.csv", "person_id,division_code,role,valid_from\nm1,111,调节员,2025-01-01\n");
    let told = s.run(["import", "@d", "@y"]).exits(0).err;
    assert!(told.contains("note: role `调节员` (1 row) is in no rule"), "{told}");
}
