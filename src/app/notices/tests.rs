//! Numbers in order, and co-signers found in whatever divisions there are.

use super::desk::Pauses;
use super::*;
use crate::model::table::Table;
use crate::notice::own_time::Pause;
use crate::snapshot::testing::snapshot;

struct NoPauses;

impl Pauses for NoPauses {
    fn of(&self, _: &str, _: Instant) -> Result<Vec<Pause>, AppError> {
        Ok(Vec::new())
    }
}

#[test]
fn notices_are_ordered_by_year_then_number() {
    let mut ids = vec!["2027-001", "2026-1000", "2026-999", "2025-1001"];
    ids.sort_by(|a, b| by_number(a, b));
    assert_eq!(ids, ["2025-1001", "2026-999", "2026-1000", "2027-001"]);
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
