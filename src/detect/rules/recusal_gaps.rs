//! `recusal_gaps`: people and units that handle a case from which they have to keep away.
//!
//! **Meaning.** By `[recusal]`: a person is assigned to a case in one of `handling_roles`, on days up to and with today,
//! and
//! - `interest`: is on some of the same days assigned to it in one of `interest_roles`, which say that they have an
//!   interest in it or are close to a party;
//! - `accused`: is the person that the case complains against.
//!
//! And a unit that recused itself (an event `recused`) handles an open case by a handoff that is not finished
//! ([`super::handling`]): `recused`, since it first did so.
//!
//! A row for each person, case and handling role, or case and unit. The former is about the person because the rule is; it says nothing about how
//! they handled the case. Charged is the unit, or the agency that they belong to. Order: cases
//! before people, then person, then case.
//!
//! **Worked case.** y is a relative of a party from 1 July on and mediates the case from 3 July on: found since the
//! 3rd. Had y mediated it until the end of June only, nothing would be found.

use std::collections::{BTreeMap, BTreeSet};

use super::broken::{Broken, Fact, Subject};
use super::handling::handling;
use super::kinds::RECUSED;
use super::names::{Key, Why};
use super::scene::Scene;
use super::{RuleDetector, only};
use crate::clocks::trace::instant;
use crate::snapshot::index::{AgencyIdx, CaseIdx};
use crate::snapshot::links::Assignment;
use crate::snapshot::text::WordSet;

pub(super) const DETECTOR: RuleDetector = RuleDetector {
    name: "recusal_gaps",
    meaning_zh: "应当回避而仍在办理案件的人员和单位",
    meaning_en: "people and units that handle a case from which they have to keep away",
    names_cases: true,
    rules: |place| only(SECTION, place.recusal.is_some()),
    find,
};

const SECTION: &str = "recusal";

fn find(scene: &Scene<'_>) -> Vec<Broken> {
    let Some(rule) = &scene.place.recusal else { return Vec::new() };
    let mut rows = units(scene);
    if rule.handling_roles.is_empty() || scene.snapshot.of_cases().is_empty() {
        return rows;
    }
    // No roles stand for none here: an interest must be named.
    let interests = (!rule.interest_roles.is_empty()).then(|| scene.words(&rule.interest_roles));
    let handling = scene.words(&rule.handling_roles);
    rows.extend(scene.each_case(|case, rows| see(scene, interests.as_ref(), &handling, case, rows)));
    rows
}

/// Units that recused themselves and handle an open case.
fn units(scene: &Scene<'_>) -> Vec<Broken> {
    if scene.snapshot.events().is_empty() {
        return Vec::new();
    }
    scene.each_case(|case, rows| {
        let mut recused: BTreeMap<AgencyIdx, u32> = BTreeMap::new();
        for event in scene.events(case).filter(|event| event.kind == RECUSED) {
            event.agency.into_iter().for_each(|unit| _ = recused.entry(unit).or_insert(event.at));
        }
        if recused.is_empty() || scene.world.closed_at(case).is_some() {
            return;
        }
        let handled = handling(&scene.world, case);
        let holding: BTreeSet<AgencyIdx> =
            handled.iter().filter(|row| !row.hop.finished).map(|row| row.hop.to).collect();
        for (unit, at) in recused.into_iter().filter(|(unit, _)| holding.contains(unit)) {
            let row = Broken::of(SECTION, Subject::Case(case)).by(Some(unit));
            rows.push(row.span(Some(instant(at)), None).why(Why::Recused));
        }
    })
}

fn see(
    scene: &Scene<'_>,
    interests: Option<&WordSet>,
    handling: &WordSet,
    case: CaseIdx,
    rows: &mut Vec<Broken>,
) {
    let snapshot = scene.snapshot;
    let assigned = || snapshot.of_cases().to(case.index());
    let accused = snapshot.cases().against_person(case);
    let is_interest = |a: &Assignment| interests.is_some_and(|roles| roles.has(Some(a.role)));
    let mut found: Vec<Broken> = Vec::new();
    for handles in assigned().filter(|a| handling.has(Some(a.role))) {
        let until = |other: &Assignment| other.validity.to.min(handles.validity.to);
        let from = |other: &Assignment| other.validity.from.max(handles.validity.from);
        let of_person = assigned().filter(|a| a.person == handles.person && is_interest(a));
        let interest =
            of_person.filter(|a| from(a) < until(a) && from(a) <= scene.moment.today).min_by_key(from);
        let is_accused = accused == Some(handles.person) && handles.validity.from <= scene.moment.today;
        let (why, since) = match &interest {
            _ if is_accused => (Why::Accused, handles.validity.from),
            Some(interest) => (Why::Interest, from(interest)),
            None => continue,
        };
        let mut row = Broken::of(SECTION, Subject::Person(handles.person))
            .by(snapshot.people().agency(handles.person))
            .span(scene.first_second(since), None)
            .why(why)
            .fact(Key::Case, Fact::Case(case))
            .fact(Key::Role, Fact::Text(scene.text(Some(handles.role))));
        if let Some(interest) = interest.filter(|_| why == Why::Interest) {
            row = row.fact(Key::Interest, Fact::Text(scene.text(Some(interest.role))));
        }
        // One row for a role that was held at several times: the first of them.
        let same = |other: &Broken| other.subject == row.subject && other.facts == row.facts;
        match found.iter_mut().find(|other| same(other)) {
            Some(other) => other.since = other.since.min(row.since),
            None => found.push(row),
        }
    }
    rows.extend(found);
}

#[cfg(test)]
mod tests {
    use super::super::testing::lines;
    use crate::model::table::Table;

    fn found(assignments: &str, now: &str) -> Vec<String> {
        let tables = [
            (Table::Divisions, "code,parent_code,level,name\nv,,village,村"),
            (Table::Agencies, "id,name,kind,division_code\nZ,z,centre,v"),
            (Table::People, "id,kind,agency_id\nx,mediator,Z\ny,mediator,Z"),
            (
                Table::Cases,
                "id,village_code,kind,opened_at,against_person\n1,v,k,2026-06-01,\n2,v,k,2026-06-01,x\n3,v,k,2026-06-01,",
            ),
            (Table::Assignments, &format!("person_id,case_id,role,valid_from,valid_to\n{assignments}")),
        ];
        let rule = "[recusal]\ninterest_roles = [\"relative\"]\nhandling_roles = [\"mediator\", \"judge\"]\n";
        lines("recusal_gaps", &tables, rule, now)
    }

    const NONE: [&str; 0] = [];

    #[test]
    fn a_unit_that_recused_itself_and_handles_the_case() {
        let found = |closed: &str, hops: &str, events: &str| {
            let tables = [
                (Table::Divisions, "code,parent_code,level,name\nv,,village,村"),
                (Table::Agencies, "id,name,kind,division_code\nZ,z,centre,v\nB,b,k,v"),
                (
                    Table::Cases,
                    &format!("id,village_code,kind,opened_at,closed_at\n1,v,k,2026-06-01,{closed}"),
                ),
                (Table::Handoffs, &format!("case_id,seq,from_agency,to_agency,sent_at,received_at\n{hops}")),
                (Table::CaseEvents, &format!("case_id,at,kind,agency_id\n{events}")),
            ];
            lines(
                "recusal_gaps",
                &tables,
                "[recusal]\ninterest_roles = [\"relative\"]\nhandling_roles = [\"mediator\"]\n",
                "2026-08-01",
            )
        };
        let (hop, recused) =
            ("1,1,Z,B,2026-07-01,2026-07-02", "1,2026-07-03,recused,B\n1,2026-07-05,recused,B");
        assert_eq!(found("", hop, recused), ["recusal 1 @B 2026-07-03T00:00 why=recused"]);
        assert_eq!(found("", hop, "1,2026-07-03,recused,Z"), NONE, "Z has sent it on");
        assert_eq!(found("", &format!("{hop}\n1,2,B,Z,2026-07-04,2026-07-04"), recused), NONE);
        assert_eq!(found("2026-07-20", hop, recused), NONE, "it is closed");
    }

    #[test]
    fn the_worked_case() {
        let relative = "y,1,relative,2026-07-01,";
        let row = "recusal y @Z 2026-07-03T00:00 why=interest case=1 role=mediator interest=relative";
        assert_eq!(found(&format!("{relative}\ny,1,mediator,2026-07-03,"), "2026-07-10"), [row]);
        assert_eq!(found(&format!("{relative}\ny,1,mediator,2026-07-03,"), "2026-07-02"), NONE);
        assert_eq!(found(&format!("{relative}\ny,1,mediator,2026-06-01,2026-07-01"), "2026-07-10"), NONE);
        assert_eq!(
            found(&format!("{relative}\ny,3,mediator,2026-07-03,\nx,1,judge,2026-07-03,"), "2026-07-10"),
            NONE
        );
    }

    #[test]
    fn whoever_a_case_complains_against_does_not_handle_it() {
        let rows = "x,2,judge,2026-06-02,2026-06-05\nx,2,judge,2026-06-10,\ny,2,judge,2026-06-02,\nx,2,contact,2026-06-02,";
        assert_eq!(
            found(rows, "2026-07-01"),
            ["recusal x @Z 2026-06-02T00:00 why=accused case=2 role=judge"]
        );
    }
}
