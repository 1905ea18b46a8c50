//! `record_gaps`: decisions that people entered without saying about whom or why.
//!
//! **Meaning.** `[[records]]` names what people decide and enter, such as measures against a unit, and nothing computes:
//! an event `noted` of a case with the record's name as its step. A row says where one names no unit (`no_unit`) or
//! records no reason (`no_reason`). Records held as pairings name both ends or are refused as rows, so nothing is looked
//! at there. Which record a unit deserves is not said here and is said nowhere. Order: case.
//!
//! **Worked case.** A talk is a record. For case 1 one was noted about A with a reason, for case 2 one without.

use super::broken::{Broken, Fact, Key, Subject, Why};
use super::kinds::NOTED;
use super::scene::Scene;
use super::{RuleDetector, RuleName};
use crate::clocks::trace::instant;
use crate::playbook::place::Place;
use crate::playbook::place::entered::{HeldIn, Record};
use crate::snapshot::index::WordIdx;

pub(super) const DETECTOR: RuleDetector = RuleDetector {
    name: "record_gaps",
    meaning_zh: "由人填写的决定没有注明对象单位或者理由的案件",
    meaning_en: "decisions entered by people without the unit that they are about, or without a reason",
    names_cases: true,
    rules,
    find,
};

fn of_cases(place: &Place) -> impl Iterator<Item = &Record> {
    place.records.iter().filter(|record| record.held_in == HeldIn::CaseEvents)
}

fn rules(place: &Place) -> Vec<RuleName<'_>> {
    of_cases(place).map(|record| RuleName { id: &record.name, title: Some(&record.title) }).collect()
}

fn find(scene: &Scene<'_>) -> Vec<Broken> {
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
            [[records]]\nname = \"award\"\ntitle = { zh = \"奖\", en = \"award\" }\nheld_in = \"links\"\n";
        let tables = [
            (Table::Divisions, "code,parent_code,level,name\nv,,village,村"),
            (Table::Agencies, "id,name,kind,division_code\nA,a,k,v"),
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
            ["talk 2 @A 2026-07-03T00:00 why=no_reason case=2", "talk 2 2026-07-04T00:00 why=no_unit case=2"]
        );
    }
}
