//! The drafts of a call in the order in which they are appended: things before what refers to them, and everything
//! about one case together.

use hashbrown::HashMap;

use crate::app::import::compare::Compared;
use crate::app::import::groups::CaseGroups;
use crate::app::import::index::{Verdict, Verdicts};
use crate::app::import::prepare::Bodies;
use crate::model::entry::{Body, Correction, Draft, EntryKind};
use crate::model::rows::{Row, RowAt, RowBuf, Tables};
use crate::model::subject::{Subject, SubjectKind};
use crate::model::table::{
    Table, agencies, assignments, case_events, cases, divisions, handoffs, links, meetings, people, rosters,
    screenings, tasks,
};

/// Everything that drafts are made from.
#[derive(Clone, Copy)]
pub struct Admitted<'a> {
    /// The rows.
    pub tables: &'a Tables,
    /// What becomes of them.
    pub verdicts: &'a Verdicts,
    /// Rows by case.
    pub groups: &'a CaseGroups<'a>,
    /// Known versions.
    pub compared: &'a Compared,
    /// Bodies made beforehand.
    pub bodies: &'a Bodies,
}

/// Tables after the cases of which each row has a subject of its own, but for the spells of an assignment.
const SINGLE: [Table; 6] =
    [Table::Assignments, Table::Screenings, Table::Rosters, Table::Tasks, Table::Meetings, Table::Links];

impl<'a> Admitted<'a> {
    /// The drafts, in order.
    pub fn drafts(self) -> impl Iterator<Item = Draft> + 'a {
        let single = move |table: Table| {
            // Only assignments can have several rows of one subject in a call: their spells.
            let mut spells: HashMap<Subject, u32> = HashMap::new();
            self.tables.rows(table).filter(move |(at, _)| self.is_stored(table, *at)).map(move |(at, row)| {
                let subject = Subject::of_row(table, row);
                let mut version = self.version(&subject);
                if table == Table::Assignments {
                    let before = spells.entry(subject.clone()).or_insert(0);
                    version += *before;
                    *before += 1;
                }
                self.draft(table, at, subject, version)
            })
        };
        let first = [Table::Divisions, Table::Agencies, Table::People].into_iter().flat_map(single);
        let last = SINGLE.into_iter().flat_map(single);
        first.chain(self.case_drafts()).chain(last)
    }

    fn case_drafts(self) -> impl Iterator<Item = Draft> + 'a {
        self.groups.groups().flat_map(move |group| {
            let id = self.groups.ids[group[0].case as usize];
            let subject = Subject::new(SubjectKind::Case, std::str::from_utf8(id).unwrap_or(""));
            let mut version = self.version(&subject);
            let stored = group.iter().filter(move |r| self.is_stored(r.table, r.at));
            stored.map(move |row| {
                let draft = self.draft(row.table, row.at, subject.clone(), version);
                version += 1;
                draft
            })
        })
    }

    fn is_stored(&self, table: Table, at: RowAt) -> bool {
        !matches!(self.verdicts.get(table, at), Verdict::Same | Verdict::Bad)
    }

    fn version(&self, subject: &Subject) -> u32 {
        if self.compared.versions.is_empty() {
            0
        } else {
            self.compared.versions.get(subject).copied().unwrap_or(0)
        }
    }

    fn draft(&self, table: Table, at: RowAt, subject: Subject, expected_version: u32) -> Draft {
        let row = self.tables.row(table, at);
        let made = if self.bodies.is_empty() { None } else { self.bodies.get(&(table, at)) };
        let (kind, body) = match made {
            Some((kind, body)) => (*kind, body.clone()),
            None => (EntryKind::Recorded(table), Body::Row(RowBuf::from(row))),
        };
        let occurred_at = occurred_at(table, row, &body).into();
        Draft { subject, expected_version, kind, occurred_at, body }
    }
}

/// When what a row states happened: for a change, the latest time among the cells that it fills.
fn occurred_at<'r>(table: Table, row: Row<'r>, body: &'r Body) -> &'r str {
    let (first, rest) = time_columns(table);
    let stated = |cells: Row<'r>| rest.iter().rev().map(|&c| cells.text(c)).find(|t| !t.is_empty());
    match body {
        Body::Correction(c) => {
            let Correction { row: cells, .. } = &**c;
            stated(cells.as_row()).unwrap_or("")
        }
        Body::Row(cells) if first.is_some_and(|c| cells.as_row().cell(c).is_empty()) => {
            stated(cells.as_row()).unwrap_or("")
        }
        Body::Row(_) | Body::Document(_) => first.map_or("", |c| row.text(c)),
    }
}

/// The column that says when a row came to be, and those that say what came later.
fn time_columns(table: Table) -> (Option<usize>, &'static [usize]) {
    match table {
        Table::Divisions => (Some(divisions::VALID_FROM), &[divisions::VALID_TO]),
        Table::Agencies => (Some(agencies::VALID_FROM), &[agencies::VALID_TO]),
        Table::People => (Some(people::VALID_FROM), &[people::VALID_TO]),
        Table::Assignments => (Some(assignments::VALID_FROM), &[assignments::VALID_TO]),
        Table::Cases => (Some(cases::OPENED_AT), &[cases::CLOSED_AT]),
        Table::Handoffs => (Some(handoffs::SENT_AT), &[handoffs::RECEIVED_AT, handoffs::FINISHED_AT]),
        Table::CaseEvents => (Some(case_events::AT), &[]),
        Table::Screenings => (Some(screenings::REPORTED_AT), &[]),
        Table::Rosters => (Some(rosters::VALID_FROM), &[rosters::VALID_TO]),
        Table::Tasks => (None, &[tasks::DONE_AT]),
        Table::Meetings => (Some(meetings::CALLED_AT), &[meetings::ATTENDED_AT]),
        Table::Links => (Some(links::VALID_FROM), &[links::VALID_TO]),
        Table::Mediators | Table::Parties => (None, &[]),
    }
}
