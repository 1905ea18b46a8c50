//! The four levels of accounts of a published system: each sees itself and what is below it.

use super::*;
use crate::model::subject::{Subject, SubjectKind};
use crate::model::table::{LEVELS, Table};
use crate::playbook::Playbook;
use crate::snapshot::testing::snapshot;

const DIVISIONS: &str = "code,parent_code,level,name
    c,,county,C
    t1,c,town,T
    t2,c,town,U
    v1,t1,village,V
    v2,t1,village,W
    v3,t2,village,X
    g1,v1,group,G
    g2,v1,group,H
    g3,v3,group,I";
const AGENCIES: &str = "id,name,kind,division_code,parent_id
    plc,P,political_legal,c,
    housing,H,housing,c,
    housing-t1,H,housing,t1,housing
    housing-t2,H,housing,t2,housing
    office1,O,town_office,t1,
    centre-v1,C,village_centre,v1,
    centre-v2,C,village_centre,v2,
    centre-v3,C,village_centre,v3,";
const PEOPLE: &str = "id,kind,agency_id
    p-c,official,plc
    p-h,official,housing-t2
    p-v1,official,centre-v1
    p-v2,official,centre-v2
    loose1,mediator,
    loose3,mediator,
    loose-case,mediator,";
const CASES: &str = "id,village_code,kind,opened_at
    1,g1,dispute,2026-05-01
    2,v1,dispute,2026-05-01
    3,v2,dispute,2026-05-01
    4,g3,dispute,2026-05-01
    5,c,dispute,2026-05-01";
const ASSIGNMENTS: &str = "person_id,division_code,case_id,agency_id,role,valid_from,valid_to
    loose1,g1,,,grid_officer,2020-01-01,2020-02-01
    loose3,g3,,,grid_officer,2026-01-01,
    loose-case,,1,,leader,2026-01-01,
    p-h,,,housing,head,2026-01-01,";
const HANDOFFS: &str = "case_id,seq,from_agency,to_agency,sent_at
    1,1,centre-v1,office1,2026-05-02
    2,1,centre-v1,housing,2026-05-02
    4,1,centre-v3,housing-t2,2026-05-02";
const TASKS: &str = "id,title,unit_id,division_code
    everywhere,T,,
    of-grid,T,,g1
    of-station,T,housing-t2,
    of-station-there,T,housing-t2,t2
    of-v1,T,centre-v1,g2";
const MEETINGS: &str = "id,agency_id,kind,called_by,called_at,case_id,division_code
    m1,office1,call,centre-v1,2026-05-03,1,
    m2,plc,call,centre-v3,2026-05-03,,v3
    m3,office1,call,plc,2026-05-03,,";
const EVENTS: &str = "case_id,at,kind,agency_id\n5,2026-05-03,consulted,housing-t2\n5,2026-05-04,visited,";
const ROSTERS: &str = "centre_id,unit_id,mode,valid_from\ncentre-v1,housing,resident,2026-01-01";
const LINKS: &str = "kind,agency_id,person_id,to_division,to_agency,valid_from
    pair,housing,,v3,,2026-01-01
    pair,,loose1,,centre-v2,2026-01-01";
const SCREENINGS: &str = "campaign,division_code\ns,v3\ns,g1";

/// A city of county level with two towns, three villages and three grids.
fn world() -> Arc<Snapshot> {
    Arc::new(snapshot(&[
        (Table::Divisions, DIVISIONS),
        (Table::Agencies, AGENCIES),
        (Table::People, PEOPLE),
        (Table::Cases, CASES),
        (Table::Assignments, ASSIGNMENTS),
        (Table::Handoffs, HANDOFFS),
        (Table::CaseEvents, EVENTS),
        (Table::Tasks, TASKS),
        (Table::Meetings, MEETINGS),
        (Table::Rosters, ROSTERS),
        (Table::Links, LINKS),
        (Table::Screenings, SCREENINGS),
    ]))
}

/// The account of `agency` at that level of the published playbook, whose division is of that level's kind or whose
/// agency is of one of its kinds.
fn account_at(name: &str, agency: &str, division: &str, line: &str) -> Account {
    let (world, playbook) = (world(), Playbook::builtin("longjing").unwrap());
    let level = playbook.place.accounts.iter().find(|level| level.name == name).unwrap();
    let (divisions, agencies) = (world.divisions(), world.agencies());
    if !division.is_empty() {
        let division = divisions.find(division).unwrap();
        assert_eq!(divisions.level(division).name(), LEVELS[level.level]);
    }
    if !line.is_empty() {
        let kind = world.words().get(agencies.kind(agencies.find(line).unwrap()).unwrap());
        assert!(level.agency_kinds.iter().any(|known| known == kind));
    }
    let account = account(agency, division, line);
    let scope = Scope { sees_below: level.sees_subtree, ..account.scope };
    Account { level: Some(name.to_owned()), scope, ..account }
}

/// What is seen: divisions, agencies, people, cases.
fn seen(account: &Account) -> [String; 4] {
    let world = world();
    let sight = Sight::of(&world, account);
    assert_eq!((sight.blind(), sight.hides()), (None, false));
    assert!(Arc::ptr_eq(sight.snapshot_arc(), &world), "nothing hidden, nothing copied");
    found(&world, &sight)
}

#[test]
fn a_grid_sees_its_group() {
    assert_eq!(
        seen(&account_at("grid", "centre-v1", "g1", "")),
        ["g1", "centre-v1", "loose1 p-v1", "1"],
        "and its own unit with its people; whoever was ever assigned to the group, but to a case is no place"
    );
}

#[test]
fn a_community_sees_its_village_and_below() {
    assert_eq!(
        seen(&account_at("community", "centre-v1", "v1", "")),
        ["g1 g2 v1", "centre-v1", "loose1 p-v1", "1 2"]
    );
}

#[test]
fn a_street_sees_its_town_and_below() {
    assert_eq!(
        seen(&account_at("street_department", "office1", "t1", "")),
        ["g1 g2 t1 v1 v2", "centre-v1 centre-v2 housing-t1 office1", "loose1 p-v1 p-v2", "1 2 3"]
    );
}

#[test]
fn a_department_sees_itself_and_units_below() {
    let all = "c g1 g2 g3 t1 t2 v1 v2 v3";
    assert_eq!(
        seen(&account_at("street_department", "housing", "", "housing")),
        [all, "housing housing-t1 housing-t2", "loose1 loose3 p-h", "2 4 5"],
        "cases that were in the hands of one of them, or in which one of them acted"
    );
    assert_eq!(
        seen(&account("housing-t2", "", "housing-t2")),
        [all, "housing-t2", "loose1 loose3 p-h", "4 5"]
    );
    assert_eq!(
        seen(&account("housing", "t1", "housing")),
        ["g1 g2 t1 v1 v2", "housing housing-t1", "loose1", "2"],
        "crossed with a town, and its own unit besides; 4 lies elsewhere"
    );
}

#[test]
fn a_city_sees_all() {
    let all = [
        "c g1 g2 g3 t1 t2 v1 v2 v3",
        "centre-v1 centre-v2 centre-v3 housing housing-t1 housing-t2 office1 plc",
        "loose1 loose3 p-c p-h p-v1 p-v2",
        "1 2 3 4 5",
    ];
    assert_eq!(seen(&account_at("city", "plc", "c", "")), all);
    let whole = seen(&account("plc", "", ""));
    assert_eq!([&*whole[0], &*whole[1], &*whole[3]], [all[0], all[1], all[3]]);
    assert_eq!(whole[2], "loose-case loose1 loose3 p-c p-h p-v1 p-v2", "also who belongs nowhere");
}

#[test]
fn without_below_only_what_is_right_there() {
    let mut account = account("centre-v1", "v1", "");
    account.scope.sees_below = false;
    assert_eq!(seen(&account), ["v1", "centre-v1", "p-v1", "2"]);
}

#[test]
fn who_acts_for_a_person_sees_that_person() {
    let account = Account { person: Some("p-h".to_owned()), ..account("centre-v1", "g1", "") };
    assert_eq!(seen(&account)[2], "loose1 p-h p-v1");
}

/// Those of the subjects that the account sees.
fn seen_of(account: &Account, kind: SubjectKind, keys: &[&'static str]) -> Vec<&'static str> {
    let sight = Sight::of(&world(), account);
    keys.iter().filter(|key| sight.sees_subject(&Subject::new(kind, key))).copied().collect()
}

const TASK_IDS: &[&str] = &["everywhere", "of-grid", "of-station", "of-station-there", "of-v1", "unknown"];
const MEETING_KEYS: &[&str] = &["m1|office1", "m1|plc", "m2|plc", "m3|office1", "m4|plc", "m1", ""];

#[test]
fn rows_beside_cases_are_seen_by_what_they_name() {
    let village = account("centre-v1", "v1", "");
    let department = account("housing", "", "housing");
    let whole = account("plc", "", "");
    assert_eq!(seen_of(&village, SubjectKind::Task, TASK_IDS), ["of-grid", "of-v1"]);
    assert_eq!(
        seen_of(&department, SubjectKind::Task, TASK_IDS),
        ["of-grid", "of-station", "of-station-there"]
    );
    assert_eq!(seen_of(&whole, SubjectKind::Task, TASK_IDS), &TASK_IDS[..5]);
    assert_eq!(seen_of(&village, SubjectKind::Meeting, MEETING_KEYS), ["m1|office1"], "by its case");
    assert_eq!(
        seen_of(&account("plc", "v3", ""), SubjectKind::Meeting, MEETING_KEYS),
        ["m2|plc", "m3|office1"]
    );
    assert_eq!(seen_of(&department, SubjectKind::Meeting, MEETING_KEYS), [""; 0], "1 was never with it");
    let rosters = &["centre-v1|housing|resident|2026-01-01", "centre-v1|x|resident|2026-01-01", "centre-v1"];
    assert_eq!(seen_of(&village, SubjectKind::Roster, rosters), &rosters[..1]);
    assert_eq!(seen_of(&department, SubjectKind::Roster, rosters), &rosters[..1]);
    assert_eq!(seen_of(&account("office1", "v2", ""), SubjectKind::Roster, rosters), [""; 0]);
    let links = &[
        "pair|housing||||v3||2026-01-01",
        "pair|housing|||||v3|2026-01-01",
        "pair||loose1||centre-v2|||2026-01-01",
        "pair",
    ];
    assert_eq!(seen_of(&village, SubjectKind::Link, links), &links[2..3]);
    assert_eq!(seen_of(&department, SubjectKind::Link, links), &links[1..3], "an end of the line; a person");
    assert_eq!(seen_of(&village, SubjectKind::Screening, &["s|v3", "s|g1", "s"]), ["s|g1"]);
    let given = [
        "loose1|g1|||grid_officer|2020-01-01",
        "p-h|||housing|head|2026-01-01",
        "loose-case||1||leader|2026-01-01",
        "p|g1|1||x|2026-01-01",
        "p",
        "p||||x|2026-01-01",
    ];
    assert_eq!(seen_of(&village, SubjectKind::Assignment, &given), [given[0], given[2]]);
    assert_eq!(seen_of(&department, SubjectKind::Assignment, &given), &given[..2]);
}

#[test]
fn each_kind_of_subject_is_decided() {
    let (village, world) = (account("centre-v1", "v1", ""), world());
    let sight = Sight::of(&world, &village);
    let is_seen = |kind, key| sight.sees_subject(&Subject::new(kind, key));
    for kind in SubjectKind::ALL {
        if kind.is_of_service() || kind == SubjectKind::Notice {
            assert!(!is_seen(kind, "1"), "{kind:?}");
        }
        assert_eq!(is_seen(kind, "no such thing"), kind == SubjectKind::Directory, "{kind:?}");
    }
    assert!(is_seen(SubjectKind::Division, "g2") && !is_seen(SubjectKind::Division, "v2"));
    assert!(is_seen(SubjectKind::Agency, "centre-v1") && !is_seen(SubjectKind::Agency, "plc"));
    assert!(is_seen(SubjectKind::Person, "p-v1") && !is_seen(SubjectKind::Person, "p-c"));
    assert!(is_seen(SubjectKind::Case, "2") && !is_seen(SubjectKind::Case, "3"));
}

#[test]
fn who_names_what_is_not_there_sees_nothing() {
    let world = world();
    let of = |account: &Account| {
        let sight = Sight::of(&world, account);
        assert_eq!(found(&world, &sight), [""; 4]);
        assert!(sight.snapshot().cases().is_empty() && sight.hides() && sight.is_hidden("1"));
        assert!(!sight.is_whole() && !sight.sees_subject(&Subject::new(SubjectKind::Task, "everywhere")));
        assert!(!sight.sees_subject(&Subject::new(SubjectKind::Directory, "")));
        sight.blind()
    };
    assert_eq!(of(&account("", "", "")), Some(Blind::NoUnit));
    assert_eq!(of(&account("x", "", "")), Some(Blind::Unit));
    assert_eq!(of(&account("plc", "x", "")), Some(Blind::Division));
    assert_eq!(of(&account("plc", "c", "x")), Some(Blind::Line));
    let account = Account { person: Some("x".to_owned()), ..account("plc", "", "") };
    assert_eq!(of(&account), Some(Blind::Person));
}
