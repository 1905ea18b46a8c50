//! Breaks of cases: edits of what happens to them.

use super::WorldError;
use super::draft::draw_span;
use super::lives::{added, live, steps_of};
use super::planter::{Planter, Victim};
use super::rows::{Act, What};
use super::spec::{BreakSpec, EditSpec};

/// Plants `stated` in a case of `batch`.
///
/// # Errors
/// When the batch, an act or an agency is not there.
pub fn plant(planter: &mut Planter<'_>, stated: &BreakSpec, batch: &str) -> Result<(), WorldError> {
    let at = planter.spec.cases.iter().position(|b| b.name == batch);
    let at = at.ok_or_else(|| WorldError::missing("a batch", batch))?;
    let lives = planter.draft.lives.iter().enumerate();
    let all: Vec<Victim> =
        lives.filter(|(_, life)| life.batch == at).map(|(case, _)| Victim::Case(case)).collect();
    let victim = planter.pick(&all, batch)?;
    let Victim::Case(case) = victim else { return Ok(()) };
    if let Some(age) = &stated.age {
        let age_s = draw_span(age, &mut planter.draw)?;
        planter.draft.lives[case].opened = planter.draft.now - age_s;
        let steps = steps_of(planter.spec, &planter.spec.cases[at])?;
        let acts = live(planter.draft, &planter.draft.lives[case], &steps, &mut planter.draw)?;
        planter.draft.lives[case].acts = acts;
    }
    for edit in &stated.edit {
        done(planter, case, edit)?;
    }
    planter.draft.lives[case].acts.sort_by_key(|act| act.at);
    for finds in &stated.finds {
        expect(planter, stated, finds, case);
    }
    Ok(())
}

/// Writes down what is found about `case`; of a recusal, about who has an interest in it.
fn expect(planter: &mut Planter<'_>, stated: &BreakSpec, finds: &str, case: usize) {
    let (detector, rule) = finds.split_once(' ').unwrap_or((finds, ""));
    let life = &planter.draft.lives[case];
    let id = life.id.clone();
    let roles = planter.playbook.place.recusal.as_ref().map_or(&[][..], |rule| &rule.interest_roles);
    let assigned = life.acts.iter().filter_map(|act| act.what.assigned());
    let mut interested = assigned.filter(|(_, role)| roles.iter().any(|own| own == role));
    let assigned = interested.next().map(|(person, _)| person);
    match (detector, assigned) {
        ("recusal_gaps", Some(person)) => {
            planter.expect_rule(&stated.behaviour, finds, Victim::Person(person));
        }
        ("overdue", _) => planter.truth.expect(&stated.behaviour, detector, format!("{rule} {id}")),
        _ if rule.is_empty() => planter.truth.expect(&stated.behaviour, detector, id),
        _ => planter.expect_rule(&stated.behaviour, finds, Victim::Case(case)),
    }
}

fn done(planter: &mut Planter<'_>, case: usize, edit: &EditSpec) -> Result<(), WorldError> {
    if let Some(name) = &edit.drop {
        position(planter, case, name)?;
        planter.draft.lives[case].acts.retain(|act| !act.is(name));
    }
    if let Some(name) = &edit.delay {
        delay(planter, case, name, edit)?;
    }
    if let Some([one, other]) = &edit.swap {
        let (one, other) = (position(planter, case, one)?, position(planter, case, other)?);
        let acts = &mut planter.draft.lives[case].acts;
        (acts[one].at, acts[other].at) = (acts[other].at, acts[one].at);
    }
    if let Some(name) = &edit.change {
        change(planter, case, name, edit)?;
    }
    if let Some(cell) = &edit.cell {
        set(planter, case, cell, &edit.value)?;
    }
    if let Some(step) = &edit.add {
        let acts = added(planter.draft, &planter.draft.lives[case], step, &mut planter.draw)?;
        planter.draft.lives[case].acts.extend(acts);
    }
    planter.draft.lives[case].acts.sort_by_key(|act| act.at);
    Ok(())
}

/// The place of the first act that `name` means.
fn position(planter: &Planter<'_>, case: usize, name: &str) -> Result<usize, WorldError> {
    let found = planter.draft.lives[case].acts.iter().position(|act| act.is(name));
    found.ok_or_else(|| WorldError::missing("an act of the case", name))
}

fn delay(planter: &mut Planter<'_>, case: usize, name: &str, edit: &EditSpec) -> Result<(), WorldError> {
    let first = position(planter, case, name)?;
    let by = draw_span(&edit.by, &mut planter.draw)?;
    let acts = &mut planter.draft.lives[case].acts;
    let last = if edit.alone { first + 1 } else { acts.len() };
    acts[first..last].iter_mut().for_each(|act| act.at += by);
    Ok(())
}

fn change(planter: &mut Planter<'_>, case: usize, name: &str, edit: &EditSpec) -> Result<(), WorldError> {
    let at = position(planter, case, name)?;
    let life = &planter.draft.lives[case];
    let unit = edit.to.as_ref().map(|kind| planter.draft.nearest(life.division, kind, life.number));
    let unit = unit.transpose()?;
    let Act { what, .. } = &mut planter.draft.lives[case].acts[at];
    match what {
        What::Event { agency, step, result, .. } => {
            *agency = unit.or(*agency);
            if let Some(word) = &edit.result {
                result.clone_from(word);
            }
            if let Some(word) = &edit.step {
                step.clone_from(word);
            }
        }
        What::Hand { to, role, .. } => {
            *to = unit.unwrap_or(*to);
            if let Some(part) = &edit.role {
                role.clone_from(part);
            }
        }
        What::Receive(_) | What::Finish(_) | What::Close | What::Assign { .. } => {
            return Err(WorldError::missing("anything to change in", name));
        }
    }
    Ok(())
}

fn set(planter: &mut Planter<'_>, case: usize, cell: &str, value: &str) -> Result<(), WorldError> {
    let life = &mut planter.draft.lives[case];
    match cell {
        "board" => value.clone_into(&mut life.board),
        "tier" => value.clone_into(&mut life.tier),
        "kind" => value.clone_into(&mut life.kind),
        "channel" => value.clone_into(&mut life.channel),
        "tier_by" => life.tier_by = None,
        "tier_reason" => life.is_tier_reasoned = false,
        "reason" => life.unreasoned.push(value.to_owned()),
        _ => return Err(WorldError::missing("a cell", cell)),
    }
    Ok(())
}
