//! `whistle_gaps`: departments that were called and came late, or never.
//!
//! **Meaning.** By `[whistle]`, with whistles and their answers as [`super::whistles`] counts them. A row stands for each department that came late or never, with all four numbers, who called it and how
//! often, and the meetings that it missed or joined late: both sides can be assessed by it. Order: how often never or
//! late, most first.
//!
//! **Worked case.** Departments must come within 2 hours. The street called B at 9:00 three times: B came at 11:00, at
//! 11:01, and never: in time, late, never.

use super::broken::{Broken, Fact, Subject};
use super::names::Key;
use super::scene::Scene;
use super::whistles::{Department, tally};
use super::{RuleDetector, only};
use crate::clocks::trace::instant;

pub(super) const DETECTOR: RuleDetector = RuleDetector {
    name: "whistle_gaps",
    meaning_zh: "吹哨后迟到或者未报到的部门",
    meaning_en: "departments that were called and came late or never",
    names_cases: false,
    rules: |place| only(SECTION, place.whistle.is_some()),
    find,
};

const SECTION: &str = "whistle";

fn find(scene: &Scene<'_>) -> Vec<Broken> {
    let Some(whistles) = tally(scene) else { return Vec::new() };
    whistles.departments.iter().filter_map(row).collect()
}

fn row(of: &Department) -> Option<Broken> {
    let broken = of.answers.late + of.answers.never;
    (0 < broken).then(|| {
        Broken::of(SECTION, Subject::Agency(of.agency))
            .by(Some(of.agency))
            .span(of.since.map(instant), None)
            .exceeding(broken)
            .fact(Key::Called, Fact::Count(of.answers.called))
            .fact(Key::InTime, Fact::Count(of.answers.in_time))
            .fact(Key::Late, Fact::Count(of.answers.late))
            .fact(Key::Never, Fact::Count(of.answers.never))
            .fact(Key::Callers, Fact::PerAgency(of.callers.clone()))
            .fact(Key::Meetings, Fact::Texts(of.meetings.clone()))
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::lines;
    use crate::model::table::Table;

    fn found(meetings: &str, now: &str) -> Vec<String> {
        let tables = [
            (Table::Divisions, "code,parent_code,level,name\nc,,county,县"),
            (
                Table::Agencies,
                "id,name,kind,division_code\nS,街道,street,c\nT,街道,street,c\nB,局,bureau,c\nD,局,bureau,c",
            ),
            (Table::Meetings, &format!("id,agency_id,kind,part,called_by,called_at,attended_at\n{meetings}")),
        ];
        let rule = "[whistle]\nkind = \"whistle\"\namount = 2\nunit = \"hour\"\nlook_back_days = 10\n";
        lines("whistle_gaps", &tables, rule, now)
    }

    const CALLS: &str = "w1,B,whistle,called,S,2026-07-01 09:00,2026-07-01 11:00:00
        w2,B,whistle,called,S,2026-07-02 09:00,2026-07-02 11:00:01
        w3,B,whistle,,T,2026-07-03 09:00,
        w3,T,whistle,convener,T,2026-07-03 09:00,
        w3,S,whistle,,S,2026-07-03 09:00,
        w3,D,whistle,called,T,2026-07-03 09:00,2026-07-03 09:30
        w4,D,talk,called,T,2026-07-03 09:00,
        w5,D,whistle,called,T,2026-06-21 09:00,";

    #[test]
    fn hours_of_work_are_those_of_who_is_called() {
        // The place works in the mornings; bureaus never close.
        let rule = "[whistle]\nkind = \"whistle\"\namount = 2\nunit = \"working_hour\"\nlook_back_days = 10\n\
            [calendar]\nhours = [\"09:00-12:00\"]\nunits = [{ kinds = [\"bureau\"], every_day = true }]\n";
        let tables = [
            (Table::Divisions, "code,parent_code,level,name\nc,,county,县"),
            (Table::Agencies, "id,name,kind,division_code\nS,街道,street,c\nT,街道,street,c\nB,局,bureau,c"),
            (
                Table::Meetings,
                "id,agency_id,kind,part,called_by,called_at,attended_at\nw1,B,whistle,called,S,2026-07-01 12:00,2026-07-01 15:00\nw1,T,whistle,called,S,2026-07-01 12:00,2026-07-01 15:00",
            ),
        ];
        assert_eq!(
            lines("whistle_gaps", &tables, rule, "2026-07-03"),
            ["whistle B @B 2026-07-01T12:00 called=1 in_time=0 late=1 never=0 callers=S:1 meetings=w1"],
            "of T the limit ran out on the next morning"
        );
    }

    #[test]
    fn the_worked_case() {
        assert_eq!(
            found(CALLS, "2026-07-03 11:00:01"),
            [
                "whistle B @B 2026-07-02T09:00 called=3 in_time=1 late=1 never=1 callers=S:2,T:1 meetings=w2,w3"
            ]
        );
        assert_eq!(
            found(CALLS, "2026-07-03 11:00:00"),
            ["whistle B @B 2026-07-02T09:00 called=3 in_time=1 late=1 never=0 callers=S:2,T:1 meetings=w2"],
            "it may still come"
        );
        assert_eq!(
            found(CALLS, "2026-06-30"),
            ["whistle D @D 2026-06-21T09:00 called=1 in_time=0 late=0 never=1 callers=T:1 meetings=w5"],
            "ten days with today"
        );
        assert_eq!(found(CALLS, "2026-07-01"), [] as [&str; 0]);
    }
}
