//! What a notice may show now, computed from the ledger as it stood when the notice was drafted.
//!
//! A complaint may come in after drafting, about a case that the notice names or counts; then its lists and figures are
//! made anew without that case. They are made from the rows that the ledger held at the notice's own entry: rows that
//! came in later, however early they are dated, change no notice, or those of a unit that is complained against would
//! differ from those of a unit that is not. The earlier rows are gathered whether or not anything is to be left out,
//! so that neither does the time taken tell of a complaint.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use hashbrown::HashMap;
use uuid::Uuid;

use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::app::notices::desk::{Desk, Pauses};
use crate::app::notices::rules_of;
use crate::app::sweep::{Built, built_of};
use crate::app::watch::Watcher;
use crate::detect::evidence::shield;
use crate::graph::record::{Record, decode_into};
use crate::graph::schema::STATE;
use crate::ledger::Ledger;
use crate::model::entry::Seq;
use crate::model::rows::{Block, Tables};
use crate::model::subject::SubjectKind;
use crate::model::table::{Table, case_events};
use crate::model::time::{Instant, Zone};
use crate::notice::Notice;
use crate::notice::compose::Evidence;
use crate::notice::own_time::{Mark, Pause, pauses};
use crate::snapshot::Snapshot;
use crate::snapshot::build::build;
use crate::store::graph::reader::Reader;

/// Records read from the graph at a time.
const RECORDS_PER_CHUNK: usize = 4_096;

/// Makes each of `notices` what its unit may see now.
///
/// # Errors
/// When the graph or the ledger cannot be read.
pub(super) fn show(
    directory: &Directory,
    mut notices: Vec<&mut Notice>,
    watcher: &dyn Watcher,
) -> Result<(), AppError> {
    if notices.is_empty() {
        return Ok(());
    }
    let present = World::of(built_of(directory, watcher)?, &directory.playbook.zone);
    let hidden = hidden(&present, &notices);
    notices.sort_by_key(|notice| (notice.ledger.seq, notice.drafted_at));
    let mut alike: Vec<&mut [&mut Notice]> =
        notices.chunk_by_mut(|a, b| a.ledger.seq == b.ledger.seq).collect();
    let points: Vec<Seq> = alike.iter().filter_map(|group| Some(group.first()?.ledger.seq)).collect();
    at_points(directory, present, &points, |world, at| {
        alike.get_mut(at).map_or(Ok(()), |group| world.show(directory, group, &hidden))
    })
}

/// What each of `notices` was drafted for, whole: what it had no room to name is found again in the ledger as it stood
/// at its own entry.
///
/// # Errors
/// When the graph or the ledger cannot be read.
pub(super) fn evidence(
    directory: &Directory,
    notices: &[&Notice],
    watcher: &dyn Watcher,
) -> Result<Vec<BTreeSet<Evidence>>, AppError> {
    let mut found: Vec<BTreeSet<Evidence>> =
        notices.iter().map(|notice| notice.evidence().into_iter().collect()).collect();
    let cut: Vec<usize> =
        (0..).zip(notices).filter(|(_, notice)| notice.is_cut()).map(|(at, _)| at).collect();
    let seq = |&at: &usize| notices.get(at).map_or(0, |notice| notice.ledger.seq);
    let mut points: Vec<Seq> = cut.iter().map(seq).collect();
    points.sort_unstable();
    points.dedup();
    if points.is_empty() {
        return Ok(found);
    }
    let present = World::of(built_of(directory, watcher)?, &directory.playbook.zone);
    at_points(directory, present, &points, |world, point| {
        let here = cut.iter().copied().filter(|at| points.get(point) == Some(&seq(at)));
        let here: Vec<usize> = here.collect();
        world.evidence(directory, notices, &here, |at, evidence| {
            found.get_mut(at).into_iter().for_each(|all| all.extend(evidence.iter().cloned()));
        })
    })?;
    Ok(found)
}

/// Hands the world as it stood at each of `points`, ascending, to `each`, backwards, so that points between which no
/// row came in share a world.
fn at_points(
    directory: &Directory,
    present: World,
    points: &[Seq],
    mut each: impl FnMut(&World, usize) -> Result<(), AppError>,
) -> Result<(), AppError> {
    let zone = &directory.playbook.zone;
    let mut world = Some(present);
    let changed = changed_after(directory, points)?;
    for (at, &seq) in points.iter().enumerate().rev() {
        if changed.get(at).copied().unwrap_or(true) {
            // Let go first: two worlds of a nation need not be held at once.
            drop(world.take());
            let rows = rows_at(directory, seq)?;
            world = Some(World::of(Built { snapshot: build(&rows, zone, Some(seq))?, rows }, zone));
        }
        if let Some(world) = &world {
            each(world, at)?;
        }
    }
    Ok(())
}

/// For each unit of `notices` the ids of the cases that it must not learn of by now.
fn hidden(present: &World, notices: &[&mut Notice]) -> BTreeMap<String, Vec<String>> {
    let snapshot = &present.snapshot;
    let mut hidden = BTreeMap::new();
    for notice in notices {
        let unit = &notice.unit.id;
        if hidden.contains_key(unit) {
            continue;
        }
        let shielded = snapshot.agencies().find(unit).map(|unit| shield(snapshot, unit)).unwrap_or_default();
        let ids = shielded.cases().iter().map(|&case| snapshot.cases().id(case).to_owned()).collect();
        hidden.insert(unit.clone(), ids);
    }
    hidden
}

/// The rows at one point of the ledger, as a notice needs them.
struct World {
    snapshot: Snapshot,
    marks: HashMap<String, Vec<(u32, Mark)>>,
}

impl World {
    fn of(built: Built, zone: &Zone) -> Self {
        let Built { snapshot, rows } = built;
        let mut marks: HashMap<String, Vec<(u32, Mark)>> = HashMap::new();
        for (_, row) in rows.rows(Table::CaseEvents) {
            let Some(mark) = Mark::of_event(row.text(case_events::KIND)) else { continue };
            if let Ok(at) = zone.parse_instant(row.cell(case_events::AT)) {
                marks.entry_ref(row.text(case_events::CASE_ID)).or_default().push((at.unix(), mark));
            }
        }
        rayon::spawn(move || drop(rows));
        Self { snapshot, marks }
    }

    fn show(
        &self,
        directory: &Directory,
        notices: &mut [&mut Notice],
        hidden: &BTreeMap<String, Vec<String>>,
    ) -> Result<(), AppError> {
        // Notices of one moment and one set of rules share a desk and its tally.
        for alike in notices.chunk_by_mut(|a, b| a.drafted_at == b.drafted_at && a.rules == b.rules) {
            let [first, ..] = &*alike else { continue };
            let playbook = rules_of(first, directory);
            let desk = Desk::new(&self.snapshot, &playbook, first.drafted_at, self);
            for notice in alike.iter_mut() {
                let hidden = hidden.get(&notice.unit.id).map_or(&[][..], Vec::as_slice);
                **notice = desk.shown(notice, hidden)?;
            }
        }
        Ok(())
    }

    /// Hands everything that each of the notices `at` was drafted for in this world to `see`.
    fn evidence(
        &self,
        directory: &Directory,
        notices: &[&Notice],
        at: &[usize],
        mut see: impl FnMut(usize, &[Evidence]),
    ) -> Result<(), AppError> {
        let of = |at: &usize| notices.get(*at).map(|notice| (notice.drafted_at, &notice.rules));
        // Notices of one moment and one set of rules share a desk and its tally.
        for alike in at.chunk_by(|a, b| of(a) == of(b)) {
            let Some(first) = alike.first().and_then(|&at| notices.get(at)) else { continue };
            let playbook = rules_of(first, directory);
            let desk = Desk::new(&self.snapshot, &playbook, first.drafted_at, self);
            for &at in alike {
                let Some(notice) = notices.get(at) else { continue };
                let Some(unit) = self.snapshot.agencies().find(&notice.unit.id) else { continue };
                let findings = desk.of_unit(notice.matter, unit)?;
                see(at, &findings.map_or_else(Vec::new, |findings| findings.evidence()));
            }
        }
        Ok(())
    }
}

impl Pauses for World {
    fn of(&self, case: &str, now: Instant) -> Result<Vec<Pause>, AppError> {
        Ok(self.marks.get(case).map_or_else(Vec::new, |marks| pauses(marks.clone(), now.unix())))
    }
}

/// For each of `points`, ascending, whether a row was recorded after it and not after the next one (the last: ever).
fn changed_after(directory: &Directory, points: &[Seq]) -> Result<Vec<bool>, AppError> {
    let mut changed = vec![false; points.len()];
    records(&directory.graph.reader()?, |_, log, _| {
        for &(first, count) in log {
            let last = first + u64::from(count).saturating_sub(1);
            // The points below the run's last entry, from the one right below its first on.
            let to = points.partition_point(|&point| point < last);
            let from = points.partition_point(|&point| point < first).saturating_sub(1);
            changed.iter_mut().take(to).skip(from).for_each(|c| *c = true);
        }
        Ok(())
    })?;
    Ok(changed)
}

/// All rows as they stood when entry `seq` was the last one.
fn rows_at(directory: &Directory, seq: Seq) -> Result<Tables, AppError> {
    let mut earlier: Vec<Seq> = Vec::new();
    // One state of the graph for both passes: what is changed between them would else be in neither.
    let reader = directory.graph.reader()?;
    records(&reader, |_, log, _| {
        let end = log.last().map_or(0, |&(first, count)| first + u64::from(count));
        if seq + 1 < end {
            let seqs = log.iter().flat_map(|&(first, count)| first..first + u64::from(count));
            earlier.extend(seqs.take_while(|&at| at <= seq));
        }
        Ok(())
    })?;
    let before = replayed(directory, earlier, seq)?;
    let mut tables = Tables::default();
    let mut blocks: [Block; Table::ALL.len()] = Default::default();
    records(&reader, |id, log, text| {
        let (first, last) = (log.first(), log.last());
        if last.is_none_or(|&(first, count)| first + u64::from(count) <= seq + 1) {
            decode_into(text, &mut blocks)?;
        } else if first.is_some_and(|&(first, _)| first <= seq)
            && let Some(record) = before.get(&id)
        {
            decode_into(&record.encode(), &mut blocks)?;
        }
        for (table, block) in Table::ALL.into_iter().zip(&mut blocks) {
            if block.is_full() {
                tables.push(table, std::mem::take(block));
            }
        }
        Ok(())
    })?;
    for (table, block) in Table::ALL.into_iter().zip(blocks) {
        tables.push(table, block);
    }
    Ok(tables)
}

/// The records that the entries `seqs` make, none of which lies beyond `last`.
fn replayed(
    directory: &Directory,
    mut seqs: Vec<Seq>,
    last: Seq,
) -> Result<BTreeMap<Uuid, Record>, AppError> {
    seqs.sort_unstable();
    let mut made: BTreeMap<Uuid, Record> = BTreeMap::new();
    let Some(&first) = seqs.first() else { return Ok(made) };
    for chunk in directory.ledger.read(first)? {
        let entries = chunk?.entries;
        for entry in entries.iter().filter(|entry| seqs.binary_search(&entry.seq).is_ok()) {
            made.entry(entry.subject.uuid()).or_default().apply(entry)?;
        }
        if entries.last().is_some_and(|entry| last <= entry.seq) {
            break;
        }
    }
    Ok(made)
}

/// Hands id, runs of entries and text of every record that has rows to `each`, in order of id.
fn records(
    reader: &Reader,
    mut each: impl FnMut(Uuid, &[(Seq, u32)], &str) -> Result<(), AppError>,
) -> Result<(), AppError> {
    let others = [SubjectKind::Notice as u8, SubjectKind::Directory as u8];
    let mut outcome = Ok(());
    reader.scan_text(*STATE, Uuid::nil()..=Uuid::max(), RECORDS_PER_CHUNK, |texts| {
        let with_rows = texts.iter().filter(|(id, _)| !others.contains(&id.as_bytes()[0]));
        outcome = with_rows.map(|(id, text)| (*id, text.as_str())).try_for_each(|(id, text)| {
            let log = Record::decode(text.split('\n').next().unwrap_or(""))?.log;
            each(id, &log, text)
        });
        if outcome.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    outcome
}
