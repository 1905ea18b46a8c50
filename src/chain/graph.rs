//! Chains through the graph: vertex by vertex, reading only those that the answer needs.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::ops::{ControlFlow, RangeInclusive};
use std::rc::Rc;

use rayon::prelude::*;
use uuid::Uuid;

use super::rows::{Naming, case_row, closing, damaged, hops, instant, open_at, optional, uuid, validity};
use super::source::{
    AgencyFacts, CaseFacts, DivisionFacts, Hop, PersonFacts, Source, TargetOf, Tie, TieTarget, Workload,
};
use super::walk::basis;
use crate::detect::world::Moment;
use crate::graph::latest;
use crate::graph::load::LoadError;
use crate::graph::record::Record;
use crate::graph::schema::{Relation, STATE};
use crate::model::rows::Row;
use crate::model::subject::{Subject, SubjectKind};
use crate::model::table::{LEVELS, Table, agencies, assignments, cases, divisions, people};
use crate::model::time::{Instant, Zone};
use crate::store::graph::reader::Reader;

/// Records handed on at a time while every case is read.
const RECORDS_PER_CHUNK: usize = 1 << 14;

/// The graph as a source of chains at one moment.
pub struct GraphSource<'a> {
    reader: Reader,
    zone: &'a Zone,
    moment: Moment,
    /// Records read: one walk asks for the same agencies and people again and again.
    records: RefCell<BTreeMap<Uuid, Rc<Record>>>,
    /// How much each agency has to do, once every case was read for it.
    tally: OnceCell<BTreeMap<Uuid, Workload>>,
}

impl<'a> GraphSource<'a> {
    /// The graph that `reader` shows, times read in `zone`, seen at `moment`.
    #[must_use]
    pub fn new(reader: Reader, zone: &'a Zone, moment: Moment) -> Self {
        Self { reader, zone, moment, records: RefCell::default(), tally: OnceCell::new() }
    }

    /// Reads every case now, so that the workload of many agencies can be asked for.
    ///
    /// # Errors
    /// When the graph cannot be read.
    pub fn tally_all(&self) -> Result<(), LoadError> {
        if self.tally.get().is_none() {
            let mut tally: BTreeMap<Uuid, Workload> = BTreeMap::new();
            self.each_case(
                |_| true,
                |holder, charged| {
                    add(&mut tally, holder, |load| &mut load.held);
                    add(&mut tally, charged, |load| &mut load.awaiting);
                },
            )?;
            self.tally.set(tally).unwrap_or(());
        }
        Ok(())
    }

    fn find(&self, kind: SubjectKind, key: &str) -> Result<Option<Uuid>, LoadError> {
        let id = Subject::new(kind, key).uuid();
        Ok(self.stored(id)?.map(|_| id))
    }

    fn stored(&self, id: Uuid) -> Result<Option<Rc<Record>>, LoadError> {
        if let Some(record) = self.records.borrow().get(&id) {
            return Ok(Some(Rc::clone(record)));
        }
        let Some(text) = self.reader.text(id, *STATE)? else { return Ok(None) };
        let record = Rc::new(Record::decode(&text)?);
        self.records.borrow_mut().insert(id, Rc::clone(&record));
        Ok(Some(record))
    }

    fn record(&self, id: Uuid) -> Result<Rc<Record>, LoadError> {
        self.stored(id)?.ok_or_else(|| damaged(&format!("nothing at {id}")))
    }

    /// What `read` makes of the row of `table` that the thing at `id` is identified by.
    fn head<T>(
        &self,
        id: Uuid,
        table: Table,
        read: impl FnOnce(Row<'_>) -> Result<T, LoadError>,
    ) -> Result<T, LoadError> {
        let record = self.record(id)?;
        read(record.head(table).ok_or_else(|| damaged(&format!("no row of {table} at {id}")))?)
    }

    /// Where the edges of `relation` into `id` come from.
    fn origins(&self, id: Uuid, relation: Relation) -> Result<Vec<Uuid>, LoadError> {
        Ok(self.reader.inbound(id, relation.identifier())?)
    }

    /// The assignments behind edges of `relation` into `id`, each as `read` sees it.
    fn ties<E>(
        &self,
        id: Uuid,
        relation: Relation,
        read: impl Fn(Row<'_>) -> E,
    ) -> Result<Vec<Tie<E>>, LoadError> {
        let mut ties = Vec::new();
        for assignment in self.origins(id, relation)? {
            let Some(text) = self.reader.text(assignment, *STATE)? else {
                return Err(damaged(&format!("nothing at {assignment}")));
            };
            let record = Record::decode(&text)?;
            for (_, row) in record.rows.iter().filter(|(table, _)| *table == Table::Assignments) {
                let row = row.as_row();
                let of_case = !row.cell(assignments::CASE_ID).is_empty();
                ties.push(Tie {
                    end: read(row),
                    role: row.text(assignments::ROLE).to_owned(),
                    validity: validity(row, assignments::VALID_FROM, assignments::VALID_TO)?,
                    basis: basis(row.text(assignments::BASIS), of_case),
                });
            }
        }
        Ok(ties)
    }

    fn tied_people(&self, id: Uuid) -> Result<Vec<Tie<Uuid>>, LoadError> {
        self.ties(id, Relation::Covers, |row| uuid(SubjectKind::Person, row, assignments::PERSON_ID))
    }

    /// Tells `each` the holder of every open case whose record is `wanted`, and whom it waits for.
    fn each_case(
        &self,
        wanted: impl Fn(&str) -> bool + Sync,
        mut each: impl FnMut(Option<Uuid>, Option<Uuid>),
    ) -> Result<(), LoadError> {
        let (zone, moment) = (self.zone, self.moment);
        let mut failed = None;
        self.reader.scan_text(*STATE, ids_of(SubjectKind::Case), RECORDS_PER_CHUNK, |records| {
            let stands = |(_, text): &(Uuid, String)| {
                wanted(text).then(|| open_at(&Record::decode(text)?, zone, moment))
            };
            let chunk: Result<Vec<_>, LoadError> = records.par_iter().filter_map(stands).collect();
            match chunk {
                Ok(chunk) => {
                    chunk.into_iter().for_each(|(holder, charged)| each(holder, charged));
                    ControlFlow::Continue(())
                }
                Err(error) => {
                    failed = Some(error);
                    ControlFlow::Break(())
                }
            }
        })?;
        failed.map_or(Ok(()), Err)
    }

    /// The workload of `agency` from the cases that the edges lead to: right when nothing stated lies after the moment.
    fn workload_by_edges(&self, agency: Uuid) -> Result<Workload, LoadError> {
        let mut load = Workload::default();
        let mut cases = self.origins(agency, Relation::HeldBy)?;
        cases.extend(self.origins(agency, Relation::AwaitedBy)?);
        cases.sort_unstable();
        cases.dedup();
        for case in cases {
            let text = self.reader.text(case, *STATE)?;
            let record = Record::decode(&text.ok_or_else(|| damaged(&format!("nothing at {case}")))?)?;
            let (holder, awaited) = open_at(&record, self.zone, self.moment)?;
            load.held += u64::from(holder == Some(agency));
            load.awaiting += u64::from(awaited == Some(agency));
        }
        Ok(load)
    }
}

impl Source for GraphSource<'_> {
    type Division = Uuid;
    type Agency = Uuid;
    type Person = Uuid;
    type Case = Uuid;
    type Error = LoadError;

    fn find_division(&self, code: &str) -> Result<Option<Uuid>, LoadError> {
        self.find(SubjectKind::Division, code)
    }

    fn find_agency(&self, id: &str) -> Result<Option<Uuid>, LoadError> {
        self.find(SubjectKind::Agency, id)
    }

    fn find_person(&self, id: &str) -> Result<Option<Uuid>, LoadError> {
        self.find(SubjectKind::Person, id)
    }

    fn find_case(&self, id: &str) -> Result<Option<Uuid>, LoadError> {
        self.find(SubjectKind::Case, id)
    }

    fn division(&self, division: Uuid) -> Result<DivisionFacts<Uuid>, LoadError> {
        self.head(division, Table::Divisions, |row| {
            let level = row.text(divisions::LEVEL);
            let level = LEVELS.iter().find(|&&known| known == level).ok_or_else(|| damaged(level))?;
            Ok(DivisionFacts {
                code: row.text(divisions::CODE).to_owned(),
                name: row.text(divisions::NAME).to_owned(),
                level,
                parent: optional(SubjectKind::Division, row, divisions::PARENT_CODE),
                validity: validity(row, divisions::VALID_FROM, divisions::VALID_TO)?,
            })
        })
    }

    fn agency(&self, agency: Uuid) -> Result<AgencyFacts<Uuid, Uuid>, LoadError> {
        self.head(agency, Table::Agencies, |row| {
            Ok(AgencyFacts {
                id: row.text(agencies::ID).to_owned(),
                name: row.text(agencies::NAME).to_owned(),
                kind: row.text(agencies::KIND).to_owned(),
                division: optional(SubjectKind::Division, row, agencies::DIVISION_CODE),
                parent: optional(SubjectKind::Agency, row, agencies::PARENT_ID),
                supervised_by: optional(SubjectKind::Agency, row, agencies::SUPERVISED_BY),
                coordinates: matches!(row.text(agencies::COORDINATES), "true" | "yes" | "1" | "是"),
                successor: optional(SubjectKind::Agency, row, agencies::SUCCESSOR_ID),
                validity: validity(row, agencies::VALID_FROM, agencies::VALID_TO)?,
            })
        })
    }

    fn person(&self, person: Uuid) -> Result<PersonFacts<Uuid>, LoadError> {
        self.head(person, Table::People, |row| {
            Ok(PersonFacts {
                id: row.text(people::ID).to_owned(),
                name: row.text(people::NAME).to_owned(),
                kind: row.text(people::KIND).to_owned(),
                title: row.text(people::TITLE).to_owned(),
                team: row.text(people::TEAM).to_owned(),
                agency: optional(SubjectKind::Agency, row, people::AGENCY_ID),
                validity: validity(row, people::VALID_FROM, people::VALID_TO)?,
            })
        })
    }

    fn case(&self, case: Uuid, now: u32) -> Result<CaseFacts<Uuid>, LoadError> {
        let record = self.record(case)?;
        let row = case_row(&record)?;
        let closed = closing(&record, row, self.zone, now)?;
        Ok(CaseFacts {
            id: row.text(cases::ID).to_owned(),
            kind: row.text(cases::KIND).to_owned(),
            village: uuid(SubjectKind::Division, row, cases::VILLAGE_CODE),
            opened: instant(row, cases::OPENED_AT, self.zone)?
                .ok_or_else(|| damaged("a case without opened_at"))?,
            closed: closed.and_then(|at| Instant::from_unix(i64::from(at))),
        })
    }

    fn hops(&self, case: Uuid) -> Result<Vec<Hop<Uuid>>, LoadError> {
        hops(&*self.record(case)?, self.zone)
    }

    fn assigned_to_division(&self, to: Uuid) -> Result<Vec<Tie<Uuid>>, LoadError> {
        self.tied_people(to)
    }

    fn assigned_to_agency(&self, to: Uuid) -> Result<Vec<Tie<Uuid>>, LoadError> {
        self.tied_people(to)
    }

    fn assigned_to_case(&self, to: Uuid) -> Result<Vec<Tie<Uuid>>, LoadError> {
        self.tied_people(to)
    }

    fn duties(&self, person: Uuid) -> Result<Vec<Tie<TargetOf<Self>>>, LoadError> {
        self.ties(person, Relation::AssignedTo, |row| {
            let case = row.text(assignments::CASE_ID);
            match optional(SubjectKind::Division, row, assignments::DIVISION_CODE) {
                Some(division) => TieTarget::Division(division),
                None if case.is_empty() => {
                    TieTarget::Agency(uuid(SubjectKind::Agency, row, assignments::AGENCY_ID))
                }
                None => TieTarget::Case(case.to_owned()),
            }
        })
    }

    fn agencies_in(&self, division: Uuid) -> Result<Vec<Uuid>, LoadError> {
        self.origins(division, Relation::SitsIn)
    }

    fn agencies_under(&self, agency: Uuid) -> Result<Vec<Uuid>, LoadError> {
        self.origins(agency, Relation::ReportsTo)
    }

    fn people_of(&self, agency: Uuid) -> Result<Vec<Uuid>, LoadError> {
        self.origins(agency, Relation::BelongsTo)
    }

    fn workload(&self, agency: Uuid) -> Result<Workload, LoadError> {
        if let Some(tally) = self.tally.get() {
            return Ok(tally.get(&agency).copied().unwrap_or_default());
        }
        let latest = self.reader.text(latest::id(), *STATE)?;
        if latest::is_past(latest.as_deref(), self.zone, self.moment.now)? {
            return self.workload_by_edges(agency);
        }
        // Edges show the present only; for an earlier moment every case that names the agency is looked at.
        let record = self.record(agency)?;
        let naming = Naming::new(record.head(Table::Agencies).map_or("", |row| row.text(agencies::ID)));
        let mut load = Workload::default();
        self.each_case(
            |text| naming.is_in(text),
            |holder, awaited| {
                load.held += u64::from(holder == Some(agency));
                load.awaiting += u64::from(awaited == Some(agency));
            },
        )?;
        Ok(load)
    }
}

/// Every id that a subject of that kind can have.
#[must_use]
pub fn ids_of(kind: SubjectKind) -> RangeInclusive<Uuid> {
    let (mut first, mut last) = ([0; 16], [0xff; 16]);
    (first[0], last[0]) = (kind as u8, kind as u8);
    Uuid::from_bytes(first)..=Uuid::from_bytes(last)
}

fn add(
    tally: &mut BTreeMap<Uuid, Workload>,
    agency: Option<Uuid>,
    count: impl Fn(&mut Workload) -> &mut u64,
) {
    if let Some(agency) = agency {
        *count(tally.entry(agency).or_default()) += 1;
    }
}
