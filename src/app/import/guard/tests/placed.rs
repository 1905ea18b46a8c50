//! What an account may add: new things that lie within its scope, and what refers to them.

use super::*;

#[test]
fn what_is_new_lies_within_the_scope() {
    let small = Small::new(WORLD);
    let (part, line, whole) = (Part::new(None), Part::new(Some("A")), Part::whole());
    let top = [("code", "2"), ("level", "county"), ("name", "N")];
    let unit = [("id", "N"), ("name", "N"), ("kind", "centre"), ("division_code", "11")];
    let person = [("id", "n"), ("kind", "clerk")];
    let task = [("id", "n"), ("title", "N")];
    let reasons = |guard: &Part, table, row: &[(&str, &str)]| told(&checked_row(&small, guard, table, row));
    let unplaced = |column| vec![(Some(column), Reason::Unplaced.to_string())];
    assert_eq!(reasons(&part, Table::Divisions, &top), unplaced("parent_code"));
    assert_eq!(reasons(&part, Table::People, &person), unplaced("agency_id"));
    assert_eq!(reasons(&part, Table::Tasks, &task), unplaced("unit_id"));
    assert_eq!(reasons(&part, Table::Agencies, &unit), []);
    assert_eq!(reasons(&line, Table::Agencies, &unit), unplaced("parent_id"));
    assert_eq!(reasons(&line, Table::Agencies, &[&unit[..], &[("parent_id", "A")]].concat()), []);
    // Who sees everything but a case may add anything, and still not touch that case.
    for (table, row) in [(Table::Divisions, &top[..]), (Table::People, &person), (Table::Tasks, &task)] {
        assert_eq!(reasons(&whole, table, row), []);
    }
    let event = [("case_id", "h"), ("at", "2026-01-02"), ("kind", "accepted")];
    assert_eq!(reasons(&whole, Table::CaseEvents, &event).len(), 1);
    // A known thing need not be placed again.
    assert_eq!(reasons(&part, Table::People, &[("id", "p"), ("kind", "clerk"), ("title", "Head")]), []);
}

#[test]
fn rows_may_refer_to_new_rows_of_the_call_unless_these_are_refused() {
    let (mut small, guard) = (Small::new(WORLD), Part::new(None));
    let good = [
        ("divisions.csv", "code,level,name,parent_code\n112,village,X,11\n1121,group,Y,112\n"),
        ("agencies.csv", "id,name,kind,division_code\nN,New,centre,112\n"),
        ("people.csv", "id,kind,agency_id\nn,clerk,N\n"),
        ("assignments.csv", "person_id,division_code,role,valid_from\nn,1121,mediator,2026-01-01\n"),
        ("cases.csv", "id,village_code,kind,opened_at\nn,112,land,2026-01-01\n"),
        ("handoffs.csv", "case_id,seq,from_agency,to_agency,sent_at\nn,1,N,A,2026-01-02\n"),
    ];
    let (report, rejects) = checked(&small, &guard, &good);
    assert_eq!((rejects, report.accepted, report.entries), (Vec::new(), true, None));
    let bad = ("divisions.csv", "code,level,name,parent_code\n112,village,X,12\n1121,group,Y,112\n");
    let (_, rejects) = checked(&small, &guard, &[&[bad][..], &good[1..]].concat());
    // The first division refers to what is not seen; everything else hangs on it.
    assert_eq!(rejects.len(), 7);
    assert!(told(&rejects).iter().all(|(_, reason)| reason.starts_with("no row of")), "{rejects:?}");
    // What was checked is what is stored.
    let paths = small.files(&good);
    let mut rejects = Rejects::new(None);
    let options = crate::app::import::ImportOptions { paths: &paths, guard: Some(&guard), ..options() };
    let stored = import(&mut small.directory, &options, &mut rejects, &Silent).unwrap();
    assert_eq!((stored.tables, rejects.count()), (report.tables, 0));
}

#[test]
fn whoever_sees_cases_by_their_line_hands_in_none_that_nobody_of_it_has_to_do_with() {
    let small = Small::new(WORLD);
    let (part, line) = (Part::new(None), Part::new(Some("A")));
    let case = ("cases.csv", "id,village_code,kind,opened_at\nn,111,land,2026-01-01\n");
    let hop = |to: &str| format!("case_id,seq,from_agency,to_agency,sent_at\nn,1,{to},A2,2026-01-02\n");
    let event = |by: &str| format!("case_id,at,kind,agency_id\nn,2026-01-02,accepted,{by}\n");
    let alone = told(&checked(&small, &line, &[case]).1);
    assert_eq!(alone, [(None, Reason::OutOfHands.to_string())]);
    assert_eq!(told(&checked(&small, &line, &[case, ("case_events.csv", &event(""))]).1)[0], alone[0]);
    for with in [("case_events.csv", event("A")), ("handoffs.csv", hop("A"))] {
        assert_eq!(told(&checked(&small, &line, &[case, (with.0, &with.1)]).1), [], "{with:?}");
    }
    assert_eq!(told(&checked(&small, &part, &[case]).1), [], "whoever sees a place sees its cases");
}
