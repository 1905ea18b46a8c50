//! An export as an event log: objects in one pass over the graph, events in another, steps of notices from the ledger.

use hashbrown::{HashMap, HashSet};

use super::place::Place;
use super::source::{Item, Sieve, parts, records, records_of};
use super::{Outcome, Source, has};
use crate::app::directory::StateAt;
use crate::app::error::AppError;
use crate::app::exports::Holds;
use crate::app::watch::Phase;
use crate::export::ocel::{Log, Part};
use crate::ledger::Ledger;
use crate::model::entry::{Entry, Seq};
use crate::model::subject::SubjectKind;
use crate::model::time::Zone;

pub(super) fn write(source: &Source<'_>, place: &Place, sieve: &mut Sieve<'_>) -> Outcome {
    let Source { state, zone, watcher } = *source;
    let steps = if sieve.notices { steps(state, sieve)? } else { Vec::new() };
    let mut kinds: Vec<String> = steps.iter().map(|entry| entry.kind.name()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let file = place.create("")?;
    let mut log = Log::begin(file, kinds.iter().map(String::as_str)).map_err(place.failed(""))?;
    watcher.phase(Phase::Exporting, 2 * state.seq);
    let mut units: HashMap<String, String> = HashMap::new();
    records(&state.reader, sieve, &|n| watcher.advance(n), |sieve, items| {
        units.extend(items.iter().filter_map(|(_, record)| {
            let document = record.document.as_ref()?;
            Some((document.get("id")?.as_str()?.to_owned(), Part::unit_of(document)?.to_owned()))
        }));
        let objects = parts(&items, |some| objects(some, zone, sieve)).map_err(place.failed(""))?;
        objects.iter().try_for_each(|part| log.push(part)).map_err(place.failed(""))
    })?;
    log.begin_events().map_err(place.failed(""))?;
    records(&state.reader, sieve, &|n| watcher.advance(n), |_, items| {
        let events = parts(&items, |some| Part::of_events(some.iter().map(|(_, record)| record), zone));
        let events = events.map_err(place.failed(""))?;
        events.iter().try_for_each(|part| log.push(part)).map_err(place.failed(""))
    })?;
    let is_person = |id: &str| matches!(has(&state.reader, SubjectKind::Person, id), Ok(true));
    let part = Part::of_steps(steps.iter(), zone, &|id| units.get(id).cloned(), &is_person);
    log.push(&part.map_err(place.failed(""))?).map_err(place.failed(""))?;
    let (file, contents) = log.finish().map_err(place.failed(""))?;
    Ok((Holds::Log(contents), vec![place.end("", file)?]))
}

fn objects(items: &[Item], zone: &Zone, sieve: &Sieve<'_>) -> std::io::Result<Part> {
    Part::of_objects(items.iter().map(|(kind, record)| (*kind, record)), zone, &|case| sieve.has_case(case))
}

/// All entries about the notices that leave, in order of the ledger: what kinds there are tells of the others.
fn steps(state: &StateAt, sieve: &Sieve<'_>) -> Result<Vec<Entry>, AppError> {
    let mut first: Option<Seq> = None;
    let mut ids: HashSet<String> = HashSet::new();
    records_of(&state.reader, SubjectKind::Notice, |record| {
        if sieve.keeps_notice(record) {
            first = first.into_iter().chain(record.seqs().next()).min();
            let document = record.document.as_ref();
            ids.extend(document.and_then(|d| Some(d.get("id")?.as_str()?.to_owned())));
        }
    })?;
    let mut steps = Vec::new();
    if let Some(first) = first {
        let is_shown = |entry: &Entry| {
            let Entry { seq, subject, .. } = entry;
            *seq <= state.seq && subject.kind == SubjectKind::Notice && ids.contains(&*subject.key)
        };
        for chunk in state.ledger.read(first)? {
            steps.extend(chunk?.entries.into_iter().filter(is_shown));
        }
    }
    Ok(steps)
}
