//! Webhooks over HTTP: what a receiver is told, how it is signed, and where none may lead.

#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod api_world;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use api_world::World;
use duban::access::role::Role;
use duban::app::deliver;
use duban::app::deliver::targets::Targets;
use serde_json::{Value, json};

/// A request that a receiver was sent.
#[derive(Debug)]
struct Told {
    headers: Vec<(String, String)>,
    body: String,
}

impl Told {
    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(given, _)| given == name).map_or("", |(_, value)| value)
    }

    fn data(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// A receiver that answers with `statuses` in turn, and with 204 after them.
fn receiver(statuses: &'static [u16]) -> (u16, Receiver<Told>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (send, told) = channel();
    let mut statuses = statuses.iter().copied();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = BufReader::new(stream.unwrap());
            let mut headers = Vec::new();
            loop {
                let mut line = String::new();
                stream.read_line(&mut line).unwrap();
                match line.trim_end().split_once(": ") {
                    Some((name, value)) => headers.push((name.to_lowercase(), value.to_owned())),
                    None if line.trim().is_empty() => break,
                    None => {}
                }
            }
            let mut told = Told { headers, body: String::new() };
            let mut body = vec![0; told.header("content-length").parse().unwrap()];
            stream.read_exact(&mut body).unwrap();
            told.body = String::from_utf8(body).unwrap();
            let status = statuses.next().unwrap_or(204);
            let answer = format!(
                "HTTP/1.1 {status} X\r\nLocation: http://127.0.0.1:{port}/else\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            );
            stream.get_mut().write_all(answer.as_bytes()).unwrap();
            send.send(told).unwrap();
        }
    });
    (port, told)
}

/// The signature that `openssl` computes.
fn by_openssl(secret: &str, text: &str) -> String {
    let mut child = Command::new("openssl")
        .args(["dgst", "-sha256", "-hmac", secret])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let out = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    out.trim().rsplit("= ").next().unwrap().to_owned()
}

const WAIT: Duration = Duration::from_secs(40);

fn admitted(port: u16, is_private_allowed: bool) -> Targets {
    let hosts = ["127.0.0.1", "localhost"].map(|host| format!("{host}:{port}"));
    Targets::new(hosts.to_vec(), is_private_allowed)
}

fn make(world: &World, token: &str, url: &str, events: &Value) -> api_world::Answer {
    let body = json!({ "url": url, "events": events });
    world.post("/webhooks", token, &[("Idempotency-Key", url)], &body)
}

#[test]
fn a_receiver_that_fails_twice_gets_the_same_event_again_signed() {
    let (port, told) = receiver(&[500, 302]);
    let world = World::with_targets(admitted(port, true));
    let admin = world.account("system", Role::SystemAdmin, ("", None));
    let petition = world.account("petition", Role::CountyCoordinator, ("pet", Some("ps")));
    let url = format!("http://127.0.0.1:{port}/hook");
    let made = make(&world, &admin, &url, &json!(["notice.*"])).is(201);
    let secret = made.json()["secret"].as_str().unwrap().to_owned();
    let location = made.location.unwrap();
    let path = location.strip_prefix("/api/v1").unwrap();
    deliver::start(&world.state.service, admitted(port, true), world.state.closing.clone());
    world.draft(&petition);

    let tries: Vec<Told> = (0..3).map(|_| told.recv_timeout(WAIT).unwrap()).collect();
    for each in &tries {
        assert_eq!(each.header("ce-id"), tries[0].header("ce-id"));
        assert_eq!(each.body, tries[0].body);
        let (time, signature) = each.header("x-duban-signature").split_once(",v1=").unwrap();
        let time = time.strip_prefix("t=").unwrap();
        assert_eq!(signature, by_openssl(&secret, &format!("{time}.{}", each.body)));
    }
    let first = &tries[0];
    assert_eq!((first.header("ce-specversion"), first.header("ce-type")), ("1.0", "duban.notice.drafted"));
    assert_eq!(first.header("ce-subject"), "notice/2026-001");
    assert_eq!(first.header("content-type"), "application/json");
    let data = first.data();
    assert_eq!(first.header("ce-id"), format!("entry-{}", data["seq"]));
    assert_eq!(data.as_object().unwrap().len(), 3, "ids and kinds only: {data}");

    world.step(&petition, "sign", &json!({ "now": "2026-06-02" })).is(200);
    let signed = told.recv_timeout(WAIT).unwrap();
    assert_eq!(signed.data()["kind"], "notice.signed");
    let shown = world.get(path, &admin).is(200);
    assert_eq!((&shown.json()["fares"], &shown.json()["error"]), (&json!("ok"), &Value::Null));
    assert!(!shown.text().contains(&secret));
    // Changed only by whoever has seen it; gone, it is told nothing.
    world.ask(("DELETE", path), &admin, &[], None).is(428);
    world.ask(("DELETE", path), &admin, &[("If-Match", "\"1\"")], None).is(412);
    world.ask(("DELETE", path), &admin, &[("If-Match", &shown.etag.unwrap())], None).is(204);
    world.get(path, &admin).is(404);
    assert_eq!(world.get("/webhooks", &admin).is(200).json(), json!({ "items": [] }));
    world.get("/webhooks", &petition).is(403);
}

#[test]
fn a_name_that_leads_into_the_house_is_not_told() {
    let (port, told) = receiver(&[]);
    let world = World::with_targets(admitted(port, false));
    let admin = world.account("system", Role::SystemAdmin, ("", None));
    let petition = world.account("petition", Role::CountyCoordinator, ("pet", Some("ps")));
    for (url, word) in [
        (format!("https://127.0.0.1:{port}/"), "inner network"),
        (format!("http://localhost:{port}/"), "https"),
        (format!("https://example.org:{port}/"), "webhook_hosts"),
    ] {
        let refused = make(&world, &admin, &url, &json!(["notice.*"])).is(422).json();
        assert_eq!(refused["errors"][0]["field"], "/url");
        assert!(refused["errors"][0]["detail"].as_str().unwrap().contains(word), "{refused}");
    }
    let url = format!("https://localhost:{port}/");
    make(&world, &admin, &url, &json!(["notice.everything"])).is(422);
    let made = make(&world, &admin, &url, &json!(["notice.drafted", "finding.*"])).is(201);
    let path = format!("/webhooks/{}", made.json()["id"].as_str().unwrap());
    deliver::start(&world.state.service, admitted(port, false), world.state.closing.clone());
    world.draft(&petition);
    for _ in 0..400 {
        let shown = world.get(&path, &admin).is(200).json();
        if shown["fares"] == "retrying" {
            assert!(shown["error"].as_str().unwrap().contains("inner network"), "{shown}");
            assert!(told.try_recv().is_err());
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(told.try_recv().is_err());
    assert_eq!(world.get(&path, &admin).is(200).json()["fares"], "retrying");
}
