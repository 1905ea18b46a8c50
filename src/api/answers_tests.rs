//! What answers have in common: methods, tags, and what lies on the disk behind them.

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::{Method, StatusCode};
use actix_web::web::Bytes;
use futures_util::stream::once;

use super::testing::Fixture;

/// A body that is there at once.
fn whole(body: String) -> Payload {
    Payload::Stream { payload: Box::pin(once(async move { Ok::<_, PayloadError>(Bytes::from(body)) })) }
}

#[actix_web::test]
async fn who_hands_in_a_case_can_read_it_and_hand_it_in_again() {
    let fixture = Fixture::new();
    let case = "id,village_code,kind,opened_at\nnew,121,land,2026-05-20\n";
    let event = "case_id,at,kind,agency_id\nnew,2026-05-20,registered,s11\n";
    let part = |name: &str, text: &str| {
        format!(
            "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"{name}.csv\"\r\n\r\n{text}\r\n"
        )
    };
    let send = |body: String| {
        let to = (Method::POST, "/imports?dry_run=false");
        fixture.send("line11", to, "multipart/form-data; boundary=b", whole(body + "--b--\r\n"))
    };
    let alone = send(part("cases", case)).await;
    assert_eq!(alone.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", alone.text());
    let both = part("cases", case) + &part("case_events", event);
    let stored = send(both.clone()).await;
    assert_eq!(stored.status, StatusCode::CREATED, "{}", stored.text());
    let seq = stored.header("X-Duban-Seq").to_owned();
    let read = fixture.ask("line11", Method::GET, "/cases/new", &[("X-Duban-Seq", &seq)], None).await;
    assert_eq!(read.status, StatusCode::OK, "{}", read.text());
    let again = format!(
        "{both}{}",
        part("handoffs", "case_id,seq,from_agency,to_agency,sent_at\nnew,1,s11,co,2026-05-21\n")
    );
    let more = send(again).await;
    assert_eq!(more.status, StatusCode::UNPROCESSABLE_ENTITY, "co is not of its line: {}", more.text());
    let clerk = fixture.ask("clerk12", Method::GET, "/cases/new", &[("X-Duban-Seq", &seq)], None).await;
    assert_eq!(clerk.status, StatusCode::OK, "whoever sees the place sees it: {}", clerk.text());
}

#[actix_web::test]
async fn whatever_can_be_read_has_a_head() {
    let fixture = Fixture::new();
    for path in ["/me", "/cases/c1", "/cases", "/chains/village/111", "/events?wait=1"] {
        let get = fixture.get("coord", path).await;
        let head = fixture.ask("coord", Method::HEAD, path, &[], None).await;
        assert_eq!((get.status, head.status), (StatusCode::OK, StatusCode::OK), "{path}");
        assert_eq!(head.header("ETag"), get.header("ETag"), "{path}");
        assert_eq!(head.header("Content-Type"), get.header("Content-Type"), "{path}");
    }
    let stream = [("Accept", "text/event-stream")];
    let head = fixture.ask("coord", Method::HEAD, "/events", &stream, None).await;
    assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0));
    let answer = fixture.ask("coord", Method::PATCH, "/cases/c1", &[], None).await;
    assert_eq!((answer.status, answer.header("Allow")), (StatusCode::METHOD_NOT_ALLOWED, "GET, HEAD"));
    let answer = fixture.ask("coord", Method::HEAD, "/sessions", &[], None).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[actix_web::test]
async fn a_client_has_nothing_of_what_there_is_not() {
    let fixture = Fixture::new();
    let seq = fixture.get("coord", "/chains/village/111?as_of=2026-06-01").await;
    let tag = seq.header("ETag").to_owned();
    for tag in ["*", &tag] {
        let known = [("If-None-Match", tag)];
        for (path, status) in [("999", StatusCode::NOT_FOUND), ("111", StatusCode::NOT_MODIFIED)] {
            let path = format!("/chains/village/{path}?as_of=2026-06-01");
            let answer = fixture.ask("coord", Method::GET, &path, &known, None).await;
            assert_eq!(answer.status, status, "{path} {tag}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_data_directory_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;

    let fixture = Fixture::new();
    let path = fixture.state.service.world().reading.path.clone();
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&path), 0o700);
    assert_eq!(mode(&path.join("graph.redb")), 0o600);
}
