//! `whistle_gaps`: departments that were called and came late, or never.
//!
//! **Meaning.** By `[whistle]`: meetings of the kind that were called within the `look_back_days` days up to and with
//! today. A unit is called by a row of the meeting in which its part is `called`, or, where none is stated, that does not
//! say it called itself. It came in time when it attended by the last second of the limit from the call, late after
//! that; never, when it has not attended and the limit has passed; otherwise it may still come and counts only as
//! called. A row stands for each department that came late or never, with all four numbers, who called it and how
//! often, and the meetings that it missed or joined late: both sides can be assessed by it. Order: how often never or
//! late, most first.
//!
//! **Worked case.** Departments must come within 2 hours. The street called B at 9:00 three times: B came at 11:00, at
//! 11:01, and never: in time, late, never.

use std::collections::BTreeMap;

use super::broken::{Broken, Fact, Key, Subject};
use super::kinds::CALLED;
use super::scene::{Scene, instant};
use super::{RuleDetector, only};
use crate::playbook::place::Whistle;
use crate::snapshot::index::AgencyIdx;
use crate::snapshot::side::MeetingRow;

pub(super) const DETECTOR: RuleDetector = RuleDetector {
    name: "whistle_gaps",
    meaning_zh: "吹哨后迟到或者未报到的部门",
    meaning_en: "departments that were called and came late or never",
    rules: |place| only(SECTION, place.whistle.is_some()),
    find,
};

const SECTION: &str = "whistle";

/// How a department answered its calls.
#[derive(Clone, Debug, Default)]
struct Answered {
    called: u64,
    in_time: u64,
    late: u64,
    never: u64,
    callers: BTreeMap<AgencyIdx, u64>,
    meetings: Vec<Box<str>>,
    /// When it was first called and came late or never.
    since: Option<u32>,
}

fn find(scene: &Scene<'_>) -> Vec<Broken> {
    let Some(rule) = &scene.place.whistle else { return Vec::new() };
    let Some(kind) = scene.word(&rule.kind) else { return Vec::new() };
    let first = scene.moment.today.number().saturating_sub_unsigned(rule.look_back_days.saturating_sub(1));
    let mut by_unit: BTreeMap<AgencyIdx, Answered> = BTreeMap::new();
    for row in scene.snapshot.side().meetings.iter().filter(|row| row.kind == Some(kind)) {
        let is_called = match row.part {
            Some(part) => part == CALLED,
            None => row.called_by != Some(row.agency),
        };
        if is_called && row.called_at <= scene.now() && first <= scene.day(row.called_at).number() {
            by_unit.entry(row.agency).or_default().see(scene, rule, row);
        }
    }
    by_unit.into_iter().filter_map(|(unit, answered)| answered.row(unit)).collect()
}

impl Answered {
    fn see(&mut self, scene: &Scene<'_>, rule: &Whistle, row: &MeetingRow) {
        self.called += 1;
        if let Some(caller) = row.called_by {
            *self.callers.entry(caller).or_default() += 1;
        }
        let attended = row.attended_at.filter(|&at| at <= scene.now());
        let due = scene.due(row.called_at, rule.limit, &[]);
        let is_late = due.is_some_and(|due| scene.late_s(attended, due).is_some());
        match (attended, is_late) {
            (Some(_), false) => self.in_time += 1,
            (None, false) => {}
            (Some(_), true) => self.late += 1,
            (None, true) => self.never += 1,
        }
        if is_late {
            self.meetings.push(row.id.clone());
            self.since = Some(self.since.map_or(row.called_at, |since| since.min(row.called_at)));
        }
    }

    fn row(self, unit: AgencyIdx) -> Option<Broken> {
        let broken = self.late + self.never;
        (0 < broken).then(|| {
            Broken::of(SECTION, Subject::Agency(unit))
                .by(Some(unit))
                .span(self.since.map(instant), None)
                .exceeding(broken)
                .fact(Key::Called, Fact::Count(self.called))
                .fact(Key::InTime, Fact::Count(self.in_time))
                .fact(Key::Late, Fact::Count(self.late))
                .fact(Key::Never, Fact::Count(self.never))
                .fact(Key::Callers, Fact::PerAgency(self.callers.into_iter().collect()))
                .fact(Key::Meetings, Fact::Texts(self.meetings))
        })
    }
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
