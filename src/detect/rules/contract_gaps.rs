//! `contract_gaps`: cases that no leading official was contracted to in time.
//!
//! **Meaning.** For each of `[[contracts]]` and each case of its kinds and tiers, somebody must be assigned to the case
//! in `role` within so many days of its opening, or of its reopening (both the assignment and the person are valid on
//! that day), and as long as it is open. A row says where
//! - `missing`: nobody ever was, and the time has passed;
//! - `late`: the first was assigned after that;
//! - `lapsed`: somebody was, and then nobody on some of the days on which the case was open, whether somebody is again
//!   or not. `days` says on which; the day on which it was closed is none of them.
//!
//! A row for each stretch of the case from its opening, or a reopening, on. A stretch that had ended with a closing by
//! then needs none, and a last day that is not worked moves to the next working day. Charged is the coordinator of the nearest division
//! around where the case arose. Order: how late, most first, then case.
//!
//! **Worked case.** Key cases need a contracted leader within 5 days. One was opened on Wednesday 1 July 2026, so that
//! the 5th day is Monday the 6th: with a contract from the 6th it is in time, from the 7th it is late.

use super::broken::{Broken, Fact, Subject};
use super::names::{Key, Why};
use super::scene::Scene;
use super::tier_gaps::answers;
use super::{RuleDetector, RuleName, named};
use crate::calendar::budget::{Terms, Unit};
use crate::clocks::trace::instant;
use crate::model::time::Day;
use crate::playbook::place::Contract;
use crate::snapshot::index::CaseIdx;
use crate::snapshot::links::Round;
use crate::snapshot::text::WordSet;

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
            let rounds = scene.rounds(case).into_iter();
            rows.extend(rounds.filter_map(|round| gap(scene, rule, &roles, case, round)));
        }
    })
}

/// What is broken in one `round` of `case`.
fn gap(scene: &Scene<'_>, rule: &Contract, roles: &WordSet, case: CaseIdx, round: Round) -> Option<Broken> {
    let (begun, closed) = (scene.day(round.start), round.closed_at());
    let terms = Terms::new(Unit::CalendarDay, rule.days);
    let due = scene.due(round.start, terms, &[])?;
    if closed.is_some_and(|closed| closed <= due.at.unix()) {
        return None;
    }
    let today = scene.moment.today;
    let held = scene.snapshot.of_cases().to(case.index()).filter(|a| roles.has(Some(a.role)));
    // The days of this round on which somebody was contracted.
    let spans = held.map(|a| scene.served(&a)).map(|on| (on.from.max(begun), on.to));
    let mut spans: Vec<(Day, Day)> = spans.filter(|(from, to)| from < to && *from <= today).collect();
    spans.sort_unstable();
    let first = spans.first().map(|span| span.0);
    let start = first.and_then(|day| scene.first_second(day)).map(|at| at.unix());
    let end = closed.map_or(Day::from_number(today.number().saturating_add(1)), |at| scene.day(at));
    let lapsed = uncovered(&spans, end);
    let (why, late_s) = match start {
        None => (Why::Missing, scene.late_s(closed, due)?),
        Some(start) => match scene.late_s(Some(start), due) {
            Some(late_s) => (Why::Late, late_s),
            None if lapsed.is_empty() => return None,
            None => (Why::Lapsed, 0),
        },
    };
    let division = scene.snapshot.cases().village(case);
    let row = Broken::of(&rule.id, Subject::Case(case))
        .by(scene.coordinator(division).or_else(|| answers(scene, case)))
        .span(Some(instant(round.start)), Some(due))
        .why(why)
        .fact(Key::Role, Fact::Text(rule.role.as_str().into()))
        .fact(Key::Limit, Fact::limit(terms));
    if why == Why::Lapsed {
        return Some(row.fact(Key::Missed, Fact::count(lapsed.len())).fact(Key::Days, Fact::Days(lapsed)));
    }
    let at = start.filter(|_| why == Why::Late);
    Some(at.into_iter().fold(row, |row, at| row.fact(Key::At, Fact::Time(instant(at)))).late(late_s))
}

/// The days from the first of `spans` on and before `end` that none of them covers; spans are in order.
fn uncovered(spans: &[(Day, Day)], end: Day) -> Vec<Day> {
    let Some(first) = spans.first() else { return Vec::new() };
    let (mut days, mut covered) = (Vec::new(), first.0);
    for &(from, to) in spans.iter().chain([&(end, end)]) {
        let gap = covered.number()..from.min(end).number();
        days.extend(gap.map(Day::from_number));
        covered = covered.max(to);
    }
    days
}

#[cfg(test)]
mod tests {
    use super::super::testing::lines;
    use crate::model::table::Table;

    fn found(closed: &str, assignments: &str, now: &str) -> Vec<String> {
        found_with(closed, assignments, "", now)
    }

    fn found_with(closed: &str, assignments: &str, events: &str, now: &str) -> Vec<String> {
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
            (Table::CaseEvents, &format!("case_id,at,kind\n{events}")),
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
    fn each_round_needs_a_contract() {
        let rounds = "1,2026-07-04,closed\n1,2026-07-20 09:00,reopened";
        let of = |assignments: &str, now: &str| found_with("", assignments, rounds, now);
        assert_eq!(of("x,1,leader,2026-07-25,", "2026-08-01"), NONE, "closed before anybody had to be");
        let span = "c 1 @J 2026-07-20T09:00 <2026-07-27T23:59";
        assert_eq!(
            of("", "2026-07-28"),
            [format!("{span} why=missing role=leader limit=5calendar_day late_s=1")]
        );
        assert_eq!(of("x,1,leader,2026-07-02,", "2026-08-01"), NONE, "still contracted when it was reopened");
        assert_eq!(of("x,1,leader,2026-07-02,2026-07-10", "2026-07-28").len(), 1, "that ended before");
    }

    #[test]
    fn a_lapse_that_was_made_good_is_one_all_the_same() {
        let gap = "x,1,leader,2026-07-02,2026-07-10\nx,1,leader,2026-07-12,";
        let row =
            format!("{SPAN} why=lapsed role=leader limit=5calendar_day missed=2 days=2026-07-10,2026-07-11");
        assert_eq!(found("", gap, "2026-07-20"), std::slice::from_ref(&row));
        assert_eq!(found("2026-07-16", gap, "2026-07-20"), [row]);
        assert_eq!(found("2026-07-10", gap, "2026-07-20"), NONE, "closed when it lapsed");
        assert_eq!(found("", &gap.replace("07-12", "07-09"), "2026-07-20"), NONE, "they overlap");
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
            [format!("{SPAN} why=lapsed role=leader limit=5calendar_day missed=1 days=2026-07-10")]
        );
        assert_eq!(found("2026-07-10", ended, "2026-07-20"), NONE);
    }
}
