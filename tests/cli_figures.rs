//! `duban figures` through the binary: from a directory and from a folder, as JSON and as a page.

mod common;

use common::Scratch;
use serde_json::{Value, json};

const DEFAULT: &str = include_str!("../seed/playbooks/default.toml");
const SCHEMA: &str = include_str!("../schemas/figures.schema.json");
const NOW: [&str; 2] = ["--now", "2024-07-01"];

const KPIS: &str = r#"
[[kpis]]
id = "closure"
title = { zh = "办结率", en = "Closure rate" }
numerator = { table = "cases", closed = true }
denominator = { table = "cases" }
shown = "percent"
places = 2
published = "99.00"
note = { zh = "不说明办得好不好。", en = "Says nothing about how well." }

[[kpis]]
id = "requests"
title = { zh = "受理诉求", en = "Requests taken" }
numerator = { table = "cases", kinds = ["land"] }
shown = "count"
scale = 1000
published = "50000"
at_least = true
note = { zh = "数据缩小。", en = "Data made smaller." }

[[kpis]]
id = "per_firm"
title = { zh = "每家企业案件", en = "Cases per firm" }
numerator = { table = "cases" }
denominator = { table = "agencies", kinds = ["firm"] }
shown = "per"
places = 1
published = "2.5"
note = { zh = "没有企业。", en = "There are no firms." }

[[kpis]]
id = "in_time"
title = { zh = "按时签收", en = "Signed for in time" }
numerator = { table = "cases", clock = "dispatch_sign" }
denominator = { table = "handoffs", distinct = "case" }
shown = "percent"
note = { zh = "只看签收。", en = "Only signing." }
"#;

/// 100 cases of which 99 are closed, 50 about land; three were dispatched, of which two were signed for within 72 hours.
fn world() -> Scratch {
    let s = Scratch::new();
    s.write("t/divisions.csv", "code,parent_code,level,name\n1,,county,A\n111,1,village,C\n");
    s.write("t/agencies.csv", "id,name,kind,division_code\nA,Office A,town_office,1\nB,Centre B,centre,1\n");
    let mut cases = "id,village_code,kind,opened_at,closed_at\n".to_owned();
    for case in 0..100 {
        let (kind, closed) =
            (if case < 50 { "land" } else { "loan" }, if case == 7 { "" } else { "2024-05-01" });
        cases.push_str(&format!("c{case},111,{kind},2024-01-01,{closed}\n"));
    }
    s.write("t/cases.csv", cases);
    s.write(
        "t/handoffs.csv",
        "case_id,seq,from_agency,to_agency,sent_at,received_at\nc1,1,A,B,2024-02-01,2024-02-04\n\
         c2,1,A,B,2024-02-01,2024-02-04 00:00:01\nc3,1,A,B,2024-02-01,2024-02-02\n",
    );
    s.write("p.toml", format!("{DEFAULT}\n{KPIS}"));
    s
}

fn of_folder(s: &Scratch, playbook: &str) -> Value {
    s.run(["figures", "@t", "--playbook", playbook, NOW[0], NOW[1], "--json"]).exits(0).json()
}

#[test]
fn a_folder_and_a_directory_give_the_same_figures() {
    let s = world();
    let figures = of_folder(&s, "@p.toml");
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    jsonschema::draft202012::meta::validate(&schema).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    validator.validate(&figures).unwrap();
    let told = |figure: &Value| {
        let keys = ["id", "numerator", "denominator", "value", "scale", "equal", "near_hundred"];
        keys.map(|key| figure[key].clone())
    };
    let found: Vec<[Value; 7]> = figures.as_array().unwrap().iter().map(told).collect();
    let expected = [
        [json!("closure"), json!(99), json!(100), json!(99.0), json!(1), json!(true), json!(true)],
        [json!("requests"), json!(50), json!(null), json!(50_000), json!(1000), json!(true), json!(false)],
        [json!("per_firm"), json!(100), json!(0), json!(null), json!(1), json!(null), json!(false)],
        [json!("in_time"), json!(2), json!(3), json!(67), json!(1), json!(null), json!(false)],
    ];
    assert_eq!(found, expected);
    s.run(["init", "@d", "--playbook", "@p.toml"]).exits(0);
    s.run(["import", "@d", "@t"]).exits(0);
    let of_directory = s.run(["figures", "@d", NOW[0], NOW[1], "--json"]).exits(0).json();
    assert_eq!(of_directory, figures);

    for (place, wrong) in [("/0/value", json!("99")), ("/0/shown", json!("rate")), ("/0/note", json!("x"))] {
        let mut document = figures.clone();
        *document.pointer_mut(place).unwrap() = wrong;
        assert!(!validator.is_valid(&document), "{place}");
    }
}

#[test]
fn figures_of_sample_data_say_so() {
    let s = world();
    assert_eq!(of_folder(&s, "@p.toml")[0]["sample"], json!(null));
    s.write("t/SAMPLE.txt", "x");
    let figures = of_folder(&s, "@p.toml");
    assert!(figures.as_array().unwrap().iter().all(|figure| figure["sample"] == true), "{figures:#}");
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    jsonschema::draft202012::new(&schema).unwrap().validate(&figures).unwrap();
}

#[test]
fn digits_are_kept_as_published() {
    let s = world();
    let out = s.run(["figures", "@t", "--playbook", "@p.toml", NOW[0], NOW[1], "--json"]).exits(0).out;
    for digits in
        ["\"value\": 99.00,", "\"published\": 99.00,", "\"published\": 50000,", "\"published\": 2.5,"]
    {
        assert!(out.contains(digits), "{digits} in {out}");
    }
}

#[test]
fn what_was_published_changes_no_value() {
    let s = world();
    let before = of_folder(&s, "@p.toml");
    s.write(
        "q.toml",
        format!("{DEFAULT}\n{}", KPIS.replace("\"99.00\"", "\"12.34\"").replace("50000", "50001")),
    );
    let after = of_folder(&s, "@q.toml");
    for (figure, other) in before.as_array().unwrap().iter().zip(after.as_array().unwrap()) {
        for key in ["numerator", "denominator", "value"] {
            assert_eq!(figure[key], other[key]);
        }
    }
    assert_eq!([&after[0]["equal"], &after[1]["equal"]], [&json!(false), &json!(false)]);
}

#[test]
fn what_lies_after_the_moment_is_not_counted() {
    let s = world();
    let figures =
        s.run(["figures", "@t", "--playbook", "@p.toml", "--now", "2024-04-01", "--json"]).exits(0).json();
    assert_eq!([&figures[0]["numerator"], &figures[0]["denominator"]], [&json!(0), &json!(100)]);
    let figures =
        s.run(["figures", "@t", "--playbook", "@p.toml", "--now", "2023-12-31", "--json"]).exits(0).json();
    assert_eq!([&figures[0]["denominator"], &figures[0]["value"]], [&json!(0), &json!(null)]);
}

#[test]
fn the_page_says_what_the_numbers_do_not_say() {
    let s = world();
    let page = |lang: &str| {
        let args = ["figures", "@t", "--playbook", "@p.toml", NOW[0], NOW[1], "--lang", lang];
        s.run(args).exits(0).out
    };
    insta::assert_snapshot!("figures_in_english", page("en"));
    insta::assert_snapshot!("figures_in_chinese", page("zh"));
}

#[test]
fn a_playbook_without_figures_has_none() {
    let s = world();
    assert_eq!(of_folder(&s, "default"), json!([]));
    let page = s.run(["figures", "@t", NOW[0], NOW[1]]).exits(0).out;
    assert!(page.contains("lists no figures"), "{page}");
}

#[test]
fn filters_that_find_nothing_by_their_nature_are_named() {
    let s = world();
    let vain = KPIS.replace("kinds = [\"firm\"]", "kinds = [\"firm\"], ratings = [\"good\"]");
    s.write("q.toml", format!("{DEFAULT}\n{vain}"));
    let ran = s.run(["figures", "@t", "--playbook", "@q.toml", NOW[0], NOW[1], "--json"]).exits(0);
    assert!(ran.err.contains("per_firm: `ratings` cannot be asked of agencies"), "{}", ran.err);
    ran.json();
}

#[test]
fn refused_rows_are_said_and_nothing_is_counted() {
    let s = world();
    s.write("t/handoffs.csv", "case_id,seq,from_agency,to_agency,sent_at\nnone,1,A,B,2024-02-01\n");
    let ran = s.run(["figures", "@t", "--playbook", "@p.toml", "--json"]).exits(2);
    assert!(ran.out.is_empty() && ran.err.contains("`none`"), "{} {}", ran.out, ran.err);
    s.run(["figures", "@nowhere"]).exits(2);
}

#[test]
fn a_playbook_is_refused_beside_a_directory_that_has_adopted_one() {
    let s = Scratch::with_directory();
    for command in [&["figures", "@d"][..], &["whistle", "@d"], &["route", "@d", "c1"]] {
        let ran = s.run(command.iter().copied().chain(["--playbook", "huinan"])).exits(2);
        assert!(ran.err.contains("--playbook is for folders of tables"), "{}", ran.err);
    }
}
