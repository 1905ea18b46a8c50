//! Who acts for which agency, and the joint conference above all of them.
//!
//! Steps of a notice are taken by people who are assigned to the agency that acts. So every agency has two: its head as
//! its leader, and a clerk. They are added when the world has been lived, and by no chance, so that the rest of it is as
//! it would be without them.

use super::places::Places;
use super::rows::{Agency, Assignment, Person, TODAY, Target};
use super::staff::Staff;

/// Role of whoever heads an agency.
pub const LEADER: &str = "leader";
/// Role of whoever does an agency's daily business.
pub const CLERK: &str = "clerk";

/// Days before the present at which they took up their posts.
const SINCE_DAYS: i32 = 365;
const BASIS: &str = "样例单位分工文件";

/// Adds the city's joint conference with its people, and assigns two people to every agency.
pub fn fill(places: &mut Places, staff: &mut Staff) {
    let city = &places.divisions[places.city.division];
    let conference = Agency {
        id: "9901-joint_conference".to_owned(),
        name: format!("{}信访工作联席会议", city.name),
        kind: "joint_conference",
        division: places.city.division,
        parent: None,
        supervised_by: Some(places.city.department("discipline")),
        coordinates: false,
        successor: None,
        valid_to: None,
    };
    let agency = places.agencies.len();
    places.agencies.push(conference);
    staff.head_of.push(staff.people.len());
    for title in ["召集人", "办公室经办人"] {
        let number = staff.people.len() + 1;
        staff.people.push(Person {
            id: format!("P{number:05}"),
            kind: "official",
            name: format!("样例干部{number:05}"),
            agency,
            title,
            capacity: None,
            valid_from: TODAY - SINCE_DAYS - 100,
            valid_to: None,
        });
    }
    for (agency, row) in places.agencies.iter().enumerate() {
        let head = staff.head_of[agency];
        for (person, role) in [(head, LEADER), (head + 1, CLERK)] {
            staff.assignments.push(Assignment {
                person,
                target: Target::Agency(agency),
                role,
                valid_from: TODAY - SINCE_DAYS,
                valid_to: row.valid_to,
                basis: BASIS,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::demo::world::generate;

    #[test]
    fn every_agency_has_its_own_leader_and_clerk() {
        let world = generate(3);
        for (at, agency) in world.agencies.iter().enumerate() {
            let of = |role: &str| {
                let is_its = |a: &&Assignment| a.target == Target::Agency(at) && a.role == role;
                let found: Vec<&Assignment> = world.assignments.iter().filter(is_its).collect();
                assert_eq!(found.len(), 1, "{}: {role}", agency.id);
                assert_eq!(world.people[found[0].person].agency, at, "{}: {role}", agency.id);
                found[0].person
            };
            assert_ne!(of(LEADER), of(CLERK));
        }
        assert_eq!(world.agencies.iter().filter(|a| a.kind == "joint_conference").count(), 1);
    }
}
