//! New entries and new findings over HTTP: who is told what, and how a broken stream goes on.

#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod api_world;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use api_world::World;
use duban::access::role::Role;
use serde_json::{Value, json};

/// A stream of events.
struct Stream(BufReader<TcpStream>);

/// One event of it.
#[derive(Debug)]
struct Piece {
    id: u64,
    name: String,
    data: Value,
}

impl Stream {
    fn open(world: &World, token: &str, last: Option<u64>) -> Self {
        let mut stream = TcpStream::connect(world.at).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let last = last.map_or_else(String::new, |last| format!("Last-Event-ID: {last}\r\n"));
        write!(
            stream,
            "GET /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\
             Accept: text/event-stream\r\n{last}\r\n"
        )
        .unwrap();
        let mut stream = Self(BufReader::new(stream));
        assert!(stream.line().unwrap().contains(" 200 "));
        while !stream.line().unwrap().is_empty() {}
        stream
    }

    /// The next line of the answer; none at its end.
    fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        let read = self.0.read_line(&mut line).unwrap();
        (read != 0).then(|| line.trim_end().to_owned())
    }

    /// The next event; none when the stream ends.
    fn next(&mut self) -> Option<Piece> {
        let (mut id, mut name) = (0, String::new());
        loop {
            let line = self.line()?;
            if let Some(text) = line.strip_prefix("id: ") {
                id = text.parse().unwrap();
            } else if let Some(text) = line.strip_prefix("event: ") {
                name = text.to_owned();
            } else if let Some(text) = line.strip_prefix("data: ") {
                return Some(Piece { id, name, data: serde_json::from_str(text).unwrap() });
            }
        }
    }
}

#[test]
fn entries_are_told_to_whoever_may_see_them_and_nobody_else() {
    let world = World::new();
    let petition = world.account("petition", Role::CountyCoordinator, ("pet", Some("ps")));
    let accused = world.account("accused", Role::CountyCoordinator, ("joint", Some("js")));
    let planner = world.account("planner", Role::Planner, ("dis", None));
    world.settle();
    let ids = |token: &str| -> Vec<String> {
        let page = world.get("/events?after=0", token).is(200).json();
        assert!(page["after"].as_u64().unwrap() <= world.state.service.world().seq);
        let items = page["items"].as_array().unwrap();
        assert!(items.iter().all(|item| item["subject_kind"] != "account" && item.get("body").is_none()));
        items.iter().map(|item| item["subject_id"].as_str().unwrap().to_owned()).collect()
    };
    let all = ids(&petition);
    let kept: Vec<String> = all.iter().filter(|id| *id != "bad20").cloned().collect();
    assert!(kept.len() < all.len());
    assert_eq!(ids(&accused), kept);
    let without_cases = ids(&planner);
    assert!(without_cases.contains(&"bad".to_owned()) && !without_cases.contains(&"bad21".to_owned()));

    // Whoever waits is answered as soon as there is something, and only then.
    std::thread::scope(|scope| {
        let waits = scope.spawn(|| world.get("/events?wait=50", &petition).is(200).json());
        std::thread::sleep(Duration::from_millis(300));
        world.draft(&petition);
        let told = waits.join().unwrap();
        assert_eq!(told["items"][0]["kind"], "notice.drafted");
        assert_eq!(told["items"][0]["subject_id"], "2026-001");
    });
    let after = world.get("/events?after=0", &petition).is(200).json()["after"].as_u64().unwrap();
    let told = world.get(&format!("/events?after={}&wait=1", after - 1), &accused).is(200).json();
    assert_eq!(told["items"], json!([]), "a notice that names a case against them does not exist for them");
    world.get("/events?wait=61", &petition).is(422);
    world.get("/events?since=1", &petition).is(422);
}

#[test]
fn a_stream_goes_on_where_it_broke_off_and_ends_with_the_service() {
    let world = World::new();
    let petition = world.account("petition", Role::CountyCoordinator, ("pet", Some("ps")));
    world.settle();
    let mut stream = Stream::open(&world, &petition, None);
    std::thread::sleep(Duration::from_millis(300));
    world.draft(&petition);
    let drafted = stream.next().unwrap();
    assert_eq!((drafted.name.as_str(), &drafted.data["kind"]), ("entry", &json!("notice.drafted")));
    assert_eq!(drafted.data["seq"], drafted.id);
    drop(stream);

    world.step(&petition, "sign", &json!({ "now": "2026-06-02" })).is(200);
    let mut stream = Stream::open(&world, &petition, Some(drafted.id));
    let signed = stream.next().unwrap();
    assert_eq!(signed.data["kind"], "notice.signed");
    // Whoever comes back is told what detectors count by now: it may have missed a change.
    let findings = stream.next().unwrap();
    assert_eq!(findings.name, "findings");
    assert_eq!(findings.data["counts"]["lagging"], 1);
    world.close.send_replace(true);
    assert!(stream.next().is_none());
}

/// A comment at every entry would tell when there is one that may not be seen.
#[test]
fn a_stream_is_silent_about_what_may_not_be_seen() {
    let world = World::new();
    let petition = world.account("petition", Role::CountyCoordinator, ("pet", Some("ps")));
    let accused = world.account("accused", Role::CountyCoordinator, ("joint", Some("js")));
    world.settle();
    let mut stream = Stream::open(&world, &accused, None);
    let hand_in = |key: &str, against: &str| {
        let table =
            format!("id,village_code,kind,opened_at,against_agency\n{key},111,land,2026-05-02,{against}\n");
        let headers = [("Idempotency-Key", key)];
        world.send("/imports?name=cases.csv", &petition, &headers, ("text/csv", table.as_bytes())).is(201);
        world.settle();
    };
    hand_in("kept", "joint");
    stream.0.get_ref().set_read_timeout(Some(Duration::from_secs(2))).unwrap();
    let mut byte = [0];
    let silence = stream.0.read(&mut byte);
    assert!(silence.is_err(), "nothing is said: {silence:?}");
    stream.0.get_ref().set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    hand_in("seen", "good1");
    let told = stream.next().unwrap();
    assert_eq!((told.name.as_str(), told.data["subject_id"].as_str()), ("entry", Some("seen")));
}
