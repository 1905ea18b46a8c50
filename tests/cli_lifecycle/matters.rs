//! What is drafted about whom: every matter, what was dealt with already, and what only those clear of it may know.

use super::common::{Scratch, bytes_under};
use super::{DRAFTED, draft, issued, show, step, world};
use serde_json::{Value, json};

/// A case that complains against `agency`, and that `agency` has received.
pub(super) fn complain(s: &Scratch, id: &str, agency: &str) {
    s.write(
        "complaint/cases.csv",
        format!("id,village_code,kind,opened_at,against_agency\n{id},111,land,2026-05-01 08:00,{agency}\n"),
    );
    s.write(
        "complaint/handoffs.csv",
        format!(
            "case_id,seq,from_agency,to_agency,sent_at,received_at\n\
            {id},1,sender,{agency},2026-05-02 09:00,2026-05-02 10:00\n"
        ),
    );
    s.run(["import", "@d", "@complaint"]).exits(0);
}

/// Everything that is made for `bad`.
fn of_bad(s: &Scratch, ids: &[&str]) -> Vec<String> {
    let run = |args: &[&str]| s.run(["notice", "@d"].into_iter().chain(args.iter().copied())).exits(0).out;
    let mut told = vec![run(&["list"]), run(&["list", "--json"])];
    for id in ids {
        told.extend(
            [&["show", id][..], &["show", id, "--json"], &["render", id, "--format", "html"]].map(run),
        );
    }
    s.run(["export", "@d", "--as", "ocel2", "--for", "bad", "@out.json", "--force"]).exits(0);
    told.push(std::fs::read_to_string(s.join("out.json")).unwrap());
    // The seconds of recording are in the ledger's root.
    let root = show(s, "2026-001", DRAFTED)["ledger"]["root"].as_str().unwrap().to_owned();
    told.iter().map(|text| text.replace(&root, "ROOT")).collect()
}

#[test]
fn a_case_with_whom_it_complains_against_is_moved_by_somebody_clear_of_it() {
    let (with, without) = (world(), world());
    draft(&with, "lagging");
    draft(&without, "lagging");
    complain(&with, "secret", "bad");
    let by_the_way = with.run(["notice", "@d", "draft", "--now", DRAFTED, "--json"]).exits(0);
    assert!(!by_the_way.out.contains("secret"), "it tells of a complaint, so it must be named");
    without.run(["notice", "@d", "draft", "--now", DRAFTED, "--json"]).exits(0);
    let drafted = draft(&with, "conflicts");
    let notice = &drafted["drafted"][0];
    assert_eq!(notice["unit"]["id"], "town");
    let id = notice["id"].as_str().unwrap();
    assert!(id.starts_with("2026-c") && id.len() == 12, "numbered apart, and not in turn: {id}");
    let bad = json!({ "id": "bad", "name": "Office bad" });
    assert_eq!(notice["held"], json!([{ "case": "secret", "seq": 1, "agency": bad, "against": bad }]));
    assert_eq!(draft(&without, "conflicts")["drafted"], json!([]));
    let page = with.run(["notice", "@d", "render", id, "--lang", "en"]).exits(0).out;
    assert!(page.contains("secret") && page.contains("article 30") && page.contains("call back"));
    // Its life: nobody who serves the unit complained against has to do with it.
    let step = |name: &str, id: &str, person: &str, code: i32| {
        with.run(["notice", "@d", name, id, "--as", person, "--now", "2026-06-03", "--json"]).exits(code)
    };
    assert_eq!(step("sign", id, "two", 1).json()["refused"], "interested");
    for person in ["ps", "ds", "ls"] {
        step("sign", id, person, 0);
        for s in [&with, &without] {
            let args = ["notice", "@d", "sign", "2026-001", "--as", person, "--now", "2026-06-03"];
            s.run(args).exits(0);
        }
    }
    let issued = step("issue", id, "ps", 0).json();
    assert_eq!(issued["number"], json!({ "year": 2026, "serial": 1 }));
    step("acknowledge", id, "tc", 0);
    // What is made for the unit is what it would be without the complaint, numbers of later notices included.
    for s in [&with, &without] {
        let args = ["notice", "@d", "issue", "2026-001", "--as", "ps", "--now", "2026-06-04"];
        s.run(args).exits(0);
    }
    for (with, without) in of_bad(&with, &["2026-001"]).iter().zip(of_bad(&without, &["2026-001"])) {
        assert_eq!(with, &without);
    }
    let later = |s: &Scratch| show(s, "2026-002", "2026-06-05");
    assert_eq!(later(&with)["late"], later(&without)["late"]);
    assert_eq!(later(&with)["unit"]["id"], "bad");
    let all = with.run(["notice", "@d", "list", "--with-complaints", "--json"]).exits(0).json();
    assert!(all.as_array().unwrap().iter().any(|n| n["id"] == id && n["held"] == 1), "{all}");
    assert!(!with.run(["notice", "@d", "show", "2026-c002"]).exits(2).err.contains(id));
    // Once it complains against the unit addressed as well, that unit is not shown it.
    with.write(
        "more/cases.csv",
        "id,village_code,kind,opened_at,against_agency\nsecret,111,land,2026-05-01 08:00,town\n",
    );
    with.run(["import", "@d", "@more", "--correct", "--basis", "heard"]).exits(0);
    assert!(!with.run(["notice", "@d", "show", id]).exits(0).out.contains("secret"));
    with.run(["verify", "@d"]).exits(0);
}

#[test]
fn a_complaint_of_which_no_office_stands_clear_makes_no_notice() {
    let s = world();
    complain(&s, "secret", "pet");
    // The petition office is the lead of every notice here, so none can be written of a complaint against it.
    let drafted = draft(&s, "conflicts");
    assert_eq!((&drafted["drafted"], &drafted["unmoved"]), (&json!([]), &json!(["secret"])));
    let said = s.run(["notice", "@d", "draft", "--now", DRAFTED, "--matter", "conflicts"]).exits(0).out;
    assert!(said.contains("secret") && said.contains("clear of the complaint"), "{said}");
}

#[test]
fn vacancies_are_said_to_who_coordinates_the_place() {
    let s = world();
    let drafted = draft(&s, "broken_chain");
    let notice = &drafted["drafted"][0];
    assert_eq!(drafted["unaddressed"], 1, "nobody coordinates the county");
    assert_eq!((&notice["unit"]["id"], &notice["place_count"]), (&json!("town"), &json!(3)));
    let found: Vec<(&str, &str)> = notice["places"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| (p["code"].as_str().unwrap(), p["why"].as_str().unwrap()))
        .collect();
    assert_eq!(found, [("11", "town"), ("111", "village"), ("112", "village")], "a vacant town is said once");
    let page = s.run(["notice", "@d", "render", "2026-001"]).exits(0).out;
    assert!(page.contains("责任链空缺") && page.contains("乡镇（街道）无人负责：1 处"), "{page}");
    assert!(page.contains("调解员") && !page.contains("mediator") && !page.contains("village"), "{page}");
    s.run(["import", "@d", "@t"]).exits(0);
    assert_eq!(draft(&s, "broken_chain")["known"], 1);
}

#[test]
fn what_was_dealt_with_is_not_drafted_again_and_what_was_said_stands_beside_it() {
    let again = |s: &Scratch| {
        let args = ["notice", "@d", "draft", "--now", "2026-06-28", "--matter", "lagging", "--json"];
        s.run(args).exits(0).json()
    };
    let closed = issued();
    step(&closed, "acknowledge", "bc", "2026-06-04", &[]).exits(0);
    step(&closed, "reply", "bc", "2026-06-05", &["--adopted", "yes", "--text", "done"]).exits(0);
    step(&closed, "verify", "ds", "2026-06-06", &[]).exits(0);
    step(&closed, "close", "ps", "2026-06-07", &[]).exits(0);
    let upheld = issued();
    step(&upheld, "object", "bc", "2026-06-04", &["--text", "Not ours at all."]).exits(0);
    step(&upheld, "rule", "ls", "2026-06-08", &["--outcome", "upheld", "--text", "Indeed."]).exits(0);
    step(&upheld, "withdraw", "ps", "2026-06-09", &["--text", "upheld"]).exits(0);
    for s in [&closed, &upheld] {
        let nothing = again(s);
        assert_eq!((&nothing["drafted"], &nothing["settled"]), (&json!([]), &json!(1)));
        s.write("more/cases.csv", "id,village_code,kind,opened_at\nnew1,111,land,2026-06-02 08:00\n");
        let hop = "case_id,seq,from_agency,to_agency,sent_at\nnew1,1,sender,bad,2026-06-20 09:00:00\n";
        s.write("more/handoffs.csv", hop);
        s.run(["import", "@d", "@more"]).exits(0);
        let anew = again(s);
        assert_eq!((&anew["drafted"][0]["id"], &anew["settled"]), (&json!("2026-002"), &json!(0)));
    }
    // Objection and ruling stand beside the finding: in a sweep and in the next notice.
    let args = ["sweep", "@d", "--now", "2026-07-01", "--only", "lagging"];
    let swept = upheld.run(args.into_iter().chain(["--json"])).exits(0).json();
    let said = &swept["explanations"];
    assert_eq!((&said[0]["said"], &said[0]["text"]), (&json!("objection"), &json!("Not ours at all.")));
    assert_eq!((&said[1]["outcome"], &said[1]["text"]), (&json!("upheld"), &json!("Indeed.")));
    let schema: Value = serde_json::from_str(include_str!("../../schemas/sweep.schema.json")).unwrap();
    assert!(jsonschema::validator_for(&schema).unwrap().is_valid(&swept));
    let text = upheld.run(args).exits(0).out;
    let page = upheld.run(["notice", "@d", "show", "2026-002"]).exits(0).out;
    for told in [text, page] {
        assert!(told.contains("Not ours at all") && told.contains("ruling: objection upheld"), "{told}");
    }
}

#[test]
fn a_dry_run_says_what_would_be_drafted_and_stores_nothing() {
    let s = world();
    let before = bytes_under(&s.join("d/ledger"));
    let args = ["notice", "@d", "draft", "--now", DRAFTED, "--dry-run"];
    let said = s.run(args).exits(0).out;
    for words in [
        "4 notices would be drafted",
        "34 of 60 overdue",
        "not received: 2",
        "nobody covers: 2",
        "vacancies: 3",
    ] {
        assert!(said.contains(words), "{words}\n{said}");
    }
    let ahead = ["notice", "@d", "draft", "--now", "2099-01-01", "--dry-run", "--json"];
    assert_eq!(s.run(ahead).exits(0).json()["dry_run"], true);
    assert_eq!(bytes_under(&s.join("d/ledger")), before);
    assert_eq!(s.run(["notice", "@d", "list", "--json"]).exits(0).json(), json!([]));
    let zh = s.run(args.into_iter().chain(["--lang", "zh"])).exits(0).out;
    assert!(
        zh.contains("2 处无人负责") && zh.contains("60 件次中 34 件次超时") && !zh.contains("超时件次"),
        "{zh}"
    );
}
