//! Sweeps and findings over HTTP: what each account sees of the same world.

use actix_web::http::StatusCode;
use serde_json::{Value, json};

use crate::api::testing::Fixture;

const NOW: &str = "now=2026-07-01";

/// The cases that a sweep names anywhere, each once.
fn cases(document: &Value) -> Vec<String> {
    fn walk(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(parts) => {
                found.extend(parts.get("case").and_then(Value::as_str).map(str::to_owned));
                parts.values().for_each(|part| walk(part, found));
            }
            Value::Array(items) => items.iter().for_each(|item| walk(item, found)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let mut found = Vec::new();
    walk(document, &mut found);
    found.sort_unstable();
    found.dedup();
    found
}

#[actix_web::test]
async fn an_account_sees_its_own_part_and_nothing_that_accuses_it() {
    let world = Fixture::new();
    let sees = async |account: &str| cases(&world.get(account, &format!("/sweeps?{NOW}")).await.json());
    assert_eq!(sees("sup").await, ["c1", "c2", "c3", "c4", "c5", "c6"]);
    // `c5` complains against the water bureau.
    assert_eq!(sees("sup-w").await, ["c1", "c2", "c3", "c4", "c6"]);
    assert_eq!(sees("coord11").await, ["c1", "c2", "c4", "c6"]);
    assert_eq!(sees("clerk11").await, ["c1", "c2", "c6"]);
    assert_eq!(sees("clerk12").await, ["c3", "c5"]);
    assert_eq!(sees("line11").await, ["c1", "c2"]);
    assert_eq!(sees("planner").await, Vec::<String>::new());
}

#[actix_web::test]
async fn totals_count_what_is_left() {
    let world = Fixture::new();
    let clerk = world.get("clerk11", &format!("/sweeps?{NOW}")).await.json();
    assert_eq!(clerk["totals"]["stuck"], 2);
    assert_eq!(clerk["totals"]["ping_pong"], 1);
    assert_eq!(clerk["totals"]["uncovered"], 1);
    assert_eq!(clerk["uncovered_by_county"], json!({ "1": 1 }));
    let all = world.get("sup", &format!("/sweeps?{NOW}")).await.json();
    assert_eq!(all["totals"]["stuck"], 4);
    assert_eq!(all["totals"]["ping_pong"], 2);
    assert_eq!(all["uncovered_by_county"], json!({ "1": 2 }));
    // No number of a clerk of the accused unit knows of the handoff of `c4`.
    assert_eq!((&clerk["overall"]["handoffs"], &all["overall"]["handoffs"]), (&json!(8), &json!(9)));
}

#[actix_web::test]
async fn complaints_are_absent_for_whoever_may_not_know_of_them() {
    let world = Fixture::new();
    let all = world.get("sup", &format!("/sweeps?{NOW}")).await.json();
    assert_eq!(all["conflicts"][0]["case"], "c5");
    for account in ["clerk11", "leader11", "planner"] {
        let seen = world.get(account, &format!("/sweeps?{NOW}")).await.json();
        assert!(seen.get("conflicts").is_none() && seen["totals"].get("conflicts").is_none(), "{account}");
        let asked = world.get(account, &format!("/sweeps?{NOW}&only=conflicts")).await;
        assert_eq!((asked.status, asked.code().as_str()), (StatusCode::FORBIDDEN, "forbidden"), "{account}");
    }
    let asked = world.get("planner", "/sweeps?only=uncovered,stuck").await;
    assert_eq!(asked.status, StatusCode::FORBIDDEN);
    let seen = world.get("planner", &format!("/sweeps?{NOW}")).await.json();
    assert!(seen.get("stuck").is_none() && seen.get("uncovered").is_some() && seen.get("network").is_some());
}

#[actix_web::test]
async fn the_document_is_that_of_its_schema() {
    let world = Fixture::new();
    let schema: Value = serde_json::from_str(include_str!("../../../schemas/sweep.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    for account in ["sup", "clerk11", "planner11", "line11"] {
        let document = world.get(account, &format!("/sweeps?{NOW}")).await.json();
        let faults: Vec<String> = schema.iter_errors(&document).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{account}: {faults:?}");
    }
}

#[actix_web::test]
async fn pages_cover_every_row_once_and_in_order() {
    let world = Fixture::new();
    for account in ["sup", "clerk11", "coord11"] {
        for detector in ["stuck", "broken_chain", "ping_pong", "uncovered", "overdue", "rings", "shortfalls"]
        {
            let path = format!("/findings?detector={detector}&{NOW}");
            let whole = world.pages(account, &path, 1000).await;
            let one_by_one = world.pages(account, &path, 1).await;
            assert_eq!(whole, one_by_one, "{account} {detector}");
            let sweep = world.get(account, &format!("/sweeps?{NOW}&only={detector}&limit=1000")).await.json();
            if sweep[detector].is_null() {
                // Rules that the playbook lacks are named, and have no rows.
                assert_eq!((sweep["not_in_playbook"][0].as_str(), whole.len()), (Some(detector), 0));
                continue;
            }
            let rows = sweep[detector].get("pairs").unwrap_or(&sweep[detector]);
            assert_eq!(&Value::from(whole), rows, "{account} {detector}");
        }
    }
    // Without a moment the pages are of that of the first.
    let whole = world.pages("sup", "/findings?detector=broken_chain", 2).await;
    assert_eq!(whole.len(), world.pages("sup", "/findings?detector=broken_chain", 1000).await.len());
}

#[actix_web::test]
async fn whoever_has_the_answer_is_told_so() {
    let world = Fixture::new();
    for path in
        [format!("/sweeps?{NOW}"), format!("/findings?detector=stuck&{NOW}"), "/findings/stuck".to_owned()]
    {
        let first = world.get("sup", &path).await;
        let tag = first.header("etag").to_owned();
        assert!(!tag.is_empty(), "{path}");
        let get = actix_web::http::Method::GET;
        let again = world.ask("sup", get, &path, &[("If-None-Match", &tag)], None).await;
        assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0), "{path}");
    }
}

#[actix_web::test]
async fn a_sweep_is_made_once_for_clients_that_ask_again() {
    let world = Fixture::new();
    // With no room left only what is known can be answered.
    world.get("sup", &format!("/sweeps?{NOW}")).await;
    world.get("clerk11", &format!("/sweeps?{NOW}")).await;
    let all = world.state.sweeps.clone().acquire_many_owned(2).await.unwrap();
    for account in ["sup", "clerk11"] {
        let again = world.get(account, &format!("/sweeps?{NOW}&limit=1")).await;
        assert_eq!(again.status, StatusCode::OK, "{account}");
    }
    drop(all);
}

#[actix_web::test]
async fn parameters_at_fault_are_named() {
    let world = Fixture::new();
    let fields = async |path: &str| {
        let answer = world.get("sup", path).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        answer.json()["errors"][0]["field"].as_str().unwrap().to_owned()
    };
    assert_eq!(fields("/sweeps?only=stuk").await, "only");
    assert_eq!(fields("/sweeps?now=yesterday").await, "now");
    assert_eq!(fields("/sweeps?limit=0").await, "limit");
    assert_eq!(fields("/sweeps?texts=shut").await, "texts");
    assert_eq!(fields("/sweeps?colour=red").await, "colour");
    assert_eq!(fields("/findings").await, "detector");
    assert_eq!(fields("/findings?detector=network").await, "detector");
    let nowhere = world.get("sup", "/findings?detector=stuck&cursor=rubbish").await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
    assert_eq!(nowhere.json()["errors"][0]["field"], "cursor");
    assert_eq!(world.get("sup", "/findings/stuk").await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.get("nobody", "/sweeps").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(world.get("sys", "/sweeps").await.status, StatusCode::FORBIDDEN);
    assert_eq!(world.get("auditor", "/findings?detector=stuck").await.status, StatusCode::FORBIDDEN);
}

#[actix_web::test]
async fn what_a_detector_means_is_said_in_both_languages() {
    let world = Fixture::new();
    let said = world.get("planner", "/findings/stuck").await.json();
    assert_eq!(said["name"], "stuck");
    for lang in ["zh", "en"] {
        for part in ["means", "computed", "does_not_say"] {
            assert!(20 < said[lang][part].as_str().unwrap().len(), "{lang} {part}");
        }
    }
    assert_ne!(said["zh"]["means"], said["en"]["means"]);
}
