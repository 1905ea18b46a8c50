//! Whether an account sees what an entry is about, and rows beside the cases: by what they name.

use super::Sight;
use crate::model::id;
use crate::model::subject::{Subject, SubjectKind};
use crate::snapshot::reverse::AssignedTo;
use crate::snapshot::side::{LinkEnd, LinkRow, MeetingRow, RosterRow, ScreeningRow, TaskRow};

impl Sight {
    /// Whether it sees `subject`. Records of the service and notices are no part of a scope: who sees these is decided
    /// elsewhere, and here they are not seen.
    #[must_use]
    pub fn sees_subject(&self, subject: &Subject) -> bool {
        let key = &*subject.key;
        match subject.kind {
            SubjectKind::Directory => self.blind.is_none(),
            SubjectKind::Division => self.division(key).is_some(),
            SubjectKind::Agency => self.agency(key).is_some(),
            SubjectKind::Person => self.person(key).is_some(),
            SubjectKind::Case => self.case(key).is_some(),
            SubjectKind::Assignment => self.sees_assignment(subject),
            SubjectKind::Screening => {
                matches!(&*subject.key_cells(), [_, division] if self.division(division).is_some())
            }
            SubjectKind::Roster => self.sees_roster_of(subject),
            SubjectKind::Task => {
                let tasks = &self.seen.side().tasks;
                let row = tasks.binary_search_by(|row| id::order(&row.id, key));
                row.is_ok_and(|at| self.sees_task(&tasks[at]))
            }
            SubjectKind::Meeting => self.sees_meeting_of(subject),
            SubjectKind::Link => self.sees_link_of(subject),
            SubjectKind::Notice
            | SubjectKind::Account
            | SubjectKind::Audit
            | SubjectKind::Request
            | SubjectKind::Webhook => false,
        }
    }

    /// Whether it sees an assignment to `target`: who answers for a thing is part of what there is to see of it.
    #[must_use]
    pub fn sees_assigned(&self, target: AssignedTo) -> bool {
        match target {
            AssignedTo::Division(division) => self.sees_division(division),
            AssignedTo::Case(case) => self.sees_case(case),
            AssignedTo::Agency(agency) => self.sees_agency(agency),
        }
    }

    /// Whether it sees a task: by its division and unit.
    #[must_use]
    pub fn sees_task(&self, row: &TaskRow) -> bool {
        self.sees_ends([row.division.map(LinkEnd::Division), row.unit.map(LinkEnd::Agency), None])
    }

    /// Whether it sees a unit's part in a meeting: by the case that it is about, otherwise by the division, by whose part
    /// it is and by who called.
    #[must_use]
    pub fn sees_meeting(&self, row: &MeetingRow) -> bool {
        let ends = [
            row.division.map(LinkEnd::Division),
            Some(LinkEnd::Agency(row.agency)),
            row.called_by.map(LinkEnd::Agency),
        ];
        row.case.map_or_else(|| self.sees_ends(ends), |case| self.sees_case(case))
    }

    /// Whether it sees a presence: by centre and unit.
    #[must_use]
    pub fn sees_roster(&self, row: &RosterRow) -> bool {
        self.sees_ends([Some(LinkEnd::Agency(row.centre)), Some(LinkEnd::Agency(row.unit)), None])
    }

    /// Whether it sees a pairing: by its ends.
    #[must_use]
    pub fn sees_link(&self, row: &LinkRow) -> bool {
        self.sees_ends([Some(row.from), Some(row.to), None])
    }

    /// Whether it sees a screening report: by its division.
    #[must_use]
    pub fn sees_screening(&self, row: &ScreeningRow) -> bool {
        self.sees_division(row.division)
    }

    /// Whether it sees what names these: as with a case, every place that is named is in the division scope, and of units
    /// and people, if any are named, one is of the line; without a place, one is seen. What names nothing is for whoever
    /// sees everything.
    fn sees_ends(&self, ends: [Option<LinkEnd>; 3]) -> bool {
        let (mut has_place, mut has_who) = (false, false);
        let (mut is_who_seen, mut is_who_in_line) = (false, false);
        for end in ends.into_iter().flatten() {
            match end {
                LinkEnd::Division(division) => {
                    if !self.sees_division(division) {
                        return false;
                    }
                    has_place = true;
                }
                LinkEnd::Agency(agency) => {
                    has_who = true;
                    is_who_seen |= self.sees_agency(agency);
                    is_who_in_line |= self.line.has(agency.get());
                }
                LinkEnd::Person(person) => {
                    has_who = true;
                    is_who_seen |= self.sees_person(person);
                    is_who_in_line |= self.line.is_all();
                }
            }
        }
        match (has_place, has_who) {
            (true, true) => is_who_seen || is_who_in_line,
            (true, false) => true,
            (false, true) => is_who_seen,
            (false, false) => self.is_whole(),
        }
    }

    fn sees_assignment(&self, subject: &Subject) -> bool {
        match &*subject.key_cells() {
            [_, division, case, agency, ..] => match (&**division, &**case, &**agency) {
                (code, "", "") => self.division(code).is_some(),
                ("", id, "") => self.case(id).is_some(),
                ("", "", id) => self.agency(id).is_some(),
                _ => false,
            },
            _ => false,
        }
    }

    fn sees_roster_of(&self, subject: &Subject) -> bool {
        let agencies = self.seen.agencies();
        match &*subject.key_cells() {
            [centre, unit, ..] => match (agencies.find(centre), agencies.find(unit)) {
                (Some(centre), Some(unit)) => {
                    self.sees_ends([Some(LinkEnd::Agency(centre)), Some(LinkEnd::Agency(unit)), None])
                }
                (None | Some(_), None) | (None, Some(_)) => false,
            },
            _ => false,
        }
    }

    /// A key does not say what a meeting is about, so the row is looked up: it is not there when the case is hidden.
    fn sees_meeting_of(&self, subject: &Subject) -> bool {
        let meetings = &self.seen.side().meetings;
        let [id, agency] = &*subject.key_cells() else { return false };
        let Some(agency) = self.seen.agencies().find(agency) else { return false };
        let order = |row: &MeetingRow| id::order(&row.id, id).then(row.agency.cmp(&agency));
        meetings.binary_search_by(order).is_ok_and(|at| self.sees_meeting(&meetings[at]))
    }

    fn sees_link_of(&self, subject: &Subject) -> bool {
        let [_, from @ .., _] = &*subject.key_cells() else { return false };
        let [agency, person, division, to_agency, to_person, to_division] = from else { return false };
        let from = self.end([agency, person, division]);
        let to = self.end([to_agency, to_person, to_division]);
        from.is_some() && to.is_some() && self.sees_ends([from, to, None])
    }

    /// The one end that the ids of an agency, a person and a division name.
    fn end(&self, [agency, person, division]: [&str; 3]) -> Option<LinkEnd> {
        match (agency, person, division) {
            (id, "", "") => self.seen.agencies().find(id).map(LinkEnd::Agency),
            ("", id, "") => self.seen.people().find(id).map(LinkEnd::Person),
            ("", "", code) => self.seen.divisions().find(code).map(LinkEnd::Division),
            _ => None,
        }
    }
}
