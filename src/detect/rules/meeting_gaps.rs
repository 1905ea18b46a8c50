//! `meeting_gaps`: days on which a unit had to hold a meeting and did not.
//!
//! **Meaning.** For each of `[[meetings]]`, each agency of kind `convener_kind` must hold a meeting of the kind on the
//! named days of the week, and on the next working day where such a day is not worked; two days that fall on one so ask
//! for one meeting. Looked at are the named days among the `look_back_days` days before today, as far as the day on
//! which the meeting had to be is over and the agency existed then. Where the rule says `every` week, month or quarter
//! instead, at least one must be held in each such span of the calendar that ended on one of the days looked back over
//! and in all of which the agency existed; it is missed on the span's first day. A meeting is held by the unit that takes part as its
//! convener or called it, on the day on which the first unit came to it, or on which it was called where nobody's coming
//! is recorded. Other meetings, more of them, and meetings on other days change nothing. Order: days missed, most first.
//!
//! **Worked case.** The centre assesses every Wednesday and Friday. Friday 19 June 2026 is the Dragon Boat festival, so
//! that week's second meeting is due on Monday the 22nd. It met on Wednesday the 17th and on Monday, and not on
//! Wednesday the 24th: seen on Thursday, it missed one of three.

use std::collections::BTreeSet;

use super::broken::{Broken, Fact, Subject};
use super::kinds::CONVENER;
use super::names::{Key, Why};
use super::scene::Scene;
use super::{RuleDetector, RuleName, named};
use crate::model::time::Day;
use crate::playbook::place::cadence::Cadence;
use crate::snapshot::index::AgencyIdx;

pub(super) const DETECTOR: RuleDetector = RuleDetector {
    name: "meeting_gaps",
    meaning_zh: "应当召开研判、会商等会议而未召开的单位",
    meaning_en: "units that had to hold a meeting on a day and did not",
    names_cases: false,
    rules: |place| named!(place.meetings),
    find,
};

fn find(scene: &Scene<'_>) -> Vec<Broken> {
    scene.place.meetings.iter().flat_map(|rule| of_rule(scene, rule)).collect()
}

fn of_rule(scene: &Scene<'_>, rule: &Cadence) -> Vec<Broken> {
    let agencies = scene.snapshot.agencies();
    let (days, held) = (days(scene, rule), held(scene, rule));
    let Some(kind) = scene.word(&rule.convener_kind) else { return Vec::new() };
    let mut rows = Vec::new();
    for convener in agencies.iter().filter(|&a| agencies.kind(a) == Some(kind)) {
        let is_there = |day: Day| agencies.validity(convener).holds(day);
        let asked: Vec<(Day, Day)> =
            days.iter().copied().filter(|&(first, last)| is_there(first) && is_there(last)).collect();
        let is_held =
            |&(first, last): &(Day, Day)| held.range((convener, first)..=(convener, last)).next().is_some();
        let missed = || asked.iter().filter(|span| !is_held(span));
        let Some(&(first, last)) = missed().next() else { continue };
        let missed: Vec<Day> = missed().map(|span| span.0).collect();
        // A period ends by the calendar year; a day of the week may move with holidays that are not known yet.
        let due = if rule.every.is_some() { scene.stated(last) } else { scene.worked(last) };
        rows.push(
            Broken::of(&rule.id, Subject::Agency(convener))
                .by(Some(convener))
                .span(scene.first_second(first), due)
                .exceeding(missed.len())
                .why(Why::Missing)
                .fact(Key::Missed, Fact::count(missed.len()))
                .fact(Key::Of, Fact::count(asked.len()))
                .fact(Key::Days, Fact::Days(missed)),
        );
    }
    rows
}

/// The first and last days that are over of the spans in which a meeting had to be held, each once; a span is one day
/// where the rule names days of the week.
fn days(scene: &Scene<'_>, rule: &Cadence) -> BTreeSet<(Day, Day)> {
    let today = scene.moment.today;
    let first = today.number().saturating_sub_unsigned(rule.look_back_days);
    if let Some(period) = rule.every {
        let spans =
            (first..today.number()).map(Day::from_number).map(|day| (period.first(day), period.last(day)));
        return spans.filter(|span| span.1 < today).collect();
    }
    // The first of January 1970 was a Thursday, the fourth day of the week.
    let is_named =
        |day: &i32| usize::try_from((day + 3).rem_euclid(7)).is_ok_and(|d| rule.weekdays.contains(&d));
    let due = (first..today.number()).filter(is_named);
    due.map(|day| scene.work().calendar().workday_from(Day::from_number(day)))
        .filter(|&day| day < today)
        .map(|day| (day, day))
        .collect()
}

/// Who held a meeting of the kind on which day.
fn held(scene: &Scene<'_>, rule: &Cadence) -> BTreeSet<(AgencyIdx, Day)> {
    let (now, mut held) = (scene.now(), BTreeSet::new());
    let Some(kind) = scene.word(&rule.kind) else { return held };
    for meeting in scene.snapshot.side().meetings.chunk_by(|a, b| a.id == b.id) {
        let of_kind = || meeting.iter().filter(|row| row.kind == Some(kind) && row.called_at <= now);
        let attended = of_kind().filter_map(|row| row.attended_at).filter(|&at| at <= now).min();
        let Some(at) = attended.or_else(|| of_kind().map(|row| row.called_at).min()) else { continue };
        let conveners = of_kind().filter(|row| row.part == Some(CONVENER)).map(|row| row.agency);
        let day = scene.day(at);
        held.extend(conveners.chain(of_kind().filter_map(|row| row.called_by)).map(|unit| (unit, day)));
    }
    held
}

#[cfg(test)]
mod tests {
    use super::super::testing::lines;
    use crate::model::table::Table;

    fn found(meetings: &str, now: &str) -> Vec<String> {
        found_by("weekdays = [\"wednesday\", \"friday\"]\nlook_back_days = 9", meetings, now)
    }

    fn found_by(rule: &str, meetings: &str, now: &str) -> Vec<String> {
        let tables = [
            (Table::Divisions, "code,parent_code,level,name\nc,,county,县"),
            (
                Table::Agencies,
                "id,name,kind,division_code,valid_from\nZ,中心,centre,c,\nY,新中心,centre,c,2026-06-24\nD,局,bureau,c,",
            ),
            (Table::Meetings, &format!("id,agency_id,kind,part,called_by,called_at,attended_at\n{meetings}")),
        ];
        let rule = format!(
            "[[meetings]]\nid = \"r\"\ntitle = {{ zh = \"研判\", en = \"assessment\" }}\nkind = \"assess\"\n\
             convener_kind = \"centre\"\n{rule}\n"
        );
        lines("meeting_gaps", &tables, &rule, now)
    }

    const MET: &str = "m1,Z,assess,convener,,2026-06-16 10:00,2026-06-17 09:00
        m1,D,assess,called,,2026-06-16 10:00,2026-06-18 09:00
        m2,D,assess,called,Z,2026-06-22 09:00,
        m3,Z,other,convener,,2026-06-24,2026-06-24
        m4,Y,assess,convener,,2026-06-24,2026-06-24";

    #[test]
    fn the_worked_case() {
        assert_eq!(
            found(MET, "2026-06-25"),
            ["r Z @Z 2026-06-24T00:00 <2026-06-24T23:59 why=missing missed=1 of=3 days=2026-06-24"]
        );
        assert_eq!(found(MET, "2026-06-24 23:59:59"), [] as [&str; 0], "the day is not over");
        let later = MET.replace("m1,Z,assess,convener,,2026-06-16 10:00,2026-06-17 09:00", "");
        let missed =
            "r Z @Z 2026-06-17T00:00 <2026-06-17T23:59 why=missing missed=2 of=3 days=2026-06-17,2026-06-24";
        assert_eq!(
            found(&later, "2026-06-25"),
            [missed],
            "it held none on Wednesday, and none that it called"
        );
    }

    #[test]
    fn at_least_one_in_each_month() {
        let of = |meetings: &str, now: &str| {
            let rule = "every = \"month\"\nlook_back_days = 60";
            found_by(rule, meetings, now)
        };
        let first = "m1,Z,assess,convener,,2026-05-31,2026-05-31";
        let row = "r Z @Z 2026-05-01T00:00 <2026-05-31T23:59 why=missing missed=1 of=1 days=2026-05-01";
        assert_eq!(of("", "2026-06-30 23:59:59"), [row], "June is not over");
        assert_eq!(of(first, "2026-06-30 23:59:59"), [] as [&str; 0]);
        let june = "r Z @Z 2026-06-01T00:00 <2026-06-30T23:59 why=missing missed=1 of=2 days=2026-06-01";
        assert_eq!(
            of(first, "2026-07-01"),
            [june],
            "Y is there since the 24th of June: not all of the month"
        );
        let both = format!(
            "{first}\nm2,Z,assess,convener,,2026-06-01,2026-06-01\nm3,Z,assess,convener,,2026-06-02,"
        );
        assert_eq!(of(&both, "2026-07-01"), [] as [&str; 0]);
    }

    #[test]
    fn nobody_met_at_all() {
        assert_eq!(
            found("", "2026-06-25"),
            [
                "r Z @Z 2026-06-17T00:00 <2026-06-17T23:59 why=missing missed=3 of=3 \
                 days=2026-06-17,2026-06-22,2026-06-24",
                "r Y @Y 2026-06-24T00:00 <2026-06-24T23:59 why=missing missed=1 of=1 days=2026-06-24"
            ]
        );
    }
}
