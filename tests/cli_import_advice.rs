//! What an import says to those who hand tables in, through the real binary: columns that it does not know or does not
//! take, every fault of a row, times ahead of the clock, and in which language files are written.

mod common;

use std::fs;

use common::{Scratch, bytes_under};
use rust_xlsxwriter::Workbook;
use serde_json::json;

const CASES: &str = "案件编号,村代码,案件类型,登记时间";

/// A data directory with the small world in it.
fn directory() -> Scratch {
    let s = Scratch::with_directory();
    s.small_world();
    s.run(["import", "@d", "@t"]).exits(0);
    s
}

#[test]
fn an_unknown_column_is_named_by_its_header_with_what_is_near() {
    let s = directory();
    s.write("cases.csv", format!("{CASES},办理情况,受理日\nc2,111,land,2026-01-02,已办,2026-01-02\n"));
    let zh = s.run(["import", "@d", "@cases.csv", "--lang", "zh"]).exits(2).err;
    for part in ["“办理情况”", "“受理日”", "改名或删去", "这 2 列", "“办结时间”", "“备考”"]
    {
        assert!(zh.contains(part), "{part}: {zh}");
    }
    s.write("cases.csv", "id,village_code,kind,opened_at,closed\nc2,111,land,2026-01-02,\n");
    let en = s.run(["import", "@d", "@cases.csv"]).exits(2).err;
    assert!(en.contains("`closed` (did you mean `closed_at`?); rename it, or remove it"), "{en}");
    // A row in the place of a header may hold a person's name.
    s.write("parties.csv", "c1,甲方,孙当事,139\n");
    let row = s.run(["import", "@d", "@parties.csv"]).exits(2).err;
    assert!(!row.contains("孙当事") && row.contains("#3"), "{row}");
    // Also where another cell of it is the same word as some other name of a column.
    let parties = "c1,当事人,孙当事,13900000000\n";
    let assignments = "o1,责任人,2026-01-01,孙当事一案\n";
    for (name, text) in [("parties.csv", parties), ("assignments.csv", assignments)] {
        s.write(name, text);
        for lang in ["en", "zh"] {
            let ran = s.run(["import", "@d", &format!("@{name}"), "--lang", lang]).exits(2);
            let told = ran.out + &ran.err;
            assert!(!told.contains("孙当事") && !told.contains("139") && told.contains("#1"), "{told}");
        }
    }
}

/// In case events 备注 is another name of the detail, which is sealed for ever.
#[test]
fn nobody_is_told_to_rename_a_column_to_one_that_is_stored() {
    let s = directory();
    let row = "c1,2026-01-03,suspended,见附件\n";
    s.write("case_events.csv", format!("案件编号,发生时间,事件类型,批示\n{row}"));
    let zh = s.run(["import", "@d", "@case_events.csv", "--lang", "zh"]).exits(2).err;
    assert!(zh.contains("名为“行号”“备考”的列则略过不取") && !zh.contains("备注"), "{zh}");
    s.write("case_events.csv", format!("案件编号,发生时间,事件类型,备考\n{row}"));
    let document = s.run(["import", "@d", "@case_events.csv", "--json"]).exits(0).json();
    assert_eq!(document["columns_passed_over"][0]["columns"][0]["name"], "备考", "{document:#}");
    s.write("mediators.csv", "id,agency_id,capacity,extra\nm1,B,3,x\n");
    let full = s.run(["import", "@d", "@mediators.csv"]).exits(2).err;
    assert!(full.contains("has every column of the table already; remove it"), "{full}");
}

#[test]
fn what_decorates_a_sheet_is_passed_over_with_a_note() {
    let s = directory();
    s.write(
        "cases.csv",
        format!("序号,{CASES},备注,\n1,c2,111,land,2026-01-02,请核实,\n2,c3,111,land,2026-01-03,,\n"),
    );
    let said = s.run(["import", "@d", "@cases.csv", "--dry-run"]).exits(0).err;
    assert!(said.contains("columns `序号`, `备注`, number 7, which has no header were not taken"), "{said}");
    let zh = s.run(["import", "@d", "@cases.csv", "--dry-run", "--lang", "zh"]).exits(0).err;
    assert!(zh.contains("有 3 列没有读取：“序号”、“备注”、第 7 列（无列名）"), "{zh}");
    let document = s.run(["import", "@d", "@cases.csv", "--json"]).exits(0).json();
    assert_eq!(
        document["columns_passed_over"][0]["columns"],
        json!([{"position": 1, "name": "序号"}, {"position": 6, "name": "备注"}, {"position": 7, "name": ""}])
    );
    assert!(!String::from_utf8_lossy(&bytes_under(&s.join("d"))).contains("请核实"));
    // A filled cell without a header is data of somebody's.
    s.write("cases.csv", format!("{CASES},\nc4,111,land,2026-01-02,急\nc5,111,land,2026-01-02,\n"));
    let refused = s.run(["import", "@d", "@cases.csv"]).exits(2).err;
    assert!(refused.contains("cases.csv:2: cell 5 is filled, but its column has no header"), "{refused}");
    assert!(!refused.contains("cases.csv:3"), "{refused}");
    // A sweep of a folder says so too.
    s.write("t/cases.csv", "id,village_code,kind,opened_at,remark\nc1,111,land,2026-01-01 09:00,x\n");
    let swept = s.run(["sweep", "@t", "--now", "2026-03-01"]).exits(0).err;
    assert!(swept.contains("column `remark` was not taken"), "{swept}");
}

#[test]
fn a_workbook_has_its_line_numbers_and_remarks_passed_over() {
    let s = directory();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("案件").unwrap();
    let rows = [
        ["序号", "案件编号", "村代码", "", "案件类型", "登记时间", "备注"],
        ["1", "c2", "111", "", "land", "2026-01-02", "=急"],
        ["2", "c3", "x9", "", "land", "soon", ""],
        ["3", "c4", "111", "此处", "land", "2026-01-02", ""],
    ];
    for (at, row) in (0u32..).zip(rows) {
        for (column, cell) in (0u16..).zip(row).filter(|(_, cell)| !cell.is_empty()) {
            sheet.write_string(at, column, cell).unwrap();
        }
    }
    book.save(s.join("案件.xlsx")).unwrap();
    let document = s.run(["import", "@d", "@案件.xlsx", "--partial", "--json"]).exits(1).json();
    assert_eq!(document["tables"][0]["new"], 1, "{document:#}");
    assert_eq!(document["columns_passed_over"][0]["columns"].as_array().unwrap().len(), 3);
    let cells: Vec<_> = document["rejects"].as_array().unwrap().iter().map(|r| &r["reason"]).collect();
    assert!(cells.iter().any(|r| r.as_str().unwrap().contains("cell D4 is filled")), "{cells:?}");
    let place = document["rejects"][0]["cell"].clone();
    assert_eq!(place, "F3", "the letters are those of the sheet");
}

#[test]
fn a_column_of_a_sheet_is_told_by_its_letters_wherever_the_table_begins() {
    let s = directory();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("案件").unwrap();
    let rows = [["案件编号", "村代码", "", "案件类型", "登记时间"], ["c2", "111", "", "land", "2026-01-02"]];
    for (at, row) in (2u32..).zip(rows) {
        for (column, cell) in (1u16..).zip(row).filter(|(_, cell)| !cell.is_empty()) {
            sheet.write_string(at, column, cell).unwrap();
        }
    }
    book.save(s.join("案件.xlsx")).unwrap();
    let said = s.run(["import", "@d", "@案件.xlsx", "--dry-run"]).exits(0).err;
    assert!(said.contains("column D, which has no header was not taken"), "{said}");
    let zh = s.run(["import", "@d", "@案件.xlsx", "--dry-run", "--lang", "zh"]).exits(0).err;
    assert!(zh.contains("D 列（无列名）"), "{zh}");
    let document = s.run(["import", "@d", "@案件.xlsx", "--dry-run", "--json"]).exits(0).json();
    let columns = &document["columns_passed_over"][0]["columns"];
    assert_eq!(*columns, json!([{"position": 4, "letters": "D", "name": ""}]));
}

#[test]
fn every_faulty_cell_of_a_row_is_told_and_the_row_counts_once() {
    let s = directory();
    let head = "case_id,seq,from_agency,to_agency,sent_at,received_at,finished_at\n";
    s.write(
        "handoffs.csv",
        format!("{head},x,A,A,2026-01-05,2026-01-04,never\nc9,2,P,Q,2026-01-03,,\nc1,3,B,A,2026-01-03,,\n"),
    );
    let ran = s.run(["import", "@d", "@handoffs.csv", "--rejects", "@bad.csv"]).exits(2);
    let of_line = |line: u32| {
        let place = format!("handoffs.csv:{line}: ");
        let told = ran.err.lines().filter_map(|l| l.split_once(&place).map(|(_, told)| told.to_owned()));
        told.collect::<Vec<_>>()
    };
    assert_eq!(
        of_line(2),
        [
            "case_id ``: must not be empty",
            "seq `x`: not a whole number from 0 to 999999999",
            "finished_at `never`: not a time; write YYYY-MM-DD HH:MM:SS or RFC 3339",
            "to_agency `A`: the same agency as `from_agency`",
            "received_at `2026-01-04`: before `sent_at`",
        ]
    );
    let columns: Vec<String> = of_line(3).iter().map(|t| t.split(' ').next().unwrap().to_owned()).collect();
    assert_eq!(columns, ["case_id", "from_agency", "to_agency"], "{:?}", of_line(3));
    assert_eq!(of_line(4), [""; 0]);
    assert!(ran.err.contains("2 rows refused: nothing was stored"), "{}", ran.err);
    let bad = fs::read_to_string(s.join("bad.csv")).unwrap();
    let rows: Vec<&str> = bad.lines().collect();
    assert_eq!(rows.len(), 3, "one row for each, and the header: {bad}");
    assert!(rows[1].contains("case_id; seq; finished_at; to_agency; received_at"), "{bad}");
    assert!(rows[2].contains("case_id: no row of `cases` has this id; from_agency: no row of"), "{bad}");
    let document = s.run(["import", "@d", "@handoffs.csv", "--json"]).exits(2).json();
    assert_eq!((&document["rejected"], document["rejects"].as_array().unwrap().len()), (&json!(2), 2));
    assert_eq!(document["rejects"][0]["also"].as_array().unwrap().len(), 4);
    assert_eq!(document["rejects"][1]["also"][1]["column"], "to_agency");
    // So it is where filled cells would change.
    s.write("people.csv", "id,kind,name,agency_id\no1,judge,O Two,B\n");
    let changed = s.run(["import", "@d", "@people.csv"]).exits(2).err;
    assert_eq!(changed.matches("a change needs --correct").count(), 3, "{changed}");
    assert!(changed.contains("1 row refused"), "{changed}");
}

#[test]
fn times_ahead_of_the_clock_are_noted_and_stored() {
    let s = directory();
    s.write("cases.csv", "id,village_code,kind,opened_at\nc2,111,land,2100-01-01\nc3,111,land,2026-01-01\n");
    let ran = s.run(["import", "@d", "@cases.csv", "--dry-run"]).exits(0);
    assert!(ran.err.contains("note: 1 row of cases with opened_at ahead of the clock"), "{}", ran.err);
    assert!(ran.err.contains("cases.csv:2 `2100-01-01`"), "{}", ran.err);
    let zh = s.run(["import", "@d", "@cases.csv", "--dry-run", "--lang", "zh"]).exits(0).err;
    assert!(zh.contains("表案件有 1 行的登记时间晚于本机当前时间"), "{zh}");
    let document = s.run(["import", "@d", "@cases.csv", "--json"]).exits(0).json();
    assert_eq!((&document["stored"], &document["ahead"][0]["rows"]), (&json!(true), &json!(1)));
    assert_eq!(document["ahead"][0]["examples"][0]["value"], "2100-01-01");
    // What is known already says nothing new.
    assert_eq!(s.run(["import", "@d", "@cases.csv", "--json"]).exits(0).json()["ahead"], json!([]));
}

#[test]
fn in_chinese_the_file_of_refused_rows_and_exports_have_chinese_headers() {
    let s = directory();
    s.write("cases.csv", "id,village_code,kind,opened_at\nc2,999,land,2026-02-30\n");
    s.run(["import", "@d", "@cases.csv", "--rejects", "@bad.csv", "--lang", "zh"]).exits(2);
    let bad = fs::read_to_string(s.join("bad.csv")).unwrap();
    assert!(bad.starts_with("\u{feff}文件,行,列,内容,原因\n"), "{bad}");
    assert!(bad.lines().nth(1).unwrap().contains(",2,登记时间,2026-02-30,日期或时间不存在"), "{bad}");
    let export = |args: &[&'static str]| {
        s.run(["export", "@d", "--force"].iter().chain(args).copied()).exits(0);
    };
    export(&["--as", "csv", "@zh", "--lang", "zh"]);
    export(&["--as", "csv", "@en"]);
    let head = |folder: &str| {
        fs::read_to_string(s.join(folder).join("handoffs.csv")).unwrap().lines().next().unwrap().to_owned()
    };
    assert!(head("zh").starts_with("\u{feff}案件编号,") && head("en").starts_with("\u{feff}case_id,"));
    export(&["--as", "xlsx", "@zh.xlsx", "--headers", "zh"]);
    export(&["--as", "csv", "@asked", "--lang", "zh", "--headers", "en"]);
    assert_eq!(bytes_under(&s.join("asked")), bytes_under(&s.join("en")));
    // Read back into a new directory, each gives the same tables as the English export.
    for (name, from) in [("x", "@zh"), ("y", "@zh.xlsx"), ("z", "@en")] {
        let (dir, out) = (format!("@{name}"), format!("@{name}-out"));
        s.run(["init", &dir]).exits(0);
        s.run(["import", &dir, from]).exits(0);
        s.run(["export", &dir, "--as", "csv", &out]).exits(0);
        assert_eq!(bytes_under(&s.join(&out[1..])), bytes_under(&s.join("en")), "{from}");
        let again = s.run(["import", "@d", from, "--json"]).exits(0).json();
        assert_eq!(again["stored"], false, "{from}: {again:#}");
    }
}

/// A program that reads them finds the same names on every machine.
#[test]
fn files_are_english_in_an_environment_of_any_language() {
    let s = directory();
    s.write("x/cases.csv", "id,village_code,kind,opened_at\nc2,999,land,2026-02-30\n");
    let zh = "zh_CN.UTF-8";
    let said = s.run_in(zh, ["import", "@d", "@x", "--rejects", "@bad-zh.csv"]).exits(2).err;
    assert!(said.contains("退回"), "what people read is in their language: {said}");
    s.run(["import", "@d", "@x", "--rejects", "@bad.csv"]).exits(2);
    let bad = fs::read_to_string(s.join("bad-zh.csv")).unwrap();
    assert_eq!(bad, fs::read_to_string(s.join("bad.csv")).unwrap());
    assert!(bad.starts_with("\u{feff}file,line,column,value,reason\n"), "{bad}");
    s.run_in(zh, ["sweep", "@x", "--rejects", "@swept.csv"]).exits(2);
    assert_eq!(fs::read_to_string(s.join("swept.csv")).unwrap(), bad);
    s.run(["sweep", "@x", "--rejects", "@swept.csv", "--lang", "zh"]).exits(2);
    assert!(fs::read_to_string(s.join("swept.csv")).unwrap().starts_with("\u{feff}文件,行,"));
    s.run(["export", "@d", "--as", "csv", "@en"]).exits(0);
    s.run_in(zh, ["export", "@d", "--as", "csv", "@zh"]).exits(0);
    assert_eq!(bytes_under(&s.join("zh")), bytes_under(&s.join("en")));
    for (name, asked) in [("a", ["--lang", "zh"]), ("b", ["--headers", "zh"])] {
        let out = format!("@{name}");
        s.run(["export", "@d", "--as", "csv", &out].into_iter().chain(asked)).exits(0);
        let cases = fs::read_to_string(s.join(name).join("cases.csv")).unwrap();
        assert!(cases.starts_with("\u{feff}案件编号,"), "{cases}");
    }
}

/// A place that lists its kinds, tiers and channels, and two kinds of units; a rule names a third.
const LISTS: &str = r#"
title = { zh = "某县", en = "A county" }
base = "default"

[[case_kinds]]
name = "dispute"
title = { zh = "矛盾纠纷", en = "Dispute" }

[[case_kinds]]
name = "labour"
title = { zh = "劳动争议", en = "Labour dispute" }

[[tiers]]
name = "simple"
title = { zh = "简单", en = "Simple" }
parties = [["forestry"]]

[[channels]]
name = "walk_in"
title = { zh = "来访", en = "Walk in" }

[[agency_kinds]]
name = "county_centre"
title = { zh = "县中心", en = "County centre" }
"#;

#[test]
fn codes_that_the_playbook_does_not_have_are_counted_and_named() {
    let s = Scratch::new();
    s.write("p.toml", LISTS);
    s.run(["init", "@d", "--playbook", "@p.toml"]).exits(0);
    s.write("t/divisions.csv", "code,parent_code,level,name\n1,,county,A\n111,1,village,C\n");
    // A kind of the list, one that many places use, one that a rule names, and one that nobody knows.
    let agencies = "id,name,kind,division_code\nA,a,county_centre,1\nB,b,信访局,1\nC,c,forestry,1\n";
    let head = "id,village_code,kind,opened_at,channel,tier\n";
    s.write("t/agencies.csv", agencies);
    s.write(
        "t/cases.csv",
        format!("{head}c1,111,dispute,2026-01-02,walk_in,simple\nc2,111,labour,2026-01-02,,\n"),
    );
    let kept = s.run(["import", "@d", "@t", "--dry-run"]).exits(0);
    assert!(!kept.err.contains("does not have"), "{}", kept.err);
    let document = s.run(["import", "@d", "@t", "--json"]).exits(0).json();
    assert_eq!(document["unknown_codes"], json!([]));

    s.write("u/agencies.csv", "id,name,kind,division_code\nD,d,county_center,1\n");
    let rows: String = [("矛盾纠纷", "walk_in", "简单"), ("矛盾纠纷", "", ""), ("disputes", "", "")]
        .into_iter()
        .chain(["k1", "k2", "k3"].map(|kind| (kind, "hotline", "")))
        .enumerate()
        .map(|(at, (kind, channel, tier))| format!("d{at},111,{kind},2026-01-02,{channel},{tier}\n"))
        .collect();
    s.write("u/cases.csv", format!("{head}{rows}"));
    let en = s.run(["import", "@d", "@u", "--dry-run"]).exits(0).err;
    for part in [
        "6 rows of cases with a kind that the playbook does not have",
        "`矛盾纠纷` (2 rows, a title: the code is `dispute`)",
        "`disputes` (1 row, did you mean `dispute`?)",
        "2 more codes",
        "The playbook has dispute, labour",
        "`简单` (1 row, a title: the code is `simple`)",
        "3 rows of cases with a channel",
        "`county_center` (1 row, did you mean `county_centre`?)",
    ] {
        assert!(en.contains(part), "{part}: {en}");
    }
    let zh = s.run(["import", "@d", "@u", "--dry-run", "--lang", "zh"]).exits(0).err;
    assert!(zh.contains("“矛盾纠纷”（2 行，写的是名称，代码为 dispute）"), "{zh}");
    assert!(zh.contains("案件表有 6 行的“案件类型”不在规则手册之中"), "{zh}");
    let document = s.run(["import", "@d", "@u", "--json"]).exits(0).json();
    assert_eq!(document["stored"], true, "it is a note, and no refusal");
    let codes = document["unknown_codes"].as_array().unwrap();
    assert_eq!(codes.len(), 4, "{document:#}");
    assert_eq!((&codes[0]["rows"], &codes[0]["count"]), (&6.into(), &5.into()));
    assert_eq!(codes[0]["codes"][0], json!({ "code": "矛盾纠纷", "rows": 2, "title_of": "dispute" }));
    assert_eq!(codes[2]["codes"][0], json!({ "code": "hotline", "rows": 3 }));
    assert_eq!(codes[3]["known"], json!(["county_centre"]));
}
