//! Notices: drafted from what a sweep finds, kept open until answered, listed and found again.

pub mod desk;
pub mod file;
mod matters;
mod past;
mod pauses;
mod roll;
pub mod take;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::app::sweep::snapshot_of;
use crate::app::watch::Watcher;
use crate::ledger::merkle::hex;
use crate::ledger::{Batch, Ledger};
use crate::model::entry::{Body, Draft, EntryKind};
use crate::model::id;
use crate::model::notice_step::NoticeStep;
use crate::model::subject::{Subject, SubjectKind};
use crate::model::time::Instant;
use crate::notice::act::Act;
use crate::notice::matter::Matter;
use crate::notice::{LedgerPoint, Notice};
use crate::playbook::Playbook;

use desk::Desk;
use file::Filed;
use pauses::GraphPauses;

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

/// What drafting did.
#[derive(Debug, Default)]
pub struct Drafted {
    /// Notices drafted now.
    pub notices: Vec<Notice>,
    /// Ids of open notices to which evidence was added.
    pub added: Vec<String>,
    /// Findings that an open notice holds already.
    pub known: usize,
    /// Units that are marked by the clock only and not by their own time.
    pub excused: usize,
    /// Findings above which no unit is recorded that could be addressed.
    pub unaddressed: usize,
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
    let existing = list(directory)?;
    let open: Vec<Filed> = existing.iter().filter(|f| !f.life.state.is_final()).cloned().collect();
    let seen = seen(directory, &open, watcher)?;
    let snapshot = snapshot_of(directory, watcher)?;
    let known = directory.known()?;
    let pauses = GraphPauses { known: &known, zone: &directory.playbook.zone };
    let desk = Desk::new(&snapshot, &directory.playbook, options.now, &pauses);
    let tip = directory.ledger.tip();
    let point = LedgerPoint { seq: tip.seq, root: hex(&tip.root) };
    let year = directory.playbook.zone.rfc3339(options.now).chars().take(4).collect::<String>();
    let (mut drafted, mut drafts) = (Drafted::default(), Vec::new());
    for &matter in options.matters {
        let of_matter = desk.find(matter)?;
        drafted.excused += of_matter.excused;
        drafted.unaddressed += of_matter.unaddressed;
        for found in of_matter.found {
            let unit = snapshot.agencies().id(found.unit);
            let open = open.iter().find(|f| f.notice.unit.id == unit && f.notice.matter == matter);
            let Some((open, last)) = open.and_then(|f| Some((f, seen.get(&f.notice.id)?))) else {
                let number = existing.len() + drafted.notices.len() + 1;
                let notice = desk.notice(found, format!("{year}-{number:03}"), point.clone());
                drafts.push(first_entry(&notice, &directory.playbook)?);
                drafted.notices.push(notice);
                continue;
            };
            let notice = desk.notice(found, open.notice.id.clone(), point.clone());
            if says_more(open, last, &notice) {
                drafts.push(further_entry(open, notice, &directory.playbook)?);
                drafted.added.push(open.notice.id.clone());
            } else {
                drafted.known += 1;
            }
        }
    }
    drop(known);
    if !drafts.is_empty() {
        let drafts = &mut drafts.into_iter();
        let DraftOptions { actor, recorded_at, .. } = *options;
        directory.commit(Batch { actor, recorded_at, drafts, progress: &|_| {} }, &|_| {})?;
    }
    Ok(drafted)
}

fn first_entry(notice: &Notice, playbook: &Playbook) -> Result<Draft, AppError> {
    Ok(Draft {
        subject: Subject::new(SubjectKind::Notice, &notice.id),
        expected_version: 0,
        kind: EntryKind::NoticeDrafted,
        occurred_at: playbook.zone.rfc3339(notice.drafted_at).into(),
        body: Body::Document(notice.to_document()?),
    })
}

fn further_entry(open: &Filed, notice: Notice, playbook: &Playbook) -> Result<Draft, AppError> {
    let at = notice.drafted_at;
    Ok(Draft {
        subject: open.subject(),
        expected_version: open.life.version,
        kind: EntryKind::NoticeStepped(NoticeStep::AddEvidence),
        occurred_at: playbook.zone.rfc3339(at).into(),
        body: Body::Document(Act::EvidenceAdded(Box::new(notice)).to_body(at)?),
    })
}

/// What each of `open` last said, by id and as it may be shown now: news is held against what its unit may see, or
/// evidence would be added because of a complaint that the unit must not learn of.
fn seen(
    directory: &Directory,
    open: &[Filed],
    watcher: &dyn Watcher,
) -> Result<BTreeMap<String, Notice>, AppError> {
    let last = |f: &Filed| f.life.evidence.last().map_or(&f.notice, |added| &added.act).clone();
    let mut seen: BTreeMap<String, Notice> =
        open.iter().map(|filed| (filed.notice.id.clone(), last(filed))).collect();
    past::show(directory, seen.values_mut().collect(), watcher)?;
    Ok(seen)
}

/// Whether `notice` holds more than `last`, which the open notice said: other handoffs, receipts, places or counts. Waits that have only
/// grown longer are no news; nor is what an earlier moment shows.
fn says_more(open: &Filed, last: &Notice, notice: &Notice) -> bool {
    let told = |n: &Notice| {
        let mut late: Vec<_> =
            n.late.iter().map(|l| (l.case.clone(), l.seq, l.received_at.is_some())).collect();
        late.sort();
        let places: Vec<_> = n.places.iter().map(|p| (p.code.clone(), p.why.clone())).collect();
        let counts = n.figures.as_ref().map(|f| (f.handoffs, f.overdue));
        (late, places, counts, n.late_count, n.place_count)
    };
    open.life.has_place(NoticeStep::AddEvidence)
        && open.life.last_at <= notice.drafted_at
        && told(last) != told(notice)
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
    if let Some(filed) = file::one(directory, id)? {
        return Ok(filed);
    }
    let mut near: Vec<String> = list(directory)?.into_iter().map(|f| f.notice.id).collect();
    near.sort_by_key(|known| strsim::damerau_levenshtein(known, id));
    near.truncate(3);
    Err(AppError::Unknown { what: "what-notice", id: id.to_owned(), near })
}

/// `filed` as it may be shown now.
///
/// A complaint may come in after drafting, about a case that the notice names or counts. Then the findings (and the
/// evidence added later) are made anew from the ledger as it stood at their own entries, at their own moments and by
/// their own rules, without these cases; everything else stays as it was. The lists and figures then speak for
/// themselves, even where they would no longer flag the unit.
///
/// # Errors
/// When the graph cannot be read.
pub fn for_display(
    directory: &Directory,
    mut filed: Vec<Filed>,
    watcher: &dyn Watcher,
) -> Result<Vec<Filed>, AppError> {
    let mut shown: Vec<&mut Notice> = Vec::new();
    for Filed { notice, life } in &mut filed {
        shown.push(notice);
        shown.extend(life.evidence.iter_mut().map(|added| &mut added.act));
    }
    past::show(directory, shown, watcher)?;
    Ok(filed)
}

/// The playbook in force with the numbers that `notice` states.
fn rules_of(notice: &Notice, directory: &Directory) -> Playbook {
    let mut playbook = directory.playbook.clone();
    playbook.thresholds.wait_hours_max = notice.rules.wait_hours_max;
    playbook.thresholds.lagging_fdr_permille = notice.rules.fdr_permille;
    playbook
}

/// Order of ids of notices: by year, then by number, so that 2026-1000 comes after 2026-999.
fn by_number(a: &str, b: &str) -> Ordering {
    let parts = |id: &str| {
        let (year, number) = id.split_once('-')?;
        Some((year.parse::<u64>().ok()?, number.parse::<u64>().ok()?))
    };
    parts(a).cmp(&parts(b)).then_with(|| id::order(a, b))
}
