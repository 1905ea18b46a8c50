//! The playbook over HTTP.

use actix_web::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::api::testing::Fixture;

const PATH: &str = "/playbook";

fn body(source: &str) -> Value {
    json!({ "name": "ours", "source": source })
}

#[actix_web::test]
async fn the_rules_in_force_can_be_read_by_everybody() {
    let world = Fixture::new();
    for account in ["sup", "clerk11", "planner", "auditor", "sys", "sec"] {
        let document = world.get(account, PATH).await.json();
        assert_eq!(document["name"], "default", "{account}");
        assert!(document["source"].as_str().unwrap().contains("wait_hours_max"));
        assert!(2 < document["sections"].as_array().unwrap().len());
    }
}

#[actix_web::test]
async fn another_playbook_is_adopted_and_in_force_at_once() {
    let world = Fixture::new();
    let old = world.get("sys", PATH).await;
    let source =
        old.json()["source"].as_str().unwrap().replace("wait_hours_max = 72", "wait_hours_max = 240");
    let (tag, body) = (old.header("etag").to_owned(), body(&source));
    let put = async |account: &str, headers: &[(&str, &str)], body: &Value| {
        world.ask(account, Method::PUT, PATH, headers, Some(body)).await
    };
    let key = ("Idempotency-Key", "k1");
    assert_eq!(put("sup", &[("If-Match", &tag), key], &body).await.status, StatusCode::FORBIDDEN);
    assert_eq!(put("sys", &[key], &body).await.status, StatusCode::PRECONDITION_REQUIRED);
    assert_eq!(put("sys", &[("If-Match", &tag)], &body).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(
        put("sys", &[("If-Match", "\"999\""), key], &body).await.status,
        StatusCode::PRECONDITION_FAILED
    );
    let stuck = async || {
        world.get("sup", "/sweeps?now=2026-05-12&only=stuck").await.json()["totals"]["stuck"].clone()
    };
    assert_eq!(stuck().await, 4);
    let done = put("sys", &[("If-Match", &tag), key], &body).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    assert_eq!(stuck().await, 0);
    let now = world.get("sys", PATH).await;
    assert_eq!(
        (now.json()["name"].as_str(), now.json()["source"].as_str()),
        (Some("ours"), Some(source.as_str()))
    );
    assert_eq!(now.header("etag"), done.header("etag"));
    // Whoever has seen the one before does not replace this one unseen.
    let late = put("sys", &[("If-Match", &tag), ("Idempotency-Key", "k2")], &body).await;
    assert_eq!(late.status, StatusCode::PRECONDITION_FAILED);
}

#[actix_web::test]
async fn faults_are_named_with_line_and_column() {
    let world = Fixture::new();
    let wrong = body("title = { zh = \"甲\", en = \"a\" }\nzone = 3\ncolour = \"red\"\n");
    let checked = world.ask("clerk11", Method::POST, "/playbook/check", &[], Some(&wrong)).await;
    let faults = checked.json()["faults"].as_array().unwrap().clone();
    assert!(faults.iter().any(|fault| fault["line"] == 2 && fault["code"] == "wrong_type"), "{faults:?}");
    let tag = world.get("sys", PATH).await.header("etag").to_owned();
    let headers = [("If-Match", tag.as_str()), ("Idempotency-Key", "k3")];
    let refused = world.ask("sys", Method::PUT, PATH, &headers, Some(&wrong)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let errors = refused.json()["errors"].as_array().unwrap().clone();
    assert!(
        errors.iter().any(|error| error["field"].as_str().unwrap().starts_with("/source:2:")),
        "{errors:?}"
    );
    assert_eq!(world.get("sys", PATH).await.header("etag"), tag);
    let good = body(world.get("sys", PATH).await.json()["source"].as_str().unwrap());
    let checked = world.ask("clerk11", Method::POST, "/playbook/check", &[], Some(&good)).await;
    assert_eq!(checked.json()["faults"], json!([]));
    for name in ["", "a\nb"] {
        let nameless = json!({ "name": name, "source": good["source"] });
        let checked = world.ask("clerk11", Method::POST, "/playbook/check", &[], Some(&nameless)).await;
        assert_eq!(checked.json()["errors"][0]["field"], "/name", "{name:?}");
    }
}
