//! Divisions, agencies and people.

use rayon::prelude::*;

use super::super::columns::Validity;
use super::super::columns::agencies::Agencies;
use super::super::columns::divisions::{Divisions, Level};
use super::super::columns::people::People;
use super::super::error::SnapshotError;
use super::super::ids::ordered;
use super::super::index::{AgencyIdx, DivisionIdx};
use super::words::WordIndex;
use super::{Indexes, read, texts};
use crate::model::id_index::IdIndex;
use crate::model::rows::Tables;
use crate::model::table::{Table, agencies, divisions, people};

/// The identifiers of a table whose first column is its key, and their order.
#[derive(Debug)]
pub(super) struct Ids<'a> {
    table: Table,
    sorted: Vec<&'a str>,
    /// For each position, which row stands there.
    rows: Vec<u32>,
}

/// Reads and orders the identifiers of `table`.
pub(super) fn ids(tables: &Tables, table: Table) -> Result<Ids<'_>, SnapshotError> {
    let ids: Vec<&str> = read::read(tables, table, |record| record.id(0))?;
    let rows = ordered(table, &ids, |id| *id)?;
    let sorted = rows.iter().map(|&row| ids[row as usize]).collect();
    Ok(Ids { table, sorted, rows })
}

impl<'a> Ids<'a> {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Finds positions by identifier.
    pub(super) fn index(&self) -> IdIndex<'a> {
        IdIndex::new(self.sorted.iter().map(|id| id.as_bytes())).0
    }

    /// `rows`, given in the order in which they were read, in the order of their identifiers.
    pub(super) fn in_order<T: Copy + Send + Sync>(&self, rows: &[T]) -> Vec<T> {
        self.rows.par_iter().map(|&row| rows[row as usize]).collect()
    }
}

/// A division as read.
#[derive(Clone, Copy, Debug)]
pub(super) struct DivisionRow<'a> {
    pub(super) kind: &'a str,
    name: &'a str,
    level: Level,
    parent: u32,
    successor: u32,
    validity: Validity,
}

/// Reads the divisions.
pub(super) fn divisions<'a>(
    tables: &'a Tables,
    indexes: &Indexes<'a>,
) -> Result<Vec<DivisionRow<'a>>, SnapshotError> {
    read::read(tables, Table::Divisions, |record| {
        let level = Level::parse(record.text(divisions::LEVEL)?);
        Ok(DivisionRow {
            kind: record.text(divisions::KIND)?,
            name: record.text(divisions::NAME)?,
            level: level.ok_or_else(|| record.wrong(divisions::LEVEL, "a level of divisions"))?,
            parent: record.reference(divisions::PARENT_CODE, &indexes.divisions)?,
            successor: record.reference(divisions::SUCCESSOR_CODE, &indexes.divisions)?,
            validity: record.validity(divisions::VALID_FROM, divisions::VALID_TO)?,
        })
    })
}

/// The columns of divisions in order.
pub(super) fn division_columns(
    ids: &Ids<'_>,
    rows: &[DivisionRow<'_>],
    words: &WordIndex<'_>,
) -> Result<Divisions, SnapshotError> {
    Ok(Divisions {
        ids: texts(ids.table, ids.sorted.iter().copied())?,
        names: texts(ids.table, rows.iter().map(|row| row.name))?,
        level: rows.iter().map(|row| row.level).collect(),
        kind: rows.iter().map(|row| words.get(row.kind)).collect(),
        parent: rows.iter().map(|row| DivisionIdx::new(row.parent)).collect(),
        successor: rows.iter().map(|row| DivisionIdx::new(row.successor)).collect(),
        validity: rows.iter().map(|row| row.validity).collect(),
    })
}

/// An agency as read.
#[derive(Clone, Copy, Debug)]
pub(super) struct AgencyRow<'a> {
    pub(super) kind: &'a str,
    name: &'a str,
    division: u32,
    parent: u32,
    supervised_by: u32,
    coordinates: bool,
    successor: u32,
    validity: Validity,
}

/// Reads the agencies.
pub(super) fn agencies<'a>(
    tables: &'a Tables,
    indexes: &Indexes<'a>,
) -> Result<Vec<AgencyRow<'a>>, SnapshotError> {
    read::read(tables, Table::Agencies, |record| {
        Ok(AgencyRow {
            kind: record.text(agencies::KIND)?,
            name: record.text(agencies::NAME)?,
            division: record.reference(agencies::DIVISION_CODE, &indexes.divisions)?,
            parent: record.reference(agencies::PARENT_ID, &indexes.agencies)?,
            supervised_by: record.reference(agencies::SUPERVISED_BY, &indexes.agencies)?,
            coordinates: record.flag(agencies::COORDINATES)?,
            successor: record.reference(agencies::SUCCESSOR_ID, &indexes.agencies)?,
            validity: record.validity(agencies::VALID_FROM, agencies::VALID_TO)?,
        })
    })
}

/// The columns of agencies in order.
pub(super) fn agency_columns(
    ids: &Ids<'_>,
    rows: &[AgencyRow<'_>],
    words: &WordIndex<'_>,
) -> Result<Agencies, SnapshotError> {
    Ok(Agencies {
        ids: texts(ids.table, ids.sorted.iter().copied())?,
        names: texts(ids.table, rows.iter().map(|row| row.name))?,
        kind: rows.iter().map(|row| words.get(row.kind)).collect(),
        division: rows.iter().map(|row| DivisionIdx::new(row.division)).collect(),
        parent: rows.iter().map(|row| AgencyIdx::new(row.parent)).collect(),
        supervised_by: rows.iter().map(|row| AgencyIdx::new(row.supervised_by)).collect(),
        coordinates: rows.iter().map(|row| row.coordinates).collect(),
        successor: rows.iter().map(|row| AgencyIdx::new(row.successor)).collect(),
        validity: rows.iter().map(|row| row.validity).collect(),
    })
}

/// A person as read.
#[derive(Clone, Copy, Debug)]
pub(super) struct PersonRow<'a> {
    pub(super) kind: &'a str,
    pub(super) title: &'a str,
    pub(super) team: &'a str,
    /// Position of the person's agency; nothing (`NONE`) without one.
    pub(super) agency: u32,
    name: &'a str,
    capacity: u32,
    stars: u32,
    validity: Validity,
}

/// Reads the people.
pub(super) fn people<'a>(
    tables: &'a Tables,
    indexes: &Indexes<'a>,
) -> Result<Vec<PersonRow<'a>>, SnapshotError> {
    read::read(tables, Table::People, |record| {
        Ok(PersonRow {
            kind: record.text(people::KIND)?,
            title: record.text(people::TITLE)?,
            team: record.text(people::TEAM)?,
            agency: record.reference(people::AGENCY_ID, &indexes.agencies)?,
            name: record.text(people::NAME)?,
            capacity: record.integer(people::CAPACITY)?,
            stars: record.integer(people::STARS)?,
            validity: record.validity(people::VALID_FROM, people::VALID_TO)?,
        })
    })
}

/// The columns of people in order.
pub(super) fn people_columns(
    ids: &Ids<'_>,
    rows: &[PersonRow<'_>],
    words: &WordIndex<'_>,
) -> Result<People, SnapshotError> {
    Ok(People {
        ids: texts(ids.table, ids.sorted.iter().copied())?,
        names: texts(ids.table, rows.iter().map(|row| row.name))?,
        kind: rows.iter().map(|row| words.get(row.kind)).collect(),
        agency: rows.iter().map(|row| AgencyIdx::new(row.agency)).collect(),
        title: rows.iter().map(|row| words.get(row.title)).collect(),
        capacity: rows.iter().map(|row| row.capacity).collect(),
        stars: if rows.iter().all(|row| row.stars == u32::MAX) {
            Vec::new()
        } else {
            rows.iter().map(|row| row.stars).collect()
        },
        team: rows.iter().map(|row| words.get(row.team)).collect(),
        validity: rows.iter().map(|row| row.validity).collect(),
    })
}
