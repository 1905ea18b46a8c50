//! What answers have in common: methods, tags, and what lies on the disk behind them.

use actix_web::http::{Method, StatusCode};

use super::testing::Fixture;

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
