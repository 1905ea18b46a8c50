//! The published schemas say what the code does.
//!
//! `UPDATE_SCHEMAS=1 cargo test --test schemas` rewrites the generated ones under `schemas/tables`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use duban::app::demo::world::generate;
use duban::intake::cells;
use duban::model::schema::table_schema;
use duban::model::table::{CellKind, Table};
use duban::model::time::Zone;
use serde_json::{Value, json};

fn schemas() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas")
}

#[test]
fn table_schemas_are_what_the_code_gives() {
    let update = std::env::var_os("UPDATE_SCHEMAS").is_some_and(|v| v == "1");
    let mut wrong = Vec::new();
    for table in Table::ALL {
        let path = schemas().join("tables").join(format!("{table}.json"));
        let text = table_schema(table).unwrap();
        if update {
            fs::write(&path, &text).unwrap();
        }
        if fs::read_to_string(&path).ok().as_ref() != Some(&text) {
            wrong.push(format!("schemas/tables/{table}.json"));
        }
    }
    assert!(
        wrong.is_empty(),
        "not what the code gives: {wrong:?}; run UPDATE_SCHEMAS=1 cargo test --test schemas"
    );

    let names: BTreeSet<String> = Table::ALL.into_iter().map(|t| format!("{t}.json")).collect();
    let files = fs::read_dir(schemas().join("tables")).unwrap();
    let found: BTreeSet<String> = files.map(|f| f.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(found, names, "a schema of no table");
}

#[test]
fn keys_and_references_name_fields_that_exist() {
    let parsed = |table| serde_json::from_str::<Value>(&table_schema(table).unwrap()).unwrap();
    let has = |schema: &Value, name: &Value| {
        schema["fields"].as_array().unwrap().iter().any(|f| f["name"] == *name)
    };
    let mut references = 0;
    for table in Table::ALL {
        let schema = parsed(table);
        assert!(schema["primaryKey"].as_array().unwrap().iter().all(|k| has(&schema, k)), "{table}");
        for key in schema["foreignKeys"].as_array().into_iter().flatten() {
            let target = match key["reference"]["resource"].as_str() {
                Some(name) => parsed(Table::parse(name).unwrap()),
                None => schema.clone(),
            };
            assert!(has(&schema, &key["fields"][0]) && has(&target, &key["reference"]["fields"][0]), "{key}");
            assert_eq!(target["primaryKey"], key["reference"]["fields"], "{key}");
            references += 1;
        }
    }
    assert_eq!(references, 37);
}

#[test]
fn truth_values_are_those_that_intake_reads() {
    let zone = Zone::parse("UTC").unwrap();
    let schema: Value = serde_json::from_str(&table_schema(Table::Agencies).unwrap()).unwrap();
    let columns = Table::Agencies.spec().columns.iter();
    let (at, column) = columns.enumerate().find(|(_, c)| c.kind == CellKind::Bool).unwrap();
    for (list, kept) in [("trueValues", "true"), ("falseValues", "false")] {
        let words = schema["fields"][at][list].as_array().unwrap();
        assert_eq!(words.len(), 4);
        for word in words {
            assert_eq!(
                cells::check(column, word.as_str().unwrap().as_bytes(), &zone),
                Ok(kept.as_bytes()),
                "{word}"
            );
        }
    }
}

#[test]
fn real_tables_have_only_columns_of_their_schemas() {
    let Some(data) = std::env::var_os("DUBAN_REAL_DATA") else {
        println!("skipped: DUBAN_REAL_DATA is not set, so there are no real tables to look at");
        return;
    };
    for (file, table) in [
        ("divisions/jilin.csv", Table::Divisions),
        ("logs/bpic2013/agencies.csv", Table::Agencies),
        ("logs/bpic2013/cases.csv", Table::Cases),
        ("logs/receipt/handoffs.csv", Table::Handoffs),
    ] {
        let text = fs::read_to_string(Path::new(&data).join(file)).unwrap();
        let header: BTreeSet<&str> = text.lines().next().unwrap().split(',').collect();
        let fields: BTreeSet<&str> = table.spec().columns.iter().map(|c| c.name).collect();
        let required = table.spec().columns.iter().filter(|c| c.required);
        assert!(header.is_subset(&fields), "{file}");
        assert!(required.map(|c| c.name).all(|name| header.contains(name)), "{file}");
    }
}

/// A document with one row of every detector of this version.
fn example() -> Value {
    json!({
        "now": "2026-07-01T00:00:00+08:00",
        "ledger_seq": 18_000,
        "playbook": "default",
        "totals": {"slow_pairs": 1, "stuck": 1, "ping_pong": 2, "uncovered": 1, "overloaded": 1, "lagging": 1,
            "stalled": 1, "rings": 1, "broken_chain": 1, "thin_cover": 1, "orphans": 2, "conflicts": 1, "overdue": 2, "meeting_gaps": 1},
        "overall": {"handoffs": 400, "median_wait_s": 24_099.5},
        "uncovered_by_county": {"220681": 1},
        "slow_pairs": [{"from": "A1", "to": "A2", "n": 30, "open": 2, "median_s": 90_000.5, "p90_s": 100_000.1}],
        "stuck": [{"case": "C1", "seq": 2, "from": "A1", "to": "A2", "wait_s": 259_201}],
        "ping_pong": {"cases": 2, "pairs": [{"a": "A1", "b": "A2", "cases": 2}]},
        "uncovered": [{"village": "220681001001", "county": "220681", "why": "lapsed"}],
        "overloaded": [{"person": "P1", "load": 10.333_333, "capacity": 10}],
        "lagging": [
            {"agency": "A2", "overdue": 40, "n": 50, "rate": 0.8, "p0": 0.1, "p": 1e-30, "flagged": true}
        ],
        "stalled": [{"case": "C2", "seq": 1, "agency": "A2", "held_s": 1_296_001}],
        "rings": [{"agencies": ["A1", "A2", "A3"], "cases": 4}],
        "broken_chain": [{"village": "220681001001", "level": "town"}],
        "thin_cover": [{"person": "P1", "villages": 5}],
        "orphans": [
            {"case": "C3", "why": "no_handoff", "holder": null},
            {"case": "C4", "why": "holder_gone", "holder": "A9"}
        ],
        "conflicts": [{"case": "C5", "agency": "A2", "against": "A1"}],
        "overdue": [
            {"case": "C6", "clock": "handling", "due": "2026-06-01T23:59:59+08:00", "agency": "A2", "derivation": {
                "start": "2026-03-30T09:00:00+08:00", "amount": 60, "unit": "calendar_day", "suspended_days": 3,
                "extensions": 0, "last_day": "2026-06-01", "provisional": false}},
            {"case": "C7", "clock": "sign", "due": "2026-06-02T09:00:00+08:00", "agency": null, "seq": 3, "derivation": {
                "start": "2026-05-30T09:00:00+08:00", "amount": 72, "unit": "hour", "suspended_s": 0,
                "extensions": 0, "last_day": "2026-06-02", "provisional": false}}
        ],
        "meeting_gaps": [{
            "rule": "weekly", "subject": {"kind": "agency", "id": "A1"}, "agency": "A1",
            "since": "2026-06-24T00:00:00+08:00", "due": "2026-06-24T23:59:59+08:00",
            "due_provisional": false, "facts": {"why": "missing", "missed": 1, "of": 8, "days": ["2026-06-24"]}
        }],
        "network": {
            "agencies": 3, "pairs": 3, "totals": {"articulation": 1, "mutual": 1},
            "articulation": [{"agency": "A1", "pieces": 2, "cut_off": 1}],
            "mutual": [{"size": 2, "agencies": ["A1", "A2"]}]
        },
    })
}

#[test]
fn the_sweep_schema_takes_a_sweep_and_refuses_what_is_none() {
    let schema: Value =
        serde_json::from_str(&fs::read_to_string(schemas().join("sweep.schema.json")).unwrap()).unwrap();
    jsonschema::draft202012::meta::validate(&schema).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    validator.validate(&example()).unwrap();
    let wrong = [
        ("/now", json!("2026-07-01 00:00:00")),
        ("/ledger_seq", json!("18000")),
        ("/totals/stuck", json!(-1)),
        ("/totals", json!({"slow": 1})),
        ("/overall", json!({"handoffs": 1})),
        ("/stuck/0", json!({"case": "C1", "seq": 2, "from": "A1", "to": "A2"})),
        ("/stuck/0/wait_s", json!(1.5)),
        ("/uncovered/0/why", json!("unknown")),
        ("/overloaded/0/person", json!(7)),
        ("/lagging/0/rate", json!(1.1)),
        ("/lagging/0/flagged", json!("yes")),
        ("/ping_pong/pairs/0/cases", json!(null)),
        ("/ping_pong", json!([])),
        ("/stalled/0/held_s", json!("15 d")),
        ("/rings/0/agencies", json!(["A1", "A2"])),
        ("/broken_chain/0/level", json!("region")),
        ("/orphans/0/why", json!("lost")),
        ("/conflicts/0/against", json!(null)),
        ("/overdue/0/due", json!(null)),
        ("/overdue/0/derivation", json!([])),
        ("/overdue/0/derivation/unit", json!("day")),
        ("/overdue/1/derivation/last_day", json!("2 June")),
        ("/meeting_gaps/0/subject", json!("A1")),
        ("/meeting_gaps/0/facts/days/0", json!("24 June 2026")),
        ("/meeting_gaps/0/facts/why", json!("idle")),
        ("/thin_cover/0/villages", json!(0)),
        ("/network/mutual/0/size", json!(1)),
        ("/network/totals", json!({"articulation": 1})),
    ];
    for (place, value) in wrong {
        let mut document = example();
        *document.pointer_mut(place).unwrap() = value;
        assert!(!validator.is_valid(&document), "{place} was taken");
    }
    for (name, right) in [("timing", false), ("other", false), ("stalled", true)] {
        let mut document = example();
        document[name] = json!([]);
        assert_eq!(validator.is_valid(&document), right, "{name}");
    }
    for (name, right) in [("playbook", false), ("uncovered_by_county", false), ("stuck", true)] {
        let mut document = example();
        document.as_object_mut().unwrap().remove(name);
        assert_eq!(validator.is_valid(&document), right, "without {name}");
    }
}

#[test]
fn the_planted_schema_takes_what_is_planted_and_refuses_what_is_none() {
    let schema: Value =
        serde_json::from_str(&fs::read_to_string(schemas().join("planted.schema.json")).unwrap()).unwrap();
    jsonschema::draft202012::meta::validate(&schema).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let planted = serde_json::to_value(generate(1).planted).unwrap();
    validator.validate(&planted).unwrap();
    for key in planted.as_object().unwrap().keys() {
        let mut document = planted.clone();
        document.as_object_mut().unwrap().remove(key);
        assert!(!validator.is_valid(&document), "without {key}");
        document[key] = json!(true);
        assert!(!validator.is_valid(&document), "{key} = true");
        let mut more = planted.clone();
        more[format!("{key}_x")] = json!([]);
        assert!(!validator.is_valid(&more), "{key}_x");
    }
}
