//! Histories, clocks and routes over HTTP.

use actix_web::http::{Method, StatusCode};
use serde_json::Value;

use crate::api::testing::Fixture;

#[actix_web::test]
async fn what_is_hidden_or_out_of_scope_answers_as_if_there_were_none() {
    let world = Fixture::new();
    for part in ["history", "clocks", "route", "events", "parties"] {
        let of = async |account: &str, id: &str| {
            let answer = world.get(account, &format!("/cases/{id}/{part}")).await;
            (answer.status, answer.text(), answer.header("etag").to_owned())
        };
        let accounts: &[(&str, &str)] = match part {
            "route" => &[("coord11", "c3"), ("sup-w", "c5")],
            "parties" => &[("clerk11", "c4"), ("clerk12", "c1")],
            _ => {
                &[("clerk11", "c4"), ("clerk11", "c3"), ("clerk12", "c1"), ("sup-w", "c5"), ("line11", "c6")]
            }
        };
        for (account, id) in accounts {
            let unknown = of(account, "no-such-case").await;
            assert_eq!(unknown.0, StatusCode::NOT_FOUND, "{part}");
            assert_eq!(of(account, id).await, unknown, "{account} {id} {part}");
        }
    }
    for (account, path) in [
        ("clerk11", "/agencies/s12/history"),
        ("clerk11", "/people/p2/history"),
        ("clerk11", "/divisions/121/history"),
    ] {
        let unknown = world.get(account, &path.replacen(['2', '1'], "9", 1)).await;
        let answer = world.get(account, path).await;
        assert_eq!((answer.status, answer.text()), (StatusCode::NOT_FOUND, unknown.text()), "{path}");
    }
}

#[actix_web::test]
async fn each_role_reads_what_it_is_granted() {
    let world = Fixture::new();
    let status = async |account: &str, path: &str| world.get(account, path).await.status.as_u16();
    for (path, granted, denied) in [
        (
            "/cases/c1/clocks",
            &["clerk11", "leader11", "mediator11", "sup", "coord11"][..],
            &["planner", "auditor"][..],
        ),
        (
            "/cases/c1/route",
            &["sup", "coord11"],
            &["clerk11", "leader11", "mediator11", "planner", "auditor"],
        ),
        (
            "/cases/c1/history",
            &["clerk11", "leader11", "sup", "coord11", "auditor"],
            &["mediator11", "planner"],
        ),
        ("/cases/c1/events", &["clerk11", "mediator11", "sup"], &["planner", "auditor"]),
        (
            "/cases/c1/parties",
            &["clerk11", "mediator11"],
            &["leader11", "sup", "coord11", "planner", "auditor"],
        ),
        ("/agencies/s11/history", &["clerk11", "sup"], &["planner", "mediator11"]),
        ("/divisions/111/history", &["clerk11", "auditor"], &["planner"]),
        ("/people/p1/history", &["clerk11"], &["planner"]),
    ] {
        for account in granted {
            assert_eq!(status(account, path).await, 200, "{account} {path}");
        }
        for account in denied {
            assert_eq!(status(account, path).await, 403, "{account} {path}");
        }
    }
}

#[actix_web::test]
async fn whom_a_case_complains_against_is_for_those_who_may_know() {
    let world = Fixture::new();
    let all = world.get("sup", "/cases/c5/history").await.json();
    assert_eq!(all["entries"][0]["cells"]["against_agency"], "w");
    assert!(all["entries"][0]["leaf"].is_string());
    for account in ["clerk12", "auditor"] {
        let part = world.get(account, "/cases/c5/history").await;
        assert_eq!(part.status, StatusCode::OK);
        let document = part.json();
        assert!(!part.text().contains("against"), "{account}");
        // By its leaf the cell could be guessed.
        assert_eq!(document["entries"][0]["leaf"], Value::Null);
        assert!(document["entries"][1]["leaf"].is_string());
    }
}

#[actix_web::test]
async fn a_correction_of_a_complaint_alone_is_not_there() {
    let world = Fixture::with(&[(
        "cases-2.csv",
        "id,village_code,kind,opened_at,against_agency\nc3,121,land,2026-05-03,w\nc5,121,water,2026-05-05,s11\n",
    )]);
    let kinds = async |account: &str, id: &str| {
        let document = world.get(account, &format!("/cases/{id}/history")).await.json();
        let entries = document["entries"].as_array().unwrap().clone();
        entries.iter().map(|entry| entry["kind"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(kinds("sup", "c5").await.contains(&"cases.corrected".to_owned()));
    assert!(!kinds("clerk12", "c5").await.contains(&"cases.corrected".to_owned()));
    assert!(kinds("sup", "c3").await.contains(&"cases.progressed".to_owned()));
    assert!(!kinds("clerk12", "c3").await.contains(&"cases.progressed".to_owned()));
}

#[actix_web::test]
async fn documents_are_those_of_their_schemas() {
    let world = Fixture::new();
    for (account, path, schema) in [
        ("sup", "/cases/c1/history", include_str!("../../../schemas/history.schema.json")),
        ("clerk12", "/cases/c5/history", include_str!("../../../schemas/history.schema.json")),
        ("clerk11", "/cases/c1/history?texts=open", include_str!("../../../schemas/history.schema.json")),
        ("clerk11", "/agencies/s11/history", include_str!("../../../schemas/history.schema.json")),
        ("clerk11", "/cases/c1/clocks?now=2026-07-01", include_str!("../../../schemas/clock.schema.json")),
        (
            "clerk11",
            "/cases/c1/clocks?now=2026-07-01&days=each",
            include_str!("../../../schemas/clock.schema.json"),
        ),
        ("sup", "/cases/c5/route?as_of=2026-07-01", include_str!("../../../schemas/route.schema.json")),
    ] {
        let schema = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
        let document = world.get(account, path).await.json();
        let faults: Vec<String> = schema.iter_errors(&document).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{path}: {faults:?}");
    }
}

#[actix_web::test]
async fn texts_are_opened_for_whoever_may_read_them_and_noted() {
    let world = Fixture::new();
    let sealed = world.get("clerk11", "/cases/c1/history").await.text();
    assert!(!sealed.contains("about a well") && !sealed.contains("Li Si"));
    let before = world.state.service.world().tip().seq;
    let open = world.get("clerk11", "/cases/c1/history?texts=open").await;
    assert!(open.text().contains("about a well"));
    // Parties are no texts.
    assert!(!open.text().contains("Li Si") && !open.text().contains("1380000"));
    assert_eq!(open.header("cache-control"), "no-store");
    assert_eq!(world.state.service.world().tip().seq, before + 1);
    assert_eq!(world.get("auditor", "/cases/c1/history?texts=open").await.status, StatusCode::FORBIDDEN);
    assert_eq!(world.state.service.world().tip().seq, before + 1);
}

#[actix_web::test]
async fn whoever_has_the_answer_is_told_so() {
    let world = Fixture::new();
    for path in [
        "/cases/c1/history",
        "/cases/c1/clocks?now=2026-07-01",
        "/cases/c1/route?as_of=2026-07-01",
        "/cases/c1/events",
    ] {
        let tag = world.get("sup", path).await.header("etag").to_owned();
        let again = world.ask("sup", Method::GET, path, &[("If-None-Match", &tag)], None).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{path}");
    }
}

#[actix_web::test]
async fn parameters_at_fault_are_named() {
    let world = Fixture::new();
    for path in [
        "/cases/c1/clocks?now=never",
        "/cases/c1/clocks?days=all",
        "/cases/c1/route?as_of=x",
        "/cases/c1/history?texts=1",
        "/cases/c1/parties?name=Li",
        "/agencies/s11/history?texts=open",
    ] {
        let account = if path.contains("parties") { "clerk11" } else { "sup" };
        let answer = world.get(account, path).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, "invalid-field"),
            "{path}"
        );
    }
    // A cursor names a page, and of that page there is none.
    let answer = world.get("sup", "/cases/c1/events?cursor=MTp4").await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::NOT_FOUND, "not-found"));
}
