//! `accusation_gaps`: complaints against somebody that do not say against whom.
//!
//! **Meaning.** By `[accusation]`, a case of these kinds names the unit or the person that it complains against (columns
//! `against_agency` and `against_person`). What a case does not name cannot be kept from those whom it accuses, nor keep
//! them from handling it (Regulations on Petition Work, article 30, paragraph 3), so a row says where neither is named
//! (`nobody_named`), and by how long: from the opening to the closing, or to now. Charged is the holder; where no unit
//! has it, the coordinator of the nearest division around. Order: the longest first, then by case.
//!
//! **Worked case.** Cases 1 and 2 are accusations of 1 July 2026. Case 1 names the bureau, case 2 nobody, and on 3 July it
//! has lain open for two days.

use super::broken::{Broken, Fact, Subject};
use super::names::{Key, Why};
use super::scene::Scene;
use super::{RuleDetector, only};
use crate::clocks::trace::instant;

const SECTION: &str = "accusation";

pub(super) const DETECTOR: RuleDetector = RuleDetector {
    name: "accusation_gaps",
    meaning_zh: "检举控告类案件没有登记被反映的单位或者人员",
    meaning_en: "complaints against somebody that do not say against whom",
    names_cases: true,
    rules: |place| only(SECTION, place.accusation.is_some()),
    find,
};

fn find(scene: &Scene<'_>) -> Vec<Broken> {
    let Some(rule) = &scene.place.accusation else { return Vec::new() };
    let (cases, kinds) = (scene.snapshot.cases(), scene.words(&rule.case_kinds));
    scene.each_case(|case, rows| {
        let is_named = cases.against_agency(case).is_some() || cases.against_person(case).is_some();
        if is_named || !kinds.has(cases.kind(case)) {
            return;
        }
        let (opened, end) = (cases.opened(case), scene.world.closed_at(case).unwrap_or(scene.now()));
        let charged = scene.holder(case).or_else(|| scene.coordinator(cases.village(case)));
        rows.push(
            Broken::of(SECTION, Subject::Case(case))
                .by(charged)
                .span(Some(instant(opened)), None)
                .exceeding(end.saturating_sub(opened))
                .why(Why::NobodyNamed)
                .fact(Key::Case, Fact::Case(case)),
        );
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::lines;
    use crate::model::table::Table;

    #[test]
    fn the_worked_case() {
        let tables = [
            (Table::Divisions, "code,parent_code,level,name\nv,,village,村"),
            (Table::Agencies, "id,name,kind,division_code,coordinates\nZ,z,office,v,true\nB,b,bureau,v,"),
            (Table::People, "id,name,agency_id\nP,p,B"),
            (
                Table::Cases,
                "id,village_code,kind,opened_at,closed_at,against_agency,against_person
                1,v,accusation,2026-07-01,,B,
                2,v,accusation,2026-07-01,,,
                3,v,accusation,2026-07-01,,,P
                4,v,land,2026-07-01,,,
                5,v,accusation,2026-07-01,2026-07-02,,",
            ),
            (
                Table::Handoffs,
                "case_id,seq,from_agency,to_agency,sent_at,received_at\n5,1,Z,B,2026-07-01,2026-07-01",
            ),
        ];
        let rule =
            "[[case_kinds]]\nname = \"accusation\"\ntitle = { zh = \"检举控告\", en = \"Accusation\" }\n
            [accusation]\nkinds = [\"accusation\"]\n";
        let row = |case: &str, charged: &str| {
            format!("accusation {case} @{charged} 2026-07-01T00:00 why=nobody_named case={case}")
        };
        assert_eq!(lines("accusation_gaps", &tables, rule, "2026-07-03"), [row("2", "Z"), row("5", "B")]);
    }
}
