//! `path_gaps`: matters of law that were not split off onto their statutory path, or whose people were not told.
//!
//! **Meaning.** A kind of case with a `path` must within `path_days` of its opening be split off onto it (an event
//! `split_off` whose step is the path), and the person be told who handles it and how (an event `informed` from then on,
//! within the same days). A row says where
//! - `not_split`, `split_late`: it was not, or later;
//! - `not_told`, `told_late`: it was split off, and nobody was told since, or later.
//!
//! A case closed within the days without having been split off owes neither; one that is reopened without having been
//! split off has the days anew from there, and what was late before stays late until it was closed. A last day that is not worked moves to the
//! next working day, and times at which the case was suspended do not count. Charged is the holder; where no unit has it
//! yet, the coordinator of where it arose. Order: how late, most first.
//!
//! **Worked case.** Labour disputes go to arbitration within 5 days. One was opened on Wednesday 1 July 2026, split off
//! on Monday the 6th and its people told on the 7th: split off in time, told late.

use super::broken::{Broken, Fact, Subject};
use super::kinds::{INFORMED, SPLIT_OFF};
use super::names::{Key, Why};
use super::scene::Scene;
use super::tier_gaps::answers;
use super::{RuleDetector, RuleName};
use crate::calendar::budget::{Terms, Unit};
use crate::clocks::trace::instant;
use crate::playbook::place::{CaseKind, Path, Place};
use crate::snapshot::columns::NEVER;
use crate::snapshot::events::EventRow;
use crate::snapshot::index::{CaseIdx, WordIdx};

pub(super) const DETECTOR: RuleDetector = RuleDetector {
    name: "path_gaps",
    meaning_zh: "没有按期导入法定途径或者告知当事人的涉法事项",
    meaning_en: "matters of law not split off onto their path in time, or whose people were not told in time",
    names_cases: true,
    rules,
    find,
};

fn rules(place: &Place) -> Vec<RuleName<'_>> {
    let some = place.case_kinds.iter().filter(|kind| kind.path.is_some());
    some.map(|kind| RuleName { id: &kind.name, title: Some(&kind.title) }).collect()
}

/// A kind of case with a path, as words of the snapshot.
struct Way<'p> {
    kind: &'p CaseKind,
    path: &'p Path,
    word: WordIdx,
    /// None where no row has the path.
    step: Option<WordIdx>,
}

fn find(scene: &Scene<'_>) -> Vec<Broken> {
    let way = |kind| -> Option<Way<'_>> { way(scene, kind) };
    let ways: Vec<Way<'_>> = scene.place.case_kinds.iter().filter_map(way).collect();
    if ways.is_empty() {
        return Vec::new();
    }
    scene.each_case(|case, rows| {
        let kind = scene.snapshot.cases().kind(case);
        if let Some(way) = ways.iter().find(|way| Some(way.word) == kind) {
            gaps(scene, way, case, rows);
        }
    })
}

fn way<'p>(scene: &Scene<'_>, kind: &'p CaseKind) -> Option<Way<'p>> {
    let path = kind.path.as_ref()?;
    Some(Way { kind, path, word: scene.word(&kind.name)?, step: scene.word(&path.name) })
}

fn gaps(scene: &Scene<'_>, way: &Way<'_>, case: CaseIdx, rows: &mut Vec<Broken>) {
    let terms = Terms::new(Unit::CalendarDay, way.path.days);
    let (rounds, stood) = (scene.rounds(case), scene.suspensions(case));
    let is_path = |e: &EventRow| e.kind == SPLIT_OFF && e.step.is_some() && e.step == way.step;
    let split = scene.events(case).find(is_path).map(|e| e.at);
    let told = |from: u32| scene.events(case).find(|e| e.kind == INFORMED && scene.follows(e.at, from));
    for (nth, round) in rounds.iter().enumerate() {
        let Some(due) = scene.due(round.start, terms, &stood) else { continue };
        let next = rounds.get(nth + 1).map_or(NEVER, |next| next.start);
        // What is split off is so for good; dated by the day of a reopening, it came after that.
        let is_of_round = |&at: &u32| at < next && !(next != NEVER && scene.follows(at, next));
        let is_split = split.filter(is_of_round);
        let found = match is_split {
            None if round.closed <= due.at.unix() => None,
            None => scene.late_s(round.closed_at(), due).map(|late_s| (Why::NotSplit, late_s)),
            Some(at) => match (scene.late_s(Some(at), due), told(at)) {
                (Some(late_s), _) => Some((Why::SplitLate, late_s)),
                (None, Some(told)) => scene.late_s(Some(told.at), due).map(|late_s| (Why::ToldLate, late_s)),
                (None, None) => scene.late_s(None, due).map(|late_s| (Why::NotTold, late_s)),
            },
        };
        if let Some((why, late_s)) = found {
            let row = Broken::of(&way.kind.name, Subject::Case(case))
                .by(answers(scene, case))
                .span(Some(instant(round.start)), Some(due))
                .why(why)
                .fact(Key::Path, Fact::Text(way.path.name.as_str().into()))
                .fact(Key::Limit, Fact::limit(terms));
            rows.push(row.late(late_s));
        }
        if is_split.is_some() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::lines;
    use crate::model::table::Table;

    fn found(closed: &str, events: &str, now: &str) -> Vec<String> {
        found_of("2026-07-01 08:00", closed, events, now)
    }

    fn found_of(opened: &str, closed: &str, events: &str, now: &str) -> Vec<String> {
        let tables = [
            (Table::Divisions, "code,parent_code,level,name\nv,,village,村"),
            (Table::Agencies, "id,name,kind,division_code,coordinates\nZ,z,office,v,true"),
            (
                Table::Cases,
                &format!(
                    "id,village_code,kind,opened_at,closed_at\n1,v,labour,{opened},{closed}\n2,v,land,2026-07-01,"
                ),
            ),
            (Table::CaseEvents, &format!("case_id,at,kind,step\n{events}")),
        ];
        let rule = "[[case_kinds]]\nname = \"labour\"\ntitle = { zh = \"劳动\", en = \"labour\" }\n\
            path = \"arbitration\"\npath_days = 5\n[[case_kinds]]\nname = \"land\"\ntitle = { zh = \"土地\", en = \"land\" }\n";
        lines("path_gaps", &tables, rule, now)
    }

    const SPAN: &str = "labour 1 @Z 2026-07-01T08:00 <2026-07-06T23:59";
    const NONE: [&str; 0] = [];

    #[test]
    fn a_limit_beyond_the_known_holidays_is_provisional() {
        let span = |opened: &str, due: &str| {
            format!("labour 1 @Z {opened}T08:00 <{due} why=not_split path=arbitration limit=5calendar_day")
        };
        let at = |day: &str| found_of(&format!("{day} 08:00"), "", "", "2027-03-01");
        let [known, beyond] = [at("2026-12-25"), at("2026-12-27")];
        assert!(known[0].starts_with(&span("2026-12-25", "2026-12-30T23:59")), "{known:?}");
        assert!(beyond[0].starts_with(&span("2026-12-27", "2027-01-01T23:59?")), "{beyond:?}");
    }

    #[test]
    fn people_told_on_the_day_were_told_after_it_was_split_off() {
        let events = "1,2026-07-03 10:00,split_off,arbitration\n1,2026-07-03,informed,";
        assert_eq!(found("", events, "2026-08-01"), NONE);
    }

    #[test]
    fn each_round_has_its_days() {
        let rest = "path=arbitration limit=5calendar_day";
        let closed = "1,2026-07-03,closed,\n1,2026-07-20,reopened,\n";
        assert_eq!(
            found(
                "",
                &format!("{closed}1,2026-07-24,split_off,arbitration\n1,2026-07-24,informed,"),
                "2026-08-01"
            ),
            NONE,
            "closed in time, and split off in time after it was reopened"
        );
        assert_eq!(
            found("", closed, "2026-07-28"),
            [format!("labour 1 @Z 2026-07-20T00:00 <2026-07-27T23:59 why=not_split {rest} late_s=1")],
            "the 25th is a Saturday"
        );
        let late = "1,2026-07-09,closed,\n1,2026-07-20,reopened,\n1,2026-07-21,closed,";
        assert_eq!(
            found("", late, "2026-08-01"),
            [format!("{SPAN} why=not_split {rest} late_s=172801")],
            "what was late in the first round stays late"
        );
    }

    #[test]
    fn the_worked_case() {
        let split = "1,2026-07-03,informed,\n1,2026-07-06,split_off,arbitration";
        let told = format!("{split}\n1,2026-07-07,informed,");
        let rest = "path=arbitration limit=5calendar_day";
        assert_eq!(found("", &told, "2026-08-01"), [format!("{SPAN} why=told_late {rest} late_s=1")]);
        assert_eq!(found("", split, "2026-07-07 00:00:01"), [format!("{SPAN} why=not_told {rest} late_s=2")]);
        assert_eq!(found("", split, "2026-07-06 23:59:59"), NONE);
        assert_eq!(found("", &format!("{split}\n1,2026-07-06,informed,"), "2026-08-01"), NONE);
        let other = "1,2026-07-06,split_off,court\n1,2026-07-06,informed,";
        assert_eq!(found("", other, "2026-07-07"), [format!("{SPAN} why=not_split {rest} late_s=1")]);
        assert_eq!(found("2026-07-06", other, "2026-08-01"), NONE, "closed before it had to be split off");
        let late = "1,2026-07-08,split_off,arbitration\n1,2026-07-08,informed,";
        assert_eq!(found("", late, "2026-08-01"), [format!("{SPAN} why=split_late {rest} late_s=86401")]);
    }
}
