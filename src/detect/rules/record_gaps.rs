//! `record_gaps`: decisions that people entered without saying about whom or why.
//!
//! **Meaning.** `[[records]]` names what people decide and enter, such as measures against a unit, and nothing computes:
//! an event `noted` of a case with the record's name as its step. A row says where one names no unit (`no_unit`) or
//! records no reason (`no_reason`). A record held as a pairing names both ends or is refused as a row; where the record
//! says kinds that it may be about (`about_kinds`), a row says where neither end that is not the deciding unit has one of
//! them (`wrong_kind`). It is told of the unit that decided, and from which day on, never of whom: the pairing is found by
//! these. Which record anybody deserves is not said here and is said nowhere. Order: case, then unit.
//!
//! **Worked case.** A talk is a record. For case 1 one was noted about A with a reason, for case 2 one without. An award
//! may be about contacts: A gave one to a contact and one to a clerk, and the second is a row.

use super::broken::{Broken, Fact, Subject};
use super::kinds::NOTED;
use super::names::{Key, Why};
use super::scene::Scene;
use super::{RuleDetector, RuleName};
use crate::clocks::trace::instant;
use crate::playbook::place::Place;
use crate::playbook::place::entered::{HeldIn, Record};
use crate::snapshot::index::WordIdx;
use crate::snapshot::side::{LinkEnd, LinkRow};

pub(super) const DETECTOR: RuleDetector = RuleDetector {
    name: "record_gaps",
    meaning_zh: "由人填写的决定没有注明对象单位或者理由，或者对象不属于规定的类别",
    meaning_en: "decisions entered by people without the unit that they are about or a reason, or about another kind than they may be about",
    names_cases: true,
    rules,
    find,
};

fn of_cases(place: &Place) -> impl Iterator<Item = &Record> {
    place.records.iter().filter(|record| record.held_in == HeldIn::CaseEvents)
}

/// Records held as pairings that say what they may be about.
fn of_pairings(place: &Place) -> impl Iterator<Item = &Record> {
    let held = place.records.iter().filter(|record| record.held_in == HeldIn::Links);
    held.filter(|record| !record.about_kinds.is_empty())
}

fn rules(place: &Place) -> Vec<RuleName<'_>> {
    let all = of_cases(place).chain(of_pairings(place));
    all.map(|record| RuleName { id: &record.name, title: Some(&record.title) }).collect()
}

fn find(scene: &Scene<'_>) -> Vec<Broken> {
    let mut rows = noted(scene);
    rows.extend(of_pairings(scene.place).flat_map(|record| paired(scene, record)));
    rows
}

/// Pairings of `record` that are about another kind than they may be about.
fn paired(scene: &Scene<'_>, record: &Record) -> Vec<Broken> {
    let Some(word) = scene.word(&record.name) else { return Vec::new() };
    let kinds = scene.words(&record.about_kinds);
    let (agencies, people) = (scene.snapshot.agencies(), scene.snapshot.people());
    let is_meant = |end: LinkEnd| match end {
        LinkEnd::Agency(agency) => kinds.has(agencies.kind(agency)),
        LinkEnd::Person(person) => kinds.has(people.kind(person)),
        LinkEnd::Division(_) => false,
    };
    let links = &scene.snapshot.side().links;
    let given = links.iter().filter(|link| link.kind == word && link.validity.from <= scene.moment.today);
    let wrong = given.filter(|link| !is_meant(link.from) && !is_meant(link.to));
    let row = |link: &LinkRow| {
        let decided = [link.to, link.from].into_iter().find_map(|end| match end {
            LinkEnd::Agency(agency) => Some(agency),
            LinkEnd::Person(_) | LinkEnd::Division(_) => None,
        })?;
        let row = Broken::of(&record.name, Subject::Agency(decided)).by(Some(decided));
        let row = row.span(scene.first_second(link.validity.from), None).why(Why::WrongKind);
        Some(row.fact(Key::Kinds, Fact::texts(&record.about_kinds)))
    };
    wrong.filter_map(row).collect()
}

/// Records noted in cases.
fn noted(scene: &Scene<'_>) -> Vec<Broken> {
    let named = of_cases(scene.place).filter_map(|record| Some((scene.word(&record.name)?, record)));
    let named: Vec<(WordIdx, &Record)> = named.collect();
    scene.each_case(|case, rows| {
        for event in scene.events(case).filter(|event| event.kind == NOTED) {
            let found = named.iter().find(|(word, _)| Some(*word) == event.step);
            let Some((_, record)) = found else { continue };
            let row = |why| {
                Broken::of(&record.name, Subject::Case(case))
                    .by(event.agency)
                    .span(Some(instant(event.at)), None)
                    .why(why)
                    .fact(Key::Case, Fact::Case(case))
            };
            rows.extend(event.agency.is_none().then(|| row(Why::NoUnit)));
            rows.extend((!event.has_reason).then(|| row(Why::NoReason)));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::lines;
    use crate::model::table::Table;

    #[test]
    fn the_worked_case() {
        let rule = "[[records]]\nname = \"talk\"\ntitle = { zh = \"约谈\", en = \"talk\" }\nheld_in = \"case_events\"\n
            [[records]]\nname = \"award\"\ntitle = { zh = \"奖\", en = \"award\" }\nheld_in = \"links\"\nabout_kinds = [\"contact\"]\n";
        let tables = [
            (Table::Divisions, "code,parent_code,level,name\nv,,village,村"),
            (Table::Agencies, "id,name,kind,division_code\nA,a,k,v"),
            (Table::People, "id,name,agency_id,kind\nP,p,A,contact\nQ,q,A,clerk"),
            (
                Table::Links,
                "kind,person_id,agency_id,to_agency,to_person,valid_from
                award,P,,A,,2026-07-01
                award,Q,,A,,2026-07-02
                award,,A,,Q,2026-09-02
                other,Q,,A,,2026-07-02",
            ),
            (Table::Cases, "id,village_code,kind,opened_at\n1,v,k,2026-07-01\n2,v,k,2026-07-01"),
            (
                Table::CaseEvents,
                "case_id,at,kind,agency_id,step,reason
                1,2026-07-02,noted,A,talk,迟报
                2,2026-07-03,noted,A,talk,
                2,2026-07-04,noted,,talk,迟报
                2,2026-07-05,noted,,award,
                2,2026-09-05,noted,,talk,",
            ),
        ];
        assert_eq!(
            lines("record_gaps", &tables, rule, "2026-08-01"),
            [
                "talk 2 @A 2026-07-03T00:00 why=no_reason case=2",
                "talk 2 2026-07-04T00:00 why=no_unit case=2",
                "award A @A 2026-07-02T00:00 why=wrong_kind kinds=contact",
            ]
        );
    }
}
