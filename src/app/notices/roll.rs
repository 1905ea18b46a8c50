//! Who may act: what the graph knows of a person, their assignments and the offices above a unit, on one day.

use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::app::near::meant;
use crate::app::notices::clearance::Accused;
use crate::app::notices::file::Filed;
use crate::graph::record::Record;
use crate::graph::schema::{Relation, STATE};
use crate::limits::PARENTS_MAX;
use crate::model::id;
use crate::model::rows::Row;
use crate::model::subject::{Subject, SubjectKind};
use crate::model::table::{Table, agencies, assignments, divisions, people};
use crate::model::time::Day;
use crate::notice::Agency;
use crate::notice::admit::Roll;
use crate::playbook::NoticeRules;
use crate::store::graph::reader::Reader;
use uuid::Uuid;

/// The graph, asked about one day.
struct Registry {
    reader: Reader,
    day: Day,
}

/// What is known for a step of `filed` by `person` on `day`; `accused` must have nothing to do with it.
pub(super) fn roll(
    directory: &Directory,
    filed: &Filed,
    (person, day, recorded): (&str, Day, Day),
    accused: Accused,
) -> Result<Roll, AppError> {
    let registry = Registry { reader: directory.graph.reader()?, day };
    let rules = &directory.playbook.notice;
    let place = registry.division_of(&filed.notice.unit.id)?;
    // An office of the same kind as the unit is looked for above it: nobody rules on what concerns themselves.
    let above = |kind: &str| registry.nearest(place.as_deref(), kind, &filed.notice.unit.id);
    let mut offices = Vec::new();
    for signer in &filed.notice.co_signers {
        // An office that was not recorded at drafting may be by now; the playbook says of which kind it is.
        let kind = rules.co_signers.iter().find(|s| s.title == signer.title).map(|s| &s.agency_kind);
        let since = |kind: &String| above(kind);
        let found = match (&signer.agency, kind) {
            (Some(agency), _) => Some(agency.clone()),
            (None, Some(kind)) => since(kind)?,
            (None, None) => None,
        };
        offices.push(found);
    }
    let record = registry.record(Subject::new(SubjectKind::Person, person).uuid())?;
    let head = record.as_ref().and_then(|r| r.head(Table::People));
    let near = if head.is_none() { meant(directory, SubjectKind::Person, person)? } else { Vec::new() };
    Ok(Roll {
        name: head.map(|row| row.text(people::NAME).to_owned()),
        is_serving: head.is_some_and(|row| registry.holds(row, people::VALID_FROM, people::VALID_TO)),
        serves: registry.serves(person, (day, day))?,
        // Not only on the day that the step states, which whoever takes it chooses.
        ties: registry.serves(person, (day.min(filed.notice.zone.day(filed.notice.drafted_at)), recorded))?,
        belongs: head.map(|row| row.text(people::AGENCY_ID).to_owned()).filter(|id| !id.is_empty()),
        offices,
        // A unit that is itself the office that rules has the top of the ladder rule: nobody rules on what concerns them.
        ruler: match above(&rules.ruler_kind)? {
            Some(ruler) => Some(ruler),
            None => rules.ladder.last().map(|rung| above(&rung.issuer_kind)).transpose()?.flatten(),
        },
        near,
        rescuers: if accused.units.is_empty() {
            Vec::new()
        } else {
            registry.rescuers(place.as_deref(), rules)?
        },
        is_accused: accused.people.iter().any(|accused| accused == person),
        accused: accused.units,
        issuers: rules.ladder.iter().map(|rung| above(&rung.issuer_kind)).collect::<Result<_, _>>()?,
    })
}

impl Registry {
    fn record(&self, id: Uuid) -> Result<Option<Record>, AppError> {
        Ok(self.reader.text(id, *STATE)?.map(|text| Record::decode(&text)).transpose()?)
    }

    /// Whether the days of `row` hold the day; an empty cell is an open end.
    fn holds(&self, row: Row<'_>, from: usize, to: usize) -> bool {
        let day = |column: usize| Day::parse(row.cell(column));
        day(from).is_none_or(|from| from <= self.day) && day(to).is_none_or(|to| self.day < to)
    }

    /// Agencies to which `person` is validly assigned on any of the days `first` to `last`, each once.
    fn serves(&self, person: &str, (first, last): (Day, Day)) -> Result<Vec<String>, AppError> {
        let person = Subject::new(SubjectKind::Person, person).uuid();
        let mut agencies = Vec::new();
        for assignment in self.reader.inbound(person, Relation::AssignedTo.identifier())? {
            let record = self.record(assignment)?.unwrap_or_default();
            let rows = record.rows.iter().filter(|(table, _)| *table == Table::Assignments);
            let valid = rows.map(|(_, row)| row.as_row()).filter(|row| {
                let day = |column: usize| Day::parse(row.cell(column));
                day(assignments::VALID_FROM).is_none_or(|from| from <= last)
                    && day(assignments::VALID_TO).is_none_or(|to| first < to)
            });
            agencies.extend(valid.map(|row| row.text(assignments::AGENCY_ID).to_owned()));
        }
        agencies.retain(|agency| !agency.is_empty());
        agencies.sort_by(|a, b| id::order(a, b));
        agencies.dedup();
        Ok(agencies)
    }

    fn division_of(&self, agency: &str) -> Result<Option<String>, AppError> {
        let record = self.record(Subject::new(SubjectKind::Agency, agency).uuid())?.unwrap_or_default();
        let division = record.head(Table::Agencies).map(|row| row.text(agencies::DIVISION_CODE).to_owned());
        Ok(division.filter(|code| !code.is_empty()))
    }

    /// Every office of a kind that co-signs, rules or takes a rung, in `division` and above it: one of them that is clear
    /// takes a notice back of which the offices that have to do with it no longer are.
    fn rescuers(&self, division: Option<&str>, rules: &NoticeRules) -> Result<Vec<Agency>, AppError> {
        let signers = rules.co_signers.iter().map(|signer| &signer.agency_kind);
        let kinds: Vec<&String> = signers
            .chain([&rules.ruler_kind])
            .chain(rules.ladder.iter().map(|rung| &rung.issuer_kind))
            .collect();
        let mut found = Vec::new();
        let mut here = division.map(str::to_owned);
        for _ in 0..PARENTS_MAX {
            let Some(code) = here else { break };
            let place = Subject::new(SubjectKind::Division, &code).uuid();
            for agency in self.reader.inbound(place, Relation::SitsIn.identifier())? {
                let record = self.record(agency)?.unwrap_or_default();
                let Some(row) = record.head(Table::Agencies) else { continue };
                if kinds.iter().any(|kind| row.text(agencies::KIND) == *kind)
                    && self.holds(row, agencies::VALID_FROM, agencies::VALID_TO)
                {
                    let (id, name) = (row.text(agencies::ID), row.text(agencies::NAME));
                    found.push(Agency { id: id.to_owned(), name: name.to_owned() });
                }
            }
            here = self.above(place)?;
        }
        Ok(found)
    }

    /// The code of the division that `place` lies in.
    fn above(&self, place: Uuid) -> Result<Option<String>, AppError> {
        let record = self.record(place)?.unwrap_or_default();
        let parent = record.head(Table::Divisions).map(|row| row.text(divisions::PARENT_CODE).to_owned());
        Ok(parent.filter(|code| !code.is_empty()))
    }

    /// The valid agency of `kind` other than `except` in `division`, or in the nearest division above it that has one;
    /// of several the first by id.
    fn nearest(&self, division: Option<&str>, kind: &str, except: &str) -> Result<Option<Agency>, AppError> {
        let mut here = division.map(str::to_owned);
        for _ in 0..PARENTS_MAX {
            let Some(code) = here else { return Ok(None) };
            let place = Subject::new(SubjectKind::Division, &code).uuid();
            let mut found: Vec<Agency> = Vec::new();
            for agency in self.reader.inbound(place, Relation::SitsIn.identifier())? {
                let record = self.record(agency)?.unwrap_or_default();
                let Some(row) = record.head(Table::Agencies) else { continue };
                if row.text(agencies::KIND) == kind
                    && row.text(agencies::ID) != except
                    && self.holds(row, agencies::VALID_FROM, agencies::VALID_TO)
                {
                    let (id, name) = (row.text(agencies::ID), row.text(agencies::NAME));
                    found.push(Agency { id: id.to_owned(), name: name.to_owned() });
                }
            }
            found.sort_by(|a, b| id::order(&a.id, &b.id));
            if let Some(agency) = found.into_iter().next() {
                return Ok(Some(agency));
            }
            here = self.above(place)?;
        }
        Ok(None)
    }
}
