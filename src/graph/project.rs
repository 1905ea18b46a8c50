//! Projection: from entries to changes of the graph. Pure; what is stored comes in through a look-up.

use hashbrown::HashMap;
use indradb::{Edge, Json};
use rayon::prelude::*;
use uuid::Uuid;

use crate::graph::latest::{self, Latest};
use crate::graph::record::{Record, RecordError};
use crate::graph::schema::{Relation, STATE, vertex_type};
use crate::graph::step::StepRecord;
use crate::model::entry::{Entry, EntryKind};
use crate::model::notice_step::NoticeStep;
use crate::model::rows::Row;
use crate::model::subject::{Subject, SubjectKind};
use crate::model::table::{
    Table, agencies, assignments, cases, divisions, handoffs, links, meetings, people, rosters, screenings,
    tasks,
};
use crate::store::graph::Op;

/// The changes that `entries` make to the graph, given the records that `stored` finds.
///
/// A subject's first entry is not looked up: nothing can be stored before it.
///
/// # Errors
/// Those of `stored`, and [`RecordError`] for an entry that does not follow what is stored.
pub fn changes<E>(
    entries: &[Entry],
    stored: impl Fn(Uuid) -> Result<Option<Record>, E> + Sync,
) -> Result<Vec<Op>, E>
where
    E: From<RecordError> + Send,
{
    let groups = by_subject(entries);
    let made: Vec<Vec<Op>> = groups
        .par_iter()
        .map(|(id, group)| {
            let first = group[0].version == 1;
            let before = if first { None } else { stored(*id)? };
            let mut after = before.clone().unwrap_or_default();
            let mut changed = false;
            for entry in group {
                changed |= after.apply(entry)?;
            }
            let subject = &group[0].subject;
            Ok(if changed { changes_of(*id, subject, before.as_ref(), &after) } else { Vec::new() })
        })
        .collect::<Result<_, E>>()?;
    let mut ops: Vec<Op> = made.into_iter().flatten().collect();
    ops.extend(latest_of(entries, stored)?);
    Ok(ops)
}

/// What `entries` change in the record of the latest moment stated.
fn latest_of<E>(entries: &[Entry], stored: impl Fn(Uuid) -> Result<Option<Record>, E>) -> Result<Vec<Op>, E> {
    let seen = Latest::of(entries);
    if seen == Latest::default() {
        return Ok(Vec::new());
    }
    let before = stored(latest::id())?;
    let known = before.as_ref().map(Latest::of_record).unwrap_or_default();
    let after = known.clone().max(seen);
    if before.is_some() && after == known {
        return Ok(Vec::new());
    }
    let vertex = Op::Vertex(latest::id(), vertex_type(SubjectKind::Directory));
    let text = Json::new(serde_json::Value::String(after.record().encode()));
    Ok(vec![vertex, Op::Property(latest::id(), *STATE, text)])
}

/// Entries by subject, each group in ledger order, groups in order of first appearance.
fn by_subject(entries: &[Entry]) -> Vec<(Uuid, Vec<&Entry>)> {
    let mut groups: Vec<(Uuid, Vec<&Entry>)> = Vec::new();
    let mut index_of: HashMap<&Subject, usize> = HashMap::new();
    for entry in entries {
        if let Some((_, last)) = groups.last_mut()
            && last[0].subject == entry.subject
        {
            last.push(entry);
            continue;
        }
        let index = *index_of.entry(&entry.subject).or_insert(groups.len());
        if index == groups.len() {
            groups.push((Uuid::nil(), Vec::new()));
        }
        groups[index].1.push(entry);
    }
    groups.par_iter_mut().for_each(|(id, group)| *id = group[0].subject.uuid());
    groups
}

fn changes_of(id: Uuid, subject: &Subject, before: Option<&Record>, after: &Record) -> Vec<Op> {
    let mut ops = Vec::with_capacity(5);
    if before.is_none() {
        ops.push(Op::Vertex(id, vertex_type(subject.kind)));
    }
    ops.push(Op::Property(id, *STATE, Json::new(serde_json::Value::String(after.encode()))));
    let (old, new) = (before.map(|r| edges(subject.kind, r)).unwrap_or_default(), edges(subject.kind, after));
    let edge = |&(relation, to): &(Relation, Uuid)| Edge::new(id, relation.identifier(), to);
    ops.extend(old.iter().filter(|e| !new.contains(e)).map(|e| Op::DeleteEdge(edge(e))));
    ops.extend(new.iter().filter(|e| !old.contains(e)).map(|e| Op::Edge(edge(e))));
    ops
}

/// The edges that a subject with that record has, sorted.
fn edges(kind: SubjectKind, record: &Record) -> Vec<(Relation, Uuid)> {
    let mut found = Vec::new();
    let mut to = |relation: Relation, kind: SubjectKind, row: Row<'_>, column: usize| {
        let key = row.text(column);
        if !key.is_empty() {
            found.push((relation, Subject::new(kind, key).uuid()));
        }
    };
    for (table, row) in &record.rows {
        let row = row.as_row();
        named_by(*table).iter().for_each(|&(relation, kind, column)| to(relation, kind, row, column));
    }
    for (relation, row, column) in business(record) {
        to(relation, SubjectKind::Agency, row, column);
    }
    if let (SubjectKind::Notice, Some(document)) = (kind, &record.document) {
        let unit = document.get("unit").and_then(|u| u.get("id")).and_then(serde_json::Value::as_str);
        found.extend(unit.map(|id| (Relation::AddressedTo, Subject::new(SubjectKind::Agency, id).uuid())));
    }
    let signed = record.steps.iter().filter(|s| s.kind == EntryKind::NoticeStepped(NoticeStep::Sign));
    let person = |step: &StepRecord| Subject::new(SubjectKind::Person, &step.actor).uuid();
    found.extend(signed.map(|step| (Relation::SignedBy, person(step))));
    found.sort_unstable();
    found.dedup();
    found
}

/// Whom the rows of a table name: the relation, what kind of subject it is, and the column with its key.
fn named_by(table: Table) -> &'static [(Relation, SubjectKind, usize)] {
    use SubjectKind::{Agency, Case, Division, Person};
    match table {
        Table::Divisions => &[
            (Relation::PartOf, Division, divisions::PARENT_CODE),
            (Relation::SucceededBy, Division, divisions::SUCCESSOR_CODE),
        ],
        Table::Agencies => &[
            (Relation::SitsIn, Division, agencies::DIVISION_CODE),
            (Relation::ReportsTo, Agency, agencies::PARENT_ID),
            (Relation::SupervisedBy, Agency, agencies::SUPERVISED_BY),
            (Relation::SucceededBy, Agency, agencies::SUCCESSOR_ID),
        ],
        Table::People => &[(Relation::BelongsTo, Agency, people::AGENCY_ID)],
        Table::Assignments => &[
            (Relation::AssignedTo, Person, assignments::PERSON_ID),
            (Relation::Covers, Division, assignments::DIVISION_CODE),
            (Relation::Covers, Case, assignments::CASE_ID),
            (Relation::Covers, Agency, assignments::AGENCY_ID),
        ],
        Table::Cases => &[
            (Relation::AroseIn, Division, cases::VILLAGE_CODE),
            (Relation::ComplainsOf, Agency, cases::AGAINST_AGENCY),
            (Relation::ComplainsOf, Person, cases::AGAINST_PERSON),
        ],
        Table::Screenings => &[(Relation::ReportsOn, Division, screenings::DIVISION_CODE)],
        Table::Rosters => &[
            (Relation::PresentAt, Agency, rosters::CENTRE_ID),
            (Relation::PresenceOf, Agency, rosters::UNIT_ID),
        ],
        Table::Tasks => {
            &[(Relation::OwnedBy, Agency, tasks::UNIT_ID), (Relation::About, Division, tasks::DIVISION_CODE)]
        }
        Table::Meetings => &[
            (Relation::Calls, Agency, meetings::AGENCY_ID),
            (Relation::CalledBy, Agency, meetings::CALLED_BY),
            (Relation::About, Case, meetings::CASE_ID),
            (Relation::About, Division, meetings::DIVISION_CODE),
        ],
        Table::Links => &[
            (Relation::Links, Agency, links::AGENCY_ID),
            (Relation::Links, Person, links::PERSON_ID),
            (Relation::Links, Division, links::DIVISION_CODE),
            (Relation::LinkedTo, Agency, links::TO_AGENCY),
            (Relation::LinkedTo, Person, links::TO_PERSON),
            (Relation::LinkedTo, Division, links::TO_DIVISION),
        ],
        Table::Mediators | Table::Handoffs | Table::CaseEvents | Table::Parties => &[],
    }
}

/// Who has to do with the case by its last handoff, and the column that names them: until it is finished, its receiver
/// holds the case when it was received, else its sender does and its receiver is waited for.
fn business(record: &Record) -> Vec<(Relation, Row<'_>, usize)> {
    let hops = record.rows.iter().filter(|(table, _)| *table == Table::Handoffs).map(|(_, row)| row.as_row());
    let last = hops.max_by_key(|row| row.text(handoffs::SEQ).parse::<u32>().unwrap_or(0));
    match last {
        Some(last) if last.cell(handoffs::FINISHED_AT).is_empty() => {
            if last.cell(handoffs::RECEIVED_AT).is_empty() {
                let awaited = (Relation::AwaitedBy, last, handoffs::TO_AGENCY);
                vec![(Relation::HeldBy, last, handoffs::FROM_AGENCY), awaited]
            } else {
                vec![(Relation::HeldBy, last, handoffs::TO_AGENCY)]
            }
        }
        Some(_) | None => Vec::new(),
    }
}
