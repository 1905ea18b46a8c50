//! The ledger over HTTP.

use actix_web::http::{Method, StatusCode};
use serde_json::Value;

use crate::api::testing::Fixture;

async fn all(world: &Fixture, account: &str, limit: usize) -> Vec<Value> {
    let (mut items, mut after) = (Vec::new(), 0);
    loop {
        let answer = world.get(account, &format!("/ledger/entries?after={after}&limit={limit}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let page = answer.json();
        items.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next"].as_u64() {
            Some(next) => after = next,
            None => return items,
        }
    }
}

#[actix_web::test]
async fn entries_come_in_order_once_each_and_without_what_is_hidden() {
    let world = Fixture::new();
    let tip = world.get("auditor", "/ledger").await.json();
    let whole = all(&world, "auditor", 1000).await;
    assert_eq!(all(&world, "auditor", 7).await, whole);
    let seqs: Vec<u64> = whole.iter().map(|entry| entry["seq"].as_u64().unwrap()).collect();
    assert_eq!(seqs, (1..=tip["seq"].as_u64().unwrap()).collect::<Vec<_>>());
    // `c4` complains against the station that this auditor belongs to.
    let part = all(&world, "auditor11", 7).await;
    let about_c4 = |entry: &&Value| entry["subject"]["id"] == "c4";
    assert_eq!(whole.iter().filter(about_c4).count(), 4);
    assert_eq!(part.iter().filter(about_c4).count(), 0);
    assert_eq!(part.len() + 4, whole.len());
    assert!(whole.iter().any(|entry| entry["subject"]["kind"] == "account"));
    // The playbook's text may have any word.
    let rest: Vec<Value> =
        whole.into_iter().filter(|entry| entry["subject"]["kind"] != "directory").collect();
    let text = Value::from(rest).to_string();
    assert!(!text.contains("against") && !text.contains("Li Si") && !text.contains("sealed:"));
}

#[actix_web::test]
async fn a_note_about_a_hidden_case_is_left_out() {
    let world = Fixture::new();
    let before = world.state.service.world().tip().seq;
    assert_eq!(world.get("clerk12", "/cases/c5/events?texts=open").await.status, StatusCode::OK);
    assert_eq!(world.get("coord", "/cases/c4/events?texts=open").await.status, StatusCode::OK);
    let notes = async |account: &str| {
        let page = world.get(account, &format!("/ledger/entries?after={before}")).await.json();
        page["items"].as_array().unwrap().len()
    };
    assert_eq!(notes("auditor").await, 2);
    assert_eq!(notes("auditor11").await, 1);
}

#[actix_web::test]
async fn the_ledger_is_for_auditors_and_its_proofs_for_whoever_runs_the_service_too() {
    let world = Fixture::new();
    for path in ["/ledger", "/ledger/entries"] {
        for account in ["sup", "clerk11", "planner", "sys", "sec"] {
            assert_eq!(world.get(account, path).await.status, StatusCode::FORBIDDEN, "{account} {path}");
        }
    }
    for account in ["auditor", "sys"] {
        let done = world.ask(account, Method::POST, "/ledger/verification", &[], None).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text());
        let found = done.json();
        assert_eq!((&found["holds"], &found["master_key"]), (&true.into(), &"fits".into()), "{found}");
        assert_eq!(found["entries"], world.state.service.world().tip().seq);
    }
    let denied = world.ask("sup", Method::POST, "/ledger/verification", &[], None).await;
    assert_eq!(denied.status, StatusCode::FORBIDDEN);
    for path in ["/ledger/entries?after=-1", "/ledger/entries?limit=0", "/ledger?x=1"] {
        assert_eq!(world.get("auditor", path).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
    }
}
