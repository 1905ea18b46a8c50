//! Import through the real binary where rows of one call meet each other, known rows and broken files.

mod common;

use common::{Scratch, bytes_under};
use serde_json::json;

const ASSIGNMENTS: &str = "person_id,division_code,role,valid_from,valid_to\n";

fn world() -> Scratch {
    let s = Scratch::with_directory();
    s.small_world();
    s.run(["import", "@d", "@t"]).exits(0);
    s
}

/// Imports rows of one table and gives the exit code; the directory must hold together afterwards.
fn import(s: &Scratch, table: &str, text: &str, more: &[&str]) -> common::Ran {
    let name = format!("x/{table}.csv");
    s.write(&name, text);
    let path = format!("@{name}");
    let ran = s.run(["import", "@d", &path].into_iter().chain(more.iter().copied()));
    s.run(["verify", "@d"]).exits(0);
    ran
}

#[test]
fn two_rows_cannot_end_one_open_assignment_on_different_days() {
    let s = world();
    let text = format!(
        "{ASSIGNMENTS}m1,111,mediator,2025-01-01,2026-02-01\nm1,111,mediator,2025-01-01,2026-03-01\n"
    );
    import(&s, "assignments", &text, &[]).exits(2);
    let text = format!("{ASSIGNMENTS}m1,111,mediator,2025-01-01,2026-02-01\n");
    import(&s, "assignments", &text, &[]).exits(0);
}

#[test]
fn spells_of_an_assignment_stand_beside_each_other() {
    let s = world();
    let text = format!("{ASSIGNMENTS}m1,112,mediator,2025-01-01,2025-02-01\nm1,112,mediator,2025-01-01,\n");
    let first = import(&s, "assignments", &text, &["--json"]).exits(0).json();
    assert_eq!(first["tables"][0]["new"], 2);
    let again = import(&s, "assignments", &text, &["--json"]).exits(0).json();
    assert_eq!((again["stored"].clone(), again["tables"][0]["unchanged"].clone()), (json!(false), json!(2)));
    // The open spell can be ended; which of two ended ones a correction means is not said.
    let text = format!("{ASSIGNMENTS}m1,112,mediator,2025-01-01,2026-05-01\n");
    import(&s, "assignments", &text, &[]).exits(0);
    let text = format!("{ASSIGNMENTS}m1,112,mediator,2025-01-01,2026-06-01\n");
    import(&s, "assignments", &text, &["--correct", "--basis", "x"]).exits(2);
}

#[test]
fn one_event_in_two_spellings_of_its_time_is_one_event() {
    let s = world();
    let head = "case_id,at,kind,reason\n";
    import(&s, "case_events", &format!("{head}c1,2026-01-02,registered,\n"), &[]).exits(0);
    let twice = format!("{head}c1,2026-01-02,registered,x\nc1,2026-01-02 00:00:00,registered,y\n");
    import(&s, "case_events", &twice, &[]).exits(2);
    let once = format!("{head}c1,2026-01-02 00:00,registered,x\n");
    let progress = import(&s, "case_events", &once, &["--json"]).exits(0).json();
    assert_eq!(progress["tables"][0]["progress"], 1);
}

#[test]
fn a_correction_cannot_put_divisions_upside_down() {
    let s = world();
    let head = "code,parent_code,level,name\n";
    import(&s, "divisions", &format!("{head}11,1,village,B\n"), &["--correct", "--basis", "x"]).exits(2);
    import(&s, "divisions", &format!("{head}1,11,county,A\n"), &["--correct", "--basis", "x"]).exits(2);
    import(&s, "divisions", &format!("{head}11,1,town,B renamed\n"), &["--correct", "--basis", "x"]).exits(0);
}

/// A is known to stand under B. The call moves A under a new C, which is refused as a change, and fills in A as the
/// superior of B: without the refused row that is a circle.
#[test]
fn what_a_refused_row_leaves_is_no_circle() {
    let s = world();
    let text = "id,name,kind,division_code,parent_id\nA,Office A,town_office,11,C\nB,Centre B,centre,1,A\n\
                C,Centre C,centre,1,\nD,Office D,town_office,11,B\nE,Office E,town_office,11,D\n";
    let ran = import(&s, "agencies", text, &["--partial", "--json"]).exits(1).json();
    let told: Vec<(u64, &str)> = ran["rejects"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| (r["line"].as_u64().unwrap(), r["reason"].as_str().unwrap()))
        .collect();
    assert_eq!(told.len(), 2, "{ran}");
    assert_eq!((told[0].0, told[1]), (2, (3, "its parents run in a circle")));
    assert_eq!((ran["tables"][0]["new"].clone(), ran["tables"][0]["progress"].clone()), (json!(3), json!(0)));
    // As a correction all of it holds together.
    import(&s, "agencies", text, &["--correct", "--basis", "x"]).exits(0);
}

/// Division 1 is known to be a county. The call makes a city of it, which is refused as a change, and puts a county
/// under it.
#[test]
fn what_a_refused_row_leaves_stands_upright() {
    let s = world();
    let text = "code,parent_code,level,name\n1,,city,A\n12,1,county,N\n121,12,town,O\n13,1,town,P\n";
    let ran = import(&s, "divisions", text, &["--partial", "--json"]).exits(1).json();
    let lines: Vec<u64> =
        ran["rejects"].as_array().unwrap().iter().map(|r| r["line"].as_u64().unwrap()).collect();
    assert_eq!(lines, [2, 3, 4], "{ran}");
    import(&s, "divisions", text, &["--correct", "--basis", "x"]).exits(0);
}

#[test]
fn a_file_that_breaks_off_gives_no_rows_at_all() {
    let s = Scratch::with_directory();
    s.small_world();
    let rows: String = (0..60_000).map(|i| format!("k{i},111,land,2026-01-01 09:00\n")).collect();
    s.write(
        "t/cases.csv",
        format!("id,village_code,kind,opened_at\nc1,111,land,2026-01-01\n{rows}k,111,\"land,2026\n"),
    );
    let report = s.run(["import", "@d", "@t", "--partial", "--json"]).exits(1).json();
    assert_eq!(report["file_errors"].as_array().unwrap().len(), 1);
    assert!(report["tables"].as_array().unwrap().iter().all(|t| t["table"] != "cases"), "{report}");
    s.run(["verify", "@d"]).exits(0);
}

#[test]
fn the_file_of_refused_rows_overwrites_nothing_that_matters() {
    let s = world();
    let before = bytes_under(&s.join("t"));
    for place in ["@t/cases.csv", "@t/new.csv", "@d/duban.toml"] {
        let ran = s.run(["import", "@d", "@t", "--rejects", place]).exits(2);
        assert!(ran.err.contains("another place"), "{}", ran.err);
    }
    s.run(["sweep", "@t", "--rejects", "@t/cases.csv"]).exits(2);
    assert!(bytes_under(&s.join("t")) == before);
    s.run(["verify", "@d"]).exits(0);
}

#[test]
fn what_is_wrong_is_said_in_chinese_too() {
    let s = world();
    s.write("x/cases.csv", "id,village_code,kind,opened_at\nc2,999,land,2026-02-30\n");
    let ran = s.run(["import", "@d", "@x", "--lang", "zh"]).exits(2);
    assert!(ran.err.contains("日期或时间不存在") && ran.err.contains("什么都没有存储"), "{}", ran.err);
    let ran = s.run(["sweep", "@nowhere", "--lang", "zh"]).exits(2);
    assert!(ran.err.starts_with("错误"), "{}", ran.err);
}

#[test]
fn a_folder_in_a_folder_is_listed_as_passed_over() {
    let s = Scratch::with_directory();
    s.small_world();
    s.write("t/older/cases.csv", "id,village_code,kind,opened_at\nc7,111,land,2026-01-01\n");
    let report = s.run(["import", "@d", "@t", "--json"]).exits(0).json();
    let older = s.join("t/older").display().to_string();
    assert_eq!(report["ignored"], json!([{ "path": older, "why": "folder" }]));
    let ran = s.run(["sweep", "@t"]).exits(0);
    assert!(ran.err.contains("older: a folder"), "{}", ran.err);
}

#[test]
fn a_person_stated_twice_alike_and_in_the_short_form_is_one_person() {
    let s = Scratch::with_directory();
    s.small_world();
    let people = "id,kind,name,agency_id\no1,official,O One,A\nm1,mediator,M One,\nm1,mediator,M One,\n";
    s.write("t/people.csv", people);
    let report = s.run(["import", "@d", "@t", "--json"]).exits(0).json();
    let tables = report["tables"].as_array().unwrap();
    let people = tables.iter().find(|t| t["table"] == "people").unwrap();
    assert_eq!((&people["new"], &people["unchanged"]), (&json!(2), &json!(1)), "{report}");
    s.run(["sweep", "@t", "--now", "2026-02-01"]).exits(0);
    // A contradiction still is one.
    s.write(
        "t/people.csv",
        "id,kind,name,agency_id\no1,official,O One,A\nm1,mediator,M One,\nm1,mediator,M One,A\n",
    );
    let ran = s.run(["import", "@d", "@t", "--dry-run"]).exits(2);
    assert!(ran.err.contains("people.csv:4"), "{}", ran.err);
}

#[test]
fn wrong_usage_is_found_before_anything_is_read() {
    let s = world();
    // Reading this folder would be refused for its rows, so an error about the argument came before reading.
    s.write("bad/cases.csv", "id,village_code,kind,opened_at\nc2,999,land,2026-02-30\n");
    let ran = s.run(["sweep", "@bad", "--now", "2026-02-30"]).exits(2);
    assert_eq!(ran.err, "error: `2026-02-30` is not a moment: a date or time that does not exist\n");
    // A ledger that cannot be opened is not opened for a wrong argument.
    let log = s.join("d/ledger/000001.log");
    let whole = std::fs::read(&log).unwrap();
    std::fs::write(&log, "no ledger").unwrap();
    for args in [["sweep", "@d", "--now", "soon"].as_slice(), &["notice", "@d", "draft", "--now", "soon"]] {
        let ran = s.run(args.iter().copied()).exits(2);
        assert!(ran.err.starts_with("error: `soon` is not a moment; write 2026-07-01"), "{}", ran.err);
    }
    let ran = s.run(["import", "@d", "@t", "--rejects", "@t/cases.csv"]).exits(2);
    assert!(ran.err.contains("another place"), "{}", ran.err);
    std::fs::write(&log, whole).unwrap();
    s.write("key", "not a key");
    let ran = s.run(["import", "@d", "@bad", "--master-key", "@key"]).exits(2);
    assert!(ran.err.contains("master key") && !ran.err.contains("cases.csv"), "{}", ran.err);
}

/// Whether a line of `text` has an English word besides names, options and what was given.
fn english(text: &str) -> Option<String> {
    let words = ["the ", " is ", " of ", "error", "failed", "not ", "Usage", "opening", "reading", "damaged"];
    text.lines().find(|line| words.iter().any(|word| line.contains(word))).map(str::to_owned)
}

#[test]
fn what_comes_from_below_is_said_in_chinese_too() {
    let s = world();
    s.write("x/cases.csv", "id,village_code,kind,opened_at\nc2,999,land,2026-02-30\nc3,111,,2026-01-01\n");
    s.run(["import", "@d", "@x", "--rejects", "@bad.csv", "--lang", "zh"]).exits(2);
    let rejects = std::fs::read_to_string(s.join("bad.csv")).unwrap();
    assert!(rejects.contains("日期或时间不存在") && rejects.contains("不能为空"), "{rejects}");
    let report = s.run(["import", "@d", "@x", "--json", "--lang", "zh"]).exits(2).json();
    assert_eq!(report["rejects"][0]["reason"], "日期或时间不存在");
    let (log, keys, toml) = (s.join("d/ledger/000001.log"), s.join("d/vault/keys"), s.join("d/duban.toml"));
    let said = |args: &[&str]| {
        let ran = s.run(args.iter().copied().chain(["--lang", "zh"]));
        assert!(ran.code == 1 || ran.code == 2, "{args:?}: {}", ran.err);
        assert_eq!(english(&ran.err), None, "{args:?}");
        ran.err
    };
    assert!(said(&["import", "@d", "@nowhere"]).contains("打开失败：不存在"));
    assert!(said(&["import", "@d", "@t", "--table", "x"]).contains("没有这个表：x；现有：divisions、"));
    assert!(said(&["sweep", "@d", "--nwo", "x"]).contains("没有参数 --nwo"));
    for (file, harm) in [(&keys, "no keys"), (&toml, "format = 9\nmaster_key = \"k\"\n"), (&log, "no ledger")]
    {
        let whole = std::fs::read(file).unwrap();
        std::fs::write(file, harm).unwrap();
        said(&["verify", "@d"]);
        std::fs::write(file, whole).unwrap();
    }
    let whole = std::fs::read(&log).unwrap();
    let mut changed = whole.clone();
    changed[whole.len() / 2] ^= 1;
    std::fs::write(&log, changed).unwrap();
    assert!(said(&["verify", "@d"]).contains("台账已损坏"));
    std::fs::write(&log, whole).unwrap();
    std::fs::write(s.join("d/graph.redb"), "no graph").unwrap();
    let ran = s.run(["sweep", "@d", "--lang", "zh"]).exits(0);
    assert!(ran.err.contains("正在由台账重建图：图文件已损坏"), "{}", ran.err);
    assert_eq!(english(&ran.err), None);
}

#[test]
fn help_is_chinese_throughout() {
    let s = Scratch::new();
    for args in [["--help"].as_slice(), &["sweep", "--help"], &["notice", "x", "render", "--help"]] {
        let ran = s.run(args.iter().copied().chain(["--lang", "zh"])).exits(0);
        assert!(ran.out.contains("用法：duban") && ran.out.contains("选项"), "{}", ran.out);
        assert_eq!(english(&ran.out), None, "{}", ran.out);
    }
}

#[test]
fn who_imports_is_a_person() {
    let s = Scratch::with_directory();
    s.small_world();
    let before = bytes_under(&s.join("d/ledger"));
    let ran = s.run(["import", "@d", "@t", "--as", "nobody"]).exits(2);
    assert_eq!(ran.err, "error: no person `nobody`\n");
    assert_eq!(bytes_under(&s.join("d/ledger")), before);
    // Known, or among the people of the call itself.
    s.run(["import", "@d", "@t", "--as", "o1"]).exits(0);
    s.write("x/divisions.csv", "code,parent_code,level,name\n113,11,village,E\n");
    s.run(["import", "@d", "@x", "--as", "nobody"]).exits(2);
    s.run(["import", "@d", "@x", "--as", "m1"]).exits(0);
    let entries = s.run(["history", "@d", "division", "113", "--json"]).exits(0).json();
    assert_eq!(entries["entries"][0]["actor"], "m1");
}

#[test]
fn nothing_is_told_of_what_was_not_read() {
    let s = world();
    s.write("x/cases.csv", "id,village_code\n");
    for more in [&[][..], &["--partial"]] {
        let ran = s.run(["import", "@d", "@x/cases.csv"].iter().chain(more).copied());
        assert_eq!((ran.code, ran.out.as_str()), (if more.is_empty() { 2 } else { 1 }, ""), "{}", ran.err);
    }
}

#[test]
fn tables_columns_and_words_are_chinese_in_chinese() {
    let s = world();
    s.write(
        "x/handoffs.csv",
        "case_id,seq,from_agency,to_agency,sent_at,received_at\nc1,2,B,A,2026-01-05,2026-01-04\nc9,1,B,A,2026-01-05,\n",
    );
    s.write("x/divisions.csv", "code,parent_code,level,name\n113,11,town,E\n114,11,hamlet,F\n");
    let ran = s.run(["import", "@d", "@x", "--lang", "zh"]).exits(2);
    for said in [
        "签收时间“2026-01-04”：早于移交时间",
        "案件编号“c9”：表案件中没有这个编号",
        "级别“town”：级别须低于上级的级别（乡镇）",
        "级别“hamlet”：不在可用的词中：省、市、县、乡镇、村、组",
    ] {
        assert!(ran.err.contains(said), "{said}: {}", ran.err);
    }
    assert!(ran.out.contains("行政区划") && !ran.out.contains("divisions"), "{}", ran.out);
}

#[test]
fn a_missing_mediator_is_a_vacancy() {
    let s = world();
    let page = |village: &str, lang: &str| {
        let args = ["chain", "@d", "village", village, "--as-of", "2026-01-05", "--lang", lang];
        s.run(args).exits(0).out
    };
    let lacks = |page: &str, role: &str, vacant: &str| {
        page.lines().any(|line| line.contains(role) && line.trim_end().ends_with(vacant))
    };
    assert!(lacks(&page("112", "zh"), "调解员", "空缺"), "{}", page("112", "zh"));
    assert!(lacks(&page("112", "en"), "mediator", "VACANT"), "{}", page("112", "en"));
    assert!(!lacks(&page("111", "zh"), "调解员", "空缺"), "{}", page("111", "zh"));
}

#[test]
fn the_columns_of_chinese_help_align() {
    use unicode_width::UnicodeWidthStr;
    let help = common::duban(["import", "--help", "--lang", "zh"]).out;
    let starts: Vec<usize> = ["试", "有行被退回", "将全部退回", "更正的依据", "导入人编号", "密封字段"]
        .iter()
        .filter_map(|text| help.lines().find_map(|line| line.split_once(text)).map(|(head, _)| head.width()))
        .collect();
    assert!(5 <= starts.len() && starts.windows(2).all(|pair| pair[0] == pair[1]), "{starts:?}\n{help}");
}
