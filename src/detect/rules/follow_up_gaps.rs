//! `follow_up_gaps`: visits after closing that were not made in time, and rebounds after which nobody reopened.
//!
//! **Meaning.** By `[follow_up]`, of each case of its kinds and tiers:
//! - `not_visited`: while the case is closed, the families counted by its `visited` events since the closing must, at
//!   the last second in time of each round, be as many as this round and those before it ask for together; a visit
//!   that states no number counts for one family. A row for each round that fell short then, whether it was made up
//!   since or not (`has` says how many there were);
//! - `not_reopened`: after a `rebounded` event at which the case was closed it must be reopened within `reopen_days`.
//!
//! A visit that is dated by the day of the closing came after it, and so did such a rebound.
//!
//! A last day that is not worked moves to the next working day. Only counts are looked at, never whom anybody visited.
//! Charged is the holder, where no unit has had the case the coordinator of where it arose. Order: how late, most first.
//!
//! **Worked case.** One family within 10 days of closing, then three within 30. Closed on 1 July 2026; one family was
//! visited on the 8th and two on the 20th: the second round asks for four by the 31st and had three.

use super::broken::{Broken, Fact, Subject};
use super::kinds::{REBOUNDED, REOPENED, VISITED};
use super::names::{Key, Why};
use super::scene::Scene;
use super::tier_gaps::answers;
use super::{RuleDetector, only};
use crate::calendar::budget::{Terms, Unit};
use crate::clocks::trace::instant;
use crate::playbook::place::FollowUp;
use crate::snapshot::index::CaseIdx;
use crate::snapshot::links::{Round, round_of};

pub(super) const DETECTOR: RuleDetector = RuleDetector {
    name: "follow_up_gaps",
    meaning_zh: "办结后没有按期回访或者反弹后没有按期重新办理的案件",
    meaning_en: "cases not visited in time after closing, or not reopened in time after a rebound",
    names_cases: true,
    rules: |place| only(SECTION, place.follow_up.is_some()),
    find,
};

const SECTION: &str = "follow_up";

fn find(scene: &Scene<'_>) -> Vec<Broken> {
    let Some(rule) = &scene.place.follow_up else { return Vec::new() };
    let scope = scene.scope(&rule.case_kinds, &rule.tiers);
    scene.each_case(|case, rows| {
        if scene.holds(&scope, case) {
            visits(scene, rule, case, rows);
            rebounds(scene, rule, case, rows);
        }
    })
}

fn visits(scene: &Scene<'_>, rule: &FollowUp, case: CaseIdx, rows: &mut Vec<Broken>) {
    let Some(closed) = scene.world.closed_at(case) else { return };
    let made = || scene.events(case).filter(|event| event.kind == VISITED && scene.follows(event.at, closed));
    let families = |until: u32| -> u64 {
        made().filter(|event| event.at <= until).map(|event| u64::from(event.count.max(1))).sum()
    };
    let mut needs = 0;
    for (visit, nth) in rule.visits.iter().zip(1u64..) {
        needs += u64::from(visit.families);
        let terms = Terms::new(Unit::CalendarDay, visit.days);
        let Some(due) = scene.due(closed, terms, &[]) else { continue };
        let Some(late_s) = scene.late_s(None, due) else { continue };
        let has = families(due.at.unix());
        if needs <= has {
            continue;
        }
        // Late until enough families had been visited.
        let mut sum = has;
        let made_up = made().filter(|event| due.at.unix() < event.at).find_map(|event| {
            sum += u64::from(event.count.max(1));
            (needs <= sum).then_some(event.at)
        });
        let late_s = made_up.map_or(late_s, |at| at - due.at.unix());
        rows.push(
            Broken::of(SECTION, Subject::Case(case))
                .by(answers(scene, case))
                .span(Some(instant(closed)), Some(due))
                .why(Why::NotVisited)
                .fact(Key::Visit, Fact::Count(nth))
                .fact(Key::Has, Fact::Count(has))
                .fact(Key::Min, Fact::Count(needs))
                .late(late_s),
        );
    }
}

fn rebounds(scene: &Scene<'_>, rule: &FollowUp, case: CaseIdx, rows: &mut Vec<Broken>) {
    let Some(days) = rule.reopen_days else { return };
    let terms = Terms::new(Unit::CalendarDay, days);
    let of_kind = |kind: u8| scene.events(case).filter(move |event| event.kind == kind);
    if of_kind(REBOUNDED).next().is_none() {
        return;
    }
    let (rounds, reopenings) =
        (scene.rounds(case), of_kind(REOPENED).map(|event| event.at).collect::<Vec<_>>());
    for event in of_kind(REBOUNDED) {
        let at = scene.latest(event.at);
        let is_closed = |round: Round| round.closed_at().is_some_and(|closed| closed <= at);
        if !round_of(&rounds, at).is_some_and(is_closed) {
            continue;
        }
        let reopened = reopenings.get(reopenings.partition_point(|&at| at < event.at)).copied();
        let Some(due) = scene.due(event.at, terms, &[]) else { continue };
        let Some(late_s) = scene.late_s(reopened, due) else { continue };
        rows.push(
            Broken::of(SECTION, Subject::Case(case))
                .by(event.agency.or_else(|| answers(scene, case)))
                .span(Some(instant(event.at)), Some(due))
                .why(Why::NotReopened)
                .fact(Key::Limit, Fact::limit(terms))
                .late(late_s),
        );
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::testing::lines;
    use crate::model::table::Table;

    fn found(closed: &str, events: &str, now: &str) -> Vec<String> {
        let tables = [
            (Table::Divisions, "code,parent_code,level,name\nv,,village,村"),
            (Table::Agencies, "id,name,kind,division_code,coordinates\nZ,z,centre,v,true"),
            (Table::Cases, &format!("id,village_code,kind,opened_at,closed_at\n1,v,k,2026-06-01,{closed}")),
            (Table::CaseEvents, &format!("case_id,at,kind,count\n{events}")),
        ];
        let rule = "[follow_up]\nvisits = [{ families = 1, amount = 10 }, { families = 3, amount = 30 }]\nreopen_days = 2\n";
        lines("follow_up_gaps", &tables, rule, now)
    }

    const NONE: [&str; 0] = [];

    #[test]
    fn the_worked_case() {
        let made = "1,2026-07-08,visited,1\n1,2026-07-20,visited,2";
        assert_eq!(
            found("2026-07-01", made, "2026-08-01 00:00:01"),
            [
                "follow_up 1 @Z 2026-07-01T00:00 <2026-07-31T23:59 why=not_visited visit=2 has=3 min=4 late_s=2"
            ]
        );
        assert_eq!(found("2026-07-01", made, "2026-07-31 23:59:59"), NONE);
        let made_up = format!("{made}\n1,2026-08-01 00:00:09,visited,");
        assert_eq!(
            found("2026-07-01", &made_up, "2026-09-01"),
            [
                "follow_up 1 @Z 2026-07-01T00:00 <2026-07-31T23:59 why=not_visited visit=2 has=3 min=4 late_s=10"
            ]
        );
        assert_eq!(found("", made, "2026-09-01"), NONE, "it is open");
        let before = "1,2026-07-08,visited,1";
        assert_eq!(
            found("2026-07-09", before, "2026-07-20"),
            NONE,
            "the tenth day is a Sunday, and moves on"
        );
        assert_eq!(
            found("2026-07-09", before, "2026-07-21").len(),
            1,
            "a visit before the closing is none after it"
        );
    }

    #[test]
    fn a_visit_on_the_day_of_the_closing_came_after_it() {
        let at = |closed: &str| found(closed, "1,2026-07-01,visited,1", "2026-07-20");
        assert_eq!(at("2026-07-01 15:00"), NONE);
        assert_eq!(at("2026-07-02 15:00").len(), 1);
        let rebound = "1,2026-07-01,visited,9\n1,2026-07-06 15:00,rebounded,\n1,2026-07-06,reopened,";
        assert_eq!(found("2026-07-01", rebound, "2026-07-20"), NONE);
        let same_day = "1,2026-07-01,visited,9\n1,2026-07-01,rebounded,";
        assert_eq!(
            found("2026-07-01 15:00", same_day, "2026-07-20").len(),
            1,
            "it rebounded after the closing"
        );
    }

    #[test]
    fn a_rebound_reopens() {
        let visits = "1,2026-07-02,visited,9";
        let of = |more: &str| found("2026-07-01", &format!("{visits}\n{more}"), "2026-07-20");
        assert_eq!(of("1,2026-07-06,rebounded,\n1,2026-07-08 23:59:59,reopened,"), NONE);
        assert_eq!(
            of("1,2026-07-06,rebounded,\n1,2026-07-09,reopened,"),
            [
                "follow_up 1 @Z 2026-07-06T00:00 <2026-07-08T23:59 why=not_reopened limit=2calendar_day late_s=1"
            ]
        );
        assert_eq!(of("1,2026-07-06,rebounded,").len(), 1);
        assert_eq!(of("1,2026-07-05,reopened,\n1,2026-07-06,rebounded,"), NONE, "it was open already");
        assert_eq!(of("1,2026-07-19,rebounded,"), NONE, "there is time yet");
    }

    proptest! {
        #[test]
        fn rounds_agree_with_a_plain_count(made in prop::collection::vec((1u32..31, 0u32..3), 0..6)) {
            let mut days: Vec<(u32, u32)> = made;
            days.sort_unstable();
            days.dedup_by_key(|visit| visit.0);
            let events: String = days.iter().map(|(day, n)| format!("1,2026-07-{day:02},visited,{n}\n")).collect();
            let sum = |until: u32| -> u32 { days.iter().filter(|v| v.0 <= until).map(|v| v.1.max(1)).sum() };
            // Closed on 30 June 2026: the tenth day is Friday 10 July, the thirtieth Thursday 30 July.
            let wanted = [(1, 1, sum(10)), (2, 4, sum(30))];
            let broken: Vec<String> = wanted
                .iter()
                .filter(|(_, needs, has)| has < needs)
                .map(|(nth, needs, has)| format!("visit={nth} has={has} min={needs} "))
                .collect();
            let rows = found("2026-06-30", &events, "2026-09-01");
            prop_assert_eq!(rows.len(), broken.len());
            for part in broken {
                prop_assert!(rows.iter().any(|row| row.contains(&part)), "{} in {:?}", part, rows);
            }
        }
    }
}
