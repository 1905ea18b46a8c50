//! Evidence in worlds with and without complaints.

use super::super::testing::{moment, playbook};
use super::*;
use crate::model::table::Table;
use crate::snapshot::testing::snapshot;

const AGENCIES: &str = "id,name,kind,division_code,parent_id,supervised_by
    top,t,k,c,,
    mid,m,k,c,top,
    unit,u,k,c,mid,watch
    watch,w,k,c,,
    peer,p,k,c,mid,
    A,a,k,c,,";
const PEOPLE: &str =
    "id,kind,agency_id\nchief,official,mid\nclerk,official,unit\nother,official,peer\nfree,official,";
const CASES: [&str; 9] = [
    "1,c,k,2026-05-01,,",
    "2,c,k,2026-05-01,unit,",
    "3,c,k,2026-05-01,top,",
    "4,c,k,2026-05-01,,chief",
    "5,c,k,2026-05-01,unit,clerk",
    "6,c,k,2026-05-01,watch,",
    "7,c,k,2026-05-01,peer,",
    "8,c,k,2026-05-01,,other",
    "9,c,k,2026-05-01,,free",
];

/// Nine cases of two hops to the unit each, of which `keep` stay; the even ones are late.
fn world(keep: impl Fn(&str) -> bool) -> Snapshot {
    let kept = CASES.iter().filter(|row| keep(&row[..1]));
    let handoffs: String = kept
        .clone()
        .map(|row| {
            let id = &row[..1];
            let late =
                if id.as_bytes()[0].is_multiple_of(2) { "2026-05-09 00:00:0" } else { "2026-05-01 00:00:0" };
            format!("{id},1,A,unit,2026-05-01,{late}{id}\n{id},2,watch,unit,2026-05-02,\n")
        })
        .collect();
    let cases: Vec<&str> = kept.copied().collect();
    snapshot(&[
        (Table::Divisions, "code,parent_code,level,name\nc,,county,县"),
        (Table::Agencies, AGENCIES),
        (Table::People, PEOPLE),
        (
            Table::Cases,
            &format!("id,village_code,kind,opened_at,against_agency,against_person\n{}", cases.join("\n")),
        ),
        (Table::Handoffs, &format!("case_id,seq,from_agency,to_agency,sent_at,received_at\n{handoffs}")),
    ])
}

fn rules() -> Thresholds {
    Thresholds { lagging_handoffs_min: 5, ..playbook().thresholds }
}

#[test]
fn the_shield_covers_the_unit_its_superiors_and_their_people() {
    let snapshot = world(|_| true);
    let ids = |agency: &str| {
        let shield = shield(&snapshot, snapshot.agencies().find(agency).unwrap());
        shield.cases().iter().map(|&case| snapshot.cases().id(case).to_owned()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(ids("unit"), "2 3 4 5", "not those against its supervisor, its peer or nobody's official");
    assert_eq!(ids("mid"), "3 4");
    assert_eq!(ids("watch"), "6");
    assert_eq!(ids("A"), "");
}

#[test]
fn a_complaint_changes_nothing_that_the_unit_sees() {
    let (with, without) = (world(|_| true), world(|id| !"2345".contains(id)));
    let now = moment("2026-06-01");
    let unit = |snapshot: &Snapshot| snapshot.agencies().find("unit").unwrap();
    let shield = shield(&with, unit(&with));
    let none = Shield::default();

    let shielded = lagging_without(&with, &rules(), now, &shield);
    assert_eq!(shielded, lagging_without(&without, &rules(), now, &none));
    assert_ne!(shielded, lagging_without(&with, &rules(), now, &none), "the complaint would show");
    assert_eq!(shielded[0].handoffs, 10);

    let late = |snapshot: &Snapshot, shield: &Shield| {
        let rows = late_handoffs(snapshot, &rules(), now, unit(snapshot), shield);
        let shown =
            |r: &LateHandoff| (snapshot.cases().id(r.case).to_owned(), r.seq, r.wait_s, r.still_waiting);
        rows.iter().map(shown).collect::<Vec<_>>()
    };
    assert_eq!(late(&with, &shield), late(&without, &none));
    assert_ne!(late(&with, &shield), late(&with, &none));
    assert_eq!(
        inflow(&with, &rules(), now, unit(&with), &shield),
        inflow(&without, &rules(), now, unit(&without), &none)
    );
}

#[test]
fn late_handoffs_and_inflow_are_those_of_the_unit() {
    let snapshot = world(|id| id == "1" || id == "6");
    let unit = snapshot.agencies().find("unit").unwrap();
    let now = moment("2026-05-09 00:00:00");
    let late = late_handoffs(&snapshot, &rules(), now, unit, &Shield::default());
    let day = 86_400;
    let shown: Vec<(&str, u32, u32, bool)> =
        late.iter().map(|r| (snapshot.cases().id(r.case), r.seq, r.wait_s, r.still_waiting)).collect();
    assert_eq!(
        shown,
        [("6", 1, 8 * day, true), ("1", 2, 7 * day, true), ("6", 2, 7 * day, true)],
        "received six seconds later counts as not received"
    );
    let figures = inflow(&snapshot, &rules(), now, unit, &Shield::default());
    assert_eq!((figures.handoffs, figures.overdue), (4, 3));
    assert_eq!(figures.median_wait.map(Tenths::get), Some(i64::from(7 * day) * 10));
    let waiters: Vec<(&str, u32, u32, u64)> = figures
        .waiters
        .iter()
        .map(|w| (snapshot.agencies().id(w.from), w.handoffs, w.overdue, w.wait_s))
        .collect();
    assert_eq!(waiters, [("watch", 2, 2, 14 * u64::from(day)), ("A", 2, 1, 8 * u64::from(day) + 1)]);
    let later = late_handoffs(&snapshot, &rules(), moment("2026-05-10"), unit, &Shield::default());
    assert_eq!(later.iter().filter(|r| r.received.is_some()).count(), 1);
}

#[test]
fn a_shield_reaches_up_back_and_to_every_post() {
    let ups: String = (1..200).map(|at| format!("u{at:03},u,k,c,u{:03},\n", at + 1)).collect();
    let agencies = format!(
        "id,name,kind,division_code,parent_id,successor_id
        unit,u,k,c,u001,
        {ups}u200,u,k,c,,
        old,o,k,c,,unit
        older,o,k,c,,old
        olds,o,k,c,,u150
        x,x,k,c,y,y
        y,y,k,c,x,x"
    );
    let world = snapshot(&[
        (Table::Divisions, "code,parent_code,level,name\nc,,county,县"),
        (Table::Agencies, &agencies),
        (Table::People, "id,kind,agency_id\nlent,official,\nboth,official,x\nfree,official,"),
        (
            Table::Assignments,
            "person_id,agency_id,role,valid_from,valid_to
            lent,unit,r,2020-01-01,2020-01-02
            both,u199,r,2030-01-01,",
        ),
        (
            Table::Cases,
            "id,village_code,kind,opened_at,against_agency,against_person
            1,c,k,2026-05-01,u200,
            2,c,k,2026-05-01,older,
            3,c,k,2026-05-01,olds,
            4,c,k,2026-05-01,,lent
            5,c,k,2026-05-01,,both
            6,c,k,2026-05-01,,free
            7,c,k,2026-05-01,x,",
        ),
    ]);
    let ids = |agency: &str| {
        let shield = shield(&world, world.agencies().find(agency).unwrap());
        shield.cases().iter().map(|&case| world.cases().id(case)).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(ids("unit"), "1 2 3 4 5");
    assert_eq!(ids("older"), "2", "who took over answers for what was before, not the other way round");
    assert_eq!(ids("u151"), "1 5");
    assert_eq!((ids("x"), ids("y")), ("5 7".to_owned(), "5 7".to_owned()), "circles end");
}

#[test]
fn a_unit_that_is_too_small_to_be_compared_still_has_its_standing() {
    let snapshot = world(|id| "167".contains(id));
    let unit = snapshot.agencies().find("unit").unwrap();
    let now = moment("2026-06-01");
    let none = Shield::default();
    let few = Thresholds { lagging_handoffs_min: 6, ..playbook().thresholds };
    let rows = lagging_without(&snapshot, &few, now, &none);
    assert_eq!(standing(&snapshot, &few, now, &rows, (unit, &none)), rows[0]);
    let alone = standing(&snapshot, &few, now, &[], (unit, &none));
    assert_eq!((alone.handoffs, alone.overdue, alone.pool_handoffs), (6, 4, 0));
    assert!(!alone.flagged && (alone.p - 1.0).abs() < f64::EPSILON);
    let peer = LaggingRow { handoffs: 8, overdue: 4, ..rows[0].clone() };
    let agency = snapshot.agencies().find("peer").unwrap();
    let small = standing(&snapshot, &few, now, &[LaggingRow { agency, ..peer }], (unit, &none));
    assert_eq!((small.pool_overdue, small.pool_handoffs), (4, 8));
    assert!((small.p - 22.0 / 64.0).abs() < 1e-12, "P(Bin(6, 1/2) >= 4) = (15 + 6 + 1) / 64: {}", small.p);
}

#[test]
fn a_row_is_flagged_anew_by_the_overdue_handoffs_that_are_left() {
    let snapshot = world(|_| true);
    let mut rules = rules();
    (rules.lagging_handoffs_min, rules.lagging_fdr_permille) = (1, 500);
    let rows = lagging_without(&snapshot, &rules, moment("2026-06-01"), &Shield::default());
    for row in &rows {
        assert_eq!(&with_overdue(&rows, row, row.overdue, &rules), row, "nothing taken off changes nothing");
        let none = with_overdue(&rows, row, 0, &rules);
        assert_eq!((none.overdue, none.p, none.handoffs), (0, 1.0, row.handoffs));
    }
    let row = |p| LaggingRow {
        p,
        flagged: true,
        pool_overdue: 1,
        pool_handoffs: 2,
        handoffs: 4,
        ..rows[0].clone()
    };
    // A coin thrown four times: all overdue is 1/16, three or more 5/16; the bound of the least of one is 10 %.
    rules.lagging_fdr_permille = 100;
    let alone = [row(1.0 / 16.0)];
    assert!(with_overdue(&alone, &alone[0], 4, &rules).flagged);
    let three = with_overdue(&alone, &alone[0], 3, &rules);
    assert!(!three.flagged && (three.p - 5.0 / 16.0).abs() < 1e-12);
}
