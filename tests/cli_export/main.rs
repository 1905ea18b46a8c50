//! Exports through the real binary: read back by an import, by a reader of workbooks, and by the schemas.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a failure here is a failed test")]

#[path = "../common/mod.rs"]
mod common;
mod log;
mod places;
mod tables;

use common::Scratch;
use serde_json::Value;

/// Writes a world into the folder `t` in which every table has rows, every kind of text stands somewhere, and two
/// cases complain: one against an agency, one against an official.
pub(crate) fn world(s: &Scratch) {
    s.write(
        "t/divisions.csv",
        "code,parent_code,level,name\n990100000000,,county,样例县\n990100100000,990100000000,town,样例乡\n\
         990100100001,990100100000,village,白源村\n990100100002,990100100000,village,=HYPERLINK(\"http://x\")\n",
    );
    s.write(
        "t/agencies.csv",
        "id,name,kind,division_code,parent_id,coordinates,valid_to\n\
         bad,\"局, \"\"大\"\"\",bureau,990100000000,,true,9999-12-31\n-5,+1 所,station,990100100000,bad,no,\n",
    );
    s.write(
        "t/people.csv",
        "id,kind,name,agency_id,title,capacity\no1,official,@王小明,bad,\"副局长\n主持工作\",\n\
         m1,mediator,'=李,-5,'引号',07\n",
    );
    s.write(
        "t/assignments.csv",
        "person_id,division_code,case_id,role,valid_from,valid_to,basis\n\
         m1,990100100001,,mediator,2025-01-01,,'-文件\nm1,,c1,mediator,2026-01-01,2026-03-01,SECRETBASIS\n\
         m1,,c2,mediator,2026-01-01,,SECRETBASIS\n",
    );
    let mut cases =
        "id,village_code,kind,opened_at,channel,against_agency,against_person,closed_at,outcome,rating\n"
            .to_owned();
    cases.push_str("c1,990100100001,land,2026-01-01 09:00,＝app,,,2026-02-01,SECRETOUTCOME,good\n");
    cases.push_str("c2,990100100001,complaint,2026-01-02T09:00:00+08:00,,bad,,,,\n");
    cases.push_str("c3,990100100002,complaint,2026-01-03,,,o1,,,\n");
    s.write("t/cases.csv", cases);
    let mut hops =
        "case_id,seq,from_agency,to_agency,sent_at,received_at,finished_at,action,role\n".to_owned();
    for case in ["c1", "c2", "c3"] {
        hops.push_str(&format!("{case},01,bad,-5,2026-01-04,2026-01-05 10:00,,SECRETACTION,lead\n"));
        hops.push_str(&format!("{case},2,-5,bad,2026-01-06,,,,\n"));
    }
    s.write("t/handoffs.csv", hops);
    s.write(
        "t/case_events.csv",
        "case_id,at,kind,agency_id,reason,detail\nc1,2026-01-04,accepted,bad,SECRETREASON,SECRETDETAIL\n\
         c1,2026-02-01,closed,,,\nc2,2026-01-04,accepted,bad,,\n",
    );
    s.write(
        "t/parties.csv",
        "case_id,ref,name,contact\nc1,p1,SECRETNAME,SECRETPHONE\nc2,p1,SECRETNAME,SECRETPHONE\n",
    );
    s.write(
        "t/screenings.csv",
        "campaign,division_code,reported_at,cases_found,reporter\nspring,990100100001,2026-01-02,0,SECRETREPORTER\n",
    );
}

/// A data directory `d` with that world in it.
pub(crate) fn directory() -> Scratch {
    let s = Scratch::with_directory();
    world(&s);
    s.run(["import", "@d", "@t"]).exits(0);
    s
}

/// The report of `duban export @d ARGS`, checked against its schema.
pub(crate) fn report<'a>(s: &Scratch, args: impl IntoIterator<Item = &'a str>) -> Value {
    let document = s.run(["export", "@d", "--json"].into_iter().chain(args)).exits(0).json();
    valid(&document, include_str!("../../schemas/export.schema.json"));
    document
}

/// Asserts that `document` fits `schema`.
pub(crate) fn valid(document: &Value, schema: &str) {
    let schema: Value = serde_json::from_str(schema).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let faults: Vec<String> =
        validator.iter_errors(document).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(faults.is_empty(), "{faults:#?}");
}
