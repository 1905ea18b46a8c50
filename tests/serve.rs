//! The service through the real binary: beginning, signing in, accounts, conditional requests, going down.

mod common;
mod serve_support;

use common::Scratch;
use serde_json::json;
use serve_support::{PASSWORD, Served};

/// A directory with a small world: a county, a town, two villages, two agencies, a case.
fn directory() -> Scratch {
    let s = Scratch::with_directory();
    s.small_world();
    s.run(["import", "@d", "@t"]).exits(0);
    s
}

#[test]
fn the_first_start_makes_one_administrator_and_says_its_password_once() {
    let s = directory();
    let served = Served::start(&s.join("d"));
    let password = served.password.clone().unwrap();
    let sign_in = |body| served.nobody().post("/api/v1/sessions", &body);
    // The password opens nothing but the choice of another.
    let first = sign_in(json!({ "account": "admin", "password": password })).is(403);
    assert_eq!(first.code(), "password-change-required");
    let weak = sign_in(json!({ "account": "admin", "password": password, "new_password": "short" })).is(422);
    assert_eq!(weak.json()["errors"][0]["field"], "/new_password");
    let admin = served.admin();
    assert_eq!(admin.get("/api/v1/me").is(200).json()["role"], "security_admin");
    assert_eq!(sign_in(json!({ "account": "admin", "password": password })).is(401).code(), "sign-in-failed");
    drop(served);
    // The next start makes none and says nothing.
    let again = Served::start(&s.join("d"));
    assert_eq!(again.password, None);
    assert_eq!(admin_of(&again).get("/api/v1/me").is(200).json()["id"], "admin");
}

fn admin_of(served: &Served) -> serve_support::Client {
    served.sign_in("admin")
}

#[test]
fn whoever_is_not_right_has_the_same_answer_and_is_locked_after_five_failures() {
    let s = directory();
    let served = Served::start(&s.join("d"));
    let admin = served.admin();
    let sign_in = |account: &str, password: &str| {
        served.nobody().post("/api/v1/sessions", &json!({ "account": account, "password": password }))
    };
    let unknown = sign_in("nobody.here", "Wrong-passw0rd-1").is(401);
    for _ in 0..5 {
        let wrong = sign_in("admin", "Wrong-passw0rd-1").is(401);
        assert_eq!(wrong.body, unknown.body);
    }
    // Locked: the right password has the answer of a wrong one, and who is signed in already goes on.
    assert_eq!(sign_in("admin", PASSWORD).is(401).body, unknown.body);
    admin.get("/api/v1/me").is(200);
    assert!(admin.get("/api/v1/accounts/admin").is(200).json()["locked"].as_bool().unwrap());
}

#[test]
fn a_closed_account_ends_at_its_next_request_and_the_last_administrator_stays() {
    let s = directory();
    let served = Served::start(&s.join("d"));
    let admin = served.admin();
    let planner =
        json!({ "title": "Planner", "role": "planner", "agency": "B", "scope": { "division": null } });
    let client = served.account(&admin, "planner", &planner);
    let token = client.post("/api/v1/me/sessions", &json!({ "label": "report", "days": 30 })).is(201).json();
    let program =
        serve_support::Client { token: token["token"].as_str().map(str::to_owned), ..client.clone() };
    program.get("/api/v1/chains/village/111").is(200);
    program.post("/api/v1/me/sessions", &json!({ "label": "more", "days": 300 })).is(403);
    assert_eq!(client.get("/api/v1/me/sessions").is(200).json()["items"].as_array().unwrap().len(), 2);
    let shown = admin.get("/api/v1/accounts/planner").is(200);
    let tag = shown.header("etag").unwrap().to_owned();
    let closed = json!({ "title": "Planner", "role": "planner", "agency": "B", "scope": { "division": null }, "enabled": false });
    let path = "/api/v1/accounts/planner";
    assert_eq!(admin.change("PUT", path, &[], &closed).is(428).code(), "if-match-required");
    assert_eq!(admin.change("PUT", path, &[("If-Match", "\"1\"")], &closed).is(412).code(), "stale");
    admin.change("PUT", path, &[("If-Match", &tag)], &closed).is(200);
    client.get("/api/v1/me").is(401);
    program.get("/api/v1/chains/village/111").is(401);
    let tag = admin.get("/api/v1/accounts/admin").is(200).header("etag").unwrap().to_owned();
    let gone =
        json!({ "title": "A", "role": "security_admin", "scope": { "division": null }, "enabled": false });
    let refused = admin.change("PUT", "/api/v1/accounts/admin", &[("If-Match", &tag)], &gone).is(422);
    assert_eq!(refused.json()["errors"][0]["field"], "/enabled");
}

#[test]
fn an_account_that_is_opened_twice_with_one_key_is_opened_once() {
    let s = directory();
    let served = Served::start(&s.join("d"));
    let admin = served.admin();
    let body = json!({ "id": "p2", "account": { "title": "P", "role": "planner", "agency": "B", "scope": { "division": null } } });
    let key = [("Idempotency-Key", "the-same")];
    let first = admin.change("POST", "/api/v1/accounts", &key, &body).is(201).json();
    assert!(first["password"].is_string());
    let again = admin.change("POST", "/api/v1/accounts", &key, &body).is(201).json();
    assert_eq!((&again["id"], &again["seq"]), (&first["id"], &first["seq"]));
    assert!(again["password"].is_null(), "a password is said once");
    let other = json!({ "id": "p3", "account": { "title": "P", "role": "planner", "agency": "B", "scope": { "division": null } } });
    assert_eq!(
        admin.change("POST", "/api/v1/accounts", &key, &other).is(422).code(),
        "idempotency-key-reused"
    );
    let none = admin.send(
        "POST",
        "/api/v1/accounts",
        &[("Content-Type", "application/json")],
        &serde_json::to_vec(&other).unwrap(),
    );
    assert_eq!(none.is(400).code(), "idempotency-key-missing");
    for (field, account) in [
        ("/account/agency", json!({ "title": "P", "role": "planner", "scope": { "division": null } })),
        (
            "/account/agency",
            json!({ "title": "P", "role": "planner", "agency": "nowhere", "scope": { "division": null } }),
        ),
        (
            "/account/role",
            json!({ "title": "P", "role": "emperor", "agency": "B", "scope": { "division": null } }),
        ),
        (
            "/account/scope/division",
            json!({ "title": "P", "role": "planner", "agency": "B", "scope": { "division": "9" } }),
        ),
        (
            "/account/title",
            json!({ "title": "", "role": "planner", "agency": "B", "scope": { "division": null } }),
        ),
    ] {
        let refused = admin.post("/api/v1/accounts", &json!({ "id": "p4", "account": account })).is(422);
        assert_eq!(refused.json()["errors"][0]["field"], field);
    }
}

#[test]
fn answers_are_conditional_and_show_what_was_written() {
    let s = directory();
    let served = Served::start(&s.join("d"));
    let admin = served.admin();
    let planner = served.account(
        &admin,
        "pl",
        &json!({ "title": "P", "role": "planner", "agency": "B", "scope": { "division": null } }),
    );
    // Signing in is noted behind its answer: the ledger's end moves once more.
    let shown = std::iter::repeat_with(|| planner.get("/api/v1/divisions").is(200)).find(|shown| {
        std::thread::sleep(std::time::Duration::from_millis(200));
        planner.get("/api/v1/divisions").header("etag") == shown.header("etag")
    });
    let shown = shown.unwrap();
    let tag = shown.header("etag").unwrap().to_owned();
    let known = planner.get_with("/api/v1/divisions", &[("If-None-Match", &tag)]).is(304);
    assert!(known.body.is_empty());
    let seq: u64 = shown.header("x-duban-seq").unwrap().parse().unwrap();
    planner.get_with("/api/v1/divisions", &[("X-Duban-Seq", &seq.to_string())]).is(200);
    let wrong = planner.get_with("/api/v1/divisions", &[("X-Duban-Seq", "soon")]).is(422);
    assert_eq!(wrong.json()["errors"][0]["field"], "X-Duban-Seq");
    let opened = admin.post(
        "/api/v1/accounts",
        &json!({ "id": "px", "account": { "title": "P", "role": "planner", "agency": "B", "scope": { "division": null } } }),
    );
    let written: u64 = opened.is(201).header("x-duban-seq").unwrap().parse().unwrap();
    assert!(seq < written);
    let after = planner
        .get_with("/api/v1/divisions", &[("X-Duban-Seq", &written.to_string()), ("If-None-Match", &tag)]);
    assert_ne!(after.is(200).header("etag").unwrap(), tag);
}

#[test]
fn a_cookie_changes_nothing_without_the_token_of_its_page() {
    let s = directory();
    let served = Served::start(&s.join("d"));
    drop(served.admin());
    let body = json!({ "account": "admin", "password": PASSWORD, "cookie": true });
    let begun = served.nobody().post("/api/v1/sessions", &body).is(201);
    let cookie = begun.header("set-cookie").unwrap().to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    assert!(begun.json().get("token").is_none());
    let pair = cookie.split(';').next().unwrap();
    let csrf = begun.json()["csrf"].as_str().unwrap().to_owned();
    let browser = served.nobody();
    browser.get_with("/api/v1/me", &[("Cookie", pair)]).is(200);
    let account = json!({ "id": "c1", "account": { "title": "P", "role": "planner", "agency": "B", "scope": { "division": null } } });
    let forged = browser.change("POST", "/api/v1/accounts", &[("Cookie", pair)], &account).is(403);
    assert_eq!(forged.code(), "csrf-token-missing");
    browser
        .change("POST", "/api/v1/accounts", &[("Cookie", pair), ("X-Duban-CSRF", &csrf)], &account)
        .is(201);
}

#[test]
fn every_answer_has_its_headers_and_what_is_not_there_is_a_problem_document() {
    let s = directory();
    let served = Served::start(&s.join("d"));
    for (method, path, status) in [
        ("GET", "/", 200),
        ("GET", "/docs/problems", 200),
        ("GET", "/health", 200),
        ("GET", "/ready", 200),
        ("GET", "/metrics", 401),
        ("GET", "/nowhere", 404),
        ("GET", "/api/v1/nowhere", 404),
        ("DELETE", "/api/v1/divisions", 405),
        ("GET", "/api/v1/divisions", 401),
    ] {
        let answer = served.nobody().send(method, path, &[], b"").is(status);
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert!(
            answer.header("content-security-policy").unwrap().starts_with("default-src 'self'"),
            "{path}"
        );
        assert!(answer.header("x-request-id").is_some(), "{path}");
        if 400 <= status {
            assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{path}");
            assert_eq!(answer.json()["status"], status, "{path}");
        }
        if status == 405 {
            assert_eq!(answer.header("allow"), Some("GET, HEAD"));
        }
    }
}

#[test]
fn the_front_page_counts_no_complaint() {
    let s = Scratch::with_directory();
    s.small_world();
    s.run(["import", "@d", "@t"]).exits(0);
    let served = Served::start(&s.join("d"));
    let page = |served: &Served| {
        let page = served.nobody().get("/").is(200).body;
        // What depends on the time of day and on how far the ledger reaches is left out.
        page.lines().filter(|line| !line.contains("ledger to entry")).collect::<Vec<_>>().join("\n")
    };
    let before = page(&served);
    assert!(before.contains("stuck") && !before.contains("conflicts"), "{before}");
    drop(served);
    s.write(
        "more/cases.csv",
        "id,village_code,kind,opened_at,against_agency\nx1,112,land,2026-01-01 09:00,A\n",
    );
    s.write("more/handoffs.csv", "case_id,seq,from_agency,to_agency,sent_at\nx1,1,A,B,2026-01-02 09:00:00\n");
    s.run(["import", "@d", "@more"]).exits(0);
    assert_eq!(page(&Served::start(&s.join("d"))), before);
    // A place made by `duban demo` says that it is none.
    s.write("d/SAMPLE.txt", "x");
    let sample = page(&Served::start(&s.join("d")));
    assert!(!before.contains("样例数据") && sample.contains("样例数据") && sample.contains("Sample data:"));
}

#[test]
fn it_ends_in_order_when_it_is_asked_to() {
    let s = directory();
    let served = Served::start(&s.join("d"));
    served.nobody().get("/health").is(200);
    assert_eq!(served.stop(), 0);
    s.run(["verify", "@d"]).exits(0);
    let busy = Served::start(&s.join("d"));
    let refused = s.run(["sweep", "@d"]).exits(2);
    assert!(refused.err.contains("is in use by"), "{}", refused.err);
    drop(busy);
}

#[test]
fn it_is_offered_to_other_machines_only_with_tls_or_behind_a_proxy() {
    let s = directory();
    let refused = s.run(["serve", "@d", "--listen", "0.0.0.0:0"]).exits(2);
    assert!(refused.err.contains("behind_proxy"), "{}", refused.err);
    let shown = s.run(["serve", "@d", "--show-config", "--json", "--answer-ms", "500"]).exits(0).json();
    let setting = |name: &str| shown.as_array().unwrap().iter().find(|s| s["name"] == name).unwrap().clone();
    assert_eq!(
        (setting("answer_ms")["value"].clone(), setting("answer_ms")["origin"].clone()),
        (json!("500"), json!("flag"))
    );
    assert_eq!(setting("listen")["origin"], "default");
}

#[test]
fn the_figures_about_the_service_are_for_whoever_runs_it() {
    let s = directory();
    let served = Served::start(&s.join("d"));
    let admin = served.admin();
    let system = served.account(
        &admin,
        "runs-it",
        &json!({ "title": "S", "role": "system_admin", "scope": { "division": null } }),
    );
    system.get("/api/v1/me").is(200);
    let figures = system.get("/metrics").is(200).body;
    for name in [
        "duban_requests_total",
        "duban_request_duration_seconds_bucket",
        "# HELP duban_requests_total",
        "duban_build_info",
        "duban_ledger_entries",
        "duban_snapshot_lag_entries",
    ] {
        assert!(figures.contains(name), "{name}: {figures}");
    }
    admin.get("/metrics").is(403);
}

#[test]
fn what_cannot_be_served_is_said_at_the_start_and_spends_no_password() {
    let s = directory();
    let refused = |more: &[&str], said: &str| {
        let mut args = vec!["serve", "@d", "--listen", "127.0.0.1:0", "--lang", "en"];
        args.extend(more);
        let ran = s.run(args);
        assert_eq!(ran.code, 2, "{}", ran.err);
        assert!(ran.err.contains(said), "{}", ran.err);
        assert!(!ran.out.contains("password"), "{}", ran.out);
    };
    refused(&["--master-key", "@nowhere"], "master key");
    s.write("other", "not a key\n");
    refused(&["--master-key", "@other"], "master key");
    s.write("chain.pem", "no certificate\n");
    refused(&["--tls-certificate", "@chain.pem", "--tls-key", "@chain.pem"], "certificate");
    assert!(Served::start(&s.join("d")).password.is_some());
}
