//! Cases that lie with those they complain against, and who can have them moved.
//!
//! That there is a complaint must never reach those it accuses, so a notice about it goes only to a body that stands
//! clear of it, and only where every office that would have to do with the notice does: those that co-sign, that rules
//! on objections, and that may take a rung. A body stands clear of a case when the case complains neither against it
//! nor against any unit above it, their people included (Regulation on the Work of Complaint Letters and Visits,
//! 2022, article 30).

use std::collections::BTreeMap;

use crate::app::notices::desk::{Desk, Found, OfMatter};
use crate::detect::DetectorId;
use crate::detect::conflicts::Conflict;
use crate::detect::sweep::sweep;
use crate::detect::world::World;
use crate::notice::HeldCase;
use crate::notice::compose::Findings;
use crate::snapshot::index::{AgencyIdx, CaseIdx, DivisionIdx};

impl Desk<'_> {
    /// Cases that lie with those they complain against, by the nearest body above these that can have them moved.
    pub(super) fn conflicts(&self) -> OfMatter {
        let swept = sweep(self.snapshot, self.playbook, self.moment, &[DetectorId::Conflicts]);
        let coordinators = self.coordinators();
        let mut by_unit: BTreeMap<AgencyIdx, Vec<HeldCase>> = BTreeMap::new();
        let mut of_matter = OfMatter::default();
        for row in swept.conflicts.unwrap_or_default() {
            let case = self.snapshot.cases().id(row.case).to_owned();
            let Some(unit) = self.mover(&row, &coordinators) else {
                of_matter.unmoved.push(case);
                continue;
            };
            let (agency, against) = (self.agency(row.agency), self.agency(row.against));
            let seq = self.brought(row.case, row.agency);
            by_unit.entry(unit).or_default().push(HeldCase { case, seq, agency, against });
        }
        of_matter.unmoved.dedup();
        let found = by_unit.into_iter();
        of_matter.found =
            found.map(|(unit, held)| Found { unit, findings: Findings::Conflicts(held) }).collect();
        of_matter
    }

    /// Number of the last handoff of `case` that went to `agency`; 0 when none did.
    fn brought(&self, case: CaseIdx, agency: AgencyIdx) -> u32 {
        let sent = World::new(self.snapshot, self.moment).hops(case, None);
        let to_it = sent.filter(|hop| hop.to == agency);
        to_it.map(|hop| self.snapshot.hops().seq(hop.hop)).max().unwrap_or(0)
    }

    /// Who can have the case moved: the nearest superior of the unit complained against, else the body that
    /// coordinates the nearest division around it, else the nearest office of a kind that co-signs.
    fn mover(&self, row: &Conflict, coordinators: &BTreeMap<DivisionIdx, AgencyIdx>) -> Option<AgencyIdx> {
        let (agencies, divisions) = (self.snapshot.agencies(), self.snapshot.divisions());
        let division = agencies.division(row.against);
        let superiors = agencies.line(row.against).skip(1);
        let around = division.into_iter().flat_map(|division| divisions.line(division));
        let around = around.filter_map(|division| coordinators.get(&division).copied());
        let kinds = self.playbook.notice.co_signers.iter().map(|signer| signer.agency_kind.as_str());
        let offices = kinds.flat_map(|kind| self.above(division, kind));
        superiors.chain(around).chain(offices).find(|&unit| {
            self.is_clear(unit, row.case) && self.offices(unit).all(|office| self.is_clear(office, row.case))
        })
    }

    /// Whether `unit` exists and the case complains neither against it nor against a unit above it.
    fn is_clear(&self, unit: AgencyIdx, case: CaseIdx) -> bool {
        let agencies = self.snapshot.agencies();
        let is_accused = |unit: AgencyIdx| self.snapshot.complaints(unit).binary_search(&case).is_ok();
        agencies.validity(unit).holds(self.moment.today) && !agencies.line(unit).any(is_accused)
    }

    /// The offices that would have to do with a notice to `unit`.
    fn offices(&self, unit: AgencyIdx) -> impl Iterator<Item = AgencyIdx> + '_ {
        let rules = &self.playbook.notice;
        let division = self.snapshot.agencies().division(unit);
        let signers = rules.co_signers.iter().map(|signer| &signer.agency_kind);
        let issuers = rules.ladder.iter().map(|rung| &rung.issuer_kind);
        let kinds = signers.chain([&rules.ruler_kind]).chain(issuers);
        // Of its own kind the unit has another office above it act, so both are looked at.
        kinds.flat_map(move |kind| {
            let mut nearest = self.above(division, kind);
            let first = nearest.next();
            let beside = if first == Some(unit) { nearest.next() } else { None };
            first.into_iter().chain(beside)
        })
    }
}
