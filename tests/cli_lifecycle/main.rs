//! A notice's whole life through the real binary: signed, issued, answered, verified and closed; and a second way over
//! an objection and up the ladder.

#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod again;
#[path = "../common/mod.rs"]
mod common;
mod matters;

use std::fmt::Write as _;

use common::{Ran, Scratch, bytes_under, duban, holds};
use serde_json::{Value, json};

const DRAFTED: &str = "2026-06-01";

/// A county whose unit `bad` is late with forty of sixty cases, and holds two that it has not received; three offices
/// co-sign above it. Cases `bad00` to `bad04` were suspended while they waited, `bad05` under objection.
fn world() -> Scratch {
    let s = Scratch::new();
    // Three offices co-sign here: the default playbook without the organization department.
    let playbook = s.run(["playbook", "show", "default", "--lang", "en"]).exits(0);
    assert!(playbook.out.contains("Organization Department"));
    s.write("ours.toml", without_organization());
    s.run(["init", "@d", "--playbook", "@ours.toml"]).exits(0);
    s.write(
        "t/divisions.csv",
        "code,parent_code,level,name\n1,,county,A\n11,1,town,B\n111,11,village,C\n112,11,village,D\n",
    );
    s.write("t/agencies.csv", "id,name,kind,division_code,coordinates\n\
        pet,Petition Office,petition,1,\ndis,Discipline,discipline,1,\npol,Law Commission,political_legal,1,\n\
        joint,Joint Conference,joint_conference,1,\ntown,Town Hall,town,11,true\n\
        bad,Office bad,station,11,\ngood1,Office one,station,11,\ngood2,Office two,station,11,\n\
        good3,Office three,station,11,\nsender,Sender,centre,11,\n");
    s.write("t/people.csv", "id,kind,name,agency_id,valid_to\nps,official,Petra,pet,\nds,official,Dan,dis,\nls,official,Li,pol,\n\
        js,official,Jo,joint,\nbc,official,Bo,bad,\ntc,official,Tan,town,\nno,official,Nora,pet,\nex,official,Eve,pet,2026-01-01\n\
        two,official,Tuo,pet,\n");
    s.write("t/assignments.csv", "person_id,agency_id,role,valid_from,valid_to\nps,pet,head,2025-01-01,\nds,dis,head,2025-01-01,\n\
        ls,pol,head,2025-01-01,\njs,joint,convenor,2025-01-01,\nbc,bad,head,2025-01-01,\ntc,town,head,2025-01-01,\n\
        no,pet,head,2024-01-01,2025-01-01\nex,pet,deputy,2025-01-01,\ntwo,pet,deputy,2025-01-01,\ntwo,bad,adviser,2025-01-01,\n");
    write_cases(&s);
    s.run(["import", "@d", "@t"]).exits(0);
    s
}

fn without_organization() -> String {
    let source = include_str!("../../seed/playbooks/default.toml");
    let from = source.find("[[notice.co_signers]]\nagency_kind = \"organization\"").unwrap();
    let to = from + source[from..].find("\n\n").unwrap();
    format!("{}{}", &source[..from], &source[to..])
}

fn write_cases(s: &Scratch) {
    let mut cases = "id,village_code,kind,opened_at\n".to_owned();
    let mut hops = "case_id,seq,from_agency,to_agency,sent_at,received_at\n".to_owned();
    for (unit, late) in [("bad", 40), ("good1", 0), ("good2", 1), ("good3", 2)] {
        for at in 0..60 {
            writeln!(cases, "{unit}{at:02},111,land,2026-05-01 08:00").unwrap();
            let received = if late <= at { "2026-05-03 09:00:00" } else { "2026-05-06 09:00:00" };
            let received = if unit == "bad" && (at == 38 || at == 39) { "" } else { received };
            writeln!(hops, "{unit}{at:02},1,sender,{unit},2026-05-02 09:00:00,{received}").unwrap();
        }
    }
    s.write("t/cases.csv", cases);
    s.write("t/handoffs.csv", hops);
    let mut events = "case_id,at,kind\n".to_owned();
    for at in 0..5 {
        writeln!(events, "bad{at:02},2026-05-03 09:00:00,suspended\nbad{at:02},2026-05-05 09:00:00,resumed")
            .unwrap();
    }
    events.push_str("bad05,2026-05-04 09:00:00,objected\nbad05,2026-05-05 10:00:00,ruled\n");
    s.write("t/case_events.csv", events);
}

fn draft(s: &Scratch, matter: &str) -> Value {
    s.run(["notice", "@d", "draft", "--now", DRAFTED, "--matter", matter, "--json"]).exits(0).json()
}

/// Takes a step with the first notice.
fn step(s: &Scratch, name: &str, person: &str, day: &str, rest: &[&str]) -> Ran {
    let args = ["notice", "@d", name, "2026-001", "--as", person, "--now", day];
    s.run(args.into_iter().chain(rest.iter().copied()))
}

fn show(s: &Scratch, id: &str, now: &str) -> Value {
    s.run(["notice", "@d", "show", id, "--now", now, "--json"]).exits(0).json()
}

/// To the day on which the first notice is issued.
fn issued() -> Scratch {
    let s = world();
    draft(&s, "lagging");
    for person in ["ps", "ds", "ls"] {
        step(&s, "sign", person, "2026-06-02", &[]).exits(0);
    }
    step(&s, "issue", "ps", "2026-06-03", &[]).exits(0);
    s
}

#[test]
fn the_whole_way_from_tables_to_a_closed_notice() {
    let s = world();
    let swept = s.run(["sweep", "@d", "--now", DRAFTED, "--only", "lagging", "--json"]).exits(0).json();
    assert_eq!(
        (&swept["lagging"][0]["agency"], &swept["lagging"][0]["overdue"]),
        (&json!("bad"), &json!(40))
    );
    let drafted = &draft(&s, "lagging")["drafted"][0];
    // The sweep counts forty; six of them waited while nobody's clock ran.
    assert_eq!((&drafted["figures"]["overdue"], &drafted["late_count"]), (&json!(34), &json!(34)));
    assert_eq!(drafted["set_aside"], json!({ "handoffs": 6, "suspended": 5, "objected": 1 }));

    let refused = step(&s, "sign", "no", "2026-06-02", &["--json"]).exits(1);
    assert_eq!(refused.json()["refused"], "not_assigned");
    assert!(refused.err.contains("Petition Office (pet)"), "{}", refused.err);
    assert_eq!(step(&s, "sign", "ex", "2026-06-02", &["--json"]).exits(1).json()["refused"], "person");
    let unknown = step(&s, "sign", "pss", "2026-06-02", &[]).exits(1);
    assert!(unknown.err.contains("did you mean: ps Petra"), "{}", unknown.err);
    let early = step(&s, "issue", "ps", "2026-06-02", &[]).exits(1);
    assert!(early.err.contains("sign") && early.err.contains("draft"), "{}", early.err);
    let all = "Petition Office (pet), Discipline (dis), Law Commission (pol)";
    assert!(early.err.contains(all) && !early.err.contains("add evidence"), "{}", early.err);
    for (person, state) in [("ps", "draft"), ("ds", "draft"), ("ls", "signed")] {
        let signed = step(&s, "sign", person, "2026-06-02", &["--json"]).exits(0).json();
        assert_eq!(signed["state"], state);
    }
    let issued = step(&s, "issue", "ps", "2026-06-03", &["--json"]).exits(0).json();
    assert_eq!(issued["number"], json!({ "year": 2026, "serial": 1 }));
    assert_eq!(issued["next"], json!({ "step": "acknowledge", "by": "2026-06-06", "is_over": false }));
    assert_eq!(
        step(&s, "acknowledge", "ps", "2026-06-04", &["--json"]).exits(1).json()["refused"],
        "not_assigned"
    );
    step(&s, "acknowledge", "bc", "2026-06-04", &[]).exits(0);
    let said = "Case bad07 lay with us by mistake.";
    step(&s, "reply", "bc", "2026-06-20", &["--adopted", "partly", "--text", said]).exits(0);
    assert_eq!(
        step(&s, "close", "ps", "2026-06-21", &["--json"]).exits(1).json()["possible"],
        json!(["add_evidence", "object", "verify", "escalate", "withdraw"])
    );
    step(&s, "verify", "ds", "2026-06-25", &[]).exits(0);
    step(&s, "close", "ps", "2026-06-26", &[]).exits(0);

    let shown = show(&s, "2026-001", "2026-06-27");
    assert_eq!((&shown["life"]["state"], &shown["next"]), (&json!("closed"), &Value::Null));
    assert_eq!(shown["life"]["replies"][0]["text"], said);
    assert!(!holds(&bytes_under(&s.join("d")), said), "free text is sealed in every file");
    for lang in ["zh", "en"] {
        let page = s.run(["notice", "@d", "render", "2026-001", "--lang", lang]).exits(0).out;
        assert!(page.contains("Petra") && page.contains("lay with us") && !page.contains("DRAFT"), "{page}");
        assert!(
            page.contains(if lang == "zh" { "督〔2026〕1号" } else { "Supervision No. 1 of 2026" }),
            "{page}"
        );
    }
    let swept = s.run(["sweep", "@d", "--now", "2026-07-01", "--only", "lagging", "--json"]).exits(0).json();
    assert_eq!(swept["explanations"][0]["text"], said);
    let before = s.run(["sweep", "@d", "--now", "2026-06-19", "--only", "lagging", "--json"]).exits(0).json();
    assert_eq!(before.get("explanations"), None, "not yet said");
    assert!(s.run(["sweep", "@d", "--now", "2026-07-01"]).exits(0).out.contains(said));
    s.run(["verify", "@d"]).exits(0);
    rebuilt_is_the_same(&s, &shown);
}

/// The graph is thrown away: the notice's life comes back from the ledger.
fn rebuilt_is_the_same(s: &Scratch, shown: &Value) {
    std::fs::remove_file(s.join("d/graph.redb")).unwrap();
    assert_eq!(&show(s, "2026-001", "2026-06-27"), shown);
    std::fs::remove_file(s.join("d.master-key")).unwrap();
    let sealed = show(s, "2026-001", "2026-06-27");
    assert_eq!(sealed["life"]["replies"][0]["text"], Value::Null, "without the key the text stays sealed");
    s.run(["verify", "@d"]).exits(0);
}

/// Every step in the ledger is of the published form, and every text in it is sealed; returns how many there are.
fn steps_follow_the_schema(s: &Scratch) -> usize {
    let schema: Value = serde_json::from_str(include_str!("../../schemas/notice-steps.schema.json")).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
    let ledger = std::fs::read_to_string(s.join("d/ledger/000001.log")).unwrap();
    let entries =
        ledger.lines().filter_map(|line| serde_json::from_str::<Value>(&line[line.find('{')?..]).ok());
    let steps = entries
        .filter(|e| e["kind"].as_str().is_some_and(|k| k.starts_with("notice.") && k != "notice.drafted"));
    let mut count = 0;
    for entry in steps {
        let mut of_kind = schema["$defs"][entry["kind"].as_str().unwrap()].clone();
        of_kind["$defs"] = schema["$defs"].clone();
        let faults: Vec<String> = jsonschema::draft202012::new(&of_kind)
            .unwrap()
            .iter_errors(&entry["body"])
            .map(|e| e.to_string())
            .collect();
        assert_eq!(faults, [""; 0], "{entry}");
        let text = entry["body"]["text"].as_str().unwrap_or("");
        assert!(text.is_empty() || text.starts_with("sealed:v1:"), "{entry}");
        count += 1;
    }
    count
}

#[test]
fn a_second_way_over_an_objection_and_up_the_ladder() {
    let s = issued();
    step(&s, "object", "bc", "2026-06-04", &["--text", "Ten of these were sent to the wrong unit."]).exits(0);
    let list = s.run(["notice", "@d", "list", "--now", "2026-06-30", "--json"]).exits(0).json();
    assert_eq!(list[0]["objection_open"], true);
    assert_eq!(list[0]["next"], json!({ "step": "rule", "by": "2026-06-19", "is_over": true }));
    let wait = step(&s, "escalate", "ps", "2026-06-30", &["--text", "silence", "--json"]).exits(1);
    assert_eq!(wait.json()["refused"], "objection_open");
    let rule = ["--outcome", "rejected", "--text", "They were yours."];
    step(&s, "rule", "ls", "2026-06-14", &rule).exits(0);
    // Ten days under objection: to acknowledge until 16 June instead of the 6th.
    assert_eq!(
        step(&s, "escalate", "ps", "2026-06-16", &["--text", "silence", "--json"]).exits(1).json()["refused"],
        "not_late"
    );
    step(&s, "escalate", "ps", "2026-06-17", &["--text", "silence"]).exits(0);
    let lower =
        step(&s, "escalate", "js", "2026-07-01", &["--rung", "reminder", "--text", "again", "--json"]);
    assert_eq!(lower.exits(1).json()["refused"], "not_higher");
    step(&s, "escalate", "js", "2026-07-01", &["--rung", "talk", "--text", "still silence"]).exits(0);
    step(&s, "reply", "bc", "2026-07-03", &["--adopted", "no", "--text", "We do not agree, since..."])
        .exits(0);
    step(&s, "escalate", "js", "2026-07-04", &["--rung", "listed", "--text", "no reasons given"]).exits(0);
    step(&s, "reply", "bc", "2026-07-05", &["--adopted", "yes", "--text", "Done by August."]).exits(0);
    step(&s, "verify", "ls", "2026-07-06", &["--text", "seen"]).exits(0);
    step(&s, "close", "ps", "2026-07-07", &[]).exits(0);
    let shown = show(&s, "2026-001", "2026-07-08");
    let rungs: Vec<&str> = shown["life"]["escalations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["rung"].as_str().unwrap())
        .collect();
    assert_eq!(rungs, ["reminder", "talk", "listed"]);
    assert_eq!(shown["life"]["objections"][0]["ruling"]["moved_days"], 10);
    let page = s.run(["notice", "@d", "show", "2026-001", "--now", "2026-07-08"]).exits(0).out;
    for words in [
        "wrong unit",
        "They were yours",
        "Summoned talk",
        "Listed supervision",
        "Done by August",
        "not adopted",
    ] {
        assert!(page.contains(words), "{words}\n{page}");
    }
    assert_eq!(steps_follow_the_schema(&s), 13);
    s.run(["verify", "@d"]).exits(0);
}

#[test]
fn a_later_draft_adds_evidence_and_a_withdrawn_notice_makes_room() {
    let s = issued();
    assert_eq!(draft(&s, "lagging")["known"], 1, "the same moment has nothing new");
    s.write("more/cases.csv", "id,village_code,kind,opened_at\nnew1,111,land,2026-06-02 08:00\n");
    s.write(
        "more/handoffs.csv",
        "case_id,seq,from_agency,to_agency,sent_at\nnew1,1,sender,bad,2026-06-02 09:00:00\n",
    );
    s.run(["import", "@d", "@more"]).exits(0);
    let args = ["notice", "@d", "draft", "--now", "2026-06-10", "--matter", "lagging", "--json"];
    let later = s.run(args).exits(0).json();
    assert_eq!((&later["added"], &later["drafted"]), (&json!(["2026-001"]), &json!([])));
    let shown = show(&s, "2026-001", "2026-06-10");
    assert_eq!(shown["life"]["evidence_added"][0]["figures"]["overdue"], 35);
    assert_eq!(shown["figures"]["overdue"], 34, "what was drafted stays");
    assert!(s.run(["notice", "@d", "show", "2026-001"]).exits(0).out.contains("new1"));
    assert_eq!(step(&s, "withdraw", "ps", "2026-06-11", &["--json"]).exits(1).json()["refused"], "no_text");
    step(&s, "withdraw", "ps", "2026-06-11", &["--text", "counted wrongly"]).exits(0);
    assert!(s.run(["notice", "@d", "show", "2026-001"]).exits(0).out.contains("WITHDRAWN"));
    let args = ["notice", "@d", "draft", "--now", "2026-06-12", "--matter", "lagging", "--json"];
    assert_eq!(s.run(args).exits(0).json()["drafted"][0]["id"], "2026-002");
    assert_eq!(steps_follow_the_schema(&s), 6);
    s.run(["verify", "@d"]).exits(0);
}

#[test]
fn each_matter_has_its_notice() {
    let s = world();
    let stuck = &draft(&s, "stuck")["drafted"];
    assert_eq!((&stuck[0]["unit"]["id"], &stuck[0]["late_count"]), (&json!("bad"), &json!(2)));
    let uncovered = &draft(&s, "uncovered")["drafted"];
    assert_eq!((&uncovered[0]["unit"]["id"], &uncovered[0]["place_count"]), (&json!("town"), &json!(2)));
    assert_eq!(draft(&s, "lagging")["drafted"][0]["id"], "2026-003", "one for each unit and matter");
    for (id, words) in [("2026-001", "bad38"), ("2026-002", "112")] {
        for lang in ["zh", "en"] {
            let page = s.run(["notice", "@d", "render", id, "--lang", lang]).exits(0).out;
            assert!(page.contains(words) && !page.contains("notice-") && !page.contains("life-"), "{page}");
        }
    }
    let wrong = s.run(["notice", "@d", "draft", "--matter", "slow"]).exits(2);
    assert!(wrong.err.contains("lagging, stuck, uncovered"), "{}", wrong.err);
}

#[test]
fn two_at_once_cannot_both_take_a_step() {
    let s = issued();
    let dir = s.join("d").display().to_string();
    let race = |args: [&str; 4]| {
        let run = || {
            let [step, id, person, now] = args;
            duban(["notice", &dir, step, id, "--as", person, "--now", now, "--json"])
        };
        std::thread::scope(|scope| {
            let handles: Vec<_> = (0..4).map(|_| scope.spawn(run)).collect();
            handles.into_iter().map(|h| h.join().unwrap().code).collect::<Vec<i32>>()
        })
    };
    let mut codes = race(["acknowledge", "2026-001", "bc", "2026-06-04"]);
    codes.sort_unstable();
    assert_eq!(codes, [0, 1, 1, 1], "one process acknowledges, the others are refused");
    let shown = show(&s, "2026-001", "2026-06-04");
    assert_eq!(shown["life"]["version"], 6);
    // Somebody who looked before that step is told so.
    let reply = ["--adopted", "yes", "--text", "yes", "--seen", "5", "--json"];
    let stale = step(&s, "reply", "bc", "2026-06-05", &reply).exits(1).json();
    assert_eq!(stale["refused"], "version");
    let reply = ["--adopted", "yes", "--text", "yes", "--seen", "6"];
    step(&s, "reply", "bc", "2026-06-05", &reply).exits(0);
    s.run(["verify", "@d"]).exits(0);
}

#[test]
fn a_complaint_against_the_unit_shows_in_no_matter_and_adds_no_evidence() {
    let s = world();
    assert_eq!(draft(&s, "lagging,stuck")["drafted"].as_array().unwrap().len(), 2);
    let pages = |s: &Scratch| -> Vec<String> {
        let page = |id: &&str| {
            ["zh", "en"].map(|lang| s.run(["notice", "@d", "show", id, "--lang", lang]).exits(0).out).concat()
                + &s.run(["notice", "@d", "show", id, "--json"]).exits(0).out
        };
        ["2026-001", "2026-002"].iter().map(page).collect()
    };
    assert!(pages(&s)[1].contains("bad38") && pages(&s)[0].contains("bad07"));
    s.write(
        "later/cases.csv",
        "id,village_code,kind,opened_at,against_agency\n\
            bad38,111,land,2026-05-01 08:00,bad\nbad07,111,land,2026-05-01 08:00,bad\n",
    );
    s.run(["import", "@d", "@later"]).exits(0);
    let again = draft(&s, "lagging,stuck");
    assert_eq!((&again["added"], &again["known"], &again["drafted"]), (&json!([]), &json!(2), &json!([])));
    for page in pages(&s) {
        assert!(!page.contains("bad38") && !page.contains("bad07"), "{page}");
        assert!(page.contains("bad39"), "{page}");
    }
    let list = s.run(["notice", "@d", "list", "--json"]).exits(0).json();
    assert_eq!((&list[0]["overdue"], &list[1]["late"]), (&json!(32), &json!(1)));
}

#[test]
fn no_step_is_recorded_before_its_time_and_a_backdated_one_says_so() {
    let s = issued();
    let ahead = ["2099-01-01", "2026-06-04"];
    let refused = step(&s, "acknowledge", "bc", ahead[0], &["--json"]).exits(1).json();
    assert_eq!(refused["refused"], "ahead");
    let refused = step(&s, "escalate", "ps", ahead[0], &["--text", "silence", "--json"]).exits(1);
    assert_eq!(refused.json()["refused"], "ahead", "{}", refused.err);
    let drafted = s.run(["notice", "@d", "draft", "--now", ahead[0]]).exits(2);
    assert!(drafted.err.contains("ahead of time"), "{}", drafted.err);
    step(&s, "acknowledge", "bc", ahead[1], &[]).exits(0);
    let shown = show(&s, "2026-001", "2026-06-05");
    assert_eq!(shown["life"]["state"], "acknowledged", "nothing is locked");
    let recorded = shown["life"]["acknowledged"]["recorded_on"].as_str().unwrap();
    for (lang, words) in [("zh", "记录日"), ("en", "Recorded on")] {
        let page = s.run(["notice", "@d", "render", "2026-001", "--lang", lang]).exits(0).out;
        assert!(page.contains(words) && page.contains(recorded), "{page}");
    }
    // A step of this very moment needs no such remark.
    step_now(&s, "reply", "bc", &["--adopted", "yes", "--text", "yes"]);
    let shown = s.run(["notice", "@d", "show", "2026-001", "--json"]).exits(0).json();
    assert_eq!(shown["life"]["replies"][0].get("recorded_on"), None);
}

/// Takes a step with the first notice at the time of day.
fn step_now(s: &Scratch, name: &str, person: &str, rest: &[&str]) {
    let args = ["notice", "@d", name, "2026-001", "--as", person];
    s.run(args.into_iter().chain(rest.iter().copied())).exits(0);
}
