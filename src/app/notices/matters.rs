//! The matters besides `lagging`: what a sweep finds, gathered by the unit that can put it right.

use std::collections::{BTreeMap, BTreeSet};

use crate::app::error::AppError;
use crate::app::notices::desk::{Desk, Found, OfMatter};
use crate::detect::DetectorId;
use crate::detect::broken_chain::Vacancy;
use crate::detect::evidence::{Shield, shield};
use crate::detect::sweep::sweep;
use crate::detect::uncovered::UncoveredVillage;
use crate::detect::vacancy::{uncovered_since, unheld_since};
use crate::model::time::Day;
use crate::notice::Place;
use crate::notice::compose::Findings;
use crate::notice::matter::Matter;
use crate::snapshot::index::{AgencyIdx, DivisionIdx};

impl Desk<'_> {
    /// What `matter` says of all units now.
    ///
    /// # Errors
    /// When the pauses of a case cannot be read.
    pub fn find(&self, matter: Matter) -> Result<OfMatter, AppError> {
        match matter {
            Matter::Lagging => self.lagging(),
            Matter::Stuck => self.stuck(),
            Matter::Uncovered => Ok(self.uncovered()),
            Matter::BrokenChain => Ok(self.broken_chain()),
            Matter::Overdue => Ok(self.overdue()),
            Matter::Conflicts => Ok(self.conflicts()),
        }
    }

    /// Units with handoffs that they have not received, by id.
    fn stuck(&self) -> Result<OfMatter, AppError> {
        let swept = sweep(self.snapshot, self.playbook, self.moment, &[DetectorId::Stuck]);
        let mut units: Vec<AgencyIdx> = swept.stuck.unwrap_or_default().iter().map(|row| row.to).collect();
        units.sort_unstable();
        units.dedup();
        let mut of_matter = OfMatter::default();
        for unit in units {
            let findings = self.stuck_findings(unit, &shield(self.snapshot, unit))?;
            if let Findings::Stuck { late, set_aside } = &findings
                && late.is_empty()
            {
                of_matter.excused += usize::from(!set_aside.is_empty());
            } else {
                of_matter.found.push(Found { unit, findings });
            }
        }
        Ok(of_matter)
    }

    /// What one unit has not received, without the cases of `shielded`.
    pub(super) fn stuck_findings(&self, unit: AgencyIdx, shielded: &Shield) -> Result<Findings, AppError> {
        let (late, set_aside) = self.late(unit, shielded, true)?;
        Ok(Findings::Stuck { late, set_aside })
    }

    /// Places that nobody or too few people cover, by the unit that coordinates the nearest division around them, by id of the unit.
    fn uncovered(&self) -> OfMatter {
        let swept = sweep(self.snapshot, self.playbook, self.moment, &[DetectorId::Uncovered]);
        let villages = swept.uncovered.unwrap_or_default().villages;
        let (coverage, today) = (&self.playbook.coverage, self.moment.today);
        let place = |row: &UncoveredVillage| {
            let since = uncovered_since(self.snapshot, coverage, row.village, today);
            let has = row.why.of_how_many().map(|(has, _)| has);
            (row.village, (row.why.name(), has), since)
        };
        self.by_coordinator(villages.iter().map(place), Findings::Uncovered)
    }

    /// Divisions at whose level nobody is responsible, by the unit that coordinates the nearest one around them: one
    /// that is vacant above many villages is one finding.
    fn broken_chain(&self) -> OfMatter {
        let swept = sweep(self.snapshot, self.playbook, self.moment, &[DetectorId::BrokenChain]);
        let divisions = self.snapshot.divisions();
        let vacant = |row: &Vacancy| divisions.line(row.village).find(|&d| divisions.level(d) == row.level);
        let rows = swept.broken_chain.unwrap_or_default();
        let vacant: BTreeSet<DivisionIdx> = rows.iter().filter_map(vacant).collect();
        let (coverage, today) = (&self.playbook.coverage, self.moment.today);
        let place = |division: DivisionIdx| {
            let since = unheld_since(self.snapshot, coverage, division, today);
            (division, (divisions.level(division).name(), None), since)
        };
        self.by_coordinator(vacant.into_iter().map(place), Findings::BrokenChain)
    }

    /// `places`, each with its reason, how many people are there and its first day, by the unit that coordinates the nearest division around them.
    fn by_coordinator(
        &self,
        places: impl Iterator<Item = (DivisionIdx, (&'static str, Option<u32>), Option<Day>)>,
        findings: fn(Vec<Place>) -> Findings,
    ) -> OfMatter {
        let divisions = self.snapshot.divisions();
        let coordinates = self.coordinators();
        let mut by_unit: BTreeMap<AgencyIdx, Vec<Place>> = BTreeMap::new();
        let mut unaddressed = 0;
        for (place, (why, has), since) in places {
            let unit = divisions.line(place).find_map(|division| coordinates.get(&division).copied());
            let Some(unit) = unit else {
                unaddressed += 1;
                continue;
            };
            by_unit.entry(unit).or_default().push(Place {
                code: divisions.id(place).to_owned(),
                name: divisions.name(place).to_owned(),
                why: why.to_owned(),
                has,
                since,
            });
        }
        let found = by_unit.into_iter().map(|(unit, places)| Found { unit, findings: findings(places) });
        OfMatter { found: found.collect(), unaddressed, ..OfMatter::default() }
    }

    /// The unit that coordinates each division; of several the first by id.
    pub(super) fn coordinators(&self) -> BTreeMap<DivisionIdx, AgencyIdx> {
        let agencies = self.snapshot.agencies();
        let mut coordinates: BTreeMap<DivisionIdx, AgencyIdx> = BTreeMap::new();
        for agency in agencies.iter().filter(|&a| agencies.coordinates(a)) {
            if let Some(division) = agencies.division(agency)
                && agencies.validity(agency).holds(self.moment.today)
            {
                coordinates.entry(division).or_insert(agency);
            }
        }
        coordinates
    }
}
