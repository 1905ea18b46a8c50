//! Rows of lists over HTTP: divisions, agencies, people, assignments, cases and what belongs to a case.
//!
//! Days are `YYYY-MM-DD`, null where an interval is open; instants are RFC 3339 in the playbook's zone.

use serde::Serialize;
use utoipa::ToSchema;

use crate::detect::world::World;
use crate::model::table::HANDOFF_ROLES;
use crate::model::time::{Day, Instant, Zone};
use crate::snapshot::Snapshot;
use crate::snapshot::columns::Validity;
use crate::snapshot::index::{AgencyIdx, CaseIdx, DivisionIdx, HopIdx, PersonIdx, WordIdx};
use crate::snapshot::links::Assignment;
use crate::snapshot::reverse::AssignedTo;

/// A division.
#[derive(Debug, Serialize, ToSchema)]
pub struct DivisionRow {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its level: `province`, `city`, `county`, `town`, `village` or `group`.
    pub level: &'static str,
    /// Its kind, such as a development zone.
    pub kind: Option<String>,
    /// Code of the division it lies in.
    pub parent_code: Option<String>,
    /// Code of the division it was merged into.
    pub successor_code: Option<String>,
    /// First day on which it exists.
    pub valid_from: Option<String>,
    /// First day on which it does not any more.
    pub valid_to: Option<String>,
}

/// An agency.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgencyRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: Option<String>,
    /// Code of the division it works in.
    pub division_code: Option<String>,
    /// Id of its superior in the line.
    pub parent_id: Option<String>,
    /// Id of the agency that supervises it.
    pub supervised_by: Option<String>,
    /// Whether it coordinates its division.
    pub coordinates: bool,
    /// Id of the agency that took over its matters.
    pub successor_id: Option<String>,
    /// First day on which it exists.
    pub valid_from: Option<String>,
    /// First day on which it does not any more.
    pub valid_to: Option<String>,
}

/// A person who holds responsibility.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonRow {
    /// Their id.
    pub id: String,
    /// Their name; may be empty.
    pub name: String,
    /// Their kind.
    pub kind: Option<String>,
    /// Id of the agency they belong to.
    pub agency_id: Option<String>,
    /// Their title.
    pub title: Option<String>,
    /// Their team.
    pub team: Option<String>,
    /// How many open cases they can carry; none = never overloaded.
    pub capacity: Option<u32>,
    /// Stars that somebody gave them; nothing computes or orders by them.
    pub stars: Option<u32>,
    /// First day on which they serve.
    pub valid_from: Option<String>,
    /// First day on which they do not any more.
    pub valid_to: Option<String>,
}

/// An assignment of a person to a division, a case or an agency.
#[derive(Debug, Serialize, ToSchema)]
pub struct AssignmentRow {
    /// Id of the person.
    pub person_id: String,
    /// Code of the division.
    pub division_code: Option<String>,
    /// Id of the case.
    pub case_id: Option<String>,
    /// Id of the agency.
    pub agency_id: Option<String>,
    /// The role.
    pub role: Option<String>,
    /// First day on which it holds.
    pub valid_from: Option<String>,
    /// First day on which it does not any more.
    pub valid_to: Option<String>,
}

/// A case, as it stands at a moment.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseRow {
    /// Its id.
    pub id: String,
    /// Code of the division it arose in.
    pub village_code: String,
    /// Its kind.
    pub kind: Option<String>,
    /// When it was opened.
    pub opened_at: Option<String>,
    /// When it was closed; null while it is not.
    pub closed_at: Option<String>,
    /// By which channel it came in.
    pub channel: Option<String>,
    /// The tier that somebody gave it.
    pub tier: Option<String>,
    /// At which board it was taken in.
    pub board: Option<String>,
    /// How it was rated.
    pub rating: Option<String>,
    /// Whether it is open: not closed, and without a handoff or with a last one that is not finished.
    pub is_open: bool,
    /// Id of the agency that holds it.
    pub holder: Option<String>,
    /// Id of the agency that is charged with the waiting: it was sent there and not signed for.
    pub awaited_by: Option<String>,
    /// Id of the agency that it complains against; left out for whoever may not see complaints.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub against_agency: Option<String>,
    /// Id of the person whom it complains against; left out for whoever may not see complaints.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub against_person: Option<String>,
}

/// A handoff of a case.
#[derive(Debug, Serialize, ToSchema)]
pub struct HandoffRow {
    /// Its number within the case.
    pub seq: u32,
    /// Id of the sender.
    pub from_agency: String,
    /// Id of whom it was sent to.
    pub to_agency: String,
    /// When it was sent.
    pub sent_at: Option<String>,
    /// When it was signed for.
    pub received_at: Option<String>,
    /// When it was finished.
    pub finished_at: Option<String>,
    /// `lead` or `participating`.
    pub role: Option<String>,
    /// How long it waited to be signed for, in seconds.
    pub wait_s: u32,
}

/// Rows of a snapshot.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a> {
    /// The snapshot.
    pub snapshot: &'a Snapshot,
    /// The zone of instants.
    pub zone: &'a Zone,
}

impl Rows<'_> {
    fn word(&self, word: Option<WordIdx>) -> Option<String> {
        word.map(|word| self.snapshot.words().get(word).to_owned())
    }

    fn agency_id(&self, agency: Option<AgencyIdx>) -> Option<String> {
        agency.map(|agency| self.snapshot.agencies().id(agency).to_owned())
    }

    fn division_code(&self, division: Option<DivisionIdx>) -> Option<String> {
        division.map(|division| self.snapshot.divisions().id(division).to_owned())
    }

    fn at(&self, seconds: u32) -> Option<String> {
        Instant::from_unix(i64::from(seconds)).map(|at| self.zone.rfc3339(at))
    }

    /// The row of `division`.
    #[must_use]
    pub fn division(&self, division: DivisionIdx) -> DivisionRow {
        let all = self.snapshot.divisions();
        let (valid_from, valid_to) = days(all.validity(division));
        DivisionRow {
            code: all.id(division).to_owned(),
            name: all.name(division).to_owned(),
            level: all.level(division).name(),
            kind: self.word(all.kind(division)),
            parent_code: self.division_code(all.parent(division)),
            successor_code: self.division_code(all.successor(division)),
            valid_from,
            valid_to,
        }
    }

    /// The row of `agency`.
    #[must_use]
    pub fn agency(&self, agency: AgencyIdx) -> AgencyRow {
        let all = self.snapshot.agencies();
        let (valid_from, valid_to) = days(all.validity(agency));
        AgencyRow {
            id: all.id(agency).to_owned(),
            name: all.name(agency).to_owned(),
            kind: self.word(all.kind(agency)),
            division_code: self.division_code(all.division(agency)),
            parent_id: self.agency_id(all.parent(agency)),
            supervised_by: self.agency_id(all.supervised_by(agency)),
            coordinates: all.coordinates(agency),
            successor_id: self.agency_id(all.successor(agency)),
            valid_from,
            valid_to,
        }
    }

    /// The row of `person`.
    #[must_use]
    pub fn person(&self, person: PersonIdx) -> PersonRow {
        let all = self.snapshot.people();
        let (valid_from, valid_to) = days(all.validity(person));
        PersonRow {
            id: all.id(person).to_owned(),
            name: all.name(person).to_owned(),
            kind: self.word(all.kind(person)),
            agency_id: self.agency_id(all.agency(person)),
            title: self.word(all.title(person)),
            team: self.word(all.team(person)),
            capacity: all.capacity(person),
            stars: all.stars(person),
            valid_from,
            valid_to,
        }
    }

    /// The row of an assignment to `target`.
    #[must_use]
    pub fn assignment(&self, target: AssignedTo, assignment: Assignment) -> AssignmentRow {
        let (valid_from, valid_to) = days(assignment.validity);
        let (mut division_code, mut case_id, mut agency_id) = (None, None, None);
        match target {
            AssignedTo::Division(division) => division_code = self.division_code(Some(division)),
            AssignedTo::Case(case) => case_id = Some(self.snapshot.cases().id(case).to_owned()),
            AssignedTo::Agency(agency) => agency_id = self.agency_id(Some(agency)),
        }
        AssignmentRow {
            person_id: self.snapshot.people().id(assignment.person).to_owned(),
            division_code,
            case_id,
            agency_id,
            role: self.word(assignment.role.some()),
            valid_from,
            valid_to,
        }
    }

    /// The row of `case` in `world`; whom it complains against only when `with_complaint`.
    #[must_use]
    pub fn case(&self, world: &World<'_>, case: CaseIdx, with_complaint: bool) -> CaseRow {
        let all = self.snapshot.cases();
        let closed = world.closed_at(case);
        let last = world.hops(case, closed).last();
        let against_person = all.against_person(case).filter(|_| with_complaint);
        let against_agency = all.against_agency(case).filter(|_| with_complaint);
        CaseRow {
            id: all.id(case).to_owned(),
            village_code: self.snapshot.divisions().id(all.village(case)).to_owned(),
            kind: self.word(all.kind(case)),
            opened_at: self.at(all.opened(case)),
            closed_at: closed.and_then(|at| self.at(at)),
            channel: self.word(all.channel(case)),
            tier: self.word(all.tier(case)),
            board: self.word(all.board(case)),
            rating: self.word(all.rating(case)),
            is_open: is_open(world, case),
            holder: self.agency_id(last.as_ref().map(|hop| hop.holder())),
            awaited_by: self.agency_id(last.as_ref().filter(|hop| !hop.received).map(|hop| hop.to)),
            against_agency: self.agency_id(against_agency),
            against_person: against_person.map(|person| self.snapshot.people().id(person).to_owned()),
        }
    }

    /// The handoffs of `case` in `world`.
    #[must_use]
    pub fn handoffs(&self, world: &World<'_>, case: CaseIdx) -> Vec<HandoffRow> {
        let hops = self.snapshot.hops();
        let seen =
            |at: Option<Instant>| at.filter(|at| *at <= world.moment.now).map(|at| self.zone.rfc3339(at));
        let row = |hop: HopIdx, wait_s: u32| HandoffRow {
            seq: hops.seq(hop),
            from_agency: self.snapshot.agencies().id(hops.from(hop)).to_owned(),
            to_agency: self.snapshot.agencies().id(hops.to(hop)).to_owned(),
            sent_at: self.at(hops.sent(hop)),
            received_at: seen(hops.received(hop)),
            finished_at: seen(hops.finished(hop)),
            role: hops.role(hop).and_then(|role| HANDOFF_ROLES.get(role)).map(|role| (*role).to_owned()),
            wait_s,
        };
        world.hops(case, world.closed_at(case)).map(|at| row(at.hop, at.wait_s)).collect()
    }
}

/// Whether `case` is open in `world`.
#[must_use]
pub fn is_open(world: &World<'_>, case: CaseIdx) -> bool {
    let closed = world.closed_at(case);
    world.has(case) && closed.is_none() && world.hops(case, closed).last().is_none_or(|hop| !hop.finished)
}

fn days(validity: Validity) -> (Option<String>, Option<String>) {
    let day = |day: Day| Some(Zone::format_day(day)).filter(|text| !text.is_empty());
    (day(validity.from), day(validity.to))
}
