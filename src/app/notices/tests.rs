//! Numbers in order, and co-signers found in whatever divisions there are.

use super::desk::{Desk, Pauses};
use super::*;
use crate::app::directory::Init;
use crate::app::lock::Access;
use crate::app::watch::Silent;
use crate::model::entry::{Body, EntryKind};
use crate::model::rows::RowBuf;
use crate::model::subject::{Subject, SubjectKind};
use crate::model::table::Table;
use crate::notice::own_time::Pause;
use crate::snapshot::testing::snapshot;
use crate::store::graph::{Cursor, Durability};

struct NoPauses;

impl Pauses for NoPauses {
    fn of(&self, _: &str, _: Instant) -> Result<Vec<Pause>, AppError> {
        Ok(Vec::new())
    }
}

#[test]
fn notices_are_ordered_by_year_then_number() {
    let mut ids = vec!["2027-001", "2026-c1000", "2026-c001", "2026-1000", "2026-999", "2025-1001"];
    ids.sort_by(|a, b| by_number(a, b));
    assert_eq!(ids, ["2025-1001", "2026-999", "2026-1000", "2026-c001", "2026-c1000", "2027-001"]);
}

#[test]
fn the_nearest_co_signer_is_found_upwards_and_divisions_in_a_circle_end() {
    let world = snapshot(&[
        (
            Table::Divisions,
            "code,parent_code,level,name
            a,b,town,A
            b,a,county,B
            c,d,town,C
            d,,county,D",
        ),
        (
            Table::Agencies,
            "id,name,kind,division_code,valid_to
            1,one,office,b,
            2,two,court,d,2026-01-01
            3,three,office,d,
            4,four,office,d,",
        ),
    ]);
    let playbook = Playbook::builtin("default").unwrap();
    let now = playbook.zone.parse_instant(b"2026-06-01").unwrap();
    let desk = Desk::new(&world, &playbook, now, &NoPauses);
    let nearest = |division: &str, kind: &str| {
        desk.nearest(world.divisions().find(division), kind).map(|agency| agency.id)
    };
    assert_eq!(nearest("a", "office").as_deref(), Some("1"));
    assert_eq!(nearest("c", "office").as_deref(), Some("3"), "the first of its division");
    assert_eq!(nearest("a", "court"), None, "a circle of divisions is walked once");
    assert_eq!(nearest("c", "court"), None, "no longer there");
}

#[test]
fn what_the_ledger_has_is_reported_as_stored_when_the_graph_cannot_follow() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("d");
    let playbook = crate::app::playbooks::find("default").unwrap();
    let now = Instant::from_unix(1_780_000_000).unwrap();
    Directory::init(&Init { path: &path, playbook: &playbook, master_key: None, now }).unwrap();
    let mut directory = Directory::open(&path, Access::Write, &Silent).unwrap();
    let draft = |key: &str| Draft {
        subject: Subject::new(SubjectKind::Case, key),
        expected_version: 0,
        kind: EntryKind::Recorded(Table::Cases),
        occurred_at: "2026-06-01".into(),
        body: Body::Row(RowBuf::new([key, "1", "k", "2026-06-01"])),
    };
    let store = |directory: &mut Directory, key: &str| {
        let drafts = &mut std::iter::once(draft(key));
        commit(directory, Batch { actor: "p", recorded_at: now, drafts, progress: &|_| {} })
    };
    store(&mut directory, "1").unwrap();
    // The graph believes to be further than the ledger is, so it finds nothing to follow.
    let tip = directory.ledger.tip();
    let ahead = Cursor { seq: tip.seq + 9, root: tip.root };
    directory.graph.apply(Vec::new(), ahead, Durability::Now).unwrap();
    let error = store(&mut directory, "2").unwrap_err();
    assert_eq!(directory.ledger.tip().seq, tip.seq + 1);
    assert!(error.to_string().contains("is stored"), "{error}");
    assert!(
        matches!(error, AppError::StepStored { first, last, .. } if first == last && last == tip.seq + 1)
    );
}
