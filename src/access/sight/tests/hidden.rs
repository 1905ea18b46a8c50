//! Cases that do not exist for whom they complain against.

use super::*;
use crate::model::subject::{Subject, SubjectKind};
use crate::model::table::Table;
use crate::snapshot::testing::snapshot;

/// A head office, two bureaus under it, of which one took over an older one; an office elsewhere.
fn world() -> Arc<Snapshot> {
    Arc::new(snapshot(&[
        (Table::Divisions, "code,parent_code,level,name\nc,,county,C\nv,c,village,V"),
        (
            Table::Agencies,
            "id,name,kind,division_code,parent_id,supervised_by,successor_id
            head,H,bureau,c,,,
            bureau,B,bureau,c,head,office,
            sister,S,bureau,c,head,,
            older,O,bureau,c,,,bureau
            office,F,bureau,c,,,",
        ),
        (
            Table::People,
            "id,kind,agency_id
            boss,official,head
            lent,official,office
            clerk,official,sister
            former,official,
            free,official,",
        ),
        (
            Table::Assignments,
            "person_id,agency_id,case_id,role,valid_from,valid_to
            lent,bureau,,head,2019-01-01,2019-02-01
            clerk,office,,head,2019-01-01,2019-02-01
            former,,6,leader,2026-01-01,",
        ),
        (
            Table::Cases,
            "id,village_code,kind,opened_at,against_agency,against_person
            1,v,land,2026-05-01,bureau,
            2,v,land,2026-05-01,head,
            3,v,land,2026-05-01,,boss
            4,v,land,2026-05-01,older,
            5,v,land,2026-05-01,,lent
            6,v,land,2026-05-01,sister,
            7,v,land,2026-05-01,office,
            8,v,land,2026-05-01,,free
            9,v,land,2026-05-01,,",
        ),
        (Table::Handoffs, "case_id,seq,from_agency,to_agency,sent_at\n1,1,sister,bureau,2026-05-02"),
        (Table::Meetings, "id,agency_id,kind,called_at,case_id\nm,office,call,2026-05-03,1"),
    ]))
}

#[test]
fn complaints_against_the_unit_its_superiors_and_their_officials_are_hidden() {
    let of = |agency| hidden_ids(&world(), &account(agency, "", ""));
    assert_eq!(
        of("bureau"),
        "1 2 3 4 5",
        "itself, above it, whom it took over, who was lent to it; no supervisor"
    );
    assert_eq!(of("head"), "2 3", "who is above sees what complains against those below");
    assert_eq!(of("sister"), "2 3 6");
    assert_eq!(of("older"), "1 2 3 4 5", "its people went to the bureau");
    assert_eq!(of("office"), "5 7");
}

#[test]
fn who_acts_for_a_person_lacks_what_complains_against_their_posts_too() {
    let of = |agency, person: &str| {
        let account = Account { person: Some(person.to_owned()), ..account(agency, "", "") };
        hidden_ids(&world(), &account)
    };
    assert_eq!(of("head", "lent"), "1 2 3 4 5 7", "where they belong and where they once served");
    assert_eq!(of("head", "clerk"), "2 3 5 6 7");
    assert_eq!(of("head", "free"), "2 3 8", "against the person, who is in no unit");
    assert_eq!(of("head", "former"), "2 3", "who leads a case holds no post by that");
}

#[test]
fn what_is_hidden_is_nowhere() {
    let world = world();
    let sight = Sight::of(&world, &account("bureau", "", ""));
    assert_eq!(found(&world, &sight)[3], "6 7 8 9");
    assert!(sight.hides() && sight.is_whole());
    assert!(sight.is_hidden("1") && !sight.is_hidden("9") && !sight.is_hidden("no such case"));
    assert_eq!(sight.snapshot().cases().len(), 4);
    assert!(sight.snapshot().hops().is_empty() && sight.snapshot().side().meetings.is_empty());
    let is_seen = |kind, key| sight.sees_subject(&Subject::new(kind, key));
    assert!(!is_seen(SubjectKind::Case, "1") && is_seen(SubjectKind::Case, "9"));
    assert!(!is_seen(SubjectKind::Meeting, "m|office"));
    assert!(is_seen(SubjectKind::Assignment, "former||6||leader|2026-01-01"));
    let sister = Sight::of(&world, &account("sister", "", ""));
    assert!(!sister.sees_subject(&Subject::new(SubjectKind::Assignment, "former||6||leader|2026-01-01")));
    assert!(sister.sees_subject(&Subject::new(SubjectKind::Meeting, "m|office")));
}

#[test]
fn accounts_of_one_unit_share_a_snapshot() {
    let world = world();
    let (here, whole) = (account("bureau", "v", ""), account("bureau", "", "sister"));
    assert_eq!(hidden(&world, &here), hidden(&world, &whole));
    let seen = Arc::new(world.without(&hidden(&world, &here)));
    let (one, other) = (Sight::new(&world, Arc::clone(&seen), &here), Sight::new(&world, seen, &whole));
    assert!(Arc::ptr_eq(one.snapshot_arc(), other.snapshot_arc()));
    assert_eq!(found(&world, &one)[3], "6 7 8 9");
    assert_eq!(found(&world, &other)[3], "", "1 is hidden, and nothing else was ever in that line");
}
