//! The rows of a demonstration world, before they are written as tables.
//!
//! References are positions in the world's own lists; times are seconds since 1970-01-01T00:00:00Z; dates are days
//! since 1970-01-01.

use super::planted::Planted;

/// The present of every demonstration world: 2026-07-01 00:00:00 in Asia/Shanghai.
pub const NOW_S: i64 = 1_782_835_200;
/// [`NOW_S`] as it is written in `planted.json`, in [`ZONE`].
pub const NOW: &str = "2026-07-01 00:00:00";
/// The zone in which the tables' times are written.
pub const ZONE: &str = "Asia/Shanghai";
/// The date of [`NOW_S`] in [`ZONE`], in days since 1970-01-01.
pub const TODAY: i32 = 20_635;
/// Seconds of an hour.
pub const HOUR_S: i64 = 3_600;
/// Seconds of a day.
pub const DAY_S: i64 = 24 * HOUR_S;

const _: () = assert!((NOW_S + 8 * HOUR_S) / DAY_S == TODAY as i64);
const _: () = assert!((NOW_S + 8 * HOUR_S) % DAY_S == 0);

/// A whole demonstration world.
#[derive(Clone, Debug)]
pub struct World {
    /// The number it was made from.
    pub seed: u64,
    /// Its present, in seconds since the epoch.
    pub now: i64,
    /// Province, city, counties, towns and villages; a division comes after its parent.
    pub divisions: Vec<Division>,
    /// Agencies of city, counties and towns; an agency comes after its superior.
    pub agencies: Vec<Agency>,
    /// Officials and mediators.
    pub people: Vec<Person>,
    /// Who is responsible for which division or case.
    pub assignments: Vec<Assignment>,
    /// Cases in the order in which they were opened.
    pub cases: Vec<Case>,
    /// Handoffs by case and sequence.
    pub handoffs: Vec<Handoff>,
    /// What else happened to the cases, by case and time.
    pub events: Vec<CaseEvent>,
    /// The sides of the cases: invented names and contacts.
    pub parties: Vec<Party>,
    /// One screening campaign's reports.
    pub screenings: Vec<Screening>,
    /// What was planted.
    pub planted: Planted,
}

/// An administrative division.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Division {
    /// Twelve digits, of which the pairs and triples are province, city, county, town and village.
    pub code: String,
    /// Position of the division above.
    pub parent: Option<usize>,
    /// Level, as in the contract.
    pub level: &'static str,
    /// Name, marked as sample.
    pub name: String,
}

/// An agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agency {
    /// Its division's code, shortened, and its kind.
    pub id: String,
    /// Name in Chinese, marked as sample.
    pub name: String,
    /// Kind: the same word for the same department of every county.
    pub kind: &'static str,
    /// Position of its division.
    pub division: usize,
    /// Position of its superior in the vertical sector.
    pub parent: Option<usize>,
    /// Position of the agency that supervises it.
    pub supervised_by: Option<usize>,
    /// Whether it coordinates its division.
    pub coordinates: bool,
    /// Position of the agency that took over its matters.
    pub successor: Option<usize>,
    /// First day on which it exists no longer.
    pub valid_to: Option<i32>,
}

/// An official or a mediator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// `P` (official) or `M` (mediator) and a number.
    pub id: String,
    /// `official` or `mediator`.
    pub kind: &'static str,
    /// A role and a number, never a name that somebody could have.
    pub name: String,
    /// Position of the person's agency.
    pub agency: usize,
    /// Post.
    pub title: &'static str,
    /// Most open cases at a time; none = never overloaded.
    pub capacity: Option<u32>,
    /// First day in service.
    pub valid_from: i32,
    /// First day out of service.
    pub valid_to: Option<i32>,
}

/// What an assignment is about, as a position in the list of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// A division.
    Division(usize),
    /// A case.
    Case(usize),
    /// An agency.
    Agency(usize),
}

/// An assignment of responsibility.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// Position of the person.
    pub person: usize,
    /// What for.
    pub target: Target,
    /// `mediator` or `contract_leader`; of an agency `leader` or `clerk`.
    pub role: &'static str,
    /// First day.
    pub valid_from: i32,
    /// First day after it.
    pub valid_to: Option<i32>,
    /// On what document it rests.
    pub basis: &'static str,
}

/// A case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// `LJ`, the year and a number.
    pub id: String,
    /// Position of its village among the divisions.
    pub village: usize,
    /// Kind of dispute.
    pub kind: &'static str,
    /// When it was registered.
    pub opened_at: i64,
    /// How it came in.
    pub channel: &'static str,
    /// `simple`, `ordinary` or `hard`.
    pub tier: &'static str,
    /// Position of the agency complained against.
    pub against_agency: Option<usize>,
    /// Position of the person complained against.
    pub against_person: Option<usize>,
    /// When it was closed.
    pub closed_at: Option<i64>,
    /// How it ended; empty while it has not.
    pub outcome: &'static str,
    /// What the parties said of it; empty when nothing.
    pub rating: &'static str,
}

/// A case going from one agency to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handoff {
    /// Position of the case.
    pub case: usize,
    /// Place among the case's handoffs, from 1.
    pub seq: u32,
    /// Position of the sender.
    pub from: usize,
    /// Position of the addressee.
    pub to: usize,
    /// When it was sent.
    pub sent_at: i64,
    /// When it was signed for.
    pub received_at: Option<i64>,
    /// When the addressee had done its part.
    pub finished_at: Option<i64>,
    /// What was asked.
    pub action: &'static str,
    /// `lead` or `participating`.
    pub role: &'static str,
}

/// What happened to a case besides handoffs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseEvent {
    /// Position of the case.
    pub case: usize,
    /// When.
    pub at: i64,
    /// Kind, of the contract's closed list.
    pub kind: &'static str,
    /// Position of the agency that did it.
    pub agency: usize,
    /// Why; invented.
    pub reason: String,
    /// What exactly; invented.
    pub detail: String,
}

/// A side of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Position of the case.
    pub case: usize,
    /// `A` or `B`.
    pub reference: &'static str,
    /// Obviously invented.
    pub name: String,
    /// Obviously invented.
    pub contact: String,
}

/// A village's report in a screening campaign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Screening {
    /// The campaign.
    pub campaign: &'static str,
    /// Position of the village among the divisions.
    pub division: usize,
    /// When it reported.
    pub reported_at: i64,
    /// How many disputes it found; 0 in a nil report.
    pub cases_found: u32,
    /// Obviously invented.
    pub reporter: String,
}
