//! `repeated_returns`: units that returned one case more often than they may, or after it was designated to them.
//!
//! **Meaning.** By `[routing]`, of each case and each unit of its events, a row says where
//! - `too_often`: the unit objected to it (`objected`) more than `returns_max` times;
//! - `designated`: the unit objected to it or returned it (`returned`) after it had been designated to that unit
//!   (an event `designated` of the unit) at or after a ruling on an objection (`ruled`); such a unit may not return it
//!   again.
//!
//! Whether an objection was upheld does not matter: a second one after the ruling is what the rule is about. Charged is
//! the unit. Order: by how many too many, then case.
//!
//! **Worked case.** One return is allowed. B objects, the centre rules and designates B, and B objects again: B has
//! objected twice, and that after it was designated.

use super::broken::{Broken, Fact, Key, Subject, Why};
use super::kinds::{DESIGNATED, OBJECTED, RETURNED, RULED};
use super::scene::{Scene, instant};
use super::{RuleDetector, only};
use crate::playbook::place::Place;
use crate::snapshot::index::{AgencyIdx, CaseIdx};

pub(super) const DETECTOR: RuleDetector = RuleDetector {
    name: "repeated_returns",
    meaning_zh: "同一单位对同一案件退回次数过多或者指定后再次退回",
    meaning_en: "units that returned one case too often, or again after it was designated to them",
    rules: |place: &Place| only(SECTION, place.routing.is_stated()),
    find,
};

const SECTION: &str = "routing";

fn find(scene: &Scene<'_>) -> Vec<Broken> {
    if scene.snapshot.events().is_empty() {
        return Vec::new();
    }
    scene.each_case(|case, rows| {
        let mut units: Vec<AgencyIdx> = Vec::new();
        let returns = scene.events(case).filter(|e| [OBJECTED, RETURNED].contains(&e.kind));
        for unit in returns.filter_map(|event| event.agency) {
            if !units.contains(&unit) {
                units.push(unit);
                rows.extend(too_often(scene, case, unit).into_iter().chain(designated(scene, case, unit)));
            }
        }
    })
}

fn too_often(scene: &Scene<'_>, case: CaseIdx, unit: AgencyIdx) -> Option<Broken> {
    let max = scene.place.routing.returns_max;
    let objected = || scene.events(case).filter(|e| e.kind == OBJECTED && e.agency == Some(unit));
    let first_too_many = objected().nth(max as usize)?;
    let times = objected().count();
    Some(
        Broken::of(SECTION, Subject::Case(case))
            .by(Some(unit))
            .span(Some(instant(first_too_many.at)), None)
            .exceeding(times.saturating_sub(max as usize))
            .why(Why::TooOften)
            .fact(Key::Times, Fact::count(times))
            .fact(Key::Max, Fact::count(max)),
    )
}

fn designated(scene: &Scene<'_>, case: CaseIdx, unit: AgencyIdx) -> Option<Broken> {
    let ruled = scene.events(case).find(|e| e.kind == RULED)?.at;
    let of_unit = || scene.events(case).filter(|e| e.agency == Some(unit) && ruled <= e.at);
    let since = of_unit().find(|e| e.kind == DESIGNATED)?.at;
    let after = || of_unit().filter(|e| [OBJECTED, RETURNED].contains(&e.kind) && since < e.at);
    let first = after().next()?;
    Some(
        Broken::of(SECTION, Subject::Case(case))
            .by(Some(unit))
            .span(Some(instant(first.at)), None)
            .exceeding(after().count())
            .why(Why::Designated)
            .fact(Key::Times, Fact::count(after().count()))
            .fact(Key::At, Fact::Time(instant(since))),
    )
}

#[cfg(test)]
mod tests {
    use super::super::testing::lines;
    use crate::model::table::Table;

    fn found(events: &str, returns_max: &str) -> Vec<String> {
        let tables = [
            (Table::Divisions, "code,parent_code,level,name\nv,,village,村"),
            (Table::Agencies, "id,name,kind,division_code\nZ,z,centre,v\nB,b,k,v\nC,c,k,v"),
            (Table::Cases, "id,village_code,kind,opened_at\n1,v,k,2026-07-01"),
            (Table::CaseEvents, &format!("case_id,at,kind,agency_id\n{events}")),
        ];
        lines(
            "repeated_returns",
            &tables,
            &format!("[routing]\nfirst_receiver_leads = true\n{returns_max}"),
            "2026-08-01",
        )
    }

    const EVENTS: &str =
        "1,2026-07-02,objected,B\n1,2026-07-03,ruled,Z\n1,2026-07-03,designated,B\n1,2026-07-05,objected,B";

    #[test]
    fn the_worked_case() {
        assert_eq!(
            found(EVENTS, ""),
            [
                "routing 1 @B 2026-07-05T00:00 why=too_often times=2 max=1",
                "routing 1 @B 2026-07-05T00:00 why=designated times=1 at=2026-07-03T00:00",
            ]
        );
        assert_eq!(
            found(EVENTS, "returns_max = 2"),
            ["routing 1 @B 2026-07-05T00:00 why=designated times=1 at=2026-07-03T00:00"]
        );
        assert_eq!(
            found(EVENTS, "returns_max = 0")[0],
            "routing 1 @B 2026-07-02T00:00 why=too_often times=2 max=0"
        );
    }

    #[test]
    fn each_unit_has_its_own_returns() {
        let each = "1,2026-07-02,objected,B\n1,2026-07-03,ruled,Z\n1,2026-07-03,designated,C\n1,2026-07-05,objected,C";
        assert_eq!(
            found(each, ""),
            ["routing 1 @C 2026-07-05T00:00 why=designated times=1 at=2026-07-03T00:00"]
        );
        let first = "1,2026-07-02,designated,C\n1,2026-07-05,returned,C";
        assert_eq!(found(first, ""), [] as [&str; 0], "no ruling came before");
    }
}
