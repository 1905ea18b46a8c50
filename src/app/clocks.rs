//! The clocks of one case, from the rows that the graph has of it and of the agencies that they name.

use std::sync::Arc;

use crate::app::chains::near_in_snapshot;
use crate::app::directory::{Directory, KnownGraph};
use crate::app::error::AppError;
use crate::app::known::Known;
use crate::app::near;
use crate::chain::Kind;
use crate::clocks::rules::Rules;
use crate::clocks::trace::CaseTrace;
use crate::clocks::{Clock, Idle};
use crate::ledger::Ledger;
use crate::model::rows::{Block, Row, Tables};
use crate::model::subject::{Subject, SubjectKind};
use crate::model::table::{Table, agencies, case_events, cases, divisions, handoffs};
use crate::model::time::Instant;
use crate::playbook::Playbook;
use crate::snapshot::Snapshot;
use crate::snapshot::build::build;
use crate::snapshot::index::CaseIdx;

/// The clocks of a case at a moment.
#[derive(Debug)]
pub struct CaseClocks {
    /// The case, the agencies that it names, and perhaps more.
    pub snapshot: Arc<Snapshot>,
    /// The case.
    pub case: CaseIdx,
    /// When it was closed, as it stands at the moment, in seconds since 1970.
    pub closed: Option<u32>,
    /// Its clocks, in the order of the playbook.
    pub clocks: Vec<Clock>,
    /// The playbook's clocks that it has none of, as places in the playbook, and why.
    pub idle: Vec<(usize, Idle)>,
}

/// The clocks of the case called `id` at `now`; only the case and what it names is read.
///
/// # Errors
/// [`AppError::Unknown`] with near matches, [`AppError::NotYet`] for a case that is opened later, and when the graph
/// cannot be read.
pub fn of(directory: &Directory, id: &str, now: Instant) -> Result<CaseClocks, AppError> {
    let known = directory.known()?;
    let playbook = &directory.playbook;
    let Some(tables) = rows(&known, id)? else {
        return Err(near::unknown(directory, SubjectKind::Case, id)?);
    };
    let snapshot = build(&tables, &playbook.zone, Some(directory.ledger.tip().seq))?;
    match in_snapshot(&Arc::new(snapshot), playbook, id, now) {
        Err(AppError::Unknown { .. }) => Err(near::unknown(directory, SubjectKind::Case, id)?),
        found => found,
    }
}

/// The clocks of the case called `id` at `now` by `playbook`, from a snapshot that has the case and all that it names.
///
/// # Errors
/// [`AppError::Unknown`] with near matches, [`AppError::NotYet`] for a case that is opened later.
pub fn in_snapshot(
    snapshot: &Arc<Snapshot>,
    playbook: &Playbook,
    id: &str,
    now: Instant,
) -> Result<CaseClocks, AppError> {
    let Some(case) = snapshot.cases().find(id) else {
        let near = near_in_snapshot(snapshot, Kind::Case, id);
        return Err(near::said(SubjectKind::Case, id, &near));
    };
    let opened = snapshot.cases().opened(case);
    if now.unix() < opened {
        let opened = playbook.zone.civil(crate::clocks::trace::instant(opened));
        return Err(AppError::NotYet { id: id.to_owned(), opened });
    }
    let mut trace = CaseTrace::at(now.unix(), &playbook.zone);
    trace.fill_from(snapshot, case);
    let rules = Rules::new(playbook, snapshot);
    let (clocks, idle) = (rules.clocks(&trace), rules.idle(&trace));
    Ok(CaseClocks { case, closed: trace.closed(), clocks, idle, snapshot: Arc::clone(snapshot) })
}

/// The rows of a case, of the agencies that its handoffs and events name, and of the divisions of these; references to
/// anything else are left out. None when there is no such case.
fn rows(known: &KnownGraph, id: &str) -> Result<Option<Tables>, AppError> {
    let Some(record) = known.record(&Subject::new(SubjectKind::Case, id))? else { return Ok(None) };
    let (mut tables, mut units, mut places) = (Tables::default(), Vec::new(), Vec::new());
    for (table, row) in &record.rows {
        let row = row.as_row();
        let text = |at: usize| row.text(at).to_owned();
        if *table == Table::Cases {
            places.push(text(cases::VILLAGE_CODE));
            let beyond = [cases::AGAINST_AGENCY, cases::AGAINST_PERSON, cases::TIER_BY];
            push(&mut tables, *table, row, &beyond);
        } else if *table == Table::Handoffs {
            units.extend([handoffs::FROM_AGENCY, handoffs::TO_AGENCY].map(text));
            push(&mut tables, *table, row, &[]);
        } else if *table == Table::CaseEvents {
            units.push(text(case_events::AGENCY_ID));
            push(&mut tables, *table, row, &[]);
        }
    }
    for unit in each_once(units) {
        let record = known.record(&Subject::new(SubjectKind::Agency, &unit))?.unwrap_or_default();
        if let Some(row) = record.head(Table::Agencies) {
            places.push(row.text(agencies::DIVISION_CODE).to_owned());
            let beyond = [agencies::PARENT_ID, agencies::SUPERVISED_BY, agencies::SUCCESSOR_ID];
            push(&mut tables, Table::Agencies, row, &beyond);
        }
    }
    for place in each_once(places) {
        let record = known.record(&Subject::new(SubjectKind::Division, &place))?.unwrap_or_default();
        if let Some(row) = record.head(Table::Divisions) {
            let beyond = [divisions::PARENT_CODE, divisions::SUCCESSOR_CODE];
            push(&mut tables, Table::Divisions, row, &beyond);
        }
    }
    Ok(Some(tables))
}

fn each_once(mut ids: Vec<String>) -> Vec<String> {
    ids.sort();
    ids.dedup();
    ids.retain(|id| !id.is_empty());
    ids
}

/// Adds `row` to `table`, its cells at `beyond` empty.
fn push(tables: &mut Tables, table: Table, row: Row<'_>, beyond: &[usize]) {
    let mut block = Block::new(0);
    let kept = |(at, cell): (usize, _)| if beyond.contains(&at) { &b""[..] } else { cell };
    block.push(0, row.cells().enumerate().map(kept));
    tables.push(table, block);
}
