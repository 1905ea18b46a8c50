//! Notices: drafted from what a sweep finds, kept open until answered, listed and found again.

mod clearance;
mod conflicts;
pub mod desk;
pub mod file;
mod matters;
mod overdue;
mod past;
mod pauses;
mod plan;
#[cfg(test)]
mod random_tests;
pub mod reader;
pub mod reading;
mod roll;
mod settled;
pub mod take;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;

use crate::access::account::Account;
use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::app::sweep::snapshot_of;
use crate::app::watch::Watcher;
use crate::ledger::{Batch, Ledger};
use crate::model::entry::Draft;
use crate::model::id;
use crate::model::time::{Instant, Zone};
use crate::notice::Notice;
use crate::notice::matter::Matter;
use crate::playbook::Playbook;
use crate::snapshot::Snapshot;

use file::Filed;

/// What is drafted, when and by whom.
#[derive(Clone, Copy, Debug)]
pub struct DraftOptions<'a> {
    /// The moment of the sweep.
    pub now: Instant,
    /// The time of day.
    pub recorded_at: Instant,
    /// Who drafts.
    pub actor: &'a str,
    /// The matters; notices are drafted in this order.
    pub matters: &'a [Matter],
}

/// The matters of these names; those that are usually drafted about when there is none.
///
/// # Errors
/// [`AppError::NoMatter`] when one is no matter.
pub fn matters(names: &[String]) -> Result<Vec<Matter>, AppError> {
    if names.is_empty() {
        return Ok(Matter::ALL.into_iter().filter(|matter| matter.is_usual()).collect());
    }
    let all = || Matter::ALL.map(Matter::name).join(", ");
    let parse = |name: &String| {
        let unknown = || AppError::NoMatter { name: name.clone(), names: all() };
        Matter::parse(name.trim()).ok_or_else(unknown)
    };
    names.iter().map(parse).collect()
}

/// Refuses a moment that has not come: the notice could not be signed until then.
///
/// # Errors
/// [`AppError::DraftAhead`] when `now` lies after `recorded_at`.
pub fn not_ahead(now: Instant, recorded_at: Instant, zone: &Zone) -> Result<(), AppError> {
    if recorded_at < now {
        return Err(AppError::DraftAhead { now: zone.civil(recorded_at) });
    }
    Ok(())
}

/// What drafting did.
#[derive(Debug, Default)]
pub struct Drafted {
    /// Notices drafted now.
    pub notices: Vec<Notice>,
    /// Ids of open notices to which evidence was added.
    pub added: Vec<String>,
    /// Findings that an open notice holds already.
    pub known: usize,
    /// Findings of which a notice that was closed, or withdrawn after an objection was upheld, named all evidence.
    pub settled: usize,
    /// Ids of open notices to which nothing was added, because their unit has come to be complained against.
    pub unclear: Vec<String>,
    /// Units that are marked by the clock only and not by their own time.
    pub excused: usize,
    /// Findings above which no unit is recorded that could be addressed.
    pub unaddressed: usize,
    /// Ids of cases that lie with those they complain against, and above whom nobody stands clear of the complaint.
    pub unmoved: Vec<String>,
}

/// Drafts a notice for every unit about which something is found, or adds to the one that is open in that matter; all
/// as one batch. What is found is said of each unit as if the cases that it must not learn of did not exist, and by
/// its own time.
///
/// # Errors
/// When the directory cannot be read or written.
pub fn draft(
    directory: &mut Directory,
    options: &DraftOptions<'_>,
    watcher: &dyn Watcher,
) -> Result<Drafted, AppError> {
    draft_and(directory, options, &|_, _| Ok(Vec::new()), watcher)
}

/// Makes further drafts for the batch of what was done, given the directory as it was before. Its error stops the act.
pub type And<'a, T> = &'a dyn Fn(&Directory, &T) -> Result<Vec<Draft>, AppError>;

/// [`draft`], with the drafts of `and` in the same batch; it is asked only when something is drafted or added.
///
/// # Errors
/// See [`draft`].
pub fn draft_and(
    directory: &mut Directory,
    options: &DraftOptions<'_>,
    and: And<'_, Drafted>,
    watcher: &dyn Watcher,
) -> Result<Drafted, AppError> {
    let snapshot = snapshot_of(directory, watcher)?;
    let (drafted, mut drafts) = plan::plan(directory, (&snapshot, None), options, watcher)?;
    if !drafts.is_empty() {
        drafts.extend(and(directory, &drafted)?);
        let drafts = &mut drafts.into_iter();
        let DraftOptions { actor, recorded_at, .. } = *options;
        commit(directory, Batch { actor, recorded_at, drafts, progress: &|_| {} })?;
    }
    Ok(drafted)
}

/// What [`draft`] would do; nothing is stored.
///
/// # Errors
/// When the directory cannot be read.
pub fn rehearse(
    directory: &Directory,
    options: &DraftOptions<'_>,
    watcher: &dyn Watcher,
) -> Result<Drafted, AppError> {
    let snapshot = snapshot_of(directory, watcher)?;
    Ok(plan::plan(directory, (&snapshot, None), options, watcher)?.0)
}

/// What [`draft`] would do in the world that `account` sees, which `snapshot` is; nothing is stored.
///
/// # Errors
/// When the directory cannot be read.
pub fn rehearse_for(
    directory: &Directory,
    (snapshot, account): (&Snapshot, &Account),
    options: &DraftOptions<'_>,
    watcher: &dyn Watcher,
) -> Result<Drafted, AppError> {
    Ok(plan::plan(directory, (snapshot, Some(account)), options, watcher)?.0)
}

/// Appends `batch` and lets the graph follow.
///
/// # Errors
/// [`AppError::StepStored`] when the ledger has it and only the graph could not follow.
fn commit(directory: &mut Directory, batch: Batch<'_>) -> Result<(), AppError> {
    let before = directory.ledger.tip().seq;
    let outcome = directory.commit(batch, &|_| {});
    let last = directory.ledger.tip().seq;
    match outcome {
        Ok(_) => Ok(()),
        Err(source) if before < last => {
            Err(AppError::StepStored { first: before + 1, last, source: Box::new(source) })
        }
        Err(error) => Err(error),
    }
}

/// All notices by year and number, as they were drafted; what a reader may see of them is [`for_display`].
///
/// # Errors
/// When the graph cannot be read or a stored notice is not one.
pub fn list(directory: &Directory) -> Result<Vec<Filed>, AppError> {
    let mut notices = file::all(directory)?;
    notices.sort_by(|a, b| by_number(&a.notice.id, &b.notice.id));
    Ok(notices)
}

/// The notice of that id as it was drafted; what a reader may see of it is [`for_display`].
///
/// # Errors
/// [`AppError::Unknown`] with near matches when there is none.
pub fn find(directory: &Directory, id: &str) -> Result<Filed, AppError> {
    match file::one(directory, id)? {
        Some(filed) => Ok(filed),
        None => Err(unknown(id, &list(directory)?)),
    }
}

/// The notice of that id if it is to `unit`: for that unit, a notice to another one does not exist.
///
/// # Errors
/// [`AppError::Unknown`] with near matches among the unit's own notices when there is none.
pub fn find_for(directory: &Directory, id: &str, unit: &str) -> Result<Filed, AppError> {
    let mut own = list(directory)?;
    own.retain(|filed| filed.notice.unit.id == unit);
    let at = own.iter().position(|filed| filed.notice.id == id);
    at.map(|at| own.swap_remove(at)).ok_or_else(|| unknown(id, &own))
}

fn unknown(id: &str, known: &[Filed]) -> AppError {
    let near = known.iter().filter(|f| !f.notice.matter.is_apart());
    let mut near: Vec<String> = near.map(|f| f.notice.id.clone()).collect();
    near.sort_by_key(|known| strsim::damerau_levenshtein(known, id));
    near.truncate(3);
    AppError::Unknown { what: "what-notice", id: id.to_owned(), near }
}

/// `filed` as it may be shown now.
///
/// A complaint may come in after drafting, about a case that the notice names or counts. Then the findings (and the
/// evidence added later) are made anew from the ledger as it stood at their own entries, at their own moments and by
/// their own rules, without these cases; everything else stays as it was. The lists and figures then speak for
/// themselves, even where they would no longer flag the unit. Likewise without the cases that are kept from `account`,
/// when it is one that reads.
///
/// # Errors
/// When the graph cannot be read.
pub fn for_display(
    directory: &Directory,
    mut filed: Vec<Filed>,
    account: Option<&Account>,
    watcher: &dyn Watcher,
) -> Result<Vec<Filed>, AppError> {
    let mut shown: Vec<&mut Notice> = Vec::new();
    for Filed { notice, life, .. } in &mut filed {
        shown.push(notice);
        shown.extend(life.evidence.iter_mut().map(|added| &mut added.act));
    }
    past::show(directory, shown, account, watcher)?;
    Ok(filed)
}

/// The playbook in force with the numbers that `notice` states.
fn rules_of(notice: &Notice, directory: &Directory) -> Playbook {
    let mut playbook = Playbook::clone(&directory.playbook);
    playbook.thresholds.wait_hours_max = notice.rules.wait_hours_max;
    playbook.thresholds.lagging_fdr_permille = notice.rules.fdr_permille;
    playbook
}

/// Order of ids of notices: by year, then those of the common series, then by number, so that 2026-1000 comes after
/// 2026-999.
fn by_number(a: &str, b: &str) -> Ordering {
    let parts = |id: &str| {
        let (year, number) = id.split_once('-')?;
        let apart = number.strip_prefix(plan::APART);
        Some((year.parse::<u64>().ok()?, apart.is_some(), apart.unwrap_or(number).parse::<u64>().ok()?))
    };
    parts(a).cmp(&parts(b)).then_with(|| id::order(a, b))
}
