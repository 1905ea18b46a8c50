//! `contract_gaps`: cases that no leading official was contracted to in time.
//!
//! **Meaning.** For each of `[[contracts]]` and each case of its kinds and tiers, somebody must be assigned to the case
//! in `role` within so many days of its opening (both the assignment and the person are valid on the assignment's first
//! day), and as long as it is open. A row says where
//! - `missing`: nobody ever was, and the time has passed;
//! - `late`: the first was assigned after that;
//! - `lapsed`: somebody was, and nobody is today although the case is open.
//!
//! A case that was closed by then needs none, and a last day that is not worked moves to the next working day. Charged is the coordinator of the nearest division
//! around where the case arose. Order: how late, most first, then case.
//!
//! **Worked case.** Key cases need a contracted leader within 5 days. One was opened on Wednesday 1 July 2026, so that
//! the 5th day is Monday the 6th: with a contract from the 6th it is in time, from the 7th it is late.

use super::broken::{Broken, Fact, Key, Subject, Why};
use super::scene::{Scene, WordSet, instant};
use super::tier_gaps::answers;
use super::{RuleDetector, RuleName, named};
use crate::calendar::budget::{Terms, Unit};
use crate::model::time::Day;
use crate::playbook::place::Contract;
use crate::snapshot::index::CaseIdx;

pub(super) const DETECTOR: RuleDetector = RuleDetector {
    name: "contract_gaps",
    meaning_zh: "没有按期落实领导包案的案件",
    meaning_en: "cases that no leading official was contracted to in time",
    names_cases: true,
    rules: |place| named!(place.contracts),
    find,
};

fn find(scene: &Scene<'_>) -> Vec<Broken> {
    scene.place.contracts.iter().flat_map(|rule| of_rule(scene, rule)).collect()
}

fn of_rule(scene: &Scene<'_>, rule: &Contract) -> Vec<Broken> {
    let (scope, roles) = (scene.scope(&rule.case_kinds, &rule.tiers), scene.words(&[&rule.role]));
    scene.each_case(|case, rows| {
        if scene.holds(&scope, case) {
            rows.extend(gap(scene, rule, &roles, case));
        }
    })
}

fn gap(scene: &Scene<'_>, rule: &Contract, roles: &WordSet, case: CaseIdx) -> Option<Broken> {
    let opened = scene.snapshot.cases().opened(case);
    let closed = scene.world.closed_at(case);
    let terms = Terms::new(Unit::CalendarDay, rule.days);
    let due = scene.due(opened, terms, &[])?;
    if closed.is_some_and(|closed| closed <= due.at.unix()) {
        return None;
    }
    let held = || scene.snapshot.of_cases().to(case.index()).filter(|a| roles.has(Some(a.role)));
    let begun = |from: Day| from <= scene.moment.today;
    let days = held().filter(|a| scene.serves(a, a.validity.from)).map(|a| a.validity.from);
    let first = days.filter(|&from| begun(from)).min();
    let start = first.and_then(|day| scene.first_second(day)).map(|at| at.unix());
    let (why, late_s) = match start {
        None => (Why::Missing, scene.late_s(closed, due)?),
        Some(start) => match scene.late_s(Some(start), due) {
            Some(late_s) => (Why::Late, late_s),
            None if closed.is_none() && !held().any(|a| scene.serves(&a, scene.moment.today)) => {
                (Why::Lapsed, 0)
            }
            None => return None,
        },
    };
    let division = scene.snapshot.cases().village(case);
    let row = Broken::of(&rule.id, Subject::Case(case))
        .by(scene.coordinator(division).or_else(|| answers(scene, case)))
        .span(Some(instant(opened)), Some(due))
        .why(why)
        .fact(Key::Role, Fact::Text(rule.role.as_str().into()))
        .fact(Key::Limit, Fact::limit(terms));
    let row = match (first, why) {
        (Some(_), Why::Late) => row.fact(Key::At, Fact::Time(instant(start?))),
        _ => row,
    };
    Some(if why == Why::Lapsed { row } else { row.late(late_s) })
}

#[cfg(test)]
mod tests {
    use super::super::testing::lines;
    use crate::model::table::Table;

    fn found(closed: &str, assignments: &str, now: &str) -> Vec<String> {
        let tables = [
            (Table::Divisions, "code,parent_code,level,name\nc,,county,县\nv,c,village,村"),
            (Table::Agencies, "id,name,kind,division_code,coordinates\nJ,j,office,c,true"),
            (Table::People, "id,kind,valid_to\nx,leader,\nleft,leader,2026-07-02"),
            (
                Table::Cases,
                &format!(
                    "id,village_code,kind,opened_at,tier,closed_at\n1,v,k,2026-07-01 08:00,key,{closed}\n2,v,k,2026-07-01,,"
                ),
            ),
            (Table::Assignments, &format!("person_id,case_id,role,valid_from,valid_to\n{assignments}")),
        ];
        let rule = "[[contracts]]\nid = \"c\"\ntitle = { zh = \"包案\", en = \"contract\" }\ntiers = [\"key\"]\n\
            role = \"leader\"\namount = 5\n[[tiers]]\nname = \"key\"\ntitle = { zh = \"重点\", en = \"key\" }\n";
        lines("contract_gaps", &tables, rule, now)
    }

    const SPAN: &str = "c 1 @J 2026-07-01T08:00 <2026-07-06T23:59";
    const NONE: [&str; 0] = [];

    #[test]
    fn the_worked_case() {
        assert_eq!(found("", "x,1,leader,2026-07-06,", "2026-07-20"), NONE);
        assert_eq!(
            found("", "x,1,leader,2026-07-07,\nleft,1,leader,2026-07-03,", "2026-07-20"),
            [format!("{SPAN} why=late role=leader limit=5calendar_day at=2026-07-07T00:00 late_s=1")]
        );
    }

    #[test]
    fn nobody_or_nobody_any_more() {
        assert_eq!(found("", "x,1,other,2026-07-02,", "2026-07-06 23:59:59"), NONE);
        assert_eq!(
            found("", "x,1,other,2026-07-02,", "2026-07-07 00:00:01"),
            [format!("{SPAN} why=missing role=leader limit=5calendar_day late_s=2")]
        );
        assert_eq!(found("2026-07-06", "", "2026-07-20"), NONE, "closed before anybody had to be");
        assert_eq!(found("2026-07-08", "", "2026-07-20").len(), 1);
        let ended = "x,1,leader,2026-07-02,2026-07-10";
        assert_eq!(
            found("", ended, "2026-07-10"),
            [format!("{SPAN} why=lapsed role=leader limit=5calendar_day")]
        );
        assert_eq!(found("2026-07-10", ended, "2026-07-20"), NONE);
    }
}
