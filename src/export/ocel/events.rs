//! Records and entries to events: what happened, when, and to whom.
//!
//! An event's id is its type and its place, the subject's id last, so that no two are alike: `handoff.sent:3:LJ-17` is
//! the sending of the third handoff of case `LJ-17`.

use std::borrow::Cow;

use super::object_id;
use super::types::of_case_event;
use super::wire::{Event, Relationship, Stated};
use crate::graph::record::Record;
use crate::graph::schema::Relation;
use crate::model::entry::Entry;
use crate::model::rows::Row;
use crate::model::subject::{Subject, SubjectKind};
use crate::model::table::{Table, assignments, case_events, cases, handoffs, meetings, screenings};
use crate::model::time::{Instant, Zone};

/// The events that the rows of a record tell, table by table.
pub(super) fn of<'r>(record: &'r Record, zone: &Zone) -> Vec<Event<'r>> {
    let mut events = Vec::new();
    let (mut told, mut spells) = (0, 0);
    for (table, row) in &record.rows {
        let row = row.as_row();
        match table {
            Table::Cases => of_case(row, record, zone, &mut events),
            Table::Handoffs => of_handoff(row, zone, &mut events),
            Table::CaseEvents => {
                told += 1;
                events.extend(of_told(row, told, zone));
            }
            Table::Assignments => {
                spells += 1;
                of_assignment(row, spells, zone, &mut events);
            }
            Table::Screenings => events.extend(of_screening(row, zone)),
            Table::Meetings => of_meeting(row, zone, &mut events),
            // What stands for a time is state and no event.
            Table::Divisions
            | Table::Agencies
            | Table::People
            | Table::Mediators
            | Table::Parties
            | Table::Rosters
            | Table::Tasks
            | Table::Links => {}
        }
    }
    events
}

/// The event that an entry about a notice is, named by its kind.
pub(super) fn of_step<'e>(entry: &'e Entry, zone: &Zone, unit: Option<String>, by_person: bool) -> Event<'e> {
    let stated = zone.parse_instant(entry.occurred_at.as_bytes());
    let mut relationships = vec![to("notice", SubjectKind::Notice, &entry.subject.key)];
    relationships.extend(unit.map(|unit| to(Relation::AddressedTo.name(), SubjectKind::Agency, &unit)));
    if by_person {
        relationships.push(to("actor", SubjectKind::Person, &entry.actor));
    }
    let kind = entry.kind.name();
    Event {
        id: format!("{kind}:{}:{}", entry.seq, entry.subject.key),
        kind: Cow::Owned(kind),
        time: zone.rfc3339(stated.unwrap_or(entry.recorded_at)),
        attributes: vec![Stated { name: "actor", value: &entry.actor }],
        relationships,
    }
}

/// When a case was opened, closed and opened again, in order of time, as `open` and `closed`; of what happened in one
/// second the closing comes last.
pub(super) fn closings(record: &Record, zone: &Zone) -> Vec<(Instant, &'static str)> {
    let mut states = Vec::new();
    for (table, row) in &record.rows {
        let row = row.as_row();
        let mut add = |column: usize, state: &'static str| {
            states.extend(instant(row, column, zone).map(|at| (at, state)));
        };
        match (table, row.text(case_events::KIND)) {
            (Table::Cases, _) => {
                add(cases::OPENED_AT, "open");
                add(cases::CLOSED_AT, "closed");
            }
            (Table::CaseEvents, "closed") => add(case_events::AT, "closed"),
            (Table::CaseEvents, "reopened") => add(case_events::AT, "open"),
            _ => {}
        }
    }
    states.sort_by_key(|&(at, state)| (at, state == "closed"));
    states.dedup_by_key(|(_, state)| *state);
    states
}

fn instant(row: Row<'_>, column: usize, zone: &Zone) -> Option<Instant> {
    zone.parse_instant(row.cell(column)).ok()
}

fn to(qualifier: &'static str, kind: SubjectKind, key: &str) -> Relationship {
    Relationship { object_id: object_id(kind, key), qualifier }
}

/// The filled ones of `columns` as attributes.
fn stated<'r>(row: Row<'r>, columns: &[(&'static str, usize)]) -> Vec<Stated<'r>> {
    let stated = columns.iter().map(|&(name, column)| Stated { name, value: row.text(column) });
    stated.filter(|stated| !stated.value.is_empty()).collect()
}

fn of_case<'r>(row: Row<'r>, record: &'r Record, zone: &Zone, events: &mut Vec<Event<'r>>) {
    let id = row.text(cases::ID);
    if let Some(at) = instant(row, cases::OPENED_AT, zone) {
        events.push(Event {
            id: format!("case.opened:{id}"),
            kind: Cow::Borrowed("case.opened"),
            time: zone.rfc3339(at),
            attributes: Vec::new(),
            relationships: vec![
                to("case", SubjectKind::Case, id),
                to(Relation::AroseIn.name(), SubjectKind::Division, row.text(cases::VILLAGE_CODE)),
            ],
        });
    }
    // A closing that an event tells as well is one closing.
    let Some(at) = instant(row, cases::CLOSED_AT, zone) else { return };
    let same = |row: Row<'_>| {
        row.text(case_events::KIND) == "closed" && instant(row, case_events::AT, zone) == Some(at)
    };
    let told = record.rows.iter().any(|(table, row)| *table == Table::CaseEvents && same(row.as_row()));
    if !told {
        events.push(Event {
            id: format!("case.closed:0:{id}"),
            kind: Cow::Borrowed("case.closed"),
            time: zone.rfc3339(at),
            attributes: Vec::new(),
            relationships: vec![to("case", SubjectKind::Case, id)],
        });
    }
}

/// Row number `number` (from 1) of a case's events.
fn of_told<'r>(row: Row<'r>, number: usize, zone: &Zone) -> Option<Event<'r>> {
    let (id, agency) = (row.text(case_events::CASE_ID), row.text(case_events::AGENCY_ID));
    let kind = of_case_event(row.text(case_events::KIND));
    let mut relationships = vec![to("case", SubjectKind::Case, id)];
    if !agency.is_empty() {
        relationships.push(to("agency", SubjectKind::Agency, agency));
    }
    Some(Event {
        id: format!("{kind}:{number}:{id}"),
        kind: Cow::Owned(kind),
        time: zone.rfc3339(instant(row, case_events::AT, zone)?),
        attributes: Vec::new(),
        relationships,
    })
}

fn of_handoff<'r>(row: Row<'r>, zone: &Zone, events: &mut Vec<Event<'r>>) {
    let (case, seq) = (row.text(handoffs::CASE_ID), row.text(handoffs::SEQ));
    for (kind, column) in [
        ("handoff.sent", handoffs::SENT_AT),
        ("handoff.received", handoffs::RECEIVED_AT),
        ("handoff.finished", handoffs::FINISHED_AT),
    ] {
        let Some(at) = instant(row, column, zone) else { continue };
        events.push(Event {
            id: format!("{kind}:{seq}:{case}"),
            kind: Cow::Borrowed(kind),
            time: zone.rfc3339(at),
            attributes: stated(row, &[("seq", handoffs::SEQ), ("role", handoffs::ROLE)]),
            relationships: vec![
                to("case", SubjectKind::Case, case),
                to("from", SubjectKind::Agency, row.text(handoffs::FROM_AGENCY)),
                to("to", SubjectKind::Agency, row.text(handoffs::TO_AGENCY)),
            ],
        });
    }
}

/// Spell number `number` (from 1) of an assignment. An end that no calendar reaches is no event.
fn of_assignment<'r>(row: Row<'r>, number: usize, zone: &Zone, events: &mut Vec<Event<'r>>) {
    let key = Subject::of_row(Table::Assignments, row).key;
    let targets = [
        (SubjectKind::Division, assignments::DIVISION_CODE),
        (SubjectKind::Case, assignments::CASE_ID),
        (SubjectKind::Agency, assignments::AGENCY_ID),
    ];
    for (kind, column) in
        [("assignment.started", assignments::VALID_FROM), ("assignment.ended", assignments::VALID_TO)]
    {
        let Some(at) = instant(row, column, zone) else { continue };
        let covers = targets.iter().filter(|&&(_, column)| !row.cell(column).is_empty());
        let covers = covers.map(|&(kind, column)| to(Relation::Covers.name(), kind, row.text(column)));
        let person = to(Relation::AssignedTo.name(), SubjectKind::Person, row.text(assignments::PERSON_ID));
        events.push(Event {
            id: format!("{kind}:{number}:{key}"),
            kind: Cow::Borrowed(kind),
            time: zone.rfc3339(at),
            attributes: stated(row, &[("role", assignments::ROLE)]),
            relationships: std::iter::once(person).chain(covers).collect(),
        });
    }
}

/// A unit was called to a meeting, and came.
fn of_meeting<'r>(row: Row<'r>, zone: &Zone, events: &mut Vec<Event<'r>>) {
    let key = Subject::of_row(Table::Meetings, row).key;
    let ends = [
        (Relation::Calls, SubjectKind::Agency, meetings::AGENCY_ID),
        (Relation::CalledBy, SubjectKind::Agency, meetings::CALLED_BY),
        (Relation::About, SubjectKind::Case, meetings::CASE_ID),
        (Relation::About, SubjectKind::Division, meetings::DIVISION_CODE),
    ];
    for (kind, column) in
        [("meeting.called", meetings::CALLED_AT), ("meeting.attended", meetings::ATTENDED_AT)]
    {
        let Some(at) = instant(row, column, zone) else { continue };
        let filled = ends.iter().filter(|&&(_, _, column)| !row.cell(column).is_empty());
        let relationships =
            filled.map(|&(relation, kind, column)| to(relation.name(), kind, row.text(column)));
        events.push(Event {
            id: format!("{kind}:{key}"),
            kind: Cow::Borrowed(kind),
            time: zone.rfc3339(at),
            attributes: stated(row, &[("kind", meetings::KIND)]),
            relationships: relationships.collect(),
        });
    }
}

fn of_screening<'r>(row: Row<'r>, zone: &Zone) -> Option<Event<'r>> {
    let key = Subject::of_row(Table::Screenings, row).key;
    Some(Event {
        id: format!("screening.reported:{key}"),
        kind: Cow::Borrowed("screening.reported"),
        time: zone.rfc3339(instant(row, screenings::REPORTED_AT, zone)?),
        attributes: stated(
            row,
            &[("campaign", screenings::CAMPAIGN), ("cases_found", screenings::CASES_FOUND)],
        ),
        relationships: vec![to(
            Relation::ReportsOn.name(),
            SubjectKind::Division,
            row.text(screenings::DIVISION_CODE),
        )],
    })
}
