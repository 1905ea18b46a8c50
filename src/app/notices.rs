//! Notices: drafted from what a sweep flags, listed and found again.

use std::cell::OnceCell;
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::ops::ControlFlow;

use uuid::Uuid;

use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::app::sweep::snapshot_of;
use crate::app::watch::Watcher;
use crate::detect::evidence::{
    Shield, inflow, lagging_less, late_handoffs, median_without, shield, standing,
};
use crate::detect::lagging::{LaggingRow, Tally};
use crate::detect::quantile::Tenths;
use crate::detect::world::{Moment, World};
use crate::graph::record::Record;
use crate::graph::schema::STATE;
use crate::ledger::merkle::hex;
use crate::ledger::{Batch, Ledger};
use crate::model::entry::{Body, Draft, EntryKind};
use crate::model::id;
use crate::model::subject::{Subject, SubjectKind};
use crate::model::time::Instant;
use crate::notice::probability::Probability;
use crate::notice::{
    Agency, Comparison, Figures, LateHandoff, LedgerPoint, Notice, NoticeInput, Scope, Unit, co_signatures,
    compose,
};
use crate::playbook::Playbook;
use crate::snapshot::Snapshot;
use crate::snapshot::index::{AgencyIdx, DivisionIdx};

/// What drafting did.
#[derive(Debug)]
pub struct Drafted {
    /// Notices drafted now.
    pub notices: Vec<Notice>,
    /// Flagged units that have a notice already.
    pub known: usize,
}

/// Drafts a notice for every flagged lagging unit that has none, as one batch.
///
/// For each unit everything is computed in a world without the cases that complain against it, its superiors or
/// their officials: whether it is flagged, the figures, and the cases named.
///
/// # Errors
/// When the directory cannot be read or written.
pub fn draft(
    directory: &mut Directory,
    now: Instant,
    recorded_at: Instant,
    actor: &str,
    watcher: &dyn Watcher,
) -> Result<Drafted, AppError> {
    let existing = list(directory)?;
    let served: BTreeSet<String> = existing.iter().map(|n| n.unit.id.clone()).collect();
    let snapshot = snapshot_of(directory, watcher)?;
    let desk = Desk::new(&snapshot, &directory.playbook, now);
    let tip = directory.ledger.tip();
    let point = LedgerPoint { seq: tip.seq, root: hex(&tip.root) };
    let year = directory.playbook.zone.rfc3339(now).chars().take(4).collect::<String>();
    let (mut notices, mut known) = (Vec::new(), 0);
    for finding in desk.flagged() {
        if served.contains(snapshot.agencies().id(finding.row.agency)) {
            known += 1;
            continue;
        }
        let number = existing.len() + notices.len() + 1;
        notices.push(compose(&desk.input(&finding, format!("{year}-{number:03}"), point.clone())));
    }
    let mut drafts = Vec::new();
    for notice in &notices {
        drafts.push(Draft {
            subject: Subject::new(SubjectKind::Notice, &notice.id),
            expected_version: 0,
            kind: EntryKind::NoticeDrafted,
            occurred_at: directory.playbook.zone.rfc3339(now).into(),
            body: Body::Document(notice.to_document()?),
        });
    }
    if !drafts.is_empty() {
        let drafts = &mut drafts.into_iter();
        directory.commit(Batch { actor, recorded_at, drafts, progress: &|_| {} }, &|_| {})?;
    }
    Ok(Drafted { notices, known })
}

/// All notices as they were drafted, by year and number; what a reader may see of them is [`for_display`].
///
/// # Errors
/// When the graph cannot be read or a stored notice is not one.
pub fn list(directory: &Directory) -> Result<Vec<Notice>, AppError> {
    let kind = SubjectKind::Notice as u8;
    let (mut first, mut last) = ([0; 16], [0xff; 16]);
    (first[0], last[0]) = (kind, kind);
    let mut texts = Vec::new();
    directory.graph.scan_text(
        *STATE,
        Uuid::from_bytes(first)..=Uuid::from_bytes(last),
        1_024,
        |records| {
            texts.extend(records.into_iter().map(|(_, text)| text));
            ControlFlow::Continue(())
        },
    )?;
    let mut notices = texts.iter().map(|text| of_record(text)).collect::<Result<Vec<_>, _>>()?;
    notices.sort_by(|a, b| by_number(&a.id, &b.id));
    Ok(notices)
}

/// The notice of that id as it was drafted; what a reader may see of it is [`for_display`].
///
/// # Errors
/// [`AppError::Unknown`] with near matches when there is none.
pub fn find(directory: &Directory, id: &str) -> Result<Notice, AppError> {
    let text = directory.graph.text(Subject::new(SubjectKind::Notice, id).uuid(), *STATE)?;
    if let Some(text) = text {
        return of_record(&text);
    }
    let mut near: Vec<String> = list(directory)?.into_iter().map(|n| n.id).collect();
    near.sort_by_key(|known| strsim::damerau_levenshtein(known, id));
    near.truncate(3);
    Err(AppError::Unknown { what: "what-notice", id: id.to_owned(), near })
}

/// `notices` as they may be shown now.
///
/// A complaint may come in after drafting, about a case that the notice names or counts. So when the present snapshot
/// holds any complaint that the unit must not learn of, the findings are made anew at the notice's own moment and by
/// its own rules, without these cases; everything else stays as drafted. The lists and figures then speak for
/// themselves, even where they would no longer flag the unit.
///
/// # Errors
/// When the graph cannot be read.
pub fn for_display(
    directory: &Directory,
    notices: Vec<Notice>,
    watcher: &dyn Watcher,
) -> Result<Vec<Notice>, AppError> {
    if notices.is_empty() {
        return Ok(notices);
    }
    let snapshot = snapshot_of(directory, watcher)?;
    let mut shown = Vec::with_capacity(notices.len());
    for alike in notices.chunk_by(|a, b| a.drafted_at == b.drafted_at && a.rules == b.rules) {
        let [first, ..] = alike else { continue };
        let playbook = rules_of(first, directory);
        let desk = Desk::new(&snapshot, &playbook, first.drafted_at);
        shown.extend(alike.iter().map(|notice| desk.shown(notice)));
    }
    Ok(shown)
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

fn of_record(text: &str) -> Result<Notice, AppError> {
    let document = Record::decode(text)?.document.unwrap_or_default();
    Ok(Notice::from_document(&document)?)
}

/// A unit that is flagged in the world without its shielded cases.
struct Finding {
    row: LaggingRow,
    shielded: Shield,
    /// How many units the pool of its comparison has, and whether it is its kind's.
    pool_units: u64,
    of_kind: bool,
}

/// Where notices are made: the world as it stands at one moment.
struct Desk<'a> {
    snapshot: &'a Snapshot,
    playbook: &'a Playbook,
    now: Instant,
    moment: Moment,
    /// All handoffs at the moment, tallied when first asked for.
    tally: OnceCell<Tally>,
}

impl<'a> Desk<'a> {
    fn new(snapshot: &'a Snapshot, playbook: &'a Playbook, now: Instant) -> Self {
        let moment = Moment::at(now, &playbook.zone);
        Self { snapshot, playbook, now, moment, tally: OnceCell::new() }
    }

    /// The comparison of units as if the cases of `shielded` did not exist.
    fn rows(&self, shielded: &Shield) -> Vec<LaggingRow> {
        let thresholds = &self.playbook.thresholds;
        let tally =
            self.tally.get_or_init(|| Tally::of_world(&World::new(self.snapshot, self.moment), thresholds));
        lagging_less(tally, self.snapshot, thresholds, self.moment, shielded)
    }

    /// Units flagged in their own worlds, worst first as the detector orders them.
    fn flagged(&self) -> Vec<Finding> {
        let all = self.rows(&Shield::default());
        let mut found = Vec::new();
        for row in &all {
            let shielded = shield(self.snapshot, row.agency);
            let own = if shielded.cases().is_empty() { None } else { Some(self.rows(&shielded)) };
            let rows = own.as_ref().unwrap_or(&all);
            if let Some(row) = rows.iter().find(|r| r.agency == row.agency && r.flagged) {
                let (pool_units, of_kind) = self.pool(rows, row.agency);
                found.push(Finding { row: row.clone(), shielded, pool_units, of_kind });
            }
        }
        found
    }

    /// `notice` as its unit may see it now: as stored while no complaint concerns the unit, else with findings made
    /// anew.
    fn shown(&self, notice: &Notice) -> Notice {
        let Some(agency) = self.snapshot.agencies().find(&notice.unit.id) else { return notice.clone() };
        let shielded = shield(self.snapshot, agency);
        if shielded.cases().is_empty() {
            return notice.clone();
        }
        let rows = self.rows(&shielded);
        let thresholds = &self.playbook.thresholds;
        let row = standing(self.snapshot, thresholds, self.moment, &rows, (agency, &shielded));
        let (pool_units, of_kind) = self.pool(&rows, agency);
        let finding = Finding { row, shielded, pool_units, of_kind };
        let Notice { figures, late, late_count, senders, sender_count, .. } =
            compose(&self.input(&finding, notice.id.clone(), notice.ledger.clone()));
        Notice { figures, late, late_count, senders, sender_count, ..notice.clone() }
    }

    /// How many units a unit is compared with, and whether they are those of its kind (contract, `lagging`).
    fn pool(&self, rows: &[LaggingRow], agency: AgencyIdx) -> (u64, bool) {
        let agencies = self.snapshot.agencies();
        let kind = agencies.kind(agency);
        let of_kind = rows.iter().filter(|r| agencies.kind(r.agency) == kind).count() as u64;
        if u64::from(self.playbook.thresholds.lagging_kind_units_min) <= of_kind {
            (of_kind, true)
        } else {
            (rows.len() as u64, false)
        }
    }

    fn input(&self, finding: &Finding, id: String, ledger: LedgerPoint) -> NoticeInput<'a> {
        let Finding { row, shielded, .. } = finding;
        let (snapshot, thresholds) = (self.snapshot, &self.playbook.thresholds);
        let agencies = snapshot.agencies();
        let division = agencies.division(row.agency);
        let late = late_handoffs(snapshot, thresholds, self.moment, row.agency, shielded);
        let late = late.into_iter().map(|hop| LateHandoff {
            case: snapshot.cases().id(hop.case).to_owned(),
            seq: hop.seq,
            from: self.agency(hop.from),
            sent_at: hop.sent,
            received_at: hop.received,
            wait_s: u64::from(hop.wait_s),
        });
        NoticeInput {
            id,
            unit: Unit {
                id: agencies.id(row.agency).to_owned(),
                name: agencies.name(row.agency).to_owned(),
                kind: self.kind(row.agency),
                division: division.map_or_else(String::new, |d| snapshot.divisions().name(d).to_owned()),
            },
            figures: self.figures(finding),
            late: late.collect(),
            ledger,
            now: self.now,
            playbook: self.playbook,
            co_signers: co_signatures(self.playbook, |kind| self.nearest(division, kind)),
        }
    }

    fn figures(&self, finding: &Finding) -> Figures {
        let Finding { row, shielded, pool_units, of_kind } = finding;
        let thresholds = &self.playbook.thresholds;
        let inflow = inflow(self.snapshot, thresholds, self.moment, row.agency, shielded);
        let overall = median_without(self.snapshot, self.moment, shielded);
        let tenths = |t: Option<Tenths>| t.and_then(|t| u64::try_from(t.get()).ok()).unwrap_or(0);
        Figures {
            handoffs: u64::from(row.handoffs),
            overdue: u64::from(row.overdue),
            median_wait_ds: tenths(inflow.median_wait),
            overall_median_wait_ds: tenths(overall),
            comparison: Comparison {
                scope: if *of_kind { Scope::Kind(self.kind(row.agency)) } else { Scope::All },
                units: *pool_units,
                handoffs: row.pool_handoffs,
                overdue: row.pool_overdue,
            },
            p: Probability::new(row.p),
        }
    }

    fn kind(&self, agency: AgencyIdx) -> String {
        let kind = self.snapshot.agencies().kind(agency);
        kind.map_or_else(String::new, |k| self.snapshot.words().get(k).to_owned())
    }

    fn agency(&self, agency: AgencyIdx) -> Agency {
        let agencies = self.snapshot.agencies();
        Agency { id: agencies.id(agency).to_owned(), name: agencies.name(agency).to_owned() }
    }

    /// The valid agency of that kind in `division`, or in the nearest division above it that has one.
    fn nearest(&self, division: Option<DivisionIdx>, kind: &str) -> Option<Agency> {
        let (agencies, divisions) = (self.snapshot.agencies(), self.snapshot.divisions());
        let kind = self.snapshot.words().find(kind)?;
        let found = divisions.line(division?).find_map(|here| {
            agencies.iter().find(|&a| {
                agencies.division(a) == Some(here)
                    && agencies.kind(a) == Some(kind)
                    && agencies.validity(a).holds(self.moment.today)
            })
        });
        found.map(|agency| self.agency(agency))
    }
}

#[cfg(test)]
mod tests;
