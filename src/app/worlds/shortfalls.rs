//! Breaks of requirements: what a division, an agency or a person needs is taken from it, or given to another.

use std::collections::BTreeSet;

use super::WorldError;
use super::draft::Draft;
use super::planter::{Planter, Victim};
use super::rows::{Agency, End, Person, Target, What};
use super::spec::BreakSpec;
use crate::model::table::LEVELS;
use crate::playbook::place::needs::{Each, Needs, Requirement};

/// Days before the present at which what was taken away ended.
const ENDED_DAYS: i32 = 30;

/// The word for giving it to another.
const MOVED: &str = "moved";
/// The word for entering an agency under a division of another level, where there is no other of its own.
const MISPLACED: &str = "misplaced";
/// The word for one agency more than there may be.
const ADDED: &str = "added";

/// What breaks that end assignments are about, so that no division loses them to two of these.
pub(super) const ASSIGNMENTS: &str = "assignments";

/// Plants a break of the requirement `rule`: `missing` takes away just enough, `moved` gives it to another of its kind,
/// `misplaced` enters an agency under a division of another level, `added` makes one too many. Returns who is found.
///
/// # Errors
/// When there is no such requirement, or nothing left to break.
pub fn plant(planter: &mut Planter<'_>, stated: &BreakSpec, rule: &str) -> Result<Victim, WorldError> {
    let found = planter.playbook.place.requirements.iter().find(|r| r.id == rule);
    let requirement = found.ok_or_else(|| WorldError::missing("a requirement", rule))?;
    // Agencies that end must hold no open case, and nothing else may have been planted in them.
    let stays = [MOVED, MISPLACED, ADDED].contains(&stated.how.as_str());
    let mut holding = if stays { BTreeSet::new() } else { holding(planter.draft) };
    if ![MISPLACED, ADDED].contains(&stated.how.as_str()) {
        holding.extend(planter.broken_agencies());
    }
    let supply_of = |draft: &Draft, one: Victim| supply(draft, &requirement.needs, one, &holding);
    let mut all = subjects(planter.draft, requirement);
    all.retain(|&one| requirement.min as usize <= supply_of(planter.draft, one).len());
    let about = match requirement.needs {
        Needs::Assignments { .. } => ASSIGNMENTS,
        Needs::Members { .. } | Needs::Agencies { .. } | Needs::Links { .. } => rule,
    };
    let victim = planter.pick(&all, about)?;
    let supply = supply_of(planter.draft, victim);
    if stated.how == ADDED {
        return add(planter, stated, requirement, victim, &supply);
    }
    let too_many = (supply.len() + 1).saturating_sub(requirement.min as usize);
    planter.expect_rule(&stated.behaviour, &format!("shortfalls {rule} too_few"), victim);
    if stated.how == MISPLACED {
        let level = |at: usize| &planter.draft.divisions[at].level;
        let Victim::Division(own) = victim else { return Ok(victim) };
        let other = (0..planter.draft.divisions.len()).rfind(|&at| level(at) != level(own));
        let other = other.ok_or_else(|| WorldError::missing("a division of another level than", rule))?;
        supply.iter().take(too_many).for_each(|&row| hand_on(planter.draft, row, Victim::Division(other)));
    } else if stated.how == MOVED {
        let heir = planter.pick(&all, about)?;
        let before = supply_of(planter.draft, heir).len();
        supply.iter().take(too_many).for_each(|&row| hand_on(planter.draft, row, heir));
        if requirement.max.is_some_and(|max| (max as usize) < before + too_many) {
            planter.expect_rule(&stated.behaviour, &format!("shortfalls {rule} too_many"), heir);
        }
    } else {
        let mut rows: Vec<Row> = supply.into_iter().take(too_many).collect();
        rows.sort_unstable_by(|a, b| b.cmp(a));
        rows.into_iter().for_each(|row| take_away(planter.draft, row));
    }
    Ok(victim)
}

/// Gives `victim` one agency more than `requirement` allows: a new one, which lacks all that such agencies need.
fn add(
    planter: &mut Planter<'_>,
    stated: &BreakSpec,
    requirement: &Requirement,
    victim: Victim,
    supply: &[Row],
) -> Result<Victim, WorldError> {
    let (Some(Row::Agency(like)), Some(max)) = (supply.first(), requirement.max) else {
        return Err(WorldError::missing("a greatest number of agencies in", &requirement.id));
    };
    let like = planter.draft.agencies[*like].clone();
    for nth in supply.len()..=max as usize {
        let (id, at) = (format!("{}-{}", like.id, nth + 1), planter.draft.agencies.len());
        planter.draft.agencies.push(Agency { id, coordinates: false, ..like.clone() });
        for other in &planter.playbook.place.requirements {
            if 0 < other.min && subjects(planter.draft, other).contains(&Victim::Agency(at)) {
                let finds = format!("shortfalls {} too_few", other.id);
                planter.expect_rule(&stated.behaviour, &finds, Victim::Agency(at));
            }
        }
    }
    planter.expect_rule(&stated.behaviour, &format!("shortfalls {} too_many", requirement.id), victim);
    Ok(victim)
}

/// What something has of what it needs, as a place in the world's lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Row {
    Assignment(usize),
    Member(usize),
    Agency(usize),
    /// With whether it is the left end that has it.
    Link(usize, bool),
}

/// What `requirement` holds for.
fn subjects(draft: &Draft, requirement: &Requirement) -> Vec<Victim> {
    let is_at = |division: usize, level: Option<usize>| {
        level.is_none_or(|level| draft.divisions[division].level == LEVELS[level])
    };
    match &requirement.each {
        Each::Divisions { level, kinds } => (0..draft.divisions.len())
            .filter(|&at| is_at(at, *level) && has(kinds, &draft.divisions[at].kind))
            .map(Victim::Division)
            .collect(),
        Each::Agencies { level, kinds } => (0..draft.agencies.len())
            .filter(|&at| is_at(draft.agencies[at].division, *level) && has(kinds, &draft.agencies[at].kind))
            .map(Victim::Agency)
            .collect(),
        Each::People { kinds } => (0..draft.people.len())
            .filter(|&at| has(kinds, &draft.people[at].kind))
            .map(Victim::Person)
            .collect(),
    }
}

fn has(words: &[String], word: &str) -> bool {
    words.is_empty() || words.iter().any(|w| w == word)
}

fn supply(draft: &Draft, needs: &Needs, victim: Victim, holding: &BTreeSet<usize>) -> Vec<Row> {
    match needs {
        Needs::Assignments { roles, .. } => {
            let target = match victim {
                Victim::Division(at) => Target::Division(at),
                Victim::Agency(at) => Target::Agency(at),
                Victim::Case(_) | Victim::Person(_) | Victim::Task(_) => return Vec::new(),
            };
            let rows = draft.assignments.iter().enumerate();
            let those = rows.filter(|(_, a)| a.target == target && a.to.is_none() && has(roles, &a.role));
            those.map(|(at, _)| Row::Assignment(at)).collect()
        }
        Needs::Members { kinds, teams } => {
            let is_there = |person: &Person| match victim {
                Victim::Agency(at) => person.agency == at,
                Victim::Division(at) => draft.agencies[person.agency].division == at,
                Victim::Case(_) | Victim::Person(_) | Victim::Task(_) => false,
            };
            let rows = draft.people.iter().enumerate().filter(|(_, p)| p.to.is_none() && is_there(p));
            let those = rows.filter(|(_, p)| has(kinds, &p.kind) && has(teams, &p.team));
            those.map(|(at, _)| Row::Member(at)).collect()
        }
        Needs::Agencies { kinds } => {
            let rows = draft.agencies.iter().enumerate().filter(|(_, agency)| match victim {
                Victim::Division(at) => agency.division == at,
                Victim::Agency(at) => agency.parent == Some(at),
                Victim::Case(_) | Victim::Person(_) | Victim::Task(_) => false,
            });
            let those = rows.filter(|(at, a)| a.to.is_none() && has(kinds, &a.kind) && !holding.contains(at));
            those.map(|(at, _)| Row::Agency(at)).collect()
        }
        Needs::Links { kinds } => {
            let end = match victim {
                Victim::Division(at) => End::Division(at),
                Victim::Agency(at) => End::Agency(at),
                Victim::Person(at) => End::Person(at),
                Victim::Case(_) | Victim::Task(_) => return Vec::new(),
            };
            let rows = draft.links.iter().enumerate().filter(|(_, link)| has(kinds, &link.kind));
            let left = rows.clone().filter(|(_, l)| l.from == end).map(|(at, _)| Row::Link(at, true));
            let right = rows.filter(|(_, l)| End::Agency(l.to) == end).map(|(at, _)| Row::Link(at, false));
            left.chain(right).collect()
        }
    }
}

/// The agencies with which an open case lies, so that it would have nobody without them.
fn holding(draft: &Draft) -> BTreeSet<usize> {
    let mut holding = BTreeSet::new();
    for life in draft.lives.iter().filter(|life| !draft.is_closed(life)) {
        let acts = || life.acts.iter().filter(|act| act.at <= draft.now).rev();
        let Some((last, from, to, _)) = acts().find_map(|act| act.what.handed()) else { continue };
        let is_received = acts().any(|act| matches!(act.what, What::Receive(seq) if seq == last));
        holding.insert(if is_received { to } else { from });
    }
    holding
}

fn take_away(draft: &mut Draft, row: Row) {
    let ended = draft.today - ENDED_DAYS;
    match row {
        Row::Assignment(at) => draft.assignments[at].to = Some(ended),
        Row::Member(at) => draft.people[at].to = Some(ended),
        Row::Agency(at) => draft.agencies[at].to = Some(ended),
        Row::Link(at, _) => {
            draft.links.remove(at);
        }
    }
}

fn hand_on(draft: &mut Draft, row: Row, heir: Victim) {
    match (row, heir) {
        (Row::Assignment(at), Victim::Division(to)) => draft.assignments[at].target = Target::Division(to),
        (Row::Assignment(at), Victim::Agency(to)) => draft.assignments[at].target = Target::Agency(to),
        (Row::Member(at), Victim::Agency(to)) => draft.people[at].agency = to,
        (Row::Member(at), Victim::Division(to)) => {
            let own = (0..draft.agencies.len()).find(|&a| draft.agencies[a].division == to);
            draft.people[at].agency = own.unwrap_or(draft.people[at].agency);
        }
        (Row::Agency(at), Victim::Division(to)) => draft.agencies[at].division = to,
        (Row::Agency(at), Victim::Agency(to)) => draft.agencies[at].parent = Some(to),
        (Row::Link(at, true), Victim::Agency(to)) => draft.links[at].from = End::Agency(to),
        (Row::Link(at, true), Victim::Person(to)) => draft.links[at].from = End::Person(to),
        (Row::Link(at, true), Victim::Division(to)) => draft.links[at].from = End::Division(to),
        (Row::Link(at, false), Victim::Agency(to)) => draft.links[at].to = to,
        _ => {}
    }
}
