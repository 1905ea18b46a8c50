//! What is recorded besides cases and assignments: presence, tasks, meetings, pairings and screening reports. Few
//! rows beside those of cases, so they lie as they were read, in order.

use super::column_bytes;
use super::columns::Validity;
use super::index::{AgencyIdx, CaseIdx, DivisionIdx, PersonIdx, WordIdx};
use crate::model::time::Day;

/// A unit's presence at a centre; sorts by centre, unit, mode and days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RosterRow {
    /// The centre.
    pub centre: AgencyIdx,
    /// The unit.
    pub unit: AgencyIdx,
    /// How it is present, as a place in `PRESENCE`.
    pub mode: u8,
    /// On which days.
    pub validity: Validity,
}

/// A task; in the order of ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskRow {
    /// Its id.
    pub id: Box<str>,
    /// What is to be done.
    pub title: Box<str>,
    /// The project that it belongs to.
    pub project: Option<WordIdx>,
    /// The unit that must do it.
    pub unit: Option<AgencyIdx>,
    /// The territory that it is about.
    pub division: Option<DivisionIdx>,
    /// By when.
    pub due: Option<Day>,
    /// When it was done, in seconds since 1970.
    pub done_at: Option<u32>,
}

/// A unit's part in a meeting; in the order of meeting ids, then of units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingRow {
    /// The meeting's id.
    pub id: Box<str>,
    /// The unit.
    pub agency: AgencyIdx,
    /// The kind of meeting.
    pub kind: Option<WordIdx>,
    /// The unit's part, as a place in `MEETING_PARTS`.
    pub part: Option<u8>,
    /// Who called it.
    pub called_by: Option<AgencyIdx>,
    /// When it was called, in seconds since 1970.
    pub called_at: u32,
    /// When it came.
    pub attended_at: Option<u32>,
    /// The case that the meeting is about.
    pub case: Option<CaseIdx>,
    /// The division that it is about.
    pub division: Option<DivisionIdx>,
}

/// One end of a pairing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkEnd {
    /// An agency.
    Agency(AgencyIdx),
    /// A person.
    Person(PersonIdx),
    /// A division.
    Division(DivisionIdx),
}

/// A pairing; sorts by kind, ends and days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LinkRow {
    /// Its kind.
    pub kind: WordIdx,
    /// One end.
    pub from: LinkEnd,
    /// The other.
    pub to: LinkEnd,
    /// On which days.
    pub validity: Validity,
}

/// A division's report in a campaign; sorts by campaign and division.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ScreeningRow {
    /// The campaign.
    pub campaign: WordIdx,
    /// The division.
    pub division: DivisionIdx,
    /// When it reported, in seconds since 1970; none while it has not.
    pub reported_at: Option<u32>,
    /// How many cases it found; none where nothing was stated.
    pub cases_found: Option<u32>,
}

/// All such rows.
#[derive(Debug, Default)]
pub struct Side {
    /// Presence at centres.
    pub rosters: Vec<RosterRow>,
    /// Tasks.
    pub tasks: Vec<TaskRow>,
    /// Parts in meetings.
    pub meetings: Vec<MeetingRow>,
    /// Pairings.
    pub links: Vec<LinkRow>,
    /// Screening reports.
    pub screenings: Vec<ScreeningRow>,
}

impl Side {
    pub(super) fn memory_bytes(&self) -> usize {
        let tasks: usize = self.tasks.iter().map(|task| task.id.len() + task.title.len()).sum();
        let meetings: usize = self.meetings.iter().map(|meeting| meeting.id.len()).sum();
        column_bytes(&self.rosters)
            + column_bytes(&self.tasks)
            + column_bytes(&self.meetings)
            + column_bytes(&self.links)
            + column_bytes(&self.screenings)
            + tasks
            + meetings
    }
}
