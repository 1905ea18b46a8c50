//! Records to objects: who there is, what it is like, and whom it belongs to.
//!
//! Attributes that never change hold from 1970-01-01, the standard's mark of a value without a history. A case has two
//! that do change: `state` (open, closed), and `rating`, which is known when it is closed.

use std::borrow::Cow;

use serde_json::Value;

use super::events::closings;
use super::object_id;
use super::wire::{Held, Object, Relationship};
use crate::graph::record::Record;
use crate::graph::schema::Relation;
use crate::model::rows::Row;
use crate::model::subject::SubjectKind;
use crate::model::table::{LEVELS, Table, agencies, cases, divisions, people};
use crate::model::time::Zone;

/// From when on a value without a history holds.
const ALWAYS: Cow<'static, str> = Cow::Borrowed("1970-01-01T00:00:00Z");

/// The object that a record is; none for what is told by events only.
pub(super) fn of<'r>(
    kind: SubjectKind,
    record: &'r Record,
    zone: &Zone,
    named: &(dyn Fn(&str) -> bool + Sync),
) -> Option<Object<'r>> {
    match kind {
        SubjectKind::Division => record.head(Table::Divisions).and_then(division),
        SubjectKind::Agency => record.head(Table::Agencies).map(agency),
        SubjectKind::Person => record.head(Table::People).map(person),
        SubjectKind::Case => record.head(Table::Cases).map(|row| case(row, record, zone)),
        SubjectKind::Notice => record.document.as_ref().and_then(|document| notice(document, named)),
        SubjectKind::Directory
        | SubjectKind::Assignment
        | SubjectKind::Screening
        | SubjectKind::Roster
        | SubjectKind::Task
        | SubjectKind::Meeting
        | SubjectKind::Link
        | SubjectKind::Account
        | SubjectKind::Audit
        | SubjectKind::Request
        | SubjectKind::Webhook => None,
    }
}

/// The filled ones of `columns` as attributes without a history.
fn lasting<'r>(row: Row<'r>, columns: &[(&'static str, usize)]) -> Vec<Held<'r>> {
    let held = columns.iter().map(|&(name, column)| Held { name, value: row.text(column), time: ALWAYS });
    held.filter(|held| !held.value.is_empty()).collect()
}

/// The filled ones of `columns` as relationships.
fn related(row: Row<'_>, columns: &[(Relation, SubjectKind, usize)]) -> Vec<Relationship> {
    let filled = columns.iter().filter(|&&(_, _, column)| !row.cell(column).is_empty());
    filled
        .map(|&(relation, kind, column)| Relationship {
            object_id: object_id(kind, row.text(column)),
            qualifier: relation.name(),
        })
        .collect()
}

fn division(row: Row<'_>) -> Option<Object<'_>> {
    let level = row.text(divisions::LEVEL);
    Some(Object {
        id: object_id(SubjectKind::Division, row.text(divisions::CODE)),
        kind: LEVELS.iter().find(|l| **l == level)?,
        attributes: lasting(
            row,
            &[
                ("name", divisions::NAME),
                ("kind", divisions::KIND),
                ("valid_from", divisions::VALID_FROM),
                ("valid_to", divisions::VALID_TO),
            ],
        ),
        relationships: related(
            row,
            &[
                (Relation::PartOf, SubjectKind::Division, divisions::PARENT_CODE),
                (Relation::SucceededBy, SubjectKind::Division, divisions::SUCCESSOR_CODE),
            ],
        ),
    })
}

fn agency(row: Row<'_>) -> Object<'_> {
    Object {
        id: object_id(SubjectKind::Agency, row.text(agencies::ID)),
        kind: "agency",
        attributes: lasting(
            row,
            &[
                ("name", agencies::NAME),
                ("kind", agencies::KIND),
                ("valid_from", agencies::VALID_FROM),
                ("valid_to", agencies::VALID_TO),
            ],
        ),
        relationships: related(
            row,
            &[
                (Relation::SitsIn, SubjectKind::Division, agencies::DIVISION_CODE),
                (Relation::ReportsTo, SubjectKind::Agency, agencies::PARENT_ID),
                (Relation::SupervisedBy, SubjectKind::Agency, agencies::SUPERVISED_BY),
                (Relation::SucceededBy, SubjectKind::Agency, agencies::SUCCESSOR_ID),
            ],
        ),
    }
}

/// A person without their name: a log is computed with, and the id says who it is.
fn person(row: Row<'_>) -> Object<'_> {
    Object {
        id: object_id(SubjectKind::Person, row.text(people::ID)),
        kind: "person",
        attributes: lasting(
            row,
            &[
                ("kind", people::KIND),
                ("title", people::TITLE),
                ("capacity", people::CAPACITY),
                ("team", people::TEAM),
                ("valid_from", people::VALID_FROM),
                ("valid_to", people::VALID_TO),
            ],
        ),
        relationships: related(row, &[(Relation::BelongsTo, SubjectKind::Agency, people::AGENCY_ID)]),
    }
}

fn case<'r>(row: Row<'r>, record: &'r Record, zone: &Zone) -> Object<'r> {
    let mut attributes =
        lasting(row, &[("kind", cases::KIND), ("channel", cases::CHANNEL), ("tier", cases::TIER)]);
    let states = closings(record, zone);
    let closed = states.iter().find(|(_, state)| *state == "closed");
    let rated = row.text(cases::RATING);
    if !rated.is_empty() {
        let time = closed.map_or(ALWAYS, |(at, _)| Cow::Owned(zone.rfc3339(*at)));
        attributes.push(Held { name: "rating", value: rated, time });
    }
    let state = |(at, value)| Held { name: "state", value, time: Cow::Owned(zone.rfc3339(at)) };
    attributes.extend(states.into_iter().map(state));
    Object {
        id: object_id(SubjectKind::Case, row.text(cases::ID)),
        kind: "case",
        attributes,
        relationships: related(
            row,
            &[
                (Relation::AroseIn, SubjectKind::Division, cases::VILLAGE_CODE),
                (Relation::ComplainsOf, SubjectKind::Agency, cases::AGAINST_AGENCY),
                (Relation::ComplainsOf, SubjectKind::Person, cases::AGAINST_PERSON),
            ],
        ),
    }
}

/// A notice with its unit and the cases that it names as evidence.
fn notice<'r>(document: &'r Value, named: &(dyn Fn(&str) -> bool + Sync)) -> Option<Object<'r>> {
    let id = document.get("id").and_then(Value::as_str)?;
    let mut relationships: Vec<Relationship> = unit_of(document)
        .map(|unit| Relationship {
            object_id: object_id(SubjectKind::Agency, unit),
            qualifier: Relation::AddressedTo.name(),
        })
        .into_iter()
        .collect();
    let late = document.get("late").and_then(Value::as_array).into_iter().flatten();
    let mut cases: Vec<&str> = late.filter_map(|row| row.get("case").and_then(Value::as_str)).collect();
    cases.sort_unstable();
    cases.dedup();
    let evidence = cases.into_iter().filter(|case| named(case));
    relationships.extend(
        evidence.map(|case| Relationship {
            object_id: object_id(SubjectKind::Case, case),
            qualifier: "evidence",
        }),
    );
    Some(Object {
        id: object_id(SubjectKind::Notice, id),
        kind: "notice",
        attributes: Vec::new(),
        relationships,
    })
}

/// Whom a notice is addressed to.
pub(super) fn unit_of(document: &Value) -> Option<&str> {
    document.get("unit")?.get("id")?.as_str()
}
