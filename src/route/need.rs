//! Who besides must take part in a case, who must keep away, and where its kind belongs.

use super::answer::{Leader, Recused, TeamAt, Wanted};
use super::desk::Desk;
use super::excluded::Exclusions;
use crate::detect::rules::kinds::TASK_FORCE;
use crate::snapshot::index::{AgencyIdx, PersonIdx, WordIdx};
use crate::snapshot::links::Assignment;
use crate::snapshot::reverse::AssignedTo;

/// The people who must keep away (Regulations on Petition Work, article 28, paragraph 3): the one complained against,
/// and whoever today holds a role that states an interest.
pub(super) fn recused(desk: &Desk<'_>) -> Vec<Recused> {
    let snapshot = desk.snapshot;
    let accused = snapshot.cases().against_person(desk.case);
    let interest = |a: &Assignment| {
        let roles = desk.rules.recusal.as_ref().map(|rule| &rule.interest_roles);
        roles.is_some_and(|roles| roles.iter().any(|role| role == desk.text(Some(a.role))))
    };
    let mut found: Vec<(PersonIdx, Option<WordIdx>)> =
        accused.map(|person| (person, None)).into_iter().collect();
    for a in today(desk).filter(interest) {
        if !found.iter().any(|row| row.0 == a.person) {
            found.push((a.person, Some(a.role)));
        }
    }
    found.sort_unstable_by_key(|row| row.0);
    let row = |(person, interest)| Recused {
        person,
        interest,
        agency: snapshot.people().agency(person),
        handles: handles(desk, person),
    };
    found.into_iter().map(row).collect()
}

/// The handling role that `person` holds on the case today.
fn handles(desk: &Desk<'_>, person: PersonIdx) -> Option<WordIdx> {
    let roles = &desk.rules.recusal.as_ref()?.handling_roles;
    let is_handling = |a: &Assignment| roles.iter().any(|role| role == desk.text(Some(a.role)));
    today(desk).find(|a| a.person == person && is_handling(a)).map(|a| a.role)
}

/// The assignments to the case that hold today, with their people.
fn today<'d>(desk: &'d Desk<'_>) -> impl Iterator<Item = Assignment> + 'd {
    let people = desk.snapshot.people();
    let of_case = desk.snapshot.of_cases().to(desk.case.index());
    of_case.filter(move |a| desk.is_today(a.validity) && desk.is_today(people.validity(a.person)))
}

/// The parties that the tier of the case asks for; of a case of several units besides, who guides it.
pub(super) fn wanted(desk: &Desk<'_>, excluded: &Exclusions) -> Vec<Wanted> {
    let groups = desk.tier().map(|tier| tier.parties.as_slice()).unwrap_or_default();
    let mut asked: Vec<(bool, &Vec<String>)> = groups.iter().map(|group| (false, group)).collect();
    if let Some(joint) = &desk.rules.joint {
        let mut units: Vec<AgencyIdx> = desk.handled.iter().map(|row| row.hop.to).collect();
        units.sort_unstable();
        units.dedup();
        if joint.units_min as usize <= units.len() {
            asked.push((true, &joint.guide_kinds));
        }
    }
    asked.retain(|(_, kinds)| !kinds.is_empty());
    let parties = parties(desk);
    let row = |(guides, kinds): (bool, &Vec<String>)| {
        let there = parties.iter().copied().find(|&a| desk.is_of(a, kinds) && !excluded.is_accused(a));
        let mut ask = Vec::new();
        if there.is_none() {
            let clear = desk.around(|a| desk.is_of(a, kinds));
            let clear: Vec<_> = clear.into_iter().filter(|row| excluded.why(row.1).is_none()).collect();
            let nearest = clear.iter().map(|row| row.0).min();
            ask.extend(clear.iter().filter(|row| Some(row.0) == nearest).map(|row| row.1));
            ask.sort_unstable();
        }
        Wanted { guides, kinds: kinds.clone(), there, ask }
    };
    asked.into_iter().map(row).collect()
}

/// The units of the case's handoffs, events and meetings, in the order of ids, each once.
fn parties(desk: &Desk<'_>) -> Vec<AgencyIdx> {
    let now = desk.world.moment.now.unix();
    let hops = desk.world.hops(desk.case, None).flat_map(|hop| [hop.from, hop.to]);
    let events = desk.events.iter().filter_map(|event| event.agency);
    let meetings = desk.snapshot.side().meetings.iter();
    let of_case = meetings.filter(|row| row.case == Some(desk.case) && row.called_at <= now);
    let mut all: Vec<AgencyIdx> = hops.chain(events).chain(of_case.map(|row| row.agency)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Whether `person` belongs to a unit complained against or one under it, or has a post there today: what accuses the
/// unit is not for its people (Regulations on Petition Work, article 30, paragraph 3).
fn serves_accused(desk: &Desk<'_>, excluded: &Exclusions, person: PersonIdx) -> bool {
    let accused = |to: AssignedTo| matches!(to, AssignedTo::Agency(unit) if excluded.is_accused(unit));
    let mut posts = desk.snapshot.duties(person);
    desk.snapshot.people().agency(person).is_some_and(|unit| excluded.is_accused(unit))
        || posts.any(|(to, assigned, row)| accused(to) && desk.is_today(assigned.row(row).validity))
}

/// The leader that the tier asks for; nobody who serves those complained against.
pub(super) fn leader(desk: &Desk<'_>, excluded: &Exclusions) -> Option<Leader> {
    let role = desk.tier()?.leader_role.clone()?;
    let away: Vec<PersonIdx> = recused(desk).iter().map(|row| row.person).collect();
    let may = |p: PersonIdx| !away.contains(&p) && !serves_accused(desk, excluded, p);
    let holds = |a: &Assignment| desk.text(Some(a.role)) == role && may(a.person);
    let mut people: Vec<PersonIdx> = today(desk).filter(holds).map(|a| a.person).collect();
    people.sort_unstable();
    people.dedup();
    Some(Leader { role, people })
}

/// Whether a task force is there, where the tier asks for one.
pub(super) fn task_force(desk: &Desk<'_>) -> Option<bool> {
    desk.tier().filter(|tier| tier.task_force)?;
    Some(desk.events.iter().any(|event| event.kind == TASK_FORCE))
}

/// The teams that take the case's kind, each at the units nearest to the place that have people of it.
pub(super) fn teams(desk: &Desk<'_>, excluded: &Exclusions) -> Vec<TeamAt> {
    let away: Vec<PersonIdx> = recused(desk).iter().map(|row| row.person).collect();
    let people = desk.snapshot.people();
    let takers = desk.rules.teams.iter().enumerate().filter(|(_, team)| team.takes(desk.case_kind()));
    let mut found = Vec::new();
    for (team, taker) in takers {
        let Some(word) = desk.snapshot.words().find(&taker.name) else { continue };
        let serves = |p: &PersonIdx| {
            people.team(*p) == Some(word)
                && desk.is_today(people.validity(*p))
                && !away.contains(p)
                && !serves_accused(desk, excluded, *p)
        };
        let count = |unit: AgencyIdx| desk.snapshot.reverse().people_of(unit).filter(serves).count();
        let here = |&place: &crate::snapshot::index::DivisionIdx| {
            let units = desk.snapshot.reverse().agencies_in(place);
            let clear = units.filter(|&unit| desk.exists(unit) && excluded.why(unit).is_none());
            let rows = clear.map(|agency| TeamAt {
                team,
                agency,
                people: u32::try_from(count(agency)).unwrap_or(u32::MAX),
            });
            let rows: Vec<TeamAt> = rows.filter(|row| 0 < row.people).collect();
            Some(rows).filter(|rows| !rows.is_empty())
        };
        found.extend(desk.places.iter().find_map(here).unwrap_or_default());
    }
    found
}

/// The boards that take the case's kind, and whether it was taken in there.
pub(super) fn boards(desk: &Desk<'_>) -> Vec<(usize, bool)> {
    let own = desk.text(desk.snapshot.cases().board(desk.case));
    let takes = desk.rules.boards.iter().enumerate().filter(|(_, board)| board.takes(desk.case_kind()));
    takes.map(|(at, board)| (at, board.name == own)).collect()
}
