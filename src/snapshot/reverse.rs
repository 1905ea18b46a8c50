//! From things back to what names them: agencies of a division, agencies below one, people of one, duties of a person.

use super::column_bytes;
use super::columns::agencies::Agencies;
use super::columns::people::People;
use super::index::{AgencyIdx, CaseIdx, DivisionIdx, PersonIdx};
use super::links::{Assigned, starts};

/// Positions grouped by what they name, within a group ascending.
#[derive(Clone, Debug, Default)]
struct Groups {
    first: Vec<u32>,
    members: Vec<u32>,
}

impl Groups {
    /// The positions of `targets` by target, of which there are `count`; those without one are left out.
    fn new(count: usize, targets: impl Iterator<Item = Option<u32>>) -> Self {
        let mut pairs: Vec<(u32, u32)> =
            (0u32..).zip(targets).filter_map(|(at, target)| Some((target?, at))).collect();
        pairs.sort_unstable();
        let first = starts(count, pairs.iter().map(|pair| pair.0));
        Self { first, members: pairs.into_iter().map(|pair| pair.1).collect() }
    }

    fn of(&self, target: usize) -> &[u32] {
        match (self.first.get(target), self.first.get(target + 1)) {
            (Some(&from), Some(&to)) => &self.members[from as usize..to as usize],
            (None | Some(_), None) | (None, Some(_)) => &[],
        }
    }

    /// The positions that `place` still gives one, by the same targets; positions must keep their order.
    fn moved(&self, place: impl Fn(u32) -> Option<u32>) -> Self {
        let mut members = Vec::with_capacity(self.members.len());
        let mut first = Vec::with_capacity(self.first.len());
        for ends in self.first.windows(2) {
            first.push(u32::try_from(members.len()).unwrap_or(u32::MAX));
            let group = &self.members[ends[0] as usize..ends[1] as usize];
            members.extend(group.iter().filter_map(|&at| place(at)));
        }
        if members.is_empty() {
            return Self::default();
        }
        first.push(u32::try_from(members.len()).unwrap_or(u32::MAX));
        Self { first, members }
    }

    fn memory_bytes(&self) -> usize {
        column_bytes(&self.first) + column_bytes(&self.members)
    }
}

/// What an assignment is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssignedTo {
    /// A division.
    Division(DivisionIdx),
    /// A case.
    Case(CaseIdx),
    /// An agency.
    Agency(AgencyIdx),
}

/// The way back from things to what names them: four bytes for each that names one, and four for each that is named.
#[derive(Clone, Debug, Default)]
pub struct Reverse {
    agencies_in: Groups,
    agencies_under: Groups,
    people_of: Groups,
    /// Assignments are numbered through: those to divisions, then to cases, then to agencies.
    duties: Groups,
}

impl Reverse {
    /// The way back from these columns; `assigned` are the assignments to divisions, cases and agencies.
    pub(super) fn new(
        division_count: usize,
        agencies: &Agencies,
        people: &People,
        assigned: [&Assigned; 3],
    ) -> Self {
        let divisions = agencies.iter().map(|a| agencies.division(a).map(DivisionIdx::get));
        let parents = agencies.iter().map(|a| agencies.parent(a).map(AgencyIdx::get));
        let own = people.agency.iter().map(|agency| agency.some().map(AgencyIdx::get));
        let persons = assigned.into_iter().flat_map(|a| a.person.iter().map(|p| Some(p.get())));
        Self {
            agencies_in: Groups::new(division_count, divisions),
            agencies_under: Groups::new(agencies.len(), parents),
            people_of: Groups::new(agencies.len(), own),
            duties: Groups::new(people.len(), persons),
        }
    }

    /// The way back without some of the assignments: `place` says where each lies from now on, numbered through.
    pub(super) fn with_duties(&self, place: impl Fn(u32) -> Option<u32>) -> Self {
        Self {
            agencies_in: self.agencies_in.clone(),
            agencies_under: self.agencies_under.clone(),
            people_of: self.people_of.clone(),
            duties: self.duties.moved(place),
        }
    }

    /// The agencies that work in `division`, ascending.
    pub fn agencies_in(&self, division: DivisionIdx) -> impl Iterator<Item = AgencyIdx> + '_ {
        self.agencies_in.of(division.index()).iter().map(|&at| AgencyIdx::new(at))
    }

    /// The agencies right below `agency` in the line, ascending.
    pub fn agencies_under(&self, agency: AgencyIdx) -> impl Iterator<Item = AgencyIdx> + '_ {
        self.agencies_under.of(agency.index()).iter().map(|&at| AgencyIdx::new(at))
    }

    /// The people who belong to `agency`, ascending.
    pub fn people_of(&self, agency: AgencyIdx) -> impl Iterator<Item = PersonIdx> + '_ {
        self.people_of.of(agency.index()).iter().map(|&at| PersonIdx::new(at))
    }

    /// The assignments of `person` among `assigned` (to divisions, cases and agencies), and on what row of which.
    pub(super) fn duties<'a>(
        &'a self,
        person: PersonIdx,
        assigned: [&'a Assigned; 3],
    ) -> impl Iterator<Item = (AssignedTo, &'a Assigned, usize)> + 'a {
        self.duties.of(person.index()).iter().map(move |&number| {
            let [of_divisions, of_cases, of_agencies] = assigned;
            let number = number as usize;
            let cases = number.saturating_sub(of_divisions.len());
            let agencies = cases.saturating_sub(of_cases.len());
            if number < of_divisions.len() {
                (AssignedTo::Division(DivisionIdx::new(of_divisions.target_of(number))), of_divisions, number)
            } else if cases < of_cases.len() {
                (AssignedTo::Case(CaseIdx::new(of_cases.target_of(cases))), of_cases, cases)
            } else {
                (AssignedTo::Agency(AgencyIdx::new(of_agencies.target_of(agencies))), of_agencies, agencies)
            }
        })
    }

    pub(super) fn memory_bytes(&self) -> usize {
        let groups = [&self.agencies_in, &self.agencies_under, &self.people_of, &self.duties];
        groups.into_iter().map(Groups::memory_bytes).sum()
    }
}
