//! `repeated_returns`: units that returned one case too often, too late, without approval, or after it was designated
//! to them.
//!
//! **Meaning.** By `[routing]`, of each case and each unit of its events, a row says where
//! - `too_often`: the unit objected to it (`objected`) more than `returns_max` times;
//! - `designated`: the unit objected to it or returned it (`returned`) after it had been designated to that unit
//!   (an event `designated` of the unit) at or after a ruling on an objection (`ruled`); such a unit may not return it
//!   again;
//! - `late`: the unit objected after the deadline of the playbook's clock on objections;
//! - `not_approved`: the unit returned it although no objection of its own had been upheld.
//!
//! What an objection, its deadline and its ruling are is said in [`super::returns`]. For the first two it does not
//! matter whether an objection was upheld: a second one after the ruling is what the rule is about. Charged is the unit.
//! Order: by how many too many, then case.
//!
//! **Worked case.** One return is allowed. B objects, the centre rules and designates B, and B objects again: B has
//! objected twice, and that after it was designated.

use std::collections::BTreeMap;

use super::broken::{Broken, Fact, Subject};
use super::kinds::{OBJECTED, RETURNED};
use super::names::{Key, Why};
use super::returns::{Return, ReturnRules, designations};
use super::scene::Scene;
use super::{RuleDetector, only};
use crate::calendar::budget::Due;
use crate::clocks::trace::instant;
use crate::playbook::place::Place;
use crate::snapshot::index::{AgencyIdx, CaseIdx};

pub(super) const DETECTOR: RuleDetector = RuleDetector {
    name: "repeated_returns",
    meaning_zh: "同一单位对同一案件退回过多、超过期限、未经同意或者指定后再次退回",
    meaning_en: "units that returned one case too often, too late, unapproved, or after it was designated to them",
    names_cases: true,
    rules: |place: &Place| only(SECTION, place.routing.is_stated()),
    find,
};

const SECTION: &str = "routing";

fn find(scene: &Scene<'_>) -> Vec<Broken> {
    if scene.snapshot.events().is_empty() {
        return Vec::new();
    }
    let rules = ReturnRules::new(scene.playbook, scene.snapshot);
    scene.each_case(|case, rows| {
        if !scene.events(case).any(|e| [OBJECTED, RETURNED].contains(&e.kind) && e.agency.is_some()) {
            return;
        }
        let events = rules.events(&scene.world, case);
        let returns = rules.of(&scene.world, case, &events, &rules.clocks(&scene.world, case));
        let designated = designations(&events);
        let mut units: BTreeMap<AgencyIdx, Vec<&Return>> = BTreeMap::new();
        for one in &returns {
            units.entry(one.unit).or_default().push(one);
        }
        for (unit, own) in units {
            rows.extend(of_unit(scene, (case, unit), &own, designated.get(&unit).copied()));
        }
    })
}

/// A row for each thing that was wrong with the returns of `unit`, its `own`, since the first of them; the case was
/// designated to it at second `designated`.
fn of_unit(
    scene: &Scene<'_>,
    (case, unit): (CaseIdx, AgencyIdx),
    own: &[&Return],
    designated: Option<u32>,
) -> Vec<Broken> {
    let row = |why: Why| {
        let wrong = || own.iter().filter(|one| one.wrong.contains(&why));
        let (first, count) = (wrong().next()?, wrong().count());
        let row = Broken::of(SECTION, Subject::Case(case))
            .by(Some(unit))
            .span(Some(instant(first.at)), None)
            .exceeding(count)
            .why(why);
        if why == Why::TooOften {
            let times = own.iter().filter(|one| !one.is_return).count();
            let max = scene.place.routing.returns_max;
            return Some(row.fact(Key::Times, Fact::count(times)).fact(Key::Max, Fact::count(max)));
        }
        let mut row = row.fact(Key::Times, Fact::count(count));
        if why == Why::Designated {
            row = row.fact(Key::At, Fact::Time(instant(designated?)));
        }
        if why == Why::Late {
            let since = row.since;
            row = row.span(since, first.due.and_then(Due::settled));
        }
        Some(row)
    };
    [Why::TooOften, Why::Designated, Why::Late, Why::NotApproved].into_iter().filter_map(row).collect()
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
    fn objections_come_in_time_and_returns_after_a_ruling() {
        // Received on Friday 3 July: five working days end on Friday the 10th.
        let hops = (
            Table::Handoffs,
            "case_id,seq,from_agency,to_agency,sent_at,received_at\n1,1,Z,B,2026-07-02,2026-07-03",
        );
        let found = |events: &str| {
            let tables = [
                (Table::Divisions, "code,parent_code,level,name\nv,,village,村"),
                (Table::Agencies, "id,name,kind,division_code\nZ,z,centre,v\nB,b,k,v"),
                (Table::Cases, "id,village_code,kind,opened_at\n1,v,k,2026-07-01"),
                hops,
                (Table::CaseEvents, &format!("case_id,at,kind,agency_id,result\n{events}")),
            ];
            lines("repeated_returns", &tables, "[routing]\nfirst_receiver_leads = true\n", "2026-08-01")
        };
        let upheld = "1,2026-07-12,ruled,Z,upheld\n1,2026-07-13,returned,B,";
        assert_eq!(found(&format!("1,2026-07-10 23:59:59,objected,B,\n{upheld}")), [] as [&str; 0]);
        assert_eq!(
            found(&format!("1,2026-07-11,objected,B,\n{upheld}")),
            ["routing 1 @B 2026-07-11T00:00 <2026-07-10T23:59 why=late times=1"]
        );
        let rejected = upheld.replace("upheld", "rejected");
        assert_eq!(
            found(&format!("1,2026-07-10,objected,B,\n{rejected}")),
            ["routing 1 @B 2026-07-13T00:00 why=not_approved times=1"]
        );
    }

    #[test]
    fn what_is_dated_by_its_day_follows_what_was_done_on_that_day() {
        let found = |events: &str| {
            let tables = [
                (Table::Divisions, "code,parent_code,level,name\nv,,village,村"),
                (Table::Agencies, "id,name,kind,division_code\nZ,z,centre,v\nB,b,k,v"),
                (Table::Cases, "id,village_code,kind,opened_at\n1,v,k,2026-07-01"),
                (Table::CaseEvents, &format!("case_id,at,kind,agency_id,result\n{events}")),
            ];
            lines("repeated_returns", &tables, "[routing]\nfirst_receiver_leads = true\n", "2026-08-01")
        };
        let none = [] as [&str; 0];
        let ruled = "1,2026-07-02 09:00,objected,B,\n1,2026-07-02,ruled,Z,upheld\n";
        assert_eq!(found(&format!("{ruled}1,2026-07-03,returned,B,")), none);
        let timed = "1,2026-07-02 09:00,objected,B,\n1,2026-07-02 10:00,ruled,Z,upheld\n";
        assert_eq!(found(&format!("{timed}1,2026-07-02,returned,B,")), none);
        assert_eq!(
            found(&format!("{timed}1,2026-07-02 09:30,returned,B,")),
            ["routing 1 @B 2026-07-02T09:30 why=not_approved times=1"],
            "that was before the ruling"
        );
        let designated =
            "1,2026-07-02,ruled,Z,rejected\n1,2026-07-02,designated,B,\n1,2026-07-02 09:00,objected,B,\n";
        assert_eq!(
            found(&format!("{designated}1,2026-07-04,objected,B,"))[1],
            "routing 1 @B 2026-07-04T00:00 why=designated times=1 at=2026-07-02T09:00"
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
        let row = "routing 1 @C 2026-07-05T00:00 why=not_approved times=1";
        assert_eq!(found(first, ""), [row], "no ruling came before, neither to designate nor to let it off");
    }
}
