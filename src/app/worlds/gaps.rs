//! Breaks of rules about what recurs, about cover and chains, and about units that are slow.

use super::WorldError;
use super::draft::{DAY_S, HOUR_S};
use super::planter::{Planter, Victim};
use super::recurring::{meeting_days, mode_name, window_of};
use super::rows::{End, Target};
use super::shortfalls::ASSIGNMENTS;
use super::spec::BreakSpec;
use crate::calendar::Calendar;
use crate::model::table::LEVELS;
use crate::model::time::Day;
use crate::playbook::place::Presence;

/// Days before the present at which an assignment that was taken away ended.
const ENDED_DAYS: i32 = 20;
/// Working days before the present on which a unit was absent.
const ABSENT_DAYS: usize = 5;
/// Days before the present from which on a unit is not made slow, so that none of its cases is left waiting.
const SLOW_UNTIL_DAYS: i64 = 25;

/// Ends what people are assigned to a division: the covering role (`uncovered`), or all others at `level`
/// (`broken_chain`).
///
/// # Errors
/// When there is no such division left.
pub fn vacate(
    planter: &mut Planter<'_>,
    stated: &BreakSpec,
    detector: &str,
    level: &str,
) -> Result<Victim, WorldError> {
    let coverage = &planter.playbook.coverage;
    let (covered, role) = (LEVELS[coverage.level], coverage.role.clone());
    let is_cover = detector == "uncovered";
    let all = planter.draft.of_level(if is_cover { covered } else { level })?;
    let all: Vec<Victim> = all.into_iter().map(Victim::Division).collect();
    let victim = planter.pick(&all, ASSIGNMENTS)?;
    let Victim::Division(place) = victim else { return Ok(victim) };
    let ended = planter.draft.today - ENDED_DAYS;
    let meant = planter.draft.assignments.iter_mut().filter(|assignment| {
        assignment.target == Target::Division(place) && (assignment.role == role) == is_cover
    });
    meant.for_each(|assignment| assignment.to = Some(ended));
    let code = |at: usize| planter.draft.divisions[at].code.clone();
    if is_cover {
        let code = code(place);
        planter.truth.expect(&stated.behaviour, detector, format!("{code} lapsed"));
        return Ok(victim);
    }
    let below = planter.draft.of_level(covered)?.into_iter();
    let rows: Vec<String> = below
        .filter(|&village| planter.draft.line(village).any(|around| around == place))
        .map(|village| format!("{} {level}", code(village)))
        .collect();
    rows.into_iter().for_each(|row| planter.truth.expect(&stated.behaviour, detector, row));
    Ok(victim)
}

/// Lets a unit be absent from a centre: on one day, or from today on where it must be on call.
///
/// # Errors
/// When there is no such roster, centre or unit.
pub fn absent(planter: &mut Planter<'_>, stated: &BreakSpec, id: &str) -> Result<Victim, WorldError> {
    let rule = planter.playbook.place.rosters.iter().find(|rule| rule.id == id);
    let rule = rule.ok_or_else(|| WorldError::missing("a roster", id))?;
    let draft = &*planter.draft;
    let of_rule = |at: &usize| {
        let row = &draft.rosters[*at];
        row.mode == mode_name(rule.mode)
            && rule.unit_kinds.contains(&draft.agencies[row.unit].kind)
            && draft.agencies[row.centre].kind == rule.centre_kind
    };
    let rows: Vec<usize> = (0..draft.rosters.len()).filter(of_rule).collect();
    // Of units from elsewhere any one will do, so that none of them is missed by itself.
    let place = |agency: usize| draft.agencies[agency].division;
    let is_own =
        |row: &super::rows::Roster| rule.mode == Presence::Rotating || place(row.unit) == place(row.centre);
    let own = rows.iter().map(|&at| &draft.rosters[at]).filter(|row| is_own(row));
    let units: Vec<Victim> = own.map(|row| Victim::Agency(row.unit)).collect();
    let unit = planter.pick(&units, id)?;
    let draft = &mut *planter.draft;
    let first = rows.iter().find(|&&at| Victim::Agency(draft.rosters[at].unit) == unit);
    let centre = first.map(|&at| draft.rosters[at].centre);
    let centre = centre.ok_or_else(|| WorldError::missing("a centre of roster", id))?;
    let calendar = Calendar::china();
    let worked = (1..60).map(|ago| draft.today - ago);
    let mut worked = worked.filter(|&day| calendar.is_workday(Day::from_number(day)));
    let day = worked.nth(ABSENT_DAYS).unwrap_or(draft.today);
    for at in rows {
        let is_all = rule.mode == Presence::Rotating;
        let row = &mut draft.rosters[at];
        if row.centre != centre || !(is_all || Victim::Agency(row.unit) == unit) {
            continue;
        }
        if rule.mode == Presence::OnCall {
            row.to = Some(draft.today);
        } else {
            row.to = Some(day);
            let again = super::rows::Roster { from: day + 1, to: None, ..row.clone() };
            draft.rosters.push(again);
        }
    }
    let centre = Victim::Agency(centre);
    planter.expect_rule(&stated.behaviour, &format!("roster_gaps {id} missing"), centre);
    Ok(centre)
}

/// Lets a division not report in the last campaign of the rule, or report `late`.
///
/// # Errors
/// When there is no such campaign, or none that is over.
pub fn unreported(planter: &mut Planter<'_>, stated: &BreakSpec, id: &str) -> Result<Victim, WorldError> {
    let rule = planter.playbook.place.campaigns.iter().find(|rule| rule.id == id);
    let rule = rule.ok_or_else(|| WorldError::missing("a campaign", id))?;
    let today = planter.draft.today;
    let over = planter.spec.campaign_years.iter().filter_map(|&year| Some((year, window_of(rule, year)?)));
    let last = over.filter(|(_, window)| window.last().number() < today).max_by_key(|(year, _)| *year);
    let (year, window) = last.ok_or_else(|| WorldError::missing("a campaign that is over", id))?;
    let places = planter.draft.of_level(LEVELS[rule.level])?;
    let places: Vec<Victim> = places.into_iter().map(Victim::Division).collect();
    let victim = planter.pick(&places, id)?;
    let campaign = format!("{id}-{year}");
    let is_its =
        |row: &super::rows::Screening| row.campaign == campaign && Victim::Division(row.division) == victim;
    let after = planter.draft.start_of(window.last().number() + 2) + 9 * HOUR_S;
    if stated.how == "late" {
        let report = planter.draft.screenings.iter_mut().find(|row| is_its(row));
        report.ok_or_else(|| WorldError::missing("a report of", &campaign))?.at = after;
    } else {
        planter.draft.screenings.retain(|row| !is_its(row));
    }
    let why = if stated.how == "late" { "late" } else { "missing" };
    planter.expect_rule(&stated.behaviour, &format!("screening_gaps {id} {why}"), victim);
    Ok(victim)
}

/// Lets a unit not hold a meeting that the rule asks for.
///
/// # Errors
/// When there is no such rule, or no day of it.
pub fn not_held(planter: &mut Planter<'_>, stated: &BreakSpec, id: &str) -> Result<Victim, WorldError> {
    let rule = planter.playbook.place.meetings.iter().find(|rule| rule.id == id);
    let rule = rule.ok_or_else(|| WorldError::missing("a meeting", id))?;
    let units = planter.draft.of_kind(&rule.convener_kind).to_vec();
    let units: Vec<Victim> = units.into_iter().map(Victim::Agency).collect();
    let victim = planter.pick(&units, id)?;
    let days = meeting_days(planter.draft, rule);
    let day = days.get(days.len() / 2).copied().ok_or_else(|| WorldError::missing("a day of meeting", id))?;
    let (start, end) = (planter.draft.start_of(day), planter.draft.start_of(day + 1));
    planter.draft.meetings.retain(|row| {
        let is_that = row.kind == rule.kind && Victim::Agency(row.by) == victim;
        !(is_that && start <= row.called && row.called < end)
    });
    planter.expect_rule(&stated.behaviour, &format!("meeting_gaps {id} missing"), victim);
    Ok(victim)
}

/// Lets a department that was called come `late`, or never.
///
/// # Errors
/// When none was called long enough ago.
pub fn not_come(planter: &mut Planter<'_>, stated: &BreakSpec) -> Result<Victim, WorldError> {
    let rule = planter.playbook.place.whistle.as_ref();
    let rule = rule.ok_or_else(|| WorldError::missing("a section of the playbook", "whistle"))?;
    let draft = &*planter.draft;
    let first = draft.start_of(draft.today.saturating_sub_unsigned(rule.look_back_days.saturating_sub(2)));
    let last = draft.now - 12 * DAY_S;
    let is_call = |row: &super::rows::Meeting| {
        row.part == "called" && row.kind == rule.kind && first <= row.called && row.called <= last
    };
    let rows: Vec<usize> = (0..draft.meetings.len()).filter(|&at| is_call(&draft.meetings[at])).collect();
    let units: Vec<Victim> = rows.iter().map(|&at| Victim::Agency(draft.meetings[at].agency)).collect();
    let victim = planter.pick(&units, "whistle")?;
    let at = rows.into_iter().find(|&at| Victim::Agency(planter.draft.meetings[at].agency) == victim);
    let row = at.map(|at| &mut planter.draft.meetings[at]);
    if let Some(row) = row {
        row.attended = (stated.how == "late").then_some(row.called + 10 * DAY_S);
    }
    planter.expect_rule(&stated.behaviour, "whistle_gaps whistle", victim);
    Ok(victim)
}

/// Takes from a task that is past its day its unit (`no_unit`), its day (`no_due`) or that it was done (`past_due`), or
/// lets it be done `late`.
///
/// # Errors
/// When there is no such task left.
pub fn task(planter: &mut Planter<'_>, stated: &BreakSpec) -> Result<Victim, WorldError> {
    let today = planter.draft.today;
    let tasks = planter.draft.tasks.iter().enumerate();
    let over = tasks.filter(|(_, task)| task.due.is_some_and(|due| due + 5 < today));
    let over: Vec<Victim> = over.map(|(at, _)| Victim::Task(at)).collect();
    let victim = planter.pick(&over, "tasks")?;
    let Victim::Task(at) = victim else { return Ok(victim) };
    let start = |day: i32| planter.draft.zone.utc_seconds(i64::from(day) * DAY_S);
    let late = planter.draft.tasks[at].due.map(|due| start(due + 3) + 9 * HOUR_S);
    let task = &mut planter.draft.tasks[at];
    match stated.how.as_str() {
        "no_unit" => task.unit = None,
        "no_due" => task.due = None,
        "past_due" => task.done = None,
        "late" => task.done = late,
        other => return Err(WorldError::missing("a way to break a task", other)),
    }
    planter.expect_rule(&stated.behaviour, &format!("task_gaps tasks {}", stated.how), victim);
    Ok(victim)
}

/// Makes a pairing of the record `name` about a person of another kind than it may be about.
///
/// # Errors
/// When there is no such record, pairing or person.
pub fn misgiven(planter: &mut Planter<'_>, stated: &BreakSpec, name: &str) -> Result<Victim, WorldError> {
    let record = planter.playbook.place.records.iter().find(|record| record.name == name);
    let record = record.ok_or_else(|| WorldError::missing("a record", name))?;
    let draft = &*planter.draft;
    let other = draft.people.iter().position(|person| !record.about_kinds.contains(&person.kind));
    let other = other.ok_or_else(|| WorldError::missing("a person of another kind than those of", name))?;
    let units = draft.links.iter().filter(|link| link.kind == name).map(|link| Victim::Agency(link.to));
    let units: Vec<Victim> = units.collect();
    let victim = planter.pick(&units, name)?;
    let mut links = planter.draft.links.iter_mut();
    let link = links.find(|link| link.kind == name && Victim::Agency(link.to) == victim);
    link.ok_or_else(|| WorldError::missing("a pairing of", name))?.from = End::Person(other);
    planter.expect_rule(&stated.behaviour, &format!("record_gaps {name} wrong_kind"), victim);
    Ok(victim)
}

/// Makes an agency of `kind` slow to receive: whatever was handed to it waits some days longer.
///
/// # Errors
/// When there is none.
pub fn slow(planter: &mut Planter<'_>, stated: &BreakSpec, kind: &str) -> Result<(), WorldError> {
    let all: Vec<Victim> = planter.draft.of_kind(kind).iter().map(|&at| Victim::Agency(at)).collect();
    let victim = planter.pick(&all, kind)?;
    let Victim::Agency(unit) = victim else { return Ok(()) };
    let until = planter.draft.now - SLOW_UNTIL_DAYS * DAY_S;
    let mut pairs = std::collections::BTreeMap::<usize, usize>::new();
    let mut to_unit = 0usize;
    for life in &mut planter.draft.lives {
        let mut handed = life.acts.iter().filter_map(|act| act.what.handed());
        let Some((seq, from, ..)) = handed.find(|&(_, _, to, _)| to == unit) else { continue };
        *pairs.entry(from).or_default() += 1;
        to_unit += 1;
        let is_over = life.acts.last().is_some_and(|act| act.at < until);
        let received = life.acts.iter().position(|act| act.is(&format!("receive:{seq}")));
        if let (true, Some(received)) = (is_over, received) {
            let by = planter.draw.between(4 * DAY_S, 7 * DAY_S);
            life.acts[received..].iter_mut().for_each(|act| act.at += by);
        }
    }
    let numbers = &planter.playbook.thresholds;
    let enough = |count: usize, least: u32| least as usize <= count;
    let id = |at: usize| planter.draft.agencies[at].id.clone();
    for (&from, &count) in &pairs {
        if enough(count, numbers.slow_pairs_handoffs_min) {
            let pair = format!("{} {}", id(from), id(unit));
            planter.truth.expect(&stated.behaviour, "slow_pairs", pair);
        }
    }
    if enough(to_unit, numbers.lagging_handoffs_min) {
        let unit = id(unit);
        planter.truth.expect(&stated.behaviour, "lagging", unit);
    }
    Ok(())
}
