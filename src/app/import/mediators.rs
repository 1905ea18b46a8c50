//! The short form `mediators` merged into `people`.

use hashbrown::HashMap;

use crate::app::error::AppError;
use crate::app::known::Known;
use crate::intake::reject::reason::Reason;
use crate::intake::reject::{Reject, Rejects};
use crate::model::rows::{Block, Row, RowAt, RowBuf, Tables};
use crate::model::subject::{Subject, SubjectKind};
use crate::model::table::{Table, mediators, people};

/// Kind of a person who is named in the short form only.
const KIND: &str = "mediator";

/// Puts the rows of `mediators` into `people`: into every row of that id where the call has one, else as a row
/// of their own. The kind of a person known or stated otherwise stands. Contradicting cells are refused.
///
/// # Errors
/// When what is known cannot be read.
pub fn merge(tables: &mut Tables, known: &dyn Known, rejects: &mut Rejects<'_>) -> Result<(), AppError> {
    if tables.len(Table::Mediators) == 0 {
        return Ok(());
    }
    let mut persons_at: HashMap<Vec<u8>, Vec<RowAt>> = HashMap::new();
    for (at, row) in tables.rows(Table::People) {
        persons_at.entry(row.cell(people::ID).to_vec()).or_default().push(at);
    }
    let mut merged: HashMap<RowAt, RowBuf> = HashMap::new();
    let mut added = Vec::new();
    for short in tables.blocks(Table::Mediators) {
        let mut block = Block::new(short.source);
        for index in 0..short.len() {
            let (row, line) = (short.row(index), short.line(index));
            match persons_at.get(row.cell(mediators::ID)) {
                Some(persons) => match fill_all(persons, row, tables, &merged) {
                    Ok(filled) => merged.extend(persons.iter().copied().zip(filled)),
                    Err((column, at)) => rejects.push(
                        Table::Mediators,
                        contradiction(tables, rejects, short.source, line, row, column, at),
                    ),
                },
                None => block.push(line, long_form(row, known)?.as_row().cells()),
            }
        }
        added.push(block);
    }
    let mut blocks: Vec<Block> = (0u32..)
        .zip(tables.blocks(Table::People))
        .map(|(block, rows)| {
            let mut out = Block::new(rows.source);
            for index in 0u32..u32::try_from(rows.len()).unwrap_or(u32::MAX) {
                let at = RowAt { block, index };
                let row = merged.get(&at).map_or_else(|| rows.row(index as usize), RowBuf::as_row);
                out.push(rows.line(index as usize), row.cells());
            }
            out
        })
        .collect();
    blocks.extend(added.into_iter().filter(|b| !b.is_empty()));
    tables.replace(Table::People, blocks);
    tables.replace(Table::Mediators, Vec::new());
    Ok(())
}

fn long_form(row: Row<'_>, known: &dyn Known) -> Result<RowBuf, AppError> {
    let mut kind = KIND.as_bytes().to_vec();
    if !known.is_empty() {
        let record = known.record(&Subject::new(SubjectKind::Person, row.text(mediators::ID)))?;
        if let Some(person) = record.as_ref().and_then(|r| r.head(Table::People)) {
            kind = person.cell(people::KIND).to_vec();
        }
    }
    let mut cells: [&[u8]; 6] = [&[]; 6];
    cells[people::ID] = row.cell(mediators::ID);
    cells[people::KIND] = &kind;
    cells[people::AGENCY_ID] = row.cell(mediators::AGENCY_ID);
    cells[people::CAPACITY] = row.cell(mediators::CAPACITY);
    Ok(RowBuf::new(cells))
}

/// The columns that both forms have: of `people`, and of `mediators`.
const SHARED: [(usize, usize); 2] =
    [(people::AGENCY_ID, mediators::AGENCY_ID), (people::CAPACITY, mediators::CAPACITY)];

/// Every row of one person with the cells of the short form: rows that are alike stay alike. Else the column at fault
/// and the row that it contradicts.
fn fill_all(
    persons: &[RowAt],
    short: Row<'_>,
    tables: &Tables,
    merged: &HashMap<RowAt, RowBuf>,
) -> Result<Vec<RowBuf>, (usize, RowAt)> {
    let fill_one = |&at: &RowAt| {
        let person = merged.get(&at).map_or_else(|| tables.row(Table::People, at), RowBuf::as_row);
        fill(person, short).map_err(|column| (column, at))
    };
    persons.iter().map(fill_one).collect()
}

/// `person` with the cells of the short form; the column at fault when they contradict each other.
fn fill(person: Row<'_>, short: Row<'_>) -> Result<RowBuf, usize> {
    let mut cells: Vec<&[u8]> = (0..Table::People.spec().columns.len()).map(|c| person.cell(c)).collect();
    for (long, of_short) in SHARED {
        if !cells[long].is_empty() && cells[long] != short.cell(of_short) {
            return Err(of_short);
        }
        cells[long] = short.cell(of_short);
    }
    Ok(RowBuf::new(cells))
}

fn contradiction(
    tables: &Tables,
    rejects: &Rejects<'_>,
    source: u32,
    line: u32,
    row: Row<'_>,
    column: usize,
    person: RowAt,
) -> Reject {
    let block = &tables.blocks(Table::People)[person.block as usize];
    let other = format!("{}:{}", rejects.name(block.source), block.line(person.index as usize));
    let spec = &Table::Mediators.spec().columns[column];
    Reject::cell(source, line, spec, row.cell(column), Reason::Twice { other })
}
