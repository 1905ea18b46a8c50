//! Events and parties over HTTP.

use actix_web::http::StatusCode;

use crate::api::testing::Fixture;

#[actix_web::test]
async fn events_are_listed_in_order_and_their_texts_opened_on_demand() {
    let world = Fixture::new();
    let page = world.get("clerk11", "/cases/c1/events").await.json();
    let kinds: Vec<&str> =
        page["items"].as_array().unwrap().iter().map(|row| row["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["accepted", "assigned"]);
    assert_eq!(page["items"][0]["has_reason"], true);
    assert!(page["items"][0].get("reason").is_none());
    let open = world.get("clerk11", "/cases/c1/events?texts=open").await.json();
    assert_eq!(open["items"][0]["reason"], "a quarrel");
    assert_eq!(open["items"][0]["detail"], "about a well");
    assert_eq!(open["items"][1]["detail"], "both were there");
    let whole = world.pages("clerk11", "/cases/c1/events", 1000).await;
    assert_eq!(world.pages("clerk11", "/cases/c1/events", 1).await, whole);
    assert_eq!(world.get("planner", "/cases/c1/events?texts=open").await.status, StatusCode::FORBIDDEN);
}

#[actix_web::test]
async fn every_reading_of_parties_is_noted_before_it_is_answered() {
    let world = Fixture::new();
    let before = world.state.service.world().tip().seq;
    let read = world.get("mediator11", "/cases/c1/parties").await;
    let document = read.json();
    assert_eq!(document["items"][0]["name"], "Li Si");
    assert_eq!(document["items"][0]["contact"], "13800000000");
    assert_eq!(document["items"][1]["name"], "Wang Wu");
    assert_eq!(document["items"][1]["contact"], serde_json::Value::Null);
    assert_eq!(read.header("cache-control"), "no-store");
    assert_eq!(world.state.service.world().tip().seq, before + 1);
    world.get("mediator11", "/cases/c1/parties").await;
    assert_eq!(world.state.service.world().tip().seq, before + 2);
    let noted = world.get("auditor", &format!("/ledger/entries?after={before}")).await.json();
    let note = &noted["items"][0];
    assert_eq!((note["kind"].as_str(), note["actor"].as_str()), (Some("audit.noted"), Some("service")));
    assert!(note.to_string().contains("mediator11"), "{note}");
    assert!(note.to_string().contains("case:c1") && !note.to_string().contains("Li Si"), "{note}");
    // Whoever may not read them leaves no trace but that of being refused.
    assert_eq!(world.get("sup", "/cases/c1/parties").await.status, StatusCode::FORBIDDEN);
    assert_eq!(world.get("clerk11", "/cases/c4/parties").await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.state.service.world().tip().seq, before + 2);
}

#[actix_web::test]
async fn parties_are_not_searched_and_not_listed_across_cases() {
    let world = Fixture::new();
    for path in ["/parties", "/parties?name=Li%20Si", "/cases?party=Li%20Si", "/cases?name=Li%20Si"] {
        let answer = world.get("mediator11", path).await;
        assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
    }
}
