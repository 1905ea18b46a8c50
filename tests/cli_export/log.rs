//! Event logs: of the standard's form, whole in themselves, and silent about people.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use serde_json::{Value, json};

use super::common::Scratch;
use super::{directory, report, valid};

/// The log at `name`, checked for what the standard asks and its schema cannot say.
fn log(s: &Scratch, name: &str) -> Value {
    let text = fs::read_to_string(s.join(name)).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    valid(&document, include_str!("../../schemas/ocel2.schema.json"));
    let ids = |list: &str| {
        let list = document[list].as_array().unwrap();
        let ids: BTreeSet<String> = list.iter().map(|o| o["id"].as_str().unwrap().to_owned()).collect();
        assert_eq!(ids.len(), list.len(), "two of one id");
        ids
    };
    let objects = ids("objects");
    ids("events");
    for (list, types) in [("objects", "objectTypes"), ("events", "eventTypes")] {
        let types = document[types].as_array().unwrap();
        for one in document[list].as_array().unwrap() {
            let declared = types.iter().find(|t| t["name"] == one["type"]);
            let declared = declared.unwrap_or_else(|| panic!("{} is not declared", one["type"]));
            for attribute in one["attributes"].as_array().unwrap() {
                let known = declared["attributes"].as_array().unwrap();
                let kind = known.iter().find(|a| a["name"] == attribute["name"]);
                let kind = kind.unwrap_or_else(|| panic!("{} is not declared", attribute["name"]));
                let value = attribute["value"].as_str().unwrap();
                assert!(kind["type"] != "integer" || value.parse::<u32>().is_ok(), "{one}");
            }
            for to in one["relationships"].as_array().unwrap() {
                assert!(objects.contains(to["objectId"].as_str().unwrap()), "leads nowhere: {one}");
            }
        }
    }
    document
}

fn count(document: &Value, list: &str, kind: &str) -> usize {
    document[list].as_array().unwrap().iter().filter(|o| o["type"] == kind).count()
}

#[test]
fn a_log_holds_objects_events_and_what_they_have_to_do_with_each_other() {
    let s = directory();
    let out = report(&s, ["--as", "ocel2", "@a.json", "--with-complaints"]);
    let log = log(&s, "a.json");
    for (list, counts) in [
        ("objects", json!({"county": 1, "town": 1, "village": 2, "agency": 2, "person": 2, "case": 3})),
        (
            "events",
            json!({
                "case.opened": 3, "case.accepted": 2, "case.closed": 1, "handoff.sent": 6,
                "handoff.received": 3, "assignment.started": 3, "assignment.ended": 1,
                "screening.reported": 1,
            }),
        ),
    ] {
        assert_eq!(out[list], counts);
        for (kind, n) in counts.as_object().unwrap() {
            assert_eq!(count(&log, list, kind) as u64, n.as_u64().unwrap(), "{kind}");
        }
    }
    let related: usize = ["objects", "events"]
        .into_iter()
        .flat_map(|list| log[list].as_array().unwrap())
        .map(|one| one["relationships"].as_array().unwrap().len())
        .sum();
    assert_eq!(out["relationships"], related);
    let text = log.to_string();
    assert!(text.contains("白源村") && text.contains("complains_of"));
    assert!(!text.contains("王小明") && !text.contains("SECRET"), "no names of people");
}

#[test]
fn a_log_leaves_complaints_out() {
    let s = directory();
    let out = report(&s, ["--as", "ocel2", "@a.json"]);
    assert_eq!((&out["objects"]["case"], &out["left_out"]["complaint_cases"]), (&json!(1), &json!(2)));
    let text = log(&s, "a.json").to_string();
    assert!(!text.contains("complains_of") && !text.contains("case:c2") && !text.contains(":c3"));
}

/// A directory in which one unit is far slower than three others, and notices drafted for it.
fn with_a_notice() -> Scratch {
    let s = directory();
    let mut agencies = "id,name,kind,division_code\n".to_owned();
    let mut cases = "id,village_code,kind,opened_at,against_agency\n".to_owned();
    let mut hops = "case_id,seq,from_agency,to_agency,sent_at,received_at\n".to_owned();
    for unit in ["slow", "u1", "u2", "u3"] {
        writeln!(agencies, "{unit},{unit},office,990100100000").unwrap();
        for at in 0..60 {
            let day = if unit == "slow" && at < 50 { 20 } else { 3 };
            writeln!(cases, "{unit}-{at},990100100001,land,2026-03-01,").unwrap();
            writeln!(hops, "{unit}-{at},1,bad,{unit},2026-03-02,2026-03-{day:02} 09:00").unwrap();
        }
    }
    for (name, text) in [("agencies", agencies), ("cases", cases), ("handoffs", hops)] {
        s.write(&format!("more/{name}.csv"), text);
    }
    s.run(["import", "@d", "@more"]).exits(0);
    let args =
        ["notice", "@d", "draft", "--matter", "lagging", "--now", "2026-06-01", "--as", "o1", "--json"];
    let drafted = s.run(args).exits(0);
    assert!(drafted.out.contains("slow"), "{}", drafted.out);
    s
}

#[test]
fn notices_are_objects_and_their_steps_events() {
    let s = with_a_notice();
    report(&s, ["--as", "ocel2", "@a.json"]);
    let document = log(&s, "a.json");
    let find = |list: &str, kind: &str| {
        let found = document[list].as_array().unwrap().iter().find(|o| o["type"] == kind);
        found.unwrap_or_else(|| panic!("no {kind}")).clone()
    };
    let notice = find("objects", "notice");
    assert_eq!(notice["id"], "notice:2026-001");
    assert_eq!(notice["relationships"][0], json!({"objectId": "agency:slow", "qualifier": "addressed_to"}));
    let evidence =
        notice["relationships"].as_array().unwrap().iter().filter(|r| r["qualifier"] == "evidence");
    assert_eq!(evidence.count(), 50);
    let drafted = find("events", "notice.drafted");
    assert_eq!(drafted["time"], "2026-06-01T00:00:00+08:00");
    assert_eq!(
        drafted["relationships"],
        json!([
            {"objectId": "notice:2026-001", "qualifier": "notice"},
            {"objectId": "agency:slow", "qualifier": "addressed_to"},
            {"objectId": "person:o1", "qualifier": "actor"},
        ])
    );
    let for_unit = report(&s, ["--as", "ocel2", "@b.json", "--for", "slow"]);
    assert_eq!(for_unit["objects"].get("notice"), None);
    let for_unit = log(&s, "b.json");
    for list in ["objects", "events", "eventTypes"] {
        assert!(!for_unit[list].to_string().contains("notice"), "{list}");
    }
    s.write(
        "late/cases.csv",
        "id,village_code,kind,opened_at,against_agency\nslow-7,990100100001,land,2026-03-01,slow\n",
    );
    s.run(["import", "@d", "@late"]).exits(0);
    report(&s, ["--as", "ocel2", "@c.json"]);
    assert!(!log(&s, "c.json").to_string().contains("slow-7"), "a complaint that came after the notice");
}

#[test]
fn the_schema_of_logs_is_a_schema() {
    for text in
        [include_str!("../../schemas/ocel2.schema.json"), include_str!("../../schemas/export.schema.json")]
    {
        assert!(jsonschema::meta::is_valid(&serde_json::from_str::<Value>(text).unwrap()));
    }
}
