//! Time limits that have passed, gathered by the unit that is charged with them.

use std::collections::BTreeMap;

use crate::app::notices::desk::{Desk, Found, OfMatter};
use crate::clocks::trace::instant;
use crate::detect::DetectorId;
use crate::detect::evidence::{Shield, shield};
use crate::detect::overdue::Overdue;
use crate::detect::sweep::sweep;
use crate::notice::compose::Findings;
use crate::notice::late_clock::{ClockCount, LateClock};
use crate::snapshot::index::AgencyIdx;

impl Desk<'_> {
    /// Units that are charged with time limits that have passed, by id. What the unit's time was not, suspensions and
    /// what a rule leaves out, the clocks have taken off already.
    pub(super) fn overdue(&self) -> OfMatter {
        let (by_unit, unaddressed) = self.past_clocks();
        let found = by_unit.into_iter().filter_map(|(unit, clocks)| {
            let findings = self.overdue_findings(&clocks, &shield(self.snapshot, unit))?;
            Some(Found { unit, findings })
        });
        OfMatter { found: found.collect(), unaddressed, ..OfMatter::default() }
    }

    /// What one unit is charged with, without the cases of `shielded`.
    pub(super) fn overdue_of(&self, unit: AgencyIdx, shielded: &Shield) -> Findings {
        let clocks = self.past_clocks().0.remove(&unit).unwrap_or_default();
        let nothing = Findings::Overdue { rules: Vec::new(), clocks: Vec::new() };
        self.overdue_findings(&clocks, shielded).unwrap_or(nothing)
    }

    /// The clocks that have passed by the unit charged, the longest past first, and how many charge nobody.
    fn past_clocks(&self) -> (BTreeMap<AgencyIdx, Vec<Overdue>>, usize) {
        let swept = sweep(self.snapshot, self.playbook, self.moment, &[DetectorId::Overdue]);
        let mut by_unit: BTreeMap<AgencyIdx, Vec<Overdue>> = BTreeMap::new();
        let mut unaddressed = 0;
        for row in swept.overdue.unwrap_or_default() {
            match row.past.charged {
                Some(unit) => by_unit.entry(unit).or_default().push(row),
                None => unaddressed += 1,
            }
        }
        (by_unit, unaddressed)
    }

    fn overdue_findings(&self, clocks: &[Overdue], shielded: &Shield) -> Option<Findings> {
        let cases = self.snapshot.cases();
        let rule = |row: &Overdue| self.playbook.clocks.get(usize::from(row.past.rule));
        let shown = clocks.iter().filter(|row| !shielded.contains(row.case));
        let late = shown.clone().filter_map(|row| {
            Some(LateClock {
                case: cases.id(row.case).to_owned(),
                clock: rule(row)?.id.clone(),
                seq: row.past.seq,
                start: instant(row.past.start),
                due: instant(row.past.due),
                provisional: row.past.is_provisional,
            })
        });
        let late: Vec<LateClock> = late.collect();
        let mut counts: BTreeMap<u16, u64> = BTreeMap::new();
        shown.for_each(|row| *counts.entry(row.past.rule).or_default() += 1);
        let count = |(rule, count): (u16, u64)| {
            let rule = self.playbook.clocks.get(usize::from(rule))?;
            let (clock, title, basis) = (rule.id.clone(), rule.title.clone(), rule.basis.clone());
            Some(ClockCount { clock, title, basis, count })
        };
        let rules = counts.into_iter().filter_map(count).collect();
        (!late.is_empty()).then_some(Findings::Overdue { rules, clocks: late })
    }
}
