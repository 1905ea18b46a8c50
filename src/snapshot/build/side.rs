//! Presence, tasks, meetings, pairings and screening reports.

use rayon::prelude::*;

use super::super::columns::NEVER;
use super::super::error::SnapshotError;
use super::super::index::{AgencyIdx, CaseIdx, DivisionIdx, NONE, PersonIdx};
use super::super::side::{LinkEnd, LinkRow, MeetingRow, RosterRow, ScreeningRow, Side, TaskRow};
use super::cases::PlacedCases;
use super::read::Record;
use super::words::WordIndex;
use super::{Indexes, read};
use crate::model::id;
use crate::model::rows::Tables;
use crate::model::table::{MEETING_PARTS, PRESENCE, Table, links, meetings, rosters, screenings, tasks};
use crate::model::time::{Day, Zone};

/// What [`Side`] will hold, with its words still as text.
#[derive(Debug, Default)]
pub(super) struct SideLines<'a> {
    rosters: Vec<RosterRow>,
    /// Each with its project.
    pub(super) tasks: Vec<(TaskRow, &'a str)>,
    /// Each with its kind.
    pub(super) meetings: Vec<(MeetingRow, &'a str)>,
    /// Kinds, ends and days.
    pub(super) links: Vec<(&'a str, LinkEnd, LinkEnd, super::Validity)>,
    /// Campaigns, divisions, times and numbers.
    pub(super) screenings: Vec<(&'a str, u32, Option<u32>, Option<u32>)>,
}

/// Reads the rows.
pub(super) fn read<'a>(
    tables: &'a Tables,
    zone: &Zone,
    indexes: &Indexes<'a>,
    cases: &PlacedCases<'a>,
) -> Result<SideLines<'a>, SnapshotError> {
    let instant = |record: &Record<'a>, column: usize| -> Result<Option<u32>, SnapshotError> {
        Ok(Some(record.seconds(column, zone)?).filter(|&at| at != NEVER))
    };
    let agency = |record: &Record<'a>, column: usize| {
        Ok::<_, SnapshotError>(AgencyIdx::new(record.reference(column, &indexes.agencies)?).some())
    };
    let division = |record: &Record<'a>, column: usize| {
        Ok::<_, SnapshotError>(DivisionIdx::new(record.reference(column, &indexes.divisions)?).some())
    };
    let rosters = read::read(tables, Table::Rosters, |record| {
        Ok(RosterRow {
            centre: AgencyIdx::new(record.required(rosters::CENTRE_ID, &indexes.agencies)?),
            unit: AgencyIdx::new(record.required(rosters::UNIT_ID, &indexes.agencies)?),
            mode: place(record, rosters::MODE, PRESENCE)?
                .ok_or_else(|| record.wrong(rosters::MODE, "a way of being present"))?,
            validity: record.validity(rosters::VALID_FROM, rosters::VALID_TO)?,
        })
    })?;
    let tasks = read::read(tables, Table::Tasks, |record| {
        let due = record.text(tasks::DUE_ON)?;
        let day =
            || Day::parse(due.as_bytes()).ok_or_else(|| record.wrong(tasks::DUE_ON, "a date YYYY-MM-DD"));
        let row = TaskRow {
            id: record.id(tasks::ID)?.into(),
            title: record.text(tasks::TITLE)?.into(),
            project: None,
            unit: agency(record, tasks::UNIT_ID)?,
            division: division(record, tasks::DIVISION_CODE)?,
            due: if due.is_empty() { None } else { Some(day()?) },
            done_at: instant(record, tasks::DONE_AT)?,
        };
        Ok((row, record.text(tasks::PROJECT)?))
    })?;
    let meetings = read::read(tables, Table::Meetings, |record| {
        let case = record.reference(meetings::CASE_ID, &cases.index)?;
        let row = MeetingRow {
            id: record.id(meetings::ID)?.into(),
            agency: AgencyIdx::new(record.required(meetings::AGENCY_ID, &indexes.agencies)?),
            kind: None,
            part: place(record, meetings::PART, MEETING_PARTS)?,
            called_by: agency(record, meetings::CALLED_BY)?,
            called_at: record.seconds(meetings::CALLED_AT, zone)?,
            attended_at: instant(record, meetings::ATTENDED_AT)?,
            case: (case != NONE).then(|| CaseIdx::new(case)),
            division: division(record, meetings::DIVISION_CODE)?,
        };
        Ok((row, record.text(meetings::KIND)?))
    })?;
    let links = read::read(tables, Table::Links, |record| {
        let from = [links::AGENCY_ID, links::PERSON_ID, links::DIVISION_CODE];
        let to = [links::TO_AGENCY, links::TO_PERSON, links::TO_DIVISION];
        let validity = record.validity(links::VALID_FROM, links::VALID_TO)?;
        Ok((record.text(links::KIND)?, end(record, indexes, from)?, end(record, indexes, to)?, validity))
    })?;
    let screenings = read::read(tables, Table::Screenings, |record| {
        let found = Some(record.integer(screenings::CASES_FOUND)?).filter(|&count| count != u32::MAX);
        let division = record.required(screenings::DIVISION_CODE, &indexes.divisions)?;
        let reported_at = instant(record, screenings::REPORTED_AT)?;
        Ok((record.text(screenings::CAMPAIGN)?, division, reported_at, found))
    })?;
    Ok(SideLines { rosters, tasks, meetings, links, screenings })
}

/// The place in `list` of what cell `column` states.
fn place(record: &Record<'_>, column: usize, list: &[&str]) -> Result<Option<u8>, SnapshotError> {
    let stated = record.text(column)?;
    match list.iter().position(|word| *word == stated).and_then(|at| u8::try_from(at).ok()) {
        None if !stated.is_empty() => Err(record.wrong(column, "a word of its list")),
        found => Ok(found),
    }
}

/// The end of a pairing that one of the columns agency, person and division names.
fn end(record: &Record<'_>, indexes: &Indexes<'_>, columns: [usize; 3]) -> Result<LinkEnd, SnapshotError> {
    let [agency, person, division] = columns;
    if !record.is_empty(agency) {
        return Ok(LinkEnd::Agency(AgencyIdx::new(record.required(agency, &indexes.agencies)?)));
    }
    if !record.is_empty(person) {
        return Ok(LinkEnd::Person(PersonIdx::new(record.required(person, &indexes.people)?)));
    }
    Ok(LinkEnd::Division(DivisionIdx::new(record.required(division, &indexes.divisions)?)))
}

/// The rows in order.
pub(super) fn side(lines: SideLines<'_>, words: &WordIndex<'_>) -> Side {
    let mut rosters = lines.rosters;
    rosters.par_sort_unstable();
    let mut tasks: Vec<TaskRow> = lines
        .tasks
        .into_iter()
        .map(|(row, project)| TaskRow { project: words.get(project).some(), ..row })
        .collect();
    tasks.par_sort_by(|a, b| id::order(&a.id, &b.id));
    let mut meetings: Vec<MeetingRow> = lines
        .meetings
        .into_iter()
        .map(|(row, kind)| MeetingRow { kind: words.get(kind).some(), ..row })
        .collect();
    meetings.par_sort_by(|a, b| id::order(&a.id, &b.id).then(a.agency.cmp(&b.agency)));
    let mut links: Vec<LinkRow> = lines
        .links
        .into_iter()
        .map(|(kind, from, to, validity)| LinkRow { kind: words.get(kind), from, to, validity })
        .collect();
    links.par_sort_unstable();
    let mut screenings: Vec<ScreeningRow> = lines
        .screenings
        .into_iter()
        .map(|(campaign, division, reported_at, cases_found)| ScreeningRow {
            campaign: words.get(campaign),
            division: DivisionIdx::new(division),
            reported_at,
            cases_found,
        })
        .collect();
    screenings.par_sort_unstable();
    Side { rosters, tasks, meetings, links, screenings }
}
