//! `branch_gaps`: cases that were sent onto a branch which did not end as it should.
//!
//! **Meaning.** For each of `[[branches]]` and each case of its kinds: a case enters the branch with each event of the
//! kind and steps that it names, and leaves it with the first event of `end` from then on. A row says where
//! - `no_end`: the case has been closed since it entered, without such an event before;
//! - `no_reason`: the branch ended with a result that is none of `results`, or with none, and no reason is recorded.
//!
//! A case that was withdrawn after it entered owes no end. How long a branch may take is a clock. Charged is the unit that
//! sent the case onto the branch, or the one that ended it. Order: case.
//!
//! **Worked case.** Cases go onto the branch of policy aid, which ends with aid or with a reason. Case 1 was aided. Case 2
//! was answered without a reason. Case 3 was closed and nothing was said.

use super::broken::{Broken, Subject, Why};
use super::kinds::WITHDRAWN;
use super::scene::{Scene, WordSet, instant};
use super::{RuleDetector, RuleName, named};
use crate::playbook::place::entered::Branch;
use crate::snapshot::events::EventRow;
use crate::snapshot::index::CaseIdx;

pub(super) const DETECTOR: RuleDetector = RuleDetector {
    name: "branch_gaps",
    meaning_zh: "转入分支后没有结果，或者未如期望结束而没有理由的案件",
    meaning_en: "cases sent onto a branch that did not end, or ended otherwise without a reason",
    names_cases: true,
    rules: |place| named!(place.branches),
    find,
};

fn find(scene: &Scene<'_>) -> Vec<Broken> {
    scene.place.branches.iter().flat_map(|rule| of_rule(scene, rule)).collect()
}

fn of_rule(scene: &Scene<'_>, rule: &Branch) -> Vec<Broken> {
    let (scope, steps) = (scene.scope(&rule.case_kinds, &[]), scene.words(&rule.entry_steps));
    scene.each_case(|case, rows| {
        if scene.holds(&scope, case) {
            of_case(scene, rule, &steps, case, rows);
        }
    })
}

fn of_case(scene: &Scene<'_>, rule: &Branch, steps: &WordSet, case: CaseIdx, rows: &mut Vec<Broken>) {
    let events: Vec<EventRow> = scene.events(case).collect();
    let entries = events.iter().enumerate().filter(|(_, e)| e.kind == rule.event && steps.has(e.step));
    for (nth, entry) in entries {
        let later = || events[nth + 1..].iter();
        let row = |why| Broken::of(&rule.id, Subject::Case(case)).why(why);
        match later().find(|e| rule.end.contains(&e.kind)) {
            Some(end) if end.has_reason || end.result.is_some_and(|r| rule.results.contains(&r)) => {}
            Some(end) => rows.push(row(Why::NoReason).by(end.agency).span(Some(instant(end.at)), None)),
            None if later().any(|e| e.kind == WITHDRAWN) => {}
            None => {
                let closed = scene.world.closed_at(case).filter(|&closed| entry.at <= closed);
                let row =
                    closed.map(|closed| row(Why::NoEnd).by(entry.agency).span(Some(instant(closed)), None));
                rows.extend(row);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::lines;
    use crate::model::table::Table;

    const RULE: &str = "[[branches]]\nid = \"aid\"\ntitle = { zh = \"救助\", en = \"aid\" }\nevent = \"diverted\"\n\
        entry_steps = [\"aid\"]\nend = [\"implemented\", \"replied\"]\nresults = [\"aided\"]\n";

    fn found(events: &str) -> Vec<String> {
        let tables = [
            (Table::Divisions, "code,parent_code,level,name\nv,,village,村"),
            (Table::Agencies, "id,name,kind,division_code\nA,a,k,v\nB,b,k,v"),
            (
                Table::Cases,
                "id,village_code,kind,opened_at,closed_at\n1,v,k,2026-07-01,2026-07-20\n2,v,k,2026-07-01,",
            ),
            (Table::CaseEvents, &format!("case_id,at,kind,agency_id,step,result,reason\n{events}")),
        ];
        lines("branch_gaps", &tables, RULE, "2026-08-01")
    }

    const ENTERED: &str = "1,2026-07-02,diverted,A,aid,,\n2,2026-07-02,diverted,A,other,,\n";

    #[test]
    fn the_worked_case() {
        let none = [] as [&str; 0];
        assert_eq!(found(&format!("{ENTERED}1,2026-07-05,implemented,B,,aided,")), none);
        assert_eq!(found(&format!("{ENTERED}1,2026-07-05,replied,B,,,外地户口")), none, "a reason was given");
        assert_eq!(
            found(&format!("{ENTERED}1,2026-07-05,replied,B,,,")),
            ["aid 1 @B 2026-07-05T00:00 why=no_reason"]
        );
        assert_eq!(found(ENTERED), ["aid 1 @A 2026-07-20T00:00 why=no_end"]);
        assert_eq!(found(&format!("{ENTERED}1,2026-07-05,withdrawn,,,,")), none);
        let again = format!("{ENTERED}2,2026-07-03,diverted,A,aid,,");
        assert_eq!(found(&again), ["aid 1 @A 2026-07-20T00:00 why=no_end"], "case 2 is open");
    }
}
