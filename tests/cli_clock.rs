//! Clocks through the real binary: every clock of a case with its derivation, suspensions and extensions, in both
//! languages and as a document; a corrected kind changes which clocks there are and loses nothing.

#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod common;

use std::fs;
use std::path::Path;

use common::Scratch;
use serde_json::{Value, json};

/// A case accepted on 4 August 2026, suspended from the 10th to the 16th of September and extended.
const EVENTS: &str = "case_id,at,kind,agency_id,reason\n\
    c1,2026-08-04 09:00,accepted,B,\n\
    c1,2026-09-10,suspended,B,等待鉴定\n\
    c1,2026-09-16,resumed,B,\n\
    c1,2026-09-20,extended,B,情况复杂\n\
    c1,2026-09-25,extended,B,\n";

/// The tables with `events` in folder `t`.
fn tables(s: &Scratch, events: &str) {
    s.small_world();
    s.write(
        "t/cases.csv",
        "id,village_code,kind,opened_at,outcome\nc1,111,land,2026-08-03,\nc21,111,land,2026-08-03,\n",
    );
    s.write(
        "t/handoffs.csv",
        "case_id,seq,from_agency,to_agency,sent_at,received_at,finished_at\n\
         c1,1,A,B,2026-08-03 10:00,2026-08-04 08:00,2026-08-05\nc21,1,A,B,2026-08-03 10:00,2026-08-03 12:00,2026-08-04\n",
    );
    s.write("t/case_events.csv", events);
}

fn directory(events: &str) -> Scratch {
    let s = Scratch::with_directory();
    tables(&s, events);
    s.run(["import", "@d", "@t"]).exits(0);
    s
}

fn schema() -> jsonschema::Validator {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/clock.schema.json");
    let schema: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    jsonschema::draft202012::meta::validate(&schema).unwrap();
    jsonschema::draft202012::new(&schema).unwrap()
}

/// The document of a case at a moment, which holds to its schema.
fn document(s: &Scratch, case: &str, now: &str, more: &[&str]) -> Value {
    let args = ["clock", "@d", case, "--now", now, "--json"].into_iter().chain(more.iter().copied());
    let document = s.run(args).exits(0).json();
    let errors: Vec<String> = schema().iter_errors(&document).map(|e| e.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?} {document:#}");
    document
}

fn clock<'v>(document: &'v Value, id: &str) -> &'v Value {
    let clocks = document["clocks"].as_array().unwrap();
    clocks.iter().find(|clock| clock["clock"] == id).unwrap_or(&Value::Null)
}

#[test]
fn a_case_has_every_clock_with_what_stopped_extended_and_stood() {
    let s = directory(EVENTS);
    let document = document(&s, "c1", "2026-11-05", &[]);
    let ids: Vec<&str> =
        document["clocks"].as_array().unwrap().iter().map(|c| c["clock"].as_str().unwrap()).collect();
    assert_eq!(
        ids,
        [
            "registration",
            "acceptance_notice_direct",
            "acceptance_notice",
            "objection",
            "handling",
            "dispatch_sign",
            "hop_handling",
            "supplement_list"
        ]
    );
    let handling = clock(&document, "handling");
    // 60 and 30 days are 90: the 2nd of November; the 10th to the 15th of September do not count: Sunday the 8th, so
    // that Monday the 9th is the last day.
    assert_eq!(
        (&handling["due"], &handling["last_day"]),
        (&json!("2026-11-09T23:59:59+08:00"), &json!("2026-11-09"))
    );
    assert_eq!(
        (&handling["amount"], &handling["state"], &handling["left_days"]),
        (&json!(90), &json!("running"), &json!(4))
    );
    assert_eq!(handling["agency"], json!({"id": "B", "name": "Centre B"}));
    assert_eq!(
        handling["extensions"],
        json!([
            {"at": "2026-09-20T00:00:00+08:00", "by": {"id": "B", "name": "Centre B"}, "amount": 30, "refused": null},
            {"at": "2026-09-25T00:00:00+08:00", "by": {"id": "B", "name": "Centre B"}, "amount": null, "refused": "too_often"},
        ])
    );
    assert_eq!(
        handling["suspensions"],
        json!([{"from": "2026-09-10T00:00:00+08:00", "to": "2026-09-16T00:00:00+08:00"}])
    );
    let lines = handling["derivation"].as_array().unwrap();
    let told: Vec<(&str, u64, &str)> = lines
        .iter()
        .map(|l| (l["counting"].as_str().unwrap(), l["days"].as_u64().unwrap(), l["to"].as_str().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            ("start_day", 1, "2026-08-04"),
            ("counted", 36, "2026-09-09"),
            ("suspended", 6, "2026-09-15"),
            ("counted", 54, "2026-11-08"),
            ("rolled", 1, "2026-11-09"),
        ]
    );
}

#[test]
fn each_day_may_stand_by_itself_and_a_clock_may_stand_still() {
    let s = directory(EVENTS);
    let by_day = document(&s, "c1", "2026-11-05", &["--days"]);
    let by_day = clock(&by_day, "handling")["derivation"].as_array().unwrap();
    assert_eq!(by_day.len(), 98);
    let counted: i64 = by_day.iter().map(|day| day["counted"].as_i64().unwrap()).sum();
    assert_eq!(
        (counted, &by_day[97]["total"], &by_day[58]["holiday"]["zh"]),
        (90, &json!(90), &json!("国庆节"))
    );
    let before = document(&s, "c1", "2026-09-12", &[]);
    let standing = clock(&before, "handling");
    assert_eq!(
        (&standing["state"], &standing["due"], &standing["left_days"]),
        (&json!("suspended"), &json!(null), &json!(24))
    );
}

#[test]
fn the_page_is_told_in_both_languages() {
    let s = directory(EVENTS);
    let english = s.run(["clock", "@d", "c1", "--now", "2026-11-10"]).exits(0).out;
    for part in [
        "Handling",
        "OVERDUE",
        "2026-11-09",
        "Extension of 2026-09-25",
        "as often as may be",
        "the clock stood",
        "article 34",
    ] {
        assert!(english.contains(part), "{part} in {english}");
    }
    let chinese = s.run(["clock", "@d", "c1", "--now", "2026-11-10", "--lang", "zh"]).exits(0).out;
    for part in ["办理", "逾期", "第三十四条", "延长无效", "不计：时限中止", "顺延", "未起算（12项）"]
    {
        assert!(chinese.contains(part), "{part} in {chinese}");
    }
    assert!(!english.contains("clock-") && !chinese.contains("clock-"), "a key without words");
    assert!(english.lines().count() < 120, "{english}");
}

#[test]
fn a_due_date_past_the_known_holidays_is_provisional_wherever_it_is_shown() {
    let s = directory("case_id,at,kind,agency_id\nc1,2026-12-05,recommended,B\n");
    let document = document(&s, "c1", "2026-12-06", &[]);
    let reply = clock(&document, "recommendation_reply");
    assert_eq!((&reply["last_day"], &reply["provisional"]), (&json!("2027-01-04"), &json!(true)));
    assert_eq!((&document["known_through"], &reply["agency"]["id"]), (&json!("2026-12-31"), &json!("B")));
    let page = s.run(["clock", "@d", "c1", "--now", "2026-12-06"]).exits(0).out;
    assert!(page.contains("2027-01-04 (provisional)") && page.contains("holidays not known yet"), "{page}");
    let swept = s.run(["sweep", "@d", "--now", "2027-01-05", "--only", "overdue"]).exits(0).out;
    assert!(swept.contains("2027-01-04 (provisional)"), "{swept}");
    let swept = s.run(["sweep", "@d", "--now", "2027-01-05", "--only", "overdue", "--json"]).exits(0).json();
    assert_eq!(swept["overdue"][0]["derivation"]["provisional"], true, "{swept:#}");
}

#[test]
fn a_corrected_kind_has_other_clocks_and_loses_nothing() {
    let s = Scratch::new();
    let default = include_str!("../seed/playbooks/default.toml");
    let rest = &default[..default.find("[[clocks]]").unwrap()];
    let rule = |id: &str, amount: u32| {
        format!(
            "[[clocks]]\nid = \"{id}\"\ntitle = {{ zh = \"限\", en = \"Limit\" }}\namount = {amount}\n\
             unit = \"calendar_day\"\nper = \"case\"\nstart = [\"accepted\"]\nstop = [\"replied\", \"case_closed\"]\n\
             extension = {{ amount = 10 }}\nkinds = [\"{id}\"]\ncharged = \"holder\"\n"
        )
    };
    s.write("own.toml", format!("{rest}\n{}\n{}", rule("land", 20), rule("debt", 40)));
    s.run(["init", "@d", "--playbook", "@own.toml"]).exits(0);
    // Suspended and extended before either limit had passed.
    tables(
        &s,
        "case_id,at,kind,agency_id,reason\nc1,2026-08-04 09:00,accepted,B,\nc1,2026-08-10,suspended,B,x\n\
         c1,2026-08-12,resumed,B,\nc1,2026-08-20,extended,B,x\n",
    );
    s.run(["import", "@d", "@t"]).exits(0);
    let due = |document: &Value| {
        let clocks = document["clocks"].as_array().unwrap();
        assert_eq!((clocks.len(), document["idle"][0]["why"].as_str()), (1, Some("other_case")));
        (clocks[0]["clock"].as_str().unwrap().to_owned(), clocks[0]["last_day"].as_str().unwrap().to_owned())
    };
    // 30 days after 4 August, two of them not counted: Saturday 5 September, so that Monday the 7th is the last day.
    let before = document(&s, "c1", "2026-09-01", &[]);
    assert_eq!(due(&before), ("land".to_owned(), "2026-09-07".to_owned()));
    s.write("c/cases.csv", "id,village_code,kind,opened_at,outcome\nc1,111,debt,2026-08-03,\n");
    s.run(["import", "@d", "@c", "--correct", "--basis", "来信说明"]).exits(0);
    // 50 days and two: Friday 25 September, in the holiday that lasts through Sunday the 27th.
    let after = document(&s, "c1", "2026-09-01", &[]);
    assert_eq!(due(&after), ("debt".to_owned(), "2026-09-28".to_owned()));
    for key in ["suspensions", "extensions", "start", "agency"] {
        assert_eq!(before["clocks"][0][key], after["clocks"][0][key], "{key}");
    }
    let entries = s.run(["history", "@d", "case", "c1", "--json"]).exits(0).json();
    let kinds: Vec<&str> =
        entries["entries"].as_array().unwrap().iter().map(|e| e["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds.iter().filter(|kind| kind.starts_with("case_events")).count(), 4, "{kinds:?}");
    assert_eq!(kinds.last(), Some(&"cases.corrected"));
}

#[test]
fn what_is_overdue_in_a_sweep_is_overdue_in_the_clocks_of_the_case() {
    let s = directory(EVENTS);
    for moment in ["2026-08-07 10:00:01", "2026-11-09", "2026-11-10", "2027-03-01"] {
        let swept = s.run(["sweep", "@d", "--now", moment, "--only", "overdue", "--json"]).exits(0).json();
        let rows = swept["overdue"].as_array().unwrap();
        let folder = s.run(["sweep", "@t", "--now", moment, "--only", "overdue", "--json"]).exits(0).json();
        assert_eq!(swept["overdue"], folder["overdue"]);
        assert_eq!(swept["totals"]["overdue"], json!(rows.len()));
        for case in ["c1", "c21"] {
            let document = document(&s, case, moment, &[]);
            let of_case: Vec<(&Value, &Value, &Value)> = document["clocks"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|clock| clock["state"] == "overdue")
                .map(|clock| (&clock["clock"], &clock["due"], &clock["agency"]["id"]))
                .collect();
            let of_sweep: Vec<(&Value, &Value, &Value)> = rows
                .iter()
                .filter(|row| row["case"] == case)
                .map(|row| (&row["clock"], &row["due"], &row["agency"]))
                .collect();
            assert_eq!(of_case.len(), of_sweep.len(), "{case} {moment}");
            assert!(
                of_case.iter().all(|row| of_sweep.contains(row)),
                "{case} {moment}: {of_case:?} {of_sweep:?}"
            );
        }
    }
    let swept = s.run(["sweep", "@d", "--now", "2026-11-10", "--only", "overdue", "--json"]).exits(0).json();
    assert_eq!(
        swept["overdue"].as_array().unwrap().iter().find(|row| row["clock"] == "handling").unwrap(),
        &json!({
            "case": "c1", "clock": "handling", "due": "2026-11-09T23:59:59+08:00", "agency": "B",
            "derivation": {
                "start": "2026-08-04T09:00:00+08:00", "amount": 90, "unit": "calendar_day", "suspended_days": 6,
                "extensions": 1, "last_day": "2026-11-09", "provisional": false
            }
        })
    );
}

#[test]
fn what_is_not_there_exits_2_and_names_what_was_meant() {
    let s = directory(EVENTS);
    let unknown = s.run(["clock", "@d", "c2"]).exits(2);
    assert!(unknown.err.contains("c21") && unknown.out.is_empty(), "{}", unknown.err);
    assert!(s.run(["clock", "@d", "c1", "--now", "2026-08-01"]).exits(2).err.contains("2026-08-03"));
    s.run(["clock", "@d", "c1", "--now", "soon"]).exits(2);
    s.run(["clock", "@t", "c1"]).exits(2);
}
