//! What one account sees of one snapshot.
//!
//! Two rules, resolved once. The hard rule takes away cases that complain against the account's unit, its superiors or
//! their officials: the account is answered from a snapshot that lacks them ([`hidden`], [`Snapshot::without`]). The
//! scope then says what of that snapshot lies in the account's part of the world. What neither lets through is answered
//! like what does not exist, so callers look things up by [`Sight::case`] and its sisters and never by the columns.
//!
//! An account that names something which the snapshot lacks sees nothing: what should be kept from it cannot be told.

mod bits;
mod subjects;

use std::sync::Arc;

use bits::Part;

use super::account::Account;
use crate::chain::columns::Sees;
use crate::detect::evidence::{Shield, shield};
use crate::snapshot::Snapshot;
use crate::snapshot::index::{AgencyIdx, CaseIdx, DivisionIdx, PersonIdx};
use crate::snapshot::reverse::AssignedTo;

/// What one account sees of one snapshot.
#[derive(Debug)]
pub struct Sight {
    world: Arc<Snapshot>,
    seen: Arc<Snapshot>,
    blind: Option<Blind>,
    divisions: Part,
    /// Agencies of the line, wherever they work.
    line: Part,
    agencies: Part,
    people: Part,
    cases: Part,
}

/// Why an account sees nothing at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blind {
    /// It belongs to no unit, as administrators do.
    NoUnit,
    /// The snapshot lacks the unit that it belongs to.
    Unit,
    /// The snapshot lacks the person for whom it acts.
    Person,
    /// The snapshot lacks the division of its scope.
    Division,
    /// The snapshot lacks the agency at the head of its line.
    Line,
}

/// What an account names, as positions: the same in the world's snapshot and in every one without some of its cases.
#[derive(Clone, Copy, Debug)]
struct Named {
    unit: AgencyIdx,
    person: Option<PersonIdx>,
    division: Option<DivisionIdx>,
    line: Option<AgencyIdx>,
}

impl Named {
    fn of(snapshot: &Snapshot, account: &Account) -> Result<Self, Blind> {
        let (agencies, scope) = (snapshot.agencies(), &account.scope);
        let unit = account.agency.as_deref().ok_or(Blind::NoUnit)?;
        Ok(Self {
            unit: agencies.find(unit).ok_or(Blind::Unit)?,
            person: found(account.person.as_deref(), Blind::Person, |id| snapshot.people().find(id))?,
            division: found(scope.division.as_deref(), Blind::Division, |id| snapshot.divisions().find(id))?,
            line: found(scope.line.as_deref(), Blind::Line, |id| agencies.find(id))?,
        })
    }
}

/// What `find` finds for the id that is named, if one is.
fn found<T>(id: Option<&str>, blind: Blind, find: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Blind> {
    id.map(|id| find(id).ok_or(blind)).transpose()
}

/// The cases of `world` that do not exist for `account`, ascending: those that complain against its unit, its superiors,
/// what these took over, or anybody who belongs or was ever assigned to these; and when it acts for a person, also those
/// against that person and likewise against every agency that the person belongs or was ever assigned to. What took over
/// one of these units counts as it, since its people went there.
///
/// All cases when the account is [`Blind`].
#[must_use]
pub fn hidden(world: &Snapshot, account: &Account) -> Vec<CaseIdx> {
    let Ok(named) = Named::of(world, account) else { return world.cases().iter().collect() };
    let mut units = vec![named.unit];
    let mut against = Vec::new();
    if let Some(person) = named.person {
        units.extend(world.people().agency(person));
        units.extend(world.duties(person).filter_map(|(to, ..)| match to {
            AssignedTo::Agency(agency) => Some(agency),
            AssignedTo::Division(_) | AssignedTo::Case(_) => None,
        }));
        // Whoever has no post is in no agency's list of complaints.
        let is_against = |&case: &CaseIdx| world.cases().against_person(case) == Some(person);
        against.extend(world.cases().iter().filter(is_against));
    }
    let of_units = units.into_iter().flat_map(|unit| world.agencies().successors(unit));
    let of_units = of_units.map(|unit| shield(world, unit));
    let all = of_units.fold(Shield::default().and(against), |all, of_unit| {
        if of_unit.cases().is_empty() { all } else { all.and(of_unit.cases().iter().copied()) }
    });
    all.cases().to_vec()
}

impl Sight {
    /// What `account` sees of `world`.
    ///
    /// Where several accounts of a unit ask, make the snapshot without their [`hidden`] cases once, and a
    /// [`Sight::new`] for each.
    #[must_use]
    pub fn of(world: &Arc<Snapshot>, account: &Account) -> Self {
        let hidden = hidden(world, account);
        let seen = if hidden.is_empty() { Arc::clone(world) } else { Arc::new(world.without(&hidden)) };
        Self::new(world, seen, account)
    }

    /// What `account` sees, `seen` being `world` without the cases that [`hidden`] names for it.
    #[must_use]
    pub fn new(world: &Arc<Snapshot>, seen: Arc<Snapshot>, account: &Account) -> Self {
        debug_assert_eq!(
            hidden(world, account).len(),
            world.cases().len() - seen.cases().len(),
            "the snapshot of this account"
        );
        let world = Arc::clone(world);
        let named = match Named::of(&seen, account) {
            Ok(named) => named,
            Err(blind) => {
                let [divisions, line, agencies, people, cases] = std::array::from_fn(|_| Part::nothing());
                return Self { world, seen, blind: Some(blind), divisions, line, agencies, people, cases };
            }
        };
        let divisions = divisions(&seen, &named, account.scope.sees_below);
        let line = match named.line {
            None => Part::All,
            Some(head) => {
                let parent = |at| seen.agencies().parent(AgencyIdx::new(at)).map(AgencyIdx::get);
                Part::below(seen.agencies().len(), head.get(), parent)
            }
        };
        let agencies = agencies(&seen, &named, &divisions, &line);
        let people = people(&seen, &named, &divisions, &agencies);
        let cases = cases(&seen, &divisions, &line);
        Self { world, seen, blind: None, divisions, line, agencies, people, cases }
    }

    /// The snapshot that the account is answered from: it lacks the hidden cases. What of it is in the account's scope
    /// this snapshot does not say.
    #[must_use]
    pub fn snapshot(&self) -> &Snapshot {
        &self.seen
    }

    /// [`Self::snapshot`], to be kept.
    #[must_use]
    pub fn snapshot_arc(&self) -> &Arc<Snapshot> {
        &self.seen
    }

    /// Why the account sees nothing at all; none when it sees its part.
    #[must_use]
    pub fn blind(&self) -> Option<Blind> {
        self.blind
    }

    /// Whether it sees all that is not hidden: its scope is the whole directory.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.divisions.is_all() && self.line.is_all()
    }

    /// Whether any case is kept from it by the hard rule.
    #[must_use]
    pub fn hides(&self) -> bool {
        self.seen.cases().len() < self.world.cases().len()
    }

    /// Whether the case of that id is kept from it by the hard rule; whoever holds ids of cases from elsewhere asks this.
    /// False for an id that no case has, and for a case that is merely out of scope.
    #[must_use]
    pub fn is_hidden(&self, case_id: &str) -> bool {
        self.hides()
            && self.seen.cases().find(case_id).is_none()
            && self.world.cases().find(case_id).is_some()
    }

    /// Whether `division` is in its scope.
    #[must_use]
    pub fn sees_division(&self, division: DivisionIdx) -> bool {
        self.divisions.has(division.get())
    }

    /// Whether `agency` is in its scope or its own.
    #[must_use]
    pub fn sees_agency(&self, agency: AgencyIdx) -> bool {
        self.agencies.has(agency.get())
    }

    /// Whether `person` belongs to an agency that it sees, or is the person for whom it acts; who belongs to none is seen
    /// when assigned, on whatever days, to a division or agency that it sees.
    #[must_use]
    pub fn sees_person(&self, person: PersonIdx) -> bool {
        self.people.has(person.get())
    }

    /// Whether `case`, a position of [`Self::snapshot`], arose in its division scope, and its line has sent it, was sent it or
    /// acted in it.
    #[must_use]
    pub fn sees_case(&self, case: CaseIdx) -> bool {
        self.cases.has(case.get())
    }

    /// The division of that code, if it exists and is seen.
    #[must_use]
    pub fn division(&self, code: &str) -> Option<DivisionIdx> {
        self.seen.divisions().find(code).filter(|&division| self.sees_division(division))
    }

    /// The agency of that id, if it exists and is seen.
    #[must_use]
    pub fn agency(&self, id: &str) -> Option<AgencyIdx> {
        self.seen.agencies().find(id).filter(|&agency| self.sees_agency(agency))
    }

    /// The person of that id, if they exist and are seen.
    #[must_use]
    pub fn person(&self, id: &str) -> Option<PersonIdx> {
        self.seen.people().find(id).filter(|&person| self.sees_person(person))
    }

    /// The case of that id, if it exists and is seen: a position of [`Self::snapshot`].
    #[must_use]
    pub fn case(&self, id: &str) -> Option<CaseIdx> {
        self.seen.cases().find(id).filter(|&case| self.sees_case(case))
    }
}

impl Sees for Sight {
    fn sees_case(&self, case: CaseIdx) -> bool {
        Self::sees_case(self, case)
    }

    fn sees_agency(&self, agency: AgencyIdx) -> bool {
        Self::sees_agency(self, agency)
    }
}

fn divisions(seen: &Snapshot, named: &Named, sees_below: bool) -> Part {
    match named.division {
        None => Part::All,
        Some(head) if sees_below => {
            let parent = |at| seen.divisions().parent(DivisionIdx::new(at)).map(DivisionIdx::get);
            Part::below(seen.divisions().len(), head.get(), parent)
        }
        Some(head) => Part::nothing().and(head.get()),
    }
}

fn agencies(seen: &Snapshot, named: &Named, divisions: &Part, line: &Part) -> Part {
    if divisions.is_all() && line.is_all() {
        return Part::All;
    }
    let agencies = seen.agencies();
    let is_in = |at| {
        let division = agencies.division(AgencyIdx::new(at));
        line.has(at) && division.map_or(divisions.is_all(), |division| divisions.has(division.get()))
    };
    Part::of(agencies.len(), is_in).and(named.unit.get())
}

fn people(seen: &Snapshot, named: &Named, divisions: &Part, agencies: &Part) -> Part {
    if divisions.is_all() && agencies.is_all() {
        return Part::All;
    }
    let has_duty_in = |(to, ..): (AssignedTo, _, _)| match to {
        AssignedTo::Division(division) => divisions.has(division.get()),
        AssignedTo::Agency(agency) => agencies.has(agency.get()),
        AssignedTo::Case(_) => false,
    };
    let is_in = |at| match seen.people().agency(PersonIdx::new(at)) {
        Some(agency) => agencies.has(agency.get()),
        None => seen.duties(PersonIdx::new(at)).any(has_duty_in),
    };
    let part = Part::of(seen.people().len(), is_in);
    match named.person {
        Some(person) => part.and(person.get()),
        None => part,
    }
}

fn cases(seen: &Snapshot, divisions: &Part, line: &Part) -> Part {
    if divisions.is_all() && line.is_all() {
        return Part::All;
    }
    let (cases, hops) = (seen.cases(), seen.hops());
    let is_in = |at| {
        let case = CaseIdx::new(at);
        let was_there = || {
            let hops = cases.hops(case).flat_map(|hop| [hops.from[hop], hops.to[hop]]);
            let acted = seen.events().of(case).filter_map(|event| event.agency);
            line.is_all() || hops.chain(acted).any(|agency| line.has(agency.get()))
        };
        divisions.has(cases.village(case).get()) && was_there()
    };
    Part::of(cases.len(), is_in)
}

#[cfg(test)]
mod tests;
