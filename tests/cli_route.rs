//! Routing through the real binary: a small world for each rule, by built-in playbooks, from directories and folders.

#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod common;

use std::fs;
use std::path::Path;

use common::Scratch;
use serde_json::{Value, json};

/// A county with a government, a joint conference, a petition office, housing with a station, a court and the bureau of
/// justice, and a town with its office; some of the kinds are those of the built-in playbooks.
const AGENCIES: &str = "id,name,kind,division_code,parent_id,coordinates\n\
    C,Court,court,1,,\nG,Government,government,1,,true\nH,Housing,housing,1,G,\nJ,Joint conference,joint_conference,1,,\n\
    L,Justice,justice,1,G,\nP,Petition office,petition,1,G,\nS,Station,station,11,H,\nT,Town office,town_office,11,G,\n\
    K,County centre,county_centre,1,G,\nM,Town centre,town_centre,11,K,\nV,Village centre,village_centre,111,M,\n";

struct World<'t> {
    playbook: &'t str,
    cases: &'t str,
    handoffs: &'t str,
    events: &'t str,
}

const EMPTY: World<'_> =
    World { playbook: "default", cases: "c1,111,land,2026-07-01,,", handoffs: "", events: "" };

impl World<'_> {
    fn write(&self) -> Scratch {
        let s = Scratch::new();
        s.write(
            "t/divisions.csv",
            "code,parent_code,level,name\n1,,county,A\n11,1,town,B\n111,11,village,C\n",
        );
        s.write("t/agencies.csv", AGENCIES);
        s.write("t/people.csv", "id,kind,name,agency_id\no1,official,O One,H\n");
        let table = |header: &str, rows: &str| format!("{header}\n{rows}\n");
        s.write(
            "t/cases.csv",
            table("id,village_code,kind,opened_at,against_agency,against_person", self.cases),
        );
        s.write(
            "t/handoffs.csv",
            table("case_id,seq,from_agency,to_agency,role,sent_at,received_at,finished_at", self.handoffs),
        );
        s.write("t/case_events.csv", table("case_id,at,kind,agency_id,result", self.events));
        s
    }

    fn document(&self) -> Value {
        let s = self.write();
        let args = ["route", "@t", "c1", "--as-of", "2026-08-01", "--playbook", self.playbook, "--json"];
        let document = s.run(args).exits(0).json();
        holds_to("route", &document);
        document
    }

    /// `UNIT by RULE`, or `UNIT decides A,B: CAUSE by WAY`.
    fn answer(&self) -> String {
        let document = self.document();
        let outcome = &document["outcome"];
        let text = |key: &str| outcome[key].as_str().unwrap_or("?").to_owned();
        let unit = outcome["agency"]["id"].as_str().unwrap_or("?");
        let between: Vec<&str> =
            outcome["between"].as_array().unwrap().iter().map(|unit| unit["id"].as_str().unwrap()).collect();
        match outcome["result"].as_str().unwrap() {
            "unit" => format!("{unit} by {}", text("rule")),
            "nobody" => "nobody".to_owned(),
            _ => format!("{unit} decides {}: {} by {}", between.join(","), text("cause"), text("way")),
        }
    }
}

fn holds_to(name: &str, document: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("schemas/{name}.schema.json"));
    let schema: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    jsonschema::draft202012::meta::validate(&schema).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let errors: Vec<String> = validator.iter_errors(document).map(|e| e.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?} {document:#}");
}

#[test]
fn default_the_coordinator_then_whoever_it_was_dispatched_to() {
    assert_eq!(EMPTY.answer(), "G by coordinator");
    assert_eq!(World { handoffs: "c1,1,G,H,,2026-07-02,,", ..EMPTY }.answer(), "H by dispatched");
    let accepted = "c1,2026-07-05,accepted,H,\nc1,2026-07-06,accepted,P,";
    assert_eq!(World { events: accepted, ..EMPTY }.answer(), "G decides H,P: all_claim by common_superior");
    let apart = "c1,2026-07-05,accepted,H,\nc1,2026-07-06,accepted,C,";
    assert_eq!(World { events: apart, ..EMPTY }.answer(), "? decides C,H: all_claim by ?", "no conference");
}

#[test]
fn tiedong_the_petition_office_leads_and_the_conference_decides() {
    let tiedong = World { playbook: "tiedong", cases: "c1,111,public_service,2026-07-01,,", ..EMPTY };
    assert_eq!(tiedong.answer(), "P by entry");
    let received = "c1,1,T,P,,2026-07-02,2026-07-03,";
    assert_eq!(
        World { handoffs: received, ..tiedong }.answer(),
        "T by takes",
        "the town takes public service"
    );
    let several = "c1,1,P,H,participating,2026-07-02,2026-07-03,\nc1,2,P,C,lead,2026-07-02,2026-07-04,";
    let joint = World { handoffs: several, ..tiedong };
    assert_eq!(joint.answer(), "P by joint_lead");
    let document = joint.document();
    assert_eq!(document["wanted"][0]["ask"][0]["id"], "L", "justice guides: {document:#}");
    let units: Vec<(Value, Value, usize)> = document["units"]
        .as_array()
        .unwrap()
        .iter()
        .map(|unit| (unit["role"].clone(), unit["seq"].clone(), unit["clocks"].as_array().unwrap().len()))
        .collect();
    assert_eq!(units, [(json!("participating"), json!(1), 4), (json!("lead"), json!(2), 4)]);
    let declined = "c1,2026-07-05,objected,H,\nc1,2026-07-06,objected,C,";
    assert_eq!(World { events: declined, ..tiedong }.answer(), "J decides C,H: all_decline by conference");
    let under_one = declined.replace(",C,", ",T,");
    assert_eq!(
        World { events: &under_one, ..tiedong }.answer(),
        "G decides H,T: all_decline by common_superior"
    );
}

#[test]
fn nanguan_the_nearest_centre_takes_it_and_the_first_receiver_leads() {
    let nanguan = World { playbook: "nanguan", cases: "c1,111,family,2026-07-01,,", ..EMPTY };
    assert_eq!(nanguan.answer(), "V by entry");
    assert_eq!(World { cases: "c1,11,family,2026-07-01,,", ..nanguan }.answer(), "M by entry");
    let hops = "c1,1,V,M,,2026-07-02,2026-07-05,\nc1,2,M,H,,2026-07-03,2026-07-04,";
    assert_eq!(World { handoffs: hops, ..nanguan }.answer(), "H by first_receiver");
    let against = World { cases: "c1,111,family,2026-07-01,M,", ..nanguan };
    assert_eq!(against.answer(), "K by entry", "V stands under M");
    let document = against.document();
    let excluded: Vec<&str> = document["excluded"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["agency"]["id"].as_str().unwrap())
        .collect();
    assert_eq!(excluded, ["M", "V"]);
}

#[test]
fn a_ruling_binds_and_what_is_returned_is_counted() {
    let events = "c1,2026-07-06,objected,H,\nc1,2026-07-08,ruled,P,upheld\nc1,2026-07-08,designated,T,\n\
                  c1,2026-07-10,objected,T,";
    let world = World {
        playbook: "tiedong",
        handoffs: "c1,1,P,H,,2026-07-02,2026-07-03,\nc1,2,P,T,,2026-07-08,2026-07-09,",
        events,
        ..EMPTY
    };
    assert_eq!(world.answer(), "T by designated");
    let document = world.document();
    assert_eq!(document["bound"][0]["agency"]["id"], "T");
    let returns = document["returns"].as_array().unwrap();
    let told = |row: &Value| {
        json!([row["agency"]["id"], row["nth"], row["seq"], row["ruling"]["result"], row["wrong"]])
    };
    assert_eq!(
        returns.iter().map(told).collect::<Vec<_>>(),
        [json!(["H", 1, 1, "upheld", []]), json!(["T", 1, 2, null, ["designated"]])]
    );
    assert_eq!(returns[0]["due"], "2026-07-10T23:59:59+08:00", "five working days from Friday the 3rd");
    assert_eq!(returns[0]["designated"]["id"], "T");
    let s = world.write();
    let page = s.run(["route", "@t", "c1", "--as-of", "2026-08-01", "--playbook", "tiedong"]).exits(0).out;
    for said in
        ["Should take it: T Town office", "may not return it", "returned again after it was designated"]
    {
        assert!(page.contains(said), "{said} in {page}");
    }
    let sweep = [
        "sweep",
        "@t",
        "--now",
        "2026-08-01",
        "--playbook",
        "tiedong",
        "--only",
        "repeated_returns",
        "--json",
    ];
    let swept = s.run(sweep).exits(0).json();
    assert_eq!(swept["repeated_returns"][0]["facts"]["why"], "designated", "{swept:#}");
}

#[test]
fn late_and_unapproved_returns_are_found_by_a_sweep() {
    let world = World {
        playbook: "tiedong",
        handoffs: "c1,1,P,H,,2026-07-02,2026-07-03,",
        events: "c1,2026-07-11,objected,H,\nc1,2026-07-13,returned,H,",
        ..EMPTY
    };
    let s = world.write();
    let sweep = [
        "sweep",
        "@t",
        "--now",
        "2026-08-01",
        "--playbook",
        "tiedong",
        "--only",
        "repeated_returns",
        "--json",
    ];
    let swept = s.run(sweep).exits(0).json();
    holds_to("sweep", &swept);
    let rows = swept["repeated_returns"].as_array().unwrap();
    let told: Vec<(&str, &Value)> =
        rows.iter().map(|row| (row["facts"]["why"].as_str().unwrap(), &row["due"])).collect();
    assert_eq!(told, [("late", &json!("2026-07-10T23:59:59+08:00")), ("not_approved", &Value::Null)]);
}

#[test]
fn a_directory_and_a_folder_say_the_same_in_both_languages() {
    let world = World { cases: "c1,111,land,2026-07-01,H,o1\nc12,111,land,2026-09-01,,", ..EMPTY };
    let s = world.write();
    let route = |place: &str, lang: &str, more: &[&str]| {
        let args = ["route", place, "c1", "--as-of", "2026-08-01", "--lang", lang];
        s.run(args.into_iter().chain(more.iter().copied())).exits(0)
    };
    s.run(["init", "@d"]).exits(0);
    s.run(["import", "@d", "@t"]).exits(0);
    let mut of_directory = route("@d", "en", &["--json"]).json();
    of_directory["ledger_seq"] = Value::Null;
    assert_eq!(of_directory, route("@t", "en", &["--json"]).json());
    let (english, chinese) = (route("@d", "en", &[]).out, route("@d", "zh", &[]).out);
    assert!(english.contains("must not be handed to units") && english.contains("H Housing"), "{english}");
    assert!(chinese.contains("不得交给各单位") && chinese.contains("应由其办理"), "{chinese}");
    assert!(english.lines().count() < 45 && chinese.lines().count() < 45, "one screen: {english}");
    for page in [&english, &chinese] {
        assert!(!page.contains("route-") && !page.contains("{ $"), "a key without words: {page}");
    }
}

#[test]
fn what_is_not_there_is_said_with_near_matches() {
    let s = World { cases: "case-0001,111,land,2026-07-01,,\nc12,111,land,2026-09-01,,", ..EMPTY }.write();
    let unknown = s.run(["route", "@t", "case-001", "--as-of", "2026-08-01"]).exits(2);
    assert!(unknown.out.is_empty() && unknown.err.contains("case-0001"), "{}", unknown.err);
    let not_yet = s.run(["route", "@t", "c12", "--as-of", "2026-08-01"]).exits(2);
    assert!(not_yet.err.contains("2026-09-01"), "{}", not_yet.err);
    s.run(["route", "@t", "case-0001", "--as-of", "yesterday"]).exits(2);
}

#[test]
fn whistles_are_counted_on_both_sides() {
    let s = World { playbook: "shulan", ..EMPTY }.write();
    s.write(
        "t/meetings.csv",
        "id,agency_id,kind,part,called_by,called_at,attended_at,division_code\n\
         w1,H,whistle,called,T,2026-07-01 09:00,2026-07-01 10:00,111\n\
         w2,H,whistle,called,T,2026-07-02 09:00,,111\n\
         w2,C,whistle,called,T,2026-07-02 09:00,2026-07-20 09:00,111\n",
    );
    let args = ["whistle", "@t", "--now", "2026-08-01", "--playbook", "shulan"];
    let document = s.run(args.into_iter().chain(["--json"])).exits(0).json();
    holds_to("whistle", &document);
    let counts = |row: &Value| ["called", "in_time", "late", "never", "open"].map(|key| row[key].clone());
    let departments = document["departments"].as_array().unwrap();
    assert_eq!(departments.iter().map(|row| row["agency"]["id"].clone()).collect::<Vec<_>>(), ["C", "H"]);
    assert_eq!(counts(&departments[0]), [1, 0, 1, 0, 0].map(Value::from));
    assert_eq!(counts(&departments[1]), [2, 1, 0, 1, 0].map(Value::from));
    let caller = &document["callers"][0];
    assert_eq!(
        [&caller["whistles"], &caller["answered"], &caller["unanswered"]],
        [2, 2, 0].map(Value::from).each_ref()
    );
    for (lang, said) in [("en", "may still come"), ("zh", "按时到")] {
        let page = s.run(args.into_iter().chain(["--lang", lang])).exits(0).out;
        assert!(page.contains(said) && !page.contains("whistle-"), "{page}");
    }
    let none = s.run(["whistle", "@t", "--json"]).exits(0).json();
    assert_eq!((&none["rule"], &none["departments"]), (&Value::Null, &json!([])));
}
