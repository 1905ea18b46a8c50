//! Figures and whistles over HTTP.

use actix_web::http::{Method, StatusCode};

use crate::api::testing::Fixture;

#[actix_web::test]
async fn figures_are_of_the_whole_and_for_whoever_sees_it() {
    let world = Fixture::new();
    let path = "/figures?now=2026-07-01";
    for account in ["sup", "coord", "planner"] {
        let answer = world.get(account, path).await;
        assert_eq!(answer.status, StatusCode::OK, "{account}");
        assert!(answer.json().is_array());
    }
    for account in ["coord11", "planner11"] {
        let answer = world.get(account, path).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (StatusCode::FORBIDDEN, "partial-scope"),
            "{account}"
        );
    }
    for account in ["clerk11", "auditor", "sys"] {
        assert_eq!(world.get(account, path).await.status, StatusCode::FORBIDDEN, "{account}");
    }
    let tag = world.get("sup", path).await.header("etag").to_owned();
    let again = world.ask("sup", Method::GET, path, &[("If-None-Match", &tag)], None).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    assert_eq!(world.get("sup", "/figures?limit=1").await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[actix_web::test]
async fn whistles_are_for_those_who_supervise() {
    let world = Fixture::new();
    let answer = world.get("coord11", "/whistles?now=2026-07-01").await;
    let schema = serde_json::from_str(include_str!("../../../schemas/whistle.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    assert!(schema.is_valid(&answer.json()), "{}", answer.text());
    for account in ["clerk11", "leader11", "planner", "auditor"] {
        assert_eq!(world.get(account, "/whistles").await.status, StatusCode::FORBIDDEN, "{account}");
    }
}
