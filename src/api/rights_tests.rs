//! Rights that change while a request is on its way: none is answered, and nothing written, by rights that are over.

use std::sync::Arc;
use std::time::Duration;

use actix_web::http::{Method, StatusCode};
use futures_util::future::join;
use serde_json::{Value, json};

use super::testing::Fixture;
use crate::access::account::{Account, Scope};
use crate::app::accounts::{Wanted, state};
use crate::app::clock;
use crate::app::service::sessions::Use;

/// What the account is to be, as a change states it.
fn stated(account: &Account, scope: &Value, enabled: bool) -> Value {
    json!({
        "title": account.title, "role": account.role.name(), "agency": account.agency, "scope": scope,
        "enabled": enabled,
    })
}

impl Fixture {
    /// Narrows `account` to town 11, or closes it, after a moment.
    async fn change_after_a_moment(&self, account: &str, enabled: bool) {
        tokio::time::sleep(Duration::from_millis(150)).await;
        let known = self.state.service.accounts.find(account).unwrap();
        let scope = json!({ "division": "11", "sees_below": true, "line": known.account.scope.line });
        let body = stated(&known.account, &scope, enabled);
        let path = format!("/accounts/{account}");
        let answer = self.ask("sec", Method::PUT, &path, &[("If-Match", "*")], Some(&body)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    }

    /// What a new token of `account` gets at `path`.
    async fn get_anew(&self, account: &str, path: &str) -> StatusCode {
        let now = clock::now().unix();
        let (token, _) = self.state.service.sessions.begin(account, (Use::Token, "t2"), now, 3_600).unwrap();
        let bearer = format!("Bearer {token}");
        self.ask("", Method::GET, path, &[("Authorization", &bearer)], None).await.status
    }
}

#[test]
fn what_an_account_sees_follows_the_account_and_not_its_name() {
    let fixture = Fixture::new();
    let world = fixture.state.service.world();
    let wide = fixture.state.service.accounts.find("coord").unwrap().account;
    let scope = Scope { division: Some("11".to_owned()), sees_below: true, line: None };
    let narrow = Account { scope, ..(*wide).clone() };
    assert!(world.sight(&wide).is_whole());
    assert!(!world.sight(&narrow).is_whole());
    assert!(world.sight(&narrow).case("c3").is_none());
    assert!(world.sight(&wide).is_whole());
    assert!(!world.sight(&narrow).is_whole());
    assert!(Arc::ptr_eq(&world.sight(&narrow), &world.sight(&narrow)));
}

#[actix_web::test]
async fn whoever_waits_for_events_is_not_answered_by_rights_that_are_over() {
    let fixture = Fixture::new();
    let wait = fixture.get("coord", "/events?wait=20");
    let (answer, ()) = join(wait, fixture.change_after_a_moment("coord", true)).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}", answer.text());
    assert_eq!(fixture.get_anew("coord", "/cases/c3").await, StatusCode::NOT_FOUND);
    assert_eq!(fixture.get_anew("coord", "/cases/c1").await, StatusCode::OK);
}

#[actix_web::test]
async fn whoever_waits_for_an_entry_is_not_answered_by_rights_that_are_over() {
    let fixture = Fixture::new();
    let next = (fixture.state.service.world().tip().seq + 1).to_string();
    let headers = [("X-Duban-Seq", next.as_str())];
    let wait = fixture.ask("coord", Method::GET, "/cases/c3", &headers, None);
    let (answer, ()) = join(wait, fixture.change_after_a_moment("coord", true)).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}", answer.text());
    assert_eq!(fixture.get_anew("coord", "/cases/c3").await, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn a_body_that_arrives_after_the_account_is_closed_does_nothing() {
    let fixture = Fixture::new();
    let asked = json!({ "matters": ["lagging"], "dry_run": true }).to_string();
    let slow = fixture.send_slowly("coord", (Method::POST, "/notices"), "application/json", asked);
    let (answer, ()) = join(slow, fixture.change_after_a_moment("coord", false)).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}", answer.text());

    let rows = "id,village_code,kind,opened_at\nlate,111,land,2026-06-01\n".to_owned();
    let slow = fixture.send_slowly("clerk11", (Method::POST, "/imports?name=cases.csv"), "text/csv", rows);
    let (answer, ()) = join(slow, fixture.change_after_a_moment("clerk11", false)).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}", answer.text());
    assert_eq!(fixture.get("sup", "/cases/late").await.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn what_waits_for_the_writer_is_not_written_for_an_account_that_is_closed_meanwhile() {
    let fixture = Fixture::new();
    let service = Arc::clone(&fixture.state.service);
    let known = service.accounts.find("sys").unwrap();
    let closes = std::thread::spawn(move || {
        let account = Account { is_enabled: false, ..(*known.account).clone() };
        let wanted = Wanted { account: &account, seen: Some(known.seq), actor: "sec", now: clock::now() };
        let done = service.write(|directory| {
            std::thread::sleep(Duration::from_millis(600));
            state(directory, &wanted, |_| Vec::new())
        });
        done.unwrap();
    });
    tokio::time::sleep(Duration::from_millis(150)).await;
    let source = include_str!("../../seed/playbooks/default.toml");
    let body = json!({ "name": "ours", "source": format!("{source}\n# ours\n") });
    let headers = [("Idempotency-Key", "k"), ("If-Match", "*")];
    let answer = fixture.ask("sys", Method::PUT, "/playbook", &headers, Some(&body)).await;
    closes.join().unwrap();
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}", answer.text());
    assert_eq!(fixture.state.service.world().playbook().name, "default");
}

/// Whether what each open account is answered from has been made.
fn is_all_prepared(fixture: &Fixture) -> bool {
    let world = fixture.state.service.world();
    let accounts = fixture.state.service.accounts.all();
    accounts.iter().filter(|known| known.account.is_enabled).all(|known| world.is_prepared(&known.account))
}

/// From whom something is kept must not be told by who waits for what they see to be made.
#[actix_web::test]
async fn what_accounts_see_is_made_before_they_ask() {
    let fixture = Fixture::new();
    assert!(is_all_prepared(&fixture), "at the start");
    let before = fixture.state.service.world().seq;
    assert_eq!(fixture.get("clerk11", "/cases").await.status, StatusCode::OK);
    let source = include_str!("../../seed/playbooks/default.toml");
    let body = json!({ "name": "ours", "source": format!("{source}\n# ours\n") });
    let headers = [("Idempotency-Key", "k"), ("If-Match", "*")];
    assert_eq!(
        fixture.ask("sys", Method::PUT, "/playbook", &headers, Some(&body)).await.status,
        StatusCode::OK
    );
    let is_shown = || {
        let world = fixture.state.service.world();
        // Never shown unprepared.
        assert!(is_all_prepared(&fixture));
        before < world.seq && world.seq == world.tip().seq
    };
    wait_until(is_shown).await;
    let world = fixture.state.service.world();
    assert!(world.knows_sight("clerk11") && world.knows_sight("sys"));
    assert!(!world.knows_sight("planner"), "whoever has not asked yet is not counted on to ask");

    // From whoever acts for the head of w at s11, both complaints are kept, and from nobody else so far.
    let account = fixture.state.service.accounts.find("mediator11").unwrap().account;
    let mut body = stated(&account, &json!(account.scope), true);
    body["person"] = "head".into();
    let answer =
        fixture.ask("sec", Method::PUT, "/accounts/mediator11", &[("If-Match", "*")], Some(&body)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    wait_until(|| is_all_prepared(&fixture)).await;
}

async fn wait_until(is_so: impl Fn() -> bool) {
    for _ in 0..500 {
        if is_so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    unreachable!("it does not come to that");
}

#[actix_web::test]
async fn a_change_of_rights_ends_sessions_and_tokens() {
    let fixture = Fixture::new();
    assert_eq!(fixture.get("planner", "/me").await.status, StatusCode::OK);
    fixture.change_after_a_moment("planner", true).await;
    assert_eq!(fixture.get("planner", "/me").await.status, StatusCode::UNAUTHORIZED);
    // Another title is no change of rights.
    let known = fixture.state.service.accounts.find("coord11").unwrap().account;
    let mut body = stated(&known, &json!(known.scope), true);
    body["title"] = "renamed".into();
    let answer =
        fixture.ask("sec", Method::PUT, "/accounts/coord11", &[("If-Match", "*")], Some(&body)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert_eq!(fixture.get("coord11", "/me").await.status, StatusCode::OK);
}

#[actix_web::test]
async fn nobody_changes_their_own_rights_and_administrators_stay_apart() {
    let fixture = Fixture::new();
    let open = json!({ "id": "sec2", "account": {
        "title": "x", "role": "security_admin", "scope": { "division": null } } });
    let answer =
        fixture.ask("sec", Method::POST, "/accounts", &[("Idempotency-Key", "k")], Some(&open)).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    let put = async |account: &str, part: &str, value: Value| {
        let known = fixture.state.service.accounts.find(account).unwrap().account;
        let mut body = stated(&known, &json!(known.scope), known.is_enabled);
        body[part] = value;
        if body["role"] == "supervisor" {
            body["agency"] = "ji".into();
        }
        let path = format!("/accounts/{account}");
        let answer = fixture.ask("sec", Method::PUT, &path, &[("If-Match", "*")], Some(&body)).await;
        (answer.status, answer.json()["errors"][0]["field"].as_str().unwrap_or_default().to_owned())
    };
    let refused = |field: &str| (StatusCode::UNPROCESSABLE_ENTITY, field.to_owned());
    assert_eq!(put("sec", "role", "supervisor".into()).await, refused("/role"));
    assert_eq!(put("sec", "agency", "ji".into()).await, refused("/agency"));
    assert_eq!(put("sec", "person", "p1".into()).await, refused("/person"));
    assert_eq!(put("sec", "enabled", false.into()).await, refused("/enabled"));
    let part = json!({ "division": "11", "sees_below": true });
    assert_eq!(put("sec", "scope", part).await, refused("/scope"));
    assert_eq!(put("sec", "title", "me".into()).await.0, StatusCode::OK);
    // Nor do others move them.
    assert_eq!(put("sec2", "role", "supervisor".into()).await, refused("/role"));
    assert_eq!(put("sec2", "role", "audit_admin".into()).await, refused("/role"));
    assert_eq!(put("sys", "role", "security_admin".into()).await, refused("/role"));
    assert_eq!(put("sup", "role", "system_admin".into()).await, refused("/role"));
    assert_eq!(put("sup", "role", "auditor".into()).await.0, StatusCode::OK);
    assert_eq!(put("sec2", "enabled", false.into()).await.0, StatusCode::OK);
}
