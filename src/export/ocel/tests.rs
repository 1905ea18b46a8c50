//! Worked cases of what a log tells of records and entries.

use serde_json::{Value, json};

use super::*;
use crate::model::entry::{Body, EntryKind};
use crate::model::rows::RowBuf;
use crate::model::table::Table;
use crate::model::time::Instant;

fn zone() -> Zone {
    Zone::parse("Asia/Shanghai").unwrap()
}

fn record(rows: &[(Table, &[&str])]) -> Record {
    let rows = rows.iter().map(|(table, row)| (*table, RowBuf::new(*row))).collect();
    Record { log: vec![(1, 1)], rows, ..Record::default() }
}

fn values(part: &Part) -> Vec<Value> {
    let text = [b"[", part.json.as_slice(), b"]"].concat();
    serde_json::from_slice::<Value>(&text).unwrap().as_array().unwrap().clone()
}

fn object(kind: SubjectKind, record: &Record) -> Value {
    values(&Part::of_objects([(kind, record)], &zone(), &|_| true).unwrap()).remove(0)
}

fn events(record: &Record) -> Vec<Value> {
    values(&Part::of_events([record], &zone()).unwrap())
}

fn case() -> Record {
    record(&[
        (
            Table::Cases,
            &[
                "17",
                "v1",
                "land",
                "2026-01-01 09:00",
                "app",
                "",
                "",
                "",
                "2026-02-01",
                "sealed:v1:AA",
                "good",
            ],
        ),
        (
            Table::Handoffs,
            &["17", "1", "A", "B", "2026-01-02", "2026-01-03 10:00", "", "sealed:v1:AA", "lead"],
        ),
        (Table::CaseEvents, &["17", "2026-01-05", "accepted", "B", "sealed:v1:AA"]),
        (Table::CaseEvents, &["17", "2026-02-01 00:00", "closed"]),
        (Table::CaseEvents, &["17", "2026-03-01", "reopened"]),
        (Table::Parties, &["17", "p1", "sealed:v1:AA", "sealed:v1:AA"]),
    ])
}

#[test]
fn a_case_is_an_object_with_its_states() {
    let expected = json!({
        "id": "case:17",
        "type": "case",
        "attributes": [
            {"name": "kind", "value": "land", "time": "1970-01-01T00:00:00Z"},
            {"name": "channel", "value": "app", "time": "1970-01-01T00:00:00Z"},
            {"name": "rating", "value": "good", "time": "2026-02-01T00:00:00+08:00"},
            {"name": "state", "value": "open", "time": "2026-01-01T09:00:00+08:00"},
            {"name": "state", "value": "closed", "time": "2026-02-01T00:00:00+08:00"},
            {"name": "state", "value": "open", "time": "2026-03-01T00:00:00+08:00"},
        ],
        "relationships": [{"objectId": "division:v1", "qualifier": "arose_in"}],
    });
    assert_eq!(object(SubjectKind::Case, &case()), expected);
}

#[test]
fn a_case_tells_its_events_and_a_closing_once() {
    let events = events(&case());
    let brief: Vec<[&str; 2]> =
        events.iter().map(|e| [e["id"].as_str().unwrap(), e["time"].as_str().unwrap()]).collect();
    assert_eq!(
        brief,
        [
            ["case.opened:17", "2026-01-01T09:00:00+08:00"],
            ["handoff.sent:1:17", "2026-01-02T00:00:00+08:00"],
            ["handoff.received:1:17", "2026-01-03T10:00:00+08:00"],
            ["case.accepted:1:17", "2026-01-05T00:00:00+08:00"],
            ["case.closed:2:17", "2026-02-01T00:00:00+08:00"],
            ["case.reopened:3:17", "2026-03-01T00:00:00+08:00"],
        ]
    );
    let sent = json!({
        "id": "handoff.sent:1:17",
        "type": "handoff.sent",
        "time": "2026-01-02T00:00:00+08:00",
        "attributes": [{"name": "seq", "value": "1"}, {"name": "role", "value": "lead"}],
        "relationships": [
            {"objectId": "case:17", "qualifier": "case"},
            {"objectId": "agency:A", "qualifier": "from"},
            {"objectId": "agency:B", "qualifier": "to"},
        ],
    });
    assert_eq!(events[1], sent);
    let text = serde_json::to_string(&events).unwrap();
    assert!(!text.contains("sealed") && !text.contains("p1"), "{text}");
}

#[test]
fn a_closing_that_only_the_row_tells_is_an_event() {
    let row = ["1", "v", "land", "2026-01-01", "", "", "", "", "2026-02-01"];
    let ids: Vec<Value> =
        events(&record(&[(Table::Cases, &row)])).into_iter().map(|e| e["id"].clone()).collect();
    assert_eq!(ids, ["case.opened:1", "case.closed:0:1"]);
}

#[test]
fn a_person_has_no_name_and_an_assignment_that_never_ends_no_end() {
    let row = ["m1", "mediator", "王小明", "B", "", "3"];
    let person = object(SubjectKind::Person, &record(&[(Table::People, &row)]));
    assert!(!person.to_string().contains('王'), "{person}");
    assert_eq!(person["attributes"][1]["value"], "3");
    assert_eq!(person["relationships"], json!([{"objectId": "agency:B", "qualifier": "belongs_to"}]));
    let spells = record(&[
        (Table::Assignments, &["m1", "v", "", "", "mediator", "2025-01-01", "9999-12-31"]),
        (Table::Assignments, &["m1", "v", "", "", "mediator", "2025-01-01", "2026-01-01"]),
    ]);
    let ids: Vec<Value> = events(&spells).into_iter().map(|e| e["id"].clone()).collect();
    assert_eq!(
        ids,
        [
            "assignment.started:1:m1|v|||mediator|2025-01-01",
            "assignment.started:2:m1|v|||mediator|2025-01-01",
            "assignment.ended:2:m1|v|||mediator|2025-01-01",
        ]
    );
}

#[test]
fn a_notice_names_its_unit_and_the_cases_that_are_in_the_log() {
    let document = json!({
        "id": "2026-001", "unit": {"id": "B", "name": "x"},
        "late": [{"case": "18"}, {"case": "17"}, {"case": "17"}, {"case": "99"}],
    });
    let record = Record { log: vec![(9, 1)], document: Some(document), ..Record::default() };
    let part =
        Part::of_objects([(SubjectKind::Notice, &record)], &zone(), &|case: &str| case != "99").unwrap();
    assert_eq!(
        values(&part)[0]["relationships"],
        json!([
            {"objectId": "agency:B", "qualifier": "addressed_to"},
            {"objectId": "case:17", "qualifier": "evidence"},
            {"objectId": "case:18", "qualifier": "evidence"},
        ])
    );
}

#[test]
fn an_entry_about_a_notice_is_an_event_of_its_kinds_name() {
    let mut entry = Entry {
        seq: 9,
        version: 1,
        subject: Subject::new(SubjectKind::Notice, "2026-001"),
        kind: EntryKind::NoticeDrafted,
        occurred_at: "2026-07-01".into(),
        recorded_at: Instant::from_unix(1_782_900_000).unwrap(),
        actor: "o1".into(),
        body: Body::Document(json!({"text": "SECRET"})),
    };
    let step = |entry: &Entry| {
        let unit = |_: &str| Some("B".to_owned());
        values(&Part::of_steps([entry], &zone(), &unit, &|id| id == "o1").unwrap()).remove(0)
    };
    let expected = json!({
        "id": "notice.drafted:9:2026-001",
        "type": "notice.drafted",
        "time": "2026-07-01T00:00:00+08:00",
        "attributes": [{"name": "actor", "value": "o1"}],
        "relationships": [
            {"objectId": "notice:2026-001", "qualifier": "notice"},
            {"objectId": "agency:B", "qualifier": "addressed_to"},
            {"objectId": "person:o1", "qualifier": "actor"},
        ],
    });
    assert_eq!(step(&entry), expected);
    entry.occurred_at = "".into();
    assert_eq!(step(&entry)["time"], "2026-07-01T18:00:00+08:00", "when it was recorded");
}

#[test]
fn an_empty_log_has_its_four_lists() {
    let mut log = Log::begin(Vec::new(), []).unwrap();
    log.begin_events().unwrap();
    let (bytes, contents) = log.finish().unwrap();
    let document: Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!((document["objects"].clone(), document["events"].clone()), (json!([]), json!([])));
    assert_eq!(contents, Contents::default());
}
