//! Notices over HTTP: who sees which, the steps, and what races and repetitions come to.

mod api_world;

use api_world::{Answer, DRAFTED, World};
use duban::access::role::Role;
use serde_json::{Value, json};

const ID: &str = "2026-001";

#[test]
fn whoever_may_not_see_a_notice_is_answered_as_if_there_were_none() {
    let world = World::new();
    let petition = world.account("petition", Role::CountyCoordinator, ("pet", Some("ps")));
    let supervisor = world.account("supervisor", Role::Supervisor, ("dis", Some("ds")));
    // An office that co-signs reads it as well, whatever its role there.
    let law = world.account("law", Role::UnitLeader, ("pol", Some("ls")));
    let unit = world.account("unit", Role::UnitLeader, ("bad", Some("bc")));
    let other = world.account("other", Role::UnitLeader, ("good1", Some("gc")));
    let auditor = world.account("auditor", Role::Auditor, ("dis", None));

    let rehearse = json!({ "now": DRAFTED, "matters": ["lagging"], "dry_run": true });
    let rehearsed = world.post("/notices", &petition, &[], &rehearse);
    assert_eq!(rehearsed.is(200).json()["drafted"][0]["id"], ID);
    assert_eq!(world.get("/notices", &petition).is(200).json(), json!({ "items": [], "next": null }));
    let drafted = world.draft(&petition);
    assert_eq!(drafted["drafted"][0]["unit"], "bad");
    assert_eq!(drafted["dry_run"], false);

    let counts = |state: &str, expected: [usize; 4]| {
        for (token, count) in [&petition, &supervisor, &unit, &other].into_iter().zip(expected) {
            let listed = world.get(&format!("/notices?state={state}&matter=lagging"), token).is(200).json();
            assert_eq!(listed["items"].as_array().unwrap().len(), count, "{state}: {listed}");
        }
    };
    // The unit is told when it is issued, not while it is written and signed.
    counts("draft", [1, 1, 0, 0]);
    assert_eq!(world.get("/notices/2026-001", &law).is(200).json()["id"], ID);
    for part in ["", "/document", "/history"] {
        let drafted = world.get(&format!("/notices/{ID}{part}"), &unit).is(404);
        assert_eq!(drafted.body, world.get(&format!("/notices/2026-999{part}"), &unit).is(404).body);
    }
    world.issue([&petition, &supervisor, &law]);
    counts("issued", [1, 1, 1, 0]);
    let by_coordinator = world.get("/notices/2026-001", &petition).is(200);
    let by_unit = world.get("/notices/2026-001", &unit).is(200);
    assert_eq!(by_coordinator.etag, by_unit.etag);
    let (by_coordinator, by_unit) = (by_coordinator.json(), by_unit.json());
    assert_eq!(by_coordinator["figures"]["overdue"], by_unit["figures"]["overdue"]);
    assert!(by_coordinator.get("ledger").is_some() && by_unit.get("ledger").is_none());
    assert!(by_coordinator["late"].to_string().contains("bad20"));

    for part in ["", "/document", "/history", "/document?format=markdown&lang=en"] {
        let hidden = world.get(&format!("/notices/{ID}{part}"), &other).is(404);
        let unknown = world.get(&format!("/notices/2026-999{part}"), &other).is(404);
        assert_eq!(hidden.body, unknown.body);
        assert_eq!(hidden.etag, unknown.etag);
    }
    for (step, body) in [("sign", json!({})), ("object", json!({ "text": "no" }))] {
        let mut answers = Vec::new();
        for id in [ID, "2026-999"] {
            let path = format!("/notices/{id}/{step}");
            let key = format!("{id}{step}");
            let headers = [("If-Match", "\"1\""), ("Idempotency-Key", key.as_str())];
            answers.push(world.post(&path, &other, &headers, &body.clone()).is(404).body);
        }
        assert_eq!(answers[0], answers[1]);
    }
    // The auditor reads what was done, and not what it says.
    world.get("/notices/2026-001", &auditor).is(403);
    let history = world.get("/notices/2026-001/history", &auditor).is(200).json();
    assert_eq!(history["items"][0]["kind"], "notice.drafted");
    assert_eq!(history["items"][0]["actor"], "ps");
}

/// Of forty late cases one complains against another office: it is told of the notice as it would be without that case.
#[test]
fn a_notice_is_made_for_whom_one_of_its_cases_complains_against() {
    let world = World::new();
    let petition = world.account("petition", Role::CountyCoordinator, ("pet", Some("ps")));
    let supervisor = world.account("supervisor", Role::Supervisor, ("dis", Some("ds")));
    let law = world.account("law", Role::UnitLeader, ("pol", Some("ls")));
    let unit = world.account("unit", Role::UnitLeader, ("bad", Some("bc")));
    let accused = world.account("accused", Role::CountyCoordinator, ("joint", Some("js")));
    let rehearse = json!({ "now": DRAFTED, "matters": ["lagging"], "dry_run": true });
    let rehearsed = world.post("/notices", &petition, &[], &rehearse).is(200).json();
    assert_eq!(world.post("/notices", &accused, &[], &rehearse).is(200).json(), rehearsed);
    world.draft(&petition);
    world.issue([&petition, &supervisor, &law]);
    for (step, body) in
        [("acknowledge", json!({})), ("reply", json!({ "adopted": "partly", "text": "bad20 as well" }))]
    {
        let tag = world.get("/notices/2026-001", &unit).is(200).etag.unwrap_or_default();
        let headers = [("If-Match", tag.as_str()), ("Idempotency-Key", step)];
        world.post(&format!("/notices/2026-001/{step}"), &unit, &headers, &body).is(200);
    }

    let read = |token: &str| world.get("/notices/2026-001", token).is(200).json();
    let (whole, part) = (read(&petition), read(&accused));
    assert_eq!((&whole["late_count"], &part["late_count"]), (&json!(40), &json!(39)));
    assert_eq!((&whole["figures"]["overdue"], &part["figures"]["overdue"]), (&json!(40), &json!(39)));
    assert_eq!(whole["life"]["replies"][0]["text"], "bad20 as well");
    assert_eq!(part["life"]["replies"][0]["text"], "… as well", "people write what they will");
    let parts = ["", "/document", "/history", "/document?format=markdown&lang=en"];
    let parts = parts.map(|part| format!("/notices/{ID}{part}"));
    let lists =
        ["/notices", "/sweeps?now=2026-07-01", "/sweeps?now=2026-07-01&texts=open", "/events?after=0"];
    for path in parts.iter().map(String::as_str).chain(lists) {
        let read = world.get(path, &accused).is(200);
        assert!(!read.text().contains("bad20"), "{path}: {}", read.text());
    }
}

#[test]
fn documents_are_made_for_whoever_reads_them() {
    let world = World::new();
    let petition = world.account("petition", Role::CountyCoordinator, ("pet", Some("ps")));
    let discipline = world.account("discipline", Role::Supervisor, ("dis", Some("ds")));
    let law = world.account("law", Role::UnitLeader, ("pol", Some("ls")));
    let unit = world.account("unit", Role::UnitLeader, ("bad", Some("bc")));
    world.draft(&petition);
    world.issue([&petition, &discipline, &law]);
    let page = world.get("/notices/2026-001/document", &unit).is(200);
    assert_eq!(page.media_type, "text/html; charset=utf-8");
    assert!(page.text().contains("督办"), "{}", page.text());
    let text = world.get("/notices/2026-001/document?format=markdown&lang=en", &unit).is(200);
    assert_eq!(text.media_type, "text/markdown; charset=utf-8");
    assert!(text.text().contains("Office bad"));
    world.get("/notices/2026-001/document?format=pdf", &unit).is(422);
    world.get("/notices?unit=nowhere", &petition).is(404);
}

#[test]
fn the_whole_way_by_accounts_and_what_each_step_needs() {
    let world = World::new();
    let petition = world.account("petition", Role::CountyCoordinator, ("pet", Some("ps")));
    let discipline = world.account("discipline", Role::Supervisor, ("dis", Some("ds")));
    let law = world.account("law", Role::CountyCoordinator, ("pol", Some("ls")));
    let nobody = world.account("nobody", Role::CountyCoordinator, ("pet", None));
    let unit = world.account("unit", Role::UnitLeader, ("bad", Some("bc")));
    world.draft(&petition);

    let path = "/notices/2026-001/sign";
    let bare = world.post(path, &petition, &[("Idempotency-Key", "a")], &json!({})).is(428);
    assert_eq!(bare.json()["code"], "if-match-required");
    let bare = world.post(path, &petition, &[("If-Match", "\"1\"")], &json!({})).is(400);
    assert_eq!(bare.json()["code"], "idempotency-key-missing");
    for (tag, key, header) in
        [("1", "b", "If-Match"), ("\"1\"", "a b", "Idempotency-Key"), ("\"1\"", "", "Idempotency-Key")]
    {
        let headers = [("If-Match", tag), ("Idempotency-Key", key)];
        let malformed = world.post(path, &petition, &headers, &json!({})).is(400).json();
        assert_eq!(
            (&malformed["code"], &malformed["errors"][0]["field"]),
            (&json!("malformed-request"), &json!(header))
        );
    }
    let stale = [("If-Match", "\"1\""), ("Idempotency-Key", "b")];
    assert_eq!(world.post(path, &petition, &stale, &json!({})).is(412).json()["code"], "stale");
    assert_eq!(world.step(&nobody, "sign", &json!({})).is(403).json()["code"], "no-person");
    let wrong = world.step(&petition, "sign", &json!({ "nwo": "2026-06-02" })).is(422);
    assert_eq!(wrong.json()["code"], "invalid-field");
    let wrong = world.step(&petition, "sign", &json!({ "now": "tomorrow" })).is(422);
    assert_eq!(wrong.json()["errors"][0]["field"], "/now");

    let refused = world.step(&petition, "issue", &json!({ "now": "2026-06-02" })).is(409).json();
    assert_eq!((&refused["code"], &refused["refused"]), (&json!("refused"), &json!("state")));
    assert_eq!(refused["state"], "draft");
    assert!(refused["possible"].as_array().unwrap().contains(&json!("sign")), "{refused}");
    for (token, state) in [(&petition, "draft"), (&discipline, "draft"), (&law, "signed")] {
        let signed = world.step(token, "sign", &json!({ "now": "2026-06-02" })).is(200);
        assert_eq!(signed.json()["life"]["state"], state);
        let etag = world.get("/notices/2026-001", token).etag;
        assert_eq!(signed.etag, etag, "the answer brings what the next step needs");
    }
    assert_eq!(
        world.step(&petition, "issue", &json!({ "now": "2026-06-03" })).is(200).json()["life"]["issued"]["serial"],
        1
    );
    let not_theirs = world.step(&petition, "acknowledge", &json!({ "now": "2026-06-04" })).is(409);
    assert_eq!(not_theirs.json()["refused"], "not_assigned");
    world.step(&unit, "acknowledge", &json!({ "now": "2026-06-04" })).is(200);
    let words = "Case bad07 lay with us by mistake.";
    let reply = json!({ "now": "2026-06-20", "adopted": "partly", "text": words });
    let replied = world.step(&unit, "reply", &reply).is(200).json();
    assert_eq!(replied["life"]["replies"][0]["text"], words);
    world.step(&discipline, "verify", &json!({ "now": "2026-06-25" })).is(200);
    let closed = world.step(&petition, "close", &json!({ "now": "2026-06-26" })).is(200).json();
    assert_eq!((&closed["life"]["state"], &closed["next"]), (&json!("closed"), &Value::Null));
    let kinds = world.get("/notices/2026-001/history", &unit).is(200).json();
    let kinds: Vec<&str> =
        kinds["items"].as_array().unwrap().iter().map(|e| e["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds.len(), 9, "{kinds:?}");
    assert_eq!(kinds[8], "notice.closed");
}

#[test]
fn of_two_who_take_one_step_at_once_exactly_one_does() {
    let world = World::new();
    let petition = world.account("petition", Role::CountyCoordinator, ("pet", Some("ps")));
    let discipline = world.account("discipline", Role::Supervisor, ("dis", Some("ds")));
    let law = world.account("law", Role::CountyCoordinator, ("pol", Some("ls")));
    let (head, deputy) = (
        world.account("head", Role::UnitLeader, ("bad", Some("bc"))),
        world.account("deputy", Role::UnitClerk, ("bad", Some("b2"))),
    );
    world.draft(&petition);
    for token in [&petition, &discipline, &law] {
        world.step(token, "sign", &json!({ "now": "2026-06-02" })).is(200);
    }
    world.step(&petition, "issue", &json!({ "now": "2026-06-03" })).is(200);
    let etag = world.get("/notices/2026-001", &head).etag.unwrap();
    let take = |token: &str, key: &str| -> Answer {
        let headers = [("If-Match", etag.as_str()), ("Idempotency-Key", key)];
        world.post("/notices/2026-001/acknowledge", token, &headers, &json!({ "now": "2026-06-04" }))
    };
    let petition_key = [("If-Match", "\"1\""), ("Idempotency-Key", "draft")];
    let reused = world.post("/notices/2026-001/sign", &petition, &petition_key, &json!({})).is(422);
    assert_eq!(reused.json()["code"], "idempotency-key-reused");
    let (one, two) = std::thread::scope(|scope| {
        let one = scope.spawn(|| take(&head, "one"));
        let two = take(&deputy, "two");
        (one.join().unwrap(), two)
    });
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412], "{} {}", one.text(), two.text());
    // Whoever repeats the request reads the notice as it stands; nothing is done twice.
    let (token, key) = if one.status == 200 { (&head, "one") } else { (&deputy, "two") };
    let tip = world.state.service.world().tip().seq;
    assert_eq!(take(token, key).is(200).json()["life"]["state"], "acknowledged");
    assert_eq!(world.state.service.world().tip().seq, tip);
}
