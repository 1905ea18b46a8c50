//! The units through which complaints are kept from an account, and their people.

use super::account::Account;
use crate::snapshot::Snapshot;
use crate::snapshot::index::{AgencyIdx, PersonIdx};
use crate::snapshot::reverse::AssignedTo;

/// An account's own unit and those of its person, what took them over, all above them, and whatever any of these took over:
/// as far up, on and back as [`super::sight::hidden`] looks.
#[derive(Clone, Debug, Default)]
pub struct Own {
    /// Ascending.
    units: Vec<AgencyIdx>,
    /// The agencies in whose list of complaints ([`Snapshot::complaints`]) those against the units and their people are,
    /// ascending.
    keepers: Vec<AgencyIdx>,
    person: Option<PersonIdx>,
}

impl Own {
    /// Those of `account` in `snapshot`; none that the snapshot lacks.
    #[must_use]
    pub fn of(snapshot: &Snapshot, account: &Account) -> Self {
        let agencies = snapshot.agencies();
        let person = account.person.as_deref().and_then(|id| snapshot.people().find(id));
        let mut own: Vec<AgencyIdx> =
            account.agency.as_deref().and_then(|id| agencies.find(id)).into_iter().collect();
        own.extend(person.into_iter().flat_map(|person| units_of(snapshot, person)));
        let heirs = own.into_iter().flat_map(|unit| agencies.successors(unit));
        let mut units: Vec<AgencyIdx> = heirs.flat_map(|unit| agencies.line(unit)).collect();
        units.sort_unstable();
        let is_taken_over =
            |unit: &AgencyIdx| agencies.successors(*unit).any(|heir| units.binary_search(&heir).is_ok());
        let before: Vec<AgencyIdx> = agencies.iter().filter(is_taken_over).collect();
        units.extend(before);
        units.sort_unstable();
        units.dedup();
        let mut own = Self { units, keepers: Vec::new(), person };
        let people = snapshot.people().iter().filter(|&person| own.has_person(snapshot, person));
        let of_people = people.flat_map(|person| units_of(snapshot, person));
        let mut keepers: Vec<AgencyIdx> =
            own.units.iter().copied().chain(of_people).flat_map(|unit| agencies.successors(unit)).collect();
        keepers.sort_unstable();
        keepers.dedup();
        own.keepers = keepers;
        own
    }

    /// Whether `unit` is one of them.
    #[must_use]
    pub fn has_unit(&self, unit: AgencyIdx) -> bool {
        self.units.binary_search(&unit).is_ok()
    }

    /// Whether complaints against these units and their people are kept from whoever belongs to `unit`, and from who takes it
    /// over: because it is one of them, took one over, or has one of their people.
    #[must_use]
    pub fn keeps(&self, unit: AgencyIdx) -> bool {
        self.keepers.binary_search(&unit).is_ok()
    }

    /// Whether complaints that are not kept from who belongs to the units `under`, or comes from there, would be kept from
    /// them if they belonged to `to`, or stood under it, as well.
    fn would_reach(
        &self,
        snapshot: &Snapshot,
        under: impl Iterator<Item = AgencyIdx>,
        to: AgencyIdx,
    ) -> bool {
        let agencies = snapshot.agencies();
        let line = |unit| agencies.successors(unit).flat_map(|heir| agencies.line(heir));
        let before: Vec<AgencyIdx> = under.flat_map(line).collect();
        line(to).any(|unit| !before.contains(&unit) && self.keeps(unit))
    }

    /// Whether complaints against these would be kept from the known agency `unit` if `to` stood above it.
    #[must_use]
    pub fn would_reach_unit(&self, snapshot: &Snapshot, unit: AgencyIdx, to: AgencyIdx) -> bool {
        self.would_reach(snapshot, std::iter::once(unit), to)
    }

    /// Whether they would be kept from the known `person` if they belonged or were assigned to `to`.
    #[must_use]
    pub fn would_reach_person(&self, snapshot: &Snapshot, person: PersonIdx, to: AgencyIdx) -> bool {
        self.would_reach(snapshot, units_of(snapshot, person), to)
    }

    /// Whether `person` is the account's own, or belongs or was ever assigned to one of the units.
    #[must_use]
    pub fn has_person(&self, snapshot: &Snapshot, person: PersonIdx) -> bool {
        self.person == Some(person) || units_of(snapshot, person).any(|unit| self.has_unit(unit))
    }
}

/// The agencies that `person` belongs or was ever assigned to.
pub fn units_of(snapshot: &Snapshot, person: PersonIdx) -> impl Iterator<Item = AgencyIdx> {
    let posts = snapshot.duties(person).filter_map(|(to, ..)| match to {
        AssignedTo::Agency(agency) => Some(agency),
        AssignedTo::Division(_) | AssignedTo::Case(_) => None,
    });
    snapshot.people().agency(person).into_iter().chain(posts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::account::Scope;
    use crate::access::role::Role;
    use crate::model::table::Table;
    use crate::snapshot::testing::snapshot;

    #[test]
    fn the_line_what_it_took_over_and_their_people_are_own() {
        let world = snapshot(&[
            (Table::Divisions, "code,parent_code,level,name\nv,,village,村"),
            (
                Table::Agencies,
                "id,name,kind,division_code,parent_id,successor_id\nG,g,k,v,,\nB,b,k,v,G,\nC,c,k,v,B,\nOld,o,k,v,,B\nX,x,k,v,G,",
            ),
            (Table::People, "id,name,agency_id\np,p,B\nq,q,C\nr,r,X\ns,s,Old\nt,t,"),
            (
                Table::Assignments,
                "person_id,agency_id,role,valid_from\nr,G,leader,2020-01-01\nt,X,leader,2020-01-01",
            ),
        ]);
        let account = |agency: &str, person: Option<&str>| Account {
            id: "a".to_owned(),
            title: String::new(),
            role: Role::CountyCoordinator,
            level: None,
            agency: Some(agency.to_owned()),
            person: person.map(str::to_owned),
            scope: Scope::default(),
            is_enabled: true,
        };
        let found = |own: &Own| {
            let units = world.agencies().iter().filter(|&unit| own.has_unit(unit));
            let people = world.people().iter().filter(|&person| own.has_person(&world, person));
            let mut ids: Vec<&str> = units.map(|unit| world.agencies().id(unit)).collect();
            ids.extend(people.map(|person| world.people().id(person)));
            ids.sort_unstable();
            ids.join(" ")
        };
        assert_eq!(
            found(&Own::of(&world, &account("B", None))),
            "B G Old p r s",
            "not what is below, nor beside"
        );
        assert_eq!(found(&Own::of(&world, &account("X", Some("t")))), "G X r t");
        assert_eq!(found(&Own::of(&world, &account("Old", None))), "B G Old p r s", "its people went to B");
        assert_eq!(found(&Own::of(&world, &account("nowhere", None))), "");

        let (unit, person) = (|id| world.agencies().find(id).unwrap(), |id| world.people().find(id).unwrap());
        let own = Own::of(&world, &account("B", None));
        // X stands under G already; under B, or C that stands under B, it would stand anew.
        let reached = ["G", "B", "C"].map(|to| own.would_reach_unit(&world, unit("X"), unit(to)));
        assert_eq!(reached, [false, true, true]);
        let reached = ["q", "r", "t"].map(|id| own.would_reach_person(&world, person(id), unit("C")));
        assert_eq!(reached, [false, true, true], "q belongs to C");
        let old = Own::of(&world, &account("Old", None));
        assert!(old.would_reach_unit(&world, unit("X"), unit("B")), "B took Old over");
    }
}
