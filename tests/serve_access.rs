//! The policy as it is enforced: every role × every route of the published document × own, child, sibling, other county and
//! revoked, compared with the policy that is printed.

#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod common;
mod serve_support;

use common::Scratch;
use serde_json::{Value, json};
use serve_support::{Client, Served};

/// Two counties. In the first a bureau D with a station D1 below it, and a sibling bureau E; in the second a bureau F. Each
/// has a person and a case; the grid's village lies in town 11.
fn world() -> Scratch {
    let s = Scratch::with_directory();
    s.write(
        "t/divisions.csv",
        "code,parent_code,level,name\n1,,county,One\n2,,county,Two\n11,1,town,T\n21,2,town,U\n111,11,village,V\n211,21,village,W\n",
    );
    s.write(
        "t/agencies.csv",
        "id,name,kind,division_code,parent_id\nD,Bureau,housing,1,\nD1,Station,station,11,D\nE,Sibling,water,1,\nF,Far,housing,2,\n",
    );
    s.write(
        "t/people.csv",
        "id,kind,name,agency_id\npD,official,A,D\npD1,official,B,D1\npE,official,C,E\npF,official,G,F\n",
    );
    s.write(
        "t/cases.csv",
        "id,village_code,kind,opened_at\ncD,111,land,2026-01-01 09:00\ncD1,111,land,2026-01-01 09:00\n\
         cE,111,land,2026-01-01 09:00\ncF,211,land,2026-01-01 09:00\n",
    );
    s.write(
        "t/handoffs.csv",
        "case_id,seq,from_agency,to_agency,sent_at\ncD,1,E,D,2026-01-02 09:00:00\ncD1,1,E,D1,2026-01-02 09:00:00\n\
         cE,1,E,E,2026-01-02 09:00:00\ncF,1,F,F,2026-01-02 09:00:00\n",
    );
    let ran = s.run(["import", "@d", "@t", "--partial"]);
    assert!(ran.code < 2, "{}", ran.err);
    s
}

/// What stands for a kind of path parameter: own, child, sibling, other county.
fn targets(path: &str) -> Option<[&'static str; 4]> {
    let after = |noun: &str| path.contains(&format!("/{noun}/"));
    if after("village") {
        // A village has nothing below it, and its sibling here is in the other county.
        Some(["111", "111", "211", "211"])
    } else if after("divisions") {
        Some(["1", "11", "2", "21"])
    } else if after("agencies") || after("agency") {
        Some(["D", "D1", "E", "F"])
    } else if after("people") || after("person") {
        Some(["pD", "pD1", "pE", "pF"])
    } else if after("cases") || after("case") {
        Some(["cD", "cD1", "cE", "cF"])
    } else {
        None
    }
}

fn policy(s: &Scratch) -> Value {
    s.run(["access", "show", "--json"]).exits(0).json()
}

fn reach<'p>(policy: &'p Value, role: &str, action: &str) -> Option<&'p str> {
    let row = policy["actions"].as_array().unwrap().iter().find(|row| row["action"] == action)?;
    row["grants"][role].as_str()
}

/// Every operation of the document with an action: method, path, action.
fn operations(served: &Served) -> Vec<(String, String, String)> {
    let document = served.nobody().get("/api/v1/openapi.json").is(200).json();
    let mut all = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            if let Some(action) = operation["x-duban-action"].as_str() {
                all.push((method.to_uppercase(), path.clone(), action.to_owned()));
            }
        }
    }
    assert!(20 < all.len());
    all
}

/// `path` with every parameter replaced by `id`.
fn at(path: &str, id: &str) -> String {
    let part = |part: &str| if part.starts_with('{') { id.to_owned() } else { part.to_owned() };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

fn ask(client: &Client, method: &str, path: &str) -> u16 {
    match method {
        // A stream would not end: what was asked for is answered at once.
        "GET" if path == "/api/v1/events" => client.get(&format!("{path}?after=0&wait=0")).status,
        "GET" => client.get(path).status,
        _ => client.change(method, path, &[("If-Match", "\"1\"")], &json!({})).status,
    }
}

#[test]
fn every_role_may_do_on_every_route_what_the_policy_says_and_no_more() {
    let s = world();
    let served = Served::start(&s.join("d"));
    let admin = served.admin();
    let (policy, operations) = (policy(&s), operations(&served));
    let roles: Vec<&str> = policy["roles"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let mut faults = Vec::new();
    for (number, role) in roles.iter().enumerate() {
        let account = json!({
            "title": role, "role": role, "agency": "D", "person": "pD",
            "scope": { "division": "1", "sees_below": true, "line": "D" },
        });
        let (name, gone) = (format!("u{number}"), format!("r{number}"));
        let client = served.account(&admin, &name, &account);
        let revoked = served.account(&admin, &gone, &account);
        admin.change("DELETE", &format!("/api/v1/accounts/{gone}/sessions"), &[], &json!({})).is(204);
        for (method, path, action) in &operations {
            let granted = reach(&policy, role, action);
            // Ends the session that asks, or the sessions of others: looked at on their own.
            if method == "DELETE" && path.contains("/sessions") {
                continue;
            }
            let mut expect = |client: &Client, id: &str, what: &str, holds: &dyn Fn(u16) -> bool| {
                let path = at(path, id);
                let status = ask(client, method, &path);
                if !holds(status) {
                    faults.push(format!("{role} {method} {path} ({what}, {action} {granted:?}): {status}"));
                }
            };
            let ids = targets(path);
            expect(&revoked, ids.map_or("D", |ids| ids[0]), "revoked", &|status| status == 401);
            match (granted, ids) {
                (None, _) => {
                    expect(&client, ids.map_or("D", |ids| ids[0]), "denied", &|status| status == 403)
                }
                // Everything, for accounts that see everything: this one sees a part.
                (Some("whole"), _) => {
                    expect(&client, ids.map_or("D", |ids| ids[0]), "part", &|status| status == 403)
                }
                (Some(_), Some([own, child, sibling, far])) if method == "GET" => {
                    // A field may be denied where the thing is granted.
                    let seen = |status: u16| status == 200 || status == 403;
                    expect(&client, own, "own", &seen);
                    expect(&client, child, "child", &seen);
                    expect(&client, sibling, "sibling", &|status| status == 404 || status == 403);
                    expect(&client, far, "other county", &|status| status == 404 || status == 403);
                }
                (Some(_), _) => {
                    expect(&client, "D", "granted", &|status| status != 401 && status < 500);
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} differ:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn what_is_not_seen_answers_as_what_is_not_there() {
    let s = world();
    let served = Served::start(&s.join("d"));
    let admin = served.admin();
    let scoped = |division: Option<&str>, line: Option<&str>| {
        json!({ "title": "C", "role": "unit_clerk", "agency": "D",
            "scope": { "division": division, "sees_below": true, "line": line } })
    };
    let clerk = served.account(&admin, "clerk1", &scoped(Some("1"), Some("D")));
    for (seen, unseen, nothing) in [
        ("/api/v1/cases/cD", "/api/v1/cases/cF", "/api/v1/cases/c0"),
        ("/api/v1/agencies/D1", "/api/v1/agencies/E", "/api/v1/agencies/N"),
        ("/api/v1/people/pD", "/api/v1/people/pF", "/api/v1/people/p0"),
        ("/api/v1/chains/village/111", "/api/v1/chains/village/211", "/api/v1/chains/village/9"),
        ("/api/v1/chains/case/cD1", "/api/v1/chains/case/cE", "/api/v1/chains/case/c0"),
        ("/api/v1/divisions/111", "/api/v1/divisions/2", "/api/v1/divisions/9"),
        ("/api/v1/cases?division=11", "/api/v1/cases?division=21", "/api/v1/cases?division=9"),
        ("/api/v1/cases?holder=D", "/api/v1/cases?holder=F", "/api/v1/cases?holder=N"),
        ("/api/v1/agencies?parent=D", "/api/v1/agencies?parent=E", "/api/v1/agencies?parent=N"),
        ("/api/v1/people?agency=D", "/api/v1/people?agency=F", "/api/v1/people?agency=N"),
        (
            "/api/v1/assignments?of=person&id=pD",
            "/api/v1/assignments?of=person&id=pF",
            "/api/v1/assignments?of=person&id=p0",
        ),
    ] {
        clerk.get(seen).is(200);
        let (unseen, nothing) = (clerk.get(unseen).is(404), clerk.get(nothing).is(404));
        assert_eq!(unseen.body, nothing.body, "{seen}");
    }
    let batch = json!({ "kind": "case", "ids": ["cD", "cF", "c0"] });
    let chains = clerk.post("/api/v1/chains", &batch).is(200).json();
    let shown: Vec<bool> =
        chains["items"].as_array().unwrap().iter().map(|i| i["chain"].is_object()).collect();
    assert_eq!(shown, [true, false, false]);
    let ids = |path: &str| -> Vec<String> {
        let items = clerk.get(path).is(200).json()["items"].as_array().unwrap().clone();
        items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids("/api/v1/cases"), ["cD", "cD1"]);
    assert_eq!(ids("/api/v1/agencies"), ["D", "D1"]);
    assert_eq!(ids("/api/v1/people"), ["pD", "pD1"]);
}

#[test]
fn a_complaint_against_a_unit_is_not_there_for_the_unit_whatever_its_scope() {
    let s = world();
    s.write(
        "more/cases.csv",
        "id,village_code,kind,opened_at,against_agency,against_person\n\
         xD,111,land,2026-01-01 09:00,D,\nxP,111,land,2026-01-01 09:00,,pD\nxE,111,land,2026-01-01 09:00,E,\n",
    );
    s.write(
        "more/handoffs.csv",
        "case_id,seq,from_agency,to_agency,sent_at\nxD,1,E,D,2026-01-02 09:00:00\nxP,1,E,D1,2026-01-02 09:00:00\n\
         xE,1,D,E,2026-01-02 09:00:00\n",
    );
    s.run(["import", "@d", "@more"]).exits(0);
    let served = Served::start(&s.join("d"));
    let admin = served.admin();
    let whole = |agency: &str, role: &str| json!({ "title": "W", "role": role, "agency": agency, "scope": { "division": null } });
    let accused = served.account(&admin, "accused", &whole("D", "supervisor"));
    let below = served.account(&admin, "below", &whole("D1", "unit_leader"));
    let other = served.account(&admin, "other", &whole("F", "supervisor"));
    let listed = |client: &Client| -> Vec<String> {
        let items =
            client.get("/api/v1/cases?division=1").is(200).json()["items"].as_array().unwrap().clone();
        items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(listed(&other), ["cD", "cD1", "cE", "xD", "xE", "xP"]);
    assert_eq!(listed(&accused), ["cD", "cD1", "cE", "xE"]);
    assert_eq!(listed(&below), ["cD", "cD1", "cE", "xE"]);
    for client in [&accused, &below] {
        for path in ["/api/v1/cases/", "/api/v1/chains/case/"] {
            let nothing = client.get(&format!("{path}nothing")).is(404);
            for id in ["xD", "xP"] {
                assert_eq!(client.get(&format!("{path}{id}")).is(404).body, nothing.body, "{path}{id}");
            }
        }
        // What waits at the unit counts as if they did not exist.
        let chain = client.get("/api/v1/chains/agency/D1").is(200).json();
        assert_eq!(chain["cases_awaiting"], 1);
    }
    assert_eq!(other.get("/api/v1/chains/agency/D1").is(200).json()["cases_awaiting"], 2);
    // Whom a case complains against is for those who may see complaints.
    assert_eq!(other.get("/api/v1/cases/xE").is(200).json()["against_agency"], "E");
    assert!(below.get("/api/v1/cases/xE").is(200).json().get("against_agency").is_none());
}
