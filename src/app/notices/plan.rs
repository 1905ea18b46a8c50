//! What is drafted: from what is found of each unit, and from what notices have said before.

use std::collections::{BTreeMap, BTreeSet};

use crate::access::account::Account;
use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::app::notices::clearance::accused;
use crate::app::notices::desk::{Desk, Found};
use crate::app::notices::file::Filed;
use crate::app::notices::pauses::GraphPauses;
use crate::app::notices::settled::Settled;
use crate::app::notices::{DraftOptions, Drafted, list, past};
use crate::app::watch::Watcher;
use crate::ledger::Ledger;
use crate::ledger::merkle::{DigestKind, hex};
use crate::model::entry::{Body, Draft, EntryKind};
use crate::model::notice_step::NoticeStep;
use crate::model::subject::{Subject, SubjectKind};
use crate::notice::act::Act;
use crate::notice::compose::Findings;
use crate::notice::matter::Matter;
use crate::notice::{LedgerPoint, Notice};
use crate::playbook::Playbook;
use crate::snapshot::Snapshot;

/// Before the number of a notice that is numbered apart.
pub(super) const APART: char = 'c';
/// How many such numbers there are.
const APART_NUMBERS: u32 = 1_000_000;

/// What is to be drafted about what is found in `snapshot`, and the entries that do it; when it is the snapshot of `account`,
/// held against what that account sees of open notices.
///
/// # Errors
/// When the directory cannot be read.
pub(super) fn plan(
    directory: &Directory,
    (snapshot, account): (&Snapshot, Option<&Account>),
    options: &DraftOptions<'_>,
    watcher: &dyn Watcher,
) -> Result<(Drafted, Vec<Draft>), AppError> {
    let existing = list(directory)?;
    let open: Vec<Filed> = existing.iter().filter(|f| !f.life.state.is_final()).cloned().collect();
    let seen = seen(directory, &open, account, watcher)?;
    let known = directory.known()?;
    let pauses = GraphPauses { known: &known, zone: &directory.playbook.zone };
    let desk = Desk::new(snapshot, &directory.playbook, options.now, &pauses);
    let tip = directory.ledger.tip();
    let mut planner = Planner {
        desk,
        playbook: &directory.playbook,
        existing: &existing,
        open: &open,
        seen,
        settled: Settled::named(&existing),
        unclear: unclear(directory, &open, watcher)?,
        point: LedgerPoint { seq: tip.seq, root: hex(&tip.root) },
        year: directory.playbook.zone.rfc3339(options.now).chars().take(4).collect(),
        drafted: Drafted::default(),
        drafts: Vec::new(),
    };
    let mut found: Vec<(Matter, Found)> = Vec::new();
    for &matter in options.matters {
        let of_matter = planner.matter(matter)?;
        found.extend(of_matter.into_iter().map(|found| (matter, found)));
    }
    let closed = found.iter().filter(|(matter, found)| planner.open(*matter, found).is_none());
    let closed: Vec<(&str, &Findings)> =
        closed.map(|(_, found)| (snapshot.agencies().id(found.unit), &found.findings)).collect();
    planner.settled.complete(directory, closed.into_iter(), watcher)?;
    // What rests on complaints alone is not there for whom they are kept from. It comes last, so that its number is missed
    // among no others, and its place does not tell which unit it is to.
    let (last, first): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|(matter, found)| rests_on_complaints(snapshot, *matter, found));
    first.into_iter().chain(last).try_for_each(|(matter, found)| planner.found(matter, found))?;
    Ok((planner.drafted, planner.drafts))
}

/// Whether every case that was found complains against somebody.
fn rests_on_complaints(snapshot: &Snapshot, matter: Matter, found: &Found) -> bool {
    let is_about_cases = match matter {
        Matter::Lagging | Matter::Stuck | Matter::Overdue => true,
        // These are numbered apart, or are about places.
        Matter::Conflicts | Matter::Uncovered | Matter::BrokenChain => false,
    };
    let cases = snapshot.cases();
    let complains = |case| cases.against_agency(case).is_some() || cases.against_person(case).is_some();
    is_about_cases
        && found.findings.evidence().iter().all(|(case, _)| cases.find(case).is_some_and(complains))
}

struct Planner<'a> {
    desk: Desk<'a>,
    playbook: &'a Playbook,
    existing: &'a [Filed],
    open: &'a [Filed],
    /// What each open notice last said, by its id.
    seen: BTreeMap<String, Notice>,
    settled: Settled<'a>,
    /// Ids of open notices to units that are no longer clear of what they are about.
    unclear: BTreeSet<String>,
    point: LedgerPoint,
    year: String,
    drafted: Drafted,
    drafts: Vec<Draft>,
}

impl<'a> Planner<'a> {
    fn matter(&mut self, matter: Matter) -> Result<Vec<Found>, AppError> {
        let of_matter = self.desk.find(matter)?;
        self.drafted.excused += of_matter.excused;
        self.drafted.unaddressed += of_matter.unaddressed;
        self.drafted.unmoved.extend(of_matter.unmoved);
        Ok(of_matter.found)
    }

    /// The open notice to the unit of `found` in that matter.
    fn open(&self, matter: Matter, found: &Found) -> Option<&'a Filed> {
        let unit = self.desk.snapshot.agencies().id(found.unit);
        self.open.iter().find(|f| f.notice.unit.id == unit && f.notice.matter == matter)
    }

    fn found(&mut self, matter: Matter, found: Found) -> Result<(), AppError> {
        let unit = self.desk.snapshot.agencies().id(found.unit);
        let open = self.open(matter, &found);
        if let Some((open, last)) = open.and_then(|f| Some((f, self.seen.get(&f.notice.id)?))) {
            if self.unclear.contains(&open.notice.id) {
                self.drafted.unclear.push(open.notice.id.clone());
                return Ok(());
            }
            let notice = self.desk.notice(found, open.notice.id.clone(), self.point.clone());
            if says_more(open, last, &notice) {
                self.drafts.push(further_entry(open, notice, self.playbook)?);
                self.drafted.added.push(open.notice.id.clone());
            } else {
                self.drafted.known += 1;
            }
            return Ok(());
        }
        if self.settled.has_all(unit, &found.findings) {
            self.drafted.settled += 1;
            return Ok(());
        }
        let notice = self.desk.notice(found, self.id(matter), self.point.clone());
        self.drafts.push(first_entry(&notice, self.playbook)?);
        self.drafted.notices.push(notice);
        Ok(())
    }

    /// The next number. Matters of which nobody else must learn are numbered apart, and not in turn: a gap in a series
    /// would tell of them, whoever may read others of it.
    fn id(&self, matter: Matter) -> String {
        let all = || self.existing.iter().map(|filed| &filed.notice).chain(&self.drafted.notices);
        let number = all().filter(|notice| notice.matter.is_apart() == matter.is_apart()).count() + 1;
        let year = &self.year;
        if !matter.is_apart() {
            return format!("{year}-{number:03}");
        }
        let drawn = |nth: usize| {
            let hash = DigestKind::Sha256.leaf(format!("{}|{number}|{nth}", self.point.root).as_bytes());
            let number = u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]) % APART_NUMBERS;
            format!("{year}-{APART}{number:06}")
        };
        let mut free = (0..).map(drawn).filter(|id| all().all(|notice| notice.id != *id));
        // Of endless draws one is free while fewer notices are apart than there are numbers.
        free.next().unwrap_or_default()
    }
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

/// Ids of those of `open` whose unit is no longer clear of the complaints that they are about: it is told nothing more.
fn unclear(
    directory: &Directory,
    open: &[Filed],
    watcher: &dyn Watcher,
) -> Result<BTreeSet<String>, AppError> {
    let mut unclear = BTreeSet::new();
    for filed in open.iter().filter(|filed| filed.notice.matter.is_apart()) {
        if accused(directory, filed, watcher)?.units.contains(&filed.notice.unit.id) {
            unclear.insert(filed.notice.id.clone());
        }
    }
    Ok(unclear)
}

/// What each of `open` last said, by id and as it may be shown now: news is held against what its unit may see (and
/// `account`, if it is one's), or evidence would be added because of a complaint that the unit must not learn of.
fn seen(
    directory: &Directory,
    open: &[Filed],
    account: Option<&Account>,
    watcher: &dyn Watcher,
) -> Result<BTreeMap<String, Notice>, AppError> {
    let last = |f: &Filed| f.life.evidence.last().map_or(&f.notice, |added| &added.act).clone();
    let mut seen: BTreeMap<String, Notice> =
        open.iter().map(|filed| (filed.notice.id.clone(), last(filed))).collect();
    past::show(directory, seen.values_mut().collect(), account, watcher)?;
    Ok(seen)
}

/// Whether `notice` holds more than `last`, which the open notice said: other handoffs, receipts, places, cases or
/// counts. Waits that have only grown longer are no news; nor is what an earlier moment shows.
fn says_more(open: &Filed, last: &Notice, notice: &Notice) -> bool {
    let told = |n: &Notice| {
        let mut late: Vec<_> =
            n.late.iter().map(|l| (l.case.clone(), l.seq, l.received_at.is_some())).collect();
        late.sort();
        let counts = n.figures.as_ref().map(|f| (f.handoffs, f.overdue));
        (late, n.evidence(), counts, n.late_count, n.place_count, n.clock_count, n.held_count)
    };
    open.life.has_place(NoticeStep::AddEvidence)
        && open.life.last_at <= notice.drafted_at
        && told(last) != told(notice)
}
