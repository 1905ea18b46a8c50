//! Where notices are made: the world as it stands at one moment, and what it says of each unit in each matter.
//!
//! For each unit everything is computed in a world without the cases that complain against it, its superiors or their
//! officials, and by the unit's own time: what was suspended or under objection is taken off its waits.

use std::cell::OnceCell;

use crate::app::error::AppError;
use crate::detect::evidence::{
    Shield, inflow, lagging_less, late_handoffs, median_without, shield, standing, with_overdue,
};
use crate::detect::lagging::{LaggingRow, Tally};
use crate::detect::quantile::Tenths;
use crate::detect::world::{Moment, World};
use crate::model::time::Instant;
use crate::notice::compose::{Findings, NoticeInput, co_signatures, compose};
use crate::notice::matter::Matter;
use crate::notice::own_time::{Pause, SetAside, own};
use crate::notice::probability::Probability;
use crate::notice::{Agency, Comparison, Figures, HeldCase, LateHandoff, LedgerPoint, Notice, Scope, Unit};
use crate::playbook::Playbook;
use crate::snapshot::Snapshot;
use crate::snapshot::index::{AgencyIdx, DivisionIdx};

/// When the cases' time did not run.
pub trait Pauses {
    /// The pauses of a case up to second `now`.
    ///
    /// # Errors
    /// When the graph cannot be read.
    fn of(&self, case: &str, now: Instant) -> Result<Vec<Pause>, AppError>;
}

/// What was found about one unit.
pub struct Found {
    /// The unit.
    pub unit: AgencyIdx,
    /// What.
    pub findings: Findings,
}

/// What a matter says of all units.
#[derive(Default)]
pub struct OfMatter {
    /// Findings, in the order in which notices are drafted.
    pub found: Vec<Found>,
    /// Units that are marked by the clock only.
    pub excused: usize,
    /// Findings above which no unit is recorded that could be addressed.
    pub unaddressed: usize,
    /// Ids of cases that lie with those they complain against, and above whom nobody stands clear of the complaint.
    pub unmoved: Vec<String>,
}

/// Where notices are made: the world as it stands at one moment.
pub struct Desk<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) playbook: &'a Playbook,
    pub(super) now: Instant,
    pub(super) moment: Moment,
    pauses: &'a dyn Pauses,
    /// All handoffs at the moment, tallied when first asked for.
    tally: OnceCell<Tally>,
}

impl<'a> Desk<'a> {
    /// The desk of `snapshot` at `now`.
    pub fn new(snapshot: &'a Snapshot, playbook: &'a Playbook, now: Instant, pauses: &'a dyn Pauses) -> Self {
        let moment = Moment::at(now, &playbook.zone);
        Self { snapshot, playbook, now, moment, pauses, tally: OnceCell::new() }
    }

    /// The notice about `found`.
    pub fn notice(&self, found: Found, id: String, ledger: LedgerPoint) -> Notice {
        compose(&self.input(found, id, ledger))
    }

    /// The comparison of units as if the cases of `shielded` did not exist.
    fn rows(&self, shielded: &Shield) -> Vec<LaggingRow> {
        let thresholds = &self.playbook.thresholds;
        let tally =
            self.tally.get_or_init(|| Tally::of_world(&World::new(self.snapshot, self.moment), thresholds));
        lagging_less(tally, self.snapshot, thresholds, self.moment, shielded)
    }

    /// Units flagged in their own worlds and by their own time, in the order of their ids.
    ///
    /// # Errors
    /// When the pauses of a case cannot be read.
    pub fn lagging(&self) -> Result<OfMatter, AppError> {
        let all = self.rows(&Shield::default());
        let mut of_matter = OfMatter::default();
        for row in &all {
            let shielded = shield(self.snapshot, row.agency);
            let own = if shielded.cases().is_empty() { None } else { Some(self.rows(&shielded)) };
            let rows = own.as_ref().unwrap_or(&all);
            let Some(row) = rows.iter().find(|r| r.agency == row.agency && r.flagged) else { continue };
            let (findings, is_flagged) = self.lagging_findings(rows, row, &shielded)?;
            if is_flagged {
                of_matter.found.push(Found { unit: row.agency, findings });
            } else {
                of_matter.excused += 1;
            }
        }
        // Their numbers follow this order, and by rate it would depend on cases that a unit is not told of.
        of_matter.found.sort_by_key(|found| found.unit);
        Ok(of_matter)
    }

    /// What is said of the unit of `row`, and whether it is flagged by its own time.
    fn lagging_findings(
        &self,
        rows: &[LaggingRow],
        row: &LaggingRow,
        shielded: &Shield,
    ) -> Result<(Findings, bool), AppError> {
        let (late, set_aside) = self.late(row.agency, shielded, false)?;
        let mut row = row.clone();
        if !set_aside.is_empty() {
            let aside = u32::try_from(set_aside.handoffs).unwrap_or(u32::MAX);
            row = with_overdue(rows, &row, row.overdue.saturating_sub(aside), &self.playbook.thresholds);
        }
        let figures = self.figures(rows, &row, shielded);
        Ok((Findings::Lagging { figures, late, set_aside }, row.flagged))
    }

    /// The unit's late handoffs by its own time, or only those that still wait.
    pub(super) fn late(
        &self,
        unit: AgencyIdx,
        shielded: &Shield,
        is_waiting_only: bool,
    ) -> Result<(Vec<LateHandoff>, SetAside), AppError> {
        let (snapshot, thresholds) = (self.snapshot, &self.playbook.thresholds);
        let late = late_handoffs(snapshot, thresholds, self.moment, unit, shielded);
        let late = late.into_iter().filter(|hop| hop.still_waiting || !is_waiting_only);
        let late = late.map(|hop| LateHandoff {
            case: snapshot.cases().id(hop.case).to_owned(),
            seq: hop.seq,
            from: self.agency(hop.from),
            sent_at: hop.sent,
            received_at: hop.received,
            wait_s: u64::from(hop.wait_s),
            not_own_s: 0,
        });
        let wait_s_max = u64::from(thresholds.wait_hours_max) * 3_600;
        own(late.collect(), wait_s_max, |case| self.pauses.of(case, self.now))
    }

    /// `notice`, drafted from these rows, as its unit may see it now: as stored while the unit must not learn of more
    /// cases than when it was drafted, else with findings made anew. `hidden` are the ids of the cases that it must
    /// not learn of by now.
    ///
    /// # Errors
    /// When the pauses of a case cannot be read.
    pub fn shown(&self, notice: &Notice, hidden: &[String]) -> Result<Notice, AppError> {
        let Some(agency) = self.snapshot.agencies().find(&notice.unit.id) else { return Ok(notice.clone()) };
        let then = shield(self.snapshot, agency);
        let cases = self.snapshot.cases();
        let shielded = then.clone().and(hidden.iter().filter_map(|case| cases.find(case)));
        if shielded == then {
            return Ok(notice.clone());
        }
        let findings = match notice.matter {
            Matter::Lagging => {
                let rows = self.rows(&shielded);
                let thresholds = &self.playbook.thresholds;
                let row = standing(self.snapshot, thresholds, self.moment, &rows, (agency, &shielded));
                self.lagging_findings(&rows, &row, &shielded)?.0
            }
            Matter::Stuck => self.stuck_findings(agency, &shielded)?,
            Matter::Overdue => self.overdue_of(agency, &shielded),
            // No case is in these findings, so none can be seen in them.
            Matter::Uncovered | Matter::BrokenChain => return Ok(notice.clone()),
            Matter::Conflicts => Findings::Conflicts(self.held_by(agency, &shielded)),
        };
        let found = Found { unit: agency, findings };
        let anew = self.notice(found, notice.id.clone(), notice.ledger.clone());
        // Whom it addresses and from whom it comes, what it asks and by when, stay as they were drafted.
        Ok(Notice {
            unit: notice.unit.clone(),
            co_signers: notice.co_signers.clone(),
            rules: notice.rules.clone(),
            asks: notice.asks.clone(),
            reply: notice.reply.clone(),
            basis: notice.basis.clone(),
            ..anew
        })
    }

    /// The cases that a notice to `unit` is about because they lie with those they complain against, without those of
    /// `shielded`.
    fn held_by(&self, unit: AgencyIdx, shielded: &Shield) -> Vec<HeldCase> {
        let cases = self.snapshot.cases();
        let may_see = |held: &HeldCase| !cases.find(&held.case).is_some_and(|case| shielded.contains(case));
        let found = self.conflicts().found.into_iter().find(|found| found.unit == unit);
        match found.map(|found| found.findings) {
            Some(Findings::Conflicts(held)) => held.into_iter().filter(may_see).collect(),
            _ => Vec::new(),
        }
    }

    /// What `matter` says of one unit, flagged or not.
    ///
    /// # Errors
    /// When the pauses of a case cannot be read.
    pub(super) fn of_unit(&self, matter: Matter, unit: AgencyIdx) -> Result<Option<Findings>, AppError> {
        let shielded = shield(self.snapshot, unit);
        match matter {
            Matter::Lagging => {
                let rows = self.rows(&shielded);
                let thresholds = &self.playbook.thresholds;
                let row = standing(self.snapshot, thresholds, self.moment, &rows, (unit, &shielded));
                Ok(Some(self.lagging_findings(&rows, &row, &shielded)?.0))
            }
            Matter::Stuck => self.stuck_findings(unit, &shielded).map(Some),
            Matter::Overdue => Ok(Some(self.overdue_of(unit, &shielded))),
            Matter::Uncovered | Matter::BrokenChain | Matter::Conflicts => {
                let found = self.find(matter)?.found.into_iter().find(|found| found.unit == unit);
                Ok(found.map(|found| found.findings))
            }
        }
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

    fn input(&self, found: Found, id: String, ledger: LedgerPoint) -> NoticeInput<'a> {
        let agencies = self.snapshot.agencies();
        let division = agencies.division(found.unit);
        NoticeInput {
            id,
            unit: Unit {
                id: agencies.id(found.unit).to_owned(),
                name: agencies.name(found.unit).to_owned(),
                kind: self.kind(found.unit),
                division: division.map_or_else(String::new, |d| self.snapshot.divisions().name(d).to_owned()),
            },
            findings: found.findings,
            ledger,
            now: self.now,
            playbook: self.playbook,
            co_signers: co_signatures(self.playbook, |kind| self.nearest(division, kind)),
        }
    }

    fn figures(&self, rows: &[LaggingRow], row: &LaggingRow, shielded: &Shield) -> Figures {
        let thresholds = &self.playbook.thresholds;
        let (pool_units, of_kind) = self.pool(rows, row.agency);
        let inflow = inflow(self.snapshot, thresholds, self.moment, row.agency, shielded);
        let overall = median_without(self.snapshot, self.moment, shielded);
        let tenths = |t: Option<Tenths>| t.and_then(|t| u64::try_from(t.get()).ok()).unwrap_or(0);
        Figures {
            handoffs: u64::from(row.handoffs),
            overdue: u64::from(row.overdue),
            median_wait_ds: tenths(inflow.median_wait),
            overall_median_wait_ds: tenths(overall),
            comparison: Comparison {
                scope: if of_kind { Scope::Kind(self.kind(row.agency)) } else { Scope::All },
                units: pool_units,
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

    pub(super) fn agency(&self, agency: AgencyIdx) -> Agency {
        let agencies = self.snapshot.agencies();
        Agency { id: agencies.id(agency).to_owned(), name: agencies.name(agency).to_owned() }
    }

    /// The valid agency of that kind in `division`, or in the nearest division above it that has one.
    pub(super) fn nearest(&self, division: Option<DivisionIdx>, kind: &str) -> Option<Agency> {
        self.above(division, kind).next().map(|agency| self.agency(agency))
    }

    /// The valid agencies of that kind in `division` and the divisions above it, the nearest first, then by id.
    pub(super) fn above(
        &self,
        division: Option<DivisionIdx>,
        kind: &str,
    ) -> impl Iterator<Item = AgencyIdx> + '_ {
        let (agencies, divisions) = (self.snapshot.agencies(), self.snapshot.divisions());
        let kind = self.snapshot.words().find(kind);
        let is_one = move |here: DivisionIdx, agency: AgencyIdx| {
            agencies.division(agency) == Some(here)
                && kind.is_some()
                && agencies.kind(agency) == kind
                && agencies.validity(agency).holds(self.moment.today)
        };
        let line = division.into_iter().flat_map(move |division| divisions.line(division));
        line.flat_map(move |here| agencies.iter().filter(move |&agency| is_one(here, agency)))
    }
}
