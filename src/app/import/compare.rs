//! Rows of a call held against what is known: new, the same, progress, a correction, or a reject.

use hashbrown::HashMap;
use rayon::prelude::*;

use crate::app::error::AppError;
use crate::app::import::groups::CaseGroups;
use crate::app::import::guard::Guarded;
use crate::app::import::index::{Verdict, Verdicts, key};
use crate::app::known::Known;
use crate::graph::record::{Record, merged, same_key};
use crate::intake::reject::reason::Reason;
use crate::intake::reject::{Rejects, shown};
use crate::intake::row_rules::contradictions;
use crate::model::rows::{Row, RowAt, RowBuf, Tables};
use crate::model::subject::Subject;
use crate::model::table::{CellKind, LEVELS, Sealing, Table, TableSpec, assignments, divisions};
use crate::model::time::Zone;
use crate::vault::{Vault, is_sealed};

/// What a known row becomes.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Its key cells and the cells that are filled now.
    Progress(RowBuf),
    /// Its key cells and the changed cells as they will be, and as they were.
    Correction {
        /// The row with its key and the changed cells.
        row: RowBuf,
        /// The changed cells as known.
        was: RowBuf,
        /// The changed columns.
        columns: Vec<usize>,
    },
}

/// What the comparison found besides verdicts.
#[derive(Debug, Default)]
pub struct Compared {
    /// Changes of known rows.
    pub changes: HashMap<(Table, RowAt), Change>,
    /// Versions of known subjects that the call touches.
    pub versions: HashMap<Subject, u32>,
}

/// How rows are compared.
#[derive(Clone, Copy)]
pub struct Rules<'a> {
    /// What is known, as far as it may be.
    pub known: &'a Guarded<'a>,
    /// Opens sealed cells.
    pub vault: &'a Vault,
    /// Zone for times without an offset.
    pub zone: &'a Zone,
    /// Whether changes of filled cells are corrections rather than rejects.
    pub correct: bool,
}

/// What was found about one row.
enum Found {
    Same,
    Change(Change),
    /// The cells at fault.
    Refused(Vec<(usize, Reason)>),
}

/// The findings about one subject.
struct Findings {
    subject: Subject,
    version: u32,
    rows: Vec<(Table, RowAt, Found)>,
}

/// Holds the rows of a call against what is known.
///
/// # Errors
/// When the graph or a sealed cell cannot be read.
pub fn compare(
    tables: &Tables,
    groups: &CaseGroups<'_>,
    rules: Rules<'_>,
    verdicts: &mut Verdicts,
    rejects: &mut Rejects<'_>,
) -> Result<Compared, AppError> {
    let mut compared = Compared::default();
    if rules.known.is_empty() {
        return Ok(compared);
    }
    let mut findings = Vec::new();
    let by_case = [Table::Mediators, Table::Cases, Table::Handoffs, Table::CaseEvents, Table::Parties];
    for table in Table::ALL.into_iter().filter(|table| !by_case.contains(table)) {
        let groups = by_subject(tables, table, verdicts);
        let found: Vec<Option<Findings>> =
            groups.par_iter().map(|rows| of_subject(tables, rows, rules)).collect::<Result<_, AppError>>()?;
        findings.extend(found.into_iter().flatten());
    }
    let judged: &Verdicts = verdicts;
    let cases: Vec<Option<Findings>> = groups
        .par_groups()
        .map(|group| {
            let rows: Vec<(Table, RowAt)> =
                group.map(|r| (r.table, r.at)).filter(|&(t, at)| judged.get(t, at) == Verdict::New).collect();
            if rows.is_empty() { Ok(None) } else { of_subject(tables, &rows, rules) }
        })
        .collect::<Result<_, AppError>>()?;
    findings.extend(cases.into_iter().flatten());
    for Findings { subject, version, rows } in findings {
        compared.versions.insert(subject, version);
        for (table, at, found) in rows {
            match found {
                Found::Same => verdicts.set(table, at, Verdict::Same),
                Found::Refused(faults) => {
                    let faults = faults.into_iter().map(|(column, reason)| (Some(column), reason));
                    verdicts.refuse_for(tables, rejects, table, at, faults.collect());
                }
                Found::Change(change) => {
                    let progress = matches!(change, Change::Progress(_));
                    verdicts.set(table, at, if progress { Verdict::Progress } else { Verdict::Correction });
                    compared.changes.insert((table, at), change);
                }
            }
        }
    }
    Ok(compared)
}

/// New rows of `table` by subject: one row each, but for the spells of an assignment.
fn by_subject(tables: &Tables, table: Table, verdicts: &Verdicts) -> Vec<Vec<(Table, RowAt)>> {
    let rows = tables.rows(table).filter(|(at, _)| verdicts.get(table, *at) == Verdict::New);
    if table != Table::Assignments {
        return rows.map(|(at, _)| vec![(table, at)]).collect();
    }
    let mut groups: Vec<Vec<(Table, RowAt)>> = Vec::new();
    let mut group_of: HashMap<Subject, usize> = HashMap::new();
    for (at, row) in rows {
        let group = *group_of.entry(Subject::of_row(table, row)).or_insert(groups.len());
        if group == groups.len() {
            groups.push(Vec::new());
        }
        groups[group].push((table, at));
    }
    groups
}

fn of_subject(
    tables: &Tables,
    rows: &[(Table, RowAt)],
    rules: Rules<'_>,
) -> Result<Option<Findings>, AppError> {
    let Some(&(table, at)) = rows.first() else { return Ok(None) };
    let subject = Subject::of_row(table, tables.row(table, at));
    let Some(record) = rules.known.record(&subject)? else { return Ok(None) };
    let mut known = KnownRows::new(&record, rules.zone);
    let mut found = Vec::new();
    // Rows that say what is known come first, so that a spell beside them is not taken for a change of theirs.
    let mut rest = Vec::new();
    for &(table, at) in rows {
        if known.take_same(table, tables.row(table, at), rules)? {
            found.push((table, at, Found::Same));
        } else {
            rest.push((table, at));
        }
    }
    for (table, at) in rest {
        if let Some(finding) = known.judge(table, tables.row(table, at), rules)? {
            found.push((table, at, finding));
        }
    }
    Ok(Some(Findings { version: record.version(), subject, rows: found }))
}

/// A known row, and what a row of the call has made of it.
struct KnownRow<'r> {
    row: Row<'r>,
    taken: Option<Taken>,
}

/// What became of a known row in this call.
#[derive(PartialEq)]
enum Taken {
    /// A row of the call says the same.
    Same,
    /// A row of the call changes it.
    Changed(Change),
}

/// Known rows by key, so that a case of many rows is not searched from its start for each. Several rows of one key
/// are the spells of an assignment.
struct KnownRows<'r>(HashMap<(Table, Vec<u8>), Vec<KnownRow<'r>>>);

impl<'r> KnownRows<'r> {
    fn new(record: &'r Record, zone: &Zone) -> Self {
        let mut rows: HashMap<(Table, Vec<u8>), Vec<KnownRow<'r>>> = HashMap::new();
        for (table, row) in &record.rows {
            let row = row.as_row();
            rows.entry((*table, key(*table, row, zone))).or_default().push(KnownRow { row, taken: None });
        }
        Self(rows)
    }

    /// Whether a known row says what `row` says; of an assignment, that includes the day on which it ends.
    fn take_same(&mut self, table: Table, row: Row<'_>, rules: Rules<'_>) -> Result<bool, AppError> {
        let Some(known) = self.0.get_mut(&(table, key(table, row, rules.zone))) else { return Ok(false) };
        let several = 1 < known.len();
        for old in known {
            let ends_alike = row.cell(assignments::VALID_TO) == old.row.cell(assignments::VALID_TO);
            let fits = table != Table::Assignments || !several || ends_alike;
            if fits && matches!(against(table, row, old.row, rules)?, Found::Same) {
                old.taken = Some(Taken::Same);
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What `row`, which says something new, is to the known rows of its key that no other row of the call says.
    fn judge(&mut self, table: Table, row: Row<'_>, rules: Rules<'_>) -> Result<Option<Found>, AppError> {
        let Some(known) = self.0.get_mut(&(table, key(table, row, rules.zone))) else { return Ok(None) };
        let open: Vec<&mut KnownRow<'r>> =
            known.iter_mut().filter(|k| k.taken != Some(Taken::Same)).collect();
        let several = 1 < open.len();
        let mut last = None;
        for old in open {
            let found = against(table, row, old.row, rules)?;
            let Found::Change(change) = found else {
                last = Some(found);
                continue;
            };
            match &old.taken {
                // Said twice in one call, in two spellings.
                Some(Taken::Changed(before)) if *before == change => return Ok(Some(Found::Same)),
                Some(_) => {
                    let other = String::from_utf8_lossy(row.cell(table.spec().key[0])).into_owned();
                    last = Some(Found::Refused(vec![(table.spec().key[0], Reason::Twice { other })]));
                }
                // Which of several spells a correction means is not said.
                None if several && matches!(change, Change::Correction { .. }) => {
                    let known = shown(old.row.cell(assignments::VALID_TO));
                    last = Some(Found::Refused(vec![(assignments::VALID_TO, Reason::Changes { known })]));
                }
                None => {
                    old.taken = Some(Taken::Changed(change.clone()));
                    return Ok(Some(Found::Change(change)));
                }
            }
        }
        Ok(last)
    }
}

fn against(table: Table, row: Row<'_>, old: Row<'_>, rules: Rules<'_>) -> Result<Found, AppError> {
    let spec = table.spec();
    let (mut filled, mut changed, mut refused) = (Vec::new(), Vec::new(), Vec::new());
    for (c, column) in (0..).zip(spec.columns) {
        if spec.key.contains(&c) || row.cell(c).is_empty() {
            continue;
        }
        if rules.known.conceals(table, c) {
            refused.push((c, Reason::Concealed));
            continue;
        }
        if old.cell(c).is_empty() {
            filled.push(c);
        } else if !same_cell(table, c, row, old, rules)? {
            if !rules.correct {
                let hidden = column.sealing != Sealing::Never || rules.known.withholds(table, old, c);
                let known = if hidden { "…".to_owned() } else { shown(old.cell(c)) };
                refused.push((c, Reason::Changes { known }));
            }
            changed.push(c);
        }
    }
    if !refused.is_empty() {
        return Ok(Found::Refused(refused));
    }
    if filled.is_empty() && changed.is_empty() {
        return Ok(Found::Same);
    }
    let whole = merged(table, old, row);
    let contradictions = contradictions(table, &whole.as_row().cells().collect::<Vec<_>>(), rules.zone);
    if !contradictions.is_empty() {
        return Ok(Found::Refused(contradictions));
    }
    let pick = |of: Row<'_>, columns: &[usize]| {
        let cells = (0..spec.columns.len()).map(|c| match () {
            () if spec.key.contains(&c) => old.cell(c).to_vec(),
            () if columns.contains(&c) => of.cell(c).to_vec(),
            () => Vec::new(),
        });
        RowBuf::new(cells)
    };
    // Cells that were empty are filled by the way; what a correction corrects are the others.
    let stated: Vec<usize> = changed.iter().chain(&filled).copied().collect();
    let reaching = rules.known.reaching(table, old, row, &stated);
    if !reaching.is_empty() {
        return Ok(Found::Refused(reaching.into_iter().map(|c| (c, Reason::OwnUnit)).collect()));
    }
    if changed.is_empty() {
        return Ok(Found::Change(Change::Progress(pick(row, &filled))));
    }
    if rules.known.protects(table, old, &changed) {
        return Ok(Found::Refused(changed.into_iter().map(|c| (c, Reason::OwnUnit)).collect()));
    }
    if table == Table::Divisions && changed.contains(&divisions::LEVEL) && above_child(row, rules)? {
        let parent = row.text(divisions::LEVEL).to_owned();
        return Ok(Found::Refused(vec![(divisions::LEVEL, Reason::Level { parent })]));
    }
    let (row, was) = (pick(row, &stated), pick_cells(spec, old, &changed));
    Ok(Found::Change(Change::Correction { row, was, columns: changed }))
}

/// Whether a division known to lie below that of `row` is not below its new level.
fn above_child(row: Row<'_>, rules: Rules<'_>) -> Result<bool, AppError> {
    let rank = |level: &str| LEVELS.iter().position(|l| *l == level);
    let level = rank(row.text(divisions::LEVEL));
    let children = rules.known.divisions_below(row.text(divisions::CODE))?;
    Ok(children.iter().any(|child| rank(child) <= level))
}

/// The cells of `columns` alone.
fn pick_cells(spec: &TableSpec, row: Row<'_>, columns: &[usize]) -> RowBuf {
    RowBuf::new((0..spec.columns.len()).map(|c| if columns.contains(&c) { row.cell(c) } else { &[] }))
}

fn same_cell(table: Table, c: usize, row: Row<'_>, old: Row<'_>, rules: Rules<'_>) -> Result<bool, AppError> {
    let (new, known) = (row.cell(c), old.cell(c));
    if new == known {
        return Ok(true);
    }
    let column = &table.spec().columns[c];
    if column.sealing != Sealing::Never && is_sealed(old.text(c)) {
        let subject = Subject::sealing_subject(table, old);
        return Ok(rules.vault.same(&subject, table, c, old.text(c), row.text(c))?);
    }
    if column.kind == CellKind::Instant {
        return Ok(rules.zone.parse_instant(new).is_ok_and(|i| Ok(i) == rules.zone.parse_instant(known)));
    }
    Ok(false)
}

/// Which of `entries` stated the cells of `columns` of the row like `row`, last of each.
#[must_use]
pub fn stated_by(
    entries: &[crate::model::entry::Entry],
    table: Table,
    row: Row<'_>,
    columns: &[usize],
) -> Vec<crate::model::entry::Seq> {
    use crate::model::entry::{Body, EntryKind};
    let states = |entry: &crate::model::entry::Entry, column: usize| {
        let cells = match (entry.kind, &entry.body) {
            (EntryKind::Recorded(t) | EntryKind::Progressed(t), Body::Row(cells)) if t == table => cells,
            (EntryKind::Corrected(t), Body::Correction(c)) if t == table => &c.row,
            _ => return false,
        };
        same_key(table, cells.as_row(), row) && !cells.as_row().cell(column).is_empty()
    };
    let mut seqs: Vec<_> =
        columns.iter().filter_map(|&c| entries.iter().rev().find(|e| states(e, c)).map(|e| e.seq)).collect();
    seqs.sort_unstable();
    seqs.dedup();
    seqs
}
