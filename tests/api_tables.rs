//! Tables in and out over HTTP, and the audit records of it.

#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod api_world;

use std::io::Read;

use api_world::{Answer, World};
use duban::access::role::Role;
use duban::app::service::sign_in::Failure;
use duban::limits::SIGN_IN_NOTES_MAX;
use duban::rim::http::sign_ins::Noting;
use serde_json::{Value, json};

const GOOD: &str = "id,village_code,kind,opened_at\nnew1,111,land,2026-05-02\nnew2,112,water,2026-05-03\n";
const BAD: &str = "id,village_code,kind,opened_at\nnew1,111,land,2026-05-02\nnew2,999,water,soon\n";

impl World {
    fn upload(
        &self,
        path: &str,
        token: &str,
        key: Option<&str>,
        (media_type, body): (&str, &[u8]),
    ) -> Answer {
        let key = key.map(|key| ("Idempotency-Key", key));
        self.send(path, token, key.as_slice(), (media_type, body))
    }
}

/// What the command line says of the rows that it refuses, for a copy of the directory.
fn by_command(world: &World) -> Value {
    let dir = world.dir.path();
    std::fs::write(dir.join("cases.csv"), BAD).unwrap();
    let copied =
        std::process::Command::new("cp").args(["-r", "d", "copy"]).current_dir(dir).status().unwrap();
    assert!(copied.success());
    let out = assert_cmd::Command::cargo_bin("duban")
        .unwrap()
        .args(["import", "copy", "cases.csv", "--dry-run", "--json", "--lang", "en"])
        .current_dir(dir)
        .output()
        .unwrap();
    let document: Value = serde_json::from_slice(&out.stdout).unwrap();
    document["rejects"].clone()
}

#[test]
fn sign_ins_are_noted_and_failures_do_not_flood_the_ledger() {
    let world = World::new();
    let auditor = world.account("auditor", Role::Auditor, ("dis", None));
    world.account("petition", Role::CountyCoordinator, ("pet", Some("ps")));
    let password = world.state.service.give_password("petition").unwrap();
    let sign_in = |account: &str, password: &str, new: Option<&str>| {
        let body = json!({ "account": account, "password": password, "new_password": new });
        world.post("/sessions", "", &[], &body).status
    };
    let fails = || world.state.sign_ins.failed(None, Failure::default(), 600);
    let noted = (0..500).filter(|_| fails() == Noting::Note).count();
    assert_eq!(noted as u64, u64::from(SIGN_IN_NOTES_MAX), "of one minute");
    assert_eq!(sign_in("petition", &password, Some("Correct-horse-7-battery")), 201);
    assert_eq!(sign_in("petition", "wrong", None), 401);
    assert_eq!(sign_in("no such name", "wrong", None), 401);
    for _ in 0..400 {
        let noted = world.get("/audit?action=sign_in", &auditor).is(200).json();
        let mut seen: Vec<(String, String)> = Vec::new();
        for item in noted["items"].as_array().unwrap() {
            let text = |name: &str| item[name].as_str().unwrap().to_owned();
            seen.push((text("account"), text("outcome")));
        }
        seen.sort();
        if seen.len() == 3 {
            let pair = |account: &str, outcome: &str| (account.to_owned(), outcome.to_owned());
            assert_eq!(seen, [pair("-", "failed"), pair("petition", "done"), pair("petition", "failed")]);
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(25));
    }
    assert_eq!(world.get("/audit?action=sign_in", &auditor).is(200).json(), Value::Null, "three are noted");
}

#[test]
fn a_malformed_table_is_refused_row_by_row_and_nothing_is_stored() {
    let world = World::new();
    let petition = world.account("petition", Role::CountyCoordinator, ("pet", Some("ps")));
    world.settle();
    let tip = world.state.service.world().tip().seq;
    let path = "/imports?name=cases.csv";
    world.upload(path, &petition, None, ("text/csv", BAD.as_bytes())).is(400);
    world.upload(path, &petition, Some("a"), ("text/plain", BAD.as_bytes())).is(415);
    let refused = world.upload(path, &petition, Some("a"), ("text/csv", BAD.as_bytes())).is(422).json();
    assert_eq!(refused["code"], "rows-refused");
    let report = &refused["report"];
    assert_eq!((&report["stored"], &report["rejected"]), (&json!(false), &json!(1)));
    let row = &report["rejects"][0];
    assert_eq!((&row["file"], &row["line"], &row["value"]), (&json!("cases.csv"), &json!(3), &json!("soon")));
    assert_eq!(report["rejects"], by_command(&world), "as on the command line");
    assert_eq!(world.state.service.world().tip().seq, tip, "nothing was stored");
    world.get("/cases/new1", &petition).is(404);

    // What has no good row at all is refused although parts may be stored.
    let none = b"id,village_code,kind,opened_at\nnew2,999,water,soon\n";
    for (key, query) in [(None, "&dry_run=true"), (Some("p"), "")] {
        let path = format!("{path}&partial=true{query}");
        for body in [none.as_slice(), b"{}", b""] {
            assert_eq!(
                world.upload(&path, &petition, key, ("text/csv", body)).is(422).json()["report"]["stored"],
                false
            );
        }
    }

    let dry =
        world.upload("/imports?name=cases.csv&dry_run=true", &petition, None, ("text/csv", GOOD.as_bytes()));
    assert_eq!(dry.is(200).json()["stored"], false);
    let stored = world.upload(path, &petition, Some("b"), ("text/csv", GOOD.as_bytes())).is(201).json();
    assert_eq!(stored["tables"][0]["new"], 2);
    world.settle();
    world.get("/cases/new1", &petition).is(200);
    let known = b"id,village_code,kind,opened_at\nnew1,111,land,2026-05-02\nnew3,999,water,2026-05-03\n";
    let partial = format!("{path}&partial=true");
    let known = world.upload(&partial, &petition, Some("q"), ("text/csv", known)).is(200).json();
    assert_eq!(
        (&known["stored"], &known["rejected"]),
        (&json!(false), &json!(1)),
        "a known row is a good one"
    );
    // The same request again is answered and not carried out; another one with its key is refused.
    let tip = world.state.service.world().tip().seq;
    let again = world.upload(path, &petition, Some("b"), ("text/csv", GOOD.as_bytes())).is(201).json();
    assert_eq!(again["entries"], stored["entries"]);
    assert_eq!(world.state.service.world().tip().seq, tip);
    world.upload(path, &petition, Some("b"), ("text/csv", BAD.as_bytes())).is(422);
}

#[test]
fn several_files_come_as_parts_and_what_is_not_seen_is_unknown() {
    let world = World::new();
    let accused = world.account("accused", Role::CountyCoordinator, ("joint", Some("js")));
    world.settle();
    let body = format!(
        "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"cases.csv\"\r\n\r\n{GOOD}\r\n--b\r\n\
         Content-Disposition: form-data; name=\"f\"; filename=\"handoffs.csv\"\r\n\r\n\
         case_id,seq,from_agency,to_agency,sent_at\nnew1,1,sender,bad,2026-05-03\r\n--b--\r\n"
    );
    let parts = ("multipart/form-data; boundary=b", body.as_bytes());
    assert_eq!(world.upload("/imports", &accused, Some("a"), parts).is(201).json()["rejected"], 0);
    let event = |case: &str| format!("case_id,at,kind\n{case},2026-05-20 09:00:00,suspended\n");
    let reasons = |key: &str, case: &str| -> Value {
        let table = event(case);
        let path = "/imports?name=case_events.csv";
        let refused = world.upload(path, &accused, Some(key), ("text/csv", table.as_bytes())).is(422).json();
        refused["report"]["rejects"][0]["reason"].clone()
    };
    let (hidden, unknown) = (reasons("b", "bad20"), reasons("c", "bad99"));
    assert_eq!(hidden.to_string().replace("bad20", "bad99"), unknown.to_string());
}

#[test]
fn an_upload_builds_on_the_one_before_it() {
    let world = World::new();
    let petition = world.account("petition", Role::CountyCoordinator, ("pet", Some("ps")));
    world.settle();
    world.upload("/imports?name=cases.csv", &petition, Some("a"), ("text/csv", GOOD.as_bytes())).is(201);
    let event = b"case_id,at,kind\nnew1,2026-05-20 09:00:00,suspended\n";
    world.upload("/imports?name=case_events.csv", &petition, Some("b"), ("text/csv", event)).is(201);
}

#[test]
fn that_an_id_is_taken_is_told_only_when_auditors_can_see_that_it_was_asked() {
    let world = World::new();
    let accused = world.account("accused", Role::CountyCoordinator, ("joint", Some("js")));
    let auditor = world.account("auditor", Role::Auditor, ("dis", None));
    world.settle();
    let table = b"id,village_code,kind,opened_at\nnew1,111,land,2026-05-02\nbad20,111,land,2026-05-02\n";
    let noted = || {
        world.settle();
        world.get("/audit?action=import_tables", &auditor).is(200).json()["items"].clone()
    };
    let check = "/imports?name=cases.csv&dry_run=true";
    assert_eq!(world.upload(check, &accused, None, ("text/csv", table)).is(200).json()["rejected"], 0);
    assert_eq!(noted(), json!([]));
    for (key, path) in [("a", "/imports?name=cases.csv"), ("b", "/imports?name=cases.csv&partial=true")] {
        let before = noted().as_array().unwrap().len();
        world.upload(path, &accused, Some(key), ("text/csv", table));
        let noted = noted();
        assert_eq!(noted.as_array().unwrap().len(), before + 1);
        let note = &noted[0];
        assert_eq!((&note["account"], &note["outcome"]), (&json!("accused"), &json!("denied")));
        assert_eq!(note["detail"], json!({ "ids_taken": 1 }));
    }
}

#[test]
fn exports_leave_out_what_is_kept_from_the_account_and_are_noted() {
    let world = World::new();
    let supervisor = world.account("supervisor", Role::Supervisor, ("dis", Some("ds")));
    let accused = world.account("accused", Role::Supervisor, ("joint", None));
    let auditor = world.account("auditor", Role::Auditor, ("dis", None));
    world.settle();
    let cases = |token: &str, query: &str| -> String {
        let file = world.get(&format!("/exports?as=csv&lang=en{query}"), token).is(200);
        assert_eq!(file.media_type, "application/zip");
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(file.body)).unwrap();
        let mut text = String::new();
        archive.by_name("cases.csv").unwrap().read_to_string(&mut text).unwrap();
        text
    };
    assert!(cases(&supervisor, "&complaints=true").contains("bad20"));
    let plain = cases(&supervisor, "");
    assert!(!plain.contains("bad20") && plain.contains("bad21"));
    assert!(!cases(&accused, "&complaints=true").contains("bad20"));
    world.get("/exports", &supervisor).is(422);
    world.get("/exports?as=csv", &auditor).is(403);

    let first = world.get("/audit?action=export_tables&limit=2", &auditor).is(200).json();
    assert_eq!(first["items"][0]["account"], "accused");
    assert_eq!(first["items"][1]["detail"], json!({ "as": "csv", "complaints": false }));
    let next = first["next"].as_str().unwrap();
    let rest =
        world.get(&format!("/audit?action=export_tables&limit=2&cursor={next}"), &auditor).is(200).json();
    assert_eq!(rest["items"][0]["detail"]["complaints"], true);
    assert_eq!(rest["items"].as_array().unwrap().len(), 1);
    let opened = world.get("/audit?action=account.changed", &auditor).is(200).json();
    assert_eq!(opened["items"][0]["account"], "test");
    world.get("/audit", &supervisor).is(403);
}
