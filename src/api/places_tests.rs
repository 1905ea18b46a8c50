//! What one account can take of what there is for all.

use std::pin::Pin;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::{Method, StatusCode};
use actix_web::web::Bytes;
use futures_util::Stream;
use futures_util::future::join_all;
use futures_util::stream::unfold;

use super::testing::Fixture;

#[actix_web::test]
async fn one_account_follows_a_few_times_at_once() {
    let fixture = Fixture::new();
    let answers = join_all((0..9).map(|_| fixture.get("coord", "/events?wait=1"))).await;
    let of = |status| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!((of(StatusCode::OK), of(StatusCode::TOO_MANY_REQUESTS)), (8, 1));
    let refused = answers.iter().find(|answer| answer.status == StatusCode::TOO_MANY_REQUESTS).unwrap();
    assert_eq!(refused.json()["limit"], 8);
    assert!(!refused.header("Retry-After").is_empty());
    assert_eq!(fixture.get("coord", "/events?wait=0").await.status, StatusCode::OK);
}

#[actix_web::test]
async fn one_account_hands_in_a_few_times_at_once() {
    let fixture = Fixture::new();
    let rows = "id,village_code,kind,opened_at\nlate,111,land,2026-06-01\n";
    let send = || {
        let path = (Method::POST, "/imports?name=cases.csv&dry_run=true");
        fixture.send_slowly("coord", path, "text/csv", rows.to_owned())
    };
    let answers = join_all((0..3).map(|_| send())).await;
    let of = |status| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!((of(StatusCode::OK), of(StatusCode::TOO_MANY_REQUESTS)), (2, 1));
    let refused = answers.iter().find(|answer| answer.status == StatusCode::TOO_MANY_REQUESTS).unwrap();
    assert_eq!(refused.json()["limit"], 2);
    assert_eq!(send().await.status, StatusCode::OK);
}

#[actix_web::test]
async fn a_body_that_does_not_end_is_not_waited_for() {
    let fixture = Fixture::new();
    let drops: Pin<Box<dyn Stream<Item = Result<Bytes, PayloadError>>>> = Box::pin(unfold((), async |()| {
        tokio::time::sleep(Duration::from_millis(100)).await;
        Some((Ok(Bytes::from_static(b" ")), ()))
    }));
    let body = Payload::Stream { payload: drops };
    let asked = fixture.send("coord", (Method::POST, "/chains"), "application/json", body);
    let answer = tokio::time::timeout(Duration::from_secs(20), asked).await.unwrap();
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::REQUEST_TIMEOUT, "too-slow"));
    assert_eq!(answer.json()["limit_ms"], 1_000);
}
