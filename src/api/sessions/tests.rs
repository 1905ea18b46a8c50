//! Signing in, sessions and tokens at the level of HTTP.

use std::sync::Arc;
use std::time::Duration;

use actix_web::http::{Method, StatusCode};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::api::testing::{Answer, Fixture};
use crate::app::clock;
use crate::app::service::sessions::Use;
use crate::app::service::sign_in::{Failure, SignedIn};
use crate::limits::{LOGIN_FAILURES_MAX, SIGN_IN_NOTES_MAX};
use crate::rim::http::sign_ins::Noting;

impl Fixture {
    /// The header of a new session of `account`, as its user has it who signed in.
    fn signed_in(&self, account: &str) -> String {
        let now = clock::now().unix();
        let begun = self.state.service.sessions.begin(account, (Use::Session, ""), now, 3_600).unwrap();
        format!("Bearer {}", begun.0)
    }

    async fn sign_in(&self, account: &str, password: &str) -> Answer {
        let body = json!({ "account": account, "password": password });
        self.ask("", Method::POST, "/sessions", &[], Some(&body)).await
    }

    /// The audit records of `account`, once there are `count`: they are written behind the answer.
    async fn audited(&self, account: &str, count: usize) -> Vec<Value> {
        for _ in 0..200 {
            let page = self.get("auditor", &format!("/audit?account={account}")).await.json();
            let items = page["items"].as_array().unwrap().clone();
            if count <= items.len() {
                return items;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Vec::new()
    }
}

#[test]
fn a_password_that_was_given_stays_whoever_signs_in_meanwhile() {
    let fixture = Fixture::new();
    let service = &fixture.state.service;
    let now = clock::now().unix();
    for round in 0..5 {
        let old = service.give_password("coord").unwrap();
        let chosen = format!("Chosen-horse-{round}");
        assert!(matches!(service.sign_in(("coord", &old), Some(&chosen), now).unwrap(), SignedIn::Yes(..)));
        let (other, password) = (Arc::clone(service), chosen.clone());
        let signs_in = std::thread::spawn(move || drop(other.sign_in(("coord", &password), None, now)));
        std::thread::sleep(Duration::from_millis(5 * round));
        let given = service.give_password("coord").unwrap();
        signs_in.join().unwrap();
        assert!(service.sessions.of_account("coord", now).is_empty());
        assert!(matches!(service.sign_in(("coord", &given), None, now).unwrap(), SignedIn::Choose));
    }
}

#[actix_web::test]
async fn whoever_tries_very_many_passwords_at_once_is_told_to_come_again() {
    let fixture = Fixture::new();
    let names: Vec<String> = (0..40).map(|n| format!("nobody{n}")).collect();
    let tries = names.iter().map(|name| fixture.sign_in(name, "Wrong-horse-1"));
    let (answers, health) = futures_util::future::join(join_all(tries), async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        fixture.get("coord", "/me").await.status
    })
    .await;
    assert_eq!(health, StatusCode::OK);
    let of = |status| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!(of(StatusCode::UNAUTHORIZED) + of(StatusCode::TOO_MANY_REQUESTS), 40);
    assert!(0 < of(StatusCode::UNAUTHORIZED));
    let turned_away = answers.iter().find(|answer| answer.status == StatusCode::TOO_MANY_REQUESTS).unwrap();
    assert!(!turned_away.header("Retry-After").is_empty());
    assert_eq!(fixture.sign_in("nobody", "Wrong-horse-1").await.status, StatusCode::UNAUTHORIZED);
}

#[actix_web::test]
async fn failures_of_an_account_that_there_is_are_noted_however_many_others_fail() {
    let fixture = Fixture::new();
    fixture.state.service.give_password("coord").unwrap();
    let now = clock::now().unix();
    for count in 0..=SIGN_IN_NOTES_MAX {
        let noting = fixture.state.sign_ins.failed(None, Failure::default(), now);
        assert_eq!(noting == Noting::CountFirst, count == SIGN_IN_NOTES_MAX);
    }
    for _ in 0..LOGIN_FAILURES_MAX {
        assert_eq!(fixture.sign_in("coord", "Wrong-horse-1").await.status, StatusCode::UNAUTHORIZED);
    }
    let count = usize::try_from(LOGIN_FAILURES_MAX).unwrap();
    let items = fixture.audited("coord", count + 1).await;
    let of = |action: &str| items.iter().filter(|item| item["action"] == action).count();
    assert_eq!((of("sign_in"), of("lock_account")), (count, 1), "{items:?}");
}

#[actix_web::test]
async fn whatever_is_done_to_sessions_and_tokens_is_noted() {
    let fixture = Fixture::new();
    let bearer = fixture.signed_in("sec");
    let headers = [("Authorization", bearer.as_str())];
    let body = json!({ "label": "bi", "days": 2 });
    let made = fixture.ask("", Method::POST, "/me/sessions", &headers, Some(&body)).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let id = made.json()["id"].as_str().unwrap().to_owned();
    for path in [&format!("/me/sessions/{id}"), "/me/sessions", "/accounts/coord/sessions"] {
        let answer = fixture.ask("", Method::DELETE, path, &headers, None).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{path}");
    }
    let items = fixture.audited("sec", 4).await;
    let noted: Vec<_> =
        items.iter().map(|item| (item["action"].as_str(), item["subject"].as_str())).collect();
    let expected = [
        (Some("end_sessions"), Some("account:coord")),
        (Some("end_sessions"), Some("account:sec")),
        (Some("end_session"), Some("account:sec")),
        (Some("make_token"), Some("account:sec")),
    ];
    assert_eq!(noted, expected);
    assert_eq!(items[2]["detail"]["id"], id.as_str());
    assert!(!items[3].to_string().contains("dt_"));
}

#[actix_web::test]
async fn an_account_has_a_few_tokens() {
    let fixture = Fixture::new();
    let bearer = fixture.signed_in("coord");
    let headers = [("Authorization", bearer.as_str())];
    let body = json!({ "label": "bi", "days": 2 });
    for _ in 1..20 {
        let now = clock::now().unix();
        fixture.state.service.sessions.begin("coord", (Use::Token, "t"), now, 3_600).unwrap();
    }
    let answer = fixture.ask("", Method::POST, "/me/sessions", &headers, Some(&body)).await;
    assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.text());
    assert_eq!(answer.json()["limit_tokens"], 20);
    let own = fixture.get("coord", "/me/sessions").await.json();
    let one =
        own["items"].as_array().unwrap().iter().find(|item| item["label"] == "t" && item["is_this"] == false);
    let path = format!("/me/sessions/{}", one.unwrap()["id"].as_str().unwrap());
    fixture.ask("", Method::DELETE, &path, &headers, None).await;
    let answer = fixture.ask("", Method::POST, "/me/sessions", &headers, Some(&body)).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
}

#[actix_web::test]
async fn a_token_makes_no_tokens_and_is_told_what_does() {
    let fixture = Fixture::new();
    let body = json!({ "label": "bi", "days": 2 });
    let answer = fixture.ask("coord", Method::POST, "/me/sessions", &[], Some(&body)).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.text().contains("password"), "{}", answer.text());
}
