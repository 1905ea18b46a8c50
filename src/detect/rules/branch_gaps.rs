//! `branch_gaps`: cases that were sent onto a branch which did not end as it should.
//!
//! **Meaning.** For each of `[[branches]]` and each case of its kinds: a case enters the branch with each event of the
//! kind and steps that it names, and leaves it with the first event of `end` from then on, or by one dated by the
//! same day. A row says where
//! - `no_end`: the case has been closed since it entered, without such an event before;
//! - `no_reason`: the branch ended with a result that is none of `results`, or with none, and no reason is recorded.
//!
//! A case that was withdrawn after it entered owes no end. How long a branch may take is a clock. Charged is the unit that
//! sent the case onto the branch, or the one that ended it. Order: case.
//!
//! **Worked case.** Cases go onto the branch of policy aid, which ends with aid or with a reason. Case 1 was aided. Case 2
//! was answered without a reason. Case 3 was closed and nothing was said.

use super::broken::{Broken, Subject};
use super::kinds::WITHDRAWN;
use super::names::Why;
use super::scene::Scene;
use super::{RuleDetector, RuleName, named};
use crate::clocks::trace::instant;
use crate::playbook::place::entered::Branch;
use crate::snapshot::events::EventRow;
use crate::snapshot::index::CaseIdx;
use crate::snapshot::text::WordSet;

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
    let is_entry = |event: &EventRow| event.kind == rule.event && steps.has(event.step);
    if !scene.events(case).any(|event| is_entry(&event)) {
        return;
    }
    let events: Vec<EventRow> = scene.events(case).collect();
    let is_end = |event: &EventRow| rule.end.contains(&event.kind);
    let closed = scene.world.closed_at(case);
    let (mut next_end, mut withdrawn) = (None, None);
    // From the last to the first, so that what comes next is known.
    for entry in events.iter().rev() {
        if is_entry(entry) {
            let row = |why| Broken::of(&rule.id, Subject::Case(case)).why(why);
            match on_the_day(scene, &events, entry.at).find(|event| is_end(event)).or(next_end) {
                Some(end) if end.has_reason || end.result.is_some_and(|r| rule.results.contains(&r)) => {}
                Some(end) => rows.push(row(Why::NoReason).by(end.agency).span(Some(instant(end.at)), None)),
                None if withdrawn.is_some_and(|at| scene.follows(at, entry.at)) => {}
                None => {
                    let closed = closed.filter(|&closed| scene.follows(closed, entry.at));
                    let row = |closed| row(Why::NoEnd).by(entry.agency).span(Some(instant(closed)), None);
                    rows.extend(closed.map(row));
                }
            }
        }
        if is_end(entry) {
            next_end = Some(entry);
        }
        if entry.kind == WITHDRAWN {
            withdrawn = withdrawn.or(Some(entry.at));
        }
    }
}

/// Those of `events` that come before second `at` and are dated by its day: nobody has said that they came first.
fn on_the_day<'e>(scene: &Scene<'_>, events: &'e [EventRow], at: u32) -> impl Iterator<Item = &'e EventRow> {
    let day = scene.day_start(at);
    let from = events.partition_point(|event| event.at < day);
    events[from..].iter().take_while(move |event| event.at == day && day < at)
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
    fn an_end_dated_by_the_day_of_the_entry_follows_it() {
        let entered = "1,2026-07-02 09:00,diverted,A,aid,,\n";
        assert_eq!(found(&format!("{entered}1,2026-07-02,replied,B,,,外地户口")), [] as [&str; 0]);
        assert_eq!(
            found(&format!("{entered}1,2026-07-01,replied,B,,,外地户口")),
            ["aid 1 @A 2026-07-20T00:00 why=no_end"]
        );
    }

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
