//! What a change of an account has to say.

use actix_web::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::api::testing::{Answer, Fixture};

async fn put(fixture: &Fixture, body: &Value) -> Answer {
    fixture.ask("sec", Method::PUT, "/accounts/coord", &[("If-Match", "*")], Some(body)).await
}

fn fields(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text());
    let errors = answer.json()["errors"].as_array().unwrap().clone();
    errors.iter().map(|error| error["field"].as_str().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn that_an_account_sees_everything_is_never_left_unsaid() {
    let fixture = Fixture::new();
    let mut body = json!({ "title": "x", "role": "county_coordinator", "agency": "co" });
    assert_eq!(fields(&put(&fixture, &body).await), ["/scope"]);
    body["scope"] = json!({ "line": "co" });
    assert_eq!(fields(&put(&fixture, &body).await), ["/scope/division"]);
    body["scope"] = json!({ "division": null });
    assert_eq!(put(&fixture, &body).await.status, StatusCode::OK);
    let opening = json!({ "id": "new", "account": { "title": "x", "role": "planner", "agency": "co" } });
    let key = [("Idempotency-Key", "k")];
    let answer = fixture.ask("sec", Method::POST, "/accounts", &key, Some(&opening)).await;
    assert_eq!(fields(&answer), ["/account/scope"]);
    let mut opening = opening;
    opening["account"]["scope"] = json!({ "division": null });
    opening["account"]["role"] = "king".into();
    let answer = fixture.ask("sec", Method::POST, "/accounts", &key, Some(&opening)).await;
    assert_eq!(fields(&answer), ["/account/role"]);
    opening["account"]["role"] = "planner".into();
    opening["account"]["agency"] = "nowhere".into();
    let answer = fixture.ask("sec", Method::POST, "/accounts", &key, Some(&opening)).await;
    assert_eq!(fields(&answer), ["/account/agency"]);
    opening["account"]["agency"] = "co".into();
    opening["id"] = "clerk11".into();
    let answer = fixture.ask("sec", Method::POST, "/accounts", &key, Some(&opening)).await;
    assert_eq!((answer.status, &answer.json()["errors"][0]["field"]), (StatusCode::CONFLICT, &json!("/id")));
}

#[actix_web::test]
async fn a_change_that_does_not_speak_of_it_opens_no_closed_account() {
    let fixture = Fixture::new();
    let mut body =
        json!({ "title": "x", "role": "county_coordinator", "agency": "co", "scope": { "division": null } });
    body["enabled"] = false.into();
    assert_eq!(put(&fixture, &body).await.json()["enabled"], false);
    body.as_object_mut().unwrap().remove("enabled");
    body["title"] = "y".into();
    let answer = put(&fixture, &body).await.json();
    assert_eq!((&answer["enabled"], &answer["title"]), (&false.into(), &"y".into()));
}
