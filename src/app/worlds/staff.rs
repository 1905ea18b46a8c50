//! People of a world, what they are assigned to, pairings and tasks.

use super::WorldError;
use super::draft::{DAY_S, Draft, HOUR_S};
use super::rows::{Assignment, End, Link, Person, Target, Task};
use super::spec::{LinkSpec, Spec, StaffSpec, TaskSpec};

/// Adds them.
///
/// # Errors
/// When the world file names what is not there.
pub fn fill(draft: &mut Draft, spec: &Spec) -> Result<(), WorldError> {
    for stated in &spec.staff {
        staff(draft, stated)?;
    }
    for stated in &spec.links {
        links(draft, stated)?;
    }
    for stated in &spec.tasks {
        tasks(draft, stated)?;
    }
    Ok(())
}

fn staff(draft: &mut Draft, stated: &StaffSpec) -> Result<(), WorldError> {
    let targets: Vec<(Target, usize)> = match &stated.level {
        Some(level) => {
            let places = draft.of_level(level)?.into_iter();
            let with_agency =
                |place: usize| Ok((Target::Division(place), draft.nearest(place, &stated.agency, 0)?));
            places.map(with_agency).collect::<Result<_, WorldError>>()?
        }
        None => draft.of_kind(&stated.agency).iter().map(|&at| (Target::Agency(at), at)).collect(),
    };
    if targets.is_empty() {
        return Err(WorldError::missing("an agency of kind", &stated.agency));
    }
    let count = stated.count.unwrap_or(targets.len() * stated.each);
    for nth in 0..count {
        let (target, agency) = targets[nth % targets.len()];
        let person = draft.people.len();
        let number = person + 1;
        draft.people.push(Person {
            id: format!("P{number:05}"),
            kind: stated.kind.clone(),
            name: format!("样例{}{number:05}", stated.title),
            agency,
            title: stated.title.clone(),
            team: stated.team.clone(),
            stars: stated.stars,
            stars_basis: stated.stars_basis.clone(),
            to: None,
        });
        let since = draft.since;
        let assignment =
            |role: &String| Assignment { person, target, role: role.clone(), from: since, to: None };
        draft.assignments.extend(stated.roles.iter().map(assignment));
    }
    Ok(())
}

fn links(draft: &mut Draft, stated: &LinkSpec) -> Result<(), WorldError> {
    let mut ends: Vec<(End, usize)> = Vec::new();
    for kind in &stated.agencies {
        ends.extend(draft.of_kind(kind).iter().map(|&at| (End::Agency(at), draft.agencies[at].division)));
    }
    if let Some(kind) = &stated.people {
        let place = |person: &Person| draft.agencies[person.agency].division;
        let people = draft.people.iter().enumerate().filter(|(_, person)| person.kind == *kind);
        ends.extend(people.map(|(at, person)| (End::Person(at), place(person))));
    }
    if let Some(level) = &stated.level {
        ends.extend(draft.of_level(level)?.into_iter().map(|at| (End::Division(at), at)));
    }
    for kind in &stated.to {
        for (nth, &(from, place)) in ends.iter().take(stated.count.unwrap_or(ends.len())).enumerate() {
            let to = if stated.one_to_one {
                let all = draft.of_kind(kind);
                all.get(nth).copied().ok_or_else(|| WorldError::missing("an agency of kind", kind))?
            } else {
                draft.nearest(place, kind, nth)?
            };
            draft.links.push(Link { kind: stated.kind.clone(), from, to });
        }
    }
    Ok(())
}

fn tasks(draft: &mut Draft, stated: &TaskSpec) -> Result<(), WorldError> {
    let mut draw = draft.draw(&format!("tasks {}", stated.project));
    let (first, last) = (draft.day(&stated.due[0])?, draft.day(&stated.due[1])?);
    for nth in 0..stated.count {
        let kind = &stated.units[nth % stated.units.len()];
        let all = draft.of_kind(kind);
        let unit = *all
            .get(nth / stated.units.len() % all.len().max(1))
            .ok_or_else(|| WorldError::missing("an agency of kind", kind))?;
        let due = i32::try_from(draw.between(i64::from(first), i64::from(last))).unwrap_or(last);
        let done = draft.start_of(due) - draw.between(0, 20) * DAY_S + draw.between(9, 17) * HOUR_S;
        draft.tasks.push(Task {
            id: format!("T{:04}", draft.tasks.len() + 1),
            title: format!("{}{:03}", stated.title, nth + 1),
            project: stated.project.clone(),
            unit: Some(unit),
            division: draft.agencies[unit].division,
            due: Some(due),
            done: (done <= draft.now).then_some(done),
        });
    }
    // What is due by now was done by then.
    for task in &mut draft.tasks {
        if task.done.is_none() && task.due.is_some_and(|due| due < draft.today) {
            task.done = task.due.map(|due| draft.zone.utc_seconds(i64::from(due) * DAY_S) + 10 * HOUR_S);
        }
    }
    Ok(())
}
