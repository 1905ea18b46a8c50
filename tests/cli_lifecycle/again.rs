//! What was dealt with and what is new: places that lapse again, places beyond a list's end, clearance that is lost.

use std::fmt::Write as _;

use super::common::Scratch;
use super::matters::complain;
use super::{draft, issued, show, world};
use serde_json::{Value, json};

/// Takes a step with that notice and expects exit `code`; refused or done as JSON.
fn step(s: &Scratch, id: &str, (name, person, day): (&str, &str, &str), rest: &[&str], code: i32) -> Value {
    let args = ["notice", "@d", name, id, "--as", person, "--now", day, "--json"];
    s.run(args.into_iter().chain(rest.iter().copied())).exits(code).json()
}

/// From a draft to a closed notice to the town hall.
fn close(s: &Scratch, id: &str, day: &str) {
    for person in ["ps", "ds", "ls"] {
        step(s, id, ("sign", person, day), &[], 0);
    }
    step(s, id, ("issue", "ps", day), &[], 0);
    step(s, id, ("acknowledge", "tc", day), &[], 0);
    step(s, id, ("reply", "tc", day), &["--adopted", "yes", "--text", "Seen to."], 0);
    step(s, id, ("verify", "ps", day), &[], 0);
    step(s, id, ("close", "ps", day), &[], 0);
}

fn drafted(s: &Scratch, matter: &str, day: &str) -> Value {
    s.run(["notice", "@d", "draft", "--now", day, "--matter", matter, "--json"]).exits(0).json()
}

fn import(s: &Scratch, table: &str, rows: &str) {
    s.write(&format!("more/{table}.csv"), rows);
    s.run(["import", "@d", &format!("@more/{table}.csv")]).exits(0);
}

#[test]
fn a_place_that_lapses_again_is_noticed_again() {
    let s = world();
    let first = drafted(&s, "uncovered", "2026-06-01");
    let since = |notice: &Value| {
        let places = notice["places"].as_array().unwrap();
        places.iter().map(|p| (p["code"].clone(), p["since"].clone())).collect::<Vec<_>>()
    };
    let never = [(json!("111"), Value::Null), (json!("112"), Value::Null)];
    assert_eq!(since(&first["drafted"][0]), never);
    close(&s, "2026-001", "2026-06-02");
    let still = drafted(&s, "uncovered", "2026-06-20");
    assert_eq!((&still["drafted"], &still["settled"]), (&json!([]), &json!(1)), "it is as it was");
    import(&s, "people", "id,kind,name\nm1,mediator,Mia\nm2,mediator,Moe\n");
    import(
        &s,
        "assignments",
        "person_id,division_code,role,valid_from,valid_to\n\
        m1,111,mediator,2026-07-01,2026-08-01\nm2,112,mediator,2026-07-01,\n",
    );
    let covered = drafted(&s, "uncovered", "2026-07-15");
    assert_eq!((&covered["drafted"], &covered["settled"]), (&json!([]), &json!(0)));
    // An old roster that comes in late says of 112 that it was covered once, long before the notice: nothing new.
    import(
        &s,
        "assignments",
        "person_id,division_code,role,valid_from,valid_to\nm1,112,mediator,2024-01-01,2025-01-01\n",
    );
    let again = drafted(&s, "uncovered", "2026-08-15");
    assert_eq!(since(&again["drafted"][0]), [(json!("111"), json!("2026-08-01"))]);
    for (lang, said) in [("zh", "空缺始于"), ("en", "Vacant since")] {
        let page = s.run(["notice", "@d", "render", "2026-002", "--lang", lang]).exits(0).out;
        assert!(page.contains(said) && page.contains("2026-08-01"), "{page}");
    }
}

#[test]
fn a_long_list_that_was_dealt_with_hides_no_other_place() {
    let s = world();
    let villages = |numbers: std::ops::Range<u32>| {
        numbers.fold("code,parent_code,level,name\n".to_owned(), |mut rows, n| {
            writeln!(rows, "{n},11,village,V{n}").unwrap();
            rows
        })
    };
    import(&s, "divisions", &villages(2000..2150));
    let first = drafted(&s, "uncovered", "2026-06-01");
    assert_eq!(first["drafted"][0]["place_count"], 152);
    assert_eq!(first["drafted"][0]["places"].as_array().unwrap().len(), 100);
    close(&s, "2026-001", "2026-06-02");
    let still = drafted(&s, "uncovered", "2026-06-20");
    assert_eq!((&still["drafted"], &still["settled"]), (&json!([]), &json!(1)), "those unnamed were counted");
    // Many are covered by now, and one that nobody has heard of is not.
    import(&s, "people", "id,kind,name\nm1,mediator,Mia\n");
    let covered = (2000..2149).fold("person_id,division_code,role,valid_from\n".to_owned(), |mut rows, n| {
        writeln!(rows, "m1,{n},mediator,2026-06-25").unwrap();
        rows
    });
    import(&s, "assignments", &covered);
    let fewer = drafted(&s, "uncovered", "2026-07-01");
    assert_eq!((&fewer["drafted"], &fewer["settled"]), (&json!([]), &json!(1)));
    import(&s, "divisions", &villages(3000..3001));
    let other = drafted(&s, "uncovered", "2026-07-02");
    assert_eq!(other["drafted"][0]["place_count"], 4, "111, 112, 2149 and the new one");
}

#[test]
fn who_loses_clearance_takes_no_further_step() {
    let s = world();
    complain(&s, "secret", "bad");
    let drafted = draft(&s, "conflicts");
    let id = drafted["drafted"][0]["id"].as_str().unwrap();
    step(&s, id, ("sign", "ps", "2026-06-03"), &[], 0);
    let against = |unit: &str, person: &str| {
        s.write(
            "more/cases.csv",
            format!(
                "id,village_code,kind,opened_at,against_agency,against_person\n\
                secret,111,land,2026-05-01 08:00,{unit},{person}\n"
            ),
        );
        s.run(["import", "@d", "@more/cases.csv", "--correct", "--basis", "heard"]).exits(0);
    };
    // It turns out to be about somebody of the discipline office as well.
    against("bad", "ds");
    assert_eq!(step(&s, id, ("sign", "ds", "2026-06-04"), &[], 1)["refused"], "interested");
    // Then about the unit that is asked to move it: nothing is left but to take the notice back.
    against("town", "");
    assert_eq!(step(&s, id, ("sign", "ls", "2026-06-05"), &[], 1)["refused"], "not_clear");
    for lang in ["en", "zh"] {
        let args = ["notice", "@d", "sign", id, "--as", "ls", "--now", "2026-06-05", "--lang", lang];
        let said = s.run(args).exits(1).err;
        assert!(said.contains("Town Hall (town)") && !said.contains("secret"), "{said}");
    }
    // The lead office itself: any office that is clear takes it back.
    against("pet", "");
    assert_eq!(step(&s, id, ("withdraw", "ps", "2026-06-06"), &["--text", "t"], 1)["refused"], "interested");
    step(&s, id, ("withdraw", "ls", "2026-06-06"), &["--text", "No longer clear."], 0);
    assert_eq!(show(&s, id, "2026-06-07")["life"]["state"], "withdrawn");
    s.run(["verify", "@d"]).exits(0);
}

#[test]
fn evidence_about_another_unit_takes_clearance_as_well() {
    let s = world();
    complain(&s, "secret", "bad");
    let first = draft(&s, "conflicts");
    let id = first["drafted"][0]["id"].as_str().unwrap();
    complain(&s, "second", "good1");
    let added = drafted(&s, "conflicts", "2026-06-02");
    assert_eq!(added["added"], json!([id]));
    // A post in the second unit, which the notice as first drafted does not name.
    import(&s, "assignments", "person_id,agency_id,role,valid_from\nds,good1,adviser,2025-01-01\n");
    let refused = step(&s, id, ("sign", "ds", "2026-06-03"), &[], 1);
    assert_eq!(refused["refused"], "interested");
    // Who guesses at notices is not told that there is one apart, nor does an export tell.
    let guess = s.run(["history", "@d", "notice", "2026-c002"]).exits(2);
    assert!(!guess.err.contains(id), "{}", guess.err);
    s.run(["export", "@d", "--as", "ocel2", "@out.json"]).exits(0);
    let log: Value = serde_json::from_str(&std::fs::read_to_string(s.join("out.json")).unwrap()).unwrap();
    let types: Vec<&str> =
        log["eventTypes"].as_array().unwrap().iter().filter_map(|t| t["name"].as_str()).collect();
    assert!(types.iter().all(|name| !name.contains("notice")), "{types:?}");
}

/// Everything that is made for `bad` of its notice.
fn for_bad(s: &Scratch) -> Vec<String> {
    let commands: [&[&str]; 5] = [
        &["list", "--for", "bad", "--json"],
        &["show", "2026-001", "--for", "bad"],
        &["show", "2026-001", "--for", "bad", "--json"],
        &["render", "2026-001", "--for", "bad", "--format", "html"],
        &["render", "2026-001", "--for", "bad", "--lang", "en"],
    ];
    let run = |step: &&[&str]| s.run(["notice", "@d"].into_iter().chain(step.iter().copied())).exits(0).out;
    commands.iter().map(run).collect()
}

#[test]
fn what_is_made_for_a_unit_does_not_tell_how_far_the_ledger_reaches() {
    let (with, without) = (world(), world());
    complain(&with, "secret", "bad");
    for s in [&with, &without] {
        draft(s, "lagging");
    }
    assert_eq!(for_bad(&with), for_bad(&without), "to the byte");
    let whole = with.run(["notice", "@d", "show", "2026-001", "--json"]).exits(0).json();
    assert!(whole["ledger"]["seq"].is_u64());
    let refused = with.run(["notice", "@d", "show", "2026-001", "--for", "good1"]).exits(2);
    assert!(!refused.err.contains("did you mean") && !refused.err.contains("Office bad"), "{}", refused.err);
    let nowhere = with.run(["notice", "@d", "show", "2026-001", "--for", "nowhere"]).exits(2);
    assert!(nowhere.err.contains("nowhere"), "{}", nowhere.err);
    let other = with.run(["notice", "@d", "list", "--for", "good1", "--json"]).exits(0).json();
    assert_eq!(other, json!([]));
    let unknown = with.run(["notice", "@d", "list", "--for", "badd"]).exits(2);
    assert!(unknown.err.contains("bad"), "{}", unknown.err);
}

#[test]
fn time_limits_that_have_passed_are_said_to_who_is_charged_with_them() {
    let s = world();
    let usual = drafted(&s, "lagging", "2026-06-01");
    assert_eq!(usual["drafted"][0]["matter"], "lagging");
    let by_the_way = s.run(["notice", "@d", "draft", "--now", "2026-06-01", "--json"]).exits(0).json();
    let about = |drafted: &Value, matter: &str| {
        let notices = drafted["drafted"].as_array().unwrap();
        notices.iter().find(|notice| notice["matter"] == matter && notice["unit"]["id"] == "bad").cloned()
    };
    assert_eq!(about(&by_the_way, "overdue"), None, "only when it is named");
    // A complaint against the unit that is past a limit with it as well is in no figure of its notice.
    complain(&s, "secret", "bad");
    let all = drafted(&s, "overdue", "2026-06-01");
    let notice = about(&all, "overdue").unwrap();
    let swept = s.run(["sweep", "@d", "--now", "2026-06-01", "--only", "overdue", "--json", "--limit", "0"]);
    let rows = swept.exits(0).json()["overdue"].as_array().unwrap().clone();
    let of_bad = || rows.iter().filter(|row| row["agency"] == "bad");
    assert!(of_bad().any(|row| row["case"] == "secret"));
    let others = of_bad().filter(|row| row["case"] != "secret").count();
    assert_eq!(notice["clock_count"], others);
    let rules = notice["clock_rules"].as_array().unwrap();
    assert_eq!(rules.iter().map(|rule| rule["count"].as_u64().unwrap()).sum::<u64>(), others as u64);
    assert!(!notice.to_string().contains("secret"));
    let id = notice["id"].as_str().unwrap();
    for (lang, said) in [("zh", "逾期事项"), ("en", "time limits that have passed")] {
        let page = s.run(["notice", "@d", "render", id, "--lang", lang]).exits(0).out;
        assert!(page.contains(said) && page.contains("bad38") && !page.contains("secret"), "{page}");
    }
    let known = drafted(&s, "overdue", "2026-06-02");
    assert_eq!(known["drafted"], json!([]), "one open notice for each unit and matter");
}

#[test]
fn who_has_come_to_the_unit_complained_against_does_not_act_for_an_earlier_day() {
    let s = world();
    complain(&s, "secret", "bad");
    let first = draft(&s, "conflicts");
    let id = first["drafted"][0]["id"].as_str().unwrap();
    import(&s, "assignments", "person_id,agency_id,role,valid_from\nds,bad,adviser,2026-06-05\n");
    let refused = step(&s, id, ("sign", "ds", "2026-06-04"), &[], 1);
    assert_eq!(refused["refused"], "interested");
    // Nor is anything added to a notice whose unit has come to be complained against, and it can be taken back even
    // when all its offices are.
    s.write(
        "more/agencies.csv",
        "id,name,kind,division_code,parent_id\n\
        pet,Petition Office,petition,1,town\ndis,Discipline,discipline,1,town\n\
        pol,Law Commission,political_legal,1,town\n",
    );
    s.run(["import", "@d", "@more/agencies.csv", "--correct", "--basis", "heard"]).exits(0);
    let case = "id,village_code,kind,opened_at,against_agency\nsecret,111,land,2026-05-01 08:00,town\n";
    s.write("more/cases.csv", case);
    s.run(["import", "@d", "@more/cases.csv", "--correct", "--basis", "heard"]).exits(0);
    complain(&s, "second", "good1");
    let drafted = drafted(&s, "conflicts", "2026-06-08");
    assert_eq!((&drafted["added"], &drafted["unclear"]), (&json!([]), &json!([id])));
    assert_eq!(step(&s, id, ("issue", "js", "2026-06-09"), &[], 1)["refused"], "state");
    step(&s, id, ("withdraw", "js", "2026-06-09"), &["--text", "No office is clear."], 0);
}

#[test]
fn what_was_said_to_a_notice_is_among_what_verify_seeks_keys_for() {
    let s = issued();
    let sealed =
        |code: i32| s.run(["verify", "@d", "--json"]).exits(code).json()["sealed_cells"].as_u64().unwrap();
    let before = sealed(0);
    step(&s, "2026-001", ("acknowledge", "bc", "2026-06-04"), &[], 0);
    let said = ["--adopted", "yes", "--text", "Seen to."];
    step(&s, "2026-001", ("reply", "bc", "2026-06-05"), &said, 0);
    assert_eq!(sealed(0), before + 1);
    // The key of the notice is the last that was made: it is lost with the file's end.
    let keys = s.join("d/vault/keys");
    let bytes = std::fs::read(&keys).unwrap();
    std::fs::write(&keys, &bytes[..bytes.len() - 20]).unwrap();
    assert_eq!(sealed(1), before + 1);
}
