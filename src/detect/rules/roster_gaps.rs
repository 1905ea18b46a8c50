//! `roster_gaps`: units that were not present at a centre when they had to be.
//!
//! **Meaning.** Looked at are the working days among the `look_back_days` days up to and with today, on which the centre
//! exists. A unit is present on a day when a row of the roster that holds on it names it at the centre, in the mode of
//! the rule or a closer one (resident is closer than rotating, rotating than on call). For each of `[[rosters]]` and
//! each agency of kind `centre_kind`:
//! - `resident`: each unit of the `unit_kinds` in the centre's own division must be present on each such day on which
//!   it exists; where the division has no unit of a kind, one of that kind from anywhere;
//! - `rotating`: at least one unit of these kinds, from anywhere, on each such day;
//! - `on_call`: as `resident`, today only.
//!
//! A row is about the centre and charges the unit; where nobody in particular is missing, the centre. Order: days
//! missed, most first.
//!
//! **Worked case.** The court must be at the centre on every working day of the week of Monday 29 June 2026. It is on
//! the roster until Tuesday and again from Thursday on: it was missed on Wednesday, 1 July.

use rayon::prelude::*;

use super::broken::{Broken, Fact, Subject};
use super::kinds::{ON_CALL, RESIDENT, ROTATING};
use super::names::{Key, Why};
use super::scene::Scene;
use super::{RuleDetector, RuleName, named};
use crate::model::time::Day;
use crate::playbook::place::{Presence, Roster};
use crate::snapshot::index::AgencyIdx;
use crate::snapshot::side::RosterRow;
use crate::snapshot::text::WordSet;

pub(super) const DETECTOR: RuleDetector = RuleDetector {
    name: "roster_gaps",
    meaning_zh: "应当入驻、轮驻或者随叫随到而未安排的单位",
    meaning_en: "units that had to be present at a centre and were not on its roster",
    names_cases: false,
    rules: |place| named!(place.rosters),
    find,
};

fn find(scene: &Scene<'_>) -> Vec<Broken> {
    scene.place.rosters.iter().flat_map(|rule| of_rule(scene, rule)).collect()
}

/// A rule at one centre.
struct Post<'s, 'a> {
    scene: &'s Scene<'a>,
    rule: &'s Roster,
    centre: AgencyIdx,
    mode: u8,
    /// What the roster says of the centre in that mode or a closer one.
    rows: Vec<RosterRow>,
    /// The days looked at.
    days: Vec<Day>,
}

fn of_rule(scene: &Scene<'_>, rule: &Roster) -> Vec<Broken> {
    let agencies = scene.snapshot.agencies();
    let (Some(kind), today) = (scene.word(&rule.centre_kind), scene.moment.today.number()) else {
        return Vec::new();
    };
    let mode = match rule.mode {
        Presence::Resident => RESIDENT,
        Presence::Rotating => ROTATING,
        Presence::OnCall => ON_CALL,
    };
    let span = if rule.mode == Presence::OnCall { 1 } else { rule.look_back_days };
    let first = today.saturating_sub_unsigned(span.saturating_sub(1));
    let calendar = scene.work().calendar();
    let is_looked_at = |day: &Day| rule.mode == Presence::OnCall || calendar.is_workday(*day);
    let days: Vec<Day> = (first..=today).map(Day::from_number).filter(is_looked_at).collect();
    let centres: Vec<AgencyIdx> = agencies.iter().filter(|&a| agencies.kind(a) == Some(kind)).collect();
    let of_centre = |centre: AgencyIdx| {
        let rosters = &scene.snapshot.side().rosters;
        let own = rosters.partition_point(|row| row.centre < centre)
            ..rosters.partition_point(|row| row.centre <= centre);
        let rows = rosters[own].iter().filter(|row| row.mode <= mode).copied().collect();
        let exists = |day: &Day| agencies.validity(centre).holds(*day);
        let days = days.iter().copied().filter(exists).collect();
        Post { scene, rule, centre, mode, rows, days }.rows()
    };
    centres.into_par_iter().flat_map_iter(of_centre).collect()
}

impl Post<'_, '_> {
    fn rows(&self) -> Vec<Broken> {
        if self.rule.mode == Presence::Rotating {
            let kinds = self.scene.words(&self.rule.unit_kinds);
            let missed = self.without(&kinds);
            return self.row(None, &self.rule.unit_kinds, missed, self.days.len()).into_iter().collect();
        }
        self.rule.unit_kinds.iter().flat_map(|kind| self.of_kind(kind)).collect()
    }

    /// The units of one kind that must be there themselves.
    fn of_kind(&self, kind: &String) -> Vec<Broken> {
        let (agencies, kinds) = (self.scene.snapshot.agencies(), self.scene.words(&[kind]));
        let division = agencies.division(self.centre);
        let around = division.into_iter().flat_map(|d| self.scene.snapshot.reverse().agencies_in(d));
        let near = around.filter(|&unit| unit != self.centre && kinds.has(agencies.kind(unit)));
        let of_unit = |unit: AgencyIdx| {
            let due: Vec<Day> =
                self.days.iter().copied().filter(|&day| agencies.validity(unit).holds(day)).collect();
            let is_there = |day: Day| self.rows.iter().any(|r| r.unit == unit && r.validity.holds(day));
            let missed = due.iter().copied().filter(|&day| !is_there(day)).collect();
            (unit, missed, due.len())
        };
        let units: Vec<(AgencyIdx, Vec<Day>, usize)> =
            near.map(of_unit).filter(|&(_, _, days)| 0 < days).collect();
        if units.is_empty() {
            return self.row(None, &[kind], self.without(&kinds), self.days.len()).into_iter().collect();
        }
        let rows =
            units.into_iter().filter_map(|(unit, missed, of)| self.row(Some(unit), &[kind], missed, of));
        rows.collect()
    }

    /// The days on which no unit of these kinds was present.
    fn without(&self, kinds: &WordSet) -> Vec<Day> {
        let agencies = self.scene.snapshot.agencies();
        let of_kinds: Vec<&RosterRow> =
            self.rows.iter().filter(|row| kinds.has(agencies.kind(row.unit))).collect();
        let is_bare = |day: &Day| !of_kinds.iter().any(|row| row.validity.holds(*day));
        self.days.iter().copied().filter(is_bare).collect()
    }

    fn row<T: AsRef<str>>(
        &self,
        unit: Option<AgencyIdx>,
        kinds: &[T],
        missed: Vec<Day>,
        of: usize,
    ) -> Option<Broken> {
        let first = *missed.first()?;
        let row = Broken::of(&self.rule.id, Subject::Agency(self.centre))
            .by(Some(unit.unwrap_or(self.centre)))
            .span(self.scene.first_second(first), None)
            .exceeding(missed.len())
            .why(Why::Missing)
            .fact(Key::Kinds, Fact::texts(kinds))
            .fact(Key::Mode, Fact::Mode(self.mode));
        if self.rule.mode == Presence::OnCall {
            return Some(row);
        }
        Some(
            row.fact(Key::Missed, Fact::count(missed.len()))
                .fact(Key::Of, Fact::count(of))
                .fact(Key::Days, Fact::Days(missed)),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::lines;
    use crate::model::table::Table;

    fn found(rosters: &str, mode: &str, days: u32, now: &str) -> Vec<String> {
        let tables = [
            (Table::Divisions, "code,parent_code,level,name\nc,,county,县\nt,c,town,镇"),
            (
                Table::Agencies,
                "id,name,kind,division_code,valid_from
                Z,中心,centre,c,
                F,法院,court,c,
                P,派出所,police,t,
                X,新院,court,c,2026-07-02",
            ),
            (Table::Rosters, &format!("centre_id,unit_id,mode,valid_from,valid_to\n{rosters}")),
        ];
        let rule = format!(
            "[[rosters]]\nid = \"r\"\ntitle = {{ zh = \"入驻\", en = \"roster\" }}\ncentre_kind = \"centre\"\n\
             unit_kinds = [\"court\", \"police\"]\nmode = \"{mode}\"\nlook_back_days = {days}\n"
        );
        lines("roster_gaps", &tables, &rule, now)
    }

    const COURT: &str = "Z,F,resident,2026-06-01,2026-07-01\nZ,F,resident,2026-07-02,";

    #[test]
    fn the_worked_case() {
        let police = format!("{COURT}\nZ,P,resident,2026-06-01,\nZ,X,resident,2026-07-02,");
        assert_eq!(
            found(&police, "resident", 7, "2026-07-05 09:00"),
            ["r Z @F 2026-07-01T00:00 why=missing kinds=court mode=resident missed=1 of=5 days=2026-07-01"]
        );
        assert_eq!(found(&police, "resident", 4, "2026-07-05"), [] as [&str; 0], "not looked back as far");
    }

    #[test]
    fn a_kind_that_the_division_lacks_may_come_from_anywhere() {
        let mut wanted = vec![
            "r Z @Z 2026-06-29T00:00 why=missing kinds=police mode=resident missed=5 of=5 \
             days=2026-06-29,2026-06-30,2026-07-01,2026-07-02,2026-07-03",
            "r Z @X 2026-07-02T00:00 why=missing kinds=court mode=resident missed=2 of=2 days=2026-07-02,2026-07-03",
            "r Z @F 2026-07-01T00:00 why=missing kinds=court mode=resident missed=1 of=5 days=2026-07-01",
        ];
        assert_eq!(
            found(COURT, "resident", 7, "2026-07-05"),
            wanted,
            "the newest unit only from its first day on"
        );
        wanted.remove(0);
        let police = format!("{COURT}\nZ,P,resident,2026-06-29,");
        assert_eq!(found(&police, "resident", 7, "2026-07-05"), wanted);
        let looser = format!("{COURT}\nZ,P,on_call,2026-06-29,");
        assert_eq!(found(&looser, "resident", 7, "2026-07-05").len(), 3, "on call is not resident");
    }

    #[test]
    fn one_of_those_who_rotate_is_enough_and_on_call_is_asked_of_today() {
        let rotating = "Z,F,rotating,2026-06-29,2026-07-01\nZ,P,resident,2026-07-02,";
        assert_eq!(
            found(rotating, "rotating", 7, "2026-07-05"),
            [
                "r Z @Z 2026-07-01T00:00 why=missing kinds=court,police mode=rotating missed=1 of=5 days=2026-07-01"
            ]
        );
        assert_eq!(
            found(rotating, "on_call", 7, "2026-07-05"),
            [
                "r Z @F 2026-07-05T00:00 why=missing kinds=court mode=on_call",
                "r Z @X 2026-07-05T00:00 why=missing kinds=court mode=on_call"
            ]
        );
    }
}
