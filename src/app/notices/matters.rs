//! The matters besides `lagging`: what a sweep finds, gathered by the unit that can put it right.

use std::collections::BTreeMap;

use crate::app::error::AppError;
use crate::app::notices::desk::{Desk, Found, OfMatter};
use crate::detect::DetectorId;
use crate::detect::evidence::{Shield, shield};
use crate::detect::sweep::sweep;
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
            match &findings {
                Findings::Stuck { late, set_aside } if late.is_empty() => {
                    of_matter.excused += usize::from(!set_aside.is_empty());
                }
                Findings::Stuck { .. } | Findings::Lagging { .. } | Findings::Uncovered(_) => {
                    of_matter.found.push(Found { unit, findings });
                }
            }
        }
        Ok(of_matter)
    }

    /// What one unit has not received, without the cases of `shielded`.
    pub(super) fn stuck_findings(&self, unit: AgencyIdx, shielded: &Shield) -> Result<Findings, AppError> {
        let (late, set_aside) = self.late(unit, shielded, true)?;
        Ok(Findings::Stuck { late, set_aside })
    }

    /// Uncovered places by the unit that coordinates the nearest division around them, by id of the unit.
    fn uncovered(&self) -> OfMatter {
        let swept = sweep(self.snapshot, self.playbook, self.moment, &[DetectorId::Uncovered]);
        let (agencies, divisions) = (self.snapshot.agencies(), self.snapshot.divisions());
        let mut coordinates: BTreeMap<DivisionIdx, AgencyIdx> = BTreeMap::new();
        for agency in agencies.iter().filter(|&a| agencies.coordinates(a)) {
            if let Some(division) = agencies.division(agency)
                && agencies.validity(agency).holds(self.moment.today)
            {
                coordinates.entry(division).or_insert(agency);
            }
        }
        let mut by_unit: BTreeMap<AgencyIdx, Vec<Place>> = BTreeMap::new();
        let mut unaddressed = 0;
        for row in swept.uncovered.unwrap_or_default().villages {
            let unit = divisions.line(row.village).find_map(|division| coordinates.get(&division).copied());
            let Some(unit) = unit else {
                unaddressed += 1;
                continue;
            };
            by_unit.entry(unit).or_default().push(Place {
                code: divisions.id(row.village).to_owned(),
                name: divisions.name(row.village).to_owned(),
                why: row.why.name().to_owned(),
            });
        }
        let found =
            by_unit.into_iter().map(|(unit, places)| Found { unit, findings: Findings::Uncovered(places) });
        OfMatter { found: found.collect(), excused: 0, unaddressed }
    }
}
