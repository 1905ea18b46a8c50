//! Chains through the real binary: every kind in both languages, as documents of their schema, from graph and snapshot
//! alike, and near matches for what is not there.

mod common;

use std::fs;
use std::path::Path;
use std::time::Duration;

use common::{Ran, Scratch, bytes_under, holds};
use serde_json::Value;

const AS_OF: &str = "2026-05-31";

/// A town with a centre, a station, a commission above them, people who left and come, and cases on their way.
fn directory() -> Scratch {
    let s = Scratch::with_directory();
    s.write(
        "t/divisions.csv",
        "code,parent_code,level,name\n2201,,city,样例市\n220102,2201,county,样例县\n220102001,220102,town,\
         样例镇\n220102001001,220102001,village,甲村\n220102001002,220102001,village,乙村\n",
    );
    s.write(
        "t/agencies.csv",
        "id,name,kind,division_code,parent_id,supervised_by,coordinates,successor_id,valid_to\n\
         jw,样例县纪委监委,commission,220102,,,,,\nzx,样例县矛调中心,centre,220102,,jw,是,,\n\
         zz,样例镇综治中心,centre,220102001,zx,jw,是,,\nold,样例镇旧站,station,220102001,zz,,,zz,2026-01-01\n",
    );
    s.write(
        "t/people.csv",
        "id,kind,name,agency_id,title,valid_to\np1,official,张样例,zz,镇长,\np2,official,李样例,zz,,2026-05-20\n\
         p3,mediator,王样例,zz,,\np4,official,赵样例,zx,主任,\n",
    );
    s.write(
        "t/assignments.csv",
        "person_id,division_code,case_id,agency_id,role,valid_from,valid_to,basis\n\
         p3,220102001001,,,mediator,2025-01-01,,\np1,220102001001,,,village_lead,2025-01-01,2026-05-31,样政发〔2025〕1号\n\
         p1,220102001,,,town_lead,2025-01-01,,样政发〔2025〕1号\np2,220102,,,county_lead,2025-01-01,,\n\
         p4,2201,,,city_lead,2026-07-01,,\np4,,,zx,head,2025-01-01,,\np2,,,zz,head,2025-01-01,,\n\
         p1,,,zz,head,2026-05-20,,\np4,,c1,,case_lead,2026-05-10,,此人曾到县里反映\n",
    );
    s.write(
        "t/cases.csv",
        "id,village_code,kind,opened_at,closed_at,outcome\nc1,220102001001,land,2026-05-01 09:00:00,,\n\
         c2,220102001002,debt,2026-05-02 09:00:00,2026-05-05 09:00:00,双方和解\n",
    );
    s.write(
        "t/handoffs.csv",
        "case_id,seq,from_agency,to_agency,sent_at,received_at,finished_at,action\n\
         c1,1,zx,zz,2026-05-02 09:00:00,2026-05-03 10:00:00,2026-05-04 11:00:00,请核实\n\
         c1,2,zz,zx,2026-05-05 09:00:00,2026-05-05 10:00:00,2026-05-21 11:00:00,\n\
         c1,3,zx,zz,2026-05-22 09:00:00,2026-06-03 10:00:00,,\n",
    );
    s.write("t/parties.csv", "case_id,ref,name,contact\nc1,甲方,孙当事,13900000000\n");
    s.run(["import", "@d", "@t"]).exits(0);
    s
}

fn chain(s: &Scratch, kind: &str, id: &str, more: &[&str]) -> Ran {
    let args = ["chain", "@d", kind, id, "--as-of", AS_OF];
    s.run(args.into_iter().chain(more.iter().copied()))
}

const ASKED: [(&str, &str); 6] = [
    ("village", "220102001001"),
    ("village", "2201"),
    ("case", "c1"),
    ("case", "c2"),
    ("agency", "zz"),
    ("person", "p4"),
];

#[test]
fn every_kind_is_a_document_of_its_schema_and_the_same_from_both() {
    let s = directory();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/chain.schema.json");
    let schema: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    for (kind, id) in ASKED {
        let document = chain(&s, kind, id, &["--json"]).exits(0).json();
        let errors: Vec<String> = validator.iter_errors(&document).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{kind} {id}: {errors:?} {document:#}");
        let from_snapshot = chain(&s, kind, id, &["--json", "--from", "snapshot"]).exits(0).json();
        assert_eq!(document, from_snapshot, "{kind} {id}");
        assert_eq!((&document["kind"], &document["id"]), (&kind.into(), &id.into()));
    }
    let mut broken = chain(&s, "case", "c1", &["--json"]).json();
    broken["charged"]["waiting"] = "yes".into();
    assert!(!validator.is_valid(&broken));
}

#[test]
fn a_village_a_case_an_agency_and_a_person_read_on_one_screen() {
    let s = directory();
    let mut page = String::new();
    for lang in ["zh", "en"] {
        for (kind, id) in ASKED {
            let text = chain(&s, kind, id, &["--lang", lang]).exits(0).out;
            assert!(text.lines().count() <= 24, "{kind} {id} is longer than a screen:\n{text}");
            page.push_str(&format!("$ duban chain DIR {kind} {id} --as-of {AS_OF} --lang {lang}\n{text}\n"));
        }
    }
    insta::assert_snapshot!("chains_on_the_terminal", page);
}

#[test]
fn days_decide_who_answers() {
    let s = directory();
    let of = |as_of: &str, level: usize| {
        let document = s.run(["chain", "@d", "village", "220102001001", "--as-of", as_of, "--json"]).json();
        let level = &document["levels"][level];
        let people = level["people"].as_array().unwrap().iter();
        let people: Vec<String> = people.map(|p| p["person"].as_str().unwrap().to_owned()).collect();
        (level["vacant"].as_bool().unwrap(), people)
    };
    assert_eq!(of("2026-05-30", 0), (false, vec!["p1".into(), "p3".into()]));
    assert_eq!(of("2026-05-31", 0), (true, vec!["p3".into()]), "the first day after the last");
    assert_eq!(of("2026-05-19", 2), (false, vec!["p2".into()]));
    assert_eq!(of("2026-05-20", 2), (true, vec![]), "the person left");
    assert_eq!(of("2026-06-30", 3), (true, vec![]), "not yet");
    assert_eq!(of("2026-07-01", 3), (false, vec!["p4".into()]));
    let charged = |as_of: &str| {
        let document = s.run(["chain", "@d", "case", "c1", "--as-of", as_of, "--json"]).json();
        let (agency, waiting) = (&document["charged"]["agency"]["agency"], &document["charged"]["waiting"]);
        (agency.as_str().map(str::to_owned), waiting.as_bool(), document["holder"]["agency"].clone())
    };
    assert_eq!(charged("2026-05-02 09:30"), (Some("zz".into()), Some(true), "zx".into()));
    assert_eq!(charged("2026-05-21 12:00"), (None, None, "zx".into()), "finished, not handed on yet");
    assert_eq!(charged("2026-05-31"), (Some("zz".into()), Some(true), "zx".into()));
    assert_eq!(charged("2026-06-04"), (Some("zz".into()), Some(false), "zz".into()));
    let held = |as_of: &str| {
        let document = s.run(["chain", "@d", "agency", "zz", "--as-of", as_of, "--json"]).json();
        (document["cases_held"].as_u64(), document["cases_awaiting"].as_u64())
    };
    assert_eq!(held("2026-05-31"), (Some(0), Some(1)), "asked of a past day");
    assert_eq!(held("2026-06-30"), (Some(1), Some(0)), "asked of a day after everything");
}

#[test]
fn a_level_that_the_playbook_does_not_ask_for_is_no_vacancy() {
    let s = directory();
    let document = chain(&s, "village", "220102001001", &["--json"]).json();
    let of_level = |level: &Value| {
        let is = |key: &str| level[key].as_bool().unwrap();
        (level["level"].as_str().unwrap().to_owned(), is("vacant"), is("asked_for"))
    };
    let asked: Vec<_> = document["levels"].as_array().unwrap().iter().map(of_level).collect();
    assert_eq!(
        asked,
        [("village", true, true), ("town", false, true), ("county", true, true), ("city", true, false)]
            .map(|(level, vacant, asked)| (level.to_owned(), vacant, asked))
    );
    let text = chain(&s, "village", "220102001001", &[]).out;
    let line = |level: &str| text.lines().find(|line| line.starts_with(level)).unwrap().to_owned();
    assert!(line("county").contains("VACANT"), "{text}");
    assert!(!line("city").contains("VACANT") && line("city").contains("nobody recorded"), "{text}");
    assert!(text.contains("does not ask for anybody at that level"), "{text}");
}

#[test]
fn a_mediator_of_the_case_is_not_called_its_leader() {
    let s = directory();
    s.write("more/assignments.csv", "person_id,case_id,role,valid_from\np3,c1,mediator,2026-05-02\n");
    s.run(["import", "@d", "@more"]).exits(0);
    let text = chain(&s, "case", "c1", &[]).out;
    let line = |fact: &str| text.lines().find(|line| line.starts_with(fact)).unwrap().to_owned();
    assert!(!line("contracted leader").contains("p3") && line("contracted leader").contains("p4"), "{text}");
    assert!(line("assigned to the case").contains("p3 王样例 (mediator)"), "{text}");
}

#[test]
fn a_moment_may_be_written_as_tables_write_it() {
    let s = directory();
    let as_of = |text: &str| {
        s.run(["chain", "@d", "village", "2201", "--as-of", text, "--json"]).exits(0).json()["as_of"].clone()
    };
    for text in ["2026-07-01", "2026/7/1", "2026.7.1", "2026年7月1日", " 2026-7-1 ", "2026-07-01 00:00"] {
        assert_eq!(as_of(text), "2026-07-01T00:00:00+08:00", "{text}");
    }
    assert_eq!(as_of("2026年7月1日9时30分"), "2026-07-01T09:30:00+08:00");
    let sweep = |now: &str| s.run(["sweep", "@d", "--now", now, "--json"]).exits(0).json()["now"].clone();
    assert_eq!(sweep("2026/7/1 9:00"), "2026-07-01T09:00:00+08:00");
    s.run(["notice", "@d", "draft", "--now", "2026/7/1", "--dry-run"]).exits(0);
    s.run(["notice", "@d", "list", "--now", "2026年7月1日"]).exits(0);
    let two = s.run(["sweep", "@d", "--now", "5/4/2026"]).exits(2).err;
    assert!(two.contains("day and month cannot be told apart"), "{two}");
    let absent = s.run(["sweep", "@d", "--now", "2026/2/30"]).exits(2).err;
    assert!(absent.contains("does not exist"), "{absent}");
}

#[test]
fn nothing_sealed_and_no_party_is_shown() {
    let s = directory();
    for (kind, id) in ASKED {
        for more in [&[][..], &["--json"], &["--from", "snapshot"]] {
            let text = chain(&s, kind, id, more).exits(0).out;
            for secret in
                ["孙当事", "甲方", "13900000000", "此人曾到县里反映", "双方和解", "请核实", "sealed:v1"]
            {
                assert!(!text.contains(secret), "{kind} {id}: {secret}");
            }
        }
    }
    let document = chain(&s, "case", "c1", &["--json"]).json();
    assert_eq!(document["leaders"][0]["basis"], serde_json::json!({"sealed": true}));
    assert!(!holds(&bytes_under(&s.join("d")), "此人曾到县里反映"), "nor does it lie in the directory");
}

#[test]
fn what_is_not_there_is_refused_with_near_matches() {
    let s = directory();
    for from in ["graph", "snapshot"] {
        let said = |kind: &str, id: &str| chain(&s, kind, id, &["--from", from]).exits(2).err;
        let near = said("village", "220102001011");
        assert!(near.contains("220102001001 甲村") && near.contains("220102001002 乙村"), "{near}");
        assert!(said("village", "乙村").contains("220102001002 乙村"));
        assert!(said("agency", "矛调中心").contains("zx 样例县矛调中心"));
        assert!(said("person", "p11").contains("p1 张样例"));
        assert_eq!(said("case", "c3"), "error: no case `c3`\n", "half of it would be wrong");
        assert_eq!(said("person", "nobody-like-this"), "error: no person `nobody-like-this`\n");
    }
    let early = s.run(["chain", "@d", "case", "c1", "--as-of", "2026-04-30"]).exits(2).err;
    assert!(early.contains("is opened only at 2026-05-01 09:00:00"), "{early}");
    s.run(["chain", "@d", "village", "2201", "--as-of", "soon"]).exits(2);
    s.run(["chain", "@d", "planet", "2201"]).exits(2);
}

#[test]
fn a_graph_found_whole_is_noted_and_checked_again_once_it_was_written_to() {
    let s = directory();
    let graph = s.join("d/graph.redb");
    let written = |ago_s: u64| {
        let at = fs::metadata(&graph).unwrap().modified().unwrap() - Duration::from_secs(ago_s);
        fs::File::options().write(true).open(&graph).unwrap().set_modified(at).unwrap();
    };
    let first = chain(&s, "case", "c1", &["--json"]).exits(0);
    assert!(!s.join("d/graph.checked").exists(), "what was just written may be written again unseen");
    written(60);
    for _ in 0..2 {
        assert_eq!(chain(&s, "case", "c1", &["--json"]).exits(0).out, first.out);
        assert!(fs::read_to_string(s.join("d/graph.checked")).unwrap().contains(" bytes, written "));
    }
    let mut bytes = fs::read(&graph).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..].fill(0x5a);
    fs::write(&graph, bytes).unwrap();
    let after = chain(&s, "case", "c1", &["--json"]).exits(0);
    assert_eq!(after.out, first.out);
    assert!(after.err.contains("the graph is rebuilt"), "{}", after.err);
}
