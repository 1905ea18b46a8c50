//! `ladder_breaks`: cases that went down a ladder which only climbs, left out a rung, or were taken up by a wrong unit.
//!
//! **Meaning.** For each of `[[ladders]]` and each case of its kinds, its `escalated` events whose step names a rung are
//! followed in order of time; a case begins below the lowest rung, and the highest rung reached so far is where it
//! stands, also after a reopening. A row says where an event
//! - `down`: names a rung below the one reached;
//! - `skipped`: names one more than one above it; the case then stands there all the same;
//! - `not_allowed`: is of a unit whose kind is not among the rung's `by_kinds`, or of none that is recorded.
//! - `unknown_rung`: names a step that is no rung of any ladder of the playbook, in a case for which one holds.
//!
//! The rung reached may be named again. Charged is the unit of the event. Order: case, then time.
//!
//! **Worked case.** Alliance, joint conference, commission. A case went to the alliance, to the commission, and back to
//! the joint conference: the second skipped a rung, and the third went down.

use std::collections::BTreeSet;

use super::broken::{Broken, Fact, Subject};
use super::kinds::ESCALATED;
use super::names::{Key, Why};
use super::scene::{Scene, Scope};
use super::{RuleDetector, RuleName, named};
use crate::clocks::trace::instant;
use crate::playbook::place::Ladder;
use crate::snapshot::events::EventRow;
use crate::snapshot::index::{CaseIdx, WordIdx};
use crate::snapshot::text::WordSet;

pub(super) const DETECTOR: RuleDetector = RuleDetector {
    name: "ladder_breaks",
    meaning_zh: "提级办理中降级、越级或者由无权单位提级的案件",
    meaning_en: "cases that went down a ladder, skipped a rung of it, or were taken up by a unit that may not",
    names_cases: true,
    rules: |place| named!(place.ladders),
    find,
};

fn find(scene: &Scene<'_>) -> Vec<Broken> {
    if scene.snapshot.events().is_empty() {
        return Vec::new();
    }
    let mut rows: Vec<Broken> = scene.place.ladders.iter().flat_map(|rule| of_rule(scene, rule)).collect();
    rows.extend(unknown(scene));
    rows
}

/// Events whose step is no rung of any ladder, each by the first ladder that holds for its case.
fn unknown(scene: &Scene<'_>) -> Vec<Broken> {
    let ladders = &scene.place.ladders;
    let rungs = ladders.iter().flat_map(|rule| &rule.rungs).filter_map(|rung| scene.word(&rung.name));
    let rungs: BTreeSet<WordIdx> = rungs.collect();
    let scopes: Vec<Scope> = ladders.iter().map(|rule| scene.scope(&rule.case_kinds, &[])).collect();
    scene.each_case(|case, rows| {
        let is_unknown = |event: &EventRow| event.step.is_some_and(|step| !rungs.contains(&step));
        for event in scene.events(case).filter(|event| event.kind == ESCALATED).filter(is_unknown) {
            let holding = ladders.iter().zip(&scopes).find(|(_, scope)| scene.holds(scope, case));
            let row = holding.map(|(rule, _)| {
                Broken::of(&rule.id, Subject::Case(case))
                    .by(event.agency)
                    .span(Some(instant(event.at)), None)
                    .why(Why::UnknownRung)
                    .fact(Key::Rung, Fact::Text(scene.text(event.step)))
            });
            rows.extend(row);
        }
    })
}

fn of_rule(scene: &Scene<'_>, rule: &Ladder) -> Vec<Broken> {
    let scope = scene.scope(&rule.case_kinds, &[]);
    let rungs: Vec<(Option<WordIdx>, WordSet)> =
        rule.rungs.iter().map(|rung| (scene.word(&rung.name), scene.words(&rung.by_kinds))).collect();
    scene.each_case(|case, rows| {
        if scene.holds(&scope, case) {
            climb(scene, rule, &rungs, case, rows);
        }
    })
}

fn climb(
    scene: &Scene<'_>,
    rule: &Ladder,
    rungs: &[(Option<WordIdx>, WordSet)],
    case: CaseIdx,
    rows: &mut Vec<Broken>,
) {
    let agencies = scene.snapshot.agencies();
    // How many rungs are below where the case stands, that one included.
    let mut reached = 0usize;
    for event in scene.events(case).filter(|event| event.kind == ESCALATED) {
        let rung = rungs.iter().position(|(name, _)| name.is_some() && *name == event.step);
        let Some(rung) = rung else { continue };
        let mut add = |why: Why| {
            let mut row = Broken::of(&rule.id, Subject::Case(case))
                .by(event.agency)
                .span(Some(instant(event.at)), None)
                .why(why)
                .fact(Key::Rung, Fact::Text(rule.rungs[rung].name.as_str().into()));
            if let Some(from) = reached.checked_sub(1) {
                row = row.fact(Key::From, Fact::Text(rule.rungs[from].name.as_str().into()));
            }
            rows.push(row);
        };
        if rung + 1 < reached {
            add(Why::Down);
        } else if reached < rung {
            add(Why::Skipped);
        }
        if !rungs[rung].1.has(event.agency.and_then(|agency| agencies.kind(agency))) {
            add(Why::NotAllowed);
        }
        reached = reached.max(rung + 1);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::testing::lines;
    use crate::model::table::Table;

    fn found(events: &str) -> Vec<String> {
        let tables = [
            (Table::Divisions, "code,parent_code,level,name\nv,,village,村"),
            (Table::Agencies, "id,name,kind,division_code\nA,a,street,v\nB,b,city,v"),
            (Table::Cases, "id,village_code,kind,opened_at\n1,v,k,2026-07-01"),
            (Table::CaseEvents, &format!("case_id,at,kind,agency_id,step\n{events}")),
        ];
        let rung = |name: &str, more: &str| {
            format!("{{ name = \"{name}\", title = {{ zh = \"级\", en = \"rung\" }}{more} }},\n")
        };
        let rule = format!(
            "[[ladders]]\nid = \"l\"\ntitle = {{ zh = \"阶梯\", en = \"ladder\" }}\nrungs = [\n{}{}{}]\n",
            rung("alliance", ""),
            rung("conference", ""),
            rung("commission", ", by_kinds = [\"city\"]")
        );
        lines("ladder_breaks", &tables, &rule, "2026-08-01")
    }

    #[test]
    fn the_worked_case() {
        let events = "1,2026-07-02,escalated,A,alliance\n1,2026-07-03,escalated,B,commission
            1,2026-07-04,escalated,A,conference\n1,2026-07-05,escalated,B,commission";
        assert_eq!(
            found(events),
            [
                "l 1 @B 2026-07-03T00:00 why=skipped rung=commission from=alliance",
                "l 1 @A 2026-07-04T00:00 why=down rung=conference from=commission",
            ]
        );
    }

    #[test]
    fn only_those_who_may_take_it_up() {
        let climbed = "1,2026-07-02,escalated,A,alliance\n1,2026-07-03,escalated,A,conference\n";
        assert_eq!(found(&format!("{climbed}1,2026-07-04,escalated,B,commission")), [] as [&str; 0]);
        assert_eq!(
            found(&format!(
                "{climbed}1,2026-07-04,escalated,A,commission\n1,2026-07-05,escalated,,commission"
            )),
            [
                "l 1 @A 2026-07-04T00:00 why=not_allowed rung=commission from=conference",
                "l 1 2026-07-05T00:00 why=not_allowed rung=commission from=commission",
            ]
        );
        assert_eq!(found("1,2026-07-02,warned,A,commission"), [] as [&str; 0]);
        assert_eq!(
            found("1,2026-07-02,escalated,A,conference"),
            ["l 1 @A 2026-07-02T00:00 why=skipped rung=conference"],
            "the lowest rung comes first"
        );
    }

    #[test]
    fn a_step_that_is_no_rung_is_not_passed_over() {
        let row = "l 1 @A 2026-07-02T00:00 why=unknown_rung rung=elsewhere";
        assert_eq!(found("1,2026-07-02,escalated,A,elsewhere"), [row]);
        assert_eq!(found("1,2026-07-02,escalated,A,"), [] as [&str; 0], "it names none");
    }

    proptest! {
        #[test]
        fn downs_and_skips_agree_with_a_plain_walk(rungs in prop::collection::vec(0usize..3, 0..8)) {
            let names = ["alliance", "conference", "commission"];
            let (mut events, mut wanted, mut highest) = (String::new(), Vec::new(), -1i32);
            for (day, &rung) in rungs.iter().enumerate() {
                events += &format!("1,2026-07-{:02},escalated,B,{}\n", day + 2, names[rung]);
                let at = i32::try_from(rung).unwrap();
                if at < highest {
                    wanted.push((day, "down"));
                } else if highest + 1 < at {
                    wanted.push((day, "skipped"));
                }
                highest = highest.max(at);
            }
            let rows = found(&events);
            prop_assert_eq!(rows.len(), wanted.len());
            for (row, (day, why)) in rows.iter().zip(wanted) {
                prop_assert!(row.contains(&format!("2026-07-{:02}T00:00 why={why} ", day + 2)), "{}", row);
            }
        }
    }
}
